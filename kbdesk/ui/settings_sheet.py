# SPDX-License-Identifier: MIT
"""The settings: all in one sheet, found by words, in force at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QWidget

from kbdesk.desk.updates import SENTENCE
from kbdesk.language import NAMES, tr, trn, trp
from kbdesk.model import ROLE_NAMES, Seat
from kbdesk.ui.chips import filter_field
from kbdesk.ui.form import FormSheet
from kbdesk.ui.key_map import key_of, with_keys
from kbdesk.ui.settings import SYNC_MINUTES, Look
from kbdesk.ui.settings_rows import Segments, SettingGroup, SettingRow
from kbdesk.ui.theme import Theme
from kbdesk.ui.turns import Turns, unpainted

SCALES: Final = tuple(range(90, 201, 10))
"""Text sizes to choose from, in per cent."""

_DAYS: Final = (
    (0, tr("Until the window is closed")),
    *((days, trn("{n} day", "{n} days", days)) for days in (7, 30, 90)),
    (365, tr("A year")),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How everything is set when the sheet opens.

    Args:
        look: light, dark or the system's.
        language: the one that is chosen, and the one that was when the window was opened; "" is the system's.
        scale: text size as a factor of 100 %.
        flags: those that are on, see ``settings.Flag``.
        sync_minutes: how often updates come.
        library: the open folder; "" if none.
        folders: (name, what is there, folder) of kbdesk's own.
    """

    look: Look
    language: tuple[str, str]
    scale: float
    flags: frozenset[str]
    sync_minutes: int
    library: str
    folders: tuple[tuple[str, str, Path], ...]


