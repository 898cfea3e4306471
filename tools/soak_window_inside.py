# SPDX-License-Identifier: MIT
"""Runs inside kbdesk's own process: lets the scripted agent work, and listens to the event loop meanwhile.

``python soak_window_inside.py SEED SECONDS TRACES``; the window is started as ``kbdesk open`` starts it. What
happens is printed as lines of JSON. TRACES is a file for what all threads did in each long gap, or "".
"""

from __future__ import annotations

import faulthandler
import gc
import json
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

sys.path.insert(0, str(Path(__file__).resolve().parent))

import kbdesk.ui.binding  # noqa: F401 - before all else of Qt, as the command does

# isort: split
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from kbdesk.ui.window import Window

TICK_MS = 5
STALL_MS = 100
_JIFFY_MS = 1000 / os.sysconf("SC_CLK_TCK")
WAIT_MS = 30_000
"""How long the agent waits for the window before that counts as in vain."""
LOOK_MS = 20
POINT_S = 30
"""How often memory is looked at, always in the same state of the window."""

Wait = float | tuple[Callable[[], bool], str]
"""A rest in milliseconds, or what is awaited and its name."""
Script = Generator[Wait, None, None]


class Vain(Exception):  # noqa: N818 - no error of the program's
    """What was awaited did not come."""


def tell(kind: str, **values: object) -> None:
    """Print one event for the program that started this one."""
    print(json.dumps({"event": kind, "at": round(time.monotonic() - BEGAN, 3), **values}), flush=True)


