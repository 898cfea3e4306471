# SPDX-License-Identifier: MIT
"""Counts that a team shares: small files on a branch of their own, which nobody's folder ever shows.

They are got into a repository apart from the library's, in the user's cache: only the newest state, without
its history, so that it may be thrown away at any time. A file is one contributor's of one week and is never
changed once it is there; so whoever sends adds files to the newest state and never meets a conflict.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr
from kbdesk.library.atomic import reason
from kbdesk.library.audit import audit
from kbdesk.library.cloning import remove_tree
from kbdesk.library.faults import fault
from kbdesk.library.locks import library_lock
from kbdesk.library.objects import Objects, trusted_objects
from kbdesk.library.runner import GitRunner, Outcome
from kbdesk.library.sync.remote import Connection, Remote, RemoteTrouble, shared_copy
from kbdesk.library.sync.standing import seen_of
from kbdesk.model import Author, LibraryInfo, SignIn

BRANCH: Final = "refs/heads/kbdesk/counts"
"""Where counts stand in the shared copy."""
NOBODY: Final = Author("Shared counts", "counts@kbdesk.invalid")
"""In whose name counts are saved: a history with a name beside them would tell whose they are."""
TRIES: Final = 10
"""How often it is tried because somebody else was faster."""
LIMIT_BYTES: Final = 256_000
"""A larger file is no file of counts."""
MOST_A_WEEK: Final = 3_000
MOST_BYTES_A_WEEK: Final = 32_000_000
"""What is more than that in a week is left out."""

_TIP: Final = "refs/kbdesk/counts"
_PLAIN: Final = "100644"
_NAME: Final = re.compile(r"([0-9a-f]{32})\.json")
_WEEK: Final = re.compile(r"[0-9]{4}-W[0-9]{2}")
_MANY_PACKS: Final = 20
_REPACK_S: Final = 120.0
_LOCK_WAIT_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 4.0


@dataclass(frozen=True, slots=True)
class Week:
    """The files of counts of one week, as they were got last."""

    name: str
    """``2026-W47``."""
    files: tuple[tuple[str, str], ...]
    """(contributor, blob) of each."""
    odd: tuple[str, ...] = ()
    """Paths of what is no file of counts."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one library on this computer.

    Args:
        folder: where they are kept; it may be thrown away at any time.
        locks: the user's own folder, in which locks are held.
    """

    folder: Path
    locks: Path

    def exchange(
        self,
        info: LibraryInfo,
        mine: Mapping[str, bytes],
        *,
        now: datetime,
        sign_in: SignIn | None = None,
        cancelled: Callable[[], bool] | None = None,
        said: Callable[[str], None] | None = None,
    ) -> tuple[str, ...]:
        """Get everybody's counts and send those of mine that are not there; give the paths that were sent.

        Args:
            info: the library.
            mine: files of counts by path; () gets only.
            now: the time, with its zone; only its day is kept.
            sign_in: name and password for the shared copy.
            cancelled: once it says yes, what runs is stopped.
            said: is given the progress as git tells it.

        Raises:
            RemoteTrouble: the shared copy was not reached or does not take them; nothing was sent.
            KbError: there is no shared copy, or nothing can be stored here.
            Cancelled: the person stopped it; what was sent is sent, and seen the next time.
        """
        objects = trusted_objects(info)
        remote = shared_copy(objects, objects.head()[0]) if objects is not None else None
        if objects is None or remote is None:
            raise KbError(tr("This library has no shared copy, so there is no team to share counts with."))
        if not seen_of(objects, remote):
            raise KbError(tr("Nothing of this library was shared yet."), tr("Get and send updates first."))
        there, told = replace(remote, branch=BRANCH), _settings(objects, remote)
        with library_lock(self.locks, str(self.folder), _LOCK_WAIT_S):
            try:
                store = self._store(objects)
                way = Connection(store.root, there, sign_in, cancelled, said, told)
                sent = _Exchange(store, way, now).run(mine)
                _tidy(store)
            except OSError as error:
                raise KbError(
                    tr(
                        "The team's counts cannot be kept in {folder}: {error}.",
                        folder=self.folder,
                        error=reason(error),
                    ),
                    tr("It is tried again."),
                ) from error
        return sent

    def weeks(self, wanted: Callable[[str], bool]) -> tuple[Week, ...]:
        """What was got last, of the weeks that are wanted by their names, oldest first; without the network.

        Raises:
            KbError: what is stored is damaged; it is got anew the next time.
        """
        store = self._stored()
        if store is None or not _is_known(store):
            return ()
        found: dict[str, tuple[list[tuple[str, str]], list[str]]] = {}
        sizes: Counter[str] = Counter()
        for path, mode, blob, size in self._entries(store):
            week = path.partition("/")[0]
            if not _is_week(week):
                week = ""
            elif not wanted(week):
                continue
            files, odd = found.setdefault(week, ([], []))
            known = _NAME.fullmatch(path.partition("/")[2]) if week else None
            fits = (
                size <= LIMIT_BYTES and len(files) < MOST_A_WEEK and sizes[week] + size <= MOST_BYTES_A_WEEK
            )
            if known and mode == _PLAIN and fits:
                files.append((known[1], blob))
                sizes[week] += size
            else:
                odd.append(path)
        return tuple(Week(name, tuple(files), tuple(odd)) for name, (files, odd) in sorted(found.items()))

    def read(self, blobs: Collection[str]) -> dict[str, bytes]:
        """The bytes of files of a week by blob; one that is not there is left out.

        Raises:
            KbError: what is stored is damaged; it is got anew the next time.
        """
        store = self._stored()
        try:
            return store.read_many(blobs) if store is not None else {}
        except KbError:
            self.forget()
            raise

    def forget(self) -> None:
        """Throw away what was got; the next exchange gets it anew."""
        remove_tree(self.folder)

    # --- the repository apart ---

    def _entries(self, store: Objects) -> Iterator[tuple[str, str, str, int]]:
        """(path, mode, blob, bytes) of everything on the branch; other repositories count no bytes."""
        outcome = _listed(store)
        if outcome.status != 0:
            self.forget()
            raise KbError(tr("The team's counts on this computer are damaged."), tr("They are got anew."))
        for entry in outcome.out.split(b"\0")[:-1]:
            head, _, name = entry.partition(b"\t")
            mode, _, blob, size = head.decode("ascii").split()
            yield os.fsdecode(name), mode, blob, int(size) if size.isdigit() else 0

    def _stored(self) -> Objects | None:
        """The repository; None if there is none, or none that git may be run on."""
        try:
            if (self.folder / ".git").is_dir() and not audit(self.folder).reason:
                return Objects(self.folder, GitRunner(self.folder))
        except OSError:
            pass
        return None

    def _store(self, like: Objects) -> Objects:
        """The repository, made now if it was not yet; what a killed program left in it is cleared away."""
        store = self._stored()
        if store is not None and (not _is_known(store) or _listed(store).status == 0):
            for place in (self.folder / ".git").rglob("*.lock"):  # the lock of ours is held: nobody else's
                with suppress(OSError):
                    place.unlink()
            return store
        self.forget()
        form = like.runner.run("rev-parse", "--show-object-format").out.decode("ascii", "replace").strip()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = GitRunner().run(
            *("init", "--quiet", "--template=", f"--object-format={form or 'sha1'}"), "--", str(self.folder)
        )
        store = self._stored() if made.status == 0 else None
        if store is None:
            raise KbError(
                tr(
                    "The team's counts cannot be kept in {folder}: {error}.",
                    folder=self.folder,
                    error=made.error,
                )
            )
        return store


@dataclass(slots=True)
class _Exchange:
    """Getting the newest state and adding to it until nobody else was faster."""

    store: Objects
    way: Connection
    now: datetime

    def run(self, mine: Mapping[str, bytes]) -> tuple[str, ...]:
        """Get, and send what is not there; give what was sent."""
        for attempt in range(1, TRIES + 1):
            tip = self._get()
            new = self._new(tip, mine)
            if not new:
                break
            try:
                self._send(tip, new)
            except RemoteTrouble as trouble:
                if trouble.kind == "refused":
                    raise _refused(trouble) from None
                if trouble.kind not in ("race", "lock") or attempt == TRIES:
                    raise
                self._pause(attempt)
            else:
                return tuple(sorted(new))
        return ()

    def _get(self) -> str:
        before = self.store.commit_of(_TIP)
        if not self.way.fetch_newest(_TIP):
            if before:
                self.store.move(_TIP, "", before, "kbdesk: the team took its counts away")
            return ""
        fault("counts-fetched")
        return self.store.commit_of(_TIP)

    def _new(self, tip: str, mine: Mapping[str, bytes]) -> dict[str, bytes]:
        """Those of mine that the team does not have; what is there stays as it is."""
        there = self.store.blobs(tip, mine)
        return {path: data for path, data in mine.items() if path not in there}

    def _send(self, tip: str, new: Mapping[str, bytes]) -> None:
        blobs = {path: (_PLAIN, self.store.write(data, path)) for path, data in new.items()}
        tree = self.store.tree_with(tip, blobs)
        weeks = ", ".join(sorted({path.partition("/")[0] for path in new}))
        day = self.now.astimezone(UTC).strftime("%Y-%m-%dT00:00:00+00:00")  # not the hour at which one works
        commit = self.store.commit_tree(tree, (tip,) if tip else (), f"Counts of {weeks}", NOBODY, day)
        fault("counts-made")
        self.way.push(f"{commit}:{BRANCH}")
        fault("counts-sent")
        self.store.move(_TIP, commit, tip, "kbdesk: sent")

    def _pause(self, attempt: int) -> None:
        """Wait a moment, longer each time and never as long as another computer does."""
        longest = min(_LONGEST_PAUSE_S, 0.2 * 2.0**attempt)
        until = time.monotonic() + random.uniform(0.05, longest)  # noqa: S311 - no secret
        while time.monotonic() < until:
            if self.way.cancelled is not None and self.way.cancelled():
                raise Cancelled
            time.sleep(0.02)


def _refused(trouble: RemoteTrouble) -> RemoteTrouble:
    """The trouble of a shared copy that takes no counts: they cannot be sent for review."""
    message = trouble.message
    if trouble.reason:
        message = tr(
            "The shared copy at {place} does not take counts: {reason}.",
            place=trouble.place,
            reason=trouble.reason,
        )
    hint = tr("Ask the person who looks after it to let people write to kbdesk/counts there.")
    return RemoteTrouble("refused", message, hint)


@cache
def _is_week(name: str) -> bool:
    """Whether there is such a week: not every year has 53."""
    try:
        return bool(_WEEK.fullmatch(name)) and bool(date.fromisocalendar(int(name[:4]), int(name[6:]), 1))
    except ValueError:
        return False


def _is_known(store: Objects) -> bool:
    """Whether the branch was there when it was got last."""
    return store.runner.run("rev-parse", "-q", "--verify", _TIP).status == 0


def _listed(store: Objects) -> Outcome:
    """Everything on the branch with its size, as git lists it; it fails if anything of it is damaged."""
    return store.runner.run("ls-tree", "-r", "-l", "-z", "--full-tree", _TIP)


def _settings(objects: Objects, remote: Remote) -> dict[str, str]:
    """What git is told of the library's shared copy; not on the disk, for an address may hold a password."""
    pairs = [("fetch.unpackLimit", "1")]  # a pack each time: thousands of small files would fill the disk
    for key in ("url", "pushurl"):
        name = f"remote.{remote.name}.{key}"
        out = objects.runner.run("config", "--local", "--no-includes", "-z", "--get-all", name).out
        pairs += [(name, _absolute(one, objects.root)) for one in os.fsdecode(out).split("\0") if one]
    told = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for number, (key, value) in enumerate(pairs):
        told |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return told


def _absolute(address: str, root: Path) -> str:
    """The address as it is understood from any folder."""
    is_place = "://" in address or ":" in address.partition("/")[0] or Path(address).is_absolute()
    return address if is_place else os.path.normpath(root / address)


def _tidy(store: Objects) -> None:
    """Put many packs into one; best effort."""
    packs = list((store.root / ".git" / "objects" / "pack").glob("*.pack"))
    if len(packs) > _MANY_PACKS:
        with suppress(KbError):
            store.runner.run("repack", "-a", "-d", "-q", deadline_s=_REPACK_S)
            store.runner.run("prune", "--expire=now", deadline_s=_REPACK_S)
