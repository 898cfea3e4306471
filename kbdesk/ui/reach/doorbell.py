# SPDX-License-Identifier: MIT
"""Hears what later starts ask for, and answers them once the window is in front."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from kbdesk.ui.reach import wire

SLOWEST_MS = 2_000
"""A start that has not said what it wants by then is not listened to any longer."""


class Doorbell(QObject):
    """Listens where this program was the first to.

    Args:
        listening: the descriptor of a listening socket, which stays its giver's; -1 if there is none.
        parent: its owner.

    Signals:
        rung(tuple): a wish, see ``wire``; whoever carries it out does so before the start is answered.
    """

    rung = Signal(object)

    def __init__(self, listening: int, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[Caller] = []
        self._line = socket.socket(fileno=listening) if listening >= 0 else None
        self._notifier: QSocketNotifier | None = None
        if self._line is not None:
            self._line.setblocking(False)
            self._notifier = QSocketNotifier(listening, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._come)

    def shut_down(self) -> None:
        """Listen no more; the descriptor is its giver's again."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        for caller in self._waiting:
            caller.hang_up()
        if self._line is not None:
            self._line.detach()
            self._line = None

    def _come(self) -> None:
        if self._line is None:
            return
        try:
            line, _ = self._line.accept()
        except OSError:  # it gave up already
            return
        if not is_own(line):
            line.close()
            return
        caller = Caller(line, self)
        caller.asked.connect(self._asked)
        caller.gone.connect(self._gone)
        self._waiting.append(caller)
        caller.read()

    def _asked(self, wish: wire.Wish) -> None:
        self.rung.emit(wish)

    def _gone(self) -> None:
        caller = self.sender()
        if isinstance(caller, Caller) and caller in self._waiting:
            self._waiting.remove(caller)
            caller.deleteLater()


class Caller(QObject):
    """One start that has something to ask.

    Signals:
        asked(tuple): its wish.
        gone(): it was answered, or is not listened to any longer.
    """

    asked = Signal(object)
    gone = Signal()

    def __init__(self, line: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._line = line
        self._data = b""
        line.setblocking(False)
        self._notifier = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self.read)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self.hang_up)
        self._late.start(SLOWEST_MS)

    def read(self) -> None:
        """Take what has come."""
        try:
            more = self._line.recv(wire.MOST_BYTES + 1)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        self._data += more
        if wire.is_whole(self._data):
            wish = wire.decode(self._data)
            if wish is not None:
                self.asked.emit(wish)
                with suppress(OSError):  # it gave up waiting
                    self._line.send(wire.ANSWER)
            self.hang_up()
        elif not more or len(self._data) > wire.MOST_BYTES:
            self.hang_up()

    def hang_up(self) -> None:
        """Listen to it no longer."""
        if self._line.fileno() >= 0:
            self._late.stop()
            self._notifier.setEnabled(False)
            self._line.close()
            self.gone.emit()


def is_own(line: socket.socket) -> bool:
    """Whether who calls is this user; where no system says so, the socket's folder keeps others out."""
    if not sys.platform.startswith("linux"):
        return True
    import os  # noqa: PLC0415 - has getuid on Unix only
    import struct  # noqa: PLC0415 - on Linux only

    found = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return bool(struct.unpack("3i", found)[1] == os.getuid())
