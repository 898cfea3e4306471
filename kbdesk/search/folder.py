# SPDX-License-Identifier: MIT
"""The folder of an index: whose it is, whether its files are sound, and how it is emptied."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.search.schema import FORMAT_VERSION

SUMS_FILE = "sums.json"
"""Names of files and the CRC-32 of each."""
VIEW_FILE = "view.json"
"""The list of the segments that are searched."""

_DISK_REFUSES = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EMFILE)


class IndexDamaged(KbError):  # noqa: N818 - the name tells a state, as KbError's other kinds do
    """The index could not be read; what was damaged is gone, so that it can be built again."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(
            tr("The search index was damaged and has been removed."), tr("It is being built again.")
        )
        self.__cause__ = cause


def refuse_strangers(folder: Path) -> None:
    """Do nothing if the folder is this user's own.

    Raises:
        KbError: it is missing or a link, belongs to somebody else, or others can write to it.
    """
    try:
        facts = folder.lstat()
    except OSError as error:
        raise KbError(
            tr(
                "The index folder {folder} cannot be read: {reason}.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error
    if not stat.S_ISDIR(facts.st_mode):
        raise KbError(
            tr("The index folder {folder} is not a folder.", folder=folder),
            tr("Remove it, then start kbdesk again."),
        )
    if os.name == "posix" and (facts.st_uid != os.getuid() or facts.st_mode & 0o022):
        raise KbError(
            tr(
                "The index folder {folder} can be changed by somebody else, so it is not opened.",
                folder=folder,
            ),
            tr("Remove the folder; kbdesk makes a private one."),
        )


def empty(folder: Path) -> None:
    """Empty the folder, as far as the system allows (Windows keeps files that are still mapped)."""
    with suppress(OSError):
        for entry in list(folder.iterdir()):
            # A lock keeps two writers apart only as long as its file stays.
            if entry.name.lower().endswith("lock"):
                continue
            with suppress(OSError):
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry, ignore_errors=True)
                else:
                    entry.unlink()


@contextmanager
def damage(folder: Path, let_go: Callable[[], None] = lambda: None, *, wipe: bool = False) -> Iterator[None]:
    """Turn whatever goes wrong inside into IndexDamaged.

    Args:
        folder: where the index is.
        let_go: called before anything is removed.
        wipe: whether to empty the folder, as writers do; else only the list of what can be searched goes.

    Raises:
        IndexDamaged: something went wrong.
        KbError: the disk refuses a writer.
    """
    try:
        yield
    except KbError:
        raise
    except Exception as error:
        # Damage shows as ten types of exception, from struct.error to UnpicklingError.
        if wipe and isinstance(error, OSError) and error.errno in _DISK_REFUSES:
            raise KbError(
                tr("The search index could not be written: {reason}.", reason=error.strerror),
                tr("Free some space and try again."),
            ) from error
        let_go()
        if wipe:
            empty(folder)
        else:
            with suppress(OSError):
                (folder / VIEW_FILE).unlink()
        raise IndexDamaged(error) from error


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all; it is on the disk when this returns."""
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("w", encoding="utf-8", errors="replace") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def sums_of(folder: Path) -> dict[str, int]:
    """The sums of a folder's files; none if there are none yet."""
    try:
        sums = json.loads((folder / SUMS_FILE).read_bytes())
    except FileNotFoundError:
        return {}
    if not isinstance(sums, dict):
        raise TypeError(SUMS_FILE)
    return sums


def compare(folder: Path, sums: Mapping[str, int], name: str) -> None:
    """Do nothing if a file has its sum or none is known.

    Raises:
        ValueError: it has another sum.
    """
    if name in sums and zlib.crc32((folder / name).read_bytes()) != sums[name]:
        raise ValueError(name)


def index_folder(cache_root: Path, library_root: str) -> Path:
    """The private folder for the index of a library, made if need be.

    Raises:
        KbError: it would lie inside the library, is not private, or cannot be made.
    """
    root = Path(library_root).resolve()
    name = hashlib.sha256(str(root).encode("utf-8", "surrogateescape")).hexdigest()
    folder = cache_root.resolve() / "index" / name / str(FORMAT_VERSION)
    if folder.is_relative_to(root):
        raise KbError(
            tr("The search index cannot be kept inside the library {root}.", root=root),
            tr("Choose a cache folder outside it."),
        )
    try:
        for part in (folder.parent.parent, folder.parent, folder):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
            refuse_strangers(part)
    except OSError as error:
        raise KbError(
            tr(
                "The index folder {folder} cannot be made: {reason}.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error
    return folder
