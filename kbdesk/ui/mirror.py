# SPDX-License-Identifier: MIT
"""What is drawn by hand, turned round where the language is written from right to left.

Everything is placed as for a text from left to right; layouts and Qt's own widgets are turned by Qt.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

_ARROWS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


def is_turned() -> bool:
    """Whether the window begins at the right."""
    return QGuiApplication.isRightToLeft()


def turned(place: QRectF, area: QRect | QRectF) -> QRectF:
    """Where a place within an area is to be, in the same pixels."""
    if not is_turned():
        return place
    whole = QRectF(area)
    return place.translated(whole.left() + whole.right() - place.left() - place.right(), 0)


def turned_pixels(place: QRect, area: QRect) -> QRect:
    """As ``turned``, for places in whole pixels."""
    return turned(QRectF(place), area).toRect() if is_turned() else place


def side_by_side(parent: QWidget | None = None) -> QSplitter:
    """A splitter for parts side by side, none of which can be pushed shut."""
    splitter = Splitter(Qt.Orientation.Horizontal, parent)
    splitter.setChildrenCollapsible(False)
    if is_turned():  # Qt puts the parts of such a one a pixel too far to the right
        splitter.setContentsMargins(0, 0, 1, 0)
    return splitter


class Splitter(QSplitter):
    """With nothing but room between its parts, whatever the style."""

    def createHandle(self) -> QSplitterHandle:
        """One that can be dragged, and is not seen."""
        return _Handle(self.orientation(), self)


class _Handle(QSplitterHandle):
    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing."""


def turn(painter: QPainter, width: float) -> None:
    """Draw all that follows turned round in this width; words are for ``write`` then."""
    if is_turned():
        painter.translate(width, 0)
        painter.scale(-1, 1)


def line_start() -> Qt.AlignmentFlag:
    """The side at which lines begin, whichever direction their own text has."""
    if is_turned():
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
    return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute


def write(painter: QPainter, place: QRectF, text: str, side: Qt.AlignmentFlag | None = None) -> None:
    """Write a line, in the direction of its own first letter, in the middle of a place's height.

    Args:
        painter: it may be turned (``turn``).
        place: the room for it, as the painter counts.
        text: fits in.
        side: left, right or centre as for a text from left to right; where lines begin if it is not given.
    """
    flags = Qt.AlignmentFlag.AlignVCenter | _side(side or Qt.AlignmentFlag.AlignLeft)
    painter.save()
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    if painter.transform().m11() < 0:
        painter.translate(place.left() + place.right(), 0)
        painter.scale(-1, 1)
    painter.drawText(place, int(flags | Qt.TextFlag.TextSingleLine), text)
    painter.restore()


def _side(side: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
    if side & Qt.AlignmentFlag.AlignHCenter:
        return Qt.AlignmentFlag.AlignHCenter
    at_end = bool(side & Qt.AlignmentFlag.AlignRight)
    flag = Qt.AlignmentFlag.AlignRight if at_end != is_turned() else Qt.AlignmentFlag.AlignLeft
    return flag | Qt.AlignmentFlag.AlignAbsolute


def steps() -> dict[Qt.Key, int]:
    """What each arrow key is: 1 for on, -1 for back."""
    return {key: -step if is_turned() and key in _SIDEWAYS else step for key, step in _ARROWS.items()}


def arrow() -> str:
    """The sign that leads on to what follows in a line."""
    return "←" if is_turned() else "→"
