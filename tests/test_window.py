# SPDX-License-Identifier: MIT
"""The same call through the real window, by keys alone."""

from __future__ import annotations

import sys

import pytest
from desks import sample_repo
from hands import opened
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from kbdesk import cli, handoff
from kbdesk.desk.home import Home
from kbdesk.ui.actions import ACTS
from kbdesk.ui.app import make_window
from kbdesk.ui.dresser import parts_of
from kbdesk.ui.footnote import Footnote
from kbdesk.ui.run_parts import ReadLink
from kbdesk.ui.run_trail import TrailItem

CONTROL = Qt.KeyboardModifier.ControlModifier
WIFI = "playbooks/technical/wifi-drops.md"


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def hands(qtbot, tmp_path, home):
    with opened(qtbot, home, sample_repo(tmp_path / "sample")) as hands:
        yield hands


def test_another_look_styles_each_widget_once(hands):
    """The sheet is the part's: the application's would style a widget once for each widget above it."""
    before = hands.window.looks.theme
    hands.window.looks.toggle_theme()
    assert not hands.window.updatesEnabled()  # what is on screen stays until all of the new look is there
    hands.rest()
    assert hands.window.updatesEnabled()
    look = hands.window.looks.theme.qss()
    parts = list(parts_of(hands.window))
    assert {part.styleSheet() for part in parts} == {look}
    assert {hands.window.article, hands.window.call, hands.window.frame.search} <= {*parts}
    assert hands.window.styleSheet() == hands.window.frame.styleSheet() == ""
    assert hands.window.looks.theme.dark != before.dark
    assert QApplication.instance().styleSheet() == ""


def test_a_whole_call_by_keys_alone(hands, home):
    """From the customer's words to the note in file and clipboard, without a mouse."""
    window = hands.window
    hands.type("my wifi keeps cutting out")
    hands.choose("article")
    assert window.finder.page is not None
    hands.key(Qt.Key.Key_Slash)
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    assert window.caller.view.run.playbook == WIFI
    hands.key(Qt.Key.Key_1)
    assert hands.step == "is-it-only-one-device"
    hands.key(Qt.Key.Key_Backspace)
    assert hands.step == "check-the-lights"
    hands.key(Qt.Key.Key_R, CONTROL)
    hands.type("green")
    hands.key(Qt.Key.Key_1, CONTROL)
    hands.key(Qt.Key.Key_2)
    assert hands.step == "change-the-channel"
    hands.key(Qt.Key.Key_R, CONTROL)
    hands.type("X200")
    hands.key(Qt.Key.Key_N, CONTROL)
    hands.type("channel 11 was full")
    hands.key(Qt.Key.Key_2, CONTROL)
    assert hands.step == "escalate-to-tier-2-radio-fault"
    hands.key(Qt.Key.Key_E, CONTROL)
    assert window.caller.sheet_open
    hands.type("since Monday")
    hands.key(Qt.Key.Key_Return)
    hands.type("Move the router off the DFS channels")
    hands.key(Qt.Key.Key_Return, CONTROL)
    hands.wait(lambda: any(home.handoffs.glob("*.handoff.md")))
    hands.rest()

    text = next(home.handoffs.glob("*.handoff.md")).read_text(encoding="utf-8")
    assert QGuiApplication.clipboard().text() == text
    note = handoff.from_markdown(text)
    assert note.ask == "Move the router off the DFS channels"
    assert dict(note.environment) or note.tried
    assert any(tried.undone for tried in note.tried)
    assert any(tried.note == "channel 11 was full" for tried in note.tried)
    recorded = {name: value for tried in note.tried for name, value in tried.recorded}
    assert recorded["wan_light"] == "green"
    assert recorded["router_model"] == "X200"
    hands.key(Qt.Key.Key_Escape)
    assert window.caller.view is None
    assert window.frame.search.hasFocus()


def test_a_second_call_beside_the_first(hands):
    """F8 switches between two open calls, each at its own step."""
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    hands.key(Qt.Key.Key_1)
    first = hands.window.caller.view.run.id
    hands.key(Qt.Key.Key_Slash)
    hands.type("outlook keeps asking for password")
    hands.choose("playbook")
    assert hands.window.caller.view.run.id != first
    hands.key(Qt.Key.Key_F8)
    assert hands.window.caller.view.run.id == first
    assert hands.step == "is-it-only-one-device"


