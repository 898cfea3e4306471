# SPDX-License-Identifier: MIT
"""Drawing a sample: by a seed, so that it can be drawn again, and taking turns between authors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from itertools import chain, islice, zip_longest

from kbdesk.model.quality import Subject

NOBODY = "nobody"
"""Whose work it is if nothing says so."""


def draw(subjects: Iterable[Subject], count: int, seed: int) -> tuple[Subject, ...]:
    """``count`` of the subjects, or all if there are fewer.

    Seed and name give each author a place in the round, seed and key each of their subjects a place in their
    row; then the authors take turns. So each is seen about equally often, however much they did, and what
    came since the last draw changes the place of nothing else.

    Args:
        subjects: among which is drawn, in any order.
        count: how many.
        seed: any whole number; the same gives the same.
    """
    rows: dict[str, list[Subject]] = {}
    for one in subjects:
        rows.setdefault(" ".join(one.author.casefold().split()), []).append(one)
    authors = sorted(rows, key=lambda name: _place(seed, name))
    queues = (sorted(rows[name], key=lambda one: _place(seed, one.key)) for name in authors)
    turns = chain.from_iterable(zip_longest(*queues))
    return tuple(islice((one for one in turns if one is not None), max(0, count)))


def week_seed(now: datetime) -> int:
    """The seed of this week, 202647 for week 47 of 2026: whoever draws in it draws the same."""
    year, week, _ = now.isocalendar()
    return year * 100 + week


def other_seed(seed: int) -> int:
    """A seed that follows from this one and is nobody's week."""
    return int(_place(seed, "another")[:8], 16) % 90_000 + 10_000


def _place(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed}\0{name}".encode("utf-8", "surrogatepass")).hexdigest()
