# SPDX-License-Identifier: MIT
"""Words of a text as search sees them: the same rules for documents and for what a person types.

A token such as ``Set-MailboxFolderPermission`` gives itself, its parts, the words of its CamelCase and the
parts run together; ``KB4011039`` gives ``kb`` and ``4011039``; ``0x8004010F`` gives ``8004010f``; of a
version itself and what it begins with, but not its digits. Writing without spaces (Japanese, Chinese, Korean,
Thai …) gives pairs of characters. Accented words give their plain form as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate, islice

import numpy as np
import numpy.typing as npt

from kbdesk.search.codes import other_codes
from kbdesk.search.letters import fold, plain, typed_plainly
from kbdesk.search.stemming import stem_keys, stems

__all__ = ["fold", "plain", "stem_keys", "stems"]

ANALYSER_VERSION = 2
"""Part of the index's stamp: raise it when a text gives other terms than before."""

MAX_TERM = 64
"""Longer tokens are cut: nobody types them, and a line of base64 must not fill the index."""
MAX_TOGETHER = 32
MAX_PARTS = 40

Numbers = npt.NDArray[np.integer]
Placed = tuple[str, int, int]
"""A term, and where it stands: the first character and how many."""

_RUN = (
    "\u0e01-\u0e4e\u0e80-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
)
# \w leaves out combining marks, without which Hindi, pointed Hebrew or decomposed text would fall apart.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u05f3\u05f4"
    "\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
)
_WORD = rf"\w{_MARKS}\u0900-\u0963\u0966-\u0dff{_RUN}"
_JOINERS = ".-:/\\@'+#&"
_PATTERN = (
    r"((?:[{word}]|(?<![{word}+#])-(?=[0-9]))[{word}]*"
    r"(?:[.\-:/\\@'+#&][{word}]+)*(?:(?:\+\+|\#)(?![{word}]))?)"
)
_ASCII_TOKEN = re.compile(_PATTERN.format(word="a-zA-Z0-9_"))
_LONG_TEXT = 1500
"""From here on arrays find the tokens faster than the pattern does."""

