# SPDX-License-Identifier: MIT
"""What comes while a sheet covers the window, or after another library was opened: nothing goes astray."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import sample_repo
from hands import Hands, Held, home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from kbdesk.cases import CaseStore
from kbdesk.desk.forms import typed
from kbdesk.ui.reach import wire
from kbdesk.ui.reach.door import Door
from kbdesk.ui.settings_room import changed_seat

WIFI = "playbooks/technical/wifi-drops.md"
DATABASE = "playbooks/technical/application-database.md"
CHANNEL = "articles/network/change-the-wifi-channel.md"
Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def hands(qtbot, home, tmp_path, plain_git):  # noqa: F811
    """A person before the window with the first of two libraries; each call runs in it."""
    sample_repo(tmp_path / "two")
    with opened(qtbot, home, sample_repo(tmp_path / "one")) as hands:
        yield hands


def begin_call(hands: Hands, path: str = WIFI, step: str = "") -> str:
    """Start a call at a playbook, or at one of its steps, and give its id."""
    hands.window.caller.start(path, "my wifi keeps cutting out", "", step)
    hands.wait(lambda: hands.window.caller.view is not None)
    hands.rest()
    return hands.window.caller.view.run.id


def type_ask(hands: Hands, text: str) -> None:
    """Open the form that hands the call over, and type into the field where it begins."""
    hands.key(Key.Key_E, CONTROL)
    hands.wait(lambda: hands.window.caller.sheet_open)
    hands.rest()
    hands.type(text)


def open_library(hands: Hands, folder) -> None:
    hands.window.open_library(folder)
    hands.wait(lambda: hands.window.keeper.desk.root == folder and not hands.window.keeper.indexer.running)
    hands.rest()


def test_a_form_that_another_library_closes_keeps_what_was_typed(hands, tmp_path):
    """The form goes with its library, and stands there again as it was when this is open again."""
    run_id = begin_call(hands)
    type_ask(hands, "Move it off DFS")
    open_library(hands, tmp_path / "two")
    assert not hands.window.caller.sheet_open
    assert hands.window.caller.view is None
    open_library(hands, tmp_path / "one")
    hands.wait(lambda: hands.window.caller.view is not None)
    run = hands.window.caller.view.run
    assert run.id == run_id
    assert typed(run, "over")["ask"] == "Move it off DFS"


def test_what_the_library_before_answers_is_not_shown(hands, tmp_path):
    """A call that was begun in one library is not put before the person in the next one."""
    held = Held(hands.window.lanes.call)
    hands.window.caller.start(WIFI, "my wifi keeps cutting out")
    hands.window.open_library(tmp_path / "two")
    hands.wait(lambda: hands.window.keeper.desk.root == tmp_path / "two")
    held.let_go()
    hands.rest()
    assert hands.window.caller.view is None


@pytest.mark.parametrize("verb", [("edit", CHANNEL), ("new", "article", "A")])
def test_what_is_begun_in_one_library_is_not_written_in_the_next(hands, tmp_path, verb):
    """Edit, or New, while another library is being opened: its draft is not one of the next."""
    held = Held(hands.window.lanes.disk)
    hands.window.open_library(tmp_path / "two")
    getattr(hands.window.late.work.writer, verb[0])(*verb[1:])
    held.let_go()
    hands.wait(lambda: hands.window.keeper.desk.root == tmp_path / "two")
    hands.wait(lambda: not hands.window.keeper.indexer.running)
    hands.rest()
    assert hands.window.late.work.writer.page is None


def test_what_was_read_in_one_library_is_not_of_a_call_in_the_next(hands, tmp_path):
    """Articles read before a call are part of it, but only those of its own library."""
    hands.window.finder.open_path(CHANNEL)
    hands.wait(lambda: hands.window.finder.page is not None)
    open_library(hands, tmp_path / "two")
    begin_call(hands)
    run = hands.window.caller.view.run
    assert run.articles == ()


def test_a_call_that_was_deleted_elsewhere_goes_with_its_reason(hands, tmp_path):
    """Another window deleted it: the next answer says so, and the call is no longer before the person."""
    said = []
    hands.window.caller.said.connect(said.append)
    run_id = begin_call(hands)
    desk = hands.window.keeper.desk
    store = CaseStore(desk.home.cases)
    store.delete(run_id)
    store.close()
    hands.window.caller.answer(1)
    hands.rest()
    assert hands.window.caller.view is None
    assert [one for one in said if "deleted" in one] == said


def test_a_value_that_is_refused_is_told_though_the_step_is_gone(hands):
    """Text where a number belongs, and an answer at once: the sentence outlives the step."""
    said = []
    hands.window.caller.said.connect(said.append)
    begin_call(hands, DATABASE, "count-the-connections")
    fields = hands.window.findChildren(QLineEdit)
    field = next(one for one in fields if one.accessibleName().casefold() == "connections at present")
    hands.qtbot.keyClicks(field, "about forty")
    hands.window.caller.answer(1)
    hands.rest()
    assert hands.step != "count-the-connections"
    assert any("number" in sentence for sentence in said), said


def test_nothing_takes_the_focus_from_a_sheet(hands):
    """A page that comes by itself stands below; the focus goes to it when the sheet is closed."""
    hands.key(Key.Key_K, CONTROL)
    palette = QApplication.focusWidget()
    assert isinstance(palette, QLineEdit)
    hands.window.finder.open_path(CHANNEL)
    hands.wait(lambda: hands.window.finder.page is not None)
    hands.window.frame.show_article()
    assert QApplication.focusWidget() is palette
    hands.type("wi-fi")
    assert palette.text() == "wi-fi"
    hands.key(Key.Key_Escape)
    assert hands.window.article.isAncestorOf(QApplication.focusWidget())


def test_what_comes_from_outside_waits_for_an_open_sheet(hands, tmp_path):
    """A file, and even another library, are shown when the form that is being filled in was left."""
    begin_call(hands)
    type_ask(hands, "Move it off")
    door = Door(hands.window)
    door.take((wire.FOLDER, str(tmp_path / "two"), ""))
    hands.qtbot.wait(50)
    assert "when this is closed" in hands.window.frame.toast.text()
    hands.type(" DFS")
    assert hands.window.caller.sheet_answers()["ask"] == "Move it off DFS"
    assert hands.window.keeper.desk.root == tmp_path / "one"
    hands.key(Key.Key_Escape)
    hands.wait(lambda: hands.window.keeper.desk.root == tmp_path / "two")
    hands.wait(lambda: not hands.window.keeper.indexer.running)


def test_a_setting_that_is_chosen_before_the_profile_was_read_changes_only_itself(home):  # noqa: F811
    """The rest of the profile stays as it is on the disk, whatever the window knew of it."""
    home.set_seat(replace(home.seat(), role="trainer", team="network"))
    kept = changed_seat(home, {"keep_days": 7})
    assert home.seat() == kept
    assert (kept.keep_days, kept.role, kept.team) == (7, "trainer", "network")
