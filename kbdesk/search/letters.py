# SPDX-License-Identifier: MIT
"""Letters and signs that mean the same: of a text as it is written, and of a word as it may be typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_FOLD: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "‘’‚‛ʼ`´′"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    # Soft hyphens and the like, marks of direction, and the stroke that makes Arabic words longer.
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0640"), None),
    **{first + digit: str(digit) for first in (0x660, 0x6F0) for digit in range(10)},
}
_FOLDED = frozenset(map(chr, _FOLD))
_HEBREW_ABBREVIATION = re.compile('(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])')

_PLAIN: dict[int, str | None] = {
    # Crossed letters, and Arabic and Persian letters that are typed for each other.
    **{ord(sign): letter for sign, letter in zip("øłđıىةیک", "oldiيهيك", strict=True)},
    **{
        ord("ß"): "ss",
        ord("æ"): "ae",
        ord("œ"): "oe",
        ord("þ"): "th",
        ord("\u05f3"): None,
        ord("\u05f4"): None,
    },
}
_OWN_LETTERS = frozenset("йўїґ")
"""Letters that are written with a sign above and still no others."""
_TWO_LETTERS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ø"): "oe", ord("å"): "aa"}
_ARTICLE = re.compile("(?:[وفبك]?ال|لل|[וה]ה?)(?=.{3})")
"""The article and short words that are written together with the next, in Arabic and in Hebrew."""


def fold(text: str) -> str:
    """The text in NFKC with plain quotes, dashes and digits and without invisible signs; its case is kept."""
    if text.isascii():
        return text
    simple = _simple(text)
    folded = unicodedata.normalize("NFKC", simple)
    if folded != simple:
        folded = _simple(folded)
    return _HEBREW_ABBREVIATION.sub("\u05f4", folded) if '"' in folded else folded


def _simple(text: str) -> str:
    """The text with the signs of ``_FOLD`` replaced; few texts have more than some of them."""
    for sign in _FOLDED.intersection(text):
        text = text.replace(sign, _FOLD[ord(sign)] or "")
    return text


@lru_cache(maxsize=16384)
def plain(word: str) -> str:
    """The lower-case word without accents and points; the word itself if it has none."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", "".join(map(_plain_sign, word))).translate(_PLAIN)


@lru_cache(maxsize=2048)
def _plain_sign(sign: str) -> str:
    # The marks of Indian writing are letters, those of combining class 0 and some others; all stay.
    if sign.isascii() or sign in _OWN_LETTERS or "\u0900" <= sign <= "\u0dff":
        return sign
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))


def typed_plainly(word: str) -> Iterator[str]:
    """A lower-case word as it is typed in a hurry: ``münchen`` gives ``munchen`` and ``muenchen``.

    Arabic and Hebrew words come without their article too.
    """
    if not word.isascii():
        yield plain(word)
        yield plain(word.translate(_TWO_LETTERS))
        if article := _ARTICLE.match(word):
            yield plain(word[article.end() :])
