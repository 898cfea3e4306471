# SPDX-License-Identifier: MIT
"""What trainers do with playbooks: the map, and what is built around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.desk.home import Home
from kbdesk.model import Playbook
from kbdesk.ui.caller import Caller
from kbdesk.ui.finder import Finder
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.keeper import Keeper
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.mapping import Mapping
from kbdesk.ui.workroom import Workroom

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class TrainerWork(QObject):
    """Puts the parts for trainers together with the calls, the finder and the workroom.

    Each part is a ``Holder``; ``_parts`` are those that take the library and the look.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something that must be known.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        home: Home,
        lanes: Lanes,
        frame: Frame,
        keeper: Keeper,
        work: Workroom,
        caller: Caller,
        finder: Finder,
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._frame, self._keeper, self._work = frame, keeper, work
        self._caller, self._finder = caller, finder
        self._desk: Desk | None = None
        self.mapping = Mapping(lanes, frame, work.sharing.who, theme, home)
        self._parts = (self.mapping,)
        self._connect()

    def _connect(self) -> None:
        mapping, caller, finder = self.mapping, self._caller, self._finder
        mapping.read_asked.connect(finder.open_path)
        mapping.link_asked.connect(finder.follow)
        caller.shown.connect(mapping.show_run)
        caller.ended.connect(self._call_over)
        self._keeper.taken_up.connect(mapping.refresh)
        for part in self._parts:
            part.said.connect(self.said)
            part.failed.connect(self.failed)
        mapping.show_run(caller.view)

    # --- from the window ---

    @property
    def owners(self) -> Iterator[QObject]:
        """Whose methods carry out actions."""
        yield self

    @property
    def sheet_open(self) -> bool:
        """Whether one of the sheets covers the window."""
        return False

    def set_desk(self, desk: Desk) -> None:
        """Work on this library from now on."""
        self._desk = desk
        for part in self._parts:
            part.set_desk(desk)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        for part in self._parts:
            part.set_theme(theme)

    def shut_down(self) -> None:
        """Stop what goes on by itself; called before the lanes end."""

    def finish(self) -> None:
        """Keep what must be kept; called when the lanes have ended."""

    # --- actions ---

    def show_map(self) -> None:
        """Open the map of the playbook that is open, else of the one that the call goes by."""
        page, view = self._finder.page, self._caller.view
        if page is not None and isinstance(page.document, Playbook) and page.document.path:
            self.mapping.show(page.document.path, page.library)
        elif view is not None and view.run.current.playbook:
            self.mapping.show(view.run.current.playbook, view.library)
        else:
            self.said.emit("Open a playbook, or start a call with one; its map is shown then.")

    def _call_over(self, _sentence: str) -> None:
        self.mapping.show_run(None)
