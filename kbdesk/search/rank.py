# SPDX-License-Identifier: MIT
"""Which documents answer a query, and how well: BM25F over the postings, then a closer look at the best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import thread_time
from typing import NamedTuple

import numpy as np

from kbdesk.search import analysis
from kbdesk.search.arrays import Array
from kbdesk.search.groups import RUN_TOGETHER, SYNONYM, Group, Groups, Others
from kbdesk.search.look import FIRST_WORDS, MOST_WORDS, Asked, Seen, look
from kbdesk.search.look import asked as asked_of
from kbdesk.search.marks import as_typed
from kbdesk.search.query import Query, Word
from kbdesk.search.synonyms import Synonyms
from kbdesk.search.view import View

ENOUGH = 10
"""If fewer documents have all words, those that lack some are added."""
LONG = 8
"""Needed words from which a query is a sentence, whose words no document must all have."""
MISSING, MISSING_IN_LONG = 1.5, 0.3
"""The power of the coverage factor for documents that lack words."""
LEAST = 0.4
"""The share, by worth, of what the best document has of the query that others must have."""
BUDGET_S = 0.25
"""Processor time that the words of a query may take; those that come after it do not count."""
MOST_GROUPS = 250
"""Words and parts of words that count: a segment numbers them in one byte."""
LOOKED_AT = 24
"""How many of the best get the closer look."""
_EXACT = (("title", 1000.0), ("code", 2000.0))
"""More than any document gets for its words."""
IN_TITLE, WHOLE_TITLE, IN_LEAD, ADJACENT, NEAR, SAID, AS_TYPED = 0.4, 0.6, 0.6, 0.8, 0.6, 0.6, 1.5
"""What the closer look adds, as a share of the score."""

_NEAR_LETTERS = range(5, 21)
"""The lengths of words of which it can be told, and soon, that they are like another."""
_MOST_NEAR = 2
"""Words that are looked for by their slips, which takes 2 ms each."""
_JOINABLE = 8
"""Of longer queries neighbours are not tried as one word."""
_NONE = np.zeros(0, np.int64)


class Best(NamedTuple):
    """A document, its score, and where the look at it is found."""

    number: int
    score: float
    seen: Seen
    at: int


@dataclass(slots=True)
class Ranking:
    """All matches, and the best of them in order."""

    matches: Array = field(default_factory=lambda: _NONE)
    """Every document that matches, before filters; ascending."""
    best: list[Best] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    cut: bool = False
    """Whether words at the end of the query do not count: those before them are many, or took too long."""


class Ranker:
    """Evaluates queries over one view."""

    def __init__(self, view: View, synonyms: Synonyms) -> None:
        self._view = view
        self._groups = Groups(view)
        self.synonyms = synonyms

    def rank(
        self, asked: Query, allowed: Array | None = None, passing: Array | None = None, limit: int = 30
    ) -> Ranking:
        """The ranking for a query.

        Args:
            asked: the query.
            allowed: which documents can match at all; None: all.
            passing: which of the matches can be among the best (the filters); None: all.
            limit: how many.
        """
        groups, left_out, cut = self._all_groups(asked)
        if not groups:
            return Ranking(left_out=left_out, cut=cut)
        matches, scores = self._matching(groups, allowed)
        ranking = Ranking(matches, groups=groups, left_out=left_out, cut=cut)
        if passing is not None:
            kept = passing[matches]
            matches, scores = matches[kept], scores[kept]
        if len(matches):
            self._look(asked, ranking, matches, scores * self._view.prior.take(matches), limit)
            ranking.left_out += _lacking(groups, ranking.matches, ranking.best[0].number)
        return ranking

    # --- words ---

    def _all_groups(self, asked: Query) -> tuple[list[Group], tuple[str, ...], bool]:
        """The groups of the words, the words without any, and whether the last do not count."""
        began = thread_time()
        groups: list[Group] = []
        left_out: list[str] = []
        others = self._others(asked)
        for number, word in enumerate(asked.words):
            if len(groups) > MOST_GROUPS or (groups and thread_time() - began > BUDGET_S):
                return groups[:MOST_GROUPS], tuple(left_out), True
            found = list(self._word_groups(word, tuple(others.get(number, ()))))
            groups += found
            if not found and not word.optional:
                left_out.append(word.text)
        return groups[:MOST_GROUPS], tuple(left_out), len(groups) > MOST_GROUPS

    def _others(self, asked: Query) -> dict[int, list[tuple[tuple[str, ...], float]]]:
        """What else the words of a query may be: the team's synonyms, and neighbours run together."""
        texts = [word.text for word in asked.words]
        found = {
            number: [(phrase, SYNONYM) for phrase in phrases]
            for number, phrases in self.synonyms.of(texts).items()
        }
        if 1 < len(texts) <= _JOINABLE and not asked.words[0].pair:
            for first, last, together in analysis.joined(texts):
                if self._groups.known(together):
                    for number in range(first, last):
                        found.setdefault(number, []).append(((together,), RUN_TOGETHER))
        return found

    def _word_groups(self, word: Word, others: Others) -> Iterator[Group]:
        """The group of a word; of its parts if no document has it whole; none if there is nothing."""
        group = self._groups.of(word, others)
        if group is not None:
            yield group
        else:
            for part in word.parts:
                smaller = Word(part, unfinished=word.unfinished and word.text.endswith(part))
                if (found := self._groups.of(smaller, guess=False)) is not None:
                    yield found

    def nearest(self, asked: Query, allowed: Array | None, limit: int) -> Ranking:
        """What comes closest if nothing matches: documents with words like those of the query.

        That is what begins like half of a word, else has the fewest slips, else begins like three letters.
        """
        words: list[Word] = []
        tried = 0
        for word in asked.words:
            half = max(-(-len(word.text) // 2), 3)
            found = self._begun(word, len(word.text), half)
            if found is None and tried < _MOST_NEAR and _can_be_near(word):
                tried += 1
                near = self._groups.nearest(word.text)
                found = Word(near) if near else None
            found = found or self._begun(word, half - 1, 3)
            if found is not None:
                words.append(found)
        return self.rank(replace(asked, words=tuple(words), phrases=()), allowed, limit=limit)

    def _begun(self, word: Word, most: int, least: int) -> Word | None:
        """What documents have that begins with a word's first letters, of which there are so many."""
        for size in range(most, least - 1, -1):
            begun = Word(word.text[:size], unfinished=True)
            if self._groups.of(begun, guess=False) is not None:
                return begun
        return None

    # --- documents ---

    def _matching(self, groups: list[Group], allowed: Array | None) -> tuple[Array, Array]:
        """The documents that match, ascending, and their scores."""
        needed = [group for group in groups if not _is_optional(group.word)] or groups
        rarest = min(needed, key=lambda group: len(group.numbers))
        matches = rarest.numbers
        for group in needed:
            if group is not rarest:
                matches = matches[group.scores.take(matches) > 0]
        if allowed is not None:
            matches = matches[allowed[matches]]
        is_long = len(needed) >= LONG
        if not is_long and (len(matches) >= ENOUGH or len(needed) < 2):
            scores = groups[0].scores.take(matches)
            for group in groups[1:]:
                scores = scores + group.scores.take(matches)
            return matches, scores
        return self._with_partial(groups, needed, allowed, MISSING_IN_LONG if is_long else MISSING)

    @staticmethod
    def _with_partial(
        groups: list[Group], needed: list[Group], allowed: Array | None, power: float
    ) -> tuple[Array, Array]:
        total = sum(group.worth for group in needed)
        covered = np.zeros(len(groups[0].scores), np.float32)
        for group in needed:
            covered[group.numbers] += np.float32(group.worth / total)
        if allowed is not None:
            covered[~allowed] = 0
        matches = np.flatnonzero(covered >= max(LEAST * float(covered.max()), 1e-6))
        share = covered[matches] ** np.float32(power)
        scores = groups[0].scores.take(matches)
        for group in groups[1:]:
            scores = scores + group.scores.take(matches)
        return matches, scores * share

    # --- the closer look ---

    def _look(self, asked: Query, ranking: Ranking, matches: Array, scores: Array, limit: int) -> None:
        most = max(limit, LOOKED_AT)
        exact = self._exact(asked, matches)
        if len(matches) > most:
            chosen = scores if exact is None else scores + exact
            top = np.argpartition(chosen, len(chosen) - most)[-most:]
            top.sort()
            matches, scores = matches[top], scores[top]
            exact = exact if exact is None else exact[top]
        wanted = asked_of(ranking.groups)
        seen = look(self._view, matches, wanted, asked.text)
        factor = 1.0 + seen.in_title * (IN_TITLE + WHOLE_TITLE * seen.title_part)
        factor += SAID * seen.in_says * (seen.in_says >= 0.5)
        factor += IN_LEAD * seen.in_lead + ADJACENT * seen.adjacent + NEAR * seen.near + AS_TYPED * seen.whole
        final = scores * factor if exact is None else scores * factor + exact
        order = np.argsort(-final, kind="stable")[:limit]
        best = zip(matches[order].tolist(), final[order].tolist(), order.tolist(), strict=True)
        ranking.best = [Best(number, score, seen, at) for number, score, at in best]
        deep = [
            place
            for place, (found, none) in enumerate(zip(ranking.best, seen.best[order] < 0, strict=True))
            if none and self._view.is_longer(found.number, FIRST_WORDS)
        ]
        if deep:
            self._look_deeper(ranking, deep, wanted, asked.text)

    def _look_deeper(self, ranking: Ranking, places: list[int], wanted: Asked, text: str) -> None:
        """Look at all words of long documents whose first words have none of the query."""
        places.sort(key=lambda place: ranking.best[place].number)
        numbers = np.array([ranking.best[place].number for place in places])
        seen = look(self._view, numbers, wanted, text, MOST_WORDS)
        for at, place in enumerate(places):
            ranking.best[place] = ranking.best[place]._replace(seen=seen, at=at)

    def _exact(self, asked: Query, matches: Array) -> Array | None:
        """For each match what puts it first whatever else matches; None if none has anything.

        They have the query as their very title, or as one of their codes.
        """
        text = as_typed(asked.text)
        found: dict[int, float] = {}
        wanted = [(name, text, counts) for name, counts in _EXACT]
        if len(asked.words) == 1:
            name, counts = _EXACT[-1]
            wanted += [(name, other, counts) for other in analysis.spellings(text)]
        for name, written, counts in wanted:
            for segment in self._view.segments:
                for number in segment.exactly(name, written):
                    # A document is meant before a step of the same name.
                    share = 0.5 if segment.parents[number] >= 0 else 1.0
                    found[segment.base + number] = counts * share
        if not found:
            return None
        exact = np.zeros(len(matches))
        for number, counts in found.items():
            exact[matches == number] = counts * float(self._view.prior[number])
        return exact


def _lacking(groups: list[Group], matches: Array, best: int) -> tuple[str, ...]:
    """The words that the best document lacks; () if some document has all."""
    needed = [group for group in groups if not _is_optional(group.word)]
    lacking = tuple(group.word.text for group in needed if not group.scores[best])
    if lacking:
        for group in needed:
            matches = matches[group.scores.take(matches) > 0]
    return () if len(matches) else lacking


def _can_be_near(word: Word) -> bool:
    return word.text.isalpha() and len(word.text) in _NEAR_LETTERS and not word.pair


def _is_optional(word: Word) -> bool:
    return word.optional or (word.unfinished and not word.pair and len(word.text) < 3)


def words(ranking: Ranking) -> tuple[str, ...]:
    """The words to mark in an opened document, lower case, those of the query first."""
    found: dict[str, None] = {}
    for group in ranking.groups:
        if group.word.text not in analysis.STOP_WORDS:
            found[group.shown] = None
            found.update(dict.fromkeys(group.forms))
    return tuple(found)[:60]
