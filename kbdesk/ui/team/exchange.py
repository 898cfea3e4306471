# SPDX-License-Identifier: MIT
"""Keeps the open library and the team's shared copy in step, by itself and when asked."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Draft, Question, Review, SignIn, TeamState
from kbdesk.ui.jobs import Lanes, Progress, Stop
from kbdesk.ui.team.pace import AFTER_SAVE_S, REGULAR_S, SOON_S, failing, next_round_s
from kbdesk.ui.team.words import came_back, set_aside

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Standing:
    """Where sharing stands: the state, this person's texts that wait for a choice, and reviews.

    ``returned`` are this person's changes that a maintainer returned, ``to_review`` counts those of others
    that this person may answer.
    """

    state: TeamState
    mine: tuple[Draft, ...] = ()
    returned: tuple[Review, ...] = ()
    to_review: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What the last updates that changed anything brought: when, and which files."""

    at: str
    paths: tuple[str, ...]


class Exchange(QObject):
    """Gets and sends updates in the lane ``share``: at start, after saves, every few minutes, when asked.

    Signals:
        changed(Standing): where sharing stands now.
        working(str): what is being done; "" when nothing is any more.
        arrived(tuple of str): an update changed these files of the library folder.
        told(str): what a round decided that the person should know.
        came_back(TeamState): a round that the person asked for has ended.
        noticed(TeamState): a round that began by itself needs an answer or a name; told once for each matter.
    """

    changed = Signal(object)
    working = Signal(str)
    arrived = Signal(object)
    told = Signal(str)
    came_back = Signal(object)
    noticed = Signal(object)

    def __init__(self, lanes: Lanes, parent: QObject, chance: Callable[[], float] = random.random) -> None:
        super().__init__(parent)
        self._lanes, self._chance = lanes, chance
        self._desk: Desk | None = None
        self._sign_in: SignIn | None = None
        self._stop: Stop | None = None
        self._by_hand = self._begun = self._again = False
        self._failures = 0
        self._regular_s = REGULAR_S
        self.paused = False
        self._told = ""
        self._notes: tuple[str, ...] = ()
        self.standing: Standing | None = None
        self.news: News | None = None
        self._progress = Progress(self)
        self._progress.said.connect(self._say)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)

    # --- from outside ---

    @property
    def busy(self) -> bool:
        """Whether a round is under way."""
        return self._stop is not None

    @property
    def next_s(self) -> float | None:
        """Seconds until the next round that comes by itself; None if none will."""
        return self._timer.remainingTime() / 1000 if self._timer.isActive() else None

    def set_desk(self, desk: Desk) -> None:
        """Take another library; nothing is done with it until it was shown (``begin``)."""
        self.cancel()
        self._timer.stop()
        self._desk, self.standing, self.news = desk, None, None
        self._sign_in, self._told, self._notes = None, "", ()
        self._failures, self._begun = 0, False

    def go_by(self, minutes: int, paused: bool) -> None:
        """Let rounds come every so many minutes; paused, none comes until the person asks for it."""
        changed = (self._regular_s, self.paused) != (minutes * 60.0, paused)
        self._regular_s, self.paused = minutes * 60.0, paused
        if not changed:
            return
        self._timer.stop()
        if self._begun:
            self.refresh()
            if not self.busy:
                self._plan(SOON_S)

    def begin(self) -> None:
        """The library is shown: tell where it stands, and soon begin a round; later calls change nothing."""
        if self._desk is not None and not self._begun:
            self._begun = True
            self.refresh()
            self._plan(SOON_S)

    def saved(self) -> None:
        """Something was saved: it is sent soon, together with what is saved until then."""
        if self.busy:
            self._again = True
        elif self._begun:
            left = self.next_s
            if left is not None:  # else the server wants a name and password first
                self._plan(min(left, AFTER_SAVE_S))
        self.refresh()

    def refresh(self) -> None:
        """Look again where sharing stands, without the network."""
        if self._desk is not None:
            self._lanes.disk.run(partial(look, self._desk), self._looked, "team state", self._not_looked)

    def sync_now(self) -> None:
        """Get and send updates at once."""
        self._by_hand = True
        self._round()

    def answer(self, question: Question) -> None:
        """Take the updates that a question was about."""
        self._by_hand = True
        self._round(question.incoming)

    def sign_in(self, who: SignIn) -> None:
        """Try again with a name and password, which are held until the library is closed."""
        self._sign_in = who
        self.sync_now()

    def soon(self) -> None:
        """Something was done that is to be sent: a round comes in a moment."""
        if self.busy:
            self._again = True
        elif self._begun:
            self._plan(SOON_S)

    def cancel(self) -> None:
        """End the round that is under way; what was done so far stays whole."""
        if self._stop is not None:
            self._stop.press()

    def shut_down(self) -> None:
        """No more rounds; the one under way ends. Called when the window closes, before the lanes end."""
        self._timer.stop()
        self.cancel()
        self._desk = None

    # --- rounds ---

    def _plan(self, seconds: float) -> None:
        if not self.paused:
            self._timer.start(round(seconds * 1000))

    def _time_is_up(self) -> None:
        self._by_hand = False
        self._round()

    def _round(self, answer: str = "") -> None:
        if self._desk is None:
            return
        if self.busy:
            self._again = True
            return
        self._timer.stop()
        self._again = False
        self._stop = Stop()
        self._say(tr("Getting and sending updates"))
        work = partial(exchange, self._desk, self._sign_in, answer, self._stop, self._progress.tell)
        self._lanes.share.run(work, partial(self._done, self._desk), failed=partial(self._failed, self._desk))

    def _done(self, desk: Desk, standing: Standing) -> None:
        self._end()
        if desk is not self._desk:
            return
        self._failures = self._failures + 1 if failing(standing.state) else 0
        if standing.state.arrived:
            self.news = News(standing.state.at, standing.state.arrived)
        self._show(standing)
        self._plan_next(standing.state)
        if standing.state.arrived:
            self.arrived.emit(standing.state.arrived)
        self._tell(standing)
        self._ask(standing.state)

    def _failed(self, desk: Desk, error: KbError) -> None:
        was_cancelled = self._stop is not None and self._stop()
        self._end()
        if desk is not self._desk:
            return
        before = self.standing or Standing(TeamState("failed"))
        state = before.state if was_cancelled else replace(before.state, phase="failed", trouble=str(error))
        self._failures = 0 if was_cancelled else self._failures + 1
        self._show(replace(before, state=state))
        self._plan_next(state)
        self.refresh()
        if self._by_hand and not was_cancelled:
            self.came_back.emit(state)

    def _end(self) -> None:
        self._stop = None
        self.working.emit("")

    def _plan_next(self, state: TeamState) -> None:
        wait = next_round_s(state, self._failures, self._chance(), self._regular_s)
        if self._again and wait is not None:
            self._again = False
            wait = min(wait, AFTER_SAVE_S)
        if wait is not None:
            self._plan(wait)

    def _tell(self, standing: Standing) -> None:
        """Tell what was set aside and what else was decided, unless that was just told."""
        parked = (draft for draft in standing.mine if draft.path in standing.state.parked)
        notes = (*map(set_aside, parked), *map(came_back, standing.returned), *standing.state.notes)
        if notes and notes != self._notes:
            self.told.emit(" ".join(notes))
        self._notes = notes

    def _ask(self, state: TeamState) -> None:
        """Tell what came of a round that was asked for; of another, once for each matter that it needs."""
        matter = state.question.incoming if state.question is not None else ""
        if state.phase == "sign-in":
            matter, self._sign_in = state.phase, None  # what the server refused is not sent again
        if self._by_hand:
            self.came_back.emit(state)
        elif matter and matter != self._told:
            self.noticed.emit(state)
        self._told = matter

    def _looked(self, standing: Standing) -> None:
        """Without the network: what a round found out of the shared copy stays, and what it told."""
        if self.standing is not None:
            told = self.standing.state
            kept = replace(standing.state, notes=told.notes, left_lock=told.left_lock)
            standing = replace(standing, state=kept)
        if self.standing is not None and standing.state.phase in ("current", "waiting"):
            known = self.standing.state
            if known.phase in ("offline", "refused", "asking", "sign-in", "failed"):
                state = replace(standing.state, phase=known.phase, trouble=known.trouble)
                standing = replace(standing, state=replace(state, question=known.question))
        self._show(standing)

    def _not_looked(self, error: KbError) -> None:
        self._show(Standing(TeamState("failed", trouble=str(error))))

    def _show(self, standing: Standing) -> None:
        self.standing = standing
        self.changed.emit(standing)

    def _say(self, sentence: str) -> None:
        if self.busy:
            self.working.emit(sentence)