class SettingsSheet(FormSheet):
    """Shows how everything is set and tells what is changed.

    Signals:
        look_chosen(str), language_chosen(str), scale_chosen(float), minutes_chosen(int), days_chosen(int),
            inbox_chosen(str): the person chose this.
        turned(str, bool): a flag (``settings.Flag``) was turned on or off.
        acted(str): an action of the table is wanted; the sheet is closed before.
        folder_asked(str): show this folder in the file manager.
    """

    look_chosen = Signal(str)
    language_chosen = Signal(str)
    scale_chosen = Signal(float)
    minutes_chosen = Signal(int)
    days_chosen = Signal(int)
    inbox_chosen = Signal(str)
    turned = Signal(str, bool)
    acted = Signal(str)
    folder_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, now: Standing) -> None:
        super().__init__(theme, parent, tr("Settings"), 760)
        self._now = now
        self._acts: dict[int, str] = {}
        self._seat = Seat()
        self._switches: dict[str, Segments] = {}
        self.say_told(tr("What you change holds at once."))
        self.field = filter_field(self.card, tr("Find a setting"))
        self.field.setPlaceholderText(tr("Find a setting"))
        self.field.textChanged.connect(self._narrow)
        self.box.insertWidget(2, self.field)
        self._nothing = self.label(self.content, 13, 400, "muted")
        self._nothing.setText(tr("No setting has all of these words."))
        self._nothing.hide()
        self.column.addWidget(self._nothing)
        self.column.addStretch(1)
        self.groups = [self._looks()]
        self._whole = False
        self._turns = Turns(self)
        close = self.add_button(tr("Close   Esc"), tr("Back to the desk (Esc)"))
        close.clicked.connect(self.leave)
        self.set_theme(theme)

    # --- what there is ---

    @property
    def is_whole(self) -> bool:
        """Whether all groups are there; those below follow a moment after it opens."""
        return self._whole

    def _others(self) -> Iterator[None]:
        for make in (self._window, self._person, self._folders, self._updates, self._privacy):
            yield
            self.groups.append(make())
            self.groups[-1].show()
        self._whole = True
        self.show_seat(self._seat)

    def _looks(self) -> SettingGroup:
        group = SettingGroup(self, tr("Look"))
        size = group.row(
            tr("Text size"),
            with_keys(tr("{larger}, {smaller} and {normal_size} do it anywhere.")),
            tr("font letters zoom larger smaller bigger scale percent"),
        )
        self._size = size.drop_down(
            tuple((scale, f"{scale} %") for scale in SCALES), round(self._now.scale * 100)
        )
        self._size.currentIndexChanged.connect(self._size_chosen)
        theme = group.row(
            tr("Theme"),
            tr("As the system has it, or always the same ({key}).", key=key_of("toggle_theme")),
            tr("dark light colours night contrast appearance"),
        )
        self._look = theme.segments(
            (("system", tr("System")), ("light", tr("Light")), ("dark", tr("Dark"))), self._now.look
        )
        self._look.chosen.connect(self.look_chosen)
        chosen, self._spoken = self._now.language
        self._languages = group.row(
            tr("Language"), "", tr("english deutsch german translation locale words texts")
        )
        names = self._languages.segments((("", tr("System")), *NAMES.items()), chosen)
        names.chosen.connect(self._language_chosen)
        self._tell_language(chosen)
        still = group.row(
            tr("Movement"), tr("Menus that slide, carets that blink."), tr("motion animation reduce blink")
        )
        self._switch(still, "still", tr("As the system says"), trp("movement", "None"))
        return group

    def _window(self) -> SettingGroup:
        group = SettingGroup(self, tr("Window and keys"))
        top = group.row(
            tr("Stay above other windows"),
            with_keys(tr("{stay_on_top}; {snap_right} puts it into the right third of the screen.")),
            tr("always on top pin snap third"),
        )
        self._switch(top, "on_top")
        reach = group.row(
            tr("Tray, and a key from any program"),
            tr("kbdesk comes to the front while you work elsewhere."),
            tr("notification area icon hide quit global hotkey shortcut raise"),
        )
        self._act(reach, tr("Choose …"), "show_reach")
        keys = group.row(
            tr("Keys"),
            tr("Every action and its key, to be changed."),
            tr("keyboard shortcuts hotkeys bindings"),
        )
        self._act(keys, tr("Change keys …"), "change_keys")
        return group

    def _person(self) -> SettingGroup:
        group = SettingGroup(self, tr("You"))
        self._profile = group.row(
            tr("Profile"), " ", tr("role tier team products audience public wording name")
        )
        self._act(self._profile, tr("Change the profile …"), "show_profile")
        return group

    def _folders(self) -> SettingGroup:
        group = SettingGroup(self, tr("Folders"))
        library = group.row(
            tr("Library"), self._now.library or tr("None is open."), tr("articles playbooks folder git open")
        )
        self._act(library, tr("Open another …"), "choose_library")
        if self._now.library:
            self._show_button(library, self._now.library)
        self._inbox = group.row(tr("Where your team hands over"), " ", tr("inbox handoff folder share notes"))
        choose = self._inbox.button(tr("Choose …"), tr("Choose the folder in which notes are handed over"))
        choose.clicked.connect(self._choose_inbox)
        for name, words, folder in self._now.folders:
            row = group.row(name, str(folder), tr("{words} folder data place path", words=words))
            self._show_button(row, str(folder))
        return group

    def _updates(self) -> SettingGroup:
        group = SettingGroup(self, tr("Updates"))
        by_itself = group.row(
            tr("Get and send the team's changes"),
            tr("Paused, it waits until you press {key}.", key=key_of("share_now")),
            tr("sync synchronise pause offline automatic shared copy"),
        )
        self._switch(by_itself, "sync_paused", tr("By itself"), tr("Paused"))
        often = group.row(
            tr("How often"),
            tr("What you save is sent within half a minute."),
            tr("sync interval minutes pace"),
        )
        minutes = tuple((one, trn("Every minute", "Every {n} minutes", one)) for one in SYNC_MINUTES)
        self._minutes = often.drop_down(minutes, self._now.sync_minutes)
        self._minutes.currentIndexChanged.connect(self._minutes_chosen)
        new = group.row(
            tr("Tell of new versions of kbdesk"),
            SENTENCE,
            tr("update check release upgrade network"),
        )
        self._switch(new, "updates")
        return group

    def _privacy(self) -> SettingGroup:
        group = SettingGroup(self, tr("Privacy"))
        kept = group.row(
            tr("Your cases and notes are kept"),
            tr("Then they are removed for good."),
            tr("days delete privacy history"),
        )
        self._days = kept.drop_down(_DAYS, 30)
        self._days.activated.connect(self._days_chosen)
        counts = group.row(
            tr("Counts shared with the team"),
            tr("Only if you agreed; never names or words."),
            tr("statistics insight consent heat"),
        )
        self._act(counts, tr("Counts …"), "show_counts")
        clip = group.row(
            tr("Copied text"),
            tr("Removed from the clipboard, unless you copied something else since."),
            tr("clipboard clear seconds"),
        )
        self._switch(clip, "clear_clipboard", tr("Stays"), tr("Goes after a minute"))
        return group

    def _switch(self, row: SettingRow, flag: str, off_text: str = "", on_text: str = "") -> None:
        made = self._switches[flag] = row.switch(flag in self._now.flags, off_text, on_text)
        made.setObjectName(flag)
        made.chosen.connect(self._turned)

    def _act(self, row: SettingRow, text: str, action: str) -> None:
        button = row.button(f"{text}   {key_of(action)}", f"{text.removesuffix(' …')} ({key_of(action)})")
        button.setObjectName(action)
        button.clicked.connect(self._acted)

    def _show_button(self, row: SettingRow, folder: str) -> None:
        button = row.button(tr("Show"), tr("Show {folder} in the file manager", folder=folder))
        button.setProperty("folder", folder)
        button.clicked.connect(self._show_pressed)

    # --- what is shown ---

    def show_seat(self, seat: Seat) -> None:
        """Show what the profile says, once it was read or changed."""
        self._seat = seat
        if not self._whole:
            return
        tier = tr("specialist") if seat.tier == "specialist" else tr("tier {tier}", tier=seat.tier)
        role = ROLE_NAMES[seat.role] if seat.role else tr("No role")
        self._profile.set_line(", ".join(filter(None, (role, tier, seat.team))))
        self._inbox.set_line(seat.inbox or tr("None is chosen, so there is no inbox."))
        if self._days.findData(seat.keep_days) < 0:
            self._days.addItem(trn("{n} day", "{n} days", seat.keep_days), seat.keep_days)
        self._days.setCurrentIndex(self._days.findData(seat.keep_days))

    def show_look(self, look: Look, scale: float) -> None:
        """Show a look that was chosen elsewhere, by its key."""
        self._look.show_value(look)
        self._size.blockSignals(True)
        self._size.setCurrentIndex(self._size.findData(round(scale * 100)))
        self._size.blockSignals(False)

    def show_flag(self, flag: str, on: bool) -> None:
        """Show what was turned on or off elsewhere."""
        self._turns.finish()
        self._switches[flag].show_value("yes" if on else "no")

    def open_over(self) -> None:
        """Open with the cursor in the field that finds settings; most groups come a moment later."""
        self._turns.begin(self._opening())

    def _opening(self) -> Iterator[None]:
        with unpainted(self.card):
            super().open_over()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            yield
        yield from self._others()

    def wanted(self) -> tuple[int, int]:
        """Always the same, so that it stands still while it is narrowed down."""
        return self.theme.px(self._width), self.theme.px(660)

    def _narrow(self, text: str) -> None:
        self._turns.finish()
        words = tuple(text.lower().split())
        found = sum(group.narrow(words) for group in self.groups)
        self._nothing.setVisible(not found)

    # --- what is chosen ---

    def _size_chosen(self) -> None:
        self.scale_chosen.emit(int(self._size.currentData()) / 100)

    def _language_chosen(self, tag: str) -> None:
        self._tell_language(tag)
        self.language_chosen.emit(tag)

    def _tell_language(self, tag: str) -> None:
        of_what = tr("Of the window; articles, notes and files are not translated.")
        later = tr("It is used when kbdesk is opened again.")
        self._languages.set_line(of_what if tag == self._spoken else later)

    def _minutes_chosen(self) -> None:
        self.minutes_chosen.emit(int(self._minutes.currentData()))

    def _days_chosen(self) -> None:
        if int(self._days.currentData()) != self._seat.keep_days:
            self.days_chosen.emit(int(self._days.currentData()))

    def _choose_inbox(self) -> None:
        at = self._seat.inbox
        folder = QFileDialog.getExistingDirectory(self, tr("In which folder does your team hand over?"), at)
        if folder:
            self.inbox_chosen.emit(folder)

    def _turned(self, value: str) -> None:
        switch = self.sender()
        if isinstance(switch, Segments):
            self.turned.emit(switch.objectName(), value == "yes")

    def _acted(self) -> None:
        button = self.sender()
        if button is not None:
            self.leave()
            self.acted.emit(button.objectName())

    def _show_pressed(self) -> None:
        button = self.sender()
        if button is not None:
            self.folder_asked.emit(str(button.property("folder")))

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the field to the first setting; Esc empties the field first."""
        focused = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Down and focused is self.field:
            self.entered()
        elif event.key() == Qt.Key.Key_Escape and focused is self.field and self.field.text():
            self.field.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QComboBox):
            focused.showPopup()
        else:
            super().keyPressEvent(event)

    def entered(self) -> None:
        """Go to the first setting that is shown."""
        if isinstance(QApplication.focusWidget(), QLineEdit) and QApplication.focusWidget() is self.field:
            rows = (row for group in self.groups for row in group.rows if not row.isHidden())
            any(row.focus_control() for row in rows)
