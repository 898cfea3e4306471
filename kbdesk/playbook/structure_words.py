# SPDX-License-Identifier: MIT
"""What differs between two texts of a playbook by structure, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbdesk.language import tr
from kbdesk.model.edits import AnswerChange, StepChange, StructureChange


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that differs, in words that make a sentence together: what, and where."""

    what: str
    where: str = ""
    anchor: str = ""
    """The step of the new text that it is about; "" if there is none."""

    @property
    def sentence(self) -> str:
        """The whole, without a full stop."""
        return f"{self.what} {self.where}".strip()


def told(change: StructureChange) -> tuple[Told, ...]:
    """What differs, step by step in the order of the new text, then what concerns the whole playbook."""
    lines = [Told(what, where, step.after) for step in change.steps for what, where in _step(step) if what]
    return (*lines, *(Told(note) for note in change.notes))


def in_words(change: StructureChange) -> tuple[str, ...]:
    """What differs, as a sentence each, without full stops; () if nothing does."""
    return tuple(one.sentence for one in told(change))


def _step(change: StepChange) -> Iterator[tuple[str, str]]:
    name = tr("“{title}”", title=change.title)
    if change.what == "came":
        ways = "; ".join(
            tr("“{answer}” leads to {place}", answer=one.after, place=one.to) for one in change.answers
        )
        where = tr("in {band}", band=change.band)
        yield tr("New step {title}", title=name), f"{where}: {ways}" if ways else where
        return
    if change.what == "went":
        yield tr("The step {title} went", title=name), tr("from {band}", band=change.old_band)
        return
    if change.old_title:
        yield tr("“{old}” is called {new} now", old=change.old_title, new=name), ""
    if change.band:
        moved = tr("{title} moved to {band}", title=name, band=change.band)
        yield moved, tr("from {band}", band=change.old_band)
    here = tr("at {title}", title=name)
    for answer in change.answers:
        what, where = _answer(answer)
        yield what, f"{here}{where}"
    yield from ((_value_words(what, value), here) for what, value in change.values)
    yield from ((_say_words(what, _short(text)), here) for what, text in change.says)
    if change.text:
        yield tr("Another text"), here


def _value_words(what: str, value: str) -> str:
    if what == "came":
        return tr("New value {value}", value=value)
    if what == "went":
        return tr("No value {value} any more", value=value)
    return tr("Another value {value}", value=value)


def _say_words(what: str, text: str) -> str:
    if what == "came":
        return tr("New words to say “{text}”", text=text)
    if what == "went":
        return tr("No longer the words to say “{text}”", text=text)
    return tr("Other words to say “{text}”", text=text)


def _answer(change: AnswerChange) -> tuple[str, str]:
    if change.what == "came":
        return tr("New answer “{answer}”", answer=change.after), tr(", leads to {place}", place=change.to)
    if change.what == "went":
        return (
            tr("No answer “{answer}” any more", answer=change.before),
            tr(", it led to {place}", place=change.was),
        )
    if change.what == "reworded":
        also = tr(", and leads to {place}", place=change.to) if change.was else ""
        return tr("“{old}” reads “{new}” now", old=change.before, new=change.after), also
    if change.what == "retargeted":
        return (
            tr("“{answer}” leads to {place} now", answer=change.after, place=change.to),
            tr(", not to {place}", place=change.was),
        )
    return tr("“{answer}” has the key {n} now", answer=change.after, n=change.number), ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
