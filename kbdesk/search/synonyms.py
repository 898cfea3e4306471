# SPDX-License-Identifier: MIT
"""The synonyms of a team, looked up by the words that were typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kbdesk.model import SynonymGroup
from kbdesk.search import analysis
from kbdesk.search.conditions import phrase_terms

_MOST_WORDS = 4
_MOST_TERMS = 16
"""A word in writing without spaces is one for each pair of its characters."""

Phrase = tuple[str, ...]


class Synonyms:
    """For each word or phrase what else it may be called.

    Args:
        groups: as the team wrote them; the spelling of a word (capitals, accents) makes no difference.
    """

    def __init__(self, groups: Iterable[SynonymGroup] = ()) -> None:
        self._others: dict[Phrase, dict[Phrase, None]] = {}
        for group in groups:
            phrases = [phrase for word in group.words if (phrase := _words(word))]
            for typed in phrases[:1] if group.one_way else phrases:
                others = (phrase for phrase in phrases if phrase != typed)
                self._others.setdefault(typed, {}).update(dict.fromkeys(others))
        self._longest = max(map(len, self._others), default=0)

    def of(self, words: Sequence[str]) -> dict[int, list[Phrase]]:
        """What else the words of a query may be called, by the number of the word.

        Of a phrase each word gets what the whole is called.
        """
        found: dict[int, list[Phrase]] = {}
        for many in range(1, self._longest + 1):
            for first in range(len(words) - many + 1):
                for other in self._others.get(tuple(words[first : first + many]), ()):
                    for number in range(first, first + many):
                        found.setdefault(number, []).append(other)
        return found


def _words(text: str) -> Phrase:
    """The terms of a phrase, each once, as a query has them."""
    tokens = analysis.tokens(analysis.fold(text))[:_MOST_WORDS]
    terms = dict.fromkeys(term for token in tokens for term in phrase_terms(token))
    return tuple(terms)[:_MOST_TERMS]
