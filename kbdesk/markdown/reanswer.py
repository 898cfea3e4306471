# SPDX-License-Identifier: MIT
"""Edits of a step's answers: added, reworded, led elsewhere, taken out, moved to another key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from markdown_it.helpers import parseLinkDestination

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.practice import renamed_answers
from kbdesk.markdown.relink import link_target
from kbdesk.markdown.repart import link_text, one_line
from kbdesk.markdown.reproof import is_proved, proved
from kbdesk.markdown.sections import AS_TEXT, ITEM, Piece, Section, Sheet, Span, bare_step, new_answer
from kbdesk.markdown.write import inline
from kbdesk.model import Answer, Step
from kbdesk.model.edits import AddAnswer, Goal, MoveAnswer, RemoveAnswer, RetargetAnswer, RewordAnswer

Goals = dict[tuple[str, str], Goal]
"""Where what leads to (a playbook's path, a step's anchor) is to lead instead."""


def add_answer(sheet: Sheet, edit: AddAnswer) -> str:
    """The text with one more answer at the end of a step's list."""
    section = sheet.section(edit.at)
    step, words = section.step, one_line(edit.words)
    if step.kind == "resolve":
        raise KbError(
            tr("“{title}” is an end: nobody answers there.", title=step.title),
            tr("Choose the step before it."),
        )
    _check_words(step, words)
    _check_goal(sheet, edit.to)
    text = sheet.with_pieces([new_answer(sheet, section, link_text(sheet.book.path, words, edit.to))])[0]
    new = Answer(words, edit.to.anchor, 0, edit.to.playbook)
    proved(sheet, text, _with_answers(sheet, step, (*bare_step(step).answers, new)))
    return text


def reword_answer(sheet: Sheet, edit: RewordAnswer) -> str:
    """The text with other words for an answer; practice paths that take it follow where they can."""
    section, span, answer = _answer(sheet, edit.at, edit.number)
    words = one_line(edit.words)
    if words == answer.text:
        return sheet.text
    _check_words(section.step, words, answer)
    new = replace(answer, text=words)
    written = _item(sheet, span)
    prefix = _prefix(written)
    ends = [number for number, sign in enumerate(written) if sign == "]" and number > len(prefix)]
    tries = (f"{prefix}[{inline(words)}{written[end:]}" for end in reversed(ends))
    text = _first_right(sheet, section, span, edit.number, new, tries)
    return renamed_answers(text, sheet.book, edit.at, answer.text, words)


def retarget_answer(sheet: Sheet, edit: RetargetAnswer, *, known: bool = True) -> str:
    """The text with an answer that leads elsewhere; the link stays written as it was.

    ``known``: whether a step of this playbook to which it is to lead must be there.
    """
    section, span, answer = _answer(sheet, edit.at, edit.number)
    if known:
        _check_goal(sheet, edit.to)
    new = replace(answer, anchor=edit.to.anchor, playbook=edit.to.playbook)
    if new == answer:
        return sheet.text
    tries = _retargeted(sheet.book.path, _item(sheet, span), answer, edit.to)
    return _first_right(sheet, section, span, edit.number, new, tries)


def remove_answer(sheet: Sheet, edit: RemoveAnswer) -> str:
    """The text without an answer; with the last one goes its list."""
    section, span, _ = _answer(sheet, edit.at, edit.number)
    step = section.step
    left = bare_step(step).answers
    left = (*left[: edit.number - 1], *left[edit.number :])
    wanted = _with_answers(sheet, step, left)
    for piece in _removals(sheet, section, span, edit.number):
        text = sheet.with_pieces(piece)[0]
        if is_proved(sheet, text, wanted):
            return text
    raise KbError(tr("This answer of “{title}” cannot be taken out alone.", title=step.title), AS_TEXT)


def move_answer(sheet: Sheet, edit: MoveAnswer) -> str:
    """The text with an answer under another key; the signs of the list stay where they are."""
    section, _, _ = _answer(sheet, edit.at, edit.number)
    _answer(sheet, edit.at, edit.place)
    if edit.place == edit.number:
        return sheet.text
    order = list(range(len(section.answers)))
    order.insert(edit.place - 1, order.pop(edit.number - 1))
    answers = bare_step(section.step).answers
    text = sheet.with_pieces(_reordered(sheet, section.answers, order))[0]
    proved(sheet, text, _with_answers(sheet, section.step, tuple(answers[number] for number in order)))
    return text


def retargeted(step: Step, path: str, goals: Goals) -> Step:
    """A step of a playbook whose answers to some steps lead elsewhere."""
    answers = []
    for one in step.answers:
        goal = goals.get((one.playbook or path, one.anchor))
        to = replace(one, anchor=goal.anchor, playbook=goal.playbook) if goal is not None else one
        answers.append(replace(to, playbook="") if to.playbook == path else to)
    return replace(step, answers=tuple(answers))


