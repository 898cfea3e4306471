# SPDX-License-Identifier: MIT
"""One edit of a playbook's text: only lines of the step that it concerns change, to the byte.

What was made is read again before it is given out: where it says anything else than the old text with that
edit, it is refused. So undoing is taking the text before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.anchors import anchor, split_target
from kbdesk.markdown.reanswer import (
    Goals,
    add_answer,
    move_answer,
    remove_answer,
    retarget_answer,
    retargeted,
    reword_answer,
)
from kbdesk.markdown.relink import relinked
from kbdesk.markdown.repart import (
    link_text,
    one_line,
    said_lines,
    set_body,
    set_says,
    set_values,
    text_lines,
    value_line,
)
from kbdesk.markdown.reproof import REFUSED, proved
from kbdesk.markdown.sections import AS_TEXT, LINE_END, Sheet, bare_step, new_blocks
from kbdesk.markdown.write import inline
from kbdesk.model import Answer, Step
from kbdesk.model.edits import (
    AddAnswer,
    AddStep,
    Edit,
    Goal,
    MoveAnswer,
    RemoveAnswer,
    RemoveStep,
    RenameStep,
    RetargetAnswer,
    RewordAnswer,
    SetBody,
    SetSays,
    SetValues,
    StepParts,
)

_HEADING = re.compile(r"( {0,3}###(?!#)[ \t]*)(.*?)((?:[ \t]+#+)?[ \t]*)$")
_BAND = re.compile(r"(?:tier\s+([123])|specialists?\b)", re.IGNORECASE)
_ENDS_AT = re.compile(r"(\s#\s*ends at:\s*#?)([^\s#]+(?:#[^\s#]+)?)(?=[ \t]*\r?$)", re.MULTILINE)


def restepped(path: str, text: str, edit: Edit) -> str:
    """The text of a playbook with one edit; the same text if the edit changes nothing.

    Args:
        path: the playbook's path in the library.
        text: the whole file.
        edit: what is to change.

    Raises:
        KbError: the step or answer is gone, a title is taken or missing, answers lead to what is to be taken
            out, or the text cannot be changed so without changing more.
    """
    return _EDITS[type(edit)](Sheet.of(path, text), edit)


def step_parts(path: str, text: str, at: str) -> StepParts:
    """What can be edited of a step, as it stands in the file.

    Raises:
        KbError: there is no such step.
    """
    sheet = Sheet.of(path, text)
    section = sheet.section(at)
    says = tuple("\n".join(said_lines(sheet, span)) for span in section.says)
    body = "\n".join(line for line, _ in sheet.body_lines(at))
    return StepParts(body, says, section.start + 1, sheet.last_line(section))


def leading_to(steps: Collection[Step], at: str) -> tuple[tuple[Step, Answer], ...]:
    """The answers of a playbook that lead to one of its steps, that step's own left out."""
    return tuple(
        (step, answer)
        for step in steps
        for answer in step.answers
        if step.anchor != at and answer.anchor == at and not answer.playbook
    )


# --- a new step ---


def _add_step(sheet: Sheet, edit: AddStep) -> str:
    """The text with a new step."""
    title = checked_title(sheet, edit.title)
    heading: list[list[str]] = []
    if edit.after:
        line, at = sheet.section(edit.after).end, _order(sheet, edit.after) + 1
    else:
        line, at, is_new = end_of_band(sheet, edit.band)
        heading = [[f"## {inline(one_line(edit.band))}"]] if is_new else []
    blocks = [*heading, *_section(sheet.book.path, edit, title)]
    text = sheet.with_pieces([new_blocks(sheet, line, blocks)])[0]
    wanted = [bare_step(step) for step in sheet.book.steps]
    after = Sheet.of(sheet.book.path, text)
    new = after.book.step(anchor(title))
    if new is None or not _is_as_asked(after, new, edit, title):
        raise KbError(
            tr("“{title}” cannot be put in so: its text would read as something else.", title=title), REFUSED
        )
    wanted.insert(at, bare_step(new))
    proved(sheet, text, wanted, headings=None)
    return text


