# SPDX-License-Identifier: MIT
"""What one tier gives the next, and the form that asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kbdesk.model.words import Pairs, Reproduced, Sentiment, Tier, ValueKind


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article that was opened during a run, at the version that was shown."""

    path: str
    blob: str
    title: str
    at: str


@dataclass(frozen=True, slots=True)
class Party:
    """Who hands over, or to whom: ``name`` for a person, ``team`` for a group; either may be ""."""

    tier: Tier
    name: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """Whom it hits and how hard (ITIL)."""

    who: str = ""
    work_stopped: bool = False
    workaround: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A step of the run as the note tells it (``formats.md`` §3, ``tried``)."""

    step: str
    anchor: str
    playbook: str
    answer: str
    at: str
    by: str
    recorded: Pairs = ()
    note: str = ""
    seconds: int = 0
    skipped: bool = False
    undone: bool = False
    tier: Tier = "1"
    """The tier that the step belongs to."""


@dataclass(frozen=True, slots=True)
class Customer:
    """What the customer knows and expects."""

    told: str = ""
    promised: str = ""
    next_update_due: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which advice was in force, so that the next tier can go on at the same step."""

    library: str
    commit: str
    playbook: str
    playbook_blob: str
    step: str
    articles: tuple[ArticleRead, ...] = ()
    queries: tuple[str, ...] = ()
    app: str = ""
    title: str = ""
    """The title of the playbook that the run began with."""
    began: str = ""
    """The path of the playbook that the run began with; "" if it is ``playbook``."""
    started: str = ""
    """When the run began."""
    versions: Pairs = ()
    """The blob id of every playbook that the run went through, as (path, blob)."""
    flagged: tuple[str, ...] = ()
    """Steps that were flagged as wrong or unclear."""


@dataclass(frozen=True, slots=True)
class Received:
    """What the next tier says to a note: read back in its own words, or sent back with what is missing."""

    by: str
    at: str
    accepted: bool
    read_back: str = ""
    missing: tuple[str, ...] = ()
    """What the sender has to add, a line each; () if it was accepted."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A handing over that came before this one, as the chain of a case keeps it."""

    sender: Party
    to: Party
    at: str
    ask: str = ""
    assessment: str = ""
    received: Received | None = None


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What a developer asks first: how to see the fault, what was expected, what came instead."""

    steps: tuple[str, ...] = ()
    expected: str = ""
    actual: str = ""
    reproduced: Reproduced = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What a hierarchic escalation says of the customer's account."""

    name: str = ""
    contract: str = ""
    """What it means for the contract."""
    sentiment: Sentiment = ""
    next_contact: str = ""
    """When somebody speaks with them next, in words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case ended, in one line for those who spoke with the customer."""

    by: str
    at: str
    cause: str
    """What it was."""
    fix: str
    """What fixed it."""
    changed: tuple[str, ...] = ()
    """Files of the library that were written or changed because of it."""


@dataclass(frozen=True, slots=True)
class HandoffNote:
    """What one tier gives the next. Field names are those of the JSON and of ``formats.md`` §3."""

    id: str
    created: str
    sender: Party
    to: Party
    issue: str
    kind: Literal["functional", "hierarchic"] = "functional"
    ticket: str = ""
    severity: Literal["stable", "watch", "unstable"] = "stable"
    impact: Impact = field(default_factory=Impact)
    due: str = ""
    customer_words: tuple[str, ...] = ()
    environment: Pairs = ()
    since: str = ""
    changed_recently: str = ""
    errors: tuple[str, ...] = ()
    tried: tuple[Tried, ...] = ()
    ruled_out: tuple[str, ...] = ()
    assessment: str = ""
    ask: str = ""
    contingency: Pairs = ()
    """(if, then) pairs."""
    stop_if: str = ""
    customer: Customer = field(default_factory=Customer)
    owner_of_contact: str = ""
    provenance: Provenance | None = None
    redacted: tuple[tuple[str, int], ...] = ()
    """What was taken out before export: (kind, how often)."""
    reproduction: Reproduction = field(default_factory=Reproduction)
    attachments: tuple[str, ...] = ()
    """Names of files that go with it; the files themselves are not in the note."""
    earlier: tuple[Leg, ...] = ()
    """The handings over before this one, oldest first."""
    received: Received | None = None
    outcome: Outcome | None = None
    account: Account = field(default_factory=Account)
    """Empty for most notes: only a hierarchic escalation asks for it."""


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing the escalation form asks; built from the run, so that most come filled in."""

    key: str
    label: str
    hint: str = ""
    required: bool = False
    kind: ValueKind = "text"
    choices: tuple[str, ...] = ()
    value: str = ""
    group: Literal["ask", "missing", "more"] = "ask"
    """``missing`` are values that the step needs and the run lacks; ``more`` may stay folded away."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A note as it would be exported now, and what still keeps it from that."""

    note: HandoffNote
    markdown: str
    missing: tuple[str, ...]
    """Keys of required blanks that are empty."""
    spoken: Pairs
    """The strip to read out, (Situation | Background | Assessment | Recommendation, sentence)."""
