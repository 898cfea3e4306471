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


@dataclass(frozen=True, slots=True)
class Totals:
    """What a team shared as counts, added up; ``desk.together.totals(since, until)`` gives it.

    For a page that shows "Mine | Team": ``Insight(totals.since, totals.until, totals.figures,
    totals.notice)`` is the team's side. Only whole weeks are shared, and only numbers of 3 and more, so the
    sums are a little too small and never of today. There is no list behind a point. Without consent, without
    a shared copy or before anybody shared, ``figures`` is () and ``notice`` says why. It is read from this
    computer only (0.1 s and more: a lane), never from the network.
    """

    since: str
    """The first day of the weeks that are in it (a Monday), YYYY-MM-DD; "" if there are none."""
    until: str
    """Their last day (a Sunday)."""
    people: int
    """How many shared in the week in which most did; over months people cannot be counted."""
    numbers: tuple[tuple[str, int], ...] = ()
    """Each sum by its key, as docs/together.md lists them."""
    opened: tuple[tuple[str, int], ...] = ()
    """How often documents were opened, by path, most first."""
    figures: tuple[Figure, ...] = ()
    """The sums as figures; where ``desk.insight`` has the same figure, it has the same key."""
    notice: str = ""
    """What was left out and why, as sentences; "" if nothing was."""
