# SPDX-License-Identifier: MIT
"""Asks what is to be drawn: how many, of how many days, by which seed, from which folder besides."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kbdesk.language import tr, trp
from kbdesk.ui.form import Field, FormSheet, made_button
from kbdesk.ui.roles.quality_words import Draw
from kbdesk.ui.theme import Theme

MOST = 200
"""Cases, and articles, of one sample at most."""
_MOST_DAYS = 3_660
_MOST_SEED = 10**12


class DrawSheet(FormSheet):
    """Number, days, seed and folder.

    Signals:
        given(Draw): draw this.
    """

    given = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, draw: Draw, seed: int) -> None:
        super().__init__(theme, parent, tr("Draw a sample"), 480)
        self.say_told(
            tr("The same seed draws the same again. The number of the week is the seed that everybody has.")
        )
        self._count = Field(self, tr("Cases, and as many articles"))
        self._days = Field(self, tr("Cases of the last … days"))
        self._seed = Field(self, tr("Seed"))
        for field, number in ((self._count, draw.count), (self._days, draw.days), (self._seed, seed)):
            field.edit.setText(str(number))
        self._folder = Field(self, tr("Folder of handoff notes, besides the inbox"), trp("folder", "None"))
        self._folder.edit.setText(draw.folder)
        choose = made_button(self._folder, tr("Choose …"), tr("Choose the folder"))
        choose.clicked.connect(self._choose_folder)
        self._folder.put_beside(choose)
        self.column.addStretch(1)
        take = self.add_button(tr("Draw   Enter"), tr("Draw this (Enter)"), "primary")
        take.clicked.connect(self.entered)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Leave the sample as it is (Esc)"))
        cancel.clicked.connect(self.leave)
        self.set_theme(theme)

    def open_at_count(self) -> None:
        """Open with the number chosen, to be written over."""
        self.open_over()
        self._count.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._count.edit.selectAll()

    def entered(self) -> None:
        """Give what was typed, or say which number cannot be meant."""
        numbers = []
        asked = ((self._count, 1, MOST), (self._days, 1, _MOST_DAYS), (self._seed, 0, _MOST_SEED))
        for field, least, most in asked:
            number = _number(field.text)
            wrong = number is None or not least <= number <= most
            field.mark(wrong=wrong)
            if number is None or wrong:
                self.say_trouble(tr("Write a whole number from {least} to {most:,}.", least=least, most=most))
                field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            numbers.append(number)
        self.say_trouble("")
        count, days, seed = numbers
        self.leave()
        self.given.emit(Draw(count, days, seed, self._folder.text))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, tr("Which folder holds handoff notes?"), self._folder.text
        )
        if folder:
            self._folder.edit.setText(folder)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 14 else None
