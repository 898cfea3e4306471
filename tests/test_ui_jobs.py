# SPDX-License-Identifier: MIT
"""What runs beside the window: Python's garbage, collected in the GUI thread."""

from __future__ import annotations

import gc
import time

import pytest
from PySide6.QtCore import QObject

from kbdesk.ui import jobs


@pytest.fixture
def timer(qapp):
    """Garbage is collected by our timer; afterwards by Python again."""
    owner = QObject()
    gc.enable()  # as in the app, where nothing else has stopped the collector
    made = jobs.GarbageTimer(owner)
    yield made
    made.give_back()


def test_what_came_to_stay_is_not_looked_through_again(timer):
    """Modules, and what a library brings in one second, are left out; all count again at the end."""
    before = gc.get_freeze_count()
    assert before > 10_000
    kept = [[number] for number in range(2 * jobs.MANY_OBJECTS)]
    timer.timeout.emit()
    assert gc.get_freeze_count() > before + len(kept)
    timer.give_back()
    assert gc.get_freeze_count() == 0 and gc.isenabled()


def test_what_is_given_up_in_circles_is_collected(timer):
    """Two objects that hold each other go within a second."""

    class Held:
        """Something that holds itself."""

        alive = 0

        def __init__(self) -> None:
            Held.alive += 1
            self.me = self

        def __del__(self) -> None:
            Held.alive -= 1

    gc.collect()
    for _ in range(3):
        Held()
    assert Held.alive == 3
    timer.timeout.emit()
    assert Held.alive == 0


def test_garbage_waits_while_the_window_is_busy(qtbot, timer, monkeypatch):
    """A tick that comes late follows something long: it waits for a quiet moment, but not for ever."""
    collected = []
    monkeypatch.setattr(timer, "_collect", lambda: collected.append(1))
    qtbot.waitUntil(lambda: len(collected) == 1, timeout=5_000)
    time.sleep(1.1)
    qtbot.waitUntil(lambda: timer._put_off == 1, timeout=5_000)
    assert len(collected) == 1
    qtbot.waitUntil(lambda: len(collected) == 2, timeout=5_000)
    for number in range(100):
        timer._due_s = 0.0  # busy all the time
        timer.timeout.emit()
        assert len(collected) - 2 == (number + 1) // 21
