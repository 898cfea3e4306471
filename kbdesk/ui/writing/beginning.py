# SPDX-License-Identifier: MIT
"""Beginning a new text, and giving the customer's words to an article that is there already."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.model import Author, Clash, Draft, Hit, Saved
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.sheet_holder import SheetHolder
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who
from kbdesk.ui.writing.new_sheet import NewSheet

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class Beginner(SheetHolder[NewSheet]):
    """Asks what is to be written, and shows what is there already.

    Signals:
        begun(Draft): write this.
        read_requested(str): an article is to be read instead.
        words_added(str path): the customer's words are in this article now.
        clashed(Clash): that article changed in the same moment.
        failed(KbError): it could not be begun, or the words could not be added.
    """

    begun = Signal(object)
    read_requested = Signal(str)
    words_added = Signal(str)
    clashed = Signal(object)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, who: Who, theme: Theme, window: QWidget) -> None:
        super().__init__(lanes, who, theme, window)
        self._desk: Desk | None = None
        self._adding: tuple[str, str, tuple[str, ...]] = ("", "", ())

    def ask(self, desk: Desk, kind: str, title: str, words: str) -> None:
        """Ask what is to be written, with what is known already."""
        if self._sheet is not None:
            return
        self._desk = desk
        sheet = NewSheet(self._theme, self._window)
        sheet.title_typed.connect(self._look_near)
        sheet.submitted.connect(self._begin)
        sheet.read_requested.connect(self._read)
        sheet.words_requested.connect(self._words)
        sheet.cancelled.connect(self.close)
        self._sheet = sheet
        sheet.open_with(kind, title, words)

    def begin(self, desk: Desk, kind: str, title: str, words: str) -> None:
        """Begin a text without asking."""
        self._desk = desk
        work = partial(desk.writing.new, kind, title, words)  # type: ignore[arg-type]
        self._lanes.disk.run(work, partial(self._made, desk), failed=self.failed.emit)

    def add_words(self, desk: Desk, path: str, words: str, errors: tuple[str, ...] = ()) -> None:
        """Add the customer's words, and the exact errors if there are any, to an article."""
        self._desk, self._adding = desk, (path, words, errors)
        self._who.need(self._add)

    def let_go(self) -> None:
        """Another library is opened: what is asked for this one is begun no more."""
        self.close()
        self._desk = None

    # --- inside ---

    def _look_near(self, title: str) -> None:
        if self._desk is not None and self._sheet is not None:
            words = self._sheet.words.toPlainText().strip()
            work = partial(near, self._desk, f"{title} {words}".strip())
            self._lanes.find.run(work, self._show_near, "write-new")

    def _show_near(self, hits: tuple[Hit, ...]) -> None:
        if self._sheet is not None:
            self._sheet.show_hits(hits)

    def _begin(self, kind: str, title: str, words: str) -> None:
        self.close()
        if self._desk is not None:
            self.begin(self._desk, kind, title, words)

    def _made(self, desk: Desk, draft: Draft) -> None:
        if desk is self._desk:
            self.begun.emit(draft)

    def _read(self, path: str) -> None:
        self.close()
        self.read_requested.emit(path)

    def _words(self, path: str, words: str) -> None:
        self.close()
        if self._desk is not None:
            self.add_words(self._desk, path, words)

    def _add(self, author: Author) -> None:
        if self._desk is not None:
            path, words, errors = self._adding
            work = partial(self._desk.writing.add_words, path, words, author, errors)
            self._lanes.disk.run(work, self._added, failed=self.failed.emit)

    def _added(self, outcome: Saved | Clash) -> None:
        if isinstance(outcome, Clash):
            self.clashed.emit(outcome)
        else:
            self.words_added.emit(self._adding[0])


def near(desk: Desk, text: str) -> tuple[Hit, ...]:
    """What is near to a text; nothing while there is no index. Runs in a lane."""
    try:
        return desk.writing.similar(text)
    except KbError:
        return ()
