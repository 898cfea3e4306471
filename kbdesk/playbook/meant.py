# SPDX-License-Identifier: MIT
"""Searches that meant the same, put together: other order, other forms, slips of the keys, one nearest text.

Pure: what a word's key is and which document comes nearest to some words are arguments.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from kbdesk.model.curate import Asked

Keys = Callable[[str], Iterable[str]]
"""The keys of the words of a text that tell something: forms of a word have one key."""
Nearest = Callable[[str], str]
"""The path of the document that comes nearest to some words; "" if none does."""

SLIP_FROM = 5
"""Letters from which on a word may have a slip: "mail" and "main" are two words, "pasword" is none."""
TWO_SLIPS_FROM = 9
"""Letters from which on it may have two."""
LONGEST = 30
NO_SLIP_FROM = 3
"""A word that was typed so often is right as it is."""
MOST_NEAREST = 100
"""For how many groups at most it is asked which document comes nearest: the most asked for."""

_T = TypeVar("_T", bound=Hashable)
_Key = frozenset[str]


@dataclass(frozen=True, slots=True)
class Meant:
    """Searches that meant the same."""

    asked: tuple[Asked, ...]
    """Oldest first; never empty."""
    typed: tuple[str, ...]
    """What was typed, each wording once, the commonest first."""
    words: tuple[str, ...]
    """One wording for each set of words: what an article needs to be found by all of them."""
    nearest: str = ""
    """The path of the document that comes nearest; "" if none does."""

    @property
    def count(self) -> int:
        """How often it was looked for."""
        return len(self.asked)


def groups_of(
    asked: Iterable[Asked],
    keys: Keys,
    nearest: Nearest = lambda words: "",
    answered: Iterable[str] = (),
) -> tuple[Meant, ...]:
    """The searches by what was meant, the most asked for first; each search is in one group.

    Two searches mean the same if they have the same words in whatever order and form; if their words differ
    by slips of the keys only; or if one document comes nearest to both and they share half of the words of
    the shorter one. The order in which searches are given changes nothing.

    Args:
        asked: the searches.
        keys: gives the keys of the telling words of a text.
        nearest: gives the nearest document; called once for each group of the same words, with its words.
        answered: words that documents name; searches with the same words are left out.
    """
    by_key: dict[_Key, list[Asked]] = {}
    for one in sorted(asked, key=lambda one: (one.at, one.id)):
        by_key.setdefault(_key_of(one.words, keys), []).append(one)
    often = Counter({word: 0 for key in by_key for word in key})
    for key, ones in by_key.items():
        often.update(dict.fromkeys(key, len(ones)))
    meant_as = _without_slips(often)
    same: dict[_Key, list[Asked]] = {}
    for key, ones in by_key.items():
        same.setdefault(_meant_key(key, meant_as), []).extend(ones)
    for words in answered:
        same.pop(_meant_key(_key_of(words, keys), meant_as), None)
    typed = {key: _wordings(ones, keys, often) for key, ones in same.items()}
    by_count = sorted(same, key=lambda key: (-len(same[key]), sorted(key)))
    near = {key: nearest(typed[key][0]) for key in by_count[:MOST_NEAREST]}
    found = []
    for group in _joined(by_count, _pairs_of_one_document(near)):
        ones = sorted((one for key in group for one in same[key]), key=lambda one: (one.at, one.id))
        path = next((near[key] for key in group if near.get(key)), "")
        needed = tuple(typed[key][0] for key in group)
        found.append(Meant(tuple(ones), _wordings(ones, keys, often), needed, path))
    return tuple(sorted(found, key=lambda group: (-group.count, group.asked[0].at, group.asked[0].id)))


def _key_of(words: str, keys: Keys) -> _Key:
    return frozenset(keys(words)) or frozenset(words.casefold().split())


def _meant_key(key: _Key, meant_as: Mapping[str, list[str]]) -> _Key:
    """The words that were meant; nobody types one twice, so a slip is rather of a word that is not there."""
    meant = {word for word in key if word not in meant_as}
    for word in sorted(key - meant):
        meant.add(next((one for one in meant_as[word] if one not in key), meant_as[word][0]))
    return frozenset(meant)


def _wordings(asked: Iterable[Asked], keys: Keys, often: Mapping[str, int]) -> tuple[str, ...]:
    """What was typed, each wording once: the commonest first, and of these what has the commonest words."""
    counts = Counter(" ".join(one.words.split()) for one in asked)

    def rank(words: str) -> tuple[float, ...]:
        telling = _key_of(words, keys)
        return -counts[words], -min((often.get(word, 0) for word in telling), default=0), len(words)

    first: dict[str, str] = {}
    for words in sorted(counts, key=lambda words: (rank(words), words)):
        first.setdefault(words.casefold(), words)
    return tuple(first.values())


def _pairs_of_one_document(near: dict[_Key, str]) -> Iterator[tuple[_Key, _Key]]:
    """The groups to which one document comes nearest and which share half of the words of the smaller."""
    by_path: dict[str, list[_Key]] = {}
    for key, path in near.items():
        if path:
            by_path.setdefault(path, []).append(key)
    for keys in by_path.values():
        for number, key in enumerate(keys):
            for other in keys[number + 1 :]:
                if 2 * len(key & other) >= min(len(key), len(other)):
                    yield key, other


# --- slips of the keys ---


def _without_slips(often: Mapping[str, int]) -> dict[str, list[str]]:
    """For each word that is most likely a slip the words that it may stand for, the likeliest first.

    A slip of a slip is none: words would be led from one to the next to quite another one.

    Args:
        often: how often each word was typed.
    """
    near: dict[str, set[str]] = {}
    for one, other in _near_pairs(sorted(often)):
        if is_slip(one, other):
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    meant_as: dict[str, list[str]] = {}
    right: set[str] = set()
    for word in sorted(near, key=lambda word: (-often[word], -len(word), word)):
        heads = near[word] & right if often[word] < NO_SLIP_FROM else set()
        if heads:
            meant_as[word] = sorted(heads, key=lambda head: (-often[head], -len(head), head))
        else:
            right.add(word)
    return meant_as


def _near_pairs(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of words that may be slips of each other: with a letter or two left out they are the same."""
    by_rest: dict[str, list[str]] = {}
    for word in words:
        if SLIP_FROM - 1 <= len(word) <= LONGEST and not re.search(r"\d", word):
            for rest in _rests(word):
                by_rest.setdefault(rest, []).append(word)
    for near in by_rest.values():
        for number, word in enumerate(near):
            yield from ((word, other) for other in near[number + 1 :])