def _section(path: str, edit: AddStep, title: str) -> Iterator[list[str]]:
    """The blocks of a new step."""
    yield [f"### {inline(title)}"]
    for said in filter(str.strip, edit.says):
        yield [f"> {line}".rstrip() for line in LINE_END.split(said.strip())]
    if edit.body.strip():
        yield text_lines(edit.body)
    if edit.values:
        yield [value_line(value) for value in edit.values]
    if edit.answers:
        if edit.values or edit.body.strip():
            yield ["Then:"]
        yield [f"- {link_text(path, words, to)}" for words, to in edit.answers]


def _is_as_asked(after: Sheet, step: Step, edit: AddStep, title: str) -> bool:
    asked = [(one_line(words), to.anchor, to.playbook) for words, to in edit.answers]
    return (
        step.title == title
        and [line for line, _ in after.body_lines(step.anchor)] == text_lines(edit.body)
        and [(one.text, one.anchor, one.playbook) for one in step.answers] == asked
        and [replace(value, line=0) for value in step.values] == [replace(v, line=0) for v in edit.values]
        and len(step.says) == sum(bool(said.strip()) for said in edit.says)
    )


def _order(sheet: Sheet, at: str) -> int:
    return [step.anchor for step in sheet.book.steps].index(at)


def end_of_band(sheet: Sheet, band: str) -> tuple[int, int, bool]:
    """Before which line and after how many steps a tier's next step comes; whether its heading is new.

    Raises:
        KbError: it is no name of a tier.
    """
    wanted, name = one_line(band).casefold(), _BAND.match(one_line(band))
    if name is None:
        raise KbError(
            tr("“{band}” is no tier.", band=band),
            tr("Write “Tier 1”, “Tier 2”, “Tier 3” or “Specialist NAME”."),
        )
    starts = {heading.line - 1: heading.text for heading in sheet.book.headings}
    found = [(line, _BAND.match(starts[line])) for line in sheet.bands]
    own = [line for line in sheet.bands if starts[line].casefold() == wanted]
    if own:
        end = next((line for line in sheet.bands if line > own[-1]), len(sheet.lines))
    else:
        rank = int(name[1] or 4)
        higher = (line for line, one in found if one is not None and int(one[1] or 4) > rank)
        end = next(higher, len(sheet.lines))
    return end, sum(section.start < end for section in sheet.sections.values()), not own


def checked_title(sheet: Sheet, title: str, but: str = "") -> str:
    """A title for a step on one line.

    Raises:
        KbError: it has no letters, or its anchor is taken.
    """
    title = one_line(title)
    name = anchor(title)
    if not name.strip("-"):
        raise KbError(tr("A step needs a title with letters in it."), tr("Write what is done there."))
    for heading in sheet.book.headings:
        if heading.anchor == name != but:
            hint = tr("Say what is different about this one.")
            raise KbError(tr("This playbook has a heading “{title}” already.", title=heading.text), hint)
    return title


# --- another name ---


def _rename_step(sheet: Sheet, edit: RenameStep) -> str:
    """The text with another title for a step; what names its anchor in this file follows."""
    section, path = sheet.section(edit.at), sheet.book.path
    title = checked_title(sheet, edit.title, edit.at)
    if title == section.step.title:
        return sheet.text
    found = _HEADING.match(sheet.bare(section.start))
    if found is None or section.head_end - section.start != 1:
        raise KbError(
            tr("The heading “{title}” is written in an unusual way.", title=section.step.title), AS_TEXT
        )
    gap = found[1] if found[1][-1:] in " \t" else f"{found[1]} "
    line = f"{gap}{inline(title)}{found[3]}"
    text = sheet.with_pieces([(section.start, section.head_end, [line])])[0]
    new = Sheet.of(path, text).book.steps[_order(sheet, edit.at)]
    name = replace(
        bare_step(section.step),
        title=title,
        anchor=anchor(title),
        kind=new.kind,
        to_tier=new.to_tier,
        to_team=new.to_team,
    )
    wanted = [name if one is section.step else bare_step(one) for one in sheet.book.steps]
    renamed = proved(sheet, text, wanted)
    if name.anchor == edit.at:
        return text
    return pointed_elsewhere(renamed, {(path, edit.at): Goal(name.anchor)})


