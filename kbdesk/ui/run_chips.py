# SPDX-License-Identifier: MIT
"""Chips: a few choices side by side, picked by a click, an arrow key or their first letters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLayout, QLayoutItem, QPushButton, QWidget


class FlowLayout(QLayout):
    """Puts widgets side by side and goes on in the next line when the width is used up."""

    def __init__(self, parent: QWidget, gap: int = 6) -> None:
        super().__init__(parent)
        self._flow: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Adds at the end."""
        self._flow.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._flow)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at this place; None past the end, as Qt asks."""
        return self._flow[index] if 0 <= index < len(self._flow) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Removes the item at this place."""
        return self._flow.pop(index) if 0 <= index < len(self._flow) else None

    def hasHeightForWidth(self) -> bool:
        """Always: the narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height in pixels of all lines at this width."""
        edge = self.contentsMargins()
        room = QRect(0, 0, width - edge.left() - edge.right(), 0)
        return self._arrange(room, apply=False) + edge.top() + edge.bottom()

    def setGeometry(self, rect: QRect) -> None:
        """Places the items."""
        super().setGeometry(rect)
        self._arrange(rect.marginsRemoved(self.contentsMargins()), apply=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        hints = [item.sizeHint() for item in self._flow]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        edge = self.contentsMargins()
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width + edge.left() + edge.right(), height + edge.top() + edge.bottom())

    def minimumSize(self) -> QSize:
        """The widest item."""
        size = QSize()
        for item in self._flow:
            size = size.expandedTo(item.minimumSize())
        edge = self.contentsMargins()
        return size + QSize(edge.left() + edge.right(), edge.top() + edge.bottom())

    def _arrange(self, rect: QRect, *, apply: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._flow:
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, line = rect.x(), y + line + self._gap, 0
            if apply:
                width = min(size.width(), max(1, rect.width()))
                item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - rect.y()


class Chips(QWidget):
    """A few choices as chips; a click, an arrow key or the first letters pick one.

    Signals:
        picked(str): the agent chose this.
        entered(): Enter: go to the next field.
    """

    picked = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget, choices: tuple[str, ...]) -> None:
        super().__init__(parent)
        self._choices = choices
        self._chosen = ""
        self._typed = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        flow = FlowLayout(self)
        flow.setContentsMargins(4, 4, 4, 4)
        self._chips = [QPushButton(choice.replace("&", "&&"), self) for choice in choices]
        for chip, choice in zip(self._chips, choices, strict=True):
            chip.setProperty("role", "chip")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setAccessibleName(choice)
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
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(
            Qt.Key(event.key())
        )
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
        return event.text().isalpha() and not event.modifiers() & strong

    def _search(self, letter: str) -> None:
        for typed in (self._typed + letter, letter):
            found = [choice for choice in self._choices if choice.casefold().startswith(typed)]
            if found:
                self._typed = typed
                self._pick(found[0])
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
            chip.setProperty("active", "true" if choice == self._chosen else "false")
            chip.style().unpolish(chip)
            chip.style().polish(chip)
        self.setAccessibleDescription(self._chosen or "nothing chosen")
