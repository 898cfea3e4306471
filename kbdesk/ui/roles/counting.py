# SPDX-License-Identifier: MIT
"""Connects the sheet about shared counts with the desk, and shares them by itself once a person agreed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr, trn
from kbdesk.model.counts import CountsView
from kbdesk.ui.house import House
from kbdesk.ui.jobs import Stop
from kbdesk.ui.roles.counts_sheet import CountsSheet
from kbdesk.ui.team.exchange import Exchange, Standing
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

FIRST_S: Final = (30.0, 900.0)
"""The first look comes so many seconds after a round of updates: a team's windows open at the same hour."""
AGAIN_S: Final = (3000.0, 4200.0)
SOON_S: Final = 60.0
"""After a round of updates took the line away."""
EVERY: Final = timedelta(hours=12)
"""Counts are got and sent about twice a day; only whole weeks are, so nothing is missed."""


class Counting(QObject):
    """Holds the sheet while it is open; gets and sends counts in the lane of the network.

    A round of updates goes first: what is under way then is stopped and done later. Being offline is told
    only to who asked.

    Args:
        house: the window's parts.
        exchange: the rounds of updates.
        theme: the look.
        clock: the time here, with its zone.
        chance: a random number between two others.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something could not be read or kept.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        house: House,
        exchange: Exchange,
        theme: Theme,
        clock: Callable[[], datetime],
        chance: Callable[[float, float], float] = random.uniform,
    ) -> None:
        super().__init__(house.window)
        self._lanes, self._window = house.lanes, house.window
        self._theme, self._clock, self._chance = theme, clock, chance
        self._exchange = exchange
        self._desk: Desk | None = None
        self._sheet: CountsSheet | None = None
        self._stop: Stop | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
        self._looked = False
        exchange.changed.connect(self._updated)
        exchange.working.connect(self._give_way)

    @property
    def sheet(self) -> CountsSheet | None:
        """The sheet that covers the window; None if it does not."""
        return self._sheet

    def set_desk(self, desk: Desk) -> None:
        """Take another library."""
        self.shut_down()
        if self._sheet is not None:
            self._sheet.leave()
        self._desk, self._looked = desk, False

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def shut_down(self) -> None:
        """Stop what goes on by itself; called before the lanes end."""
        self._timer.stop()
        if self._stop is not None:
            self._stop.press()

    # --- the sheet ---

    def show(self) -> None:
        """Open the sheet."""
        if self._desk is None:
            self.said.emit(tr("Open a library first."))
        elif self._sheet is None:
            self._sheet = sheet = CountsSheet(self._theme, self._window)
            sheet.agreed.connect(self._agree)
            sheet.exchange_asked.connect(self._by_hand)
            sheet.closed.connect(self._closed)
            sheet.open_over()
            self._look()

    def _look(self) -> None:
        if self._desk is not None and self._sheet is not None:
            self._lanes.disk.run(partial(view_of, self._desk), self._shown, "counts", self._trouble)

    def _shown(self, view: CountsView) -> None:
        if self._sheet is not None:
            self._sheet.show_view(view, self._clock())

    def _trouble(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.say_trouble(str(error))
        else:
            self.failed.emit(error)

    def _closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()

    def _agree(self, yes: bool) -> None:
        if self._desk is not None:
            self._lanes.disk.run(partial(agree, self._desk, yes), self._agreed, failed=self._trouble)

    def _agreed(self, yes: bool) -> None:
        self.said.emit(
            tr("Your counts are shared from now on.") if yes else tr("No more of your counts are sent.")
        )
        if yes:
            self._by_hand()
        else:
            self._look()

    # --- getting and sending ---

    def _by_hand(self) -> None:
        if self._sheet is not None:
            self._sheet.show_work(tr("Getting and sending counts …"))
        self._run(by_hand=True)

    def _updated(self, standing: Standing) -> None:
        """Updates came and went, so the shared copy is in reach: look whether counts are due."""
        in_reach = standing.state.phase in ("current", "waiting") and not self._exchange.paused
        if self._desk is not None and in_reach and self._stop is None and not self._timer.isActive():
            self._plan(*(AGAIN_S if self._looked else FIRST_S))

    def _plan(self, least: float, most: float) -> None:
        self._timer.start(round(self._chance(least, most) * 1000))

    def _time_is_up(self) -> None:
        if self._exchange.busy:
            self._plan(SOON_S, SOON_S)
        elif not self._exchange.paused:
            self._run(by_hand=False)

    def _give_way(self, doing: str) -> None:
        """A round of updates begins: it goes first."""
        if doing and self._stop is not None:
            self._stop.press()

    def _run(self, *, by_hand: bool) -> None:
        if self._desk is None or self._stop is not None:
            return
        self._timer.stop()
        self._stop = Stop()
        work = partial(exchange_counts, self._desk, by_hand, self._stop)
        self._lanes.share.run(
            work,
            partial(self._done, self._desk, by_hand),
            failed=partial(self._failed, self._desk, by_hand),
        )

    def _done(self, desk: Desk, by_hand: bool, sent: int) -> None:
        self._stop = None
        if desk is not self._desk:
            return
        self._looked = True
        if self._sheet is not None:
            self._sheet.show_work("")
            self._look()
        if by_hand and sent:
            self.said.emit(
                trn("Your counts of 1 week were sent.", "Your counts of {n} weeks were sent.", sent)
            )

    def _failed(self, desk: Desk, by_hand: bool, error: KbError) -> None:
        self._stop = None
        if desk is not self._desk:
            return
        if isinstance(error, Cancelled):
            self._plan(SOON_S, SOON_S)
        self._looked = True
        if self._sheet is not None:
            self._sheet.show_work("")
            self._look()
            if by_hand:
                self._sheet.say_trouble(_why(error))


def _why(error: KbError) -> str:
    if isinstance(error, Cancelled):
        return tr("Updates of articles go first; counts follow in a minute.")
    return str(error)


def view_of(desk: Desk) -> CountsView:
    """Where sharing counts stands; runs in a lane.

    Raises:
        KbError: the case store, or what was got, cannot be read.
    """
    return desk.together.view()


def agree(desk: Desk, yes: bool) -> bool:
    """Keep what a person said about sharing, and give it; runs in a lane.

    Raises:
        KbError: the user's own folder cannot be written.
    """
    if yes:
        desk.together.agree()
    else:
        desk.together.stop()
    return yes


def exchange_counts(desk: Desk, by_hand: bool, stop: Stop) -> int:
    """Get the team's counts and send one's own, as far as that was agreed to; runs in the lane.

    By itself nothing is done without consent, nor again within ``EVERY``.

    Raises:
        KbError: see ``Together.exchange``.
    """
    known = desk.together.agreement()
    if not by_hand and not (known.agreed and _is_due(known.last, desk.clock())):
        return 0
    return desk.together.exchange(send=bool(known.agreed), cancelled=stop)


def _is_due(last: str, now: datetime) -> bool:
    try:
        return now - datetime.fromisoformat(last) >= EVERY
    except (ValueError, TypeError):
        return True
