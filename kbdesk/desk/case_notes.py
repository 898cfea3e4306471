# SPDX-License-Identifier: MIT
"""The exported notes in the user's own folder: which case each is of, and how old it is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from kbdesk import handoff
from kbdesk.errors import KbError

_LARGEST: Final = 2 * 1024 * 1024
"""Bytes of a file that is read as a note."""
_ENDS: Final = (".handoff.md", ".tmp")
"""Notes, and what a program that was killed while it wrote one left behind."""


def note_files(folder: Path) -> Iterator[Path]:
    """The notes in a folder, plain files only; none if there is no such folder."""
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.name.endswith(_ENDS) and entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def note_id(path: Path, wanted: frozenset[str] = frozenset()) -> str:
    """The id of the case that a note is of, from its machine's copy, else from its name; "" if neither says.

    Args:
        path: the file.
        wanted: ids to look for; a file that holds none of them is not read further. () for any.
    """
    try:
        data = path.read_bytes() if path.lstat().st_size <= _LARGEST else b""
    except OSError:
        data = b""
    if wanted and not any(one.encode("utf-8", "replace") in data for one in wanted):
        return _named(path, wanted)
    try:
        return handoff.from_markdown(data.decode("utf-8", "replace")).id
    except KbError:
        return _named(path, wanted)


def _named(path: Path, wanted: frozenset[str]) -> str:
    """The id whose beginning the name of a note that cannot be read ends in; "" if none."""
    found = re.search(r"-([a-z0-9]{1,8})(?:-\d{1,3})?\.handoff\.md$", path.name)
    matching = (one for one in wanted if found and re.sub(r"[^A-Za-z0-9]", "", one)[:8].lower() == found[1])
    return next(matching, "")


def stale_notes(paths: Iterable[Path], before: datetime) -> Iterator[tuple[Path, str]]:
    """The notes that were written last before a time, each with the id of its case ("" if it has none)."""
    for path in paths:
        with suppress(FileNotFoundError):
            if path.lstat().st_mtime < before.timestamp():
                yield path, note_id(path)