def test_digits_are_text_in_a_text_field(hands):
    """A digit typed into the search field is searched for, not an answer."""
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    before = hands.step
    hands.key(Qt.Key.Key_Slash)
    hands.type("0x800ccc0e 1")
    assert hands.step == before
    assert hands.window.frame.search.text() == "0x800ccc0e 1"


def test_a_call_is_there_again_in_a_new_window(hands, qtbot, home):
    """After the window went, a new one stands at the same step of the same call."""
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    hands.key(Qt.Key.Key_1)
    run_id = hands.window.caller.view.run.id
    root = hands.window.keeper.desk.root
    again = make_window(home)
    again.show()
    again.open_library(root)
    qtbot.waitUntil(lambda: again.caller.view is not None, timeout=15_000)
    assert again.caller.view.run.id == run_id
    assert again.caller.view.step.anchor == "is-it-only-one-device"
    assert not list(home.data.glob("*.damaged-*"))
    again.close()
    again.deleteLater()


def test_what_was_typed_into_the_form_is_there_after_the_window_was_closed(hands, qtbot, home):
    """Closed in the middle of a sentence: the form of the same call begins with it, in a new window, too."""
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    root = hands.window.keeper.desk.root
    hands.key(Qt.Key.Key_E, CONTROL)
    hands.wait(lambda: "ask" in hands.window.caller.sheet_answers())
    hands.type("Move it off the DFS chan")
    hands.window.close()
    again = make_window(home)
    try:
        again.show()
        again.open_library(root)
        qtbot.waitUntil(lambda: again.caller.view is not None, timeout=15_000)
        again.keys.act("escalate")
        qtbot.waitUntil(lambda: bool(again.caller.sheet_answers()), timeout=15_000)
        assert "Move it off the DFS chan" in again.caller.sheet_answers().values()
        assert again.keeper.desk.calls.run(again.caller.view.run.id).asked
    finally:
        again.close()
        again.deleteLater()


def test_narrow_shows_one_pane_and_a_call_still_needs_one_key(hands):
    """At 480 px the call is answered by the same keys."""
    window = hands.window
    window.resize(480, 800)
    hands.rest()
    assert window.frame.narrow
    hands.type("my wifi keeps cutting out")
    assert window.results.isVisible()
    hands.choose("playbook")
    assert window.call.isVisible()
    assert not window.results.isVisible()
    hands.key(Qt.Key.Key_1)
    assert hands.step == "is-it-only-one-device"


def test_what_was_searched_for_is_seen_when_the_window_becomes_narrow(hands):
    """Of three panes the one that is left is that of the results, if the person typed last."""
    window = hands.window
    window.resize(1280, 800)
    window.frame.show_call()
    hands.key(Qt.Key.Key_Slash)
    hands.type("my wifi keeps cutting out")
    window.resize(480, 800)
    hands.rest()
    assert window.frame.narrow
    assert window.results.isVisible()


def test_another_library_leaves_nothing_of_a_call_that_it_does_not_know(hands, tmp_path):
    """The tab, the keys below and a narrow window say that no call is open."""
    window = hands.window
    window.resize(480, 800)
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    assert window.call.isVisible()
    below = window.frame.findChildren(Footnote)[-1]
    assert "answer" in below.text()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "one.md").write_text("# One\n", encoding="utf-8")
    window.open_library(tmp_path / "other")
    hands.wait(lambda: window.keeper.desk.root == tmp_path / "other")
    hands.rest()
    assert not window.call.isVisible()
    assert "Call" in [tab.text() for tab in window.frame.findChildren(QPushButton) if tab.isVisible()]
    assert "answer" not in below.text()


def test_an_odd_folder_says_what_does_not_work(hands, tmp_path):
    """An untrusted repository opens as plain files, with a notice and the offer to clone it afresh."""
    folder = tmp_path / "sample"
    with (folder / ".git" / "config").open("a", encoding="utf-8") as file:
        file.write(
            '[core]\n\tfsmonitor = touch /tmp/never\n[remote "origin"]\n\turl = https://example.org/kb.git\n'
        )
    hands.window.open_library(folder)
    hands.wait(lambda: "fsmonitor" in hands.window.frame.notices.text.lower())
    hands.type("my wifi keeps cutting out")
    assert hands.window.results.current() is not None


