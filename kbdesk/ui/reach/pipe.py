# SPDX-License-Identifier: MIT
"""Hears later starts where there are no sockets in folders: Windows' named pipes, by Qt's network module.

It is imported after the window was painted.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from kbdesk.ui.reach import wire


class PipeBell(QObject):
    """Listens on a pipe that only its user can open.

    Args:
        place: its name.
        parent: its owner.

    Signals:
        rung(tuple): a wish, see ``wire``; whoever carries it out does so before the start is answered.
    """

    rung = Signal(object)

    def __init__(self, place: str, parent: QObject) -> None:
        super().__init__(parent)
        self._data: dict[QLocalSocket, bytes] = {}
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._come)
        self.listens = self._server.listen(place)

    def shut_down(self) -> None:
        """Listen no more."""
        self._server.close()

    def _come(self) -> None:
        while (line := self._server.nextPendingConnection()) is not None:
            self._data[line] = b""
            line.readyRead.connect(self._read)
            line.disconnected.connect(self._gone)

    def _read(self) -> None:
        line = self.sender()
        if not isinstance(line, QLocalSocket) or line not in self._data:
            return
        self._data[line] += bytes(line.readAll().data())
        if wire.is_whole(self._data[line]):
            wish = wire.decode(self._data[line])
            if wish is not None:
                self.rung.emit(wish)
                line.write(wire.ANSWER)
                line.flush()
            line.disconnectFromServer()
        elif len(self._data[line]) > wire.MOST_BYTES:
            line.abort()

    def _gone(self) -> None:
        line = self.sender()
        if isinstance(line, QLocalSocket):
            self._data.pop(line, None)
            line.deleteLater()
