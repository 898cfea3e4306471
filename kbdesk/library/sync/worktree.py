# SPDX-License-Identifier: MIT
"""Brings the library's folder from one commit to another; nothing is put over a text that it does not know.

A file is replaced only if it is what one of the two commits says. Anything else was left by another program:
it is kept as a draft first. While the folder is on its way, ``refs/kbdesk/worktree`` names the commit it
comes from, so that a later run can finish what a killed one began.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library import atomic
from kbdesk.library.addresses import shown
from kbdesk.library.drafts import read_drafts
from kbdesk.library.faults import fault
from kbdesk.library.files import blob_id
from kbdesk.library.objects import Objects
from kbdesk.library.saving import ON_ITS_WAY
from kbdesk.library.sync.backups import backups, keep
from kbdesk.library.sync.parking import draft_id, holds, park, stored_text, text_of
from kbdesk.library.sync.places import (
    Standing,
    flush_files,
    is_safe,
    remove_empty_folders,
    remove_empty_tree,
    standing_at,
)
from kbdesk.model import Author, Draft

_STAGING = "kbdesk-incoming"
_FILE_MODES = ("100644", "100755")

_DEADLINE_S = 300.0
_CAME = tr("Another program had changed this file when an update came for it.")
_PARTIAL = tr(
    "This copy of the library was made without the contents of its files, so updates cannot be put together."
)
_GOES_ON = tr("Make room or check who may write there; it goes on by itself after that.")


@dataclass(frozen=True, slots=True)
class Step:
    """What an update makes of one file: "" for a blob that is not there."""

    path: str
    old: str
    mode: str
    new: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands in the folder: for a file, how it is known and the blob of its bytes."""

    standing: Standing
    blob: str = ""


