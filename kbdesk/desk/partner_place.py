# SPDX-License-Identifier: MIT
"""An export put into a partner's folder: ours is kept up to date there, theirs is never touched.

A list in the folder tells which files are ours and how we left them. It lies in somebody else's hands, so it
is read with care: a file is only removed if it is in the folder, no link, and still to the byte what we put
there.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kbdesk import library
from kbdesk.desk.checking import check
from kbdesk.desk.partner import Exported, Outgoing
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.atomic import reason
from kbdesk.library.placing import content
from kbdesk.model import Author, Change, Finding

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

MANIFEST = "kbdesk-partner.json"
SCHEMA = "kbdesk-partner/1"
_LIMIT_BYTES = 20_000_000
_BLOB = re.compile(r"[0-9a-f]{40}")
_MAIL = "kbdesk@localhost"
"""Nobody's address: who exported it is not the partner's business."""


@dataclass
class _Plan:
    """What is to be done in the folder."""

    changes: list[Change] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    ours: dict[str, str] = field(default_factory=dict)
    """The blob id of each file that is ours, as it will stand there."""


def export_to(desk: Desk, folder: Path, made: Outgoing, *, over: bool = False) -> Exported:
    """Bring a partner's folder up to date with an export, and check what stands there then.

    The folder is made if it is not there. A repository gets one version more; nothing else of it changes.

    Args:
        desk: the open library.
        folder: the partner's folder.
        made: what goes out.
        over: whether what they changed in our files gives way. What they added stays in any case.

    Raises:
        KbError: the folder cannot be used, or cannot be written; it is as it was then.
    """
    place = _folder(desk, folder)
    known = _known(place, made)
    plan = _planned(place, made, known, over=over)
    manifest = _manifest(made, plan.ours)
    before = content(place, MANIFEST)
    documents = list(plan.changes)
    saved_version = notice = ""
    if documents or before != manifest:
        base = library.blob_id(before) if before is not None else ""
        plan.changes.append(Change(MANIFEST, manifest, base))
        info = library.open_library(place)
        words = f"Update from {made.name}: {len(documents)} file{'' if len(documents) == 1 else 's'}"
        author = Author(made.name, _MAIL)
        saved = library.save(info, plan.changes, words, author, desk.clock().isoformat(timespec="seconds"))
        saved_version = saved.commit
        if info.git not in ("no-repository", "ok", "unborn", "shallow"):
            notice = saved.notice
    return Exported(
        str(place),
        made,
        tuple(change.path for change in documents if change.data is not None),
        tuple(change.path for change in documents if change.data is None),
        tuple(plan.kept),
        _findings(desk, place, made),
        saved_version,
        notice,
    )


def _folder(desk: Desk, folder: Path) -> Path:
    """The folder, made if it is not there, with every link on the way to it followed.

    Raises:
        KbError: it is our library or holds it, is in use for something else, or cannot be made.
    """
    try:
        place = folder.absolute().resolve()
    except (OSError, RuntimeError) as error:
        raise KbError(
            tr("{folder} cannot be used: {error}.", folder=folder, error=error), tr("Choose another folder.")
        ) from error
    if place.is_relative_to(desk.root) or desk.root.is_relative_to(place):
        raise KbError(
            tr("{folder} lies in this library or holds it.", folder=folder),
            tr("Choose a folder of its own for the partner."),
        )
    try:
        place.mkdir(parents=True, exist_ok=True)
        names = set(os.listdir(place))  # noqa: PTH208 - names only
    except OSError as error:
        raise KbError(
            tr("{folder} cannot be used: {reason}.", folder=folder, reason=reason(error)),
            tr("Choose another folder."),
        ) from error
    if names and not names & {MANIFEST, ".git"}:
        raise KbError(
            tr("{folder} holds other files already, and nothing that was exported before.", folder=folder),
            tr("Choose an empty folder, or the partner's repository."),
        )
    return place


def _known(place: Path, made: Outgoing) -> dict[str, str]:
    """Which files of the folder are ours, and their blob ids as we left them.

    Raises:
        KbError: the list is damaged, or of another library or audience.
    """
    try:
        status = (place / MANIFEST).lstat()
    except FileNotFoundError:
        return {}
    if not stat.S_ISREG(status.st_mode) or status.st_size > _LIMIT_BYTES:
        raise KbError(
            tr("{manifest} in {place} is no plain file.", manifest=MANIFEST, place=place),
            tr("Take it away, or choose another folder."),
        )
    try:
        read = json.loads((place / MANIFEST).read_bytes())
        schema, of, audience, files = (read.get(key) for key in ("schema", "from", "audience", "files"))
        good = schema == SCHEMA and isinstance(files, dict)
    except (OSError, ValueError, AttributeError, RecursionError):
        good = False
    if not good or not all(isinstance(one, str) and _BLOB.fullmatch(one) for one in files.values()):
        raise KbError(
            tr(
                "{manifest} in {place} is damaged, so it cannot be told which files are ours.",
                manifest=MANIFEST,
                place=place,
            ),
            tr("Get it back from the folder's history, or choose an empty folder."),
        )
    strange = of != made.name and files.keys().isdisjoint(path for path, _ in made.files)
    if audience != made.audience or (files and strange):
        raise KbError(
            tr(
                "{place} was filled from “{of}” for the audience “{audience}”.",
                place=place,
                of=str(of)[:80],
                audience=str(audience)[:20],
            ),
            tr("Choose another folder for this export."),
        )
    return {path: blob for path, blob in files.items() if path != MANIFEST}


def _planned(place: Path, made: Outgoing, known: dict[str, str], *, over: bool) -> _Plan:
    plan = _Plan()
    for path, data in made.files:
        _plan_file(place, plan, path, data, known.get(path, ""), over=over)
    going = dict(made.files)
    for path in sorted(known.keys() - going.keys()):
        now = _now(place, path, plan)
        if now is None:
            continue
        if over or known[path] in _blobs(now):
            plan.changes.append(Change(path, None, library.blob_id(now)))
        else:
            plan.kept.append(
                (path, tr("it is no longer part of the export, but they changed it, so it was left as it is"))
            )
    return plan


def _plan_file(place: Path, plan: _Plan, path: str, data: bytes, known: str, *, over: bool) -> None:
    kept = len(plan.kept)
    now = _now(place, path, plan)
    if len(plan.kept) > kept:
        return
    blob = library.blob_id(data)
    if now is None:
        try:
            library.check_new_path(place, path)
        except KbError as error:
            plan.kept.append((path, error.message))
            return
        plan.changes.append(Change(path, data))
        plan.ours[path] = blob
    elif blob in _blobs(now):
        plan.ours[path] = blob
    elif known and (over or known in _blobs(now)):
        plan.changes.append(Change(path, data, library.blob_id(now)))
        plan.ours[path] = blob
    else:
        plan.kept.append((path, _kept_as(known)))
        if known:
            plan.ours[path] = known


def _kept_as(known: str) -> str:
    """Why a file of the folder is left as it is; ``known``: the blob id under which it was exported."""
    if known:
        return tr("they changed it, so it was left as it is")
    return tr("there is a file of theirs under this name")


def _now(place: Path, path: str, plan: _Plan) -> bytes | None:
    """What stands in the folder under a path; None if nothing. A link or anything odd is left as it is."""
    try:
        return content(place, path)
    except KbError as error:
        plan.kept.append((path, error.message))
        return None


def _blobs(data: bytes) -> Iterator[str]:
    """The ids of a file's bytes, and of the same text with the line ends that git may have given it."""
    yield library.blob_id(data)
    if b"\r\n" in data:
        yield library.blob_id(data.replace(b"\r\n", b"\n"))


def _manifest(made: Outgoing, ours: dict[str, str]) -> bytes:
    whole = {
        "schema": SCHEMA,
        "note": "Written by kbdesk: which files come from the other company. Do not change it.",
        "from": made.name,
        "audience": made.audience,
        "files": dict(sorted(ours.items())),
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _findings(desk: Desk, place: Path, made: Outgoing) -> tuple[Finding, ...]:
    """What the checker finds in our files as they stand there, personal data too."""
    there = tuple(path for path in made.documents if _is_there(place, path))
    if not there:
        return ()
    partner = type(desk)(place, desk.home, author=desk.author, clock=desk.clock)
    try:
        return check(partner, there)
    finally:
        partner.close()


def _is_there(place: Path, path: str) -> bool:
    try:
        return content(place, path) is not None
    except KbError:
        return False
