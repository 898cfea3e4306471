# SPDX-License-Identifier: MIT
"""An answer in a form: its key, its words, where it leads; and a line that names a step."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.form import made_button
from kbdesk.ui.mirror import arrow
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.wrap_label import WrapLabel


class PlaceLine(QLineEdit):
    """A line that names a step; steps whose names hold what is typed are proposed.

    Signals:
        given(): Enter, or a proposal was taken.
    """

    given = Signal()

    def __init__(self, parent: QWidget, names: QStringListModel, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        completer = QCompleter(names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        completer.activated.connect(self._taken)
        self.setCompleter(completer)
        self.returnPressed.connect(self.given)

    def _taken(self, name: str) -> None:
        self.setText(name)
        self.given.emit()


class AnswerRow(QWidget):
    """One answer: its key, its words, where it leads.

    Signals:
        reworded(int, str): other words for the answer with this key.
        led(int, str): it is to lead to the place of this name.
        moved(int, int): it is to get another key.
        removed(int): it is to go.
        typed(): a key was pressed in one of the fields.
    """

    reworded = Signal(int, str)
    led = Signal(int, str)
    moved = Signal(int, int)
    removed = Signal(int)
    typed = Signal()

    def __init__(self, parent: QWidget, number: int, names: QStringListModel) -> None:
        super().__init__(parent)
        self.number = number
        self._shown = ("", "")
        self.key = made_button(
            self,
            str(number),
            tr("Key {number}: press to move it up (Alt+Up, Alt+Down)", number=number),
            "quiet",
        )
        self.key.setAccessibleName(tr("Answer {number}: move it up", number=number))
        self.words = LineEdit(self)
        self.words.setAccessibleName(tr("Words of answer {number}", number=number))
        self.to = PlaceLine(self, names, tr("Where answer {number} leads", number=number))
        self.gone = made_button(self, "×", tr("Take this answer out (Alt+Delete)"), "quiet")
        self.gone.setAccessibleName(tr("Take answer {number} out", number=number))
        self._arrow = WrapLabel(self, 13, 600, "muted")
        self._arrow.setText(arrow())
        self._box = QVBoxLayout(self)
        self._lines = (QWidget(self), QWidget(self))
        self._lay_out()
        self.key.clicked.connect(self._up)
        self.gone.clicked.connect(self._remove)
        self.words.editingFinished.connect(self._words_left)
        self.to.given.connect(self._led)
        self.to.editingFinished.connect(self._led)
        for field in (self.words, self.to):
            field.textEdited.connect(self.typed)

    def _lay_out(self) -> None:
        self._box.setContentsMargins(0, 0, 0, 0)
        first, second = (QHBoxLayout(line) for line in self._lines)
        for box in (first, second):
            box.setContentsMargins(0, 0, 0, 0)
        first.addWidget(self.key)
        first.addWidget(self.words, 1)
        first.addWidget(self.gone)
        second.addWidget(self._arrow)
        second.addWidget(self.to, 1)
        for line in self._lines:
            self._box.addWidget(line)

    def show_answer(self, words: str, to: str) -> None:
        """Show an answer; what is being typed stays."""
        before, self._shown = self._shown, (words, to)
        for field, text, old in ((self.words, words, before[0]), (self.to, to, before[1])):
            if not field.hasFocus() or field.text() == old:
                field.setText(text)
                field.setCursorPosition(0)
        set_look(self.to, "invalid", not to)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a look."""
        self._arrow.set_theme(theme)
        side = theme.px(30)
        for button in (self.key, self.gone):
            button.setFixedWidth(side)
        self._arrow.setFixedWidth(side)
        self._box.setSpacing(theme.px(3))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Up and Alt+Down give it another key, Alt+Delete takes it out."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(self.number, self.number + (1 if key == Qt.Key.Key_Down else -1))
        elif alt and key == Qt.Key.Key_Delete:
            self.removed.emit(self.number)
        else:
            super().keyPressEvent(event)

    def _up(self) -> None:
        self.moved.emit(self.number, self.number - 1)

    def _remove(self) -> None:
        self.removed.emit(self.number)

    @property
    def new_words(self) -> str:
        """The words, if they are others than those of the answer; else ""."""
        return self.words.text() if self.words.text().strip() and self.words.text() != self._shown[0] else ""

    @property
    def new_place(self) -> str | None:
        """The name of the place, if it is another than that of the answer."""
        name = self.to.text().strip()
        return name if name != self._shown[1] else None

    def _words_left(self) -> None:
        if self.new_words:
            self.reworded.emit(self.number, self.new_words)

    def _led(self) -> None:
        if self.new_place is not None:
            self.led.emit(self.number, self.new_place)
