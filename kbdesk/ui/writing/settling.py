# SPDX-License-Identifier: MIT
"""Two people changed one text: the choice page, and carrying out what was chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from kbdesk.desk.dates import moment
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Author, Clash, Draft, Saved
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who
from kbdesk.ui.writing.choice import ChoicePage

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class Settler(QObject):
    """Lets the writer choose, and does it.

    Signals:
        settled(Draft, object): it is over for this draft; with what was saved, None if theirs stays.
        left(): not now.
        said(str): something to tell in passing.
        failed(KbError): the texts could not be read.
    """

    settled = Signal(object, object)
    left = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, who: Who, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes, self._who = lanes, who
        self._desk: Desk | None = None
        self._page: ChoicePage | None = None
        self._clash: Clash | None = None
        self._picked = ("", "")

    @property
    def page(self) -> ChoicePage | None:
        """The choice that is open; None if there is none."""
        return self._page

    def ask(self, desk: Desk, clash: Clash, theme: Theme, room: QStackedWidget) -> QWidget:
        """Show three texts and a choice in a room; give the page."""
        self._desk, self._clash = desk, clash
        if self._page is None:
            self._page = ChoicePage(theme, room)
            self._page.chosen.connect(self._chosen)
            self._page.left.connect(self.left)
            room.addWidget(self._page)
        self._page.show_clash(clash, moment(clash.at) if clash.at else "")
        return self._page

    def close(self) -> None:
        """Take the page away."""
        page, self._page, self._clash = self._page, None, None
        if page is not None:
            room = page.parentWidget()
            if isinstance(room, QStackedWidget):
                room.removeWidget(page)
            page.deleteLater()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        if self._page is not None:
            self._page.set_theme(theme)

    def _chosen(self, choice: str, text: str) -> None:
        self._picked = (choice, text)
        self._who.need(self._settle)

    def _settle(self, author: Author) -> None:
        if self._desk is not None and self._clash is not None:
            work = partial(carried_out, self._desk, self._clash.draft, self._picked, author)
            self._lanes.disk.run(work, self._done, failed=self._not_done)

    def _done(self, saved: Saved | None) -> None:
        if self._clash is not None:
            draft = self._clash.draft
            self.close()
            self.settled.emit(draft, saved)

    def _not_done(self, error: KbError) -> None:
        """It changed once more, or could not be written: say so and show how it stands now."""
        self.said.emit(str(error))
        if self._page is not None:
            self._page.show_problem(str(error))
        if self._desk is not None and self._clash is not None and self._picked[0] != "text":
            work = partial(self._desk.writing.clash, self._clash.draft)
            self._lanes.disk.run(work, self._show_again, failed=self.failed.emit)

    def _show_again(self, clash: Clash) -> None:
        if self._page is not None and self._clash is not None:
            self._clash = clash
            self._page.show_clash(clash, moment(clash.at) if clash.at else "")


def carried_out(desk: Desk, draft: Draft, picked: tuple[str, str], author: Author) -> Saved | None:
    """End a clash as it was chosen; runs in a lane."""
    choice: Literal["mine", "theirs", "both", "text"]
    for choice in ("mine", "theirs", "both", "text"):
        if choice == picked[0]:
            return desk.writing.settle(draft, choice, author, picked[1])
    return None


def clash_of(desk: Desk, draft: Draft) -> Clash:
    """What stands against a newer text of a draft, which is kept first; runs in a lane."""
    return desk.writing.clash(desk.writing.keep(draft))


def saved_phrase(saved: Saved, desk: Desk | None) -> str:
    """What is told after a save."""
    shared = desk is not None and bool(desk.info.remote_url)
    begun = tr("Saved, and will be sent.") if shared and saved.commit else tr("Saved.")
    return f"{begun} {saved.notice}".strip()


def settled_phrase(draft: Draft, saved: Saved | None, desk: Desk | None) -> str:
    """What is told when a choice was carried out: above all where a text of its own is now."""
    if saved is None:
        return tr("Theirs stays as it is.")
    own = next((place for place, _ in saved.blobs if place != draft.path and place.endswith(".md")), "")
    phrase = saved_phrase(saved, desk)
    return tr("{phrase} Yours is now {path}.", phrase=phrase, path=own) if own else phrase
