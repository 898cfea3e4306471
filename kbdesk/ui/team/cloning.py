# SPDX-License-Identifier: MIT
"""Gets a team's library from its address, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr
from kbdesk.model import SignIn
from kbdesk.ui.jobs import Lanes, Progress, Stop
from kbdesk.ui.team.clone_sheet import CloneSheet
from kbdesk.ui.theme import Theme


class Cloning(QObject):
    """Connects the sheet with the desk's ``clone``.

    Signals:
        made(Path): the library is on this computer, in this folder.
    """

    made = Signal(object)

    def __init__(self, lanes: Lanes, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._lanes, self._theme, self._window = lanes, theme, window
        self._sheet: CloneSheet | None = None
        self._stop: Stop | None = None
        self._progress = Progress(self)
        self._progress.said.connect(self._say)

    @property
    def sheet(self) -> CloneSheet | None:
        """The sheet that covers the window; None if it does not."""
        return self._sheet

    def ask(self, place: Path, address: str = "") -> None:
        """Ask for the address; the folder is proposed inside ``place``."""
        if self._sheet is None:
            self._sheet = CloneSheet(self._theme, self._window, place)
            self._sheet.asked.connect(self._get)
            self._sheet.stopped.connect(self.cancel)
            self._sheet.closed.connect(self._closed)
            self._sheet.open_for(address)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def cancel(self) -> None:
        """Stop the copy that is under way; nothing of it stays."""
        if self._stop is not None:
            self._stop.press()

    def _get(self, address: str, folder: str, who: SignIn | None) -> None:
        if self._sheet is None or self._stop is not None:
            return
        self._stop = Stop()
        self._sheet.show_work()
        work = partial(get_library, address, Path(folder).expanduser(), who, self._stop, self._progress.tell)
        self._lanes.share.run(work, self._done, failed=self._failed)

    def _say(self, line: str) -> None:
        if self._sheet is not None and self._stop is not None and not self._stop():
            self._sheet.show_work(line)

    def _done(self, folder: Path) -> None:
        self._stop = None
        if self._sheet is not None:
            self._sheet.finish()
        self.made.emit(folder)

    def _failed(self, error: KbError) -> None:
        self._stop = None
        if self._sheet is None:
            return
        if isinstance(error, Cancelled):
            self._sheet.show_failure(tr("Stopped. Nothing of it was left behind."))
        else:
            self._sheet.show_failure(str(error), wants_name=wants_name(error))

    def _closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()


def get_library(
    address: str, folder: Path, who: SignIn | None, stop: Stop, tell: Callable[[str], None]
) -> Path:
    """Copy the library at an address into a folder; runs in a lane.

    Raises:
        Cancelled: it was stopped.
        KbError: the address or the folder cannot be used, or the server did not give it.
    """
    from kbdesk.desk.team import clone  # noqa: PLC0415 - not in the start-up path

    return clone(address, folder, sign_in=who, cancelled=stop, said=tell)


def wants_name(error: KbError) -> bool:
    """Whether the server wants a name and password."""
    return getattr(error, "phase", "") == "sign-in"  # of what the library raises for servers
