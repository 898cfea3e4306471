# SPDX-License-Identifier: MIT
"""One writer at a time, and what a writer that died has left behind.

A lock of ours is held by the system and ends with the process that holds it. While it is held, the lock file
says what may be left over; so whoever gets it next finds either nothing or what to clear away.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.atomic import reason

WAIT_S = 10.0
STALE_S = 60.0
UNSURE_STALE_S = 600.0
"""A lock file is left alone for so long where it cannot be seen whether a git program is at work."""

_LOOK_S = 0.01
_HARMLESS = ("refs/kbdesk", "refs/remotes")
"""References that stand for what was got: a lock that is taken away too early does no harm there."""
_ORPHANS_S = 1.5
"""How long git programs that outlived their kbdesk are waited for; they take milliseconds."""
_FAR = 1 << 30
_READERS = frozenset(
    (
        b"log",
        b"blame",
        b"cat-file",
        b"ls-tree",
        b"diff-tree",
        b"rev-list",
        b"rev-parse",
        b"show",
        b"fsmonitor--daemon",
    )
)
_held: ContextVar[tuple[tuple[str, int], ...]] = ContextVar("_held", default=())
"""The (folder, descriptor) of each lock that this thread holds."""


@contextlib.contextmanager
def library_lock(data: Path, root: str, wait_s: float = WAIT_S) -> Iterator[None]:
    """Keep this user's other windows from sharing a library at the same moment.

    Args:
        data: the user's own folder.
        root: the library's folder.
        wait_s: how long to wait for the other window.

    Raises:
        KbError: it did not end in time.
    """
    name = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:16]
    folder = data / "locks"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KbError(
            tr("The folder {folder} cannot be made: {reason}.", folder=folder, reason=reason(error))
        ) from error
    with _locked(folder / f"{name}.lock", wait_s):
        yield


@contextlib.contextmanager
def folder_lock(root: Path, wait_s: float = WAIT_S) -> Iterator[Callable[[str], None]]:
    """Keep everybody's kbdesk but this thread from writing to a library, and repair what a dead one left.

    Hold it for moments, never over the network. It gives a function that takes the library path of a
    temporary file before it is made: if this process dies, the next one removes it.

    Raises:
        KbError: another kbdesk did not end in time, or the library cannot be written to.
    """
    top = os.path.realpath(root)
    mine = dict(_held.get())
    if top in mine:
        yield _noting(mine[top])
        return
    with _locked(root / ".git" / "kbdesk.lock", wait_s) as (descriptor, alone):
        left = _content(descriptor)
        if left and alone:
            _clear_up(root, left.decode("utf-8", "surrogateescape").splitlines())
        os.ftruncate(descriptor, 0)
        note = _noting(descriptor)
        note(datetime.now(UTC).isoformat())
        before = _held.set((*_held.get(), (top, descriptor)))
        try:
            yield note
        finally:
            _held.reset(before)
            os.ftruncate(descriptor, 0)


def repair_locks(root: Path, now: datetime) -> tuple[str, ...]:
    """Remove lock files in a library's history that nobody holds any more, and give their names.

    They are removed if they are older than a minute and no git program works on the folder; where that cannot
    be seen, if they are older than ten minutes. Those of references to what was got need not be old.
    """
    working = git_works_on(root)
    if working:
        return ()
    oldest = now.timestamp() - (STALE_S if working is False else UNSURE_STALE_S)
    removed: tuple[str, ...] = ()
    for refs in _HARMLESS if working is False else ():
        removed += _remove_locks(root, lambda lock: True, refs)
    return removed + _remove_locks(root, lambda lock: lock.lstat().st_mtime < oldest)


def git_works_on(root: Path) -> bool | None:
    """Tell whether a git program that may write is at work on a folder; None if that cannot be seen."""
    if not sys.platform.startswith("linux"):
        return None
    top = os.fsencode(os.path.realpath(root))
    found = False
    for name in os.listdir("/proc"):  # noqa: PTH208 - names only
        if name.isdigit():
            with contextlib.suppress(OSError):  # it has ended, or is somebody else's
                found = found or _is_writing_git(Path("/proc") / name, top)
    return found


def _is_writing_git(process: Path, top: bytes) -> bool:
    if not (process / "comm").read_bytes().startswith(b"git"):
        return False
    words = (process / "cmdline").read_bytes().split(b"\0")
    if not words[0] or _READERS.intersection(words):
        return False  # it has ended and waits to be noticed, or it only reads
    named = any(word == top or word.endswith((b"=" + top, b"=" + top + b"/.git")) for word in words)
    return named or _is_in(os.fsencode((process / "cwd").readlink()), top)


def _is_in(folder: bytes, top: bytes) -> bool:
    return folder == top or folder.startswith(top + b"/")


def _clear_up(root: Path, left: list[str]) -> None:
    """Remove what a kbdesk that died while it held the lock has left: temporary files and git's locks."""
    began, *temporaries = left
    for name in temporaries:
        if Path(name).name.startswith(".kbdesk-") and ".." not in name.split("/"):
            with contextlib.suppress(OSError):
                (root / name).unlink()
    try:
        since = datetime.fromisoformat(began).timestamp()
    except ValueError:
        return
    until = time.monotonic() + _ORPHANS_S
    while (working := git_works_on(root)) is not False and time.monotonic() < until:
        time.sleep(_LOOK_S)
    if not working:
        _remove_locks(root, lambda lock: _made(lock) >= since - 1)  # clocks of file systems are coarse


