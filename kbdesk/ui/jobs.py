# SPDX-License-Identifier: MIT
"""Lanes: the only threads of kbdesk. Work goes down as arguments, one value comes back in the GUI thread."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor  # noqa: TID251 - the one place for threads
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kbdesk.errors import KbError
from kbdesk.ui import heap

T = TypeVar("T")

MANY_OBJECTS = 15_000
"""If more came in a second and none of them went, modules were loaded or a library was opened."""
_EVERY_MS, _SOON_MS = 1_000, 100
_LATE_S = 0.02
_MOST_PUT_OFF = 20


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one piece of work: its value, or what went wrong."""

    topic: str
    generation: int
    done: Callable[[Any], None]
    failed: Callable[[KbError], None] | None
    value: object = None
    error: BaseException | None = None


class Lane(QObject):
    """A thread of its own for one kind of work, in order; results arrive in the GUI thread.

    The newest work of a topic wins: older work of the same topic is skipped if it has not begun and dropped
    if it has. Receivers are bound methods of GUI objects, so that they run in the GUI thread.

    Signals:
        failed(KbError): an expected failure for which the asker gave no receiver.
        _arrived(object): internal; brings an outcome home.
    """

    failed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"kbdesk-{name}")
        self._newest: dict[str, int] = {}
        self._waiting = 0
        self._ended = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether any work is under way or its value not yet delivered."""
        return self._waiting > 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        topic: str = "",
        failed: Callable[[KbError], None] | None = None,
    ) -> None:
        """Do ``work`` in the lane and give its value to ``done`` in the GUI thread.

        When the window has closed nothing is begun any more.

        Args:
            work: needs nothing but what it holds; it must not touch a widget.
            done: a bound method of a GUI object.
            topic: newer work of the same topic replaces this; "" for work that always counts.
            failed: receives an expected failure; the signal ``failed`` does if None.
        """
        if self._ended:
            return
        generation = self._newest.get(topic, 0) + 1
        if topic:
            self._newest[topic] = generation
        self._waiting += 1
        self._pool.submit(self._work, work, _Outcome(topic, generation, done, failed))

    def _stale(self, outcome: _Outcome) -> bool:
        return bool(outcome.topic) and self._newest.get(outcome.topic, 0) != outcome.generation

    def _work(self, work: Callable[[], object], ticket: _Outcome) -> None:
        value: object = None
        error: BaseException | None = None
        if not self._stale(ticket):
            try:
                value = work()
            except BaseException as caught:  # noqa: BLE001 - carried home and raised in the GUI thread
                error = caught
        self._arrived.emit(
            _Outcome(ticket.topic, ticket.generation, ticket.done, ticket.failed, value, error)
        )

    def _deliver(self, outcome: _Outcome) -> None:
        self._waiting -= 1
        if self._stale(outcome):
            return
        if isinstance(outcome.error, KbError):
            if outcome.failed is not None:
                outcome.failed(outcome.error)
            else:
                self.failed.emit(outcome.error)
        elif outcome.error is not None:
            raise outcome.error
        else:
            outcome.done(outcome.value)

    def shut_down(self, *, finish: bool = False) -> None:
        """Let the thread end; called once, when the window closes.

        What waits is dropped, or with ``finish`` still done (a note that was typed last must reach the disk).
        """
        self._ended = True
        self._arrived.disconnect(self._deliver)
        self._pool.shutdown(wait=True, cancel_futures=not finish)
        self._waiting = 0


class Errands:
    """Work in order, in a thread of its own, of which nothing comes back; it is done before the process ends.

    Args:
        name: of the thread.
    """

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"kbdesk-{name}")
        self._last: Future[None] | None = None

    def run(self, work: Callable[[], None]) -> None:
        """Do ``work`` after what was asked for before; it touches no widget and fails in silence."""
        self._last = self._pool.submit(work)

    def wait(self) -> None:
        """Come back when all is done that was asked for so far."""
        if self._last is not None:
            self._last.exception()


class Stop:
    """Asks work in a lane to end soon; the work calls it now and then, and the GUI thread presses it."""

    def __init__(self) -> None:
        self._pressed = False

    def press(self) -> None:
        """Ask it to end."""
        self._pressed = True

    def __call__(self) -> bool:
        """Whether it shall end."""
        return self._pressed


class Progress(QObject):
    """Brings sentences from work in a lane to the GUI thread, at most one at a time.

    Signals:
        said(str): the newest sentence; those that came faster than the window could show them are left out.
        _come(): internal; crosses from the lane.
    """

    said = Signal(str)
    _come = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._newest = ""
        self._on_the_way = False
        self._come.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def tell(self, sentence: str) -> None:
        """Say something; called in the lane."""
        self._newest = sentence
        if not self._on_the_way:
            self._on_the_way = True
            self._come.emit()

    def _show(self) -> None:
        self._on_the_way = False
        self.said.emit(self._newest)


class GarbageTimer(QTimer):
    """Collects Python's garbage in the GUI thread only.

    The cyclic collector would otherwise run in whichever thread allocates and destroy widgets there, which
    crashes Qt. From here on it runs once a second, young objects each time, all objects every half minute;
    then the system gets back what the C library holds, some megabytes each time.
    What has come to stay is not looked at again: the modules, and whatever a library brought when it was
    opened; looking through all of that would stall the window for 50 ms. And it waits, two seconds at most,
    while the window is busy: right after something long both together would be one longer stall.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ticks = self._put_off = 0
        self._due_s = 0.0
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()
        self.setSingleShot(True)
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.timeout.connect(self._look)
        self._wait(_EVERY_MS)

    def _wait(self, milliseconds: int) -> None:
        self._due_s = time.monotonic() + milliseconds / 1000
        self.start(milliseconds)

    def _look(self) -> None:
        """Collect, unless this comes late: then something else took the window just now."""
        if time.monotonic() - self._due_s > _LATE_S and self._put_off < _MOST_PUT_OFF:
            self._put_off += 1
            self._wait(_SOON_MS)
        else:
            self._put_off = 0
            self._collect()
            self._wait(_EVERY_MS)

    def _collect(self) -> None:
        self._ticks += 1
        if gc.get_count()[0] > MANY_OBJECTS:
            gc.freeze()
        elif self._ticks % 30:
            gc.collect(1)
        else:
            gc.collect()
            heap.trim()

    def give_back(self) -> None:
        """Stop, and let Python collect by itself again if it did before."""
        self.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()


class Lanes(QObject):
    """The four lanes of a window.

    ``find`` searches and reads, ``call`` carries the running calls (so that an answer never waits for git),
    ``disk`` does what may take long on this computer (git's history, opening, saving), and ``share`` is alone
    with the network: a slow server must not keep a save or a history waiting.

    Signals:
        failed(KbError): an expected failure of any lane for which the asker gave no receiver.
    """

    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.find = Lane("find", self)
        self.call = Lane("call", self)
        self.disk = Lane("disk", self)
        self.share = Lane("share", self)
        self._all = (self.find, self.call, self.disk, self.share)
        for lane in self._all:
            lane.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether any lane has work."""
        return any(lane.busy for lane in self._all)

    def shut_down(self) -> None:
        """End all lanes; called once, when the window closes and long work was asked to stop."""
        self.share.shut_down()
        self.find.shut_down()
        self.call.shut_down(finish=True)
        self.disk.shut_down()
