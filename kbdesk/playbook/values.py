# SPDX-License-Identifier: MIT
"""Checking what an agent types into a value field, the same in the window and in the terminal."""

from __future__ import annotations

import re
from datetime import date

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import ValueField

_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_DOTTED = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_DAY_NAMED = re.compile(r"([0-9]{1,2})\.? ([a-z]{3,9})\.?,? ([0-9]{4})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")


def checked_value(field: ValueField, text: str) -> str:
    """What to record for a field: no outer blanks, a choice in the playbook's spelling, a date as ISO.

    "" stays "": whether a value may be left out is asked when the case is handed over.

    Raises:
        KbError: the text is none of the choices, no number or no date.
    """
    value = text.strip()
    if not value or field.kind == "text":
        return value
    label = field.label or field.name
    if field.kind == "choice":
        return _choice(field, label, value)
    if field.kind == "number":
        if not _NUMBER.fullmatch(value):
            raise KbError(
                tr("“{value}” is not a number for “{label}”.", value=value, label=label),
                tr("Write digits only, like 12 or 3.5."),
            )
        return value
    return _date(label, value)


def _choice(field: ValueField, label: str, value: str) -> str:
    """The choice that was meant, in the playbook's spelling."""
    for choice in field.choices:
        if choice.casefold() == value.casefold():
            return choice
    raise KbError(
        tr("“{value}” is no choice of “{label}”.", value=value, label=label),
        tr("Choose one of: {choices}.", choices=", ".join(field.choices)),
    )


def _date(label: str, value: str) -> str:
    """The date as ``YYYY-MM-DD``."""
    parts = _date_parts(value.lower())
    if parts is None:
        raise KbError(
            tr("“{value}” is not a date for “{label}”.", value=value, label=label),
            tr("Write it as year-month-day, like 2026-11-22."),
        )
    try:
        return date(*parts).isoformat()
    except ValueError:
        raise KbError(
            tr("There is no day “{value}” for “{label}”.", value=value, label=label),
            tr("Write it as year-month-day, like 2026-11-22."),
        ) from None


def _date_parts(value: str) -> tuple[int, int, int] | None:
    """Year, month and day; None if the text is no date or could be two."""
    if match := _YEAR_FIRST.fullmatch(value):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DOTTED.fullmatch(value):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _SLASHED.fullmatch(value):
        one, two = int(match[1]), int(match[2])
        # 3/4/2026 is two different days in two countries; only what can be read in one way is taken.
        if one > 12 or one == two:
            return int(match[3]), two, one
        return (int(match[3]), one, two) if two > 12 else None
    if match := _DAY_NAMED.fullmatch(value):
        day, month, year = match[1], match[2], match[3]
    elif match := _MONTH_FIRST.fullmatch(value):
        month, day, year = match[1], match[2], match[3]
    else:
        return None
    numbers = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(month)]
    return (int(year), numbers[0], int(day)) if numbers else None
