# SPDX-License-Identifier: MIT
"""What several notes of the last days have in common, so that an outage shows as one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Final, Literal

from kbdesk.handoff.escape import one_line
from kbdesk.model import HandoffNote, Pattern

FEWEST: Final = 3
"""In so many cases a thing must be the same."""
DAYS: Final = 7
_MOST_OF_A_NOTE: Final = 20
_LETTERS: Final = 60
_PRODUCT: Final = frozenset(["product", "model", "device", "app", "application", "service", "printer"])
_NOTHING: Final = frozenset(("", "-", "–", "?", "n/a", "na", "no", "none", "unknown", "not known"))

Kind = Literal["error", "product", "leaf"]
_Common = tuple[Kind, str]
"""A thing that notes may have in common: what it is, and its text folded."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A note, when its case began to be handed over, and what it may have in common with others."""

    began: datetime
    path: str
    things: dict[_Common, str]
    """How the note writes each."""


def patterns(
    notes: Sequence[tuple[str, HandoffNote]], now: datetime, days: int = DAYS
) -> tuple[Pattern, ...]:
    """One line for each group of at least three cases with something in common, the largest first.

    The same exact error, product or model, or the same step of a playbook; a line says all that its notes
    have in common. The same notes in another order give the same lines.

    Args:
        notes: path and note of each file; of several with one id the one written last counts.
        now: the time, with the zone in which times are told.
        days: how far back a case may have been handed over first.
    """
    cases = _cases(notes, now, days)
    holders: dict[_Common, list[int]] = {}
    for number, case in enumerate(cases):
        for thing in case.things:
            holders.setdefault(thing, []).append(number)
    groups = {tuple(numbers) for numbers in holders.values() if len(numbers) >= FEWEST}
    made: dict[str, Pattern] = {}
    for group in sorted(groups, key=lambda numbers: (-len(numbers), numbers)):
        members = [cases[number] for number in group]
        shared = set.intersection(*(set(case.things) for case in members))
        pattern = _pattern(members, shared, now)
        sentence = next(one for one in _told_apart(pattern.sentence, shared) if one not in made)
        made[sentence] = replace(pattern, sentence=sentence)
    return tuple(made.values())


def _cases(notes: Sequence[tuple[str, HandoffNote]], now: datetime, days: int) -> list[_Case]:
    """The cases of the last days, oldest first."""
    newest: dict[str, tuple[str, HandoffNote]] = {}
    for path, note in sorted(notes, key=lambda one: (one[1].created, one[0])):
        newest[note.id] = (path, note)
    found = []
    for path, note in newest.values():
        try:
            began = datetime.fromisoformat(note.earlier[0].at if note.earlier else note.created)
            recent = began > now - timedelta(days=days)
        except (ValueError, TypeError, OverflowError):  # a time that is none, or has no zone
            continue
        if recent:
            found.append(_Case(began, path, dict(_things(note))))
    return sorted(found, key=lambda case: (case.began, case.path))


def _things(note: HandoffNote) -> Iterable[tuple[_Common, str]]:
    for error in note.errors[:_MOST_OF_A_NOTE]:
        yield from _thing("error", error)
    for name, value in note.environment[:_MOST_OF_A_NOTE]:
        if not _PRODUCT.isdisjoint(name.casefold().replace("_", " ").split()):
            yield from _thing("product", value)
    source = note.provenance
    if source is not None and source.playbook and source.step:
        title = next((one.step for one in reversed(note.tried) if one.anchor == source.step), "")
        shown = title or source.step.replace("-", " ")
        yield ("leaf", f"{source.playbook}#{source.step}"), shown


def _thing(kind: Kind, text: str) -> Iterable[tuple[_Common, str]]:
    shown = " ".join(text.split())
    folded = shown.casefold()
    if folded not in _NOTHING:
        yield (kind, folded), shown


def _pattern(members: list[_Case], shared: set[_Common], now: datetime) -> Pattern:
    first = members[0].things
    said = {
        kind: [one_line(first[thing], _LETTERS) for thing in sorted(shared) if thing[0] == kind]
        for kind in ("error", "product", "leaf")
    }
    errors, products, leaves = (_joined(said[kind]) for kind in ("error", "product", "leaf"))
    what = f"{errors} on {products}" if errors and products else errors or products
    leaf = f"“{leaves}”" if leaves else ""
    what = f"{what}, at {leaf}" if what and leaf else what or leaf
    began = members[0].began
    sentence = f"{len(members)} cases since {_when(began, now)}: {what}"
    return Pattern(sentence, began.isoformat(), tuple(case.path for case in members))


def _told_apart(sentence: str, shared: set[_Common]) -> Iterator[str]:
    """The sentence, then what tells its group from another that reads the same: the playbook, a number."""
    yield sentence
    yield from (f"{sentence} ({text.rpartition('#')[0]})" for kind, text in sorted(shared) if kind == "leaf")
    yield from (f"{sentence} ({number})" for number in count(2))


def _joined(texts: list[str]) -> str:
    if len(texts) > 2:
        return f"{texts[0]}, {texts[1]} and {len(texts) - 2} more"
    return " and ".join(texts)


def _when(at: datetime, now: datetime) -> str:
    """A time as people say it: 09:10, yesterday 09:10, Thursday 09:10."""
    here = at.astimezone(now.tzinfo)
    ago = (now.date() - here.date()).days
    if ago <= 0:
        return f"{here:%H:%M}"
    if ago == 1:
        return f"yesterday {here:%H:%M}"
    return f"{here:%A} {here:%H:%M}" if ago < 7 else f"{here.day} {here:%b} {here:%H:%M}"
