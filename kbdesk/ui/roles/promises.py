# SPDX-License-Identifier: MIT
"""Connects the page of promises with the desk: what is due, done, moved, new; and reminds of what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import Rendered, RunView
from kbdesk.model.promises import OpenCase, Promise, PromiseBoard
from kbdesk.ui.holder import Holder
from kbdesk.ui.house import House
from kbdesk.ui.key_map import key_of
from kbdesk.ui.panes import CALL
from kbdesk.ui.roles.promise_sheet import PromiseSheet
from kbdesk.ui.roles.promises_page import PromisesPage
from kbdesk.ui.roles.promises_words import Shown, due_words
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

FIRST_MS = 9_000
"""How long after a library was opened the person is told what is due."""
AGAIN_MS = 60_000
"""How often after that."""
SOON = timedelta(minutes=10)
"""How long before its time a promise is told of."""


class Promising(Holder[PromisesPage]):
    """Holds the page while it is open, and tells of what is due.

    Signals:
        note_asked(str path): open the note in this file.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    note_asked = Signal(str)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, theme: Theme, clock: Callable[[], datetime]) -> None:
        super().__init__(house.frame, theme, tr("Promises"))
        self._house, self._lanes, self._clock = house, house.lanes, clock
        self._sheet: PromiseSheet | None = None
        self._asked: tuple[Promise | None, str] = (None, "")
        self._note = ""
        self._told: frozenset[str] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._remind)
        house.caller.ended.connect(self._case_over)

    @property
    def sheet(self) -> PromiseSheet | None:
        """The sheet that is open; None if there is none."""
        return self._sheet

    def set_desk(self, desk: Desk) -> None:
        """Take another library; what is due is told some seconds later."""
        super().set_desk(desk)
        self._timer.start(FIRST_MS)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        super().set_theme(theme)
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def shut_down(self) -> None:
        """Begin nothing more; called when the window closes, before the lanes end."""
        self._timer.stop()

    # --- the page ---

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        if self._desk is not None:
            self.bring(self._made, self.refresh)

    def _made(self) -> PromisesPage:
        page = PromisesPage(self._theme, self._frame.rooms, self._clock)
        page.chosen.connect(self._look)
        page.opened.connect(self._open)
        page.done.connect(self._set_done)
        page.move_asked.connect(self._ask_time)
        page.new_asked.connect(self.ask_new)
        page.deleted.connect(self._delete)
        return page

    def refresh(self) -> None:
        """Look again at the promises, if the page is open."""
        if self._page is not None and self._desk is not None:
            work = partial(board, self._desk, self._clock())
            self._lanes.disk.run(work, self._show_board, "promises", self._trouble)

    def _show_board(self, seen: PromiseBoard) -> None:
        if self._page is not None:
            self._page.show_board(seen)

    def _case_over(self, _sentence: str) -> None:
        self.refresh()

    def _look(self, one: Shown) -> None:
        if self._desk is not None:
            work = partial(about, self._desk, one, self._clock())
            self._lanes.disk.run(work, self._show_text, "promise", self._unseen)

    def _show_text(self, found: tuple[Shown, Rendered]) -> None:
        if self._page is not None:
            self._page.show_text(*found)

    def _unseen(self, error: KbError) -> None:
        if self._page is not None:
            self._page.show_trouble(str(error))

    # --- opening the case ---

    def _open(self, one: Shown) -> None:
        if isinstance(one, OpenCase) or one.path:
            self._note = one.path
            self.note_asked.emit(one.path)
        elif self._desk is not None:
            self._lanes.call.run(partial(go_on, self._desk, one.run), self._opened, failed=self._trouble)

    def come_back(self, path: str) -> None:
        """A note was put aside: go back to the list if it was opened from there and that is still open."""
        if self._page is not None and path == self._note:
            self._note = ""
            self.show()

    def _opened(self, view: RunView) -> None:
        self._house.caller.show_view(view)
        self._frame.go_to(CALL)

    # --- what is done ---

    def _set_done(self, one: Promise, done: bool) -> None:
        self._do(partial(set_done, one, done=done), self._done)

    def _done(self, one: Promise) -> None:
        if self._page is not None:
            self._page.show_done(one)
        self.refresh()

    def _delete(self, one: Promise) -> None:
        self._do(partial(delete, one), self._deleted)

    def _deleted(self, there: bool) -> None:
        if there:
            self.said.emit(tr("The promise was deleted."))
        self.refresh()

    def _do(self, verb: Callable[[Desk, datetime], object], done: Callable[..., None]) -> None:
        if self._desk is not None:
            self._lanes.disk.run(partial(verb, self._desk, self._clock()), done, failed=self._trouble)

    def _trouble(self, error: KbError) -> None:
        if self._page is not None and self._frame.cover is self._page:
            self._page.show_trouble(str(error))
        else:
            self.failed.emit(error)

    # --- the sheet ---

    def ask_new(self) -> None:
        """Ask for a new promise; it belongs to the call on screen, if there is one."""
        view = self._house.caller.view
        run, case = (view.run.id, view.run.title) if view is not None else ("", "")
        self._ask(None, run, case)

    def _ask_time(self, one: Promise) -> None:
        self._ask(one, "", "")

    def _ask(self, one: Promise | None, run: str, case: str) -> None:
        if self._desk is None or self._sheet is not None:
            return
        self._asked = (one, run)
        sheet = PromiseSheet(self._theme, self._house.window, self._moment, one, case)
        sheet.given.connect(self._given)
        sheet.closed.connect(self._sheet_closed)
        self._sheet = sheet
        sheet.open_at_first()

    def _moment(self, words: str) -> str:
        """The moment that words mean, as people tell it."""
        now = self._clock()
        due = self._desk.promises.moment(words, now) if self._desk is not None else ""
        return due_words(Promise("", "own", words, due, "open", ""), now) if due else ""

    def _given(self, text: str, when: str, account: str) -> None:
        one, run = self._asked
        if self._desk is not None:
            said = partial(move, one, when) if one is not None else partial(add, text, when, run, account)
            work = partial(said, self._desk, self._clock())
            self._lanes.disk.run(work, self._taken, failed=self._not_taken)

    def _taken(self, one: Promise) -> None:
        if self._sheet is not None:
            self._sheet.leave()
        when = due_words(one, self._clock())
        if self._asked[0] is not None:
            self.said.emit(tr("Another time: {when}.", when=when))
        else:
            self.said.emit(tr("Promised: {promise} – {when}.", promise=one.text, when=when))
        self.refresh()

    def _not_taken(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.refuse(str(error))
        else:
            self.failed.emit(error)

    def _sheet_closed(self) -> None:
        sheet, self._sheet = self._sheet, None
        if sheet is not None:
            sheet.deleteLater()

    # --- reminding ---

    def _remind(self) -> None:
        if self._desk is not None:
            work = partial(mine, self._desk, self._clock())
            self._lanes.disk.run(work, self._tell, "promises due", self._not_now)
            self._timer.start(AGAIN_MS)

    def _tell(self, promises: tuple[Promise, ...]) -> None:
        """Tell of what is due now; at first how much is late, too."""
        now = self._clock()
        due = [one for one in promises if one.due and datetime.fromisoformat(one.due) <= now + SOON]
        known, self._told = self._told, frozenset(one.id for one in due)
        fresh = [one for one in due if known is None or one.id not in known]
        key = key_of("show_promises")
        if len(fresh) == 1:
            words = due_words(fresh[0], now)  # how late it is, or today or tomorrow
            words = words[:1].lower() + words[1:]
            self.said.emit(tr("{promise} – {when} ({key})", promise=fresh[0].text, when=words, key=key))
        elif fresh:
            said = trn("{n} promise is due ({key})", "{n} promises are due ({key})", len(fresh), key=key)
            self.said.emit(said)

    def _not_now(self, error: KbError) -> None:
        """A reminder is a help: the page says what cannot be read."""
        del error


def board(desk: Desk, now: datetime) -> PromiseBoard:
    """The promises as they stand; runs in a lane.

    Raises:
        KbError: the case store cannot be read.
    """
    return desk.promises.board(now)


def mine(desk: Desk, now: datetime) -> tuple[Promise, ...]:
    """One's own promises that are late or due today; runs in a lane.

    Raises:
        KbError: the case store cannot be read.
    """
    return desk.promises.due(now)


def about(desk: Desk, one: Shown, now: datetime) -> tuple[Shown, Rendered]:
    """A promise or case with its note, or its call as it went; runs in a lane.

    Raises:
        KbError: it cannot be read any more.
    """
    return one, desk.promises.about(one, now)


def go_on(desk: Desk, run_id: str) -> RunView:
    """The call of a promise to go on with; runs in the lane of the calls.

    Raises:
        KbError: it is gone, or over.
    """
    return desk.promises.call(run_id)


def set_done(one: Promise, desk: Desk, now: datetime, *, done: bool) -> Promise:
    """A promise that was kept, or not after all; runs in a lane.

    Raises:
        KbError: the case store cannot be written.
    """
    return desk.promises.set_done(one, now, done=done)


def delete(one: Promise, desk: Desk, now: datetime) -> bool:
    """Whether a promise was there and is no more; runs in a lane.

    Raises:
        KbError: it stands in a note, or the case store cannot be written.
    """
    del now
    return desk.promises.delete(one)


def move(one: Promise, when: str, desk: Desk, now: datetime) -> Promise:
    """A promise at another time; runs in a lane.

    Raises:
        KbError: the words name no time, or it cannot be written.
    """
    return desk.promises.move(one, when, now)


def add(text: str, when: str, run: str, account: str, desk: Desk, now: datetime) -> Promise:
    """A new promise; runs in a lane.

    Raises:
        KbError: something is missing, or it cannot be written.
    """
    return desk.promises.add(text, when, now, run=run, account=account)
