# SPDX-License-Identifier: MIT
"""Quality reviews, beside the cases and apart from them: one's own, and coaching that one kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from kbdesk.cases.database import Database
from kbdesk.cases.schema import safe

_ALL = "SELECT id, library, at, by, author, form, path, run, json FROM quality"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review as it is kept."""

    id: str
    library: str
    """The folder of the library that was open."""
    at: str
    """When it was written or kept last, ISO 8601: from then on the days of keeping count."""
    by: str
    """Who looked."""
    author: str
    """Whose work it is about."""
    form: str
    path: str
    """The article, or the playbook of the case."""
    run: str
    """The id of the case; "" for an article."""
    json: str
    """All of it."""


class Reviews:
    """The reviews in one case store; to be used where that is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, one: Reviewed) -> None:
        """Keeps a review in place of the one with its id; when this returns, it is on disk.

        Raises:
            KbError: the file cannot be written.
        """
        values = tuple(safe(part) for part in astuple(one))
        self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO quality (id, library, at, by, author, form, path, run, json)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        )

    def of(self, library: str) -> tuple[Reviewed, ...]:
        """The reviews of a library, newest first."""
        rows = self._database.read(f"{_ALL} WHERE library = ? ORDER BY at DESC, id", (safe(library),))
        return tuple(Reviewed(*row) for row in rows)

    def every(self) -> tuple[Reviewed, ...]:
        """The reviews of all libraries, newest first."""
        return tuple(Reviewed(*row) for row in self._database.read(f"{_ALL} ORDER BY at DESC, id", ()))

    def delete(self, review_ids: Iterable[str]) -> int:
        """Deletes reviews so that nothing of them can be read from the file; gives how many there were.

        Raises:
            KbError: the file cannot be written.
        """
        wanted = {safe(one) for one in review_ids}
        there = tuple(
            (row[0],) for row in self._database.read("SELECT id FROM quality", ()) if row[0] in wanted
        )
        if there:
            self._database.erase(("DELETE FROM quality WHERE id = ?", there))
        return len(there)
