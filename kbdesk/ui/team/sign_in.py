# SPDX-License-Identifier: MIT
"""Asks for the name and password that the team's server wants; they are held in memory only."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from kbdesk.language import tr
from kbdesk.model import SignIn
from kbdesk.ui.form import Field, FormSheet
from kbdesk.ui.theme import Theme

HELD = tr(
    "kbdesk holds them in memory until it is closed and writes them nowhere. If this computer keeps "
    "passwords for such servers, it is asked first."
)


class SignInFields:
    """Name and password in a sheet, used wherever a server may want them."""

    def __init__(self, sheet: FormSheet) -> None:
        self.user = Field(sheet, tr("Name"), tr("as the server knows you"))
        self.password = Field(sheet, tr("Password or token"))
        self.password.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.note = sheet.label(sheet.content, 12, 400, "muted")
        self.note.setText(HELD)
        sheet.column.addWidget(self.note)

    def set_visible(self, shown: bool) -> None:
        """Show or hide them."""
        for part in (self.user, self.password, self.note):
            part.setVisible(shown)

    def set_enabled(self, on: bool) -> None:
        """Let them be typed in or not."""
        self.user.edit.setEnabled(on)
        self.password.edit.setEnabled(on)

    def value(self) -> SignIn | None:
        """What was typed; None if something is missing, which is then marked."""
        user, password = self.user.text, self.password.edit.text()
        self.user.mark(wrong=not user)
        self.password.mark(wrong=not password)
        return SignIn(user, password) if user and password else None

    def focus(self) -> None:
        """Go to the first that is empty."""
        first = self.user if not self.user.text else self.password
        first.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_password(self) -> None:
        """Forget the password."""
        self.password.edit.clear()


class SignInSheet(FormSheet):
    """Asks once; Enter signs in, Esc leaves the library offline.

    Signals:
        given(SignIn): sign in with this.
    """

    given = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, server: str, trouble: str = "") -> None:
        super().__init__(theme, parent, tr("Sign in to the team's server"), 500)
        self.say_told(tr("{server} wants your name and password.", server=server) if server else "")
        self._fields = SignInFields(self)
        self.column.addStretch(1)
        sign_in = self.add_button(tr("Sign in   Enter"), tr("Sign in and get the updates (Enter)"), "primary")
        sign_in.clicked.connect(self.entered)
        later = self.add_button(tr("Not now   Esc"), tr("Go on without updates; nothing is lost (Esc)"))
        later.clicked.connect(self.leave)
        self.say_trouble(trouble)
        self.set_theme(theme)

    def open_over(self) -> None:
        """Open with the cursor in the first field."""
        super().open_over()
        self._fields.focus()

    def entered(self) -> None:
        """Sign in if both were typed; else go to what is missing."""
        given = self._fields.value()
        if given is None:
            self._fields.focus()
            return
        self._fields.clear_password()
        self.dismiss()
        self.closed.emit()
        self.given.emit(given)

    def leave(self) -> None:
        """Forget what was typed."""
        self._fields.clear_password()
        super().leave()
