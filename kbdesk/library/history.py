# SPDX-License-Identifier: MIT
"""Who changed which file last, and what has changed since a commit."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import shown
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
    "--format=%x01%H%x00%ct%x00%an%x00%aI",
    "--end-of-options",
)
_MERGES = ("rev-list", "--merges", "--max-count=1", "--end-of-options")
_COMMIT = re.compile(rb"\x01[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class _Change:
    """A commit that changed a file, and when it was committed, in seconds."""

    revision: Revision
    at: int

    @property
    def commit(self) -> str:
        return self.revision.commit


def revisions(info: LibraryInfo) -> dict[str, Revision]:
    """Give the last change of each tracked article by path; {} if there is no usable history.

    A file whose last change lies beyond the end of a shallow history is left out: its author is not known.
    If git stops half-way, what it said until then is given.

    Raises:
        KbError: git failed before it gave anything.
    """
    return LastChanges().read(info)


class LastChanges:
    """The last change of each article of one library. After the first time only what is new is read."""

    def __init__(self) -> None:
        self._head = ""
        self._cut: frozenset[str] = frozenset()
        self._found: dict[bytes, _Change] = {}

    def read(self, info: LibraryInfo) -> dict[str, Revision]:
        """Give the last changes as they are now, as ``revisions`` does.

        Raises:
            KbError: git failed before it gave anything.
        """
        runner = trusted_runner(info)
        if runner is None:
            return {}
        head = _checked(runner, "rev-parse", "--verify", "--end-of-options", "HEAD^{commit}").decode().strip()
        cut = shallow_commits(Path(info.root))
        if (head, cut) != (self._head, self._cut):
            follows = bool(self._head) and cut == self._cut and _is_ancestor(runner, self._head, head)
            self._learn(runner, head, cut, self._head if follows else "")
        return {os.fsdecode(name): one.revision for name, one in self._found.items() if one.commit not in cut}

    def _learn(self, runner: GitRunner, head: str, cut: frozenset[str], before: str) -> None:
        """Read what came after a commit, or all."""
        tracked = _tracked(runner, head)
        old = {name: one for name, one in self._found.items() if name in tracked} if before else {}
        merged = bool(before) and bool(_checked(runner, *_MERGES, f"{before}..{head}"))
        self._head, found, whole = "", dict[bytes, _Change](), True
        wanted = set(tracked)
        try:
            log = (*_LOG, f"{before}..{head}" if before else head, "--")
            with closing(runner.stream(*log, deadline_s=_HISTORY_DEADLINE_S)) as chunks:
                for change, name in _changes(chunks) if wanted else ():
                    if name in wanted:
                        wanted.discard(name)
                        found[name] = change
                        if not wanted:
                            break
        except KbError:
            whole = False
            if not found and not old:
                raise
        for name, one in old.items():  # of two strands that were merged the later change counts
            if name not in found or (merged and one.at > found[name].at):
                found[name] = one
        self._head, self._cut, self._found = head if whole else "", cut, found


def changed_since(info: LibraryInfo, commit: str, mine: str = "") -> tuple[str, ...]:
    """Give the paths of articles that differ between a commit and HEAD or are not committed, sorted.

    Deleted and new files count. () if the commit is not in this history or git cannot be used.

    Args:
        info: the library.
        commit: what was seen last, 40 or 64 hex digits.
        mine: a mail address: what was saved with it alone, here or in another clone, does not count.

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
    theirs = set(committed.split(b"\0"))
    if mine and any(theirs):
        theirs -= _only_by(runner, mine, commit)
    names = {*theirs, *(entry[3:] for entry in uncommitted.split(b"\0"))}
    return tuple(sorted(os.fsdecode(name) for name in names if _is_article(name)))


def _only_by(runner: GitRunner, email: str, since: str) -> set[bytes]:
    """Give the names that a person alone changed since a commit."""
    log = (*_LOG[:-2], "--format=%x01%ae", "--end-of-options", f"{since}..HEAD", "--")
    own, others, mine = set[bytes](), set[bytes](), False
    for token in _checked(runner, *log).split(b"\0"):
        if token.startswith(b"\x01"):
            mine = token[1:].decode("utf-8", "replace").casefold() == email.casefold()
        elif token:
            (own if mine else others).add(token.removeprefix(b"\n"))
    return own - others


def _is_ancestor(runner: GitRunner, older: str, newer: str) -> bool:
    return runner.run("merge-base", "--is-ancestor", older, newer).status == 0


def _tracked(runner: GitRunner, commit: str) -> set[bytes]:
    """Give the names of the articles in a commit."""
    names = _checked(runner, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit).split(b"\0")
    return {name for name in names if _is_article(name)}


def _is_article(name: bytes) -> bool:
    return is_article_path(os.fsdecode(name))


def _checked(runner: GitRunner, *arguments: str) -> bytes:
    outcome = runner.run(*arguments)
    if outcome.status != 0:
        raise KbError(tr("git could not read the history: {error}.", error=outcome.error))
    return outcome.out


def _changes(chunks: Iterable[bytes]) -> Iterator[tuple[_Change, bytes]]:
    """Give each (commit, changed name) of a log, newest commit first."""
    tokens = _tokens(chunks)
    change: _Change | None = None
    for token in tokens:
        if _COMMIT.fullmatch(token):
            at, author, date = next(tokens, b""), next(tokens, b""), next(tokens, b"")
            commit = token[1:].decode("ascii")
            said = shown(author.decode("utf-8", "replace"))
            revision = Revision(commit, said, date.decode("ascii", "replace"))
            change = _Change(revision, int(at) if at.isdigit() else 0)
        elif change is not None and token:
            yield change, token.removeprefix(b"\n")  # stands before a commit's first name


def _tokens(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
