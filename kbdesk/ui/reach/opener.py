# SPDX-License-Identifier: MIT
"""What happens as soon as the window stands there: the library is opened, later starts are listened to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kbdesk.ui.reach import wire
from kbdesk.ui.reach.door import Door
from kbdesk.ui.reach.doorbell import Doorbell

if TYPE_CHECKING:
    from kbdesk.ui.reach.pipe import PipeBell
    from kbdesk.ui.reach.presence import Presence
    from kbdesk.ui.settings import Settings
    from kbdesk.ui.window import Window


class Opener(QObject):
    """Opens what the first start was given, and answers the starts that come later.

    Args:
        window: the window; its owner.
        settings: what it remembers.
        wish: what the first start was given, see ``wire``.
    """

    def __init__(self, window: Window, settings: Settings, wish: wire.Wish) -> None:
        super().__init__(window)
        self._window, self._settings, self._wish = window, settings, wish
        self._bells: list[Doorbell | PipeBell] = []
        self._pipe = ""
        self._presence: Presence | None = None
        self.door = Door(window)
        QTimer.singleShot(0, self, self._begin)

    def listen(self, socket_fd: int, pipe: str) -> None:
        """Answer later starts on this socket, or on this pipe when Qt's network module was loaded."""
        if socket_fd >= 0:
            self._hear(Doorbell(socket_fd, self))
        elif pipe:
            self._pipe = pipe
            QTimer.singleShot(0, self, self._hear_pipe)

    def _hear_pipe(self) -> None:
        from kbdesk.ui.reach.pipe import PipeBell  # noqa: PLC0415 - not in the start-up path

        self._hear(PipeBell(self._pipe, self))

    def _hear(self, bell: Doorbell | PipeBell) -> None:
        bell.rung.connect(self.door.take)
        self._bells.append(bell)

    def shut_down(self) -> None:
        """Listen no more; called when the window has closed."""
        if self._presence is not None:
            self._presence.shut_down()
        for bell in self._bells:
            bell.shut_down()

    def _begin(self) -> None:
        self._open_first()
        from kbdesk.ui.reach.presence import Presence  # noqa: PLC0415 - not in the start-up path

        self._presence = Presence(self._window, self._settings)
        self._presence.said.connect(self._window.say)
        self._presence.wished.connect(self.door.take)
        self._presence.begin()

    def _open_first(self) -> None:
        what, value, _ = self._wish
        first = Path(value) if what == wire.FOLDER else last_library(self._settings)
        if first is not None:
            self._window.open_library(first)
        elif what == wire.RAISE:
            self._window.keys.act("show_beginning")
        if what not in (wire.RAISE, wire.FOLDER):
            self.door.carry_out(self._wish)


def last_library(settings: Settings) -> Path | None:
    """The folder of the library that was open last, else this folder if it is one."""
    if settings.library and Path(settings.library).is_dir():
        return Path(settings.library)
    here = Path.cwd()
    return here if (here / "articles").is_dir() or (here / "playbooks").is_dir() else None
