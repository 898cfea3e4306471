# SPDX-License-Identifier: MIT
"""Promises that were kept, told to everybody who sees the note: a small file beside it for each.

Its name has the promise's id, its text who kept it and when; nothing of a customer is in it.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from kbdesk.errors import KbError
from kbdesk.handoff.claims import make_whole
from kbdesk.language import tr

_KEPT = re.compile(r".+\.kept-(?P<id>[0-9a-f]{24})")
_MOST_FILES: Final = 40_000


def kept_in(folder: Path) -> dict[str, str]:
    """By id the promises that were kept, each with when (ISO 8601); none if the folder cannot be reached."""
    found: dict[str, str] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, _MOST_FILES):
                name = _KEPT.fullmatch(entry.name)
                if name is not None and entry.is_file(follow_symlinks=False):
                    moment = datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, tz=UTC)
                    found[name["id"]] = moment.isoformat(timespec="seconds")
    except (OSError, ValueError, OverflowError):
        return found
    return found


def keep(note: Path, promise: str, by: str, at: str) -> None:
    """Tell that a promise of a note was kept; one that was told already stays as it is.

    Args:
        note: the file of the note.
        promise: the promise's id, 24 hexadecimal digits.
        by: who kept it.
        at: when, ISO 8601.

    Raises:
        KbError: the folder cannot be written to.
    """
    try:
        make_whole(_place(note, promise), json.dumps({"by": by, "at": at}, ensure_ascii=False).encode())
    except OSError as error:
        raise _trouble(note, error) from error


def take_back(note: Path, promise: str) -> None:
    """Tell that a promise was not kept after all.

    Raises:
        KbError: the folder cannot be written to.
    """
    try:
        _place(note, promise).unlink(missing_ok=True)
    except OSError as error:
        raise _trouble(note, error) from error


def _place(note: Path, promise: str) -> Path:
    return note.with_name(f"{note.name}.kept-{promise}")


def _trouble(note: Path, error: OSError) -> KbError:
    reason = (error.strerror or str(error)).lower()
    return KbError(
        tr("The handoff folder {folder} cannot be written to: {reason}.", folder=note.parent, reason=reason),
        tr("Look whether it can be reached and try again; the promise stays as it is."),
    )
