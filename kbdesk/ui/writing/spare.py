# SPDX-License-Identifier: MIT
"""A writing page made ahead: to make it takes longer than all the rest of beginning to edit."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme, style_ahead
from kbdesk.ui.writing.page import WritePage
from kbdesk.ui.writing.room import Room, made_room

QUIET_MS = 1_500
"""How long after the index is up to date, or writing ended, the page for the next text is made."""
_BETWEEN_MS = 300
"""Between letting go of a page and making the next."""


class SpareRoom(QObject):
    """Holds one room with an empty page; takes rooms back, which are made and unmade in quiet moments.

    Args:
        lanes: while they work, their values come first.
        theme: the look.
        rooms: the parent for the room.
        parent: its owner.
    """

    def __init__(self, lanes: Lanes, theme: Theme, rooms: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes, self._theme, self._rooms = lanes, theme, rooms
        self._made: tuple[Room, WritePage] | None = None
        self._old: list[Room] = []
        self._wanted = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._go_on)

    @property
    def is_made(self) -> bool:
        """Whether there is one."""
        return self._made is not None

    def make_soon(self) -> None:
        """Make one when nothing else is to be done."""
        self._wanted = self._made is None
        if self._wanted:
            self._later.start(QUIET_MS)

    def take(self) -> tuple[Room, WritePage]:
        """The room and its page; made now if there is none."""
        self._wanted = False
        made, self._made = self._made, None
        return made or made_room(self._theme, self._rooms)

    def take_back(self, room: Room) -> None:
        """Let go of a room that is hidden by now, and make another, in a while: each takes its time."""
        self._old.append(room)
        self.make_soon()
        self._later.start(QUIET_MS)

    def drop(self) -> None:
        """Let go of all at once, before all widgets take another look; another one is made in a while."""
        if self._made is not None:
            self._old.append(self._made[0])
            self._made = None
            self.make_soon()
        while self._old:
            self._delete()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._made is not None:
            self._made[1].set_theme(theme)

    def _go_on(self) -> None:
        if self._lanes.busy:
            self._later.start(QUIET_MS)
        elif self._old:
            self._delete()
            self._later.start(_BETWEEN_MS)
        elif self._wanted:
            self._wanted = False
            self._made = made_room(self._theme, self._rooms)
            style_ahead(self._made[0])

    def _delete(self) -> None:
        room = self._old.pop()
        room.deleteLater()
        QCoreApplication.sendPostedEvents(room, QEvent.Type.DeferredDelete.value)
