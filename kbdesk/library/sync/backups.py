# SPDX-License-Identifier: MIT
"""Tips of the history that were moved away from: kept for 90 days under a name that says when and why."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from kbdesk.language import tr
from kbdesk.library.objects import Objects
from kbdesk.model import Backup

BACKUPS = "refs/kbdesk/backup/"
KEPT = timedelta(days=90)

_NAME = re.compile(r"(\d{8}T\d{6}Z)-([a-z-]+)-([0-9a-f]{8})")


def keep(objects: Objects, commit: str, why: str, now: datetime) -> str:
    """Keep a commit from being forgotten and give the ref; a second time for the same reason changes nothing.

    Args:
        objects: the library's objects.
        commit: what is kept.
        why: a word of small letters: ``conflict``, ``rewritten``, ``left`` …
        now: the time, with its zone.
    """
    ending = f"-{why}-{commit[:8]}"
    for backup in backups(objects):
        if backup.commit == commit and backup.ref.endswith(ending):
            return backup.ref
    ref = f"{BACKUPS}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{ending}"
    objects.move(ref, commit, "", f"kbdesk: keep ({why})")
    return ref


def backups(objects: Objects) -> tuple[Backup, ...]:
    """Give what is kept, newest first."""
    outcome = objects.runner.run("for-each-ref", "--format=%(objectname) %(refname)", BACKUPS)
    found = []
    for line in outcome.out.decode("utf-8", "replace").splitlines():
        commit, _, ref = line.partition(" ")
        match = _NAME.fullmatch(ref.removeprefix(BACKUPS))
        if match:
            at, why, _ = match.groups()
            found.append(Backup(ref, commit, _time(at).isoformat(), _words(why)))
    return tuple(sorted(found, key=lambda backup: backup.ref, reverse=True))


def forget_old(objects: Objects, now: datetime) -> None:
    """Let go of what was kept for longer than 90 days."""
    for backup in backups(objects):
        if datetime.fromisoformat(backup.at) < now - KEPT:
            objects.move(backup.ref, "", backup.commit, "kbdesk: kept for 90 days")


def _time(written: str) -> datetime:
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _words(why: str) -> str:
    known = {
        "conflict": tr("before your version of an article was set aside"),
        "rewritten": tr("before the team's rewritten history was taken over"),
        "left": tr("files that another program had left in the folder"),
        "approved": tr("before the library went to an approved state"),
        "review": tr("before changes of yours went to, or left, a review"),
        "back": tr("before the library went back to an approved state"),
    }
    return known.get(why, why)
