# SPDX-License-Identifier: MIT
"""Keeps other git programs from taking a save back: their index moves on in the same moment as the branch.

A program that commits from an index that does not know a save yet would undo it. So the index is locked, made
ready, and only takes its place when the branch has moved; whoever was in between must try again.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping

from kbdesk.errors import KbError
from kbdesk.library.atomic import replace
from kbdesk.library.objects import Objects, pause
from kbdesk.library.trees import Entry

_TRIES = 8


class SharedIndex:
    """The index that all git programs of a library share, for the moment of one save.

    Use it as a context: what was locked and not kept is as it was. No method raises.
    """

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._index = objects.root / ".git" / "index"
        self._lock = objects.root / ".git" / "index.lock"
        self._held = False

    def __enter__(self) -> SharedIndex:
        return self

    def __exit__(self, *trouble: object) -> None:
        self._release()

    def lock(self) -> None:
        """Keep other programs from committing; after a while without, if one of them holds it for long."""
        for attempt in range(_TRIES):
            if self._held or not self._index.exists():
                return
            if attempt:
                pause(attempt)
            with contextlib.suppress(FileExistsError):
                self._held = self._copied()
                return

    @contextlib.contextmanager
    def made_ready(self, entries: Mapping[str, Entry | None]) -> Iterator[None]:
        """Put (mode, blob) by path, None for a file that goes, into what will be the index, as a context.

        The caller goes on meanwhile; the end of the context waits.
        """
        if not self._held:
            yield
            return
        with contextlib.ExitStack() as stack:
            try:
                staged = stack.enter_context(self._objects.staging(entries, self._lock))
            except KbError:
                self._release()
            yield
            with contextlib.suppress(KbError):
                if self._held and staged():
                    return
            self._release()

    def keep(self, entries: Mapping[str, Entry | None]) -> None:
        """Let it take its place, for the branch has moved; if it could not be locked, do what is possible."""
        if self._held:
            with contextlib.suppress(OSError):
                replace(self._lock, self._index)
                self._held = False
            return
        for attempt in range(_TRIES):
            if self._objects.stage(entries):
                return
            pause(attempt)

    def _copied(self) -> bool:
        """Make git's lock file as a copy of the index.

        Raises:
            FileExistsError: another program has made it.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(self._lock, flags, 0o666)
        except FileExistsError:
            raise
        except OSError:
            return False
        self._held = True
        try:
            with open(descriptor, "wb") as copy, self._index.open("rb") as original:  # noqa: PTH123
                shutil.copyfileobj(original, copy)
                made_ns = os.fstat(original.fileno()).st_mtime_ns
            # what git knows of files it trusts if they are older than the index: a copy must not be younger
            os.utime(self._lock, ns=(made_ns, made_ns))
        except OSError:
            self._release()
        return self._held

    def _release(self) -> None:
        if self._held:
            self._held = False
            with contextlib.suppress(OSError):
                self._lock.unlink()
