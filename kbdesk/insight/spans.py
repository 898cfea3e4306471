# SPDX-License-Identifier: MIT
"""Days, weeks or months: the spans that a line has a point for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Final, TypeVar

from kbdesk.insight.groups import Group, Item
from kbdesk.language import tr
from kbdesk.model.months import MONTHS

T = TypeVar("T", bound=Item)
DAYS: Final = 31
"""Up to so many days a point is a day."""
WEEKS: Final = 190
"""Up to so many days a point is a week from Monday to Sunday; beyond a month."""


def spans(since: str, until: str) -> tuple[tuple[str, str], ...]:
    """The spans of a time as (label, first day), the first one from ``since``; () if it is no time.

    A span lasts until the next one begins.
    """
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        return ()
    return tuple(_spans(first, last))


def _spans(first: date, last: date) -> Iterator[tuple[str, str]]:
    length = (last - first).days + 1
    day = first
    while day <= last:
        month = MONTHS[day.month - 1]
        if length <= DAYS:
            yield tr("{day} {month}", day=day.day, month=month), day.isoformat()
            day += timedelta(days=1)
        elif length <= WEEKS:
            yield tr("from {day} {month}", day=day.day, month=month), day.isoformat()
            day += timedelta(days=7 - day.weekday())
        else:
            yield tr("{month} {year}", month=month, year=day.year), day.isoformat()
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def line(since: str, until: str, items: Iterable[T], at: Callable[[T], str]) -> tuple[Group, ...]:
    """A point for each span, with the things of it."""
    found = spans(since, until)
    starts = [start for _, start in found]
    members: list[list[Item]] = [[] for _ in found]
    place = 0
    for item in sorted(items, key=at):
        day = at(item)[:10]
        while place + 1 < len(starts) and day >= starts[place + 1]:
            place += 1
        if starts and starts[0] <= day <= until:
            members[place].append(item)
    return tuple(
        Group(label, start, tuple(those)) for (label, start), those in zip(found, members, strict=True)
    )
