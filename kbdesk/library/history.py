# SPDX-License-Identifier: MIT
"""Who changed which file last, and what has changed since a commit."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.library.files import is_article_path
from kbdesk.library.opening import shallow_commits, trusted_runner
from kbdesk.library.runner import GitRunner
from kbdesk.model import LibraryInfo, Revision

_HISTORY_DEADLINE_S = 60.0
_LOG = (
    "log",
    "-z",
    "--name-only",
    "--no-renames",
    "-c",  # a merge counts for the files it changed itself: so `git log -1 FILE` names it too
    "--no-ext-diff",
    "--no-textconv",
    "--no-show-signature",
    "--encoding=UTF-8",
    "--format=%x01%H%x00%an%x00%aI",
    "--end-of-options",
    "HEAD",
    "--",
)
_COMMIT = re.compile(rb"\x01[0-9a-f]{40}(?:[0-9a-f]{24})?")


def revisions(info: LibraryInfo) -> dict[str, Revision]:
    """Give the last change of each tracked article by path; {} if there is no usable history.

    A file whose last change lies beyond the end of a shallow history is left out: its author is not known.
    If git stops half-way, what it said until then is given.

    Raises:
        KbError: git failed before it gave anything.
    """
    runner = trusted_runner(info)
    if runner is None:
        return {}
    wanted = _tracked(runner)
    cut = shallow_commits(Path(info.root))
    known: dict[str, Revision] = {}
    if not wanted:
        return known
    try:
        with closing(runner.stream(*_LOG, deadline_s=_HISTORY_DEADLINE_S)) as chunks:
            for revision, name in _changes(chunks):
                if name in wanted:
                    wanted.discard(name)
                    if revision.commit not in cut:
                        known[os.fsdecode(name)] = revision
                    if not wanted:
                        break
    except KbError:
        if not known:
            raise
    return known


def changed_since(info: LibraryInfo, commit: str) -> tuple[str, ...]:
    """Give the paths of articles that differ between a commit and HEAD or are not committed, sorted.

    Deleted and new files count. () if the commit is not in this history or git cannot be used.

    Raises:
        KbError: git failed.
    """
    runner = trusted_runner(info)
    if runner is None or not re.fullmatch(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", commit):
        return ()
    if runner.run("cat-file", "-e", f"{commit}^{{commit}}").status != 0:
        return ()
    flags = ("-z", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv")
    committed = _checked(runner, "diff-tree", "-r", *flags, "--end-of-options", commit, "HEAD", "--")
    status = ("-z", "--porcelain=v1", "--untracked-files=all", "--ignore-submodules=all", "--no-renames")
    uncommitted = _checked(runner, "status", *status)
    names = {*committed.split(b"\0"), *(entry[3:] for entry in uncommitted.split(b"\0"))}
    return tuple(sorted(os.fsdecode(name) for name in names if _is_article(name)))


def _tracked(runner: GitRunner) -> set[bytes]:
    """Give the names of the articles in HEAD."""
    names = _checked(runner, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD").split(b"\0")
    return {name for name in names if _is_article(name)}


def _is_article(name: bytes) -> bool:
    return is_article_path(os.fsdecode(name))


def _checked(runner: GitRunner, *arguments: str) -> bytes:
    outcome = runner.run(*arguments)
    if outcome.status != 0:
        raise KbError(f"git could not read the history: {outcome.error}.")
    return outcome.out


def _changes(chunks: Iterable[bytes]) -> Iterator[tuple[Revision, bytes]]:
    """Give each (commit, changed name) of a log, newest commit first."""
    tokens = _tokens(chunks)
    revision: Revision | None = None
    for token in tokens:
        if _COMMIT.fullmatch(token):
            author, date = next(tokens, b""), next(tokens, b"")
            revision = Revision(
                token[1:].decode("ascii"),
                author.decode("utf-8", "replace"),
                date.decode("ascii", "replace"),
            )
        elif revision is not None and token:
            yield revision, token.removeprefix(b"\n")  # stands before a commit's first name


def _tokens(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
