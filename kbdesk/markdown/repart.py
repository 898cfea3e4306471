# SPDX-License-Identifier: MIT
"""Edits of a step's parts: its text, its words to say, its values; what stays the same stays to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.relink import link_target
from kbdesk.markdown.reproof import REFUSED, is_proved
from kbdesk.markdown.sections import AS_TEXT, LINE_END, Piece, Section, Sheet, Span, bare_step
from kbdesk.markdown.taming import as_line
from kbdesk.markdown.tokens import paragraphs, read_markdown
from kbdesk.markdown.write import inline
from kbdesk.model import Step, ValueField
from kbdesk.model.edits import Goal, SetBody, SetSays, SetValues

_QUOTE = re.compile(r" {0,3}> ?")
_VALUE = re.compile(r"( {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+\[[ xX]\][ \t]+)")


def one_line(text: str) -> str:
    """Words as a heading or an answer can hold them: on one line."""
    return " ".join(as_line(text).split())


def link_text(path: str, words: str, to: Goal) -> str:
    """An answer as it is written: a link."""
    there = to.playbook or path
    target = link_target(path, there, to.anchor, "#" if there == path else "")
    return f"[{inline(one_line(words))}]({target})"


def value_line(value: ValueField, prefix: str = "- [ ] ") -> str:
    """A value as it is written: ``- [ ] `name`: label (one of: a, b) (optional)``."""
    marks = f" (one of: {', '.join(value.choices)})" if value.choices else ""
    if value.kind in ("number", "date"):
        marks = f" ({value.kind})"
    marks += " (optional)" if value.optional else ""
    label = inline(f"{one_line(value.label)}{marks}".strip())
    return f"{prefix}`{value.name}`" + (f": {label}" if label else "")


def said_lines(sheet: Sheet, span: Span) -> list[str]:
    """The Markdown inside a quote, by lines."""
    return [_QUOTE.sub("", sheet.bare(number), count=1) for number in range(*span)]


# --- the text ---


def text_lines(text: str) -> list[str]:
    """The lines of a text without blank ones at its ends."""
    lines = LINE_END.split(text)
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return lines


def set_body(sheet: Sheet, edit: SetBody) -> str:
    """The text with another text of a step; lines that stay are left as they are."""
    section = sheet.section(edit.at)
    new = text_lines(edit.text)
    old = sheet.body_lines(edit.at)
    if [line for line, _ in old] == new:
        return sheet.text
    _check_comment(section.step, edit.text)
    wanted = [bare_step(step) for step in sheet.book.steps]
    at = sheet.book.steps.index(section.step)
    for pieces in _ways(sheet, section, old, new):
        text = sheet.with_pieces(pieces)[0]
        after = Sheet.of(sheet.book.path, text)
        got = after.book.steps[at] if len(after.book.steps) == len(wanted) else None
        if got is None or got.anchor != edit.at or [line for line, _ in after.body_lines(edit.at)] != new:
            continue
        wanted[at] = replace(wanted[at], body=got.body, links=bare_step(got).links)
        if is_proved(sheet, text, wanted, headings=None):
            return text
    raise KbError(
        tr("This text of “{title}” would read as something else.", title=section.step.title), REFUSED
    )


def _ways(
    sheet: Sheet, section: Section, old: list[tuple[str, int | None]], new: list[str]
) -> Iterator[list[Piece]]:
    """Ways to put a text in place of another: line by line; else all of it where the first line stood."""
    if old and new:
        yield list(_line_by_line(old, new))
    runs = _runs([number for _, number in old if number is not None])
    if not runs:
        yield [_first_text(sheet, section, new)]
        return
    rest = runs[1:] if new else runs
    put = [(*runs[0], new)] if new else []
    yield [*put, *((*taken_out(sheet, section, run), []) for run in rest)]


def _runs(numbers: list[int]) -> list[Span]:
    """Numbers in order as spans."""
    runs: list[Span] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs


def _line_by_line(old: list[tuple[str, int | None]], new: list[str]) -> Iterator[Piece]:
    codes = SequenceMatcher(None, [line for line, _ in old], new, autojunk=False).get_opcodes()
    for code, first, last, start, end in codes:
        if code == "equal":
            continue
        numbers = [number for _, number in old[first:last] if number is not None]
        before = next((n for _, n in reversed(old[:first]) if n is not None), None)
        after = next((n for _, n in old[last:] if n is not None), 0)
        place = numbers[0] if numbers else before + 1 if before is not None else after
        stop = place
        for number in numbers:
            if number == stop:
                stop += 1
            else:
                yield number, number + 1, []
        yield place, stop, new[start:end]


def _first_text(sheet: Sheet, section: Section, new: list[str]) -> Piece:
    """A text where there was none: after the words to say, else under the heading."""
    at = section.says[-1][1] if section.says else section.head_end
    return block_after(sheet, at, new)


def block_after(sheet: Sheet, at: int, new: list[str]) -> Piece:
    """A block put in before a line, with blank lines around it."""
    gap = [] if at == len(sheet.lines) or sheet.is_blank(at) else [""]
    return at, at, ["", *new, *gap]


def taken_out(sheet: Sheet, section: Section, span: Span) -> Span:
    """The lines to take out with a block: blank ones after it too, as long as one stays between others."""
    start, end = span
    while end < section.end and sheet.is_blank(end):
        end += 1
    if end == len(sheet.lines):
        while start > section.head_end and sheet.is_blank(start - 1):
            start -= 1
    elif end > span[1] and not sheet.is_blank(start - 1):
        end -= 1
    return start, end


def _check_comment(step: Step, text: str) -> None:
    if text.rpartition("<!--")[2].count("-->") < ("<!--" in text):  # hosts hide all after it
        raise KbError(
            tr("A comment in “{title}” has no end.", title=step.title),
            tr("Close it with “-->”, or take it out."),
        )


# --- words to say ---


def set_says(sheet: Sheet, edit: SetSays) -> str:
    """The text with other words to say at a step; quotes that stay are left as they are."""
    section = sheet.section(edit.at)
    new = [text.strip("\r\n") for text in edit.texts if text.strip()]
    old = ["\n".join(said_lines(sheet, span)) for span in section.says]
    if [one.strip() for one in old] == [LINE_END.sub("\n", one).strip() for one in new]:
        return sheet.text
    blocks = [[f"> {line}".rstrip() for line in LINE_END.split(text)] for text in new]
    says = tuple(filter(None, ("\n\n".join(paragraphs(read_markdown(text).tokens)) for text in new)))
    pieces = _blocks_in_place(sheet, section, section.says, old, new, blocks)
    return _right(sheet, section, pieces, replace(bare_step(section.step), says=says, links=()))


def set_values(sheet: Sheet, edit: SetValues) -> str:
    """The text with other values to record at a step; those that stay are left as they are."""
    section = sheet.section(edit.at)
    old = [replace(value, line=0) for value in section.step.values]
    new = [
        replace(value, line=0, name=one_line(value.name), label=one_line(value.label))
        for value in edit.values
    ]
    if old == new:
        return sheet.text
    _check_values(new)
    if section.values:
        pieces = _items_in_place(sheet, section, old, new)
    else:
        pieces = [_first_values(sheet, section, [value_line(value) for value in new])]
    return _right(sheet, section, pieces, replace(bare_step(section.step), values=tuple(new)))


def _first_values(sheet: Sheet, section: Section, lines: list[str]) -> Piece:
    """Values where there were none: above the answers, else at the end of the step."""
    if section.answer_list is None:
        at = sheet.last_line(section)
        return block_after(sheet, at, lines)
    at = section.answer_list[0] if section.then is None else section.then
    before = [] if sheet.is_blank(at - 1) else [""]
    between = ["", "Then:", ""] if section.then is None else [""]
    return at, at, [*before, *lines, *between]


def _check_values(values: Sequence[ValueField]) -> None:
    names = [value.name for value in values]
    for name in names:
        if not name or "`" in name:
            raise KbError(tr("A value needs a name, such as router_model."), tr("Use letters, digits and _."))
        if names.count(name) > 1:
            raise KbError(tr("The value {name} is there twice.", name=name), tr("Keep one of them."))


def _right(sheet: Sheet, section: Section, pieces: list[Piece], new: Step) -> str:
    """The text with the pieces, if it reads as wanted; links of words to say may differ."""
    text = sheet.with_pieces(pieces)[0]
    after = Sheet.of(sheet.book.path, text).book
    at = sheet.book.steps.index(section.step)
    if len(after.steps) == len(sheet.book.steps):
        new = replace(new, links=bare_step(after.steps[at]).links)
    wanted = [new if one is section.step else bare_step(one) for one in sheet.book.steps]
    if not is_proved(sheet, text, wanted, headings=None):
        raise KbError(
            tr("This cannot be put into “{title}” without changing more.", title=section.step.title), AS_TEXT
        )
    return text


def _blocks_in_place(
    sheet: Sheet,
    section: Section,
    spans: Sequence[Span],
    old: Sequence[str],
    new: Sequence[str],
    blocks: Sequence[list[str]],
) -> list[Piece]:
    """Blocks put in place of others, with blank lines between them."""
    pieces: list[Piece] = []
    for code, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if code == "equal":
            continue
        lines = [line for number in range(start, end) for line in (*blocks[number], "")][:-1]
        if code == "insert":
            at = spans[first - 1][1] if first else section.head_end
            pieces.append(block_after(sheet, at, lines))
            continue
        rest = list(spans[first:last])
        if code == "replace":
            pieces.append((*rest.pop(0), lines))
        pieces += [(*taken_out(sheet, section, span), []) for span in rest]
    return pieces


def _items_in_place(
    sheet: Sheet, section: Section, old: Sequence[ValueField], new: Sequence[ValueField]
) -> list[Piece]:
    """Items of values put in place of others; the sign of the list is kept."""
    spans = section.values
    if not new and [(spans[0][0], spans[-1][1])] == section.value_lists:
        return [(*taken_out(sheet, section, section.value_lists[0]), [])]
    found = _VALUE.match(sheet.lines[spans[0][0]])
    prefix = found[1] if found else "- [ ] "
    pieces: list[Piece] = []
    codes = SequenceMatcher(None, [repr(one) for one in old], [repr(one) for one in new], autojunk=False)
    for code, first, last, start, end in codes.get_opcodes():
        lines = [value_line(value, prefix) for value in new[start:end]]
        if code == "insert":
            at = spans[first - 1][1] if first else spans[0][0]
            pieces.append((at, at, lines))
        elif code != "equal":
            pieces.append((*spans[first], lines))
            pieces += [(*span, []) for span in spans[first + 1 : last]]
    return pieces
