# SPDX-License-Identifier: MIT
"""Where sharing stands, from what is known on this computer: quick, and without the network."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.atomic import reason, write_atomic
from kbdesk.library.objects import Objects, trusted_objects
from kbdesk.library.sync.remote import INCOMING, Remote, shared_copy
from kbdesk.model import LibraryInfo, TeamState

SEEN = "refs/kbdesk/seen"
"""The newest tip of the shared copy that is known to have been public."""
LOCK_AGE = timedelta(minutes=10)
"""A lock file in a shared copy that is older was left by a program that ended."""

_REACHED = "kbdesk-reached"


def standing(of: LibraryInfo | Objects) -> TeamState:
    """Give where sharing of a library stands."""
    try:
        objects = of if isinstance(of, Objects) else trusted_objects(of)
        if objects is None:
            return TeamState("alone")
        branch, head = objects.head()
        remote = shared_copy(objects, branch)
        if remote is None:
            return TeamState("alone", head=head)
        public = (seen_of(objects, remote), objects.commit_of(INCOMING))
        waiting = unsent(objects, head, public, remote)
        return TeamState("waiting" if waiting else "current", waiting, reached(objects.root), head=head)
    except KbError as error:
        return TeamState("failed", trouble=str(error))


def seen_of(objects: Objects, remote: Remote) -> str:
    """Give the newest tip of the shared copy that is known to have been public; "" if none.

    Other git programs note theirs too: after a clone, and after a push that was killed before we noted it.
    """
    seen, tracked = objects.commit_of(SEEN), objects.commit_of(remote.tracking)
    if tracked == seen:
        return seen
    if tracked and (not seen or objects.is_ancestor(seen, tracked)):
        return tracked
    return seen


def unsent(objects: Objects, head: str, public: tuple[str, ...], remote: Remote | None = None) -> int:
    """Give how many saves are in none of the public commits, nor in what other git programs saw of a remote.

    Merges are no saves.
    """
    if not head or head in public:
        return 0
    known = [commit for commit in public if commit]
    others = [f"--remotes={remote.name}"] if remote else []
    outcome = objects.runner.run("rev-list", "--count", "--no-merges", head, "--not", *known, *others)
    return int(outcome.out or 0)


def note_reached(root: Path, now: datetime) -> None:
    """Note when the shared copy was reached."""
    with suppress(OSError):  # it is only told, nothing depends on it
        write_atomic(root / ".git" / _REACHED, now.isoformat().encode("ascii"))


def reached(root: Path) -> str:
    """Give when the shared copy was last reached, ISO 8601; "" if never."""
    try:
        return datetime.fromisoformat((root / ".git" / _REACHED).read_text("ascii").strip()).isoformat()
    except (OSError, ValueError):
        return ""


def old_lock(root: Path, lock: str, now: datetime) -> str:
    """Give the sentence about a left lock file that may be removed; "" if it may not, or is not in reach."""
    if not lock:
        return ""
    try:
        age = now - datetime.fromtimestamp((root / lock).lstat().st_mtime, UTC)
    except OSError:
        return ""
    if age < LOCK_AGE:
        return ""
    return tr("It has been there for {span} and can be removed.", span=_span(age))


def remove_left_lock(info: LibraryInfo, lock: str, now: datetime) -> None:
    """Remove a lock file that a program left in the shared copy of a library.

    Args:
        info: the library.
        lock: ``TeamState.left_lock``.
        now: the time, with its zone.

    Raises:
        KbError: it is not in the shared copy's folder, is younger than ten minutes, or cannot be removed.
    """
    objects = trusted_objects(info)
    remote = shared_copy(objects, objects.head()[0]) if objects else None
    if objects is None or remote is None or "://" in remote.url:
        raise KbError(tr("This library has no shared copy in a folder that can be reached from here."))
    folder, place = (os.path.realpath(objects.root / path) for path in (remote.url, lock))
    if not place.startswith(folder + os.sep) or not place.endswith(".lock"):
        raise KbError(tr("{lock} is no file of the shared copy, so it was not touched.", lock=lock))
    if not old_lock(objects.root, lock, now):
        raise KbError(
            tr("{lock} is gone or still young, so it was not touched.", lock=lock),
            tr("Look for updates again."),
        )
    try:
        Path(place).unlink()
    except OSError as error:
        raise KbError(
            tr("{lock} could not be removed: {reason}.", lock=lock, reason=reason(error))
        ) from error


def _span(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return tr("{n} minutes", n=minutes)
    if minutes < 48 * 60:
        return tr("{n} hours", n=minutes // 60)
    return tr("{n} days", n=minutes // 1440)
