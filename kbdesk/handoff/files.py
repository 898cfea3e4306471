# SPDX-License-Identifier: MIT
"""Notes on disk: written where only their owner can read them, read with care, answered in place."""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kbdesk.errors import KbError
from kbdesk.handoff.encode import to_json
from kbdesk.handoff.escape import one_line
from kbdesk.handoff.read import MAX_JSON_BYTES
from kbdesk.handoff.text import to_markdown
from kbdesk.language import tr
from kbdesk.model import HandoffNote

SUFFIX: Final = ".handoff.md"
_SAME_NAMES: Final = 1_000
_MAX_BYTES: Final = 1024 * 1024
_STALE: Final = 30.0
"""Seconds after which a lock is what a dead program left: a file is replaced in far less."""
_PATIENCE: Final = 3.0
_CHANGED: Final = tr("The note {} was changed by somebody else meanwhile, so nothing was written.")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def write(note: HandoffNote, folder: Path) -> Path:
    """The file that now holds the note; the same note written twice gives the same file.

    The folder is made if needed and closed to others (0700), the file too (0600).

    Raises:
        KbError: the note is too large, or the disk is full, read-only or refuses.
    """
    if len(to_json(note).encode("utf-8")) > MAX_JSON_BYTES:
        raise KbError(
            tr("The note is too large to be opened again (more than 256 kB)."),
            tr("Shorten pasted logs and try again."),
        )
    data = to_markdown(note).encode("utf-8")
    try:
        _close_folder(folder)
        temporary = _written(data, folder)
        try:
            path = _placed(temporary, folder, name_of_note(note), data)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(folder)
    except OSError as error:
        raise _refused(error, folder) from error
    return path


def read_text(path: Path) -> str:
    """The text of a note's file as it is, line ends too.

    Only a regular file counts: links, pipes and devices may lead anywhere or never end.

    Raises:
        KbError: it is no file, gone, too large, not readable, or no text.
    """
    return _text_of(path)[0]


def rewrite(path: Path, before: str, after: str) -> None:
    """Puts ``after`` into the file in place of ``before``, whole or not at all; its mode and encoding stay.

    Raises:
        KbError: it does not hold ``before`` any more, or the disk refuses; the file is then as it was.
    """
    try:
        with _locked(path):
            text, encoding = _text_of(path)
            if text != before:
                raise KbError(_CHANGED.format(path.name), tr("Open it again and look."))
            temporary = _written(_encoded(after, encoding), path.parent)
            try:
                temporary.chmod(stat.S_IMODE(path.lstat().st_mode))
                if _text_of(path)[0] != before:
                    raise KbError(_CHANGED.format(path.name), tr("Open it again and look."))
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
            _sync_folder(path.parent)
    except OSError as error:
        raise _refused(error, path.parent) from error


def name_of_note(note: HandoffNote) -> str:
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
        errno.ENOSPC: tr("the disk is full"),
        errno.EDQUOT: tr("your space on the disk is used up"),
        errno.EFBIG: tr("the file would be larger than allowed"),
        errno.EROFS: tr("the disk is read-only"),
        errno.EACCES: tr("you may not write there"),
        errno.EPERM: tr("you may not write there"),
        errno.ENOTDIR: tr("a part of the path is a file, not a folder"),
    }
    reason = reasons.get(error.errno or 0, (error.strerror or str(error)).lower())
    return KbError(
        tr("The note could not be saved in {folder}: {reason}.", folder=folder, reason=reason),
        tr("Copy it from the preview, or choose another folder; the run is not lost."),
    )


# --- reading ----------------------------------------------------------------------------------------------


def _text_of(path: Path) -> tuple[str, str]:
    """The text and its encoding."""
    hint = tr("Choose a .handoff.md file, or paste the note's text.")
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise KbError(tr("{name} is not a file that can be opened as a note.", name=path.name), hint)
        # The flags: what was put in its place since is not followed, and a pipe does not keep us waiting.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise KbError(tr("{name} is not a file that can be opened as a note.", name=path.name), hint)
            data = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = getattr(error, "strerror", None) or str(error)
        raise KbError(
            tr("{name} could not be read: {reason}.", name=path.name, reason=reason.lower()), hint
        ) from error
    if len(data) > _MAX_BYTES:
        raise KbError(tr("{name} is larger than 1 MB, so it is no handoff note.", name=path.name), hint)
    return _decoded(data, path.name)


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    if data.startswith(b"\xef\xbb\xbf"):
        encodings = ("utf-8-sig", "cp1252")
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise KbError(
        tr("{name} is not a text file.", name=name),
        tr("Choose a .handoff.md file, or paste the note's text."),
    )


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:  # letters that the file's old code page lacks
        return text.encode("utf-8", "replace")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds the others of this kbdesk off while a file is compared and replaced.

    A file of its own: a lock on the note would go when it is replaced, and Windows would not replace it.
    """
    lock = path.with_name(f".{path.name}.lock")
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            break
        except FileExistsError:
            if _is_stale(lock):
                lock.unlink(missing_ok=True)
            elif time.monotonic() > until:
                raise KbError(
                    tr("The note {name} is being written by somebody else.", name=path.name),
                    tr("Try again in a minute."),
                ) from None
            else:
                time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _is_stale(lock: Path) -> bool:
    try:
        return time.time() - lock.stat().st_mtime > _STALE
    except FileNotFoundError:
        return False
