# SPDX-License-Identifier: MIT
"""A line over time, with its highest and its last value written where they are."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from kbdesk.model.insight import Point
from kbdesk.ui.roles.chart_drawing import LEFT, MIDDLE, RIGHT, Drawing
from kbdesk.ui.roles.chart_words import number, share


class Line(Drawing):
    """Points in the order of time, from zero up; values that are parts of a whole are drawn as shares."""

    def height(self, width: float) -> float:
        """Room for the line, the value above it and the days below."""
        del width
        return self.theme.px(130) + self._above + self._below

    @property
    def _above(self) -> float:
        return self.line_high(self.strong) + self.theme.px(8)

    @property
    def _below(self) -> float:
        return self.line_high(self.small) + self.theme.px(6)

    @property
    def _shares(self) -> bool:
        return all(point.of for point in self.figure.points)

    def _height_of(self, point: Point) -> float:
        return point.value / point.of if self._shares else point.value

    def _text_of(self, point: Point) -> str:
        return share(point) if self._shares else number(point.value, self.figure.unit)

    def _places(self, width: float) -> tuple[QPointF, ...]:
        points = self.figure.points
        most = max((self._height_of(point) for point in points), default=0) or 1
        edge = self.theme.px(10)
        step = (width - 2 * edge) / max(1, len(points) - 1)
        base = self.height(width) - self._below
        high = base - self._above
        return tuple(
            QPointF(edge + n * step, base - high * self._height_of(point) / most)
            for n, point in enumerate(points)
        )

    def spots(self, width: float) -> tuple[QRectF, ...]:
        """A column for each point."""
        step = width / max(1, len(self.figure.points))
        high = self.height(width)
        found = []
        for place in self._places(width):
            column = QRectF(0, 0, max(step, self.theme.px(4)), high)
            column.moveCenter(QPointF(place.x(), high / 2))
            found.append(column)
        return tuple(found)

    def place(self, width: float, at: int) -> QRectF:
        """The dot and the words above it."""
        dot = self._places(width)[at]
        return QRectF(dot.x(), max(0.0, dot.y() - self._above), 1, self._above + self.theme.px(8))

    def paint(self, painter: QPainter, width: float, current: int = -1) -> None:
        """Draw the ground, the line, and the words."""
        places = self._places(width)
        if not places:
            return
        base = self.height(width) - self._below
        painter.setPen(QPen(self.theme.color("line"), 1))
        painter.drawLine(QPointF(0, base), QPointF(width, base))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("weak"))
        painter.drawPolygon(QPolygonF([QPointF(places[0].x(), base), *places, QPointF(places[-1].x(), base)]))
        pen = QPen(self.theme.color("accent"), self.theme.px(2))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(list(places)))
        self._words(painter, places, width, current)

    def _words(self, painter: QPainter, places: tuple[QPointF, ...], width: float, current: int) -> None:
        points = self.figure.points
        top = max(range(len(points)), key=lambda at: self._height_of(points[at]))
        if current >= 0:
            base = self.height(width) - self._below
            painter.setPen(QPen(self.theme.color("border"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(places[current].x(), self._above), QPointF(places[current].x(), base))
            self._dot(painter, places[current], large=True)
            told = f"{self._text_of(points[current])}   {points[current].label}"
            self._above_place(painter, places[current], told, width)
        else:
            self._dot(painter, places[top])
            told = f"{self._text_of(points[top])}   {points[top].label}"
            taken = self._above_place(painter, places[top], told, width)
            self._last(painter, places[-1], taken, width)
        self._days(painter, width)

    def _last(self, painter: QPainter, place: QPointF, taken: QRectF, width: float) -> None:
        """The last value, if there is room for it beside the highest."""
        text = self._text_of(self.figure.points[-1])
        high = self.line_high(self.strong)
        wide = self.wide(text, self.strong)
        box = QRectF(width - wide, place.y() - high - self.theme.px(6), wide, high)
        if not box.adjusted(-8, -4, 8, 4).intersects(taken):
            self._dot(painter, place)
            self.write(painter, box, text, self.strong, "fg", RIGHT)

    def _above_place(self, painter: QPainter, place: QPointF, text: str, width: float) -> QRectF:
        """Write above a place, within the chart; gives the room that it took."""
        wide = min(width, self.wide(text, self.strong))
        left = min(max(0.0, place.x() - wide / 2), width - wide)
        high = self.line_high(self.strong)
        box = QRectF(left, max(0.0, place.y() - high - self.theme.px(6)), wide, high)
        self.write(painter, box, text, self.strong, "fg", MIDDLE)
        return box

    def _dot(self, painter: QPainter, place: QPointF, *, large: bool = False) -> None:
        painter.setPen(QPen(self.theme.color("bg"), self.theme.px(2)))
        painter.setBrush(self.theme.color("accent"))
        size = self.theme.px(6 if large else 4)
        painter.drawEllipse(place, size, size)

    def _days(self, painter: QPainter, width: float) -> None:
        """The first and the last day, and the one between if there is room."""
        points = self.figure.points
        top = self.height(width) - self._below + self.theme.px(4)
        box = QRectF(0, top, width, self.line_high(self.small))
        self.write(painter, box, points[0].label, self.small, "muted", LEFT)
        if len(points) > 1:
            self.write(painter, box, points[-1].label, self.small, "muted", RIGHT)
        middle = points[len(points) // 2]
        words = sum(self.wide(one.label, self.small) for one in (points[0], middle, points[-1]))
        if len(points) % 2 and len(points) > 2 and words + self.theme.px(48) < width:
            self.write(painter, box, middle.label, self.small, "muted", MIDDLE)
