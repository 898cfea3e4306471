# SPDX-License-Identifier: MIT
"""Copies of the case store that are made before it becomes one of a newer version.

They hold customers' data as the store does: what is deleted there is deleted in them.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kbdesk.cases.schema import transaction

KEPT: Final = 3
"""How many backups stay."""

Statement = tuple[str, Sequence[tuple[str, ...]]]
"""An SQL statement, and the values that it is carried out with, once for each."""


def backups_of(path: Path) -> tuple[Path, ...]:
    """The backups of a store, the oldest first, with what a killed program left of one."""
    found = []
    for one in path.parent.glob(f"{path.name}.backup-*"):
        with contextlib.suppress(FileNotFoundError):
            found.append((one.lstat().st_mtime_ns, one))
    return tuple(one for _, one in sorted(found))


def back_up(path: Path, version: int) -> Path:
    """Copies a store of a version as it stands, beside it, and removes all but the latest copies.

    To be called while nobody writes: the caller holds the right to write.

    Raises:
        OSError: the copy cannot be written.
        sqlite3.Error: the disk is full, or the store cannot be read.
    """
    target = free_name(path, f"backup-v{version}", path)
    part = target.with_name(f"{target.name}.part")
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with (
            contextlib.closing(sqlite3.connect(path, isolation_level=None)) as source,
            contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE").fetchall()  # it stands alone, without a log
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    for old in backups_of(path)[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


def erase_in_backups(path: Path, statements: Iterable[Statement]) -> None:
    """Carries out deletions in every backup of a store, too; one in which that fails is removed.

    Raises:
        OSError: a backup cannot be removed.
    """
    for backup in backups_of(path):
        written = backup.stat()
        try:
            _erase(backup, statements)
            os.utime(backup, ns=(written.st_atime_ns, written.st_mtime_ns))  # it grows no younger
        except sqlite3.Error:
            backup.unlink(missing_ok=True)
            for end in ("-journal", "-wal", "-shm"):
                Path(f"{backup}{end}").unlink(missing_ok=True)


def _erase(backup: Path, statements: Iterable[Statement]) -> None:
    with contextlib.closing(sqlite3.connect(backup, timeout=5, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        before = connection.total_changes
        with transaction(connection):
            for sql, rows in statements:
                try:
                    connection.executemany(sql, rows)
                except sqlite3.OperationalError as error:
                    if "no such table" not in str(error):  # that version had none
                        raise
        if connection.total_changes != before:
            connection.execute("VACUUM")


def free_name(path: Path, kind: str, of: Path) -> Path:
    """A name beside a store that no file has: ``NAME.KIND-TIME``, the time when ``of`` was written (UTC)."""
    there = of if of.exists() else path.parent
    written = datetime.fromtimestamp(there.stat().st_mtime, tz=UTC)
    name = f"{path.name}.{kind}-{written:%Y-%m-%d-%H%M%S}"
    number, target = 1, path.with_name(name)
    while any(Path(f"{target}{end}").exists() for end in ("", "-wal", "-journal", ".part")):
        number += 1
        target = path.with_name(f"{name}-{number}")
    return target
