# SPDX-License-Identifier: MIT
"""What a person typed, taken apart. There is no query language: every text is a good query."""

from __future__ import annotations

from dataclasses import dataclass

from kbdesk.search import analysis

MAX_CHARACTERS = 256
MAX_WORDS = 16
MAX_PAIRS = 32
"""Pairs of characters are shorter than words: a title of 30 Japanese characters is one thought."""


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that results should have.

    ``unfinished`` words stand for all that begin so; ``parts`` are what else the word may be written as;
    ``optional`` words add to the score only.
    """

    text: str
    parts: tuple[str, ...] = ()
    unfinished: bool = False
    optional: bool = False
    pair: bool = False
    """Whether this is a piece of writing without spaces."""


@dataclass(frozen=True, slots=True)
class Query:
    """A text and its words in order, each once; ``phrase`` is the text to be found as it stands, or ""."""

    text: str
    words: tuple[Word, ...]
    phrase: str = ""


def parse(text: str) -> Query:
    """The query in a text, of which at most 256 characters and 16 words count.

    The last word is unfinished unless something follows it. A text wholly in quotes asks for that phrase.
    """
    folded = analysis.fold(text[:MAX_CHARACTERS]).replace("\0", " ")
    stripped = folded.strip()
    quoted = len(stripped) > 2 and stripped[0] == stripped[-1] == '"' and '"' not in stripped[1:-1]
    spans = analysis.spans(folded)
    words: dict[str, Word] = {}
    for start, end in spans:
        if len(words) >= MAX_WORDS + (MAX_PAIRS if words and next(reversed(words.values())).pair else 0):
            break
        unfinished = end == len(folded)
        for word in _words(folded[start:end], unfinished=unfinished):
            # A word that is there twice counts as finished if it once was.
            words.setdefault(word.text, word)
    found = tuple(words.values())[: MAX_WORDS + MAX_PAIRS]
    if all(word.optional for word in found):
        found = tuple(Word(word.text, word.parts, word.unfinished, False, word.pair) for word in found)
    phrase = " ".join(stripped[1:-1].split()) if quoted else ""
    return Query(" ".join(stripped.strip('"').split()).lower(), found, phrase)


def _words(token: str, *, unfinished: bool) -> list[Word]:
    if not token.isascii() and analysis.is_unspaced(token):
        return _unspaced(token, unfinished=unfinished)
    text = token.lower()[: analysis.MAX_TERM]
    optional = text in analysis.STOP_WORDS or (unfinished and len(text) < 2)
    return [Word(text, analysis.parts(token), unfinished, optional)]


def _unspaced(token: str, *, unfinished: bool) -> list[Word]:
    words: list[Word] = []
    pieces = analysis.runs(token)
    for piece in pieces:
        last = unfinished and piece is pieces[-1]
        if analysis.is_unspaced(piece):
            # Two characters are a term; one is the beginning of many.
            words += [Word(pair, unfinished=len(pair) == 1, pair=True) for pair in analysis.pairs(piece)]
        elif any(sign.isalnum() for sign in piece):
            words += _words(piece.strip(".-:/\\@'+#&_"), unfinished=last)
    return words
