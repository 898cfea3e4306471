# SPDX-License-Identifier: MIT
"""What figures are counted from, as tables for other programs; words of people only if they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles
from typing import Final, Literal

from kbdesk.insight.facts import Call, Material, Stay
from kbdesk.insight.groups import gathered
from kbdesk.insight.searching import what_came
from kbdesk.model.usage import Use

Cell = str | int | float
ColumnType = Literal["TEXT", "INTEGER", "REAL"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: ColumnType
    says: str
    """What is in it, in a few words."""
    words: bool = False
    """Whether it holds what people said or typed; it is left out unless it is asked for."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its rows."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _text(name: str, says: str, *, words: bool = False) -> Column:
    return Column(name, "TEXT", says, words)


def _number(name: str, says: str) -> Column:
    return Column(name, "INTEGER", says)


COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "cases": (
        _text("id", "the case"),
        _text("began", "when the call began, ISO 8601"),
        _text("last", "when it was last gone on with"),
        _text("state", "running, paused, resolved, escalated, returned or closed"),
        _text("playbook", "the path of the playbook that it began with; empty if none fitted"),
        _text("title", "that playbook's title"),
        _text("step_playbook", "the path of the playbook in which it stands"),
        _text("step", "the anchor of the step at which it stands"),
        _text("tier", "the tier that has it: 1, 2, 3 or specialist"),
        _number("steps", "standing stays"),
        _number("skipped", "steps that were jumped over"),
        _number("undone", "stays that were taken back"),
        _number("seconds", "the seconds of all stays"),
        _number("articles", "articles that were read in it"),
        _number("searches", "searches that went with it"),
        _number("sent_back", "how often its note was sent back"),
        _text("customer_words", "what the customer said, a line each", words=True),
    ),
    "searches": (
        _text("at", "when, ISO 8601"),
        _text("session", "a random word for the time that a window was open"),
        _number("found", "how many results there were"),
        _text("outcome", "opened, rephrased, nothing or left"),
        _text("opened", "the path of what was opened first; empty if nothing was"),
        _number("rank", "which result that was, 1 is the first; 0 if nothing was opened"),
        _number("seconds", "from the search to that opening; 0 if nothing was opened"),
        _text("case_id", "the case that it was done in; empty outside of one"),
        _text("words", "what was searched for; empty once it is too old to be kept", words=True),
    ),
    "openings": (
        _text("at", "when, ISO 8601"),
        _text("session", "as in searches"),
        _text("path", "what was opened"),
        _text("anchor", "the heading or step that it was opened at"),
        _number("rank", "which result it was; 0 if it was reached another way"),
        _text("case_id", "as in searches"),
        _text("words", "the search that led there", words=True),
    ),
    "paths": (
        _text("case_id", "the case"),
        _number("number", "the stay's place in the case, from 1"),
        _text("playbook", "the playbook's path; empty if the call follows none"),
        _text("step", "the step's anchor"),
        _text("title", "the step's title"),
        _text("tier", "the tier that the step belongs to"),
        _text("at", "when it was come to, ISO 8601"),
        _text("answer", "the answer that was chosen; empty if none was"),
        _number("skipped", "1 if it was jumped over"),
        _number("undone", "1 if it was taken back"),
        _number("own", "1 if it was here, 0 if with somebody who had the case before"),
        _number("seconds", "how long the stay was"),
        _text("recorded", "what was recorded there, a line each", words=True),
        _text("note", "what was noted there", words=True),
    ),
    "times": (
        _text("playbook", "the playbook's path"),
        _text("step", "the step's anchor"),
        _text("title", "the step's title, as it was last"),
        _number("stays", "how many standing stays of one's own took a second or more"),
        Column("median", "REAL", "the median of their seconds"),
        Column("quarter", "REAL", "a quarter of them took no longer"),
        Column("three_quarters", "REAL", "three quarters of them took no longer"),
        _number("longest", "the longest, in seconds"),
        _number("total", "all of them, in seconds"),
    ),
}
"""The columns of each table; docs/insight.md lists them too."""


