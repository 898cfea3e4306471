# SPDX-License-Identifier: MIT
"""What goes on in a new row where the width ends: layouts and widgets."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QLayout, QLayoutItem, QSizePolicy, QStyle, QWidget


class ItemsLayout(QLayout):
    """Keeps items in their order; where they stand, and how high that is, the subclass says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at a place; None outside."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """The item at a place, given away; None outside."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """None: it takes the width it gets."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """True: fewer items fit a narrow place."""
        return True

    def invalidate(self) -> None:
        """Forget what was worked out: an item takes another size."""
        self._heights.clear()
        super().invalidate()


class FlowLayout(ItemsLayout):
    """Items side by side, going on in a new row where the width ends."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self.setSpacing(gap)

    def heightForWidth(self, width: int) -> int:
        """Height of all rows at this width; Qt asks for it eight times until an article is on screen."""
        if width not in self._heights:
            edge = self.contentsMargins()
            room = QRect(0, 0, width - edge.left() - edge.right(), 0)
            self._heights[width] = self._arrange(room, move=False) + edge.top() + edge.bottom()
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Put the items in place."""
        super().setGeometry(rect)
        self._arrange(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        """As small as it can be; the height follows from the width."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for the largest single item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items in rows, from where reading begins, each in the middle of its row.

        Gives the height of all in pixels.
        """
        row: list[tuple[QLayoutItem, int, int, int]] = []
        x = y = tallest = 0
        gap = self.spacing()

        def end_row() -> None:
            if move:
                for item, left, wide, high in row:
                    top = y + (tallest - high) // 2
                    place = QRect(QPoint(rect.x() + left, rect.y() + top), QSize(wide, high))
                    item.setGeometry(QStyle.visualRect(QApplication.layoutDirection(), rect, place))
            row.clear()

        shown = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        tight = sum(hint.width() + gap for _, hint in shown) - gap > rect.width()
        for item, whole in shown:
            hint = _short(item) if tight else whole
            wide = min(hint.width(), max(rect.width(), item.minimumSize().width()))
            if row and x + wide > rect.width():
                end_row()
                x, y, tallest = 0, y + tallest + gap, 0
            narrowed = wide < hint.width() and item.hasHeightForWidth()
            high = item.heightForWidth(wide) if narrowed else hint.height()
            row.append((item, x, wide, high))
            x += wide + gap
            tallest = max(tallest, high)
        end_row()
        return y + tallest


def _short(item: QLayoutItem) -> QSize:
    """What an item takes where not all fit into a row: buttons leave their keys out."""
    short = getattr(item.widget(), "short_hint", None)
    made: QSize = short() if short is not None else item.sizeHint()
    return made


class LineLayout(FlowLayout):
    """A flow that would like to stand in one row."""

    def sizeHint(self) -> QSize:
        """All in one row."""
        hints = [item.sizeHint() for item in self._items]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width, height).grownBy(self.contentsMargins())


def grow_down(
    widget: QWidget,
    across: QSizePolicy.Policy,
    down: QSizePolicy.Policy = QSizePolicy.Policy.Preferred,
) -> None:
    """Let layouts give a widget the height that it needs at its width (its ``heightForWidth``)."""
    policy = QSizePolicy(across, down)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)
