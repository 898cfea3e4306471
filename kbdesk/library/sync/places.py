# SPDX-License-Identifier: MIT
"""Places in the library's folder: what stands there, and whether a file of the team may stand there."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Literal

from kbdesk.library.audit import is_link

Standing = Literal["absent", "file", "old", "new", "foreign", "folder", "link", "barred"]
"""``old``, ``new`` and ``foreign`` are files, by what an update knows; ``barred`` cannot be replaced."""

_IGNORED_BY_HFS = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_IMPOSSIBLE = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ, errno.ELOOP)
_SYNC_ALL_FROM = 200
"""From so many files on the disk is told once to write all, not each by itself."""


def is_safe(path: str) -> bool:
    """Tell whether a path of a tree stays in the folder and out of .git on every system."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") or "\\" in part or _is_dot_git(part) for part in parts) and (
        os.name != "nt" or not re.search(r'[<>:"|?*\x00-\x1f]|[ .](/|$)', path)
    )


def _is_dot_git(part: str) -> bool:
    name = _IGNORED_BY_HFS.sub("", part).casefold().split(":")[0].rstrip(". ")
    return name in (".git", "git~1")


def standing_at(root: Path, path: str) -> Standing:
    """Give what stands at a path, without following a link."""
    *way, name = path.split("/")
    place = root
    try:
        for part in way:
            place = place / part
            status = place.lstat()
            if is_link(status):
                return "barred"
            if not stat.S_ISDIR(status.st_mode):
                return "absent" if stat.S_ISREG(status.st_mode) else "barred"
        status = (place / name).lstat()
    except FileNotFoundError:
        return "absent"
    except OSError as error:
        if error.errno in _IMPOSSIBLE:  # a name that this computer cannot have
            return "barred"
        raise
    if is_link(status):
        return "link"
    if stat.S_ISDIR(status.st_mode):
        return "folder"
    return "file" if stat.S_ISREG(status.st_mode) else "barred"


def remove_empty_folders(root: Path, path: str) -> None:
    """Remove the folders that a removed file leaves empty."""
    with suppress(OSError):
        for folder in (root / path).parents:
            if folder == root:
                return
            folder.rmdir()


def remove_empty_tree(folder: Path) -> bool:
    """Remove a folder that holds nothing but empty folders; tell whether it is gone."""
    for place, _, names in os.walk(folder, topdown=False):
        if names:
            return False
        with suppress(OSError):
            Path(place).rmdir()
    return not folder.exists()


def flush_files(folder: Path, count: int) -> None:
    """See that new files are on the disk before they take a name: a power cut must not leave empty ones."""
    if count >= _SYNC_ALL_FROM and hasattr(os, "sync"):
        os.sync()
        return
    for place, _, names in os.walk(folder):
        for name in names:
            with (Path(place) / name).open("rb+") as file:
                os.fsync(file.fileno())
