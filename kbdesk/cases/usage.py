# SPDX-License-Identifier: MIT
"""What was searched for, opened and copied, beside the cases; the words go sooner than the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kbdesk.cases.database import Database
from kbdesk.cases.schema import safe
from kbdesk.model.usage import Use

_COLUMNS = "at, kind, words, found, path, anchor, rank, session, run"
_INSERT = f"INSERT INTO usage (library, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


class Uses:
    """The uses in one case store; to be used where that is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, library: str, use: Use) -> int:
        """Keeps a use; when this returns, it is on disk. Gives its number, which ``amend`` takes.

        Raises:
            KbError: the file cannot be written.
        """
        number = 0

        def work(connection: sqlite3.Connection) -> None:
            nonlocal number
            number = connection.execute(_INSERT, _row(library, use)).lastrowid or 0

        self._database.write(work)
        return number

    def record_all(self, library: str, uses: Iterable[Use]) -> None:
        """Keeps many in one go, in their order.

        Raises:
            KbError: the file cannot be written.
        """
        rows = [_row(library, use) for use in uses]
        self._database.write(lambda connection: connection.executemany(_INSERT, rows))

    def amend(self, number: int, words: str, found: int) -> None:
        """Puts other words, and how much they found, into a search: it was typed on.

        Raises:
            KbError: the file cannot be written.
        """
        values = (safe(words), found, number)
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE usage SET words = ?, found = ? WHERE number = ? AND kind = 'search'", values
            )
        )

    def of(self, library: str, since: str = "", until: str = "") -> tuple[Use, ...]:
        """The uses of a library, oldest first.

        Args:
            library: its folder.
            since: the first day or time, ISO 8601, compared by its letters; "" for all.
            until: the first one that is left out; "" for none.
        """
        sql = f"SELECT {_COLUMNS} FROM usage WHERE library = ? AND at >= ?"  # noqa: S608 - fixed names
        values: tuple[str, ...] = (safe(library), safe(since))
        if until:
            sql, values = f"{sql} AND at < ?", (*values, safe(until))
        return tuple(Use(*row) for row in self._database.read(f"{sql} ORDER BY at, number", values))

    def forget(self, words_before: str, rows_before: str) -> int:
        """Takes the words out of old uses, and removes those that are older still; gives how many changed.

        Nothing of what was taken out can be read from the file afterwards.

        Args:
            words_before: uses from before this day or time lose their words; compared by its letters.
            rows_before: uses from before this one are removed.

        Raises:
            KbError: the file cannot be written.
        """
        stale = "words != '' AND at < ?"
        ((old,),) = self._database.read(
            f"SELECT count(*) FROM usage WHERE ({stale}) OR at < ?",  # noqa: S608 - fixed names
            (words_before, rows_before),
        )

        if old:
            self._database.erase(
                ("DELETE FROM usage WHERE at < ?", [(rows_before,)]),
                (f"UPDATE usage SET words = '' WHERE {stale}", [(words_before,)]),  # noqa: S608
            )
        return int(old)


def _row(library: str, use: Use) -> tuple[str | int, ...]:
    return (
        safe(library),
        use.at,
        use.kind,
        safe(use.words),
        use.found,
        safe(use.path),
        safe(use.anchor),
        use.rank,
        safe(use.session),
        safe(use.run),
    )
