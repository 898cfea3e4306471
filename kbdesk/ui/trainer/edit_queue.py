# SPDX-License-Identifier: MIT
"""Edits made one after the other: each is worked out in a lane and put into the text as one change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kbdesk.errors import KbError
from kbdesk.model.edits import Wish
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.writing.editor import Editor

if TYPE_CHECKING:
    from kbdesk.desk.trainer import Edited, Trainer


class EditQueue(QObject):
    """Holds edits until the text is there and those before them are made.

    Signals:
        made(str): an edit was put into the text; the anchor of the step that it was about.
        refused(KbError): an edit could not be made; those that waited are dropped.
        drained(): nothing waits any more.
    """

    made = Signal(str)
    refused = Signal(object)
    drained = Signal()

    def __init__(self, lanes: Lanes, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._trainer: Trainer | None = None
        self._path = ""
        self._editor: Editor | None = None
        self._waiting: list[tuple[Wish, ...]] = []
        self._asked: tuple[Wish, ...] = ()
        self._revision = -1

    @property
    def busy(self) -> bool:
        """Whether edits are being made or wait."""
        return bool(self._asked or self._waiting)

    @property
    def waiting(self) -> tuple[Wish, ...]:
        """The edits that are being made or wait, in order."""
        return (*self._asked, *(wish for edits in self._waiting for wish in edits))

    def begin(self, trainer: Trainer, path: str, editor: Editor) -> None:
        """Make edits in this text from now on; those that wait first."""
        self._trainer, self._path, self._editor = trainer, path, editor
        self._next()

    def end(self) -> None:
        """Make no more edits."""
        self._trainer = self._editor = None
        self._waiting, self._asked = [], ()

    def ask(self, *edits: Wish) -> None:
        """Make edits as one change; what is asked for already is not asked for again."""
        if edits != self._asked and edits not in self._waiting:
            self._waiting.append(edits)
            self._next()

    def _next(self) -> None:
        editor, trainer = self._editor, self._trainer
        if self._asked or editor is None or trainer is None:
            return
        if not self._waiting:
            self.drained.emit()
            return
        self._asked, self._revision = self._waiting.pop(0), editor.revision
        work = partial(trainer.edited, self._path, editor.text(), *self._asked)
        self._lanes.disk.run(work, partial(self._edited, editor), failed=partial(self._refused, editor))

    def _edited(self, editor: Editor, found: Edited) -> None:
        if editor is not self._editor:
            return  # of a text that is no longer edited
        asked, self._asked = self._asked, ()
        if editor.revision != self._revision:  # something was typed meanwhile
            self._waiting.insert(0, asked)
        else:
            editor.change_text(found.text)
            self.made.emit(found.at)
        self._next()

    def _refused(self, editor: Editor, error: KbError) -> None:
        if editor is self._editor:
            self._waiting, self._asked = [], ()
            self.refused.emit(error)
