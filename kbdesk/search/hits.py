# SPDX-License-Identifier: MIT
"""Ranked documents as results: title, highlighted piece of text, and why they match."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import repeat
from typing import NamedTuple

import numpy as np

from kbdesk.model import Hit, HitField, Spans
from kbdesk.search.analysis import STOP_WORDS
from kbdesk.search.arrays import Array
from kbdesk.search.look import Seen
from kbdesk.search.rank import Ranking
from kbdesk.search.schema import Field
from kbdesk.search.segment import Segment
from kbdesk.search.view import View

LENGTH = 160
"""Characters of a snippet, about."""
_BEFORE = 32
"""Characters of a snippet before its first word: what stands before makes it readable."""
_EDGE = 24
"""Characters in which the border of a word is looked for."""
_BEGINNING = 600
"""Where the text of a playbook says what it is for, in characters."""
_FIELDS: tuple[HitField, ...] = ("title", "says", "error", "tag", "text")


def hits(view: View, ranking: Ranking) -> tuple[Hit, ...]:
    """The best of a ranking, in its order."""
    found: dict[int, _Found] = {}
    words = [group.word.text for group in ranking.groups]
    telling = frozenset(at for at, word in enumerate(words) if word not in STOP_WORDS)
    made = []
    for number, score, seen, at in ranking.best:
        columns = found.get(id(seen))
        if columns is None:
            columns = found[id(seen)] = _found(seen, telling)
        made.append(
            _hit(view, number, score, columns, columns.firsts[at], columns.firsts[at + 1], columns.best[at])
        )
    return tuple(made)


def _found(seen: Seen, telling: frozenset[int]) -> _Found:
    events = seen.events
    return _Found(
        events.places.data,
        events.ends.data,
        events.fields.data,
        events.groups.data,
        events.firsts.tolist(),
        seen.best.tolist(),
        telling,
    )


class _Found(NamedTuple):
    """The columns of events; single numbers come faster out of a memory view than out of an array."""

    places: memoryview
    ends: memoryview
    fields: memoryview
    groups: memoryview
    firsts: list[int]
    best: list[int]
    telling: frozenset[int]
    """The groups of words that say something."""


_NO_EVENTS = np.zeros(0, np.int64).data
_NOTHING = _Found(_NO_EVENTS, _NO_EVENTS, _NO_EVENTS, _NO_EVENTS, [], [], frozenset())


def _hit(view: View, number: int, score: float, found: _Found, first: int, last: int, best: int) -> Hit:
    segment, local = view.locate(number)
    card = segment.card(local)
    title_end, says_end, _, tags_end, end = card.areas
    places, ends, fields = found.places, found.ends, found.fields
    title_spans: list[tuple[int, int]] = []
    at = first
    while at < last and places[at] < title_end:
        title_spans.append((places[at], ends[at]))
        at += 1
    matched = ""
    if at < last and fields[at] == Field.SAYS:
        matched = _said(segment, local, (title_end + 1, says_end), found, at, last)
    start = tags_end + 1
    if best < 0 or (matched and card.kind == "playbook" and places[best] > start + _BEGINNING):
        # The customer's phrase says why a playbook is a hit; a late step would not say what it is for.
        focus = start
    else:
        focus = places[best]
    piece, spans = _excerpt(segment, local, (start, end), focus, found, (at, last))
    anchor = of = ""
    if card.kind == "step":
        anchor, of = segment.anchors[local], view.title(number - local + segment.parents[local])
    elif best >= 0 and not title_spans:
        anchor = segment.anchor_at(local, places[best])
    return Hit(
        card.path,
        card.title,
        card.kind,
        card.tier,
        score,
        piece,
        spans,
        _joined(title_spans),
        card.confidence,
        matched,
        _FIELDS[fields[first]] if first < last else "text",
        anchor,
        of,
        card.successor,
    )


def _said(segment: Segment, local: int, area: tuple[int, int], found: _Found, first: int, last: int) -> str:
    """The customer phrase with most words of the query; "" if none has half of those that say something."""
    best, most = "", (len(found.telling) - 1) // 2
    place = area[0]
    for phrase in segment.text(local, *area).split("\n"):
        end = place + len(phrase)
        held = set()
        while first < last and found.places[first] < end:
            held.add(found.groups[first])
            first += 1
        if len(held & found.telling) > most:
            best, most = phrase, len(held & found.telling)
        place = end + 1
    return best


def _excerpt(
    segment: Segment, local: int, area: tuple[int, int], focus: int, found: _Found, events: tuple[int, int]
) -> tuple[str, Spans]:
    """The piece of a text around a place, and the highlights in it."""
    start, end = area
    first = max(start, min(focus - _BEFORE, end - LENGTH))
    last = min(end, first + LENGTH)
    text = segment.excerpt(local, first, last + 1)
    if first > start:
        gap = text.find(" ", 0, _EDGE) + 1
        text = text[gap:]
        first += gap
    if last < end:
        gap = text.rfind(" ", len(text) - _EDGE)
        text = text[: gap if gap > 0 else last - first]
        last = first + len(text)
    before, after = ("… " if first > start else ""), (" …" if last < end else "")
    move = len(before) - first
    places, ends = found.places, found.ends
    spans = []
    at = bisect_left(places, first, *events)
    while at < events[1] and places[at] < last:
        spans.append((places[at] + move, min(ends[at], last) + move))
        at += 1
    return before + text.rstrip() + after, _joined(spans)


def _joined(spans: list[tuple[int, int]]) -> Spans:
    """Highlights, joined where they touch or overlap."""
    if len(spans) < 2:
        return tuple(spans)
    spans.sort()
    joined = [spans[0]]
    for start, end in spans[1:]:
        if start <= joined[-1][1]:
            if end > joined[-1][1]:
                joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def titled(view: View, numbers: Array) -> list[int]:
    """Documents in the order of their titles."""
    return [
        number for _, number in sorted((view.title(number).casefold(), number) for number in numbers.tolist())
    ]


def listed(view: View, numbers: Iterable[int], scores: Iterable[float] = repeat(0.0)) -> tuple[Hit, ...]:
    """Documents without a query, each with the beginning of its text."""
    found = []
    for number, score in zip(numbers, scores, strict=False):
        found.append(_hit(view, number, score, _NOTHING, 0, 0, -1))
    return tuple(found)
