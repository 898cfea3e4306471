# SPDX-License-Identifier: MIT
"""Notes that come in: opened without changing anything, read back or sent back, gone on with, solved.

Whoever answers writes into the file that the note came in. What is kept is kept first: the run is in the case
store before a file is touched, and where the file cannot be written, the answer goes to the user's own notes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from kbdesk import handoff, playbook
from kbdesk.desk.escalating import OPEN, Escalating, written
from kbdesk.desk.incoming import look_up, origin_of, page_of, told
from kbdesk.desk.learning import line_for_front
from kbdesk.desk.own_case import extends, joined, with_own_visit
from kbdesk.errors import KbError
from kbdesk.handoff.escape import one_line
from kbdesk.handoff.files import SUFFIX
from kbdesk.language import tr
from kbdesk.library.renamed import name_now
from kbdesk.model import TIERS, HandoffNote, Incoming, Outcome, Received, Run, RunView

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

Standing = Literal["new", "taken", "sent-back", "handed-back", "solved", "mine"]
"""What a note is to its reader. ``new``: to be read back or sent back. ``taken``: one works on it already.
``sent-back``, ``handed-back``, ``solved``: a case of one's own that came back, to be taken up. ``mine``: what
one handed over oneself and somebody else has now."""

_NEWER: Final = tr(
    "This note was written by a newer kbdesk: it is shown as far as it is understood here. "
    "The rest stays in the file."
)
_SAME_IDS: Final = 9
"""Cases of one id that are told apart; more than one is a mistake or a trick."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer: the call to go on with, where the note is, and its text for the clipboard."""

    view: RunView | None
    path: Path | None
    """The file that holds the answer; None if none could be written or is needed."""
    text: str
    """After ``solve`` the line to pass on to the front line, else the note's new text."""
    notice: str = ""
    """What to know of where the answer went, as a sentence; "" if it is where it belongs."""


