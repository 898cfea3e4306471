# SPDX-License-Identifier: MIT
"""The open library: opening it, keeping its index up to date, noticing changes on disk."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.ui.indexing import Indexer
from kbdesk.ui.jobs import Lanes

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk, Opening

LOOK_AGAIN_MS = 10_000
"""How soon a window that comes to the front again looks for changed files."""


class Keeper(QObject):
    """Holds the desk of the open library.

    Signals:
        opened(Desk): another library is open; the old one was let go.
        surveyed(Opening): its files and history are known, or known anew.
        failed(KbError): a library could not be opened.
        status(str): what is being done, for the footer.
    """

    opened = Signal(object)
    surveyed = Signal(object)
    failed = Signal(object)
    status = Signal(str)

    def __init__(self, home: Home, lanes: Lanes, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._home, self._lanes = home, lanes
        self._given_up = False
        self._looked = QElapsedTimer()
        self.desk: Desk | None = None
        self.opening: Opening | None = None
        self.indexer = Indexer(self)
        self.indexer.failed.connect(self._give_up)

    def open_library(self, folder: Path) -> None:
        """Open a folder as library; the window stays usable meanwhile."""
        self.status.emit(f"Opening {folder} …")
        self.indexer.shut_down()
        self._given_up = False
        self._lanes.disk.run(partial(open_desk, folder, self._home), self._opened, failed=self._not_opened)

    def _not_opened(self, error: KbError) -> None:
        self.status.emit("" if self.opening else "No library is open")
        self.failed.emit(error)

    def _opened(self, desk: Desk) -> None:
        old, self.desk, self.opening = self.desk, desk, None
        if old is not None:
            # each lane lets go of what only it uses
            self._lanes.find.run(old.close_index, self._nothing)
            self._lanes.call.run(old.close_calls, self._nothing)
        self.opened.emit(desk)
        self._survey()
        self.index()

    def _nothing(self, value: object) -> None:
        del value

    def _survey(self) -> None:
        if self.desk is not None:
            self._lanes.disk.run(self.desk.opening, self._surveyed, "survey")

    def _surveyed(self, opening: Opening) -> None:
        self.opening = opening
        self.surveyed.emit(opening)

    # --- the index ---

    def index(self) -> None:
        """Bring the index up to date beside the window."""
        if self.desk is not None:
            self.indexer.start(str(self.desk.root), str(self._home.data), str(self._home.cache))

    def index_if_wanted(self) -> None:
        """Build the index anew if a search found it missing or damaged, unless it was given up."""
        if self.desk is not None and self.desk.wants_index and not self._given_up:
            self.index()

    def _give_up(self) -> None:
        self._given_up = True

    # --- changes ---

    def look_again(self) -> None:
        """Look for files that changed since the last look, unless that was a moment ago."""
        if self.desk is None or (self._looked.isValid() and not self._looked.hasExpired(LOOK_AGAIN_MS)):
            return
        self._looked.start()
        self._lanes.disk.run(self.desk.changed_on_disk, self._looked_again, "look")

    def _looked_again(self, changed: bool) -> None:
        if changed:
            self._survey()
            self.index()

    # --- other libraries ---

    def choose_library(self) -> None:
        """Ask for a folder and open it."""
        folder = QFileDialog.getExistingDirectory(self._window, "Open a folder of Markdown")
        if folder:
            self.open_library(Path(folder))

    def fresh_copy(self) -> None:
        """Ask where to, clone the library anew from its address, and open the copy."""
        if self.desk is None:
            return
        parent = QFileDialog.getExistingDirectory(self._window, "Where should the fresh copy go?")
        if parent:
            folder = Path(parent) / f"{self.desk.info.name}-fresh"
            self.status.emit(f"Copying {self.desk.info.remote_url} …")
            self._lanes.disk.run(
                partial(self.desk.fresh_copy, folder), self.open_library, failed=self._not_opened
            )

    def shut_down(self) -> None:
        """Stop the index child; called when the window closes, before the lanes end."""
        self.indexer.shut_down()

    def close(self) -> None:
        """Let go of the library; called when the lanes have ended."""
        if self.desk is not None:
            self.desk.close()
            self.desk = None


def open_desk(folder: Path, home: Home) -> Desk:
    """The desk of a library; runs in a lane, so that the workers are imported after the window was painted.

    Raises:
        KbError: if the folder cannot be opened.
    """
    from kbdesk.desk.desk import Desk  # noqa: PLC0415 - not in the start-up path

    return Desk(folder, home)
