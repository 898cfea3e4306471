# SPDX-License-Identifier: MIT
"""Days and times as people write them, in the zone of this computer and the same in every locale."""

from __future__ import annotations

from datetime import datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(date: str) -> str:
    """The day of an ISO 8601 time, ``3 Nov 2026``; the text as it stands if it is none."""
    try:
        then = datetime.fromisoformat(date).astimezone()
    except (ValueError, OverflowError):
        return date
    return f"{then.day} {_MONTHS[then.month - 1]} {then.year}"


def moment(date: str) -> str:
    """An ISO 8601 time to the minute, ``3 Nov 2026, 14:02``; the text as it stands if it is none."""
    try:
        then = datetime.fromisoformat(date).astimezone()
    except (ValueError, OverflowError):
        return date
    return f"{day(date)}, {then:%H:%M}"
