# SPDX-License-Identifier: MIT
"""Recording what is searched for, opened and copied, for figures of how the library is used.

Nobody's name is kept with it, and secrets are taken out of the words before they are written. The words go
when cases do (``Seat.keep_days``); the rest goes after ``ROWS_DAYS``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from kbdesk import handoff
from kbdesk.cases import CaseStore
from kbdesk.desk.curate import telling_words
from kbdesk.model.usage import Use
from kbdesk.search.query import parse

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

ROWS_DAYS: Final = 400
"""For how many days uses and feedback are kept: a year, and the weeks that it is compared with."""
LONGEST: Final = 400
"""Characters of a search that are kept: a pasted message tells itself apart by then."""
TYPED_ON: Final = timedelta(seconds=60)
"""For how long after a search words that only go on from it are the same search."""
TOGETHER: Final = timedelta(minutes=5)
"""For how long searches without an opening between them are taken for one question."""
GOOD_RANK: Final = 3
"""Up to which place a result counts as found by a wording."""
_MOST: Final = 8


class Usage:
    """What was done with one library. ``record`` is to be used in the thread of ``calls``, ``of`` in any."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._last: tuple[int, Use] | None = None

    def record(self, use: Use, badge: str = "") -> Use:
        """Keep a use as of now and give it as it was kept; when this returns, it is on disk.

        A search that only goes on from the one before it, in a minute and with nothing opened between, takes
        its place: somebody stopped to think while typing.

        Args:
            use: what was done; ``at`` is given here.
            badge: the library beside this one that the document is of; "" for this one.

        Raises:
            KbError: the case store cannot be written.
        """
        at = self._desk.clock().astimezone(UTC)
        kept = replace(
            use,
            at=at.isoformat(timespec="seconds"),
            words=safe_words(use.words),
            path=f"{badge}: {use.path}" if badge and use.path else use.path,
        )
        store = self._desk.calls.store.usage
        if self._last is not None and kept.kind == "search" and _goes_on(self._last[1], kept):
            number = self._last[0]
            store.amend(number, kept.words, kept.found)
        else:
            number = store.record(self._desk.info.root, kept)
        self._last = (number, kept) if kept.kind == "search" else None
        return kept

    def of(self, since: str = "", until: str = "") -> tuple[Use, ...]:
        """The uses of the library, oldest first; ``until`` is the first day or time that is left out.

        Raises:
            KbError: the case store cannot be read.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            return store.usage.of(self._desk.info.root, since, until)


def forget_old(store: CaseStore, keep_days: int, now: datetime) -> None:
    """Take the words out of uses as old as cases are kept, and remove uses and feedback of ``ROWS_DAYS``.

    Args:
        store: the case store.
        keep_days: for how many days words are kept; 0: all go that were kept before ``now``.
        now: the time.

    Raises:
        KbError: the store cannot be written.
    """
    now = now.astimezone(UTC)  # as ``record`` writes it
    rows = (now - timedelta(days=ROWS_DAYS)).date().isoformat()
    # whole days: the file is written anew whenever words go, and need not be at each look
    words = (now - timedelta(days=keep_days)).date().isoformat() if keep_days else now.isoformat()
    store.usage.forget(words, rows)
    store.feedback.forget(rows)


def safe_words(words: str) -> str:
    """The words of a search in one line without secrets, as they are kept."""
    return handoff.redact(" ".join(words.split()))[0][:LONGEST]


def spoken(query: str) -> str:
    """What was typed without its signs (``tier:2``, ``-tag:vpn``): the words of the customer."""
    asked = parse(query)
    plain = not (asked.phrases or asked.without or asked.conditions)
    return " ".join(query.split()) if plain else asked.text


def _goes_on(before: Use, now: Use) -> bool:
    if (before.session, before.run) != (now.session, now.run):
        return False
    late = datetime.fromisoformat(now.at) - datetime.fromisoformat(before.at) > TYPED_ON
    return not late and goes_on(before.words, now.words)


def goes_on(before: str, now: str) -> bool:
    """Whether words only go on from other words."""
    return now.casefold().startswith(before.casefold())


@dataclass(frozen=True, slots=True)
class Search:
    """A search that stood long enough to be meant."""

    words: str
    found: int
    best: tuple[str, ...]
    """The paths of its first ``GOOD_RANK`` results."""
    at: datetime


@dataclass
class Trail:
    """The searches since something was opened last: it tells which wording failed and what it meant.

    Pure but for what it remembers; the caller begins a new one when the call changes.
    """

    _searches: list[Search] = field(default_factory=list)

    def searched(self, search: Search) -> None:
        """Take the next search; after a while without one it begins anew."""
        if self._searches and search.at - self._searches[-1].at > TOGETHER:
            self._searches.clear()
        if self._searches and goes_on(self._searches[-1].words, search.words):
            self._searches.pop()
        self._searches = [*self._searches, search][-_MOST:]

    def opened(self, path: str, at: datetime) -> str:
        """The first wording, if it failed and another one led to this document by now; else "".

        It failed if it found nothing, or nothing of what it found was opened and this document was not among
        its first ``GOOD_RANK``. A single word that found much is no wording for one document.
        """
        searches, self._searches = self._searches, []
        if len(searches) < 2 or at - searches[0].at > TOGETHER:
            return ""
        first, last = spoken(searches[0].words), spoken(searches[-1].words)
        told = telling_words(first)
        too_wide = searches[0].found > 0 and len(set(told)) < 2
        if path in searches[0].best or too_wide or set(told) <= set(telling_words(last)):
            return ""
        return first
