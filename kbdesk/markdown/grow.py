# SPDX-License-Identifier: MIT
"""A playbook that grows at one step: a new answer there, and the steps that it leads to.

Only lines are put in; every byte that was there stays. What was made is read again before it is given out:
where it says anything else than the old text with the new answer and the new steps, it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.anchors import anchor
from kbdesk.markdown.practice import new_paths
from kbdesk.markdown.relink import link_target
from kbdesk.markdown.sections import (
    AS_TEXT,
    LINE_END,
    Piece,
    Section,
    Sheet,
    bare_step,
    new_answer,
    new_blocks,
)
from kbdesk.model import Answer, Pairs, Playbook, Step, ValueField

_TAG = re.compile(r"<(/?[A-Za-z][^<>]{0,500})>")
_SIGN = re.compile(r"[\\`*\[\]<~]|#(?=#*$)|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32};)")
_RESOLVE = "resolve:"


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to put in. ``Resolve: …`` as its title makes it an end.

    ``answers`` are (words, anchor of a step that is there or is new).
    """

    title: str
    body: str = ""
    """Markdown."""
    say: str = ""
    """Words to say to the customer."""
    values: tuple[ValueField, ...] = ()
    answers: Pairs = ()

    @property
    def anchor(self) -> str:
        """The anchor that its heading gets."""
        return anchor(as_title(self.title))


@dataclass(frozen=True, slots=True)
class Grown:
    """The new text of a playbook, and which parts of it are new: (start, end) in characters, in order."""

    text: str
    inserted: tuple[tuple[int, int], ...]
    practised: bool = False
    """Whether practice paths take the new answers, too."""


def grown(path: str, text: str, at: str, answer: tuple[str, str], steps: Sequence[NewStep]) -> Grown:
    """The playbook with one more answer at a step, and with new steps right after that step's section.

    Args:
        path: the playbook's path in the library.
        text: the whole file.
        at: the anchor of the step that gets the answer.
        answer: its words, and the anchor of the step to which it leads.
        steps: the new steps in order; they are of the same tier.

    Raises:
        KbError: there is no such step, it takes no answers, a title is taken, or the text cannot be changed
            without changing more.
    """
    sheet = Sheet.of(path, text)
    section = _place(sheet, at)
    _check_answer(section.step, as_title(answer[0]))
    _check_titles(sheet.book, steps)
    blocks = (part for step in steps for part in _parts(path, step))
    pieces = [new_answer(sheet, section, _link(path, *answer)), new_blocks(sheet, section.end, blocks)]
    made = Grown(*sheet.with_pieces(pieces))
    after = _verified(sheet.book, section.step, made.text, answer, steps)
    return _practised(sheet, after, section.step, pieces, steps) or made


def _practised(
    sheet: Sheet, after: Playbook, place: Step, pieces: Sequence[Piece], steps: Sequence[NewStep]
) -> Grown | None:
    """The new text with practice paths for what is new; None if they cannot be put in as lines."""
    before = sheet.book
    found = new_paths(before, after, sheet.lines, place, {step.anchor for step in steps})
    if found is None:
        return None
    at, made, paths = found
    grown_too = Grown(*sheet.with_pieces([(at, at, made), *pieces]))
    again, old = Sheet.of(before.path, grown_too.text).book, before.meta
    meta = again.meta
    same = replace(meta, practice=old.practice, practice_ends=old.practice_ends) == old
    right = (
        same
        and meta.practice == (*old.practice, *paths)
        and meta.practice_ends[: len(old.practice_ends)] == old.practice_ends
        and [bare_step(step) for step in again.steps] == [bare_step(step) for step in after.steps]
    )
    return replace(grown_too, practised=True) if right else None


def free_title(playbook: Playbook, title: str) -> str:
    """A title like this one whose anchor no heading has."""
    taken = {heading.anchor for heading in playbook.headings}
    number, free = 2, as_title(title)
    while anchor(free) in taken:
        free, number = f"{as_title(title)} {number}", number + 1
    return free


def as_title(text: str) -> str:
    """Words as a heading or an answer can hold them: on one line, without what reads as a tag."""
    return " ".join(_TAG.sub(r"\1", text).split())


def as_text(text: str) -> str:
    """Words as Markdown that shows them as they are."""
    return _SIGN.sub(r"\\\g<0>", text)


# --- what is there ---


