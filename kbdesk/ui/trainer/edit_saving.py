# SPDX-License-Identifier: MIT
"""Saving a playbook that was edited on its map: the same sheet as for a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.language import tr
from kbdesk.model import Draft, Saved
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who
from kbdesk.ui.writing.keeping import DraftKeeper
from kbdesk.ui.writing.saver import Saver
from kbdesk.ui.writing.settling import saved_phrase

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class EditSaving(QObject):
    """Holds the draft back from its keeper while it is saved.

    Signals:
        done(tuple of str, str, bool): these files are saved; what to tell, and whether editing goes on.
        said(str): why nothing is saved.
    """

    done = Signal(object, str, bool)
    said = Signal(str)

    def __init__(
        self, lanes: Lanes, who: Who, theme: Theme, window: QWidget, keeper: DraftKeeper, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._desk: Desk | None = None
        self.saver = Saver(lanes, who, theme, window)
        self.saver.began.connect(keeper.hold)
        self.saver.unsaved.connect(keeper.release)
        self.saver.saved.connect(self._saved)

    def save(self, desk: Desk) -> None:
        """Save the draft; the person sees first what the history will say."""
        self._desk, draft = desk, self._keeper.draft
        if draft is not None and self._keeper.changed:
            self.saver.save(desk, draft)
        elif draft is not None:
            self.said.emit(tr("Nothing was changed, so there is nothing to save."))

    def cancel(self) -> None:
        """Save nothing, if a save was begun."""
        if self.saver.busy:
            self.saver.cancel()

    def _saved(self, draft: Draft, saved: Saved, go_on: bool) -> None:
        self.done.emit((draft.path,), saved_phrase(saved, self._desk), go_on)
