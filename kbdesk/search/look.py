# SPDX-License-Identifier: MIT
"""A closer look at single documents: what a query has in common with them beyond counts of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kbdesk.model import Spans
from kbdesk.search import snippet
from kbdesk.search.lexicon import Forms
from kbdesk.search.query import Query, Word
from kbdesk.search.schema import Card
from kbdesk.search.view import View

IN_TITLE, WHOLE_TITLE, ADJACENT, NEAR, SAID, AS_TYPED = 0.4, 0.6, 0.8, 0.4, 0.6, 1.0
"""What the closer look adds, as a share of the score."""
SENTENCE = 200
"""Characters within which words are near each other."""


@dataclass(slots=True)
class Group:
    """What a word of the query finds: a score for each document, and the marks that show why."""

    word: Word
    worth: float
    scores: dict[int, float]
    forms: Forms
    shown: str
    """The word as documents have it (a mistyping is put right)."""
    order: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score and what the closer look saw."""

    number: int
    score: float
    title_spans: Spans = ()
    said: str = ""
    places: list[snippet.Place] | None = None
    """Where marks stand in its text; None if nobody looked."""


class Look:
    """What a query has in common with single documents, beyond counts of words."""

    def __init__(
        self, asked: Query, groups: list[Group], wanted: tuple[snippet.Mark, ...], view: View
    ) -> None:
        self._view = view
        self._text = snippet.level(asked.text)
        self._marks = wanted
        # One word as typed says no more than its mark does.
        self._is_run = len(groups) > 1 and len(self._text) > 2
        self._worth = {group.order: group.worth for group in groups}
        self._total = sum(self._worth.values()) or 1.0
        self._neighbours = tuple(self._pairs(groups))
        self._pairs_total = sum(worth for *_, worth in self._neighbours) or 1.0

    def _pairs(self, groups: list[Group]) -> Iterator[tuple[tuple[str, ...], float]]:
        """Two words that follow each other in the query, as a text may have them, and what that is worth."""
        for one, other in pairwise(groups):
            typed = self._between(one.word.text, other.word.text)
            near = snippet.level(_joined(one, other))
            yield ((near, typed) if typed and typed != near else (near,)), one.worth + other.worth

    def _between(self, one: str, other: str) -> str:
        """The query from one word to the other as it was typed; "" if they are not close."""
        start = self._text.find(one)
        end = self._text.find(other, start + len(one))
        return self._text[start : end + len(other)] if 0 <= start < end <= start + len(one) + 4 else ""

    def at(self, number: int, score: float) -> Ranked:
        """The document with its score after the closer look."""
        card = self._view.cards[number]
        if card is None:
            return Ranked(number, score)
        title = snippet.level(card.title)
        in_title = snippet.places(title, self._marks)
        _, levelled = self._view.text(number)
        in_text = snippet.places(levelled, self._marks)
        share = self._share(in_title)
        said, said_share = self._said(card)
        factor = 1.0 + IN_TITLE * share + WHOLE_TITLE * share * _part_of(title, in_title)
        factor += SAID * said_share + ADJACENT * self._adjacent(levelled, title, card)
        factor += NEAR * snippet.nearest(in_text, self._worth, SENTENCE) / self._total
        if self._is_run:
            factor += AS_TYPED * ((self._text in levelled) + (self._text in title))
        bonus = self._exact(card, title)
        return Ranked(number, score * factor + bonus, snippet.spans(in_title), said, in_text)

    def _share(self, found: Iterable[snippet.Place]) -> float:
        """The share of the query that these places have, by worth."""
        return sum(self._worth[group] for group in {group for _, _, group in found}) / self._total

    def _adjacent(self, levelled: str, title: str, card: Card) -> float:
        """The share of neighbouring words of the query that are neighbours in the document too."""
        said = snippet.level(" | ".join(card.says)) if card.says else ""
        found = 0.0
        for ways, worth in self._neighbours:
            if any(way in levelled or way in title or way in said for way in ways):
                found += worth
        return found / self._pairs_total

    def _said(self, card: Card) -> tuple[str, float]:
        """The customer phrase that has most of the query, if it has half, and its share."""
        best, best_share = "", 0.0
        for phrase in card.says:
            share = self._share(snippet.places(snippet.level(phrase), self._marks))
            if share > best_share:
                best, best_share = phrase, share
        return (best, best_share) if best_share >= 0.5 else ("", 0.0)

    def _exact(self, card: Card, title: str) -> float:
        """What puts a document first whatever else matches: its very title, or its very code."""
        if any(self._text == snippet.level(code) for code in card.errors):
            return 2000.0
        if title == self._text or " ".join(title.split()) == self._text:
            return 1000.0
        return 0.0


def _joined(one: Group, other: Group) -> str:
    """Two words side by side as a text has them; pairs of characters overlap or touch."""
    if not (one.word.pair and other.word.pair):
        return f"{one.shown} {other.shown}"
    return one.shown + (other.shown[1:] if one.shown[-1] == other.shown[0] else other.shown)


def _part_of(title: str, found: Iterable[snippet.Place]) -> float:
    """The part of a title's words that are marked, by their length."""
    letters = sum(sign.isalnum() for sign in title)
    marked = sum(end - start for start, end in snippet.spans(found))
    return min(1.0, marked / letters) if letters else 0.0
