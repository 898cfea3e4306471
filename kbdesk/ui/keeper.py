# SPDX-License-Identifier: MIT
"""The open library and those beside it: opening, keeping indexes up to date, noticing changes on disk."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Companion
from kbdesk.ui.indexing import Indexer
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.settings import Settings

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk, Opening

SOON_MS = 200
"""How long after a save or an update the files are looked at: what is to be shown is shown first."""
LOOK_AGAIN_MS = 2_000
"""How soon a window that comes to the front again looks for changed files."""

Changes = tuple[tuple[str, tuple[str, ...]], ...]
"""(badge, files) of each library that changed."""


class Keeper(QObject):
    """Holds the desk of the open library.

    Signals:
        began(): a library is about to be opened; what it will need can be made ready.
        opened(Desk): another library is open; the old one was let go.
        surveyed(Opening): its files and history are known, or known anew.
        shelved(tuple of Companion): other libraries are searched beside it.
        taken_up(): what changed on disk can be found.
        failed(KbError): a library could not be opened.
        status(str): what is being done, for the footer.
    """

    began = Signal()
    opened = Signal(object)
    surveyed = Signal(object)
    shelved = Signal(object)
    taken_up = Signal()
    failed = Signal(object)
    status = Signal(str)

    def __init__(self, home: Home, lanes: Lanes, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._home, self._lanes, self._settings = home, lanes, settings
        self._given_up = False
        self._looked = QElapsedTimer()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.look_now)
        self._companions: tuple[Companion, ...] = ()
        self.desk: Desk | None = None
        self.opening: Opening | None = None
        self.indexer = Indexer(self)
        self.indexer.failed.connect(self._give_up)

    def open_library(self, folder: Path) -> None:
        """Open a folder as library; the window stays usable meanwhile."""
        self.status.emit(tr("Opening {folder} …", folder=folder))
        self.began.emit()
        self.indexer.shut_down()
        self._given_up = False
        self._lanes.disk.run(partial(open_desk, folder, self._home), self._opened, failed=self._not_opened)

    def _not_opened(self, error: KbError) -> None:
        self.status.emit("" if self.opening else tr("No library is open"))
        self.failed.emit(error)

    def _opened(self, desk: Desk) -> None:
        old, self.desk, self.opening = self.desk, desk, None
        self._companions = ()
        self.opened.emit(desk)
        if old is not None:
            # each lane lets go of what only it uses, when what was typed for it is kept
            self._lanes.find.run(old.close_index, self._nothing)
            self._lanes.call.run(old.close_calls, self._nothing)
        self.index()

    def settle(self) -> None:
        """Look at all files and at what is searched beside; called when the first search was answered."""
        self._survey()
        companions = self._settings.beside(str(self.desk.root)) if self.desk is not None else ()
        if companions:
            self._put(companions)

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
        """Bring the indexes up to date beside the window."""
        if self.desk is not None and not self._settings.safe:
            roots = (str(desk.root) for desk in self.desk.shelf.desks)
            self.indexer.start(roots, str(self._home.data), str(self._home.cache))

    def index_if_wanted(self) -> None:
        """Build an index anew if a search found it missing or damaged, unless it was given up."""
        if self.indexer.running or self._given_up:
            return
        if self.desk is not None and self.desk.wants_index:
            self.index()

    def _give_up(self) -> None:
        self._given_up = True

    # --- changes ---

    def look_again(self) -> None:
        """Look for files that changed since the last look; if that was a moment ago, a moment later."""
        if self.desk is None or self._later.isActive():
            return
        if self._looked.isValid() and not self._looked.hasExpired(LOOK_AGAIN_MS):
            self._later.start(LOOK_AGAIN_MS - self._looked.elapsed() + 1)
            return
        self.look_now()

    def look_soon(self) -> None:
        """Look for files that changed in a moment: something was saved, or an update came."""
        self._later.start(SOON_MS)

    def look_now(self) -> None:
        """Look for files that changed at once."""
        if self.desk is None:
            return
        self._looked.start()
        self._lanes.disk.run(self.desk.shelf.changed_on_disk, self._looked_again, "look")

    def _looked_again(self, changes: Changes) -> None:
        if self.desk is None:
            return
        if any(one.problem for one in self.desk.shelf.companions):
            self._put(self.desk.shelf.companions)  # it may be there again
        if changes:
            self._lanes.find.run(partial(self.desk.shelf.take_up, changes), self._taken_up)
            self._survey()
            self.index()

    def _taken_up(self, nothing: None) -> None:
        del nothing
        self.taken_up.emit()

    # --- libraries beside ---

    def search_beside(self, companions: tuple[Companion, ...]) -> None:
        """Search these libraries, too, from now on and whenever this library is opened, and no others."""
        if self.desk is not None:
            self._settings.keep_beside(str(self.desk.root), companions)
            self._put(companions)

    def _put(self, companions: tuple[Companion, ...]) -> None:
        if self.desk is not None:
            self._lanes.disk.run(partial(self.desk.shelf.put, companions), self._shelved, "shelf")

    def _shelved(self, companions: tuple[Companion, ...]) -> None:
        if self.desk is None or companions is not self.desk.shelf.companions:
            return  # meanwhile another library was opened
        if companions != self._companions:
            self._companions = companions
            self.shelved.emit(companions)
            self._lanes.disk.run(self.desk.shelf.learn, self._nothing, "learn")
            self.index()

    # --- other libraries ---

    def choose_library(self) -> None:
        """Ask for a folder and open it."""
        folder = QFileDialog.getExistingDirectory(self._window, tr("Open a folder of Markdown"))
        if folder:
            self.open_library(Path(folder))

    def fresh_copy(self) -> None:
        """Ask where to, clone the library anew from its address, and open the copy."""
        if self.desk is None:
            return
        parent = QFileDialog.getExistingDirectory(self._window, tr("Where should the fresh copy go?"))
        if parent:
            folder = Path(parent) / f"{self.desk.info.name}-fresh"
            self.status.emit(tr("Copying {address} …", address=self.desk.info.remote_url))
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


def nothing() -> None:
    """Work that takes no time: when its turn has come, what was asked for before it is done."""
