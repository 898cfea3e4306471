# SPDX-License-Identifier: MIT
"""Approved and latest: states of the library that maintainers approved, and which of the two a folder shows.

The tag ``approved`` moves on with every approval; a dated tag beside it stays. Both carry the list of what
changed, so that any git host shows it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import shown
from kbdesk.library.files import is_article_path
from kbdesk.library.locks import folder_lock
from kbdesk.library.objects import Objects
from kbdesk.library.sync.backups import keep
from kbdesk.library.sync.remote import APPROVALS, INCOMING, Connection, RemoteTrouble, shared_copy
from kbdesk.library.sync.review import team_text, tips
from kbdesk.library.sync.standing import unsent
from kbdesk.library.sync.worktree import Folder
from kbdesk.model import Approval, Author
from kbdesk.model.team import Channel

_TAGS = "refs/tags/"
_CURRENT = "approved"
_FORMAT = "%00".join(
    (
        "%(refname)",
        "%(objectname)",
        "%(*objectname)",
        "%(taggername)",
        "%(creatordate:iso-strict)",
        "%(contents)",
        "",
    )
)
_DEADLINE_S = 60.0
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Kind = Literal["added", "changed", "renamed", "removed"]


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that differs between two states of the library."""

    kind: Kind
    path: str
    blob: str
    """The newer one; the older one if the file was removed."""
    before: str = ""
    """Its former path, if it was renamed."""
    by: tuple[str, ...] = ()
    """Who changed it, the last one first."""


def approvals(objects: Objects) -> tuple[Approval, ...]:
    """Give the approved states, newest first; the current one is marked."""
    outcome = objects.runner.run("for-each-ref", f"--format={_FORMAT}", APPROVALS)
    fields = outcome.out.decode("utf-8", "replace").split("\0")[:-1]
    found: dict[str, Approval] = {}
    for ref, tag, commit, by, at, said in zip(*(fields[part::6] for part in range(6)), strict=True):
        name = ref.strip().removeprefix(APPROVALS)
        notes = _UNSHOWN.sub(" ", said).strip() if commit else ""
        found[name] = Approval(name, commit or tag, shown(by), at, notes)
    current = found.pop(_CURRENT, None)
    dated = sorted(found.values(), key=lambda one: (one.at, _order(one.name)), reverse=True)
    marked, known = [], False
    for one in dated:
        is_current = not known and current is not None and one.commit == current.commit
        known = known or is_current
        marked.append(Approval(one.name, one.commit, one.by, one.at, one.notes, is_current))
    if current is not None and not known:  # moved by another program
        marked.insert(
            0, Approval(_CURRENT, current.commit, current.by, current.at, current.notes, current=True)
        )
    return tuple(marked)


def approved(objects: Objects) -> str:
    """Give the commit that was approved last; "" if none was."""
    return objects.commit_of(f"{APPROVALS}{_CURRENT}")


def approve(
    objects: Objects, connection: Connection | None, commit: str, notes: str, author: Author, now: datetime
) -> Approval:
    """Approve a state of the library.

    Args:
        objects: the library's objects.
        connection: the way to the shared copy; None if there is none.
        commit: what is approved.
        notes: what changed, as Markdown.
        author: who approves it.
        now: the time, with its zone.

    Raises:
        KbError: somebody else approved at the same moment, or the shared copy does not take it.
    """
    (known,) = tips(objects, APPROVALS)
    name = _free_name(known, now)
    tags = {one: _tag(objects, one, commit, notes, author, now) for one in (name, _CURRENT)}
    if connection is not None:
        lease = {f"{_TAGS}{_CURRENT}": known.get(_CURRENT, "")}
        try:
            _push(connection, [f"{tag}:{_TAGS}{one}" for one, tag in tags.items()], lease)
        except RemoteTrouble as trouble:
            if trouble.kind != "race":
                raise
            raise KbError(
                tr("Somebody else approved a version at the same moment."),
                tr("Look at it, then approve again."),
            ) from None
    moves = [(f"{APPROVALS}{one}", tag, known.get(one, "")) for one, tag in tags.items()]
    objects.move_all(moves, "kbdesk: approved")
    return Approval(name, commit, author.name, now.isoformat(), notes, current=True)


def back_to(objects: Objects, connection: Connection | None, folder: Folder, approval: Approval) -> str:
    """Put an approved state upon the team's latest text as a new change, and give its commit.

    Nothing is rewritten: what came after it stays in the history, and its tip among the backups. The folder
    follows with the next round, or, without a shared copy, at once.

    Raises:
        KbError: the latest text is that state already, or the shared copy does not take it.
    """
    latest = team_text(objects)
    if not objects.changed_paths(latest, approval.commit):
        raise KbError(tr("The latest version is that approved state already."))
    message = (
        f"Back to the version that was approved on {approval.at[:10]}\n\n"
        f"It is {approval.name}. What was changed since then can still be opened in the history."
    )
    commit = objects.commit_tree(
        f"{approval.commit}^{{tree}}", (latest,), message, folder.author, folder.now.isoformat()
    )
    keep(objects, latest, "back", folder.now)
    if connection is not None:
        connection.push(f"{commit}:{connection.remote.branch}")
        objects.move(INCOMING, commit, objects.commit_of(INCOMING), "kbdesk: sent")
        return commit
    with folder_lock(objects.root):
        if not folder.move(f"refs/heads/{objects.head()[0]}", latest, commit, (), "kbdesk: back"):
            raise KbError(tr("Somebody saved at this moment, so nothing was changed."), tr("Try again."))
    return commit


