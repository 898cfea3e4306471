# SPDX-License-Identifier: MIT
"""A writing page made ahead: to make it takes longer than all the rest of beginning to edit."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from kbdesk.ui.jobs import Lanes
from kbdesk.ui.reading import follow_layout
from kbdesk.ui.theme import Theme, style_ahead
from kbdesk.ui.turns import Turns
from kbdesk.ui.writing.page import WritePage
from kbdesk.ui.writing.room import Room

QUIET_MS = 1_500
"""How long after a library was opened, or writing ended, the page for the next text is made."""


class SpareRoom(QObject):
    """Holds one room with an empty page, and lets go of those that are done with; both in pieces.

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
        self._making, self._parting = Turns(self), Turns(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(QUIET_MS)
        self._later.timeout.connect(self._make)

    @property
    def is_made(self) -> bool:
        """Whether there is one."""
        return self._made is not None and not self._making.busy

    def make_soon(self) -> None:
        """Make one when nothing else is to be done."""
        if self._made is None:
            self._later.start()

    def take(self) -> tuple[Room, WritePage]:
        """The room and its page; what is not made yet is made now."""
        self._later.stop()
        if self._made is None:
            self._making.begin(self._pieces())
        self._making.finish()
        made, self._made = self._made, None
        assert made is not None  # noqa: S101 - the first piece made it
        return made

    def let_go(self, room: QWidget, page: WritePage | None) -> None:
        """Take apart a room that is done with, once the panes are painted in its place."""
        self._parting.finish()
        self._parting.begin(_parted(room, page))

    def drop(self) -> None:
        """Let go of it at once, before all widgets take another look; another one is made in a while."""
        self._parting.finish()
        if self._made is not None:
            self._making.begin(iter(()))
            (room, _), self._made = self._made, None
            room.deleteLater()
            QCoreApplication.sendPostedEvents(room, QEvent.Type.DeferredDelete.value)
            self.make_soon()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._making.finish()
        self._theme = theme
        if self._made is not None:
            self._made[1].set_theme(theme)

    def _make(self) -> None:
        if self._lanes.busy:
            self._later.start()
        elif self._made is None:
            self._making.begin(self._pieces())

    def _pieces(self) -> Iterator[None]:
        room = Room(self._theme, self._rooms)
        room.hide()
        page = WritePage(self._theme, room)
        self._made = room, page
        yield from page.fill()
        yield
        room.addWidget(page)
        style_ahead(room)
        yield
        follow_layout(room)


def _parted(room: QWidget, page: WritePage | None) -> Iterator[None]:
    yield
    if page is not None:
        yield from page.empty()
    room.deleteLater()
