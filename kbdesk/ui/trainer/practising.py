# SPDX-License-Identifier: MIT
"""Connects a practice call in the window with the desk, from its first step to its report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Preview
from kbdesk.ui.escalate import EscalateSheet
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.key_map import key_of
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.practice_page import PracticePage
from kbdesk.ui.trainer.practice_report import Reports

if TYPE_CHECKING:
    from kbdesk.desk.calls import EscalationForm
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.practice import Rehearsal, Report, Scene, Turn

_ENDED = tr("The practice call is over. It is not among your cases.")


class Practising(Holder[PracticePage]):
    """Holds the page of a practice call while it lasts, and the reports after it.

    Signals:
        link_asked(str from_path, str target, str library): a link of a step was chosen.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    link_asked = Signal(str, str, str)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, theme: Theme, clock: Callable[[], datetime]) -> None:
        super().__init__(frame, theme, tr("Practice"))
        self._lanes, self._clock = lanes, clock
        self._rehearsal: Rehearsal | None = None
        self._turn: Turn | None = None
        self._copied: list[str] = []
        self._sheet: EscalateSheet | None = None
        self.reports = Reports(lanes, frame, theme)
        self.reports.again_asked.connect(self._again)
        self.reports.another_asked.connect(self._another)
        self.reports.said.connect(self.said)
        self.reports.failed.connect(self.failed)
        self._scene: Scene | None = None
        self._ticks = QTimer(self)
        self._ticks.setInterval(1000)
        self._ticks.timeout.connect(self._tick)

    # --- from the window ---

    @property
    def sheet_open(self) -> bool:
        """Whether the sheet of a handoff covers the window."""
        return self._sheet is not None

    def set_desk(self, desk: Desk) -> None:
        """Take another library; a practice call in the one before ends."""
        super().set_desk(desk)
        self.reports.set_desk(desk)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        super().set_theme(theme)
        self.reports.set_theme(theme)
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def show(self, path: str) -> None:
        """Practise a playbook: begin a call, or bring the one that is under way to the front.

        On the page of reports it is the chosen report's call that is practised again.
        """
        reports = self.reports.page
        if reports is not None and self._frame.cover is reports:
            reports.again()
        elif self._page is not None:
            self.put(self._page)
        elif path:
            self._begin(partial(some_scene, path, self._seed()))
        else:
            self.said.emit(tr("Open a playbook first; {key} then practises it.", key=key_of("practise")))

    def show_reports(self) -> None:
        """Open the reports that were kept."""
        self.reports.show()

    def close(self) -> None:
        """End the call without a question."""
        if self._page is not None:
            self._page.agree()
        super().close()

    def left(self) -> None:
        """The page was left: nothing of the call stays."""
        self._close_sheet()
        self._ticks.stop()
        rehearsal, self._rehearsal, self._turn = self._rehearsal, None, None
        if rehearsal is not None:
            self._lanes.call.run(rehearsal.close, self._gone)
        super().left()

    def shut_down(self) -> None:
        """Leave nothing of a call that is under way; called before the lanes end."""
        self._turns.finish()
        self.close()

    def _gone(self, _nothing: None) -> None:
        """The call's own folder is removed."""

    # --- beginning ---

    def _seed(self) -> int:
        return int(self._clock().timestamp())

    def _begin(self, choose: Callable[[Desk], Scene]) -> None:
        if self._desk is not None:
            work = partial(begun, self._desk, choose)
            self._lanes.disk.run(work, self._begun, "practice", self.failed.emit)

    def _begun(self, made: tuple[Rehearsal, Turn]) -> None:
        self._turns.finish()
        self._turns.begin(self._opening(*made))

    def _opening(self, rehearsal: Rehearsal, turn: Turn) -> Iterator[None]:
        """To make the page, to fill it and to show it are turns of the window."""
        page = self._made_page()
        page.begin(rehearsal.scene)
        yield
        page.show_turn(turn)
        yield
        self.close()
        self._rehearsal, self._turn = rehearsal, turn
        self._scene, self._copied = rehearsal.scene, []
        self.reports.close()
        self.put(page)
        self._tick()
        self._ticks.start()
        page.setFocus()

    def _made_page(self) -> PracticePage:
        page = PracticePage(self._theme, self._frame.rooms)
        page.asked.connect(self._do)
        page.escalated.connect(self._escalate)
        page.ended.connect(self._finish)
        page.another_asked.connect(self._other_path)
        page.note_asked.connect(self._ask_note)
        page.copied.connect(self._copy)
        page.link_asked.connect(self._link)
        page.said.connect(self.said)
        return page

    def _again(self, one: Report) -> None:
        scene = self._scene
        if scene is not None and (scene.playbook, scene.seed) == (one.playbook, one.seed):
            self._begin(partial(same_scene, scene))
        else:
            self._begin(partial(some_scene, one.playbook, one.seed))

    def _another(self, one: Report) -> None:
        self._begin(partial(some_scene, one.playbook, self._seed(), besides=self._scene))

    def _other_path(self) -> None:
        if self._scene is not None:
            path = self._scene.playbook
            self._begin(partial(some_scene, path, self._seed(), besides=self._scene))

    def _ask_note(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._page, tr("Practise a real case"), str(Path.home()), tr("Handoff notes (*.md)")
        )
        if chosen:
            self._begin(partial(scene_of_note, Path(chosen), self._seed()))

    # --- the call ---

    def _do(self, verb: str, arguments: tuple[object, ...]) -> None:
        if self._rehearsal is not None:
            work = partial(self._rehearsal.do, verb, *arguments)
            failed: Callable[[KbError], None] = self._refused
            if verb == "record":
                failed = partial(self._value_refused, str(arguments[0]))
            self._lanes.call.run(work, self._show, failed=failed)

    def _show(self, turn: Turn) -> None:
        if self._page is None or self._rehearsal is None:
            return
        self._turn = turn
        self._page.show_turn(turn)
        self._tick()

    def _refused(self, error: KbError) -> None:
        self.said.emit(str(error))
        if self._rehearsal is not None:
            self._lanes.call.run(partial(self._rehearsal.do, "view"), self._show, "again", self.failed.emit)

    def _value_refused(self, name: str, error: KbError) -> None:
        if self._page is not None:
            self._page.run.show_value_error(name, error.message)

    def _tick(self) -> None:
        """Show how long the call has lasted."""
        if self._page is None or self._turn is None:
            return
        run = self._turn.view.run
        spent = sum(visit.seconds for visit in run.visits)
        if run.status == "running":
            begun_at = datetime.fromisoformat(run.current.since or run.current.at)
            spent += max(0, int((self._clock() - begun_at).total_seconds()))
        self._page.run.set_elapsed(spent)

    def _copy(self, text: str) -> None:
        self._copied.append(text)
        self.said.emit(tr("Noted for the report; in practice nothing is put on the clipboard."))

    def _link(self, target: str) -> None:
        if self._turn is not None:
            self.link_asked.emit(self._turn.view.run.current.playbook, target, "")

    # --- handing over ---

    def _escalate(self) -> None:
        if self._rehearsal is not None and self._sheet is None:
            shown = partial(self._show_form, self._rehearsal)
            self._lanes.call.run(self._rehearsal.escalation, shown, failed=self._refused)

    def _show_form(self, rehearsal: Rehearsal, form: EscalationForm) -> None:
        self._turns.finish()
        if self._sheet is not None or self._page is None or rehearsal is not self._rehearsal:
            return
        sheet = EscalateSheet(self._theme, self._page.window())
        sheet.changed.connect(self._preview)
        sheet.submitted.connect(self._submit)
        sheet.cancelled.connect(self._close_sheet)
        self._sheet = sheet
        self._turns.begin(self._asking(sheet, form))

    def _asking(self, sheet: EscalateSheet, form: EscalationForm) -> Iterator[None]:
        told = tr(
            "Practice: this note is neither saved nor copied; the report looks at it. {summary}",
            summary=form.summary,
        )
        title = tr("Hand over (practice): {title}", title=form.title)
        for _ in sheet.opening(form.blanks, title, told, {}):
            yield
            if sheet is not self._sheet:
                return

    def _preview(self, answers: dict[str, str]) -> None:
        if self._rehearsal is not None:
            work = partial(self._rehearsal.preview, answers)
            self._lanes.call.run(work, self._show_preview, "practice preview")

    def _show_preview(self, preview: Preview) -> None:
        if self._sheet is not None:
            self._sheet.show_preview(preview)

    def _submit(self, answers: dict[str, str]) -> None:
        if self._rehearsal is not None:
            work = partial(self._rehearsal.hand_over, answers)
            self._lanes.call.run(work, self._handed_over, failed=self._not_handed)

    def _not_handed(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.show_errors({"ask": str(error)})

    def _handed_over(self, _turn: Turn) -> None:
        self._close_sheet()
        self._finish()

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.close()
            sheet.deleteLater()

    # --- the end ---

    def _finish(self) -> None:
        if self._rehearsal is not None:
            work = partial(self._rehearsal.finish, tuple(self._copied))
            self._lanes.call.run(work, self._finished, "practice end", self._refused)

    def _finished(self, report: Report) -> None:
        self.close()
        self.reports.show(report)
        self.said.emit(_ENDED)


def begun(desk: Desk, choose: Callable[[Desk], Scene]) -> tuple[Rehearsal, Turn]:
    """A practice call at its first step; runs in a lane.

    Raises:
        KbError: there is nothing to practise, or no room for it.
    """
    rehearsal = desk.practice.begin(choose(desk))
    return rehearsal, rehearsal.do("view")


def some_scene(path: str, seed: int, desk: Desk, besides: Scene | None = None) -> Scene:
    """A practice call of a playbook, on another path than ``besides``; runs in a lane."""
    return desk.practice.scene(path, seed, besides.way if besides is not None else None)


def same_scene(scene: Scene, _desk: Desk) -> Scene:
    """The same call once more."""
    return scene


def scene_of_note(file: Path, seed: int, desk: Desk) -> Scene:
    """A practice call as a real case went; runs in a lane.

    Raises:
        KbError: see ``Practice.of_note``.
    """
    return desk.practice.of_note(file, seed)
