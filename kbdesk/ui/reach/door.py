# SPDX-License-Identifier: MIT
"""What comes to the window from outside: it is raised, and shows the folder, note, file or link that came."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from kbdesk.language import tr
from kbdesk.ui.reach import wire
from kbdesk.ui.sheet import sheet_over

if TYPE_CHECKING:
    from kbdesk.ui.window import Window

_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""Where Qt looks for what the desktop gave the program that asks to be in front."""


_AGAIN_MS = 300
"""How soon it is looked again whether what covers the window was closed."""


class Door(QObject):
    """Carries out wishes, see ``wire``.

    What needs a library waits while one is being opened; a note waits for one as long as there is none; all
    waits while a sheet covers the window, which may hold what a person types.

    Args:
        window: the one window; its owner.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[wire.Wish] = []
        self._opening = self._told = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._work)
        window.keeper.began.connect(self._begun)
        window.keeper.opened.connect(self._ended)
        window.keeper.failed.connect(self._ended)

    def take(self, wish: wire.Wish) -> None:
        """Come to the front at once; what is wished is done when the start that asks was answered."""
        self.come_forward(wish[2])
        if wish[0] != wire.RAISE:
            self.carry_out(wish)

    def carry_out(self, wish: wire.Wish) -> None:
        """Do what is wished soon, or when a library is open."""
        self._waiting.append(wish)
        self._soon.start(0)

    def come_forward(self, token: str = "") -> None:
        """Show the window over the others, wherever it was."""
        window = self._window
        for name in _TOKENS if token else ():
            os.environ[name] = token
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def _begun(self) -> None:
        self._opening = True

    def _ended(self, _desk_or_error: object) -> None:
        self._opening = False
        self._soon.start(0)

    def _work(self) -> None:
        if self._waiting and sheet_over(self._window) is not None:
            if not self._told:
                self._window.say(tr("What was opened from outside is shown when this is closed."))
            self._told = True
            self._soon.start(_AGAIN_MS)
            return
        self._told = False
        wishes, self._waiting = self._waiting, []
        for wish in wishes:
            if self._must_wait(wish[0]):
                self._waiting.append(wish)
            else:
                self._do(*wish[:2])

    def _must_wait(self, what: str) -> bool:
        if self._opening and what != wire.FOLDER:
            return True
        waits = self._window.keeper.desk is None and what in (wire.NOTE, wire.FILE)
        if waits:
            self._window.say(tr("It is shown as soon as a library is open."))
        return waits

    def _do(self, what: str, value: str) -> None:
        window = self._window
        desk = window.keeper.desk
        if what == wire.FOLDER:
            if desk is None or not same_place(value, str(desk.root)):
                window.open_library(Path(value))
        elif what == wire.SEARCH:
            window.keys.act("focus_search")
        elif what == wire.INBOX:
            window.keys.act("show_inbox")
        elif what == wire.NOTE:
            window.late.cases.receiving.open_file(value)
        elif what == wire.LINK:
            window.late.reach.linking.open_link(value)
        else:
            window.late.reach.linking.open_file(value)


def same_place(one: str, other: str) -> bool:
    """Whether two names are of the same folder."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return one == other
