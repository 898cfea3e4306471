# SPDX-License-Identifier: MIT
"""Calls: runs of playbooks from the first step to a solution or a handoff, each event kept at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from kbdesk import __version__, handoff, markdown, playbook
from kbdesk.cases import CaseStore
from kbdesk.desk.home import Home
from kbdesk.desk.origin import FREE_CALL, Origin, stand_in
from kbdesk.errors import KbError
from kbdesk.model import (
    TIERS,
    ArticleRead,
    Blank,
    CallTab,
    Document,
    HandoffNote,
    LibraryInfo,
    Page,
    Party,
    Playbook,
    Preview,
    Run,
    RunView,
    Step,
    Tier,
)

OPEN = ("running", "paused")


@dataclass(frozen=True, slots=True)
class EscalationForm:
    """What the escalation sheet shows: a title, one line of what the call filled in, and the blanks."""

    title: str
    summary: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A note that was exported: its file, its text for the clipboard, and the strip to read out."""

    path: Path
    preview: Preview


@dataclass
class Calls:
    """The open calls of the libraries; each verb writes its event before it answers.

    ``libraries`` gives the open library first, then those beside it.
    """

    store: CaseStore
    libraries: Callable[[], tuple[Origin, ...]]
    home: Home
    clock: Callable[[], datetime]
    author: str
    tier: Tier
    new_id: Callable[[], str] = field(default=lambda: uuid.uuid4().hex[:12])
    _runs: dict[str, Run] = field(default_factory=dict)
    _stored: dict[str, Run] = field(default_factory=dict)
    """Each run as it was last read from the store or written to it."""

    def now(self) -> str:
        """The time of an event: ISO 8601 with offset, to the second."""
        return self.clock().isoformat(timespec="seconds")

    # --- which calls there are ---

    def restore(self) -> tuple[CallTab, ...]:
        """The calls of the libraries that were open when the program ended, however it ended."""
        for origin in self.libraries():
            for run in self.store.open_runs(origin.info.root):
                # its clock starts anew: the time for which the program was closed does not count
                again = playbook.resume(run, self.now()) if run.status == "running" else run
                if run.id not in self._runs:
                    self._runs[run.id], self._stored[run.id] = again, run
        return self.tabs()

    def _origin(self, run: Run) -> Origin:
        """The library that a run is of; an empty one if it is not searched any more."""
        gone = Origin(LibraryInfo(run.library, Path(run.library).name, "failed"))
        return next((one for one in self.libraries() if one.info.root == run.library), gone)

    def tabs(self) -> tuple[CallTab, ...]:
        """The open calls, in the order in which they began."""
        return tuple(
            CallTab(run.id, run.title, run.current.title, run.status)
            for run in sorted(self._runs.values(), key=lambda run: run.started)
            if run.status in OPEN
        )

    def run(self, run_id: str) -> Run:
        """The run with this id.

        Raises:
            KbError: if there is none.
        """
        if run_id not in self._runs:
            self._runs[run_id] = self._stored[run_id] = self.store.load(run_id)
        return self._runs[run_id]

    def view(self, run_id: str) -> RunView:
        """The run at its current step, for the window.

        Raises:
            KbError: if there is no such run.
        """
        run = self.run(run_id)
        book, step, notice = self._place(run)
        number, total = playbook.progress(run, book)
        body = markdown.render(step.body)
        origin = self._origin(run)
        return RunView(
            run=run,
            step=step,
            body=body,
            pictures=origin.pictures(book.path, body.images),
            answers=step.answers,
            step_number=number,
            steps_total=total,
            calls=self.tabs(),
            jumps=tuple((s.anchor, s.title) for s in book.steps if s.anchor != step.anchor),
            notice=notice,
            library=origin.badge,
        )

    def _place(self, run: Run) -> tuple[Playbook, Step, str]:
        book = self._book(run)
        step = book.step(run.current.anchor)
        notice = ""
        used = dict(run.blobs).get(book.path, run.playbook_blob)
        if not book.source.blob and book.path:
            notice = (
                f"The playbook {book.path} is no longer in the library. Take notes, go back or hand over."
            )
        elif used != book.source.blob:
            notice = "This playbook was changed after the call began; you see the new text."
        if step is None:
            notice = (
                f"The step “{run.current.title}” is no longer in this playbook. Go back, jump or escalate."
            )
            step = Step(run.current.anchor, run.current.title, "step", run.current.tier, 1)
        return book, step, notice

    def _book(self, run: Run) -> Playbook:
        if not run.current.playbook:
            return FREE_CALL
        book = self._origin(run).playbook(run.current.playbook)
        return book if book is not None and book.steps else stand_in(run)

    def _keep(self, run: Run, verb: str) -> RunView:
        self._save(run, verb)
        return self.view(run.id)

    def _save(self, run: Run, verb: str) -> None:
        """Write the event; if another window went on with the call, take over how it stands there."""
        try:
            self.store.save(run, verb, self.now(), before=self._stored.get(run.id))
        except KbError:
            if run.id in self._stored:
                self._runs[run.id] = self._stored[run.id] = self.store.load(run.id)
            raise
        self._runs[run.id] = self._stored[run.id] = run

    # --- verbs of one call ---

    def start(
        self,
        path: str,
        customer_words: tuple[str, ...] = (),
        queries: tuple[str, ...] = (),
        read: tuple[Page, ...] = (),
        library: str = "",
        step: str = "",
    ) -> RunView:
        """A new call at a playbook's first step; ``path`` "" for a call that no playbook fits.

        Args:
            path: the playbook's path in its library.
            customer_words: what the customer said, verbatim.
            queries: what was searched for before the call began.
            read: the articles that were opened before the call began.
            library: the badge of the library that the playbook is of; "" is the open one.
            step: the anchor of the step to go to at once; the steps before it are in the record as skipped.

        Raises:
            KbError: if there is no such playbook, or it has no step, or not that one.
        """
        origin = next((one for one in self.libraries() if one.badge == library), None)
        if origin is None:
            raise KbError(f"The library {library} is not searched any more.", "Add it again to use it.")
        book = origin.playbook(path) if path else FREE_CALL
        if book is None:
            raise KbError(f"{path} is not a playbook.", "Open it as an article, or choose another.")
        if not book.steps:
            raise KbError(f"The playbook {path} has no steps yet.", "Add a ### heading under ## Tier 1.")
        run = playbook.start(
            book,
            run_id=self.new_id(),
            library=origin.info.root,
            commit=origin.info.head,
            at=self.now(),
            by=self.author,
            tier=self.tier,
            customer_words=customer_words,
            queries=queries,
        )
        if step and step != run.current.anchor:
            run = playbook.jump(run, book, step, self.now())
        for page in read:
            run = playbook.opened(run, self._as_read(run, page.document, page.library))
        return self._keep(run, "start")

    def answer(self, run_id: str, number: int) -> RunView:
        """The call after the answer with this number, from 1. Raises KbError if there is no such answer."""
        run = self.run(run_id)
        moved = playbook.answer(run, self._book(run), number, self.now(), others=self._origin(run).playbook)
        return self._keep(moved, "answer")

    def record(self, run_id: str, name: str, value: str) -> RunView:
        """The call with a value recorded. Raises KbError if the value does not fit its field."""
        run = self.run(run_id)
        step = self._place(run)[1]
        wanted = next((f for f in step.values if f.name == name), None)
        if wanted is not None and value.strip():
            value = playbook.checked_value(wanted, value)
        return self._keep(playbook.record(run, name, value.strip()), "record")

    def note(self, run_id: str, text: str) -> RunView:
        """The call with the note of its current step replaced."""
        return self._keep(playbook.note(self.run(run_id), text), "note")

    def back(self, run_id: str) -> RunView:
        """The call one step back; what was answered stays in the record as undone."""
        return self._keep(playbook.back(self.run(run_id), self.now()), "back")

    def revise(self, run_id: str, index: int) -> RunView:
        """The call at an earlier visit, to answer it anew."""
        return self._keep(playbook.revise(self.run(run_id), index, self.now()), "revise")

    def jump(self, run_id: str, anchor: str) -> RunView:
        """The call at a later step; the steps between stay in the record as skipped."""
        run = self.run(run_id)
        return self._keep(playbook.jump(run, self._book(run), anchor, self.now()), "jump")

    def pause(self, run_id: str) -> RunView:
        """The call on hold: its clock stands still."""
        return self._keep(playbook.pause(self.run(run_id), self.now()), "pause")

    def resume(self, run_id: str) -> RunView:
        """The call taken up again; one that runs is given as it is."""
        run = self.run(run_id)
        if run.status != "paused":
            return self.view(run_id)
        return self._keep(playbook.resume(run, self.now()), "resume")

    def finish(self, run_id: str) -> RunView:
        """The call ended: solved if it stands at a Resolve step, else closed without a solution."""
        run = self.run(run_id)
        if run.status == "resolved":
            return self.view(run_id)
        solved = self._place(run)[1].kind == "resolve"
        ended = playbook.resolve(run, self.now()) if solved else playbook.close(run, self.now())
        return self._keep(ended, "finish")

    def leave(self, run_id: str) -> None:
        """The call ended here without a word on whether it was solved."""
        run = self.run(run_id)
        self._keep(playbook.close(run, self.now()), "leave")

    def flag(self, run_id: str, text: str = "") -> RunView:
        """The call with its current step flagged as wrong or unclear."""
        run = self.run(run_id)
        return self._keep(playbook.flag(run, text or f"{run.current.playbook}#{run.current.anchor}"), "flag")

    def opened(self, run_id: str, document: Document, library: str = "") -> RunView:
        """The call with an article noted as read, at the version that was shown; ``library`` is its badge."""
        run = self.run(run_id)
        return self._keep(playbook.opened(run, self._as_read(run, document, library)), "read")

    def _as_read(self, run: Run, document: Document, library: str) -> ArticleRead:
        roots = {one.badge: one.info.root for one in self.libraries()}
        path = document.path
        if roots.get(library) != run.library:
            path = f"{library or self.libraries()[0].info.name}: {path}"
        return ArticleRead(path, document.source.blob, document.title, self.now())

    def searched(self, run_id: str, text: str) -> RunView:
        """The call with a search noted."""
        return self._keep(playbook.searched(self.run(run_id), text), "search")

    # --- handing over ---

    def escalation(self, run_id: str) -> EscalationForm:
        """What to ask before the call can be handed over; works at any step."""
        run = self.run(run_id)
        if run.status not in OPEN:
            raise KbError("This call is over.", "Go a step back first if it is not solved after all.")
        step = self._escalate_step(run)
        title = step.title if step is not None else f"Hand over from “{run.current.title}”"
        standing = [v for v in run.visits if not v.undone and not v.skipped]
        parts = (
            (len(standing), "step"),
            (len(run.recorded), "value"),
            (len(run.articles), "article read"),
            (len(run.queries), "search"),
        )
        filled = ", ".join(_count(n, what) for n, what in parts if n)
        return EscalationForm(title, f"Filled in from the call: {filled}.", handoff.blanks(run, step))

    def _escalate_step(self, run: Run) -> Step | None:
        step = self._place(run)[1]
        return step if step.kind == "escalate" else None

    def preview(self, run_id: str, answers: Mapping[str, str]) -> Preview:
        """The note as it would be exported now; nothing is written."""
        run = self.run(run_id)
        step = self._escalate_step(run)
        note = self._draft(run, step, answers)
        return handoff.preview(note, handoff.blanks(run, step), answers)

    def _draft(self, run: Run, step: Step | None, answers: Mapping[str, str]) -> HandoffNote:
        return handoff.draft(
            replace(run, library=self._origin(run).info.name),
            step,
            answers,
            note_id=run.id,
            created=self.now(),
            sender=Party(run.tier, self.author),
            to=self._receiver(run, step, answers),
            app=f"kbdesk {__version__}",
        )

    @staticmethod
    def _receiver(run: Run, step: Step | None, answers: Mapping[str, str]) -> Party:
        if step is not None and step.to_tier is not None:
            return Party(step.to_tier, team=answers.get("to_team") or step.to_team)
        next_tier = TIERS[min(TIERS.index(run.tier) + 1, len(TIERS) - 1)]
        chosen = answers.get("to_tier", next_tier)
        tier: Tier = next((t for t in TIERS if t == chosen), next_tier)
        return Party(tier, team=answers.get("to_team", ""))

    def hand_over(self, run_id: str, answers: Mapping[str, str]) -> HandedOver:
        """The exported note; the call is over for this tier.

        Raises:
            KbError: if a required answer is missing or the note cannot be written; the call then stays open.
        """
        preview = self.preview(run_id, answers)
        if preview.missing:
            raise KbError(
                f"The note still needs: {', '.join(preview.missing)}.",
                "Fill in what is marked, then hand over.",
            )
        run = self.run(run_id)
        recorded = dict(run.recorded)
        for blank in self.escalation(run_id).blanks:
            value = answers.get(blank.key, "").strip()
            if blank.group == "missing" and value and recorded.get(blank.key) != value:
                run = playbook.record(run, blank.key, value)
        run = playbook.escalated(run, self.now())
        path = handoff.write(preview.note, self.home.handoffs)
        self._save(run, "escalate")
        return HandedOver(path, preview)


def _count(number: int, what: str) -> str:
    if number == 1:
        return f"1 {what}"
    head, _, tail = what.partition(" ")
    plural = "searches" if head == "search" else f"{head}s"
    return f"{number} {plural} {tail}".rstrip()
