# SPDX-License-Identifier: MIT
"""One kbdesk at a time: making or mending a case store, whatever else is open."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_WAIT_S: Final = 60


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Holds off every other process, and every other thread of this one, that asks the same for ``path``.

    The lock is SQLite's, on an empty file beside it: the system lets go of it when its holder dies. The file
    goes when the work is done.

    Raises:
        OSError: the folder cannot be written.
        sqlite3.Error: somebody else held it for a minute.
    """
    lock = path.with_name(f"{path.name}.lock")
    connection = _held(lock)
    try:
        yield
    finally:
        if os.name == "posix":  # while it is held: nobody can have it and believe that it still counts
            with contextlib.suppress(OSError):
                lock.unlink()
        connection.close()
        if os.name != "posix":  # here only a file that nobody has open can go
            with contextlib.suppress(OSError):
                lock.unlink()


def _held(lock: Path) -> sqlite3.Connection:
    while True:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        before = identity(lock)
        connection = sqlite3.connect(lock, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            connection.close()
            if identity(lock) == before:
                raise
            continue  # its holder took the file away meanwhile
        if before is not None and identity(lock) == before:
            return connection
        connection.close()


def identity(path: Path) -> tuple[int, int] | None:
    """Which file of the disk a path leads to; None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
