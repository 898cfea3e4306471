# SPDX-License-Identifier: MIT
"""Connects the feedback sheet with the desk: on the open article, or on the step of the call."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from kbdesk.desk.origin import used_version
from kbdesk.language import tr
from kbdesk.model import Playbook
from kbdesk.model.usage import Feedback, FeedbackKind
from kbdesk.ui.house import House
from kbdesk.ui.key_map import key_of
from kbdesk.ui.roles.feedback_sheet import NOTED, About, FeedbackSheet
from kbdesk.ui.run_pane import RunPane
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

_CALL = 2
"""The number of the call's pane."""


class GivingFeedback(QObject):
    """Holds the sheet while it is open.

    Signals:
        changed(): feedback was given or taken back.
        said(str): something to tell in passing.
        failed(KbError): it could not be kept.
    """

    changed = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.window)
        self._house, self._theme = house, theme
        self._desk: Desk | None = None
        self._sheet: FeedbackSheet | None = None
        self._id = ""
        self._kept: Feedback | None = None

    @property
    def sheet(self) -> FeedbackSheet | None:
        """The sheet that covers the window; None if it does not."""
        return self._sheet

    def set_desk(self, desk: Desk) -> None:
        """Give feedback on this library from now on; what was begun on the one before is left."""
        if self._sheet is not None:
            self._sheet.leave()
        self._desk = desk

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def ask(self) -> None:
        """Open the sheet on what is being read, or on the step of the call."""
        if self._desk is None or self._sheet is not None:
            return
        abouts = self._abouts()
        if self._house.frame.cover is not None:
            self.said.emit(
                tr(
                    "Feedback is given on an open article or a step: go back to it first ({key}).",
                    key=key_of("next_room"),
                )
            )
        elif not abouts:
            self.said.emit(tr("Open an article or start a call first; feedback is given on that."))
        else:
            self._id, self._kept = self._desk.new_id(), None
            self._sheet = sheet = FeedbackSheet(self._theme, self._house.window, abouts)
            sheet.given.connect(self._given)
            sheet.taken_back.connect(self._taken_back)
            sheet.closed.connect(self._closed)
            sheet.open_over()

    def _abouts(self) -> tuple[About, ...]:
        """What it may be about, first what the person is at."""
        article, step = self._article(), self._step()
        order = (step, article) if self._at_call() else (article, step)
        return tuple(one for one in order if one is not None)

    def _article(self) -> About | None:
        page, view = self._house.finder.page, self._house.caller.view
        if page is None or not page.document.path:
            return None
        document = page.document
        what = "playbook" if isinstance(document, Playbook) else "article"
        run = view.run.id if view is not None and view.run.status == "running" else ""
        return About(what, document.title, document.path, "", page.library, document.source.blob, run)

    def _step(self) -> About | None:
        view = self._house.caller.view
        if view is None or not view.run.current.playbook:
            return None
        run = view.run
        path, blob = run.current.playbook, used_version(run, run.current.playbook)
        return About("step", view.step.title, path, view.step.anchor, view.library, blob, run.id)

    def _at_call(self) -> bool:
        """Whether the person is in the call; in the search field, what was chosen last counts."""
        widget = QApplication.focusWidget()
        while widget is not None:
            if widget is self._house.article:
                return False
            if isinstance(widget, RunPane):
                return True
            widget = widget.parentWidget()
        return self._house.frame.current == _CALL

    # --- keeping ---

    def _given(self, about: About, kind: FeedbackKind, note: str) -> None:
        if self._desk is not None:
            said = Feedback(self._id, "", "", about.path, about.anchor, about.blob, kind, note, about.run)
            work = partial(give, self._desk, said, about.library)
            self._house.lanes.call.run(work, self._done, failed=self.failed.emit)

    def _done(self, kept: Feedback) -> None:
        self._kept = kept
        self.changed.emit()
        if self._sheet is None:
            self._tell()

    def _taken_back(self) -> None:
        if self._desk is not None:
            work = partial(take_back, self._desk, self._id)
            self._house.lanes.call.run(work, self._gone, failed=self.failed.emit)

    def _gone(self, nothing: None) -> None:
        del nothing
        self._kept = None
        self.changed.emit()
        self.said.emit(tr("Your feedback was taken back."))

    def _closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()
            if sheet.kind is not None:
                self._tell()

    def _tell(self) -> None:
        if self._kept is not None:
            kind = self._kept.kind
            where = tr("Curate ({key}) shows it.", key=key_of("show_curate")) if kind != "helped" else ""
            self.said.emit(" ".join(filter(None, (NOTED[kind], where))))


def give(desk: Desk, said: Feedback, library: str) -> Feedback:
    """Feedback as it was kept; runs in the lane of the calls.

    Raises:
        KbError: the case store cannot be written.
    """
    return desk.feedback.give(said, library)


def take_back(desk: Desk, feedback_id: str) -> None:
    """Feedback that is no more; runs in the lane of the calls.

    Raises:
        KbError: the case store cannot be written.
    """
    desk.feedback.take_back(feedback_id)
