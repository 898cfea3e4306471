# SPDX-License-Identifier: MIT
"""The SQLite file of the case store: opened privately, written safely, brought up to date, mended.

An acknowledged write survives the death of the program and of the machine. The file holds customers' data: it
is readable by its user only and never lies in the library.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from kbdesk.cases.alone import alone, identity
from kbdesk.cases.backups import Statement, back_up, erase_in_backups
from kbdesk.cases.mending import make_store
from kbdesk.cases.pages import Sound, sound_part
from kbdesk.cases.schema import APPLICATION, COLUMNS, VERSION, make_tables, transaction
from kbdesk.errors import KbError
from kbdesk.language import tr, trn

_T = TypeVar("_T")
BUSY_S: Final = 10
"""For how long one kbdesk waits for another that writes; writing all of 50 MB anew takes less than one."""
_AGAIN_S: Final = 0.02
_SOUND: Final[dict[Path, Sound]] = {}
"""How far each log was found sound: to add all of one up takes up to 0.2 s, and the window has to wait."""


class Database:
    """One connection to the file. One thread uses it at a time; the caller sees to that.

    Args:
        path: the file; it and its folder are made if they are missing. What can be read of a damaged one is
            put into a new one, and it is kept beside that as ``NAME.damaged-TIME``.
        check: whether all of it is looked at for damage, which takes a millisecond for each 2 MB; else only
            that part of the log which this program has not seen yet.

    Raises:
        KbError: the file cannot be opened, or it is not a store that this version can use.
    """

    def __init__(self, path: Path, *, check: bool = True) -> None:
        self._path, self._check = path, check
        self._file: tuple[int, int] | None = None
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
            with transaction(connection):
                work(connection)

        self._do(whole)

    def erase(self, *statements: Statement) -> None:
        """Carries out deletions so that nothing of what they deleted can be read from the file or a backup.

        Raises:
            KbError: the disk is full, the file cannot be written, or another kbdesk still reads it.
        """

        def work(connection: sqlite3.Connection) -> None:
            for sql, rows in statements:
                connection.executemany(sql, rows)

        self.write(work)
        try:
            erase_in_backups(self._path, statements)
        except OSError as error:
            raise KbError(
                tr("A backup of {path} cannot be deleted: {reason}.", path=self._path, reason=error.strerror),
                tr("Delete it by hand; it holds a customer's data."),
            ) from error
        self.wipe()

    def wipe(self) -> None:
        """Leaves nothing in the file, or in its log, of what was deleted.

        Raises:
            KbError: the disk is full, or another kbdesk is writing, or still reads what was there.
        """

        def work(connection: sqlite3.Connection) -> bool:
            # Deleted cells are zeroed, but pages that were split keep copies in their gaps: only a file that
            # is written anew has none.
            connection.execute("VACUUM")
            end = time.monotonic() + BUSY_S
            while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if time.monotonic() > end:
                    return True
                time.sleep(_AGAIN_S)  # SQLite itself does not wait for another that empties the log, too
            return False

        if self._do(work):
            raise KbError(
                tr(
                    "It was deleted, but another program still reads {path}.",
                    path=self._path,
                ),
                tr("Close that program: until then the log of that file holds what was deleted."),
            )

    def take_notice(self) -> str:
        """What became of a damaged store, as a sentence, told once; "" if there is nothing to tell."""
        rows = self.read("SELECT number, name, kept, unread FROM mended WHERE told = 0", ())
        if rows:
            numbers = [(row[0],) for row in rows]
            self.write(lambda one: one.executemany("UPDATE mended SET told = 1 WHERE number = ?", numbers))
        return " ".join(self._told(*row[1:]) for row in rows)

    def _told(self, name: str, kept: int, unread: int) -> str:
        place = self._path.with_name(name)
        sentences = [
            trn(
                "The case store was damaged: {n:,} case could be read and was kept.",
                "The case store was damaged: {n:,} cases could be read and were kept.",
                kept,
            )
        ]
        if unread:
            sentences.append(trn("{n:,} case could not be read.", "{n:,} cases could not be read.", unread))
        sentences.append(tr("The damaged file is {place}.", place=place))
        return " ".join(sentences)

    # --- opening ---

    def _do(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """What ``work`` gives; if the database turns out to be damaged, from a mended one."""
        if identity(self._path) != self._file:  # another connection put it aside
            self._reopen()
        try:
            return work(self._connection)
        except sqlite3.ProgrammingError:
            raise  # used after close, or wrong SQL: a bug
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise self._trouble(error) from error
        self._reopen(damaged=True)
        try:
            return work(self._connection)
        except sqlite3.Error as error:
            raise self._trouble(error) from error

    def _reopen(self, *, damaged: bool = False) -> None:
        self._connection.execute("SELECT 1")  # used after close: a bug
        self._connection.close()
        self._connection = self._opened(damaged=damaged)

    def _opened(self, *, damaged: bool = False) -> sqlite3.Connection:
        """A connection to the store, made or mended first if it is missing or damaged."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not damaged and self._is_there() and not self._is_log_torn():
                try:
                    return self._connected()
                except sqlite3.Error as error:
                    if not _is_damage(error) and self._is_there():  # else it was put aside a moment ago
                        raise
            with alone(self._path):
                return self._mended()
        except OSError as error:
            reason = error.strerror or str(error)
            raise KbError(
                tr("The case store {path} cannot be opened: {reason}.", path=self._path, reason=reason)
            ) from error
        except sqlite3.Error as error:
            raise self._trouble(error) from error

    def _mended(self) -> sqlite3.Connection:
        """A connection to a store that is sound; another kbdesk may have mended it meanwhile."""
        if self._is_there() and not self._is_log_torn():
            try:
                return self._connected(whole=True)
            except sqlite3.Error as error:
                if not _is_damage(error):
                    raise
        make_store(self._path)
        return self._connected()

    def _is_there(self) -> bool:
        """Whether there is a file that SQLite may open: it would take an empty one for a new store.

        Never open a file that is there in another way: closing it again would drop the locks of every other
        connection of this process (POSIX), and two writers would then damage it (SQLite, "How To Corrupt").
        """
        if self._path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return False
        if os.name == "posix" and found.st_mode & 0o077:
            self._path.chmod(0o600)  # the -wal and -shm files take the rights of the database
        return found.st_size > 0

    def _is_log_torn(self) -> bool:
        """Whether SQLite would drop what was finished from the log; there is one if a program was killed."""
        path = self._path.with_name(f"{self._path.name}-wal")
        try:
            found = sound_part(path.read_bytes(), Sound() if self._check else _SOUND.get(path, Sound()))
        except FileNotFoundError:
            return False
        _SOUND[path] = found or Sound()
        return found is None

    def _connected(self, *, whole: bool = False) -> sqlite3.Connection:
        """A connection to the file that is there.

        Args:
            whole: look for every damage, that of an index, too.
        """
        before = identity(self._path)
        # rw: a file that was put aside a moment ago must not be made anew by SQLite
        address = f"{self._path.absolute().as_uri()}?mode=rw"
        connection = sqlite3.connect(
            address, timeout=BUSY_S, isolation_level=None, check_same_thread=False, uri=True
        )
        try:
            self._refuse_others(connection)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA temp_store = MEMORY")  # VACUUM must write no cases elsewhere
            connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL would survive a killed program too, but not a power cut: in WAL mode it syncs only at
            # checkpoints. FULL syncs each event: measured 0.3 ms more, once per click.
            connection.execute("PRAGMA synchronous = FULL")
            look = "integrity_check" if whole else "quick_check"
            if (self._check or whole) and connection.execute(f"PRAGMA {look}(1)").fetchone()[0] != "ok":
                raise _Damaged(f"{look} found damage")
            self._bring_up_to_date(connection)
        except BaseException:
            connection.close()
            raise
        self._file = before
        return connection

    def _refuse_others(self, connection: sqlite3.Connection) -> None:
        """Raises KbError, before anything is changed, if the file belongs to something else."""
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        if version > VERSION and owner == APPLICATION:
            raise KbError(
                tr("The case store {path} is of a newer kbdesk; it was left as it is.", path=self._path),
                tr("Update kbdesk, or move the file away."),
            )
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if (version or tables) and owner != APPLICATION:
            raise KbError(
                tr("{path} is a database of another program; it was left as it is.", path=self._path),
                tr("Move the file away, or choose another folder."),
            )

    def _bring_up_to_date(self, connection: sqlite3.Connection) -> None:
        """Makes the tables that an older file lacks, once a backup of it is on disk."""
        if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            with transaction(connection):  # nobody else writes from here on
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                if 0 < version < VERSION:
                    back_up(self._path, version)
                if version < VERSION:
                    make_tables(connection, version)
        for statement in COLUMNS:
            try:
                connection.execute(statement)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
                    raise _Damaged(str(error)) from error
                raise

    def _trouble(self, error: Exception) -> KbError:
        """The sentence for a failure of SQLite that is no damage."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        hint = {
            sqlite3.SQLITE_FULL: tr("The disk is full: make room and try again."),
            sqlite3.SQLITE_BUSY: tr("Another kbdesk is writing: try again."),
            sqlite3.SQLITE_READONLY: tr("The file may only be read: check its rights."),
            sqlite3.SQLITE_CANTOPEN: tr("Check that the folder exists and may be written."),
        }.get(code, tr("Check the disk it lies on."))
        return KbError(
            tr("The case store {path} cannot be used: {error}.", path=self._path, error=error), hint
        )


class _Damaged(sqlite3.DatabaseError):
    """The file is a database, but its content is not sound."""


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, not merely locked, full or out of reach."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, _Damaged) or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
