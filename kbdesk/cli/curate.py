# SPDX-License-Identifier: MIT
"""What wants attention, in the terminal; and marking documents as verified."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from textwrap import indent

from kbdesk.cli.commands import desk_at, library_path
from kbdesk.cli.team import writer
from kbdesk.desk.desk import Desk
from kbdesk.model.curate import CURATE_KINDS, CurateRow

_SHOWN = 5
"""Details of a row that are printed before it sums up the rest."""


def curate_verb(options: Namespace) -> int:
    """Print what wants attention, what matters most first; code 1 if there is anything."""
    desk = desk_at(options.library)
    try:
        kinds = (options.kind,) if options.kind else CURATE_KINDS
        findings = desk.check() if "check" in kinds else ()
        board = desk.curate.board(_today(desk), options.owner, findings, kinds)
    finally:
        desk.close()
    if board.notice:
        print(f"kbdesk: {board.notice}", file=sys.stderr)
    if options.json:
        print(json.dumps([asdict(row) for row in board.rows], ensure_ascii=False, indent=1))
        return 1 if board.rows else 0
    for row in board.rows:
        print(_told(row))
    if not board.rows and (options.kind or options.owner):
        print("Nothing of this kind wants attention.")
    elif not board.rows:
        what = "1 document was" if board.verified == 1 else f"{board.verified:,} documents were"
        print(f"Nothing wants attention. {what} verified in the last 6 months.")
    return 1 if board.rows else 0


def _told(row: CurateRow) -> str:
    place = f"{row.path}#{row.anchor}" if row.anchor else row.path
    owner = "" if row.kind in ("review", "gap") else row.owner or "nobody’s"
    facts = " · ".join(filter(None, (row.kind, place, owner)))
    more = [f"{name}: {line}" for name, text in row.more for line in text.splitlines()]
    if len(more) > _SHOWN:
        more[_SHOWN:] = [f"… and {len(more) - _SHOWN:,} more"]
    return f"{row.title}\n  {row.why}\n  {facts}\n" + indent("".join(f"{one}\n" for one in more), "    ")


def verify_verb(options: Namespace) -> int:
    """Mark documents as verified today and save each."""
    desk = desk_at(options.library)
    try:
        author = writer(desk, options)
        for given in options.paths:
            done = desk.curate.verify(library_path(desk, given), _today(desk), author)
            print(done.sentence)
            if done.notice:
                print(f"kbdesk: {done.notice}", file=sys.stderr)
    finally:
        desk.close()
    return 0


def _today(desk: Desk) -> str:
    return desk.clock().astimezone().date().isoformat()