def test_tab_reaches_every_pane_in_reading_order(hands):
    """From the search field Tab goes through the top bar, results, article and call, and comes round."""
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    window = hands.window
    hands.key(Qt.Key.Key_Slash)
    seen = []
    for _ in range(300):  # Tab also goes from link to link inside a text
        hands.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        place = QApplication.focusWidget()
        for name, pane in (("left", window.frame.left), ("article", window.article), ("call", window.call)):
            if pane.isAncestorOf(place) and (not seen or seen[-1] != name):
                seen.append(name)
        if place is window.frame.search:
            break
    assert place is window.frame.search
    assert seen == ["left", "article", "call"]


def test_every_key_in_the_list_does_something(hands):
    """Each action of the table has a slot somewhere in the window."""
    for act in ACTS:
        assert callable(hands.window.keys.slot_of(act.name)), act.name


def test_typing_brings_hidden_results_back(hands):
    """Results that were hidden by Ctrl+B come back as soon as something is searched for."""
    hands.key(Qt.Key.Key_B, CONTROL)
    assert not hands.window.results.isVisible()
    hands.key(Qt.Key.Key_Slash)
    hands.type("/printer")
    assert hands.window.frame.search.text() == "printer"
    assert hands.window.results.isVisible()


def test_the_list_of_keys_leads_back_to_what_was_read(hands):
    """After F1, Alt+Left shows the article that was open."""
    hands.type("my wifi keeps cutting out")
    hands.choose("article")
    path = hands.window.finder.page.document.path
    hands.key(Qt.Key.Key_F1)
    assert hands.window.finder.page is None
    hands.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert hands.window.finder.page.document.path == path


def tab_to(hands, kind, accept=lambda widget: True):
    """Press Tab until the focus is on a widget of a kind."""
    for _ in range(300):
        hands.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        place = QApplication.focusWidget()
        if isinstance(place, kind) and accept(place):
            return
    raise AssertionError(f"Tab does not reach {kind.__name__}")


def test_an_earlier_answer_is_changed_by_keys(hands):
    """Enter on a step of the trail leads there again; what came after stays in the record as undone."""
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    for key in (Qt.Key.Key_1, Qt.Key.Key_1):
        hands.key(key)
    assert hands.step == "forget-the-network"
    tab_to(hands, TrailItem)
    hands.key(Qt.Key.Key_Return)
    assert hands.step == "check-the-lights"
    hands.key(Qt.Key.Key_2)
    assert hands.step == "check-power-and-cable"
    undone = [visit.title for visit in hands.window.caller.view.run.visits if visit.undone]
    assert undone == ["Check the lights", "Is it only one device", "Forget the network"]


def test_a_step_is_jumped_to_and_its_article_read_by_keys(hands):
    """The Jump menu and the link of a step work by keys; skipped steps and the article are in the record."""
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    tab_to(hands, QPushButton, lambda button: button.menu() is not None and "Jump" in button.text())
    QTimer.singleShot(300, lambda: choose_in_menu("Change the channel"))
    hands.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    hands.wait(lambda: hands.step == "change-the-channel")
    assert any(visit.skipped for visit in hands.window.caller.view.run.visits)
    tab_to(hands, ReadLink)
    hands.key(Qt.Key.Key_Return)
    read = [article.path for article in hands.window.caller.view.run.articles]
    assert read == ["articles/network/change-the-wifi-channel.md"]


def choose_in_menu(text):
    """Choose an entry of the open menu by its keys."""
    menu = QApplication.activePopupWidget()
    entry = next(action for action in menu.actions() if text in action.text())
    menu.setActiveAction(entry)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def test_what_was_only_shown_in_passing_is_not_in_the_history(hands):
    """The way back leads to the article that was opened before, past whatever results showed meanwhile."""
    hands.type("my wifi keeps cutting out")
    hands.choose("article")
    first = hands.window.finder.page.document.path
    hands.key(Qt.Key.Key_Slash)
    hands.type("mailbox full")
    hands.wait(lambda: hands.window.finder.page.document.path != first)
    hands.choose("article")
    hands.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert hands.window.finder.page.document.path == first


def test_a_failure_before_the_window_is_shown_in_one(qtbot, monkeypatch):
    """The windowed entry has no terminal: a folder that is not there is told in a box."""
    told = []

    def read_and_close():
        box = QApplication.activeModalWidget()
        told.append(box.text())
        box.accept()

    monkeypatch.setattr(sys, "argv", ["kbdesk-window", "/no/such/folder"])
    monkeypatch.setenv("DISPLAY", ":0")  # only asked for; the platform stays off-screen
    QTimer.singleShot(200, read_and_close)
    assert cli.window() == cli.FAILED
    assert told == ["There is no folder /no/such/folder."]
