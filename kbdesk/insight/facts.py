# SPDX-License-Identifier: MIT
"""What figures are counted from: uses, calls as far as they count, documents, feedback; all of one time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from kbdesk.model import Playbook
from kbdesk.model.usage import Feedback, Use

OVER: Final = ("resolved", "escalated", "returned", "closed")


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay at a step, as far as it counts."""

    playbook: str
    anchor: str
    title: str
    tier: str
    at: str
    answer: str
    seconds: int
    skipped: bool
    undone: bool
    own: bool
    """Whether it was here, not with somebody who had the case before."""
    recorded: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def stands(self) -> bool:
        """Whether it was neither jumped over nor taken back."""
        return not (self.skipped or self.undone)


@dataclass(frozen=True, slots=True)
class SentBack:
    """A note that was sent back."""

    at: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A call, as far as it counts; who took it does not."""

    id: str
    started: str
    at: str
    """When it was last gone on with."""
    status: str
    playbook: str
    title: str
    tier: str
    stays: tuple[Stay, ...]
    articles: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    customer_words: tuple[str, ...] = ()
    sent_back: tuple[SentBack, ...] = ()

    @property
    def over(self) -> bool:
        """Whether it ended, however it did."""
        return self.status in OVER

    @property
    def last(self) -> Stay | None:
        """The last stay that stands."""
        return next((stay for stay in reversed(self.stays) if stay.stands), None)


@dataclass(frozen=True, slots=True)
class Paper:
    """An article or playbook of the library as it is now."""

    path: str
    title: str
    review_by: str = ""
    """YYYY-MM-DD; "" or anything else if there is no date."""
    archived: bool = False

    @property
    def folder(self) -> str:
        """The folder it lies in; "" at the top."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True)
class Material:
    """All that the figures of a time are counted from.

    Days are those of the times as they are written. ``calls`` may hold some that began before; ``began`` are
    those that count.
    """

    since: str
    """First day, YYYY-MM-DD."""
    until: str
    """Last day."""
    uses: tuple[Use, ...] = ()
    calls: tuple[Call, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    papers: Mapping[str, Paper] = field(default_factory=dict)
    books: Mapping[str, Playbook] = field(default_factory=dict)
    """The playbooks that calls went through, as they are now, by path."""
    created: tuple[tuple[str, str], ...] = ()
    """Documents that were added in this time, as (path, when)."""

    def within(self, at: str) -> bool:
        """Whether a time is of these days."""
        return self.since <= at[:10] <= self.until

    @cached_property
    def began(self) -> tuple[Call, ...]:
        """The calls that began in these days, oldest first."""
        return tuple(sorted((one for one in self.calls if self.within(one.started)), key=_started))

    @cached_property
    def searches(self) -> tuple[Use, ...]:
        """The searches, oldest first."""
        return tuple(use for use in self.uses if use.kind == "search")

    @cached_property
    def openings(self) -> tuple[Use, ...]:
        """The openings, oldest first."""
        return tuple(use for use in self.uses if use.kind == "open")

    @cached_property
    def standing(self) -> tuple[Paper, ...]:
        """The documents that are not archived, in order of their paths."""
        return tuple(one for _, one in sorted(self.papers.items()) if not one.archived)

    def title(self, path: str) -> str:
        """What a document is called; its path if it is not in the library any more."""
        return self.papers[path].title if path in self.papers else path


def call_of(at: str, raw: Mapping[str, Any]) -> Call:
    """What counts of a call as it is kept.

    Args:
        at: when it was last gone on with.
        raw: the call as a JSON object, unchecked.

    Raises:
        KeyError, TypeError, AttributeError or ValueError: it is not one.
    """
    by = raw["by"]
    brought = raw.get("brought") or {}
    return Call(
        id=str(raw["id"]),
        started=str(raw["started"]),
        at=at,
        status=str(raw["status"]),
        playbook=str(raw["playbook"]),
        title=str(raw["title"]),
        tier=str(raw["tier"]),
        stays=tuple(_stay(one, by) for one in raw["visits"]),
        articles=tuple(str(one["path"]) for one in raw.get("articles", ())),
        queries=tuple(map(str, raw.get("queries", ()))),
        customer_words=tuple(map(str, raw.get("customer_words", ()))),
        sent_back=tuple(_sent_back(brought)),
    )


def _stay(one: Mapping[str, Any], by: str) -> Stay:
    return Stay(
        str(one["playbook"]),
        str(one["anchor"]),
        str(one["title"]),
        str(one["tier"]),
        str(one["at"]),
        str(one.get("answer", "")),
        int(one.get("seconds", 0)),
        bool(one.get("skipped")),
        bool(one.get("undone")),
        one["by"] == by,
        tuple((str(name), str(value)) for name, value in one.get("recorded", ())),
        str(one.get("note", "")),
    )


def _sent_back(note: Mapping[str, Any]) -> Iterator[SentBack]:
    for leg in (*note.get("earlier", ()), note):
        received = leg.get("received") or {}
        if received and not received["accepted"]:
            yield SentBack(str(received["at"]), tuple(map(str, received.get("missing", ()))))


def _started(call: Call) -> tuple[str, str]:
    return call.started, call.id


def folded(words: str) -> str:
    """Words as they are compared: without capitals and further spaces."""
    return " ".join(words.casefold().split())


def reason_key(reason: str) -> str:
    """A reason as it is compared: its words alone."""
    return " ".join(re.findall(r"\w+", reason.casefold())) or reason.strip()
