# SPDX-License-Identifier: MIT
"""What was said of documents and steps, beside the cases."""

from __future__ import annotations

from collections.abc import Iterable

from kbdesk.cases.database import Database
from kbdesk.cases.schema import safe
from kbdesk.model.usage import Feedback

_COLUMNS = "id, at, by, path, anchor, blob, kind, note, run"
_INSERT = f"INSERT OR REPLACE INTO feedback (library, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


class Feedbacks:
    """The feedback in one case store; to be used where that is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, library: str, *given: Feedback) -> None:
        """Keeps feedback, in place of what has the same id; when this returns, it is on disk.

        Raises:
            KbError: the file cannot be written.
        """
        rows = [_row(library, one) for one in given]
        self._database.write(lambda connection: connection.executemany(_INSERT, rows))

    def of(self, library: str, since: str = "", until: str = "") -> tuple[Feedback, ...]:
        """The feedback on a library, oldest first; ``since`` and ``until`` as ``Uses.of`` takes them."""
        sql = f"SELECT {_COLUMNS} FROM feedback WHERE library = ? AND at >= ?"  # noqa: S608 - fixed names
        values: tuple[str, ...] = (safe(library), safe(since))
        if until:
            sql, values = f"{sql} AND at < ?", (*values, safe(until))
        return tuple(Feedback(*row) for row in self._database.read(f"{sql} ORDER BY at, id", values))

    def delete(self, ids: Iterable[str]) -> int:
        """Takes feedback back so that nothing of it can be read from the file; gives how many there were.

        Raises:
            KbError: the file cannot be written.
        """
        return self._remove("id = ?", [(safe(one),) for one in ids])

    def forget(self, before: str) -> int:
        """Removes what was said before a day, YYYY-MM-DD, likewise.

        Raises:
            KbError: the file cannot be written.
        """
        return self._remove("at < ?", [(before,)])

    def _remove(self, where: str, values: list[tuple[str]]) -> int:
        there = sum(
            self._database.read(f"SELECT count(*) FROM feedback WHERE {where}", one)[0][0]  # noqa: S608
            for one in values
        )

        if there:
            self._database.erase((f"DELETE FROM feedback WHERE {where}", values))  # noqa: S608
        return int(there)


def _row(library: str, one: Feedback) -> tuple[str, ...]:
    texts = (one.id, one.at, one.by, one.path, one.anchor, one.blob, one.kind, one.note, one.run)
    return (safe(library), *(safe(text) for text in texts))
