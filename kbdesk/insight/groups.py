# SPDX-License-Identifier: MIT
"""Groups: a point of a figure with the things that it counts, so that number and list cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from kbdesk.insight.facts import Call, Material, Paper, Stay
from kbdesk.language import tr, trn
from kbdesk.model.insight import Behind, Point
from kbdesk.model.usage import Feedback, FeedbackKind, Use

T = TypeVar("T")
MOST_BARS: Final = 15
"""How many bars a figure has at most: the longest."""
MOST_BEHIND: Final = 500
"""How many rows the list behind a point has at most: the newest."""
STATES: Final = {
    "resolved": tr("solved"),
    "escalated": tr("handed over"),
    "returned": tr("sent back"),
    "closed": tr("closed without a solution"),
    "running": tr("still open"),
    "paused": tr("still open"),
}
KINDS: Final[dict[FeedbackKind, str]] = {
    "helped": tr("helped"),
    "did-not-help": tr("did not help"),
    "wrong": tr("wrong"),
    "out-of-date": tr("out of date"),
}
"""What feedback says."""


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


def clock(seconds: float) -> str:
    """A time in words: "45 s", "2:05 min"."""
    whole = round(seconds)
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    return tr("{minutes}:{seconds:02} min", minutes=whole // 60, seconds=whole % 60)


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
        said = f"{KINDS[item.kind]}: {item.note}" if item.note else KINDS[item.kind]
        return Behind(material.title(item.path), said, item.at, item.path, item.anchor, item.run)
    if isinstance(item, Due):
        said = " · ".join((_review(item), trn("{n:,} opening", "{n:,} openings", item.openings)))
        return Behind(item.paper.title, said, path=item.paper.path)
    if isinstance(item, Made):
        return Behind(material.title(item.path), tr("added: {path}", path=item.path), item.at, item.path)
    return Behind(item.title, item.path, path=item.path)


def _of_use(material: Material, use: Use) -> Behind:
    if use.kind == "search":
        title = tr("“{words}”", words=use.words) if use.words else tr("words no longer kept")
        found = trn("{n:,} result", "{n:,} results", use.found)
        return Behind(title, found, use.at, run=use.run, words=use.words)
    if not use.rank:
        said = tr("not from a list of results")
    elif use.words:
        said = tr("result {rank} of “{words}”", rank=use.rank, words=use.words)
    else:
        said = tr("result {rank}", rank=use.rank)
    return Behind(material.title(use.path), said, use.at, use.path, use.anchor, use.run, use.words)


def _of_call(call: Call) -> Behind:
    last = call.last
    state = STATES.get(call.status, call.status)
    where = tr("{state} at “{step}”", state=state, step=last.title) if last is not None else state
    words = tr("“{words}”", words=call.customer_words[0]) if call.customer_words else ""
    anchor, path = (last.anchor, last.playbook) if last is not None else ("", call.playbook)
    return Behind(call.title, " · ".join(filter(None, (where, words))), call.started, path, anchor, call.id)


def _review(item: Due) -> str:
    if not item.paper.review_by:
        return tr("no review date")
    if item.days > 0:
        return trn(
            "review was due on {date}, {n:,} day ago",
            "review was due on {date}, {n:,} days ago",
            item.days,
            date=item.paper.review_by,
        )
    return tr("review is due on {date}", date=item.paper.review_by)
