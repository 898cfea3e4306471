# SPDX-License-Identifier: MIT
"""The base of what is made late: parts of the window that belong together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.ui.house import House


class Part(Protocol):
    """One of the parts: it takes the library and the look."""

    def set_desk(self, desk: Desk) -> None:
        """Take a library."""

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""


class Room(QObject):
    """Hands the library and the look to its parts.

    The subclass makes the parts and sets ``_parts``.

    Args:
        house: what the parts work with.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something that must be known.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House) -> None:
        super().__init__(house.window)
        self._parts: tuple[Part, ...] = ()
        self._desk: Desk | None = None

    @property
    def owners(self) -> Iterator[QObject]:
        """Whose methods carry out actions."""
        yield self

    @property
    def sheet_open(self) -> bool:
        """Whether one of its sheets covers the window."""
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