_PART = re.compile(r"v?\d+(?:\.\d+)+(?![^\W_])|[^.\-:/\\@'+#&_]+")
_VERSION = re.compile(r"v?\d+\.\d")
_COARSE = re.compile(r"[:/\\@]")
_COARSE_PART = re.compile(r"(?=[^:/\\@]*[.\-_+#&'])[^:/\\@]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SEPARATOR = re.compile(r"[.\-:/\\@'+#&_]")
_LINKS = ("s", "n", "en", "es")
"""What German puts between the words of a compound."""
_LETTERS_DIGITS = re.compile(r"([a-z]+)(\d+)$|(\d{2,4})([a-z]{2,})$")
_NUMBERS = re.compile(r"[\d.:\-]+$")

_STOP_WORDS = """
a an and are as at be been but by can can't do does for from had has have how i if in into is it its may my
no not of on or our so than that the their then there these they this to was we were what when where which
while will with you your
als am auch auf aus bei beim das dass dem den der des die ein eine einem einen einer eines es für ich ihr ihre
ihrem ihren ihrer ihres im in ist kann mein meine mit nicht oder sich sie sind und vom von wenn werden wie
wird zu zum zur
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that need not be in a result; they still add to its score."""


# Patterns with letters of all writings take 3 to 7 ms to make; where all texts are ASCII none is needed.
@cache
def _token() -> re.Pattern[str]:
    return re.compile(_PATTERN.format(word=_WORD))


@cache
def _pieces() -> re.Pattern[str]:
    return re.compile(rf"[{_RUN}]+|[^{_RUN}]+")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{_RUN}]")


# --- tokens -----------------------------------------------------------------------------------------------


def split(text: str) -> tuple[list[str], list[int]]:
    """The tokens of a folded text in order and in their own case, and where each begins."""
    if len(text) > _LONG_TEXT:
        tokens, starts = split_long(text)
        return tokens, starts.tolist()
    pieces = (_ASCII_TOKEN if text.isascii() else _token()).split(text)
    return pieces[1::2], list(accumulate(map(len, pieces)))[:-1:2]


def split_long(text: str) -> tuple[list[str], Numbers]:
    """The same as the pattern finds, in less than half the time; a test holds them together."""
    code, padded = "latin-1", f" {text}  "
    signs: Numbers
    try:
        signs = np.frombuffer(padded.encode(code), np.uint8)
        kinds = np.frombuffer(signs.tobytes().translate(_narrow_kinds()), np.uint8)
    except UnicodeEncodeError:
        code = "utf-32-le"
        signs = np.frombuffer(padded.encode(code, "surrogatepass"), np.uint32)
        kinds = _kinds().take(signs, mode="clip")
    word = kinds == _IN_WORD
    inside = word.copy()
    inside[_joining(signs, word, np.flatnonzero(kinds == _JOINS))] = True
    starts = (inside[1:] > inside[:-1]).nonzero()[0]
    spaced = np.where(inside, signs, signs.dtype.type(32))
    return spaced.tobytes().decode(code, "surrogatepass").split(), starts


def _joining(signs: Numbers, word: npt.NDArray[np.bool_], places: Numbers) -> Numbers:
    """The places of signs that belong to a word: inside it, a minus before it, ``++`` or ``#`` after it."""
    before, after = word[places - 1], word[places + 1]
    sign, last, following = signs[places], signs[places - 1], signs[places + 1]
    minus = (sign == ord("-")) & (last != ord("+")) & (last != ord("#"))
    minus &= ~before & (following >= ord("0")) & (following <= ord("9"))
    sharp = before & ~after & (sign == ord("#"))
    plus = places[before & (sign == ord("+")) & (following == ord("+")) & ~word[places + 2]]
    return np.concatenate((places[before & after | minus | sharp], plus, plus + 1))


_IN_WORD, _JOINS = 1, 2


def _kinds_of(signs: str) -> npt.NDArray[np.uint8]:
    """What each sign is to a word: in it, joining it or neither (0); then a 0 for all other signs."""
    kinds = np.zeros(len(signs) + 1, np.uint8)
    for found in re.finditer(f"[{_WORD}]+", signs):
        kinds[found.start() : found.end()] = _IN_WORD
    kinds[list(_JOINERS.encode())] = _JOINS
    return kinds


@cache
def _narrow_kinds() -> bytes:
    return _kinds_of("".join(map(chr, range(256))))[:256].tobytes()


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    first = _kinds_of(np.arange(0x20000, dtype=np.uint32).tobytes().decode("utf-32-le", "surrogatepass"))
    # From there to 0x3ffff all is writing without spaces.
    return np.concatenate((first[:-1], np.full(0x20000, _IN_WORD, np.uint8), first[-1:]))


def tokens(folded: str) -> list[str]:
    """The tokens of a folded text, in order and in their own case."""
    return split(folded)[0]


def spans(folded: str) -> list[tuple[int, int]]:
    """Where the tokens of a folded text are, as (start, end)."""
    return [(start, start + len(token)) for token, start in zip(*split(folded), strict=True)]


def is_unspaced(token: str) -> bool:
    """Whether the token has writing without spaces, which is indexed as pairs of characters."""
    return not token.isascii() and _unspaced().search(token) is not None


def runs(token: str) -> list[str]:
    """A token cut where the writing changes between spaced and unspaced: ``Officeの`` gives two runs."""
    return _pieces().findall(token)


def pairs(run: str) -> list[str]:
    """The overlapping pairs of characters of an unspaced run; the run itself if it is one character."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


# --- terms ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def terms_at(token: str) -> tuple[Placed, ...]:
    """All terms at the position of a token, itself first, and where in it they stand; none twice."""
    if not token.isascii():
        if is_unspaced(token):
            return _unspaced_terms(token)
        # The only letter of which the small one is two.
        token = token.replace("İ", "I")
    low = token.lower()
    whole = low[:MAX_TERM]
    if low.isascii() and low.isalpha() and low[1:] == token[1:]:
        return ((whole, 0, len(token)),)
    found = {(whole, 0): len(token)}
    if whole[0] == "-":
        found[whole[1:], 1] = len(token) - 1
    for term, start, length in _inner(token):
        found.setdefault((term, start), length)
    if not whole.isascii():
        for (term, start), length in list(found.items()):
            for other in typed_plainly(term):
                found.setdefault((other, start), length)
    return tuple((term, start, length) for (term, start), length in found.items() if term)


def terms(token: str) -> tuple[str, ...]:
    """All terms at the position of a token, itself first; none twice."""
    return tuple(dict.fromkeys(term for term, _, _ in terms_at(token)))


def _unspaced_terms(token: str) -> tuple[Placed, ...]:
    found: list[Placed] = []
    for match in _pieces().finditer(token):
        run, start = match.group(), match.start()
        if is_unspaced(run):
            found += ((run[i : i + 2], start + i, 2) for i in range(len(run) - 1))
            # The last character begins no pair, so that typing it alone would not find it.
            found.append((run[-1], start + len(run) - 1, 1))
        elif part := run.strip(_JOINERS + "_"):
            start += run.index(part)
            found += ((term, start + at, length) for term, at, length in terms_at(part))
    return tuple(found)


def _inner(token: str) -> Iterator[Placed]:
    """The smaller words inside a token, then the parts run together."""
    low = token.lower()
    found = [(match.group(), match.start()) for match in islice(_PART.finditer(low), MAX_PARTS)]
    if len(found) > 1 and _COARSE.search(low):
        # A host in an address, a file in a path.
        for match in _COARSE_PART.finditer(low):
            yield match.group()[:MAX_TERM], match.start(), len(match.group())
    numbers = _NUMBERS.match(low) is not None
    for part, start in found:
        if _VERSION.match(part):
            yield from _version(part, start)
            continue
        # Nobody looks for the 10 of a date or the s after an apostrophe.
        if len(part) > (2 if numbers else "'" in low):
            yield part[:MAX_TERM], start, len(part)
        if len(part) <= MAX_TERM:
            yield from _within(token[start : start + len(part)], part, start)
    if len(found) > 1 and not numbers and sum(len(part) for part, _ in found) <= MAX_TOGETHER:
        yield "".join(part for part, _ in found), 0, len(token)
    if "\\" in low:
        yield low.replace("\\", "/")[:MAX_TERM], 0, len(token)


def _version(part: str, start: int) -> Iterator[Placed]:
    """Of ``v3.1.2`` itself, ``3.1.2`` and ``3.1``; never 3 and 1, but the long number of a build."""
    number = part.lstrip("v")
    start += len(part) - len(number)
    places = [dot.start() for dot in re.finditer(r"\.", number)]
    for end in (len(number), *places[1:]):
        yield number[:end], start, end
    for digits in re.finditer(r"\d{4,}", number):
        yield digits.group(), start + digits.start(), len(digits.group())
    if re.fullmatch(r"\d(\.\d){2,}", number):
        yield number.replace(".", ""), start, len(number)


def _within(part: str, low: str, start: int) -> Iterator[Placed]:
    if low.startswith("0x"):
        yield low[2:], start + 2, len(low) - 2
    elif split := _LETTERS_DIGITS.match(low):
        for group, term in enumerate(split.groups(), 1):
            if term and len(term) > 1:
                yield term, start + split.start(group), len(term)
    elif part != low and part.isascii() and not part.isupper():
        words = list(_CAMEL.finditer(part))
        for word in words if len(words) > 1 else ():
            if len(word.group()) > 1:
                yield word.group().lower(), start + word.start(), len(word.group())


# --- typed words ------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def parts(token: str) -> tuple[str, ...]:
    """The words that together say the same as a typed token, lower case, and last all of them run together.

    A token that is only written otherwise (``0x8004010F``, ``v3.1``) gives what it is without that, and one
    without smaller words gives ().
    """
    low = token.lower()[:MAX_TERM]
    if low == token and low.isascii() and low.isalpha():
        return ()
    if low.startswith("0x") and len(low) > 2:
        return (low[2:],)
    found: list[str] = []
    for match in islice(_PART.finditer(low), MAX_PARTS):
        part = match.group()
        found += [part.lstrip("v")] if _VERSION.match(part) else _cut(token[match.start() : match.end()])
    if _NUMBERS.match(low):
        return tuple(part for part in found if len(part) > 2 and part != low)
    if len(found) < 2:
        return tuple(part for part in found if len(part) > 1 and part != low)
    least = 2 if "'" in low else 1
    return (*dict.fromkeys(part for part in found if len(part) >= least), "".join(found))


def _cut(part: str) -> list[str]:
    """A part cut where letters and digits meet and at the capitals of its CamelCase."""
    low = part.lower()
    if split := _LETTERS_DIGITS.match(low):
        return [term for term in split.groups() if term]
    if part != low and part.isascii() and not part.isupper():
        words: list[str] = _CAMEL.findall(part)
        if sum(map(len, words)) == len(part):
            return [word.lower() for word in words]
    return [low]


@lru_cache(maxsize=4096)
def spellings(token: str) -> tuple[str, ...]:
    """Other terms for a typed token as a whole; none says more or less.

    Without accents, sign, ``0x`` or ``v``; its parts run together; with other slashes; and what Windows gives
    as an error code in decimal and hexadecimal, with zeros before it or not: ``-2147467259`` is
    ``0x80004005``, and ``0x11b`` is ``0x0000011b``.
    """
    low = token.lower()[:MAX_TERM]
    if low.isascii() and low.isalpha():
        return ()
    found = dict.fromkeys(typed_plainly(low))
    found.update(dict.fromkeys(other_codes(low)))
    if _NUMBERS.match(low) or low.startswith("0x"):
        found[low.removeprefix("-").removeprefix("0x")] = None
    elif _VERSION.match(low) and _PART.fullmatch(low):
        found[low.lstrip("v")] = None
    elif _SEPARATOR.search(low):
        together = "".join(_PART.findall(low))
        if len(together) <= MAX_TOGETHER:
            found[together] = None
        found[low.replace("\\", "/")] = None
    return tuple(term for term in found if len(term) > 1 and term != low)


def joined(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """What adjacent words may be as one: (the first, the one after the last, the word), shorter ones first.

    ``pass word`` gives ``password``; German compounds may have an s between their words.
    """
    found: list[tuple[int, int, str]] = []
    for many in range(2, 5):
        for first in range(len(words) - many + 1):
            together = words[first : first + many]
            if sum(map(len, together)) <= MAX_TOGETHER and all(map(str.isalnum, together)):
                found.append((first, first + many, "".join(together)))
                if many == 2 and min(map(len, together)) > 3 and not together[0].endswith("s"):
                    found.append((first, first + many, "s".join(together)))
    return found


def splits(
    word: str, known: Callable[[str], bool], known_end: Callable[[str], bool] | None = None
) -> list[tuple[str, ...]]:
    """The likeliest three ways to take a run-together word apart into two or three known words, best first.

    ``outlookkeeps`` gives outlook, keeps; ``Sicherheitsgruppe`` sicherheit, gruppe. ``known`` tells whether a
    word is one; ``known_end`` the same for the last, which may be unfinished.
    """
    word = word[:MAX_TOGETHER]
    known_end = known_end or known
    found: list[tuple[str, ...]] = []
    for first, rest in _cuts(word):
        if known(first) and known_end(rest):
            found.append((first, rest))
    if not found:
        found = [
            (first, second, third)
            for first, rest in _cuts(word)
            if known(first)
            for second, third in _cuts(rest)
            if known(second) and known_end(third)
        ]
    # The most even cut is the likeliest: a lexicon has many short words that mean nothing.
    return sorted(dict.fromkeys(found), key=lambda cut: -min(map(len, cut)))[:3]


def _cuts(word: str) -> Iterator[tuple[str, str]]:
    for at in range(1, len(word) - 1):
        first, rest = word[:at], word[at:]
        if all(len(part) > 2 or part in STOP_WORDS for part in (first, rest)):
            yield first, rest
        for link in _LINKS:
            if len(rest) > len(link) + 3 and at > 3 and rest.startswith(link):
                yield first, rest[len(link) :]
