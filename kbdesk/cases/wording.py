# SPDX-License-Identifier: MIT
"""Words of customers that wait to be put into documents, beside the cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kbdesk.cases.database import Database
from kbdesk.cases.schema import safe


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that lead to a document from now on."""

    id: str
    at: str
    """When they were given, ISO 8601 with an offset."""
    path: str
    words: str
    """Without secrets."""


class Wordings:
    """The waiting words in one case store; to be used where that is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, library: str, one: Wording) -> bool:
        """Keeps words until they are saved; tells whether they are new. When this returns, they are on disk.

        Raises:
            KbError: the file cannot be written.
        """
        if any((one.path, _key(one)) == (kept.path, _key(kept)) for kept in self.of(library)):
            return False
        values = tuple(map(safe, (one.id, library, one.at, one.path, one.words)))
        self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO wording (id, library, at, path, words) VALUES (?, ?, ?, ?, ?)", values
            )
        )
        return True

    def of(self, library: str) -> tuple[Wording, ...]:
        """The words that wait for a library, oldest first."""
        rows = self._database.read(
            "SELECT id, at, path, words FROM wording WHERE library = ? ORDER BY at, id", (safe(library),)
        )
        return tuple(Wording(*row) for row in rows)

    def remove(self, ids: Iterable[str]) -> None:
        """Takes words off: they are saved, or nobody wants them.

        Raises:
            KbError: the file cannot be written.
        """
        values = [(safe(one),) for one in ids]

        if values:
            self._database.erase(("DELETE FROM wording WHERE id = ?", values))


def _key(one: Wording) -> str:
    return " ".join(one.words.casefold().split())
