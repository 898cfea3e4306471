# SPDX-License-Identifier: MIT
"""Where calls go in a playbook: how often each answer was taken, where they stop, how long steps take.

Runs become counts, counts of many people are added up, and the counts of a path are laid over the playbook as
it is now. Counts hold nothing but anchors, answers of the playbook and numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeVar

from kbdesk.language import tr, trn
from kbdesk.model import Playbook, Run, StepKind

Key = TypeVar("Key")
FEW: Final = 3
"""What happened less often is not shared: it could tell of one person or one customer."""
GRID_S: Final = 5
"""Shared medians are rounded to so many seconds."""
Ended = Literal["resolved", "escalated", "closed"]
What = Literal["came", "stopped", "escalated", "resolved", "skipped", "undone"]
WHATS: Final[tuple[What, ...]] = ("came", "stopped", "escalated", "resolved", "skipped", "undone")


class Stay(NamedTuple):
    """A visit of a run as far as it counts."""

    playbook: str
    anchor: str
    answer: str
    seconds: int
    skipped: bool
    undone: bool


class Trail(NamedTuple):
    """A run that is over, as far as it counts."""

    ended: Ended
    stays: tuple[Stay, ...]
    versions: tuple[tuple[str, str], ...]
    """The blob id of each playbook that it went through, by path."""


@dataclass(slots=True)
class StepCount:
    """What happened at one step."""

    numbers: Counter[What] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[tuple[int, int]] = field(default_factory=list)
    """How long stays were, as (seconds, how many of them)."""


@dataclass(slots=True)
class Counts:
    """What happened in one playbook."""

    runs: int = 0
    versions: Counter[str] = field(default_factory=Counter)
    """How many runs went through each version, by blob id."""
    steps: dict[str, StepCount] = field(default_factory=dict)

    def step(self, anchor: str) -> StepCount:
        """The counts of a step, empty if there were none."""
        if anchor not in self.steps:
            self.steps[anchor] = StepCount()
        return self.steps[anchor]


@dataclass(frozen=True, slots=True)
class StepHeat:
    """What happened at a step of the playbook of now."""

    anchor: str
    title: str
    kind: StepKind
    came: int
    answers: tuple[int, ...]
    """How often each answer of the step was taken, in the playbook's order."""
    stopped: int
    """Calls that were closed here without an end."""
    escalated: int
    resolved: int
    skipped: int
    undone: int
    """Answers that were taken back here."""
    seconds: int
    """The median stay; 0 if it is not known."""


@dataclass(frozen=True, slots=True)
class Heat:
    """What happened in a playbook, laid over it as it is now."""

    path: str
    runs: int
    steps: tuple[StepHeat, ...]
    """One for each step, in the order of the file."""
    other: int = 0
    """How often something was counted at a step or answer of another version."""
    earlier_runs: int = 0
    """How many of the runs went through another version."""

    def step(self, anchor: str) -> StepHeat | None:
        """What happened at a step; None if the playbook has none of this anchor."""
        return next((step for step in self.steps if step.anchor == anchor), None)

    @property
    def most(self) -> int:
        """How often the answer was taken that was taken most."""
        return max((number for step in self.steps for number in step.answers), default=0)


def trail(run: Run) -> Trail | None:
    """What counts of a run; None while it is under way, or if it was sent back to its sender.

    Of a case that was taken over only what was done here counts: the rest counts where it was done.
    """
    if run.status not in ("resolved", "escalated", "closed"):
        return None
    stays = tuple(
        Stay(visit.playbook, visit.anchor, visit.answer, visit.seconds, visit.skipped, visit.undone)
        for visit in run.visits
        if visit.by == run.by
    )
    return Trail(run.status, stays, (*run.blobs, (run.playbook, run.playbook_blob)))


def count(trails: Iterable[Trail]) -> dict[str, Counts]:
    """What happened in each playbook, by path."""
    found: dict[str, Counts] = {}
    seconds: dict[tuple[str, str], Counter[int]] = {}
    for ended, stays, versions in trails:
        seen = set()
        last = None
        for stay in stays:
            path, anchor, answer, spent, skipped, undone = stay
            if not path:
                continue
            if path not in found:
                found[path] = Counts()
            counts = found[path]
            seen.add(path)
            step = counts.steps.get(anchor) or counts.step(anchor)
            if undone:
                step.numbers["undone"] += bool(answer)
            elif skipped:
                step.numbers["skipped"] += 1
            else:
                last = step
                step.numbers["came"] += 1
                if answer:
                    step.answers[answer] += 1
                if spent > 0:
                    seconds.setdefault((path, anchor), Counter())[spent] += 1
        if last is not None:
            last.numbers["stopped" if ended == "closed" else ended] += 1
        blobs = dict(versions)
        for path in seen:
            found[path].runs += 1
            found[path].versions[blobs.get(path, "")] += 1
    for (path, anchor), spents in seconds.items():
        found[path].steps[anchor].seconds = sorted(spents.items())
    return found


