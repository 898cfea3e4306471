# SPDX-License-Identifier: MIT
"""Words of a text as search sees them: the same rules for documents and for what a person types.

A token such as ``Set-MailboxFolderPermission`` gives itself, its parts, the words of its CamelCase and the
parts run together; ``KB4011039`` gives ``kb`` and ``4011039``; ``0x8004010F`` gives ``8004010f``. Writing
without spaces (Japanese, Chinese, Korean, Thai …) gives pairs of characters. Accented words give their plain
form as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer

ANALYSER_VERSION = 1
"""Part of the index's stamp: raise it when a text gives other terms than before."""

MAX_TERM = 64
"""Longer tokens are cut: nobody types them, and a line of base64 must not fill the index."""

_RUN = (
    "\u0e01-\u0e4e\u0e80-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
)
# \w leaves out combining marks, without which Hindi or decomposed text would fall apart.
_WORD = rf"\w\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0966-\u0dff{_RUN}"
_TOKEN = re.compile(
    rf"(?:(?<![{_WORD}])-(?=\d))?[{_WORD}]+(?:[.\-:/\\@'+#&][{_WORD}]+)*(?:\+\+|\#(?![{_WORD}]))?"
)
_PIECES = re.compile(rf"[{_RUN}]+|[^{_RUN}]+")
_UNSPACED = re.compile(f"[{_RUN}]")
_SEPARATORS = re.compile(r"[.\-:/\\@'+#&_]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LETTERS_DIGITS = re.compile(r"([a-z]+)(\d+)$")

_FOLD = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)

_STOP_WORDS = """
a an and are as at be been but by can can't do does for from had has have how i if in into is it its may my
no not of on or our so than that the their then there these they this to was we were what when where which
while will with you your auf das dem den der des die ein eine im in ist mit oder und von zu zur
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that need not be in a result; they still add to its score."""


def fold(text: str) -> str:
    """The text in NFKC with plain quotes and dashes and without invisible signs; its case is kept."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD)


def plain(word: str) -> str:
    """The word without accents; the word itself if it has none."""
    if word.isascii():
        return word
    kept = (sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", "".join(kept))


def tokens(folded: str) -> list[str]:
    """The tokens of a folded text, in order and in their own case."""
    return _TOKEN.findall(folded)


def spans(folded: str) -> list[tuple[int, int]]:
    """Where the tokens of a folded text are, as (start, end)."""
    return [match.span() for match in _TOKEN.finditer(folded)]


def is_unspaced(token: str) -> bool:
    """Whether the token has writing without spaces, which is indexed as pairs of characters."""
    return _UNSPACED.search(token) is not None


def runs(token: str) -> list[str]:
    """A token cut where the writing changes between spaced and unspaced: ``Officeの`` gives two runs."""
    return _PIECES.findall(token)


def pairs(run: str) -> list[str]:
    """The overlapping pairs of characters of an unspaced run; the run itself if it is one character."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@lru_cache(maxsize=65536)
def terms(token: str) -> tuple[str, ...]:
    """All terms that stand at the position of a token, itself first; no duplicates."""
    if not token.isascii() and is_unspaced(token):
        return _unspaced_terms(token)
    whole = token.lower()[:MAX_TERM]
    found = {whole: None}
    if whole[0] == "-":
        found[whole[1:]] = None
    found.update(dict.fromkeys(parts(token)))
    if not whole.isascii():
        found.update(dict.fromkeys([plain(term) for term in found]))
    return tuple(term for term in found if term)


def _unspaced_terms(token: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for run in runs(token):
        if is_unspaced(run):
            found.update(dict.fromkeys(pairs(run)))
            # The last character begins no pair, so that typing it alone would not find it.
            found[run[-1]] = None
        elif part := run.strip(".-:/\\@'+#&_"):
            found.update(dict.fromkeys(terms(part)))
    return tuple(found)


def parts(token: str) -> tuple[str, ...]:
    """The smaller words inside a token, lower case, and the parts run together; () if it has none."""
    found: dict[str, None] = {}
    pieces = [piece for piece in _SEPARATORS.split(token)[:40] if piece]
    if len(pieces) > 1:
        found.update((piece.lower()[:MAX_TERM], None) for piece in pieces)
        if sum(map(len, pieces)) <= 32:
            found["".join(pieces).lower()] = None
    for piece in pieces:
        low = piece.lower()
        if len(piece) > MAX_TERM:
            continue
        if low.startswith("0x"):
            found[low[2:]] = None
        elif split := _LETTERS_DIGITS.match(low):
            found.update((part, None) for part in split.groups() if len(part) > 1)
        elif piece != low and not piece.isupper() and piece.isascii():
            words = _CAMEL.findall(piece)
            if len(words) > 1:
                found.update((word.lower(), None) for word in words if len(word) > 1)
    found.pop(token.lower(), None)
    return tuple(part for part in found if part)


def counted(text: str) -> tuple[Counter[str], int]:
    """How often each term is in a text, and how many tokens the text has."""
    per_token = Counter(tokens(fold(text)))
    count: Counter[str] = Counter()
    for token, times in per_token.items():
        for term in terms(token):
            count[term] += times
    return count, per_token.total()


_english = EnglishStemmer()


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The English stem of a lower-case word (Snowball); the word itself if it is not a plain long word."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    return str(_english.stem(word))  # type: ignore[no-untyped-call]
