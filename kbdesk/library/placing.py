# SPDX-License-Identifier: MIT
"""Puts new contents in the place of files of the library: all are checked first, each is replaced at once."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbdesk.errors import ChangedMeanwhile, KbError
from kbdesk.language import tr
from kbdesk.library.atomic import reason, replace, sync_folder, temporary_name, write_temporary
from kbdesk.library.audit import is_link
from kbdesk.library.faults import fault
from kbdesk.library.files import blob_id
from kbdesk.library.paths import check_new_path
from kbdesk.model import Change

_LIMIT_BYTES = 50_000_000


@dataclass(slots=True)
class _Target:
    """A file that shall change, as it was found, and the temporary file that will take its place."""

    change: Change
    place: Path
    old: bytes | None
    mode: int
    temporary: Path | None = None
    done: bool = False

    @property
    def is_due(self) -> bool:
        """Whether anything is to be done: a save that was interrupted may have done it already."""
        return self.old != self.change.data


def content(root: Path, path: str) -> bytes | None:
    """Give the bytes of a file of the library; None if there is none.

    Raises:
        KbError: it is a link, no plain file, outside of the library, or cannot be read.
    """
    return _found(root, path)[0]


def put(root: Path, changes: Sequence[Change], note: Callable[[str], None]) -> None:
    """Make all changes in the folder, or none.

    Each file is checked once more in the moment before it is replaced. If that fails for one, those that were
    replaced before are put back.

    Args:
        root: the library's folder.
        changes: at most one for a path.
        note: is given the library path of each temporary file before it is made.

    Raises:
        ChangedMeanwhile: a file is neither what its change began from nor what it leads to.
        KbError: a file cannot be written; it is as it was.
    """
    targets = _targets(root, changes)
    made: list[Path] = []
    target = None
    try:
        for target in targets:
            if target.change.data is not None and target.is_due:
                made += _make_folders(root, target.place.parent)
                _write_beside(root, target, target.change.data, note)
        fault("file-temp-written")
        for target in _in_order(targets):
            if target.is_due:
                _carry_out(root, target)
        for folder in {target.place.parent for target in targets if target.place.parent.is_dir()}:
            sync_folder(folder)
    except (OSError, KbError) as error:
        _undo(root, targets, made, note)
        if isinstance(error, OSError):
            path = target.change.path if target else ""
            raise KbError(
                tr("{path} could not be saved: {reason}.", path=path, reason=reason(error)),
                tr("The file is as it was; your text is kept."),
            ) from error
        raise
    for target in targets:
        if target.change.data is None:
            _remove_empty_folders(root, target.place.parent)


def _targets(root: Path, changes: Sequence[Change]) -> list[_Target]:
    if len({change.path for change in changes}) != len(changes):
        raise ValueError  # two changes of one file are a mistake of ours
    leaving = {change.path for change in changes if change.data is None}
    targets = []
    for change in changes:
        old, mode = _found(root, change.path)
        if old is not None and _is_other_spelling(root, change.path, leaving):
            old = None  # the file that is about to leave, found under its new name
        if old is None and change.data is not None and not change.base:
            check_new_path(root, change.path, leaving)
        target = _Target(change, root / change.path, old, mode)
        if target.is_due and (blob_id(old) if old is not None else "") != change.base:
            raise ChangedMeanwhile(change.path)
        targets.append(target)
    return targets


def _found(root: Path, path: str) -> tuple[bytes | None, int]:
    """Give the bytes and rights of a plain file of the library; (None, …) if there is none."""
    parts = path.split("/")
    if not path or any(part in ("", ".", "..") or part.lower() in (".git", "git~1") for part in parts):
        raise KbError(tr("{path!r} is not the name of a file in this library.", path=path))
    place = root
    try:
        for part in parts:
            place /= part
            status = place.lstat()
            if is_link(status):
                raise KbError(
                    tr("{path} is a link to another place, which kbdesk does not write to.", path=path)
                )
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LIMIT_BYTES:
            raise KbError(tr("{path} is not a plain file of normal size.", path=path))
        return place.read_bytes(), stat.S_IMODE(status.st_mode)
    except FileNotFoundError:
        return None, 0o666
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else tr("its name is not usable")
        raise KbError(tr("{path} cannot be read: {reason}.", path=path, reason=why)) from error


def _is_other_spelling(root: Path, path: str, leaving: set[str]) -> bool:
    """Tell whether a path is found only because this system takes it for one that leaves (a.md, A.md)."""
    place = root / path
    if not leaving or place.name in os.listdir(place.parent):  # noqa: PTH208 - names only
        return False
    return any(place.samefile(root / other) for other in leaving if (root / other).exists())


def _make_folders(root: Path, folder: Path) -> list[Path]:
    """Make the folders that are missing and give them, the topmost first."""
    missing = []
    while folder != root and not folder.exists():
        missing.append(folder)
        folder = folder.parent
    missing.reverse()
    for place in missing:
        place.mkdir(exist_ok=True)
        sync_folder(place.parent)
    return missing


def _write_beside(root: Path, target: _Target, data: bytes, note: Callable[[str], None]) -> Path:
    """Write what shall take the place of a file, with its rights, and give where."""
    target.temporary = temporary = target.place.with_name(temporary_name(target.place.name))
    note(temporary.relative_to(root).as_posix())
    write_temporary(temporary, data, 0o666)
    if target.old is not None:
        with contextlib.suppress(OSError):  # some shares have no rights to set
            temporary.chmod(target.mode)
    return temporary


def _in_order(targets: list[_Target]) -> list[_Target]:
    """Give new contents first and deletions last, but a name that only changes its case the other way."""
    new = {target.change.path.casefold() for target in targets if target.change.data is not None}

    def order(target: _Target) -> int:
        if target.change.data is not None:
            return 1
        return 0 if target.change.path.casefold() in new else 2

    return sorted(targets, key=order)


def _carry_out(root: Path, target: _Target) -> None:
    path = target.change.path
    if _found(root, path)[0] != target.old:
        raise ChangedMeanwhile(path)
    if target.temporary is None:
        target.place.unlink()
    else:
        replace(target.temporary, target.place)
        target.temporary = None
    target.done = True


def _undo(root: Path, targets: list[_Target], made: list[Path], note: Callable[[str], None]) -> None:
    """Put back what was replaced, as long as nobody else has touched it, and leave nothing behind.

    The last comes first: what it was going to write makes room, and of two spellings of one name (a.md, A.md)
    the new one goes before the old one comes back.
    """
    for target in reversed(_in_order(targets)):
        with contextlib.suppress(OSError, KbError):
            if target.done and content(root, target.change.path) == target.change.data:
                _put_back(root, target, note)
        with contextlib.suppress(OSError):
            if target.temporary is not None:
                target.temporary.unlink()
    for folder in reversed(made):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _put_back(root: Path, target: _Target, note: Callable[[str], None]) -> None:
    if target.old is None:
        target.place.unlink()
    else:
        replace(_write_beside(root, target, target.old, note), target.place)


def _remove_empty_folders(root: Path, folder: Path) -> None:
    with contextlib.suppress(OSError):
        while folder != root:
            folder.rmdir()
            folder = folder.parent