def _place(sheet: Sheet, at: str) -> Section:
    section = sheet.section(at)
    if section.step.kind != "step":
        hint = tr("Choose the step before it.")
        raise KbError(tr("“{title}” is an end: nobody answers there.", title=section.step.title), hint)
    return section


def _check_answer(place: Step, words: str) -> None:
    if not words:
        raise KbError(tr("The new answer is still missing."), tr("Say what is seen at this step."))
    if any(one.text.casefold() == words.casefold() for one in place.answers):
        hint = tr("Say what is different, or add it at the step that it leads to.")
        raise KbError(tr("“{title}” has the answer “{words}” already.", title=place.title, words=words), hint)


def _check_titles(book: Playbook, steps: Sequence[NewStep]) -> None:
    taken = {heading.anchor: heading.text for heading in book.headings}
    for step in steps:
        title = as_title(step.title)
        if not step.anchor:
            raise KbError(tr("A new step needs a title with letters in it."), tr("Write what is done there."))
        if title.lower().startswith("escalate to"):
            raise KbError(
                tr("“{title}” would be an escalation.", title=title), tr("Lead to one that is there already.")
            )
        if step.anchor in taken:
            hint = tr("Call it “{title}”, or say what is different.", title=free_title(book, title))
            raise KbError(tr("This playbook has a step “{title}” already.", title=taken[step.anchor]), hint)
        taken[step.anchor] = title
        if step.body.rpartition("<!--")[2].count("-->") < ("<!--" in step.body):  # hosts hide all after it
            raise KbError(
                tr("A comment in “{title}” has no end.", title=title),
                tr("Close it with “-->”, or take it out."),
            )


# --- what is put in ---


def _parts(path: str, step: NewStep) -> Iterator[list[str]]:
    """The blocks of a new step's section."""
    yield [f"### {as_text(as_title(step.title))}"]
    if step.say.strip():
        yield [f"> {line}".rstrip() for line in LINE_END.split(step.say.strip())]
    if step.body.strip():
        yield LINE_END.split(step.body.strip())
    if step.values:
        yield [f"- [ ] `{value.name}`{_label(value)}" for value in step.values]
    if step.answers and step.values:
        yield ["Then:"]
    if step.answers:
        yield [f"- {_link(path, words, to)}" for words, to in step.answers]


def _label(value: ValueField) -> str:
    kind = f" (one of: {', '.join(value.choices)})" if value.choices else ""
    kind = f" ({value.kind})" if value.kind in ("number", "date") else kind
    return f": {value.label}{kind}" if value.label or kind else ""


def _link(path: str, words: str, to: str) -> str:
    return f"[{as_text(as_title(words))}]({link_target(path, path, to, '#')})"


# --- proof that nothing else changed ---


def _verified(
    before: Playbook, place: Step, text: str, answer: tuple[str, str], steps: Sequence[NewStep]
) -> Playbook:
    """Read what was made.

    Raises:
        KbError: it says anything else than it should.
    """
    after = Sheet.of(before.path, text).book
    new = {step.anchor for step in steps}
    kept = [bare_step(step) for step in after.steps if step.anchor not in new]
    wanted = []
    for step in before.steps:
        bare = bare_step(step)
        if step is place:
            bare = replace(bare, answers=(*bare.answers, _bare_answer(answer)))
        wanted.append(bare)
    came = [step for step in after.steps if step.anchor in new]
    right = (
        kept == wanted
        and after.intro == before.intro
        and len(after.headings) == len(before.headings) + len(steps)
        and len(came) == len(steps)
        and all(_is_as_asked(one, step, place) for one, step in zip(came, steps, strict=True))
    )
    if not right:
        raise KbError(tr("This cannot be put into {path} without changing more.", path=before.path), AS_TEXT)
    return after


def _bare_answer(answer: tuple[str, str]) -> Answer:
    return Answer(as_title(answer[0]), answer[1], 0)


def _is_as_asked(one: Step, step: NewStep, place: Step) -> bool:
    kind = "resolve" if as_title(step.title).lower().startswith(_RESOLVE) else "step"
    return (
        (one.title, one.kind, one.tier, one.team) == (as_title(step.title), kind, place.tier, place.team)
        and [(a.text, a.anchor) for a in one.answers] == [(as_title(w), to) for w, to in step.answers]
        and [value.name for value in one.values] == [value.name for value in step.values]
        and len(one.says) >= bool(step.say.strip())
    )
