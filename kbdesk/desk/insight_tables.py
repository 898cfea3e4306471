# SPDX-License-Identifier: MIT
"""Tables for other programs: one as CSV, one or all in a SQLite file; and figures as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from kbdesk import __version__
from kbdesk.desk.case_export import guarded, write_export
from kbdesk.errors import KbError
from kbdesk.insight import Material
from kbdesk.insight.tables import COLUMNS, Cell, Table, table
from kbdesk.language import tr
from kbdesk.library.atomic import reason, temporary_name
from kbdesk.model.insight import Figure, Insight

SCHEMA: Final = "kbdesk-tables/1"
ALL: Final = "tables"
"""Names all tables together; only a SQLite file can hold them."""
NAMES: Final = (*COLUMNS, ALL)
_SQLITE: Final = (".sqlite", ".sqlite3", ".db")
_APPLICATION: Final = 0x6B627462
"""``kbtb`` as a number marks the file as tables of ours."""


def write_tables(material: Material, name: str, to: Path, *, words: bool, overwrite: bool) -> int:
    """Write a table, or all, into a file for its user only; gives the number of rows.

    Args:
        material: what they are made of.
        name: one of ``NAMES``.
        to: a file that ends in .csv, or in .sqlite for a database.
        words: whether what people said or typed is in it.
        overwrite: whether a file that is there may be replaced.

    Raises:
        KbError: the ending says neither, all tables are to go into a .csv, a file is there, or it cannot be
            written.
    """
    ending = to.suffix.lower()
    if ending not in (".csv", *_SQLITE):
        raise KbError(
            tr("{name} does not say what it is.", name=to.name), tr("Let the name end in .csv or .sqlite.")
        )
    if ending == ".csv" and name == ALL:
        raise KbError(
            tr("A .csv file holds one table."),
            tr("Name one ({names}), or end the name in .sqlite.", names=", ".join(COLUMNS)),
        )
    made = [table(material, one, words=words) for one in (COLUMNS if name == ALL else (name,))]
    if ending == ".csv":
        write_export(to, table_csv(made[0]), overwrite=overwrite)
    else:
        _write_database(made, material, to, overwrite=overwrite)
    return sum(len(one.rows) for one in made)


def table_csv(one: Table) -> str:
    """A table as CSV in which no spreadsheet finds a formula."""
    return _csv([column.name for column in one.columns], one.rows)


def figures_csv(figures: Iterable[Figure]) -> str:
    """The points of figures as CSV, a line each."""
    rows = [
        (figure.key, figure.title, point.label, point.value, point.of, figure.unit, point.key)
        for figure in figures
        for point in figure.points
    ]
    return _csv(("figure", "title", "point", "value", "of", "unit", "key"), rows)


def figures_json(page: Insight) -> str:
    """A page as JSON; the names are those of the values."""
    return json.dumps(asdict(page), ensure_ascii=False, indent=1)


def _csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return "\ufeff" + out.getvalue()  # the mark by which spreadsheets know UTF-8


def _write_database(made: Sequence[Table], material: Material, to: Path, *, overwrite: bool) -> None:
    """Write tables into a new database: whole or not at all."""
    if to.exists() and not overwrite:
        raise KbError(
            tr("There is a file {path} already.", path=to), tr("Choose another name; nothing was written.")
        )
    temporary = to.with_name(temporary_name(to.name))
    try:
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(temporary)) as connection:
            _fill(connection, made, material)
        temporary.replace(to)
    except (OSError, sqlite3.Error) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise KbError(
            tr("{path} cannot be written: {reason}.", path=to, reason=why),
            tr("Choose another folder; nothing is lost."),
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, made: Sequence[Table], material: Material) -> None:
    about = (
        ("schema", SCHEMA),
        ("program", f"kbdesk {__version__}"),
        ("since", material.since),
        ("until", material.until),
    )
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    with connection:
        connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.executemany("INSERT INTO about VALUES (?, ?)", about)
        for one in made:
            columns = ", ".join(f"{column.name} {column.type} NOT NULL" for column in one.columns)
            connection.execute(f"CREATE TABLE {one.name} ({columns})")
            places = ", ".join("?" * len(one.columns))
            rows = (tuple(_storable(cell) for cell in row) for row in one.rows)
            connection.executemany(f"INSERT INTO {one.name} VALUES ({places})", rows)  # noqa: S608 - our names


def _storable(cell: Cell) -> Cell:
    """The cell without what is no Unicode text: a path may hold it, SQLite may not."""
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell
