# SPDX-License-Identifier: MIT
"""The results pane: chips, count line, the list of hits, and what to say when there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr, trn
from kbdesk.model import Filters, Hit, Results
from kbdesk.ui.announce import announce
from kbdesk.ui.motion import show_progress
from kbdesk.ui.result_filters import FilterChips
from kbdesk.ui.result_list import HitList
from kbdesk.ui.result_none import NothingFound, quoted
from kbdesk.ui.state_pictures import StatePicture
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

_FEW = 20
"""So many documents are read without a word: what was just saved, what a colleague sent."""


class ResultsPane(QFrame):
    """What a search found, best first.

    Signals:
        hit_activated(Hit): open it.
        hit_beside(Hit): open it beside what is open (Ctrl+Enter).
        successor_asked(Hit): open what replaces it.
        selection_moved(Hit | None): another row is current.
        filters_changed(Filters): a person chose other filters; search again.
        meant_requested(): search for what was probably meant.
        gap_requested(): record that nothing answers this, or take that back.
        cancel_requested(): the Cancel button of the progress card.
    """

    hit_activated = Signal(object)
    hit_beside = Signal(object)
    successor_asked = Signal(object)
    selection_moved = Signal(object)
    filters_changed = Signal(object)
    meant_requested = Signal()
    gap_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pane")
        self.setAccessibleName(tr("Results pane"))
        self._results = Results("")
        self._gap = ""
        self._chips = FilterChips(theme, self)
        self._chips.filters_changed.connect(self.filters_changed)
        self._count = WrapLabel(self, 12, 400, "muted")
        self._count.setAccessibleName(tr("Number of results"))
        self._read_as, self._problem = WrapLabel(self, 12, 400, "muted"), WrapLabel(self, 12, 400, "warn")
        self._list = HitList(theme, tr("Results"), self)
        self._none = NothingFound(theme, self)
        for hits in (self._list, self._none.nearest):
            hits.activated_hit.connect(self.hit_activated)
            hits.beside_hit.connect(self.hit_beside)
            hits.successor_asked.connect(self.successor_asked)
            hits.moved.connect(self.selection_moved)
        self._progress = _ProgressCard(self)
        self._progress.cancel_requested.connect(self.cancel_requested)
        self._none.meant_requested.connect(self.meant_requested)
        self._none.gap_requested.connect(self.gap_requested)
        self._none.clear_requested.connect(self.clear_filters)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._none)
        self._box = QVBoxLayout(self)
        for part in (self._chips, self._count, self._read_as, self._problem, self._progress):
            self._box.addWidget(part)
        self._box.addWidget(self._stack, 1)
        self.setTabOrder(self._chips, self._list)
        self.set_theme(theme)
        self.show_message(tr("Search the library"), tr("Type what the caller says."))

    # --- what is shown ---

    def show_results(self, results: Results) -> None:
        """Show an answer; its first row is current, or the row that was if only filters changed.

        Of the nearest, shown if nothing was found, none is current before a person chooses it.
        """
        same = results.query == self._results.query
        before = self.current() if same else None
        self._gap = self._gap if same else ""
        self._results = results
        self._chips.show_facets(results)
        self._show_lines(results)
        self._list.show_hits(results.hits, results.total)
        if not results.hits:
            self._none.show_nothing(results, self._narrowing(), gap_kept=bool(self._gap))
            self._stack.setCurrentWidget(self._none)
            self.selection_moved.emit(None)
            announce(self, heard_of(results))
            return
        self._none.nearest.show_hits(())
        self._stack.setCurrentWidget(self._list)
        known = [_identity(hit) for hit in results.hits]
        self._list.choose(known.index(_identity(before)) if before and _identity(before) in known else 0)
        announce(self, heard_of(results))

    def show_message(self, title: str, detail: str) -> None:
        """Show words in place of the list."""
        self._results, self._gap = Results(""), ""
        self._list.show_hits(())
        for line in (self._count, self._read_as, self._problem):
            line.hide()
        self._none.show_message(title, detail)
        self._stack.setCurrentWidget(self._none)

    def show_gap(self, query: str, gap: str) -> None:
        """Say that what was searched for is recorded as this gap, or no longer ("").

        It is ignored if something else was searched for since.
        """
        if query.split() == self._results.query.split():
            self._gap = gap
            self._none.show_gap(asked=bool(query) and not self._results.hits, kept=bool(gap))

    @property
    def gap(self) -> str:
        """The id under which what was searched for is recorded as a gap; "" if it is not."""
        return self._gap

    def show_progress(self, done: int, total: int, detail: str) -> None:
        """Show how far reading has come, unless it is of a few; a total of 0 means unknown."""
        if not 0 < total <= _FEW:
            self._progress.show_progress(done, total, detail)
            self._progress.show()

    def hide_progress(self) -> None:
        """Take the progress card away."""
        self._progress.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        lines = (self._count, self._read_as, self._problem)
        for part in (self._chips, *lines, self._list, self._none, self._progress):
            part.set_theme(theme)
        self._box.setContentsMargins(*(theme.px(side) for side in (10, 10, 10, 8)))
        self._box.setSpacing(theme.px(6))

    # --- for the window ---

    def move(self, delta: int, *, told: bool = True) -> None:  # type: ignore[override]
        """Make the row ``delta`` further current and tell screen readers; the focus stays where it is."""
        self._shown.go(delta)
        if told:
            announce(self, self._shown.current_heard())

    def current(self) -> Hit | None:
        """The hit that Enter would open; None if there is none."""
        return self._shown.current()

    def activate_current(self) -> None:
        """Ask to open the current hit."""
        hit = self.current()
        if hit is not None:
            self.hit_activated.emit(hit)

    def filters(self) -> Filters:
        """The filters that are on."""
        return self._chips.filters

    def set_filters(self, filters: Filters) -> None:
        """Show other filters; no signal."""
        self._chips.set_filters(filters)

    def set_standing(self, filters: Filters) -> None:
        """Take what is on by the person's profile, and put it on; signals if something else was."""
        self._chips.set_standing(filters)
        self.reset_filters()

    @property
    def standing(self) -> Filters:
        """What is on by the person's profile."""
        return self._chips.standing

    def reset_filters(self) -> None:
        """Leave on what the profile sets, and nothing else; signals if something else was."""
        self._put(self._chips.standing)

    def clear_filters(self) -> None:
        """Take off all but what the profile sets; if only that is on, that too. Signals if any was."""
        standing = self._chips.standing
        self._put(Filters() if self._chips.filters == standing else standing)

    def _put(self, filters: Filters) -> None:
        if self._chips.filters != filters:
            self._chips.set_filters(filters)
            self.filters_changed.emit(filters)

    # --- inside ---

    @property
    def _shown(self) -> HitList:
        """The list that has rows now: the results, or the nearest if there are none."""
        return self._list if self._results.hits else self._none.nearest

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the focus to the list, or to the filters while there is none."""
        if self._shown.hits.hits:
            self._shown.setFocus(event.reason())
        else:
            self._chips.focus_first(event.reason())

    def _show_lines(self, results: Results) -> None:
        """The count, and with hits how a mistyped query was read and what in it did not count."""
        self._count.setText(count_line(results))
        self._count.show()
        for label, text in ((self._read_as, read_as(results)), (self._problem, results.problem)):
            label.setText(text)
            label.setVisible(bool(text and results.hits))

    def _narrowing(self) -> tuple[str, ...]:
        """The filters that may be why nothing is shown, as people read them."""
        only = {"article": tr("articles only"), "playbook": tr("playbooks only")}
        kind = self._chips.filters.kind
        return ((only[kind],) if kind else ()) + self._chips.active


def _identity(hit: Hit) -> tuple[str, str]:
    """What makes a hit the same in another answer: its file, and its step if it is one."""
    return hit.path, hit.anchor if hit.kind == "step" else ""


class _ProgressCard(QFrame):
    """How far reading the library has come."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._title = _label(tr("Reading your articles"), "heading", self)
        self._cancel = QPushButton(tr("Cancel"), self)
        self._cancel.setProperty("role", "quiet")
        self._cancel.setAccessibleName(tr("Cancel reading"))
        self._cancel.setToolTip(tr("Stop reading; titles stay searchable"))
        self._cancel.clicked.connect(self.cancel_requested)
        self._count = _label("", "muted", self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Articles read"))
        self._detail = _label("", "muted", self)
        self._box = QVBoxLayout(self)
        self._picture = StatePicture(self, "indexing", share=0.6)
        head = QHBoxLayout()
        head.addWidget(self._picture)
        head.addWidget(self._title, 1)
        head.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addLayout(head)
        for part in (self._count, self._bar, self._detail):
            self._box.addWidget(part)
        self.hide()

    def show_progress(self, done: int, total: int, detail: str) -> None:
        """Show these numbers and this sentence."""
        show_progress(self._bar, done, total)
        of_all = tr("{done:,} of {total:,}", done=done, total=total)
        self._count.setText(of_all if total > 0 else tr("{done:,} so far", done=done))
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and distances of this theme."""
        self._picture.set_theme(theme)
        self._box.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 10)))
        self._box.setSpacing(theme.px(6))


def read_as(results: Results) -> str:
    """How mistyped words were read, ``“pasword” was read as “password”``; "" if the query was good."""
    typed, meant = results.query.split(), results.meant.split()
    if not meant:
        return ""
    pairs = [(one, other) for one, other in zip(typed, meant, strict=False) if one.lower() != other.lower()]
    if len(typed) != len(meant) or not 0 < len(pairs) <= 3:
        return tr("Read as {words}", words=quoted(results.meant))
    return ", ".join(
        tr("{typed} was read as {meant}", typed=quoted(one), meant=quoted(other)) for one, other in pairs
    )


def heard_of(results: Results) -> str:
    """What a screen reader says of an answer: count, first title, how it was read; "" of no query."""
    if not results.query:
        return ""
    total = max(results.total, len(results.hits))
    if not results.hits:
        return tr("Nothing found for {query}", query=quoted(results.query))
    parts = [_results(total), tr("First: {title}", title=results.hits[0].title)]
    parts += filter(None, (read_as(results), results.problem))
    return ". ".join(parts)


def count_line(results: Results) -> str:
    """``15 results · 6 ms``, with what was left out."""
    total = max(results.total, len(results.hits))
    shown = len(results.hits)
    first = tr("first {shown} of {total:,} results", shown=shown, total=total)
    count = first if 0 < shown < total else _results(total)
    parts = [count, f"{results.took_ms:.0f} ms" if results.took_ms >= 1 else tr("under 1 ms")]
    if results.left_out:
        words = ", ".join(word[:40] for word in results.left_out[:8])
        parts.append(tr("left out: {words}", words=words))
    return " · ".join(parts)


def _results(total: int) -> str:
    return trn("{n:,} result", "{n:,} results", total)


def _label(text: str, role: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
