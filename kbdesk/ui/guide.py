# SPDX-License-Identifier: MIT
"""The guided call: a whole call on the sample library, in which a small card names the next key."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from kbdesk.language import tr
from kbdesk.ui.guide_card import GuideCard
from kbdesk.ui.guide_steps import Scene, Step, steps
from kbdesk.ui.house import House
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.errors import KbError
    from kbdesk.model import Results

LOOK_MS = 120
"""How often it is looked whether the step was done."""
_FIRST_OF_CALL = 2
"""The first step that needs a call."""


class Guiding(QObject):
    """Opens the sample library and goes through a call with the person.

    When it ends, the library that was open before is opened again, and the trial call is deleted.

    Args:
        house: what it works with.
        theme: the look.

    Signals:
        failed(KbError): there is no sample library, or it cannot be copied.
        said(str): something to tell in passing.
    """

    failed = Signal(object)
    said = Signal(str)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.window)
        self._house, self._theme = house, theme
        self._desk: Desk | None = None
        self._card: GuideCard | None = None
        self._steps: tuple[Step, ...] = ()
        self._at = 0
        self._copied = self._found = False
        self._shown: tuple[int, bool, QRect] | None = None
        self._sample: Path | None = None
        self._before: Path | None = None
        self._run = ""
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), house.window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.end)
        house.caller.words_copied.connect(self._words_copied)
        house.finder.answered.connect(self._answered)

    @property
    def card(self) -> GuideCard | None:
        """The card; None while no call is guided."""
        return self._card

    @property
    def number(self) -> int:
        """The step that it stands at, from 1; 0 if no call is guided."""
        return self._at + 1 if self._card is not None else 0

    # --- beginning and ending ---

    def begin(self) -> None:
        """Open the sample library and name the first key."""
        if self._card is None and self._sample is None:
            self._sample = Path()
            work = partial(trial_folder, self._house.home.data)
            self._house.lanes.disk.run(work, self._copied_library, failed=self._not_there)

    def _not_there(self, error: KbError) -> None:
        self._sample = None
        self.failed.emit(error)

    def _copied_library(self, folder: Path) -> None:
        self._sample = folder
        if self._desk is not None and self._desk.root == folder:
            self._start()
        else:
            self._before = self._desk.root if self._desk is not None else None
            self._house.keeper.open_library(folder)

    def set_desk(self, desk: Desk) -> None:
        """Take a library: the sample library begins the call, another one ends it."""
        self._desk = desk
        if self._sample is None:
            return
        if desk.root == self._sample:
            self._start()
        elif self._card is not None:
            self._before = None
            self.end()

    def _start(self) -> None:
        self._steps, self._at, self._copied, self._run = steps(), 0, False, ""
        self._card = GuideCard(self._theme, self._house.window)
        self._card.ended.connect(self.end)
        self._escape.setEnabled(True)
        frame = self._house.frame
        frame.show_panes()
        frame.search.clear()
        frame.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()
        self._timer.start()

    def end(self) -> None:
        """End the guided call; the library that was open before is opened again."""
        if self._card is None:
            return
        self._timer.stop()
        self._escape.setEnabled(False)
        card, self._card = self._card, None
        card.hide()
        card.deleteLater()
        self._sample = None
        view, desk = self._house.caller.view, self._desk
        if view is None and self._run and desk is not None:  # it was handed over, and its sheet was left
            self._house.lanes.call.run(partial(forget_trial, desk, self._run), self._forgotten)
        before, self._before = self._before, None
        if before is not None:
            self._house.keeper.open_library(before)
        self.said.emit(tr("The guided call is over; it begins again whenever you like."))

    def _forgotten(self, deleted: int) -> None:
        del deleted

    # --- step by step ---

    def _words_copied(self) -> None:
        self._copied = True

    def _answered(self, results: Results) -> None:
        self._found = bool(results.hits)

    def _scene(self) -> Scene:
        house = self._house
        caller = house.caller
        return Scene(
            query=house.finder.query,
            has_results=self._found,
            view=caller.view,
            copied=self._copied,
            handing=caller.sheet_open,
            handed=caller.handed,
        )

    def _look(self) -> None:
        now, frame = self._scene(), self._house.frame
        if self._at == 0 and frame.cover is not None:  # the page of a role opened by itself meanwhile
            frame.show_panes()
            frame.search.setFocus(Qt.FocusReason.OtherFocusReason)
        if now.view is not None:
            self._run = now.view.run.id
        if now.view is None and not now.handed and _FIRST_OF_CALL <= self._at < len(self._steps) - 1:
            self._at, self._copied = 0, False  # the call was closed: from the beginning
        while self._at < len(self._steps) - 1 and self._steps[self._at].done(now):
            self._at += 1
        if (self._at, now.handing, self._room()) != self._shown:
            self._show()

    def _room(self) -> QRect:
        """The pane at whose foot the card stands: it covers neither the results nor the answers."""
        frame, window = self._house.frame, self._house.window
        pane = frame if frame.narrow else self._house.article
        return QRect(pane.mapTo(window, pane.rect().topLeft()), pane.size())

    def _show(self) -> None:
        if self._card is not None:
            over, room = self._house.caller.sheet_open, self._room()
            self._shown = self._at, over, room
            self._card.show_step(
                self._steps[self._at], self._at + 1, len(self._steps), on_top=over, beside=room
            )

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._card is not None:
            self._card.set_theme(theme)
            self._show()

    def shut_down(self) -> None:
        """Stop looking; called when the window closes."""
        self._timer.stop()


def trial_folder(data: Path) -> Path:
    """The user's copy of the sample library, made if there is none; runs in a lane.

    Raises:
        KbError: there is none to copy, or it cannot be written.
    """
    from kbdesk.desk.starter import trial_library  # noqa: PLC0415 - brings workers with it

    return trial_library(data).resolve()


def forget_trial(desk: Desk, run_id: str) -> int:
    """Delete the trial call with its note, and give how many calls that were; runs in a lane.

    Raises:
        KbError: the store cannot be written.
    """
    from kbdesk.desk.cases import Cases  # noqa: PLC0415 - brings workers with it

    return Cases(desk).delete(run_id)
