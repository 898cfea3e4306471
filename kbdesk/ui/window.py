# SPDX-License-Identifier: MIT
"""The window: puts frame, finder and caller together, and holds the keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QMainWindow,
)

from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.model import Companion, Page, Results, RunView
from kbdesk.ui.article import ArticlePane
from kbdesk.ui.caller import Caller
from kbdesk.ui.finder import Finder
from kbdesk.ui.frame import Frame
from kbdesk.ui.gaps import GapBook
from kbdesk.ui.house import House
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.keeper import Keeper
from kbdesk.ui.keys import Keys, keys_page
from kbdesk.ui.late_workroom import LateWorkroom
from kbdesk.ui.libraries import Libraries
from kbdesk.ui.looks import Looks
from kbdesk.ui.outside import Outside
from kbdesk.ui.results import ResultsPane
from kbdesk.ui.run_pane import RunPane
from kbdesk.ui.settings import Settings
from kbdesk.ui.theme import Theme
from kbdesk.ui.tree import TreePane
from kbdesk.ui.welcome import show_welcome, state_sentence

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk, Opening

RESULTS, ARTICLE, CALL = 0, 1, 2
_SEEN_ONLY = ("answer", "step_back", "copy_words", "flag_step", "finish_call", "use_new_text")
"""What is done to the call on screen, never to one that a page covers."""


class Window(QMainWindow):
    """The one window of kbdesk.

    It is painted before a library is opened; ``open_library`` then does its work in the lanes.
    """

    def __init__(self, home: Home, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.setWindowTitle("kbdesk")
        self.resize(1280, 800)
        self._settings = settings
        self.looks = Looks(theme, settings, self)
        self.outside = Outside(settings, self)
        self.lanes = Lanes(self)
        self.keeper = Keeper(home, self.lanes, settings, self)
        self.libraries = Libraries(self.keeper, theme, self)
        self.frame = Frame(theme, self)
        self.tree = TreePane(theme, self.frame.left)
        self.results = ResultsPane(theme, self.frame.left)
        self.article = ArticlePane(theme, self.frame)
        self.call = RunPane(theme, self.frame)
        for side in (self.tree, self.results):
            self.frame.left.addWidget(side)
        self.frame.set_panes(self.article, self.call)
        self.setCentralWidget(self.frame)
        self.finder = Finder(
            self.frame.search, self.results, self.article, self.lanes, self, self._may_preview
        )
        self.caller = Caller(self.call, self.lanes, self)
        self.gaps = GapBook(self.lanes, self)
        self.late = LateWorkroom(
            House(home, self.lanes, self.frame, self.keeper, self.finder, self.article, self.caller, self)
        )
        self._connect()
        self.keys = Keys(self, self._owners, self._may_act, self.call.answer)
        self.article.more_chosen.connect(self.keys.act)
        self._set_theme(theme)
        show_welcome(self.article, None)
        self.frame.search.setFocus()

    def _connect(self) -> None:
        self.lanes.failed.connect(self.tell_failure)
        self.keeper.opened.connect(self._opened)
        self.keeper.surveyed.connect(self._show_opening)
        self.keeper.shelved.connect(self._show_beside)
        self.keeper.taken_up.connect(self.finder.search)
        self.keeper.failed.connect(self.tell_failure)
        self.keeper.status.connect(self.frame.set_status)
        self.keeper.indexer.progressed.connect(self._index_progress)
        self.keeper.indexer.finished.connect(self._index_done)
        self.keeper.indexer.failed.connect(self._index_failed)
        self.tree.path_activated.connect(self.open_any)
        self.tree.libraries_pressed.connect(self.libraries.show_libraries)
        self.article.path_activated.connect(self.open_any)
        self.results.gap_requested.connect(self.record_gap)
        self.gaps.kept.connect(self.results.show_gap)
        self.gaps.said.connect(self.say)
        self.results.cancel_requested.connect(self.keeper.indexer.cancel)
        for signal in (self.frame.pane_shown, self.frame.covered, self.frame.uncovered):
            signal.connect(self._hint)
        self.frame.theme_pressed.connect(self.looks.toggle_theme)
        self.frame.keys_pressed.connect(self.show_keys)
        self.finder.playbook_chosen.connect(self._start_call)
        self.finder.page_opened.connect(self._page_opened)
        self.finder.address_asked.connect(self.outside.ask)
        self.finder.said.connect(self.say)
        self.finder.answered.connect(self._answered)
        self.finder.copied.connect(self.outside.copy)
        self.call.close_requested.connect(self.frame.toggle_call)
        self.caller.shown.connect(self._call_shown)
        self.caller.ended.connect(self._call_ended)
        self.caller.said.connect(self.say)
        self.caller.copied.connect(self.outside.copy)
        self.caller.link_asked.connect(self.finder.follow)
        self.caller.folder_asked.connect(self.outside.show_folder)
        self.outside.said.connect(self.say)
        self.late.said.connect(self.say)
        self.late.failed.connect(self.tell_failure)
        self.late.library_made.connect(self.open_library)
        self.looks.changed.connect(self._set_theme)

    def _owners(self) -> Iterator[QObject]:
        """Whose methods carry out the actions; the workroom is made only if none of the others does."""
        yield from (self, self.frame, self.looks, self.finder, self.caller, self.keeper)
        yield from (self.libraries, self.article)
        yield from self.late.owners

    def _may_act(self, name: str) -> bool:
        if self.caller.sheet_open or self.libraries.sheet_open or self.late.sheet_open:
            return False
        if self.frame.cover is not None and name in _SEEN_ONLY:
            self.frame.show_panes()  # the call is to be seen before it is answered
            return False
        return True

    # --- the library ---

    def open_library(self, folder: Path) -> None:
        """Open a folder as library; the window stays usable meanwhile."""
        self.keeper.open_library(folder)

    def _opened(self, desk: Desk) -> None:
        self._settings.library = str(desk.root)
        self.setWindowTitle(f"{desk.info.name} – kbdesk")
        self.frame.notices.clear()
        self.finder.set_desk(desk)
        self.caller.set_desk(desk)
        self.late.set_desk(desk)
        if desk.info.git == "untrusted" and desk.info.remote_url:
            self.frame.notices.show_notice(desk.info.notice, "Make a fresh copy …", self.keeper.fresh_copy)
        elif desk.info.notice and desk.info.git != "no-repository":
            self.frame.notices.show_notice(desk.info.notice)

    def _show_opening(self, opening: Opening) -> None:
        self._show_state()
        self.tree.show_files(opening.info.name, opening.files)
        if opening.notice:
            self.frame.notices.show_notice(opening.notice)
        if self.finder.page is None:
            show_welcome(self.article, opening)
        else:
            self.finder.refresh_page()

    def _show_state(self) -> None:
        if self.keeper.opening is not None and self.keeper.desk is not None:
            companions = self.keeper.desk.shelf.companions
            self.frame.set_status(state_sentence(self.keeper.opening, companions))

    def _show_beside(self, companions: tuple[Companion, ...]) -> None:
        del companions
        self._show_state()
        self.caller.restore()
        self.finder.search()

    # --- the index ---

    def _index_progress(self, done: int, to_do: int) -> None:
        if to_do:
            self.results.show_progress(done, to_do, "You can search, open and run playbooks now.")
            self.finder.search()

    def _index_done(self, indexed: int) -> None:
        self.results.hide_progress()
        if indexed:
            self.finder.search()

    def _index_failed(self, sentence: str) -> None:
        self.results.hide_progress()
        self.say(sentence or "Indexing was cancelled; titles and what was indexed so far can be found.")

    # --- finding and reading ---

    def _may_preview(self) -> bool:
        return not self.frame.narrow

    def _answered(self, results: Results) -> None:
        self.keeper.index_if_wanted()
        side = self.results if self.frame.search.text().strip() else self.tree
        self.frame.left.setCurrentWidget(side)
        if not results.query:
            return
        if self.frame.is_hidden(RESULTS) and self.frame.search.hasFocus():
            self.frame.choose(RESULTS)

    def _page_opened(self, page: Page) -> None:
        self.frame.go_to(ARTICLE)
        self.caller.searched(self.finder.query)
        self.caller.page_opened(page)

    def focus_search(self) -> None:
        """Go to the search field, ready to type over what stands there."""
        if self.frame.narrow:
            self.frame.go_to(RESULTS)
        self.frame.show_panes()
        self.frame.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.frame.search.selectAll()

    def find_text(self) -> None:
        """Find in the article if the focus is there, else search."""
        if self.article.isAncestorOf(QApplication.focusWidget() or self):
            self.article.open_find()
        else:
            self.focus_search()

    def clear_filters(self) -> None:
        """Take all filters away."""
        self.results.clear_filters()
        self.finder.search()

    def record_gap(self) -> None:
        """Record that nothing answers what is searched for, or take that back if it was just recorded."""
        desk, words, view = self.keeper.desk, self.finder.query, self.caller.view
        if desk is None or not words:
            self.say("Type what the customer says first; Alt+G then records that nothing answers it.")
        elif self.results.gap:
            self.gaps.remove(desk, words, self.results.gap)
        else:
            self.gaps.record(desk, words, self.results.filters(), view.run.id if view is not None else "")

    def open_any(self, path: str) -> None:
        """Open a file that was chosen by its name: a playbook starts a call, an article is shown."""
        known = self.keeper.opening.playbooks if self.keeper.opening else ()
        if any(path == book for _, book in known):
            self._start_call(path)
        else:
            self.finder.open_path(path)

    # --- calls ---

    def _start_call(self, path: str, library: str = "", step: str = "") -> None:
        self.caller.start(path, self.finder.query, library, step)
        self.frame.go_to(CALL)

    def start_free(self) -> None:
        """Start a call that no playbook fits, with what was searched as the customer's words."""
        self._start_call("")

    def escalate(self) -> None:
        """Hand over the call on screen; without a call, begin one first."""
        if self.caller.view is None:
            self.start_free()
            self.say("No call was running, so one was begun. Press Ctrl+E again to hand it over.")
        else:
            self.caller.escalate()

    def copy_words(self) -> None:
        """Copy the words to say at this step."""
        self.call.copy_says()

    def focus_note(self) -> None:
        """Go to the note of this step."""
        self.frame.go_to(CALL)
        self.call.focus_note()

    def focus_values(self) -> None:
        """Go to the first value to record."""
        self.frame.go_to(CALL)
        self.call.focus_first_value()

    def _call_shown(self, view: RunView) -> None:
        self.frame.set_call_label(f"Call {view.step_number}/{view.steps_total}")
        if self.frame.is_hidden(CALL) and not self.frame.narrow:
            self.frame.go_to(CALL)
        self._hint()

    def _call_ended(self, sentence: str) -> None:
        self.frame.set_call_label("Call")
        self.say(sentence)
        if self.frame.cover is None:  # an article may be written from what the call taught
            self.focus_search()

    # --- panes and looks ---

    def _set_theme(self, theme: Theme) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(theme.palette())
            app.setStyleSheet(theme.qss())
        for pane in (self.frame, self.tree, self.results, self.article, self.call):
            pane.set_theme(theme)
        self.caller.set_theme()
        self.libraries.set_theme(theme)
        self.late.set_theme(theme)
        self._hint()

    def show_keys(self) -> None:
        """Show every action with its keys in the reading pane."""
        self.lanes.find.run(keys_page, self._show_keys, "page")

    def _show_keys(self, page: Page) -> None:
        self.finder.show_own(page)
        self.frame.go_to(ARTICLE)

    def _hint(self) -> None:
        if self.frame.cover is not None:
            hints = "Ctrl+Tab next page   Ctrl+L search   F1 keys"
        elif self.caller.view is not None:
            hints = "1–9 answer   Backspace back   C copy words   Ctrl+E escalate   / search"
        else:
            hints = "↑↓ choose   Enter open   / search   F6 next pane   F1 keys"
        self.frame.set_hints(hints)

    # --- telling ---

    def say(self, sentence: str) -> None:
        """Tell something in passing."""
        if sentence:
            self.frame.toast.show_text(sentence)

    def tell_failure(self, error: KbError) -> None:
        """Tell what went wrong and what to do; it stays until it is closed."""
        self.frame.notices.show_notice(str(error))

    # --- Qt ---

    def changeEvent(self, event: QEvent) -> None:
        """Look at the library again when the window comes to the front after a while."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.keeper.look_again()

    def event(self, event: QEvent) -> bool:
        """Let Escape close what is open, and Enter press the button that has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            button = QApplication.focusWidget()
            if event.key() == Qt.Key.Key_Escape:
                self._escape()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(button, QAbstractButton):
                button.click()
                return True
        return super().event(event)

    def _escape(self) -> None:
        if self.frame.notices.text:
            self.frame.notices.clear()
        elif self.frame.search.hasFocus():
            self.frame.search.clear()
        else:
            self.focus_search()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was typed, stop all work, let go of the library."""
        if not self.late.may_close():
            event.ignore()
            return
        self.call.flush()
        self._settings.geometry = self.saveGeometry()
        self.finder.shut_down()
        self.keeper.shut_down()
        self.caller.shut_down()
        self.late.shut_down()
        self.lanes.shut_down()
        self.late.finish()
        self.keeper.close()
        super().closeEvent(event)
