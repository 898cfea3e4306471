# SPDX-License-Identifier: MIT
"""The room of what reaches beyond the window: links, paper, tray and key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kbdesk.ui.cases.casework import CaseWork
from kbdesk.ui.house import House
from kbdesk.ui.reach import wire
from kbdesk.ui.reach.link_drops import LinkDrops
from kbdesk.ui.reach.linking import Linking
from kbdesk.ui.reach.presence import Presence
from kbdesk.ui.reach.printing import Printing
from kbdesk.ui.reach.reach_sheet import ReachSheet
from kbdesk.ui.room import Room
from kbdesk.ui.sheet import sheet_over
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class ReachWork(Room):
    """Puts links and printing together with the finder, the calls and the notes."""

    def __init__(self, house: House, cases: CaseWork, theme: Theme) -> None:
        super().__init__(house)
        self._window: QWidget = house.window
        self._theme = theme
        self._copied = house.caller.copied
        self.linking = Linking(house, theme)
        self.printing = Printing(house, cases)
        self.sheet: ReachSheet | None = None
        self.linking.note_asked.connect(cases.receiving.open_file)
        self._keeper = house.keeper
        self.drops = LinkDrops(house.window, self._may_take)
        self.drops.given.connect(self._given)
        self.drops.said.connect(self.said)
        cases.inbox.count_changed.connect(self._counted)
        for part in (self.linking, self.printing):
            part.said.connect(self.said)
            part.failed.connect(self.failed)

    # --- from the window ---

    @property
    def sheet_open(self) -> bool:
        """Whether one of the sheets covers the window."""
        return self.sheet is not None or self.linking.sheet is not None

    def set_desk(self, desk: Desk) -> None:
        """Work on this library from now on."""
        super().set_desk(desk)
        self.linking.set_desk(desk)
        self.printing.set_desk(desk)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        self.linking.set_theme(theme)
        if self.sheet is not None:
            self.sheet.set_theme(theme)

    # --- what comes by itself ---

    def _may_take(self) -> bool:
        return sheet_over(self._window) is None

    def _given(self, wish: wire.Wish) -> None:
        """A link or a folder was dropped or pasted."""
        if wish[0] == wire.LINK:
            self.linking.open_link(wish[1])
        else:
            self._keeper.open_library(Path(wish[1]))

    def _counted(self, waiting: int, urgent: int) -> None:
        presence = self._window.findChild(Presence)
        if presence is not None:
            presence.tray.show_counts(waiting, urgent)

    # --- actions ---

    def copy_link(self) -> None:
        """Copy the link to the step or section in front."""
        self.linking.copy_link()

    def print_page(self) -> None:
        """Print the article or note in front."""
        self.printing.print_page()

    def save_pdf(self) -> None:
        """Write the article or note in front to a PDF."""
        self.printing.save_pdf()

    def show_reach(self) -> None:
        """Ask about the tray and the key from any program."""
        presence = self._window.findChild(Presence)
        if presence is not None and self.sheet is None:
            self.sheet = ReachSheet(self._theme, self._window, presence)
            self.sheet.copied.connect(self._copied)
            self.sheet.closed.connect(self._closed)
            self.sheet.open_over()

    def _closed(self) -> None:
        if self.sheet is not None:
            sheet, self.sheet = self.sheet, None
            sheet.deleteLater()
