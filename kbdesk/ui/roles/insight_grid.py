# SPDX-License-Identifier: MIT
"""Cards in columns: each comes where there is most room; one that needs it gets the whole width."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from kbdesk.ui.flow import ItemsLayout
from kbdesk.ui.theme import Theme

COLUMN: Final = 430
"""How wide a column is at least, px at 100 %."""
MOST: Final = 3
"""How many columns there are at most: farther apart they are no page any more."""


def placed(heights: list[tuple[int, bool]], columns: int, gap: int) -> tuple[list[tuple[int, int]], int]:
    """Where cards come.

    Args:
        heights: (height, whether it takes the whole width) of each card.
        columns: how many there are side by side.
        gap: the room between them.

    Returns:
        (column, top) of each, and the height of all, in the unit of the heights.
    """
    ends = [0] * columns
    found = []
    for high, whole in heights:
        at = 0 if whole else ends.index(min(ends))
        top = max(ends) if whole else ends[at]
        found.append((at, top))
        for column in range(columns) if whole else (at,):
            ends[column] = top + high + gap
    return found, max(0, max(ends) - gap)


class Columns(ItemsLayout):
    """Widgets in as many columns as the width has room for.

    A widget whose property ``whole`` is True takes the whole width.
    """

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self._theme = theme
        self.setSpacing(theme.px(12))
        self.invalidate()

    def columns(self, width: int) -> int:
        """How many columns a width has."""
        return max(1, min(MOST, (width + self.spacing()) // (self._theme.px(COLUMN) + self.spacing())))

    def heightForWidth(self, width: int) -> int:
        """The height of the longest column."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Put the items in place."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """As small as it can be; the height follows from the width."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """A narrow column."""
        return QSize(self._theme.px(120), 0)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        shown = [item for item in self._items if not item.isEmpty()]
        columns, gap = self.columns(rect.width()), self.spacing()
        wide = (rect.width() - gap * (columns - 1)) // columns
        wides = [rect.width() if _whole(item) else wide for item in shown]
        heights = [(_high(item, width), _whole(item)) for item, width in zip(shown, wides, strict=True)]
        places, whole = placed(heights, columns, gap)
        if move:
            for item, width, (high, _), (column, top) in zip(shown, wides, heights, places, strict=True):
                left = rect.left() + column * (wide + gap)
                item.setGeometry(QRect(left, rect.top() + top, width, high))
        return whole


def _whole(item: QLayoutItem) -> bool:
    widget = item.widget()
    return widget is not None and bool(widget.property("whole"))


def _high(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
