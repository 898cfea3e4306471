# SPDX-License-Identifier: MIT
"""A case store made: empty, or from what can be read of a damaged one, which is kept beside it.

Killed at any moment, the next start goes on from there: the damaged file lies under ``NAME.mending`` until
all that can be read of it is in ``NAME.new``, and only then has the store its name again.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from kbdesk.cases.backups import free_name
from kbdesk.cases.pages import pages_of
from kbdesk.cases.salvage import salvage
from kbdesk.cases.schema import make_tables, safe, transaction

LOGS = ("-wal", "-journal")
"""What SQLite keeps beside a database that may hold rows of it."""


def make_store(path: Path) -> None:
    """Puts a sound store at a path; what lies there now is damaged, or nothing does.

    To be called by one at a time (``alone``), while no connection of the caller is open.

    Raises:
        OSError: a file cannot be moved or written; what was there is there again.
        sqlite3.Error: the new store cannot be written; likewise.
    """
    new, old = (path.with_name(f"{path.name}.{end}") for end in ("new", "mending"))
    _move(path, old)
    if any(one.exists() for one in _files(old)):
        aside = free_name(path, "damaged", old)
        try:
            _remove(new)
            _fill(new, old, aside)
        except (OSError, sqlite3.Error):
            _move(old, path, back=True)
            raise
        _move(old, aside)
    else:
        _fill(new, None, None)
    new.replace(path)


def damaged_of(path: Path) -> tuple[Path, ...]:
    """The damaged stores that were put aside, with their logs."""
    return tuple(sorted(path.parent.glob(f"{path.name}.damaged-*")))


def _fill(new: Path, old: Path | None, aside: Path | None) -> None:
    """Makes a store in a new file, with what can be read of an old one."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        with transaction(connection):
            if connection.execute("PRAGMA user_version").fetchone()[0]:
                return  # it was finished, and its maker killed
            make_tables(connection, 0)
            if old is not None and aside is not None:
                log = Path(f"{old}-wal")
                main = old.read_bytes() if old.exists() else b""
                kept = salvage(pages_of(main, log.read_bytes() if log.exists() else b""), connection)
                connection.execute(
                    "INSERT INTO mended (name, kept, unread, told) VALUES (?, ?, ?, 0)",
                    (safe(aside.name if old.exists() else f"{aside.name}-wal"), kept.cases, kept.unread),
                )


def _files(path: Path) -> tuple[Path, ...]:
    """A database and what may lie beside it; it comes first: where it is missing, nobody opens the rest."""
    return (path, *(Path(f"{path}{end}") for end in LOGS))


def _move(path: Path, to: Path, *, back: bool = False) -> None:
    pairs = tuple(zip(_files(path), _files(to), strict=True))
    for one, target in reversed(pairs) if back else pairs:
        with contextlib.suppress(FileNotFoundError):
            one.replace(target)
    Path(f"{path}-shm").unlink(missing_ok=True)  # only an index of the log


def _remove(path: Path) -> None:
    for one in _files(path):
        one.unlink(missing_ok=True)
