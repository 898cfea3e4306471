# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""Sharing in the window: by itself and by hand, in one phrase, with its questions."""

from __future__ import annotations

import os
import time

import pytest
from gitrepo import make_repo
from panes import words
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from teamhands import FILES, MIA, Room, room  # noqa: F401 - a fixture

from kbdesk.desk.desk import Desk
from kbdesk.model import Author, TeamState
from kbdesk.ui.form import FormSheet
from kbdesk.ui.team import exchange
from kbdesk.ui.team.pace import REGULAR_S
from kbdesk.ui.team.question_sheet import QuestionSheet
from kbdesk.ui.team.sign_in import SignInSheet
from kbdesk.ui.theme import Theme

WIFI = "articles/wifi.md"
MINE = "# Wifi\n\none by Mia\n\ntwo\n\nthree\n"
THEIRS = "# Wifi\n\none by Anna\n\ntwo\n\nthree\n"

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]


def accent_of(theme):
    return theme.color("accent").name()


def colours(widget):
    """All colours that a widget shows."""
    image = widget.grab().toImage()
    return {
        image.pixelColor(across, down).name()
        for across in range(image.width())
        for down in range(image.height())
    }


# --- by itself ---


def test_updates_come_by_themselves_once_the_library_is_shown(room):
    """Soon after the start Anna's change is in the folder, and those who show the library are told."""
    arrived = []
    room.team.arrived.connect(arrived.append)
    room.anna_sends({WIFI: THEIRS})
    assert room.team.exchange.next_s is None
    room.team.begin()
    assert room.team.exchange.next_s < 2
    room.wait(lambda: arrived == [(WIFI,)])
    assert (room.mine / WIFI).read_text() == THEIRS
    assert room.phrase == "Up to date"
    assert REGULAR_S * 0.75 < room.team.exchange.next_s <= REGULAR_S * 1.27


def test_a_save_is_sent_soon_and_told_as_waiting_until_then(room):
    """After a save the phrase counts it at once, and the next round is at most 20 seconds away."""
    room.team.begin()
    room.sync()
    room.save(WIFI, MINE)
    room.team.saved()
    room.rest()
    assert room.phrase == "1 change waits to be sent"
    assert room.team.exchange.next_s < 22
    room.sync()
    assert room.phrase == "Up to date"
    assert room.of_shared(WIFI) == MINE


def test_a_shared_copy_that_is_away_is_offline_and_tried_again(room, tmp_path):
    """The phrase says since when; the next round comes soon, and finds it when it is back."""
    room.sync()
    room.shared.rename(tmp_path / "away")
    room.sync()
    assert room.phrase.startswith("Offline since")
    assert room.team.exchange.next_s < 6  # 5, give or take what a coarse timer may
    first = room.team.exchange.next_s
    room.sync()
    assert room.team.exchange.next_s > first
    (tmp_path / "away").rename(room.shared)
    room.sync()
    assert room.phrase == "Up to date"
    assert room.team.exchange.next_s > REGULAR_S * 0.75


def test_a_library_of_one_has_no_rounds(room, tmp_path):
    """Without a shared copy nothing is tried; the phrase says so."""
    make_repo(tmp_path / "own", FILES)
    room.team.set_desk(Desk(tmp_path / "own", room.home))
    room.rest()
    room.team.begin()
    room.sync()
    assert room.phrase == "Only on this computer"
    assert room.team.exchange.next_s is None


# --- one article parked ---


def test_a_conflict_parks_one_article_and_the_rest_goes_on(room):
    """The team's text stands, the other file came, my version is told in footer, article and sheet."""
    room.save(WIFI, MINE)
    room.anna_sends({WIFI: THEIRS, "articles/new.md": "# New\n"})
    told = []
    room.team.exchange.told.connect(told.append)
    room.sync()
    room.sync()
    assert (room.mine / WIFI).read_text() == THEIRS
    assert (room.mine / "articles/new.md").exists()
    assert room.phrase == "Your version of wifi waits for your choice"
    note = room.team.note_for(WIFI)
    assert note.text.startswith("Anna changed this article")
    assert note.button == "Compare"
    assert room.team.note_for("articles/vpn.md") is None
    assert told == ["Anna changed wifi, too; your version is kept."]
    chosen = []
    room.team.compare_asked.connect(chosen.append)
    room.team.show_team()
    room.rest()
    room.press(room.team.overview.sheet, "Compare the two versions")
    assert [draft.text for draft in chosen] == [MINE]
    assert room.team.overview.sheet is None


def test_a_settled_choice_leaves_the_phrase(room):
    """When the draft is gone, one look without the network is enough."""
    room.save(WIFI, MINE)
    room.anna_sends({WIFI: THEIRS})
    room.sync()
    room.desk.writing.drop(room.team.parked(WIFI))
    room.team.saved()
    room.rest()
    assert room.team.parked(WIFI) is None
    assert "choice" not in room.phrase


