# SPDX-License-Identifier: MIT
"""Days and times as people write them, in the zone of this computer and the same in every locale."""

from __future__ import annotations

from datetime import datetime

from kbdesk.language import tr
from kbdesk.model.months import MONTHS


def day(date: str) -> str:
    """The day of an ISO 8601 time, ``3 Nov 2026``; the text as it stands if it is none."""
    try:
        then = datetime.fromisoformat(date).astimezone()
    except (ValueError, OverflowError):
        return date
    return day_of(then)


def day_of(then: datetime) -> str:
    """The day of a moment in its own zone, ``3 Nov 2026``."""
    return tr("{day} {month} {year}", day=then.day, month=MONTHS[then.month - 1], year=then.year)


def moment(date: str) -> str:
    """An ISO 8601 time to the minute, ``3 Nov 2026, 14:02``; the text as it stands if it is none."""
    try:
        then = datetime.fromisoformat(date).astimezone()
    except (ValueError, OverflowError):
        return date
    return f"{day(date)}, {then:%H:%M}"