class Loop(QObject):
    """A timer that should tick every few milliseconds: the longest gap of each minute, and each stall.

    Each gap has four lengths in ms: ``wall``, ``own`` (processor time of this thread), ``queued`` (this
    thread could have run, but other programs had the processors) and ``stolen`` (other guests of this
    computer's host had them: in steps of 10, of all processors together, so at most).
    """

    def __init__(self, parent: QObject, traces: TextIO | None) -> None:
        super().__init__(parent)
        self.doing = "start"
        self._traces = traces
        self._schedule = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        self._processors = os.open("/proc/stat", os.O_RDONLY)
        self._minute = -1
        self._worst: dict[str, dict[str, Any]] = {}
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._was = self._now()

    def start(self) -> None:
        """Listen from now on."""
        self._was = self._now()
        self._timer.start(TICK_MS)

    def stop(self) -> None:
        """Tell the last minute and listen no more."""
        self._timer.stop()
        faulthandler.cancel_dump_traceback_later()
        self._tell_minute()

    def _now(self) -> tuple[float, float, float, float]:
        queued = int(os.pread(self._schedule, 80, 0).split()[1])
        stolen = int(os.pread(self._processors, 200, 0).split()[8])  # see proc(5)
        return time.perf_counter() * 1e3, time.thread_time() * 1e3, queued / 1e6, stolen * _JIFFY_MS

    def _tick(self) -> None:
        now = self._now()
        wall, own, queued, stolen = (round(new - old, 1) for new, old in zip(now, self._was, strict=True))
        gap = {"wall": wall, "own": own, "queued": queued, "stolen": stolen, "doing": self.doing}
        self._ticks += 1
        if wall > STALL_MS:
            tell("stall", **gap, load=os.getloadavg()[0])
        minute = int((time.monotonic() - BEGAN) // 60)
        if minute != self._minute:
            self._tell_minute()
            self._minute, self._worst, self._ticks = minute, {}, 0
        for name in ("wall", "own"):
            if gap[name] > self._worst.get(f"longest_{name}", {}).get(name, 0):
                self._worst[f"longest_{name}"] = gap
        if self._traces is not None:
            faulthandler.dump_traceback_later(STALL_MS / 1500, file=self._traces)
        self._was = self._now()

    def _tell_minute(self) -> None:
        if self._minute >= 0 and "longest_wall" in self._worst:
            names = ("longest_wall", "longest_own")
            tell(
                "minute",
                minute=self._minute,
                ticks=self._ticks,
                **{name: self._worst[name] for name in names},
            )


class Ear(logging.Handler):
    """Hears every warning and error that is written to a log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell it."""
        tell("log", level=record.levelname, text=record.getMessage()[:4000])


class Driver(QObject):
    """Lets a script go on whenever what it waits for has come.

    Args:
        parent: owns this.
        script: the agent.
    """

    def __init__(self, parent: QObject, script: Script) -> None:
        super().__init__(parent)
        self._script = script
        self._until: Callable[[], bool] = bool
        self._what = ""
        self._since = QElapsedTimer()
        self._poll = QTimer(self)
        self._poll.timeout.connect(self._look)
        self._rest = QTimer(self)  # singleShot with a receiver keeps 112 bytes each time (PySide6 6.11)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self.go_on)

    def go_on(self) -> None:
        """The script's next step."""
        self._take(self._script.send, None)

    def _look(self) -> None:
        if self._until():
            self._poll.stop()
            self.go_on()
        elif self._since.hasExpired(WAIT_MS):
            self._poll.stop()
            self._take(self._script.throw, Vain(self._what))

    def _take(self, step: Callable[[Any], Wait], value: Vain | None) -> None:
        try:
            wait = step(value)
        except StopIteration:
            return
        if isinstance(wait, tuple):
            self._until, self._what = wait
            self._since.start()
            self._poll.start(LOOK_MS)
        else:
            self._rest.start(round(wait))


class Session(QObject):
    """Waits for the window, lets the agent work for some time, and closes the window."""

    def __init__(self, parent: QObject, seed: int, seconds: float, traces: TextIO | None) -> None:
        super().__init__(parent)
        self._seed, self._seconds = seed, seconds
        self.loop = Loop(self, traces)
        self._ear = Ear(logging.WARNING)
        self._driver = Driver(self, self._work())

    def begin(self) -> None:
        """The event loop runs for the first time."""
        logging.getLogger().addHandler(self._ear)
        self._driver.go_on()

    def _work(self) -> Script:
        from soak_window_agent import Agent  # noqa: PLC0415 - the window is there before

        yield lambda: the_window() is not None, "the window"
        window = the_window()
        assert window is not None
        window.activateWindow()
        window.lanes.failed.connect(self._told)
        yield lambda: window.keeper.opening is not None, "the library"
        yield lambda: not window.keeper.indexer.running and not window.lanes.busy, "the index"
        yield 2000
        agent = Agent(window, self.loop, self._seed)
        tell("ready", widgets=len(QApplication.allWidgets()))
        self.loop.start()
        end, point = time.monotonic() + self._seconds, 0.0
        yield from agent.home()
        while time.monotonic() < end:
            if time.monotonic() >= point:
                point = time.monotonic() + POINT_S
                yield from self._measure(agent)
            yield from self._deed(agent)
        yield from self._measure(agent)
        self.loop.stop()
        tell("done", actions=dict(sorted(agent.done.items())))
        window.close()
        QApplication.quit()

    def _deed(self, agent: Any) -> Script:  # noqa: ANN401 - the agent's module is imported late
        try:
            yield from agent.deed()
        except Vain as why:
            tell("vain", what=str(why), doing=self.loop.doing, **agent.state())
        try:
            yield from agent.home()
        except Vain as why:
            tell("vain", what=str(why), doing=self.loop.doing, **agent.state())

    def _measure(self, agent: Any) -> Script:  # noqa: ANN401 - as above
        """Bring the window into the same state as ever, let the garbage go, and be looked at."""
        self.loop.doing = "rest"
        try:
            yield from agent.rest()
        except Vain as why:
            tell("vain", what=str(why), doing="rest", **agent.state())
        yield 1200
        self.loop.doing = "counting"
        parts = Counter(type(one).__name__ for one in QApplication.allWidgets())
        tell(
            "point",
            actions=agent.count,
            widgets=parts.total(),
            parts=dict(parts.most_common(20)),
            garbage=gc.get_count(),
            frozen=gc.get_freeze_count(),
        )
        yield 300

    def _told(self, error: object) -> None:
        tell("told", text=str(error)[:300], doing=self.loop.doing)


def the_window() -> Window | None:
    """The window of kbdesk; None as long as it is not furnished."""
    from kbdesk.ui.window import Window  # noqa: PLC0415 - as the command does

    for top in QApplication.topLevelWidgets():
        if isinstance(top, Window) and top.is_furnished:
            return top
    return None


BEGAN = time.monotonic()


def main() -> int:
    """Start the window as the command does, with the agent in its event loop."""
    seed, seconds, traces = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    from kbdesk.cli import main as run  # noqa: PLC0415 - as the command does
    from kbdesk.ui.app import make_app  # noqa: PLC0415 - as above

    app = make_app()
    with Path(traces or os.devnull).open("w", encoding="utf-8") as file:
        session = Session(app, seed, seconds, file if traces else None)
        QTimer.singleShot(0, session, session.begin)
        return run(["open"])


if __name__ == "__main__":
    sys.exit(main())
