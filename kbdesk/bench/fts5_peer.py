# SPDX-License-Identifier: MIT
"""SQLite FTS5, set up as it is fastest with the same output.

A table with the Porter stemmer ranks finished words (bm25 with 10, 3, 1 for title, headings and text); its
twin with ``prefix='1 2 3'`` and no stemmer answers the unfinished word. For a lone unfinished word only the
titles that match are ranked and come first, as ranking half of all documents takes five times as long. Facets
are counted over values in memory.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from kbdesk.bench.engine import FACETS, LIMIT, Answer, Doc, Engine, asked, body, values

_TABLES = """
CREATE TABLE docs(id INTEGER PRIMARY KEY, path TEXT UNIQUE, title TEXT, heads TEXT, body TEXT, facets TEXT);
CREATE VIRTUAL TABLE stem USING fts5(title, heads, body, content='docs', content_rowid='id',
    tokenize='porter unicode61');
CREATE VIRTUAL TABLE part USING fts5(title, heads, body, content='docs', content_rowid='id',
    tokenize='unicode61', prefix='1 2 3');
INSERT INTO stem(stem, rank) VALUES ('rank', 'bm25(10.0, 3.0, 1.0)');
INSERT INTO part(part, rank) VALUES ('rank', 'bm25(10.0, 3.0, 1.0)');
"""
_COLUMNS = "rowid, title, heads, body"


class Fts5(Engine):
    """FTS5 of the SQLite that this Python has."""

    version = sqlite3.sqlite_version

    def build(self, folder: Path, docs: Sequence[Doc]) -> None:
        """Index all documents in one transaction."""
        self._connect(folder)
        self._base.executescript(_TABLES)
        rows = (self._row(number, doc) for number, doc in enumerate(docs))
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?)", rows)
        for table in ("stem", "part"):
            self._base.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")  # noqa: S608 - ours
        self._base.execute("COMMIT")
        for table in ("stem", "part"):
            self._base.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608 - ours
        self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @staticmethod
    def _row(number: int, doc: Doc) -> tuple[int, str, str, str, str, str]:
        heads = "\n".join(section["heading"] for section in doc["sections"])
        text = json.dumps(values(doc), ensure_ascii=False)
        return number, doc["path"], doc["title"], heads, body(doc), text

    def _connect(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "fts5.sqlite", isolation_level=None)
        self._base.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
            "PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;"
        )

    def open(self, folder: Path) -> None:
        """Open the file and read the values that facets count."""
        self._connect(folder)
        self._values: dict[str, dict[int, list[str]]] = {facet: {} for facet in FACETS}
        for number, text in self._base.execute("SELECT id, facets FROM docs"):
            self._keep(number, text)

    def _keep(self, number: int, text: str) -> None:
        for facet, given in zip(FACETS, json.loads(text), strict=True):
            self._values[facet][number] = given

    def search(self, text: str) -> Answer:
        """The answer to a keystroke; any word if no document has all."""
        query = asked(text)
        if query.is_phrase:
            words = [_quoted(" ".join(query.words))]
        else:
            words = [quoted for word in query.words if (quoted := _quoted(word))]
        prefix = _quoted(query.last)
        if not words and not prefix:
            return Answer(0, [], {facet: {} for facet in FACETS})
        if not words:
            return self._alone(prefix + "*")
        ranks = self._ranks(" ".join(words))
        if prefix:
            having = set(self._numbers("part", prefix + "*"))
            ranks = {number: rank for number, rank in ranks.items() if number in having}
        if ranks:
            return self._answer(ranks, " ".join(words))
        either = " OR ".join(words)
        ranks = self._ranks(either)
        if prefix:
            ranks.update(
                (number, 0.0) for number in self._numbers("part", prefix + "*") if number not in ranks
            )
        return self._answer(ranks, either)

    def _alone(self, match: str) -> Answer:
        titled = self._numbers("part", f"title : {match}", f"ORDER BY rank LIMIT {LIMIT}")
        numbers = self._numbers("part", match)
        best = list(dict.fromkeys((*titled, *numbers[: LIMIT * 2])))[:LIMIT]
        return Answer(len(numbers), self._hits("part", best, match), self._facets(numbers))

    def _numbers(self, table: str, match: str, order: str = "") -> list[int]:
        sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? {order}"  # noqa: S608 - our own two tables
        return [number for (number,) in self._base.execute(sql, (match,))]

    def _ranks(self, match: str, table: str = "stem") -> dict[int, float]:
        sql = f"SELECT rowid, rank FROM {table} WHERE {table} MATCH ?"  # noqa: S608 - our own two tables
        return dict(self._base.execute(sql, (match,)))

    def _answer(self, ranks: dict[int, float], match: str) -> Answer:
        best = heapq.nsmallest(LIMIT, ranks, key=ranks.__getitem__)
        return Answer(len(ranks), self._hits("stem", best, match), self._facets(ranks))

    def _hits(self, table: str, numbers: list[int], match: str) -> list[tuple[str, str, str]]:
        hits = []
        sql = (
            f"SELECT snippet({table}, 2, '<b>', '</b>', '…', 24) "  # noqa: S608 - our own two tables
            f"FROM {table} WHERE {table} MATCH ? AND rowid = ?"
        )
        for number in numbers:
            path, title, start = self._base.execute(
                "SELECT path, title, substr(body, 1, 160) FROM docs WHERE id = ?", (number,)
            ).fetchone()
            found = self._base.execute(sql, (match, number)).fetchone()
            hits.append((path, title, found[0] if found else start))
        return hits

    def _facets(self, numbers: Any) -> dict[str, dict[str, int]]:
        return {
            facet: Counter(chain.from_iterable(map(self._values[facet].__getitem__, numbers)))
            for facet in FACETS
        }

    def ranked(self, text: str) -> list[str]:
        """Any of the words, which ranks plain questions best; the last one may be unfinished."""
        query = asked(text)
        words = [quoted for word in (*query.words, query.last) if (quoted := _quoted(word))]
        ranks = self._ranks(" OR ".join(words)) if words else {}
        if prefix := _quoted(query.last):
            for number, rank in self._ranks(prefix + "*", "part").items():
                ranks[number] = ranks.get(number, 0.0) + rank / 2
        best = heapq.nsmallest(LIMIT, ranks, key=ranks.__getitem__)
        sql = "SELECT path FROM docs WHERE id = ?"
        return [self._base.execute(sql, (number,)).fetchone()[0] for number in best]

    def put(self, doc: Doc) -> None:
        """Replace one document in one transaction."""
        (number,) = self._base.execute("SELECT id FROM docs WHERE path = ?", (doc["path"],)).fetchone()
        row = self._row(number, doc)
        self._base.execute("BEGIN")
        for table in ("stem", "part"):
            self._base.execute(
                f"INSERT INTO {table}({table}, {_COLUMNS}) "  # noqa: S608 - our own two tables
                "SELECT 'delete', id, title, heads, body FROM docs WHERE id = ?",
                (number,),
            )
            self._base.execute(
                f"INSERT INTO {table}({_COLUMNS}) VALUES (?, ?, ?, ?)",  # noqa: S608 - our own two tables
                (number, *row[2:5]),
            )
        self._base.execute("REPLACE INTO docs VALUES (?, ?, ?, ?, ?, ?)", row)
        self._base.execute("COMMIT")
        self._keep(number, row[-1])

    def close(self) -> None:
        """Close the file."""
        self._base.close()


def _quoted(word: str) -> str:
    """A word as FTS5 reads it; "" if nothing of it could be found."""
    return '"' + word.replace('"', " ") + '"' if any(map(str.isalnum, word)) else ""
