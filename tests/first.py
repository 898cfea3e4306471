# SPDX-License-Identifier: MIT
"""A window that holds no library yet, and a person before it."""

from __future__ import annotations

import gc
from contextlib import contextmanager

from hands import Hands
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from kbdesk.ui import finder
from kbdesk.ui.app import make_window
from kbdesk.ui.jobs import GarbageTimer
from kbdesk.ui.theme import Theme


@contextmanager
def unopened(qtbot, home):
    """A person before the window at its very first start, on the first page."""
    finder.PREVIEW_MS = 20  # a person waits for it; a test need not
    window = make_window(home)
    garbage = GarbageTimer(window)  # else a lane may destroy what is left of the window before
    hands = Hands(qtbot, window)
    try:
        window.looks.show_theme(Theme())
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.keys.act("show_beginning")
        hands.rest()
        yield hands
    finally:
        window.close()
        garbage.give_back()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
