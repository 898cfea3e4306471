# SPDX-License-Identifier: MIT
"""Reports of practice calls, beside the cases and apart from them."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from kbdesk.cases.database import Database
from kbdesk.cases.schema import safe


@dataclass(frozen=True, slots=True)
class Practised:
    """A report that was kept."""

    id: str
    library: str
    playbook: str
    seed: int
    at: str
    """When the call ended, ISO 8601."""
    by: str
    """Who practised."""
    json: str
    """The report."""


class Practices:
    """The reports in one case store; to be used where that is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, one: Practised) -> None:
        """Keeps a report; when this returns, it is on disk.

        Raises:
            KbError: the file cannot be written.
        """
        values = tuple(safe(part) if isinstance(part, str) else part for part in astuple(one))
        self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO practice (id, library, playbook, seed, at, by, json)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        )

    def of(self, library: str) -> tuple[Practised, ...]:
        """The reports of a library, newest first."""
        rows = self._database.read(
            "SELECT id, library, playbook, seed, at, by, json FROM practice WHERE library = ?"
            " ORDER BY at DESC, id",
            (safe(library),),
        )
        return tuple(Practised(*row) for row in rows)

    def delete(self, report_id: str) -> bool:
        """Deletes a report so that nothing of it can be read from the file; tells whether it was there.

        Raises:
            KbError: the file cannot be written.
        """
        there = self._database.read("SELECT 1 FROM practice WHERE id = ?", (safe(report_id),))
        if there:
            self._database.erase(("DELETE FROM practice WHERE id = ?", [(safe(report_id),)]))
        return bool(there)
