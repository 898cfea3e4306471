# SPDX-License-Identifier: MIT
"""Calls: runs of playbooks from the first step to a solution or a handoff, each event kept at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from kbdesk import markdown, playbook
from kbdesk.cases import CaseStore
from kbdesk.desk.escalating import OPEN, Escalating, EscalationForm, HandedOver
from kbdesk.desk.forms import Form, with_typed
from kbdesk.desk.home import Home
from kbdesk.desk.origin import FREE_CALL, Origin, Place, shown, stand_in, told_version, used_version
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import (
    ArticleRead,
    CallTab,
    Document,
    LibraryInfo,
    Page,
    Playbook,
    Preview,
    Run,
    RunView,
    Step,
    Tier,
)

__all__ = ["Calls", "EscalationForm", "HandedOver"]

_OVER_HELD = 20
"""So many calls that are over are kept at hand; others are read from the store again."""
_CHANGED = tr("This playbook was changed after the call began; you see the new text.")
_OTHER_VERSION = tr("The version of this playbook that was used is not at hand; you see the text of now.")


@dataclass
class Calls:
    """The open calls of the libraries; each verb writes its event before it answers.

    ``libraries`` gives the open library first, then those beside it. ``tier`` is the one that calls are taken
    in; None: that of the person's seat.
    """

    store: CaseStore
    libraries: Callable[[], tuple[Origin, ...]]
    home: Home
    clock: Callable[[], datetime]
    author: str
    tier: Tier | None
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

    def origin(self, run: Run) -> Origin:
        """The library that a run is of; an empty one if it is not searched any more."""
        gone = Origin(LibraryInfo(run.library, Path(run.library).name, "failed"))
        return next((one for one in self.libraries() if one.info.root == run.library), gone)

    def tabs(self) -> tuple[CallTab, ...]:
        """The open calls, in the order in which they began."""
        return tuple(
            CallTab(run.id, shown(run.title), shown(run.current.title), run.status)
            for run in sorted(self._runs.values(), key=lambda run: run.started)
            if run.status in OPEN
        )

    def run(self, run_id: str) -> Run:
        """The run with this id.

        Raises:
            KbError: if there is none.
        """
        if run_id not in self._runs:
            self._hold(self.store.load(run_id))
        return self._runs[run_id]

    def _hold(self, run: Run) -> None:
        """Keep a run at hand as it is stored, and of those that are over only the last ones."""
        self.forget(run.id)
        self._runs[run.id] = self._stored[run.id] = run
        over = [one.id for one in self._runs.values() if one.status not in OPEN]
        self.forget(*over[:-_OVER_HELD])

    def forget(self, *run_ids: str) -> None:
        """Let go of calls: of those that were deleted from the store for good."""
        for run_id in run_ids:
            self._runs.pop(run_id, None)
            self._stored.pop(run_id, None)

    def known(self, run_id: str) -> Run | None:
        """The run with this id as it is here or in the store; None if there is none. It stays closed."""
        try:
            return self._runs.get(run_id) or self.store.load(run_id)
        except KbError:
            return None

    def view(self, run_id: str) -> RunView:
        """The run at its current step, for the window.

        Raises:
            KbError: if there is no such run.
        """
        run = self.run(run_id)
        place = self.place(run)
        book, step = place.book, place.step
        number, total = playbook.progress(run, book)
        body = markdown.render(step.body)
        origin = self.origin(run)
        return RunView(
            run=run,
            step=replace(step, title=shown(step.title)),
            body=body,
            pictures=origin.pictures(book.path, body.images),
            answers=step.answers,
            step_number=number,
            steps_total=total,
            calls=self.tabs(),
            jumps=tuple((s.anchor, s.title) for s in book.steps if s.anchor != step.anchor),
            notice=place.notice,
            library=origin.badge,
            newer=place.newer,
        )

    def place(self, run: Run) -> Place:
        """Where a call stands: the text it goes by, its step there, and what to know of it.

        What is missing has a stand-in, so that the call can still be handed over.
        """
        book = self.book(run)
        step = book.step(run.current.anchor)
        used = used_version(run, book.path)
        now = self.origin(run).playbook(book.path) if run.held and book.path else None
        newer = now is not None and book.source.blob == used != now.source.blob
        notice = ""
        if not book.source.blob and book.path:
            notice = tr(
                "The playbook {path} is no longer in the library. Take notes, go back or hand over.",
                path=book.path,
            )
        elif newer:
            notice = tr("The playbook changed since; you go on in the version that was used.")
        elif run.held and told_version(run, book.path) not in ("", book.source.blob):
            notice = _OTHER_VERSION
        elif used != book.source.blob:
            notice = _CHANGED
        elif run.held and now is None and book.path:
            notice = tr("The playbook is no longer in the library; you go on in the version that was used.")
        if step is None:
            notice = tr(
                "The step “{title}” is no longer in this playbook. Go back, jump or escalate.",
                title=run.current.title,
            )
            step = Step(run.current.anchor, run.current.title, "step", run.current.tier, 1)
        return Place(book, step, notice, newer)

    def book(self, run: Run) -> Playbook:
        """The playbook at which a call stands, in the version that the call goes by."""
        if not run.current.playbook:
            return FREE_CALL
        book = self.text(run, run.current.playbook)
        return book if book is not None and book.steps else stand_in(run)

    def text(self, run: Run, path: str) -> Playbook | None:
        """A playbook in the version that a call goes by; None if there is none.

        That is the one of now; for a call that is held the version that was used, if it is at hand.
        """
        origin = self.origin(run)
        used = used_version(run, path) if run.held else ""
        return (origin.playbook_at(path, used) if used else None) or origin.playbook(path)

    def keep(self, run: Run, verb: str) -> RunView:
        """The call after an event that is on disk now."""
        self.save(run, verb)
        return self.view(run.id)

    def save(self, run: Run, verb: str) -> None:
        """Write the event; if another window went on with the call, take over how it stands there."""
        with self._taking_over(run.id):
            self.store.save(run, verb, self.now(), before=self._stored.get(run.id))
        self._hold(run)

    def check(self, run_id: str) -> None:
        """Raises KbError, as ``save`` would, if another window went on with the call or deleted it."""
        if run_id in self._stored:
            with self._taking_over(run_id):
                self.store.check(self._stored[run_id])

    @contextmanager
    def _taking_over(self, run_id: str) -> Iterator[None]:
        """If the store refuses, hold the call as it stands there; let go of one that was deleted."""
        try:
            yield
        except KbError:
            with suppress(KbError):  # the first reason is the one to tell; if it is the disk, all stays
                if self.store.was_deleted(run_id):
                    self.forget(run_id)
                elif run_id in self._stored:
                    self._hold(self.store.load(run_id))
            raise

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
            raise KbError(
                tr("The library {library} is not searched any more.", library=library),
                tr("Add it again to use it."),
            )
        book = origin.playbook(path) if path else FREE_CALL
        if book is None:
            raise KbError(
                tr("{path} is not a playbook.", path=path), tr("Open it as an article, or choose another.")
            )
        if not book.steps:
            raise KbError(
                tr("The playbook {path} has no steps yet.", path=path),
                tr("Add a ### heading under ## Tier 1."),
            )
        run = playbook.start(
            book,
            run_id=self.new_id(),
            library=origin.info.root,
            commit=origin.info.head,
            at=self.now(),
            by=self.author,
            tier=self.tier or self.home.seat().tier,
            customer_words=customer_words,
            queries=queries,
        )
        if step and step != run.current.anchor:
            run = playbook.jump(run, book, step, self.now())
        for page in read:
            run = playbook.opened(run, self._as_read(run, page.document, page.library))
        return self.keep(run, "start")

    def answer(self, run_id: str, number: int) -> RunView:
        """The call after the answer with this number, from 1. Raises KbError if there is no such answer."""
        run = self.run(run_id)
        moved = playbook.answer(run, self.book(run), number, self.now(), others=partial(self.text, run))
        return self.keep(moved, "answer")

    def record(self, run_id: str, name: str, value: str) -> RunView:
        """The call with a value recorded. Raises KbError if the value does not fit its field."""
        run = self.run(run_id)
        step = self.place(run).step
        wanted = next((f for f in step.values if f.name == name), None)
        if wanted is not None and value.strip():
            value = playbook.checked_value(wanted, value)
        return self.keep(playbook.record(run, name, value.strip()), "record")

    def note(self, run_id: str, text: str) -> RunView:
        """The call with the note of its current step replaced."""
        return self.keep(playbook.note(self.run(run_id), text), "note")

    def back(self, run_id: str) -> RunView:
        """The call one step back; what was answered stays in the record as undone."""
        return self.keep(playbook.back(self.run(run_id), self.now()), "back")

    def revise(self, run_id: str, index: int) -> RunView:
        """The call at an earlier visit, to answer it anew."""
        return self.keep(playbook.revise(self.run(run_id), index, self.now()), "revise")

    def jump(self, run_id: str, anchor: str) -> RunView:
        """The call at a later step; the steps between stay in the record as skipped."""
        run = self.run(run_id)
        return self.keep(playbook.jump(run, self.book(run), anchor, self.now()), "jump")

    def pause(self, run_id: str) -> RunView:
        """The call on hold: its clock stands still."""
        return self.keep(playbook.pause(self.run(run_id), self.now()), "pause")

    def resume(self, run_id: str) -> RunView:
        """The call taken up again; one that runs is given as it is."""
        run = self.run(run_id)
        if run.status != "paused":
            return self.view(run_id)
        return self.keep(playbook.resume(run, self.now()), "resume")

    def finish(self, run_id: str) -> RunView:
        """The call ended: solved if it stands at a Resolve step, else closed without a solution."""
        run = self.run(run_id)
        if run.status == "resolved":
            return self.view(run_id)
        solved = self.place(run).step.kind == "resolve"
        ended = playbook.resolve(run, self.now()) if solved else playbook.close(run, self.now())
        return self.keep(ended, "finish")

    def leave(self, run_id: str) -> None:
        """The call ended here without a word on whether it was solved."""
        self.keep(playbook.close(self.run(run_id), self.now()), "leave")

    def flag(self, run_id: str, text: str = "") -> RunView:
        """The call with its current step flagged as wrong or unclear."""
        run = self.run(run_id)
        return self.keep(playbook.flag(run, text or f"{run.current.playbook}#{run.current.anchor}"), "flag")

    def opened(self, run_id: str, document: Document, library: str = "") -> RunView:
        """The call with an article noted as read, at the version that was shown; ``library`` is its badge."""
        run = self.run(run_id)
        return self.keep(playbook.opened(run, self._as_read(run, document, library)), "read")

    def _as_read(self, run: Run, document: Document, library: str) -> ArticleRead:
        roots = {one.badge: one.info.root for one in self.libraries()}
        path = document.path
        if roots.get(library) != run.library:
            path = f"{library or self.libraries()[0].info.name}: {path}"
        return ArticleRead(path, document.source.blob, document.title, self.now())

    def searched(self, run_id: str, text: str) -> RunView:
        """The call with a search noted."""
        return self.keep(playbook.searched(self.run(run_id), text), "search")

    # --- handing over ---

    def escalation(self, run_id: str, back: bool = False) -> EscalationForm:
        """What to ask before the call can be handed over; works at any step.

        Args:
            run_id: the call.
            back: hand it back to who gave it, instead of on to the next tier.

        Raises:
            KbError: the call is over, or nobody gave it.
        """
        return Escalating(self).form(run_id, back=back)

    def keep_form(self, run_id: str, form: Form, texts: Mapping[str, str]) -> None:
        """Keep what was typed into a form; it stands there again, until the call is handed over or solved.

        Args:
            run_id: the call; of one that is over nothing is kept, but of a resolved one what it was.
            form: which form.
            texts: by the key of its blank, without what the form was filled in with.
        """
        run = self.run(run_id)
        kept = with_typed(run, form, texts)
        if kept != run and (run.status in OPEN or (run.status, form) == ("resolved", "solve")):
            self.save(kept, "form")

    def preview(self, run_id: str, answers: Mapping[str, str]) -> Preview:
        """The note as it would be exported now; nothing is written."""
        return Escalating(self).preview(run_id, answers)

    def hand_over(self, run_id: str, answers: Mapping[str, str]) -> HandedOver:
        """The exported note; the call is over for this tier.

        A call that was brought goes on in the file that its note came in.

        Raises:
            KbError: if a required answer is missing or the note cannot be written; the call then stays open.
        """
        return Escalating(self).hand_over(run_id, answers)
