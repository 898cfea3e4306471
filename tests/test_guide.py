# SPDX-License-Identifier: MIT
"""The guided call: a card names the next key, and moves on when it was pressed."""

from __future__ import annotations

import pytest
from desks import sample_repo
from first import unopened
from hands import opened
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from kbdesk.desk.cases import Cases
from kbdesk.desk.home import Home
from kbdesk.model import Seat
from kbdesk.ui import guide

CONTROL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def hands(qtbot, tmp_path, home, monkeypatch):
    monkeypatch.setattr(guide, "LOOK_MS", 10)
    with opened(qtbot, home, sample_repo(tmp_path / "mine")) as hands:
        yield hands


@pytest.fixture
def fresh(qtbot, home, monkeypatch):
    """A person at the very first start: there is no library to go back to."""
    monkeypatch.setattr(guide, "LOOK_MS", 10)
    with unopened(qtbot, home) as hands:
        yield hands


def begin(hands):
    """Press the key that begins it, and wait until the first step is named."""
    hands.key(KEY.Key_F1, CONTROL)
    return begun(hands)


def begun(hands):
    """Wait until the first step is named."""
    guiding = hands.window.late.first.guide
    hands.wait(lambda: guiding.number == 1)
    hands.wait(lambda: hands.window.finder.ready and not hands.window.keeper.indexer.running)
    hands.rest()
    return guiding


def at(hands, guiding, number):
    hands.wait(lambda: guiding.number == number)


def to_the_call(hands, guiding):
    hands.type("my wifi keeps cutting out")
    at(hands, guiding, 2)
    hands.key(KEY.Key_Return)
    at(hands, guiding, 3)


def test_the_whole_call_key_by_key(hands, tmp_path, home):
    """Each key that is named leads to the next; the end brings the own library back, and no case stays."""
    guiding = begin(hands)
    window = hands.window
    assert window.keeper.desk.root == home.data / "sample-library"
    assert window.frame.search.hasFocus()
    assert "my wifi keeps cutting out" in guiding.card.text
    to_the_call(hands, guiding)
    hands.key(KEY.Key_C)
    hands.type("Ms Lee")
    hands.key(KEY.Key_Return)
    at(hands, guiding, 4)
    assert "Ms Lee" in QApplication.clipboard().text()
    hands.key(KEY.Key_R, CONTROL)
    hands.type("green")
    hands.key(KEY.Key_Return)
    at(hands, guiding, 5)
    hands.key(KEY.Key_1, CONTROL)
    at(hands, guiding, 6)
    hands.key(KEY.Key_Backspace)
    at(hands, guiding, 7)
    for number, key in ((8, KEY.Key_1), (9, KEY.Key_2), (10, KEY.Key_2)):
        hands.key(key, CONTROL)
        at(hands, guiding, number)
    hands.key(KEY.Key_E, CONTROL)
    at(hands, guiding, 11)
    for text in ("X200", "since Monday", "Find out why it drops"):
        hands.type(text)
        hands.key(KEY.Key_Return)
    hands.key(KEY.Key_Return, CONTROL)
    at(hands, guiding, 12)
    assert "Find out why it drops" in QApplication.clipboard().text()
    assert list(home.handoffs.glob("*.handoff.md"))
    sample = window.keeper.desk
    hands.key(KEY.Key_Escape)  # the sheet of the handover
    assert guiding.card is not None
    hands.key(KEY.Key_Escape)
    assert guiding.card is None
    hands.wait(lambda: window.keeper.desk is not sample and window.finder.ready)
    hands.rest()
    assert window.keeper.desk.root == tmp_path / "mine"
    assert Cases(window.keeper.desk).rows() == ()
    assert not list(home.handoffs.glob("*.handoff.md"))


def test_escape_ends_it_and_leaves_the_window_usable(hands, tmp_path):
    """Esc ends it at any step, the library before is open again, and Esc means what it meant."""
    guiding = begin(hands)
    to_the_call(hands, guiding)
    hands.key(KEY.Key_Escape)
    assert guiding.number == 0
    hands.wait(lambda: hands.window.keeper.desk.root == tmp_path / "mine")
    hands.wait(lambda: hands.window.finder.ready)
    hands.key(KEY.Key_L, CONTROL)
    hands.type("vpn")
    hands.key(KEY.Key_Escape)
    assert hands.window.frame.search.text() == ""


def test_whoever_goes_ahead_is_followed(fresh):
    """Keys before their time count, the card covers no answer, and a closed call begins again."""
    hands = fresh
    hands.key(KEY.Key_Return)  # the first way to begin is the guided call
    guiding = begun(hands)
    to_the_call(hands, guiding)
    window, card = hands.window, guiding.card
    assert not card.geometry().intersects(place_of(window, window.call))
    hands.key(KEY.Key_1)
    hands.key(KEY.Key_2)
    at(hands, guiding, 9)
    hands.key(KEY.Key_E, CONTROL)  # handed over in the middle
    hands.wait(lambda: card.geometry().top() < 20)
    assert not card.geometry().intersects(place_of(window, QApplication.focusWidget()))
    assert guiding.number == 9
    hands.key(KEY.Key_Escape)
    hands.key(KEY.Key_2)
    at(hands, guiding, 10)
    hands.key(KEY.Key_Return, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    at(hands, guiding, 2)
    hands.key(KEY.Key_Return)
    at(hands, guiding, 3)


def place_of(window, widget):
    """Where a widget stands in the window."""
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


def test_it_begins_again_on_the_same_copy(fresh, home):
    """What was written into the trial library is there at the second time; the page of a role steps aside."""
    guiding = begin(fresh)
    kept = home.data / "sample-library" / "articles" / "mine.md"
    kept.write_text("# Mine\n", encoding="utf-8")
    fresh.key(KEY.Key_Escape)
    assert guiding.number == 0
    home.set_seat(Seat("1", role="tier-1"))
    fresh.key(KEY.Key_Home, Qt.KeyboardModifier.AltModifier)
    assert fresh.window.frame.cover is not None
    begin(fresh)
    assert fresh.window.frame.cover is None
    fresh.type("my wifi keeps cutting out")
    at(fresh, guiding, 2)
    assert kept.read_text(encoding="utf-8") == "# Mine\n"
