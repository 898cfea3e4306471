# SPDX-License-Identifier: MIT
"""A playbook that grows at one step: a new answer there, and the steps that it leads to.

Only lines are put in; every byte that was there stays. What was made is read again before it is given out:
where it says anything else than the old text with the new answer and the new steps, it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kbdesk.errors import KbError
from kbdesk.markdown.anchors import anchor
from kbdesk.markdown.parse import MAX_BYTES, body_of, head_and_rest, parse
from kbdesk.markdown.practice import new_paths
from kbdesk.markdown.relink import link_target
from kbdesk.markdown.tokens import read_markdown
from kbdesk.model import Answer, Pairs, Playbook, SourceFile, Step, ValueField

_AS_TEXT = "Edit the playbook as text instead."
_LINE_END = re.compile(r"\r\n?|\n")
_EACH_LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_ITEM = re.compile(r"( {0,3})([-*+]|(\d{1,9})([.)]))([ \t]+)")
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


_Piece = tuple[int, list[str]]
"""Lines to put in before the line with this index, from 0; without their line ends."""


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
    before = _book(path, text)
    place = _place(before, at)
    _check_answer(place, as_title(answer[0]))
    _check_titles(before, steps)
    lines = _lines(text)
    pieces = [_answer_piece(before, place, lines, answer), _steps_piece(before, place, lines, path, steps)]
    made = _with_pieces(lines, pieces)
    after = _verified(before, place, made.text, answer, steps)
    return _practised(before, after, lines, place, pieces, steps) or made


def _practised(
    before: Playbook,
    after: Playbook,
    lines: list[str],
    place: Step,
    pieces: Sequence[_Piece],
    steps: Sequence[NewStep],
) -> Grown | None:
    """The new text with practice paths for what is new; None if they cannot be put in as lines."""
    found = new_paths(before, after, lines, place, {step.anchor for step in steps})
    if found is None:
        return None
    at, made, paths = found
    grown_too = _with_pieces(lines, [(at, made), *pieces])
    again, old = _book(before.path, grown_too.text), before.meta
    meta = again.meta
    same = replace(meta, practice=old.practice, practice_ends=old.practice_ends) == old
    right = (
        same
        and meta.practice == (*old.practice, *paths)
        and meta.practice_ends[: len(old.practice_ends)] == old.practice_ends
        and [_bare(step) for step in again.steps] == [_bare(step) for step in after.steps]
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


def _book(path: str, text: str) -> Playbook:
    book = parse(SourceFile(path, "", text, size_bytes=len(text)))
    if not isinstance(book, Playbook):
        raise KbError(f"{path} is not a playbook.", "Choose a step of a playbook.")
    return book


def _place(book: Playbook, at: str) -> Step:
    place = book.step(at)
    if place is None:
        raise KbError(f"{book.path} has no step “{at}” any more.", "Choose another step.")
    if place.kind != "step":
        raise KbError(f"“{place.title}” is an end: nobody answers there.", "Choose the step before it.")
    if head_and_rest(body_of(book), MAX_BYTES)[1]:
        raise KbError(f"{book.path} is too long to be changed here.", _AS_TEXT)
    return place


def _check_answer(place: Step, words: str) -> None:
    if not words:
        raise KbError("The new answer is still missing.", "Say what is seen at this step.")
    if any(one.text.casefold() == words.casefold() for one in place.answers):
        hint = "Say what is different, or add it at the step that it leads to."
        raise KbError(f"“{place.title}” has the answer “{words}” already.", hint)


def _check_titles(book: Playbook, steps: Sequence[NewStep]) -> None:
    taken = {heading.anchor: heading.text for heading in book.headings}
    for step in steps:
        title = as_title(step.title)
        if not step.anchor:
            raise KbError("A new step needs a title with letters in it.", "Write what is done there.")
        if title.lower().startswith("escalate to"):
            raise KbError(f"“{title}” would be an escalation.", "Lead to one that is there already.")
        if step.anchor in taken:
            hint = f"Call it “{free_title(book, title)}”, or say what is different."
            raise KbError(f"This playbook has a step “{taken[step.anchor]}” already.", hint)
        taken[step.anchor] = title
        if step.body.rpartition("<!--")[2].count("-->") < ("<!--" in step.body):  # hosts hide all after it
            raise KbError(f"A comment in “{title}” has no end.", "Close it with “-->”, or take it out.")


def _lines(text: str) -> list[str]:
    return [line for line in _EACH_LINE.split(text) if line]


def _section_end(book: Playbook, place: Step, count: int) -> int:
    """The index of the line after a step's section."""
    offset = book.body_line - 1
    starts = (
        token.map[0] + offset
        for token in read_markdown(body_of(book)).tokens
        if token.type == "heading_open" and not token.level and token.map and token.tag in ("h1", "h2", "h3")
    )
    return next((start for start in starts if start > place.line - 1), count)


