# SPDX-License-Identifier: MIT
"""The real window and a person at its keyboard."""

from __future__ import annotations

import time
from contextlib import contextmanager

import pytest
from desks import index_beforehand
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from kbdesk.desk.home import Home
from kbdesk.model import Author
from kbdesk.ui import finder
from kbdesk.ui.app import make_window
from kbdesk.ui.jobs import GarbageTimer, Lane, Stop
from kbdesk.ui.theme import Theme
from kbdesk.ui.turns import Turns


def at_work(window):
    """Whether something that the window does in pieces is under way."""
    return any(turns.busy for turns in window.findChildren(Turns))


class Held:
    """Keeps a lane from its work until it is let go, at most a minute."""

    def __init__(self, lane: Lane):
        self._stop = Stop()
        lane.run(self._wait, self._over)

    def _wait(self):
        end = time.monotonic() + 60
        while not self._stop() and time.monotonic() < end:
            time.sleep(0.005)

    def _over(self, _nothing):
        pass

    def let_go(self):
        self._stop.press()


class Hands:
    """A person at the keyboard: presses keys where the focus is and waits for the window."""

    def __init__(self, qtbot, window):
        self.qtbot, self.window = qtbot, window

    def wait(self, until):
        self.qtbot.waitUntil(until, timeout=60_000)

    def rest(self):
        self.qtbot.wait(50)
        self.wait(lambda: not (self.window.lanes.busy or at_work(self.window)))
        for _ in range(3):  # what the last answer changed is laid out, too: a part, what scrolls, the window
            QApplication.processEvents()

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.rest()

    def type(self, text):
        self.qtbot.keyClicks(QApplication.focusWidget(), text)
        self.rest()

    def choose(self, kind):
        """Go down in the results to the first of a kind and press Enter."""
        self.wait(lambda: self.window.results.current() is not None)
        for _ in range(10):
            if self.window.results.current().kind == kind:
                break
            self.key(Qt.Key.Key_Down)
        self.key(Qt.Key.Key_Return)

    @property
    def step(self):
        view = self.window.caller.view
        return view.step.anchor if view else ""


@contextmanager
def opened(qtbot, home, library):
    """A person before the window, with this library open and its index built."""
    finder.PREVIEW_MS = 20  # a person waits for it; a test need not
    window = make_window(home)
    garbage = GarbageTimer(window)  # else a lane may destroy what is left of the window before
    hands = Hands(qtbot, window)
    try:
        window.looks.show_theme(Theme())
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        index_beforehand(library, home)
        window.open_library(library)
        hands.wait(lambda: window.finder.ready and not window.keeper.indexer.running)
        hands.rest()
        yield hands
    finally:
        window.close()
        garbage.give_back()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def home(tmp_path):
    """The folders of Mia, who was asked for her name before."""
    made = Home(tmp_path / "data", tmp_path / "cache")
    made.make()
    made.set_who(Author("Mia Tran", "mia@example.org"))
    return made
