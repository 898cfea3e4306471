# SPDX-License-Identifier: MIT
"""Figures of how the library is used and how calls end; each with its formula and the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ChartKind = Literal["bars", "line", "strip", "share"]
"""``bars``: one bar for each point, longest first. ``line``: points in the order of time. ``strip``: a row of
cells, darker the more. ``share``: parts of one whole, as one bar."""


@dataclass(frozen=True, slots=True)
class Point:
    """One bar, dot, cell or part."""

    label: str
    value: float
    of: float = 0
    """What ``value`` is a part of; 0 if it is no part."""
    key: str = ""
    """What the list behind it is asked for with; "" if there is none."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture with its numbers."""

    key: str
    """Its name in the terminal and in docs/insight.md: ``searches-without-result``."""
    title: str
    formula: str
    """How it is counted, as one sentence."""
    chart: ChartKind
    unit: str
    """What a value counts: "searches", "s", "%"."""
    points: tuple[Point, ...]
    headline: str = ""
    """What it says, in a few words: "12 % of 840 searches found nothing"."""


@dataclass(frozen=True, slots=True)
class Insight:
    """All figures of a time."""

    since: str
    """First day, YYYY-MM-DD."""
    until: str
    """Last day."""
    figures: tuple[Figure, ...]
    notice: str = ""
    """What to know of where they come from, as a sentence."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One row of the list behind a point."""

    title: str
    detail: str
    at: str = ""
    path: str = ""
    anchor: str = ""
    run: str = ""
    """The case to open; "" if it is none."""
    words: str = ""
    """The search to repeat; "" if it is none."""
