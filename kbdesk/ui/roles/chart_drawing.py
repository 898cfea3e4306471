# SPDX-License-Identifier: MIT
"""The base of what draws a figure: how high it is, where its points are, and text that fits."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from kbdesk.model.insight import Figure
from kbdesk.ui.mirror import turn, write
from kbdesk.ui.theme import Theme, contrast

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


class Drawing:
    """Draws one figure at any width; it knows no widget, so that paper and files are drawn by it, too.

    Args:
        figure: what is drawn.
        theme: the colours and sizes.
        whole: whether all points are drawn, also those that a screen leaves to the table.
    """

    def __init__(self, figure: Figure, theme: Theme, *, whole: bool = False) -> None:
        self.figure, self.theme, self.whole = figure, theme, whole
        self.text, self.strong = theme.font(13), theme.font(13, 600)
        self.small = theme.font(12)

    def height(self, width: float) -> float:
        """How high it is at a width, in pixels."""
        raise NotImplementedError

    def spots(self, width: float) -> tuple[QRectF, ...]:
        """Where each point is that can be chosen, in their order; those that are left out come last."""
        raise NotImplementedError

    def place(self, width: float, at: int) -> QRectF:
        """What is to be in sight of a point that is chosen."""
        spots = self.spots(width)
        return spots[at] if at < len(spots) else QRectF(0, 0, width, self.height(width))

    def paint(self, painter: QPainter, width: float, current: int = -1) -> None:
        """Draw it from (0, 0) on; ``current`` is the point that the keyboard is at, -1 for none."""
        raise NotImplementedError

    def show(self, painter: QPainter, width: float, current: int = -1) -> None:
        """Draw it, turned round where the window is; arguments as of ``paint``."""
        painter.save()
        turn(painter, width)
        self.paint(painter, width, current)
        painter.restore()

    # --- for those that draw ---

    def line_high(self, font: QFont) -> float:
        """The height of a line of text."""
        return QFontMetricsF(font).height()

    def mark(self, painter: QPainter, spot: QRectF) -> None:
        """Show that the keyboard is at a spot."""
        painter.setPen(QPen(self.theme.color("accent"), self.theme.px(2)))
        painter.setBrush(self.theme.color("selected"))
        radius = self.theme.px(6)
        painter.drawRoundedRect(spot, radius, radius)

    def write(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        font: QFont,
        colour: str | QColor = "fg",
        align: Qt.AlignmentFlag = LEFT,
    ) -> float:
        """Write a line into a box, cut short if it is too long; gives the width that it took."""
        metrics = QFontMetricsF(font)
        fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(font)
        painter.setPen(self.theme.color(colour) if isinstance(colour, str) else colour)
        write(painter, box, fitting, align)
        return metrics.horizontalAdvance(fitting)

    def wide(self, text: str, font: QFont) -> float:
        """The width of a text in pixels."""
        return QFontMetricsF(font).horizontalAdvance(text) + 1

    def tint(self, part: float) -> QColor:
        """The accent colour, thinned with the ground: 0 is the ground, 1 the whole colour."""
        ground, full = self.theme.color("bg"), self.theme.color("accent")
        return QColor(
            round(ground.red() + (full.red() - ground.red()) * part),
            round(ground.green() + (full.green() - ground.green()) * part),
            round(ground.blue() + (full.blue() - ground.blue()) * part),
        )

    def readable_on(self, ground: QColor) -> QColor:
        """The colour of text that is told best from a ground."""
        light, dark = self.theme.hex("fg"), self.theme.hex("bg")
        best = max((light, dark), key=lambda one: contrast(one, ground.name()))
        return QColor(best)


def hatched(painter: QPainter, box: QRectF, colour: QColor, gap: float, *, rising: bool) -> None:
    """Slanted lines all over a box, none beyond it (files cannot cut off what sticks out)."""
    painter.setPen(QPen(colour, max(1.0, gap / 5)))
    at = -box.height() + gap / 2
    while at < box.width():
        first, last = max(0.0, at), min(box.width(), at + box.height())
        down, up = first - at, last - at
        ends = (box.bottom() - down, box.bottom() - up) if rising else (box.top() + down, box.top() + up)
        painter.drawLine(QLineF(box.left() + first, ends[0], box.left() + last, ends[1]))
        at += gap
