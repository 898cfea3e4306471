# SPDX-License-Identifier: MIT
"""Makes a new library: files in an empty folder and, where git is installed, their first version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.runner import GitRunner, git_version


def create(folder: Path, files: Mapping[str, str], author: str) -> bool:
    """Make a library that holds these files and tell whether git keeps its versions.

    Args:
        folder: does not exist yet or is empty.
        files: text by path in the library.
        author: whose the first version is.

    Raises:
        KbError: the folder is in use or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise KbError(
            tr("{folder} is already in use.", folder=folder), tr("Choose a folder that does not exist yet.")
        )
    try:
        for path, text in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise KbError(
            tr(
                "The library cannot be written to {folder}: {reason}.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error
    return begin_history(folder, author)


def begin_history(folder: Path, author: str) -> bool:
    """Make what a folder holds its first version and tell whether git is there to keep it.

    Raises:
        KbError: git did not finish in time.
    """
    if not git_version():
        return False
    root = folder.resolve()
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", author), ("EMAIL", "kbdesk@localhost"))
    }
    made = GitRunner().run("init", "--quiet", "--template=", "--initial-branch=main", "--", str(root))
    if made.status != 0:
        return False
    runner = GitRunner(root)
    added = runner.run("add", "--all", "--", ".")
    kept = runner.run("commit", "--quiet", "--message", "Begin the library", environment=who)
    return added.status == 0 and kept.status == 0


def share_history(folder: Path, shared: Path) -> bool:
    """Make a shared copy of a library's history, to which others can send, and tell whether it was made.

    Raises:
        KbError: git did not finish in time.
    """
    runner = GitRunner(network=True)  # a copy from a folder counts as one
    made = runner.run("clone", "--quiet", "--bare", "--template=", "--", str(folder.resolve()), str(shared))
    return made.status == 0
