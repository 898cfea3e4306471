# SPDX-License-Identifier: MIT
"""Promises that people wrote down by hand, and what they did about those that stand in notes."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

from kbdesk.cases.database import Database
from kbdesk.cases.schema import safe

_COLUMNS: Final = "id, library, at, due, done, run, json"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A promise as it is kept."""

    id: str
    library: str
    at: str
    """When it was written down, ISO 8601."""
    due: str
    """By when, ISO 8601; "" if that is what its note says."""
    done: str
    """When it was done, ISO 8601; "" if it was not."""
    run: str
    """The id of its case; "" if it has none."""
    json: str
    """The promise."""


class FollowUps:
    """The promises in one case store; to be used where that is. They go when their case is deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, one: FollowUp) -> None:
        """Keeps a promise as it is now; when this returns, it is on disk.

        Raises:
            KbError: the file cannot be written.
        """
        values = tuple(safe(part) for part in astuple(one))
        self._database.write(
            lambda connection: connection.execute(
                f"INSERT OR REPLACE INTO followup ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                values,
            )
        )

    def all(self) -> tuple[FollowUp, ...]:
        """Every promise that is kept, of whichever library, oldest first."""
        rows = self._database.read(f"SELECT {_COLUMNS} FROM followup ORDER BY at, id", ())  # noqa: S608
        return tuple(FollowUp(*row) for row in rows)

    def delete(self, *ids: str) -> int:
        """Deletes promises so that nothing of them can be read from the file; gives how many there were.

        Raises:
            KbError: the file cannot be written.
        """
        known = {one.id for one in self.all()} & {safe(one) for one in ids}
        if known:
            self._database.erase(("DELETE FROM followup WHERE id = ?", [(one,) for one in sorted(known)]))
        return len(known)
