# SPDX-License-Identifier: MIT
"""Connects the page of reading paths with the desk: what is in them, what was read, what changed since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Comparison, Page
from kbdesk.model.paths import PathItem, ReadingPath
from kbdesk.ui.holder import Holder
from kbdesk.ui.house import House
from kbdesk.ui.roles.paths_page import PathsPage
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class ReadingPaths(Holder[PathsPage]):
    """Holds the page while it is open.

    Signals:
        open_asked(str path, str anchor): read this in the article pane.
        failed(KbError): something could not be done.
    """

    open_asked = Signal(str, str)
    failed = Signal(object)

    def __init__(self, house: House, theme: Theme, clock: Callable[[], datetime]) -> None:
        super().__init__(house.frame, theme, tr("Reading paths"))
        self._lanes, self._clock = house.lanes, clock
        house.keeper.taken_up.connect(self.refresh)

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        if self._desk is not None:
            self.bring(self._made, self.refresh)

    def _made(self) -> PathsPage:
        page = PathsPage(self._theme, self._frame.rooms, self._clock)
        page.chosen.connect(self._look)
        page.read.connect(self._read)
        page.opened.connect(self.open_asked)
        return page

    def refresh(self) -> None:
        """Look again at what was read, if the page is open."""
        if self._page is not None and self._desk is not None:
            self._lanes.find.run(partial(paths, self._desk), self._show, "paths", self.failed.emit)

    def _show(self, found: tuple[ReadingPath, ...]) -> None:
        if self._page is not None:
            self._page.show_paths(found)

    def _look(self, item: PathItem) -> None:
        if self._desk is not None:
            work = partial(about, self._desk, item)
            self._lanes.find.run(work, self._show_item, "path item", self._unseen)

    def _show_item(self, found: tuple[PathItem, Page, Comparison | None]) -> None:
        if self._page is not None:
            self._page.show_item(*found)

    def _unseen(self, error: KbError) -> None:
        if self._page is not None:
            self._page.show_trouble(str(error))

    def _read(self, item: PathItem) -> None:
        if self._desk is not None:
            self._lanes.find.run(partial(read, self._desk, item), self._show, "paths", self._unseen)


def paths(desk: Desk) -> tuple[ReadingPath, ...]:
    """The reading paths as they stand; runs in a lane.

    Raises:
        KbError: the library or the case store cannot be read.
    """
    return desk.paths.all()


def about(desk: Desk, item: PathItem) -> tuple[PathItem, Page, Comparison | None]:
    """An item to read and what changed since it was read; runs in a lane.

    Raises:
        KbError: it is gone.
    """
    return item, desk.paths.page(item), desk.paths.difference(item) if item.state == "changed" else None


def read(desk: Desk, item: PathItem) -> tuple[ReadingPath, ...]:
    """The paths once an item was read; runs in a lane.

    Raises:
        KbError: it is gone, or the case store cannot be written.
    """
    desk.paths.read(item)
    return desk.paths.all()
