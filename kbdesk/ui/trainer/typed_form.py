# SPDX-License-Identifier: MIT
"""What is typed in the form and is no edit yet: it is kept with the draft, and the text on screen stays."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kbdesk.errors import KbError
from kbdesk.model import Draft
from kbdesk.model.edits import AddStep, RenameStep, Wish
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.trainer.edit_queue import EditQueue
from kbdesk.ui.trainer.edit_side import EditSide
from kbdesk.ui.trainer.edit_work import later
from kbdesk.ui.writing.editor import Editor
from kbdesk.ui.writing.keeping import DraftKeeper

if TYPE_CHECKING:
    from kbdesk.desk.trainer import Trainer

KEPT_MS = 5_000
"""How long after a key in a field what stands in it is kept."""


class TypedForm(QObject):
    """Gives the keeper of the draft the text as it would be if all fields were left."""

    def __init__(self, lanes: Lanes, keeper: DraftKeeper, queue: EditQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes, self._keeper, self._queue = lanes, keeper, queue
        self._trainer: Trainer | None = None
        self._path = ""
        self._side: EditSide | None = None
        self._made = (-1, "")
        self._soon = later(self, KEPT_MS, self._work_out)

    def begin(self, trainer: Trainer, path: str, side: EditSide) -> None:
        """Watch the form of a playbook from now on."""
        self._trainer, self._path, self._side = trainer, path, side
        self.leave_out()
        side.panel.typed.connect(self._typed)

    def end(self) -> None:
        """Watch no form."""
        self._soon.stop()
        self._trainer = self._side = None

    def text(self) -> str:
        """The text to keep: with what stands in the fields, as far as that was worked out for it."""
        if self._side is None:
            return ""
        revision, text = self._made
        return text if revision == self._side.editor.revision else self._side.editor.text()

    def take(self) -> None:
        """Work out now what stands in the fields, and the edits that wait."""
        if self._side is not None and self._trainer is not None:
            editor = self._side.editor
            wishes = (*self._queue.waiting, *self._side.panel.wishes())
            self._made = (editor.revision, with_wishes(self._trainer, self._path, editor.text(), *wishes))

    def leave_out(self) -> None:
        """Only what stands in the text counts."""
        self._made = (-1, "")

    def newer(self, draft: Draft) -> Draft | None:
        """A draft with what was typed since, also in the form; None if nothing was."""
        self.take()
        return self._keeper.newer(draft)

    def _typed(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _work_out(self) -> None:
        if self._side is None or self._trainer is None:
            return
        editor, wishes = self._side.editor, self._side.panel.wishes()
        if wishes:
            work = partial(with_wishes, self._trainer, self._path, editor.text(), *wishes)
            self._lanes.disk.run(work, partial(self._worked_out, editor, editor.revision))
        elif self._made[0] == editor.revision:  # it was typed back
            self.leave_out()
            self._keeper.keep()

    def _worked_out(self, editor: Editor, revision: int, text: str) -> None:
        if self._side is None or editor is not self._side.editor:
            return
        if editor.revision == revision:
            self._made = (revision, text)
            self._keeper.keep()
        else:
            self._typed()


def with_wishes(trainer: Trainer, path: str, text: str, *wishes: Wish) -> str:
    """A text with all edits that can be made, one after the other; a step that is renamed keeps its edits."""
    names: dict[str, str] = {}
    for wish in wishes:
        known = wish if isinstance(wish, AddStep) else replace(wish, at=names.get(wish.at, wish.at))
        with suppress(KbError):
            edited = trainer.edited(path, text, known)
            text = edited.text
            if isinstance(wish, RenameStep):
                names[wish.at] = edited.at
    return text
