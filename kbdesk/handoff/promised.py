# SPDX-License-Identifier: MIT
"""The moment that a promise names somewhere in its words: "A call back on Friday before 14:00"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from kbdesk.handoff.waiting import moment_of

_END_OF_DAY: Final = time(23, 59)
_LONGEST: Final = 600
"""Characters that are looked at."""
_FARTHEST: Final = 9_999
"""Of minutes, hours, days or weeks from now: more is no promise."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS: Final = {
    **dict.fromkeys(("a", "an", "one", "the"), 1),
    **{
        word: number
        for number, word in enumerate(
            ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2
        )
    },
    **{"fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45},
}
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DATES: Final = (
    re.compile(r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}\b(?:,? (?P<year>\d{{4}}))?", re.I),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?", re.I),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4})?(?!\d)"),
)
_SPAN = re.compile(
    r"\b(?:in|within|every)(?: the)?(?: next)? ?"
    rf"(?P<count>\d{{1,4}}|{'|'.join(_NUMBERS)})? ?"
    r"(?P<working>(?:working|business) )?(?P<unit>minute|min|hour|day|week)s?\b",
    re.I,
)
_CLOCK = re.compile(
    r"\b(?:(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s?(?P<half>am|pm)\b)?(?!\d)"
    r"|(?P<round>\d{1,2})\s?(?P<part>am|pm|o'clock)\b)",
    re.I,
)
_NOON = re.compile(r"\b(?:noon|midday)\b", re.I)
_DAY = re.compile(
    r"\b(?P<name>today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\b(?P<short>Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b"
    r"|\b(?P<end>end of (?:the )?day|EOD|close of business|COB)\b",
    re.I,
)


def moment_within(text: str, written: str, zone: tzinfo | None) -> str:
    """The moment that a sentence names, ISO 8601; "" if it names none that is sure.

    Args:
        text: "A call back today before 14:00", "within the hour", "by 16:00 on Friday", "in 3 working days",
            "on 27 November"; of several the first. A day alone is its end.
        written: when it was written, ISO 8601: what is counted from.
        zone: the time zone that a time without one is meant in.
    """
    exact = moment_of(text, written, zone)
    if exact:
        return exact
    line = " ".join(text[:_LONGEST].split())
    try:
        then = datetime.fromisoformat(written).astimezone(zone)
        found = _from_span(line, then) or _from_date(line, then)
    except (ValueError, OverflowError):
        return ""
    if found is not None:
        return found.isoformat()
    clock, day = _clock(line), _day(line)
    return moment_of(f"{day} {clock}".strip(), written, zone) if clock or day else ""


def _from_span(line: str, then: datetime) -> datetime | None:
    """The moment of “in 2 hours” or “within three working days by noon”; None if there is no such span."""
    found = _SPAN.search(line)
    if found is None:
        return None
    word = (found["count"] or "one").casefold()
    count = min(int(word) if word.isdigit() else _NUMBERS[word], _FARTHEST)
    unit = found["unit"].casefold()
    if unit.startswith("min"):
        return then + timedelta(minutes=count)
    if unit == "hour":
        return then + timedelta(hours=count)
    if found["working"]:
        day = _working_days_later(then.date(), count * (5 if unit == "week" else 1))
    else:
        day = then.date() + timedelta(days=count * (7 if unit == "week" else 1))
    return datetime.combine(day, _time(line), then.tzinfo)


def _working_days_later(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _from_date(line: str, then: datetime) -> datetime | None:
    """The moment of “on 27 November at 14:00”; a day without a year is the next one of that name."""
    found = next((one for pattern in _DATES for one in pattern.finditer(line) if _is_date(one)), None)
    if found is None:
        return None
    groups = found.groupdict()
    month = int(groups["number"]) if groups.get("number") else _MONTHS.index(groups["month"].casefold()) + 1
    day = date(int(groups["year"] or then.year), month, int(groups["day"]))
    if not groups["year"] and day < then.date():
        day = day.replace(year=day.year + 1)
    rest = line[: found.start()] + line[found.end() :]
    return datetime.combine(day, _time(rest), then.tzinfo)


def _is_date(found: re.Match[str]) -> bool:
    """Whether a month is written as one: "may 5 people join" names no day."""
    month = found.groupdict().get("month") or "M"
    return month[0].isupper()


def _time(line: str) -> time:
    """The time of day that a line names, else the end of the day."""
    clock = _clock(line)
    if not clock:
        return _END_OF_DAY
    hour, _, minute = clock.partition(":")
    return time(int(hour), int(minute))


def _clock(line: str) -> str:
    """The time of day that a line names as "14:00"; "" if none."""
    if _NOON.search(line):
        return "12:00"
    found = _CLOCK.search(line)
    if found is None:
        return ""
    hour, minute = int(found["hour"] or found["round"]), int(found["minute"] or 0)
    half = (found["half"] or found["part"] or "").casefold()
    if half in ("am", "pm"):
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _day(line: str) -> str:
    """The day that a line names by a word; "" if none."""
    for found in _DAY.finditer(line):
        if found["end"]:
            return "today"
        name = (found["name"] or "").casefold()
        if name:
            return "today" if name == "tonight" else name
        if found["short"].istitle():  # "sat" and "sun" are words, too
            return found["short"]
    return ""
