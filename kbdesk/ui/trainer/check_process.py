# SPDX-License-Identifier: MIT
"""The process that checks a library for the window, so that checking never holds up a keystroke."""

from __future__ import annotations

import json
import sys
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from kbdesk.desk.home import Home
from kbdesk.model import Finding
from kbdesk.ui.trainer.checks_rows import Check

_FAILED = "The library was not checked."


class CheckProcess(QObject):
    """Runs ``kbdesk check --progress`` at low priority.

    Signals:
        progressed(int done, int to_do): after some files.
        finished(tuple of Check): all that was found.
        failed(str sentence): it ended otherwise; "" if it was cancelled.
    """

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject, home: Home) -> None:
        super().__init__(parent)
        self._home = home
        self._process: QProcess | None = None
        self._rest = b""
        self._found: list[Check] = []
        self._whole = self._cancelled = False

    @property
    def running(self) -> bool:
        """Whether it is at work."""
        return self._process is not None

    def start(self, root: str) -> None:
        """Check a library; what is under way for another one is dropped."""
        self.shut_down()
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("KBDESK_DATA", str(self._home.data))
        environment.insert("KBDESK_CACHE", str(self._home.cache))
        process = QProcess(self)
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._end)
        process.errorOccurred.connect(self._error)
        self._process, self._rest, self._found = process, b"", []
        self._whole = self._cancelled = False
        # -P: a folder that somebody else prepared must not stand in for our modules.
        asked = ["-P", "-m", "kbdesk", "check", "--library", root, "--progress", "--personal"]
        process.start(sys.executable, asked)

    def cancel(self) -> None:
        """Stop it."""
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

    def _read(self) -> None:
        if self._process is None:
            return
        lines = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            if line.startswith(b"{"):
                self._take(json.loads(line))

    def _take(self, message: dict[str, Any]) -> None:
        if "finding" in message:
            told = message["finding"]
            told["answers"] = tuple(told["answers"])
            self._found.append(Check(Finding(**told), message["fix"]))
        elif "checked" in message:
            self._whole = True
        else:
            self.progressed.emit(int(message["done"]), int(message["to_do"]))

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._close("The library could not be checked: the helper process did not start.")

    def _end(self) -> None:
        if self._process is None:
            return
        self._read()
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").strip()
        self._close("" if self._cancelled else said.splitlines()[-1] if said else _FAILED)

    def _close(self, sentence: str) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._whole:
            self.finished.emit(tuple(self._found))
        else:
            self.failed.emit(sentence)
