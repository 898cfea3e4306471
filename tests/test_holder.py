# SPDX-License-Identifier: MIT
"""The base of what holds a page: made in one turn of the window, shown in the next, let go of when left."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from kbdesk.ui.cover import Cover
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.theme import Theme


class Room:
    """A frame, a holder, and what was done in which order."""

    def __init__(self, qtbot):
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.frame = Frame(Theme(), self.window)
        self.frame.set_panes(QWidget(self.frame), QWidget(self.frame))
        self.holder: Holder[Cover] = Holder(self.frame, Theme(), "Page")
        self.done = []

    def make(self):
        self.done.append("made")
        return Cover(Theme(), self.frame.rooms, "Page")

    def then(self):
        self.done.append("shown" if self.frame.cover is self.holder.page else "too early")

    def bring(self):
        self.holder.bring(self.make, self.then)


@pytest.fixture
def room(qtbot):
    return Room(qtbot)


def test_a_page_is_made_and_shown_in_turns_of_their_own(room, qtbot):
    """Between the two the window answers keys; the page that is there is brought to the front at once."""
    room.bring()
    assert room.done == ["made"]
    assert room.holder.page is None and room.frame.cover is None
    qtbot.waitUntil(lambda: room.done == ["made", "shown"], timeout=5_000)
    page = room.holder.page
    room.frame.show_panes()
    room.bring()
    assert room.done == ["made", "shown", "shown"]
    assert room.frame.cover is page


def test_asked_for_twice_it_is_made_once(room):
    """The second asking finishes the first."""
    room.bring()
    room.bring()
    assert room.done == ["made", "shown", "shown"]


def test_a_page_that_was_left_is_made_anew(room, qtbot):
    """What the person left is let go of."""
    room.bring()
    room.holder.set_theme(Theme(dark=True))  # finishes what is under way
    room.holder.close()
    assert room.holder.page is None and room.frame.cover is None
    room.bring()
    qtbot.waitUntil(lambda: room.done == ["made", "shown"] * 2, timeout=5_000)
