# SPDX-License-Identifier: MIT
"""What came of a practice call: the way taken beside the one expected, values, times, the note; in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kbdesk.language import tr, trn
from kbdesk.model import Run, Visit
from kbdesk.playbook.graph import Node
from kbdesk.playbook.rehearsal import Scene, Stage, same, standing
from kbdesk.playbook.voices import Told

RowKind = Literal["same", "other", "skipped", "unreached", "back", "extra"]
"""``other``: another answer than expected. ``skipped``: jumped over, ``unreached``: the call ended before it.
``back``: an answer that was taken back. ``extra``: a step that is not on the way."""
ValueKind = Literal["right", "missed", "wrong"]
SLOW: Final = 2.0
"""A step that took so many times as long as usual is named."""


@dataclass(frozen=True, slots=True)
class Row:
    """A step of the call, in the order of time."""

    title: str
    kind: RowKind
    expected: str = ""
    """The answer that is right here; "" at the end, and for a step that is not on the way."""
    taken: str = ""
    seconds: int = 0
    usual: int = 0
    """How long the step takes usually; 0 if that is not known."""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value that the customer would have told."""

    step: str
    label: str
    told: str
    recorded: str
    kind: ValueKind


@dataclass(frozen=True, slots=True)
class NoteCheck:
    """How complete the handoff note was."""

    late: tuple[str, ...] = ()
    """Needed lines that were empty at the first attempt to hand over."""
    left: tuple[str, ...] = ()
    """Lines that were asked for, and stayed empty."""
    asked: int = 0
    """How many lines were asked for."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a practice call."""

    playbook: str
    title: str
    seed: int
    customer: str
    rows: tuple[Row, ...]
    values: tuple[ValueRow, ...]
    end: str
    """Where the call was to end."""
    ended: bool
    """Whether it ended there, as that step says: solved or handed over."""
    hands_over: bool
    """Whether it was to end with a handoff note."""
    note: NoteCheck | None = None
    said: int = 0
    """Of the words that the playbook offers on the way, how many were copied."""
    sayable: int = 0
    """How many words the playbook offers on the way."""

    @property
    def perfect(self) -> bool:
        """Whether all went as expected."""
        steps = all(row.kind == "same" for row in self.rows)
        values = all(value.kind == "right" for value in self.values)
        note = self.note is None or not (self.note.late or self.note.left)
        return steps and values and self.ended and note and self.hands_over == (self.note is not None)

    @property
    def seconds(self) -> int:
        """How long the call took."""
        return sum(row.seconds for row in self.rows)


def report(
    scene: Scene,
    run: Run,
    *,
    note: NoteCheck | None = None,
    copied: tuple[str, ...] = (),
    usual: Mapping[Node, int] | None = None,
) -> Report:
    """What came of a run of a practice call.

    Args:
        scene: the call as it was expected.
        run: how it went.
        note: how complete the handoff note was; None if none was written.
        copied: the words to say that were copied, as often as they were.
        usual: the seconds that steps take usually, where that is known.
    """
    words = [words for stage in scene.stages for words in stage.says]
    last = scene.stages[-1]
    at_end = run.current.anchor == last.anchor and run.current.playbook == last.playbook
    wanted = "escalated" if last.kind == "escalate" else "resolved"
    return Report(
        playbook=scene.playbook,
        title=scene.title,
        seed=scene.seed,
        customer=scene.customer,
        rows=tuple(_rows(scene, run, usual or {})),
        values=tuple(_values(scene, dict(run.recorded))),
        end=last.title,
        ended=at_end and run.status == wanted,
        hands_over=last.kind == "escalate",
        note=note,
        said=min(len(set(copied)), len(words)),
        sayable=len(words),
    )


def summary(done: Report) -> tuple[str, ...]:
    """The report in a few sentences: what went well first, then what to look at."""
    if done.perfect:
        return (tr("Just as it should be: every answer, every value and the end were right."),)
    told = [_way_told(done), *_end_told(done), *_values_told(done), *_note_told(done)]
    slow = [row for row in done.rows if row.usual and row.seconds > SLOW * row.usual and row.seconds > 20]
    if slow:
        most = max(slow, key=lambda row: row.seconds / row.usual)
        told.append(
            tr("“{title}” took longer than it usually does; read it once more in peace.", title=most.title)
        )
    return tuple(told)


# --- the way ----------------------------------------------------------------------------------------------


def _rows(scene: Scene, run: Run, usual: Mapping[Node, int]) -> Iterator[Row]:
    """The steps in the order of time; those that were passed by stand where they were expected."""
    first = scene.stages[0].node
    nodes = [(visit.playbook, visit.anchor) for visit in run.visits]
    begun = nodes.index(first) if first in nodes else 0
    reached = 0
    for number, (visit, at) in enumerate(standing(scene, run)):
        if number < begun or visit.skipped:
            continue  # what was jumped over is told by the stages that are missing
        stage = scene.stages[at] if at is not None else None
        if visit.undone:
            if visit.answer or stage is None:
                yield _row(visit, stage, "back", usual)
            continue
        if at is not None:
            for passed in scene.stages[reached:at]:
                yield Row(passed.title, "skipped", passed.answer)
            reached = max(reached, at + 1)
        yield _row(visit, stage, _kind(visit, stage), usual)
    for left in scene.stages[reached:]:
        yield Row(left.title, "unreached", left.answer)


