# SPDX-License-Identifier: MIT
"""The tables of the case store, version by version, and how an older store becomes one of this version."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Final

from kbdesk.cases.summary import summary_of

APPLICATION: Final = 0x6B626473
"""``kbds`` as a number: SQLite's application_id marks the file as ours."""
SCHEMA: Final = (
    (
        "CREATE TABLE run (id TEXT PRIMARY KEY, library TEXT NOT NULL, status TEXT NOT NULL,"
        " at TEXT NOT NULL, events INTEGER NOT NULL, json TEXT NOT NULL)",
        "CREATE INDEX run_by_library ON run (library, at)",
        "CREATE TABLE event (run TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,"
        " verb TEXT NOT NULL, change TEXT NOT NULL, PRIMARY KEY (run, number))",
        "CREATE TABLE seen (library TEXT PRIMARY KEY, revision TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE gaps (id TEXT PRIMARY KEY, library TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,"
        " words TEXT NOT NULL, call TEXT NOT NULL, filters TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE read (library TEXT NOT NULL, path TEXT NOT NULL, blob TEXT NOT NULL, at TEXT NOT NULL,"
        " copy TEXT NOT NULL, PRIMARY KEY (library, path))",
    ),
    (
        # the row stands before the words: listing then need not read past them
        "CREATE TABLE listed (run TEXT PRIMARY KEY, at TEXT NOT NULL, row TEXT NOT NULL,"
        " words TEXT NOT NULL)",
        "CREATE INDEX listed_by_time ON listed (at)",
        "INSERT INTO listed (run, at, row, words) SELECT id, at,"
        " row_of_run(json, id, library, at), words_of_run(json, id, library, at) FROM run",
        "CREATE TABLE removed (run TEXT PRIMARY KEY)",
    ),
    (
        "CREATE TABLE practice (id TEXT PRIMARY KEY, library TEXT NOT NULL, playbook TEXT NOT NULL,"
        " seed INTEGER NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, json TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE usage (number INTEGER PRIMARY KEY, library TEXT NOT NULL, at TEXT NOT NULL,"
        " kind TEXT NOT NULL, words TEXT NOT NULL, found INTEGER NOT NULL, path TEXT NOT NULL,"
        " anchor TEXT NOT NULL, rank INTEGER NOT NULL, session TEXT NOT NULL, run TEXT NOT NULL)",
        "CREATE INDEX usage_by_library ON usage (library, at)",
        "CREATE TABLE feedback (id TEXT PRIMARY KEY, library TEXT NOT NULL, at TEXT NOT NULL,"
        " by TEXT NOT NULL, path TEXT NOT NULL, anchor TEXT NOT NULL, blob TEXT NOT NULL, kind TEXT NOT NULL,"
        " note TEXT NOT NULL, run TEXT NOT NULL)",
        "CREATE TABLE wording (id TEXT PRIMARY KEY, library TEXT NOT NULL, at TEXT NOT NULL,"
        " path TEXT NOT NULL, words TEXT NOT NULL)",
        "CREATE TABLE quality (id TEXT PRIMARY KEY, library TEXT NOT NULL, at TEXT NOT NULL,"
        " by TEXT NOT NULL, author TEXT NOT NULL, form TEXT NOT NULL, path TEXT NOT NULL, run TEXT NOT NULL,"
        " json TEXT NOT NULL)",
        "CREATE TABLE followup (id TEXT PRIMARY KEY, library TEXT NOT NULL, at TEXT NOT NULL,"
        " due TEXT NOT NULL, done TEXT NOT NULL, run TEXT NOT NULL, json TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE mended (number INTEGER PRIMARY KEY, name TEXT NOT NULL, kept INTEGER NOT NULL,"
        " unread INTEGER NOT NULL, told INTEGER NOT NULL)",
    ),
)
"""For each version of the store, what makes it of the one before. A released version is never edited."""
VERSION: Final = len(SCHEMA)
COLUMNS: Final = (
    "SELECT id, library, status, at, events, json FROM run LIMIT 0",
    "SELECT run, number, at, verb, change FROM event LIMIT 0",
    "SELECT library, revision FROM seen LIMIT 0",
    "SELECT id, library, at, by, words, call, filters FROM gaps LIMIT 0",
    "SELECT library, path, blob, at, copy FROM read LIMIT 0",
    "SELECT run, at, row, words FROM listed LIMIT 0",
    "SELECT run FROM removed LIMIT 0",
    "SELECT id, library, playbook, seed, at, by, json FROM practice LIMIT 0",
    "SELECT number, library, at, kind, words, found, path, anchor, rank, session, run FROM usage LIMIT 0",
    "SELECT id, library, at, by, path, anchor, blob, kind, note, run FROM feedback LIMIT 0",
    "SELECT id, library, at, path, words FROM wording LIMIT 0",
    "SELECT id, library, at, by, author, form, path, run, json FROM quality LIMIT 0",
    "SELECT id, library, at, due, done, run, json FROM followup LIMIT 0",
    "SELECT number, name, kept, unread, told FROM mended LIMIT 0",
)
"""What must be there; a store without it counts as damaged."""


def make_tables(connection: sqlite3.Connection, version: int) -> None:
    """Makes a store of this version of one of an older version (0: of an empty file), within a transaction.

    Raises:
        sqlite3.Error: the disk is full, or the file is damaged.
    """
    for name, place in (("row_of_run", 0), ("words_of_run", 1)):
        connection.create_function(name, 4, partial(_summary, place))
    for statement in chain.from_iterable(SCHEMA[version:]):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing of what is done inside."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):  # the first error is the one to tell
                connection.execute("ROLLBACK")
        raise


def safe(text: str) -> str:
    """Text that SQLite can store: half a surrogate pair (from a clipboard or a file name) is written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _summary(place: int, text: str, run_id: str, library: str, at: str) -> str:
    """The line of a run in the list of cases (0), or the words it is found by (1); for SQL."""
    return safe(summary_of(text, run_id, library, at)[place])
