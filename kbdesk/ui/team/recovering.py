# SPDX-License-Identifier: MIT
"""Connects the Recover page with the desk: what is kept, how it looked, bringing it back, letting it go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kbdesk.language import tr, trn
from kbdesk.model import Author, Backup, Draft, Page, Saved
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.team.recover_page import RecoverPage
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who
from kbdesk.ui.writing.keeping import thrown_away

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.team import Recoverable


class Recovering(Holder[RecoverPage]):
    """Holds the Recover page while it is open.

    Signals:
        edit_asked(Draft): go on writing it.
        compare_asked(Draft): choose between it and the article.
        changed(): something was brought back or discarded.
        said(str): something to tell in passing.
    """

    edit_asked = Signal(object)
    compare_asked = Signal(object)
    changed = Signal()
    said = Signal(str)

    def __init__(
        self, lanes: Lanes, frame: Frame, who: Who, theme: Theme, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(frame, theme, tr("Recover"))
        self._lanes, self._who, self._clock = lanes, who, clock

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        if self._desk is not None:
            self.bring(self._made, self.refresh)

    def _made(self) -> RecoverPage:
        page = RecoverPage(self._theme, self._frame.rooms, self._clock)
        page.row_chosen.connect(self._show_one)
        page.opened.connect(self._open)
        page.brought_back.connect(self._bring_back)
        page.discarded.connect(self._discard)
        return page

    def refresh(self) -> None:
        """Read again what is kept, if the page is open."""
        if self._page is not None and self._desk is not None:
            self._lanes.disk.run(partial(recoverable, self._desk), self._show_all, "recoverable")

    def _show_all(self, kept: Recoverable) -> None:
        if self._page is not None:
            self._page.show_all(kept.drafts, kept.backups)

    def _show_one(self, value: Draft | Backup) -> None:
        if self._desk is None:
            return
        if isinstance(value, Draft):
            self._lanes.find.run(partial(preview, self._desk, value), self._show_text, "recover one")
        else:
            self._lanes.disk.run(partial(different, self._desk, value), self._show_files, "recover one")

    def _show_text(self, found: tuple[Draft, Page]) -> None:
        if self._page is not None:
            self._page.show_text(*found)

    def _show_files(self, found: tuple[Backup, tuple[str, ...]]) -> None:
        if self._page is not None:
            self._page.show_files(*found)

    def _open(self, draft: Draft) -> None:
        (self.compare_asked if draft.kind in ("conflict", "foreign") else self.edit_asked).emit(draft)

    def _bring_back(self, backup: Backup, path: str) -> None:
        self._who.need(partial(self._bring_back_as, backup, path))

    def _bring_back_as(self, backup: Backup, path: str, author: Author) -> None:
        if self._desk is not None:
            work = partial(bring_back, self._desk, backup, path, author)
            self._lanes.disk.run(work, partial(self._brought_back, path))

    def _brought_back(self, path: str, saved: Saved) -> None:
        self.said.emit(saved.notice or tr("{path} is back; what stood before is in its history.", path=path))
        self.changed.emit()
        self.refresh()

    def _discard(self, drafts: tuple[Draft, ...]) -> None:
        if self._desk is not None:
            self._lanes.disk.run(partial(discard, self._desk, drafts), self._discarded)

    def _discarded(self, count: int) -> None:
        self.said.emit(trn("{n} text was discarded.", "{n} texts were discarded.", count))
        self.changed.emit()


def recoverable(desk: Desk) -> Recoverable:
    """Everything that can be recovered; runs in a lane.

    Raises:
        KbError: the library or the user's own folder cannot be read.
    """
    return desk.team.recoverable()


def preview(desk: Desk, draft: Draft) -> tuple[Draft, Page]:
    """The draft's text as the reading pane would show it; runs in a lane."""
    return draft, desk.writing.preview(draft.path, draft.text)


def different(desk: Desk, backup: Backup) -> tuple[Backup, tuple[str, ...]]:
    """The files that differ in a backup; runs in a lane."""
    return backup, tuple(desk.team.open_backup(backup))


def bring_back(desk: Desk, backup: Backup, path: str, author: Author) -> Saved:
    """Save a file as it was in a backup; runs in a lane.

    Raises:
        KbError: it was changed meanwhile, or cannot be written.
    """
    return desk.team.restore_from(backup, path, author)


def discard(desk: Desk, drafts: tuple[Draft, ...]) -> int:
    """Let go of drafts and give how many; runs in a lane."""
    for draft in drafts:
        thrown_away(desk.writing, draft)
    return len(drafts)
