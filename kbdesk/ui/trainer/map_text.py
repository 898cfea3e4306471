# SPDX-License-Identifier: MIT
"""Texts of a map: broken or cut to the room there is, and shaped once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText


class Words:
    """Lines of plain text that are drawn again and again."""

    def __init__(self, lines: Sequence[str], font: QFont, metrics: QFontMetricsF) -> None:
        self._font, self._step = font, metrics.height()
        self._lines = []
        for line in lines:
            text = QStaticText(line)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            text.prepare(font=font)
            self._lines.append(text)
        self.height = self._step * len(self._lines)
        self.width = max((metrics.horizontalAdvance(line) for line in lines), default=0.0)

    def draw(self, painter: QPainter, place: QPointF, colour: QColor) -> None:
        """Draw it with its upper left corner here."""
        painter.setFont(self._font)
        painter.setPen(colour)
        for number, line in enumerate(self._lines):
            painter.drawStaticText(QPointF(place.x(), place.y() + number * self._step), line)


def fitted(text: str, metrics: QFontMetricsF, width: float, most: int) -> tuple[str, ...]:
    """A text in at most so many lines of a width; what does not fit ends in an ellipsis."""
    if metrics.horizontalAdvance(text) <= width:
        return (text,)
    if most == 1:
        return (metrics.elidedText(text, Qt.TextElideMode.ElideRight, width),)
    first, words = "", text.split(" ")
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return fitted(text, metrics, width, 1)
    return (first, *fitted(" ".join(words), metrics, width, most - 1)) if words else (first,)
