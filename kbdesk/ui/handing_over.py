# SPDX-License-Identifier: MIT
"""Handing a call over: the form, the note that comes of it, and what is shown then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Blank, Preview, RunView
from kbdesk.ui.escalate import EscalateSheet
from kbdesk.ui.handed_over import HandedOverSheet
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.key_map import with_keys
from kbdesk.ui.sending import Dispatch
from kbdesk.ui.theme import Theme, style_ahead
from kbdesk.ui.turns import Turns, unpainted

if TYPE_CHECKING:
    from kbdesk.desk.calls import EscalationForm, HandedOver
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.forms import Form

KEEP_MS = 5_000
"""What is typed into the form is on the disk so long after the first letter, and when the form is left."""


class HandingOver(QObject):
    """Holds the two sheets of an escalation while they are open.

    Signals:
        exported(HandedOver): a note was written.
        ended(RunView): the call was handed over, and the person has seen that.
        refused(KbError): the call cannot be handed over.
        copied(str): text is to be put on the clipboard.
        folder_asked(str): the folder of a note is to be shown.
        said(str): something to tell in passing.
    """

    exported = Signal(object)
    ended = Signal(object)
    refused = Signal(object)
    copied = Signal(str)
    folder_asked = Signal(str)
    said = Signal(str)

    def __init__(self, lanes: Lanes, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._lanes, self._theme, self._window = lanes, theme, window
        self._desk: Desk | None = None
        self._run_id = ""
        self._marks: dict[str, str] = {}
        self._blank: dict[str, str] = {}
        """What the form that is open was filled in with."""
        self._back = False
        """Whether the form that is open goes back to who gave the call."""
        self._handed: HandedOver | None = None
        self._dispatch = Dispatch(lanes, theme, window)
        self._dispatch.said.connect(self.said)
        self._turns = Turns(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(KEEP_MS)
        self._later.timeout.connect(self._keep)
        self._sheet: EscalateSheet | None = None
        self._done_sheet: HandedOverSheet | None = None

    @property
    def sheet_open(self) -> bool:
        """Whether a sheet covers the window."""
        return self._sheet is not None or self._done_sheet is not None

    @property
    def handed(self) -> bool:
        """Whether a call was handed over and its result is on screen."""
        return self._done_sheet is not None

    def answers(self) -> dict[str, str]:
        """What stands in the form, by key; empty while it is closed."""
        return self._sheet.answers() if self._sheet is not None else {}

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._turns.finish()
        self._theme = theme
        self._dispatch.set_theme(theme)
        for sheet in (self._sheet, self._done_sheet):
            if sheet is not None:
                sheet.set_theme(theme)

    def shut_down(self) -> None:
        """Keep what is typed and stop sending; called before the lanes end."""
        self._turns.finish()
        self._keep()
        self._dispatch.shut_down()

    def let_go(self) -> None:
        """Another library is open: the form is left as with Esc; what became of a call is told no more."""
        self._leave()
        self._take_done()
        self._dispatch.leave()
        self._desk = None

    # --- the form ---

    def ask(self, desk: Desk, run_id: str, marks: dict[str, str], *, back: bool = False) -> None:
        """Open the form for a call.

        Args:
            desk: whose call it is.
            run_id: the call.
            marks: a sentence under each of these blanks, by key or by what the blank asks.
            back: address it to who handed the call over.
        """
        if not self.sheet_open:
            self._desk, self._run_id, self._marks, self._back = desk, run_id, marks, back
            work = partial(desk.calls.escalation, run_id, back)
            self._lanes.call.run(work, self._show_form, failed=self._refused)

    def _refused(self, error: KbError) -> None:
        self.refused.emit(error)

    def _show_form(self, form: EscalationForm) -> None:
        if self.sheet_open:
            return
        sheet = EscalateSheet(self._theme, self._window)
        sheet.changed.connect(self._preview)
        sheet.submitted.connect(self._submit)
        sheet.cancelled.connect(self._leave)
        self._sheet = sheet
        self._blank = {blank.key: blank.value for blank in form.blanks}
        self._turns.begin(self._opening(sheet, form))

    def _opening(self, sheet: EscalateSheet, form: EscalationForm) -> Iterator[None]:
        """Make the fields, and lay them out at last; nothing more if the form is left meanwhile."""
        blanks = refilled(form.blanks, dict(form.typed))
        errors = under_blanks(self._marks, form.blanks)
        for _ in sheet.opening(blanks, form.title, form.summary, errors):
            yield
            if sheet is not self._sheet:
                return

    def _preview(self, answers: dict[str, str]) -> None:
        if not self._later.isActive():
            self._later.start()
        if self._desk is not None:
            work = partial(self._desk.calls.preview, self._run_id, answers)
            self._lanes.call.run(work, self._show_preview, "preview")

    def _show_preview(self, preview: Preview) -> None:
        if self._sheet is not None:
            self._sheet.show_preview(preview)

    def _submit(self, answers: dict[str, str]) -> None:
        if self._desk is not None:
            work = partial(self._desk.calls.hand_over, self._run_id, answers)
            self._lanes.call.run(work, self._handed_over, failed=self._not_handed)

    def _not_handed(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.show_errors({"ask": str(error)})

    def _leave(self) -> None:
        """Not now: what was typed stands there again when the form is opened for this call again."""
        self._turns.finish()
        self._keep()
        self._close_sheet()

    def _keep(self) -> None:
        """Keep what is typed: no crash and no window that is closed loses it."""
        if self._desk is not None and self._sheet is not None:
            answers = self.answers().items()
            typed = {key: text for key, text in answers if text != self._blank.get(key, "")}
            form: Form = "back" if self._back else "over"
            work = partial(self._desk.calls.keep_form, self._run_id, form, typed)
            self._lanes.call.run(work, self._kept, failed=self._not_kept)

    def _kept(self, nothing: None) -> None:
        del nothing

    def _not_kept(self, error: KbError) -> None:
        if self._sheet is None:
            self.refused.emit(error)
        else:
            self._not_handed(error)

    def _close_sheet(self) -> None:
        self._later.stop()
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.close()
            sheet.deleteLater()

    # --- what came of it ---

    def _handed_over(self, handed: HandedOver) -> None:
        self._handed = handed
        self.exported.emit(handed)
        self.copied.emit(handed.preview.markdown)
        self._turns.begin(self._telling(handed))

    def _telling(self, handed: HandedOver) -> Iterator[None]:
        """Make the sheet that tells of it while the form still covers the call, then change over."""
        sheet = HandedOverSheet(self._theme, self._window)
        sheet.copy_requested.connect(self.copy_again)
        sheet.folder_requested.connect(self._folder)
        sheet.closed.connect(self._close_done)
        yield
        sheet.take_result(str(handed.path), handed.preview.spoken, handed.preview.markdown, handed.notice)
        style_ahead(sheet)
        yield
        self._close_sheet()
        self._done_sheet = sheet
        with unpainted(sheet.card):
            sheet.open_over()
            if self._desk is not None:
                self._dispatch.attach(self._desk.home, sheet, handed)
            yield

    def _folder(self) -> None:
        if self._handed is not None:
            self.folder_asked.emit(str(self._handed.path.parent))

    def copy_again(self) -> None:
        """Copy the last handoff note again."""
        if self._handed is not None:
            self.copied.emit(self._handed.preview.markdown)
        else:
            self.said.emit(
                with_keys(tr("No call was handed over yet; {escalate} hands over the one on screen."))
            )

    def _take_done(self) -> None:
        if self._done_sheet is not None:
            sheet, self._done_sheet = self._done_sheet, None
            sheet.close()
            sheet.deleteLater()

    def _close_done(self) -> None:
        self._take_done()
        if self._desk is not None:
            self._lanes.call.run(partial(self._desk.calls.view, self._run_id), self._ended)

    def _ended(self, view: RunView) -> None:
        self.ended.emit(view)


def under_blanks(marks: dict[str, str], blanks: tuple[Blank, ...]) -> dict[str, str]:
    """Sentences by the keys of a form's blanks; what belongs to none of them stands under the ask."""
    keys = {name: blank.key for blank in blanks for name in (blank.label, blank.key)}
    found: dict[str, str] = {}
    for name, sentence in marks.items():
        key = keys.get(name, "ask")
        found[key] = f"{found[key]} {sentence}" if key in found else sentence
    return found


def refilled(blanks: tuple[Blank, ...], typed: dict[str, str]) -> tuple[Blank, ...]:
    """The blanks of a form with what was typed into it before, by key; plans that were added come, too."""
    known = {blank.key for blank in blanks}
    more = [key for key in typed if key not in known]
    added = (Blank(key, tr("If …") if key.startswith("if") else tr("… then"), group="more") for key in more)
    return tuple(replace(blank, value=typed.get(blank.key, blank.value)) for blank in (*blanks, *added))
