# SPDX-License-Identifier: MIT
"""Calls in the window: the run pane and the two sheets of an escalation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.model import CallTab, Page, Preview, RunView
from kbdesk.ui.escalate import EscalateSheet
from kbdesk.ui.handed_over import HandedOverSheet
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.run_pane import RunPane

if TYPE_CHECKING:
    from kbdesk.desk.calls import EscalationForm, HandedOver
    from kbdesk.desk.desk import Desk


class Caller(QObject):
    """Connects the run pane and the escalation sheets with the desk's calls.

    Signals:
        shown(RunView): a call is on screen at a step.
        ended(str): a call is over; the sentence says how.
        said(str): something to tell in passing.
        copied(str): text is to be put on the clipboard.
        link_asked(str from_path, str target, str library): a link of a step was chosen.
        folder_asked(str): the folder of a note is to be shown.
    """

    shown = Signal(object)
    ended = Signal(str)
    said = Signal(str)
    copied = Signal(str)
    link_asked = Signal(str, str, str)
    folder_asked = Signal(str)

    def __init__(self, pane: RunPane, lanes: Lanes, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._pane, self._lanes = pane, lanes
        self._desk: Desk | None = None
        self._view: RunView | None = None
        self._handed: HandedOver | None = None
        self._sheet: EscalateSheet | None = None
        self._done_sheet: HandedOverSheet | None = None
        self._tabs: tuple[CallTab, ...] = ()
        self._read_before: list[Page] = []
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        pane.answered.connect(self.answer)
        pane.recorded.connect(self._record)
        pane.noted.connect(self._note)
        pane.back_requested.connect(self.step_back)
        pane.revise_requested.connect(self._revise)
        pane.jump_requested.connect(self._jump)
        pane.copy_requested.connect(self.copied)
        pane.escalate_requested.connect(self.escalate)
        pane.pause_requested.connect(self.pause_call)
        pane.finish_requested.connect(self.finish_call)
        pane.flag_requested.connect(self.flag_step)
        pane.call_chosen.connect(self.switch_to)
        pane.link_activated.connect(self._link)

    # --- state ---

    @property
    def view(self) -> RunView | None:
        """The call on screen; None if there is none."""
        return self._view

    @property
    def sheet_open(self) -> bool:
        """Whether a sheet covers the window."""
        return self._sheet is not None or self._done_sheet is not None

    @property
    def handed(self) -> bool:
        """Whether a call was handed over and its result is on screen."""
        return self._done_sheet is not None

    def sheet_answers(self) -> dict[str, str]:
        """What stands in the escalation sheet, by key; empty while it is closed."""
        return self._sheet.answers() if self._sheet is not None else {}

    def set_desk(self, desk: Desk) -> None:
        """Work on this library's calls from now on, and bring back those that were open."""
        self._desk = desk
        self._view = None
        self._pane.show_nothing()
        self.restore()

    def restore(self) -> None:
        """Bring back the calls that were open, of the library and of those searched beside it."""
        if self._desk is not None:
            self._lanes.call.run(partial(_restore, self._desk), self._restored)

    def _restored(self, tabs: tuple[CallTab, ...]) -> None:
        self._tabs = tabs
        if tabs and self._desk is not None and self._view is None:
            self._ask(partial(self._desk.calls.view, tabs[-1].run_id))
            self.said.emit("The call you were in is where you left it.")

    def _ask(self, work: Callable[[], RunView]) -> None:
        self._lanes.call.run(work, self._show, failed=self._refused)

    def _show(self, view: RunView) -> None:
        self._view = view
        self._tabs = view.calls
        self._pane.show_run(view)
        self._tick()
        if view.run.status == "running":
            self._clock.start()
        else:
            self._clock.stop()
        self.shown.emit(view)

    def _refused(self, error: KbError) -> None:
        self.said.emit(str(error))
        if self._desk is not None and self._view is not None:
            work = partial(self._desk.calls.view, self._view.run.id)
            self._lanes.call.run(work, self._show, "again", self._lost)

    def _lost(self, error: KbError) -> None:
        self.said.emit(str(error))

    def _tick(self) -> None:
        if self._view is None or self._desk is None:
            return
        run = self._view.run
        spent = sum(visit.seconds for visit in run.visits)
        if run.status == "running":
            begun = run.current.since or run.current.at
            spent += max(0, int((self._desk.clock() - datetime.fromisoformat(begun)).total_seconds()))
        self._pane.set_elapsed(spent)

    def _verb(self, name: str, *arguments: object) -> None:
        """Do a verb of the current call and show what it gives."""
        if self._desk is not None and self._view is not None:
            self._ask(partial(getattr(self._desk.calls, name), self._view.run.id, *arguments))

    # --- verbs ---

    def start(self, path: str, words: str, library: str = "", step: str = "") -> None:
        """A new call at a playbook (or none: "") of the library with a badge, with the customer's words.

        At a ``step`` of the playbook that is on screen, the call goes on there instead.
        """
        if step and self._stands_in(path, library):
            self._jump(step)
        elif self._desk is not None:
            said = (words,) if words else ()
            self._pane.flush()
            read, self._read_before = tuple(self._read_before), []
            self._ask(partial(self._desk.calls.start, path, said, said, read, library, step))

    def _stands_in(self, path: str, library: str) -> bool:
        """Whether the call on screen is under way in this playbook."""
        if self._view is None or self._view.run.status != "running":
            return False
        return (self._view.run.current.playbook, self._view.library) == (path, library)

    def answer(self, number: int) -> None:
        """Answer the step with a number from 1; a number that has no answer does nothing."""
        if (
            self._view is not None
            and number <= len(self._view.answers)
            and self._view.run.status == "running"
        ):
            self._pane.flush()
            self._verb("answer", number)

    def step_back(self) -> None:
        """Take back the last answer."""
        self._pane.flush()
        self._verb("back")

    def pause_call(self) -> None:
        """Put the call on hold, or go on with it."""
        if self._view is not None:
            self._verb("resume" if self._view.run.status == "paused" else "pause")

    def finish_call(self) -> None:
        """End the call: solved at a Resolve step, else closed."""
        if self._desk is None or self._view is None:
            return
        self._pane.flush()
        run_id, solved = self._view.run.id, self._view.step.kind == "resolve"
        self._lanes.call.run(
            partial(self._desk.calls.finish, run_id),
            self._solved if solved else self._closed,
            failed=self._refused,
        )

    def _solved(self, view: RunView) -> None:
        self._over(view, "Solved. The call is kept under your cases.")

    def _closed(self, view: RunView) -> None:
        self._over(view, "The call was closed without a solution; it is kept under your cases.")

    def _over(self, view: RunView, sentence: str) -> None:
        self._view = None
        self._read_before.clear()
        self._clock.stop()
        self._tabs = view.calls
        if self._tabs:
            self.switch_to(self._tabs[-1].run_id)
        else:
            self._pane.show_nothing()
        self.ended.emit(sentence)

    def flag_step(self) -> None:
        """Flag the current step as wrong or unclear."""
        if self._view is not None:
            self._verb("flag")
            self.said.emit(f"Flagged: “{self._view.step.title}”. It stays with the call.")

    def next_call(self) -> None:
        """Switch to the next open call."""
        ids = [tab.run_id for tab in self._tabs]
        if self._view is not None and self._view.run.id in ids and len(ids) > 1:
            self.switch_to(ids[(ids.index(self._view.run.id) + 1) % len(ids)])
        elif ids:
            self.switch_to(ids[0])

    def switch_to(self, run_id: str) -> None:
        """Show another open call, going on with it if it was on hold."""
        if self._desk is not None:
            self._pane.flush()
            self._ask(partial(self._desk.calls.resume, run_id))

    def page_opened(self, page: Page) -> None:
        """Keep in the call that an article was read, and at which version; before a call, in the next one."""
        if self._view is not None and self._view.run.status == "running":
            self._verb("opened", page.document, page.library)
        elif self._view is None:
            self._read_before.append(page)

    def searched(self, text: str) -> None:
        """Keep in the call what was searched for."""
        if self._view is not None and self._view.run.status == "running" and text:
            self._verb("searched", text)

    def _record(self, name: str, text: str) -> None:
        if self._desk is not None and self._view is not None:
            self._lanes.call.run(
                partial(self._desk.calls.record, self._view.run.id, name, text),
                self._show,
                failed=partial(self._value_refused, name),
            )

    def _value_refused(self, name: str, error: KbError) -> None:
        self._pane.show_value_error(name, error.message)

    def _note(self, text: str) -> None:
        self._verb("note", text)

    def _revise(self, index: int) -> None:
        self._pane.flush()
        self._verb("revise", index)

    def _jump(self, anchor: str) -> None:
        self._pane.flush()
        self._verb("jump", anchor)

    def _link(self, target: str) -> None:
        if self._view is not None:
            self.link_asked.emit(self._view.run.current.playbook, target, self._view.library)

    # --- escalation ---

    def escalate(self) -> None:
        """Open the escalation sheet for the call on screen."""
        if self._desk is None or self._view is None or self.sheet_open:
            return
        self._pane.flush()
        self._lanes.call.run(
            partial(self._desk.calls.escalation, self._view.run.id), self._show_form, failed=self._refused
        )

    def _show_form(self, form: EscalationForm) -> None:
        if self.sheet_open:
            return
        sheet = EscalateSheet(self._pane.theme, self._window)
        sheet.changed.connect(self._preview)
        sheet.submitted.connect(self._submit)
        sheet.cancelled.connect(self._close_sheet)
        self._sheet = sheet
        sheet.show_blanks(form.blanks, form.title, form.summary)
        self._preview(sheet.answers())

    def _preview(self, answers: dict[str, str]) -> None:
        if self._desk is not None and self._view is not None:
            self._lanes.call.run(
                partial(self._desk.calls.preview, self._view.run.id, answers), self._show_preview, "preview"
            )

    def _show_preview(self, preview: Preview) -> None:
        if self._sheet is not None:
            self._sheet.show_preview(preview)

    def _submit(self, answers: dict[str, str]) -> None:
        if self._desk is not None and self._view is not None:
            self._lanes.call.run(
                partial(self._desk.calls.hand_over, self._view.run.id, answers),
                self._handed_over,
                failed=self._not_handed,
            )

    def _not_handed(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.show_errors({"ask": str(error)})

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.close()
            sheet.deleteLater()

    def _handed_over(self, handed: HandedOver) -> None:
        self._close_sheet()
        self._handed = handed
        self.copied.emit(handed.preview.markdown)
        sheet = HandedOverSheet(self._pane.theme, self._window)
        sheet.copy_requested.connect(self.copy_handoff)
        sheet.folder_requested.connect(self._folder)
        sheet.closed.connect(self._close_done)
        self._done_sheet = sheet
        sheet.show_result(str(handed.path), handed.preview.spoken, handed.preview.markdown)

    def _folder(self) -> None:
        if self._handed is not None:
            self.folder_asked.emit(str(self._handed.path.parent))

    def copy_handoff(self) -> None:
        """Copy the last handoff note again."""
        if self._handed is not None:
            self.copied.emit(self._handed.preview.markdown)
        else:
            self.said.emit("No call was handed over yet; Ctrl+E hands over the one on screen.")

    def _close_done(self) -> None:
        if self._done_sheet is not None:
            sheet, self._done_sheet = self._done_sheet, None
            sheet.close()
            sheet.deleteLater()
        if self._desk is not None and self._view is not None:
            self._lanes.call.run(partial(self._desk.calls.view, self._view.run.id), self._handed_view)

    def _handed_view(self, view: RunView) -> None:
        self._over(view, "Handed over. The note is on the clipboard; Ctrl+Shift+C copies it again.")

    def set_theme(self) -> None:
        """Give a new look to whichever sheet is open."""
        for sheet in (self._sheet, self._done_sheet):
            if sheet is not None:
                sheet.set_theme(self._pane.theme)


def _restore(desk: Desk) -> tuple[CallTab, ...]:
    """The open calls; runs in the lane, as it opens the case store."""
    return desk.calls.restore()
