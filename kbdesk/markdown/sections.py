# SPDX-License-Identifier: MIT
"""A playbook's text by lines: where each step and its parts stand, and lines put in the place of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from markdown_it.token import Token

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.parse import MAX_BYTES, body_of, head_and_rest, parse
from kbdesk.markdown.steps import is_call_out
from kbdesk.markdown.tokens import close_of, read_markdown
from kbdesk.model import Playbook, SourceFile, Step

AS_TEXT = tr("Edit the playbook as text instead.")
LINE_END = re.compile(r"\r\n?|\n")
_EACH_LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
ITEM = re.compile(r"( {0,3})([-*+]|(\d{1,9})([.)]))([ \t]+)")
"""The beginning of an item: (indentation, sign, number, what follows the number, blanks)."""
_LISTS = ("bullet_list_open", "ordered_list_open")

Span = tuple[int, int]
"""Lines of the file by their index, from 0: the first, and the one after the last."""
Piece = tuple[int, int, list[str]]
"""Lines to put in place of those of a span; without their line ends."""


@dataclass
class Section:
    """Where a step stands in its file."""

    step: Step
    start: int
    """The heading's line; ``head_end``: the one after it; ``end``: where the next heading stands."""
    head_end: int
    end: int
    says: list[Span] = field(default_factory=list)
    values: list[Span] = field(default_factory=list)
    """The items of values, blank lines after them left out."""
    value_lists: list[Span] = field(default_factory=list)
    """Lists that hold nothing but values."""
    answers: list[Span] = field(default_factory=list)
    """The words of each answer's item."""
    answer_list: Span | None = None
    then: int | None = None
    """The line that says “Then:” above the answers."""

    @property
    def cut(self) -> set[int]:
        """The lines that are not part of the step's text."""
        spans = [*self.says, *self.value_lists, *self.values, *filter(None, [self.answer_list])]
        lines = {line for span in spans for line in range(*span)}
        return lines | ({self.then} if self.then is not None else set())


