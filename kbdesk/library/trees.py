# SPDX-License-Identifier: MIT
"""Folders as the history stores them (trees): read, and stored anew with some files changed.

Only the folders on the way to a changed file are read and written, so a save costs the same in a library of
any size, and there is no index file of ours that could be left behind.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import shown
from kbdesk.library.runner import GitRunner, Outcome

Entry = tuple[str, str]
"""(mode, blob) of a stored file: 100644, 100755 for a program, 120000 for a link, 160000 for a repository."""

FOLDER_MODE = "40000"
READS = ("cat-file", "--batch")
STORES = ("mktree", "-z", "--missing", "--batch")
"""The commands that folders are read and stored with; without anything to read they do nothing."""

_Folder = dict[str, Entry]
_MANY_FOLDERS = 500
_LONG_ID = 64
_ERROR = re.compile(r"^(?:error|fatal):", re.MULTILINE)


class Trees:
    """The stored folders of one library. What was read is kept: stored things never change."""

    def __init__(self, runner: GitRunner) -> None:
        self._runner = runner
        self._folders: dict[tuple[str, str], _Folder] = {}

    def files(self, commit: str, paths: Iterable[str]) -> dict[str, Entry]:
        """Give (mode, blob) of those paths that are files in a commit or tree."""
        wanted = list(paths)
        self._read(commit, {"", *(part for path in wanted for part in _way(path))})  # all that a save needs
        found: dict[str, Entry] = {}
        for path in wanted:
            entry = self._folders[commit, _folder(path)].get(_name(path))
            if entry is not None and entry[0] != FOLDER_MODE:
                found[path] = entry
        return found

    def changed(self, start: str, changes: Mapping[str, Entry | None]) -> str:
        """Store the tree of a commit or tree ("" for an empty one) with files put in or taken away (None)."""
        for path, entry in changes.items():
            if entry is not None:
                _check(path)
        folders = {"", *(part for path in changes for part in _way(path))}
        if start:
            self._read(start, folders)
        new = {folder: dict(self._folders.get((start, folder), {})) for folder in folders}
        for path, entry in changes.items():
            _put(new[_folder(path)], _name(path), entry)
        return self._stored(new)

    def contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Give the bytes of stored files by blob; one that is not there is left out."""
        names = list(dict.fromkeys(blobs))
        return {name: data for name, (kind, _, data) in self._batch(names).items() if kind == "blob"}

    def _read(self, start: str, folders: set[str]) -> None:
        """Read the folders of a commit or tree that are not known yet; one that is not there is empty."""
        missing = sorted(folder for folder in folders if (start, folder) not in self._folders)
        if any("\n" in folder for folder in missing):
            raise KbError(
                tr("A folder whose name holds a line break cannot be saved to."), tr("Rename it first.")
            )
        names = {folder: f"{start}:{folder}" for folder in missing}
        found = self._batch(list(names.values()))
        for folder, name in names.items():
            kind, tree, data = found.get(name, ("", "", b""))
            above = {} if not folder else self._folders[start, _folder(folder)]
            is_there = not folder or above.get(_name(folder), ("", ""))[0] == FOLDER_MODE
            if is_there and kind != "tree":  # git says of what it cannot read just now that it is missing
                raise KbError(
                    tr(
                        "The history of this library is damaged: {id} cannot be read.",
                        id=shown(f"{start[:12]}:{folder}".rstrip(":"), 80),
                    )
                )
            self._folders[start, folder] = _parsed(data, len(tree) // 2) if kind == "tree" else {}

    def _batch(self, names: list[str]) -> dict[str, tuple[str, str, bytes]]:
        """Give (kind, id, bytes) of stored things by name, without those that are not there."""
        found: dict[str, tuple[str, str, bytes]] = {}
        for first in range(0, len(names), _MANY_FOLDERS):
            some = names[first : first + _MANY_FOLDERS]
            outcome = self._runner.run(*READS, stdin=b"".join(os.fsencode(name) + b"\n" for name in some))
            if outcome.status != 0:
                raise failed(outcome)
            found.update(_answers(some, outcome.out))
        return found

    def _stored(self, folders: dict[str, _Folder]) -> str:
        """Store folders, each in the one above it, and give the top; one that became empty is left out.

        Their ids are worked out here, so that git is asked once for all of them; it must come to the same.
        """
        trees: list[tuple[str, _Folder]] = []
        for name in sorted(folders, key=lambda name: name.count("/") + bool(name), reverse=True):
            folder = folders[name]
            if folder or not name:
                trees.append((_tree_id(folder), folder))
            if name and folder:
                folders[_folder(name)][_name(name)] = (FOLDER_MODE, trees[-1][0])
            elif name:
                _take_folder(folders[_folder(name)], _name(name))
        text = b"\0".join(b"".join(_line(*entry) for entry in folder.items()) for _, folder in trees)
        # an empty record stands between two folders; alone it means one that is empty
        outcome = self._runner.run(*STORES, stdin=text or b"\0")
        told = outcome.out.decode("ascii").split()
        # mktree ends well and names a folder even if it could not write it
        if outcome.status != 0 or told != [tree for tree, _ in trees] or _ERROR.search(outcome.whole_error):
            raise failed(outcome)
        return trees[-1][0]


def failed(outcome: Outcome) -> KbError:
    """Give the error for a git that failed, by what it said."""
    said = outcome.whole_error
    if "No space left" in said or "couldn't write" in said:
        return KbError(
            tr("The history could not be written: the disk is full."), tr("Make room and try again.")
        )
    if "Permission denied" in said or "insufficient permission" in said:
        return KbError(
            tr("The history could not be written: you may not write to the library's folder."),
            tr("Ask whoever looks after this computer."),
        )
    taken = re.search(r"'refs/heads/([^']{1,200})' exists; cannot create", said)
    if taken:
        return KbError(
            tr(
                "Another program keeps changes under the name {name} here, which is in the way.",
                name=shown(taken[1]),
            ),
            tr("Rename them with the program that made them (git branch -m)."),
        )
    return KbError(tr("git could not finish: {error}.", error=outcome.error))


def _answers(names: list[str], out: bytes) -> dict[str, tuple[str, str, bytes]]:
    """Take apart what ``cat-file --batch`` said of each name, in order."""
    found: dict[str, tuple[str, str, bytes]] = {}
    at = 0
    for name in names:
        end = out.index(b"\n", at)
        head = out[at:end].split(b" ")
        at = end + 1
        if len(head) == 3 and head[2].isdigit():
            size = int(head[2])
            found[name] = (head[1].decode("ascii"), head[0].decode("ascii"), out[at : at + size])
            at += size + 1
    return found


def _parsed(data: bytes, id_bytes: int) -> _Folder:
    """Take a stored folder apart: ``MODE NAME NUL id`` again and again."""
    folder: _Folder = {}
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\0", space)
        mode = data[at:space].decode("ascii")
        folder[os.fsdecode(data[space + 1 : end])] = (mode, data[end + 1 : end + 1 + id_bytes].hex())
        at = end + 1 + id_bytes
    return folder


def _tree_id(folder: _Folder) -> str:
    """Give git's id of a folder; in it, a folder's name is sorted as if it ended with "/"."""
    entries = []
    for name, (mode, stored) in folder.items():
        raw = os.fsencode(name)
        entries.append((raw + b"/" if mode == FOLDER_MODE else raw, mode, raw, stored))
    data = b"".join(
        f"{mode} ".encode("ascii") + raw + b"\0" + bytes.fromhex(stored)
        for _, mode, raw, stored in sorted(entries)
    )
    is_long = bool(entries) and len(entries[0][3]) == _LONG_ID
    name_of = hashlib.sha256 if is_long else hashlib.sha1
    return name_of(b"tree %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _line(name: str, entry: Entry) -> bytes:
    mode, stored = entry
    kind = {FOLDER_MODE: "tree", "160000": "commit"}.get(mode, "blob")
    return f"{mode} {kind} {stored}\t".encode("ascii") + os.fsencode(name) + b"\0"


def _put(folder: _Folder, name: str, entry: Entry | None) -> None:
    if entry is not None:
        folder[name] = entry
    elif name in folder and folder[name][0] != FOLDER_MODE:
        del folder[name]


def _take_folder(folder: _Folder, name: str) -> None:
    if name in folder and folder[name][0] == FOLDER_MODE:
        del folder[name]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _way(path: str) -> list[str]:
    """Give the folders on the way to a path, the deepest first, without the top."""
    folders = []
    folder = _folder(path)
    while folder:
        folders.append(folder)
        folder = _folder(folder)
    return folders


def _check(path: str) -> None:
    """See that a path can stand in a library on any computer without leading out of it."""
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") or part.lower() in (".git", "git~1") for part in parts):
        raise KbError(tr("{path!r} is not the name of a file in a library.", path=path))
