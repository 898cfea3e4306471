# SPDX-License-Identifier: MIT
"""Finding and reading: what is typed becomes results, a chosen result becomes a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from kbdesk.errors import KbError
from kbdesk.model import Filters, Hit, Page, Results
from kbdesk.ui.article import ArticlePane
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.results import ResultsPane

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk, Followed

PREVIEW_MS = 120
"""How long a result stays selected before it is shown without being opened."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader stands: a file and a heading in it."""

    path: str
    anchor: str = ""


class Finder(QObject):
    """Connects the search field, the results and the reading pane with the desk.

    Signals:
        playbook_chosen(str path): a playbook is to be run.
        page_opened(Page): an article was opened on purpose (not only shown in passing).
        address_asked(Followed): a link leads outside.
        said(str): something to tell in passing.
        answered(Results): new results are on screen.
        copied(str): text of a page is to be put on the clipboard.
    """

    playbook_chosen = Signal(str)
    page_opened = Signal(object)
    address_asked = Signal(object)
    said = Signal(str)
    answered = Signal(object)
    copied = Signal(str)

    def __init__(
        self,
        field: QLineEdit,
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
        self._typed = False
        self._page: Page | None = None
        self._here: Place | None = None
        self._back: list[Place] = []
        self._forward: list[Place] = []
        self._preview = QTimer(self)
        self._preview.setSingleShot(True)
        self._preview.setInterval(PREVIEW_MS)
        self._preview.timeout.connect(self._show_preview)
        field.textChanged.connect(self._text_changed)
        field.installEventFilter(self)
        results.hit_activated.connect(self.open_hit)
        results.hit_beside.connect(self._read_hit)
        results.selection_moved.connect(self._selected)
        results.filters_changed.connect(self.search)
        article.link_activated.connect(self._link)
        article.copy_requested.connect(self.copied)
        article.back_requested.connect(self.go_back)
        article.forward_requested.connect(self.go_forward)

    # --- searching ---

    def set_desk(self, desk: Desk) -> None:
        """Search and read in this library from now on."""
        self._desk = desk
        self._back, self._forward, self._page, self._here = [], [], None, None
        self._results_pane.clear_filters()
        self.search()

    def shut_down(self) -> None:
        """Let go of the search field; called when the window closes."""
        self._preview.stop()
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

    def _text_changed(self) -> None:
        self._typed = True
        self.search()

    def search(self) -> None:
        """Ask for what the field and the filters say now; older questions are dropped."""
        if self._desk is None:
            return
        text, filters = self._field.text(), self._results_pane.filters()
        if not text.strip() and filters == Filters():
            self._results = Results("")
            self._results_pane.show_results(self._results)
            self._results_pane.show_message(
                "Type what the customer says", "Articles and playbooks appear here."
            )
            self.answered.emit(self._results)
            return
        self._lanes.find.run(partial(self._desk.search, text, filters), self._show_results, "search")

    def _show_results(self, results: Results) -> None:
        self._results = results
        self._results_pane.show_results(results)
        if self._typed:
            self._typed = False
            self._results_pane.move(-len(results.hits))
        self.answered.emit(results)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the list follow the keys while the focus stays in the search field."""
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._field_key(event)
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
        if hit.kind == "playbook":
            self.playbook_chosen.emit(hit.path)
        else:
            self.open_path(hit.path)

    def _read_hit(self, hit: Hit) -> None:
        self.open_path(hit.path)

    def open_path(self, path: str, anchor: str = "") -> None:
        """Open a file of the library for reading."""
        if self._desk is None:
            return
        if self._here is not None and self._here.path != path:
            self._back.append(self._here)
            self._forward.clear()
        self._read(path, anchor, self._show_opened)

    def _read(self, path: str, anchor: str, show: Callable[[tuple[Page, str]], None]) -> None:
        if self._desk is None:
            return
        desk = self._desk
        self._lanes.find.run(lambda: (desk.page(path), anchor), show, "page", self._not_read)

    def _not_read(self, error: KbError) -> None:
        self.said.emit(str(error))

    def _show_opened(self, found: tuple[Page, str]) -> None:
        self._here = Place(found[0].document.path)
        self._show_passing(found)
        self.page_opened.emit(found[0])

    def _show_passing(self, found: tuple[Page, str]) -> None:
        page, anchor = found
        self._page = page
        now = self._desk.clock().isoformat(timespec="seconds") if self._desk else ""
        self._article.show_page(page, self._results.words, anchor, now)
        self._article.set_navigation(bool(self._back), bool(self._forward))

    def _show_preview(self) -> None:
        hit = self._results_pane.current()
        if hit is not None and (self._page is None or self._page.document.path != hit.path):
            self._read(hit.path, "", self._show_passing)

    def show_own(self, page: Page) -> None:
        """Show a page of kbdesk's own; the way back leads to what was read before."""
        if self._here is not None:
            self._back.append(self._here)
        self._page = self._here = None
        self._article.show_page(page, ())
        self._article.set_navigation(bool(self._back), bool(self._forward))

    def refresh_page(self) -> None:
        """Show the open page again as the disk has it now."""
        if self._page is not None:
            self._read(self._page.document.path, "", self._show_passing)

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
        place = source.pop()
        self._read(place.path, place.anchor, self._show_opened)

    # --- links ---

    def _link(self, number: int, target: str) -> None:
        del number
        if self._page is not None:
            self.follow(self._page.document.path, target)

    def follow(self, from_path: str, target: str) -> None:
        """Go where a link leads, as far as it is safe."""
        if self._desk is not None:
            self._lanes.find.run(partial(self._desk.follow, from_path, target), self._followed, "link")

    def _followed(self, found: Followed) -> None:
        if found.refused:
            self.said.emit(found.refused)
        elif found.url:
            self.address_asked.emit(found)
        else:
            self.open_path(found.path, found.anchor)
