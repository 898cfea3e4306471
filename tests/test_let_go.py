# SPDX-License-Identifier: MIT
"""What was closed is gone: no Python object outlives the widget that it stood for."""

from __future__ import annotations

import gc
from collections import Counter

import pytest
import shiboken6
from desks import sample_repo
from hands import home, opened
from PySide6.QtCore import QObject, Qt

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]
__all__ = ["home"]

WIFI = "playbooks/technical/wifi-drops.md"
SHEETS = ("escalate", "show_settings", "show_profile", "show_palette", "show_team")


def left_over():
    """The kinds of objects of Python whose widget, or other object of Qt, is gone."""
    gc.collect()
    gone = (one for one in gc.get_objects() if isinstance(one, QObject) and not shiboken6.isValid(one))
    return Counter(type(one).__name__ for one in gone)


def go_around(hands):
    """Each sheet is opened, gone through by Tab and left; a step of the call is answered and taken back."""
    for name in SHEETS:
        hands.window.keys.act(name)
        hands.rest()
        hands.key(Qt.Key.Key_Tab)
        hands.key(Qt.Key.Key_Backtab)
        hands.key(Qt.Key.Key_Escape)
    hands.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    hands.window.keys.act("step_back")
    hands.rest()


def test_sheets_and_steps_that_were_left_are_let_go_of(qtbot, tmp_path, home):
    """The third and fourth time leave nothing behind; 300 objects a sheet would fill the memory."""
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        hands.window.finder.playbook_chosen.emit(WIFI, "", "")
        hands.wait(lambda: hands.window.caller.view is not None)
        hands.rest()
        go_around(hands)
        go_around(hands)
        before = left_over()
        go_around(hands)
        go_around(hands)
        assert not left_over() - before
