# SPDX-License-Identifier: MIT
"""Coaching files on disk: where they lie, how one gets there, and whose they are."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from kbdesk import handoff
from kbdesk.desk.coaching_text import SUFFIX, from_markdown
from kbdesk.desk.home import is_in_repository
from kbdesk.errors import KbError
from kbdesk.handoff.claims import make_whole
from kbdesk.handoff.waiting import same_words
from kbdesk.language import tr
from kbdesk.library.atomic import reason
from kbdesk.model.quality import Review

OWN_FOLDER: Final = "coaching"
"""Of the user's data: where files go that wait in no folder of handing over."""
_MOST_FILES: Final = 40_000
_MOST_READ: Final = 500
_SAME_NAMES: Final = 100


def coaching_files(folder: Path) -> tuple[tuple[Path, float], ...]:
    """The coaching files of a folder with when they were written (seconds), the last of them by name.

    Raises:
        KbError: the folder is there and cannot be read.
    """
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, _MOST_FILES):
                if entry.name.endswith(SUFFIX) and not entry.name.startswith("."):
                    with suppress(FileNotFoundError):
                        if entry.is_file(follow_symlinks=False):
                            found.append((Path(entry.path), entry.stat(follow_symlinks=False).st_mtime))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise KbError(
            tr("The folder {folder} cannot be read: {reason}.", folder=folder, reason=why)
        ) from error
    return tuple(sorted(found)[-_MOST_READ:])


def read_coaching(path: Path) -> str:
    """The text of a coaching file.

    Raises:
        KbError: it is no plain file, gone, too large, or no text.
    """
    try:
        return handoff.read_text(path)
    except KbError as error:
        why, name = error.__cause__, path.name
        message = tr("{name} is no text file of at most 1 MB, so it is no coaching file.", name=name)
        if isinstance(why, OSError):
            message = tr("{name} could not be read: {reason}.", name=name, reason=reason(why))
        hint = tr("Ask who sent it for the .coaching.md file; nothing was changed here.")
        raise KbError(message, hint) from error


def written_by(path: Path, name: str) -> bool:
    """Whether a coaching file is by this person; one that cannot be read is by nobody."""
    try:
        return same_words(from_markdown(read_coaching(path)).by, name)
    except KbError:
        return False


def place_coaching(folder: Path, review: Review, text: str, *, own: bool) -> Path:
    """Write a coaching file, whole or not at all, and give it; one of the same review is replaced.

    Args:
        folder: where.
        review: what it holds, for its name.
        text: the file.
        own: whether the folder is the user's own: it is made then, for nobody else.

    Raises:
        KbError: the folder belongs to a library, or cannot be reached or written to.
    """
    if is_in_repository(folder):
        raise KbError(
            tr("{folder} belongs to a library: what lies there is shared and kept for ever.", folder=folder),
            tr("Coaching is between two people; choose another folder of handing over."),
        )
    try:
        if own:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in _names(folder, review):
            if _is_of(path, review):
                path.unlink()
            if make_whole(path, text.encode("utf-8", "replace")):
                if own:
                    path.chmod(0o600)
                return path
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise KbError(
            tr("The coaching file could not be put into {folder}: {reason}.", folder=folder, reason=why),
            tr("What you wrote is kept; look whether the folder can be reached and send it again."),
        ) from error
    raise KbError(
        tr("The coaching file could not be put into {folder}: too many of its name lie there.", folder=folder)
    )


def _names(folder: Path, review: Review) -> Iterator[Path]:
    plain = unicodedata.normalize("NFKD", review.subject.title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-") or review.subject.kind
    short_id = re.sub(r"[^A-Za-z0-9]", "", review.id)[:8].lower()
    base = "-".join(filter(None, (review.sent[:10], slug, short_id)))
    for number in range(1, _SAME_NAMES):
        yield folder / f"{base}{'' if number == 1 else f'-{number}'}{SUFFIX}"


def _is_of(path: Path, review: Review) -> bool:
    """Whether a file is there that was written of the same review, as after a crash."""
    try:
        there = from_markdown(read_coaching(path))
    except KbError:
        return False
    return there.id == review.id and same_words(there.by, review.by)
