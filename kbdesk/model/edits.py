# SPDX-License-Identifier: MIT
"""Edits of a playbook, and what differs between two of its texts by structure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kbdesk.model.files import ValueField

AnswerWord = Literal["came", "went", "reworded", "retargeted", "moved"]
StepWord = Literal["same", "came", "went", "changed"]


@dataclass(frozen=True, slots=True)
class Goal:
    """Where an answer leads: a step of the same playbook, or a step (else the beginning) of another."""

    anchor: str
    """The step's anchor; the trainer's desk also takes its title. "" for the first step of another."""
    playbook: str = ""
    """The other playbook's path in the library; "" for the same one."""


@dataclass(frozen=True, slots=True)
class AddAnswer:
    """One more answer at the end of a step's list."""

    at: str
    """The step's anchor, here and in all edits."""
    words: str
    to: Goal


@dataclass(frozen=True, slots=True)
class RewordAnswer:
    """Other words for an answer; practice paths that take it get them, too."""

    at: str
    number: int
    """The key of the answer, from 1; here and in all edits."""
    words: str


@dataclass(frozen=True, slots=True)
class RetargetAnswer:
    """An answer that leads elsewhere."""

    at: str
    number: int
    to: Goal


@dataclass(frozen=True, slots=True)
class RemoveAnswer:
    """An answer taken out."""

    at: str
    number: int


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    """An answer that gets another key."""

    at: str
    number: int
    place: int
    """The key that it gets, from 1."""


@dataclass(frozen=True, slots=True)
class AddStep:
    """A new step. ``Resolve: …`` or ``Escalate to tier 2: …`` as its title makes it an end."""

    title: str
    after: str = ""
    """The anchor of the step after which it stands, in the same tier; "" for the end of ``band``."""
    band: str = ""
    """The heading of a tier as it is written (“Tier 2: network team”); it is made if there is none."""
    body: str = ""
    says: tuple[str, ...] = ()
    values: tuple[ValueField, ...] = ()
    answers: tuple[tuple[str, Goal], ...] = ()


@dataclass(frozen=True, slots=True)
class RenameStep:
    """Another title for a step; answers, links and practice ends of the file that name it follow."""

    at: str
    title: str


@dataclass(frozen=True, slots=True)
class RemoveStep:
    """A step taken out; what leads there leads to ``instead``."""

    at: str
    instead: Goal | None = None
    """None if nothing leads there."""


@dataclass(frozen=True, slots=True)
class SetBody:
    """Other text for a step: its Markdown without words to say, values and answers."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class SetSays:
    """Other words to say at a step, each as Markdown."""

    at: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetValues:
    """Other values to record at a step."""

    at: str
    values: tuple[ValueField, ...]


@dataclass(frozen=True, slots=True)
class SetValueLines:
    """Other values to record at a step, a line each: ``name: label (one of: a, b) (optional)``."""

    at: str
    lines: str


Edit = (
    AddAnswer
    | RewordAnswer
    | RetargetAnswer
    | RemoveAnswer
    | MoveAnswer
    | AddStep
    | RenameStep
    | RemoveStep
    | SetBody
    | SetSays
    | SetValues
)
Wish = Edit | SetValueLines
"""What a person may ask for; the trainer's desk turns it into edits."""


@dataclass(frozen=True, slots=True)
class StepParts:
    """What can be edited of a step, as it stands in the file."""

    body: str = ""
    """Its Markdown without words to say, values and answers."""
    says: tuple[str, ...] = ()
    """The Markdown inside each block quote."""
    line: int = 0
    """The line of its heading; ``last`` is that of its last line with anything in it."""
    last: int = 0


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer that differs. ``number`` is its key in the new text (in the old one if it went)."""

    what: AnswerWord
    number: int
    before: str = ""
    after: str = ""
    """Its words; "" on the side where it is not."""
    to: str = ""
    """Where it leads now, in words; ``was``: where it led, if that differs or it went."""
    was: str = ""


@dataclass(frozen=True, slots=True)
class StepChange:
    """One step that differs."""

    what: StepWord
    before: str
    """Its anchor in the old text; "" if it came. ``after``: in the new text; "" if it went."""
    after: str
    title: str
    """Its title in the new text (in the old one if it went)."""
    old_title: str = ""
    """Its title in the old text, if it has another one now."""
    old_band: str = ""
    """The tier in which it stood, in words, if that differs; ``band``: where it stands now."""
    band: str = ""
    answers: tuple[AnswerChange, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    """Values that came, went or changed: ("came" | "went" | "changed", name)."""
    says: tuple[tuple[str, str], ...] = ()
    """Words to say that came, went or changed: ("came" | "went" | "changed", the words)."""
    text: bool = False
    """Whether its text differs."""


@dataclass(frozen=True, slots=True)
class StructureChange:
    """What differs between two texts of a playbook by structure; it is falsy if nothing does."""

    steps: tuple[StepChange, ...] = ()
    """Those that differ, in the order of the new text; what went stands where it stood."""
    notes: tuple[str, ...] = field(default=())
    """What concerns the whole playbook, as sentences: another first step, another title, practice paths."""

    def __bool__(self) -> bool:
        return bool(self.steps or self.notes)

    @property
    def marks(self) -> tuple[tuple[str, StepWord], ...]:
        """For the map of the new text: each step's anchor with what happened to it."""
        return tuple((one.after, one.what) for one in self.steps if one.after)

    @property
    def answer_marks(self) -> tuple[tuple[str, int, AnswerWord], ...]:
        """For the map of the new text: (anchor, number, what happened) of each answer that is there."""
        return tuple(
            (one.after, answer.number, answer.what)
            for one in self.steps
            for answer in one.answers
            if one.after and answer.what != "went"
        )
