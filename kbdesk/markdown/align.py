# SPDX-License-Identifier: MIT
"""What changed between two sequences, in bounded time: pairs of like blocks, runs of other words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

_EXACT = 4_000_000
"""Pairs up to which every one counts in looking for what is the same; beyond, frequent ones do not."""
_WORD_PAIRS = 250_000
"""Pairs of words up to which a block is compared word by word; else all between its ends is changed."""
_BAND = 12
"""How far from the straight line the partners of changed blocks are looked for if there are many."""
_ALL_PAIRS = 3_000
_LIKE = 0.4
"""Share of the words that two blocks must have in common to be one block that was changed."""

Step = tuple[int, int]
"""A place in the old and in the new sequence; -1 where one has no partner."""
Words = Callable[[int], frozenset[str]]


def same_runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Give (old place, new place, length) of the runs that are the same, in order; ends with (n, m, 0)."""
    shortest = min(len(old), len(new))
    head = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    tail = next((n for n in range(shortest - head) if old[-1 - n] != new[-1 - n]), shortest - head)
    if head:
        yield 0, 0, head
    first, second = old[head : len(old) - tail], new[head : len(new) - tail]
    if first and second:
        exact = len(first) * len(second) <= _EXACT
        for run in SequenceMatcher(None, first, second, autojunk=not exact).get_matching_blocks()[:-1]:
            yield run.a + head, run.b + head, run.size
    if tail:
        yield len(old) - tail, len(new) - tail, tail
    yield len(old), len(new), 0


def aligned(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    old_words: Words,
    new_words: Words,
) -> Iterator[Step]:
    """Pair two sequences of blocks: the same ones, and between them those with many words in common.

    Args:
        old: what each block of the old text is, to be the same or not.
        new: of the new text.
        old_words: gives the words of a block by its place.
        new_words: of the new text.
    """
    one = other = 0
    for start, begin, size in same_runs(old, new):
        yield from _like(range(one, start), range(other, begin), old_words, new_words)
        yield from ((start + n, begin + n) for n in range(size))
        one, other = start + size, begin + size


def changed_words(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[set[int], set[int]]:
    """Give the places of the words that went and of those that came."""
    went, came = set(range(len(old))), set(range(len(new)))
    if len(old) * len(new) > _WORD_PAIRS:
        runs = [run for run in same_runs(old, new) if 0 in run[:2] or run[0] + run[2] == len(old)]
    else:
        runs = list(same_runs(old, new))
    for one, other, size in runs:
        went.difference_update(range(one, one + size))
        came.difference_update(range(other, other + size))
    return went, came


def _like(old: range, new: range, old_words: Words, new_words: Words) -> Iterator[Step]:
    """Pair blocks of two gaps so that most is in common, in order; what is left over stands alone."""
    if not old or not new:
        yield from ((n, -1) for n in old)
        yield from ((-1, m) for m in new)
        return
    pairs = _best_pairs([old_words(n) for n in old], [new_words(m) for m in new])
    one = other = 0
    for row, column in (*pairs, (len(old), len(new))):
        yield from ((old[n], -1) for n in range(one, row))
        yield from ((-1, new[m]) for m in range(other, column))
        if row < len(old):
            yield old[row], new[column]
        one, other = row + 1, column + 1


def _best_pairs(old: list[frozenset[str]], new: list[frozenset[str]]) -> list[Step]:
    """The pairs with the greatest sum of likeness, in order (as in the longest common subsequence)."""
    wide = max(len(old), len(new)) if len(old) * len(new) <= _ALL_PAIRS else _BAND
    best: dict[Step, float] = {}
    likeness: dict[Step, float] = {}
    for row in range(len(old) - 1, -1, -1):
        middle = row * len(new) // len(old)
        for column in range(min(len(new), middle + wide) - 1, max(0, middle - wide) - 1, -1):
            alone = max(best.get((row + 1, column), 0.0), best.get((row, column + 1), 0.0))
            like = _likeness(old[row], new[column])
            together = like + best.get((row + 1, column + 1), 0.0) if like >= _LIKE else 0.0
            best[row, column] = max(alone, together)
            if together > alone:
                likeness[row, column] = like
    pairs = []
    row = column = 0
    while row < len(old) and column < len(new):
        if (row, column) in likeness:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best.get((row + 1, column), 0.0) >= best.get((row, column + 1), 0.0):
            row += 1
        else:
            column += 1
    return pairs


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