def pointed_elsewhere(sheet: Sheet, goals: Goals) -> str:
    """The text whose answers, links and practice ends to some steps lead elsewhere.

    Args:
        sheet: the text as it is.
        goals: where what leads to (a playbook's path, a step's anchor) is to lead; the anchor "" is that
            of a link to the whole playbook.

    Raises:
        KbError: one of them could not be changed.
    """
    path = sheet.book.path

    def changed(target: str, _image: bool) -> tuple[str, str, str] | None:
        to, name = split_target(path, unquote(target))
        goal = goals.get((to or "", name))
        return (to or "", goal.playbook or path, goal.anchor) if goal is not None else None

    made = relinked(sheet.text, path, changed)
    if made.missed:
        line, target = made.missed[0]
        raise KbError(
            tr("The link “{target}” in line {line} could not be changed.", target=target, line=line), AS_TEXT
        )
    wanted = [retargeted(bare_step(step), path, goals) for step in sheet.book.steps]
    return _with_ends(proved(sheet, made.text, wanted, texts=False), goals)


def _with_ends(sheet: Sheet, goals: Goals) -> str:
    """The text whose practice paths name their ends anew."""
    if not any(sheet.book.meta.practice_ends):
        return sheet.text

    def named(found: re.Match[str]) -> str:
        path, _, name = found[2].rpartition("#")
        goal = goals.get((path or sheet.book.path, name))
        if goal is None:
            return found[0]
        return f"{found[1]}{goal.playbook}#{goal.anchor}" if goal.playbook else f"{found[1]}{goal.anchor}"

    head = sheet.book.body_line - 1
    text = _ENDS_AT.sub(named, "".join(sheet.lines[:head])) + "".join(sheet.lines[head:])
    proved(sheet, text, [bare_step(step) for step in sheet.book.steps], ends=False)
    return text


# --- a step less ---


def _remove_step(sheet: Sheet, edit: RemoveStep) -> str:
    """The text without a step; what leads there leads elsewhere."""
    section = sheet.section(edit.at)
    if len(sheet.book.steps) == 1:
        raise KbError(tr("This is the only step of the playbook."), tr("Add another one first."))
    sources = leading_to(sheet.book.steps, edit.at)
    if sources and edit.instead is None:
        step, answer = sources[0]
        said = {"answer": answer.text, "title": step.title, "target": section.step.title}
        raise KbError(
            tr(
                "“{answer}” at “{title}” and {n} more answers leads to “{target}”.",
                n=len(sources) - 1,
                **said,
            )
            if len(sources) > 1
            else tr("“{answer}” at “{title}” leads to “{target}”.", **said),
            tr("Say where it is to lead instead."),
        )
    if edit.instead == Goal(edit.at):
        raise KbError(tr("Answers cannot lead to the step that is taken out."), tr("Choose another step."))
    start = section.start
    while section.end == len(sheet.lines) and start and sheet.is_blank(start - 1):
        start -= 1
    text = sheet.with_pieces([(start, section.end, [])])[0]
    wanted = [bare_step(step) for step in sheet.book.steps if step is not section.step]
    inner = sum(section.start < heading.line <= section.end for heading in sheet.book.headings)
    less = proved(sheet, text, wanted, headings=-inner)
    return (
        pointed_elsewhere(less, {(sheet.book.path, edit.at): edit.instead})
        if edit.instead is not None
        else text
    )


_EDITS: dict[type, Callable[[Sheet, Any], str]] = {
    AddAnswer: add_answer,
    RewordAnswer: reword_answer,
    RetargetAnswer: retarget_answer,
    RemoveAnswer: remove_answer,
    MoveAnswer: move_answer,
    AddStep: _add_step,
    RenameStep: _rename_step,
    RemoveStep: _remove_step,
    SetBody: set_body,
    SetSays: set_says,
    SetValues: set_values,
}

__all__ = ["end_of_band", "leading_to", "pointed_elsewhere", "restepped", "step_parts"]
