# SPDX-License-Identifier: MIT
"""One round of sharing: get what the team changed, put both together, send what waits.

Whatever happens in between, a kill included, the next round goes on from there: drafts are on the disk before
the branch moves, the branch before the folder, and what the folder still lacks is noted (``worktree``).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr
from kbdesk.library.addresses import shown, shown_lines
from kbdesk.library.atomic import reason
from kbdesk.library.faults import fault
from kbdesk.library.locks import folder_lock, repair_locks
from kbdesk.library.log import SYNC_MERGE
from kbdesk.library.objects import MOVE_TRIES, Objects, is_commit, pause, trusted_objects
from kbdesk.library.saving import check_unfinished, is_on_its_way
from kbdesk.library.sync.backups import forget_old, keep
from kbdesk.library.sync.merging import Parked, merge, merge_base
from kbdesk.library.sync.parking import park, set_aside
from kbdesk.library.sync.questions import mass_deletion, rewritten
from kbdesk.library.sync.remote import APPROVALS, INCOMING, Connection, Remote, RemoteTrouble, shared_copy
from kbdesk.library.sync.standing import SEEN, note_reached, old_lock, seen_of, standing, unsent
from kbdesk.library.sync.worktree import Folder
from kbdesk.model import Author, LibraryInfo, Question, SignIn, TeamPhase, TeamState
from kbdesk.model.team import Channel

__all__ = ["PUSH_TRIES", "SEEN", "finish_update", "sync_round"]

PUSH_TRIES = 6
"""How often a round is tried because somebody else was faster."""
LOCK_TRIES = 3
"""How often it is tried because somebody else is just being served."""


def sync_round(
    info: LibraryInfo,
    author: Author,
    drafts: Path,
    *,
    now: datetime,
    answer: str = "",
    sign_in: SignIn | None = None,
    cancelled: Callable[[], bool] | None = None,
    said: Callable[[str], None] | None = None,
    may_push: bool = True,
    channel: Channel = "latest",
) -> TeamState:
    """Get updates and send changes; trouble is a state, never an exception.

    Args:
        info: the library.
        author: whose the merge is, if there has to be one.
        drafts: where this library's drafts are kept.
        now: the time, with its zone.
        answer: the ``incoming`` of a question that was answered with yes.
        sign_in: name and password for the shared copy.
        cancelled: once it says yes, what runs is stopped.
        said: is given the progress as git tells it.
        may_push: whether saves are sent.
        channel: "approved" brings the folder to what maintainers approved last, once nothing is unsent.

    Raises:
        Cancelled: the person stopped it; nothing is half-done.
    """
    try:
        objects = trusted_objects(info)
        if objects is None:
            return standing(info)
        branch, _ = objects.head()
        remote = shared_copy(objects, branch)
    except KbError as error:
        return TeamState("failed", trouble=str(error), head=info.head)
    connection = Connection(objects.root, remote, sign_in, cancelled, said) if remote else None
    here = Folder(objects, drafts, now, author)
    return _Round(objects, f"refs/heads/{branch}", here, connection, answer, may_push, channel).run()


def finish_update(info: LibraryInfo, author: Author, drafts: Path, *, now: datetime) -> tuple[str, ...]:
    """Bring the folder up to its branch if a round was killed half-way, and give the files that changed.

    It takes a few milliseconds if there is nothing to do; before a save it keeps a file that the update had
    not reached from being taken for the latest.

    Raises:
        KbError: the folder cannot be written.
    """
    objects = trusted_objects(info) if is_on_its_way(Path(info.root)) else None
    if objects is None:
        return ()
    here = Folder(objects, drafts, now, author)
    try:
        with folder_lock(objects.root):
            here.finish()
    except OSError as error:
        raise KbError(
            tr("An update could not be finished: {reason}.", reason=reason(error)), tr("It is tried again.")
        ) from error
    return tuple(here.arrived)


@dataclass(slots=True)
class _Round:
    """The steps of one round over one branch."""

    objects: Objects
    branch: str
    here: Folder
    connection: Connection | None
    answer: str
    may_push: bool
    channel: Channel
    parked: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    too_late: tuple[str, str] = ("", "")
    """A merge of this round that was not sent, for somebody was faster, and what it was made of."""

    def run(self) -> TeamState:
        """Go round until all is got and sent, or until something stands in the way."""
        try:
            with folder_lock(self.objects.root):
                repair_locks(self.objects.root, self.here.now)
                check_unfinished(self.objects.root)
                self.here.finish()
            if self.connection is None:
                return self._state("alone")
            question = self._go(self.connection)
            if question is not None:
                return self._state("asking", question.sentence, question)
            forget_old(self.objects, self.here.now)
            return self._state("current")
        except Cancelled:
            raise
        except RemoteTrouble as trouble:
            return self._troubled(trouble)
        except KbError as error:
            return self._state("failed", str(error))
        except OSError as error:
            why = reason(error) + (f" ({error.filename})" if error.filename else "")
            return self._state("failed", tr("Updates stopped: {reason}. It is tried again.", reason=why))

    def _go(self, connection: Connection) -> Question | None:
        """Get and send until nobody else was faster; give what has to be asked before."""
        for attempt in range(1, PUSH_TRIES + 1):
            tip, question = self._get(connection)
            if question is not None or self.channel == "approved" or not self._waits(tip):
                return question
            if not self.may_push:
                return None
            try:
                self._send(connection)
            except RemoteTrouble as trouble:
                if attempt >= self._tries(trouble):
                    raise
                self._pause(attempt)
            else:
                return None
        return None

    def _tries(self, trouble: RemoteTrouble) -> int:
        """Give at which attempt a trouble is told instead of trying again."""
        left = trouble.kind == "lock" and old_lock(self.objects.root, trouble.lock, self.here.now)
        return 1 if left else {"race": PUSH_TRIES, "lock": LOCK_TRIES}.get(trouble.kind, 1)

    # --- getting ---

    def _get(self, connection: Connection) -> tuple[str, Question | None]:
        """Get the team's tip and take it over; give it and what has to be asked before."""
        seen = seen_of(self.objects, connection.remote)
        self._note_seen(seen)  # before the fetch, which also moves what other programs see of the team
        there = connection.fetch()
        fault("fetched")
        note_reached(self.objects.root, self.here.now)
        if not there:
            if seen or not connection.is_empty():
                raise _vanished(connection)
            return "", None
        tip = self.objects.commit_of(INCOMING)
        if self._lacks_past(tip):
            connection.fetch(deepen=True)
            tip = self.objects.commit_of(INCOMING)
        for attempt in range(MOVE_TRIES):
            with folder_lock(self.objects.root):
                self.here.finish()
                question, done = (
                    self._follow(connection.remote)
                    if self.channel == "approved"
                    else self._take_over(tip, seen)
                )
            if question is not None or done:
                return tip, question
            pause(attempt)  # somebody else's program saved at this moment
        raise KbError(tr("Somebody keeps saving to this library, so updates wait."), tr("It is tried again."))

    def _lacks_past(self, tip: str) -> bool:
        """Tell whether the common past of both was left out when the library was cloned."""
        _, head = self.objects.head()
        shallow = (self.objects.root / ".git" / "shallow").exists()
        return shallow and bool(head) and not merge_base(self.objects, head, tip)

    def _take_over(self, tip: str, seen: str) -> tuple[Question | None, bool]:
        """Bring branch and folder to what the team has; give what must be asked, and whether it is done."""
        _, head = self.objects.head()
        if rewritten(self.objects, head, seen, tip):
            return self._start_over(head, seen, tip)
        if head and (head == tip or self.objects.is_ancestor(tip, head)):
            self._note_seen(tip)
            return None, True
        question = mass_deletion(self.objects, head, tip)
        if question is not None and not self._agreed(tip):
            return question, False
        if not head or self.objects.is_ancestor(head, tip):
            return None, self._move(head, tip, tip, "get the team's changes")
        return None, self._merge(head, tip)

    def _follow(self, remote: Remote) -> tuple[Question | None, bool]:
        """Bring branch and folder to what was approved last, unless something here was not sent yet."""
        _, head = self.objects.head()
        approved = self.objects.commit_of(f"{APPROVALS}approved")
        tip = self.objects.commit_of(INCOMING)
        if not approved:
            raise KbError(tr("The team has not approved anything yet."), tr("Switch to the latest version."))
        if head == approved:
            return None, True
        if unsent(self.objects, head, (tip, approved), remote):
            raise KbError(
                tr("Changes of yours were not sent yet, so the folder stays at the latest version."),
                tr("Switch to the latest version, send them, then switch back."),
            )
        return None, self._move(head, approved, tip, "go to what is approved")

    def _merge(self, head: str, tip: str) -> bool:
        mine = self.too_late[1] if head == self.too_late[0] else head  # no merge of a merge that nobody has
        merged = merge(self.objects, mine, tip)
        paths = [parked.path for parked in merged.parked]
        title = f"{SYNC_MERGE}: the team's {_listed(paths)} stands" if paths else SYNC_MERGE
        at = self.here.now.isoformat()
        commit = self.objects.commit_tree(merged.tree, (mine, tip), title, self.here.author, at)
        fault("merged")
        for parked in merged.parked:
            self._park(parked, mine, tip)
        if merged.parked:
            keep(self.objects, mine, "conflict", self.here.now)
        if not self._move(head, commit, tip, "put the team's changes and ours together"):
            return False
        self.too_late = (commit, mine)
        self.parked += paths
        self.notes += merged.notes
        return True

    def _start_over(self, head: str, seen: str, tip: str) -> tuple[Question | None, bool]:
        """Ask whether a rewritten history is to be taken over; once it is, do so.

        What had been public and was taken out is never sent again: only texts that the team never had are
        offered, as drafts.
        """
        if not self._agreed(tip):
            sentence = tr(
                "The team's history was rewritten: changes that you already have were taken out of it. "
                "Take over the team's state? Changes of yours that were not sent yet are kept as drafts."
            )
            return Question("rewritten", sentence, tip), False
        public = merge_base(self.objects, head, seen)
        changed = self.objects.changed_paths(public, head).items()
        own = [Parked(path, mine, base) for path, (_, base, _, mine) in changed if mine]
        for parked in own:
            self._park(parked, head, tip)
        keep(self.objects, head, "rewritten", self.here.now)
        if not self._move(head, tip, tip, "take over the rewritten history"):
            return None, False
        self.parked += [parked.path for parked in own]
        return None, True

    def _agreed(self, tip: str) -> bool:
        """Tell whether the answer holds for a tip: it was asked about, or only goes on from there."""
        asked = self.objects.commit_of(self.answer) if is_commit(self.answer) else ""
        if not asked or asked == tip:
            return bool(asked)
        return self.objects.is_ancestor(asked, tip) and mass_deletion(self.objects, asked, tip) is None

    def _move(self, head: str, new: str, tip: str, why: str) -> bool:
        """Move branch, what was seen of the team, and the folder."""
        seen = self.objects.commit_of(SEEN)
        also = [] if seen == tip else [(SEEN, tip, seen)]
        return self.here.move(self.branch, head, new, also, f"kbdesk: {why}")

    def _note_seen(self, tip: str) -> None:
        seen = self.objects.commit_of(SEEN)
        if tip and seen != tip:
            self.objects.move(SEEN, tip, seen, "kbdesk: seen")
            fault("seen-moved")

    def _park(self, parked: Parked, head: str, tip: str) -> None:
        """Set an own version aside as a draft; what is no text stays in the history and is only named."""
        root, now = str(self.objects.root), self.here.now.isoformat()
        by = self._last_writer(head, tip, parked.path)
        draft = set_aside(self.objects, parked, library=root, at=now, by=by)
        if draft is None:
            self.notes.append(
                tr("The team's {path} took the place of yours, which is kept in Recover.", path=parked.path)
            )
        else:
            park(self.here.drafts, draft)

    def _last_writer(self, head: str, tip: str, path: str) -> str:
        """Give who changed a file last on the team's side; "" if that is not known."""
        options = ("--no-show-signature", "--encoding=UTF-8", "--format=%an")
        outcome = self.objects.runner.run("log", "-1", *options, tip, f"^{head}", "--", path)
        return shown(outcome.out.decode("utf-8", "replace"))

    # --- sending ---

    def _waits(self, tip: str) -> bool:
        """Tell whether there is anything that the team does not have."""
        _, head = self.objects.head()
        return bool(head) and head != tip and not (tip and self.objects.is_ancestor(head, tip))

    def _send(self, connection: Connection) -> None:
        _, head = self.objects.head()
        connection.push(f"{head}:{connection.remote.branch}")
        fault("pushed")
        self._note_seen(head)
        self.objects.move(INCOMING, head, self.objects.commit_of(INCOMING), "kbdesk: sent")

    def _pause(self, attempt: int) -> None:
        """Wait a moment, longer each time and never as long as another client does."""
        cancelled = self.connection.cancelled if self.connection else None
        until = time.monotonic() + random.uniform(0.05, 0.2) * 2**attempt  # noqa: S311 - no secret
        while time.monotonic() < until:
            if cancelled is not None and cancelled():
                raise Cancelled
            time.sleep(0.02)

    # --- the outcome ---

    def _troubled(self, trouble: RemoteTrouble) -> TeamState:
        state = self._state(trouble.phase, str(trouble))
        age = old_lock(self.objects.root, trouble.lock, self.here.now)
        return replace(state, left_lock=trouble.lock, trouble=f"{trouble.message} {age}") if age else state

    def _state(self, phase: TeamPhase, trouble: str = "", question: Question | None = None) -> TeamState:
        """Give the state after the round; what still waits makes "current" to "waiting"."""
        here = standing(self.objects)
        return replace(
            here,
            phase="waiting" if phase == "current" and here.waiting else phase,
            trouble=shown_lines(trouble),
            question=question,
            arrived=tuple(dict.fromkeys(self.here.arrived)),
            parked=tuple(dict.fromkeys(self.parked)),
            channel=self.channel,
            notes=tuple(dict.fromkeys(map(shown_lines, (*self.notes, *self.here.notes)))),
        )


def _vanished(connection: Connection) -> RemoteTrouble:
    name = connection.remote.branch.removeprefix("refs/heads/")
    return RemoteTrouble(
        "failed",
        tr(
            "The shared copy at {place} has nothing under the name {name} (any more).",
            place=connection.remote.place,
            name=name,
        ),
        tr("Ask the person who looks after it; nothing was sent, and nothing here was changed."),
    )


def _listed(paths: list[str]) -> str:
    return paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"
