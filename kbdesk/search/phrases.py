# SPDX-License-Identifier: MIT
"""Exact phrases: which documents have some words side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kbdesk.search.arrays import Array, distinct
from kbdesk.search.build import NEW_WORD_BIT
from kbdesk.search.segment import Segment

_TOGETHER = 256
"""Documents that are looked at together."""
_NEW_WORD = 1 << NEW_WORD_BIT


def following(segment: Segment, numbers: Array, terms: Sequence[str]) -> Array:
    """Those of some documents in which the words of these terms follow each other.

    Args:
        segment: where the documents are.
        numbers: documents that have all of the terms.
        terms: in their order; each may be a part of a word.
    """
    rows = [segment.lexicon.find(term) for term in terms]
    found = [
        _following(segment, numbers[first : first + _TOGETHER], rows)
        for first in range(0, len(numbers), _TOGETHER)
    ]
    return np.concatenate(found) if found else numbers


def _following(segment: Segment, numbers: Array, rows: list[int]) -> Array:
    words, ends = segment.words_in_order(numbers)
    rarest = min(range(len(rows)), key=lambda number: segment.documents(rows[number]))
    at = ((words == rows[rarest]) | (words == rows[rarest] + _NEW_WORD)).nonzero()[0]
    owners = ends.searchsorted(at, "right")
    here = _begin(words, at)
    before = after = here
    for row in reversed(rows[:rarest]):
        # the word before the first of a document is that of another, which another owner shows
        before = _begin(words, before - 1)
        kept = (_has(words, before, row) & (ends.searchsorted(before, "right") == owners)).nonzero()[0]
        before, after, owners = before[kept], after[kept], owners[kept]
    for row in rows[rarest + 1 :]:
        after = _next(words, after)
        kept = (_has(words, after, row) & (ends.searchsorted(after, "right") == owners)).nonzero()[0]
        after, owners = after[kept], owners[kept]
    found: Array = numbers[distinct(owners)]
    return found


# Words are looked at by the places where they begin: few, while the documents have hundreds each.


def _begin(words: Array, at: Array) -> Array:
    """Where the words begin that these terms are of."""
    at = at.copy()
    while (inside := words[at] < _NEW_WORD).any():
        at -= inside
    return at


def _next(words: Array, at: Array) -> Array:
    """Where the words after these begin; at the end of all stands one that is no word."""
    at = np.minimum(at + 1, len(words) - 1)
    while (inside := words[at] < _NEW_WORD).any():
        at += inside
    return at


def _has(words: Array, at: Array, row: int) -> Array:
    """Whether these words, which begin at these places, have the term of a row."""
    found: Array = words[at] == row + _NEW_WORD
    at, open_ = at + 1, np.ones(len(at), bool)
    while (open_ := open_ & (words.take(at, mode="clip") < _NEW_WORD)).any():
        found |= open_ & (words.take(at, mode="clip") == row)
        at = at + 1
    return found
