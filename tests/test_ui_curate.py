# SPDX-License-Identifier: MIT
"""The curator's page by keys: filters, what a row is about, verifying, owners, words, taking back."""

from __future__ import annotations

import shutil

import pytest
from curation import FILES, curated_desk, curated_library, everything
from frames import FrameWindow
from gitrepo import commit, git, make_repo
from panes import words
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from kbdesk.model import Finding
from kbdesk.ui.article_view import ArticleView
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.curating import Curating

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

CONTROL = Qt.KeyboardModifier.ControlModifier
HEARD = ("open_asked", "review_asked", "new_asked", "copied", "said", "failed", "changed")


class Host(FrameWindow):
    """A window with nothing but the frame and the curator's part."""

    def __init__(self, desk, theme) -> None:
        super().__init__(desk.home, theme)
        self.curating = Curating(self.lanes, self.frame, self.who, theme, lambda: desk.clock.now)


class Room:
    """A curator before the page."""

    def __init__(self, qtbot, desk, theme) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.host = Host(desk, theme)
        self.curating = self.host.curating
        self.heard = {name: [] for name in HEARD}
        for name, heard in self.heard.items():
            getattr(self.curating, name).connect(heard.append)
        self.steps, self.maps, self.checks = [], [], []
        self.curating.step_asked.connect(self._step)
        self.curating.map_asked.connect(self._map)
        self.curating.check_asked.connect(self._check)
        self.asked, self.found = 0, desk.check()
        self.curating.findings_asked.connect(self._hand_over)
        self.host.resize(1280, 800)
        self.host.show()
        self.host.activateWindow()
        qtbot.waitUntil(self.host.isActiveWindow)
        self.curating.set_desk(desk)
        self.rest()

    def _step(self, path, anchor):
        self.steps.append((path, anchor))

    def _map(self, path, anchor):
        self.maps.append((path, anchor))

    def _check(self):
        self.checks.append(True)

    def _hand_over(self):
        self.asked += 1
        if self.found is not None:
            self.curating.take_findings(self.found)

    @property
    def page(self):
        return self.curating.page

    @property
    def rows(self):
        return [(row.value.kind, row.title) for row in self.page._list.rows]

    @property
    def text(self):
        return self.page.findChild(ArticleView).toPlainText()

    def file(self, path):
        return (self.desk.root / path).read_bytes().decode()

    def rest(self):
        self.qtbot.wait(20)
        self.qtbot.waitUntil(lambda: not self.host.lanes.busy, timeout=15_000)

    def show(self):
        self.curating.show()
        self.rest()

    def keys(self, *pressed, modifiers=Qt.KeyboardModifier.NoModifier):
        for key in pressed:
            QTest.keyClick(QApplication.focusWidget(), key, modifiers)
            self.rest()

    def go_to(self, kind, path=""):
        """Walk down the list to the first row of a kind."""
        self.keys(Qt.Key.Key_Home)
        for _ in self.rows:
            row = self.page.current
            if row.kind == kind and path in ("", row.path):
                return row
            self.keys(Qt.Key.Key_Down)
        raise AssertionError(kind)

    def buttons(self):
        return [one.text() for one in self.page._foot.findChildren(QPushButton) if one.isVisible()]

    def close(self):
        self.host.lanes.shut_down()
        self.host.end(self.desk)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return curated_library(tmp_path_factory.mktemp("curate") / "kb")


@pytest.fixture
def room(qtbot, tmp_path, library, request):
    desk = curated_desk(shutil.copytree(library, tmp_path / "kb"), tmp_path / "home")
    desk.build_index(lambda done, to_do: None)
    everything(desk)
    made = Room(qtbot, desk, getattr(request, "param", Theme()))
    yield made
    made.close()


def test_the_list_comes_first_and_the_checker_after(room):
    """What the checker finds joins the list; each row says what Enter does, beside its other keys."""
    room.show()
    assert room.rows[0] == ("check", "VPN does not connect")
    assert len(room.rows) == 10
    assert room.page._list.hasFocus()
    room.go_to("flag")
    assert room.buttons() == [
        "Open the step   Enter",
        "Verified today   V",
        "Owner …   O",
        "Show on the map   M",
    ]
    assert "Restart how? Ask [e-mail removed]" in room.text
    assert "Restart the router." in room.text
    room.go_to("due", "articles/mfa.md")
    assert "Open the portal." in room.text
    room.go_to("gap")
    assert "blank pages, printed by printers" in room.text
    assert "Clean the printer heads" in room.text


def test_the_checker_is_asked_once_and_its_findings_join_the_list(room):
    """Until they come the page says so; what it finds later takes their place."""
    room.found = None
    room.show()
    assert room.asked == 1
    assert "check" not in {kind for kind, _ in room.rows}
    assert "still looking" in words(room.page)
    room.curating.close()
    room.show()
    assert room.asked == 1
    room.curating.take_findings([Finding("articles/mfa.md", 2, "KB204", "warning", "No heading.")])
    room.rest()
    assert ("check", "Reset MFA") in room.rows
    assert "still looking" not in words(room.page)
    room.curating.set_desk(room.desk)
    room.show()
    assert room.asked == 2
    room.curating.without_findings()
    room.rest()
    assert "still looking" not in words(room.page)


