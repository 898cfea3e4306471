# SPDX-License-Identifier: MIT
"""The files of a library: listed, read and named by git's blob id."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from kbdesk.language import tr
from kbdesk.library.audit import is_link
from kbdesk.library.paths import has_link, real_path
from kbdesk.model import FileEntry, SourceFile

ARTICLE_LIMIT_BYTES = 5_000_000
PICTURE_LIMIT_BYTES = 10_000_000

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_PICTURES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
}
"""First bytes by ending: a reader that goes by content must not find another format under the name."""


_PARTS = ("articles", "playbooks")
"""The two folders of a library that was laid out for kbdesk."""

SYNONYMS_FILE = "synonyms.md"
"""At the top of a library: words that mean the same. It is no article."""


def is_article_path(path: str) -> bool:
    """Tell whether a library path is one that ``list_files`` could give, whether or not it exists."""
    if not path.lower().endswith(".md") or path == SYNONYMS_FILE:
        return False
    return not any(part.startswith(".") for part in path.split("/")) and _is_unicode(path)


def list_files(root: Path) -> tuple[FileEntry, ...]:
    """Give the Markdown files of a library, sorted by path.

    Where there are both ``articles`` and ``playbooks`` at the top, these two are the library, and what lies
    beside them (a README, tests, other documents) is not of it. Any other folder is a library as a whole,
    but for ``synonyms.md`` at its top. Links, hidden files and folders, names that are not Unicode and
    everything but regular files are left out, and so is a folder that cannot be read.
    """
    return tuple(sorted(_walk(root), key=lambda entry: entry.path))


def read_file(root: Path, path: str, decode: Callable[[bytes], tuple[str, str, str]]) -> SourceFile:
    """Give a file of the library with its text, or with the problem that kept it from being read.

    Args:
        root: the library's folder.
        path: the file's path in it.
        decode: gives (text, encoding, problem) of bytes.
    """
    data, size_bytes, problem = _read(root, path, ARTICLE_LIMIT_BYTES)
    if problem:
        return SourceFile(path, "", "", size_bytes=size_bytes, problem=problem)
    blob = blob_id(data)
    if data.startswith(_LFS_POINTER) and size_bytes < 1024:
        problem = tr("This file is kept in Git LFS and has not been downloaded.")
        return SourceFile(path, blob, "", size_bytes=size_bytes, problem=problem)
    text, encoding, problem = decode(data)
    return SourceFile(path, blob, text, encoding, size_bytes, problem)


def read_picture(root: Path, path: str) -> bytes | None:
    """Give the bytes of a PNG, JPEG, GIF or WebP file of the library; None if it is none, or over 10 MB."""
    signatures = _PICTURES.get(Path(path).suffix.lower())
    if signatures is None:
        return None
    data, _, problem = _read(root, path, PICTURE_LIMIT_BYTES)
    return data if not problem and data.startswith(signatures) else None


def blob_id(data: bytes) -> str:
    """Give git's id of a file with these bytes, 40 hex digits."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _walk(root: Path) -> Iterator[FileEntry]:
    folders = list(_PARTS) if all(_is_folder(root / part) for part in _PARTS) else [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or not _is_unicode(entry.name):
                        continue
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    status = entry.stat(follow_symlinks=False)
                    if is_link(status):
                        continue
                    if stat.S_ISDIR(status.st_mode):
                        folders.append(path)
                    elif stat.S_ISREG(status.st_mode) and is_article_path(path):
                        yield FileEntry(path, status.st_size, status.st_mtime_ns)
        except OSError:  # gone, not readable or too deep: the others count
            continue


def _is_folder(place: Path) -> bool:
    try:
        status = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and not is_link(status)


def _is_unicode(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:  # bytes that are not UTF-8, kept by Python as half characters
        return False
    return True


def _read(root: Path, path: str, limit_bytes: int) -> tuple[bytes, int, str]:
    """Give (bytes, size, problem) of a regular file of the library that is not too large."""
    try:
        place = real_path(root, path)
        if place is None:
            return b"", 0, tr("This file is not in the library (any more).")
        if has_link(root, path):
            return b"", 0, tr("This is a link to another file, which kbdesk does not follow.")
        return _read_regular(place, limit_bytes)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or tr("its name is not usable")
        return b"", 0, tr("This file cannot be read: {reason}.", reason=reason)


def _read_regular(place: Path, limit_bytes: int) -> tuple[bytes, int, str]:
    status = place.lstat()
    if not stat.S_ISREG(status.st_mode):
        return b"", 0, tr("This is not a file but a folder or a device.")
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    descriptor = os.open(place, flags)  # what was a file a moment ago may be a pipe now
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return b"", 0, tr("This is not a file but a folder or a device.")
        size_bytes = status.st_size
        data = file.read(limit_bytes + 1) if size_bytes <= limit_bytes else b""
    if size_bytes > limit_bytes or len(data) > limit_bytes:
        size, limit = max(size_bytes, len(data)) / 1e6, limit_bytes // 1_000_000
        problem = tr(
            "This file is too large to show ({size:,.1f} MB; the limit is {limit} MB).",
            size=size,
            limit=limit,
        )
        return b"", size_bytes, problem
    return data, len(data), ""