def _kind(visit: Visit, stage: Stage | None) -> RowKind:
    if stage is None:
        return "extra"
    return "same" if same(visit.answer, stage.answer) else "other"


def _row(visit: Visit, stage: Stage | None, kind: RowKind, usual: Mapping[Node, int]) -> Row:
    return Row(
        title=visit.title,
        kind=kind,
        expected=stage.answer if stage is not None else "",
        taken=visit.answer,
        seconds=visit.seconds,
        usual=usual.get((visit.playbook, visit.anchor), 0),
    )


# --- values -----------------------------------------------------------------------------------------------


def _values(scene: Scene, recorded: Mapping[str, str]) -> Iterator[ValueRow]:
    """Each value of the way once, at the first step that asks for it."""
    needed = {told.name for stage in scene.stages for told in stage.tells if told.needed}
    seen: set[str] = set()
    for stage in scene.stages:
        for told in stage.tells:
            value = recorded.get(told.name, "").strip()
            if told.name in seen or not (value or told.name in needed):
                continue
            seen.add(told.name)
            kind: ValueKind = "missed" if not value else "right" if _is_told(told, value) else "wrong"
            yield ValueRow(stage.title, told.label, told.value, value, kind)


def _is_told(told: Told, value: str) -> bool:
    """Whether a value is what the customer told; their own words may be put shorter."""
    if _bare(told.value) == _bare(value):
        return True
    words = set(re.findall(r"\w{4,}", told.value.casefold()))
    return told.free and bool(words & set(re.findall(r"\w{4,}", value.casefold())))


def _bare(text: str) -> str:
    return re.sub(r"[^\w%+]", "", text.casefold())


# --- in words ---------------------------------------------------------------------------------------------


def _way_told(done: Report) -> str:
    right = sum(row.kind == "same" for row in done.rows)
    wrong = [row for row in done.rows if row.kind in ("other", "skipped")]
    back = [row for row in done.rows if row.kind == "back"]
    steps = sum(row.kind not in ("back", "extra") for row in done.rows)
    if not wrong and not back and right == len(done.rows):
        return trn("Every answer was right: {n} step.", "Every answer was right: {n} steps.", steps)
    told = [
        trn(
            "{right} of {n} step went as expected.",
            "{right} of {n} steps went as expected.",
            steps,
            right=right,
        )
    ]
    if back:
        told.append(
            trn(
                "{n} answer was taken back; to notice it is half of the work.",
                "{n} answers were taken back; to notice it is half of the work.",
                len(back),
            )
        )
    if wrong:
        told.append(_look_at(wrong[0]))
    return " ".join(told)


def _look_at(row: Row) -> str:
    said = {"title": row.title, "expected": row.expected, "taken": row.taken}
    if row.expected and row.taken:
        return tr("Look at “{title}”: “{expected}” was the answer, you chose “{taken}”.", **said)
    if row.expected:
        return tr("Look at “{title}”: “{expected}” was the answer, it was passed by.", **said)
    if row.taken:
        return tr("Look at “{title}”: the call was to end, you chose “{taken}”.", **said)
    return tr("Look at “{title}”: the call was to end, it was passed by.", **said)


def _end_told(done: Report) -> Iterator[str]:
    if not done.ended:
        yield (
            tr("The call was to be handed over at “{title}”.", title=done.end)
            if done.hands_over
            else tr("The call was to be solved at “{title}”.", title=done.end)
        )


def _values_told(done: Report) -> Iterator[str]:
    missed = [tr("“{title}”", title=value.label) for value in done.values if value.kind == "missed"]
    wrong = [tr("“{title}”", title=value.label) for value in done.values if value.kind == "wrong"]
    if missed:
        yield tr("Not recorded: {values}. The customer tells when asked.", values=", ".join(missed))
    if wrong:
        yield tr("Recorded otherwise than it was told: {values}.", values=", ".join(wrong))
    if done.values and not missed and not wrong:
        yield trn("The value is right.", "All {n} values are right.", len(done.values))


def _note_told(done: Report) -> Iterator[str]:
    note = done.note
    if note is None:
        return
    if note.late:
        yield tr("The note still needed {lines} at the first attempt.", lines=_listed(note.late))
    if note.left:
        yield tr("The next tier would be glad of {lines}, too.", lines=_listed(note.left))
    if not note.late and not note.left:
        yield tr("The note has all that the next tier needs.")


def _listed(labels: tuple[str, ...]) -> str:
    quoted = [tr("“{title}”", title=label) for label in labels]
    return tr(" and ").join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
