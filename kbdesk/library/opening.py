# SPDX-License-Identifier: MIT
"""Opens a folder as a library and finds out what git can do for it."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import redact_url, shown
from kbdesk.library.audit import audit
from kbdesk.library.runner import GitRunner, git_executable
from kbdesk.model import GitState, LibraryInfo

_ATTRIBUTES_BYTES = 100_000
_CHANGES = re.compile(r"(?:working-tree-encoding|merge|filter)=\S+|ident")
"""What in .gitattributes changes a text, or how two versions of it are put together."""


def open_library(root: Path) -> LibraryInfo:
    """Give what is known of a folder; trouble with git is a state and a notice, never an exception.

    Raises:
        KbError: the folder does not exist or cannot be read.
    """
    top = _readable_folder(root)
    name = top.name or str(top)

    def info(git: GitState, notice: str, remote_url: str = "") -> LibraryInfo:
        return LibraryInfo(str(top), name, git, redact_url(notice), remote_url=remote_url)

    if not os.path.lexists(top / ".git"):
        return info("no-repository", _no_repository_notice(top))
    if not git_executable():
        notice = tr(
            "git is not installed, so last authors and dates are not shown; "
            "it can be had from https://git-scm.com."
        )
        return info("no-git", notice)
    try:
        found = audit(top)
        if found.reason:
            notice = tr(
                "git is switched off for this folder because {reason}; a fresh clone is safe to use.",
                reason=found.reason,
            )
            return info("untrusted", notice, found.remote_url)
        if _belongs_to_another(top):
            notice = tr(
                "The folder belongs to another user of this computer, so git is not used "
                "and last authors and dates are not shown."
            )
            return info("foreign-owner", notice, found.remote_url)
        return _with_head(top, name, found.remote_url)
    except (KbError, OSError) as error:
        said = error.message if isinstance(error, KbError) else shown(error.strerror or str(error))
        return info("failed", tr("git cannot be used on this folder: {reason}.", reason=said.rstrip(".")))


def trusted_runner(info: LibraryInfo) -> GitRunner | None:
    """Give a runner for a library that has a history; None if git may not be used on it (any more).

    The settings are judged again each time, for they may have changed since the library was opened.
    """
    root = Path(info.root)
    if info.git not in ("ok", "shallow") or not git_executable():
        return None
    try:
        return GitRunner(root) if not audit(root).reason else None
    except OSError:
        return None


def _readable_folder(root: Path) -> Path:
    try:
        top = root.resolve()
        with os.scandir(top):
            return top
    except FileNotFoundError:
        raise KbError(
            tr("The folder {root} does not exist.", root=root), tr("Choose another folder.")
        ) from None
    except NotADirectoryError:
        raise KbError(
            tr("{root} is not a folder.", root=root), tr("Choose the folder that holds the articles.")
        ) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise KbError(
            tr("The folder {root} cannot be read: {error}.", root=root, error=error),
            tr("Check who may open it."),
        ) from error


def _no_repository_notice(top: Path) -> str:
    above = next((folder for folder in top.parents if os.path.lexists(folder / ".git")), None)
    if above is None:
        return tr("This folder has no history of changes, so last authors and dates are not shown.")
    return tr(
        "This folder is part of the repository {name}, and last authors and dates are not shown "
        "unless its top folder is opened: {folder}.",
        name=above.name or above,
        folder=above,
    )


def _belongs_to_another(top: Path) -> bool:
    """Ask git whose folder it is; with explicit paths, as everywhere else, git would not look (measured)."""
    outcome = GitRunner().run(
        "-C", str(top), "rev-parse", "--git-dir", environment={"GIT_CEILING_DIRECTORIES": str(top.parent)}
    )
    return outcome.status != 0 and "dubious ownership" in outcome.error


def _with_head(top: Path, name: str, remote_url: str) -> LibraryInfo:
    """Give the info of a trusted repository: where it stands, or why that is not known."""
    runner = GitRunner(top)
    symbolic = runner.run("symbolic-ref", "-q", "--short", "HEAD")
    branch = symbolic.out.decode("utf-8", "replace").strip()
    head = runner.run("rev-parse", "--verify", "--end-of-options", "HEAD^{commit}")
    if head.status != 0:
        if not branch or os.path.lexists(top / ".git" / "refs" / "heads" / branch):
            raise KbError(tr("its repository is damaged: {error}.", error=head.error))
        notice = tr(
            "Nothing has been saved to this library's history yet, so last authors and dates are not shown."
        )
        return LibraryInfo(str(top), name, "unborn", notice, branch=branch, remote_url=remote_url)
    commit = head.out.decode("ascii", "replace").strip()
    state: GitState = "shallow" if shallow_commits(top) else "ok"
    old = tr("Older history was not downloaded, so some authors and dates are missing.")
    notice = " ".join(filter(None, (old if state == "shallow" else "", _rules_not_followed(top))))
    return LibraryInfo(str(top), name, state, notice, commit, branch, remote_url)


def _rules_not_followed(top: Path) -> str:
    """A sentence if the library's .gitattributes has articles changed; kbdesk never does that."""
    try:
        with (top / ".gitattributes").open("rb") as file:
            lines = file.read(_ATTRIBUTES_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    rules = [line.split() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    asked = (word for pattern, *words in rules if _fits_articles(pattern) for word in words)
    names = sorted({word.partition("=")[0] for word in asked if _CHANGES.fullmatch(word)})
    if not names:
        return ""
    return tr(
        "This library's .gitattributes has rules that change articles ({names}). Other programs may follow "
        "them, kbdesk does not: it keeps every article as it was written.",
        names=", ".join(names),
    )


def _fits_articles(pattern: str) -> bool:
    """Whether a pattern of .gitattributes can mean an article."""
    return fnmatchcase("article.md", pattern.rpartition("/")[2].lower())


def shallow_commits(root: Path) -> frozenset[str]:
    """Give the commits at which a shallow clone's history was cut off; none if it is whole."""
    try:
        return frozenset((root / ".git" / "shallow").read_text("ascii", "replace").split())
    except OSError:
        return frozenset()
