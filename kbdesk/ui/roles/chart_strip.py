# SPDX-License-Identifier: MIT
"""A heat strip: a cell for each step of a playbook, darker the longer, with its time written in it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from kbdesk.language import tr, trn
from kbdesk.ui.roles.chart_drawing import MIDDLE, Drawing
from kbdesk.ui.roles.chart_words import clock, number

_FAINT = 0.1
"""How much colour the lightest cell has that counts anything."""


class Strip(Drawing):
    """Cells in the order of the steps, in as many rows as the width needs; a line names the current one."""

    def _columns(self, width: float) -> int:
        count = max(1, len(self.figure.points))
        fitting = max(1, int((width + self._gap) // (self._least + self._gap)))
        rows = -(-count // fitting)
        return -(-count // rows)

    @property
    def _least(self) -> float:
        return self.wide("00:00", self.strong) + self.theme.px(6)

    @property
    def _gap(self) -> float:
        return self.theme.px(3)

    @property
    def _cell_high(self) -> float:
        return self.line_high(self.strong) + self.theme.px(14)

    def height(self, width: float) -> float:
        """The rows of cells, and the line below."""
        rows = -(-len(self.figure.points) // self._columns(width))
        return rows * (self._cell_high + self._gap) + self.theme.px(9) + self.line_high(self.text)

    def _foot(self, width: float) -> float:
        """Where the line below begins."""
        return self.height(width) - self.line_high(self.text)

    def spots(self, width: float) -> tuple[QRectF, ...]:
        """The cells."""
        columns = self._columns(width)
        wide = min((width + self._gap) / columns - self._gap, self.theme.px(110))
        return tuple(
            QRectF(
                n % columns * (wide + self._gap),
                n // columns * (self._cell_high + self._gap),
                wide,
                self._cell_high,
            )
            for n in range(len(self.figure.points))
        )

    def paint(self, painter: QPainter, width: float, current: int = -1) -> None:
        """Draw the cells, and name the current one."""
        points, spots = self.figure.points, self.spots(width)
        if not points:
            return
        most = max(point.value for point in points) or 1
        for point, spot in zip(points, spots, strict=True):
            self._cell(painter, spot, point.value, most)
        if current < 0:
            box = QRectF(0, self._foot(width), width, self.line_high(self.small))
            told = trn("{n} step", "{n} steps, in their order", len(points))
            self.write(painter, box, told, self.small, "muted")
            return
        self._name(painter, spots[current], current, width)
        painter.setPen(QPen(self.theme.color("fg"), self.theme.px(2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(spots[current].adjusted(1, 1, -1, -1))

    def _cell(self, painter: QPainter, spot: QRectF, value: float, most: float) -> None:
        if not value:
            painter.setPen(QPen(self.theme.color("line"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(spot.adjusted(0.5, 0.5, -0.5, -0.5))
            self.write(painter, spot, "–", self.text, "muted", MIDDLE)
            return
        ground = self.tint(_FAINT + (1 - _FAINT) * value / most)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRect(spot)
        self.write(painter, spot, clock(value), self.strong, self.readable_on(ground), MIDDLE)

    def _name(self, painter: QPainter, spot: QRectF, at: int, width: float) -> None:
        """The line below: which step is meant, with a mark below its cell if that is in the last row."""
        theme, point = self.theme, self.figure.points[at]
        top = self._foot(width)
        if point.value:
            text = f"{point.label}, {number(point.value, self.figure.unit)}"
        else:
            text = tr("{step}: nobody was there", step=point.label)
        wide = min(width, self.wide(text, self.text))
        left = min(max(0.0, spot.center().x() - wide / 2), width - wide)
        if top - spot.bottom() < self._cell_high:
            peak, half = QPointF(spot.center().x(), spot.bottom() + theme.px(3)), theme.px(5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("fg"))
            painter.drawPolygon(QPolygonF([peak, peak + QPointF(half, half), peak + QPointF(-half, half)]))
        self.write(painter, QRectF(left, top, wide, self.line_high(self.text)), text, self.text)
