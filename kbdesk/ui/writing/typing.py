# SPDX-License-Identifier: MIT
"""What Enter and Tab do in lists, quotes and tables: pure functions over a few lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_ITEM = re.compile(r"^((?:\s*>)*\s*)([-*+]|\d{1,9}[.)])([ \t]+)(\[[ xX]\][ \t]+)?")
_QUOTE = re.compile(r"^(\s*(?:>[ \t]?)+)")
_PIPE = re.compile(r"(?<!\\)\|")
_ROW = re.compile(r"^(\s*(?:>\s?)*)\|.*(?<!\\)\|\s*$")
_RULE = re.compile(r"^\s*(?:>\s?)*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_INDENT = re.compile(r"^[ \t]+")
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Lines:
    """A line, where the cursor stands in it, and up to two lines on either side."""

    above: tuple[str, ...]
    line: str
    below: tuple[str, ...]
    column: int

    @property
    def text(self) -> str:
        """All of them, with a line feed between two."""
        return "\n".join((*self.above, self.line, *self.below))

    @property
    def start(self) -> int:
        """Where the line begins in ``text``."""
        return sum(len(line) + 1 for line in self.above)

    @property
    def cursor(self) -> int:
        """Where the cursor stands in ``text``."""
        return self.start + self.column


@dataclass(frozen=True, slots=True)
class Edit:
    """``text[start:end]`` of ``Lines`` becomes ``text``; then ``cursor`` to ``until`` is selected."""

    start: int
    end: int
    text: str
    cursor: int
    until: int = -1


def enter(here: Lines, *, in_code: bool) -> Edit | None:
    """What Enter does at a cursor; None for an ordinary new line."""
    before, after = here.line[: here.column], here.line[here.column :]
    if in_code:
        indent = _INDENT.match(before)
        return _typed(here, "\n" + indent[0]) if indent else None
    if is_row(here.line) and here.column:
        return _row_end(here)
    item = _ITEM.match(before)
    if item:
        if not (before[item.end() :] + after).strip():
            quote = _QUOTE.match(item[1])
            return _line_becomes(here, quote[1] if quote else "")
        sign = item[2]
        if sign[0].isdigit():
            sign = f"{int(sign[:-1]) + 1}{sign[-1]}"
        return _typed(here, f"\n{item[1]}{sign}{item[3]}{'[ ] ' if item[4] else ''}")
    quote = _QUOTE.match(before)
    if quote:
        if not (before[quote.end() :] + after).strip():
            return _line_becomes(here, "")
        return _typed(here, "\n" + quote[1].rstrip() + " ")
    indent = _INDENT.match(before)
    return _typed(here, "\n" + indent[0]) if indent and before.strip() else None


def tab(here: Lines, *, back: bool) -> Edit | None:
    """What Tab (or Shift+Tab) does at a cursor: the next cell, an item in or out; None if nothing."""
    if is_row(here.line) and not _RULE.match(here.line):
        return _next_cell(here, back=back)
    item = _ITEM.match(here.line)
    if item:
        return _shift_item(here, item, back=back)
    if back:
        indent = _INDENT.match(here.line)
        if indent is None:
            return None
        cut = 1 if indent[0][0] == "\t" else min(len(INDENT), len(indent[0]))
        return Edit(here.start, here.start + cut, "", max(here.start, here.cursor - cut))
    blanks = " " * (len(INDENT) - here.column % len(INDENT))
    return Edit(here.cursor, here.cursor, blanks, here.cursor + len(blanks))


def is_row(line: str) -> bool:
    """Whether a line is a row of a table that begins and ends with a bar."""
    return _ROW.match(line) is not None and line.strip() != "|"


def _typed(here: Lines, text: str) -> Edit:
    """Type at the cursor; blanks after it go, as they would stand at the beginning of the new line."""
    rest = here.line[here.column :]
    blanks = len(rest) - len(rest.lstrip(" "))
    return Edit(here.cursor, here.cursor + blanks, text, here.cursor + len(text))


def _line_becomes(here: Lines, text: str) -> Edit:
    return Edit(here.start, here.start + len(here.line), text, here.start + len(text))


# --- tables ---


def _cells(line: str) -> list[tuple[int, int]]:
    """Where the words of each cell of a row begin and end."""
    bars = [found.start() for found in _PIPE.finditer(line)]
    found = []
    for left, right in pairwise(bars):
        cell = line[left + 1 : right]
        words = cell.strip()
        if words:
            begin = left + 1 + cell.index(words)
            found.append((begin, begin + len(words)))
        else:
            begin = left + 1 + min(1, len(cell))
            found.append((begin, begin))
    return found


def _new_row(line: str) -> str:
    lead = _ROW.match(line)
    return (lead[1] if lead else "") + "|" + "  |" * max(1, len(_cells(line)))


def _row_end(here: Lines) -> Edit | None:
    """Enter in a table: a new row below; in an empty row the table ends."""
    above = here.above[-1] if here.above else ""
    below = here.below[0] if here.below else ""
    is_head = not is_row(above)
    if not is_head and not _RULE.match(here.line) and all(a == b for a, b in _cells(here.line)):
        return _line_becomes(here, "")
    end = here.start + len(here.line)
    row = _new_row(here.line)
    added = f"\n{row}"
    if is_head and _RULE.match(below):
        end += 1 + len(below)
    elif is_head and not _RULE.match(here.line) and not is_row(below):
        added = "\n" + row.replace("  |", " --- |") + added
    cursor = end + len(added) - len(row) + row.index("|") + 2
    return Edit(end, end, added, cursor)


def _next_cell(here: Lines, *, back: bool) -> Edit | None:
    cells = _cells(here.line)
    if back:
        left = [cell for cell in cells if cell[1] < here.column]
        if left:
            return _select(here.start, left[-1])
        lines: Sequence[str] = here.above[::-1]
    else:
        right = [cell for cell in cells if cell[0] > here.column]
        if right:
            return _select(here.start, right[0])
        lines = here.below
    place = here.start if back else here.start + len(here.line) + 1
    for line in lines:
        place -= len(line) + 1 if back else 0
        if not is_row(line):
            break
        if not _RULE.match(line):
            return _select(place, _cells(line)[-1 if back else 0])
        place += 0 if back else len(line) + 1
    return None if back else _row_end_after(here)


def _row_end_after(here: Lines) -> Edit:
    """A new row at the end of the table, from its last cell."""
    end = here.start + len(here.line)
    if here.below and _RULE.match(here.below[0]):
        end += 1 + len(here.below[0])
    row = _new_row(here.line)
    return Edit(end, end, f"\n{row}", end + 1 + row.index("|") + 2)


def _select(place: int, cell: tuple[int, int]) -> Edit:
    return Edit(place, place, "", place + cell[0], place + cell[1])


# --- lists ---


def _shift_item(here: Lines, item: re.Match[str], *, back: bool) -> Edit | None:
    quote = _QUOTE.match(item[1])
    at = here.start + (quote.end() if quote else 0)
    indent = item[1][quote.end() :] if quote else item[1]
    if back:
        if not indent:
            return None
        cut = 1 if indent[0] == "\t" else min(len(indent), _step(here, item))
        return Edit(at, at + cut, "", max(at, here.cursor - cut))
    blanks = " " * _step(here, item)
    return Edit(at, at, blanks, here.cursor + len(blanks))


def _step(here: Lines, item: re.Match[str]) -> int:
    """How far an item goes in: to where the text of the item above begins."""
    above = _ITEM.match(here.above[-1]) if here.above else None
    sign = above or item
    return len(sign[2]) + 1
