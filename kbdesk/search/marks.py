# SPDX-License-Identifier: MIT
"""Where the words of a query stand in a text that is not indexed, such as the name of a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from kbdesk.model import Spans
from kbdesk.search import analysis

_MOST = 60
"""Places of one form that are looked at in one text."""


class _Level(dict[int, str]):
    """For each character one that means the same: small, without accent, of usual width."""

    def __missing__(self, point: int) -> str:
        sign = chr(point)
        simple = analysis.plain(unicodedata.normalize("NFKC", analysis.fold(sign) or sign)).lower()
        self[point] = result = simple if len(simple) == 1 else sign
        return result


_LEVEL = _Level()


def level(text: str) -> str:
    """The text as marks are looked for in it; as long as the text, so that places are the same."""
    return text.lower() if text.isascii() else text.translate(_LEVEL)


def as_typed(text: str) -> str:
    """A name or a query as it is compared whole: folded, in lower case and with single spaces."""
    return level(" ".join(analysis.fold(text).split()).strip('" \0').lower())


class Mark(NamedTuple):
    """Something to look for: ``open_ended`` marks may go on to the end of the word."""

    text: str
    group: int
    open_ended: bool = False
    anywhere: bool = False
    """Whether it may stand inside a word (writing without spaces)."""


Place = tuple[int, int, int]
"""(start, end, group) of a mark in a text."""


def marks(
    forms: Iterable[str], group: int, *, open_ended: str = "", anywhere: bool = False
) -> tuple[Mark, ...]:
    """Marks for the forms of a word; the forms that begin with ``open_ended`` make one mark."""
    found = {}
    if open_ended:
        found[level(open_ended)] = Mark(level(open_ended), group, not anywhere, anywhere)
    for form in forms:
        text = level(form)
        if not (open_ended and text.startswith(level(open_ended))):
            found.setdefault(text, Mark(text, group, False, anywhere))
    return tuple(found.values())


def places(levelled: str, wanted: Iterable[Mark]) -> list[Place]:
    """Where the marks stand in a levelled text, in order of their start."""
    found: list[Place] = []
    size = len(levelled)
    find = levelled.find
    for text, group, open_ended, anywhere in wanted:
        length = len(text)
        at = find(text)
        count = 0
        while at >= 0 and count < _MOST:
            end = at + length
            if anywhere or at == 0 or not levelled[at - 1].isalnum():
                if open_ended:
                    while end < size and levelled[end].isalnum():
                        end += 1
                if anywhere or end >= size or not levelled[end].isalnum():
                    found.append((at, end, group))
                    count += 1
            at = find(text, at + length)
    found.sort()
    return found


def spans(found: Iterable[Place]) -> Spans:
    """The places as highlights: ascending, joined where they touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end, _ in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
