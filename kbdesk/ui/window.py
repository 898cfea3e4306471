# SPDX-License-Identifier: MIT
"""The window: puts frame, finder and caller together, and holds the keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.ui.panes import ARTICLE, CALL, RESULTS
from kbdesk.ui.sketch import Sketch
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk, Opening
    from kbdesk.desk.home import Home
    from kbdesk.model import Companion, Page, Results, RunView
    from kbdesk.ui.settings import Settings

_SEEN_ONLY = ("answer", "step_back", "copy_words", "flag_step", "finish_call", "use_new_text")
"""What is done to the call on screen, never to one that a page covers."""

_LOOKS = ("larger", "smaller", "normal_size", "toggle_theme", "stay_on_top", "snap_right")
"""What is done to the window whatever it shows, a sheet too."""


class Window(QMainWindow):
    """The one window of kbdesk.

    It is painted before it is furnished, and furnished before a library is opened; ``open_library`` then does
    its work in the lanes.
    """

    is_furnished = False

    def __init__(self, home: Home, settings: Settings, theme: Theme, *, furnished: bool = True) -> None:
        super().__init__()
        self.setWindowTitle("kbdesk")
        self.resize(1280, 800)
        self._home, self._settings, self._theme = home, settings, theme
        self._sketch = Sketch(theme, self)
        self.setCentralWidget(self._sketch)
        if furnished:
            self.furnish()

    @property
    def is_painted(self) -> bool:
        """Whether the first picture is on the screen."""
        handle = self.windowHandle()
        return handle is not None and handle.isExposed()

    def furnish(self, theme: Theme | None = None) -> None:
        """Put everything in its place, in this look; what was typed meanwhile is kept and searched for."""
        from kbdesk.ui import furniture  # noqa: PLC0415 - the window is painted before

        home, settings, theme = self._home, self._settings, theme or self._theme
        self._show_welcome, self._state_sentence = furniture.show_welcome, furniture.state_sentence
        self._with_keys, self._in_own_keys = furniture.with_keys, furniture.in_own_keys
        key = furniture.Qt.Key
        self._escape_key, self._enter_keys = key.Key_Escape, (key.Key_Return, key.Key_Enter)
        self._keys_reason = furniture.Qt.FocusReason.ShortcutFocusReason
        furniture.use_keys(furniture.load_keys(home.keys)[0])  # before anything names a key
        self.looks = furniture.Looks(theme, settings, self)
        self.outside = furniture.Outside(settings, self)
        self.lanes = furniture.Lanes(self)
        self.keeper = furniture.Keeper(home, self.lanes, settings, self)
        self.libraries = furniture.Libraries(self.keeper, theme, self)
        self.frame = furniture.Frame(theme, self)
        self.tree = furniture.TreePane(theme, self.frame.left)
        self.results = furniture.ResultsPane(theme, self.frame.left)
        self.article = furniture.ArticlePane(theme, self.frame)
        self.call = furniture.RunPane(theme, self.frame)
        for side in (self.tree, self.results):
            self.frame.left.addWidget(side)
        self.frame.set_panes(self.article, self.call)
        self.setCentralWidget(self.frame)
        self.finder = furniture.Finder(
            self.frame.search, self.results, self.article, self.lanes, self, lambda: not self.frame.narrow
        )
        self.caller = furniture.Caller(self.call, self.lanes, self)
        self.gaps = furniture.GapBook(self.lanes, self)
        panes = self.frame, self.keeper, self.finder, self.article, self.caller
        house = furniture.House(home, self.lanes, *panes, self, self.looks)
        self.late = furniture.LateWorkroom(house)
        self.keys = furniture.Keys(house, self._owners, self._may_act, self.call.answer)
        self._dresser = furniture.Dresser(self, self._lighten, (self._dress_parts, self.article.set_theme))
        self._connect()
        self.article.more_chosen.connect(self.keys.act)
        self._dresser.dress(theme)
        self._show_welcome(self.article, None)
        self.frame.search.setText(self._sketch.search.text())
        self.frame.search.setFocus()
        self.is_furnished = True

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
        self.results.cancel_requested.connect(self.keeper.indexer.cancel)
        for signal in (self.frame.pane_shown, self.frame.covered, self.frame.uncovered):
            signal.connect(self._hint)
        self.frame.theme_pressed.connect(self.looks.toggle_theme)
        self.frame.keys_pressed.connect(self.keys.show_keys)
        self.keys.changed.connect(self._show_new_keys)
        self.finder.playbook_chosen.connect(self._start_call)
        self.finder.page_opened.connect(self._page_opened)
        self.finder.address_asked.connect(self.outside.ask)
        self.finder.answered.connect(self._answered)
        self.finder.copied.connect(self.outside.copy)
        self.call.close_requested.connect(self.frame.toggle_call)
        self.caller.shown.connect(self._call_shown)
        self.caller.ended.connect(self._call_ended)
        self.caller.copied.connect(self.outside.copy)
        self.caller.link_asked.connect(self.finder.follow)
        self.caller.folder_asked.connect(self.outside.show_folder)
        for part in (self.gaps, self.finder, self.caller, self.outside, self.late):
            part.said.connect(self.say)
        self.late.failed.connect(self.tell_failure)
        self.late.library_made.connect(self.open_library)
        self.late.ready.connect(self.keeper.settle)
        self.looks.changed.connect(self._dresser.change)

    def _owners(self) -> Iterator[QObject]:
        """Whose methods carry out the actions; the workroom is made only if none of the others does."""
        yield from (self, self.frame, self.looks, self.finder, self.caller, self.keeper)
        yield from (self.libraries, self.article, self.keys)
        yield from self.late.owners

    def _may_act(self, name: str) -> bool:
        if any(one.sheet_open for one in (self.caller, self.libraries, self.late, self.keys)):
            return name in _LOOKS
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
        info, notices = desk.info, self.frame.notices
        self.setWindowTitle(f"{info.name} – kbdesk")
        notices.clear()
        for part in (self.finder, self.caller, self.late):
            part.set_desk(desk)
        self._no_call()
        if info.git == "untrusted" and info.remote_url:
            notices.show_notice(info.notice, tr("Make a fresh copy …"), self.keeper.fresh_copy)
        elif info.notice and info.git != "no-repository":
            notices.show_notice(info.notice)

    def _show_opening(self, opening: Opening) -> None:
        self._show_state()
        self.tree.show_files(opening.info.name, opening.files)
        if opening.notice:
            self.frame.notices.show_notice(opening.notice)
        if self.finder.page is None:
            self._show_welcome(self.article, opening)
        else:
            self.finder.refresh_page()

    def _show_state(self) -> None:
        if self.keeper.opening is not None and self.keeper.desk is not None:
            companions = self.keeper.desk.shelf.companions
            self.frame.set_status(self._state_sentence(self.keeper.opening, companions))

    def _show_beside(self, companions: tuple[Companion, ...]) -> None:
        del companions
        self._show_state()
        self.caller.restore()
        self.finder.search()

    # --- the index ---

    def _index_progress(self, done: int, to_do: int) -> None:
        if to_do:
            self.results.show_progress(done, to_do, tr("You can search, open and run playbooks now."))
            self.finder.search()

    def _index_done(self, indexed: int) -> None:
        self.results.hide_progress()
        if indexed:
            self.finder.search()

    def _index_failed(self, sentence: str) -> None:
        self.results.hide_progress()
        self.say(sentence or tr("Indexing was cancelled; titles and what was indexed so far can be found."))

    # --- finding and reading ---

    def _answered(self, results: Results) -> None:
        self.keeper.index_if_wanted()
        self.frame.left.setCurrentWidget(self.results if self.frame.search.text().strip() else self.tree)
        in_front = self.frame.current == RESULTS and not self.frame.is_hidden(RESULTS)
        if results.query and self.frame.search.hasFocus() and not in_front:
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
        self.frame.search.setFocus(self._keys_reason)
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
            first = tr("Type what the customer says first; {record_gap} then records a gap.")
            self.say(self._with_keys(first))
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
            begun = tr("No call was running; one was begun. {escalate} once more hands it over.")
            self.say(self._with_keys(begun))
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
        self.frame.set_call_label(tr("Call {n}/{total}", n=view.step_number, total=view.steps_total))
        if self.frame.is_hidden(CALL) and not self.frame.narrow:
            self.frame.go_to(CALL)
        self._hint()

    def _no_call(self) -> None:
        """Without a call its tab and the keys below say so, and no empty pane is in front."""
        self.frame.set_call_label(tr("Call"))
        if self.frame.cover is None and self.frame.current == CALL:
            self.frame.choose(RESULTS)
        self._hint()

    def _call_ended(self, sentence: str) -> None:
        self._no_call()
        self.say(sentence)
        if self.frame.cover is None:  # an article may be written from what the call taught
            self.focus_search()

    # --- panes and looks ---

    def _lighten(self) -> None:
        self.late.lighten()
        self.article.lay_aside()

    def _dress_parts(self, theme: Theme) -> None:
        for pane in (self.frame, self.tree, self.results, self.call):
            pane.set_theme(theme)
        self.caller.set_theme()
        for part in (self.libraries, self.late, self.keys):
            part.set_theme(theme)
        self._hint()

    def _show_new_keys(self) -> None:
        self._dresser.change(self.looks.theme)
        self.finder.search()  # what found nothing names keys

    def _hint(self) -> None:
        if self.frame.cover is not None:
            hints = tr("{next_room} next page   {focus_search} search")
        elif self.caller.view is not None:
            hints = tr("1–9 answer   {step_back} back   {copy_words} copy words   {escalate} escalate")
        else:
            hints = tr("↑↓ choose   Enter open   {focus_search} search   {next_pane} next pane")
        always = tr("{show_palette} actions   {show_keys} keys")
        self.frame.set_hints(self._with_keys(f"{hints}   {always}"))

    # --- telling ---

    def say(self, sentence: str) -> None:
        """Tell something in passing."""
        if sentence:
            self.frame.toast.show_text(sentence)

    def tell_failure(self, error: KbError) -> None:
        """Tell what went wrong and what to do; it stays until it is closed."""
        self.frame.notices.show_notice(self._in_own_keys(str(error)))

    # --- Qt ---

    def changeEvent(self, event: QEvent) -> None:
        """Look at the library again when the window comes to the front after a while."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.is_furnished:
            self.keeper.look_again()

    def event(self, event: QEvent) -> bool:
        """Let Escape close what is open, and Enter press the button that has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.is_furnished:
            button = QApplication.focusWidget()
            if event.key() == self._escape_key:
                self._escape()
                return True
            if event.key() in self._enter_keys and isinstance(button, QAbstractButton):
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
        if not self.is_furnished:
            return
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
        self.outside.forget()
        super().closeEvent(event)
