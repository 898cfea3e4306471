# SPDX-License-Identifier: MIT
"""The segments of an index as one: documents have numbers through all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

import numpy as np

from kbdesk.model import TIERS, Leaning
from kbdesk.search.arrays import Array, distinct
from kbdesk.search.build import CONFIDENCES
from kbdesk.search.conditions import level
from kbdesk.search.schema import days
from kbdesk.search.segment import FACETS, Segment

_PRIOR = {"validated": 1.01, "not-validated": 1.0, "": 1.0, "draft": 0.98, "archived": 1e-4}
_TIER_ABOVE, _TIER_BELOW, _PRODUCT = 0.006, 0.003, 1.006
"""Of 842 queries with known answers none is answered worse, for whichever tier, up to 0.01 (measured)."""
_STALE = 0.99
_ANYBODY = Leaning()
_SHOWN_VALUES = 24


class View:
    """What one state of the index holds.

    Args:
        segments: from the oldest; a document of a later one takes the place of one with its path.
        removed: paths whose documents are gone.
        leaning: what comes first among equals.
    """

    def __init__(
        self,
        segments: Iterable[Segment] = (),
        removed: Iterable[str] = (),
        leaning: Leaning = _ANYBODY,
    ) -> None:
        self.segments = tuple(segments)
        total = 0
        for segment in self.segments:
            segment.base = total
            total += segment.size
        self.total = total
        self._bases = [segment.base for segment in self.segments]
        self.alive = np.ones(total, bool)
        self._bury(removed)
        self.all_alive = bool(self.alive.all())
        parents = self._joined([segment.column("parents") for segment in self.segments], np.int32)
        self.count = int(np.count_nonzero(self.alive & (parents < 0)))
        """Documents, without steps."""
        today = days(date.today())
        priors = [segment.prior(today, leaning, _prior) for segment in self.segments]
        self.prior = self._joined(priors, np.float32)
        self.values = {name: self._table(name) for name in (*FACETS, "by")}

    def _bury(self, removed: Iterable[str]) -> None:
        """Mark as dead what is removed and what a later segment has anew."""
        gone = set(removed)
        for segment in reversed(self.segments):
            if segment is self.segments[0]:
                self._kill(segment, gone)
            else:
                own = segment.paths.all()
                self._kill(segment, gone.intersection(own))
                gone.update(own)

    def _kill(self, segment: Segment, paths: Iterable[str]) -> None:
        alive = self.alive[segment.base : segment.base + segment.size]
        for path in paths:
            if (number := segment.find(path)) >= 0:
                alive[number] = False
                alive[segment.column("parents") == number] = False

    def find(self, path: str) -> int:
        """The number of the document with a path; -1 if there is none."""
        for segment in reversed(self.segments):
            number = segment.find(path)
            if number >= 0 and self.alive[segment.base + number]:
                return segment.base + number
        return -1

    @staticmethod
    def _joined(parts: list[Array], kind: type) -> Array:
        return np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, kind)

    def locate(self, number: int) -> tuple[Segment, int]:
        """The segment of a document, and its number there."""
        segment = self.segments[bisect_right(self._bases, number) - 1]
        return segment, number - segment.base

    def parts(self, numbers: Array, *, empty: bool = False) -> Iterator[tuple[Segment, Array, int]]:
        """Ascending numbers by segment: the segment, the numbers there, and the place of the first of them.

        ``empty``: also the segments in which none of them is.
        """
        if len(self.segments) == 1:
            yield self.segments[0], numbers, 0
            return
        bounds = numbers.searchsorted([*self._bases, self.total]).tolist()
        for segment, first, last in zip(self.segments, bounds, bounds[1:], strict=False):
            if last > first or empty:
                yield segment, numbers[first:last] - segment.base, first

    def blobs(self) -> dict[str, str]:
        """The blob id of each document, by path."""
        found: dict[str, str] = {}
        for segment in self.segments:
            paths, blobs = segment.paths.all(), segment.blobs.all()
            found.update((paths[number], blobs[number]) for number in self.documents_of(segment))
        return found

    def documents_of(self, segment: Segment) -> list[int]:
        """The documents of a segment that can be found, without steps; numbers of the segment."""
        alive = self.alive[segment.base : segment.base + segment.size] & (segment.column("parents") < 0)
        numbers: list[int] = np.flatnonzero(alive).tolist()
        return numbers

    def is_longer(self, number: int, words: int) -> bool:
        """Whether a document has more words than so many."""
        segment, local = self.locate(number)
        return segment.length(local) > words

    def title(self, number: int) -> str:
        """The title of a document or step."""
        segment, local = self.locate(number)
        return segment.text(local, 0, int(segment.areas[local, 0]))

    def column(self, name: str) -> Array:
        """A value for each document (see ``Segment.column``)."""
        parts = [segment.column(name) for segment in self.segments]
        return parts[0] if len(parts) == 1 else self._joined(parts, np.int32)

    # --- facets ---

    def _table(self, name: str) -> tuple[list[str], list[Array]]:
        """All values of a facet in order, and for each segment where its values are among them."""
        values = sorted({value for segment in self.segments for value in segment.facets[name].values})
        places = {value: place for place, value in enumerate(values)}
        moves = [
            np.array([places[value] for value in segment.facets[name].values], np.intp)
            for segment in self.segments
        ]
        return values, moves

    def having(self, name: str, wanted: Iterable[int]) -> Array:
        """Which documents have one of the values of a facet, given by their places in its table."""
        values, moves = self.values[name]
        chosen = np.zeros(len(values), bool)
        chosen[list(wanted)] = True
        found = np.zeros(self.total, bool)
        for segment, move in zip(self.segments, moves, strict=True):
            owners, numbers, _ = segment.facets[name]
            hit = chosen[move][numbers] if len(move) else np.zeros(len(numbers), bool)
            if owners is None:
                found[segment.base : segment.base + segment.size] = hit
            else:
                found[segment.base + owners[hit].astype(np.intp)] = True
        return found

    @cached_property
    def _places(self) -> tuple[list[str], list[int], Array, list[Array]]:
        """The values of all of FACETS, one facet after another, so that they are counted at once.

        Then where each facet begins (one more at the end), for each value a number by which facets stay in
        order whatever is counted, and for each segment where its values are.
        """
        names: list[str] = []
        begins = [0]
        moves: list[list[Array]] = [[] for _ in self.segments]
        for facet in FACETS:
            values, found = self.values[facet]
            for held, move in zip(moves, found, strict=True):
                held.append(move + len(names))
            names += values
            begins.append(len(names))
        ranks = np.arange(len(FACETS)).repeat(np.diff(begins)) * (self.total + 1)
        return names, begins, ranks, [np.concatenate(held) for held in moves]

    def counts(self, numbers: Array) -> dict[str, tuple[tuple[str, int], ...]]:
        """For each facet its commonest values among ascending numbers of documents, with their counts."""
        names, begins, ranks, moves = self._places
        total = np.zeros(len(names), np.int64)
        for (segment, local, _), move in zip(self.parts(numbers, empty=True), moves, strict=True):
            total[move] += segment.value_counts(local)
        some = total.nonzero()[0]
        bounds = some.searchsorted(begins).tolist()
        some = some.take((ranks.take(some) - total.take(some)).argsort(kind="stable"))
        found = {}
        for facet, first, last in zip(FACETS, bounds, bounds[1:], strict=False):
            shown = some[first : min(last, first + _SHOWN_VALUES)]
            values = map(names.__getitem__, shown.tolist())
            found[facet] = tuple(zip(values, total.take(shown).tolist(), strict=True))
        return found


def _prior(segment: Segment, today: int, leaning: Leaning) -> Array:
    """What breaks ties: trust, whether a review is due, how near it is to a person's tier and products."""
    trust = np.array([_PRIOR[name] for name in CONFIDENCES], np.float32)[segment.column("confidences")]
    above = np.arange(len(TIERS), dtype=np.float32) - TIERS.index(leaning.tier)
    tier = (1 - np.where(above > 0, _TIER_ABOVE, -_TIER_BELOW) * above).astype(np.float32)
    due = segment.column("review_by")
    prior = trust * tier[segment.column("tiers")]
    prior *= np.where((due > 0) & (due < today), _STALE, 1.0).astype(np.float32)
    if leaning.products:
        prior[_about(segment, leaning.products)] *= _PRODUCT
    return prior


def _about(segment: Segment, products: Iterable[str]) -> Array:
    """The documents and steps that are about one of these products, whatever the case of its letters."""
    owners, numbers, values = segment.facets["product"]
    wanted = {level(name) for name in products}
    chosen = np.fromiter((level(value) in wanted for value in values), bool, len(values))
    if owners is None or not chosen.any():
        return np.zeros(0, np.intp)
    return distinct(np.sort(owners[chosen[numbers]])).astype(np.intp)
