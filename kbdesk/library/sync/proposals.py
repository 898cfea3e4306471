# SPDX-License-Identifier: MIT
"""The writer's side of a review: put a text on a branch of its own, send it, take up what came of it.

Three references tell how a review stands: the own branch on this computer, what was sent of it, and what the
shared copy had when it was asked last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kbdesk.errors import Cancelled, ChangedMeanwhile, KbError
from kbdesk.language import tr
from kbdesk.library.faults import fault
from kbdesk.library.files import blob_id
from kbdesk.library.locks import folder_lock
from kbdesk.library.objects import MOVE_TRIES, Entry, Objects, pause
from kbdesk.library.placing import content
from kbdesk.library.sync.backups import keep
from kbdesk.library.sync.merging import merge, merge_base
from kbdesk.library.sync.parking import draft_id, park, stored_text
from kbdesk.library.sync.remote import REVIEWS, Connection, RemoteTrouble
from kbdesk.library.sync.review import (
    ACCEPTED,
    BRANCHES,
    SENT,
    branch_name,
    clean_up,
    newer,
    returned,
    team_text,
    tips,
    writer_name,
)
from kbdesk.library.sync.troubles import on_disk
from kbdesk.library.sync.worktree import Folder
from kbdesk.model import Author, Change, Draft, DraftKind

_EARLIER = 50
"""Earlier texts of a review that a draft may have begun from."""


@on_disk
def propose(objects: Objects, changes: Sequence[Change], message: str, author: Author, when: str) -> str:
    """Put changes on the writer's own branch for the first of their files and give its name.

    The folder and the team's branch stay as they are. What waits there already is added to; what it has
    already is not put there again, so a call that was interrupted can be repeated.

    Args:
        objects: the library's objects.
        changes: at least one; ``base`` is the file's blob in the team's text or in the text that waits.
        message: what the history shall say.
        author: who wrote it.
        when: ISO 8601.

    Raises:
        ChangedMeanwhile: a file is not what the writing began from.
        KbError: nothing changed, or an earlier change of the same lines waits.
    """
    name = branch_name(author.email, changes[0].path)
    entries = {
        change.path: ("", objects.write(change.data, change.path)) if change.data is not None else None
        for change in changes
    }
    for attempt in range(MOVE_TRIES):
        own = objects.commit_of(f"{BRANCHES}{name}")
        tip = _waiting(objects, own, objects.commit_of(f"{REVIEWS}{name}"))
        commit = _put(objects, changes, entries, tip, message, author, when)
        fault("review-made")
        if commit == own or objects.move(f"{BRANCHES}{name}", commit, own, "kbdesk: for review"):
            fault("review-kept")
            return name
        pause(attempt)
    raise KbError(tr("Somebody kept saving to this library, so the text stays a draft."), tr("Try again."))


@on_disk
def propose_unsent(objects: Objects, folder: Folder, author: Author) -> str:
    """Make one review of all saves that the shared copy does not have and give its name.

    Branch and folder go back to the team's text; the saves keep their authors and messages.

    Raises:
        KbError: there are none, or the folder cannot be written.
    """
    with folder_lock(objects.root):
        folder.finish()
        (branch, head), team = objects.head(), team_text(objects)
        changed = objects.changed_paths(merge_base(objects, team, head) if team else "", head)
        if not team or not head or objects.is_ancestor(head, team) or not changed:
            raise KbError(tr("Nothing waits to be sent."))
        name = f"{branch_name(author.email, min(changed))}-{head[:8]}"
        keep(objects, head, "review", folder.now)
        if not objects.move(f"{BRANCHES}{name}", head, objects.commit_of(f"{BRANCHES}{name}"), "for review"):
            raise KbError(tr("Another program works on this library."), tr("Try again."))
        if not folder.move(f"refs/heads/{branch}", head, team, (), "kbdesk: to the team's text"):
            raise KbError(tr("Somebody saved at this moment."), tr("Try again."))
    return name


def unsent(objects: Objects) -> tuple[tuple[str, str], ...]:
    """Give name and commit of the own reviews that the shared copy does not have as they are."""
    own, shared, sent = tips(objects, BRANCHES, REVIEWS, SENT)
    return tuple(
        (name, tip)
        for name, tip in own.items()
        if shared.get(name, sent.get(name)) != tip
        and not (name in shared and objects.is_ancestor(tip, shared[name]))
    )


@on_disk
def send_waiting(objects: Objects, connection: Connection) -> None:
    """Send the reviews that wait; also finishes what ``accept`` began.

    Raises:
        RemoteTrouble: the shared copy was not reached, or does not take them.
    """
    refused: RemoteTrouble | None = None
    for name, tip in unsent(objects):
        before = objects.commit_of(f"{REVIEWS}{name}")
        try:
            connection.push(f"{tip}:{BRANCHES}{name}")
        except RemoteTrouble as trouble:
            if trouble.kind == "race":  # a maintainer was faster: the next round takes that up first
                continue
            if trouble.kind == "refused":  # it may be this one only
                refused = refused or trouble
                continue
            raise
        fault("review-pushed")
        sent = (f"{SENT}{name}", tip, objects.commit_of(f"{SENT}{name}"))
        objects.move_all([sent, (f"{REVIEWS}{name}", tip, before)], "kbdesk: sent for review")
    clean_up(objects, connection)
    if refused is not None:
        raise refused


@dataclass(frozen=True, slots=True)
class Takers:
    """What taking up the fate of reviews needs.

    Args:
        objects: the library's objects, after a fetch.
        drafts: where this library's drafts are kept.
        author: whose reviews are looked at.
        now: the time, with its zone.
    """

    objects: Objects
    drafts: Path
    author: Author
    now: datetime

    def take_up(self) -> tuple[tuple[str, ...], KbError | None]:
        """Forget accepted reviews and make drafts of returned ones.

        Gives the files of those drafts, and why the first review failed that could not be taken up: it does
        not stop the others.
        """
        own, sent, gone = tips(self.objects, BRANCHES, REVIEWS, SENT)
        prefix = f"{writer_name(self.author.email)}/"
        paths: list[str] = []
        trouble: KbError | None = None
        for name in sorted({*own, *gone, *(name for name in sent if name.startswith(prefix))}):
            try:
                paths += self._take_up(name, own.get(name, ""), sent.get(name, ""), gone.get(name, ""))
            except Cancelled:
                raise
            except KbError as error:
                trouble = trouble or error
        return tuple(paths), trouble

    @on_disk
    def _take_up(self, name: str, mine: str, theirs: str, gone: str) -> list[str]:
        team = team_text(self.objects)
        if mine and team and self.objects.is_ancestor(mine, team):
            if theirs == mine and not self.objects.commit_of(f"{ACCEPTED}{name}"):
                self.objects.move(f"{ACCEPTED}{name}", mine, "", "kbdesk: to be removed")
            self._forget(name, mine)
        elif theirs:
            paths = self._follow(name, mine, theirs)
            if gone != theirs:
                self.objects.move(f"{SENT}{name}", theirs, gone, "kbdesk: taken up")
            return paths
        elif gone and team and self.objects.is_ancestor(gone, team):
            self.objects.move(f"{SENT}{name}", "", gone, "kbdesk: done")  # what is newer is sent anew
        elif gone:
            return self._removed(name, mine or gone, team)
        return []

    def _follow(self, name: str, mine: str, theirs: str) -> list[str]:
        """Take up what was added to a review elsewhere: a comment, or a text from another computer."""
        if mine == theirs or (mine and self.objects.is_ancestor(theirs, mine)):
            return []
        if mine and not self.objects.is_ancestor(mine, theirs):
            return self._join(name, mine, theirs)
        comment, by = returned(self.objects, theirs)
        paths = self._park(theirs, "returned", by, comment, base=theirs) if comment else []
        if mine or comment:
            self.objects.move(f"{BRANCHES}{name}", theirs, mine, "kbdesk: taken up")
        return paths

    def _join(self, name: str, mine: str, theirs: str) -> list[str]:
        """Add a text that was not sent yet to what came to the review meanwhile."""
        if not merge_base(self.objects, mine, theirs):
            return self._replaced(name, mine)
        merged = merge(self.objects, mine, theirs)
        message = self.objects.runner.run("log", "-1", "--format=%B", "--encoding=UTF-8", mine, "--").out
        commit = self.objects.commit_tree(
            merged.tree,
            (theirs, mine),
            message.decode("utf-8", "replace"),
            self.author,
            self.now.isoformat(),
        )
        paths: list[str] = []
        if merged.parked:
            note = tr("Another text of yours, from another computer, waits for review already.")
            paths = self._park(mine, "conflict", "", note, [one.path for one in merged.parked])
        comment, by = returned(self.objects, theirs)
        if comment:
            paths += self._park(commit, "returned", by, comment, base=commit)
        self.objects.move(f"{BRANCHES}{name}", commit, mine, "kbdesk: taken up")
        return paths

    def _replaced(self, name: str, mine: str) -> list[str]:
        """Take up that something else, which has no past in common with it, stands in a review's place."""
        keep(self.objects, mine, "review", self.now)
        paths = self._park(
            mine, "returned", "", tr("Something else took its place among what waits for review.")
        )
        self._forget(name, mine)
        return paths

    def _removed(self, name: str, mine: str, team: str) -> list[str]:
        """Take up that a review vanished from the shared copy without its commits being in the team's."""
        changed = self._changed(mine)
        now = self.objects.blobs(team, changed)
        paths: list[str] = []
        if any(now.get(path, ("", ""))[1] != blob for path, blob in changed.items()):
            keep(self.objects, mine, "review", self.now)
            note = tr("It was taken off the list of changes that wait for review; nobody said why.")
            paths = self._park(mine, "returned", "", note)
        self._forget(name, mine)
        return paths

    def _park(
        self,
        tip: str,
        kind: DraftKind,
        by: str,
        note: str,
        only: Sequence[str] | None = None,
        base: str = "",
    ) -> list[str]:
        """Keep a review's texts as drafts and give their files.

        Args:
            tip: the review's commit.
            kind: of the drafts.
            by: who sent it back.
            note: why.
            only: these files; None for all.
            base: the commit whose texts the drafts go on from; "" for where the review began.
        """
        parked = []
        changed = self._changed(tip)
        team = team_text(self.objects)
        began = self.objects.blobs(base or (merge_base(self.objects, team, tip) if team else ""), changed)
        for path, blob in changed.items():
            text, encoding = stored_text(self.objects, blob) if blob else (None, "")
            if text is None or (only is not None and path not in only):
                continue
            base_blob = began.get(path, ("", ""))[1]
            base_text = stored_text(self.objects, base_blob)[0] if base_blob else ""
            draft = Draft(
                id=draft_id(kind, path, tip),
                library=str(self.objects.root),
                path=path,
                kind=kind,
                text=text,
                base=base_blob,
                base_text=base_text or "",
                encoding=encoding,
                at=self.now.isoformat(),
                by=by,
                note=note,
            )
            park(self.drafts, draft)
            parked.append(path)
        return parked

    def _changed(self, tip: str) -> dict[str, str]:
        """Give the blob, "" if it was removed, of each file that a review changes."""
        team = team_text(self.objects)
        base = merge_base(self.objects, team, tip) if team else ""
        return {path: after for path, (_, _, _, after) in self.objects.changed_paths(base, tip).items()}

    def _forget(self, name: str, mine: str) -> None:
        self.objects.move(f"{BRANCHES}{name}", "", mine, "kbdesk: done")
        sent = self.objects.commit_of(f"{SENT}{name}")
        if sent:
            self.objects.move(f"{SENT}{name}", "", sent, "kbdesk: done")


