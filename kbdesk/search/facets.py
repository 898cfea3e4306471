# SPDX-License-Identifier: MIT
"""How often the documents of a segment have each value that can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from kbdesk.search.arrays import Array

_WIDTH = 8
"""Values in a row of the table; the few documents that have more have several rows."""


class Facet(NamedTuple):
    """The values that documents have: ``owners[i]`` has the value ``numbers[i]`` of ``values``."""

    owners: Array | None
    """None if every document has exactly one."""
    numbers: Array
    values: list[str]


class ValueTable:
    """Rows of values for each document: to count them, rows are taken and nothing else is looked at.

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
        # The first row of a document has its number; what is more stands in rows after those of all.
        further = (place >= _WIDTH) & (place % _WIDTH == 0)
        row = np.where(place < _WIDTH, whose, size - 1 + further.cumsum())
        begins = further.nonzero()[0]
        self._count = count
        self._has_more = len(begins) > 0
        # the number after the last is that of nothing
        kind = np.uint16 if count < 1 << 16 else np.uint32
        self._rows = np.full((size + len(begins), _WIDTH), count, kind)
        self._rows[row, place % _WIDTH] = which
        self._next = np.zeros(len(self._rows), np.uint32)
        self._next[row[begins - 1]] = row[begins]

    def counts(self, numbers: Array) -> Array:
        """For each value how many of some documents have it."""
        found = self._counts_in(numbers)
        while self._has_more and len(numbers := self._following(numbers)):
            found += self._counts_in(numbers)
        return found[: self._count]

    def _following(self, rows: Array) -> Array:
        following: Array = self._next.take(rows)
        return following[following > 0]

    def _counts_in(self, rows: Array) -> Array:
        held = self._rows.take(rows, axis=0).reshape(-1)
        found: Array = np.bincount(held, minlength=self._count + 1)
        return found
