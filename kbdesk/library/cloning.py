# SPDX-License-Identifier: MIT
"""Makes a fresh copy of a team's library on this computer."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import has_password, is_cloneable, redact_url, shown
from kbdesk.library.atomic import reason
from kbdesk.library.process import NoAnswer
from kbdesk.library.runner import GitRunner, Outcome
from kbdesk.library.sync.remote import IDLE_DEADLINE_S, NO_WINDOWS
from kbdesk.library.sync.troubles import RemoteTrouble, offline, trouble_of
from kbdesk.model import SignIn


def clone(
    source: str,
    folder: Path,
    *,
    sign_in: SignIn | None = None,
    cancelled: Callable[[], bool] | None = None,
    said: Callable[[str], None] | None = None,
) -> None:
    """Clone a repository into a folder that does not exist yet or is empty.

    The copy is made beside it and takes its name when it is whole. It has no hooks and no submodules, links
    in it become small text files, and line ends stay as they are. Nothing in it is run.

    Args:
        source: https://…, ssh://…, user@host:path, or an absolute path on this computer.
        folder: where the library shall be.
        sign_in: name and password for the server; nothing of them is stored.
        cancelled: once it says yes, cloning stops and leaves nothing behind.
        said: is given the progress as git tells it.

    Raises:
        RemoteTrouble: it could not be cloned, with the kind of trouble (``sign-in``, ``offline`` …).
        KbError: the address or the folder cannot be used, or git is missing.
        Cancelled: the person stopped it.
    """
    _check_source(source)
    target = _check_folder(folder)
    if sign_in is not None and not sign_in.address:
        sign_in = replace(sign_in, address=source)
    try:
        work = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent))
    except OSError as error:
        raise KbError(
            tr("Nothing can be written to {parent}: {reason}.", parent=target.parent, reason=reason(error))
        ) from error
    try:
        copy = work / "clone"
        outcome = _run(_arguments(source, copy), source, sign_in, cancelled, said)
        if outcome.status != 0:
            raise _failed(source, trouble_of(outcome, redact_url(source)))
        if target.exists():
            target.rmdir()
        copy.replace(target)
    except OSError as error:
        raise KbError(
            tr("The copy could not be put at {target}: {reason}.", target=target, reason=reason(error))
        ) from error
    finally:
        remove_tree(work)


def _run(
    arguments: tuple[str, ...],
    source: str,
    sign_in: SignIn | None,
    cancelled: Callable[[], bool] | None,
    said: Callable[[str], None] | None,
) -> Outcome:
    try:
        return GitRunner().run(
            *arguments,
            deadline_s=IDLE_DEADLINE_S,
            idle=True,
            environment=NO_WINDOWS,
            sign_in=sign_in,
            said=said,
            cancelled=cancelled,
        )
    except NoAnswer:
        raise _failed(source, offline(shown(source, 120), tr("it did not answer"))) from None


def _failed(source: str, trouble: RemoteTrouble) -> RemoteTrouble:
    hint = trouble.hint if trouble.kind != "offline" else tr("Check the address and your connection.")
    return RemoteTrouble(
        trouble.kind,
        tr("{address} could not be cloned. {why}", address=shown(source), why=trouble.message),
        hint,
    )


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
        "--config",
        "core.autocrlf=false",  # a computer's own setting would make every file differ from what is shared
        "--",
        source,
        str(copy),
    )


def _check_source(source: str) -> None:
    if not is_cloneable(source):
        raise KbError(
            tr("{address!r} is not an address that can be cloned.", address=shown(source)),
            tr("Use https://…, ssh://…, user@host:path, or a full path on this computer."),
        )
    if has_password(source):
        raise KbError(
            tr("The address holds a password or token, which git would store in the clear."),
            tr("Leave it out and let git's credential helper ask for it."),
        )


def _check_folder(folder: Path) -> Path:
    target = Path(os.path.abspath(folder))  # noqa: PTH100 - a link at its end must stay one, to be refused
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise KbError(
            tr("{target} is already in use.", target=target), tr("Choose a folder that does not exist yet.")
        )
    if not target.parent.is_dir():
        raise KbError(
            tr("The folder {parent} does not exist.", parent=target.parent),
            tr("Make it first or choose another."),
        )
    return target


def remove_tree(folder: Path) -> None:
    """Remove a copy, best effort; git's object files are read-only, which stops Windows."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            if not path.is_symlink():
                path.chmod(stat.S_IWRITE | stat.S_IREAD)
    shutil.rmtree(folder, ignore_errors=True)
