# SPDX-License-Identifier: MIT
"""What a typed word stands for: the rows of its forms, and a score for every document that has one."""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from kbdesk.search import analysis
from kbdesk.search.arrays import Array
from kbdesk.search.build import IMPACTS
from kbdesk.search.everyday import ALIKE
from kbdesk.search.lexicon import BEGINNING, distances
from kbdesk.search.query import Word
from kbdesk.search.segment import Rows, Segment
from kbdesk.search.view import View

SATURATION = 1.6
"""BM25's k1."""
SAME_STEM = 0.5
"""What another form of a word counts against the word itself (measured: .5 to .8 are alike)."""
SAME_MEANING = 0.4
LONGER = 0.7
"""What a longer word counts for an unfinished one."""
OTHER_SPELLING = 0.9
SEPARATE = 0.5
"""What the parts of a word count where they do not stand together."""
TAKEN_APART = 0.8
RUN_TOGETHER = 0.9
SYNONYM = 0.8
MISTYPED = 0.8

_MISTYPABLE = re.compile(r"[^\W\d_]{4,32}$|(?=.*[^\W\d_]{3})[^\W_]{5,32}$")
_MOST_NEARLY = 60
_RESEMBLING = 150
_LEAST_COMPOUND = 6
_TERMS = 12
_KNOWN_KEPT = 4_000
_KEPT_BYTES = 6_000_000


Others = tuple[tuple[tuple[str, ...], float], ...]
"""Words that together mean the same as another, and what they count against it."""


@dataclass(slots=True)
class Group:
    """The documents that have a word of the query."""

    word: Word
    rows: list[list[Rows]]
    """For each segment."""
    scores: Array
    """For each document; 0: it has not got the word."""
    numbers: Array
    """The documents that have it, ascending."""
    worth: float
    guess: str = ""
    """What was meant, if the word itself is in no document."""
    forms: tuple[str, ...] = field(default=())
    """Up to 12 terms that it stands for."""

    @property
    def shown(self) -> str:
        """The word as documents have it."""
        return self.guess or self.word.text


