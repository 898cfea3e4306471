# SPDX-License-Identifier: MIT
"""The real window off-screen for suites: opens libraries and files, and measures its longest gaps."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kbdesk.desk.home import Home
from kbdesk.model import Author
from kbdesk.ui.app import make_window
from kbdesk.ui.jobs import GarbageTimer
from kbdesk.ui.window import Window

TICK_MS = 5
WAIT_S = 120.0


class Gaps(QObject):
    """A timer that should tick every few milliseconds: the longest gap, in its own processor time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest_ms = 0.0
        self._was = time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def restart(self) -> None:
        """Begin to measure anew."""
        self.longest_ms, self._was = 0.0, time.thread_time()

    def _tick(self) -> None:
        now = time.thread_time()
        self.longest_ms = max(self.longest_ms, (now - self._was) * 1000)
        self._was = now


class Desktop:
    """A window of 1280 × 800 that nobody sees."""

    def __init__(self, folder: Path) -> None:
        self._application = QApplication.instance() or QApplication([])
        home = Home(folder / "data", folder / "cache")
        home.make()
        home.set_who(Author("Mia Tran", "mia@example.org"))
        self.window: Window = make_window(home)
        self.garbage = GarbageTimer(self.window)
        self.window.resize(1280, 800)
        self.window.show()
        self.gaps = Gaps(self.window)

    def open(self, library: Path) -> None:
        """Open a library and wait until its index is there."""
        before = self.window.keeper.desk
        self.window.open_library(library)
        self.until(lambda: self.window.keeper.desk not in (None, before))
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is under way."""
        QTest.qWait(30)
        self.until(lambda: not self.window.lanes.busy and not self.window.keeper.indexer.running)
        QTest.qWait(30)

    def until(self, done: Callable[[], bool]) -> None:
        """Wait for something, for two minutes at most.

        Raises:
            TimeoutError: it did not come.
        """
        ends = time.monotonic() + WAIT_S
        while not done():
            if time.monotonic() > ends:
                message = "the window did not come to rest"
                raise TimeoutError(message)
            QTest.qWait(10)

    def close(self) -> None:
        """Close it."""
        self.window.close()
        self.garbage.give_back()
        self.window.deleteLater()
        QTest.qWait(10)
