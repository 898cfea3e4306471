# SPDX-License-Identifier: MIT
"""The results pane: chips, count line, the list of hits, and what to say when there is none."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kbdesk.model import Filters, Hit, Results
from kbdesk.ui.result_filters import FilterChips
from kbdesk.ui.result_rows import HitDelegate, HitModel
from kbdesk.ui.theme import Theme


class HitList(QListView):
    """The list: arrows move, Enter or a click opens, with Ctrl beside.

    Signals:
        chosen(bool): the current row is asked for; True: beside.
    """

    chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName("Results")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks for the row; the rest is the list's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click asks for the row under it."""
        super().mouseReleaseEvent(event)
        under = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and under.isValid() and under == self.currentIndex():
            self.chosen.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))


class ResultsPane(QFrame):
    """What a search found, best first.

    Signals:
        hit_activated(Hit): open it.
        hit_beside(Hit): open it beside what is open (Ctrl+Enter).
        selection_moved(Hit | None): another row is current.
        filters_changed(Filters): a person chose other filters; search again.
        cancel_requested(): the Cancel button of the progress card.
    """

    hit_activated = Signal(object)
    hit_beside = Signal(object)
    selection_moved = Signal(object)
    filters_changed = Signal(object)
    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pane")
        self.setAccessibleName("Results pane")
        self._chips = FilterChips(theme, self)
        self._chips.filters_changed.connect(self._filters_chosen)
        self._count = _label("", "muted", self)
        self._count.setAccessibleName("Number of results")
        self._model = HitModel(self)
        self._list = HitList(self)
        self._delegate = HitDelegate(theme, self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._delegate)
        self._list.chosen.connect(self._chosen)
        self._list.selectionModel().currentChanged.connect(self._row_changed)
        self._progress = _ProgressCard(self)
        self._progress.cancel_requested.connect(self.cancel_requested)
        self._message = _Message(self)
        self._message.clear_requested.connect(self._clear_clicked)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._message)
        self._box = QVBoxLayout(self)
        for part in (self._chips, self._count, self._progress):
            self._box.addWidget(part)
        self._box.addWidget(self._stack, 1)
        self.setTabOrder(self._chips, self._list)
        self.set_theme(theme)
        self.show_message("Search the library", "Type what the caller says.")

    # --- what is shown ---

    def show_results(self, results: Results) -> None:
        """Show an answer; its first row is current, or the row that was if only filters changed."""
        before = self.current() if results.query == self._model.results.query else None
        self._delegate.forget()
        self._model.show_results(results)
        self._chips.show_facets(results)
        self._count.setText(count_line(results))
        self._count.show()
        if not results.hits:
            self._show_nothing(results)
            self.selection_moved.emit(None)
            return
        self._stack.setCurrentWidget(self._list)
        paths = [hit.path for hit in results.hits]
        row = paths.index(before.path) if before and before.path in paths else 0
        self._list.setCurrentIndex(self._model.index(row))
        if row == 0:
            self._list.scrollToTop()

    def show_message(self, title: str, detail: str) -> None:
        """Show words in place of the list, and a button that clears the filters if any is on."""
        self._delegate.forget()
        self._model.show_results(Results(""))
        self._count.hide()
        self._message.show_text(title, detail, self._narrowing())
        self._stack.setCurrentWidget(self._message)

    def show_progress(self, done: int, total: int, detail: str) -> None:
        """Show how far reading has come; a total of 0 means unknown."""
        self._progress.show_progress(done, total, detail)
        self._progress.show()

    def hide_progress(self) -> None:
        """Take the progress card away."""
        self._progress.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self._chips.set_theme(theme)
        self._delegate.set_theme(theme)
        self._message.set_theme(theme)
        self._progress.set_theme(theme)
        self._box.setContentsMargins(*(theme.px(side) for side in (10, 10, 10, 8)))
        self._box.setSpacing(theme.px(6))
        self._count.setContentsMargins(theme.px(4), 0, theme.px(4), 0)
        self._list.scheduleDelayedItemsLayout()
        self._list.viewport().update()

    # --- for the window ---

    def move(self, delta: int) -> None:  # type: ignore[override]
        """Make the row ``delta`` further current; the keyboard focus stays where it is."""
        rows = self._model.rowCount()
        if rows:
            row = min(max(self._list.currentIndex().row() + delta, 0), rows - 1)
            self._list.setCurrentIndex(self._model.index(row))

    def current(self) -> Hit | None:
        """The hit that Enter would open; None if there is none."""
        return self._model.hit(self._list.currentIndex().row())

    def activate_current(self) -> None:
        """Ask to open the current hit."""
        self._chosen(beside=False)

    def filters(self) -> Filters:
        """The filters that are on."""
        return self._chips.filters

    def set_filters(self, filters: Filters) -> None:
        """Show other filters; no signal."""
        self._chips.set_filters(filters)

    def clear_filters(self) -> None:
        """Take all filters off; signals if any was on."""
        if self._chips.filters != Filters():
            self._chips.set_filters(Filters())
            self.filters_changed.emit(Filters())

    # --- inside ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the focus to the list, or to the filters while there is none."""
        if self._stack.currentWidget() is self._list:
            self._list.setFocus(event.reason())
        else:
            self._chips.focus_first(event.reason())

    def _show_nothing(self, results: Results) -> None:
        if not results.query.strip():
            title, detail = "Nothing here yet", "Type what the caller says."
        else:
            query = results.query if len(results.query) <= 80 else results.query[:79] + "…"
            title = f"Nothing found for “{query}”"
            detail = "Try fewer words, or the caller's own words."
        self._message.show_text(title, detail, self._narrowing())
        self._stack.setCurrentWidget(self._message)

    def _narrowing(self) -> tuple[str, ...]:
        """The filters that may be why nothing is shown, as people read them."""
        kind = self._chips.filters.kind
        return ((f"{kind}s only",) if kind else ()) + self._chips.active

    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.selection_moved.emit(self._model.hit(current.row()))

    def _chosen(self, beside: bool) -> None:
        hit = self.current()
        if hit is not None:
            (self.hit_beside if beside else self.hit_activated).emit(hit)

    def _filters_chosen(self, filters: Filters) -> None:
        self.filters_changed.emit(filters)

    def _clear_clicked(self) -> None:
        self.clear_filters()


