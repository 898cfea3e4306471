# SPDX-License-Identifier: MIT
"""The stored history of one library: commits, folders, files and branches, read and added to.

Nothing here touches the files of the library. A branch is only moved if it still stands where it was seen.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import stat
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.audit import audit
from kbdesk.library.files import blob_id, is_article_path
from kbdesk.library.runner import GitRunner, Outcome, git_executable
from kbdesk.library.trees import FOLDER_MODE, READS, STORES, Entry, Trees, failed
from kbdesk.model import Author, LibraryInfo

MOVE_TRIES = 20
_MANY_PATHS = 40
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_PLAIN_HEAD = re.compile(r"ref: refs/heads/([\w-]+(?:[./][\w-]+)*)\n")
_LINE_BYTES = 1_000
_CONTENDED = re.compile(
    r"but expected|File exists|reference already exists|unable to resolve reference|reference is missing"
)
_UNREMOVED = re.compile(r"unable to unlink '([^']+\.lock)'")
_HERE = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "kbdesk"), ("EMAIL", "kbdesk@localhost"))
}


class Objects:
    """What is stored in the history of a library whose settings were judged (``trusted_objects``).

    Every method raises ``KbError`` if git fails for another reason than the ones it names.

    Args:
        root: the library's folder.
        runner: runs git on it.
    """

    def __init__(self, root: Path, runner: GitRunner) -> None:
        self.root = root
        self.runner = runner
        self._trees = Trees(runner)

    @contextlib.contextmanager
    def change_ahead(self, why: str) -> Generator[None, None, None]:
        """Start what stores a change before it is known what it will be, as a context.

        ``blobs``, ``tree_with`` and ``move`` within need not wait for the start of a git then, each once.

        Args:
            why: as ``move`` will be told.
        """
        with (
            self.runner.expecting(*READS),
            self.runner.expecting(*STORES),
            self.runner.expecting(*_moves(why), environment=_HERE),
        ):
            yield

    def head(self) -> tuple[str, str]:
        """Give the short name of the branch that is written to and its commit, "" if there is none yet.

        Raises:
            KbError: an older version was taken out by hand, so there is no branch to write to.
        """
        plain = plain_head(self.root)
        if plain is not None:
            return plain
        known = self.runner.run("rev-parse", "HEAD", "--symbolic-full-name", "HEAD")
        if known.status == 0:
            commit, _, ref = known.out.decode("utf-8", "surrogateescape").strip().partition("\n")
        else:
            commit, ref = "", _text(self.runner.run("symbolic-ref", "-q", "HEAD"))
        if not ref.startswith("refs/heads/"):
            raise KbError(
                tr(
                    "An older version of this library was taken out by hand, so nothing can be "
                    "saved to it now."
                ),
                tr("Go back to the latest version with the program that took it out (git switch)."),
            )
        return ref.removeprefix("refs/heads/"), commit

    def commit_of(self, ref: str) -> str:
        """Give the commit that a reference or an annotated tag stands for; "" if there is none."""
        if not ref or ref.startswith("-"):
            return ""
        found = self.runner.run("rev-parse", "-q", "--verify", "--end-of-options", f"{ref}^{{commit}}")
        return _text(found) if found.status == 0 else ""

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Tell whether one commit is part of another's history, or the same."""
        outcome = self.runner.run("merge-base", "--is-ancestor", older, newer)
        if outcome.status not in (0, 1):
            raise failed(outcome)
        return outcome.status == 0

    def blobs(self, commit: str, paths: Iterable[str]) -> dict[str, Entry]:
        """Give (mode, blob) of those paths that are files in a commit; {} for the commit ""."""
        wanted = list(paths)
        if not commit or not wanted:
            return {}
        if len(wanted) > _MANY_PATHS:
            everything = self.tree(commit)
            return {path: everything[path] for path in wanted if path in everything}
        return self._trees.files(commit, wanted)

    def tree(self, commit: str) -> dict[str, Entry]:
        """Give (mode, blob) of every path in a commit; links are 120000, other repositories 160000."""
        if not commit:
            return {}
        out = self._checked("ls-tree", "-r", "-z", "--full-tree", commit)
        found: dict[str, Entry] = {}
        for entry in out.split(b"\0")[:-1]:
            head, _, name = entry.partition(b"\t")
            mode, _, blob = head.decode("ascii").split(" ")
            found[os.fsdecode(name)] = (mode, blob)
        return found

    def read(self, blob: str) -> bytes:
        """Give the bytes of a stored file, with the line ends that the history has."""
        return self._checked("cat-file", "blob", blob)

    def read_many(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Give the bytes of several stored files by blob; one that is not there is left out."""
        return self._trees.contents(blobs)

    def write(self, data: bytes, path: str) -> str:
        """Store a file and give its blob; the line-end rules of its path are applied."""
        with self.writing(data, path) as stored:
            return stored()

    def stored_as(self, data: bytes, path: str) -> str:
        """Give the blob that ``write`` would give, and store nothing."""
        with self.writing(data, path, store=False) as stored:
            return stored()

    @contextlib.contextmanager
    def writing(
        self, data: bytes, path: str, *, store: bool = True
    ) -> Generator[Callable[[], str], None, None]:
        """Store a file while the caller goes on, as a context; what that gives waits for the blob.

        Args:
            data: its bytes.
            path: where it lies in the library: the line-end rules of that are applied.
            store: False to only learn the blob.
        """
        hashing = ("-c", "core.safecrlf=false", "hash-object", *(["-w"] if store else []), "--stdin")
        with self.runner.beside(*hashing, f"--path={path}", stdin=data) as outcome:
            yield lambda: self._hashed(data, path, hashing, outcome())

    def _hashed(self, data: bytes, path: str, hashing: Sequence[str], outcome: Outcome) -> str:
        blob = outcome.out.decode("ascii").strip()
        if is_article_path(path) and not data.startswith(_UTF16):
            # a team's .gitattributes may say that texts are in another encoding: they would become unreadable
            kept = (blob_id(data), blob_id(data.replace(b"\r\n", b"\n")))
            if outcome.status != 0 or (len(blob) == len(kept[0]) and blob not in kept):
                return self._checked(*hashing, "--no-filters", stdin=data).decode("ascii").strip()
        if outcome.status != 0 or not is_commit(blob):
            raise failed(outcome)
        return blob

    def tree_with(self, start: str, changes: Mapping[str, Entry | None]) -> str:
        """Store a tree that is one of a commit (or a tree; "" for an empty one) with some files changed.

        Args:
            start: the commit or tree.
            changes: (mode, blob) by path; None takes the file away.

        Raises:
            KbError: a path cannot stand in a library.
        """
        return self._trees.changed(start, changes)

    def commit_tree(
        self, tree: str, parents: Sequence[str], message: str, author: Author, when: str | None = None
    ) -> str:
        """Store a commit and give it; no branch moves.

        Args:
            tree: what the library holds.
            parents: the commits it follows.
            message: its first line and, after an empty one, details.
            author: who changed it, and who saved it.
            when: ISO 8601 with the offset; None for now.
        """
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", when))
            if value is not None
        }
        options = [option for parent in parents for option in ("-p", parent)]
        outcome = self.runner.run(
            "-c",
            "i18n.commitEncoding=utf-8",
            "commit-tree",
            *options,
            tree,
            stdin=(message.strip() + "\n").encode("utf-8", "replace"),
            environment=who,
        )
        commit = _text(outcome)
        if outcome.status != 0 or not is_commit(commit):  # git ends well if it could not say it
            raise failed(outcome)
        return commit

    def move(self, ref: str, new: str, old: str, why: str) -> bool:
        """Move a reference if it still stands at ``old`` and tell whether it did.

        Args:
            ref: its full name (``refs/heads/main``).
            new: where to; "" deletes it.
            old: where it stands; "" if it must not exist.
            why: a few words for git's own record.
        """
        return self.move_all([(ref, new, old)], why)

    def move_all(self, moves: Sequence[tuple[str, str, str]], why: str) -> bool:
        """Move several references, all or none, if each still stands where it was seen (see ``move``)."""
        lines = ["start"]
        for ref, new, old in moves:
            if new:
                lines.append(f"update {ref}\0{new}\0{old or _zero(new)}")
            else:
                lines.append(f"delete {ref}\0{old}")
        # without the last word nothing moves: so a writer that died half-way moved nothing
        stdin = "\0".join([*lines, "prepare", "commit", ""])
        outcome = self.runner.run(*_moves(why), stdin=os.fsencode(stdin), environment=_HERE)
        self._remove_left(outcome.whole_error)
        if outcome.status == 0:
            return True
        if _CONTENDED.search(outcome.whole_error):
            return False
        raise failed(outcome)

    def _remove_left(self, said: str) -> None:
        """Remove the locks that git just said it could not remove: they would stop everybody for a minute."""
        for name in _UNREMOVED.findall(said):
            if (self.root / ".git") in Path(name).parents:
                with contextlib.suppress(OSError):
                    Path(name).unlink()

    def changed_paths(self, old: str, new: str) -> dict[str, tuple[str, str, str, str]]:
        """Give (mode, blob before, mode, blob after) of each path that differs; "" where there is no file.

        The commit "" is an empty library.
        """
        if not old or not new:
            return {
                path: ("", "", *entry) if new else (*entry, "", "")
                for path, entry in self.tree(new or old).items()
            }
        out = self._checked("diff-tree", "-r", "-z", "--no-renames", "--raw", old, new)
        fields = out.split(b"\0")[:-1]
        found: dict[str, tuple[str, str, str, str]] = {}
        for head, name in zip(fields[::2], fields[1::2], strict=True):
            old_mode, new_mode, old_blob, new_blob, _ = head[1:].decode("ascii").split(" ")
            before = (old_mode, old_blob) if old_mode != "000000" else ("", "")
            after = (new_mode, new_blob) if new_mode != "000000" else ("", "")
            found[os.fsdecode(name)] = (*before, *after)
        return found

    def stage(self, entries: Mapping[str, Entry | None]) -> bool:
        """Tell other git programs about saved files, so that they do not take them for changes of theirs.

        Best effort: never raises, and tells whether the index that all programs share could be written.

        Args:
            entries: (mode, blob) by path; None for a file that goes.
        """
        if not entries:
            return True
        try:
            if not (self.root / ".git" / "index").exists() and self.head()[1]:
                self._checked("read-tree", "HEAD")
            with self.staging(entries) as staged:
                return staged()
        except KbError:
            return False

    @contextlib.contextmanager
    def staging(
        self, entries: Mapping[str, Entry | None], index: Path | None = None
    ) -> Generator[Callable[[], bool], None, None]:
        """Put files into an index while the caller goes on, as a context; what that gives waits: was it done?

        Args:
            entries: (mode, blob) by path; None for a file that goes.
            index: the index file; None for the one shared with all programs.
        """
        zero = "0" * len(next((entry[1] for entry in entries.values() if entry), "0" * 40))
        lines = [
            f"{entry[0]} {entry[1]}\t{path}\0" if entry else f"0 {zero}\t{path}\0"
            for path, entry in entries.items()
        ]
        with self.runner.beside(
            *("update-index", "-z", "--index-info"),
            stdin=os.fsencode("".join(lines)),
            environment={"GIT_INDEX_FILE": str(index)} if index else None,
        ) as outcome:
            yield lambda: outcome().status == 0

    def refresh_index(self, paths: Iterable[str]) -> None:
        """Tell other git programs what the history has for these paths; best effort, never raises."""
        try:
            wanted = tuple(paths)
            known = self.blobs(self.head()[1], wanted)
        except KbError:
            return
        self.stage({path: known.get(path) for path in wanted})

    def _checked(
        self, *arguments: str, stdin: bytes = b"", environment: dict[str, str] | None = None
    ) -> bytes:
        outcome = self.runner.run(*arguments, stdin=stdin, environment=environment)
        if outcome.status != 0:
            raise failed(outcome)
        return outcome.out


def trusted_objects(info: LibraryInfo, *, network: bool = False) -> Objects | None:
    """Give the stored history of a library; None if git may not be used on it (any more).

    The settings are judged again each time, for they may have changed since the library was opened.

    Args:
        info: the library, with a history or about to get its first version.
        network: whether its shared copy is to be reached.
    """
    root = Path(info.root)
    if info.git not in ("ok", "shallow", "unborn") or not git_executable():
        return None
    try:
        return Objects(root, GitRunner(root, network)) if not audit(root).reason else None
    except OSError:
        return None


def pause(attempt: int) -> None:
    """Wait a little before trying again, longer each time and never as long as another writer does."""
    time.sleep(random.uniform(0.002, 0.010) * min(attempt + 1, 10))  # noqa: S311 - no secret


def is_commit(text: str) -> bool:
    """Tell whether a text is a full commit id."""
    return bool(_COMMIT.fullmatch(text))


def plain_head(root: Path) -> tuple[str, str] | None:
    """Give the branch and its commit if they lie in plain files of a library: git may also have packed them.

    Source: gitrepository-layout.
    """
    folder = root / ".git"
    head = _PLAIN_HEAD.fullmatch(_small_text(folder / "HEAD"))
    commit = _small_text(folder / "refs" / "heads" / head[1]).removesuffix("\n") if head else ""
    return (head[1], commit) if head and is_commit(commit) else None


def _small_text(place: Path) -> str:
    """Give the text of a plain file of one line; "" if it is none."""
    with contextlib.suppress(OSError):
        status = place.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_size < _LINE_BYTES:
            return place.read_text("utf-8", "surrogateescape")
    return ""


def _moves(why: str) -> tuple[str, ...]:
    """Give the command that moves references; before its last word nothing moves."""
    timeout = "core.filesRefLockTimeout=10"  # ms: whoever finds it locked tries again from the start
    return ("-c", timeout, "update-ref", "-m", why, "-z", "--stdin")


def _zero(commit: str) -> str:
    return "0" * len(commit)


def _text(outcome: Outcome) -> str:
    return outcome.out.decode("utf-8", "surrogateescape").strip()


__all__ = ["FOLDER_MODE", "MOVE_TRIES", "Entry", "Objects", "is_commit", "pause", "trusted_objects"]
