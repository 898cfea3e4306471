# SPDX-License-Identifier: MIT
"""Saves texts: into their files, and as one change with its author into the library's history.

The order makes it safe: a file is replaced at once and only if it still is what was read; then the change is
stored; then the branch moves, and only if it still stands where it was seen. Whatever is interrupted can be
done again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kbdesk.errors import ChangedMeanwhile, KbError
from kbdesk.language import tr
from kbdesk.library.atomic import reason
from kbdesk.library.audit import audit
from kbdesk.library.faults import fault
from kbdesk.library.files import blob_id
from kbdesk.library.locks import folder_lock, repair_locks
from kbdesk.library.objects import MOVE_TRIES, Entry, Objects, pause, trusted_objects
from kbdesk.library.opening import open_library
from kbdesk.library.placing import content, put
from kbdesk.library.runner import git_executable
from kbdesk.library.staging import SharedIndex
from kbdesk.library.who import check_author
from kbdesk.model import Author, Change, LibraryInfo, Saved

ON_ITS_WAY = "refs/kbdesk/worktree"
"""Is there while an update brings the folder to another commit: some files may still be of the one before."""
_FILE_MODES = ("100644", "100755")
_AT_ONCE = 2
"""An article and its picture: so many files git stores while the rest of a save is looked at."""
_WHY = "kbdesk: save"
_REPAIR_EVERY = 5
_WITH_HISTORY = ("ok", "shallow", "unborn")
_BEGUN = ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD")


def save(
    info: LibraryInfo, changes: Sequence[Change], message: str, author: Author, when: str | None = None
) -> Saved:
    """Change files of the library and keep that as one change in its history.

    Saving the same again, after a crash for instance, does what is still to be done. Where there is no usable
    history, the files alone are written and ``Saved.commit`` is "".

    Args:
        info: the library.
        changes: at most one for a file; written to the byte.
        message: what the history shall say.
        author: who saves.
        when: ISO 8601 with the offset; None for now.

    Returns:
        The commit, and as the blob id of each file that of its bytes on disk: the next save's ``base``.

    Raises:
        ChangedMeanwhile: a file, or what the history has of it, is not what the change began from.
        KbError: it could not be saved. What the history does not have is in the file or not written at all.
    """
    author = check_author(author)
    root = Path(info.root)
    try:
        objects = _history(info)
        if objects is None:
            put(root, changes, _nothing)
            return Saved("", _on_disk(changes), _no_history(info))
        with folder_lock(root) as note:
            check_unfinished(root)
            # a file that an update had not reached would take the team's text back
            if is_on_its_way(root) and objects.commit_of(ON_ITS_WAY):
                raise KbError(_INTERRUPTED, tr("Your text is kept as a draft; get updates, then save again."))
            return _Save(objects, changes, message, author, when).run(note)
    except OSError as error:
        raise KbError(
            tr("{names} could not be saved: {reason}.", names=_names(changes), reason=reason(error)),
            tr("Your text is kept; save it again."),
        ) from error


def _history(info: LibraryInfo) -> Objects | None:
    """Give the history to save to; None if the library has none, or none that git may be used on.

    What could not be read a moment ago, or when the library was opened, is looked at again: a text that is
    saved to its file alone has no earlier versions.

    Raises:
        OSError: it cannot be read now.
    """
    root = Path(info.root)
    objects = trusted_objects(info)
    if objects is None and info.git == "failed":
        objects = trusted_objects(open_library(root))
    elif objects is None and info.git in _WITH_HISTORY and git_executable() and not audit(root).reason:
        objects = trusted_objects(info)
    return objects


def finish(info: LibraryInfo, path: str, data: bytes, message: str, author: Author) -> Saved | None:
    """Finish a save that was interrupted after its file was written; None if the file is not that text."""
    if content(Path(info.root), path) != data:
        return None
    return save(info, [Change(path, data, blob_id(data))], message, author)


def commit_names(
    info: LibraryInfo, paths: Iterable[str], message: str, author: Author, when: str | None = None
) -> Saved:
    """Keep files in the history as they lie in the folder, whatever changed them, or that they are gone.

    Raises:
        KbError: as ``save``.
    """
    changes = []
    for path in dict.fromkeys(paths):
        data = content(Path(info.root), path)
        changes.append(Change(path, data, blob_id(data) if data is not None else ""))
    return save(info, changes, message, author, when)


def is_on_its_way(root: Path) -> bool:
    """Tell whether an update of the folder may have begun and not ended; asks no git."""
    packed = root / ".git" / "packed-refs"
    if (root / ".git" / "reftable").exists():
        return True  # only git can tell
    try:
        return (root / ".git" / ON_ITS_WAY).exists() or ON_ITS_WAY.encode() in packed.read_bytes()
    except OSError:
        return False


def check_unfinished(root: Path) -> None:
    """See that nobody is in the middle of putting changes together by hand.

    Raises:
        KbError: somebody is.
    """
    if any((root / ".git" / name).exists() for name in _BEGUN):
        raise KbError(
            tr(
                "Somebody began to put changes of this library together by hand, "
                "so nothing can be saved now. Your text is kept as a draft."
            ),
            tr("Finish or stop that with the program it was begun with (git), then save again."),
        )


class _Save:
    """One save on a library whose lock is held."""

    def __init__(
        self, objects: Objects, changes: Sequence[Change], message: str, author: Author, when: str | None
    ) -> None:
        self._objects = objects
        self._changes = changes
        self._paths = [change.path for change in changes]
        self._message = message.replace("\0", "").strip() or f"Change {_names(changes)}"
        self._author = author
        self._when = when
        self._commit = ""

    def run(self, note: Callable[[str], None]) -> Saved:
        """Do it; ``note`` is told of temporary files."""
        with contextlib.ExitStack() as at_work:
            at_work.enter_context(self._objects.change_ahead(_WHY))
            first = [
                (change.path, at_work.enter_context(self._objects.writing(change.data, change.path)))
                for change in self._changes[:_AT_ONCE]
                if change.data is not None
            ]
            head = self._objects.head()
            seen = self._objects.blobs(head[1], self._paths)
            self._check_places(head[1], seen)
            put(self._objects.root, self._changes, note)
            fault("file-replaced")
            try:
                commit, notice = self._into_history(head, seen, self._stored(first))
            except ChangedMeanwhile:
                raise
            except KbError as error:
                names = _names(self._changes)
                raise KbError(
                    tr(
                        "{names} has your text, but the history does not have it yet. {why}",
                        names=names,
                        why=error.message,
                    ),
                    error.hint or tr("Save again in a moment."),
                ) from error
        return Saved(commit, _on_disk(self._changes), notice)

    def _check_places(self, commit: str, seen: Mapping[str, Entry]) -> None:
        """See that the history has nothing in the way: ``seen`` is what it has under the paths themselves.

        Raises:
            KbError: a link, another repository, or a file where a folder must be.
        """
        for path, (mode, _) in seen.items():
            if mode not in _FILE_MODES:
                raise KbError(
                    tr("{path} is a link in the history of this library and cannot be saved to.", path=path)
                )
        for folder, (mode, _) in self._objects.blobs(commit, _folders(self._paths)).items():
            if mode not in _FILE_MODES:
                raise KbError(
                    tr(
                        "The folder {folder} belongs to another library, so nothing in it can be saved here.",
                        folder=folder,
                    ),
                    tr("Save it with the library that it belongs to."),
                )
            if folder not in self._paths:
                raise KbError(
                    tr(
                        "The history has a file {folder}, so nothing can be saved in a folder of that name.",
                        folder=folder,
                    ),
                    tr("Choose another folder."),
                )

    def _stored(self, begun: Iterable[tuple[str, Callable[[], str]]]) -> dict[str, str]:
        """Store the new files but those that git has begun to store, and give the blobs of all by path."""
        blobs = {path: stored() for path, stored in begun}
        for change in self._changes[_AT_ONCE:]:
            if change.data is not None:
                blobs[change.path] = self._objects.write(change.data, change.path)
        fault("blob-written")
        return blobs

    def _into_history(
        self, head: tuple[str, str], seen: Mapping[str, Entry], blobs: Mapping[str, str]
    ) -> tuple[str, str]:
        """Move the branch on, again and again while others move it too; gives the commit and a notice."""
        for attempt in range(MOVE_TRIES):
            with SharedIndex(self._objects) as index:
                if attempt:
                    pause(attempt)
                    if attempt % _REPAIR_EVERY == 2:
                        repair_locks(self._objects.root, datetime.now(UTC))
                    index.lock()  # now before looking, else a busy program would be first again and again
                    head = self._objects.head()
                known = self._objects.blobs(head[1], self._paths)
                self._check_unchanged(seen, known, blobs)
                wanted = self._wanted(known, blobs)
                if all(known.get(path) == entry for path, entry in wanted.items()):
                    index.lock()
                    with index.made_ready(wanted):
                        pass
                    index.keep(wanted)
                    return head[1], _ALREADY if attempt == 0 else _BY_ANOTHER
                if self._moved(head, wanted, index):
                    return self._commit, ""
        raise KbError(tr("Another program keeps writing to the history, so your save is not in it yet."))

    def _moved(self, head: tuple[str, str], wanted: Mapping[str, Entry | None], index: SharedIndex) -> bool:
        branch, old = head
        index.lock()
        with index.made_ready(wanted):
            tree = self._objects.tree_with(old, wanted)
            fault("tree-written")
            parents = [old] if old else []
            self._commit = self._objects.commit_tree(tree, parents, self._message, self._author, self._when)
            fault("commit-made")
        if not self._objects.move(f"refs/heads/{branch}", self._commit, old, _WHY):
            return False
        fault("branch-moved")
        index.keep(wanted)
        fault("index-refreshed")
        return True

    def _wanted(self, known: Mapping[str, Entry], blobs: Mapping[str, str]) -> dict[str, Entry | None]:
        return {
            path: (known.get(path, ("100644", ""))[0], blobs[path]) if path in blobs else None
            for path in self._paths
        }

    def _check_unchanged(
        self, seen: Mapping[str, Entry], known: Mapping[str, Entry], blobs: Mapping[str, str]
    ) -> None:
        """See that nobody put another text into the history since it was first looked at.

        Raises:
            ChangedMeanwhile: somebody did.
        """
        for path in self._paths:
            now = known.get(path, ("", ""))[1]
            if now not in (seen.get(path, ("", ""))[1], blobs.get(path, "")):
                raise ChangedMeanwhile(path)


_INTERRUPTED = tr("An update of this library was interrupted before it had reached every file.")
_ALREADY = tr("Nothing was changed: the history has this text already.")
_BY_ANOTHER = tr("Another program has put your text into the history along with its own changes.")


def _names(changes: Sequence[Change]) -> str:
    """Name the first files of a save, for a sentence."""
    return ", ".join(change.path for change in changes[:3]) + (" …" if len(changes) > 3 else "")


def _folders(paths: Iterable[str]) -> set[str]:
    """Give the folders on the way to some files."""
    parts = (path.split("/") for path in paths)
    return {"/".join(names[:depth]) for names in parts for depth in range(1, len(names))}


def _on_disk(changes: Sequence[Change]) -> tuple[tuple[str, str], ...]:
    return tuple((change.path, "" if change.data is None else blob_id(change.data)) for change in changes)


def _no_history(info: LibraryInfo) -> str:
    """Say why only the file was written."""
    if info.git == "no-repository":
        return tr("The file is saved. This folder has no history, so earlier versions are not kept.")
    if info.git == "no-git":
        return tr("The file is saved. git is not installed, so earlier versions are not kept.")
    return tr("The file is saved, but not its history: git may not be used on this folder.")


def _nothing(path: str) -> None:
    """Take no note: without a history there is no lock file to write it to."""
