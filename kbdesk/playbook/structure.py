# SPDX-License-Identifier: MIT
"""Two texts of a playbook compared by structure: which steps and answers came, went or changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from kbdesk.language import tr, trn, trp
from kbdesk.model import Answer, Playbook, Step
from kbdesk.model.edits import AnswerChange, AnswerWord, StepChange, StructureChange

_ALIKE = 0.5
"""How like (0 to 1) two steps of different names must be to be one that was renamed."""
_IN_PLACE = 0.2
"""The same for the only one that went and the only one that came, at the same place."""
_LINK = re.compile(r"#([^\s)>\"'\]]+)")


def compare(before: Playbook, after: Playbook) -> StructureChange:
    """What differs between two texts of a playbook.

    Steps belong together by their anchors; those that are left by what they say and where they are come to.
    """
    pairs = _Pairs(before, after)
    steps: list[StepChange] = []
    gone = iter(step for step in before.steps if step.anchor not in pairs.names)
    waiting = next(gone, None)
    order = {step.anchor: number for number, step in enumerate(before.steps)}
    for step in after.steps:
        old = pairs.old_of(step)
        while waiting is not None and old is not None and order[waiting.anchor] < order[old.anchor]:
            steps.append(pairs.went(waiting))
            waiting = next(gone, None)
        change = pairs.came(step) if old is None else pairs.changed(old, step)
        if change is not None:
            steps.append(change)
    while waiting is not None:
        steps.append(pairs.went(waiting))
        waiting = next(gone, None)
    return StructureChange(tuple(steps), tuple(_notes(before, after, pairs, steps)))


def band(step: Step) -> str:
    """The tier in which a step stands, as its heading has it."""
    if step.tier == "specialist":
        return tr("Specialist {team}", team=step.team).strip()
    if step.team:
        return tr("Tier {n}: {team}", n=step.tier, team=step.team)
    return tr("Tier {n}", n=step.tier)


@dataclass
class _Pairs:
    """Which step of the one text is which of the other."""

    before: Playbook
    after: Playbook

    def __post_init__(self) -> None:
        kept = {step.anchor for step in self.before.steps} & {step.anchor for step in self.after.steps}
        self.names: dict[str, str] = {name: name for name in kept}
        """The new anchor of each old step that is still there."""
        self.names |= self._renamed(kept)
        self._old = {new: self.before.step(old) for old, new in self.names.items()}

    def old_of(self, step: Step) -> Step | None:
        """The old step that this one was; None if it is new."""
        return self._old.get(step.anchor)

    def _renamed(self, kept: Collection[str]) -> dict[str, str]:
        gone = [step for step in self.before.steps if step.anchor not in kept]
        new = [step for step in self.after.steps if step.anchor not in kept]
        if not gone or not new:
            return {}
        one, two = _Look(self.before, kept), _Look(self.after, kept)
        rated = sorted(
            (
                (-one.likeness(old, two, step), abs(one.place(old) - two.place(step)), n, m)
                for n, old in enumerate(gone)
                for m, step in enumerate(new)
            ),
        )
        found: dict[int, int] = {}
        for minus, far, n, m in rated:
            alone = len(gone) == len(new) == 1 and far == 0
            least = _IN_PLACE if alone else _ALIKE
            bare = alone and not one.says_anything(gone[n]) and not two.says_anything(new[m])
            if n not in found and m not in found.values() and (-minus >= least or bare):
                found[n] = m
        return {gone[n].anchor: new[m].anchor for n, m in found.items()}

    # --- one step ---

    def came(self, step: Step) -> StepChange:
        """A step that is new, with its answers."""
        answers = tuple(
            AnswerChange("came", number, after=one.text, to=_there(self.after, one))
            for number, one in enumerate(step.answers, 1)
        )
        return StepChange("came", "", step.anchor, step.title, band=band(step), answers=answers)

    def went(self, step: Step) -> StepChange:
        """A step that is gone."""
        return StepChange("went", step.anchor, "", step.title, old_band=band(step))

    def changed(self, old: Step, new: Step) -> StepChange | None:
        """What differs in a step; None if nothing."""
        moved = band(old) != band(new)
        change = StepChange(
            "changed",
            old.anchor,
            new.anchor,
            new.title,
            old.title if old.title != new.title else "",
            band(old) if moved else "",
            band(new) if moved else "",
            tuple(self._answers(old, new)),
            tuple(_values(old, new)),
            tuple(_says(old, new)),
            _plain(self.named(old.body)) != _plain(new.body),
        )
        same = StepChange("changed", old.anchor, new.anchor, new.title)
        return None if change == same else change

    def named(self, text: str) -> str:
        """A text of before with the links to steps of now."""
        return _LINK.sub(lambda found: f"#{self.names.get(found[1], found[1])}", text)

    def _answers(self, old: Step, new: Step) -> Iterator[AnswerChange]:
        here = self.before.path, self.after.path
        ones = [_Way(one.text, *self._goal(one, here[0])) for one in old.answers]
        others = [_Way(one.text, one.playbook, one.anchor) for one in new.answers]
        others = [replace(one, playbook="") if one.playbook == here[1] else one for one in others]
        partner = _partners(ones, others)
        moved = _out_of_order([partner[m] for m in sorted(partner)])
        for m, other in enumerate(others):
            to = _there(self.after, new.answers[m])
            if m not in partner:
                yield AnswerChange("came", m + 1, after=other.text, to=to)
                continue
            one = ones[partner[m]]
            was = _there(self.before, old.answers[partner[m]]) if one.goal != other.goal else ""
            what: AnswerWord | None = "moved" if partner[m] in moved else None
            what = "retargeted" if one.goal != other.goal else what
            what = "reworded" if one.text != other.text else what
            if what is not None:
                yield AnswerChange(what, m + 1, one.text, other.text, to, was)
        for n, one in enumerate(ones):
            if n not in partner.values():
                yield AnswerChange("went", n + 1, before=one.text, was=_there(self.before, old.answers[n]))

    def _goal(self, answer: Answer, path: str) -> tuple[str, str]:
        if answer.playbook in ("", path):
            return "", self.names.get(answer.anchor, answer.anchor)
        return answer.playbook, answer.anchor


@dataclass(frozen=True, slots=True)
class _Way:
    """An answer with the goal in names of now."""

    text: str
    playbook: str
    anchor: str

    @property
    def goal(self) -> tuple[str, str]:
        return self.playbook, self.anchor


def _partners(ones: Sequence[_Way], others: Sequence[_Way]) -> dict[int, int]:
    """For answers of now those of before that they were: the same, else same words, else the same goal."""
    found: dict[int, int] = {}
    tests: tuple[Callable[[_Way, _Way], bool], ...] = (
        lambda one, other: one == other,
        lambda one, other: one.text.casefold() == other.text.casefold(),
        lambda one, other: one.goal == other.goal and one.goal != ("", ""),
    )
    for test in tests:
        for m, other in enumerate(others):
            free = [n for n in range(len(ones)) if n not in found.values()]
            alike = [n for n in free if m not in found and test(ones[n], other)]
            if alike:
                found[m] = max(alike, key=lambda n: (_ratio(ones[n].text, other.text), -abs(n - m)))
    return found


def _out_of_order(numbers: Sequence[int]) -> set[int]:
    """As few of these numbers as can be taken out so that the others go up."""
    best: list[list[int]] = [[]]
    for number in numbers:
        best.append([*_longest(run for run in best if not run or run[-1] < number), number])
    return set(numbers) - set(_longest(best))


def _longest(runs: Iterable[list[int]]) -> list[int]:
    return max(runs, key=len)


def _values(old: Step, new: Step) -> Iterator[tuple[str, str]]:
    before = {value.name: replace(value, line=0) for value in old.values}
    after = {value.name: replace(value, line=0) for value in new.values}
    for name, value in after.items():
        if name not in before:
            yield "came", name
        elif before[name] != value:
            yield "changed", name
    yield from (("went", name) for name in before if name not in after)


def _says(old: Step, new: Step) -> Iterator[tuple[str, str]]:
    for code, first, last, start, end in SequenceMatcher(None, old.says, new.says, False).get_opcodes():
        both = min(last - first, end - start) if code == "replace" else 0
        yield from (("changed", text) for text in new.says[start : start + both])
        if code != "equal":
            yield from (("came", text) for text in new.says[start + both : end])
            yield from (("went", text) for text in old.says[first + both : last])


def _there(book: Playbook, answer: Answer) -> str:
    """Where an answer leads, in words."""
    if answer.playbook and answer.playbook != book.path:
        place = f"{answer.playbook}#{answer.anchor}" if answer.anchor else answer.playbook
        return tr("the playbook {path}", path=place)
    step = book.step(answer.anchor)
    return tr("“{title}”", title=step.title) if step is not None else trp("leads to", "no step")


# --- which step is which ---


class _Look:
    """What a step looks like to one who has forgotten its name."""

    def __init__(self, book: Playbook, kept: Collection[str]) -> None:
        self._places = {step.anchor: number for number, step in enumerate(book.steps)}
        self._inbound: dict[str, Counter[str]] = {}
        for step in book.steps:
            name = step.anchor if step.anchor in kept else ""
            for answer in step.answers:
                if answer.playbook in ("", book.path):
                    self._inbound.setdefault(answer.anchor, Counter())[f"{name} {answer.text}"] += 1

    def place(self, step: Step) -> int:
        """How many steps stand before it."""
        return self._places[step.anchor]

    def says_anything(self, step: Step) -> bool:
        """Whether there is more to a step than its title."""
        return bool(step.body or step.says or step.values or step.answers or self._inbound.get(step.anchor))

    def likeness(self, old: Step, other: _Look, new: Step) -> float:
        """How like two steps are, 0 to 1: title, text, values, answers, and where one comes from to them."""
        rated = [_ratio(old.title.casefold(), new.title.casefold())]
        parts = (
            (Counter(one.text for one in old.answers), Counter(one.text for one in new.answers)),
            (Counter(one.name for one in old.values), Counter(one.name for one in new.values)),
            (Counter(old.says), Counter(new.says)),
            (self._inbound.get(old.anchor, Counter()), other._inbound.get(new.anchor, Counter())),
        )
        for one, two in parts:
            if one or two:
                rated.append((one & two).total() / (one | two).total())
        if old.body or new.body:
            rated.append(_ratio(old.body, new.body))
        return sum(rated) / len(rated)


def _ratio(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return SequenceMatcher(None, one[:2000], other[:2000], autojunk=False).ratio()


def _plain(text: str) -> str:
    """A text without what nobody sees: blanks at line ends and empty lines at its ends."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


