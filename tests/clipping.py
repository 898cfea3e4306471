# SPDX-License-Identifier: MIT
"""Finds words that have less room than they need: cut off by their widget, by one around it, or by a row."""

from __future__ import annotations

import html
from dataclasses import dataclass

from drawn import words_of
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)

from kbdesk.ui.footnote import Footnote
from kbdesk.ui.roles.charts import Chart
from kbdesk.ui.sheet import Sheet

SLACK = 2.0
"""Pixels by which metrics and what is drawn may differ."""


@dataclass(frozen=True, order=True)
class Cut:
    """Words that do not fit: whose, which, and what is wrong."""

    owner: str
    text: str
    fault: str


def cuts(window: QWidget) -> list[Cut]:
    """All words in a window that do not fit."""
    found: list[Cut] = []
    sheets = [sheet for sheet in window.findChildren(Sheet) if sheet.isVisible()]
    for widget in (sheets[-1] if sheets else window).findChildren(QWidget):
        if widget.isVisible() and not widget.isWindow() and not _canvas(widget):
            found += _of_widget(widget, window)
    return sorted(set(found))


def _canvas(widget: QWidget) -> bool:
    """Whether people zoom it, move it or type in it, or it is a chart (T shows its numbers in full)."""
    at: QWidget | None = widget
    while at is not None:
        if isinstance(at, QGraphicsView | QLineEdit | QPlainTextEdit | Chart):
            return True
        at = at.parentWidget()
    return False


def _of_widget(widget: QWidget, window: QWidget) -> list[Cut]:
    if isinstance(widget.parentWidget(), QTextEdit) and not isinstance(widget, QLabel | QAbstractButton):
        return _of_text(widget.parentWidget(), widget)
    if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QScrollArea):
        return []  # its viewport draws
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractItemView) and parent.viewport() is widget:
        return _of_rows(parent, widget)
    words = words_of(widget)
    if not words or not _in_front(widget, window):
        return []
    owner, room = _named(widget), QRectF(widget.rect())
    found = []
    told = widget.toolTip() + widget.accessibleName()
    told += widget.text() if isinstance(widget, Footnote) else ""  # these tell in a tip what does not fit
    told += widget.currentText() if isinstance(widget, QComboBox) else ""
    for one in words:
        if not _holds(room, one.room):
            found.append(Cut(owner, one.text, f"needs {_size(one.room)}, has {_size(room)}"))
        if one.text.endswith("…") and one.text[:-1].strip() not in told and "…" not in _own_text(widget):
            found.append(Cut(owner, one.text, "shortened, and nothing tells the rest"))
    cutter = _cut_by(widget, window)
    if cutter:
        found.append(Cut(owner, words[0].text, f"cut off by {cutter}"))
    return found


def _own_text(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""


def _of_text(view: QTextEdit, _viewport: QWidget) -> list[Cut]:
    bar_off = view.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    needs, has = view.document().size().width(), view.viewport().width()
    if bar_off and needs > has + SLACK:
        return [Cut(_named(view), view.toPlainText()[:40], f"needs {needs:.0f} across, has {has}")]
    return []


def _of_rows(view: QAbstractItemView, viewport: QWidget) -> list[Cut]:
    rows = [index for index in _indexes(view) if view.visualRect(index).intersects(viewport.rect())]
    words = words_of(viewport)
    found = []
    for index in rows:
        area = QRectF(view.visualRect(index))
        told = " ".join(str(index.data(role) or "") for role in (Qt.ToolTipRole, Qt.AccessibleTextRole))
        title = str(index.data() or "")
        for one in words:
            if not area.contains(QRectF(one.room).center()):
                continue
            off = view.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            wide = area if off else area.united(QRectF(0, area.top(), 1e5, area.height()))
            if not _holds(wide, one.room):
                found.append(Cut(_named(view), one.text, f"needs {_size(one.room)}, row {_size(area)}"))
            elif one.text.endswith("…") and _plain(title) not in _plain(html.unescape(told)):
                found.append(Cut(_named(view), one.text, "shortened, and nothing tells the title"))
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _indexes(view: QAbstractItemView) -> list:
    model = view.model()
    if model is None:
        return []
    found, waiting = [], [view.rootIndex()]
    while waiting:
        parent = waiting.pop()
        for row in range(min(model.rowCount(parent), 200)):
            for column in range(_columns(view)):
                index = model.index(row, column, parent)
                found.append(index)
                if column == 0 and isinstance(view, QTreeView):
                    waiting.append(index)
    return found


def _columns(view: QAbstractItemView) -> int:
    return view.model().columnCount() if isinstance(view, QTableView | QTreeView) else 1


def _in_front(widget: QWidget, window: QWidget) -> bool:
    return bool(widget.visibleRegion()) or window.isAncestorOf(widget)


def _cut_by(widget: QWidget, window: QWidget) -> str:
    """The widget around that cuts it off where nothing can be scrolled; "" if none does."""
    area, at = widget.rect(), widget
    while (parent := at.parentWidget()) is not None and at is not window:
        area = QRect(at.mapTo(parent, QPoint(area.left(), area.top())), area.size())
        outer = parent.parentWidget()
        if isinstance(outer, QAbstractScrollArea) and outer.viewport() is parent:
            across = outer.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if across and (area.left() < -SLACK or area.right() > parent.width() + SLACK):
                return _named(outer)
            return ""
        if not parent.rect().adjusted(-2, -2, 2, 2).contains(area):
            return _named(parent)
        at = parent
    return ""


def _holds(room: QRectF, words: QRectF) -> bool:
    return room.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(words)


def _named(widget: QWidget) -> str:
    at: QWidget | None = widget
    while at is not None and not at.accessibleName():
        at = at.parentWidget()
    return f"{type(widget).__name__} in “{at.accessibleName() if at else ''}”"


def _size(area: QRectF) -> str:
    return f"{area.width():.0f}×{area.height():.0f} at {area.x():.0f},{area.y():.0f}"