def _waiting(objects: Objects, own: str, sent: str) -> str:
    """Give the last commit of a review that is not the team's yet; "" if none waits."""
    tip, team = newer(objects, own, sent), team_text(objects)
    return "" if tip and team and objects.is_ancestor(tip, team) else tip


def _put(
    objects: Objects,
    changes: Sequence[Change],
    entries: dict[str, Entry | None],
    tip: str,
    message: str,
    author: Author,
    when: str,
) -> str:
    """Store the commit of some changes, upon what waits or upon the team's text."""
    start = _start(objects, changes, tip)
    known = objects.blobs(start, entries)
    put: dict[str, Entry | None] = {
        path: (known.get(path, ("100644", ""))[0], entry[1]) if entry else None
        for path, entry in entries.items()
    }
    is_same = all(known.get(path) == entry for path, entry in put.items())
    if is_same and start == tip and not returned(objects, tip)[0]:
        return tip
    if is_same and (not tip or objects.is_ancestor(start, team_text(objects))):
        raise KbError(
            tr("{path} is the same as the team's text, so there is nothing to review.", path=changes[0].path)
        )
    side = objects.commit_tree(
        objects.tree_with(start, put), (start,) if start else (), message, author, when
    )
    if not tip or start == tip:
        return side
    merged = merge(objects, side, tip)
    if merged.parked:
        raise KbError(
            tr(
                "An earlier change of yours to the same lines of {path} waits for review.",
                path=merged.parked[0].path,
            ),
            tr("Open that one and add to it; this text stays a draft."),
        )
    if not objects.changed_paths(tip, merged.tree):
        return tip
    return objects.commit_tree(merged.tree, (tip, side), message, author, when)