# --- what is put in ---


def _answer_piece(book: Playbook, place: Step, lines: list[str], answer: tuple[str, str]) -> _Piece:
    """The new item at the end of the answer list, or a list of its own where there is none."""
    words, to = answer
    link = _link(book.path, words, to)
    if not place.answers:
        at = _section_end(book, place, len(lines))
        while not lines[at - 1].strip():
            at -= 1
        return at, ["", "Then:", "", f"- {link}"]
    ends = _item_ends(book)
    first = [one.line - 1 for one in place.answers]
    marks = [_ITEM.match(lines[number]) for number in first]
    mark = marks[-1]
    if mark is None:
        raise KbError(f"The answers of “{place.title}” are written in an unusual way.", _AS_TEXT)
    bullet = mark[2]
    if mark[3]:
        before = marks[-2] if len(marks) > 1 else None
        step = 0 if before is not None and before[3] == mark[3] else 1
        bullet = f"{int(mark[3]) + step}{mark[4]}"
    at = ends[first[-1]]
    loose = len(first) > 1 and not lines[first[-1] - 1].strip()
    return at, [*([""] if loose else []), f"{mark[1]}{bullet}{mark[5]}{link}"]


def _item_ends(book: Playbook) -> dict[int, int]:
    """For the first line of each item that is one paragraph, the index of the line after its words."""
    tokens, offset = read_markdown(body_of(book)).tokens, book.body_line - 1
    return {
        token.map[0] + offset: inner.map[1] + offset
        for token, inner in pairwise(tokens)
        if token.type == "list_item_open" and token.map and inner.map
    }


def _steps_piece(
    book: Playbook, place: Step, lines: list[str], path: str, steps: Sequence[NewStep]
) -> _Piece:
    at = _section_end(book, place, len(lines))
    made: list[str] = []
    for step in steps:
        for part in _parts(path, step):
            made += [*part, ""]
    if not made:
        return at, []
    if lines[at - 1].strip():
        made.insert(0, "")
    return at, made[:-1] if at == len(lines) else made


def _parts(path: str, step: NewStep) -> Iterator[list[str]]:
    """The blocks of a new step's section."""
    yield [f"### {as_text(as_title(step.title))}"]
    if step.say.strip():
        yield [f"> {line}".rstrip() for line in _LINE_END.split(step.say.strip())]
    if step.body.strip():
        yield _LINE_END.split(step.body.strip())
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


def _with_pieces(lines: list[str], pieces: Iterable[_Piece]) -> Grown:
    """The text with lines put in, each with the line end of the line before it."""
    by_line: dict[int, list[str]] = {}
    for at, made in pieces:
        by_line.setdefault(at, []).extend(made)
    ends = [found[0] for line in lines if (found := _LINE_END.search(line))]
    usual = ends[0] if ends else "\n"
    out, length, inserted = [], 0, []
    for number in range(len(lines) + 1):
        if made := by_line.get(number, []):
            found = _LINE_END.search(lines[number - 1]) if number else None
            end = found[0] if found else usual
            open_end = bool(number) and found is None
            new = end + end.join(made) if open_end else "".join(f"{line}{end}" for line in made)
            out.append(new)
            inserted.append((length, length + len(new)))
            length += len(new)
        if number < len(lines):
            out.append(lines[number])
            length += len(lines[number])
    return Grown("".join(out), tuple(inserted))


# --- proof that nothing else changed ---


def _verified(
    before: Playbook, place: Step, text: str, answer: tuple[str, str], steps: Sequence[NewStep]
) -> Playbook:
    """Read what was made.

    Raises:
        KbError: it says anything else than it should.
    """
    after = _book(before.path, text)
    new = {step.anchor for step in steps}
    kept = [_bare(step) for step in after.steps if step.anchor not in new]
    wanted = []
    for step in before.steps:
        bare = _bare(step)
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
        raise KbError(f"This cannot be put into {before.path} without changing more.", _AS_TEXT)
    return after


def _bare(step: Step) -> Step:
    """A step without its lines."""
    return replace(
        step,
        line=0,
        values=tuple(replace(value, line=0) for value in step.values),
        answers=tuple(replace(one, line=0) for one in step.answers),
        links=tuple(replace(link, line=0) for link in step.links),
    )


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