@dataclass(frozen=True)
class Sheet:
    """A playbook with its text by lines."""

    book: Playbook
    text: str

    @classmethod
    def of(cls, path: str, text: str) -> Sheet:
        """The sheet of a text.

        Raises:
            KbError: it is no playbook, or too long to be changed by its parts.
        """
        book = parse(SourceFile(path, "", text, size_bytes=len(text)))
        if not isinstance(book, Playbook):
            raise KbError(tr("{path} is not a playbook.", path=path), tr("Choose a step of a playbook."))
        if head_and_rest(body_of(book), MAX_BYTES)[1]:
            raise KbError(tr("{path} is too long to be changed here.", path=path), AS_TEXT)
        return cls(book, text)

    @cached_property
    def lines(self) -> list[str]:
        """The lines with their ends; what is no line end for Markdown is none here."""
        return [line for line in _EACH_LINE.split(self.text) if line]

    def bare(self, number: int) -> str:
        """A line without its end."""
        return LINE_END.sub("", self.lines[number])

    def is_blank(self, number: int) -> bool:
        """Whether there is nothing in a line."""
        return not self.lines[number].strip()

    @cached_property
    def sections(self) -> dict[str, Section]:
        """Where each step stands, by its anchor."""
        return {section.step.anchor: section for section in _sections(self)}

    @cached_property
    def bands(self) -> list[int]:
        """The lines of the headings of level 2."""
        return [start for tag, start, _ in _headings(self) if tag == "h2"]

    def section(self, at: str) -> Section:
        """Where a step stands.

        Raises:
            KbError: there is no such step.
        """
        found = self.sections.get(at)
        if found is None:
            raise KbError(
                tr("{path} has no step “{at}” any more.", path=self.book.path, at=at),
                tr("Choose another step."),
            )
        return found

    def last_line(self, section: Section) -> int:
        """The line after the last one of a section that holds anything."""
        end = section.end
        while self.is_blank(end - 1):
            end -= 1
        return end

    def body_lines(self, at: str) -> list[tuple[str, int | None]]:
        """The lines of a step's text, each with its index; None for a blank line that stands for a gap."""
        section = self.section(at)
        cut, kept, after_cut = section.cut, list[tuple[str, int | None]](), False
        for number in range(section.head_end, section.end):
            if number in cut:
                after_cut = True
            elif not (after_cut and self.is_blank(number)):
                if after_cut and kept and kept[-1][0].strip():
                    kept.append(("", None))
                after_cut = False
                kept.append((self.bare(number), number))
        while kept and not kept[-1][0].strip():
            kept.pop()
        while kept and not kept[0][0].strip():
            kept.pop(0)
        return kept

    def with_pieces(self, pieces: Iterable[Piece]) -> tuple[str, tuple[Span, ...]]:
        """The text with lines put in place of others, and where they stand in it, in characters.

        A new line gets the end of the line that it stands for, else of the line before it.
        """
        ends = [found[0] for line in self.lines if (found := LINE_END.search(line))]
        usual, out, length, done = (ends[0] if ends else "\n"), list[str](), 0, 0
        inserted: list[Span] = []
        for start, stop, made in _joined(pieces):
            out += (kept := self.lines[done:start])
            length += sum(map(len, kept))
            new = self._ended(start, stop, made, usual)
            if new:
                inserted.append((length, length + len(new)))
            out.append(new)
            length += len(new)
            done = stop
        return "".join(out + self.lines[done:]), tuple(inserted)

    def _ended(self, start: int, stop: int, made: list[str], usual: str) -> str:
        """New lines with their ends."""
        if not made:
            return ""
        count = len(self.lines)
        old = [LINE_END.search(line) for line in self.lines[start:stop]]
        before = LINE_END.search(self.lines[start - 1]) if start else None
        end = before[0] if before else usual
        if start == stop == count and start and before is None:
            return end + end.join(made)
        each = [found[0] if found else end for found in old[: len(made)]]
        each += [each[-1] if each else end] * (len(made) - len(each))
        if stop == count and old and old[-1] is None:
            each[-1] = ""
        return "".join(line + ending for line, ending in zip(made, each, strict=True))


