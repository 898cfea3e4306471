# SPDX-License-Identifier: MIT
"""Makes a fresh copy of a team's library on this computer."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.library.addresses import has_password, is_cloneable, shown
from kbdesk.library.runner import GitRunner

_IDLE_DEADLINE_S = 60.0


def clone(source: str, folder: Path) -> None:
    """Clone a repository into a folder that does not exist yet or is empty.

    The copy is made beside it and takes its name when it is whole. It has no hooks and no submodules, and
    links in it become small text files.

    Args:
        source: https://…, ssh://…, user@host:path, or an absolute path on this computer.
        folder: where the library shall be.

    Raises:
        KbError: the address or the folder cannot be used, git is missing, or the clone failed.
    """
    _check_source(source)
    target = _check_folder(folder)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent))
    try:
        copy = work / "clone"
        outcome = GitRunner().run(*_arguments(source, copy), deadline_s=_IDLE_DEADLINE_S, idle=True)
        if outcome.status != 0:
            raise KbError(f"{shown(source)} could not be cloned: {outcome.error}.", "Check the address.")
        if target.exists():
            target.rmdir()
        copy.replace(target)
    except OSError as error:
        raise KbError(f"The copy could not be put at {target}: {error.strerror or error}.") from error
    finally:
        _remove(work)


def _arguments(source: str, copy: Path) -> tuple[str, ...]:
    return (
        "clone",
        "--progress",  # a sign of life, from which the deadline counts
        "--no-local",  # a local source is sent like a remote one: none of its files are linked or copied
        "--no-recurse-submodules",
        "--template=",
        "--origin=origin",
        "--upload-pack=git-upload-pack",
        "--config",
        "core.symlinks=false",
        "--",
        source,
        str(copy),
    )


def _check_source(source: str) -> None:
    if not is_cloneable(source):
        raise KbError(
            f"{shown(source)!r} is not an address that can be cloned.",
            "Use https://…, ssh://…, user@host:path, or a full path on this computer.",
        )
    if has_password(source):
        raise KbError(
            "The address holds a password or token, which git would store in the clear.",
            "Leave it out and let git's credential helper ask for it.",
        )


def _check_folder(folder: Path) -> Path:
    target = Path(os.path.abspath(folder))  # noqa: PTH100 - a link at its end must stay one, to be refused
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise KbError(f"{target} is already in use.", "Choose a folder that does not exist yet.")
    if not target.parent.is_dir():
        raise KbError(f"The folder {target.parent} does not exist.", "Make it first or choose another.")
    return target


def _remove(folder: Path) -> None:
    """Remove a half-made copy; git's object files are read-only, which stops Windows."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            if not path.is_symlink():
                path.chmod(stat.S_IWRITE | stat.S_IREAD)
    shutil.rmtree(folder, ignore_errors=True)
