# SPDX-License-Identifier: MIT
"""Holds the help over the panes: the same pages as on the site."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kbdesk.language import tr
from kbdesk.ui.help_page import HelpPage
from kbdesk.ui.holder import Holder
from kbdesk.ui.house import House
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.help import Help, HelpEntry
    from kbdesk.desk.reader import Followed
    from kbdesk.model import Page

START = "start.md"
PAGES = {
    "ChecksPage": "checks.md",
    "CoachingPage": "quality.md",
    "CuratePage": "for/trainer.md",
    "HistoryPage": "writing.md",
    "InboxPage": "for/tier-2.md",
    "InsightPage": "insight.md",
    "MapPage": "for/trainer.md",
    "PathsPage": "for/onboarding.md",
    "PracticePage": "for/onboarding.md",
    "PromisesPage": "for/account-manager.md",
    "QualityPage": "quality.md",
    "ReceivePage": "for/tier-2.md",
    "RecoverPage": "writing.md",
    "StartPage": START,
    "WritingPage": "writing.md",
}
"""The page that belongs to what covers the panes, by the name of its class."""


class Helping(Holder[HelpPage]):
    """Reads the pages in a lane and shows them.

    Signals:
        failed(KbError): the help is not there.
        said(str): something to tell in passing.
        address_asked(Followed): a link leads outside.
        copied(str): text is to be put on the clipboard.
    """

    failed = Signal(object)
    said = Signal(str)
    address_asked = Signal(object)
    copied = Signal(str)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.frame, theme, tr("Help"))
        self._lanes = house.lanes
        self._help: Help | None = None
        self._entries: tuple[HelpEntry, ...] = ()
        self._back: list[str] = []
        self._shown = ""

    def set_desk(self, desk: Desk) -> None:
        """The help has nothing to do with the library: it stays."""

    # --- opening ---

    def show(self) -> None:
        """Open the help at the page that belongs to what is on screen."""
        cover = self._frame.cover
        if cover is self._page and cover is not None:
            return
        path = PAGES.get(type(cover).__name__, self._shown or START) if cover is not None else START
        self.show_at(path if cover is not None or not self._shown else self._shown)

    def show_at(self, path: str, anchor: str = "") -> None:
        """Open the help at a page."""
        if self._page is None:
            page = HelpPage(self._theme, self._frame.rooms)
            page.asked.connect(self._asked)
            page.link_followed.connect(self._link)
            page.copy_requested.connect(self.copied)
            page.back_requested.connect(self._go_back)
            self._shown = ""
            self._back.clear()
            self.put(page)
        else:
            self.put(self._page)
        if self._help is None:
            self._lanes.find.run(read_help, self._known, "help", self.failed.emit)
        else:
            self._page_known()
        self._read(path, anchor)

    def _known(self, found: tuple[Help, tuple[HelpEntry, ...]]) -> None:
        self._help, self._entries = found
        self._page_known()

    def _page_known(self) -> None:
        if self._page is not None and not self._page.has_entries:
            self._page.show_entries(self._entries)
            self._page.choose(self._shown)

    # --- reading ---

    def _asked(self, path: str) -> None:
        if path != self._shown:
            self._read(path)

    def _read(self, path: str, anchor: str = "", *, back: bool = False) -> None:
        if self._shown and not back and self._shown != path:
            self._back.append(self._shown)
        self._shown = path
        self._lanes.find.run(partial(read_page, path, anchor), self._show, "help-page", self.failed.emit)

    def _show(self, found: tuple[Page, str]) -> None:
        page, anchor = found
        if self._page is not None and page.document.path == self._shown:
            self._page.show_page(page, anchor, can_back=bool(self._back))

    def _go_back(self) -> None:
        if self._back:
            self._read(self._back.pop(), back=True)

    def _link(self, target: str) -> None:
        if self._help is None:
            return
        found: Followed = self._help.follow(self._shown, target)
        if found.refused:
            self.said.emit(found.refused)
        elif found.url:
            self.address_asked.emit(found)
        else:
            self._read(found.path, found.anchor)


def read_help() -> tuple[Help, tuple[HelpEntry, ...]]:
    """The help and its contents; runs in a lane.

    Raises:
        KbError: it was left out of this installation.
    """
    from kbdesk.desk.help import Help  # noqa: PLC0415 - brings the Markdown worker with it

    made = Help()
    return made, made.entries()


def read_page(path: str, anchor: str) -> tuple[Page, str]:
    """A page, and the heading at which it is to be shown; runs in a lane.

    Raises:
        KbError: there is no such page.
    """
    from kbdesk.desk.help import Help  # noqa: PLC0415 - as above

    return Help().page(path), anchor
