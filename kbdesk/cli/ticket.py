# SPDX-License-Identifier: MIT
"""All that is kept of a ticket, in the terminal."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from kbdesk.cli.commands import desk_at
from kbdesk.desk.ticket import export_ticket
from kbdesk.errors import KbError


def export(options: Namespace) -> int:
    """Write all that is kept of a ticket to a file or folder."""
    number: Path | None = options.folder
    to: Path | None = options.file or (options.to if str(options.to) != "-" else None)
    if number is None or to is None:
        raise KbError(
            "It is not said which ticket, or where to.",
            "Name both: kbdesk export ticket 4711 ticket-4711.zip",
        )
    desk = desk_at(options.library)
    try:
        now = datetime.now().astimezone()
        done = export_ticket(desk, str(number), to, now, overwrite=options.force)
    finally:
        desk.close()
    print(f"{done.path} holds {done.cases:,} cases, {done.files:,} files and {done.rows:,} other entries.")
    print("Nothing was taken out; look through it before you give it away.")
    return 0
