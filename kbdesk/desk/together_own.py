# SPDX-License-Identifier: MIT
"""One's own counts by week, and what of them may be shared: nothing rare, no name, no word of a customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from kbdesk.cases import CaseStore
from kbdesk.desk.together_format import KEYS, Shared, month_of, often, rest, summed, week_of
from kbdesk.insight.searching import what_came
from kbdesk.model import Playbook
from kbdesk.model.usage import Use
from kbdesk.playbook.heat import Stay, Trail, count, shareable

LATE_WEEKS: Final = 4
"""Weeks that are over are shared for so long: after a holiday nothing is missing."""
_ENDS: Final = ("resolved", "escalated", "returned", "closed")
_COUNTED: Final = ("resolved", "escalated", "closed")


@dataclass(slots=True)
class _Did:
    """What was done in one week, before it is counted."""

    numbers: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    trails: list[Trail] = field(default_factory=list)


def own_weeks(store: CaseStore, root: str, since: str = "") -> dict[str, Shared]:
    """One's own counts by week, from what is in the case store.

    Args:
        store: one's own cases, uses and feedback.
        root: the library's folder.
        since: the first day that matters, YYYY-MM-DD; "" for all.
    """
    weeks: dict[str, _Did] = {}

    def of(at: str) -> _Did:
        return weeks.setdefault(week_of(date.fromisoformat(at[:10])), _Did())

    for _, raw in store.kept(root):
        # a run that cannot be read, or is not over, counts nothing
        with suppress(KeyError, TypeError, AttributeError, ValueError):
            if raw["started"][:10] >= since:
                _count_run(of(raw["started"]), raw)
    uses = store.usage.of(root, since)
    for use in uses:
        with suppress(ValueError):
            _count_use(of(use.at), use)
    for search, came in what_came(uses):
        with suppress(ValueError):
            of(search.at).numbers["searches-rephrased"] += came == "rephrased"
    for said in store.feedback.of(root, since):
        with suppress(ValueError):
            of(said.at).numbers[f"feedback-{said.kind}"] += 1
    return {name: Shared(did.numbers, did.opened, count(did.trails)) for name, did in sorted(weeks.items())}


def finished(now: datetime) -> tuple[str, ...]:
    """The weeks that are over and may be shared, oldest first; that of now is not."""
    day = now.date()
    return tuple(week_of(day - timedelta(weeks=back)) for back in range(LATE_WEEKS, 0, -1))


def to_share(
    own: Mapping[str, Shared],
    weeks: Sequence[str],
    sent: Mapping[str, Mapping[str, Shared]],
    documents: Collection[str],
    book_at: Callable[[str], Playbook | None],
) -> dict[str, Shared]:
    """What may be shared now, by week.

    What was too rare to be shared is kept back and counts again in the next week of the same month: so a
    number that grows slowly is late, not lost, and still none below ``FEW`` is ever shared.

    Args:
        own: one's own counts by week.
        weeks: those that may be shared, oldest first.
        sent: what the team has of one's own, by month and week.
        documents: the paths of the library's documents.
        book_at: gives the playbook at a path; None if there is none.
    """
    made: dict[str, Shared] = {}
    for week in weeks:
        month = month_of(week)
        if week in sent.get(month, {}):
            continue
        until = summed(one for name, one in own.items() if month_of(name) == month and name <= week)
        before = [*sent.get(month, {}).values(), *(made[name] for name in made if month_of(name) == month)]
        safe = _safe(rest(until, summed(before)), documents, book_at)
        if safe:
            made[week] = safe
    return made


def _safe(counts: Shared, documents: Collection[str], book_at: Callable[[str], Playbook | None]) -> Shared:
    """Only what the library has now, and nothing that is rare."""
    books = {}
    for path, one in counts.playbooks.items():
        book = book_at(path) if path in documents else None
        safe = shareable(one, book) if book is not None else None
        if safe is not None:
            books[path] = safe
    return Shared(often(counts.numbers, KEYS), often(counts.opened, documents), books)


# --- counting ---------------------------------------------------------------------------------------------


def _count_run(did: _Did, raw: Mapping[str, Any]) -> None:
    status = raw["status"]
    if status in _COUNTED:
        did.trails.append(trail_of(raw))
    if status in _ENDS:
        did.numbers.update(("calls", f"calls-{status}"))


def trail_of(raw: Mapping[str, Any]) -> Trail:
    """What counts of a run as it is kept; see ``playbook.heat.trail``.

    Raises:
        KeyError, TypeError, AttributeError or ValueError: it is none that is over.
    """
    if raw["status"] not in _COUNTED:
        raise KeyError(raw["status"])
    by = raw["by"]
    stays = tuple(
        Stay(
            one["playbook"],
            one["anchor"],
            one.get("answer", ""),
            one.get("seconds", 0),
            one.get("skipped", False),
            one.get("undone", False),
        )
        for one in raw["visits"]
        if one["by"] == by
    )
    blobs = (*((path, blob) for path, blob in raw.get("blobs", ())), (raw["playbook"], raw["playbook_blob"]))
    return Trail(raw["status"], stays, blobs)


def _count_use(did: _Did, use: Use) -> None:
    if use.kind == "search":
        did.numbers["searches"] += 1
        did.numbers["searches-without-result"] += use.found == 0
    elif use.kind == "open":
        did.opened[use.path] += 1
        did.numbers["results-opened"] += use.rank > 0
        did.numbers["results-opened-at-rank-1"] += use.rank == 1
