# SPDX-License-Identifier: MIT
"""A button that names its key where there is room, and breaks its words into lines where there is little."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from kbdesk.ui.flow import grow_down

APART = "   "
"""What stands between a button's words and its key."""


class KeyButton(QPushButton):
    """Shows ``words   key``; without the key, or in several lines, where the width is less than that."""

    def __init__(self, parent: QWidget, text: str = "") -> None:
        self._widths: dict[str, int] = {}  # before Qt makes it, which may already tell of a font
        super().__init__(text, parent)
        grow_down(self, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def hasHeightForWidth(self) -> bool:
        """Always: the narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height in pixels that the words need at this width."""
        more = self.fitting(width).count("\n")
        return super().sizeHint().height() + more * self.fontMetrics().lineSpacing()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the longest word; the height follows from the width."""
        words = self.text().partition(APART)[0].split() or [""]
        widest = max(map(self._width_of, words))
        return QSize(self._edge() + widest, super().sizeHint().height())

    def short_hint(self) -> QSize:
        """The room for the words in one line, without the key."""
        width = self._edge() + self._width_of(self.text().partition(APART)[0])
        return QSize(width, super().sizeHint().height())

    def fitting(self, width: int) -> str:
        """The words as they are shown at this width in pixels."""
        room = width - self._edge()
        if self._width_of(self.text()) <= room:
            return self.text()
        lines: list[str] = []
        for word in self.text().partition(APART)[0].split():
            if lines and self._width_of(f"{lines[-1]} {word}") <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return "\n".join(lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that several lines need."""
        super().resizeEvent(event)
        wanted = self.heightForWidth(self.width())
        self.setMinimumHeight(wanted if wanted > super().sizeHint().height() else 0)

    def changeEvent(self, event: QEvent) -> None:
        """Measure the words anew in another font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._widths.clear()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button with what fits."""
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.fitting(self.width())
        painter = QStylePainter(self)
        try:
            painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        finally:
            painter.end()

    def _edge(self) -> int:
        """What border, padding and icon take of the width."""
        return super().sizeHint().width() - self._width_of(self.text())

    def _width_of(self, text: str) -> int:
        if text not in self._widths:
            self._widths[text] = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()
        return self._widths[text]
