# SPDX-License-Identifier: MIT
"""Export and import in the terminal: playbooks in other formats; others' parts are called from here."""

from __future__ import annotations

import importlib
import sys
from argparse import Namespace
from pathlib import Path
from types import ModuleType

from kbdesk.cli.commands import desk_at, library_path
from kbdesk.cli.insight_arguments import TABLES
from kbdesk.cli.system import draw_offscreen, missing_libraries, remedy
from kbdesk.desk.desk import Desk
from kbdesk.desk.exchange import (
    Imported,
    Kind,
    exported,
    format_of,
    imported,
    imported_folder,
    paper,
    proposed,
    write_export,
)
from kbdesk.errors import KbError

_LISTED = 20
_PARTS = {"library": "partner", "bot": "bot", "ticket": "ticket"}
"""What can be exported beside a playbook, and the module of this package that does it."""


def _part(name: str) -> ModuleType:
    return importlib.import_module(f"kbdesk.cli.{_PARTS[name]}")


def export_verb(options: Namespace) -> int:
    """Write a playbook in another format, or a table, or print it."""
    if options.file is not None and options.path != "ticket":
        raise KbError(f"{options.file} is too much.", "Say where it goes with --to.")
    if options.path in TABLES:
        from kbdesk.cli.tables import export_table  # noqa: PLC0415 - for tables only

        return export_table(options)
    if options.path in _PARTS:
        return int(_part(options.path).export(options))
    if options.folder is not None:
        raise KbError(f"{options.folder} is too much.", "Name one playbook, and where it goes with --to.")
    to: Path = options.to
    kind: Kind | None = options.format or (None if str(to) == "-" else format_of(to))
    if kind is None:
        raise KbError("On the output, the format cannot be told from a name.", "Give one with --format.")
    desk = desk_at(options.library)
    try:
        path = library_path(desk, options.path)
        data = (
            _pdf(desk, path, options.alone)
            if kind == "pdf"
            else exported(desk, path, kind, alone=options.alone).encode()
        )
    finally:
        desk.close()
    if str(to) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        write_export(to, data, over=options.force)
        print(f"{path} is in {to}.")
    return 0


def _pdf(desk: Desk, path: str, alone: bool) -> bytes:
    """The playbook as a PDF; its pages are laid out without a window."""
    draw_offscreen()
    missing = missing_libraries(offscreen=True)
    if missing:
        raise KbError(
            f"A PDF needs system libraries that are missing: {', '.join(missing)}.", remedy(missing)
        )
    from kbdesk.ui.trainer.paper import pdf, with_application  # noqa: PLC0415 - only a PDF needs Qt

    html, title = paper(desk, path, alone=alone), desk.read(path).title
    with with_application():
        return pdf(html, title)


def import_verb(options: Namespace) -> int:
    """Write the draft of a playbook made from a foreign file or folder, or take over a bot's talk."""
    file: Path = options.file
    if options.talk is not None:
        if str(file) != "bot":
            raise KbError(f"{options.talk} is too much.", "Name one file, or: kbdesk import bot FILE")
        return int(_part("bot").bring(options))
    desk = desk_at(options.library)
    try:
        if file.is_dir():
            return _folder(desk, file, options.to)
        if str(options.to) == "-":
            made = _made(desk, options, "")
            _say(made)
            print(made.text, end="")
            return 0
        path = _place(desk, options.to)
        made = _made(desk, options, path)
        _write(desk, made)
        print(f"The draft is in {made.path}. Look at it, then: kbdesk check {made.path}")
        _say(made)
        return 0
    finally:
        desk.close()


def _made(desk: Desk, options: Namespace, path: str) -> Imported:
    file: Path = options.file
    if str(file) != "-":
        return imported(desk, file, path)
    if not options.format:
        raise KbError("From the input, the format cannot be told from a name.", "Give one with --format.")
    suffix = {"cacao": ".json", "csv": ".csv", "runbook": ".md"}[options.format]
    return proposed(desk, f"imported{suffix}", sys.stdin.buffer.read(), path)


def _folder(desk: Desk, folder: Path, to: Path) -> int:
    """Write a draft for each file; those that cannot be made are named, and nothing is written over."""
    if str(to) == "-":
        raise KbError("A folder cannot be printed.", "Give a folder with --to.")
    written = failed = 0
    for made in imported_folder(desk, folder, _place(desk, to)):
        try:
            if isinstance(made, KbError):
                raise made
            _write(desk, made)
            written += 1
        except KbError as error:
            failed += 1
            if failed <= _LISTED:
                print(f"kbdesk: {error}", file=sys.stderr)
    print(f"{written:,} draft{'' if written == 1 else 's'} written to {to}; {failed:,} could not be made.")
    return 1 if failed else 0


def _place(desk: Desk, to: Path) -> str:
    """A place as typed (in the library, from its root or from here) as a path of the library."""
    full = to if to.is_absolute() else desk.root / to
    if not to.is_absolute() and not full.parent.exists() and to.absolute().is_relative_to(desk.root):
        full = to.absolute()
    try:
        return full.resolve().relative_to(desk.root).as_posix()
    except ValueError:
        raise KbError(f"{to} is not in the library {desk.root}.", "Give a path inside it.") from None


def _write(desk: Desk, made: Imported) -> None:
    place = desk.root / made.path
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KbError(f"{place.parent} could not be made: {error.strerror}.") from error
    write_export(place, made.text.encode())


def _say(made: Imported) -> None:
    for note in made.notes:
        print(f"kbdesk: {note}", file=sys.stderr)
