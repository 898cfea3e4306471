# SPDX-License-Identifier: MIT
"""One commit of the index as searching needs it: cards, terms, postings and texts, read once or on demand."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from functools import cached_property

from kbdesk.search import analysis, schema, snippet
from kbdesk.search.lexicon import Lexicon
from kbdesk.search.schema import Card
from kbdesk.search.store import Store

_POSTINGS_KEPT = 400_000
"""Postings kept in memory, a few bytes each."""
_TEXTS_KEPT = 300
_LONG_TEXT = 60_000

Postings = tuple["array[int]", "array[float]"]
"""Documents and the weight of a term in them."""


class View:
    """What one commit holds. Documents are numbers; cards of deleted ones are None."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._postings: dict[str, Postings] = {}
        self._kept = 0
        self._texts: dict[int, tuple[str, str]] = {}
        self.cards: list[Card | None] = [
            None if data is None else schema.card(data) for part in store.segments for data in part.cards()
        ]
        self._bases = [segment.base for segment in store.segments]
        self.count = sum(card is not None for card in self.cards)

    @cached_property
    def lexicon(self) -> Lexicon:
        """All terms."""
        return Lexicon(segment.terms() for segment in self._store.segments)

    def postings(self, term: str) -> Postings:
        """The documents that have a term, ascending; empty if there are none."""
        found = self._postings.get(term)
        if found is None:
            found = array("I"), array("f")
            for segment in self._store.segments:
                segment.postings(term, *found)
            self._kept += len(found[0]) + 8
            if self._kept > _POSTINGS_KEPT:
                self._postings.clear()
                self._kept = len(found[0]) + 8
            self._postings[term] = found
        return found

    def documents(self, term: str) -> int:
        """How many documents have a term."""
        return len(self.postings(term)[0])

    def text(self, number: int) -> tuple[str, str]:
        """A document's text, and the same as marks are looked for in it."""
        found = self._texts.get(number)
        if found is None:
            segment = self._store.segments[bisect_right(self._bases, number) - 1]
            text = schema.text(segment.text(number - segment.base))
            found = text, snippet.level(text)
            if len(self._texts) >= _TEXTS_KEPT:
                self._texts.clear()
            if len(text) <= _LONG_TEXT:
                self._texts[number] = found
        return found

    @cached_property
    def _title_words(self) -> tuple[list[str], list[int]]:
        """The terms of titles and of what customers say, in order, and the document of each."""
        found: set[tuple[str, int]] = set()
        for number, card in enumerate(self.cards):
            if card is not None:
                for token in analysis.tokens(analysis.fold(" | ".join((card.title, *card.says)))):
                    found.update((term, number) for term in analysis.terms(token))
        ordered = sorted(found)
        return [term for term, _ in ordered], [number for _, number in ordered]

    def titled(self, beginning: str) -> set[int]:
        """The documents with a word in the title, or in what customers say, that begins so."""
        words, numbers = self._title_words
        first = bisect_left(words, beginning)
        return set(numbers[first : bisect_left(words, beginning + "\U0010ffff", first)])