def _rests(word: str) -> set[str]:
    """The word, and the word without one or, if it is long, two of its letters; the first one stays."""
    found = last = {word}
    for _ in range(2 if len(word) >= TWO_SLIPS_FROM - 1 else 1):
        last = {rest[:at] + rest[at + 1 :] for rest in last for at in range(1, len(rest))}
        found = found | last
    return found


def is_slip(one: str, other: str) -> bool:
    """Whether two different words are most likely one, typed wrongly.

    The first letter is typed right, words with digits (codes) are always meant as typed, and short words are
    too near to each other to tell. A slip is a letter too much, too few or wrong, or two that changed places.
    """
    longest = max(len(one), len(other))
    if one[:1] != other[:1] or longest < SLIP_FROM or re.search(r"\d", one + other):
        return False
    return 0 < slips(one, other) <= (2 if longest >= TWO_SLIPS_FROM else 1)


def slips(one: str, other: str) -> int:
    """How many letters are too many, too few, wrong or in each other's place (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for down, letter in enumerate(one, 1):
        before, last, row = row, before, [down]
        for across, against in enumerate(other, 1):
            cost = min(before[across] + 1, row[-1] + 1, before[across - 1] + (letter != against))
            if down > 1 and across > 1 and letter == other[across - 2] and one[down - 2] == against:
                cost = min(cost, last[across - 2] + 1)
            row.append(cost)
    return row[-1]


def _joined(things: Iterable[_T], pairs: Iterable[tuple[_T, _T]]) -> list[list[_T]]:
    """The things in groups, those of a pair in one; groups and what is in them keep their order."""
    head = {thing: thing for thing in things}

    def head_of(thing: _T) -> _T:
        while head[thing] != thing:
            head[thing] = thing = head[head[thing]]
        return thing

    for one, other in pairs:
        first, second = head_of(one), head_of(other)
        if first != second:
            head[second] = first
    groups: dict[_T, list[_T]] = {}
    for thing in head:
        groups.setdefault(head_of(thing), []).append(thing)
    return list(groups.values())