# --- questions ---


@pytest.fixture
def deleting(qtbot, tmp_path):
    room = Room(qtbot, tmp_path, {f"articles/a{n}.md": f"# A {n}\n" for n in range(30)})
    room.anna_removes(*(f"articles/a{n}.md" for n in range(25)))
    yield room
    room.close()


def test_mass_deletion_asks_and_keeping_is_the_safe_answer(deleting):
    """The sheet lists what would go; Esc changes nothing, and the phrase goes on to say that it asks."""
    deleting.sync()
    sheet = deleting.team._sheet
    assert isinstance(sheet, QuestionSheet)
    assert QApplication.focusWidget() is deleting.button(sheet, "Keep ours for now")
    assert sheet._list.count() == 25
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    deleting.rest()
    assert not deleting.team.sheet_open
    assert len(list((deleting.mine / "articles").iterdir())) == 30
    assert deleting.phrase == "Asks you before it takes updates"


def test_deletions_are_taken_when_the_person_says_so(deleting):
    """The answer is for these updates."""
    deleting.sync()
    deleting.press(deleting.team._sheet, "Take these deletions")
    assert len(list((deleting.mine / "articles").iterdir())) == 5
    assert deleting.phrase == "Up to date"


def test_a_question_of_a_round_by_itself_covers_nothing(deleting, monkeypatch):
    """Nobody is interrupted in a call: a notice with a button tells it, once."""
    monkeypatch.setattr(exchange, "SOON_S", 0.05)
    deleting.team.begin()
    notices = deleting.host.frame.notices
    deleting.wait(lambda: "kbdesk asks you" in notices.text)
    deleting.rest()
    assert not deleting.team.sheet_open
    deleting.press(notices, "Look")
    assert isinstance(deleting.team._sheet, QuestionSheet)
    deleting.team._sheet.leave()
    deleting.team.exchange._time_is_up()
    deleting.rest()
    assert notices.text == ""


# --- the team's sheet ---


def test_the_sheet_tells_what_came_and_opens_it(room):
    """The files of the last updates are listed; a press asks for one and closes the sheet."""
    room.anna_sends({WIFI: THEIRS, "articles/vpn.md": "# VPN\n"})
    room.sync()
    opened = []
    room.team.path_asked.connect(opened.append)
    QTest.mouseClick(room.team.button, Qt.MouseButton.LeftButton)
    room.rest()
    sheet = room.team.overview.sheet
    assert "What came last: 2 files" in words(sheet)
    assert f"You write as {MIA.name} <{MIA.email}>." in words(sheet)
    assert str(room.shared) in words(sheet)
    shown, dark = room.button(sheet, "vpn"), Theme(dark=True)
    assert accent_of(Theme()) in colours(shown)
    sheet.set_theme(dark)
    assert accent_of(dark) in colours(shown)
    room.team.exchange.refresh()
    room.rest()
    assert room.button(sheet, "vpn") is shown
    room.press(sheet, "vpn")
    assert opened == ["articles/vpn.md"]
    assert not room.team.sheet_open


def test_a_round_can_be_asked_for_in_the_sheet(room):
    """It gets and sends, and the sheet follows."""
    room.save(WIFI, MINE)
    room.team.saved()
    room.team.show_team()
    room.rest()
    assert "1 change waits to be sent" in words(room.team.overview.sheet)
    room.press(room.team.overview.sheet, "Get and send now")
    assert "Up to date" in words(room.team.overview.sheet)
    assert room.of_shared(WIFI) == MINE


def test_approving_and_going_back(room):
    """A maintainer approves, the library goes on, and is taken back after being asked; all is in the list."""
    room.team.show_team()
    room.rest()
    sheet = room.team.overview.sheet
    room.press(sheet, "Approve what stands now")
    room.team.exchange.refresh()
    room.rest()
    room.press(sheet, "Approve")  # a look of its own meanwhile left it asked
    assert "2026-11-22" in words(sheet)
    room.anna_sends({WIFI: THEIRS})
    room.sync()
    room.press(sheet, "Approve what stands now")
    assert "Wifi" in words(sheet)
    room.press(sheet, "Approve")
    room.press(sheet, "Take back to this")
    assert QApplication.focusWidget() is room.button(sheet, "Leave it as it is")
    assert "Wifi" in words(sheet)
    assert (room.mine / WIFI).read_text() == THEIRS
    room.press(sheet, "Take the library back")
    assert (room.mine / WIFI).read_text() == FILES[WIFI]
    room.sync()
    assert room.of_shared(WIFI) == FILES[WIFI]
    assert room.host.failures == []


