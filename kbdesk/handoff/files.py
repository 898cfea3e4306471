# SPDX-License-Identifier: MIT
"""Saves a note where only its owner can read it: whole or not at all, and never over another note."""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
import unicodedata
from pathlib import Path
from typing import Final

from kbdesk.errors import KbError
from kbdesk.handoff.escape import one_line
from kbdesk.handoff.read import MAX_JSON_BYTES
from kbdesk.handoff.schema import to_json
from kbdesk.handoff.text import to_markdown
from kbdesk.model import HandoffNote

SUFFIX: Final = ".handoff.md"
_SAME_NAMES: Final = 1_000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def write(note: HandoffNote, folder: Path) -> Path:
    """The file that now holds the note; the same note written twice gives the same file.

    The folder is made if needed and closed to others (0700), the file too (0600).

    Raises:
        KbError: the note is too large, or the disk is full, read-only or refuses.
    """
    if len(to_json(note).encode("utf-8")) > MAX_JSON_BYTES:
        raise KbError(
            "The note is too large to be opened again (more than 256 kB).",
            "Shorten pasted logs and try again.",
        )
    data = to_markdown(note).encode("utf-8")
    try:
        _close_folder(folder)
        temporary = _written(data, folder)
        try:
            path = _placed(temporary, folder, _name(note), data)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(folder)
    except OSError as error:
        raise _refused(error, folder) from error
    return path


def _name(note: HandoffNote) -> str:
    """Date, issue and a piece of the id, in letters that every file system takes."""
    date = note.created[:10] if _DATE.fullmatch(note.created[:10]) else "undated"
    plain = unicodedata.normalize("NFKD", one_line(note.issue)).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-") or "note"
    short_id = re.sub(r"[^A-Za-z0-9]", "", note.id)[:8].lower()
    return "-".join(filter(None, (date, slug, short_id)))


def _close_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        folder.chmod(0o700)


def _written(data: bytes, folder: Path) -> Path:
    """A temporary file in the folder (0600) with the data safely on disk."""
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _placed(temporary: Path, folder: Path, name: str, data: bytes) -> Path:
    """The final path. A link fails if the name is taken, where a rename would overwrite what is there."""
    for number in range(1, _SAME_NAMES):
        path = folder / (name + ("" if number == 1 else f"-{number}") + SUFFIX)
        try:
            _claim(temporary, path)
        except FileExistsError:
            if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
                return path
            continue
        return path
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)


def _claim(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
            raise
        # No hard links here (FAT, some network shares): take the name first, then replace the empty file.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no descriptor for a folder
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refused(error: OSError, folder: Path) -> KbError:
    reasons = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "your space on the disk is used up",
        errno.EFBIG: "the file would be larger than allowed",
        errno.EROFS: "the disk is read-only",
        errno.EACCES: "you may not write there",
        errno.EPERM: "you may not write there",
        errno.ENOTDIR: "a part of the path is a file, not a folder",
    }
    reason = reasons.get(error.errno or 0, (error.strerror or str(error)).lower())
    return KbError(
        f"The note could not be saved in {folder}: {reason}.",
        "Copy it from the preview, or choose another folder; the run is not lost.",
    )
