# SPDX-License-Identifier: MIT
"""What a role needs now: one row for each thing that waits, from what the other parts of the desk know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from kbdesk.desk.inbox import Inbox, InboxView
from kbdesk.desk.insight import Figures
from kbdesk.desk.paths import Paths
from kbdesk.desk.promises import Promises
from kbdesk.desk.start_rows import (
    SHOWN,
    account_rows,
    case_rows,
    curate_rows,
    hit_items,
    inbox_rows,
    open_rows,
    opening_rows,
    promise_rows,
    team_promise_rows,
)
from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import Filters, Role, Seat, Start, StartItem, StartRow
from kbdesk.model.curate import CurateKind
from kbdesk.model.insight import Insight
from kbdesk.model.paths import ReadingPath
from kbdesk.model.promises import PromiseBoard
from kbdesk.model.quality import Subject

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk, Opening

Lane = Literal["find", "disk"]
"""Where a row is made: what searches belongs in the lane of the searches."""

DAYS: Final = 30
"""Figures on the page are of so many days."""

_NOTES: Final = ("inbox", "promises", "cases", "coaching")
NEEDS: Final[dict[Role, tuple[str, ...]]] = {
    "tier-1": (*_NOTES, "stale", "paths"),
    "tier-2": (*_NOTES, "flags", "stale", "paths"),
    "tier-3": (*_NOTES, "flags", "stale", "paths"),
    "specialist": (*_NOTES, "flags", "stale", "paths"),
    "account-manager": ("promises", "accounts", "inbox", "cases", "coaching", "paths"),
    "retention": (*_NOTES, "leaving", "stale", "paths"),
    "onboarding": ("paths", *_NOTES, "stale"),
    "social-media": ("public", "promises", "inbox", "cases", "coaching", "paths"),
    "quality-assurance": ("sample", "kept", "inbox", "promises"),
    "trainer": ("reviews", "flags", "gaps", "sent-back", "stale", "coaching"),
    "manager": ("open", "late", "reviews", "stale", "sent-back", "promises", "inbox"),
    "chatbot": ("bot", "gaps", "stale", "inbox"),
    "analyst": ("figures", "gaps", "flags"),
}
"""The rows of each role, in this order; what presses comes before it."""
ALWAYS: Final = ("news", "playbooks")
_CASES: Final = 60
"""Of one's own cases the latest are looked through."""
_PUBLIC: Final = "audience:public kind:article -is:archived -is:draft"
_SEARCHES: Final = ("stale", "public", "bot")
_CURATED: Final[dict[str, CurateKind]] = {
    "reviews": "review",
    "flags": "flag",
    "gaps": "gap",
    "sent-back": "returned",
}


