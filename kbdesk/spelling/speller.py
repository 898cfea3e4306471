# SPDX-License-Identifier: MIT
"""Words looked up in the system's dictionaries (Enchant: Hunspell, Aspell, Nuspell, those of macOS)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kbdesk.errors import KbError
from kbdesk.language import tr

SUGGESTIONS = 7
_KEPT = 50_000
_NO_TEXT = 100
"""Letters from which on something is no word."""


class Speller:
    """Dictionaries of one or more languages: a word is right if one of them knows it.

    One thread uses it at a time.
    """

    def __init__(self, dictionaries: Iterable[Any]) -> None:
        self._dictionaries = tuple(dictionaries)
        self._known: dict[str, bool] = {}

    @classmethod
    def open(cls, languages: Iterable[str]) -> Speller | None:
        """The dictionaries of these languages (``de_AT``, ``en``) that are installed; None if none is.

        Of a language without its country's dictionary another country's is taken. None, too, where Enchant
        is not installed.
        """
        try:
            import enchant  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415
        except ImportError:
            return None
        broker = enchant.Broker()
        there = sorted(broker.list_languages())
        found: dict[str, Any] = {}
        for language in languages:
            short = language.partition("_")[0]
            alike = (one for one in there if one.partition("_")[0] == short)
            tag = language if language in there else next(alike, "")
            if tag and tag not in found:
                try:
                    found[tag] = broker.request_dict(tag)
                except enchant.errors.Error:  # listed, but its files are damaged
                    continue
        return cls(found.values()) if found else None

    def misspelt(self, words: Iterable[str]) -> frozenset[str]:
        """Those of the words that no dictionary knows."""
        if len(self._known) > _KEPT:
            self._known.clear()
        return frozenset(word for word in words if not self._is_known(word))

    def suggest(self, word: str) -> tuple[str, ...]:
        """At most seven words that may be meant, the likeliest first."""
        if not _is_word(word):
            return ()
        lists = [one.suggest(word) for one in self._dictionaries]
        merged = [found for at in zip(*map(_padded, lists), strict=True) for found in at if found]
        return tuple(dict.fromkeys(merged))[:SUGGESTIONS]

    def _is_known(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            plain = word.replace("’", "'").replace("\u00ad", "")
            known = not _is_word(plain) or any(one.check(plain) for one in self._dictionaries)
            self._known[word] = known
        return known


def _is_word(word: str) -> bool:
    return 1 < len(word) < _NO_TEXT and word.isprintable() and any(sign.isalpha() for sign in word)


def _padded(found: list[str]) -> list[str]:
    return [*found, *[""] * SUGGESTIONS][:SUGGESTIONS]


def own_words(place: Path) -> frozenset[str]:
    """The words that the user said are right, one a line of a file; none if there is no such file."""
    try:
        return frozenset(filter(None, map(str.strip, place.read_text("utf-8", "replace").splitlines())))
    except OSError:
        return frozenset()


def add_own_word(place: Path, word: str) -> None:
    """Add a word to that file.

    Raises:
        KbError: it cannot be written.
    """
    word = word.strip()
    if not _is_word(word) or word in own_words(place):
        return
    try:
        with place.open("a", encoding="utf-8") as file:
            file.write(f"{word}\n")
    except OSError as error:
        raise KbError(
            tr("The word could not be added to {path}: {reason}.", path=place, reason=error.strerror)
        ) from error
