# SPDX-License-Identifier: MIT
"""Connects the team's sheet with the desk: what it shows, what is approved, which version is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Approval, Author, Channel, TeamState
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.team.approving import (
    Known,
    approve,
    difference,
    follow,
    known_of,
    offer_unsent,
    remove_lock,
    take_back,
    unapproved,
)
from kbdesk.ui.team.exchange import Exchange, Standing
from kbdesk.ui.team.team_sheet import TeamSheet, TeamView
from kbdesk.ui.theme import Theme, style_ahead
from kbdesk.ui.turns import Turns, unpainted
from kbdesk.ui.who import Who

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class Overview(QObject):
    """Holds the team's sheet while it is open.

    Signals:
        needed(): the person wants to decide what sharing waits for.
        path_asked(str): open a file.
        reviews_asked(), recover_asked(), address_asked(): go there.
        files_changed(tuple of str): the library folder is another version now; () if its files are not known.
        said(str): something to tell in passing.
    """

    needed = Signal()
    path_asked = Signal(str)
    reviews_asked = Signal()
    recover_asked = Signal()
    address_asked = Signal()
    files_changed = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        lanes: Lanes,
        exchange: Exchange,
        who: Who,
        theme: Theme,
        window: QWidget,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(window)
        self._lanes, self._exchange, self._who = lanes, exchange, who
        self._theme, self._window, self._clock = theme, window, clock
        self._desk: Desk | None = None
        self._known = Known()
        self._turns = Turns(self)
        self.sheet: TeamSheet | None = None
        exchange.changed.connect(self._standing_changed)
        exchange.working.connect(self._show_work)
        who.known.connect(self._author_known)

    def set_desk(self, desk: Desk) -> None:
        """Take another library."""
        self.close()
        self._desk, self._known = desk, Known()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self.sheet is not None:
            self.sheet.set_theme(theme)

    def show(self) -> None:
        """Open the sheet with what is known, and look for the rest."""
        if self._desk is None or self.sheet is not None:
            return
        sheet = self.sheet = TeamSheet(self._theme, self._window)
        sheet.sync_pressed.connect(self._exchange.sync_now)
        sheet.stop_pressed.connect(self._exchange.cancel)
        sheet.needed_pressed.connect(self.needed)
        sheet.path_pressed.connect(self._open_path)
        sheet.channel_chosen.connect(self._follow)
        sheet.reviews_pressed.connect(self.reviews_asked)
        sheet.recover_pressed.connect(self.recover_asked)
        sheet.address_pressed.connect(self.address_asked)
        sheet.who_pressed.connect(self._who.ask)
        sheet.approvals.approve_asked.connect(self._ask_approve)
        sheet.approvals.approved.connect(self._approve)
        sheet.approvals.back_asked.connect(self._ask_back)
        sheet.approvals.taken_back.connect(self._take_back)
        sheet.closed.connect(self._closed)
        self._turns.begin(self._opening(sheet))

    def _opening(self, sheet: TeamSheet) -> Iterator[None]:
        """Fill in a sheet, then show it; nothing more if it is closed meanwhile."""
        yield
        if sheet is self.sheet:
            self._draw()
            style_ahead(sheet)
            yield
        if sheet is self.sheet:
            with unpainted(sheet.card):
                sheet.open_over()
                yield
            self._exchange.refresh()
            self._look()

    def close(self) -> None:
        """Close the sheet, if it is open."""
        if self.sheet is not None:
            self.sheet.leave()

    # --- what it shows ---

    def _look(self) -> None:
        if self._desk is not None and self.sheet is not None:
            work = partial(known_of, self._desk, self._who.author)
            self._lanes.disk.run(work, self._learn, "team view", self._say_trouble)

    def _learn(self, known: Known) -> None:
        self._known = known
        self._draw()

    def _draw(self) -> None:
        if self.sheet is None or self._desk is None:
            return
        info = self._desk.info
        standing = self._exchange.standing or Standing(TeamState("alone"))
        self.sheet.show_view(
            TeamView(
                info.name, info.remote_url, standing, self._known, self._who.author, self._exchange.news
            ),
            self._clock(),
        )

    def _standing_changed(self, _standing: Standing) -> None:
        self._draw()

    def _author_known(self, _author: Author) -> None:
        self._look()
        self._draw()

    def _show_work(self, doing: str) -> None:
        if self.sheet is not None:
            self.sheet.show_work(doing)
            if not doing:
                self._draw()
                self._look()

    def _say_trouble(self, error: KbError) -> None:
        if self.sheet is not None:
            self.sheet.say_trouble(str(error))
        else:
            self.said.emit(str(error))

    def _open_path(self, path: str) -> None:
        self.close()
        self.path_asked.emit(path)

    def _closed(self) -> None:
        if self.sheet is not None:
            sheet, self.sheet = self.sheet, None
            sheet.deleteLater()

    # --- what is approved ---

    def _ask_approve(self) -> None:
        if self._desk is not None:
            work = partial(unapproved, self._desk)
            self._lanes.disk.run(work, self._show_unapproved, "approve", self._say_trouble)

    def _show_unapproved(self, notes: str) -> None:
        if self.sheet is not None:
            self.sheet.approvals.ask_approve(notes)

    def _approve(self) -> None:
        self._who.need(self._approve_as)

    def _approve_as(self, author: Author) -> None:
        if self._desk is not None:
            work = partial(approve, self._desk, author)
            self._lanes.share.run(work, self._approved, failed=self._say_trouble)

    def _approved(self, approval: Approval) -> None:
        day = approval.name.removeprefix("approved-")
        self.said.emit(tr("Approved as {day}: who reads what is approved sees this from now on.", day=day))
        self._look()
        self._exchange.soon()

    def _ask_back(self, approval: Approval) -> None:
        if self._desk is not None:
            work = partial(difference, self._desk, approval)
            self._lanes.disk.run(work, self._show_difference, "approve", self._say_trouble)

    def _show_difference(self, found: tuple[Approval, str]) -> None:
        if self.sheet is not None:
            self.sheet.approvals.ask_back(*found)

    def _take_back(self, approval: Approval) -> None:
        self._who.need(partial(self._take_back_as, approval))

    def _take_back_as(self, approval: Approval, author: Author) -> None:
        if self._desk is not None:
            work = partial(take_back, self._desk, approval, author)
            self._lanes.share.run(work, self._other_version, failed=self._say_trouble)

    def _follow(self, channel: Channel) -> None:
        if self._desk is not None:
            work = partial(follow, self._desk, channel)
            self._lanes.share.run(work, self._other_version, failed=self._say_trouble)

    def offer_unsent(self) -> None:
        """Send for review what the shared copy does not take directly."""
        self._who.need(self._offer_unsent_as)

    def _offer_unsent_as(self, author: Author) -> None:
        if self._desk is not None:
            work = partial(offer_unsent, self._desk, author)
            self._lanes.share.run(work, self._other_version, failed=self._say_trouble)

    def remove_lock(self) -> None:
        """Remove the file in the shared copy that stops everybody."""
        standing = self._exchange.standing
        if self._desk is not None and standing is not None and standing.state.left_lock:
            work = partial(remove_lock, self._desk, standing.state.left_lock)
            self._lanes.share.run(work, self._unlocked, failed=self._say_trouble)

    def _unlocked(self, sentence: str) -> None:
        self.said.emit(sentence)
        self._exchange.soon()

    def _other_version(self, sentence: str) -> None:
        self.said.emit(sentence)
        self.files_changed.emit(())
        self._exchange.refresh()
        self._exchange.soon()
        self._look()