def test_enter_does_what_the_row_says(room):
    """Each kind goes where it is put right."""
    room.show()
    for kind in ("check", "flag", "returned", "gap", "escalates"):
        room.go_to(kind)
        room.keys(Qt.Key.Key_Return)
    room.go_to("due", "articles/mfa.md")
    room.keys(Qt.Key.Key_Return)
    end = ("playbooks/wifi.md", "escalate-to-tier-2-line-down")
    assert room.checks == [True]
    assert room.steps == [("playbooks/wifi.md", "restart-it"), end]
    assert room.heard["new_asked"] == ["printer prints blank pages"]
    assert room.maps == [end]
    assert room.heard["open_asked"] == ["articles/mfa.md"]
    room.go_to("flag")
    room.keys(Qt.Key.Key_M)
    assert room.maps[-1] == ("playbooks/wifi.md", "restart-it")
    room.go_to("due", "articles/mfa.md")
    room.keys(Qt.Key.Key_M)
    assert len(room.maps) == 2  # an article has no map


def test_words_to_say_are_copied_and_links_open_the_document(room):
    """What stands at the right is for looking; a link goes where it is read."""
    room.show()
    room.go_to("due", "playbooks/wifi.md")
    view = room.page.findChild(ArticleView)
    view.anchorClicked.emit(QUrl("kb:copy/0"))
    assert room.heard["copied"] == ["Which colour is the light?"]
    view.anchorClicked.emit(QUrl("kblink:0"))
    assert room.heard["open_asked"] == ["playbooks/wifi.md"]


def test_verified_today_in_one_key_and_taken_back_in_one(room):
    """V saves and the row goes; Ctrl+Z within ten seconds brings both back."""
    before = room.file("articles/mfa.md")
    room.show()
    room.go_to("due", "articles/mfa.md")
    room.keys(Qt.Key.Key_V)
    assert "reviewed: 2026-11-22" in room.file("articles/mfa.md")
    assert room.heard["changed"] == [("articles/mfa.md",)]
    assert ("due", "Reset MFA") not in room.rows
    assert "“Reset MFA” is verified until 21 Dec 2026." in words(room.page)
    assert room.page._list.hasFocus()
    room.keys(Qt.Key.Key_Z, modifiers=CONTROL)
    assert room.file("articles/mfa.md") == before
    assert ("due", "Reset MFA") in room.rows
    said = git(room.desk.root, "log", "--format=%s", "--", "articles/mfa.md").splitlines()
    assert said == ["Reset MFA: last change taken back", "Reset MFA: verified by Mia Tran", "first"]
    room.keys(Qt.Key.Key_Z, modifiers=CONTROL)
    assert room.file("articles/mfa.md") == before  # there is nothing more to take back


def test_it_can_be_taken_back_for_ten_seconds_only(room, monkeypatch):
    """After that the button is gone and the key does nothing."""
    room.show()
    room.go_to("due", "articles/mfa.md")
    room.keys(Qt.Key.Key_V)
    after = room.file("articles/mfa.md")
    assert room.curating._undo_timer.isActive()
    assert room.curating._undo_timer.interval() == 10_000
    room.curating._undo_timer.timeout.emit()
    assert "is verified until" not in words(room.page)
    room.keys(Qt.Key.Key_Z, modifiers=CONTROL)
    assert room.file("articles/mfa.md") == after


def test_an_article_is_verified_without_the_page(room):
    """From the article itself: a notice says so and offers to take it back."""
    before = room.file("articles/mfa.md")
    room.curating.verify("articles/mfa.md")
    room.rest()
    assert room.host.frame.notices.text == "“Reset MFA” is verified until 21 Dec 2026."
    room.host.frame.notices._pressed()
    room.rest()
    assert room.file("articles/mfa.md") == before
    assert room.heard["said"] == ["“Reset MFA” is as it was before."]
    room.curating.verify("articles/old.md")
    room.rest()
    assert "archived" in str(room.heard["failed"][0])


def test_an_owner_is_given_by_keys(room):
    """O asks, with oneself as a proposal where nobody is; Esc leaves it; the list can show mine only."""
    room.show()
    room.go_to("check")
    room.keys(Qt.Key.Key_O)
    field = QApplication.focusWidget()
    assert field.text() == "Mia Tran"
    room.keys(Qt.Key.Key_Escape)
    assert room.page._list.hasFocus()
    assert "owner" not in room.file("articles/vpn.md")
    room.keys(Qt.Key.Key_O)
    QTest.keyClicks(QApplication.focusWidget(), "v m o")
    room.keys(Qt.Key.Key_Return)
    assert "owner: v m o\n" in room.file("articles/vpn.md")
    assert "v m o owns “VPN does not connect” now." in words(room.page)
    room.keys(Qt.Key.Key_F)
    QTest.keyClicks(QApplication.focusWidget(), "Mine")
    room.keys(Qt.Key.Key_Escape)
    assert room.rows == [("due", "Reset MFA")]
    assert room.page is not None
    assert room.page._list.hasFocus()


