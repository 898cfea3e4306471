# SPDX-License-Identifier: MIT
"""Getting and sending a library's changes, where that stands, and the rules of its team."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kbdesk import library
from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr
from kbdesk.library.objects import Objects, trusted_objects
from kbdesk.library.placing import content
from kbdesk.library.sync import proposals, remove_left_lock, review, standing, sync_round
from kbdesk.library.sync.parking import stored_text
from kbdesk.library.sync.remote import INCOMING, Connection, shared_copy
from kbdesk.library.sync.rules import RULES_FILE, read_rules
from kbdesk.library.sync.standing import SEEN
from kbdesk.library.sync.troubles import RemoteTrouble
from kbdesk.library.sync.worktree import Folder
from kbdesk.model import Author, Question, Rules, SignIn, TeamState
from kbdesk.model.team import Channel, TeamPhase

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

_LOCK_WAIT_S = 0.2
_UNREADABLE = b"\xff"


@dataclass
class Sharing:
    """What all verbs of sharing one library stand on."""

    desk: Desk
    _sign_in: SignIn | None = field(default=None, repr=False)
    _last: TeamState | None = None
    _rules: tuple[bool, tuple[tuple[int, int, int], ...], Rules] | None = None
    """Whether they came from the branch, what was looked at for that, and the rules."""

    # --- get and send ---

    def state(self) -> TeamState:
        """Where sharing stands, as far as this computer knows; quick, without the network."""
        state = self._counted(standing(self.desk.info))
        last = self._last_round()
        if state.phase in ("current", "waiting") and last.phase not in ("current", "waiting", "alone"):
            state = replace(state, phase=last.phase, trouble=last.trouble, question=last.question)
        return replace(state, channel=self.channel)

    def sync(
        self,
        sign_in: SignIn | None = None,
        answer: str = "",
        cancelled: Callable[[], bool] | None = None,
        said: Callable[[str], None] | None = None,
    ) -> TeamState:
        """Get the team's changes and send one's own; trouble is a state, not an exception.

        While another window of this user does so, nothing is done.

        Args:
            sign_in: name and password, if the shared copy asked for them; they are held until the end.
            answer: ``incoming`` of the question that was answered with yes.
            cancelled: once it says yes, what runs is stopped.
            said: is given the progress as git tells it.

        Raises:
            Cancelled: the person stopped it; nothing is half-done.
        """
        self._sign_in = sign_in or self._sign_in
        with ExitStack() as stack:
            try:
                stack.enter_context(
                    library.library_lock(self.desk.home.data, self.desk.info.root, _LOCK_WAIT_S)
                )
            except KbError as busy:
                return replace(self.state(), notes=(busy.message,))
            state = sync_round(
                self.desk.info,
                self._writer(),
                self._drafts,
                now=self.desk.clock(),
                answer=answer,
                sign_in=self._sign_in,
                cancelled=cancelled,
                said=said,
                channel=self.channel,
            )
            if state.phase in ("current", "waiting", "refused"):
                state = self._exchange_reviews(state, cancelled)
        self._last = state
        asked = state.question
        self._remember(
            phase=state.phase,
            trouble=state.trouble,
            asked=f"{asked.kind} {asked.incoming}" if asked is not None else "",
        )
        return state

    @property
    def signed_in(self) -> SignIn | None:
        """The name and password that were given for the shared copy; None if none were."""
        return self._sign_in

    def remove_left_lock(self, lock: str) -> None:
        """Remove a file that a program left in the shared copy and that stops everybody.

        Args:
            lock: ``TeamState.left_lock``.

        Raises:
            KbError: it is gone, is younger than ten minutes, or cannot be removed.
        """
        remove_left_lock(self.desk.info, lock, self.desk.clock())

    def _exchange_reviews(self, state: TeamState, cancelled: Callable[[], bool] | None) -> TeamState:
        """Take up what came of reviews, and send those that wait; after a round, which got them all."""
        told: tuple[str, ...] = ()
        try:
            objects = self._objects()
            taken = proposals.Takers(objects, self._drafts, self._writer(), self.desk.clock())
            paths, odd = taken.take_up()
            told = tuple(tr("{path} was sent back to you; it waits as a draft.", path=path) for path in paths)
            connection = self._connection(objects, cancelled)
            if connection is not None:
                proposals.send_waiting(objects, connection)
            if odd is not None:
                raise odd
            state = self._counted(state, objects)
        except Cancelled:
            raise
        except RemoteTrouble as trouble:
            state = self._counted(replace(state, phase=trouble.phase, trouble=str(trouble)))
        except KbError as error:
            state = replace(state, phase="failed", trouble=str(error))
        return replace(state, notes=(*state.notes, *told))

    def _counted(self, state: TeamState, objects: Objects | None = None) -> TeamState:
        """The state with what waits to be reviewed and is not sent yet."""
        if state.phase != "alone":
            objects = objects or trusted_objects(self.desk.info)
        more = len(proposals.unsent(objects)) if objects is not None else 0
        phase: TeamPhase = "waiting" if more and state.phase == "current" else state.phase
        return replace(state, phase=phase, waiting=state.waiting + more)

    @property
    def channel(self) -> Channel:
        """What this user's folder shows of the library: the latest text, or what was approved."""
        return "approved" if self._memory().get("channel") == "approved" else "latest"

    def check_writing(self) -> None:
        """See that the folder shows the text that a writer would change.

        Raises:
            KbError: it shows only what was approved.
        """
        if self.channel == "approved":
            raise KbError(
                tr("You read only what is approved, so nothing can be saved."),
                tr("Switch to the latest version to write; your text is kept as a draft."),
            )

    # --- rules ---

    def rules(self) -> Rules:
        """How the team works on this library; without a shared copy nobody could review.

        They are those of the team's latest text, whatever the folder shows.
        """
        if self._rules is None or self._rules[1] != self._rules_stamp(self._rules[0]):
            before = self._rules_stamp(False), self._rules_stamp(True)
            of_branch, rules = self._read_rules()
            self._rules = of_branch, before[of_branch], rules
        return self._rules[2]

    def _rules_stamp(self, of_branch: bool) -> tuple[tuple[int, int, int], ...]:
        """What changes whenever other rules may hold: every save asks, so no git is run for it.

        Args:
            of_branch: the team's latest text is not known yet, so the branch counts, which each save moves.
        """
        git = self.desk.root / ".git"
        places = ["config", "HEAD", "packed-refs", "reftable/tables.list", SEEN, INCOMING]
        if of_branch:
            places.append(f"refs/heads/{self.desk.info.branch}")
        return tuple(map(_stamp, (self.desk.root / RULES_FILE, *(git / place for place in places))))

    def _read_rules(self) -> tuple[bool, Rules]:
        """Whether the rules are read from the branch, and what they are."""
        objects = trusted_objects(self.desk.info)
        shared = objects is not None and shared_copy(objects, objects.head()[0]) is not None
        if objects is None or not shared:
            return False, replace(read_rules(self._rules_here()), review=False)
        known = review.known_text(objects)
        commit = known or objects.head()[1]
        entry = objects.blobs(commit, [RULES_FILE]).get(RULES_FILE)
        return not known, read_rules(_rules_there(objects, entry[1]) if entry else None)

    def _rules_here(self) -> bytes | None:
        try:
            return content(self.desk.root, RULES_FILE)
        except KbError:  # a link, a folder
            return _UNREADABLE

    def is_maintainer(self, author: Author) -> bool:
        """Whether the team lets this person accept and approve."""
        return self.rules().is_maintainer(author.email)

    def _check_maintainer(self, author: Author) -> None:
        """Raise if the team's rules leave this to others."""
        rules = self.rules()
        if rules.is_maintainer(author.email):
            return
        if not rules.maintainers_known:
            line, sentence = rules.problems[0]
            raise KbError(
                tr("Nobody can tell who maintains this library: {problem}", problem=sentence),
                tr("See line {line}.", line=line),
            )
        listed = ", ".join(rules.maintainers)
        raise KbError(
            tr("In this library only its maintainers do that: {names}.", names=listed),
            tr("Ask one of them."),
        )

    # --- what the verbs stand on ---

    def _objects(self) -> Objects:
        objects = trusted_objects(self.desk.info)
        if objects is None:
            raise KbError(tr("The history of this library cannot be used here, so nothing can be shared."))
        return objects

    def _connection(self, objects: Objects, cancelled: Callable[[], bool] | None = None) -> Connection | None:
        remote = shared_copy(objects, objects.head()[0])
        return Connection(objects.root, remote, self._sign_in, cancelled) if remote else None

    def _shared(self, objects: Objects) -> Connection:
        connection = self._connection(objects)
        if connection is None:
            raise KbError(tr("This library has no shared copy, so nothing can be reviewed."))
        return connection

    def _folder(self, objects: Objects, author: Author) -> Folder:
        return Folder(objects, self._drafts, self.desk.clock(), author)

    def _writer(self) -> Author:
        """Who puts changes together when nobody was asked for a name yet."""
        return self.desk.home.who() or Author(self.desk.author or "kbdesk", "kbdesk@localhost")

    @property
    def _drafts(self) -> Path:
        return self.desk.home.drafts(self.desk.info.root)

    # --- what is kept of the last round, in the user's own folder ---

    @property
    def _memory_file(self) -> Path:
        name = hashlib.sha256(self.desk.info.root.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return self.desk.home.data / "team" / f"{name}.json"

    def _memory(self) -> dict[str, str]:
        try:
            known = json.loads(self._memory_file.read_bytes())
            return {key: value for key, value in dict(known).items() if isinstance(value, str)}
        except (OSError, ValueError, TypeError, RecursionError):
            return {}

    def _remember(self, **values: str) -> None:
        """Keep what the next window should know.

        Raises:
            KbError: the user's own folder cannot be written.
        """
        before = self._memory()
        if before == (after := {**before, **values}):
            return
        try:
            self._memory_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            library.write_atomic(self._memory_file, json.dumps(after).encode("ascii"))
        except OSError as error:
            raise KbError(
                tr(
                    "{path} cannot be written: {reason}.",
                    path=self._memory_file,
                    reason=error.strerror,
                )
            ) from error

    def _last_round(self) -> TeamState:
        """What the last round came to that this user made, in whatever window."""
        known = self._memory()
        phases: tuple[TeamPhase, ...] = ("offline", "refused", "sign-in", "failed", "asking")
        phase: TeamPhase = next((one for one in phases if one == known.get("phase")), "current")
        if self._last is not None and self._last.phase == phase:
            return self._last
        state = TeamState(phase, trouble=known.get("trouble", ""))
        kind, _, incoming = known.get("asked", "").partition(" ")
        if phase != "asking":
            return state
        asked = Question("rewritten" if kind == "rewritten" else "mass-deletion", state.trouble, incoming)
        return replace(state, question=asked)


def _rules_there(objects: Objects, blob: str) -> bytes:
    """The bytes of stored rules, or what cannot be read if they are no text."""
    return objects.read(blob) if stored_text(objects, blob)[0] is not None else _UNREADABLE


def _stamp(place: Path) -> tuple[int, int, int]:
    """What tells whether a file is another than before; zeros if it is not there."""
    try:
        status = place.stat()
    except OSError:
        return 0, 0, 0
    return status.st_ino, status.st_size, status.st_mtime_ns
