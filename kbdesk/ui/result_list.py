# SPDX-License-Identifier: MIT
"""A list of hits: its model, its keys and its clicks."""

from __future__ import annotations

import html

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from kbdesk.language import tr
from kbdesk.model import Hit
from kbdesk.ui.key_map import key_of
from kbdesk.ui.result_rows import FIELD_NAMES, KIND_NAMES, HitDelegate, Index, breadcrumb, name_of
from kbdesk.ui.theme import Theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def heard(hit: Hit) -> str:
    """What a screen reader says of a hit: its title, what it is, where it is kept, and why it is here."""
    where = tr("of {title}", title=hit.of) if hit.kind == "step" else breadcrumb(hit.path)
    said = [hit.title, KIND_NAMES[hit.kind], where]
    if hit.confidence == "archived" and hit.successor:
        said.append(tr("archived, replaced by {title}", title=name_of(hit.successor)))
    elif hit.confidence == "archived":
        said.append(tr("archived"))
    if hit.matched_says:
        said.append(tr("customers say: {words}", words=hit.matched_says))
    elif hit.field in FIELD_NAMES:
        said.append(tr("found in: {place}", place=FIELD_NAMES[hit.field]))
    if hit.news:
        said.append(tr("changed since you read it"))
    if hit.library:
        said.append(tr("library {library}", library=hit.library))
    return ". ".join(part for part in said if part)


class HitModel(QAbstractListModel):
    """Hits, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[Hit, ...] = ()
        self._total = 0

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What is shown."""
        return self._hits

    def show_hits(self, hits: tuple[Hit, ...], total: int = 0) -> None:
        """Replace all rows by the first of ``total`` hits."""
        self.beginResetModel()
        self._hits, self._total = hits, max(total, len(hits))
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        """The hit of a row, counted from 0; None outside."""
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many hits there are."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The hit (user role), its title, or what a screen reader says."""
        hit = self.hit(index.row())
        if hit is None:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [hit.title, hit.path]
            if hit.successor:
                key = key_of("open_successor")
                lines.append(tr("Replaced by {path} ({key} opens it)", path=hit.successor, key=key))
            return "<br>".join(html.escape(line) for line in lines)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            place = index.row() + 1
            return tr("{result}. rank {n} of {total}", result=heard(hit), n=place, total=self._total)
        return None


class HitList(QListView):
    """The list: arrows move, Enter or a click opens, with Ctrl beside.

    Args:
        theme: the look.
        name: what a screen reader calls it.
        parent: its owner.

    Signals:
        activated_hit(Hit): open it.
        beside_hit(Hit): open it beside what is open.
        successor_asked(Hit): open what replaces it.
        moved(Hit): another row is current.
    """

    activated_hit = Signal(object)
    beside_hit = Signal(object)
    successor_asked = Signal(object)
    moved = Signal(object)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hits = HitModel(self)
        self._delegate = HitDelegate(theme, self)
        self.setModel(self.hits)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.selectionModel().currentChanged.connect(self._row_changed)

    def show_hits(self, hits: tuple[Hit, ...], total: int = 0) -> None:
        """Replace all rows; none is current."""
        if hits or self.hits.hits:
            self._delegate.keep(hits)
            self.hits.show_hits(hits, total)

    def choose(self, row: int) -> None:
        """Make a row current."""
        self.setCurrentIndex(self.hits.index(row))
        if row == 0:
            self.scrollToTop()

    def current_heard(self) -> str:
        """What a screen reader says of the current row; "" if there is none."""
        return str(self.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or "")

    def go(self, delta: int) -> None:
        """Make the row ``delta`` further current; it stops at both ends."""
        rows = self.hits.rowCount()
        if rows:
            self.choose(min(max(self.currentIndex().row() + delta, 0), rows - 1))

    def current(self) -> Hit | None:
        """The hit that Enter would open; None if there is none."""
        return self.hits.hit(self.currentIndex().row())

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._delegate.set_theme(theme)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @property
    def row_height(self) -> int:
        """Height of one row in pixels."""
        return self._delegate.row_height

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show what is current: Qt makes the first row current without a sign, and Enter would open it."""
        super().focusInEvent(event)
        here = self.currentIndex()
        if here.isValid() and not self.selectionModel().isSelected(here):
            self.choose(here.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks for the row; the rest is the list's own."""
        if event.key() in _ENTER:
            self._ask(event.modifiers())
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click asks for the row under it, or on the line that names it for what replaces the hit."""
        super().mouseReleaseEvent(event)
        spot = event.position().toPoint()
        under, hit = self.indexAt(spot), self.current()
        if event.button() != Qt.MouseButton.LeftButton or hit is None or under != self.currentIndex():
            return
        if self._delegate.on_successor(hit, self.visualRect(under), spot):
            self.successor_asked.emit(hit)
        else:
            self._ask(event.modifiers())

    def _ask(self, modifiers: Qt.KeyboardModifier) -> None:
        hit = self.current()
        if hit is not None:
            beside = modifiers & Qt.KeyboardModifier.ControlModifier
            (self.beside_hit if beside else self.activated_hit).emit(hit)

    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.moved.emit(self.hits.hit(current.row()))
