# SPDX-License-Identifier: MIT
"""Files of a library as values: articles, playbooks, what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from kbdesk.model.words import Pairs, Severity, StepKind, Tier, ValueKind


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
    """For each practice path the end that its comment names: ``ANCHOR``, or ``PATH#ANCHOR`` of another
    playbook; "" if it names none."""
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
