# SPDX-License-Identifier: MIT
"""Exact phrases: which documents have some words side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kbdesk.search.arrays import Array
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
    owners, there, places = segment.words_in_order(numbers)
    at = places[there == rows[0]]
    for distance, row in enumerate(rows[1:], 1):
        at = at[np.isin(at + distance, places[there == row])]
        if not len(at):
            break
    found: Array = numbers[np.unique(owners[places.searchsorted(at)])]
    return found
