# SPDX-License-Identifier: MIT
"""Which words are right: those of the dictionaries, of the library itself, and of the user's own list."""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from kbdesk.spelling import Speller, add_own_word, own_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENOUGH = 30
"""Words of which most must be known, or the text is taken to be in a language without a dictionary."""
_MOST_UNKNOWN = 0.6


class Dictionary:
    """Tells right words from wrong ones. One thread uses it at a time.

    Args:
        own: the file of the user's own words.
        vocabulary: gives texts whose words are right (titles, products, tags).
        languages: what to look words up in; None for the system's languages and English.
    """

    def __init__(
        self, own: Path, vocabulary: Callable[[], Iterable[str]], languages: tuple[str, ...] | None = None
    ) -> None:
        self._own, self._vocabulary = own, vocabulary
        self._languages = languages
        self._words: set[str] | None = None

    @cached_property
    def _speller(self) -> Speller | None:
        return Speller.open(self._languages or system_languages())

    @property
    def is_there(self) -> bool:
        """Whether any dictionary is installed."""
        return self._speller is not None

    def known(self, words: Iterable[str]) -> dict[str, bool]:
        """Whether each word is right; all are where no dictionary fits."""
        asked = tuple(dict.fromkeys(words))
        answer = dict.fromkeys(asked, True)
        if self._speller is None:
            return answer
        wrong = self._speller.misspelt(asked)
        if wrong:
            wrong = frozenset(word for word in wrong if word.casefold() not in self._right())
        if len(asked) >= _ENOUGH and len(wrong) > _MOST_UNKNOWN * len(asked):
            return answer
        return answer | dict.fromkeys(wrong, False)

    def suggest(self, word: str) -> tuple[str, ...]:
        """Words that may be meant, the likeliest first; () without a dictionary."""
        return self._speller.suggest(word) if self._speller else ()

    def add(self, word: str) -> None:
        """Take a word for right from now on, here and in every library of this user.

        Raises:
            KbError: it cannot be kept.
        """
        add_own_word(self._own, word)
        self._right().add(word.strip().casefold())

    def refresh(self) -> None:
        """Look at the library's words again when they are needed next."""
        self._words = None

    def _right(self) -> set[str]:
        if self._words is None:
            own = {word.casefold() for word in own_words(self._own)}
            self._words = own | {
                found.casefold() for text in self._vocabulary() for found in _WORD.findall(text)
            }
        return self._words


def system_languages() -> tuple[str, ...]:
    """The languages of this user, the first one first, and English."""
    said = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    said += [*os.environ.get("LANGUAGE", "").split(":"), locale.getlocale()[0] or ""]
    found = [one.partition(".")[0].partition("@")[0].replace("-", "_") for one in said]
    named = [one for one in found if re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", one)]
    return tuple(dict.fromkeys((*named, "en_US", "en_GB")))
