# SPDX-License-Identifier: MIT
"""Exact phrases: which documents have some words side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kbdesk.search.arrays import Array
from kbdesk.search.build import NEW_WORD_BIT
from kbdesk.search.segment import Segment

_TOGETHER = 256
"""Documents that are looked at together."""


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
    order = (words >> NEW_WORD_BIT).cumsum(dtype=np.int32)

    def keys(row: int) -> Array:
        """Where the term of a row stands: its document, and the number of its word among all."""
        at = ((words == row) | (words == row + (1 << NEW_WORD_BIT))).nonzero()[0]
        found: Array = (ends.searchsorted(at, "right") << 32) + order.take(at)
        return found

    rarest = min(range(len(rows)), key=lambda number: segment.documents(rows[number]))
    at = keys(rows[rarest])
    for number, row in enumerate(rows):
        if number != rarest and len(at):
            wanted, there = at + (number - rarest), keys(row)
            at = at[there.take(there.searchsorted(wanted), mode="clip") == wanted]
    found: Array = numbers[np.unique(at >> 32)]
    return found
