# SPDX-License-Identifier: MIT
"""The frame: pages that cover the panes, and the way back and forth."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from kbdesk.ui.frame import Frame
from kbdesk.ui.theme import Theme


@pytest.fixture(params=[1280, 480])
def frame(qtbot, request):
    made = Frame(Theme(), None)
    made.set_panes(QWidget(made), QWidget(made))
    qtbot.addWidget(made)
    made.resize(request.param, 800)
    made.show()
    return made


def rooms(frame):
    """The rooms that can be chosen, the one in front with a star."""
    shown = [button for button in frame.findChildren(QPushButton) if button.isVisibleTo(frame)]
    names = [button for button in shown if button.property("role") == "tab"]
    return [
        f"{button.text()}{'*' if button.property('active') == 'true' else ''}"
        for button in names
        if button.text() not in ("Results", "Article", "Call")
    ]


def test_a_page_takes_the_room_of_the_panes_and_gives_it_back(frame):
    """A page that is put over the panes is shown and named until it is taken away."""
    page = QPlainTextEdit(frame)
    assert rooms(frame) == []
    frame.put_over(page, "Write")
    assert frame.cover is page
    assert page.isVisibleTo(frame)
    assert not frame.left.isVisibleTo(frame)
    assert rooms(frame) == ["Find", "Write*"]
    frame.take_away(page)
    assert frame.cover is None
    assert frame.left.isVisibleTo(frame)
    assert rooms(frame) == []


def test_choosing_a_pane_leaves_the_page_open_behind(frame, qtbot):
    """Going to a pane shows it; the page stays open and the row of modes leads back to it."""
    page = QPlainTextEdit(frame)
    frame.put_over(page, "Write")
    with qtbot.waitSignal(frame.uncovered):
        frame.go_to(1)
    assert frame.cover is None
    assert rooms(frame) == (["Write"] if frame.narrow else ["Find*", "Write"])
    frame.next_room()
    assert frame.cover is page
    frame.next_room()
    assert frame.cover is None


def test_closing_a_page_behind_changes_nothing_in_front(frame):
    """Of two pages, closing the one that is not shown leaves the other in front."""
    write, past = QPlainTextEdit(frame), QPlainTextEdit(frame)
    frame.put_over(write, "Write")
    frame.put_over(past, "History")
    frame.take_away(write)
    assert frame.cover is past
    assert rooms(frame) == ["Find", "History*"]
