# SPDX-License-Identifier: MIT
"""Sheets of giving out: what is to be given to whom, and what goes to a partner before it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.form import Field, FormSheet, Section, TickChip, made_button
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.partner import Audience, Outgoing

_LISTED = 8
AUDIENCES: tuple[tuple[Audience, str], ...] = (
    ("partner", tr("A partner company: what is for partners or public")),
    ("public", tr("Everybody: only what is public")),
)


class GiveSheet(FormSheet):
    """A list of what can be given or taken, each with its digit.

    Args:
        theme: the look.
        parent: the window that it covers.
        choices: (name, words, what it does), in order.

    Signals:
        chosen(str): the name of a choice.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, choices: Iterable[tuple[str, str, str]]) -> None:
        super().__init__(theme, parent, tr("Give to others, take from others"), 560)
        self.say_told(
            tr("What goes to a partner or a bot leaves without owners, remarks and what seems personal data.")
        )
        self._choices: list[QPushButton] = []
        for number, (name, words, what) in enumerate(choices, 1):
            section = Section(self, what)
            button = made_button(section, f"{words}   {number}", f"{words} ({number})")
            button.setObjectName(name)
            button.clicked.connect(self._pressed)
            section.row(button)
            self._choices.append(button)
        self.column.addStretch(1)
        close = self.add_button(tr("Close   Esc"), tr("Back to the desk (Esc)"))
        close.clicked.connect(self.leave)
        self.set_theme(theme)

    def begin(self) -> None:
        """Cover the window, with the focus on the first choice."""
        self.open_over()
        self._choices[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses, Up and Down go through the choices."""
        number = event.key() - Qt.Key.Key_1
        steps = {Qt.Key.Key_Down: True, Qt.Key.Key_Up: False}
        if 0 <= number < len(self._choices) and not event.isAutoRepeat():
            self._choices[number].click()
        elif event.key() in steps:
            self.focusNextPrevChild(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.leave()
            self.chosen.emit(button.objectName())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a partner's folder is to get."""

    audience: Audience = "partner"
    folder: str = ""
    owner: str = ""
    synonyms: bool = False


class PartnerSheet(FormSheet):
    """For whom, where to, and what would go out now.

    Signals:
        looked(Wanted): what would go out is to be looked at.
        given(Wanted): write it.
    """

    looked = Signal(object)
    given = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, wanted: Wanted) -> None:
        super().__init__(theme, parent, tr("A library for a partner"), 640)
        self.say_told(
            tr("One way: files of ours in their folder are kept up to date, theirs are never touched.")
        )
        self._audience = self._choice(wanted.audience)
        self._folder = Field(
            self, tr("Their folder"), tr("An empty folder, their repository, or the one of before")
        )
        self._folder.edit.setText(wanted.folder)
        choose = made_button(self._folder, tr("Choose …"), tr("Choose the folder"))
        choose.clicked.connect(self._choose_folder)
        self._folder.put_beside(choose)
        self._owner = Field(self, tr("In place of owners' names"), tr("Empty: the name of this library"))
        self._owner.edit.setText(wanted.owner)
        section = Section(self, tr("Also"))
        words = tr("The list of synonyms")
        self._synonyms = TickChip(section, words, words, tr("synonyms.md goes along (Space)"))
        self._synonyms.setChecked(wanted.synonyms)
        self.follow(self._synonyms)
        section.row(self._synonyms)
        self._preview = Section(self, tr("What goes out"))
        self._words = self._preview.words(tr("Looking …"), "fg")
        self._left = self._preview.words("", "warn")
        self._left.hide()
        self.column.addStretch(1)
        self._write = self.add_button(
            tr("Write it   Enter"), tr("Bring their folder up to date (Enter)"), "primary"
        )
        self._write.clicked.connect(self.entered)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Write nothing (Esc)"))
        cancel.clicked.connect(self.leave)
        self._audience.currentIndexChanged.connect(self._look)
        self._synonyms.toggled.connect(self._look)
        self.set_theme(theme)

    def _choice(self, audience: str) -> QComboBox:
        section = Section(self, tr("For whom"))
        made = DropDown(section)
        made.setAccessibleName(tr("For whom"))
        made.setToolTip(tr("Whose documents go out"))
        for name, words in AUDIENCES:
            made.addItem(words, name)
        made.setCurrentIndex(max(0, made.findData(audience)))
        section.row(made)
        return made

    @property
    def choice(self) -> Wanted:
        """What was chosen and typed."""
        audience: Audience = "public" if self._audience.currentData() == "public" else "partner"
        return Wanted(audience, self._folder.text, self._owner.text, self._synonyms.isChecked())

    def begin(self) -> None:
        """Cover the window, with the focus on the first thing that is missing."""
        self.open_over()
        first = self._audience if self._folder.text else self._folder.edit
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    def show_outgoing(self, sentences: tuple[str, ...], made: Outgoing) -> None:
        """Tell what would go out, and what would not and why."""
        self._words.setText("\n".join(sentences))
        rows = [f"• {path}: {why}" for path, why in made.left_out[:_LISTED]]
        if len(made.left_out) > _LISTED:
            rows.append(tr("… and {n:,} more", n=len(made.left_out) - _LISTED))
        self._left.setText("\n".join([tr("Left out:"), *rows]) if rows else "")
        self._left.setVisible(bool(rows))
        self.place()

    def refuse(self, sentence: str) -> None:
        """It was not written: say why."""
        self._write.setEnabled(True)
        self.say_trouble(sentence)
        self._folder.mark(wrong=True)
        self._folder.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def entered(self) -> None:
        """Write it, once a folder is named."""
        self._folder.mark(wrong=False)
        self.say_trouble("")
        if not self._folder.text:
            self.refuse(tr("Name the folder that the partner gets."))
        elif not Path(self._folder.text).expanduser().is_absolute():
            self.refuse(tr("Give the folder's whole path, or choose it."))
        elif self._write.isEnabled():
            self._write.setEnabled(False)
            self.given.emit(self.choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter writes from a list of choices and a tick, too; Page keys move what does not fit."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        pages = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()), 0)
        if enter and isinstance(QApplication.focusWidget(), QComboBox | TickChip):
            self.entered()
        elif pages:
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + pages * bar.pageStep())
        else:
            super().keyPressEvent(event)

    def _look(self) -> None:
        self._words.setText(tr("Looking …"))
        self._left.hide()
        self.looked.emit(self.choice)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, tr("Which folder does the partner get?"), self._folder.text
        )
        if folder:
            self._folder.edit.setText(folder)
