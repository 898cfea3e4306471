# SPDX-License-Identifier: MIT
"""Texts in and out of an edit field without losing a byte.

Qt knows one kind of line end, and takes a few signs for one. What it would lose is carried by signs that
mean nothing in any script, so that undo, paste and moving lines carry it along.
"""

from __future__ import annotations

import re

PARAGRAPH = "\u2029"
"""Between two lines in what ``QTextDocument.toRawText`` gives."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_ENDS = ("\n", "\r\n", "\r")
_END_SIGNS = "\ufff9\ufffa\ufffb"
"""At the end of a line that ends differently from most; they take no room on the screen."""
_ESCAPE = "\ufdd9"
_SPECIAL = f"{PARAGRAPH}\ufdd0\ufdd1{_ESCAPE}{_END_SIGNS}"
"""Written as the escape and a sign of a private area."""
_AREA = 0xE010
_ANY_SPECIAL = re.compile(f"[{_SPECIAL}]")
_ESCAPED = re.compile(f"{_ESCAPE}(.?)", re.DOTALL)
_ANY_END = re.compile(f"[{_END_SIGNS}]")


def line_end(text: str) -> str:
    """How most lines of a text end: a line feed, both signs or a return; a line feed if none does."""
    if "\r" not in text:
        return "\n"
    found = _LINE_END.findall(text)
    return max(_ENDS, key=found.count)


def carry(text: str, end: str) -> str:
    """The text as an edit field takes it: lines end in a line feed, and what Qt would lose is carried.

    Args:
        text: any text.
        end: how its lines usually end; see ``line_end``.
    """
    text = _ANY_SPECIAL.sub(_escape, text)
    if "\r" not in text and end == "\n":
        return text
    lines = _LINE_END.split(text)
    ends = _LINE_END.findall(text)
    signs = ("" if one == end else _END_SIGNS[_ENDS.index(one)] for one in ends)
    carried = [line + sign for line, sign in zip(lines, signs, strict=False)]
    return "\n".join([*carried, lines[-1]])


def delivered(raw: str, end: str) -> str:
    """The text that an edit field's raw text stands for.

    Args:
        raw: from ``QTextDocument.toRawText``.
        end: how its lines usually end.
    """
    if not _ANY_END.search(raw):
        text = raw.replace(PARAGRAPH, end)
        return _ESCAPED.sub(_unescape, text) if _ESCAPE in text else text
    lines = raw.split(PARAGRAPH)
    parts: list[str] = []
    for number, line in enumerate(lines):
        signs = _ANY_END.findall(line)
        parts.append(_ESCAPED.sub(_unescape, _ANY_END.sub("", line)))
        if number < len(lines) - 1:
            parts.append(_ENDS[_END_SIGNS.index(signs[-1])] if signs else end)
    return "".join(parts)


def plain(raw: str) -> str:
    """Raw text of an edit field for reading and matching, sign for sign as long: lines end in a line feed."""
    return raw.replace(PARAGRAPH, "\n")


def units(text: str) -> int:
    """How many positions a text takes in a QTextDocument: letters beyond U+FFFF take two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def letters(text: str, count: int) -> int:
    """How many letters of a text stand in its first ``count`` positions of a QTextDocument."""
    if text.isascii():
        return min(count, len(text))
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * count]
    return len(head.decode("utf-16-le", "ignore"))


def difference(before: str, after: str) -> tuple[int, int, str]:
    """Where two texts differ, as (start, end, new): ``before[start:end]`` becomes ``new``."""
    start, most = 0, min(len(before), len(after))
    while start < most:  # by pieces: letter by letter is slow in Python
        step = min(512, most - start)
        while step and before[start : start + step] != after[start : start + step]:
            step //= 2
        if not step:
            break
        start += step
    back, most = 0, most - start
    while back < most:
        step = min(512, most - back)
        while step and (
            before[len(before) - back - step : len(before) - back]
            != after[len(after) - back - step : len(after) - back]
        ):
            step //= 2
        if not step:
            break
        back += step
    return start, len(before) - back, after[start : len(after) - back]


def _escape(found: re.Match[str]) -> str:
    return _ESCAPE + chr(_AREA + _SPECIAL.index(found[0]))


def _unescape(found: re.Match[str]) -> str:
    number = ord(found[1]) - _AREA if found[1] else -1
    return _SPECIAL[number] if 0 <= number < len(_SPECIAL) else found[1]
