# SPDX-License-Identifier: MIT
"""All terms of an index, and which of them a typed word may mean."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from kbdesk.search import analysis
from kbdesk.search.everyday import ALIKE
from kbdesk.search.query import Word

SAME_STEM = 0.5
"""What another form of a word counts against the word itself (measured: .5 to .8 are alike)."""
SAME_MEANING = 0.4
LONGER = 0.7
"""What a longer word counts for an unfinished one."""
WITHOUT_ACCENTS = 0.9
MISTYPED = 0.8
MAX_LONGER = 1500
"""More words than this never begin alike with three letters in 40,000; a guard for stranger libraries."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_MISTYPABLE = re.compile(r"[^\W\d_]{4,32}$|(?=.*[^\W\d_]{3})[^\W_]{5,32}$")

Forms = dict[str, float]
"""Terms and what each counts for the word, the word itself first."""


class Lexicon:
    """The terms of an index in order."""

    def __init__(self, lists: Iterable[list[str]]) -> None:
        given = list(lists)
        # One list is in order already: UTF-8 sorts as code points do.
        self._terms = given[0] if len(given) == 1 else sorted(set().union(*given))
        self._known = frozenset(self._terms)

    def __contains__(self, term: str) -> bool:
        return term in self._known

    def starting_with(self, prefix: str, limit: int = MAX_LONGER) -> list[str]:
        """The terms that begin so, in order."""
        first = bisect_left(self._terms, prefix)
        last = bisect_left(self._terms, prefix + "\U0010ffff", first)
        return self._terms[first : min(last, first + limit)]

    def forms(self, word: Word) -> Forms:
        """The terms a word may mean, without guessing at mistypings; empty if there are none.

        An unfinished word of one or two letters gives only itself: too many begin so.
        """
        found: Forms = {}
        text = word.text
        if text in self._known:
            found[text] = 1.0
        bare = analysis.plain(text)
        if bare != text and bare in self._known:
            found.setdefault(bare, WITHOUT_ACCENTS)
        for other in self._same_stem(text):
            found.setdefault(other, SAME_STEM)
        if word.unfinished and (len(text) >= 3 or word.pair):
            for longer in self.starting_with(text):
                found[longer] = max(found.get(longer, 0.0), LONGER)
        return found

    def alike(self, word: Word) -> Forms:
        """Other words that writers use for the same thing; empty if there are none."""
        return {other: SAME_MEANING for other in ALIKE.get(word.text, ()) if other in self._known}

    def _same_stem(self, text: str) -> Iterator[str]:
        stem = analysis.stem(text)
        if len(text) < 4 or not text.isalpha() or not text.isascii():
            return
        # Snowball writes a final y as i: "policy" and "policies" share "polici", but begin with "polic".
        root = stem[:-1] if stem.endswith("i") and len(stem) > 3 else stem
        if len(root) < 3:
            return
        for other in self.starting_with(root):
            if other != text and len(other) <= len(root) + 8 and analysis.stem(other) == stem:
                yield other

    def mistyped(self, word: Word, documents: Callable[[str], int]) -> Forms:
        """Terms that are one slip away from a word that no document has; the commonest three."""
        if not _MISTYPABLE.match(word.text):
            return {}
        near = {edit for edit in edits(word.text) if edit in self._known}
        if not near and word.unfinished:
            return self._mistyped_beginning(word.text)
        # The first letter is seldom wrong.
        ranked = sorted(near, key=lambda term: (term[0] != word.text[0], -documents(term), term))
        found: Forms = {}
        for term in ranked[:3]:
            found[term] = MISTYPED
            for other in self._same_stem(term):
                found.setdefault(other, MISTYPED * SAME_STEM)
        return found

    def _mistyped_beginning(self, text: str) -> Forms:
        found: Forms = {}
        for edit in edits(text):
            if len(edit) >= 4 and edit[0] == text[0]:
                found.update(dict.fromkeys(self.starting_with(edit, 20), MISTYPED * LONGER))
        return found


def edits(word: str) -> Iterator[str]:
    """All words one slip away: a letter more, less, wrong, or two letters swapped."""
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            if tail and letter != tail[0]:
                yield head + letter + tail[1:]
            yield head + letter + tail