class Groups:
    """Evaluates words over one view; keeps what it found, as the next keystroke shares it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._kept: OrderedDict[tuple[str, bool, Others, bool], Group | None] = OrderedDict()
        self._known: dict[str, bool] = {}
        self._most = max(16, _KEPT_BYTES // (4 * view.total + 400))

    def of(self, word: Word, others: Others = (), *, guess: bool = True) -> Group | None:
        """The group of a word; None if no document has it.

        Args:
            word: as it was typed.
            others: what else it may mean, each a few words and what they count.
            guess: whether it may be a mistyping.
        """
        key = word.text, word.unfinished, others, guess
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if len(self._kept) >= self._most:
            self._kept.popitem(last=False)
        self._kept[key] = found = self._evaluate(word, others, guess=guess)
        return found

    def known(self, term: str) -> bool:
        """Whether a document has a term."""
        found = self._known.get(term)
        if found is None:
            if len(self._known) > _KNOWN_KEPT:
                self._known.clear()
            found = self._known[term] = any(
                segment.lexicon.find(term) >= 0 for segment in self._view.segments
            )
        return found

    def _evaluate(self, word: Word, others: Others, *, guess: bool) -> Group | None:
        view = self._view
        rows = [list(self._forms(segment, word)) for segment in view.segments]
        weights = np.zeros(view.total, np.float32)
        together: tuple[str, ...] = ()
        meant = ""
        if not any(rows) and not others and guess:
            meant, rows, together = self._guess(word)
        for segment, held in zip(view.segments, rows, strict=True):
            _add(segment, held, weights[segment.base : segment.base + segment.size])
        if together:
            self._add_together(together, rows, weights, TAKEN_APART, new=True)
        elif word.parts and any(rows):
            self._add_together(_separate(word.parts), rows, weights, SEPARATE)
        if not view.all_alive:
            weights[~view.alive] = 0
        numbers = (weights > 0).nonzero()[0]
        own = len(numbers)
        # Words of like meaning find more documents, but do not make the word itself a commoner one.
        others = (*others, *((other, SAME_MEANING) for other in ALIKE.get(word.text, ())))
        if others:
            for terms, counts in others:
                self._add_together(terms, rows, weights, counts, new=True)
            if not view.all_alive:
                weights[~view.alive] = 0
            numbers = (weights > 0).nonzero()[0]
        if not len(numbers):
            return None
        own = own or len(numbers)
        worth = math.log(1 + (view.total - own + 0.5) / (own + 0.5))
        held_weights = weights[numbers]
        weights[numbers] = worth * held_weights / (SATURATION + held_weights)
        return Group(word, rows, weights, numbers, worth, meant, self._terms(rows))

    def _guess(self, word: Word) -> tuple[str, list[list[Rows]], tuple[str, ...]]:
        """What a word that no document has may be: what was meant, and its rows or the words run together."""
        nothing: list[list[Rows]] = [[] for _ in self._view.segments]
        if word.parts or not _MISTYPABLE.match(word.text):
            return "", nothing, ()
        meant, rows = self._mistyped(word)
        if (
            not meant
            and len(word.text) > _LEAST_COMPOUND
            and (cuts := analysis.splits(word.text, self.known))
        ):
            return " ".join(cuts[0]), nothing, cuts[0]
        return meant, rows, ()

    # --- forms ---

    @staticmethod
    def _forms(segment: Segment, word: Word) -> Iterator[Rows]:
        """The rows that a word may mean, without guessing at mistypings; the word itself comes first.

        Of an unfinished word of one or two letters only itself and what titles begin so: too many begin so.
        """
        text, lexicon = word.text, segment.lexicon
        exact = lexicon.find(text)
        if exact >= 0:
            yield exact, exact + 1, 1.0
        first = last = -1
        if word.unfinished:
            if len(text) >= 3 or word.pair:
                first, last = lexicon.between(text)
                first += exact >= 0
                if last > first:
                    yield first, last, LONGER
            elif (row := lexicon.find(BEGINNING + text)) >= 0:
                yield row, row + 1, 1.0
        for other in analysis.spellings(text):
            if (row := lexicon.find(other)) >= 0 and not first <= row < last:
                yield row, row + 1, OTHER_SPELLING
        for row in segment.alike(text):
            if row != exact and not first <= row < last:
                yield row, row + 1, SAME_STEM

    def _mistyped(self, word: Word) -> tuple[str, list[list[Rows]]]:
        """The three commonest terms one slip away, in each segment, and the best of them."""
        found: dict[str, int] = {}
        for segment in self._view.segments:
            for row in segment.near(word.text):
                term = segment.lexicon[row]
                found[term] = found.get(term, 0) + segment.documents(row)
        # The first letter is seldom wrong.
        ranked = sorted(found, key=lambda term: (term[0] != word.text[0], -found[term], term))[:3]
        rows: list[list[Rows]] = [[] for _ in self._view.segments]
        for term in ranked:
            for held, segment in zip(rows, self._view.segments, strict=True):
                for first, last, counts in self._forms(segment, Word(term)):
                    held.append((first, last, counts * MISTYPED))
        if not ranked and word.unfinished:
            return self._mistyped_beginning(word.text)
        return (ranked[0] if ranked else ""), rows

    def nearest(self, text: str) -> str:
        """The commonest of the terms with the fewest slips between them and a word; "" if all are far."""
        best: dict[str, tuple[int, int]] = {}
        slips = min(len(text) // 3 + (len(text) < 6), 3)
        for segment in self._view.segments:
            rows = segment.resembling(text, slips, _RESEMBLING)
            terms = [segment.lexicon[row] for row in rows]
            for row, term, far in zip(rows, terms, distances(text, terms), strict=True):
                if far <= slips and term.isalpha():
                    best[term] = far, best.get(term, (0, 0))[1] - segment.documents(row)
        return min(best, key=lambda term: (best[term], term), default="")

    def _mistyped_beginning(self, text: str) -> tuple[str, list[list[Rows]]]:
        meant = ""
        rows: list[list[Rows]] = []
        for segment in self._view.segments:
            near = segment.lexicon.nearly(text, _MOST_NEARLY)
            rows.append([(row, row + 1, MISTYPED * LONGER) for row in near])
            if near and not meant:
                meant = segment.lexicon[max(near, key=segment.documents)]
        return meant, rows

    def _add_together(
        self,
        terms: tuple[str, ...],
        rows: list[list[Rows]],
        weights: Array,
        counts: float,
        *,
        new: bool = False,
    ) -> None:
        """Count documents that have all of some terms as if they had the word.

        Args:
            terms: one or more.
            rows: of the word; those of the terms join them.
            weights: of the word in each document.
            counts: what a term counts against the word.
            new: whether documents that have the word already count for it too.
        """
        for segment, held in zip(self._view.segments, rows, strict=True):
            found = [segment.lexicon.find(term) for term in terms]
            if not found or min(found) < 0:
                continue
            part = weights[segment.base : segment.base + segment.size]
            spans: list[Rows] = [(row, row + 1, counts) for row in found]
            if len(found) == 1:
                _add(segment, spans, part)
            else:
                least = np.full(segment.size, np.inf, np.float32)
                for span in spans:
                    column = np.zeros(segment.size, np.float32)
                    _add(segment, [span], column)
                    np.minimum(least, column, out=least)
                if new:
                    part += least
                else:
                    np.copyto(part, least, where=part == 0)
            held.extend(spans)

    def _terms(self, rows: list[list[Rows]]) -> tuple[str, ...]:
        """Up to 12 terms of these rows."""
        found: dict[str, None] = {}
        for segment, held in zip(self._view.segments, rows, strict=True):
            for first, last, _ in held:
                if len(found) < _TERMS:
                    found.update(dict.fromkeys(segment.lexicon.terms(first, min(last, first + _TERMS))))
        return tuple(term for term in islice(found, _TERMS) if not term.startswith(BEGINNING))


def _separate(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a word without the one that is all of them run together."""
    if len(parts) > 1 and len(parts[-1]) > len(parts[0]) and parts[-1].startswith(parts[0]):
        parts = parts[:-1]
    return parts if len(parts) > 1 else ()


def _add(segment: Segment, rows: list[Rows], weights: Array) -> None:
    """Add what some rows count to the weights of a segment's documents."""
    for first, last, counts in rows:
        docs, impacts = segment.postings(first, last)
        found = IMPACTS.take(impacts)
        if counts != 1.0:
            found *= np.float32(counts)
        if last - first == 1:
            np.add.at(weights, docs.astype(np.intp), found)
        else:
            # ``Test-OutlookConnectivity`` has several terms that begin so, and is no better for it.
            np.maximum.at(weights, docs.astype(np.intp), found)
