# SPDX-License-Identifier: MIT
"""New libraries: one to write over, or a copy of one to try things on."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from kbdesk import library
from kbdesk.desk.home import user_name
from kbdesk.desk.team import clone
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.create import share_history

FILES = ("articles/restart-the-router.md", "playbooks/no-internet.md")
_SAMPLE_AUTHOR = "Sample desk"


def make_library(folder: Path) -> bool:
    """Make a library in an empty folder and tell whether git keeps its versions.

    Raises:
        KbError: the folder is in use or cannot be written.
    """
    source = resources.files("kbdesk") / "starter"
    files = {path: (source / path).read_text(encoding="utf-8") for path in FILES}
    return library.create(folder, files, user_name())


def sample_folder() -> Path | None:
    """The sample library: beside the code of an installed kbdesk, at the top of its source otherwise.

    None where it was left out.
    """
    folder = shipped("sample", "")
    return folder if (folder / "articles").is_dir() and (folder / "playbooks").is_dir() else None


def shipped(name: str, source: str) -> Path:
    """Where files are that come with kbdesk: ``name`` in an installed one, ``source`` in a checkout."""
    package = Path(str(resources.files("kbdesk")))
    is_checkout = (package.parent / "pyproject.toml").is_file() and not (package / name).is_dir()
    return package.parent / source if is_checkout else package / name


def trial_library(data: Path) -> Path:
    """The user's own copy of the sample library, made if there is none; what is done there stays there.

    Args:
        data: the folder of what is the user's own.

    Raises:
        KbError: the sample library was left out, or the copy cannot be written.
    """
    folder, source = data / "sample-library", sample_folder()
    if (folder / "playbooks").is_dir():
        return folder
    if source is None:
        raise KbError(
            tr("The sample library is not part of this installation."),
            tr("Open a folder of your own (Ctrl+O), or make one with: kbdesk new DIR"),
        )
    made = folder.with_name("sample-library.part")
    try:
        shutil.rmtree(made, ignore_errors=True)
        copy_library(source, made, _SAMPLE_AUTHOR)
        made.rename(folder)  # there is all of it or none
    except OSError as error:
        raise KbError(
            tr(
                "The sample library cannot be copied to {folder}: {reason}.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error
    return folder


def copy_library(source: Path, folder: Path, author: str) -> Path:
    """A copy of a library's articles, playbooks and synonyms with a history of its own.

    The original stays untouched.

    Raises:
        KbError: git did not finish in time.
    """
    parts = [part for part in ("articles", "playbooks") if (source / part).is_dir()]
    for part in parts:
        shutil.copytree(source / part, folder / part)
    if parts and (source / library.SYNONYMS_FILE).is_file():
        shutil.copy(source / library.SYNONYMS_FILE, folder)
    if not parts:
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".git"))
    library.begin_history(folder, author)
    return folder


def share_library(folder: Path, shared: Path, clones: tuple[Path, ...]) -> bool:
    """Put a library's history where a team can share it, and give each person a copy; tell whether it worked.

    Args:
        folder: a library with a history.
        shared: becomes the shared copy; does not exist yet.
        clones: become the copies; they do not exist yet.

    Raises:
        KbError: git did not finish in time.
    """
    if not share_history(folder, shared):
        return False
    for one in clones:
        clone(str(shared), one)
    return True