def test_digits_choose_a_kind(room):
    """The chips count what there is; a kind that has nothing left gives way to all."""
    room.show()
    chips = [one.text() for one in room.page._filters._chips if one.isVisible()]
    assert chips == [
        "All 10",
        "Checks 1",
        "Flags 1",
        "Sent back 2",
        "Searches 2",
        "Review dates 3",
        "Escalations 1",
    ]
    room.keys(Qt.Key.Key_3)
    assert room.rows == [("flag", "Wi-Fi drops: Restart it")]
    room.keys(Qt.Key.Key_V)
    assert len(room.rows) == 8  # the flag and the review date of this playbook are done with
    room.keys(Qt.Key.Key_9)
    assert len(room.rows) == 8


def test_searches_are_answered_or_taken_off(room):
    """W adds the words to what comes nearest, Delete takes them off the list; both can be taken back."""
    room.show()
    room.go_to("gap")
    room.keys(Qt.Key.Key_W)
    assert "printer prints blank pages]" in room.file("articles/printer.md")
    assert [title for kind, title in room.rows if kind == "gap"] == ["“the moon is too bright”"]
    room.go_to("gap")
    room.keys(Qt.Key.Key_Delete)
    assert "gap" not in {kind for kind, _ in room.rows}
    room.keys(Qt.Key.Key_Z, modifiers=CONTROL)
    assert [title for kind, title in room.rows if kind == "gap"] == ["“the moon is too bright”"]
    assert room.heard["failed"] == []


def test_what_could_not_be_saved_is_said_on_the_page(room):
    """The row stays, and can be tried again."""
    room.show()
    room.go_to("due", "articles/mfa.md")
    commit(room.desk.root, {"articles/mfa.md": "---\nconfidence: archived\n---\n\n# Reset MFA\n"})
    room.keys(Qt.Key.Key_V)
    assert "archived" in words(room.page)
    assert room.page._foot.isEnabled()


def test_a_name_is_asked_for_once(qtbot, tmp_path, library):
    """Who verifies is in the history, so it has to be known; leaving the question changes nothing."""
    desk = curated_desk(shutil.copytree(library, tmp_path / "kb"), tmp_path / "home", who=None)
    room = Room(qtbot, desk, Theme())
    room.show()
    room.go_to("due", "articles/mfa.md")
    room.keys(Qt.Key.Key_V)
    assert room.host.who.sheet is not None
    room.host.who.sheet.leave()
    room.rest()
    assert room.file("articles/mfa.md") == FILES["articles/mfa.md"]
    assert room.page._foot.isEnabled()
    room.close()


def test_nothing_wants_attention(qtbot, tmp_path):
    """The page says so, with what was verified; Esc leaves it."""
    make_repo(tmp_path / "kb", {"articles/a.md": "---\ntitle: A\nreviewed: 2026-10-01\n---\n\nText.\n"})
    room = Room(qtbot, curated_desk(tmp_path / "kb", tmp_path / "home"), Theme())
    room.show()
    assert "Nothing wants attention. 1 document was verified in the last 6 months." in words(room.page)
    room.keys(Qt.Key.Key_Escape)
    assert room.page is None
    room.close()


def test_keys_are_not_taken_twice_while_something_is_saved(room):
    """V pressed twice at once verifies one row."""
    room.show()
    room.go_to("due", "articles/mfa.md")
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_V)
    room.rest()
    assert room.heard["changed"] == [("articles/mfa.md",)]


@pytest.mark.parametrize("room", [Theme(), Theme(True, 2.0)], indirect=True, ids=["100", "200"])
@pytest.mark.parametrize("size", [(480, 800), (1280, 800)])
def test_a_small_window_has_all_of_it(room, size):
    """At 480 pixels, also with text at 200 %, every visible button and field is inside, or in the menu."""
    room.host.resize(*size)
    room.show()
    for act in ("", "owner", "done"):
        room.go_to("due", "articles/mfa.md")
        if act == "owner":
            room.keys(Qt.Key.Key_O)
        if act == "done":
            room.keys(Qt.Key.Key_V)
        whole = room.page.rect()
        for button in room.page.findChildren(QPushButton):
            if button.isVisible():
                parent = button.parentWidget()
                assert parent.rect().contains(button.geometry()), (act, button.text())
                at = button.rect().translated(button.mapTo(room.page, QPoint(0, 0)))
                assert whole.contains(at), (act, button.text())
                assert button.height() >= button.sizeHint().height(), (act, button.text())
        if act == "owner":
            room.keys(Qt.Key.Key_Escape)
    if room.page._more.isVisible():
        room.go_to("flag")
        told = [act.text() for act in room.page._menu.actions()]
        assert told == ["Verified today", "Owner …", "Show on the map"]
        room.page._menu.actions()[2].trigger()
        assert room.maps == [("playbooks/wifi.md", "restart-it")]
