# SPDX-License-Identifier: MIT
"""One's own cases in the terminal: list, search, export, delete, remove old ones."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from datetime import datetime

from kbdesk.cli.commands import desk_at
from kbdesk.desk.desk import Desk
from kbdesk.errors import KbError
from kbdesk.model import CaseRow


def cases_verb(options: Namespace) -> int:
    """Print the cases that have all of the words, or do with them what was asked; code 1 if none is found."""
    desk = desk_at(options.library)
    try:
        notice = desk.cases.take_notice()
        if notice:
            print(f"kbdesk: {notice}", file=sys.stderr)
        if options.export is not None:
            path = desk.cases.export(options.words or None, options.export)
            print(f"Written to {path}; what notes leave out is not in it.")
        elif options.delete:
            _delete(desk, options.delete)
        elif options.purge:
            removed = desk.cases.purge(datetime.now().astimezone())
            days = desk.home.seat().keep_days
            print(f"Removed {removed:,} old cases and notes; they are kept for {days} days.")
        else:
            return _list(desk, options)
    finally:
        desk.close()
    return 0


def _list(desk: Desk, options: Namespace) -> int:
    rows = desk.cases.rows(" ".join(options.words), options.limit)
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(_told(row))
        if not rows:
            print("No case has all of these words." if options.words else "There are no cases.")
    return 0 if rows or not options.words else 1


def _told(row: CaseRow) -> str:
    minutes, seconds = divmod(row.seconds, 60)
    others = f" · with {', '.join(row.others)}" if row.others else ""
    where = "" if row.at_hand else f" · {row.library}"
    said = f"“{row.issue}” · " if row.issue else ""
    return (
        f"{row.run_id}  {said}{row.title}\n"
        f"  {row.status} {row.at} · {row.step} · {minutes}:{seconds:02}{others}{where}"
    )


def _delete(desk: Desk, run_id: str) -> None:
    if not desk.cases.delete(run_id):
        raise KbError(f"There is no case {run_id}.", "`kbdesk cases` lists them with their ids.")
    print(f"Deleted {run_id} and its exported notes for good.")
