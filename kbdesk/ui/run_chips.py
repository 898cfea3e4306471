# SPDX-License-Identifier: MIT
"""Chips: a few choices side by side, picked by a click, an arrow key or their first letters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.mirror import steps
from kbdesk.ui.theme import set_look


class Chips(QWidget):
    """A few choices as chips; a click, an arrow key or the first letters pick one.

    Args:
        parent: its owner.
        choices: what can be picked.
        shown: what they are called, in the same order; as they stand if ().

    Signals:
        picked(str): the agent chose this.
        entered(): Enter: go to the next field.
    """

    picked = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget, choices: tuple[str, ...], shown: tuple[str, ...] = ()) -> None:
        super().__init__(parent)
        self._choices, self._names = choices, shown or choices
        self._chosen = ""
        self._typed = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        flow = LineLayout(self)
        flow.setContentsMargins(4, 4, 4, 4)
        self._chips = [QPushButton(name.replace("&", "&&"), self) for name in self._names]
        for chip, name in zip(self._chips, self._names, strict=True):
            chip.setProperty("role", "chip")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setAccessibleName(name)
            chip.clicked.connect(self._clicked)
            flow.addWidget(chip)
        self._show()

    def text(self) -> str:
        """The chosen one; "" while none is."""
        return self._chosen

    def set_text(self, text: str) -> None:
        """Shows ``text`` as chosen."""
        self._chosen = text
        self._show()

    def event(self, event: QEvent) -> bool:
        """Claims letters, so that the window's single keys do not take what is typed here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_letter(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbour; letters to the first choice that begins with them."""
        step = steps().get(Qt.Key(event.key()))
        if step is not None and self._choices:
            at = self._choices.index(self._chosen) + step if self._chosen in self._choices else 0
            self._pick(self._choices[at % len(self._choices)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        elif self._is_letter(event):
            self._search(event.text().casefold())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the ring and begins a new word."""
        self._typed = ""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Takes the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the ring of the focus."""
        if not self.hasFocus():
            return
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2))
            round_by = self.fontMetrics().height()
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), round_by, round_by)
        finally:
            painter.end()

    def _is_letter(self, event: QKeyEvent) -> bool:
        strong = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        letter = event.text().isalpha() or (event.text() == " " and self._goes_on(" "))
        return letter and not event.modifiers() & strong

    def _goes_on(self, sign: str) -> bool:
        """Whether a choice goes on with this sign after what was typed."""
        typed = self._typed + sign
        return bool(self._typed) and any(name.casefold().startswith(typed) for name in self._names)

    def _search(self, letter: str) -> None:
        for typed in (self._typed + letter, letter):
            found = [at for at, name in enumerate(self._names) if name.casefold().startswith(typed)]
            if found:
                self._typed = typed
                self._pick(self._choices[found[0]])
                return
        self._typed = ""

    def _clicked(self) -> None:
        chip = self.sender()
        self._typed = ""
        self._pick(self._choices[self._chips.index(chip)])  # type: ignore[arg-type]

    def _pick(self, choice: str) -> None:
        self.set_text(choice)
        self.picked.emit(choice)

    def _show(self) -> None:
        for chip, choice in zip(self._chips, self._choices, strict=True):
            set_look(chip, "active", choice == self._chosen)
        self.setAccessibleDescription(self._chosen or tr("nothing chosen"))
