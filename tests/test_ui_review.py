# SPDX-License-Identifier: MIT
"""Reviews in the window: a writer's change waits, a maintainer sees what it does, accepts or returns it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gitrepo import git
from panes import words
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from teamhands import FILES, MIA, Room

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.model import Author

WIFI = "articles/wifi.md"
TEXT = "# Wifi\n\none by Otto\n\ntwo\n\nthree\n"
OTTO = Author("Otto", "otto@example.org")
RULES = f'review = true\nmaintainers = ["{MIA.email}"]\n'

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]


class Otto:
    """A writer at another computer, through the desk alone."""

    def __init__(self, room):
        self.root = room.folder / "otto"
        git(room.folder, "clone", "-q", str(room.shared), str(self.root))
        home = Home(room.folder / "otto-data", room.folder / "otto-cache")
        home.make()
        home.set_who(OTTO)
        self.desk = Desk(self.root, home)

    def sends(self, path=WIFI, text=TEXT):
        draft = replace(self.desk.writing.open(path), text=text)
        self.desk.team.send_for_review(draft, "Wifi: other words", OTTO)


@pytest.fixture
def room(qtbot, tmp_path):
    room = Room(qtbot, tmp_path, FILES | {"kbdesk.toml": RULES})
    yield room
    room.close()


@pytest.fixture
def otto(room):
    otto = Otto(room)
    otto.sends()
    room.sync()
    room.team.show_reviews()
    room.rest()
    yield otto
    otto.desk.close()


def page(room):
    return room.team.reviewing.page


def test_a_maintainer_sees_what_a_change_does(room, otto):
    """Who sent it, since when, and the words that went and came."""
    assert [row.title for row in page(room)._list.rows] == ["Wifi: other words"]
    assert "Otto" in page(room)._list.rows[0].line
    shown = page(room)._view.text
    assert "by Otto" in shown
    assert QApplication.focusWidget() is page(room)._list


def test_accepting_makes_it_the_teams(room, otto):
    """It is in the shared copy under its writer's name, and here after the next round."""
    room.press(page(room), "Accept")
    assert room.of_shared(WIFI) == TEXT
    assert git(room.shared, "log", "-1", "--no-merges", "--format=%an", "main").strip() == "Otto"
    assert page(room)._list.rows == ()
    assert "No change waits." in words(page(room))
    room.sync()
    assert (room.mine / WIFI).read_text() == TEXT
    assert room.host.failures == []


def test_returning_wants_a_comment_and_the_writer_gets_it(room, otto):
    """An empty comment is not sent; the writer finds the comment beside the text."""
    room.press(page(room), "Return with a comment")
    comment = page(room).findChild(QPlainTextEdit)
    assert QApplication.focusWidget() is comment
    room.press(page(room), "Return it")
    assert "Say what should be different" in words(page(room))
    QTest.keyClicks(comment, "Which carrier?")
    QTest.keyClick(comment, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    room.rest()
    assert page(room)._list.rows[0].line == "Otto · wifi · returned by Mia Tran"
    otto.desk.team.sync()
    returned = [draft for draft in otto.desk.writing.left() if draft.kind == "returned"]
    assert [(draft.note, draft.text) for draft in returned] == [("Which carrier?", TEXT)]
    assert room.of_shared(WIFI) == FILES[WIFI]


def test_a_comment_can_be_left(room, otto):
    """Esc closes the comment, a second one the page; nothing was sent."""
    room.press(page(room), "Return with a comment")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page(room) is not None
    assert not page(room).findChild(QPlainTextEdit).isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page(room) is None


def test_a_change_of_the_same_lines_asks_which_text_stands(room, otto):
    """The team changed them meanwhile: the maintainer chooses, and that is what everybody gets."""
    room.anna_sends({WIFI: "# Wifi\n\none by Anna\n\ntwo\n\nthree\n"})
    room.press(page(room), "Accept")
    assert "Which text is to stand?" in words(page(room))
    room.press(page(room), "Take the writer's text")
    assert room.of_shared(WIFI) == TEXT
    assert page(room)._list.rows == ()


def test_trouble_with_the_shared_copy_is_said_and_nothing_is_lost(room, otto):
    """The shared copy is away: a sentence, the change still waits, and the buttons work again."""
    room.shared.rename(room.folder / "away")
    room.press(page(room), "Accept")
    assert "was not reached" in words(page(room))
    (room.folder / "away").rename(room.shared)
    room.press(page(room), "Accept")
    assert room.of_shared(WIFI) == TEXT


def test_a_writer_sees_the_own_ones_and_cannot_answer(qtbot, tmp_path):
    """How each stands; a returned one is opened to go on with."""
    rules = 'review = true\nmaintainers = ["anna@example.org"]\n'
    room = Room(qtbot, tmp_path, FILES | {"kbdesk.toml": rules})
    otto = Otto(room)
    otto.sends("articles/vpn.md", "# VPN\n\nby Otto\n")
    draft = replace(room.desk.writing.open(WIFI), text=TEXT)
    room.desk.team.send_for_review(draft, "Wifi: mine", MIA)
    room.sync()
    room.team.show_reviews()
    room.rest()
    assert [row.title for row in page(room)._list.rows] == ["Wifi: mine"]
    assert not [b for b in ("Accept", "Return") if _has(room, b)]
    anna = Home(tmp_path / "anna-data", tmp_path / "anna-cache")
    anna.make()
    anna.set_who(Author("Anna", "anna@example.org"))
    desk = Desk(room.anna, anna)
    desk.team.sync()
    mine = next(one for one in desk.team.reviews() if one.email == MIA.email)
    desk.team.send_back(mine, "Which one?", Author("Anna", "anna@example.org"))
    room.sync()
    room.team.reviewing.refresh()
    room.rest()
    assert "“Which one?”" in words(page(room))
    opened = []
    room.team.edit_asked.connect(opened.append)
    room.press(page(room), "Go on writing")
    assert [(one.path, one.text) for one in opened] == [(WIFI, TEXT)]
    desk.close()
    otto.desk.close()
    room.close()


def _has(room, text):
    try:
        return room.button(page(room), text)
    except StopIteration:
        return None


def test_a_change_is_accepted_and_returned_by_keys(room, otto):
    """R opens the comment, Esc closes it, Ctrl+Enter in the list accepts; the footer counts what waits."""
    room.press(page(room), "Close")
    room.team.exchange.refresh()
    room.rest()
    assert room.phrase == "1 change waits for your review"
    room.team.show_reviews()
    room.rest()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_R)
    assert QApplication.focusWidget() is page(room).findChild(QPlainTextEdit)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page(room)._list
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    room.rest()
    assert room.of_shared(WIFI) == TEXT
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page(room) is None
