# SPDX-License-Identifier: MIT
"""A field with a list of choices that shows by an arrow that it has one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QComboBox

_ARROW_EM = 0.62
"""The width of the arrow, in parts of the height of a line."""


class DropDown(QComboBox):
    """A combo box; the theme's style sheet takes Qt's own arrow away."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field and a small arrow down at its right."""
        super().paintEvent(event)
        wide = self.fontMetrics().height() * _ARROW_EM
        right, middle = self.width() - wide * 1.2, self.height() / 2
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
            pen = QPen(colour, max(1.4, wide / 6))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(
                [
                    QPointF(right - wide, middle - wide / 4),
                    QPointF(right - wide / 2, middle + wide / 4),
                    QPointF(right, middle - wide / 4),
                ]
            )
        finally:
            painter.end()