class StartBoard:
    """Makes the rows of the start page; one part that cannot be looked at does not stop the others.

    ``rows`` of a lane is to be used in that lane.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._promises = Promises(desk)
        self._paths = Paths(desk)
        self._figures = Figures(desk)
        self._now = desk.clock()
        self._inbox = Inbox(desk.home, self._clock, desk.author)
        self._board: PromiseBoard | None = None
        self._view: InboxView | None = None

    def _clock(self) -> datetime:
        return self._now

    def rows(self, now: datetime, lane: Lane) -> Start | None:
        """What can be said in this lane; None if this person has no role.

        Args:
            now: the time, in the zone in which times are told.
            lane: where this is called.
        """
        seat = self._desk.home.seat()
        if not seat.role:
            return None
        self._now, self._board, self._view = now, None, None
        rows: list[StartRow] = []
        troubles: list[str] = []
        for key in NEEDS[seat.role]:
            if (key in _SEARCHES) == (lane == "find"):
                try:
                    rows += self._makers(key, seat)
                except KbError as error:
                    troubles.append(str(error))
        return Start(seat.role, tuple(rows), tuple(dict.fromkeys(troubles)))

    @staticmethod
    def whole(role: Role, parts: Sequence[Start], opening: Opening | None) -> Start:
        """The parts of a page as one, what presses first; what changed and what there is come last."""
        needs = (*NEEDS[role], *ALWAYS)
        rows = [row for part in parts for row in part.rows]
        rows += opening_rows(opening) if opening is not None else ()
        rows.sort(key=lambda row: (not row.presses, needs.index(row.key)))
        said = dict.fromkeys(sentence for part in parts for sentence in part.troubles)
        return Start(role, tuple(rows), tuple(said))

    def _makers(self, key: str, seat: Seat) -> Iterator[StartRow]:
        makers: dict[str, Callable[[Seat], Iterator[StartRow]]] = {
            "inbox": self._waiting,
            "promises": self._promised,
            "cases": self._own_cases,
            "coaching": self._coached,
            "accounts": self._accounts,
            "open": self._open,
            "late": self._late,
            "paths": self._reading,
            "stale": self._stale,
            "public": self._public,
            "bot": self._for_bot,
            "sample": self._sample,
            "kept": self._kept_reviews,
            "figures": self._headlines,
            "leaving": self._leaving,
        }
        if key in _CURATED:
            return self._curated(key)
        return makers[key](seat)

    # --- notes, promises, cases ---

    def _waiting(self, seat: Seat) -> Iterator[StartRow]:
        if self._view is None:
            self._view = self._inbox.look()
        if self._view.trouble:
            raise KbError(self._view.trouble)
        return inbox_rows(seat, self._view.entries, self._now)

    def _promise_board(self) -> PromiseBoard:
        if self._board is None:
            self._board = self._promises.board(self._now)
        return self._board

    def _promised(self, _seat: Seat) -> Iterator[StartRow]:
        return promise_rows(self._promise_board().mine)

    def _accounts(self, _seat: Seat) -> Iterator[StartRow]:
        return account_rows(self._promise_board().team)

    def _open(self, _seat: Seat) -> Iterator[StartRow]:
        return open_rows(self._promise_board().team)

    def _late(self, _seat: Seat) -> Iterator[StartRow]:
        return team_promise_rows(self._promise_board().team.promises)

    def _own_cases(self, _seat: Seat) -> Iterator[StartRow]:
        return case_rows(self._desk.cases.rows(limit=_CASES))

    def _coached(self, _seat: Seat) -> Iterator[StartRow]:
        waiting = [one.review for one in self._desk.coaching.waiting() if one.review is not None]
        if waiting:
            yield StartRow(
                "coaching",
                trn(
                    "{n:,} look at your work waits for you",
                    "{n:,} looks at your work wait for you",
                    len(waiting),
                ),
                tr("What was good, and what would help; it is for you alone."),
                "show_quality",
                len(waiting),
                items=tuple(
                    StartItem(one.subject.title, tr("by {name}", name=one.by)) for one in waiting[:SHOWN]
                ),
            )

    # --- the library ---

    def _stale(self, _seat: Seat) -> Iterator[StartRow]:
        found = self._desk.search("is:stale -is:archived", Filters(), SHOWN)
        if found.total:
            yield StartRow(
                "stale",
                trn(
                    "{n:,} document is past its review",
                    "{n:,} documents are past their review",
                    found.total,
                ),
                tr("Read it; Ctrl+Shift+Y says that it is right as it stands."),
                "show_curate",
                found.total,
                items=hit_items(found.hits),
            )

    def _public(self, _seat: Seat) -> Iterator[StartRow]:
        found = self._desk.search(_PUBLIC, Filters(), SHOWN)
        yield StartRow(
            "public",
            trn("{n:,} public article to speak from", "{n:,} public articles to speak from", found.total),
            tr("Open one; Ctrl+Shift+X counts its words to say and copies them."),
            "",
            found.total,
            items=hit_items(found.hits),
        )

    def _for_bot(self, _seat: Seat) -> Iterator[StartRow]:
        found = self._desk.search(f"{_PUBLIC} is:validated", Filters(), SHOWN)
        yield StartRow(
            "bot",
            trn("{n:,} article is ready for the bot", "{n:,} articles are ready for the bot", found.total),
            tr("Public and validated; Alt+E writes them into a file, with their phrases."),
            "show_exports",
            found.total,
            items=hit_items(found.hits),
        )

    def _curated(self, key: str) -> Iterator[StartRow]:
        today = self._now.date().isoformat()
        return curate_rows(key, self._desk.curate.rows(today, kinds=(_CURATED[key],)))

    def _reading(self, seat: Seat) -> Iterator[StartRow]:
        """The paths of the role; all of them for who leads others along."""
        for one in self._paths.all():
            left = [item for item in one.items if item.state in ("new", "changed")]
            if left and (one.for_me or seat.role == "onboarding"):
                yield StartRow(
                    "paths",
                    tr("{title}: {n} of {all} to read", title=one.title, n=len(left), all=len(one.items)),
                    _path_words(one),
                    "show_paths",
                    len(left),
                    items=tuple(StartItem(item.title, item.part, item.path) for item in left[:SHOWN]),
                )

    # --- quality, figures ---

    def _sample(self, _seat: Seat) -> Iterator[StartRow]:
        drawn = self._desk.quality.sample()
        yield StartRow(
            "sample",
            tr(
                "This week's sample: {n} of {all:,}",
                n=len(drawn.subjects),
                all=drawn.cases + drawn.articles,
            ),
            tr("Drawn with the seed {seed}, so that it can be drawn again.", seed=drawn.seed),
            "show_quality",
            len(drawn.subjects),
            items=tuple(StartItem(one.title, _whose(one)) for one in drawn.subjects[:SHOWN]),
        )

    def _kept_reviews(self, _seat: Seat) -> Iterator[StartRow]:
        since = (self._now - timedelta(days=DAYS)).isoformat()
        kept = [one for one in self._desk.quality.reviews() if one.at >= since]
        if kept:
            yield StartRow(
                "kept",
                trn("{n:,} review in {days} days", "{n:,} reviews in {days} days", len(kept), days=DAYS),
                tr("Their trends are of criteria, never of people."),
                "show_quality",
                len(kept),
                items=tuple(StartItem(one.subject.title, one.form) for one in kept[:SHOWN]),
            )

    def _page(self) -> Insight:
        today = self._now.date()
        return self._figures.page((today - timedelta(days=DAYS - 1)).isoformat(), today.isoformat())

    def _headlines(self, _seat: Seat) -> Iterator[StartRow]:
        told = [one for one in self._page().figures if one.headline]
        yield StartRow(
            "figures",
            tr("Figures of the last {days} days", days=DAYS),
            tr("As pictures, each with the numbers and the list behind it."),
            "show_insight",
            len(told),
            items=tuple(StartItem(one.headline, one.title) for one in told),
        )

    def _leaving(self, _seat: Seat) -> Iterator[StartRow]:
        for one in self._page().figures:
            if one.key.startswith("offer") and one.headline:
                yield StartRow("leaving", one.headline, one.formula, "show_insight", 1)


def _path_words(one: ReadingPath) -> str:
    """Whose reading path it is, and whether it changed."""
    if one.for_me and one.changed:
        return tr("A reading path of your role, {n} of them changed since you read it.", n=one.changed)
    if one.for_me:
        return tr("A reading path of your role.")
    if one.changed:
        return tr("A reading path, {n} of them changed since you read it.", n=one.changed)
    return tr("A reading path.")


def _whose(one: Subject) -> str:
    if one.kind == "case":
        return tr("case of {name}", name=one.author)
    return tr("article of {name}", name=one.author)
