# SPDX-License-Identifier: MIT
"""What was promised to customers, and how the work between tiers stands as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbdesk.model.words import Tier

PromiseKind = Literal["promised", "update", "contact", "own"]
"""``promised``: what a note says was promised. ``update``: its next update to the customer. ``contact``: the
next contact with an account. ``own``: written down by hand."""

PromiseState = Literal["late", "today", "coming", "open", "done"]
"""``open``: no time is known."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that a customer was told will happen."""

    id: str
    kind: PromiseKind
    text: str
    """What was promised, in the words that were used."""
    due: str
    """By when, ISO 8601; "" if the words name no time that is sure."""
    state: PromiseState
    at: str
    """When it was given."""
    by: str = ""
    """Who has to keep it; "" if nobody is named."""
    mine: bool = False
    """Whether it is this person's to keep."""
    case: str = ""
    """What the case is about, in one line; "" if there is none."""
    account: str = ""
    contact: str = ""
    """How to reach the customer."""
    solved: bool = False
    """Whether its case is solved meanwhile: the customer may not know it yet."""
    done: str = ""
    """When it was done."""
    run: str = ""
    """The id of its case; "" if it has none."""
    path: str = ""
    """The file of its note; "" if it is in none."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The cases that wait for one tier and team."""

    tier: Tier
    team: str
    waiting: int
    """Cases that nobody took on yet."""
    taken: int
    late: int
    """Cases whose answer, or whose update to the customer, is overdue."""
    oldest: str = ""
    """Since when the oldest that nobody took on waits, ISO 8601."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case of the inbox that is not solved."""

    path: str
    title: str
    state: Literal["waits", "taken", "returned"]
    to: str
    """The tier and team that it is with."""
    since: str
    account: str = ""
    hierarchic: bool = False
    presses: bool = False
    """Whether it is unstable, work has stopped, or the customer says that they will leave."""
    due: str = ""
    """The next moment by which somebody expects something, ISO 8601."""
    late: bool = False
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """How the work of all tiers stands, from the notes of the inbox: of cases, never of people."""

    cases: tuple[OpenCase, ...] = ()
    """What is not solved; what presses first, then what is late."""
    promises: tuple[Promise, ...] = ()
    """What was promised in all notes and nobody marked as done."""
    queues: tuple[Queue, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    """What notes were sent back for in the last 30 days, and how often; the commonest first."""
    returned: int = 0
    """How many notes were sent back in the last 30 days."""
    solved: int = 0
    """How many cases of the inbox are solved."""
    inbox: str = ""
    """The folder; "" if none was chosen: there is nothing to see then."""
    trouble: str = ""
    """Why it could not be read, as a sentence."""


@dataclass(frozen=True, slots=True)
class PromiseBoard:
    """Everything that the page of promises shows."""

    mine: tuple[Promise, ...]
    """One's own that are not done: late, due today, coming, without a time; each in the order of time."""
    done: tuple[Promise, ...]
    """One's own that were done, the latest first."""
    team: Overview
    trouble: str = ""
    """What could not be looked at, as a sentence."""
