# SPDX-License-Identifier: MIT
"""Puts two people's changes together in memory: no file is touched, and no conflict stops the others.

Where both changed the same lines the team's text stands, and the own version is named so that it can be set
aside. Nothing in the library can choose another way of merging: ``.gitattributes`` are not read.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.objects import Entry, Objects
from kbdesk.library.runner import git_version

_LEAST_GIT = (2, 38)
_FILE_MODES = ("100644", "100755")
_Changes = Mapping[str, tuple[str, str, str, str]]
_DEADLINE_S = 60.0


@dataclass(frozen=True, slots=True)
class Parked:
    """An own version that the team's text took the place of."""

    path: str
    mine: str
    """Blob of the own version."""
    base: str
    """Blob that both began from; "" if none."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of two states: one tree, what has to be set aside, and what was decided on the way."""

    tree: str
    parked: tuple[Parked, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Conflict:
    """A path on which the two do not agree: its entries by stage (1 base, 2 mine, 3 theirs)."""

    path: str
    stages: dict[int, Entry] = field(default_factory=dict)


def merge(objects: Objects, mine: str, theirs: str) -> Merged:
    """Put two commits together, the team's second.

    Raises:
        KbError: git is too old, the two have no common past, or git failed.
    """
    tree, conflicts = _merge_tree(objects, mine, theirs)
    base = merge_base(objects, mine, theirs)
    from_mine, from_theirs = objects.changed_paths(base, mine), objects.changed_paths(base, theirs)
    gone = any(
        bool(from_mine[path][3]) != bool(from_theirs[path][3]) for path in from_mine.keys() & from_theirs
    )
    if not conflicts and not gone:
        return Merged(tree)
    return _Settling(objects, base, mine, theirs, tree, from_mine, from_theirs).settle(conflicts)


class _Settling:
    """Decides each conflict of one merge; the team's text stands, and nobody's is lost."""

    def __init__(
        self,
        objects: Objects,
        base: str,
        mine: str,
        theirs: str,
        tree: str,
        from_mine: _Changes,
        from_theirs: _Changes,
    ) -> None:
        self._objects = objects
        self._commits = (base, mine, theirs)
        self._tree = tree
        self._mine = objects.tree(mine)
        self._theirs = objects.tree(theirs)
        self._made = objects.tree(tree)
        self._from_mine = from_mine
        self._from_theirs = from_theirs
        self._changes: dict[str, Entry | None] = {}
        self._parked: dict[str, Parked] = {}
        self._notes: list[str] = []

    def settle(self, conflicts: tuple[_Conflict, ...]) -> Merged:
        """Decide all conflicts and give the tree."""
        for conflict in conflicts:
            self._decide(conflict)
        self._keep_what_went_missing()
        gone = {path: entry for path, entry in self._changes.items() if entry is None}
        put = {path: entry for path, entry in self._changes.items() if entry is not None}
        tree = self._objects.tree_with(self._tree, gone)  # first, for a file may stand where a folder was
        tree = self._objects.tree_with(tree, put)
        return Merged(tree, tuple(self._parked.values()), tuple(self._notes))

    def _decide(self, conflict: _Conflict) -> None:
        path, stages = conflict.path, conflict.stages
        own = self._mine.get(path) or self._written(2, stages, self._mine)
        team = self._theirs.get(path) or self._written(3, stages, self._theirs)
        if path not in self._mine and path not in self._theirs and "~" in path:
            self._decide_file_or_folder(conflict)
        elif team is not None:
            self._put_theirs(path, team)
            if own is not None:
                self._park(path, own[1], stages.get(1, ("", ""))[1])
            elif 1 in stages:
                self._notes.append(
                    tr("You removed {path}, but it was changed meanwhile, so it is still there.", path=path)
                )
        elif own is not None:
            self._changes[path] = own
            self._notes.append(
                tr("{path} was removed or renamed while you changed it, so yours is still there.", path=path)
            )
        else:
            self._changes[path] = None

    def _written(self, number: int, stages: Mapping[int, Entry], tree: Mapping[str, Entry]) -> Entry | None:
        """Give what a side wrote under another name; None if git itself put it together."""
        entry = stages.get(number)
        return entry if entry is not None and entry in tree.values() else None

    def _decide_file_or_folder(self, conflict: _Conflict) -> None:
        """Decide a name that is a file for one and a folder for the other; git made one up for the file."""
        self._changes[conflict.path] = None
        path = conflict.path[: conflict.path.rindex("~")]
        if 3 in conflict.stages and path in self._theirs:
            self._put_theirs(path, self._theirs[path])
        elif path in self._mine:
            self._park(path, self._mine[path][1], conflict.stages.get(1, ("", ""))[1])

    def _put_theirs(self, path: str, entry: Entry) -> None:
        """Let the team's file stand; what lies in a folder of that name gives way."""
        self._changes[path] = entry
        for other in self._made:
            if other.startswith(f"{path}/"):
                self._changes[other] = None
                if other in self._mine:
                    self._park(other, self._mine[other][1], "")

    def _park(self, path: str, blob: str, base: str) -> None:
        if path not in self._theirs or self._theirs[path][1] != blob:
            self._parked[path] = Parked(path, blob, base)

    def _keep_what_went_missing(self) -> None:
        """Keep what a side wrote in a file that is not there any more, unless its text went elsewhere.

        git follows renames. Where two of them meet under one name it can drop a change without a word.
        """
        base, mine, theirs = self._commits
        final = {**self._made, **self._changes}
        kept = {entry[1] for entry in final.values() if entry} | {one.mine for one in self._parked.values()}

        def is_merged(path: str) -> bool:
            """Tell whether a file holds what git made of two, not what one of them had."""
            return final.get(path) not in (None, self._mine.get(path), self._theirs.get(path))

        names = self._renames(base, mine)
        for path in _missing(self._from_theirs, final, kept):
            if not is_merged(names.get(path, "")):
                self._changes[path] = final[path] = self._theirs[path]
                self._notes.append(
                    tr("{path} was changed by somebody else, so it is still there.", path=path)
                )
        names = self._renames(base, theirs)
        for path in _missing(self._from_mine, final, kept):
            if not is_merged(names.get(path, "")):
                _, before, _, blob = self._from_mine[path]
                self._park(path, blob, before)

    def _renames(self, base: str, tip: str) -> dict[str, str]:
        """Give the new name of each file that a side renamed."""
        options = ("-r", "-z", "-M", "--diff-filter=R", "--name-status")
        outcome = self._objects.runner.run("diff-tree", *options, base, tip)
        names = [os.fsdecode(name) for name in outcome.out.split(b"\0")[:-1]]
        return dict(zip(names[1::3], names[2::3], strict=True))


def _missing(changes: _Changes, final: Mapping[str, Entry | None], kept: set[str]) -> list[str]:
    """Give the files that a side wrote and that are not there, nor their texts under another name."""
    return [
        path
        for path, (_, _, mode, blob) in changes.items()
        if mode in _FILE_MODES and final.get(path) is None and blob not in kept
    ]


def merge_base(objects: Objects, one: str, other: str) -> str:
    """Give the newest commit that both come from; "" if they have nothing in common."""
    return next(iter(merge_bases(objects, one, other)), "")


def merge_bases(objects: Objects, one: str, other: str) -> tuple[str, ...]:
    """Give the newest commits that both come from: several where two people merged each other's."""
    outcome = objects.runner.run("merge-base", "--all", "--end-of-options", one, other)
    return tuple(outcome.out.decode("ascii", "replace").split())


def _merge_tree(objects: Objects, mine: str, theirs: str) -> tuple[str, tuple[_Conflict, ...]]:
    """Give the tree that git makes of two commits and what it could not decide.

    It runs in an empty folder without an index: so there is no ``.gitattributes`` that could choose how.
    """
    with tempfile.TemporaryDirectory(prefix="kbdesk-") as empty:
        outcome = objects.runner.run(
            "-C",
            empty,
            f"--work-tree={empty}",
            "-c",
            "merge.directoryRenames=false",
            "merge-tree",
            "--write-tree",
            "--no-messages",
            "-z",
            mine,
            theirs,
            deadline_s=_DEADLINE_S,
            environment={"GIT_INDEX_FILE": str(Path(empty) / "index")},
        )
    if outcome.status not in (0, 1) or not re.match(rb"[0-9a-f]{40}", outcome.out):
        raise _why_not(outcome.whole_error, outcome.error)
    tree, *entries = outcome.out.split(b"\0")
    conflicts: dict[str, _Conflict] = {}
    for path, stage, entry in _stages(entries):
        conflicts.setdefault(path, _Conflict(path)).stages[stage] = entry
    return tree.decode("ascii"), tuple(conflicts.values())


def _stages(entries: list[bytes]) -> Iterator[tuple[str, int, Entry]]:
    for entry in entries:
        if not entry:
            return
        facts, _, path = entry.partition(b"\t")
        mode, blob, stage = facts.decode("ascii").split(" ")
        yield os.fsdecode(path), int(stage), (mode, blob)


def _why_not(said: str, shown: str) -> KbError:
    """Give why nothing could be put together."""
    version = git_version()
    if tuple(int(part) for part in version.split(".")[:2]) < _LEAST_GIT:
        return KbError(
            tr("git {version} is too old to put your changes and the team's together.", version=version),
            tr("Install git 2.38 or newer from https://git-scm.com; your changes wait here."),
        )
    if "unrelated histories" in said:
        return KbError(
            tr("The shared copy holds another library than this folder."),
            tr("Open the shared copy from its address into a new folder; nothing here was changed."),
        )
    return KbError(
        tr("Your changes and the team's could not be put together: {reason}.", reason=shown),
        tr("It is tried again."),
    )
