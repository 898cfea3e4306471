# SPDX-License-Identifier: MIT
"""Work in pieces: one for each turn of the event loop, given up or finished at once."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from kbdesk.ui.turns import Turns, unpainted


@pytest.fixture
def turns(qapp):
    owner = QObject(qapp)
    yield Turns(owner)
    owner.deleteLater()
    gc.collect()


def counting(done, name, most=3):
    for number in range(most):
        done.append(f"{name}{number}")
        yield
    done.append(f"{name} ends")


def test_the_first_piece_is_carried_out_now_and_each_other_one_in_a_turn_of_its_own(turns, qtbot):
    """Between two pieces the event loop runs."""
    done, seen = [], []
    between = QTimer(turns)
    between.timeout.connect(lambda: seen.append(tuple(done)))
    between.start(0)
    turns.begin(counting(done, "a"))
    assert done == ["a0"] and turns.busy
    qtbot.waitUntil(lambda: not turns.busy, timeout=5000)
    assert done == ["a0", "a1", "a2", "a ends"]
    assert {("a0",), ("a0", "a1"), ("a0", "a1", "a2")} <= set(seen)


def test_what_is_begun_next_takes_the_place_of_what_is_under_way(turns, qtbot):
    """The pieces that are left of the first are not carried out."""
    done = []
    turns.begin(counting(done, "a"))
    turns.begin(counting(done, "b"))
    qtbot.waitUntil(lambda: not turns.busy, timeout=1000)
    qtbot.wait(30)
    assert done == ["a0", "b0", "b1", "b2", "b ends"]


def test_finished_at_once(turns, qtbot):
    """All that is left is carried out, once; with nothing left nothing happens."""
    done = []
    turns.begin(counting(done, "a"))
    turns.finish()
    assert done == ["a0", "a1", "a2", "a ends"] and not turns.busy
    turns.finish()
    qtbot.wait(30)
    assert len(done) == 4


def test_a_piece_may_finish_or_begin_anew(turns, qtbot):
    """One that asks for the end of its own work goes on as ever; one that begins another work stops."""
    done = []

    def asking():
        turns.finish()
        done.append("asked")
        yield
        turns.begin(counting(done, "b", 1))
        yield
        done.append("never")

    turns.begin(asking())
    qtbot.waitUntil(lambda: "b ends" in done, timeout=1000)
    qtbot.wait(30)
    assert done == ["asked", "b0", "b ends"] and not turns.busy


def test_what_is_laid_out_is_painted_in_the_next_piece(turns, qtbot):
    """Both take long; who gives the pieces up, or closes the part meanwhile, leaves nothing unpainted."""

    class Part(QWidget):
        """Counts how often it is painted."""

        painted = 0

        def paintEvent(self, event):  # noqa: N802 - Qt's own name
            self.painted += 1

    def showing(part):
        with unpainted(part):
            part.show()
            yield

    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    parts = [Part(window) for _ in range(3)]
    turns.begin(showing(parts[0]))
    QApplication.sendPostedEvents()
    assert parts[0].isVisible() and not parts[0].painted
    qtbot.waitUntil(lambda: parts[0].painted == 1)
    turns.begin(showing(parts[1]))
    turns.begin(iter(()))
    qtbot.waitUntil(lambda: parts[1].painted == 1)
    turns.begin(showing(parts[2]))
    parts[2].deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    turns.finish()
    assert not turns.busy