# --- inside ---


def _answer(sheet: Sheet, at: str, number: int) -> tuple[Section, Span, Answer]:
    section = sheet.section(at)
    if not 1 <= number <= len(section.answers):
        raise KbError(
            tr("“{title}” has no answer {n} any more.", title=section.step.title, n=number),
            tr("Choose another one."),
        )
    return section, section.answers[number - 1], section.step.answers[number - 1]


def _check_words(step: Step, words: str, but: Answer | None = None) -> None:
    if not words:
        raise KbError(tr("The words of the answer are still missing."), tr("Say what is seen at this step."))
    if any(one.text.casefold() == words.casefold() for one in step.answers if one is not but):
        raise KbError(
            tr("“{title}” has the answer “{words}” already.", title=step.title, words=words),
            tr("Say what is different."),
        )


def _check_goal(sheet: Sheet, to: Goal) -> None:
    if to.playbook in ("", sheet.book.path):
        sheet.section(to.anchor)


def _with_answers(sheet: Sheet, step: Step, answers: tuple[Answer, ...]) -> list[Step]:
    """The steps as they are to be: one of them with other answers."""
    new = tuple(replace(one, line=0) for one in answers)
    bare = ((one, bare_step(one)) for one in sheet.book.steps)
    return [replace(two, answers=new) if one is step else two for one, two in bare]


def _item(sheet: Sheet, span: Span) -> str:
    """The text of an answer's item, its sign included; lines end in a line feed."""
    return "\n".join(sheet.bare(number) for number in range(*span))


def _prefix(written: str) -> str:
    found = ITEM.match(written)
    if found is None:
        raise KbError(tr("The answers of this step are written in an unusual way."), AS_TEXT)
    return found[0]


def _retargeted(path: str, written: str, answer: Answer, to: Goal) -> Iterator[str]:
    """Ways to write an item whose link leads elsewhere; only the target changes."""
    place = written.rfind("](")
    while place >= 0:
        first = place + 2
        read = parseLinkDestination(written, first, len(written))
        old = written[first : read.pos] if read.ok else ""
        local = to.playbook in ("", path)
        style = old if old and not (local and answer.playbook) else "#"
        target = link_target(path, path if local else to.playbook, to.anchor, style, answer.playbook or path)
        if old.startswith("<"):
            target = f"<{target.replace('%20', ' ')}>"
        yield written[:first] + target + written[first + len(old) :]
        place = written.rfind("](", 0, place)


def _first_right(
    sheet: Sheet, section: Section, span: Span, number: int, new: Answer, tries: Iterator[str]
) -> str:
    """The text with the first of several ways to write an item that reads as it should.

    Where none does, the link is written anew.
    """
    answers = list(section.step.answers)
    answers[number - 1] = new
    wanted = _with_answers(sheet, section.step, tuple(answers))
    written = _item(sheet, span)
    kept = written[len(written.rstrip()) :]
    anew = _prefix(written) + link_text(sheet.book.path, new.text, Goal(new.anchor, new.playbook)) + kept
    for one in (*tries, anew):
        text = sheet.with_pieces([(*span, one.split("\n"))])[0]
        if is_proved(sheet, text, wanted):
            return text
    raise KbError(tr("This answer of “{title}” cannot be changed alone.", title=section.step.title), AS_TEXT)


def _removals(sheet: Sheet, section: Section, span: Span, number: int) -> Iterator[list[Piece]]:
    """Ways to take an item out: in a numbered list the others move up, elsewhere its lines go."""
    spans = section.answers
    if len(spans) == 1 and section.answer_list is not None:
        start, end = section.answer_list
        start = section.then if section.then is not None else start
        while start > section.head_end and sheet.is_blank(start - 1):
            start -= 1
        yield [(start, end, [])]
        yield [(span[0], span[1], [])]
        return
    start, end = span
    if number < len(spans):
        end = spans[number][0]
    else:
        start = spans[number - 2][1]
    found = ITEM.match(sheet.lines[span[0]])
    if found is not None and found[3] and number < len(spans):
        order = [*(n for n in range(len(spans)) if n != number - 1)]
        pieces = _reordered(sheet, spans[:-1], order, spans)
        yield [*pieces, (spans[-2][1], spans[-1][1], [])]
    yield [(start, end, [])]


def _reordered(
    sheet: Sheet, slots: list[Span], order: list[int], spans: list[Span] | None = None
) -> list[Piece]:
    """Items put into the places of others: each place keeps its sign."""
    spans = slots if spans is None else spans
    pieces: list[Piece] = []
    for slot, number in zip(slots, order, strict=True):
        if slot != spans[number]:
            source = _item(sheet, spans[number])
            made = _prefix(_item(sheet, slot)) + source[len(_prefix(source)) :]
            pieces.append((*slot, made.split("\n")))
    return pieces
