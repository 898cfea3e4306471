# SPDX-License-Identifier: MIT
"""What one tier gives the next, and the form that asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kbdesk.model.runs import ArticleRead
from kbdesk.model.words import Pairs, Tier, ValueKind


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
