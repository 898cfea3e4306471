# SPDX-License-Identifier: MIT
"""What a damaged case store still says, put into a new one, row by row.

A row is known by its shape, as its table may not be known any more. A case whose latest state cannot be read
is made again from its events; one that was deleted does not come back.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final, get_args

from kbdesk.cases.pages import Pages, Row, Value, rows_of
from kbdesk.cases.runs import change_between, changed, run_from_json
from kbdesk.cases.schema import safe
from kbdesk.cases.summary import summary_of
from kbdesk.errors import KbError
from kbdesk.model.words import RunStatus

Values = tuple[Value, ...]
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_BLOB: Final = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})?")


@dataclass
class _Case:
    """What was found of one case."""

    runs: list[Values] = field(default_factory=list)
    events: dict[int, Values] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of a damaged store is in the new one."""

    cases: int
    unread: int
    """Cases of which something was found, but no state that can be read."""


def salvage(pages: Pages, into: sqlite3.Connection) -> Kept:
    """Puts what can be read into an empty store, within a transaction.

    Raises:
        sqlite3.Error: the new store cannot be written.
    """
    found: dict[str, list[Row]] = {}
    for row in rows_of(pages):
        table = _table_of(row[1])
        if table:
            found.setdefault(table, []).append(row)
    gone = {str(values[0]) for _, values in found.get("removed", ())}
    for table, rows in found.items():
        if table not in ("run", "event", "listed"):
            alive = (row for row in rows if not _belongs_to(table, row[1], gone))
            _put(into, table, (_with_number(table, row) for row in alive))
    return _put_cases(into, _cases(found), gone)


# --- which table ------------------------------------------------------------------------------------------


def _table_of(values: Values) -> str:
    """The table that a row is of; "" if it is of none that is kept."""
    return next((name for name, (kinds, holds) in _SHAPES.items() if _fits(values, kinds, holds)), "")


def _fits(values: Values, kinds: str, holds: Callable[[Any], bool]) -> bool:
    return len(values) == len(kinds) and tuple(map(type, values)) == _types(kinds) and holds(values)


@cache
def _types(kinds: str) -> tuple[type, ...]:
    named = {"t": str, "i": int, "n": type(None)}
    return tuple(named[kind] for kind in kinds)


def _is_time(text: str) -> bool:
    try:
        return len(text) >= 10 and bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _is_object(text: str) -> bool:
    return text.startswith("{") and text.endswith("}")


_SHAPES: Final[dict[str, tuple[str, Callable[[Any], bool]]]] = {
    "run": ("ttttit", lambda v: v[2] in get_args(RunStatus) and v[4] > 0 and _is_object(v[5])),
    "event": ("tittt", lambda v: v[1] > 0 and _is_object(v[4])),
    "followup": ("ttttttt", lambda v: _is_time(v[2]) and _is_object(v[6]) and '"kind"' in v[6]),
    "gaps": ("ttttttt", lambda v: _is_time(v[2]) and _is_object(v[6])),
    "read": ("ttttt", lambda v: _BLOB.fullmatch(v[2]) is not None and _is_time(v[3])),
    "wording": ("ttttt", lambda v: _is_time(v[2])),
    "listed": ("tttt", lambda v: _is_time(v[1]) and _is_object(v[2])),
    "practice": ("tttittt", lambda v: _is_time(v[4]) and _is_object(v[6])),
    "usage": ("nttttittitt", lambda v: _is_time(v[2])),
    "feedback": ("tttttttttt", lambda v: _is_time(v[2])),
    "quality": ("ttttttttt", lambda v: _is_time(v[2]) and _is_object(v[8])),
    "removed": ("t", lambda v: _HASH.fullmatch(v[0]) is not None),
    "seen": ("tt", lambda v: _BLOB.fullmatch(v[1]) is not None),
}
"""For each table the types of its columns, and what tells it from others; the first that fits counts."""


def _with_number(table: str, row: Row) -> Values:
    """The values of a row; where its number stands for a column, with that."""
    return (row[0], *row[1][1:]) if table == "usage" else row[1]


def _belongs_to(table: str, values: Values, gone: set[str]) -> bool:
    """Whether a row goes when its case does, and the case is gone."""
    return table == "followup" and mark_of(str(values[5])) in gone


def _put(into: sqlite3.Connection, table: str, rows: Iterable[Values]) -> None:
    for values in rows:
        places = ", ".join("?" * len(values))
        into.execute(f"INSERT OR REPLACE INTO {table} VALUES ({places})", values)  # noqa: S608 - fixed names


# --- cases ------------------------------------------------------------------------------------------------


def _cases(found: dict[str, list[Row]]) -> dict[str, _Case]:
    cases: dict[str, _Case] = {}
    for _, values in found.get("run", ()):
        cases.setdefault(str(values[0]), _Case()).runs.append(values)
    for _, values in found.get("event", ()):
        if isinstance(values[1], int):
            cases.setdefault(str(values[0]), _Case()).events[values[1]] = values
    for _, values in found.get("listed", ()):
        cases.setdefault(str(values[0]), _Case())
    return cases


def _put_cases(into: sqlite3.Connection, cases: dict[str, _Case], gone: set[str]) -> Kept:
    kept = unread = 0
    for run_id, case in cases.items():
        if mark_of(run_id) in gone:
            continue
        whole = _whole(run_id, case)
        if whole is None:
            unread += 1
            continue
        kept += 1
        run, events = whole
        _put(into, "run", [run])
        _put(into, "event", events)
        line = summary_of(str(run[5]), run_id, str(run[1]), str(run[3]))
        _put(into, "listed", [(run_id, run[3], *map(safe, line))])
    return Kept(kept, unread)


def _whole(run_id: str, case: _Case) -> tuple[Values, list[Values]] | None:
    """A case's row and events, so that the events lead to the row; None if no state of it can be read."""
    states = list(_states(case))
    latest = max((row for row in case.runs if _is_run(str(row[5]))), key=_events_of, default=None)
    if latest is None or len(states) > _events_of(latest):
        while states and not _is_run(json.dumps(states[-1])):
            states.pop()
        if not states:
            return None
        state, at = states[-1], case.events[len(states)][2]
        text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
        row = (run_id, str(state["library"]), str(state["status"]), at, len(states), safe(text))
        return row, [case.events[number] for number in range(1, len(states) + 1)]
    state = json.loads(str(latest[5]))
    events = [case.events[number] for number in range(1, len(states) + 1)]
    if len(states) == latest[4] and states[-1] == state:
        return latest, events
    # some of its events cannot be read: one of what they came to stands in for them
    bridge = change_between(states[-1] if states else {}, state)
    text = json.dumps(bridge, ensure_ascii=False, separators=(",", ":"))
    events.append((run_id, len(events) + 1, latest[3], "recovered", safe(text)))
    return (*latest[:4], len(events), latest[5]), events


def _events_of(row: Values) -> int:
    return row[4] if isinstance(row[4], int) else 0


def _states(case: _Case) -> Iterator[dict[str, Any]]:
    """The states of a case from its first event on, up to the first that cannot be read."""
    state: dict[str, Any] = {}
    number = 1
    while number in case.events:
        try:
            state = changed(state, json.loads(str(case.events[number][4])))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return
        yield state
        number += 1


def _is_run(text: str) -> bool:
    try:
        run_from_json(text)
    except KbError:
        return False
    return True


def mark_of(run_id: str) -> str:
    """What is kept of the id of a deleted case: an id from a foreign note may say anything."""
    return hashlib.sha256(safe(run_id).encode()).hexdigest()
