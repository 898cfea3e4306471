# SPDX-License-Identifier: MIT
"""Files that are either as they were or as they shall be, whatever happens in between."""

from __future__ import annotations

import errno
import itertools
import os
import random
import sys
import time
from pathlib import Path

from kbdesk.language import tr

_REFUSALS = 10
"""How often Windows may refuse to replace a file that a virus scanner or an indexer holds."""
_numbers = itertools.count(1)


def reason(error: OSError) -> str:
    """Give the words for why a file could not be written, to stand after a colon."""
    known = {
        errno.ENOSPC: tr("the disk is full"),
        errno.EDQUOT: tr("your space on the disk is used up"),
        errno.EFBIG: tr("the file would be larger than allowed"),
        errno.EROFS: tr("the disk is read-only"),
        errno.EACCES: tr("you may not write there"),
        errno.EPERM: tr("you may not write there"),
        errno.ENOTDIR: tr("a part of its path is a file, not a folder"),
        errno.EISDIR: tr("there is a folder of that name"),
        errno.ENAMETOOLONG: tr("its name is too long"),
        errno.EIO: tr("the disk reported an error"),
    }
    return known.get(error.errno or 0, (error.strerror or str(error)).lower())


def write_atomic(place: Path, data: bytes) -> None:
    """Write a file of the user's own (0600) so that it is never seen half-written.

    Raises:
        OSError: it could not be written; the file is as it was, or new if only its folder was refused.
    """
    temporary = place.with_name(temporary_name(place.name))
    try:
        write_temporary(temporary, data, 0o600)
        replace(temporary, place)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(place.parent)


def temporary_name(name: str) -> str:
    """Give a hidden name that nobody else uses, for what will become the file of this name."""
    return f".kbdesk-{os.getpid()}-{next(_numbers)}-{name[:40]}.tmp"


def write_temporary(place: Path, data: bytes, mode: int) -> None:
    """Write a file that does not exist yet, not even as a link, and see that it is on the disk.

    Args:
        place: where.
        data: what.
        mode: its rights, before the user's mask is applied.
    """
    # Path.open knows no rights
    with open(place, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(temporary: Path, place: Path) -> None:
    """Give a file the place of another; on Windows again for a second or two while somebody holds it."""
    tries = _REFUSALS if sys.platform == "win32" else 1
    for attempt in range(1, tries + 1):
        try:
            os.replace(temporary, place)  # noqa: PTH105 - the name says that it replaces
            return
        except PermissionError:
            if attempt == tries:
                raise
        time.sleep(random.uniform(0.05, 0.2))  # noqa: S311 - no secret


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk; where that cannot be asked for, nothing happens."""
    if sys.platform == "win32":
        return  # Windows has no descriptor for a folder
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network shares cannot
            raise
    finally:
        os.close(descriptor)
