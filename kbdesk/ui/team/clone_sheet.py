# SPDX-License-Identifier: MIT
"""The sheet that gets a team's library from its address: address, folder, progress, Cancel that stops."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from kbdesk.language import tr
from kbdesk.ui.form import Field, FormSheet, made_button
from kbdesk.ui.motion import show_progress
from kbdesk.ui.team.sign_in import SignInFields
from kbdesk.ui.team.words import copied_mb, copy_progress, folder_name
from kbdesk.ui.theme import Theme

LARGE_MB = 500
"""A copy that grows beyond this many MB is spoken of: it may be meant to fill the disk."""


class CloneSheet(FormSheet):
    """Asks where the library is and where it goes; shows how far the copy is.

    Signals:
        asked(str address, str folder, SignIn or None): get it.
        stopped(): stop getting it.
    """

    asked = Signal(str, str, object)
    stopped = Signal()

    def __init__(self, theme: Theme, parent: QWidget, place: Path) -> None:
        super().__init__(theme, parent, tr("Open a library from an address"), 600)
        self._place = place
        self._folder_is_mine = True
        self._busy = self._is_large = False
        self.say_told(
            tr(
                "kbdesk makes a copy on this computer and keeps it in step with the team from then on. "
                "Ask your team for the address."
            )
        )
        self._address = Field(self, tr("Address"), tr("https://…, ssh://…, user@host:path, or a folder"))
        self._address.edit.textEdited.connect(self._address_typed)
        self._folder = Field(self, tr("Folder on this computer"))
        self._folder.edit.textEdited.connect(self._folder_typed)
        self._choose = made_button(self._folder, tr("Choose …"), tr("Choose the folder that it goes into"))
        self._choose.clicked.connect(self._choose_place)
        self._folder.put_beside(self._choose)
        self._fields = SignInFields(self)
        self._fields.set_visible(False)
        self._doing = self.label(self.content, 13)
        self._bar = QProgressBar(self.content)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How far the copy is"))
        for part in (self._doing, self._bar):
            part.hide()
            self.column.addWidget(part)
        self.column.addStretch(1)
        self._get = self.add_button(
            tr("Get the library   Enter"), tr("Copy it and open it (Enter)"), "primary"
        )
        self._get.clicked.connect(self.entered)
        self._cancel = self.add_button(
            tr("Cancel   Esc"), tr("Back; a copy that is under way is stopped (Esc)")
        )
        self._cancel.clicked.connect(self.leave)
        self.set_theme(theme)

    # --- what is shown ---

    def open_for(self, address: str = "") -> None:
        """Open with an address, or with none, and the cursor where something is to be typed."""
        self._address.edit.setText(address)
        self._address_typed()
        self.open_over()
        self._address.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_work(self, line: str = "") -> None:
        """Show that it is being copied, and how far, from a line of progress."""
        begins = not self._busy
        self._busy = True
        words, share = copy_progress(line)
        if words or begins:
            doing = words or tr("Asking the server")
            self._doing.setText(f"{doing} …")
            show_progress(self._bar, share, 100 if share >= 0 else 0)
        if begins:
            self._is_large = False
            self.say_trouble("")
            self._set_busy()
        if not self._is_large and copied_mb(line) > LARGE_MB:
            self._is_large = True
            self.say_trouble(
                tr(
                    "More than {n} MB came so far, much more than articles need. "
                    "If you do not trust the address, stop: nothing of it is kept.",
                    n=LARGE_MB,
                )
            )

    def show_failure(self, sentence: str, *, wants_name: bool = False) -> None:
        """The copy failed: say why, and ask for a name and password if the server wants them."""
        self._busy = False
        self._set_busy()
        self._fields.clear_password()
        if wants_name:
            self._fields.set_visible(True)
            self._fields.focus()
        else:
            self._address.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.say_trouble(sentence)

    def finish(self) -> None:
        """It is there: close."""
        self._busy = False
        self._fields.clear_password()
        self.dismiss()
        self.closed.emit()

    # --- acting ---

    def entered(self) -> None:
        """Get it, if all that is needed was typed."""
        if self._busy:
            return
        wants_name = not self._fields.user.isHidden()
        who = self._fields.value() if wants_name else None
        self._address.mark(wrong=not self._address.text)
        self._folder.mark(wrong=not self._folder.text)
        if not self._address.text or not self._folder.text:
            missing = self._address if not self._address.text else self._folder
            missing.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif wants_name and who is None:
            self._fields.focus()
        else:
            self.asked.emit(self._address.text, self._folder.text, who)

    def leave(self) -> None:
        """Stop the copy that is under way; else close."""
        if self._busy:
            self._doing.setText(tr("Stopping …"))
            show_progress(self._bar, 0, 0)
            self.stopped.emit()
        else:
            self._fields.clear_password()
            super().leave()

    def _address_typed(self) -> None:
        address, user, password = split_credentials(self._address.edit.text())
        if user:  # an address with a password in it: it must not stay on screen
            self._address.edit.setText(address)
            self._fields.user.edit.setText(user)
            self._fields.password.edit.setText(password)
            self._fields.set_visible(True)
            self.place()
        if self._folder_is_mine:
            name = folder_name(address)
            self._folder.edit.setText(str(self._place / name) if name else "")

    def _folder_typed(self) -> None:
        self._folder_is_mine = False

    def _choose_place(self) -> None:
        place = QFileDialog.getExistingDirectory(self, tr("Where should the library go?"), str(self._place))
        if place:
            self._place = Path(place)
            name = folder_name(self._address.text) or "library"
            self._folder.edit.setText(str(self._place / name))

    def _set_busy(self) -> None:
        for edit in (self._address.edit, self._folder.edit):
            edit.setReadOnly(self._busy)
        self._fields.set_enabled(not self._busy)
        self._choose.setEnabled(not self._busy)
        self._get.setEnabled(not self._busy)
        self._doing.setVisible(self._busy)
        self._bar.setVisible(self._busy)
        self._cancel.setText(tr("Stop   Esc") if self._busy else tr("Cancel   Esc"))
        self._cancel.setAccessibleName(tr("Stop") if self._busy else tr("Cancel"))
        if self._busy:
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.place()


def split_credentials(address: str) -> tuple[str, str, str]:
    """An https address without the name and password in it, and those two; ("…", "", "") if it has none."""
    try:
        parts = urlsplit(address.strip())
        if parts.scheme.lower() not in ("https", "http") or not parts.password:
            return address, "", ""
        host = parts.netloc.rpartition("@")[2]
        clean = urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))
        return clean, unquote(parts.username or ""), unquote(parts.password)
    except ValueError:
        return address, "", ""
