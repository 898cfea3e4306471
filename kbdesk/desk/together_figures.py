# SPDX-License-Identifier: MIT
"""The team's sums as figures, with the names and the formulas of one's own (docs/insight.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from kbdesk.desk.together_format import Shared, monday
from kbdesk.insight.definitions import BY_KEY
from kbdesk.insight.groups import percent
from kbdesk.language import tr, trn
from kbdesk.model import Playbook
from kbdesk.model.insight import ChartKind, Figure, Point
from kbdesk.model.months import MONTHS
from kbdesk.playbook.heat import heat

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

SHOWN: Final = 12
"""How many bars a figure has at most."""
_SHARED: Final = tr("; summed over the whole weeks that were shared, without what is rare")
_ENDS: Final = (
    ("calls-resolved", tr("Solved")),
    ("calls-escalated", tr("Handed over")),
    ("calls-returned", tr("Sent back")),
    ("calls-closed", tr("Closed")),
)
_SAID: Final = (
    ("feedback-helped", tr("Helped")),
    ("feedback-did-not-help", tr("Did not help")),
    ("feedback-wrong", tr("Wrong")),
    ("feedback-out-of-date", tr("Out of date")),
)


def figures_of(
    weeks: Mapping[str, Shared], whole: Shared, opened: Sequence[tuple[str, int]], desk: Desk
) -> tuple[Figure, ...]:
    """The figures of what a team shared.

    Args:
        weeks: the sums by week.
        whole: the sum of all of them.
        opened: documents by how often they were opened, most first; only those that the library has.
        desk: the library, for titles.
    """
    numbers = whole.numbers
    found = [
        _line("searches", weeks),
        _line("searches-without-result", weeks, "searches"),
        _line("searches-rephrased", weeks, "searches"),
        _line("results-opened-at-rank-1", weeks, "results-opened"),
        _figure("most-used", "bars", tuple(Point(_title(desk, path), n) for path, n in opened[:SHOWN])),
        _line("calls", weeks),
        _share("playbook-outcomes", _ENDS, numbers),
        _figure("escalations-by-leaf", "bars", tuple(_escalations(whole, desk))[:SHOWN]),
        _share("feedback", _SAID, numbers),
    ]
    return tuple(one for one in found if one is not None)


def _line(key: str, weeks: Mapping[str, Shared], of: str = "") -> Figure | None:
    """A number of each week, and what it is a part of."""
    points = tuple(
        Point(_from(monday(name)), one.numbers[key], one.numbers[of] if of else 0)
        for name, one in sorted(weeks.items())
    )
    told = sum(point.value for point in points)
    whole = sum(point.of for point in points)
    return _figure(key, "line", points if told or whole else (), _said(key, round(told), round(whole)))


def _from(day: date) -> str:
    """A week, named as Insight names those of one's own."""
    return tr("from {day} {month}", day=day.day, month=MONTHS[day.month - 1])


def _share(key: str, parts: Sequence[tuple[str, str]], numbers: Mapping[str, int]) -> Figure | None:
    whole = sum(numbers.get(part, 0) for part, _ in parts)
    points = tuple(Point(label, numbers.get(part, 0), whole) for part, label in parts if numbers.get(part))
    return _figure(key, "share", points, _said(key, numbers.get(parts[0][0], 0), whole))


def _escalations(whole: Shared, desk: Desk) -> Iterator[Point]:
    """Where calls were handed over, most first: only at steps that the playbooks have now."""
    found = []
    for path, counts in whole.playbooks.items():
        book = desk.playbook(path)
        if book is not None:
            found += [(step.escalated, step.came, step.title) for step in heat(counts, book).steps]
    found.sort(key=lambda one: -one[0])
    for escalated, came, title in found:
        if escalated:
            yield Point(title, escalated, max(came, escalated))


def _figure(key: str, chart: ChartKind, points: tuple[Point, ...], headline: str = "") -> Figure | None:
    if not points:
        return None
    known = BY_KEY[key]
    return Figure(key, known.title, known.formula + _SHARED, chart, known.unit, points, headline)


def _said(key: str, told: int, whole: int) -> str:
    """The result of a figure in a sentence, worded as for one's own."""
    share = percent(told, whole)
    sentences: dict[str, Callable[[], str]] = {
        "searches": lambda: trn("{n:,} search", "{n:,} searches", told),
        "calls": lambda: trn("{n:,} call", "{n:,} calls", told),
        "searches-without-result": lambda: trn(
            "{percent} of {n:,} search found nothing",
            "{percent} of {n:,} searches found nothing",
            whole,
            percent=share,
        ),
        "searches-rephrased": lambda: trn(
            "{percent} of {n:,} search were rephrased",
            "{percent} of {n:,} searches were rephrased",
            whole,
            percent=share,
        ),
        "results-opened-at-rank-1": lambda: trn(
            "{percent} of {n:,} opened result was the first",
            "{percent} of {n:,} opened results were the first",
            whole,
            percent=share,
        ),
        "playbook-outcomes": lambda: trn(
            "{percent} of {n:,} call solved", "{percent} of {n:,} calls solved", whole, percent=share
        ),
        "feedback": lambda: trn(
            "{percent} of {n:,} answer: it helped",
            "{percent} of {n:,} answers: it helped",
            whole,
            percent=share,
        ),
    }
    return sentences[key]()


def _title(desk: Desk, path: str) -> str:
    book: Playbook | None = desk.playbook(path)
    return (book if book is not None else desk.read(path)).title or path
