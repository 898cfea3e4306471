# SPDX-License-Identifier: MIT
"""Long work of the window in pieces, so that no key waits for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

_BREATH_MS = 5
"""Between two pieces: keys that wait are answered, and what is there is painted."""


class Turns(QObject):
    """Carries out work piece by piece, each in a turn of the event loop of its own.

    Args:
        owner: without it nothing is carried out any more.
    """

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._pieces: Iterator[None] = iter(())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_BREATH_MS)
        self._later.timeout.connect(self._next)

    @property
    def busy(self) -> bool:
        """Whether pieces are left."""
        return self._later.isActive()

    def begin(self, pieces: Iterator[None]) -> None:
        """Carry out the first piece now and the others one by one; what was under way is given up.

        Args:
            pieces: does a piece of the work until each ``yield``.
        """
        self._later.stop()
        self._pieces = pieces
        self._next()

    def finish(self) -> None:
        """Carry out at once what is left, unless a piece is just being carried out."""
        if self._later.isActive():
            self._later.stop()
            pieces = self._pieces
            for _ in pieces:
                if pieces is not self._pieces:  # a piece began something new
                    return

    def _next(self) -> None:
        pieces = self._pieces
        for _ in pieces:
            if pieces is self._pieces:
                self._later.start()
            return


@contextmanager
def unpainted(part: QWidget) -> Iterator[None]:
    """Lay a part out without painting it, as a context: with a ``yield`` at its end both are pieces."""
    part.setUpdatesEnabled(False)
    try:
        yield
    finally:
        with suppress(RuntimeError):  # it was closed meanwhile, and its C++ side is gone
            part.setUpdatesEnabled(True)
