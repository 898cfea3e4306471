# SPDX-License-Identifier: MIT
"""The SQLite file of the case store: opened privately, written safely, moved aside when it is damaged.

An acknowledged write survives the death of the program and of the machine. The file holds customers' data: it
is readable by its user only and never lies in the library.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeVar

from kbdesk.cases.summary import summary_of
from kbdesk.errors import KbError

_T = TypeVar("_T")
_APPLICATION: Final = 0x6B626473
"""``kbds`` as a number: SQLite's application_id marks the file as ours."""
_SCHEMA: Final = (
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
)
"""For each version of the store, what makes it of the one before. A released version is never edited."""
_VERSION: Final = len(_SCHEMA)
_COLUMNS: Final = (
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
)


class Database:
    """One connection to the file. One thread uses it at a time; the caller sees to that.

    Args:
        path: the file; it and its folder are made if they are missing.
        check: whether all of it is looked at for damage, which takes a millisecond for each 2 MB.

    Raises:
        KbError: the file cannot be opened, or it is not a store that this version can use.
    """

    notice: str
    """What the person should know, as a sentence; "" if all is well."""

    def __init__(self, path: Path, *, check: bool = True) -> None:
        self._path, self._check = path, check
        self.notice = ""
        self._connection = self._opened()

    def close(self) -> None:
        """Closes the file; the database cannot be used afterwards."""
        self._connection.close()

    def read(self, sql: str, values: tuple[object, ...]) -> list[Any]:
        """The rows of a query.

        Raises:
            KbError: the file cannot be read.
        """
        return self._do(lambda connection: connection.execute(sql, values).fetchall())

    def write(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Does ``work`` as one transaction; when this returns, it is on disk.

        Raises:
            KbError: the disk is full, or the file cannot be written.
        """

        def whole(connection: sqlite3.Connection) -> None:
            with _transaction(connection):
                work(connection)

        self._do(whole)

    def wipe(self) -> None:
        """Leaves nothing in the file, or in its log, of what was deleted.

        Raises:
            KbError: the disk is full, or another kbdesk is writing.
        """

        def work(connection: sqlite3.Connection) -> None:
            # Deleted cells are zeroed, but pages that were split keep copies in their gaps: only a file that
            # is written anew has none.
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        self._do(work)

    def _do(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """What ``work`` gives; if the database turns out to be damaged, from a new one."""
        try:
            return work(self._connection)
        except sqlite3.ProgrammingError:
            raise  # used after close, or wrong SQL: a bug
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise self._trouble(error) from error
        self._connection.close()
        self._move_aside()
        self._connection = self._opened()
        return work(self._connection)

    def _opened(self) -> sqlite3.Connection:
        """A connection to the store, made anew if it is missing or damaged."""
        try:
            self._make_private()
            return self._connected()
        except OSError as error:
            reason = error.strerror or str(error)
            raise KbError(f"The case store {self._path} cannot be opened: {reason}.") from error
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise self._trouble(error) from error
        self._move_aside()
        try:
            self._make_private()
            return self._connected()
        except (OSError, sqlite3.Error) as error:
            raise self._trouble(error) from error

    def _make_private(self) -> None:
        """Makes the folder and the file if they are missing; the file is for its user only."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Never open a file that is there: closing it again would drop the locks of every other connection of
        # this process (POSIX), and two writers would then damage it (SQLite, "How To Corrupt", 2.2).
        if self._path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        if os.name == "posix" and self._path.stat().st_mode & 0o077:
            self._path.chmod(0o600)  # the -wal and -shm files take the rights of the database

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL would survive a killed program too, but not a power cut: in WAL mode it syncs only at
            # checkpoints. FULL syncs each event: measured 0.3 ms more, once per click.
            connection.execute("PRAGMA synchronous = FULL")
            if self._check and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise _Damaged("quick_check found damage")
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Makes the tables that a new or older file lacks; KbError if it belongs to something else."""
        for name, place in (("row_of_run", 0), ("words_of_run", 1)):
            connection.create_function(name, 4, partial(_summary, place))
        with _transaction(connection):
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            owner = connection.execute("PRAGMA application_id").fetchone()[0]
            if version > _VERSION and owner == _APPLICATION:
                message = f"The case store {self._path} was made by a newer kbdesk."
                raise KbError(message, "Update kbdesk, or move the file away.")
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if (version or tables) and owner != _APPLICATION:
                message = f"{self._path} is a database of another program."
                raise KbError(message, "Move the file away, or choose another folder.")
            if version < _VERSION and (version or not tables):
                for statement in chain.from_iterable(_SCHEMA[version:]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
        for statement in _COLUMNS:
            try:
                connection.execute(statement)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
                    raise _Damaged(str(error)) from error
                raise

    def _move_aside(self) -> None:
        """Moves the database, with its unmerged log, to ``NAME.damaged-DATE`` (when last written)."""
        try:
            written = datetime.fromtimestamp(self._path.stat().st_mtime, tz=UTC)
            name = f"{self._path.name}.damaged-{written:%Y-%m-%d-%H%M%S}"
            number = 1
            target = self._path.with_name(name)
            while target.exists():
                number += 1
                target = self._path.with_name(f"{name}-{number}")
            # SQLite merges the log when it closes; where it could not, a new database must not meet it.
            for end in ("-wal", "-shm", ""):
                with contextlib.suppress(FileNotFoundError):
                    Path(f"{self._path}{end}").replace(f"{target}{end}")
        except OSError as error:
            raise KbError(
                f"The case store {self._path} is damaged and cannot be moved aside.", "Move it away by hand."
            ) from error
        self.notice = (
            f"The case store was damaged. It was kept as {target.name}, and a new one begun: "
            "cases from before are missing."
        )

    def _trouble(self, error: Exception) -> KbError:
        """The sentence for a failure of SQLite that is no damage."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        hint = {
            sqlite3.SQLITE_FULL: "The disk is full: make room and try again.",
            sqlite3.SQLITE_BUSY: "Another kbdesk is writing: try again.",
            sqlite3.SQLITE_READONLY: "The file may only be read: check its rights.",
            sqlite3.SQLITE_CANTOPEN: "Check that the folder exists and may be written.",
        }.get(code, "Check the disk it lies on.")
        return KbError(f"The case store {self._path} cannot be used: {error}.", hint)


def _summary(place: int, text: str, run_id: str, library: str, at: str) -> str:
    """The line of a run in the list of cases (0), or the words it is found by (1); for SQL."""
    return safe(summary_of(text, run_id, library, at)[place])


class _Damaged(sqlite3.DatabaseError):
    """The file is a database, but its content is not sound."""


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, not merely locked, full or out of reach."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, _Damaged) or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
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
