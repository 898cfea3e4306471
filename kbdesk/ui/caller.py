# SPDX-License-Identifier: MIT
"""Calls in the window: the run pane, and what is done with the call in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import CallTab, Page, RunView
from kbdesk.ui.handing_over import HandingOver
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.keeper import nothing
from kbdesk.ui.key_map import with_keys
from kbdesk.ui.run_pane import RunPane

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

READ_BEFORE = 20
"""Articles read before a call that are kept in it: who only reads all day must not fill the memory."""


class Caller(QObject):
    """Connects the run pane and handing over with the desk's calls.

    Signals:
        shown(RunView): a call is on screen at a step.
        ended(str): a call is over; the sentence says how.
        said(str): something to tell in passing.
        copied(str): text is to be put on the clipboard.
        words_copied(): words to say, or something to type, of the step on screen are to be copied.
        link_asked(str from_path, str target, str library): a link of a step was chosen.
        folder_asked(str): the folder of a note is to be shown.
        exported(HandedOver): a note was written.
        change_asked(str), new_text_asked(str): see what changed in the playbook of the run with this id; use
            its new text.
        solve_asked(RunView): a case that was taken on is solved; what it was is to be told.
    """

    shown = Signal(object)
    ended = Signal(str)
    said = Signal(str)
    copied = Signal(str)
    words_copied = Signal()
    link_asked = Signal(str, str, str)
    folder_asked = Signal(str)
    exported = Signal(object)
    change_asked = Signal(str)
    new_text_asked = Signal(str)
    solve_asked = Signal(object)

    def __init__(self, pane: RunPane, lanes: Lanes, parent: QWidget) -> None:
        super().__init__(parent)
        self._pane, self._lanes = pane, lanes
        self._desk: Desk | None = None
        self._view: RunView | None = None
        self._besides, self._tabs = "", tuple[CallTab, ...]()
        self._read_before: list[Page] = []
        self.is_practice: Callable[[], bool] = bool
        """Whether a practice call is under way: what is read before a real one is not of that one."""
        self._handing = handing = HandingOver(lanes, pane.theme, parent)
        handing.ended.connect(self._handed_over)
        handing.refused.connect(self._refused)
        for signal in ("copied", "folder_asked", "exported", "said"):
            getattr(handing, signal).connect(getattr(self, signal))
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        pane.answered.connect(self.answer)
        pane.recorded.connect(self._record)
        pane.noted.connect(partial(self._verb, "note"))
        pane.back_requested.connect(self.step_back)
        pane.revise_requested.connect(self._revise)
        pane.jump_requested.connect(self._jump)
        pane.copy_requested.connect(self.copied)
        pane.copy_requested.connect(self.words_copied)
        pane.escalate_requested.connect(self.escalate)
        pane.pause_requested.connect(self.pause_call)
        pane.finish_requested.connect(self.finish_call)
        pane.flag_requested.connect(self.flag_step)
        pane.call_chosen.connect(self.switch_to)
        pane.link_activated.connect(self._link)
        pane.hand_back_requested.connect(self.hand_back_call)
        pane.change_requested.connect(self.ask_change)
        pane.new_text_requested.connect(self.use_new_text)

    # --- state ---

    @property
    def view(self) -> RunView | None:
        """The call on screen; None if there is none."""
        return self._view

    @property
    def sheet_open(self) -> bool:
        """Whether a sheet covers the window."""
        return self._handing.sheet_open

    @property
    def handed(self) -> bool:
        """Whether a call was handed over and its result is on screen."""
        return self._handing.handed

    def sheet_answers(self) -> dict[str, str]:
        """What stands in the escalation sheet, by key; empty while it is closed."""
        return self._handing.answers()

    def set_desk(self, desk: Desk) -> None:
        """Work on this library's calls from now on, and bring back those that were open."""
        self._pane.flush()
        self._handing.let_go()
        self._desk, self._view = desk, None
        self._read_before.clear()
        self._clock.stop()
        self._pane.show_nothing()
        self._lanes.find.run(nothing, self.restore)  # what was typed meanwhile is searched for first

    def restore(self, _value: object = None) -> None:
        """Bring back the calls that were open, of the library and of those searched beside it."""
        if self._desk is not None:
            self._ask(partial(_call, self._desk, "restore"), self._restored, "", self._lanes.call.failed.emit)

    def _restored(self, tabs: tuple[CallTab, ...]) -> None:
        self._tabs = tabs
        if tabs and self._desk is not None and self._view is None:
            self._ask(partial(self._desk.calls.view, tabs[-1].run_id))
            self.said.emit(tr("The call you were in is where you left it."))

    def _ask(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        topic: str = "",
        failed: Callable[[KbError], None] | None = None,
    ) -> None:
        """Work in the lane of the calls; what it gives when another library is open by then is let go of."""
        done = partial(self._of, self._desk, done or self._show)
        self._lanes.call.run(work, done, topic, failed or self._refused)

    def _of(self, desk: Desk | None, done: Callable[[Any], None], value: object) -> None:
        if desk is self._desk:
            done(value)

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

    def show_view(self, view: RunView) -> None:
        """Show a call that something else than this gave: one that was taken on, or is gone on with."""
        self._pane.flush()
        self._show(view)

    def keep_typed(self) -> None:
        """Keep what is typed in the call on screen before something else reads the call."""
        self._pane.flush()

    def _refused(self, error: KbError) -> None:
        self.said.emit(str(error))
        if self._desk is not None and self._view is not None:
            self._ask(partial(self._desk.calls.view, self._view.run.id), None, "again", self._lost)

    def _lost(self, error: KbError) -> None:
        if self._view is None:
            self.said.emit(str(error))
        else:  # it was deleted elsewhere, and that was said
            self.forget((self._view.run.id,))

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
            self._ask(partial(_call, self._desk, "start", path, said, said, read, library, step))

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
        run, brought = self._view.run, self._view.run.brought
        run_id, solved = run.id, run.status == "resolved" or self._view.step.kind == "resolve"
        if solved and brought is not None and brought.outcome is None:
            self.solve_asked.emit(self._view)
        else:
            self._ask(partial(self._desk.calls.finish, run_id), self._solved if solved else self._closed)

    def _solved(self, view: RunView) -> None:
        self.over(view, tr("Solved. The call is kept under your cases."))

    def _closed(self, view: RunView) -> None:
        self.over(view, tr("The call was closed without a solution; it is kept under your cases."))

    def over(self, view: RunView, sentence: str) -> None:
        """A call ended: show the next one that is open, or none."""
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
            self.said.emit(tr("Flagged: “{title}”. It stays with the call.", title=self._view.step.title))

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
        elif self._view is None and not self.is_practice():
            self._read_before = [*self._read_before[1 - READ_BEFORE :], page]

    def searched(self, text: str) -> None:
        """Keep in the call what was searched for."""
        if self._view is not None and self._view.run.status == "running" and text:
            self._verb("searched", text)

    def _record(self, name: str, text: str) -> None:
        if self._desk is not None and self._view is not None:
            work = partial(self._desk.calls.record, self._view.run.id, name, text)
            self._ask(work, failed=partial(self._value_refused, name))

    def _value_refused(self, name: str, error: KbError) -> None:
        self._pane.show_value_error(name, error.message)
        self.said.emit(error.message)  # an answer that followed at once has put another step there

    def _revise(self, index: int) -> None:
        self._pane.flush()
        self._verb("revise", index)

    def _jump(self, anchor: str) -> None:
        self._pane.flush()
        self._verb("jump", anchor)

    def _link(self, target: str) -> None:
        if self._view is not None:
            self.link_asked.emit(self._view.run.current.playbook, target, self._view.library)

    def ask_change(self) -> None:
        """Show what changed in the playbook since the call was handed over."""
        if self._view is not None and self._view.newer:
            self.change_asked.emit(self._view.run.id)
        else:
            self.said.emit(tr("The playbook says what it said when this call began."))

    def use_new_text(self) -> None:
        """Go on in the playbook as it is now."""
        if self._view is not None and self._view.newer:
            self._pane.flush()
            self.new_text_asked.emit(self._view.run.id)
        else:
            self.said.emit(tr("This call shows the playbook as it is now."))

    def toggle_brief(self) -> None:
        """Fold the brief of a call that was taken on, or unfold it."""
        self._pane.fold_brief()

    # --- escalation ---

    def escalate(self) -> None:
        """Open the escalation sheet for the call on screen."""
        self._ask_form({})

    def hand_back_call(self) -> None:
        """Open the escalation sheet, addressed to who handed the call over."""
        if self._view is None or self._view.run.brought is None:
            told = tr("This call began here: there is nobody to hand it back to. {escalate} hands it over.")
            self.said.emit(with_keys(told))
        else:
            self._ask_form({}, back=True)

    def escalate_again(self, marks: dict[str, str]) -> None:
        """Open the escalation sheet with a sentence under some of its blanks, by key."""
        self._ask_form(marks)

    def _ask_form(self, marks: dict[str, str], *, back: bool = False) -> None:
        if self._desk is not None and self._view is not None:
            self._pane.flush()
            self._handing.ask(self._desk, self._view.run.id, marks, back=back)

    def copy_handoff(self) -> None:
        """Copy the last handoff note again."""
        self._handing.copy_again()

    def _handed_over(self, view: RunView) -> None:
        besides, self._besides = self._besides, ""
        copied = with_keys(tr("The note is on the clipboard; {copy_handoff} copies it again."))
        self.over(view, " ".join(filter(None, (tr("Handed over."), besides, copied))))

    def tell_besides(self, sentence: str) -> None:
        """Say this, too, when the sheet of what was handed over is closed."""
        self._besides = sentence

    def let_go(self, run_id: str) -> None:
        """A call was ended from elsewhere: show the next one."""
        if self._desk is not None and self._view is not None and self._view.run.id == run_id:
            self._ask(partial(self._desk.calls.view, run_id), partial(self.over, sentence=""))

    def forget(self, run_ids: tuple[str, ...]) -> None:
        """Let go of calls that were deleted."""
        if self._view is not None and self._view.run.id in run_ids:
            self._view = None
            self._clock.stop()
            self._pane.show_nothing()
            self.restore()

    def shut_down(self) -> None:
        """Stop what is under way with notes that go out; called before the lanes end."""
        self._handing.shut_down()

    def set_theme(self) -> None:
        """Give a new look to whichever sheet is open."""
        self._handing.set_theme(self._pane.theme)


def _call(desk: Desk, verb: str, *arguments: object) -> Any:  # noqa: ANN401 - as the verb gives it
    """What a verb of the calls gives; runs in the lane, as it may be the first to open the case store."""
    return getattr(desk.calls, verb)(*arguments)