class Handoffs:
    """What can be done with a note that came in; to be used in the thread of ``calls``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # --- reading ---

    def open_text(self, text: str, path: str = "") -> Incoming:
        """The note that a text carries, looked up in one's own libraries; nothing is kept or changed.

        Args:
            text: a note, or any text that holds one (a mail, a ticket).
            path: the file that it came from; "" if it was pasted.

        Raises:
            KbError: the text holds no note, or it is damaged.
        """
        note = handoff.from_markdown(text)
        found = look_up(self._desk.shelf.origins(), note)
        _, own = self._own(note)
        newer = (_NEWER,) if handoff.is_newer(text) else ()
        return Incoming(
            note=note,
            text=text,
            page=page_of(note),
            path=path,
            playbook=found.state,
            notice=found.notice,
            difference=found.difference,
            run_id=own.id if own is not None else "",
            warnings=(*newer, *found.warnings, *told(note, own, self._desk.author)),
        )

    def open_file(self, path: Path) -> Incoming:
        """The note in a file; see ``open_text``.

        Raises:
            KbError: it is no plain file, too large, no text, or holds no note.
        """
        return self.open_text(*text_of(path))

    def standing(self, incoming: Incoming) -> Standing:
        """What the note is to its reader."""
        note, received = incoming.note, incoming.note.received
        own = self._own(note)[1]
        if own is None or own.status == "returned":
            return "new"
        if note.outcome is not None:
            return "solved"
        if own.status in OPEN and own.brought is not None and own.brought.created == note.created:
            return "taken"
        if note.sender.name == self._desk.author:
            return "sent-back" if received is not None and not received.accepted else "mine"
        if note.to.tier != own.tier:
            return "mine"
        down = TIERS.index(note.to.tier) < TIERS.index(note.sender.tier)
        return "handed-back" if down else "new"

    def _own(self, note: HandoffNote) -> tuple[str, Run | None]:
        """One's own run of this case and its id; None with a free id if there is none.

        A run of this id that tells something else is another case: a note must not get at it.
        """
        if "calls" not in self._desk.__dict__ and not self._desk.home.cases.exists():
            return note.id, None  # opening the store would make it, and reading changes nothing
        told = replace(_told_by(note), id=note.id)
        for number in range(1, _SAME_IDS + 1):
            run_id = note.id if number == 1 else f"{note.id}-{number}"
            own = self._desk.calls.known(run_id)
            if own is None:
                return run_id, None
            if extends(told.visits, own.visits) or extends(own.visits, told.visits):
                return run_id, own
        return self._desk.new_id(), None

    # --- answering ---

    def accept(self, incoming: Incoming, read_back: str) -> Answered:
        """Take the case on: the call goes on at its step, and the read-back is in the note.

        Accepting a note twice gives the call as it stands.

        Raises:
            KbError: nothing was read back, or the file was answered meanwhile. Nothing is changed then.
        """
        line = _safe_line(read_back)
        if not line:
            raise KbError(
                tr("Nothing was read back yet."),
                tr("Say in a line of your own what you are asked to do, then go on."),
            )
        _check_unanswered(incoming)
        note = incoming.note
        if self.standing(incoming) == "taken" and note.received is not None and note.received.accepted:
            return Answered(self._desk.calls.view(incoming.run_id), _file(incoming), incoming.text)
        calls = self._desk.calls
        after = handoff.stamped(
            incoming.text, received=Received(self._desk.author, calls.now(), True, read_back=line)
        )
        view = calls.keep(self._onward(self._continued(incoming, after)), "accept")
        return Answered(view, *self._answer(incoming, after))

    def send_back(self, incoming: Incoming, missing: tuple[str, ...]) -> Answered:
        """Give the note back to its sender with what is missing, a line each; it is kept as “returned”.

        Raises:
            KbError: nothing is named, or the file was answered meanwhile. Nothing is changed then.
        """
        lines = tuple(filter(None, map(_safe_line, missing)))
        if not lines:
            raise KbError(
                tr("Nothing is named that is missing."), tr("Tick or write what the sender has to add.")
            )
        _check_unanswered(incoming)
        calls = self._desk.calls
        after = handoff.stamped(
            incoming.text, received=Received(self._desk.author, calls.now(), False, missing=lines)
        )
        run = playbook.pause(self._continued(incoming, after), calls.now())
        calls.save(replace(run, status="returned"), "send back")
        return Answered(None, *self._answer(incoming, after))

    def take_up(self, incoming: Incoming) -> RunView:
        """Go on with a call of one's own whose note came back: sent back, handed back down or solved.

        Nothing is written into the note. One that somebody else has is shown as it stands.

        Raises:
            KbError: it is not one's own.
        """
        standing, calls = self.standing(incoming), self._desk.calls
        own = self._own(incoming.note)[1]
        if own is None or standing == "new":
            raise KbError(
                tr("This case is not one of yours yet."), tr("Read it back to go on, or send it back.")
            )
        if standing in ("taken", "mine"):
            return calls.view(own.id)
        run = self._continued(incoming, incoming.text)
        if standing == "solved":
            run = playbook.resolve(run, calls.now())
        if standing == "sent-back":
            run = replace(run, tier=own.tier, held=own.held)
        return calls.keep(run, "take up")

    def _continued(self, incoming: Incoming, text: str) -> Run:
        """The run of a note, under way in one's own hands, with all that one knows of it oneself."""
        calls, note = self._desk.calls, handoff.from_markdown(text)
        run_id, own = self._own(note)
        root = origin_of(self._desk.shelf.origins(), note).info.root
        told = handoff.run_of(note, library=root, at=calls.now(), by=self._desk.author, tier=note.to.tier)
        told = replace(told, id=run_id, note_file=incoming.path)
        if own is None:
            return told
        own = calls.run(own.id)  # from here on it is one of the calls of this window
        paused = replace(joined(own, told), status="paused")
        return playbook.resume(paused, calls.now(), by=told.by, tier=told.tier)

    def _onward(self, run: Run) -> Run:
        """The run past the Escalate step that handed it over, if there is one way on from there."""
        calls, step = self._desk.calls, self._desk.calls.place(run).step
        if step.kind != "escalate":
            return with_own_visit(run, calls.now())
        if len(step.answers) != 1 or step.to_tier not in (None, run.tier):
            return run
        try:
            return playbook.answer(run, calls.book(run), 1, calls.now(), others=partial(calls.text, run))
        except KbError:  # the answer leads nowhere: the step says so, and can be jumped from
            return run

    def _answer(self, incoming: Incoming, after: str) -> tuple[Path | None, str, str]:
        """Write an answer where it belongs: (its file, its text, what to know of where it went)."""
        file = _file(incoming)
        reason = ""
        if file is not None:
            try:
                handoff.rewrite(file, incoming.text, after)
                return file, after, ""
            except KbError as error:
                reason = error.message
        elif incoming.path:
            reason = tr(
                "{name} holds more than the note, so it was left as it is.", name=Path(incoming.path).name
            )
        try:
            kept = handoff.write(handoff.from_markdown(after), self._desk.home.handoffs)
        except KbError as error:
            return (
                None,
                after,
                tr("{problem} Copy the note and send it.", problem=reason or error.message).strip(),
            )
        return (
            kept,
            after,
            tr("{problem} Your answer is in {path}: send it to them.", problem=reason, path=kept)
            if reason
            else "",
        )

    # --- going on ---

    def use_new_text(self, run_id: str) -> RunView:
        """The call in the playbook of now, instead of in the version that was used.

        Raises:
            KbError: there is no such call, or the playbook is no longer in the library.
        """
        calls = self._desk.calls
        run = calls.run(run_id)
        origin, path = calls.origin(run), run.current.playbook
        now = origin.playbook(path)
        if now is None and (path := name_now(origin.info, path)):
            now = origin.playbook(path)
        if now is None or not now.steps:
            raise KbError(
                tr("The playbook {path} is no longer in the library.", path=run.current.playbook),
                tr("Go on in the version that was used."),
            )
        here = replace(run.current, playbook=path)
        version = (path, now.source.blob)
        blobs = (*(pair for pair in run.blobs if pair != version), version)
        run = replace(run, visits=(*run.visits[:-1], here), blobs=blobs, held=False)
        return calls.keep(run, "use new text")

    def solve(self, run_id: str, cause: str, fix: str, changed: tuple[str, ...] = ()) -> Answered:
        """The call solved; what it was and what fixed it goes into the note that was brought, if any.

        Args:
            run_id: the call; one that stands at a Resolve step, or any that is open.
            cause: what it was, in one line.
            fix: what fixed it, in one line.
            changed: paths of the library that were written or changed because of it.

        Returns:
            the view, the note's file, and the line to pass on to the front line.

        Raises:
            KbError: a line is missing, or the call is over.
        """
        calls = self._desk.calls
        run, outcome = calls.run(run_id), self._outcome(cause, fix, changed)
        if run.status not in (*OPEN, "resolved"):
            raise KbError(tr("This call is over."), tr("Go a step back first if it is not solved after all."))
        if run.status in OPEN:
            run = playbook.resolve(run, calls.now())
        run = replace(run, asked=())
        text = line_for_front(outcome.cause, outcome.fix, self._titles(outcome.changed))
        if run.brought is None:
            return Answered(calls.keep(run, "solve"), None, text)
        note = self._solved(run, run.brought, outcome)
        view = calls.keep(replace(run, brought=replace(run.brought, outcome=outcome)), "solve")
        try:
            path, notice = written(note, run, self._desk.home.handoffs)
        except KbError as error:
            return Answered(
                view,
                None,
                text,
                tr("{problem} The case is solved here; pass on the line.", problem=error.message),
            )
        return Answered(view, path, text, notice)

    def _outcome(self, cause: str, fix: str, changed: tuple[str, ...]) -> Outcome:
        cause, fix = _safe_line(cause), _safe_line(fix)
        if not (cause and fix):
            raise KbError(
                tr("It is not said yet what it was and what fixed it."),
                tr("One line each; they go to the front line."),
            )
        paths = tuple(filter(None, (one_line(path) for path in changed)))
        return Outcome(self._desk.author, self._desk.calls.now(), cause, fix, paths)

    def _titles(self, paths: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        titles: list[tuple[str, str]] = []
        for path in paths:
            try:
                titles.append((self._desk.read(path).title, path))
            except KbError:  # not there (yet): it is called by its path
                titles.append((path, path))
        return tuple(titles)

    def _solved(self, run: Run, brought: HandoffNote, outcome: Outcome) -> HandoffNote:
        """The note that a case came with, with the steps since then and how it ended."""
        now = Escalating(self._desk.calls).draft(run, None, brought.to, {})
        return replace(
            brought,
            tried=now.tried,
            environment=now.environment,
            ruled_out=now.ruled_out,
            provenance=now.provenance,
            redacted=now.redacted,
            outcome=outcome,
        )


def _told_by(note: HandoffNote) -> Run:
    """The run of a note, only to compare its visits."""
    try:
        return handoff.run_of(note, library="", at="", by="", tier=note.to.tier)
    except KbError:  # it says nowhere where to go on: then it is nobody's
        return Run("", "", "", "", "", "", "", "", note.to.tier, (), ())


def _file(incoming: Incoming) -> Path | None:
    """The file of a note that may be written anew: one that holds the note and nothing else."""
    path = Path(incoming.path)
    return path if incoming.path and path.name.endswith(SUFFIX) else None


def _check_unanswered(incoming: Incoming) -> None:
    """Raises KbError if the file of a note says something else than when it was opened.

    One that cannot be read any more is no reason not to answer: the answer then goes to one's own notes.
    """
    if not incoming.path:
        return
    try:
        text = handoff.read_text(Path(incoming.path))
    except KbError:
        return
    if text != incoming.text:
        raise KbError(
            tr("{name} was changed by somebody else since you opened it.", name=Path(incoming.path).name),
            tr("Open it again: they may have taken it on, or sent it back."),
        )


def _safe_line(text: str) -> str:
    """A person's text on one line, without what must not travel."""
    return one_line(handoff.redact(one_line(text))[0])


def text_of(path: Path) -> tuple[str, str]:
    """The text of a note's file and where that is; no library is needed, and any lane will do.

    Raises:
        KbError: it is no plain file, too large, or no text.
    """
    return handoff.read_text(path), str(path.absolute())
