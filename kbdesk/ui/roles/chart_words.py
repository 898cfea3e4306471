# SPDX-License-Identifier: MIT
"""What charts say in words: values, points for screen readers, rows of a table, what to do without any."""

from __future__ import annotations

from typing import Final

from kbdesk.language import tr, trn, trp
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

_SEARCH: Final = tr("Search (/) and open what you find: it counts from then on.")
_CALL: Final = tr("Take a call with a playbook: it counts as soon as it has begun.")
_TO_DO: Final = {
    "searches-without-result": tr("Every search found something. Nothing to do here."),
    "searches-rephrased": tr("Nobody had to say it in other words. Nothing to do here."),
    "most-used": tr("Open an article or playbook: it counts from then on."),
    "never-used": tr("Every document was opened. Nothing to do here."),
    "stale": tr("The library has no document yet. Write one with {new_article}."),
    "feedback": tr("Say whether an article or step helps with {give_feedback}."),
    "escalations-by-leaf": tr("No call was handed over."),
    "sent-back-reasons": tr("No note was sent back. Nothing to do here."),
    "offers": tr("Let a step of a playbook ask for a value called “offer”: its answers are counted here."),
    "offer-outcomes": tr(
        "Let a step of a playbook ask for a value called “offer”: its calls are counted here."
    ),
}
_UNITS: Final = {
    "s": tr("Median"),
    "": tr("Number"),
    "searches": tr("Searches"),
    "openings": tr("Openings"),
    "articles": tr("Articles"),
    "calls": tr("Calls"),
    "notes": tr("Notes"),
    "answers": tr("Answers"),
}
"""What the columns of numbers are called."""
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
    return tr("{seconds} s", seconds=whole) if whole < 60 else f"{whole // 60}:{whole % 60:02}"


def number(value: float, unit: str) -> str:
    """A value as text: "1,204", "45 s", "2:05 min", "12 %"."""
    if unit == "s":
        return clock(value) if round(value) < 60 else tr("{clock} min", clock=clock(value))
    text = tr("{n:,.0f}", n=value) if value == int(value) else tr("{n:,.1f}", n=value)
    return f"{text} %" if unit == "%" else text


def share(point: Point) -> str:
    """The part that a point is of its whole: "37 %"; "" if it is no part."""
    return f"{100 * point.value / point.of:.0f} %" if point.of else ""


def value_of(figure: Figure, point: Point) -> str:
    """What stands beside a bar: "38", "38 of 102"."""
    text = number(point.value, figure.unit)
    return tr("{n} of {whole}", n=text, whole=number(point.of, figure.unit)) if point.of else text


def told(figure: Figure, at: int) -> str:
    """A point in words: "headset, 18 searches, 2 of 15"."""
    point = figure.points[at]
    parts = [point.label, _amount(point.value, figure.unit)]
    if point.of:
        parts[1] = tr("{n} of {whole}", n=parts[1], whole=number(point.of, figure.unit))
        parts.append(share(point))
    parts.append(tr("{n} of {whole}", n=at + 1, whole=len(figure.points)))
    return ", ".join(parts)


def said(figure: Figure, at: int) -> str:
    """A point for a screen reader: "headset, 18 searches, 2 of 15. Enter opens the list behind it"."""
    words = told(figure, at)
    opens = figure.points[at].key
    return tr("{point}. Enter opens the list behind it", point=words) if opens else words


def _amount(value: float, unit: str) -> str:
    """A value with its noun: "1 search", "1,204 searches", "2:05 min"."""
    n = int(value)
    nouns = {
        "searches": trn("{n:,} search", "{n:,} searches", n),
        "openings": trn("{n:,} opening", "{n:,} openings", n),
        "articles": trn("{n:,} article", "{n:,} articles", n),
        "calls": trn("{n:,} call", "{n:,} calls", n),
        "notes": trn("{n:,} note", "{n:,} notes", n),
        "answers": trn("{n:,} answer", "{n:,} answers", n),
    }
    return nouns.get(unit) or number(value, unit)


def head(figure: Figure) -> Row:
    """The names of the columns of a figure's table."""
    what = {"line": tr("When"), "strip": tr("Step")}.get(figure.chart, tr("What"))
    return what, _UNITS.get(figure.unit, figure.unit), trp("column", "Of"), trp("column", "Share")


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
