# SPDX-License-Identifier: MIT
"""What goes on in a new row where the width ends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from kbdesk.ui.flow import FlowLayout

LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


@pytest.fixture(params=[LEFT, RIGHT])
def direction(request, qapp):
    del qapp
    QApplication.setLayoutDirection(request.param)
    yield request.param
    QApplication.setLayoutDirection(LEFT)


def two_buttons(qtbot):
    """A page, its flow, and the two buttons in that."""
    page = QWidget()
    qtbot.addWidget(page)
    flow = FlowLayout(page)
    first, second = QPushButton("First", page), QPushButton("Second", page)
    for button in (first, second):
        flow.addWidget(button)
    page.resize(400, 100)
    page.show()
    return page, flow, first, second


def test_a_flow_begins_where_reading_begins(direction, qtbot):
    """The first of a row stands at the left; in a language that is read from the right, at the right."""
    page, _, first, second = two_buttons(qtbot)
    if direction == LEFT:
        assert first.x() == 0
        assert second.x() > first.geometry().right()
    else:
        assert first.geometry().right() == page.width() - 1
        assert second.geometry().right() < first.x()


def test_an_item_that_grows_or_goes_changes_the_height(qtbot):
    """What was worked out for a width holds only as long as the items stay as they are."""
    _page, flow, first, second = two_buttons(qtbot)
    width = first.sizeHint().width() + second.sizeHint().width() + flow.spacing()
    one = flow.heightForWidth(width)
    second.setText("Second, with many more words")
    two = flow.heightForWidth(width)
    second.hide()
    assert one < two
    assert flow.heightForWidth(width) == one
