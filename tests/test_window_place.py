# SPDX-License-Identifier: MIT
"""The window stays above others, and stands beside the call."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from kbdesk.ui.placing_window import NARROWEST, Placing
from kbdesk.ui.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

TOP = Qt.WindowType.WindowStaysOnTopHint


@pytest.fixture
def window(qtbot):
    """A window somewhere on the screen."""
    made = QWidget()
    qtbot.addWidget(made)
    made.setGeometry(20, 30, 500, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_staying_on_top_never_hides_the_window_and_is_remembered(window, tmp_path):
    """The window system is told of it without the window being made anew."""
    settings = Settings(tmp_path)
    placing = Placing(window, settings)
    said, number = [], window.winId()
    placing.said.connect(said.append)
    placing.stay_on_top()
    assert window.isVisible()
    assert window.winId() == number
    assert window.windowHandle().flags() & TOP
    assert Settings(tmp_path).flag("on_top")
    placing.stay_on_top()
    assert not window.windowHandle().flags() & TOP
    assert not Settings(tmp_path).flag("on_top")
    assert said == [
        "The window stays above other windows.",
        "The window no longer stays above other windows.",
    ]


def test_a_window_that_stayed_on_top_does_so_after_the_next_start(qtbot, tmp_path):
    """Before it is shown, too."""
    Settings(tmp_path).set_flag("on_top", True)
    window = QWidget()
    qtbot.addWidget(window)
    assert Placing(window, Settings(tmp_path)).on_top
    window.show()
    assert window.windowHandle().flags() & TOP


def test_the_window_takes_the_right_third_and_goes_back(window, tmp_path):
    """As high as the screen; on a small one wide enough to be read; the same key brings it back."""
    before = window.geometry()
    placing = Placing(window, Settings(tmp_path))
    placing.snap_right()
    room, put = window.screen().availableGeometry(), window.frameGeometry()
    assert put.right() == room.right()
    assert (put.top(), put.height()) == (room.top(), room.height())
    assert put.width() == max(room.width() // 3, NARROWEST + put.width() - window.width())
    placing.snap_right()
    assert window.geometry() == before


def test_a_window_that_was_moved_since_is_put_there_again(window, tmp_path):
    """Only from where it was put does the key lead back."""
    placing = Placing(window, Settings(tmp_path))
    placing.snap_right()
    put = window.geometry()
    window.setGeometry(QRect(5, 5, 300, 300))
    placing.snap_right()
    assert window.geometry() == put
    placing.snap_right()
    assert window.geometry() == QRect(5, 5, 300, 300)


def test_a_maximised_window_is_no_longer_so_beside_the_call(window, tmp_path):
    """Else the system would keep it as wide as the screen."""
    window.showMaximized()
    Placing(window, Settings(tmp_path)).snap_right()
    assert not window.isMaximized()
    assert window.frameGeometry().width() < window.screen().availableGeometry().width()
