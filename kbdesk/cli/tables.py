# SPDX-License-Identifier: MIT
"""Tables for other programs, out of the terminal: cases, searches, openings, paths, times."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kbdesk.cli.commands import desk_at
from kbdesk.desk.insight_tables import ALL, table_csv, write_tables
from kbdesk.errors import KbError
from kbdesk.insight.tables import table


def export_table(options: Namespace) -> int:
    """Write the table that ``options.path`` names, or print it as CSV."""
    to: Path = options.to
    if options.format or options.alone:
        raise KbError("A table is written as its name ends.", "Leave --format and --alone out.")
    if str(to) == "-" and options.path == ALL:
        raise KbError("All tables go into one file.", "Give it with --to NAME.sqlite.")
    desk = desk_at(options.library)
    try:
        material = desk.insight.material(options.since, options.until)
    finally:
        desk.close()
    if str(to) == "-":
        sys.stdout.write(table_csv(table(material, options.path, words=options.with_words)))
        return 0
    rows = write_tables(material, options.path, to, words=options.with_words, overwrite=options.force)
    said = " with what people said and typed" if options.with_words else ""
    print(f"{rows:,} rows from {material.since} to {material.until}{said} are in {to}.")
    return 0
