# SPDX-License-Identifier: MIT
"""Puts the profile to work: what is searched at first, what is folded, and the start page of the role."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QKeyEvent

from kbdesk.desk.home import Home
from kbdesk.language import tr
from kbdesk.model import Filters, Seat, Start, StartItem
from kbdesk.ui.holder import Holder
from kbdesk.ui.house import House
from kbdesk.ui.roles.start_page import StartPage
from kbdesk.ui.team.sharing import local_now
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.start import Lane, StartBoard


class Profiling(Holder[StartPage]):
    """Holds the start page, and hands the profile to whatever goes by it.

    The page opens by itself when a library was opened, a role is set, and nobody began anything else.

    Signals:
        act_asked(str): carry out this action of the table.
        case_asked(str run_id): go on with this case.
        note_asked(str path): open the note in this file.
        failed(KbError): the profile could not be read.
    """

    act_asked = Signal(str)
    case_asked = Signal(str)
    note_asked = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.frame, theme, tr("Start"))
        self._house, self._lanes = house, house.lanes
        self._board: StartBoard | None = None
        self._parts: dict[Lane, Start | None] = {}
        self._seat = Seat()
        self._note = ""
        house.frame.covered.connect(self.refresh)
        house.keeper.taken_up.connect(self.refresh)
        house.keeper.surveyed.connect(self.refresh)
        house.keeper.indexer.finished.connect(self.refresh)
        house.caller.ended.connect(self._call_over)

    @property
    def seat(self) -> Seat:
        """Where this person works, as far as it is known by now."""
        return self._seat

    def set_desk(self, desk: Desk) -> None:
        """Take another library; the start page of a role is shown then."""
        super().set_desk(desk)
        self._board, self._parts = None, {}
        self._lanes.find.run(partial(seat_of, self._house.home, desk), self._opened, "seat", self.failed.emit)

    def _opened(self, found: tuple[Seat, StartBoard]) -> None:
        seat, self._board = found
        self.take(seat)
        if seat.role and self._is_idle:
            self.show()

    @property
    def _is_idle(self) -> bool:
        """Whether nobody searches, reads, or has a call, and no page covers the panes."""
        finder, frame = self._house.finder, self._frame
        begun = finder.query or finder.page is not None or self._house.caller.view is not None
        return not begun and frame.cover is None

    def take(self, seat: Seat) -> None:
        """Go by this profile from now on."""
        before, self._seat = self._seat, seat
        if self._desk is not None:
            self._desk.shelf.sit(seat)
        self._house.finder.set_standing(Filters(audience=seat.audience))
        if (before.tier, before.role) != (seat.tier, seat.role):
            self._house.finder.refresh_page()
        if before != seat:
            self._parts = {}
            self.refresh()

    # --- the page ---

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        page = self._page
        if page is None:
            page = StartPage(self._theme, self._frame.rooms)
            page.acted.connect(self.act_asked)
            page.item_opened.connect(self._open)
            page.typed.connect(self._type)
        self.put(page)  # which looks, as it covers the panes

    def refresh(self) -> None:
        """Look again, if the page is in front."""
        page, board = self._page, self._board
        if page is None or self._frame.cover is not page or board is None:
            return
        now = local_now()
        page.show_start(self._whole(), looking=bool(self._seat.role))
        self._lanes.find.run(partial(board.rows, now, "find"), self._found, "start", self.failed.emit)
        self._lanes.disk.run(partial(board.rows, now, "disk"), self._looked, "start", self.failed.emit)

    def _call_over(self, _sentence: str) -> None:
        self.refresh()

    def _found(self, part: Start | None) -> None:
        self._take_part("find", part)

    def _looked(self, part: Start | None) -> None:
        self._take_part("disk", part)

    def _take_part(self, lane: Lane, part: Start | None) -> None:
        self._parts[lane] = part
        if self._page is not None:
            self._page.show_start(self._whole(), looking=len(self._parts) < 2)

    def _whole(self) -> Start | None:
        """What is known by now of this role, what presses first."""
        role = self._seat.role
        parts = [part for part in self._parts.values() if part is not None and part.role == role]
        if self._board is None or not role:
            return None
        return self._board.whole(role, parts, self._house.keeper.opening)

    # --- where it leads ---

    def _open(self, item: StartItem) -> None:
        if item.note:
            self._note = item.note
            self.note_asked.emit(item.note)
        elif item.run:
            self.case_asked.emit(item.run)
        elif item.path:
            self._house.article.path_activated.emit(item.path)  # a playbook starts a call

    def come_back(self, path: str) -> None:
        """A note was put aside: go back to the page if it was opened from there and that is still open."""
        if self._page is not None and path == self._note:
            self._note = ""
            self.show()

    def _type(self, event: QKeyEvent) -> None:
        """What is typed on the page is searched for."""
        if not self._frame.search.hasFocus():
            self.act_asked.emit("focus_search")
        QCoreApplication.sendEvent(self._frame.search, event)


def seat_of(home: Home, desk: Desk) -> tuple[Seat, StartBoard]:
    """Where this person works, and what makes the rows of their start page; runs in a lane.

    Raises:
        KbError: the user's own folders cannot be read.
    """
    from kbdesk.desk.start import StartBoard  # noqa: PLC0415 - brings workers with it

    return home.seat(), StartBoard(desk)
