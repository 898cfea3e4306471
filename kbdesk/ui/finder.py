# SPDX-License-Identifier: MIT
"""Finding and reading: what is typed becomes results, a chosen result becomes a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Filters, Hit, Page, Results
from kbdesk.ui.article import ArticlePane
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.places import Place, landing, same_file, similar_to
from kbdesk.ui.results import ResultsPane
from kbdesk.ui.search_field import SearchField

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.reader import Followed

PREVIEW_MS = 120
"""How long a result stays selected before it is shown without being opened."""
SIMILAR_MS = 250
"""How long a page is shown before similar ones are looked for: never before it can be read."""


class Finder(QObject):
    """Connects the search field, the results and the reading pane with the desk.

    Signals:
        playbook_chosen(str path, str library, str step): a playbook is to be run from a step ("": the first).
        hit_opened(Hit, Results): a result is to be opened; these are what it is of.
        page_opened(Page): an article was opened on purpose (not only shown in passing).
        address_asked(Followed): a link leads outside.
        said(str): something to tell in passing.
        answered(Results): new results are on screen.
        copied(str): text of a page is to be put on the clipboard.
    """

    playbook_chosen = Signal(str, str, str)
    hit_opened = Signal(object, object)
    page_opened = Signal(object)
    address_asked = Signal(object)
    said = Signal(str)
    answered = Signal(object)
    copied = Signal(str)

    def __init__(
        self,
        field: SearchField,
        results: ResultsPane,
        article: ArticlePane,
        lanes: Lanes,
        parent: QObject,
        previewing: Callable[[], bool],
    ) -> None:
        super().__init__(parent)
        self._field, self._results_pane, self._article = field, results, article
        self._lanes = lanes
        self._previewing = previewing
        self._desk: Desk | None = None
        self._results = Results("")
        self._news: frozenset[str] = frozenset()
        self._typed = False
        self._page: Page | None = None
        self._here: Place | None = None
        self._shown: Place | None = None
        self._back: list[Place] = []
        self._forward: list[Place] = []
        self._preview = QTimer(self)
        self._preview.setSingleShot(True)
        self._preview.setInterval(PREVIEW_MS)
        self._preview.timeout.connect(self._show_preview)
        self._similar = QTimer(self)
        self._similar.setSingleShot(True)
        self._similar.setInterval(SIMILAR_MS)
        self._similar.timeout.connect(self._ask_similar)
        field.textChanged.connect(self._text_changed)
        field.completion_wanted.connect(self._complete)
        field.installEventFilter(self)
        results.hit_activated.connect(self.open_hit)
        results.hit_beside.connect(self._read_hit)
        results.successor_asked.connect(self._open_successor)
        results.selection_moved.connect(self._selected)
        results.filters_changed.connect(self._filtered)
        results.meant_requested.connect(self.take_meant)
        article.link_activated.connect(self._link)
        article.similar_activated.connect(self._read_similar)
        article.copy_requested.connect(self.copied)
        article.back_requested.connect(self.go_back)
        article.forward_requested.connect(self.go_forward)

    # --- searching ---

    def set_desk(self, desk: Desk) -> None:
        """Search and read in this library from now on."""
        self._desk = desk
        self._back, self._forward = [], []
        self._page = self._here = self._shown = None
        self._results_pane.reset_filters()
        self.search()

    def shut_down(self) -> None:
        """Let go of the search field; called when the window closes."""
        self._preview.stop()
        self._similar.stop()
        self._field.removeEventFilter(self)

    @property
    def ready(self) -> bool:
        """Whether a library is open."""
        return self._desk is not None

    @property
    def query(self) -> str:
        """What stands in the search field, without spaces around it."""
        return self._field.text().strip()

    @property
    def page(self) -> Page | None:
        """The page that is shown; None while the welcome page is."""
        return self._page

    def set_standing(self, filters: Filters) -> None:
        """Take the filters that are on by the person's profile."""
        self._results_pane.set_standing(filters)

    def show_news(self, paths: frozenset[str]) -> None:
        """Mark these articles in the results: they changed since they were read."""
        if paths != self._news:
            self._news = paths
            if self._results.query:
                self._show_results(self._results)

    def _text_changed(self) -> None:
        self._typed = True
        if self._similar.isActive():  # the next letters come first
            self._similar.start()
        self.search()

    def _filtered(self) -> None:
        self._typed = True
        self.search()

    def search(self) -> None:
        """Ask for what the field and the filters say now; older questions are dropped."""
        if self._desk is None:
            return
        text, filters = self._field.text(), self._results_pane.filters()
        if not text.strip() and filters in (Filters(), self._results_pane.standing):
            self._results = Results("")
            self._results_pane.show_results(self._results)
            self._results_pane.show_message(
                tr("Type what the customer says"), tr("Articles and playbooks appear here.")
            )
            self.answered.emit(self._results)
            return
        self._lanes.find.run(partial(self._desk.search, text, filters), self._show_results, "search")

    def take_meant(self) -> None:
        """Search for what was probably meant in place of what was typed."""
        if self._results.meant:
            self._field.setText(self._results.meant)
        else:
            self.said.emit(tr("There is no other spelling to offer."))

    def _complete(self, text: str, cursor: int) -> None:
        if self._desk is not None:
            work = partial(self._desk.complete, text, cursor)
            self._lanes.find.run(work, self._field.show_completion, "complete")

    def _show_results(self, results: Results) -> None:
        if results.query != self._field.text():  # the field was emptied meanwhile
            return
        if self._news:
            hits = (hit._replace(news=not hit.library and hit.path in self._news) for hit in results.hits)
            results = replace(results, hits=tuple(hits))
        self._results = results
        self._results_pane.show_results(results)
        if not results.hits and results.query.rstrip().endswith(":") and not results.left_out:
            self._results_pane.show_message(
                tr("Type on"), tr("What follows the sign is what results must have.")
            )
        if self._typed:
            self._typed = False
            self._results_pane.move(-len(results.hits), told=False)
        elif self._page is not None:
            self._preview.stop()  # nobody chose: what is read stays
        self.answered.emit(results)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the list follow the keys while the focus stays in the search field."""
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return not self._field.wants(event) and self._field_key(event)
        return False

    def _field_key(self, event: QKeyEvent) -> bool:
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 7, Qt.Key.Key_PageUp: -7}
        key = Qt.Key(event.key())
        if key in moves:
            self._results_pane.move(moves[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._enter()
            return True
        # the key that leads here, pressed once more, is not searched for
        return key == Qt.Key.Key_Slash and self._field.selectedText() == self._field.text()

    def _enter(self) -> None:
        """Open the selected result; if the newest results are still on their way, the first of them."""
        if self._results.query == self._field.text():
            self._results_pane.activate_current()
        elif self._desk is not None:
            text, filters = self._field.text(), self._results_pane.filters()
            self._lanes.find.run(partial(self._desk.search, text, filters), self._open_first, "search")

    def _open_first(self, results: Results) -> None:
        self._show_results(results)
        self._results_pane.activate_current()

    def _selected(self, hit: Hit | None) -> None:
        if hit is not None and self._previewing():
            self._preview.start()

    # --- opening ---

    def open_hit(self, hit: Hit) -> None:
        """Open a result: a playbook runs, an article is shown at the match."""
        self._preview.stop()
        self.hit_opened.emit(hit, self._results)
        if hit.kind == "article":
            self._open(landing(hit))
        else:
            self.playbook_chosen.emit(hit.path, hit.library, hit.anchor if hit.kind == "step" else "")

    def _read_hit(self, hit: Hit) -> None:
        self.hit_opened.emit(hit, self._results)
        self._open(landing(hit))

    def open_successor(self) -> None:
        """Open what replaces the chosen result, or else the open article, if it is archived."""
        hit = self._results_pane.current()
        if hit is not None and hit.successor:
            self._open_successor(hit)
        elif self._page is not None and self._page.successor:
            self._link(-1, self._page.document.meta.superseded_by)
        else:
            self.said.emit(tr("Nothing is said to replace this."))

    def _open_successor(self, hit: Hit) -> None:
        self.open_path(hit.successor, library=hit.library)

    def open_path(self, path: str, anchor: str = "", library: str = "") -> None:
        """Open a file of the library with this badge for reading."""
        self._open(Place(path, anchor, library, marked=not anchor))

    def read_again(self, path: str) -> None:
        """Read a file that was written just now: if it is open, what was read of it stays in sight."""
        if self._page is not None and self._shown is not None and same_file(self._shown, Place(path)):
            self._read(self._shown, self._show_written)
        else:
            self.open_path(path)

    def _show_written(self, found: tuple[Page, Place]) -> None:
        self._show_refreshed(found)
        self.page_opened.emit(found[0])

    def _open(self, place: Place) -> None:
        if self._desk is None:
            return
        if self._here is not None and not same_file(self._here, place):
            self._back.append(self._here)
            self._forward.clear()
        self._read(place, self._show_opened)

    def _read(self, place: Place, show: Callable[[tuple[Page, Place]], None]) -> None:
        if self._desk is None:
            return
        desk = self._desk
        self._preview.stop()  # it would come later and take the place of this
        self._lanes.find.run(
            lambda: (desk.page(place.path, place.library), place), show, "page", self._not_read
        )

    def _not_read(self, error: KbError) -> None:
        self.said.emit(str(error))

    def _show_opened(self, found: tuple[Page, Place]) -> None:
        self._here = found[1]
        self._show_passing(found)
        self.page_opened.emit(found[0])

    def _show_passing(self, found: tuple[Page, Place]) -> None:
        page, place = found
        self._page, self._shown = page, place
        self._article.show_page(page, self._results.words, place.anchor, self._now(), place.marked)
        self._article.set_navigation(bool(self._back), bool(self._forward))
        self._similar.start()

    def _now(self) -> str:
        return self._desk.clock().isoformat(timespec="seconds") if self._desk else ""

    def _show_preview(self) -> None:
        hit = self._results_pane.current()
        if hit is None:
            return
        place = landing(hit)
        if self._page is None or self._shown is None or not same_file(self._shown, place):
            self._read(place, self._show_passing)
            return
        self._article.mark(self._results.words)
        if place != self._shown:
            self._shown = place
            self._article.land(place.anchor, at_first_hit=place.marked)

    def show_own(self, page: Page) -> None:
        """Show a page of kbdesk's own; the way back leads to what was read before."""
        if self._here is not None:
            self._back.append(self._here)
        self._page = self._here = self._shown = None
        self._similar.stop()
        self._article.show_page(page, ())
        self._article.set_navigation(bool(self._back), bool(self._forward))

    def toggle_folds(self) -> None:
        """Show what is folded as it is above the person's tier, or fold it again."""
        if not self._article.toggle_folds():
            self.said.emit(tr("Nothing on this page is above your tier."))

    def refresh_page(self) -> None:
        """Show the open page as the disk has it now; what is read stays in sight."""
        if self._page is not None and self._shown is not None:
            self._read(self._shown, self._show_refreshed)

    def _show_refreshed(self, found: tuple[Page, Place]) -> None:
        page, place = found
        if self._page is None or place is not self._shown or page == self._page:
            return  # after a save it is read three times: no need to draw it as often
        self._page = page
        self._article.refresh_page(page, self._now())

    # --- see also ---

    def _ask_similar(self) -> None:
        if self._desk is not None and self._shown is not None:
            work = partial(similar_to, self._desk, self._shown)
            self._lanes.find.run(work, self._show_similar, "similar", self._not_read)

    def _show_similar(self, found: tuple[Place, tuple[Hit, ...]]) -> None:
        if self._shown is not None and same_file(found[0], self._shown):
            self._article.show_similar(found[1])

    def _read_similar(self, path: str) -> None:
        if self._page is not None:
            self.open_path(path, library=self._page.library)

    # --- back and forward ---

    def go_back(self) -> None:
        """The article before this one."""
        self._travel(self._back, self._forward)

    def go_forward(self) -> None:
        """The article after this one."""
        self._travel(self._forward, self._back)

    def _travel(self, source: list[Place], other: list[Place]) -> None:
        if not source:
            return
        if self._here is not None:
            other.append(self._here)
        self._read(source.pop(), self._show_opened)

    # --- links ---

    def _link(self, number: int, target: str) -> None:
        del number
        if self._page is not None:
            self.follow(self._page.document.path, target, self._page.library)

    def follow(self, from_path: str, target: str, library: str = "") -> None:
        """Go where a link of a file leads, as far as it is safe; ``library`` is the badge of the file."""
        if self._desk is not None:
            work = partial(self._desk.follow, from_path, target, library)
            self._lanes.find.run(work, self._followed, "link", self._not_read)

    def _followed(self, found: Followed) -> None:
        if found.refused:
            self.said.emit(found.refused)
        elif found.url:
            self.address_asked.emit(found)
        else:
            self.open_path(found.path, found.anchor, found.library)