def bare_step(step: Step) -> Step:
    """A step without its lines."""
    return replace(
        step,
        line=0,
        values=tuple(replace(value, line=0) for value in step.values),
        answers=tuple(replace(one, line=0) for one in step.answers),
        links=tuple(replace(link, line=0) for link in step.links),
    )


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces in order; those for one place are put together, and those that touch nothing left out."""
    found: list[Piece] = []
    for start, stop, made in sorted(pieces, key=lambda piece: piece[:2]):
        if found and found[-1][:2] == (start, stop) == (start, start):
            found[-1][2].extend(made)
        elif made or stop > start:
            found.append((start, stop, list(made)))
    yield from found


def _blocks(sheet: Sheet) -> Iterator[tuple[Sequence[Token], int, int]]:
    """The top-level blocks: their tokens, and their lines."""
    tokens, offset, start = read_markdown(body_of(sheet.book)).tokens, sheet.book.body_line - 1, 0
    while start < len(tokens):
        end = close_of(tokens, start)
        first, last = tokens[start].map or [0, 0]
        yield tokens[start : end + 1], first + offset, last + offset
        start = end + 1


def _headings(sheet: Sheet) -> Iterator[tuple[str, int, int]]:
    """The headings of tiers and steps, and that of the playbook: (h1 to h3, first line, line after)."""
    for tokens, start, end in _blocks(sheet):
        if tokens[0].type == "heading_open" and tokens[0].tag in ("h1", "h2", "h3"):
            yield tokens[0].tag, start, end


def _sections(sheet: Sheet) -> Iterator[Section]:
    steps = {step.line - 1: step for step in sheet.book.steps}
    open_one: Section | None = None
    before: tuple[Sequence[Token], int, int] | None = None
    for tokens, start, end in _blocks(sheet):
        kind = tokens[0].type
        if kind == "heading_open" and tokens[0].tag in ("h1", "h2", "h3"):
            if open_one is not None:
                open_one.end = start
                yield open_one
            step = steps.get(start) if tokens[0].tag == "h3" else None
            open_one = Section(step, start, end, len(sheet.lines)) if step is not None else None
        elif open_one is not None and kind == "blockquote_open" and not is_call_out(tokens):
            open_one.says.append((start, _trimmed(sheet, start, end)))
        elif open_one is not None and kind in _LISTS:
            _take_list(sheet, open_one, tokens, start, end, before)
        before = (tokens, start, end)
    if open_one is not None:
        yield open_one


def _take_list(
    sheet: Sheet,
    section: Section,
    tokens: Sequence[Token],
    start: int,
    end: int,
    before: tuple[Sequence[Token], int, int] | None,
) -> None:
    """Note what a list holds: values, answers, or neither."""
    offset = start - (tokens[0].map or [0])[0]
    answers = {one.line - 1 for one in section.step.answers}
    values = {one.line - 1 for one in section.step.values}
    items = []
    for number, token in enumerate(tokens):
        if token.type == "list_item_open" and token.level == tokens[0].level + 1 and token.map:
            first, last = token.map[0] + offset, _trimmed(sheet, token.map[0] + offset, token.map[1] + offset)
            items.append(first)
            if first in answers:
                inner = tokens[number + 1].map or token.map
                section.answers.append((first, inner[1] + offset))
            elif first in values:
                section.values.append((first, last))
    end = _trimmed(sheet, start, end)
    if items and items[0] in answers:
        section.answer_list = (start, end)
        if before is not None and before[0][0].type == "paragraph_open" and before[1] >= section.head_end:
            last = before[2] - 1
            section.then = last if sheet.lines[last].strip().lower() in ("then:", "then") else None
    elif items and all(first in values for first in items):
        section.value_lists.append((start, end))


def _trimmed(sheet: Sheet, start: int, end: int) -> int:
    """The end of a span without the blank lines at its end."""
    while end > start + 1 and sheet.is_blank(end - 1):
        end -= 1
    return end


def new_answer(sheet: Sheet, section: Section, link: str) -> Piece:
    """A new item at the end of a step's answers, or a list of its own where there is none.

    Raises:
        KbError: the answers are written in a way that cannot be gone on with.
    """
    if not section.answers:
        at = sheet.last_line(section)
        return at, at, ["", "Then:", "", f"- {link}"]
    firsts = [start for start, _ in section.answers]
    marks = [ITEM.match(sheet.lines[first]) for first in firsts]
    mark = marks[-1]
    if mark is None:
        raise KbError(
            tr("The answers of “{title}” are written in an unusual way.", title=section.step.title), AS_TEXT
        )
    bullet = mark[2]
    if mark[3]:
        before = marks[-2] if len(marks) > 1 else None
        by = 0 if before is not None and before[3] == mark[3] else 1
        bullet = f"{int(mark[3]) + by}{mark[4]}"
    at = section.answers[-1][1]
    gap = [""] if len(firsts) > 1 and sheet.is_blank(firsts[-1] - 1) else []
    return at, at, [*gap, f"{mark[1]}{bullet}{mark[5]}{link}"]


def new_blocks(sheet: Sheet, at: int, blocks: Iterable[list[str]]) -> Piece:
    """Blocks of lines put in before a line that ends a step's section, blank lines between them."""
    count = len(sheet.lines)
    made: list[str] = []
    for block in blocks:
        made += [*block, ""]
    if not made:
        return at, at, []
    if at and not sheet.is_blank(at - 1):
        made.insert(0, "")
    return at, at, made[:-1] if at == count else made
