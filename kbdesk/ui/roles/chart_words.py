# SPDX-License-Identifier: MIT
"""What charts say in words: values, points for screen readers, rows of a table, what to do without any."""

from __future__ import annotations

from typing import Final

from kbdesk.model.insight import Figure, Point
from kbdesk.ui.key_map import with_keys

Row = tuple[str, str, str, str]
"""A point as text: what it is, its value, what that is a part of, the share."""

SEARCHING: Final = frozenset(
    {
        "searches",
        "search-outcomes",
        "searches-without-result",
        "searches-rephrased",
        "results-opened-at-rank-1",
    }
)
READING: Final = frozenset({"most-used", "never-used", "stale", "feedback", "reused-against-created"})
STRIPS: Final = "time-per-step"
"""The keys of all strips begin with this."""

_SEARCH: Final = "Search (/) and open what you find: it counts from then on."
_CALL: Final = "Take a call with a playbook: it counts as soon as it has begun."
_TO_DO: Final = {
    "searches-without-result": "Every search found something. Nothing to do here.",
    "searches-rephrased": "Nobody had to say it in other words. Nothing to do here.",
    "most-used": "Open an article or playbook: it counts from then on.",
    "never-used": "Every document was opened. Nothing to do here.",
    "stale": "The library has no document yet. Write one with {new_article}.",
    "feedback": "Say whether an article or step helps with {give_feedback}.",
    "escalations-by-leaf": "No call was handed over.",
    "sent-back-reasons": "No note was sent back. Nothing to do here.",
    "offers": "Let a step of a playbook ask for a value called “offer”: its answers are counted here.",
    "offer-outcomes": "Let a step of a playbook ask for a value called “offer”: its calls are counted here.",
}
_NO_PART: Final = "–"


def topic_of(key: str) -> str:
    """What a figure is about: ``searching``, ``reading`` or ``calls``."""
    return "searching" if key in SEARCHING else "reading" if key in READING else "calls"


def is_empty(figure: Figure) -> bool:
    """Whether there is nothing to draw."""
    return not any(point.value for point in figure.points)


def what_to_do(figure: Figure) -> str:
    """What to say instead of a chart that has nothing to show, and what can be done about it."""
    return with_keys(_TO_DO.get(figure.key, _SEARCH if figure.key in SEARCHING else _CALL))


def clock(seconds: float) -> str:
    """Seconds for a narrow place: "45 s", "2:05"."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60}:{whole % 60:02}"


def number(value: float, unit: str) -> str:
    """A value as text: "1,204", "45 s", "2:05 min", "12 %"."""
    if unit == "s":
        return clock(value) + (" min" if round(value) >= 60 else "")
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return f"{text} %" if unit == "%" else text


def share(point: Point) -> str:
    """The part that a point is of its whole: "37 %"; "" if it is no part."""
    return f"{100 * point.value / point.of:.0f} %" if point.of else ""


def value_of(figure: Figure, point: Point) -> str:
    """What stands beside a bar: "38", "38 of 102"."""
    text = number(point.value, figure.unit)
    return f"{text} of {number(point.of, figure.unit)}" if point.of else text


def said(figure: Figure, at: int) -> str:
    """A point for a screen reader: "headset, 18 searches, 2 of 15. Enter opens the list behind it"."""
    point = figure.points[at]
    unit = "" if figure.unit in ("s", "%", "") else f" {_noun(figure.unit, point.value)}"
    part = f" of {number(point.of, figure.unit)}, {share(point)}" if point.of else ""
    opens = ". Enter opens the list behind it" if point.key else ""
    place = f"{at + 1} of {len(figure.points)}"
    return f"{point.label}, {number(point.value, figure.unit)}{unit}{part}, {place}{opens}"


def _noun(unit: str, value: float) -> str:
    """The noun of a unit for one or for more: "search", "searches"."""
    if value != 1:
        return unit
    return unit.removesuffix("es") if unit.endswith("ches") else unit.removesuffix("s")


def head(figure: Figure) -> Row:
    """The names of the columns of a figure's table."""
    what = {"line": "When", "strip": "Step"}.get(figure.chart, "What")
    unit = {"s": "Median", "": "Number"}.get(figure.unit, figure.unit.capitalize())
    return what, unit, "Of", "Share"


def rows(figure: Figure) -> tuple[Row, ...]:
    """A figure's numbers as a table."""
    return tuple(
        (
            point.label,
            number(point.value, figure.unit),
            number(point.of, figure.unit) if point.of else _NO_PART,
            share(point) or _NO_PART,
        )
        for point in figure.points
    )
