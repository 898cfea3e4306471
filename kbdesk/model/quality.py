# SPDX-License-Identifier: MIT
"""Looking at cases and articles together: what was drawn, the forms, what was said, and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["", "yes", "no", "na"]
"""The answer to a criterion; ``na``: it does not apply. "" is not answered yet."""
FormKey = Literal["content-standard", "process-alignment"]
SubjectKind = Literal["case", "article"]
SubjectSource = Literal["own", "inbox", "folder", "library"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a form asks."""

    key: str
    title: str
    """A word or two, for lists."""
    question: str
    """To be answered with yes or no; yes is what is wanted."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked of every case, or of every article."""

    key: FormKey
    title: str
    about: SubjectKind
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A case or an article that may be drawn."""

    kind: SubjectKind
    key: str
    """The id of the case, or the article's path."""
    title: str
    author: str
    """Whose work it is: who handed over or ran the case; the article's owner, else who changed it last."""
    at: str = ""
    """When the case was last gone on with, or the article changed; "" if that is not known."""
    source: SubjectSource = "library"
    path: str = ""
    """The file of the library: the article, or the playbook of the case."""
    blob: str = ""
    """Blob id of that file's version that was used."""
    file: str = ""
    """The note's file, if the case comes from one."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn; the same seed draws the same again from the same cases and articles."""

    seed: int
    days: int
    """Cases that were gone on with in so many days before the draw."""
    subjects: tuple[Subject, ...]
    """Cases first, then articles."""
    cases: int = 0
    """Among how many cases was drawn; ``articles``: among how many articles."""
    articles: int = 0
    notice: str = ""
    """What could not be looked at, as a sentence; "" if nothing."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a comment is about: a step of a case, or a line of a file, in the version that was used."""

    label: str
    """For people: "step 3 · Restart the router", "line 12"."""
    path: str = ""
    blob: str = ""
    line: int = 0
    """Of the file, from 1; 0 if it is a step."""
    step: int = 0
    """Of the case, from 1; 0 if it is a line."""
    anchor: str = ""
    """The step's anchor in its playbook."""


@dataclass(frozen=True, slots=True)
class Check:
    """One criterion of a review, with its answer."""

    criterion: str
    title: str
    question: str
    answer: Mark = ""
    comment: str = ""
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How often yes was said; what does not apply does not count."""

    yes: int
    no: int
    left_out: int
    """How often it did not apply."""

    @property
    def percent(self) -> int | None:
        """100 × yes ÷ (yes + no), to the whole number, halves up; None if there is neither."""
        both = self.yes + self.no
        return (200 * self.yes + both) // (2 * both) if both else None


@dataclass(frozen=True, slots=True)
class Review:
    """A form that was begun or filled in."""

    id: str
    at: str
    """When it was begun, ISO 8601."""
    by: str
    """Who looked at it."""
    form: FormKey
    subject: Subject
    library: str
    """What the library is called."""
    checks: tuple[Check, ...]
    summary: str = ""
    sent: str = ""
    """When it was given to the author; "" while it is being written."""

    @property
    def score(self) -> Score:
        """How the answers add up."""
        answers = [check.answer for check in self.checks]
        return Score(answers.count("yes"), answers.count("no"), answers.count("na"))


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of what is looked at: a step, a paragraph, a list item."""

    html: str
    """Safe HTML; nothing in it leads anywhere."""
    spot: Spot | None = None
    """Where a comment on it belongs; None for what only stands around."""


@dataclass(frozen=True, slots=True)
class Material:
    """One text to look at: the case as it went, or a file of the library in one version."""

    title: str
    passages: tuple[Passage, ...]
    path: str = ""
    blob: str = ""
    notice: str = ""
    """What to know of it, as a sentence: that it changed since, that it is not at hand."""


@dataclass(frozen=True, slots=True)
class Coaching:
    """A coaching file that was opened: read and looked up, nothing was changed."""

    review: Review
    text: str
    path: str = ""
    """The file it came from; "" if it was pasted or kept here."""
    for_me: bool = False
    waits: bool = False
    """Whether it lies in the folder of handing over."""
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A coaching file in the folder of handing over that is addressed to this person."""

    path: str
    review: Review | None
    """None if it cannot be read; ``trouble`` says why."""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """How one criterion went, month by month, over everybody's work."""

    form: FormKey
    criterion: str
    title: str
    months: tuple[tuple[str, Score], ...]
    """(YYYY-MM, answers), the latest month first; months without a review are left out."""
