# SPDX-License-Identifier: MIT
"""Counts that a team shares: what a person agreed to, and what of theirs would be sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from kbdesk.model.insight import Totals


@dataclass(frozen=True, slots=True)
class CountsFile:
    """One file of counts, as it would be sent."""

    week: str
    """``2026-W47``."""
    first: str
    """Its Monday, YYYY-MM-DD."""
    rows: tuple[tuple[str, int], ...]
    """What it says, as (words, number)."""
    text: str
    """All of it, to the byte."""


@dataclass(frozen=True, slots=True)
class CountsView:
    """Where sharing counts stands, as far as this computer knows."""

    place: str
    """Where they would go, without credentials; "" if the library has no shared copy."""
    agreed: str = ""
    """Since when this person shares, ISO 8601; "" if they do not."""
    last: str = ""
    """When counts were last got and sent, ISO 8601; "" if never."""
    sent: str = ""
    """When some of one's own were last sent, ISO 8601; "" if never."""
    waiting: tuple[CountsFile, ...] = ()
    """What would be sent now, oldest week first."""
    next_day: str = ""
    """The day from which the week of now can be shared, YYYY-MM-DD."""
    team: Totals = field(default_factory=lambda: Totals("", "", 0))
    """What everybody shared in the last weeks."""
    sums: tuple[tuple[str, int], ...] = ()
    """Its numbers, as (words, number)."""
