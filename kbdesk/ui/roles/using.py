# SPDX-License-Identifier: MIT
"""Notices what is searched for, opened and copied, and has it kept in a lane: no key waits for it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from kbdesk.desk.usage import GOOD_RANK, Search, Trail
from kbdesk.errors import KbError
from kbdesk.model import Hit, Page, Results, RunView
from kbdesk.model.usage import Use
from kbdesk.ui.house import House
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

SETTLED_MS: Final = 1_200
"""How long words stand before they count as a search."""


class Using(QObject):
    """Records the use of the library in the lane of the calls, one write for each search or opening.

    A document counts once for each search, however often one goes back to it. Practice is not recorded.

    Signals:
        worded(str path, str words): a document was opened that these words did not find.
        failed(KbError): nothing can be recorded; told once for each library.
    """

    worded = Signal(str, str)
    failed = Signal(object)

    def __init__(self, house: House) -> None:
        super().__init__(house.window)
        self._house = house
        self._lane = house.lanes.call
        self._desk: Desk | None = None
        self._session = ""
        self._results = Results("")
        self._settled = True
        self._trail = Trail()
        self._run = ""
        self._chosen: tuple[str, str, int] = ("", "", 0)
        self._opened: set[tuple[str, str, str]] = set()
        self._told = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_MS)
        self._timer.timeout.connect(self._settle)
        finder, caller = house.finder, house.caller
        finder.answered.connect(self._answered)
        finder.hit_opened.connect(self._hit_opened)
        finder.page_opened.connect(self._page_opened)
        finder.copied.connect(self._page_copied)
        caller.shown.connect(self._call_shown)
        caller.ended.connect(self._call_ended)
        caller.words_copied.connect(self._step_copied)

    def set_desk(self, desk: Desk) -> None:
        """Record the use of this library from now on."""
        self._timer.stop()
        self._desk, self._session = desk, uuid.uuid4().hex[:8]
        self._results, self._settled, self._told = Results(""), True, False
        self._begin_anew("")

    def set_theme(self, theme: Theme) -> None:
        """Nothing of this is seen."""

    def shut_down(self) -> None:
        """Keep the search that stands in the field; called before the lanes end."""
        if self._timer.isActive() and self._house.finder.query:
            self._settle()
        self._timer.stop()

    # --- searches ---

    @property
    def _words(self) -> str:
        return self._results.query.strip()

    def _answered(self, results: Results) -> None:
        again = results.query.split() == self._results.query.split()
        self._results = results
        if not again:
            self._settled = not self._words
            self._timer.stop()
            if self._words:
                self._timer.start()

    def _settle(self) -> None:
        """The words have stood long enough, or something is opened from them."""
        self._timer.stop()
        if self._settled or self._desk is None or self._house.caller.is_practice():
            return
        found = max(self._results.total, len(self._results.hits))
        if not found and self._house.keeper.indexer.running:
            self._timer.start()  # what there is may not be known yet
            return
        self._settled = True
        self._opened.clear()
        best = tuple(hit.path for hit in self._results.hits[:GOOD_RANK] if not hit.library)
        self._trail.searched(Search(self._words, found, best, self._desk.clock()))
        self._record(Use("", "search", self._words, found))

    # --- openings ---

    def _hit_opened(self, hit: Hit, results: Results) -> None:
        self._settle()
        rank = results.hits.index(hit) + 1 if hit in results.hits else 0
        self._chosen = (hit.path, hit.library, rank)
        if hit.kind != "article" and not self._house.caller.is_practice():
            self._note_opened(hit.path, hit.anchor if hit.kind == "step" else "", hit.library)

    def _page_opened(self, page: Page) -> None:
        path = page.document.path
        if path and not self._house.caller.is_practice():
            self._note_opened(path, "", page.library)

    def _note_opened(self, path: str, anchor: str, library: str) -> None:
        """Record that something was opened, once for each search."""
        chosen, rank = self._chosen[:2] == (path, library), self._chosen[2]
        if chosen:
            self._chosen = ("", "", 0)
        if self._desk is None or (path, anchor, library) in self._opened:
            return
        self._opened.add((path, anchor, library))
        words = self._words if chosen else ""
        self._record(Use("", "open", words, -1, path, anchor, rank if chosen else 0), library)
        if chosen:
            failed = self._trail.opened(path, self._desk.clock())
            if failed and not library:
                self.worded.emit(path, failed)

    # --- copies ---

    def _page_copied(self, text: str) -> None:
        page = self._house.finder.page
        if page is not None and page.document.path and text != page.document.path:
            self.copied(page.document.path, "", page.library)

    def _step_copied(self) -> None:
        view = self._house.caller.view
        if view is not None and view.run.current.playbook:
            self.copied(view.run.current.playbook, view.run.current.anchor, view.library)

    def copied(self, path: str, anchor: str = "", library: str = "", second: str = "") -> None:
        """Record that words of a document or step were copied; the words themselves are not kept.

        Args:
            path: the document.
            anchor: the step; "" for none.
            library: the badge of its library.
            second: the initials of who read public wording before; "" if nobody was asked.
        """
        if not self._house.caller.is_practice():
            words = f"public wording, read by {second}" if second else self._words
            self._record(Use("", "copy", words, -1, path, anchor), library)

    # --- calls ---

    def _call_shown(self, view: RunView) -> None:
        if view.run.id != self._run:
            self._begin_anew(view.run.id)

    def _call_ended(self, sentence: str) -> None:
        del sentence
        self._begin_anew("")

    def _begin_anew(self, run: str) -> None:
        """Another customer: what was searched for before has nothing to do with what comes."""
        self._run, self._trail = run, Trail()
        self._opened.clear()
        self._chosen = ("", "", 0)

    # --- keeping ---

    def _record(self, use: Use, library: str = "") -> None:
        view = self._house.caller.view
        run = view.run.id if view is not None and view.run.status == "running" else ""
        if self._desk is not None:
            kept = replace(use, session=self._session, run=run)
            self._lane.run(partial(record, self._desk, kept, library), self._recorded, failed=self._not_kept)

    def _recorded(self, use: Use) -> None:
        """It is on disk."""

    def _not_kept(self, error: KbError) -> None:
        if not self._told:
            self._told = True
            self.failed.emit(error)


def record(desk: Desk, use: Use, library: str) -> Use:
    """A use as it was kept; runs in the lane of the calls.

    Raises:
        KbError: the case store cannot be written.
    """
    return desk.usage.record(use, library)
