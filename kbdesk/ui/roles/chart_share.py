# SPDX-License-Identifier: MIT
"""Parts of one whole: one bar, and below it a line for each part with the same pattern."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kbdesk.ui.roles.chart_drawing import MIDDLE, RIGHT, Drawing, hatched
from kbdesk.ui.roles.chart_words import number, share

_LOOKS: Final = (
    (1.0, ""),
    (0.5, "rising"),
    (0.26, "dots"),
    (0.12, "falling"),
    (0.0, ""),
    (0.38, "lines"),
    (0.0, "rising"),
    (0.6, "dots"),
)
"""How much colour each part has, and its pattern: in grey they are told apart as well."""


class Share(Drawing):
    """The bar is as wide as the figure; a part that is large enough has its share written in it."""

    @property
    def _bar_high(self) -> float:
        return self.theme.px(30)

    @property
    def _row(self) -> float:
        return self.line_high(self.text) + self.theme.px(8)

    def height(self, width: float) -> float:
        """The bar and a line for each part."""
        del width
        return self._bar_high + self.theme.px(10) + self._row * len(self.figure.points)

    def spots(self, width: float) -> tuple[QRectF, ...]:
        """The lines of the parts."""
        top = self._bar_high + self.theme.px(10)
        return tuple(QRectF(0, top + n * self._row, width, self._row) for n in range(len(self.figure.points)))

    def parts(self, width: float) -> tuple[QRectF, ...]:
        """Where each part is in the bar."""
        edge, gap = self.theme.px(6), self.theme.px(2)
        points = self.figure.points
        whole = sum(point.value for point in points) or 1
        room = width - 2 * edge - gap * max(0, sum(1 for point in points if point.value) - 1)
        found, left = [], float(edge)
        for point in points:
            wide = room * point.value / whole
            found.append(QRectF(left, self.theme.px(2), wide, self._bar_high - self.theme.px(4)))
            left += wide + (gap if point.value else 0)
        return tuple(found)

    def paint(self, painter: QPainter, width: float, current: int = -1) -> None:
        """Draw the bar, then the lines."""
        for at, part in enumerate(self.parts(width)):
            if self.figure.points[at].value:
                self._fill(painter, part, at)
                self._write_share(painter, part, at)
                if at == current:
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(self.theme.color("fg"), self.theme.px(2)))
                    painter.drawRect(part)
        for at, spot in enumerate(self.spots(width)):
            if at == current:
                self.mark(painter, spot)
            self._line(painter, spot, at)

    def _line(self, painter: QPainter, spot: QRectF, at: int) -> None:
        theme, point = self.theme, self.figure.points[at]
        edge, side = theme.px(6), theme.px(14)
        swatch = QRectF(spot.left() + edge, spot.center().y() - side / 2, side, side)
        self._fill(painter, swatch, at)
        colour = "fg" if point.value else "muted"
        room = spot.adjusted(edge, 0, -edge, 0)
        part = self.wide("100 %", self.strong) + theme.px(6) if point.of else 0
        self.write(painter, room, share(point), self.strong, colour, RIGHT)
        counted = room.adjusted(0, 0, -part, 0)
        text = number(point.value, self.figure.unit)
        taken = part + self.write(painter, counted, text, self.text, "muted", RIGHT)
        words = room.adjusted(side + theme.px(8), 0, -taken - theme.px(12), 0)
        self.write(painter, words, point.label, self.text, colour)

    def _write_share(self, painter: QPainter, part: QRectF, at: int) -> None:
        text = share(self.figure.points[at])
        wide = self.wide(text, self.strong)
        if not text or wide + self.theme.px(12) > part.width():
            return
        tint, pattern = _LOOKS[at % len(_LOOKS)]
        ground = self.tint(tint)
        if pattern:  # a plate keeps the pattern from running through the words
            plate = QRectF(0, 0, wide + self.theme.px(8), self.line_high(self.strong))
            plate.moveCenter(part.center())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRect(plate)
        self.write(painter, part, text, self.strong, self.readable_on(ground), MIDDLE)

    def _fill(self, painter: QPainter, box: QRectF, at: int) -> None:
        """The ground and the pattern of a part."""
        tint, pattern = _LOOKS[at % len(_LOOKS)]
        ink = self.theme.color("accent")
        painter.setPen(QPen(ink, 1))
        painter.setBrush(self.tint(tint))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        gap = self.theme.px(6)
        if pattern in ("rising", "falling"):
            hatched(painter, box, ink, gap, rising=pattern == "rising")
        elif pattern == "dots":
            self._dots(painter, box, gap)
        elif pattern == "lines":
            self._lines(painter, box, gap)

    def _lines(self, painter: QPainter, box: QRectF, gap: float) -> None:
        painter.setPen(QPen(self.theme.color("accent"), max(1.0, gap / 5)))
        y = box.top() + gap / 2
        while y < box.bottom():
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            y += gap

    def _dots(self, painter: QPainter, box: QRectF, gap: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("accent"))
        size, x = gap / 6, box.left() + gap / 2
        while x < box.right() - size:
            y = box.top() + gap / 2
            while y < box.bottom() - size:
                painter.drawEllipse(QPointF(x, y), size, size)
                y += gap
            x += gap
