# SPDX-License-Identifier: MIT
"""Groups: a point of a figure with the things that it counts, so that number and list cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from kbdesk.insight.facts import Call, Material, Paper, Stay
from kbdesk.model.insight import Behind, Point
from kbdesk.model.usage import Feedback, Use

T = TypeVar("T")
MOST_BARS: Final = 15
"""How many bars a figure has at most: the longest."""
MOST_BEHIND: Final = 500
"""How many rows the list behind a point has at most: the newest."""
STATES: Final = {
    "resolved": "solved",
    "escalated": "handed over",
    "returned": "sent back",
    "closed": "closed without a solution",
    "running": "still open",
    "paused": "still open",
}


@dataclass(frozen=True, slots=True)
class AtStep:
    """A call at one of its steps."""

    call: Call
    stay: Stay
    words: str = ""
    """What to say of it instead of its answer."""


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was added to the library."""

    path: str
    at: str


@dataclass(frozen=True, slots=True)
class Due:
    """A document with its review, and how often it was opened."""

    paper: Paper
    days: int
    """Since when the review is over; below 0 it is still to come."""
    openings: int


Item = Use | Call | AtStep | Feedback | Paper | Made | Due


@dataclass(frozen=True, slots=True)
class Group:
    """A point and what it counts."""

    label: str
    key: str
    items: Sequence[Item]
    of: float = 0
    value: float | None = None
    """None: as many as there are items."""

    @property
    def number(self) -> float:
        """What the point shows."""
        return len(self.items) if self.value is None else self.value

    @property
    def point(self) -> Point:
        """The point of the figure; one that counts nothing has no list behind it."""
        return Point(self.label, self.number, self.of, self.key if self.items else "")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a figure shows: its points in order, and what they say in a few words."""

    groups: tuple[Group, ...]
    headline: str = ""


def gathered(items: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """The things by a key, in the order in which the keys came."""
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def longest(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups that count most, the most first; of the same number in order of their labels."""
    known = [group for group in groups if group.number]
    return tuple(sorted(known, key=lambda one: (-one.number, one.label, one.key))[:MOST_BARS])


def percent(part: float, whole: float) -> str:
    """A share in words: "12 %"; "0 %" of nothing."""
    return f"{100 * part / whole:.0f} %" if whole else "0 %"


def many(number: float, one: str, more: str) -> str:
    """A number with its noun: "1 call", "1,204 calls"."""
    return f"{number:,.0f} {one if number == 1 else more}"


def clock(seconds: float) -> str:
    """A time in words: "45 s", "2:05 min"."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60}:{whole % 60:02} min"


def behind(material: Material, group: Group) -> tuple[Behind, ...]:
    """The list behind a point: what it counts, the newest first; documents as they stand in the group."""
    rows = [_row(material, item) for item in group.items]
    if any(row.at for row in rows):
        rows.sort(key=lambda row: row.at, reverse=True)
    return tuple(rows[:MOST_BEHIND])


def _row(material: Material, item: Item) -> Behind:
    if isinstance(item, Use):
        return _of_use(material, item)
    if isinstance(item, Call):
        return _of_call(item)
    if isinstance(item, AtStep):
        said = item.words or item.stay.answer or STATES.get(item.call.status, item.call.status)
        spent = f" · {clock(item.stay.seconds)}" if item.stay.seconds else ""
        title = f"{item.call.title}: {item.stay.title}"
        return Behind(
            title, f"{said}{spent}", item.stay.at, item.stay.playbook, item.stay.anchor, item.call.id
        )
    if isinstance(item, Feedback):
        said = item.kind.replace("-", " ") + (f": {item.note}" if item.note else "")
        return Behind(material.title(item.path), said, item.at, item.path, item.anchor, item.run)
    if isinstance(item, Due):
        said = f"{_review(item)} · {many(item.openings, 'opening', 'openings')}"
        return Behind(item.paper.title, said, path=item.paper.path)
    if isinstance(item, Made):
        return Behind(material.title(item.path), f"added: {item.path}", item.at, item.path)
    return Behind(item.title, item.path, path=item.path)


def _of_use(material: Material, use: Use) -> Behind:
    if use.kind == "search":
        title = f"“{use.words}”" if use.words else "words no longer kept"
        return Behind(title, many(use.found, "result", "results"), use.at, run=use.run, words=use.words)
    how = f"result {use.rank}" if use.rank else "not from a list of results"
    said = f"{how} of “{use.words}”" if use.words and use.rank else how
    return Behind(material.title(use.path), said, use.at, use.path, use.anchor, use.run, use.words)


def _of_call(call: Call) -> Behind:
    last = call.last
    state = STATES.get(call.status, call.status)
    where = f" at “{last.title}”" if last is not None else ""
    words = f" · “{call.customer_words[0]}”" if call.customer_words else ""
    anchor, path = (last.anchor, last.playbook) if last is not None else ("", call.playbook)
    return Behind(call.title, f"{state}{where}{words}", call.started, path, anchor, call.id)


def _review(item: Due) -> str:
    if not item.paper.review_by:
        return "no review date"
    if item.days > 0:
        return f"review was due on {item.paper.review_by}, {many(item.days, 'day', 'days')} ago"
    return f"review is due on {item.paper.review_by}"
