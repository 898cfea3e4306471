# SPDX-License-Identifier: MIT
"""The numbers of a figure as a table; Enter opens the list behind a row."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from kbdesk.language import tr
from kbdesk.model.insight import Figure
from kbdesk.ui.roles.chart_words import head, rows
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NUMBERS: Final = 3
NARROW: Final = 340
"""A table narrower than this (px at 100 %) has no column for the whole."""


class NumberTable(QTableWidget):
    """What it is, the value, what that is a part of, the share; columns without anything are left out.

    Signals:
        opened(int): the list behind this row is asked for.
        moved(): another row is current, or the table has the focus now.
    """

    opened = Signal(int)
    moved = Signal()

    def __init__(self, figure: Figure, theme: Theme, parent: QWidget) -> None:
        super().__init__(len(figure.points), 1 + _NUMBERS, parent)
        self._parts, self._narrow = False, 0
        self.setAccessibleName(tr("{title}, the numbers", title=figure.title))
        self.setAccessibleDescription(f"{figure.headline}. {figure.formula}")
        self.setHorizontalHeaderLabels(head(figure))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self._fill(figure)
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.cellDoubleClicked.connect(self._open)
        self.currentCellChanged.connect(self._moved)
        self.set_theme(theme)

    def _fill(self, figure: Figure) -> None:
        texts = rows(figure)
        for number, row in enumerate(texts):
            for column, text in enumerate(row):
                cell = QTableWidgetItem(text)
                if column:
                    cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                else:
                    cell.setToolTip(plain_tip(text))
                self.setItem(number, column, cell)
        self._parts = any(point.of for point in figure.points)
        for column in range(2, 1 + _NUMBERS):
            self.setColumnHidden(column, not self._parts)
        for column in range(1 + _NUMBERS):
            title = self.horizontalHeaderItem(column)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            if title is not None:
                title.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def choose(self, at: int) -> None:
        """Make a row the current one."""
        self.setCurrentCell(at, 0)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        t, px = theme.hex, theme.px
        self.setStyleSheet(
            f"QTableWidget {{ background: transparent; border: 2px solid transparent;"
            f" border-radius: {px(8)}px; font-size: {px(13)}px; }}"
            f"QTableWidget:focus {{ border-color: {t('accent')}; }}"
            f"QTableWidget::item {{ padding: 0 {px(6)}px; }}"
            f"QTableWidget::item:selected {{ background: {t('selected')}; color: {t('fg')}; }}"
            f"QHeaderView, QHeaderView::section {{ background: transparent; color: {t('muted')};"
            f" border: none; font-size: {px(12)}px; padding: {px(2)}px {px(6)}px; }}"
        )
        self._narrow = px(NARROW)
        row = px(26)
        for number in range(self.rowCount()):
            self.setRowHeight(number, row)
        self.horizontalHeader().setFixedHeight(row)
        self.setFixedHeight(row * (self.rowCount() + 1) + px(6))

    def sizeHint(self) -> QSize:
        """As high as all rows."""
        return QSize(200, self.height())

    def minimumSizeHint(self) -> QSize:
        """Narrow, if need be."""
        return QSize(60, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a value is a part of where the words would have no room; the share says it, too."""
        super().resizeEvent(event)
        self.setColumnHidden(2, not self._parts or self.width() < self._narrow)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row is current."""
        super().focusInEvent(event)
        if self.currentRow() < 0:
            self.choose(0)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; letters and digits are keys of the page; arrows move."""
        if event.text().isprintable() and event.text():
            event.ignore()
        elif event.key() in _ENTER and not event.isAutoRepeat():
            self._open(self.currentRow(), 0)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _open(self, row: int, _column: int) -> None:
        if row >= 0:
            self.opened.emit(row)

    def _moved(self, row: int, _column: int, _before: int, _column_before: int) -> None:
        if row >= 0:
            self.moved.emit()
