# SPDX-License-Identifier: MIT
"""The tour's beginning and end: the first page, the guided call, every action, the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from kbdesk.ui.window import Window

if TYPE_CHECKING:
    from kbdesk.ui.tour import Tour

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def begin(tour: Tour, window: Window) -> None:
    """What a new user sees: the first page, and the guided call up to its first answers.

    Raises:
        KbError: if a step does not come about.
    """
    window.keys.act("show_beginning")
    tour.settle()
    tour.picture("beginning")
    guide = window.late.first.guide
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: guide.number == 1, "the guided call")
    tour.wait(lambda: window.finder.ready and not window.keeper.indexer.running, "the index")
    tour.type("my wifi keeps cutting out")
    tour.wait(lambda: guide.number == 2, "the results of the guided call")
    tour.picture("guide-search")
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: guide.number == 3, "the first step of the guided call")
    tour.picture("guide")
    tour.key(Qt.Key.Key_Return, CONTROL | SHIFT)
    tour.key(Qt.Key.Key_Escape)
    tour.wait(lambda: guide.number == 0, "the end of the guided call")
    tour.key(Qt.Key.Key_L, CONTROL)
    tour.key(Qt.Key.Key_Escape)


def look_up(tour: Tour, window: Window) -> None:
    """Every action by its name, every key, and the help.

    Raises:
        KbError: if a step does not come about.
    """
    tour.key(Qt.Key.Key_K, CONTROL)
    tour.type_quickly("hand")
    tour.picture("actions")
    tour.key(Qt.Key.Key_Escape)
    tour.key(Qt.Key.Key_F1)
    tour.picture("keys")
    tour.key(Qt.Key.Key_F1, SHIFT)
    helping = window.late.first.help
    tour.wait(lambda: helping.page is not None and helping.page.page is not None, "the help")
    tour.settle()
    tour.picture("help")
    tour.key(Qt.Key.Key_Escape)
