# SPDX-License-Identifier: MIT
"""Bars: one below the other, each with its words above it and its value at the right."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kbdesk.language import tr
from kbdesk.ui.roles.chart_drawing import RIGHT, Drawing
from kbdesk.ui.roles.chart_words import value_of

MOST: Final = 8
"""How many bars are drawn on screen; the table has all."""


class Bars(Drawing):
    """One bar for each point, the longest first; what a value is a part of is an outline around it."""

    @property
    def _row(self) -> float:
        return self.line_high(self.text) + self.theme.px(18)

    @property
    def _shown(self) -> int:
        return len(self.figure.points) if self.whole else min(MOST, len(self.figure.points))

    @property
    def _left_out(self) -> str:
        more = len(self.figure.points) - self._shown
        return tr("and {n} more: T shows all numbers", n=more) if more > 0 else ""

    def height(self, width: float) -> float:
        """As many rows as are drawn, and a line if some are not."""
        del width
        return self._row * self._shown + (self.line_high(self.small) if self._left_out else 0)

    def spots(self, width: float) -> tuple[QRectF, ...]:
        """The rows."""
        return tuple(
            QRectF(0, n * self._row, width, self._row - self.theme.px(4)) for n in range(self._shown)
        )

    def paint(self, painter: QPainter, width: float, current: int = -1) -> None:
        """Draw the rows."""
        points = self.figure.points[: self._shown]
        most = max((max(point.value, point.of) for point in points), default=0) or 1
        for at, spot in enumerate(self.spots(width)):
            if at == current:
                self.mark(painter, spot)
            self._bar(painter, spot, at, most)
        if self._left_out:
            box = QRectF(self.theme.px(6), self._row * self._shown, width, self.line_high(self.small))
            self.write(painter, box, self._left_out, self.small, "muted")

    def _bar(self, painter: QPainter, spot: QRectF, at: int, most: float) -> None:
        theme, point = self.theme, self.figure.points[at]
        edge, high = theme.px(6), theme.px(8)
        room = spot.adjusted(edge, theme.px(1), -edge, 0)
        line = QRectF(room.left(), room.top(), room.width(), self.line_high(self.text))
        value = value_of(self.figure, point)
        taken = self.write(painter, line, value, self.strong, "fg", RIGHT)
        words = line.adjusted(0, 0, -taken - theme.px(12), 0)
        self.write(painter, words, point.label, self.text)
        top = line.bottom() + theme.px(2)
        radius = high / 2
        if point.of:
            painter.setPen(QPen(theme.color("border"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            whole = QRectF(room.left(), top, max(high, room.width() * point.of / most), high)
            painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if point.value:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            bar = QRectF(room.left(), top, max(high, room.width() * point.value / most), high)
            painter.drawRoundedRect(bar, radius, radius)