def _made(lock: Path) -> float:
    """Give when a lock was made; ours of the index is a copy, which says that it is as old as the index."""
    status = lock.lstat()
    return max(status.st_mtime, status.st_ctime) if lock.name == "index.lock" else status.st_mtime


def _remove_locks(root: Path, is_left: Callable[[Path], bool], refs: str = "") -> tuple[str, ...]:
    dot_git = root / ".git"
    names = (
        [dot_git / name for name in ("index.lock", "index.lock.lock", "HEAD.lock", "packed-refs.lock")]
        if not refs
        else []
    )
    names += (dot_git / (refs or "refs")).rglob("*.lock")
    removed = []
    for place in names:
        with contextlib.suppress(OSError):
            if is_left(place):
                place.unlink()
                removed.append(place.relative_to(dot_git).as_posix())
    return tuple(removed)


@contextlib.contextmanager
def _locked(place: Path, wait_s: float) -> Iterator[tuple[int, bool]]:
    """Hold the system's lock on a file; gives its descriptor and whether this system could lock it."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(place, flags, 0o666)
    except OSError as error:
        raise KbError(
            tr(
                "The library cannot be written to: {reason} ({folder}).",
                reason=reason(error),
                folder=place.parent,
            ),
            tr("Ask whoever looks after this computer."),
        ) from error
    try:
        until = time.monotonic() + wait_s
        while (got := take(descriptor)) is False:
            if time.monotonic() >= until:
                raise KbError(
                    tr("Another window is writing to this library just now."), tr("Try again in a moment.")
                )
            time.sleep(_LOOK_S)
        yield descriptor, bool(got)
    finally:
        _give_back(descriptor)
        os.close(descriptor)


def take(descriptor: int) -> bool | None:
    """Try to lock an open file: True, False if somebody else has it, None if it cannot be locked there.

    The lock ends when the file is closed, and with the process.
    """
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists only there

            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EINTR):
            return False
        return None
    return True


def _give_back(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists only there

        with contextlib.suppress(OSError):
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)


def _content(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, 1 << 16)


def _noting(descriptor: int) -> Callable[[str], None]:
    def note(line: str) -> None:
        os.lseek(descriptor, 0, os.SEEK_END)
        os.write(descriptor, f"{line}\n".encode("utf-8", "surrogateescape"))

    return note
