# SPDX-License-Identifier: MIT
"""Texts that are not in a library's history (yet), kept in the user's own folder, one file each.

A draft belongs to the window that kept it last, as long as that one lives. What another window keeps or drops
under the same name goes to a file of its own.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import os
import re
import time
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, get_args

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.atomic import reason, write_atomic
from kbdesk.library.faults import fault
from kbdesk.library.locks import take
from kbdesk.model import Draft
from kbdesk.model.writing import DraftKind

_log = logging.getLogger(__name__)
_SUFFIX = ".json"
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_NUMBER = re.compile(rb'\{"number": (\d{1,18}), (?:"window": "([0-9a-f-]{1,40})", )?')
_TEMPORARY = re.compile(r"\.kbdesk-(\d+)-\d+-.*\.tmp")
_HEAD_BYTES = 100
_WINDOW = ".window-"
_WINDOW_AGE_S = 60.0
_windows: dict[str, str] = {}
"""For each folder the name of this window; a locked file, open until the end, tells others that it lives."""
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
        raise KbError(
            tr(
                "The folder {folder} for drafts cannot be made: {reason}.",
                folder=folder,
                reason=reason(error),
            )
        ) from error
    return folder


def keep_draft(folder: Path, draft: Draft) -> Draft:
    """Keep a draft, in the place of what was kept under its id, and give it with its new number.

    Raises:
        KbError: it could not be written; what was kept before is still there.
    """
    try:
        place = _own_place(folder, draft.id, draft.text)
        kept = replace(draft, number=max(draft.number, *_numbers(folder)) + 1)
        # number and window go first, where they are looked for
        head = {"number": kept.number, "window": _window(folder)}
        data = json.dumps({**head, **asdict(replace(kept, id=place.stem))}).encode("ascii")
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
            tr(
                "Your text of {path} could not be kept as a draft: {reason}.",
                path=draft.path,
                reason=reason(error),
            ),
            tr("It is still in the window; make room or copy it before you close it."),
        ) from error
    _make_reserve(folder)
    return kept


def read_drafts(folder: Path) -> tuple[Draft, ...]:
    """Give the drafts of a library, the one kept last first; a damaged file is renamed to ``.broken``.

    One that the disk refuses to give is left out, and in the log.

    Raises:
        KbError: the folder cannot be read.
    """
    drafts = []
    try:
        for name in sorted(_names(folder)):
            with contextlib.suppress(OSError):  # another window has removed it
                if _is_left_over(name) or (name.startswith(_WINDOW) and _has_ended(folder / name)):
                    (folder / name).unlink()
            if not name.startswith(".") and name.endswith(_SUFFIX):
                draft = _read(folder / name)
                if draft is not None:
                    drafts.append(draft)
    except OSError as error:
        raise KbError(
            tr("The drafts in {folder} cannot be read: {reason}.", folder=folder, reason=error.strerror)
        ) from error
    return tuple(sorted(drafts, key=lambda draft: draft.number, reverse=True))


def drop_draft(folder: Path, draft_id: str) -> None:
    """Remove a draft; nothing happens if there is none, or if another window writes on it.

    Raises:
        KbError: it cannot be removed.
    """
    try:
        _own_place(folder, draft_id).unlink(missing_ok=True)
    except OSError as error:
        raise KbError(
            tr("A draft in {folder} cannot be removed: {reason}.", folder=folder, reason=error.strerror)
        ) from error


def is_elsewhere(folder: Path, draft_id: str) -> bool:
    """Tell whether a draft was kept last by another window, which is still there."""
    window = _window_of(_place(folder, draft_id))
    return window not in ("", _window(folder)) and _lives(folder / f"{_WINDOW}{window}")


def _own_place(folder: Path, draft_id: str, text: str | None = None) -> Path:
    """Give the file of a draft for this window: another one than usual if another window has that.

    One that holds this very text can be taken over: nothing goes with it.
    """
    usual, own = _place(folder, draft_id), _place(folder, f"{draft_id[:60]}-w{_window(folder)}")
    if own.exists():
        return own
    if not is_elsewhere(folder, draft_id):
        return usual
    kept = _read(usual) if text is not None else None
    return usual if kept is not None and kept.text == text else own


def _window_of(place: Path) -> str:
    """Give the window that kept a draft last; "" if that is not known."""
    try:
        with place.open("rb") as file:
            match = _NUMBER.match(file.read(_HEAD_BYTES))
    except OSError:
        return ""
    return (match.group(2) or b"").decode("ascii") if match else ""


def _window(folder: Path) -> str:
    """Give the name of this window, and let others see that it lives; "0" if that cannot be."""
    name = _windows.get(str(folder))
    if name and (folder / f"{_WINDOW}{name}").exists():
        return name
    name = f"{os.getpid():x}-{os.urandom(4).hex()}"
    try:
        descriptor = os.open(folder / f"{_WINDOW}{name}", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return "0"
    take(descriptor)
    _windows[str(folder)] = name
    return name


def _lives(place: Path) -> bool:
    try:
        descriptor = os.open(place, os.O_RDWR)
    except OSError:
        return False
    try:
        return take(descriptor) is False
    finally:
        os.close(descriptor)


def _has_ended(place: Path) -> bool:
    """Tell whether a window is gone; one that just began may not have locked its file yet."""
    return time.time() - place.stat().st_mtime > _WINDOW_AGE_S and not _lives(place)


def _place(folder: Path, draft_id: str) -> Path:
    if not _ID.fullmatch(draft_id):
        raise KbError(tr("{name!r} is not the name of a draft.", name=draft_id))
    return folder / f"{draft_id}{_SUFFIX}"


def _numbers(folder: Path) -> list[int]:
    """Give the number of each draft that is kept, read from its first bytes, and 0."""
    numbers = [0]
    for place in folder.glob(f"*{_SUFFIX}"):
        # another window has dropped it, or it cannot be read: no reason to keep nothing any more
        with contextlib.suppress(OSError), place.open("rb") as file:
            match = _NUMBER.match(file.read(_HEAD_BYTES))
            if match:
                numbers.append(int(match.group(1)))
    return numbers


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names only
    except FileNotFoundError:
        return []


def _read(place: Path) -> Draft | None:
    try:
        data = place.read_bytes()
    except FileNotFoundError:  # another window has dropped it at this moment
        return None
    except OSError as error:  # the others can be read; this one stays where it is
        _log.warning("A draft cannot be read: %s", error.strerror)
        return None
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
        raise ValueError
    draft = Draft(**chosen)
    if draft.id != draft_id or draft.kind not in get_args(DraftKind):
        raise ValueError
    return draft


def _is_left_over(name: str) -> bool:
    """Tell whether a file is what a kbdesk that died had begun to write."""
    match = _TEMPORARY.fullmatch(name)
    if match is None or os.name != "posix":
        return False
    try:
        os.kill(int(match.group(1)), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return False


def _make_reserve(folder: Path) -> None:
    """Hold room back; again, if there was too little the last time."""
    place = folder / _RESERVE
    with contextlib.suppress(OSError):
        if not place.exists() or place.stat().st_size < _RESERVE_BYTES:
            place.write_bytes(os.urandom(_RESERVE_BYTES))  # what is all alike may take no room
