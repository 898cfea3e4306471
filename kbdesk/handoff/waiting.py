# SPDX-License-Identifier: MIT
"""How far a note is: whom it waits for, since when, and by when an answer is due."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from kbdesk.model import HandoffNote, Party, Seat
from kbdesk.model.cases import InboxState

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_END_OF_DAY: Final = time(23, 59)
_LONGEST: Final = 60
_BEFORE: Final = r"(?:(?:by|before|until|till|at|latest)\s+){0,2}"
_DAY: Final = rf"(?:today|tomorrow|{'|'.join(f'{day[:3]}(?:{day[3:]})?' for day in _DAYS)})"
_SPOKEN = re.compile(
    rf"{_BEFORE}(?P<day>{_DAY})?[\s,]*{_BEFORE}"
    r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm|h|o'clock)?)?"
    rf"[\s,]*(?P<after>{_DAY})?",
    re.IGNORECASE,
)


def state_of(note: HandoffNote) -> InboxState:
    """How far the note is."""
    if note.outcome is not None:
        return "solved"
    if note.received is None:
        return "waits"
    return "taken" if note.received.accepted else "returned"


def waits_for(note: HandoffNote) -> Party:
    """Whose move it is: the receiver's, the sender's if it came back, the front line's if it is solved."""
    state = state_of(note)
    if state == "solved":
        return note.earlier[0].sender if note.earlier else note.sender
    if state == "returned":
        return note.sender
    if note.received is not None:
        return Party(note.to.tier, note.received.by, note.to.team)
    return note.to


def is_for(note: HandoffNote, seat: Seat, name: str) -> bool:
    """Whether it waits for who works at this seat under this name.

    What was handed over waits for a tier and, where note and seat both name one, a team; what came back waits
    for the person who sent it.
    """
    state, whom = state_of(note), waits_for(note)
    if state == "taken" or (note.outcome is not None and same_words(note.outcome.by, name)):
        return False
    mine = bool(whom.name) and same_words(whom.name, name)
    if state != "waits" and whom.name:
        return mine
    same_team = not (whom.team and seat.team) or same_words(whom.team, seat.team)
    return mine or (whom.tier == seat.tier and same_team)


def same_words(first: str, second: str) -> bool:
    """Whether two names are one, whatever their capitals and blanks."""
    return first.casefold().split() == second.casefold().split()


def since(note: HandoffNote) -> str:
    """Since when the note stands as it does, ISO 8601."""
    if note.outcome is not None:
        return note.outcome.at or note.created
    if note.received is not None:
        return note.received.at or note.created
    return note.created


def leg_of(note: HandoffNote) -> str:
    """What a claim is for: this handing over, in this state; one of an earlier leg counts no more."""
    return f"{note.created} {'waits' if state_of(note) == 'taken' else state_of(note)}"


def moment_of(text: str, written: str, zone: tzinfo | None) -> str:
    """The moment that a person's words name, ISO 8601; "" if they name none that is sure.

    Args:
        text: "14:00", "tomorrow 9:30", "Friday", "by 2 pm", "2026-11-23 14:00"; a day alone is its end.
        written: when it was written, ISO 8601: a time that was over then is the next day's.
        zone: the time zone that a time without one is meant in.
    """
    line = " ".join(text.split()).rstrip(".!")
    try:
        then = datetime.fromisoformat(written).astimezone(zone)
        exact = _exact(line, zone) or _spoken(line, then)
        return exact.isoformat() if exact is not None else ""
    except (ValueError, OverflowError):
        return ""


def _exact(line: str, zone: tzinfo | None) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", line):
        return None
    moment = datetime.fromisoformat(line)
    if len(line) == len("2026-11-23"):
        moment = datetime.combine(moment, _END_OF_DAY)
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _spoken(line: str, then: datetime) -> datetime | None:
    found = _SPOKEN.fullmatch(line) if 0 < len(line) <= _LONGEST else None
    if found is None:
        return None
    day = (found["day"] or found["after"] or "").casefold()
    hour, minute, half = found["hour"], found["minute"], (found["half"] or "").casefold()
    if (not day and not hour) or (found["day"] and found["after"]) or (hour and not (minute or half)):
        return None
    clock = _END_OF_DAY
    if hour:
        number = int(hour) % 12 + (12 if half == "pm" else 0) if half in ("am", "pm") else int(hour)
        clock = time(number, int(minute or 0))
    moment = datetime.combine(then.date(), clock, then.tzinfo)
    if day == "tomorrow":
        return moment + timedelta(days=1)
    if day and day != "today":
        ahead = next(n for n, name in enumerate(_DAYS) if name.startswith(day[:3])) - then.weekday()
        return moment + timedelta(days=ahead % 7)
    return moment + timedelta(days=1) if not day and moment < then else moment
