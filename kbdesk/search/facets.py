# SPDX-License-Identifier: MIT
"""How often the documents of a segment have each value that can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from kbdesk.search.arrays import Array

_WIDTH = 8
"""Values of a document that stand in its row; few have more, and what they have more is in a list."""


class Facet(NamedTuple):
    """The values that documents have: ``owners[i]`` has the value ``numbers[i]`` of ``values``."""

    owners: Array | None
    """None if every document has exactly one."""
    numbers: Array
    values: list[str]


class ValueTable:
    """A row of values for each document: to count them, rows are taken and nothing else is looked at.

    Args:
        size: how many documents there are.
        facets: one after another; their values are numbered through all of them.
    """

    def __init__(self, size: int, facets: Iterable[Facet]) -> None:
        owners, numbers, count = [np.zeros(0, np.intp)], [np.zeros(0, np.int64)], 0
        for having, held, values in facets:
            owners.append(np.arange(size) if having is None else having.astype(np.intp))
            numbers.append(held.astype(np.int64) + count)
            count += len(values)
        whose, which = np.concatenate(owners), np.concatenate(numbers)
        order = whose.argsort(kind="stable")
        whose, which = whose.take(order), which.take(order)
        place = np.arange(len(whose)) - whose.searchsorted(np.arange(size)).take(whose)
        self._count = count
        inside = place < _WIDTH
        # the number after the last is that of nothing
        self._rows = np.full((size, _WIDTH), count, np.uint16 if count < 1 << 16 else np.uint32)
        self._rows[whose[inside], place[inside]] = which[inside]
        self._more_owners, self._more = whose[~inside], which[~inside]

    def counts(self, numbers: Array) -> Array:
        """For each value how many of some documents, ascending, have it."""
        held = self._rows.take(numbers, axis=0).reshape(-1)
        found: Array = np.bincount(held, minlength=self._count + 1)[: self._count]
        if len(self._more) and len(numbers):
            at = numbers.searchsorted(self._more_owners)
            there = numbers.take(at, mode="clip") == self._more_owners
            found += np.bincount(self._more[there], minlength=self._count)
        return found