def added(many: Iterable[Counts]) -> Counts:
    """The counts of several people in one."""
    total = Counts()
    for one in many:
        total.runs += one.runs
        total.versions.update(one.versions)
        for anchor, step in one.steps.items():
            mine = total.step(anchor)
            mine.numbers.update(step.numbers)
            mine.answers.update(step.answers)
            mine.seconds += step.seconds
    return total


def larger(one: Counts, other: Counts) -> Counts:
    """Of each number the larger one: two counts of the same calls, some of which are deleted by now."""
    both = Counts(max(one.runs, other.runs), one.versions | other.versions)
    for anchor in {**one.steps, **other.steps}:
        mine, its = one.steps.get(anchor, StepCount()), other.steps.get(anchor, StepCount())
        seconds = max(mine.seconds, its.seconds, key=lambda pairs: sum(number for _, number in pairs))
        both.steps[anchor] = StepCount(mine.numbers | its.numbers, mine.answers | its.answers, seconds)
    return both


def shareable(counts: Counts, book: Playbook) -> Counts | None:
    """What may be shared of somebody's counts: only what the playbook has now, and nothing that is rare.

    None if there is nothing.
    """
    if counts.runs < FEW:
        return None
    safe = Counts(counts.runs, _often(counts.versions, {book.source.blob}))
    for step in book.steps:
        mine = counts.steps.get(step.anchor)
        if mine is None:
            continue
        one = StepCount(_often(mine.numbers, WHATS), _often(mine.answers, [one.text for one in step.answers]))
        stays = sum(number for _, number in mine.seconds)
        if stays >= FEW:
            near = max(1, round(median(mine.seconds) / GRID_S)) * GRID_S
            one.seconds = [(near, stays)]
        if one.numbers or one.answers:
            safe.steps[step.anchor] = one
    return safe if safe.steps else None


def heat(counts: Counts, book: Playbook) -> Heat:
    """The counts laid over the playbook of now: steps are found by their anchor, answers by their text."""
    steps, known = [], {step.anchor for step in book.steps}
    other = sum(step.numbers["came"] for anchor, step in counts.steps.items() if anchor not in known)
    for step in book.steps:
        mine = counts.steps.get(step.anchor, StepCount())
        answers = tuple(mine.answers[answer.text] for answer in step.answers)
        other += max(0, mine.answers.total() - sum(answers))
        numbers = mine.numbers
        steps.append(
            StepHeat(
                step.anchor,
                step.title,
                step.kind,
                numbers["came"],
                answers,
                numbers["stopped"],
                numbers["escalated"],
                numbers["resolved"],
                numbers["skipped"],
                numbers["undone"],
                median(mine.seconds),
            )
        )
    now = counts.versions[book.source.blob]
    return Heat(book.path, counts.runs, tuple(steps), other, max(0, counts.runs - now))


def hottest(found: Heat, most: int = 5) -> tuple[tuple[StepHeat, str], ...]:
    """Where calls stop or are handed over most, with the sentence that says so; the worst first."""
    told = []
    for step in found.steps:
        if step.stopped:
            told.append((step.stopped, step, _stopped(step)))
        if step.escalated and step.kind != "escalate":
            told.append((step.escalated, step, _left(step)))
        elif step.escalated:
            told.append(
                (step.escalated, step, trn("{n} call handed over", "{n} calls handed over", step.escalated))
            )
        if step.undone >= FEW:
            told.append((step.undone, step, tr("{n} answers taken back here", n=step.undone)))
    told.sort(key=lambda one: -one[0])
    return tuple((step, words) for _, step, words in told[:most])


def median(pairs: Collection[tuple[int, int]]) -> int:
    """The middle of values that are given as (value, how often); 0 if there are none."""
    half = (sum(number for _, number in pairs) + 1) // 2
    for value, number in sorted(pairs):
        half -= number
        if half <= 0:
            return value
    return 0


def usual(found: Heat) -> Mapping[tuple[str, str], int]:
    """The seconds that steps take usually, by (path, anchor); only those that are known."""
    return {(found.path, step.anchor): step.seconds for step in found.steps if step.seconds}


def _often(numbers: Counter[Key], known: Collection[Key]) -> Counter[Key]:
    return Counter({key: number for key, number in numbers.items() if number >= FEW and key in known})


def _stopped(step: StepHeat) -> str:
    return trn(
        "{n} call stopped here, of {all}", "{n} calls stopped here, of {all}", step.stopped, all=step.came
    )


def _left(step: StepHeat) -> str:
    return trn(
        "{n} call handed over from here, of {all}",
        "{n} calls handed over from here, of {all}",
        step.escalated,
        all=step.came,
    )