# --- the whole playbook ---


def _notes(before: Playbook, after: Playbook, pairs: _Pairs, steps: Sequence[StepChange]) -> Iterator[str]:
    if before.title != after.title:
        yield tr("The title was “{old}”, and is “{new}”", old=before.title, new=after.title)
    if _plain(pairs.named(before.intro)) != _plain(after.intro):
        yield tr("The introduction is another one")
    if before.steps and after.steps:
        first = after.steps[0]
        if pairs.names.get(before.steps[0].anchor) != first.anchor:
            yield tr("A run now begins at “{title}”", title=first.title)
    words = {
        answer.before: answer.after for step in steps for answer in step.answers if answer.what == "reworded"
    }
    old = Counter(_path(path, words) for path in before.meta.practice)
    new = Counter(_path(path, words) for path in after.meta.practice)
    if came := (new - old).total():
        yield trn("{n} practice path came", "{n} practice paths came", came)
    if went := (old - new).total():
        yield trn("{n} practice path went", "{n} practice paths went", went)


def _path(path: Sequence[str], words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(words.get(one, one) for one in path)


def branch(book: Playbook, at: str) -> tuple[str, ...]:
    """A step and the steps that are come to through it only, in the order of the file."""
    if not book.steps:
        return ()
    seen = {at}
    waiting = [book.steps[0].anchor]
    while waiting:
        name = waiting.pop()
        step = book.step(name) if name not in seen else None
        seen.add(name)
        waiting += [one.anchor for one in step.answers if not one.playbook] if step is not None else []
    away, waiting = {at}, [at]
    while waiting:
        step = book.step(waiting.pop())
        for one in step.answers if step is not None else ():
            if not one.playbook and one.anchor not in seen | away:
                away.add(one.anchor)
                waiting.append(one.anchor)
    return tuple(step.anchor for step in book.steps if step.anchor in away)