def _start(objects: Objects, changes: Sequence[Change], tip: str) -> str:
    """Give the commit whose files the changes began from: of what waits, or of the team's text.

    Raises:
        ChangedMeanwhile: there is none.
    """
    head = objects.head()[1]
    kept = objects.blobs(head, [change.path for change in changes])
    bases = {change.path: _blobs_before(objects, change, is_kept=change.path in kept) for change in changes}
    commits = [tip, team_text(objects), head, *_earlier(objects, tip)]
    missing = ""
    for commit in dict.fromkeys(filter(None, commits)) or ("",):
        there = objects.blobs(commit, bases)
        unlike = [path for path, known in bases.items() if there.get(path, ("", ""))[1] not in known]
        if not unlike:
            return commit
        missing = missing or unlike[0]
    raise ChangedMeanwhile(missing)


def _earlier(objects: Objects, tip: str) -> list[str]:
    """Give what waited before in a review, the last one first."""
    team = team_text(objects)
    if not tip or not team:
        return []
    limit = f"--max-count={_EARLIER}"
    return objects.runner.run("rev-list", limit, tip, f"^{team}").out.decode("ascii").split()


def _blobs_before(objects: Objects, change: Change, *, is_kept: bool) -> tuple[str, ...]:
    """Give the blobs that the history may have of what a change began from.

    Where line ends are converted that is another one than the folder's. What lies in the folder and in no
    version (not ``is_kept``), as a picture that a text was just given, may be missing.
    """
    data = content(objects.root, change.path) if change.base else None
    if data is None or blob_id(data) != change.base:
        return (change.base,)
    stored = objects.write(data, change.path)
    return (change.base, stored) if is_kept else (change.base, stored, "")
