# SPDX-License-Identifier: MIT
"""Recover: all that is kept in one list, shown, opened, brought back, discarded and kept after all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gitrepo import git
from panes import words
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from teamhands import Room

from kbdesk.ui.article_view import ArticleView
from kbdesk.ui.theme import Theme

WIFI, VPN = "articles/wifi.md", "articles/vpn.md"
MINE = "---\ntitle: Wifi of mine\n---\n\none by Mia\n"
THEIRS = "# Wifi\n\none by Anna\n"

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]


@pytest.fixture
def room(qtbot, tmp_path):
    """A version of mine set aside, an unsaved draft of another article, and a new one."""
    room = Room(qtbot, tmp_path)
    room.save(WIFI, MINE)
    room.anna_sends({WIFI: THEIRS})
    room.sync()
    writing = room.desk.writing
    writing.keep(replace(writing.open(VPN), text="# VPN\n\nhalf a sentence abo"))
    writing.keep(replace(writing.new("article", "Printers"), text="# Printers\n\nPaper jam.\n"))
    room.team.show_recover()
    room.rest()
    yield room
    room.close()


def page(room):
    return room.team.recovering.page


def rows(room):
    return [(row.title, row.gone) for row in page(room)._list.rows]


def keys(room, *pressed, modifiers=Qt.KeyboardModifier.NoModifier):
    for key in pressed:
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)
        room.rest()


def choose(room, title):
    """Go down the list to a row by the arrow keys."""
    keys(room, Qt.Key.Key_Home)
    for _ in page(room)._list.rows:
        if page(room)._list.current().title == title:
            return
        keys(room, Qt.Key.Key_Down)
    raise AssertionError(title)


def test_all_that_is_kept_stands_in_one_list(room):
    """What waits for a choice first, then drafts; each with why it is here; the first is shown."""
    titles = [title for title, _ in rows(room)]
    assert titles[0] == "Wifi of mine"
    assert set(titles[1:3]) == {"VPN", "Printers"}
    assert "Anna changed it, too" in page(room)._list.rows[0].line
    assert QApplication.focusWidget() is page(room)._list
    assert "one by Mia" in page(room).findChild(ArticleView).toPlainText()


def test_a_draft_is_opened_by_keys_alone(room):
    """Arrow keys and Enter; a version set aside goes to the choice, a draft to the editor."""
    opened, compared = [], []
    room.team.edit_asked.connect(opened.append)
    room.team.compare_asked.connect(compared.append)
    keys(room, Qt.Key.Key_Return)
    assert [draft.text for draft in compared] == [MINE]
    choose(room, "VPN")
    assert "half a sentence abo" in page(room).findChild(ArticleView).toPlainText()
    keys(room, Qt.Key.Key_Return)
    assert [draft.path for draft in opened] == [VPN]


def test_discarding_asks_once_and_can_be_undone_until_the_page_closes(room):
    """Delete, Delete; Ctrl+Z; the text is on the disk until the page is closed."""
    left = {draft.id for draft in room.desk.writing.left()}
    choose(room, "VPN")
    keys(room, Qt.Key.Key_Delete)
    assert ("VPN", False) in rows(room)
    assert "Discard it?" in words(page(room))
    keys(room, Qt.Key.Key_Delete)
    assert ("VPN", True) in rows(room)
    choose(room, "Printers")
    keys(room, Qt.Key.Key_Delete)
    assert ("Printers", True) in rows(room)
    assert {draft.id for draft in room.desk.writing.left()} == left
    keys(room, Qt.Key.Key_Z, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert ("Printers", False) in rows(room)
    keys(room, Qt.Key.Key_Escape)
    assert page(room) is None
    assert sorted(draft.path.split("/")[-1] for draft in room.desk.writing.left()) == [
        "printers.md",
        "wifi.md",
    ]


def test_a_question_about_discarding_can_be_left(room):
    """Esc leaves all as it is and the page open."""
    keys(room, Qt.Key.Key_Delete, Qt.Key.Key_Escape)
    assert page(room) is not None
    assert not any(gone for _, gone in rows(room))
    assert "Discard it?" not in words(page(room))


def test_a_window_that_closes_discards_nothing(room):
    """Only closing the page lets go of texts; a crash or the end of the window does not."""
    choose(room, "VPN")
    keys(room, Qt.Key.Key_Delete, Qt.Key.Key_Delete)
    room.stop()
    assert VPN in {draft.path for draft in room.desk.writing.left()}


def test_the_list_is_filtered_by_words_and_kind(room):
    """Words of title, line or path; Esc empties the filter before it closes the page."""
    page(room)._filter.setFocus()
    QTest.keyClicks(page(room)._filter, "paper jam vpn")
    assert rows(room) == []
    assert "Nothing fits the filter." in words(page(room))
    page(room)._filter.setText("vpn")
    assert rows(room) == [("VPN", False)]
    keys(room, Qt.Key.Key_Escape)
    assert len(rows(room)) >= 3
    room.press(page(room), "Drafts")
    assert {title for title, _ in rows(room)} == {"VPN", "Printers"}


def test_digits_do_not_answer_a_call_behind_the_page(room):
    """A key of the hidden call is not let through to the window's shortcuts."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    for key, text in ((Qt.Key.Key_1, "1"), (Qt.Key.Key_Backspace, "")):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier, text)
        event.ignore()
        page(room).event(event)
        assert event.isAccepted()


def test_a_file_is_brought_back_from_a_backup(room):
    """The team's history was rewritten over a save of mine: the backup lists its file, and gives it back."""
    git(room.anna, "checkout", "-q", "--orphan", "other")
    git(room.anna, "commit", "-q", "-m", "rewritten", author="Anna")
    git(room.anna, "push", "-q", "--force", "origin", "other:main")
    room.save(VPN, "# VPN\n\nsaved, not sent\n")
    room.sync()
    room.press(room.team._sheet, "Take the rewritten copy")
    assert "saved, not sent" not in (room.mine / VPN).read_text()
    room.team.recovering.refresh()
    room.rest()
    room.press(page(room), "Backups")
    page(room)._list.choose(0)
    room.rest()
    paths = [page(room)._files.item(n).text() for n in range(page(room)._files.count())]
    assert VPN in paths
    page(room)._files.setCurrentRow(paths.index(VPN))
    room.press(page(room), "Bring back this file")
    assert "saved, not sent" in (room.mine / VPN).read_text()
    assert git(room.mine, "log", "-1", "--format=%an").strip() == "Mia Tran"
    assert room.host.failures == []


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_narrow_and_large_the_buttons_stay_in_sight(room, scale):
    """At 480 x 800 and at 200 % the list has at least one whole row and no button leaves the page."""
    room.host.resize(480, 800)
    room.team.set_theme(Theme(scale=scale))
    room.rest()
    recover = page(room)
    button = room.button(recover, "Compare and choose")
    corner = button.mapTo(recover, button.rect().bottomRight())
    assert recover.rect().contains(corner)
    rect = recover._list.visualRect(recover._list.currentIndex())
    assert rect.height() > 0
    assert recover._list.viewport().rect().contains(rect)


def test_an_empty_page_says_that_all_is_well(qtbot, tmp_path):
    """Nothing to recover is good news."""
    room = Room(qtbot, tmp_path)
    room.team.show_recover()
    room.rest()
    assert "all is in the library" in words(page(room))
    QTest.keyClick(page(room), Qt.Key.Key_Escape)
    assert page(room) is None
    room.close()