class _Message(QWidget):
    """A title and a sentence, and a button if filters may be to blame."""

    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = _label("", "heading", self)
        self._detail = _label("", "muted", self)
        self._filters = _label("", "muted", self)
        self._clear = QPushButton("Clear filters   Alt+C", self)
        self._clear.setAccessibleName("Clear filters")
        self._clear.setToolTip("Show results of every kind (Alt+C)")
        self._clear.clicked.connect(self.clear_requested)
        self._box = QVBoxLayout(self)
        for part in (self._title, self._detail, self._filters, self._clear):
            self._box.addWidget(part)
        self._box.addStretch(1)

    def show_text(self, title: str, detail: str, filters: tuple[str, ...]) -> None:
        """Show these words; the button only if filters are on."""
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        count = len(filters)
        self._filters.setText(f"{count} filter{'s are' if count > 1 else ' is'} on: {', '.join(filters)}.")
        self._filters.setVisible(bool(filters))
        self._clear.setVisible(bool(filters))

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of this theme."""
        self._box.setContentsMargins(*(theme.px(side) for side in (12, 36, 12, 12)))
        self._box.setSpacing(theme.px(10))


class _ProgressCard(QFrame):
    """How far reading the library has come."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._title = _label("Reading your articles", "heading", self)
        self._cancel = QPushButton("Cancel", self)
        self._cancel.setProperty("role", "quiet")
        self._cancel.setAccessibleName("Cancel reading")
        self._cancel.setToolTip("Stop reading; titles stay searchable")
        self._cancel.clicked.connect(self.cancel_requested)
        self._count = _label("", "muted", self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Articles read")
        self._detail = _label("", "muted", self)
        self._box = QVBoxLayout(self)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addLayout(head)
        for part in (self._count, self._bar, self._detail):
            self._box.addWidget(part)
        self.hide()

    def show_progress(self, done: int, total: int, detail: str) -> None:
        """Show these numbers and this sentence."""
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(min(done, total))
        self._count.setText(f"{done:,} of {total:,}" if total > 0 else f"{done:,} so far")
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of this theme."""
        self._box.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 10)))
        self._box.setSpacing(theme.px(6))


def count_line(results: Results) -> str:
    """``15 results · 6 ms``, with what was left out."""
    total = max(results.total, len(results.hits))
    shown = len(results.hits)
    count = (
        f"first {shown} of {total:,} results"
        if 0 < shown < total
        else f"{total:,} result{'s' * (total != 1)}"
    )
    parts = [count, f"{results.took_ms:.0f} ms" if results.took_ms >= 1 else "under 1 ms"]
    if results.left_out:
        parts.append("left out: " + ", ".join(word[:40] for word in results.left_out[:8]))
    return " · ".join(parts)


def _label(text: str, role: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
