# SPDX-License-Identifier: MIT
"""Where the words of a query stand in a text, and the piece of it worth showing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kbdesk.model import Spans
from kbdesk.search import analysis

LENGTH = 160
"""Characters of a snippet, about."""

_BEGINNING = 600
"""Characters."""

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


def excerpt(
    text: str, found: list[Place], worth: dict[int, float], *, early: bool = False
) -> tuple[str, Spans]:
    """The piece of a text with the most of the query, and the highlights in it.

    Args:
        text: the text, on one line.
        found: where the marks stand in it, in order.
        worth: what each group counts.
        early: take the piece from the beginning, where a text says what it is for.
    """
    if len(text) <= LENGTH:
        return text, spans(found)
    windows = _windows(_at_beginning(found, worth) if early else found, worth, LENGTH * 4 // 5, 0.05)
    start = max(windows, key=lambda window: (window[0], -window[1]), default=(0.0, 0))[1]
    # A little of what stands before makes the piece readable.
    start = max(0, min(start - LENGTH // 5, len(text) - LENGTH))
    end = min(len(text), start + LENGTH)
    start, end = _at_words(text, start, end)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    move = len(before) - start
    inside = [(s + move, min(e, end) + move, g) for s, e, g in found if s >= start and s < end]
    return before + text[start:end].rstrip() + after, spans(inside)


def _at_beginning(found: list[Place], worth: dict[int, float]) -> list[Place]:
    """The places near the beginning of a text; none unless half of the query stands together there."""
    early = [place for place in found if place[0] < _BEGINNING]
    return early if nearest(early, worth, LENGTH) >= sum(worth.values()) / 2 else []


def _windows(
    found: list[Place], worth: dict[int, float], length: int, again: float
) -> Iterator[tuple[float, int]]:
    """For each place, in order, what the window that ends there is worth, and where it starts.

    ``again`` is the share of its worth that a word counts when it comes a second time.
    """
    inside: dict[int, int] = {}
    value = 0.0
    first = 0
    for start, end, group in found:
        held = inside.get(group, 0)
        inside[group] = held + 1
        value += worth.get(group, 0.0) * (again if held else 1.0)
        while end - found[first][0] > length and found[first][0] < start:
            gone = found[first][2]
            inside[gone] -= 1
            value -= worth.get(gone, 0.0) * (again if inside[gone] else 1.0)
            first += 1
        yield value, found[first][0]


def nearest(found: list[Place], worth: dict[int, float], length: int) -> float:
    """The most that the different words within so many characters are worth."""
    return max((value for value, _ in _windows(found, worth, length, 0.0)), default=0.0)


def _at_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The window moved to the edges of words, if one is near."""
    if start:
        gap = text.find(" ", start - 1, start + 24)
        start = gap + 1 if gap >= 0 else start
    if end < len(text):
        gap = text.rfind(" ", end - 24, end + 1)
        end = gap if gap > start else end
    return start, end
