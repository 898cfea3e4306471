# SPDX-License-Identifier: MIT
"""Which documents answer a query, and how well: BM25F over the postings, then a closer look at the best."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kbdesk.search import analysis, snippet
from kbdesk.search.lexicon import Forms
from kbdesk.search.look import Group, Look, Ranked
from kbdesk.search.query import Query, Word
from kbdesk.search.schema import TITLE
from kbdesk.search.view import View

SATURATION = 1.6
"""BM25's k1."""
ENOUGH = 10
"""If fewer documents have all words, those that lack some are added."""
MISSING = 1.5
"""The power of the coverage factor for documents that lack words."""
LEAST = 0.4
"""The share, by worth, of what the best document has of the query that others must have."""
LOOKED_AT = 60
"""How many of the best get the closer look."""
Accept = Callable[[int], bool]


@dataclass(slots=True)
class Ranking:
    """All matches, and the best of them in order."""

    matches: list[int] = field(default_factory=list)
    """Every document that matches, before filters."""
    best: list[Ranked] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    marks: tuple[snippet.Mark, ...] = ()
    left_out: tuple[str, ...] = ()


class Ranker:
    """Evaluates queries over one view; keeps what it found for each word, as the next keystroke shares it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._groups: dict[tuple[str, bool], Group | None] = {}

    def rank(self, asked: Query, accept: Accept, limit: int) -> Ranking:
        """The ranking for a query; ``accept`` are the filters."""
        groups, left_out = self._all_groups(asked)
        if not groups:
            return Ranking(left_out=left_out)
        wanted = tuple(mark for group in groups for mark in _marks(group))
        scores, matches = self._scores(groups, accept)
        if asked.phrase:
            phrase = snippet.level(asked.phrase)
            having = {n for n in matches if phrase in self._view.text(n)[1] or self._titled_so(n, phrase)}
            if having:
                matches = [number for number in matches if number in having]
                scores = {number: score for number, score in scores.items() if number in having}
        ranking = Ranking(matches, [], groups, wanted, left_out)
        ranking.best = self._best(asked, ranking, scores, limit)
        return ranking

    def _titled_so(self, number: int, phrase: str) -> bool:
        card = self._view.cards[number]
        return card is not None and phrase in snippet.level(card.title)

    # --- words ---

    def _all_groups(self, asked: Query) -> tuple[list[Group], tuple[str, ...]]:
        groups: list[Group] = []
        left_out: list[str] = []
        for word in asked.words:
            found = list(self._word_groups(word))
            groups += found
            if not found and not word.optional:
                left_out.append(word.text)
        for order, group in enumerate(groups):
            group.order = order
        return groups, tuple(left_out)

    def _word_groups(self, word: Word) -> Iterator[Group]:
        """The group of a word; of its parts if no document has it whole; none if there is nothing."""
        group = self._group(word)
        if group is not None:
            yield group
        elif word.parts:
            # The last part is the parts run together.
            for part in word.parts:
                smaller = Word(part, unfinished=word.unfinished and word.text.endswith(part))
                if (found := self._group(smaller, guess=False)) is not None:
                    yield found

    def _group(self, word: Word, *, guess: bool = True) -> Group | None:
        key = word.text, word.unfinished
        if key not in self._groups or (guess and self._groups[key] is None):
            if len(self._groups) > 500:
                self._groups.clear()
            self._groups[key] = self._evaluate(word, guess=guess)
        return self._groups[key]

    def _evaluate(self, word: Word, *, guess: bool) -> Group | None:
        view = self._view
        forms = view.lexicon.forms(word)
        short = word.unfinished and not word.pair and len(word.text) < 3
        if not forms and guess and not short and not word.parts:
            forms = view.lexicon.mistyped(word, view.documents)
        heavy: dict[int, float] = {}
        self._add(forms, heavy)
        if short:
            for number in view.titled(word.text):
                heavy[number] = max(heavy.get(number, 0.0), TITLE.weight / 2)
        if word.parts and heavy:
            self._add_parts(word, heavy)
        if not heavy:
            return None
        worth = math.log(1 + (view.count - len(heavy) + 0.5) / (len(heavy) + 0.5))
        # Words of like meaning find more documents, but do not make the word itself a commoner one.
        alike = view.lexicon.alike(word)
        self._add(alike, heavy)
        forms = {**forms, **{form: counts for form, counts in alike.items() if form not in forms}}
        scores = {number: worth * tf / (SATURATION + tf) for number, tf in heavy.items()}
        shown = word.text if word.text in forms or short else next(iter(forms), word.text)
        return Group(word, worth, scores, forms, shown)

    def _add(self, forms: Forms, heavy: dict[int, float]) -> None:
        for form, counts in forms.items():
            numbers, weights = self._view.postings(form)
            for number, weight in zip(numbers, weights, strict=True):
                heavy[number] = heavy.get(number, 0.0) + counts * weight

    def _add_parts(self, word: Word, heavy: dict[int, float]) -> None:
        """Count documents that have all the parts of a word, at half, as if they had the word."""
        separate = [part for part in word.parts if part in self._view.lexicon and part != word.parts[-1]]
        if not separate:
            return
        columns = [dict(zip(*self._view.postings(part), strict=True)) for part in separate]
        for number in set(columns[0]).intersection(*columns[1:]):
            if number not in heavy:
                heavy[number] = 0.5 * min(column[number] for column in columns)

    # --- documents ---

    def _scores(self, groups: list[Group], accept: Accept) -> tuple[dict[int, float], list[int]]:
        """The scores of the accepted matches, and all matches."""
        needed = [group for group in groups if not _is_optional(group.word)] or groups
        needed.sort(key=lambda group: len(group.scores))
        complete = set(needed[0].scores).intersection(*(group.scores for group in needed[1:]))
        accepted = [number for number in complete if accept(number)]
        scores = dict.fromkeys(accepted, 0.0)
        for group in groups:
            get = group.scores.get
            for number in accepted:
                scores[number] += get(number, 0.0)
        if len(accepted) >= ENOUGH or len(needed) < 2:
            return scores, list(complete)
        return self._with_partial(groups, needed, complete, scores, accept)

    def _with_partial(
        self,
        groups: list[Group],
        needed: list[Group],
        complete: set[int],
        scores: dict[int, float],
        accept: Accept,
    ) -> tuple[dict[int, float], list[int]]:
        total = sum(group.worth for group in needed)
        covered: dict[int, float] = {}
        for group in needed:
            worth = group.worth / total
            for number in group.scores:
                covered[number] = covered.get(number, 0.0) + worth
        matches = list(complete)
        least = LEAST * max(covered.values(), default=0.0)
        for number, share in covered.items():
            if share >= least and number not in complete:
                matches.append(number)
                if accept(number):
                    scores[number] = sum(g.scores.get(number, 0.0) for g in groups) * share**MISSING
        return scores, matches

    # --- the closer look ---

    def _best(self, asked: Query, ranking: Ranking, scores: dict[int, float], limit: int) -> list[Ranked]:
        cards = self._view.cards

        def key(number: int) -> tuple[bool, float, int]:
            card = cards[number]
            return (card is not None and card.confidence != "archived", scores[number], -number)

        first = heapq.nlargest(max(limit, LOOKED_AT), scores, key=key)
        look = Look(asked, ranking.groups, ranking.marks, self._view)
        near = [look.at(number, scores[number]) for number in first[:LOOKED_AT]]
        order = {number: key(number)[0] for number in first}
        near.sort(key=lambda ranked: (order[ranked.number], ranked.score), reverse=True)
        return [*near, *(Ranked(number, scores[number]) for number in first[LOOKED_AT:])][:limit]


def _is_optional(word: Word) -> bool:
    return word.optional or (word.unfinished and not word.pair and len(word.text) < 3)


def _marks(group: Group) -> tuple[snippet.Mark, ...]:
    word = group.word
    open_ended = word.text if word.unfinished and group.shown == word.text else ""
    forms = [group.shown, *group.forms]
    if open_ended:
        forms = [form for form in forms if not form.startswith(open_ended)]
    return snippet.marks(forms[:24], group.order, open_ended=open_ended, anywhere=word.pair)


def words(ranking: Ranking) -> tuple[str, ...]:
    """The words to mark in an opened document, lower case, those of the query first."""
    found: dict[str, None] = {}
    for group in ranking.groups:
        if group.word.text not in analysis.STOP_WORDS:
            found.update(dict.fromkeys([group.shown, *list(group.forms)[:12]]))
    return tuple(found)[:60]
