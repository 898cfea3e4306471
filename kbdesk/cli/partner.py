# SPDX-License-Identifier: MIT
"""A library for a partner in the terminal."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kbdesk.cli.commands import desk_at
from kbdesk.desk.partner import Exported, Outgoing, outgoing, told
from kbdesk.desk.partner_place import export_to
from kbdesk.errors import KbError

_LISTED = 50


def export(options: Namespace) -> int:
    """Bring a partner's folder up to date; code 1 if something was left out, kept or found wrong."""
    folder: Path | None = options.folder
    if not options.audience:
        raise KbError("It is not said for whom.", "Give --audience partner or --audience public.")
    if folder is None and not options.dry_run:
        raise KbError(
            "It is not said where to.", "Name a folder: kbdesk export library --audience partner DIR"
        )
    desk = desk_at(options.library)
    try:
        owner = None if options.keep_owners else options.owner
        made = outgoing(
            desk, options.audience, owner=owner, synonyms=options.synonyms, progress=_progress_line
        )
        _say(made)
        if options.dry_run or folder is None:
            for path, _ in made.files:
                print(f"  {path}")
            return 1 if made.left_out else 0
        done = export_to(desk, folder, made, over=options.force)
    finally:
        desk.close()
    return _end(done)


def _say(made: Outgoing) -> None:
    for sentence in told(made):
        print(sentence)
    _list("Left out: {}: {}", made.left_out)


def _end(done: Exported) -> int:
    """Say what was done; gives the exit code."""
    print(f"{len(done.written):,} written, {len(done.removed):,} removed in {done.folder}.")
    if done.version:
        print("Saved there as one change.")
    if done.notice:
        print(f"kbdesk: {done.notice}", file=sys.stderr)
    _list("Not touched: {}: {}", done.kept)
    wrong = [one for one in done.findings if one.severity != "advice"]
    _list("Checked: {}: {}", tuple((f"{one.path}:{one.line}", f"{one.code} {one.message}") for one in wrong))
    return 1 if done.kept or wrong or done.outgoing.left_out else 0


def _list(line: str, rows: tuple[tuple[str, str], ...]) -> None:
    for row in rows[:_LISTED]:
        print(f"kbdesk: {line.format(*row)}", file=sys.stderr)
    if len(rows) > _LISTED:
        print(f"kbdesk: … and {len(rows) - _LISTED:,} more", file=sys.stderr)


def _progress_line(done: int, to_do: int) -> None:
    if to_do and sys.stderr.isatty():
        end = "\n" if done >= to_do else ""
        print(f"\r{done:,} of {to_do:,} documents looked at", end=end, file=sys.stderr, flush=True)