def exchange(
    desk: Desk, who: SignIn | None, answer: str, stop: Stop, tell: Callable[[str], None]
) -> Standing:
    """One round of getting and sending; runs in the lane.

    Raises:
        KbError: it could not even begin, or was cancelled.
    """
    state = desk.team.sync(sign_in=who, answer=answer, cancelled=stop, said=tell)
    return standing_of(desk, state)


def look(desk: Desk) -> Standing:
    """Where sharing stands as far as this computer knows; runs in a lane.

    Raises:
        KbError: the library or the user's own folder cannot be read.
    """
    return standing_of(desk, desk.team.state())


def standing_of(desk: Desk, state: TeamState) -> Standing:
    """A state with what waits for this person; runs in a lane.

    Raises:
        KbError: the library or the user's own folder cannot be read.
    """
    rules, who = desk.team.rules(), desk.home.who()
    reviews = desk.team.reviews() if rules.review else ()
    may = who is not None and desk.team.is_maintainer(who)
    waits = sum(1 for one in reviews if may and not one.mine and not one.returned and one.sent)
    returned = tuple(one for one in reviews if one.mine and one.returned)
    return Standing(state, parked(desk), returned, waits)


def parked(desk: Desk) -> tuple[Draft, ...]:
    """The saved texts that the team's took the place of, newest first."""
    return tuple(draft for draft in desk.team.recoverable().drafts if draft.kind == "conflict")
