# SPDX-License-Identifier: MIT
"""Listens for gaps of an event loop. As a program of its own: those of a window with nothing in it."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 4


class Gaps(QObject):
    """A timer that should tick every few milliseconds, and how long it did not."""

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._walls: list[float] = []
        self._own: list[float] = []
        self._at = self._cpu = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Listen from now on."""
        self._walls, self._own = [], []
        self._at, self._cpu = time.perf_counter(), time.thread_time()
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self._walls.append((now - self._at) * 1000)
        self._own.append((cpu - self._cpu) * 1000)
        self._at, self._cpu = now, cpu

    def figures(self) -> dict[str, float]:
        """The longest gap, the 99th percentile, and the longest by the thread's own processor time, in ms."""
        self._timer.stop()
        walls = sorted(self._walls) or [0.0]
        at_99 = walls[min(len(walls) - 1, int(len(walls) * 0.99))]
        own = max(self._own, default=0.0)
        return {"max": walls[-1], "p99": at_99, "own_max": own, "seconds": sum(walls) / 1000}


def main() -> int:
    """Show an empty window for some seconds and print what was found."""
    from PySide6.QtWidgets import QApplication, QLabel  # noqa: PLC0415 - whoever imports Gaps has its own

    app = QApplication(sys.argv[:1])
    label = QLabel("A window with nothing to do.")
    label.resize(400, 200)
    label.show()
    gaps = Gaps(label)
    QTimer.singleShot(500, gaps, gaps.start)
    QTimer.singleShot(500 + round(1000 * float(sys.argv[1])), app, app.quit)
    app.exec()
    print(json.dumps(gaps.figures()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
