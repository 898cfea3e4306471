# SPDX-License-Identifier: MIT
"""Labels that wrap anywhere, so that nothing is ever cut off."""

from __future__ import annotations

import math
from functools import cached_property

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kbdesk.ui.flow import grow_down
from kbdesk.ui.mirror import line_start
from kbdesk.ui.theme import Theme

LEADING = 1.08
_WIDTHS = 6
"""For how many widths a label remembers its height."""
_ENDLESS = 1 << 20
"""A width in pixels that no line of a label reaches."""


def lay_out(text: str, font: QFont, width: int, centred: bool = False) -> tuple[QTextLayout, int]:
    """The text broken into lines of at most ``width`` pixels, and its height in pixels.

    A word that is wider than a line is broken inside, so that nothing is ever cut off.
    """
    option = QTextOption()
    option.setAlignment(Qt.AlignmentFlag.AlignHCenter if centred else line_start())
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    layout.setTextOption(option)
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, y))
        y += line.height() * LEADING
    layout.endLayout()
    return layout, math.ceil(y)


class Measured:
    """What a text takes in a font; each figure is worked out once, when it is first asked for.

    Args:
        text: what is to be shown.
        font: how.
    """

    def __init__(self, text: str, font: QFont) -> None:
        self.text, self.font = text, font
        self._heights: dict[int, int] = {}

    @cached_property
    def line_height(self) -> int:
        """The height of a line in pixels."""
        return QFontMetrics(self.font).height()

    @cached_property
    def advance(self) -> int:
        """The width of all of it in one line, in pixels."""
        return QFontMetrics(self.font).horizontalAdvance(self.text)

    def height(self, width: int) -> int:
        """The height in pixels at a width; layouts ask for many widths, and for each many times."""
        widest, height = self._unbroken
        if width > widest:
            return height
        if width not in self._heights:
            self._heights = dict(list(self._heights.items())[-_WIDTHS:])
            self._heights[width] = lay_out(self.text, self.font, width)[1]
        return self._heights[width]

    @cached_property
    def _unbroken(self) -> tuple[float, int]:
        """The width in pixels beyond which no line breaks, and the height there."""
        layout, height = lay_out(self.text, self.font, _ENDLESS)
        lines = (layout.lineAt(number) for number in range(layout.lineCount()))
        return max((line.naturalTextWidth() for line in lines), default=0.0) + 1, height


class WrapLabel(QLabel):
    """A label of plain text that wraps at any width and takes its look from the theme.

    Args:
        parent: the widget it belongs to.
        size: text size in pixels at 100 %.
        weight: 400, 500, 600 or 700.
        colour: the colour token of the text.
    """

    def __init__(self, parent: QWidget, size: float = 13, weight: int = 400, colour: str = "fg") -> None:
        super().__init__(parent)
        self._size, self._weight, self._token = size, weight, colour
        self._theme = Theme()
        self._centred = False
        self._known: Measured | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        grow_down(self, QSizePolicy.Policy.Preferred)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self._theme, self._known = theme, None
        self.updateGeometry()
        self.update()

    def set_centred(self, centred: bool) -> None:
        """Puts the lines in the middle or where they begin."""
        self._centred = centred
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Always: the narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height in pixels that the text needs at this width."""
        return self._measured().height(width)

    def sizeHint(self) -> QSize:
        """As wide as the text up to a comfortable line, and as high as that makes it."""
        known = self._measured()
        width = min(known.advance + 2, self._theme.px(360))
        return QSize(width, known.height(width))

    def minimumSizeHint(self) -> QSize:
        """A width at which a long word still breaks."""
        return QSize(self._theme.px(40), self._measured().line_height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the lines."""
        known = self._measured()
        layout, height = lay_out(known.text, known.font, self.width(), self._centred)
        painter = QPainter(self)
        try:
            painter.setPen(self._theme.color(self._token))
            layout.draw(painter, QPointF(0, max(0.0, (self.height() - height) / 2)))
        finally:
            painter.end()

    def _measured(self) -> Measured:
        text = self.text()
        if self._known is None or self._known.text != text:
            self._known = Measured(text, self._theme.font(self._size, self._weight))
        return self._known
