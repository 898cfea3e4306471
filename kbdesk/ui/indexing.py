# SPDX-License-Identifier: MIT
"""The index child: a process of its own, so that building an index never holds up a keystroke."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal


class Indexer(QObject):
    """Runs ``kbdesk index --progress`` in a niced child process, one library after another.

    Signals:
        progressed(int done, int to_do): after every batch.
        finished(int indexed): the index of a library is up to date.
        failed(str sentence): a child ended otherwise; "" if it was cancelled.
    """

    progressed = Signal(int, int)
    finished = Signal(int)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._waiting: list[str] = []
        self._folders = ("", "")
        self._cancelled = False
        self._rest = b""
        self._indexed = -1

    @property
    def running(self) -> bool:
        """Whether a child is at work."""
        return self._process is not None

    def start(self, roots: Iterable[str], data: str, cache: str) -> None:
        """Bring the indexes of these libraries up to date; one that is just being read is read once more."""
        self._folders = (data, cache)
        self._waiting += [root for root in roots if root not in self._waiting]
        self._next()

    def _next(self) -> None:
        if self._process is not None or not self._waiting:
            return
        root, (data, cache) = self._waiting.pop(0), self._folders
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("KBDESK_DATA", data)
        environment.insert("KBDESK_CACHE", cache)
        process = QProcess(self)
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._end)
        process.errorOccurred.connect(self._error)
        self._process, self._cancelled, self._rest, self._indexed = process, False, b"", -1
        process.start(sys.executable, ["-P", "-m", "kbdesk", "index", root, "--progress"])

    def cancel(self) -> None:
        """Stop the child and what waits for it; what it indexed so far stays usable."""
        self._waiting.clear()
        if self._process is not None:
            self._cancelled = True
            self._process.kill()

    def shut_down(self) -> None:
        """Stop the child and wait until it is gone; called when the window closes."""
        self._waiting.clear()
        if self._process is not None:
            process, self._process = self._process, None
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(3000)

    def _read(self) -> None:
        if self._process is None:
            return
        lines = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            if not line.startswith(b"{"):
                continue
            message = json.loads(line)
            if "indexed" in message:
                self._indexed = int(message["indexed"])
            else:
                self.progressed.emit(int(message["done"]), int(message["to_do"]))

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._close("The index could not be built: the helper process did not start.")

    def _end(self) -> None:
        if self._process is None:
            return
        self._read()
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").strip()
        if self._indexed >= 0:
            self._close("")
        else:
            self._close(
                "" if self._cancelled else said.splitlines()[-1] if said else "The index was not built."
            )

    def _close(self, sentence: str) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._indexed >= 0:
            self.finished.emit(self._indexed)
        else:
            self.failed.emit(sentence)
        self._next()
