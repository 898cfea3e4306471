# SPDX-License-Identifier: MIT
"""A list of things with an icon, a title and a line below, as Recover and the reviews show them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.ui import icons
from kbdesk.ui.mirror import turned, turned_pixels, write
from kbdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex

ItemT = TypeVar("ItemT")

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; ``value`` is what it stands for."""

    value: object
    title: str
    line: str
    icon: str
    colour: str = "muted"
    gone: bool = False
    """Whether it was discarded and can still be brought back."""


class ItemModel(QAbstractListModel, Generic[ItemT]):
    """Items in order; the subclass says what is told of one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[ItemT, ...] = ()

    @property
    def rows(self) -> tuple[ItemT, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[ItemT]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The item (user role), or what is told of it."""
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            place, total = index.row() + 1, len(self._rows)
            return tr("{item}. {n} of {total}", item=self.spoken(row), n=place, total=total)
        return self.told(row, role)

    def spoken(self, row: ItemT) -> str:
        """What a screen reader says of an item, before its place."""
        raise NotImplementedError

    def told(self, row: ItemT, role: int) -> object:
        """Its text or tip, by the role; None for any other."""
        raise NotImplementedError


class RowModel(ItemModel[Row]):
    """Rows in order."""

    def spoken(self, row: Row) -> str:
        """Its title and line, and whether it was discarded."""
        gone = tr("Discarded, can be brought back.")
        return f"{gone} {row.title}. {row.line}" if row.gone else f"{row.title}. {row.line}"

    def told(self, row: Row, role: int) -> object:
        """Its title, and both lines as a tip."""
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{html.escape(row.title)}<br>{html.escape(row.line)}"
        return None


class RowDelegate(QStyledItemDelegate):
    """Draws a row: icon, title, and a line below in smaller type; a subclass may draw more lines."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Draw in this look from now on."""
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines of text and some room."""
        del option, index
        high = sum(QFontMetrics(font).height() for font in self._fonts()) + self._theme.px(18)
        return QSize(0, high)  # the list gives all of its width

    def _fonts(self) -> tuple[QFont, ...]:
        return self._theme.font(14, 600), self._theme.font(12)

    def _lines(self, row: Row) -> tuple[tuple[str, str], ...]:
        """(text, colour token) of each line, from the title on."""
        return (row.title, "fg"), (row.line, "muted")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, Row):
            return
        theme = self._theme
        area: QRect = option.rect.adjusted(0, 0, 0, -theme.px(4))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, area)
        side = theme.px(16)
        ratio = painter.device().devicePixelRatioF()
        picture = icons.pixmap(row.icon, theme.hex("muted" if row.gone else row.colour), side, ratio)
        top = area.top() + theme.px(7)
        place = QRect(area.left() + theme.px(12), top + theme.px(1), side, side)
        painter.drawPixmap(turned_pixels(place, area).topLeft(), picture)
        left = area.left() + theme.px(38)
        width = area.right() - left - theme.px(10)
        for font, (text, colour) in zip(self._fonts(), self._lines(row), strict=True):
            font.setStrikeOut(row.gone)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(theme.color("muted" if row.gone else colour))
            fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            write(painter, turned(QRectF(left, top, width, metrics.height()), area), fitting)
            top += metrics.height()
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("selected" if selected else "surface"))
            radius = self._theme.px(8)
            painter.drawRoundedRect(area, radius, radius)


class RowList(QListView):
    """The list: arrows move, Enter opens, Delete discards.

    Signals:
        chosen(Row or None): another row is current.
        entered(Row): Enter, or a double click.
        discarded(Row): Delete.
    """

    chosen = Signal(object)
    entered = Signal(object)
    discarded = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self._rows = RowModel(self)
        self._delegate = RowDelegate(theme, self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.selectionModel().currentChanged.connect(self._moved)
        self.doubleClicked.connect(self._opened)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows.rows

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Replace all rows; the current one stays current if its value is still there, else its neighbour."""
        before = self.current()
        place = max(0, self.currentIndex().row())
        self._rows.show_rows(rows)
        if not rows:
            self.chosen.emit(None)
            return
        same = [number for number, row in enumerate(rows) if before and row.value == before.value]
        self.choose(same[0] if same else min(place, len(rows) - 1))

    @property
    def wanted_height(self) -> int:
        """The height that shows every row, in pixels."""
        return max(0, self.sizeHintForRow(0)) * len(self._rows.rows) + 2 * self.frameWidth() + 8

    def choose(self, number: int) -> None:
        """Make a row current."""
        self.setCurrentIndex(self._rows.index(number))

    def current(self) -> Row | None:
        """The current row; None if there is none."""
        number = self.currentIndex().row()
        return self._rows.rows[number] if 0 <= number < len(self._rows.rows) else None

    def set_theme(self, theme: Theme) -> None:
        """Draw in this look from now on."""
        self._delegate.set_theme(theme)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show what is current."""
        super().focusInEvent(event)
        if self.currentIndex().isValid():
            self.choose(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Delete ask for the row; letters and digits are keys of the page; arrows move."""
        row = self.current()
        if event.text().isprintable() and event.text():
            event.ignore()
        elif event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # a key of the page
        elif row is not None and event.key() in _ENTER and not event.isAutoRepeat():
            self.entered.emit(row)
        elif row is not None and event.key() == Qt.Key.Key_Delete and not event.isAutoRepeat():
            self.discarded.emit(row)
        else:
            super().keyPressEvent(event)

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.current())

    def _opened(self, _index: QModelIndex) -> None:
        row = self.current()
        if row is not None:
            self.entered.emit(row)
