# SPDX-License-Identifier: MIT
"""Tray and key from any program: off at first, and told plainly where they cannot be had."""

from __future__ import annotations

import pytest
from hands import home  # noqa: F401 - a fixture
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from kbdesk.ui.reach import key_x11, wire
from kbdesk.ui.reach.global_key import COMMAND, impossible, unfit
from kbdesk.ui.reach.presence import Presence
from kbdesk.ui.reach.reach_sheet import ReachSheet
from kbdesk.ui.settings import Settings
from kbdesk.ui.theme import Theme


@pytest.fixture
def presence(qtbot, tmp_path):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    made = Presence(window, Settings(tmp_path))
    yield made
    made.shut_down()


def test_nothing_is_on_at_first(presence):
    """Closing ends kbdesk, and no key is taken, until somebody chooses so."""
    presence.begin()
    assert presence.tray.icon is None
    assert (presence.hides, presence.keys) == (False, "")
    assert presence.parent().close()


def test_where_there_is_no_tray_closing_ends_kbdesk(presence):
    """The choice is kept for another desktop; here the window closes as usual."""
    assert "no tray" in presence.set_hides(True)
    assert presence.hides
    assert presence.parent().close()


@pytest.mark.qt_log_ignore("systemTrayWindowChanged")  # the off-screen platform has no tray of its own
def test_closing_hides_in_the_tray_and_its_menu_leads_back(presence, monkeypatch):
    """The menu shows, searches, opens the inbox and quits; the inbox tells how many wait."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    window = presence.parent()
    wishes = []
    presence.wished.connect(wishes.append)
    assert presence.set_hides(True) == ""
    assert not window.close()
    assert not window.isVisible()
    presence.tray.show_counts(3, 1)
    menu = presence.tray.menu
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == ["Show kbdesk", "Search", "Inbox (3 in the inbox, 1 urgent)", "Quit"]
    for name in ("show", "search", "inbox"):
        menu.findChild(QAction, f"tray {name}").trigger()
    assert [what for what, _, _ in wishes] == [wire.RAISE, wire.SEARCH, wire.INBOX]
    menu.findChild(QAction, "tray quit").trigger()
    assert presence.tray.icon is None
    assert not window.isVisible()


def test_keys_that_would_be_missed_are_not_taken():
    """A letter alone could not be typed any more; a key with Ctrl, and a function key, may be taken."""
    assert unfit("K")
    assert unfit("Shift+K")
    assert not unfit("Ctrl+Alt+K")
    assert not unfit("F12")


def test_a_key_as_x11_knows_it():
    """Modifiers and the sign of the key; what X11 has no sign for is refused."""
    assert key_x11.signs("Ctrl+Alt+K") == (12, ord("k"))
    assert key_x11.signs("Meta+Space") == (64, 0x20)
    assert key_x11.signs("Shift+F12") == (1, 0xFFC9)
    assert key_x11.signs("Ctrl+Ö") is None
    assert key_x11.signs("Hyper+K") is None


def test_where_no_key_can_be_had_the_way_round_is_told(qtbot, presence):
    """The sheet gives the command to bind in the desktop's own settings, and it can be copied by keys."""
    assert COMMAND in impossible()
    assert COMMAND in presence.set_keys("Ctrl+Alt+K")
    assert presence.keys == ""
    sheet = ReachSheet(Theme(), presence.parent(), presence)
    copied = []
    sheet.copied.connect(copied.append)
    sheet.open_over()
    sheet.hides.setFocus()
    qtbot.keyClick(sheet.hides, Qt.Key.Key_Space)
    assert presence.hides
    button = next(one for one in sheet.findChildren(QWidget) if one.accessibleName() == "Copy the command")
    button.click()
    assert copied == [COMMAND]
    sheet.leave()