@dataclass(slots=True)
class Folder:
    """A library's folder on its way from one commit to another.

    Args:
        objects: the library's objects.
        drafts: where drafts of this library are kept.
        now: the time, with its zone.
        author: who notes what was found in the folder.
    """

    objects: Objects
    drafts: Path
    now: datetime
    author: Author
    notes: list[str] = field(default_factory=list)
    """What could not be done as usual, as sentences."""

    arrived: list[str] = field(default_factory=list)
    """Files that changed in the folder."""

    def move(self, branch: str, old: str, new: str, also: Sequence[tuple[str, str, str]], why: str) -> bool:
        """Move the branch and then the folder; tell whether the branch still was at ``old``.

        Args:
            branch: full name of the branch that the folder shows.
            old: where both stand; "" if nothing was saved yet.
            new: where both shall stand.
            also: more refs that move at the same moment: (ref, new, old).
            why: for git's own record.

        Raises:
            KbError: the folder cannot be written; the next ``finish`` goes on.
        """
        steps = self._steps(old, new)
        found = self._keep_foreign(steps)
        coming = [step for path, step in steps.items() if step.new and found[path].standing != "barred"]
        try:
            staged = self._stage(coming) if coming else None  # what cannot be had stops here, not half-way
        except OSError as error:
            raise _not_updated(error) from error
        fault("parked")
        # before the branch moves: else a commit by another program in between would take the update back
        self.objects.stage(
            {path: (step.mode, step.new) if step.new else None for path, step in steps.items()}
        )
        begun = old or self._nothing()
        if not self.objects.move_all([(branch, new, old), (ON_ITS_WAY, begun, ""), *also], why):
            self.objects.refresh_index(tuple(steps))
            return False
        fault("branch-moved-by-sync")
        self._arrive(steps, begun, staged)
        return True

    def finish(self) -> bool:
        """Bring the folder to the branch's commit if an update was interrupted; tell whether one was.

        Raises:
            KbError: the folder cannot be written.
        """
        begun = self.objects.commit_of(ON_ITS_WAY)
        if not begun:
            return False
        _, head = self.objects.head()
        steps = self._steps(begun, head)
        self._keep_foreign(steps)
        self._arrive(steps, begun)
        return True

    def keep_unsaved(self, path: str, note: str) -> None:
        """Keep what stands in a file if it is not what its newest version has, before it is replaced."""
        place = self.objects.root / path
        if standing_at(self.objects.root, path) != "file":
            return
        known = self.objects.blobs(self.objects.head()[1], [path]).get(path, ("", ""))[1]
        data = place.read_bytes()
        if known != blob_id(data) and known != self._as_git_reads([path]).get(path):
            self._keep(path, known, note)

    def _nothing(self) -> str:
        """Give a commit without files, for a folder that comes from nothing."""
        return self.objects.commit_tree(self.objects.tree_with("", {}), (), "Nothing yet", self.author)

    def _keep_foreign(self, steps: Mapping[str, Step]) -> dict[str, _Found]:
        """Keep the texts in the way that neither commit knows, before anything moves; gives what stands."""
        looked = self._look_at(steps)
        for path, found in looked.items():
            if found.standing == "foreign":
                self._keep(path, steps[path].old)
        return looked

    def _arrive(self, steps: Mapping[str, Step], begun: str, staged: Path | None = None) -> None:
        try:
            self._update(steps, staged)
        except OSError as error:
            raise _not_updated(error) from error
        fault("folder-updated")
        shutil.rmtree(self.objects.root / ".git" / _STAGING, ignore_errors=True)
        self.objects.refresh_index(tuple(steps))
        self.objects.move(ON_ITS_WAY, "", begun, "kbdesk: the folder has arrived")

    def _steps(self, old: str, new: str) -> dict[str, Step]:
        """Give what changes by path; links, submodules and names that no file may have are left alone."""
        steps = {}
        changed = self.objects.changed_paths(old, new).items()
        for path, (old_mode, old_blob, new_mode, new_blob) in changed:
            if not is_safe(path):
                self.notes.append(tr("A file with an unusable name was left out: {path!r}.", path=path))
                continue
            was = old_blob if old_mode in _FILE_MODES else ""
            will = new_blob if new_mode in _FILE_MODES else ""
            if was or will:
                steps[path] = Step(path, was, new_mode if will else "", will)
        return steps

    def _look_at(self, steps: Mapping[str, Step]) -> dict[str, _Found]:
        """Give what stands in the folder for each step."""
        found: dict[str, _Found] = {}
        for path, step in steps.items():
            standing = standing_at(self.objects.root, path)
            if standing != "file":
                found[path] = _Found(standing)
                continue
            try:
                blob = blob_id((self.objects.root / path).read_bytes())
            except PermissionError:
                found[path] = _Found("barred")
                continue
            found[path] = _Found(_known(step, blob), blob)
        unlike = [path for path, one in found.items() if one.standing == "foreign"]
        for path, blob in self._as_git_reads(unlike).items():
            found[path] = replace(found[path], standing=_known(steps[path], blob))
        return found

    def _as_git_reads(self, paths: list[str]) -> dict[str, str]:
        """Give the blobs that git makes of files: where line ends are converted they are not the bytes."""
        plain = [path for path in paths if "\n" not in path and not path.startswith('"')]
        if not plain:
            return {}
        names = b"".join(os.fsencode(path) + b"\n" for path in plain)
        outcome = self.objects.runner.run("hash-object", "--stdin-paths", stdin=names)
        if outcome.status != 0:  # one that git cannot read must not hide the others
            half = len(plain) // 2
            return {**self._as_git_reads(plain[:half]), **self._as_git_reads(plain[half:])} if half else {}
        return dict(zip(plain, outcome.out.decode("ascii", "replace").split(), strict=False))

    def _keep(self, path: str, old: str, note: str = _CAME) -> None:
        """Keep a text that another program left: as a draft, or, if it is no text, in a backup."""
        data = (self.objects.root / path).read_bytes()
        text, encoding = text_of(data)
        if text is None:
            self._keep_bytes(path, data)
            return
        if any(holds(draft, path, text) for draft in read_drafts(self.drafts)):
            return
        base = stored_text(self.objects, old)[0] if old else ""
        park(
            self.drafts,
            Draft(
                id=draft_id("foreign", path, blob_id(data)),
                library=str(self.objects.root),
                path=path,
                kind="foreign",
                text=text,
                base=old,
                base_text=base or "",
                encoding=encoding,
                at=self.now.isoformat(),
                note=note,
            ),
        )
        self.notes.append(
            tr("{path} had been changed by another program; that text is kept under Recover.", path=path)
        )

    def _keep_bytes(self, path: str, data: bytes) -> None:
        blob = self.objects.write(data, path)
        left = (backup for backup in backups(self.objects) if "-left-" in backup.ref)
        if any(self.objects.blobs(one.commit, [path]).get(path, ("", ""))[1] == blob for one in left):
            return
        _, head = self.objects.head()
        tree = self.objects.tree_with(head, {path: ("100644", blob)})
        parents = (head,) if head else ()
        commit = self.objects.commit_tree(tree, parents, f"Left in the folder: {path}", self.author)
        keep(self.objects, commit, "left", self.now)
        self.notes.append(
            tr("{path} had been changed by another program; that file is kept under Recover.", path=path)
        )

    def _update(self, steps: Mapping[str, Step], staged: Path | None) -> None:
        """Remove and replace files; each is looked at again right before."""
        self._remove({path: step for path, step in steps.items() if not step.new})
        coming = {path: step for path, step in steps.items() if step.new}
        found = self._look_at(coming)  # now: another spelling of a name may have been the same file
        wanted = [
            step
            for path, step in coming.items()
            if not self._is_barred(path, found[path])
            and (found[path].standing != "new" or step.old == step.new)
        ]
        if not wanted:
            return
        files = staged or self._stage(wanted)
        for step in wanted:
            if self._place(files / step.path, step, found[step.path]):
                self._has_arrived(step.path)
        for folder in {(self.objects.root / step.path).parent for step in wanted}:
            with suppress(FileNotFoundError):
                atomic.sync_folder(folder)

    def _is_barred(self, path: str, found: _Found) -> bool:
        """Tell whether a file cannot have its place, which is noted."""
        if found.standing == "barred":
            self.notes.append(
                tr("{path} was left out: this computer cannot have it in that place.", path=shown(path))
            )
        return found.standing == "barred"

    def _remove(self, steps: Mapping[str, Step]) -> None:
        for path, found in self._look_at(steps).items():
            if found.standing in ("old", "foreign"):
                self._keep_if_unknown(path, steps[path], found)
                (self.objects.root / path).unlink(missing_ok=True)
                remove_empty_folders(self.objects.root, path)
                self._has_arrived(path)

    def _has_arrived(self, path: str) -> None:
        self.arrived.append(path)
        if len(self.arrived) == 1:
            fault("folder-half-updated")

    def _keep_if_unknown(self, path: str, step: Step, found: _Found) -> None:
        """Keep what stands there if neither commit knows it, or if it changed since it was looked at."""
        with suppress(FileNotFoundError):
            blob = blob_id((self.objects.root / path).read_bytes())
            if blob in (step.old, step.new) or (blob == found.blob and found.standing != "foreign"):
                return
            self._keep(path, step.old)

    def _stage(self, steps: Sequence[Step]) -> Path:
        """Write the new files beside the library, in its .git, as git would check them out."""
        top = self.objects.root / ".git" / _STAGING
        shutil.rmtree(top, ignore_errors=True)
        files = top / "files"
        files.mkdir(parents=True)
        lines = [f"{step.mode} {step.new}\t".encode() + os.fsencode(step.path) + b"\0" for step in steps]
        own_index = {"GIT_INDEX_FILE": str(top / "index")}
        run = self.objects.runner.run
        done = run("update-index", "-z", "--index-info", stdin=b"".join(lines), environment=own_index)
        if done.status == 0:
            options = ("--all", "--force", "--quiet", f"--prefix={files}/")
            done = run("checkout-index", *options, environment=own_index, deadline_s=_DEADLINE_S)
            if done.status != 0:  # a program that changes files on their way may be missing
                command = (*self._without_programs(), "checkout-index", *options)
                done = run(*command, environment=own_index, deadline_s=_DEADLINE_S)
        if done.status != 0 and "promisor" in done.whole_error:
            raise KbError(_PARTIAL, tr("Open the library's address into a new folder."))
        if done.status != 0:
            raise KbError(
                tr("The library's folder could not be brought up to date: {error}.", error=done.error),
                _GOES_ON,
            )
        flush_files(files, len(lines))
        return files

    def _without_programs(self) -> tuple[str, ...]:
        """Give the options that let files come as they are stored, whatever program the user has for them."""
        keys = self.objects.runner.run("config", "-z", "--name-only", "--get-regexp", r"^filter\.").out.split(
            b"\0"
        )
        names = {os.fsdecode(key).removeprefix("filter.").rpartition(".")[0] for key in keys if key}
        settings = ("smudge=", "process=", "required=false")
        return tuple(
            word for name in sorted(names) for one in settings for word in ("-c", f"filter.{name}.{one}")
        )

    def _place(self, staged: Path, step: Step, found: _Found) -> bool:
        """Put one file in its place; tell whether it is there now."""
        path, place = step.path, self.objects.root / step.path
        if found.standing == "folder" and not remove_empty_tree(place):
            self.notes.append(tr("{path} was left out: a folder of that name holds files.", path=path))
            return False
        if not staged.is_file():
            self.notes.append(tr("{path} could not be written on this computer.", path=path))
            return False
        if found.standing == "link":
            self.notes.append(
                tr(
                    "{path} was a link to {target}; the team's file took its place.",
                    path=path,
                    target=place.readlink(),
                )
            )
        self._make_way(path)
        if standing_at(self.objects.root, path) == "file":
            self._keep_if_unknown(path, step, found)
            runs = 0o111 if step.mode == "100755" else 0
            staged.chmod(place.stat().st_mode & 0o666 | runs)
        atomic.replace(staged, place)
        return True

    def _make_way(self, path: str) -> None:
        """Make the folders of a file; a file that stands where one must be is kept and removed."""
        inside = ""
        for part in path.split("/")[:-1]:
            inside = f"{inside}/{part}" if inside else part
            place = self.objects.root / inside
            if standing_at(self.objects.root, inside) == "file":
                self._keep(inside, "")
                place.unlink()
            place.mkdir(exist_ok=True)


def _known(step: Step, blob: str) -> Standing:
    """Give what a file with this blob is to an update."""
    return "new" if blob == step.new else "old" if blob == step.old else "foreign"


def _not_updated(error: OSError) -> KbError:
    reason = atomic.reason(error) + (f" ({error.filename})" if error.filename else "")
    told = tr("The library's folder could not be brought up to date: {error}.", error=reason)
    return KbError(told, _GOES_ON)
