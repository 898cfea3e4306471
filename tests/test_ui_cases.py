# SPDX-License-Identifier: MIT
"""My cases in the window: found by words, read, gone on with, exported and deleted by keys; old ones go."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest
from desks import make_desk, sample_repo
from frames import FrameWindow
from panes import words
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from kbdesk import playbook
from kbdesk.model import Seat
from kbdesk.ui.article_view import ArticleView
from kbdesk.ui.cases.own_cases import OwnCases
from kbdesk.ui.theme import Theme

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

SAID = {"printer": "The printer blinks", "wifi": "My wifi drops", "mail": "No mail since Monday"}


class Host(FrameWindow):
    """A window with nothing but the frame and the page of cases."""

    def __init__(self, desk, theme) -> None:
        super().__init__(desk.home, theme)
        self.own = OwnCases(self.lanes, self.frame, theme, desk.home, lambda: desk.clock.now)


class Room:
    """A person before the page, with three cases: one on hold, one solved, one handed over."""

    def __init__(self, qtbot, folder, library, theme) -> None:
        self.qtbot, self.stopped = qtbot, False
        self.desk = make_desk(library, folder / "home")
        self.ids = self._cases()
        self.host = Host(self.desk, theme)
        self.own = self.host.own
        self.heard = {name: [] for name in ("reopen_asked", "deleted", "said", "failed", "copied")}
        self.seats = []
        self.own.seat_asked.connect(self._seat_asked)
        for name, heard in self.heard.items():
            getattr(self.own, name).connect(heard.append)
        self.host.resize(1280, 800)
        self.host.show()
        self.host.activateWindow()
        qtbot.waitUntil(self.host.isActiveWindow)
        self.own.set_desk(self.desk)
        self.own.show()
        self.rest()

    def _cases(self):
        calls, book = self.desk.calls, self.desk.opening().playbooks[0][1]
        found = {}
        for name, said in SAID.items():
            run_id = found[name] = calls.start(book, (said,)).run.id
            calls.note(run_id, f"a note on {name}\nof two lines")
        calls.pause(found["printer"])
        calls.save(playbook.resolve(calls.run(found["wifi"]), calls.now()), "resolve")
        calls.save(playbook.escalated(calls.run(found["mail"]), calls.now()), "escalate")
        return found

    def _seat_asked(self):
        self.seats.append(self.page)

    @property
    def page(self):
        return self.own.page

    @property
    def titles(self):
        return [row.title for row in self.page._list.rows]

    def rest(self):
        self.qtbot.wait(20)
        self.qtbot.waitUntil(lambda: not self.host.lanes.busy, timeout=15_000)

    def keys(self, *pressed, modifiers=Qt.KeyboardModifier.NoModifier):
        for key in pressed:
            QTest.keyClick(QApplication.focusWidget(), key, modifiers)
            self.rest()

    def type(self, text):
        QTest.keyClicks(QApplication.focusWidget(), text)
        self.rest()

    def tab_to(self, text):
        """Press Tab until the button with this beginning has the focus."""
        for _ in range(20):
            focused = QApplication.focusWidget()
            if isinstance(focused, QPushButton) and focused.text().startswith(text):
                return
            self.keys(Qt.Key.Key_Tab)
        raise AssertionError(text)

    def stop(self):
        """The window closes, as the real one does."""
        self.stopped = True
        self.own.shut_down()
        self.host.lanes.shut_down()
        self.own.finish()

    def close(self):
        if not self.stopped:
            self.stop()
        self.host.end(self.desk)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return sample_repo(tmp_path_factory.mktemp("cases") / "kb")


@pytest.fixture
def room(qtbot, tmp_path, library, request):
    made = Room(qtbot, tmp_path, library, getattr(request, "param", Theme()))
    yield made
    made.close()


def text(room):
    return room.page.findChild(ArticleView).toPlainText()


def test_cases_are_listed_with_what_became_of_them(room):
    """The newest first, each with state, playbook and step in words; the first is read at the right."""
    assert room.titles == ["“No mail since Monday”", "“My wifi drops”", "“The printer blinks”"]
    lines = [row.line for row in room.page._list.rows]
    assert [line.split()[0] for line in lines] == ["handed", "solved", "on"]
    assert all("at “Ask once why”" in line for line in lines)
    assert "a note on mail" in text(room)
    assert "Cases are kept for 30 days, then removed." in words(room.page)
    assert "Handed over" in words(room.page)


def test_a_case_is_found_while_typing_and_gone_on_with_by_enter(room):
    """Words, arrows and Enter, without leaving the field; the words are marked in the case."""
    room.type("TWO note")
    assert len(room.titles) == 3
    room.keys(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert "a note on printer" in text(room)
    assert room.page.findChild(ArticleView).marks
    room.type(" printer")
    assert room.titles == ["“The printer blinks”"]
    room.keys(Qt.Key.Key_Return)
    assert room.heard["reopen_asked"] == [room.ids["printer"]]
    room.type("xyz")
    assert room.titles == []
    assert "No case has all of these words." in words(room.page)
    room.keys(Qt.Key.Key_Escape)
    assert len(room.titles) == 3
    room.keys(Qt.Key.Key_Escape)
    assert room.page is None


def test_arrows_beyond_the_ends_of_the_list_do_nothing(room):
    """Also where it has one row or none: a key that the list does not want must not come back for ever."""
    room.keys(Qt.Key.Key_Up)
    room.type("printer")
    room.keys(Qt.Key.Key_Up, Qt.Key.Key_Down)
    room.type("xyz")
    room.keys(Qt.Key.Key_Down)
    assert room.page._search.hasFocus()


def test_letters_typed_in_the_list_go_to_the_search(room):
    """Whoever walks through the list may type at any time."""
    room.page._list.setFocus()
    room.keys(*(Qt.Key(ord(letter)) for letter in "WIFI"))
    assert room.titles == ["“My wifi drops”"]


def test_deleting_asks_once_and_is_for_good(room):
    """Delete asks, Esc leaves it be, Delete twice deletes; nothing of it is in the store."""
    room.page._list.setFocus()
    room.keys(Qt.Key.Key_Delete)
    assert "This cannot be undone." in words(room.page)
    room.keys(Qt.Key.Key_Escape)
    assert "This cannot be undone." not in words(room.page)
    assert len(room.titles) == 3
    room.keys(Qt.Key.Key_Delete, Qt.Key.Key_Delete)
    assert room.titles == ["“My wifi drops”", "“The printer blinks”"]
    assert room.heard["deleted"] == [(room.ids["mail"],)]
    assert room.heard["said"] == ["1 case was deleted for good."]
    assert QApplication.focusWidget() is room.page._list
    assert b"No mail since" not in room.desk.home.cases.read_bytes()


def test_enter_agrees_to_what_is_asked_and_does_not_go_on(room):
    """While the page asks, Enter presses the button that has the focus; another row ends the question."""
    room.page._list.setFocus()
    room.keys(Qt.Key.Key_Delete)
    room.page._list.setFocus()
    room.keys(Qt.Key.Key_Down)
    assert "This cannot be undone." not in words(room.page)
    room.keys(Qt.Key.Key_Delete, Qt.Key.Key_Return)
    assert room.heard["reopen_asked"] == []
    assert room.titles == ["“No mail since Monday”", "“The printer blinks”"]


def test_deleting_all_asks_twice_and_leaves_what_is_under_way(room):
    """Those that the words find; a call on hold stays."""
    room.type("two lines")
    room.tab_to("Delete all")
    room.keys(Qt.Key.Key_Return)
    assert "that “two lines” finds" in words(room.page)
    room.keys(Qt.Key.Key_Return)
    assert len(room.titles) == 3
    room.keys(Qt.Key.Key_Return)
    assert room.titles == ["“The printer blinks”"]
    assert room.heard["said"] == ["2 cases were deleted for good."]


def test_a_case_that_was_sent_back_is_not_gone_on_with(room):
    """It can be read; going on waits for its note."""
    calls, run_id = room.desk.calls, room.ids["mail"]
    calls.save(replace(calls.run(run_id), status="returned"), "send back")
    room.own.refresh()
    room.rest()
    assert room.page._list.rows[0].line.startswith("sent back")
    room.keys(Qt.Key.Key_Return)
    assert room.heard["reopen_asked"] == []


def test_exporting_by_keys(room, tmp_path, monkeypatch):
    """One case as a note, all that are found as a table; the ending follows the chosen kind."""
    chosen = [(str(tmp_path / "case.md"), ""), (str(tmp_path / "all"), "Table (*.csv)")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen.pop(0))
    room.tab_to("Export …")
    room.keys(Qt.Key.Key_Return)
    assert "No mail since Monday" in (tmp_path / "case.md").read_text(encoding="utf-8")
    room.page._search.setFocus()
    room.type("wifi")
    room.tab_to("Export all")
    room.keys(Qt.Key.Key_Return)
    table = (tmp_path / "all.csv").read_text(encoding="utf-8-sig")
    assert "My wifi drops" in table
    assert "The printer" not in table
    assert room.heard["failed"] == []
    assert len(room.heard["said"]) == 2


def test_all_of_a_ticket_is_exported_by_its_number(room, tmp_path, monkeypatch):
    """The number stands in the search; the title and the sentence say that nothing is taken out."""
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *given: asked.append(given) or (str(tmp_path / "all"), "")
    )
    room.tab_to("All of a ticket")
    room.keys(Qt.Key.Key_Return)
    assert "number into the search" in room.heard["said"][-1]
    assert asked == []
    room.type("wifi")
    room.tab_to("All of a ticket")
    room.keys(Qt.Key.Key_Return)
    assert "nothing taken out" in asked[0][1]
    assert asked[0][2].endswith("ticket-wifi.zip")
    assert "nothing was taken out" in room.heard["said"][-1]
    with ZipFile(tmp_path / "all.zip") as archive:
        assert f"cases/{room.ids['wifi']}.md" in archive.namelist()


def test_a_block_of_a_case_is_copied(room):
    """Copy beside a note of several lines gives its text."""
    room.page.findChild(ArticleView).anchorClicked.emit(QUrl("kb:copy/0"))
    assert room.heard["copied"] == ["a note on mail\nof two lines"]


def test_a_case_that_cannot_be_read_can_be_deleted(room):
    """Its row is there; going on and export are not offered."""
    with sqlite3.connect(room.desk.home.cases) as other:
        other.execute("UPDATE run SET json = '{' WHERE id = ?", (room.ids["mail"],))
    other.close()
    room.own.refresh()
    room.rest()
    assert "cannot be read" in words(room.page)
    room.keys(Qt.Key.Key_Return)
    assert room.heard["reopen_asked"] == []
    room.page._list.setFocus()
    room.keys(Qt.Key.Key_Delete, Qt.Key.Key_Delete)
    assert len(room.titles) == 2


def test_old_cases_go_and_one_sentence_says_so(room):
    """Upkeep is silent until something was removed; the page follows."""
    room.own.purge()
    room.rest()
    assert room.heard["said"] == []
    room.desk.clock.now += timedelta(days=40)
    room.own.purge()
    room.rest()
    assert room.heard["said"] == ["3 old cases and notes were removed; they are kept for 30 days (My cases)."]
    assert room.titles == []
    assert "No cases yet." in words(room.page)
    assert QApplication.focusWidget() is room.page._search


def test_what_is_kept_until_the_window_closes_stays_until_then(room):
    """With 0 days nothing of this window goes while it is open; when it closes, all that is over goes."""
    room.desk.home.set_seat(Seat(keep_days=0))
    room.desk.clock.now += timedelta(hours=1)
    run_id = room.desk.calls.start("", ("late",)).run.id
    room.desk.calls.leave(run_id)
    room.own.purge()
    room.rest()
    assert room.titles[0] == "“late”"
    room.desk.clock.now += timedelta(seconds=1)
    room.stop()
    assert [row.run_id for row in room.desk.cases.rows()] == [room.ids["printer"]]


@pytest.mark.parametrize("room", [Theme(), Theme(True, 2.0)], indirect=True, ids=["100", "200"])
def test_a_small_window_has_all_of_it(room):
    """At 480 pixels, also with text at 200 %, every visible button is inside, and the rest is in a menu."""
    room.host.resize(480, 800)
    room.rest()
    for asks in (False, True):
        if asks:
            room.page._list.setFocus()
            room.keys(Qt.Key.Key_Delete)
        shown = [one for one in room.page.findChildren(QPushButton) if one.isVisible()]
        whole = room.page.rect()
        for button in shown:
            parent = button.parentWidget()
            assert parent.rect().contains(button.geometry()), button.text()
            assert whole.contains(button.rect().translated(button.mapTo(room.page, QPoint(0, 0)))), (
                button.text()
            )
    if room.page.is_tight:
        assert [act.text() for act in room.page._menu.actions() if act.text()] == [
            "Export …",
            "Delete now …",
            "Export all …",
            "All of a ticket …",
            "Delete all …",
            "For how long cases are kept …",
        ]
        room.page._menu.actions()[-1].trigger()
    else:
        room.tab_to("Change")
        room.keys(Qt.Key.Key_Return)
    assert room.seats == [room.page]
