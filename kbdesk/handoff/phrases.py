# SPDX-License-Identifier: MIT
"""How a note says who, when, how long and what if: shared by its brief and its record."""

from __future__ import annotations

from datetime import datetime, timedelta

from kbdesk.handoff.escape import inline, one_line
from kbdesk.model import Party


def party(party: Party) -> str:
    """Tier, team and person, escaped."""
    tier = "Specialist" if party.tier == "specialist" else f"Tier {party.tier}"
    return ", ".join(filter(None, (tier, inline(party.team), inline(party.name))))


def when(moment: str) -> str:
    """A moment of ISO 8601 to the minute; another text as it is, escaped."""
    try:
        time = datetime.fromisoformat(moment)
    except ValueError:
        return inline(moment, 40)
    offset = time.utcoffset()
    zone = "" if offset is None else "UTC" if offset == timedelta() else time.strftime("UTC%z")
    return f"{time:%Y-%m-%d %H:%M} {zone}".strip()


def clock(seconds: int) -> str:
    """Seconds as "02:30" or "1:02:30"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def plain_name(name: str) -> str:
    """The name of a value for people."""
    return one_line(name.replace("_", " ")) or "(no name)"


def if_then(pair: tuple[str, str], limit: int = 0) -> str:
    """What may happen and what to do then, escaped, each cut to ``limit`` (0: whole)."""
    if_, then = inline(pair[0], limit), inline(pair[1], limit)
    return f"{if_ or 'in any case'} **then:** {then or '(not written)'}"
