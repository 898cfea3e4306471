# SPDX-License-Identifier: MIT
"""What is done with cases between tiers: notes that come in, the inbox, one's own cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import RunView
from kbdesk.ui.cases.change_page import Changes
from kbdesk.ui.cases.dropping import Dropping
from kbdesk.ui.cases.inboxing import Inboxing
from kbdesk.ui.cases.own_cases import OwnCases
from kbdesk.ui.cases.receiving import Receiving
from kbdesk.ui.cases.solving import Solving
from kbdesk.ui.house import House
from kbdesk.ui.panes import CALL
from kbdesk.ui.room import Room
from kbdesk.ui.sheet import sheet_over
from kbdesk.ui.team.sharing import local_now
from kbdesk.ui.theme import Theme
from kbdesk.ui.workroom import Workroom

if TYPE_CHECKING:
    from kbdesk.desk.calls import HandedOver
    from kbdesk.desk.desk import Desk


class CaseWork(Room):
    """Puts what concerns cases together with the calls and the workroom."""

    def __init__(self, house: House, work: Workroom, theme: Theme) -> None:
        super().__init__(house)
        home, lanes, frame, window = house.home, house.lanes, house.frame, house.window
        self._home, self._lanes, self._frame = home, lanes, frame
        self._work, self._caller, self._finder, self._window = work, house.caller, house.finder, window
        self.receiving = Receiving(lanes, frame, theme)
        self.changes = Changes(lanes, frame, theme)
        self.inbox = Inboxing(lanes, frame, theme, home, local_now)
        self.own = OwnCases(lanes, frame, theme, home, local_now)
        self.solving = Solving(lanes, frame, work.sharing.who, theme, window)
        self.dropping = Dropping(window, self._may_take, self._is_writing)
        self._parts = (self.receiving, self.changes, self.inbox, self.own, self.solving)
        frame.put_in_footer(self.inbox.button)
        self._connect()

    def _connect(self) -> None:
        receiving, caller, inbox, own = self.receiving, self._caller, self.inbox, self.own
        receiving.shown.connect(caller.show_view)
        receiving.escalate_asked.connect(caller.escalate_again)
        receiving.copied.connect(caller.copied)
        receiving.put_aside.connect(inbox.come_back)
        receiving.read_asked.connect(self._finder.open_path)
        receiving.answered.connect(inbox.refresh)
        self.dropping.text_given.connect(receiving.open_text)
        self.dropping.file_given.connect(receiving.open_file)
        inbox.open_asked.connect(receiving.open_file)
        inbox.arrived.connect(self.said)
        own.reopen_asked.connect(self._reopen)
        own.deleted.connect(caller.forget)
        own.seat_asked.connect(inbox.show_seat)
        inbox.seat_changed.connect(own.refresh)
        self._connect_solving()
        for teller in (receiving, inbox, own, self.solving, self.dropping):
            teller.said.connect(self.said)
        for part in (receiving, self.changes, inbox, own, self.solving):
            part.failed.connect(self.failed)
        caller.exported.connect(self._exported)
        caller.change_asked.connect(self.changes.show_run)
        caller.new_text_asked.connect(self._use_new_text)
        self.changes.use_asked.connect(self._use_new_text)

    def _connect_solving(self) -> None:
        solving, caller = self.solving, self._caller
        caller.shown.connect(solving.show)
        caller.ended.connect(self._none_shown)
        caller.solve_asked.connect(self._solve)
        self._work.writer.closed.connect(solving.end_writing)
        solving.reading.connect(caller.keep_typed)
        solving.solved.connect(caller.let_go)
        solving.copied.connect(caller.copied)
        solving.edit_asked.connect(self._work.writer.settle)
        solving.read_asked.connect(self._finder.open_path)
        solving.changed.connect(self._work.writer.saved)
        solving.show(caller.view)

    # --- from the window ---

    @property
    def owners(self) -> Iterator[QObject]:
        """Whose methods carry out actions."""
        yield from (self, self.solving)

    @property
    def sheet_open(self) -> bool:
        """Whether one of the sheets covers the window."""
        return self.inbox.sheet is not None or self.solving.sheet_open

    def shut_down(self) -> None:
        """Keep what is typed and stop what looks again and again; called before the lanes end."""
        self.solving.shut_down()
        self.inbox.shut_down()
        self.own.shut_down()

    def finish(self) -> None:
        """Remove what is kept only while the window is open; called when the lanes have ended."""
        with suppress(KbError):  # it is tried again when a library is opened
            self.own.finish()

    # --- actions ---

    def open_handoff(self) -> None:
        """Ask for the file of a handoff note and open it."""
        self.receiving.choose_file()

    def show_inbox(self) -> None:
        """Open the inbox."""
        self.inbox.show()

    def show_cases(self) -> None:
        """Open one's own cases."""
        self.own.show()

    def show_profile(self) -> None:
        """Ask what this person does here: role, tier, team, audience, inbox."""
        self.inbox.show_profile()

    def toggle_folded(self) -> None:
        """Of an open note show what was tried; of the open article what is above the person's tier."""
        page = self.receiving.page
        if page is not None and self._frame.cover is page:
            page.show_tried()
        elif self._frame.cover is None:
            self._finder.toggle_folds()

    def hand_back(self) -> None:
        """Give back what is in front: an open note with what is missing, or the call on screen."""
        page = self.receiving.page
        if page is not None and self._frame.cover is page:
            page.refuse()
        elif self._frame.cover is not None:
            self._frame.show_panes()  # the call is to be seen before it is given away
        else:
            self._caller.hand_back_call()

    def fold_brief(self) -> None:
        """Show the brief of the open note; else fold that of the call on screen, or unfold it."""
        page = self.receiving.page
        if page is not None and self._frame.cover is page:
            page.show_brief()
        elif self._frame.cover is not None:
            self._frame.show_panes()
        else:
            self._caller.toggle_brief()

    def show_change(self) -> None:
        """Show what changed in the playbook since the note was written."""
        page = self.receiving.page
        if page is not None and self._frame.cover is page:
            page.show_change()
        else:
            self._caller.ask_change()

    # --- calls ---

    def show_call(self, view: RunView) -> None:
        """Show a call to go on with."""
        self._caller.show_view(view)
        self._frame.go_to(CALL)

    def _none_shown(self, _sentence: str) -> None:
        self.solving.show(None)

    def _solve(self, view: RunView) -> None:
        """A case of somebody else's is solved: ask what it was before it goes back."""
        self.solving.show(view)
        self.solving.solve_case()

    def _reopen(self, run_id: str) -> None:
        if self._desk is not None:
            work = partial(reopen, self._desk, run_id)
            self._lanes.call.run(work, self._reopened, failed=self._trouble)

    def _reopened(self, view: RunView) -> None:
        self.own.close()
        self.show_call(view)

    def _use_new_text(self, run_id: str) -> None:
        if self._desk is not None:
            work = partial(use_new_text, self._desk, run_id)
            self._lanes.call.run(work, self._new_text, failed=self._trouble)

    def _new_text(self, view: RunView) -> None:
        self.changes.close()
        self.show_call(view)
        self.said.emit(tr("This call goes on in the playbook as it is now."))

    def _trouble(self, error: KbError) -> None:
        self.failed.emit(error)

    # --- notes that go out ---

    def _exported(self, handed: HandedOver) -> None:
        """Put a note that was written into the folder of handing over, too, if there is one."""
        if handed.notice:
            self.failed.emit(KbError(handed.notice))
        if self._desk is not None:
            work = partial(put_in_inbox, self._home, self._desk.author, handed)
            self._lanes.disk.run(work, self._put, failed=self._trouble)

    def _put(self, place: Path | None) -> None:
        if place is not None:
            self._caller.tell_besides(tr("It waits in the inbox of the next tier."))
            self.inbox.refresh()

    # --- whether a note may come in ---

    def _may_take(self) -> bool:
        return sheet_over(self._window) is None

    def _is_writing(self, field: QWidget) -> bool:
        """Whether a field belongs to a page over the panes, such as that of an article being written."""
        cover = self._frame.cover
        return cover is not None and cover.isAncestorOf(field)


def use_new_text(desk: Desk, run_id: str) -> RunView:
    """A call in the playbook of now; runs in the lane of the calls.

    Raises:
        KbError: the playbook is no longer in the library.
    """
    return desk.handoffs.use_new_text(run_id)


def reopen(desk: Desk, run_id: str) -> RunView:
    """One's own case to go on with; runs in the lane of the calls.

    Raises:
        KbError: it is gone, or its library is not open.
    """
    return desk.cases.reopen(run_id)


def put_in_inbox(home: Home, author: str, handed: HandedOver) -> Path | None:
    """The file of a note in the folder of handing over; None if none was chosen. Runs in a lane.

    Raises:
        KbError: the folder cannot be reached, or somebody else wrote into the case's file meanwhile.
    """
    from kbdesk.desk.inbox import Inbox  # noqa: PLC0415 - brings workers with it

    folder = home.seat().inbox
    if not folder:
        return None
    if handed.path.parent == Path(folder):
        return handed.path  # it came from there, and was written over there
    return Inbox(home, local_now, author).put(handed.path, handed.preview.note)
