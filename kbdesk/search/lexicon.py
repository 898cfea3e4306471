# SPDX-License-Identifier: MIT
"""The terms of a segment in order, kept as bytes: a row is a term's number."""

from __future__ import annotations

import operator
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np

from kbdesk.search.arrays import Array

BLOCK = 64
"""Terms that are read together."""
BEGINNING = "\x01"
"""Stands before the first one or two letters of words in titles: a term of its own, before all others."""

_BLOCKS_KEPT = 300
_MOST_TRIED = 4_000
_BITS = np.uint64(1) << np.arange(64, dtype=np.uint64)
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def lexicon_arrays(terms: list[str], name: str) -> dict[str, Array]:
    """The arrays of a lexicon from its terms, which must be in order."""
    blocks = ["\n".join(terms[start : start + BLOCK]).encode() for start in range(0, len(terms), BLOCK)]
    ends = np.cumsum([0, *map(len, blocks)], dtype=np.int64).astype(np.uint32)
    return {
        f"{name}.bytes": np.frombuffer(b"".join(blocks), np.uint8),
        f"{name}.ends": ends,
        f"{name}.count": np.array([len(terms)], np.uint32),
    }


class Lexicon:
    """Terms in the order of their code points."""

    def __init__(self, arrays: dict[str, Array], name: str) -> None:
        self._data = arrays[f"{name}.bytes"].data
        self._ends: list[int] = arrays[f"{name}.ends"].tolist()
        self.size = int(arrays[f"{name}.count"][0])
        self._firsts = [
            str(self._data[end : end + 80], "utf-8", "replace").split("\n", 1)[0] for end in self._ends[:-1]
        ]
        self._kept: dict[int, list[str]] = {}

    def _block(self, number: int) -> list[str]:
        found = self._kept.get(number)
        if found is None:
            if len(self._kept) >= _BLOCKS_KEPT:
                self._kept.clear()
            data = self._data[self._ends[number] : self._ends[number + 1]]
            found = self._kept[number] = str(data, "utf-8", "replace").split("\n")
        return found

    def place(self, term: str) -> int:
        """The row of the first term that is not before this one."""
        number = bisect_left(self._firsts, term)
        if number < len(self._firsts) and self._firsts[number] == term:
            return number * BLOCK
        if not number:
            return 0
        return (number - 1) * BLOCK + bisect_left(self._block(number - 1), term)

    def find(self, term: str) -> int:
        """The row of a term; -1 if there is none."""
        row = self.place(term)
        return row if row < self.size and self[row] == term else -1

    def between(self, beginning: str) -> tuple[int, int]:
        """The rows of the terms that begin so: the first, and the one after the last."""
        return self.place(beginning), self.place(beginning + "\U0010ffff")

    def terms(self, first: int, last: int) -> list[str]:
        """The terms of some rows, which are read at once."""
        start, end = first // BLOCK, -(-last // BLOCK)
        if end - start == 1:
            return self._block(start)[first % BLOCK : first % BLOCK + last - first]
        found: list[str] = []
        for number in range(start, end):
            data = self._data[self._ends[number] : self._ends[number + 1]]
            found += str(data, "utf-8", "replace").split("\n")
        return found[first - start * BLOCK : last - start * BLOCK]

    def nearly(self, word: str, most: int) -> list[int]:
        """The rows of terms that begin with what is one slip away from a word; its first letter is right."""
        reach = 1
        while reach < len(word) and operator.lt(*self.between(word[: reach + 1])):
            reach += 1
        first, last = self.between(word[: max(reach - 2, 1)])
        if last - first > _MOST_TRIED:
            return []
        tried = self.terms(first, last)
        found = [first + at for at, term in enumerate(tried) if begins_nearly(term, word)]
        return found[:most]

    def __getitem__(self, row: int) -> str:
        return self._block(row // BLOCK)[row % BLOCK]

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self._firsts)):
            yield from list(self._block(number))


def sums(terms: Iterable[str]) -> Array:
    """A 32-bit sum for each term."""
    crc = zlib.crc32
    return np.fromiter((crc(term.encode("utf-8", "replace")) for term in terms), np.uint32)


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


def shapes(terms: list[str]) -> Array:
    """For each term 64 bits, one of which each pair of neighbouring letters sets: like terms share most."""
    if not terms:
        return np.zeros(0, np.uint64)
    data = np.frombuffer("\n".join(terms).encode("utf-8", "replace") + b"\n", np.uint8)
    pairs = _BITS.take((data[:-1] * np.uint8(181) + data[1:] * np.uint8(103)) >> 2)
    found: Array = np.bitwise_or.reduceat(pairs, np.append(0, (data[:-2] == ord("\n")).nonzero()[0] + 1))
    return found


def distances(word: str, terms: list[str]) -> list[int]:
    """How many slips lie between a word and each term: a letter more, less or wrong, or two swapped."""
    longest = max(map(len, terms), default=0)
    padded = [[*map(ord, term.ljust(longest, "\0"))] for term in terms]
    signs = np.array(padded).reshape(len(terms), longest).T
    before: list[Array] = []
    last = [np.full(len(terms), at, np.int16) for at in range(longest + 1)]
    for i, letter in enumerate(map(ord, word), 1):
        row = [np.full(len(terms), i, np.int16)]
        for j in range(1, longest + 1):
            least = np.minimum(np.minimum(last[j], row[-1]) + 1, last[j - 1] + (signs[j - 1] != letter))
            if i > 1 < j:
                swapped = (signs[j - 2] == letter) & (signs[j - 1] == ord(word[i - 2]))
                least = np.where(swapped, np.minimum(least, before[j - 2] + 1), least)
            row.append(least)
        before, last = last, row
    return [int(last[len(term)][at]) for at, term in enumerate(terms)]


def begins_nearly(term: str, word: str) -> bool:
    """Whether a term begins with what is one slip away from a word."""
    size = len(word)
    at = next((i for i, (a, b) in enumerate(zip(term, word, strict=False)) if a != b), min(len(term), size))
    rest = word[at + 1 :]
    return (
        term[at + 1 : size] == rest
        or term[at : size - 1] == rest
        or term[at + 1 : size + 1] == word[at:]
        or (term[at : at + 2] == word[at : at + 2][::-1] and term[at + 2 : size] == word[at + 2 :])
    )