def switch(objects: Objects, folder: Folder, channel: Channel) -> None:
    """Bring branch and folder to what a channel shows, as far as this computer has it.

    Raises:
        KbError: nothing was approved yet, or changes that were not sent would be left behind.
    """
    with folder_lock(objects.root):
        folder.finish()
        branch, head = objects.head()
        remote = shared_copy(objects, branch)
        if remote is None:
            raise KbError(
                tr("This library has no shared copy, so its folder always shows the latest version.")
            )
        latest, target = team_text(objects), approved(objects)
        if channel == "approved" and not target:
            raise KbError(tr("The team has not approved anything yet."), tr("Stay at the latest version."))
        waiting = unsent(objects, head, (latest, objects.commit_of(INCOMING), target), remote)
        if channel == "approved" and waiting:
            raise KbError(tr("Changes of yours were not sent yet."), tr("Send them first, then switch."))
        new = target if channel == "approved" else latest
        if waiting or not new or new == head:
            return  # unsent changes upon what is approved: the next round puts them together with the latest
        if not objects.is_ancestor(head, new) and not objects.is_ancestor(head, latest):
            keep(objects, head, "approved", folder.now)
        folder.move(f"refs/heads/{branch}", head, new, (), f"kbdesk: go to {channel}")


def changes_between(objects: Objects, old: str, new: str) -> tuple[ChangedFile, ...]:
    """Give what differs between two states, by path, with who changed it."""
    out = objects.runner.run(
        "diff-tree", "-r", "-z", "-M", "--raw", "--no-abbrev", old, new, deadline_s=_DEADLINE_S
    ).out
    writers = _writers(objects, old, new)
    fields = iter(out.split(b"\0")[:-1])
    found = []
    for head in fields:
        _, _, old_blob, new_blob, status = head.decode("ascii").split(" ")
        path = os.fsdecode(next(fields))
        before = ""
        if status[0] in "RC":
            before, path = path, os.fsdecode(next(fields))
        kinds: Mapping[str, Kind] = {"A": "added", "C": "added", "D": "removed", "R": "renamed"}
        kind = kinds.get(status[0], "changed")
        by = tuple(dict.fromkeys((*writers.get(path, ()), *writers.get(before, ()))))
        blob = old_blob if kind == "removed" else new_blob
        found.append(ChangedFile(kind, path, blob, before if kind == "renamed" else "", by))
    return tuple(sorted(found, key=lambda one: (not is_article_path(one.path), one.path)))


def _writers(objects: Objects, old: str, new: str) -> dict[str, dict[str, None]]:
    """Give who changed each path between two states, the last one first."""
    options = ("-z", "--no-merges", "--no-renames", "--name-only", "--encoding=UTF-8", "--format=%x01%an")
    out = objects.runner.run("log", *options, f"{old}..{new}", "--", deadline_s=_DEADLINE_S).out
    found: dict[str, dict[str, None]] = {}
    name = ""
    for token in out.split(b"\0"):
        if token.startswith(b"\x01"):
            name = shown(token[1:].decode("utf-8", "replace"))
        elif token:
            found.setdefault(os.fsdecode(token.removeprefix(b"\n")), {})[name] = None
    return found


def _tag(objects: Objects, name: str, commit: str, notes: str, author: Author, now: datetime) -> str:
    """Store an annotated tag and give its id; nothing is signed and no program of git's is asked."""
    at = now.astimezone(UTC)
    text = (
        f"object {commit}\ntype commit\ntag {name}\n"
        f"tagger {author.name} <{author.email}> {int(at.timestamp())} +0000\n\n{notes.strip()}\n"
    )
    outcome = objects.runner.run("mktag", stdin=text.replace("\0", "").encode("utf-8", "replace"))
    if outcome.status != 0:
        raise KbError(tr("The approval could not be written: {error}.", error=outcome.error))
    return outcome.out.decode("ascii").strip()


def _push(connection: Connection, refspecs: list[str], leases: dict[str, str]) -> None:
    """Send all or none; to a host that cannot do that one after the other, the dated tag first."""
    try:
        connection.push(*refspecs, leases=leases)
    except RemoteTrouble as trouble:
        if "--atomic" not in trouble.message:
            raise
        for refspec in refspecs:
            connection.push(refspec, leases=leases)


def _free_name(known: Mapping[str, str], now: datetime) -> str:
    name = f"{_CURRENT}-{now:%Y-%m-%d}"
    number = 2
    free = name
    while free in known:
        free = f"{name}.{number}"
        number += 1
    return free


def _order(name: str) -> tuple[str, int]:
    """Give what sorts "approved-2026-11-22.10" after "approved-2026-11-22.9"."""
    day, _, number = name.partition(".")
    return day, int(number) if number.isdigit() else 1
