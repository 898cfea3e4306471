# SPDX-License-Identifier: MIT
"""Lanes: the only threads of kbdesk. Work goes down as arguments, one value comes back in the GUI thread."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor  # noqa: TID251 - the one place for threads
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kbdesk.errors import KbError

T = TypeVar("T")


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

        Args:
            work: needs nothing but what it holds; it must not touch a widget.
            done: a bound method of a GUI object.
            topic: newer work of the same topic replaces this; "" for work that always counts.
            failed: receives an expected failure; the signal ``failed`` does if None.
        """
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
        self._arrived.disconnect(self._deliver)
        self._pool.shutdown(wait=True, cancel_futures=not finish)
        self._waiting = 0


class GarbageTimer(QTimer):
    """Collects Python's garbage in the GUI thread only.

    The cyclic collector would otherwise run in whichever thread allocates and destroy widgets there, which
    crashes Qt. From here on it runs once a second, young objects each time, all objects every half minute.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ticks = 0
        self._was_enabled = gc.isenabled()
        gc.disable()
        self.setInterval(1000)
        self.timeout.connect(self._collect)
        self.start()

    def _collect(self) -> None:
        self._ticks += 1
        gc.collect(2 if self._ticks % 30 == 0 else 1)

    def give_back(self) -> None:
        """Stop, and let Python collect by itself again if it did before."""
        self.stop()
        if self._was_enabled:
            gc.enable()


class Lanes(QObject):
    """The three lanes of a window.

    ``find`` searches and reads, ``call`` carries the running calls (so that an answer never waits for git),
    and ``disk`` does what may take long: git's history, opening, cloning.

    Signals:
        failed(KbError): an expected failure of any lane for which the asker gave no receiver.
    """

    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.find = Lane("find", self)
        self.call = Lane("call", self)
        self.disk = Lane("disk", self)
        for lane in (self.find, self.call, self.disk):
            lane.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether any lane has work."""
        return self.find.busy or self.call.busy or self.disk.busy

    def shut_down(self) -> None:
        """End all lanes; called once, when the window closes."""
        self.find.shut_down()
        self.call.shut_down(finish=True)
        self.disk.shut_down()
