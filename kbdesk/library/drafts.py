# SPDX-License-Identifier: MIT
"""Texts that are not in a library's history (yet), kept in the user's own folder, one file each."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, get_args

from kbdesk.errors import KbError
from kbdesk.library.atomic import reason, write_atomic
from kbdesk.library.faults import fault
from kbdesk.model import Draft
from kbdesk.model.writing import DraftKind

_SUFFIX = ".json"
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_NUMBER = re.compile(rb'\{"number": (\d{1,18}),')
_TEMPORARY = re.compile(r"\.kbdesk-(\d+)-\d+-.*\.tmp")
_HEAD_BYTES = 40
_RESERVE = ".reserve"
_RESERVE_BYTES = 65_536
"""Given up when the disk is full, so that what is being typed can still be kept."""


def drafts_folder(data: Path, root: str) -> Path:
    """Give the folder for the drafts of a library, made for this user alone.

    Args:
        data: the user's own folder.
        root: the library's folder.

    Raises:
        KbError: it cannot be made.
    """
    name = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:16]
    folder = data / "drafts" / name
    try:
        for place in (folder.parent, folder):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.name == "posix" and place.stat().st_mode & 0o077:
                place.chmod(0o700)
    except OSError as error:
        raise KbError(f"The folder {folder} for drafts cannot be made: {reason(error)}.") from error
    return folder


def keep_draft(folder: Path, draft: Draft) -> Draft:
    """Keep a draft, in the place of what was kept under its id, and give it with its new number.

    Raises:
        KbError: it could not be written; what was kept before is still there.
    """
    place = _place(folder, draft.id)
    try:
        kept = replace(draft, number=max(draft.number, *_numbers(folder)) + 1)
        # the number goes first, where _numbers looks for it
        data = json.dumps({"number": kept.number, **asdict(kept)}).encode("ascii")
        try:
            write_atomic(place, data)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            (folder / _RESERVE).unlink(missing_ok=True)
            write_atomic(place, data)
        fault("draft-written")
    except OSError as error:
        raise KbError(
            f"Your text of {draft.path} could not be kept as a draft: {reason(error)}.",
            "It is still in the window; make room or copy it before you close it.",
        ) from error
    _make_reserve(folder)
    return kept


def read_drafts(folder: Path) -> tuple[Draft, ...]:
    """Give the drafts of a library, the one kept last first; a damaged file is renamed to ``.broken``.

    Raises:
        KbError: the folder cannot be read.
    """
    drafts = []
    try:
        for name in sorted(os.listdir(folder)):  # noqa: PTH208 - names only
            if _is_left_over(name):
                (folder / name).unlink(missing_ok=True)
            if not name.startswith(".") and name.endswith(_SUFFIX):
                draft = _read(folder / name)
                if draft is not None:
                    drafts.append(draft)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise KbError(f"The drafts in {folder} cannot be read: {error.strerror}.") from error
    return tuple(sorted(drafts, key=lambda draft: draft.number, reverse=True))


def drop_draft(folder: Path, draft_id: str) -> None:
    """Remove a draft; nothing happens if there is none.

    Raises:
        KbError: it cannot be removed.
    """
    try:
        _place(folder, draft_id).unlink(missing_ok=True)
    except OSError as error:
        raise KbError(f"A draft in {folder} cannot be removed: {error.strerror}.") from error


def _place(folder: Path, draft_id: str) -> Path:
    if not _ID.fullmatch(draft_id):
        raise KbError(f"{draft_id!r} is not the name of a draft.")
    return folder / f"{draft_id}{_SUFFIX}"


def _numbers(folder: Path) -> list[int]:
    """Give the number of each draft that is kept, read from its first bytes, and 0."""
    numbers = [0]
    for place in folder.glob(f"*{_SUFFIX}"):
        with contextlib.suppress(FileNotFoundError), place.open("rb") as file:
            match = _NUMBER.match(file.read(_HEAD_BYTES))
            if match:
                numbers.append(int(match.group(1)))
    return numbers


def _read(place: Path) -> Draft | None:
    data = place.read_bytes()
    try:
        return _draft(json.loads(data), place.stem)
    except (ValueError, TypeError, RecursionError):
        with contextlib.suppress(OSError):
            place.replace(place.with_suffix(".broken"))
        return None


def _draft(values: Any, draft_id: str) -> Draft:  # noqa: ANN401 - what a file held
    """Give the draft that a file holds.

    Raises:
        ValueError: it does not hold one.
        TypeError: likewise.
    """
    known = {field.name: int if field.name == "number" else str for field in fields(Draft)}
    chosen = {name: value for name, value in dict(values).items() if name in known}
    if any(type(value) is not known[name] for name, value in chosen.items()):
        raise ValueError(draft_id)
    draft = Draft(**chosen)
    if draft.id != draft_id or draft.kind not in get_args(DraftKind):
        raise ValueError(draft_id)
    return draft


def _is_left_over(name: str) -> bool:
    """Tell whether a file is what a kbdesk that died had begun to write."""
    match = _TEMPORARY.fullmatch(name)
    if match is None or int(match.group(1)) == os.getpid() or os.name != "posix":
        return False
    try:
        os.kill(int(match.group(1)), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return False


def _make_reserve(folder: Path) -> None:
    place = folder / _RESERVE
    if not place.exists():
        with contextlib.suppress(OSError):
            place.write_bytes(os.urandom(_RESERVE_BYTES))  # what is all alike may take no room