def table(material: Material, name: str, *, words: bool = False) -> Table:
    """A table of ``COLUMNS`` with its rows.

    Args:
        material: what it is made of.
        name: which one.
        words: whether columns with what people said or typed are in it.

    Raises:
        KeyError: there is no table of this name.
    """
    columns = COLUMNS[name]
    kept = [number for number, column in enumerate(columns) if words or not column.words]
    rows = (tuple(row[number] for number in kept) for row in _ROWS[name](material))
    return Table(name, tuple(columns[number] for number in kept), tuple(rows))


def _cases(material: Material) -> Iterator[Sequence[Cell]]:
    for call in material.began:
        last = call.last
        yield (
            call.id,
            call.started,
            call.at,
            call.status,
            call.playbook,
            call.title,
            last.playbook if last is not None else "",
            last.anchor if last is not None else "",
            call.tier,
            sum(stay.stands for stay in call.stays),
            sum(stay.skipped for stay in call.stays),
            sum(stay.undone for stay in call.stays),
            sum(stay.seconds for stay in call.stays),
            len(call.articles),
            len(call.queries),
            len(call.sent_back),
            "\n".join(call.customer_words),
        )


def _searches(material: Material) -> Iterator[Sequence[Cell]]:
    came = {id(use): outcome for use, outcome in what_came(material.uses)}
    opened = _opened(material)
    for use in material.searches:
        first = opened.get(id(use))
        path, rank, seconds = (first.path, first.rank, _seconds(use.at, first.at)) if first else ("", 0, 0)
        yield use.at, use.session, use.found, came[id(use)], path, rank, seconds, use.run, use.words


def _opened(material: Material) -> dict[int, Use]:
    """The first result that was opened out of each search, by the identity of the search."""
    found: dict[int, Use] = {}
    for session in gathered(material.uses, lambda use: use.session or use.at).values():
        search: Use | None = None
        for use in session:
            if use.kind == "search":
                search = use
            elif use.kind == "open" and use.rank and search is not None:
                found.setdefault(id(search), use)
    return found


def _seconds(since: str, until: str) -> int:
    try:
        passed = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    except (ValueError, TypeError):
        return 0
    return max(0, int(passed.total_seconds()))


def _openings(material: Material) -> Iterator[Sequence[Cell]]:
    for use in material.openings:
        yield use.at, use.session, use.path, use.anchor, use.rank, use.run, use.words


def _paths(material: Material) -> Iterator[Sequence[Cell]]:
    for call in material.began:
        for number, stay in enumerate(call.stays, 1):
            yield (*_stay(call, number, stay), "\n".join(map(": ".join, stay.recorded)), stay.note)


def _stay(call: Call, number: int, stay: Stay) -> tuple[Cell, ...]:
    flags = (int(stay.skipped), int(stay.undone), int(stay.own))
    place = (stay.playbook, stay.anchor, stay.title, stay.tier)
    return call.id, number, *place, stay.at, stay.answer, *flags, stay.seconds


def _times(material: Material) -> Iterator[Sequence[Cell]]:
    titles: dict[tuple[str, str], str] = {}
    seconds: dict[tuple[str, str], Counter[int]] = {}
    for call in material.began:
        for stay in call.stays:
            if stay.playbook and stay.stands and stay.own and stay.seconds > 0:
                place = (stay.playbook, stay.anchor)
                titles[place] = stay.title
                seconds.setdefault(place, Counter())[stay.seconds] += 1
    for place, counts in sorted(seconds.items()):
        all_of_them = sorted(counts.elements())
        low, middle, high = all_of_them[0], median(all_of_them), all_of_them[-1]
        quarters = quantiles(all_of_them, method="inclusive") if len(all_of_them) > 1 else (low, middle, high)
        yield (
            *place,
            titles[place],
            len(all_of_them),
            middle,
            round(quarters[0], 1),
            round(quarters[2], 1),
            high,
            sum(all_of_them),
        )


_ROWS: Final[Mapping[str, Callable[[Material], Iterator[Sequence[Cell]]]]] = {
    "cases": _cases,
    "searches": _searches,
    "openings": _openings,
    "paths": _paths,
    "times": _times,
}
