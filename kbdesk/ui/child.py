# SPDX-License-Identifier: MIT
"""A process of kbdesk beside the window, for work that must never hold up a keystroke."""

from __future__ import annotations

import json
import sys
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from kbdesk.desk import logs
from kbdesk.language import tag, tr


class Child(QObject):
    """Runs one verb of the terminal, which prints JSON lines, and tells how it ends.

    The subclass says in ``take`` what a line means and in ``done`` whether and how it ended well.

    Args:
        parent: its owner.
        work: what is not done if it fails: "The index was not built."

    Signals:
        progressed(int done, int to_do): after some files.
        failed(str sentence): it did not end well; "" if it was cancelled.
    """

    progressed = Signal(int, int)
    failed = Signal(str)

    def __init__(self, parent: QObject | None, work: str) -> None:
        super().__init__(parent)
        self._work = work
        self._process: QProcess | None = None
        self._rest = b""
        self._cancelled = False

    @property
    def running(self) -> bool:
        """Whether it is at work."""
        return self._process is not None

    def run(self, words: tuple[str, ...], data: str, cache: str) -> None:
        """Begin with ``kbdesk WORDS``, with these as the user's folders."""
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("KBDESK_DATA", data)
        environment.insert("KBDESK_CACHE", cache)
        environment.insert("KBDESK_LANGUAGE", tag())
        process = QProcess(self)
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._end)
        process.errorOccurred.connect(self._error)
        self._process, self._rest, self._cancelled = process, b"", False
        # -P: a folder that somebody else prepared must not stand in for our modules.
        process.start(sys.executable, ["-P", "-m", "kbdesk", *words])

    def cancel(self) -> None:
        """Stop it; ``failed`` tells of that with ""."""
        if self._process is not None:
            self._cancelled = True
            self._process.kill()

    def shut_down(self) -> None:
        """Stop it and wait until it is gone; nothing is told of it any more."""
        if self._process is not None:
            process, self._process = self._process, None
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(3000)
            process.deleteLater()

    def take(self, message: dict[str, Any]) -> None:
        """Take a line of its output."""
        self.progressed.emit(int(message["done"]), int(message["to_do"]))

    def done(self) -> bool:
        """Tell what came of it, and whether it ended well; called when the process is gone."""
        raise NotImplementedError

    def _read(self) -> None:
        if self._process is None:
            return
        lines = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            if line.startswith(b"{"):
                self.take(json.loads(line))

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._close(tr("{trouble} The helper process did not start.", trouble=self._work))

    def _end(self) -> None:
        if self._process is None:
            return
        self._read()
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").strip()
        last = said.splitlines()[-1] if said else self._work
        if logs.is_traceback(said) and not self._cancelled:
            logs.tell_unexpected(logs.without_texts(said), self._work)
            last = tr("{trouble} Something unexpected happened.", trouble=self._work)
        self._close("" if self._cancelled else last)

    def _close(self, sentence: str) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if not self.done():
            self.failed.emit(sentence)
