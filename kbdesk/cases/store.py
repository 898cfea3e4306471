# SPDX-License-Identifier: MIT
"""The case store: what the agent did, kept so that no acknowledged event is lost.

A save is one transaction: an ``event`` row, which is never changed, and the latest state in ``run``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from kbdesk.cases.backups import Statement
from kbdesk.cases.database import Database
from kbdesk.cases.feedback import Feedbacks
from kbdesk.cases.followup import FollowUps
from kbdesk.cases.practices import Practices
from kbdesk.cases.quality import Reviews
from kbdesk.cases.runs import change_between, changed, run_from_json, run_to_json
from kbdesk.cases.salvage import mark_of
from kbdesk.cases.schema import safe
from kbdesk.cases.summary import fold, row_from_json, row_of, row_to_json, words_of
from kbdesk.cases.usage import Uses
from kbdesk.cases.wording import Wordings
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Filters, Run
from kbdesk.model.cases import CaseRow
from kbdesk.model.gaps import Gap
from kbdesk.model.history import Reading

_OPEN: Final = ("running", "paused")
"""The states in which a case is under way."""
DUMPED: Final = ("run", "event", "usage", "gaps", "feedback", "wording", "quality", "followup")
"""The tables that hold words of customers, or what was said and done for them."""
_REMOVED: Final = "SELECT 1 FROM removed WHERE run = ? AND NOT EXISTS (SELECT 1 FROM run WHERE id = ?)"
_MOST_WORDS: Final = 32
"""Words of a query that count."""


class CaseStore:
    """The agent's cases. One thread uses it at a time; the caller sees to that.

    Args:
        path: the database; it and its folder are made if they are missing. Of a damaged one what can be read
            is kept; it is moved aside, to ``NAME.damaged-TIME`` beside it, and ``take_notice`` says so.
        check: whether it is looked for damage now; another store of this program may have done that already.

    Raises:
        KbError: the file cannot be opened or is not a store that this version can use.
    """

    def __init__(self, path: Path, *, check: bool = True) -> None:
        self._database = Database(path, check=check)
        self._unread = ""

    def take_notice(self) -> str:
        """What the person should know about the store, as a sentence, told once; "" if all is well."""
        unread, self._unread = self._unread, ""
        return " ".join(filter(None, (self._database.take_notice(), unread)))

    def save(self, run: Run, verb: str, at: str, *, before: Run | None = None) -> None:
        """Saves a run after an event; when this returns, the event is on disk.

        Args:
            run: the run as it is now.
            verb: what happened.
            at: when it happened.
            before: the run as it was when last read or saved; None to save whatever is stored.

        Raises:
            KbError: the disk is full, the file cannot be written, or what is stored is not ``before``, as
                another window went on with it. Nothing is saved then.
        """
        expected = json.loads(run_to_json(before)) if before is not None else None
        text = run_to_json(run)

        def work(connection: sqlite3.Connection) -> None:
            row = connection.execute("SELECT events, json FROM run WHERE id = ?", (safe(run.id),)).fetchone()
            number, old = (row[0] + 1, json.loads(row[1])) if row else (1, {})
            if expected is not None:
                removed = connection.execute(_REMOVED, (mark_of(run.id), safe(run.id))).fetchone()
                _check_same(old, expected, removed=removed is not None)
            between = change_between(old, json.loads(text))
            change = json.dumps(between, ensure_ascii=False, separators=(",", ":"))
            event = (safe(run.id), number, safe(at), safe(verb), safe(change))
            sql = "INSERT INTO event (run, number, at, verb, change) VALUES (?, ?, ?, ?, ?)"
            connection.execute(sql, event)
            state = (safe(run.id), safe(run.library), run.status, safe(at), number, safe(text))
            sql = (
                "INSERT OR REPLACE INTO run (id, library, status, at, events, json) VALUES (?, ?, ?, ?, ?, ?)"
            )
            connection.execute(sql, state)
            listed = (safe(run.id), safe(at), safe(row_to_json(row_of(run, at))), safe(words_of(run)))
            sql = "INSERT OR REPLACE INTO listed (run, at, row, words) VALUES (?, ?, ?, ?)"
            connection.execute(sql, listed)
            if not row:
                connection.execute("DELETE FROM removed WHERE run = ?", (mark_of(run.id),))

        self._database.write(work)

    def check(self, before: Run) -> None:
        """Raises KbError, as ``save`` does, if a run is not stored as it was last read or saved."""
        rows = self._read("SELECT json FROM run WHERE id = ?", (safe(before.id),))
        stored = json.loads(rows[0][0]) if rows else {}
        _check_same(stored, json.loads(run_to_json(before)), removed=self.was_deleted(before.id))

    def was_deleted(self, run_id: str) -> bool:
        """Whether a case is gone for good: deleted here or in another window, and not begun anew."""
        return bool(self._read(_REMOVED, (mark_of(run_id), safe(run_id))))

    def load(self, run_id: str) -> Run:
        """The latest state of a run.

        Raises:
            KbError: there is no such run, or it cannot be read.
        """
        rows = self._read("SELECT json FROM run WHERE id = ?", (safe(run_id),))
        if not rows:
            raise KbError(tr("There is no saved run “{id}”.", id=run_id))
        return run_from_json(rows[0][0])

    def open_runs(self, library: str) -> tuple[Run, ...]:
        """The runs of a library that are under way or paused, the one last touched first."""
        return self._runs(
            "SELECT json FROM run WHERE library = ? AND status IN ('running', 'paused') ORDER BY at DESC, id",
            (safe(library),),
        )

    def history(self, run_id: str) -> tuple[tuple[str, str, Run], ...]:
        """Every saved state of a run as (verb, time, run), oldest first; () if there is no such run.

        Raises:
            KbError: an event cannot be read.
        """
        states = []
        state: dict[str, Any] = {}
        rows = self._read("SELECT verb, at, change FROM event WHERE run = ? ORDER BY number", (safe(run_id),))
        for verb, at, change in rows:
            state = changed(state, json.loads(change))
            states.append((verb, at, run_from_json(json.dumps(state))))
        return tuple(states)

    def rows(self, query: str = "", limit: int = 200) -> tuple[CaseRow, ...]:
        """The cases in which all of these words occur, the one last gone on with first.

        Args:
            query: words or pieces of words, in any case and order; "" for all cases.
            limit: how many rows to give at most.
        """
        words = tuple(safe(word) for word in fold(query).split()[:_MOST_WORDS])
        within = " AND ".join(("instr(words, ?) > 0",) * len(words))
        where = f"WHERE {within} " if words else ""
        sql = f"SELECT row FROM listed {where}ORDER BY at DESC, run LIMIT ?"  # noqa: S608 - placeholders only
        return tuple(row_from_json(row) for (row,) in self._read(sql, (*words, limit)))

    def row(self, run_id: str) -> CaseRow:
        """The line of one case.

        Raises:
            KbError: there is no such case.
        """
        rows = self._read("SELECT row FROM listed WHERE run = ?", (safe(run_id),))
        if not rows:
            raise KbError(tr("There is no saved run “{id}”.", id=run_id))
        return row_from_json(rows[0][0])

    def ids(self) -> frozenset[str]:
        """The ids of all cases, as SQLite can hold them."""
        return frozenset(str(run) for (run,) in self._read("SELECT id FROM run", ()))

    def delete(self, *run_ids: str) -> int:
        """Deletes cases with all of their events, and gives how many there were.

        Nothing of them can be read from the file afterwards, and no window that still has one can bring it
        back by going on with it. Only a run that is begun or taken over anew may have its id again.

        Raises:
            KbError: the file cannot be written.
        """
        there = self.ids() & {safe(run_id) for run_id in run_ids}
        if there:
            marks = [(mark_of(run),) for run in there]
            self._database.erase(*_removing(there), ("INSERT OR IGNORE INTO removed (run) VALUES (?)", marks))
        return len(there)

    def remove_before(self, at: str, open_at: str) -> tuple[str, ...]:
        """Deletes the cases that nobody went on with since a time, and gives their ids.

        Args:
            at: the time for cases that are over, ISO 8601 with an offset.
            open_at: the time for those that are under way or paused.

        Raises:
            KbError: the file cannot be written.
        """
        limits = {status: datetime.fromisoformat(open_at) for status in _OPEN}
        over = datetime.fromisoformat(at)
        rows = self._read("SELECT id, status, at FROM run", ())
        old = tuple(str(run) for run, status, when in rows if _is_before(when, limits.get(status, over)))
        if old:
            self._database.erase(*_removing(old))
        return old

    def dump(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every row that may tell of a customer, as (table, its values by column); see ``DUMPED``.

        Raises:
            KbError: the file cannot be read.
        """
        for table in DUMPED:
            names = [row[1] for row in self._read(f"PRAGMA table_info({table})", ())]
            for row in self._read(f"SELECT * FROM {table}", ()):  # noqa: S608 - fixed names
                yield table, dict(zip(names, row, strict=True))

    @property
    def practices(self) -> Practices:
        """Reports of practice calls that the trainee agreed to keep; they are no cases."""
        return Practices(self._database)

    @property
    def reviews(self) -> Reviews:
        """Quality reviews, and coaching that one kept."""
        return Reviews(self._database)

    @property
    def usage(self) -> Uses:
        """What was searched for, opened and copied."""
        return Uses(self._database)

    @property
    def feedback(self) -> Feedbacks:
        """What was said of documents and steps."""
        return Feedbacks(self._database)

    @property
    def followups(self) -> FollowUps:
        """What was promised by hand, and what was done about promises."""
        return FollowUps(self._database)

    @property
    def wording(self) -> Wordings:
        """Words of customers that wait to be put into documents."""
        return Wordings(self._database)

    def seen(self, library: str) -> str:
        """The commit up to which the agent has seen a library's changes; "" if none."""
        rows = self._read("SELECT revision FROM seen WHERE library = ?", (safe(library),))
        return str(rows[0][0]) if rows else ""

    def set_seen(self, library: str, commit: str) -> None:
        """Notes up to which commit the agent has seen a library's changes."""
        values = (safe(library), commit)
        self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO seen (library, revision) VALUES (?, ?)", values
            )
        )

    def readings(self, library: str) -> dict[str, Reading]:
        """What was read last of each file of a library, by path."""
        rows = self._read("SELECT path, blob, at FROM read WHERE library = ?", (safe(library),))
        return {path: Reading(path, blob, at) for path, blob, at in rows}

    def read_copy(self, library: str, path: str) -> str:
        """The text of a file as it was read last, if it was kept; else ""."""
        values = (safe(library), safe(path))
        rows = self._read("SELECT copy FROM read WHERE library = ? AND path = ?", values)
        return str(rows[0][0]) if rows else ""

    def set_reading(self, library: str, reading: Reading, copy: str = "") -> None:
        """Notes what was read of a file.

        Args:
            library: the library's folder.
            reading: what was read, and when.
            copy: the text, if it cannot be had from anywhere else.
        """
        values = tuple(safe(text) for text in (library, reading.path, reading.blob, reading.at, copy))
        self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO read (library, path, blob, at, copy) VALUES (?, ?, ?, ?, ?)", values
            )
        )

    def record_gap(self, gap: Gap) -> None:
        """Keeps a question that the library did not answer; when this returns, it is on disk."""
        filters = json.dumps({name: value for name, value in asdict(gap.filters).items() if value})
        texts = (gap.id, gap.library, gap.at, gap.by, gap.words, gap.call, filters)
        values = tuple(safe(text) for text in texts)
        self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO gaps (id, library, at, by, words, call, filters) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        )

    def gaps(self, library: str) -> tuple[Gap, ...]:
        """The questions that a library did not answer, newest first."""
        rows = self._read(
            "SELECT id, library, at, by, words, call, filters FROM gaps WHERE library = ?"
            " ORDER BY at DESC, id",
            (safe(library),),
        )
        return tuple(
            Gap(gap_id, where, at, by, words, call, _filters(filters))
            for gap_id, where, at, by, words, call, filters in rows
        )

    def close_gap(self, gap_id: str) -> None:
        """Takes a gap off the list, and its words out of the store; one that is not there stays away."""
        if self._read("SELECT 1 FROM gaps WHERE id = ?", (safe(gap_id),)):
            self._database.erase(("DELETE FROM gaps WHERE id = ?", [(safe(gap_id),)]))

    def kept(self, library: str, since: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        """Each case of a library as (when last gone on with, JSON object), for counting over thousands.

        They are not checked as ``load`` does it, which takes ten times as long; one that is no JSON object is
        left out. Those last gone on with before ``since`` (ISO 8601, by its letters) are, too.
        """
        sql = "SELECT at, json FROM run WHERE library = ? AND at >= ? ORDER BY at, id"
        for at, text in self._read(sql, (safe(library), safe(since))):
            try:
                run = json.loads(text)
            except (ValueError, RecursionError):
                continue
            if isinstance(run, dict):
                yield str(at), run

    def close(self) -> None:
        """Closes the file. The store cannot be used afterwards."""
        self._database.close()

    def __enter__(self) -> CaseStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _runs(self, sql: str, values: tuple[object, ...]) -> tuple[Run, ...]:
        """The runs of a query; one that cannot be read is left out and does not stop the others."""
        found = []
        for (text,) in self._read(sql, values):
            try:
                found.append(run_from_json(text))
            except KbError:
                self._unread = tr("A saved case cannot be read and was left out of the list.")
        return tuple(found)

    def _read(self, sql: str, values: tuple[object, ...]) -> list[Any]:
        return self._database.read(sql, values)


def _removing(runs: Iterable[str]) -> Iterator[Statement]:
    """What deletes runs, and takes from all else that names one what leads to it or was said in it."""
    rows = [(run,) for run in runs]
    for sql in (
        "DELETE FROM event WHERE run = ?",
        "DELETE FROM listed WHERE run = ?",
        "DELETE FROM followup WHERE run = ?",
        "DELETE FROM run WHERE id = ?",
        "UPDATE usage SET words = '', run = '' WHERE run = ?",
        "UPDATE feedback SET run = '' WHERE run = ?",
        "UPDATE gaps SET call = '' WHERE call = ?",
    ):
        yield sql, rows


def _check_same(stored: dict[str, Any], expected: dict[str, Any], *, removed: bool) -> None:
    """Raises KbError if what is stored ({}: nothing) was removed or is not what was expected."""
    if removed:
        raise KbError(tr("This case was deleted."), tr("Begin a new call if it goes on after all."))
    if stored not in ({}, expected):
        raise KbError(tr("This call went on in another window."), tr("It is shown as it stands now."))


def _is_before(at: str, limit: datetime) -> bool:
    """Whether a time is before another; what is no time is not."""
    try:
        return datetime.fromisoformat(at) < limit
    except (ValueError, TypeError):
        return False


def _filters(text: str) -> Filters:
    """The filters of a gap as far as this version knows them; none if they cannot be read."""
    try:
        raw = json.loads(text)
    except ValueError:
        return Filters()
    known = {field.name for field in fields(Filters)}
    pairs = raw.items() if isinstance(raw, dict) else ()
    return Filters(**{name: value for name, value in pairs if name in known and isinstance(value, str)})
