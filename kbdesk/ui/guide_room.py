# SPDX-License-Identifier: MIT
"""The first minutes: welcome, a new library, the guided call, the help. Needs no library and little else."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.ui.guide import Guiding
from kbdesk.ui.help import Helping
from kbdesk.ui.holder import Holder
from kbdesk.ui.house import House
from kbdesk.ui.room import Room
from kbdesk.ui.theme import Theme
from kbdesk.ui.welcome_new import NewLibrarySheet
from kbdesk.ui.welcome_page import WelcomePage


class Welcoming(Holder[WelcomePage]):
    """Holds the first page.

    Signals:
        chosen(str): an action of the table.
    """

    chosen = Signal(str)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.frame, theme, tr("Welcome"))

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        page = self._page
        if page is None:
            page = WelcomePage(self._theme, self._frame.rooms)
            page.chosen.connect(self.chosen)
        self.put(page)
        page.setFocus()


class GuideRoom(Room):
    """Puts the parts together and carries out their actions.

    Signals:
        library_made(Path): a library was made; open it.
    """

    library_made = Signal(object)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house)
        self._house, self._theme = house, theme
        self._sheet: NewLibrarySheet | None = None
        self.welcome = Welcoming(house, theme)
        self.welcome.chosen.connect(self._act)
        self.guide = Guiding(house, theme)
        self.help = Helping(house, theme)
        self.help.address_asked.connect(house.finder.address_asked)
        self.help.copied.connect(house.finder.copied)
        for part in (self.guide, self.help):
            part.failed.connect(self.failed)
            part.said.connect(self.said)
        self._parts = (self.welcome, self.guide, self.help)

    @property
    def sheet_open(self) -> bool:
        """Whether its sheet covers the window."""
        return self._sheet is not None

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        super().set_theme(theme)
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def shut_down(self) -> None:
        """Stop what goes on by itself; called before the lanes end."""
        self.guide.shut_down()

    def _act(self, name: str) -> None:
        """Carry out an action of the table, as its key does."""
        for action in self._house.window.actions():
            if action.objectName() == name:
                action.trigger()

    # --- actions ---

    def show_beginning(self) -> None:
        """Show the ways to begin."""
        self.welcome.show()

    def start_guide(self) -> None:
        """Begin the guided call."""
        self.guide.begin()

    def show_help(self) -> None:
        """Open the help."""
        self.help.show()

    def new_library(self) -> None:
        """Ask where a new library goes."""
        if self._sheet is None:
            places = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            self._sheet = NewLibrarySheet(self._theme, self._house.window, Path(places or Path.home()))
            self._sheet.asked.connect(self._make)
            self._sheet.closed.connect(self._left)
            self._sheet.open_over()

    def _make(self, folder: str) -> None:
        work = partial(make_library, Path(folder).expanduser())
        self._house.lanes.disk.run(work, self._made, "new library", self._not_made)

    def _made(self, folder: Path) -> None:
        if self._sheet is not None:
            self._sheet.leave()
        self.library_made.emit(folder)

    def _not_made(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.show_failure(str(error))

    def _left(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()


def make_library(folder: Path) -> Path:
    """Make a new library and give its folder; runs in a lane.

    Raises:
        KbError: the folder is in use or cannot be written.
    """
    from kbdesk.desk import starter  # noqa: PLC0415 - brings workers with it

    starter.make_library(folder)
    return folder
