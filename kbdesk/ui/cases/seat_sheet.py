# SPDX-License-Identifier: MIT
"""Asks where a person works: tier, team, the folder of handing over, and how long cases are kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QWidget

from kbdesk.model import TIERS, Seat
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.form import Field, FormSheet, Section, made_button
from kbdesk.ui.theme import Theme

_DAYS = (
    (0, "Until the window is closed"),
    (7, "7 days"),
    (30, "30 days"),
    (90, "90 days"),
    (365, "A year"),
)


class SeatSheet(FormSheet):
    """Tier, team, folder and days.

    Signals:
        given(Seat): where this person works from now on.
    """

    given = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, seat: Seat) -> None:
        super().__init__(theme, parent, "Where do you work?", 540)
        self.say_told("Notes for this tier and team wait for you. It stays on this computer.")
        self._tier = self._choice("Tier", "The tier whose notes wait for you")
        for tier in TIERS:
            self._tier.addItem("Specialist" if tier == "specialist" else f"Tier {tier}", tier)
        self._tier.setCurrentIndex(TIERS.index(seat.tier))
        self._team = Field(self, "Team", "Network team; empty for every team of the tier")
        self._team.edit.setText(seat.team)
        self._folder = Field(self, "Folder in which your team hands over", "On a share or a synced drive")
        self._folder.edit.setText(seat.inbox)
        choose = made_button(self._folder, "Choose …", "Choose the folder")
        choose.clicked.connect(self._choose_folder)
        self._folder.put_beside(choose)
        hint = self.label(self.content, 12, 400, "muted")
        hint.setText("Not inside a library: notes hold customers' data. Leave it empty to have no inbox.")
        self.column.addWidget(hint)
        self._days = self._choice("Your own cases and notes are kept", "Then they are removed")
        known = dict(_DAYS)
        days = _DAYS if seat.keep_days in known else (*_DAYS, (seat.keep_days, f"{seat.keep_days} days"))
        for number, words in sorted(days):
            self._days.addItem(words, number)
        self._days.setCurrentIndex(self._days.findData(seat.keep_days))
        self.column.addStretch(1)
        save = self.add_button("Save   Enter", "Work like this from now on (Enter)", "primary")
        save.clicked.connect(self.entered)
        cancel = self.add_button("Cancel   Esc", "Leave it as it is (Esc)")
        cancel.clicked.connect(self.leave)
        self.set_theme(theme)

    def _choice(self, name: str, tip: str) -> QComboBox:
        section = Section(self, name)
        made = DropDown(section)
        made.setAccessibleName(name)
        made.setToolTip(tip)
        section.row(made)
        return made

    def open_at_folder(self, *, choose: bool) -> None:
        """Open with the cursor in the folder if that is what is missing, else at the tier."""
        self.open_over()
        first = self._folder.edit if choose else self._tier
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves in a list of choices, too."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if enter and isinstance(QApplication.focusWidget(), QComboBox):
            self.entered()
        else:
            super().keyPressEvent(event)

    def entered(self) -> None:
        """Give what was chosen."""
        self._folder.mark(wrong=False)
        self.say_trouble("")
        tier = TIERS[max(0, self._tier.currentIndex())]
        self.given.emit(Seat(tier, self._team.text, self._folder.text, int(self._days.currentData())))

    def refuse(self, sentence: str) -> None:
        """It was not taken: say why, at the folder."""
        self.say_trouble(sentence)
        self._folder.mark(wrong=True)
        self._folder.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """It was taken: close."""
        self.leave()

    def _choose_folder(self) -> None:
        at = self._folder.text
        folder = QFileDialog.getExistingDirectory(self, "In which folder does your team hand over?", at)
        if folder:
            self._folder.edit.setText(folder)
