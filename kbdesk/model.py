# SPDX-License-Identifier: MIT
"""The vocabulary of kbdesk: frozen values that every floor of the house shares.

Values are valid once built and replaced, never edited. Paths inside a library are strings relative to its
root with ``/`` between parts. Times are ISO 8601 strings with an offset (``2026-11-22T10:12:00+00:00``), so
that a note is the same to the byte wherever it is written. Lines count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Tier = Literal["1", "2", "3", "specialist"]
TIERS: tuple[Tier, ...] = ("1", "2", "3", "specialist")
Kind = Literal["article", "playbook"]
StepKind = Literal["step", "resolve", "escalate"]
ValueKind = Literal["text", "number", "date", "choice"]
Severity = Literal["error", "warning", "advice"]
RunStatus = Literal["running", "paused", "resolved", "escalated", "closed"]

Pairs = tuple[tuple[str, str], ...]
"""Names and values in a fixed order: a mapping that is frozen and hashable."""


# --- files ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the library as it was read, whatever state it is in."""

    path: str
    blob: str
    """git's blob id (40 hex digits) of the bytes that were read; "" if they could not be read."""
    text: str
    """The decoded text with its line endings as they are, without a BOM; "" if there is a problem."""
    encoding: str = "utf-8"
    """``utf-8``, ``utf-8-sig``, ``utf-16`` or ``cp1252``; the last is shown as a badge."""
    size_bytes: int = 0
    problem: str = ""
    """Why the text is missing or cut, as a sentence; "" if all is well."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one file, found while it was read. It never stops the other files."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Meta:
    """Front matter that kbdesk understands; the rest is kept in ``extra`` as it was written."""

    title: str = ""
    tier: Tier = "1"
    audience: str = "internal"
    confidence: str = ""
    """``draft``, ``not-validated``, ``validated``, ``archived`` (KCS v6), or "" if the file does not say."""
    owner: str = ""
    reviewed: str = ""
    review_by: str = ""
    products: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    superseded_by: str = ""
    practice: tuple[tuple[str, ...], ...] = ()
    """Paths a trainer expects, each the answers in order."""
    practice_ends: tuple[str, ...] = ()
    """For each practice path the step anchor that its comment names (``# ends at: ANCHOR``); "" if none."""
    extra: Pairs = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a file; ``anchor`` follows the rule that the large git hosts share."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture in a file, as written. ``target`` is percent-decoded once."""

    target: str
    text: str
    line: int
    image: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A file of knowledge: read into a value whether or not it has front matter."""

    source: SourceFile
    meta: Meta
    title: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    body_line: int
    """The line on which the text after the front matter begins."""
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """The file's path in the library."""
        return self.source.path


@dataclass(frozen=True, slots=True)
class ValueField:
    """A value that a step asks the agent to record: ``- [ ] `name`: label (optional)``."""

    name: str
    label: str
    line: int
    kind: ValueKind = "text"
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a step. ``playbook`` is "" for a step of the same file, else the other file's path."""

    text: str
    anchor: str
    line: int
    playbook: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A ``###`` section of a playbook, taken apart for the window.

    ``body`` is its Markdown without say-blocks, value items and the answer list; ``says`` holds the text of
    each block quote, in order; ``links`` are its links to articles.
    """

    anchor: str
    title: str
    kind: StepKind
    tier: Tier
    line: int
    team: str = ""
    """The team of the band it stands in ("databases" under ``## Specialist databases``); "" if none."""
    to_tier: Tier | None = None
    """Where an escalate step hands over to; None for other steps."""
    to_team: str = ""
    body: str = ""
    says: tuple[str, ...] = ()
    values: tuple[ValueField, ...] = ()
    answers: tuple[Answer, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Playbook:
    """A tiered troubleshooting playbook; ``steps[0]`` is where a run starts."""

    source: SourceFile
    meta: Meta
    title: str
    intro: str
    """The Markdown between the title and the first tier."""
    steps: tuple[Step, ...]
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    body_line: int
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """The file's path in the library."""
        return self.source.path

    def step(self, anchor: str) -> Step | None:
        """The step with this anchor; None if there is none."""
        return next((step for step in self.steps if step.anchor == anchor), None)


Document = Article | Playbook


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the checker found. ``answers`` is the path to it as a person would click; () if none."""

    path: str
    line: int
    code: str
    severity: Severity
    message: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document as plain words (no Markdown signs), for searching. The first has no heading."""

    heading: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML of a document for QTextBrowser, and what its ``kb…:N`` references stand for.

    The HTML holds pictures as ``kbimg:N``, copy buttons as ``kb:copy/N`` and links as ``kblink:N``; the
    lists give, for each N, what the file wrote. Nothing in it is resolved or loaded.
    """

    html: str
    outline: tuple[Heading, ...] = ()
    images: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    notice: str = ""
    """What was left out for safety (too long, too deep), as a sentence; "" if nothing."""


# --- the library ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Revision:
    """The last change of a file. ``commit`` is 40 hex digits; ``date`` ISO 8601."""

    commit: str
    author: str
    date: str


GitState = Literal[
    "ok", "no-git", "no-repository", "unborn", "shallow", "foreign-owner", "untrusted", "failed"
]


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """A folder that was opened as a library, and what git can do for it."""

    root: str
    name: str
    git: GitState
    notice: str = ""
    """One sentence that says what does not work and what to do; "" if all does."""
    head: str = ""
    branch: str = ""
    remote_url: str = ""
    """Where a fresh clone could come from, without credentials; "" if nowhere."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A Markdown file on disk, not yet read."""

    path: str
    size_bytes: int
    mtime_ns: int


# --- search -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SearchDoc:
    """What search indexes of a document: plain words only, never raw Markdown."""

    path: str
    blob: str
    kind: Kind
    title: str
    headings: str
    body: str
    says: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    tier: Tier = "1"
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What results must match; "" means any."""

    kind: str = ""
    tier: str = ""
    product: str = ""
    tag: str = ""


Spans = tuple[tuple[int, int], ...]
"""Highlights as (start, end) character offsets, ascending and not overlapping."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result, with what made it one."""

    path: str
    title: str
    kind: Kind
    tier: Tier
    score: float
    snippet: str
    snippet_spans: Spans = ()
    title_spans: Spans = ()
    confidence: str = ""
    matched_says: str = ""
    """The customer phrase that matched; "" if none did."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query: hits best first; facets count all matches, not only those shown.

    ``facets`` holds (facet, ((value, count), …)) with the largest count first; facets are ``kind``,
    ``tier``, ``product`` and ``tag``.
    """

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    took_ms: float = 0.0
    words: tuple[str, ...] = ()
    """The words to mark in an opened article, lower case."""
    left_out: tuple[str, ...] = ()
    """Words that no document has, left out so that the others could match; () if all counted."""


# --- runs -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay at one step: what was recorded there and how it was left.

    ``answer`` is "" while the step is current, was skipped or was left without an answer. ``undone`` visits
    were taken back and stay in the record; ``skipped`` ones were jumped over. ``seconds`` counts the stay.
    """

    playbook: str
    anchor: str
    title: str
    tier: Tier
    at: str
    by: str
    answer: str = ""
    recorded: Pairs = ()
    note: str = ""
    seconds: int = 0
    skipped: bool = False
    undone: bool = False


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article that was opened during a run, at the version that was shown."""

    path: str
    blob: str
    title: str
    at: str


@dataclass(frozen=True, slots=True)
class Run:
    """One call through a playbook. ``visits[-1]`` is the current step.

    ``recorded`` (property) joins what all standing visits recorded, the latest value of a name winning.
    """

    id: str
    library: str
    commit: str
    playbook: str
    playbook_blob: str
    title: str
    started: str
    by: str
    tier: Tier
    customer_words: tuple[str, ...]
    visits: tuple[Visit, ...]
    status: RunStatus = "running"
    articles: tuple[ArticleRead, ...] = ()
    queries: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()
    blobs: Pairs = ()
    """Other playbooks that the run went into, as (path, blob)."""

    @property
    def current(self) -> Visit:
        """The step the run stands at."""
        return self.visits[-1]

    @property
    def recorded(self) -> Pairs:
        """Every recorded value of the standing visits, in the order first recorded; the latest value wins."""
        values: dict[str, str] = {}
        for visit in self.visits:
            if not visit.undone:
                values.update(visit.recorded)
        return tuple(values.items())


# --- handoff ----------------------------------------------------------------------------------------------


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
