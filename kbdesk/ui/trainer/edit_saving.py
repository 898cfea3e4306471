# SPDX-License-Identifier: MIT
"""Saving a playbook that was edited on its map: the same sheet as for a text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Clash, Draft, Saved
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.typed_form import TypedForm
from kbdesk.ui.who import Who
from kbdesk.ui.writing.keeping import DraftKeeper
from kbdesk.ui.writing.saver import Saver
from kbdesk.ui.writing.settling import clash_of, saved_phrase

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class EditSaving(QObject):
    """Holds the draft back from its keeper while it is saved.

    Signals:
        done(tuple of str, str, bool): these files are saved; what to tell, and whether editing goes on.
        stayed(tuple of str): these files are saved, and what was typed since is still edited.
        said(str): why nothing is saved, or that it is while editing goes on.
        clashed(Clash): the file changed meanwhile.
        failed(KbError): the file could not be read.
    """

    done = Signal(object, str, bool)
    stayed = Signal(object)
    said = Signal(str)
    clashed = Signal(object)
    failed = Signal(object)

    def __init__(
        self, lanes: Lanes, who: Who, theme: Theme, window: QWidget, keeper: DraftKeeper, form: TypedForm
    ) -> None:
        super().__init__(form)
        self._lanes, self._keeper, self._form = lanes, keeper, form
        self._desk: Desk | None = None
        self.saver = Saver(lanes, who, theme, window)
        self.saver.began.connect(keeper.hold)
        self.saver.unsaved.connect(keeper.release)
        self.saver.saved.connect(self._saved)
        self.saver.clashed.connect(self._clashed)

    def save(self, desk: Desk) -> None:
        """Save the draft; the person sees first what the history will say."""
        self._form.leave_out()
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
        desk, paths, phrase = self._desk, (draft.path,), saved_phrase(saved, self._desk)
        if desk is None or self._form.newer(draft) is None:
            self.done.emit(paths, phrase, go_on)
            return
        work = partial(desk.writing.fresh, draft.path)
        self._lanes.disk.run(work, self._keeper.go_on, failed=self._stay)
        self.said.emit(phrase)
        self.stayed.emit(paths)

    def _clashed(self, clash: Clash) -> None:
        newer = self._form.newer(clash.draft)
        if newer is None or self._desk is None:
            self.clashed.emit(clash)
        else:  # typed before the choice came
            self._lanes.disk.run(partial(clash_of, self._desk, newer), self._clashed, failed=self._stay)

    def _stay(self, error: KbError) -> None:
        self._keeper.release()
        self.failed.emit(error)
