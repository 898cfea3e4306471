# SPDX-License-Identifier: MIT
"""Exact phrases: which documents have some words side by side."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np

from kbdesk.search import analysis
from kbdesk.search.arrays import Array
from kbdesk.search.build import MOST_ORDER
from kbdesk.search.segment import Segment

_AROUND = 300
"""Characters around a word in which the phrase is looked for at first."""


def following(segment: Segment, numbers: Array, terms: Sequence[str]) -> Array:
    """Those of some documents in which the words of these terms follow each other.

    The arrays tell where the telling words stand in a row, the text whether no little word is between them.

    Args:
        segment: where the documents are.
        numbers: documents that have all of the terms.
        terms: in their order; each may be a part of a word.
    """
    telling = [(at, term) for at, term in enumerate(terms) if term not in analysis.STOP_WORDS]
    rows = [segment.lexicon.find(term) for _, term in telling]
    lead = telling[0][0] if telling else 0
    found = []
    for number in numbers.tolist():
        places = _near(segment, number, rows) if rows else _beginnings(segment, number, terms)
        if any(_stands_at(segment, number, place, lead, terms) for place in places):
            found.append(number)
    return np.array(found, np.int64)


def _near(segment: Segment, number: int, rows: list[int]) -> Iterator[int]:
    """Where the first of some words stands and the others follow, as far as little words do not matter."""
    there, places, order = segment.words_in_order(number)
    at = (there == rows[0]).nonzero()[0]
    for distance, row in enumerate(rows[1:], 1):
        at = at[np.isin((order[at] + distance) & MOST_ORDER, order[there == row])]
    yield from places[at].tolist()


def _beginnings(segment: Segment, number: int, terms: Sequence[str]) -> Iterator[int]:
    """Where little words stand side by side, which the arrays do not tell; reads all of the text."""
    text = analysis.fold(segment.text(number, 0, int(segment.areas[number, -1]))).lower()
    pattern = r"\W+".join(map(re.escape, terms))
    for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text):
        yield match.start()


def _stands_at(segment: Segment, number: int, place: int, lead: int, terms: Sequence[str]) -> bool:
    """Whether a phrase stands in a text, the word at a place being the one after ``lead`` others."""
    length = int(segment.areas[number, -1])
    for around in (_AROUND, length):
        first, last = max(place - around, 0), min(place + around, length)
        words, begins = analysis.split(analysis.fold(segment.text(number, first, last)))
        at = bisect_right(begins, place - first) - 1 - lead
        # A word at the border may be cut.
        if (at > 0 or not first) and (at + len(terms) < len(words) or last == length):
            break
    there = words[max(at, 0) : at + len(terms)]
    return len(there) == len(terms) and all(
        term in analysis.terms(word) for term, word in zip(terms, there, strict=True)
    )