def test_readers_choose_what_is_approved_or_the_latest(room):
    """On approved the folder stands at the approved state, and comes back to the latest."""
    room.team.show_team()
    room.rest()
    sheet = room.team.overview.sheet
    room.press(sheet, "Approve what stands now")
    room.press(sheet, "Approve")
    room.anna_sends({WIFI: THEIRS})
    room.sync()
    told = []
    room.team.arrived.connect(told.append)
    room.press(sheet, "What is approved")
    assert (room.mine / WIFI).read_text() == FILES[WIFI]
    assert "with what is approved" in room.phrase
    assert told
    room.press(sheet, "The latest version")
    room.sync()
    assert (room.mine / WIFI).read_text() == THEIRS


def test_the_sheet_keeps_the_focus_and_follows_the_text_size(room):
    """Tab stays in it; at 200 % in a narrow window no button is cut off at its side."""
    room.team.show_team()
    room.rest()
    sheet = room.team.overview.sheet
    for _ in range(30):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert sheet.isAncestorOf(QApplication.focusWidget())
    room.host.resize(480, 800)
    room.team.set_theme(Theme(dark=True, scale=2.0))
    room.rest()
    for button in (room.button(sheet, "Get and send"), room.button(sheet, "Close")):
        right = button.mapTo(sheet, button.rect().topRight()).x()
        assert 0 < right <= sheet.width()


# --- who writes, and signing in ---


def test_who_writes_is_asked_once(room):
    """Without a name the sheet asks; what was to be done is done after it."""
    room.team.who.author = None
    done = []
    room.team.who.need(done.append)
    room.rest()
    sheet = room.team.who.sheet
    fields = [edit for edit in sheet.findChildren(QLineEdit) if edit.isVisible()]
    assert [edit.text() for edit in fields] == [MIA.name, MIA.email]
    fields[1].setText("nobody")
    QTest.keyClick(fields[1], Qt.Key.Key_Return)
    assert "no mail address" in words(sheet)
    fields[0].setText("Ada Wong")
    fields[1].setText("ada@example.org")
    QTest.keyClick(fields[1], Qt.Key.Key_Return)
    room.rest()
    assert done == [Author("Ada Wong", "ada@example.org")]
    assert room.home.who() == done[0]
    room.team.who.need(done.append)
    assert len(done) == 2
    assert not room.team.sheet_open


def test_the_password_is_never_on_screen_nor_kept(room):
    """Its field hides it, and closing forgets it."""
    room.team._ask_name(TeamState("sign-in"))
    sheet = room.team._sheet
    assert isinstance(sheet, SignInSheet)
    user, password = (edit for edit in sheet.findChildren(QLineEdit) if edit.isVisible())
    assert password.echoMode() == QLineEdit.EchoMode.Password
    QTest.keyClick(user, Qt.Key.Key_Return)
    assert room.team.sheet_open
    assert user.property("invalid") == "true"
    user.setText("mia")
    password.setText("s3cret")
    QTest.keyClick(password, Qt.Key.Key_Escape)
    assert password.text() == ""
    assert not room.team.sheet_open


def test_a_round_by_hand_asks_in_a_line_while_something_is_typed(room):
    """The password's sheet does not come over another one; the line leads to it."""
    room.team.share_now()
    room.rest()
    cover = FormSheet(Theme(), room.host, "a form that is filled in")
    cover.open_over()
    room.team.exchange.came_back.emit(TeamState("sign-in"))
    assert not room.team.sheet_open
    assert "name and password" in room.host.frame.notices.text


def test_a_password_is_not_asked_for_a_library_that_is_no_longer_open(room):
    """What would be typed belongs to the server of the one before."""
    room.team._ask_name(TeamState("sign-in"))
    room.team.set_desk(room.desk)
    assert not room.team.sheet_open


# --- closing ---


def test_closing_while_a_round_waits_for_a_server_does_not_hang(room):
    """The shared copy does not answer: the window is closed within a moment, and nothing goes on running."""
    (room.shared / "HEAD").unlink()
    os.mkfifo(room.shared / "HEAD")
    room.team.share_now()
    room.qtbot.wait(300)
    assert room.team.exchange.busy
    begun = time.monotonic()
    room.stop()
    assert time.monotonic() - begun < 3


def test_a_round_can_be_stopped(room):
    """The sheet's button stops it; the phrase is what it was, and the next round is planned."""
    room.sync()
    (room.shared / "HEAD").rename(room.shared / "away")
    os.mkfifo(room.shared / "HEAD")
    room.team.show_team()
    room.rest()
    room.button(room.team.overview.sheet, "Get and send now").click()
    room.qtbot.wait(300)
    room.press(room.team.overview.sheet, "Stop")
    assert room.phrase == "Up to date"
    assert room.team.exchange.next_s > 5
