# SPDX-License-Identifier: MIT
"""The start page: what each role needs now, shown when the window opens, and all of it by keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from desks import make_desk, sample_files
from gitrepo import make_repo
from handoff_sample import wifi_note
from hands import home, opened
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kbdesk import handoff
from kbdesk.cases import CaseStore
from kbdesk.desk.start import ALWAYS, NEEDS, StartBoard
from kbdesk.model import ROLES, Party, Seat
from kbdesk.model.gaps import Gap
from kbdesk.ui.actions import ACTS
from kbdesk.ui.roles.start_rows import action_of

__all__ = ["home"]

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

NOTE = wifi_note()
Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A part of the sample library as a repository."""
    root = tmp_path_factory.mktemp("start") / "kb"
    kept = ("articles/public/", "articles/billing/", "playbooks/technical/wifi-drops.md")
    files = {path: text for path, text in sample_files().items() if path.startswith(kept)}
    make_repo(root, files, author="Anna", date="2026-11-01T09:00:00+00:00")
    return root


@pytest.fixture
def desk(tmp_path, library):
    """A desk on the sample library, indexed, with an inbox."""
    made = make_desk(library, tmp_path / "home")
    made.build_index(lambda done, total: None)
    (tmp_path / "inbox").mkdir()
    yield made
    made.close()


def sit(desk, role, tier="1"):
    inbox = desk.home.data.parent.parent / "inbox"
    desk.home.set_seat(Seat(tier, inbox=str(inbox), role=role))
    return inbox


def put(desk, folder, name="one", **changes):
    """A note in the inbox that was written just now."""
    now = desk.clock().isoformat()
    note = replace(NOTE, id=name, created=now, to=Party("2"), **changes)
    (folder / f"{name}.handoff.md").write_text(handoff.to_markdown(note), encoding="utf-8")


def rows(desk, lanes=("find", "disk")):
    board = StartBoard(desk)
    parts = [board.rows(desk.clock(), lane) for lane in lanes]
    role = desk.home.seat().role
    return board.whole(role, [part for part in parts if part is not None], None)


def keys(start):
    return [row.key for row in start.rows]


def test_without_a_role_there_is_nothing(desk):
    """Nobody was asked, so nothing is guessed."""
    assert StartBoard(desk).rows(desk.clock(), "disk") is None


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_page_whose_keys_lead_somewhere(desk, role):
    """No row names an action that there is none of, and no part of any role's page fails on the sample."""
    sit(desk, role)
    start = rows(desk)
    assert start.troubles == ()
    names = {act.name for act in ACTS}
    assert all(row.act in names for row in start.rows if row.act)
    assert set(keys(start)) <= {*NEEDS[role], *ALWAYS}


def test_a_note_for_the_tier_presses_before_all_else(desk):
    """With its issue, its sender and its file; it is gone when the tier is another."""
    put(desk, sit(desk, "tier-2", "2"), issue="Line is down", severity="unstable")
    first = rows(desk).rows[0]
    assert (first.key, first.title, first.presses, first.act) == (
        "inbox", "1 note waits for you", True, "show_inbox"
    )  # fmt: skip
    assert first.items[0].title == "Line is down"
    assert first.items[0].note.endswith("one.handoff.md")
    sit(desk, "tier-3", "3")
    assert "inbox" not in keys(rows(desk))


def test_a_manager_sees_open_escalations_and_sent_back_reasons_not_people(desk):
    """Counts of cases and queues; no name of an agent stands in a row's own words."""
    folder = sit(desk, "manager")
    put(desk, folder, issue="Line is down", severity="unstable")
    put(desk, folder, "two", issue="Slow line", severity="stable")
    start = rows(desk)
    row = next(row for row in start.rows if row.key == "open")
    assert row.title == "2 escalations are open"
    assert row.presses
    assert "wait for tier 2" in row.detail
    assert NOTE.sender.name not in " ".join(f"{row.title} {row.detail}" for row in start.rows)


def test_a_promise_that_is_late_presses(desk):
    """One that was written down by hand, too."""
    sit(desk, "account-manager")
    now = desk.clock()
    desk.promises.add("Call Ms Ito", "in 1 hours", now)
    soon = next(row for row in rows(desk).rows if row.key == "promises")
    assert (soon.title, soon.presses) == ("1 promise is due today", False)
    desk.clock.now += timedelta(hours=3)
    late = rows(desk).rows[0]
    assert (late.key, late.presses) == ("promises", True)
    assert "1 of them late" in late.title


def test_a_call_that_is_not_finished_can_be_gone_on_with(desk):
    """Its item names the case."""
    sit(desk, "tier-1")
    book = desk.opening().playbooks[0][1]
    run = desk.calls.start(book, ("my wifi drops",)).run
    row = next(row for row in rows(desk).rows if row.key == "cases")
    assert (row.title, row.items[0].title, row.items[0].run) == (
        "1 call is not finished", "my wifi drops", run.id
    )  # fmt: skip


def test_a_trainer_sees_what_found_nothing(desk):
    """With what to do about it."""
    sit(desk, "trainer")
    with CaseStore(desk.home.cases) as store:
        store.record_gap(Gap("g1", desk.info.root, desk.clock().isoformat(), "Mia", "flux capacitor hums"))
    row = next(row for row in rows(desk).rows if row.key == "gaps")
    assert (row.title, row.act) == ("1 question found nothing", "show_curate")
    assert "flux capacitor" in row.items[0].title


def test_a_representative_sees_only_public_articles(desk):
    """As many as the library has, none of them internal."""
    sit(desk, "social-media")
    (row,) = (row for row in rows(desk).rows if row.key == "public")
    found = desk.search("audience:public kind:article", limit=100)
    assert row.count == found.total == len(row.items) > 0
    assert all(desk.read(item.path).meta.audience == "public" for item in row.items)


def test_a_part_that_fails_is_named_and_the_rest_is_there(desk):
    """The folder of handing over is out of reach: cases and what is stale are shown all the same."""
    folder = sit(desk, "tier-1")
    desk.calls.start(desk.opening().playbooks[0][1], ("my wifi drops",))
    folder.rename(folder.with_name("away"))
    start = rows(desk)
    assert "cases" in keys(start)
    assert len(start.troubles) >= 1
    assert "inbox" in start.troubles[0]


def test_what_changed_and_the_playbooks_come_last(tmp_path):
    """As the plain first page has them."""
    root = tmp_path / "kb"
    make_repo(root, {"articles/a.md": "# A\n"}, author="Anna", date="2026-11-01T09:00:00+00:00")
    desk = make_desk(root, tmp_path / "home")
    desk.opening()
    (root / "articles" / "new-one.md").write_text("# New\n")
    from gitrepo import git

    git(root, "add", ".")
    git(root, "commit", "-m", "new")
    desk = make_desk(root, tmp_path / "home")
    opening = desk.opening()
    start = StartBoard.whole("tier-1", [], opening)
    assert keys(start) == ["news"]
    assert start.rows[0].title == "1 document changed since last time"
    assert start.rows[0].items[0].path == "articles/new-one.md"
    desk.close()


def test_the_button_names_the_key_of_its_action():
    """A row without an action leads to its single things."""
    from kbdesk.model import StartItem, StartRow

    assert "Alt+I" in action_of(StartRow("inbox", "", "", "show_inbox"))[1]
    assert action_of(StartRow("public", "", "", "", items=(StartItem("x"),)))[0].startswith("Choose one")
    assert action_of(StartRow("public", "", "", "")) == ("", "")


# --- in the window ---


@pytest.fixture
def before(home, tmp_path, monkeypatch):
    """Mia is of tier 2, with a note that waits for her."""
    monkeypatch.setenv("KBDESK_NAME", "Mia Tran")
    folder = tmp_path / "inbox"
    folder.mkdir()
    note = replace(NOTE, id="one", to=Party("2"), issue="Line is down", severity="unstable")
    (folder / "one.handoff.md").write_text(handoff.to_markdown(note), encoding="utf-8")
    home.set_seat(Seat("2", inbox=str(folder), role="tier-2"))
    return home


@pytest.fixture
def hands(qtbot, before, library):
    """Mia at her window, which opened with her start page."""
    with opened(qtbot, before, library) as made:
        made.wait(lambda: start_of(made) is not None and start_of(made).current is not None)
        made.rest()
        yield made


def start_of(hands):
    return hands.window.late.roles.profiling.page


def test_the_page_opens_with_the_window_and_its_first_row_has_the_focus(hands):
    """Enter goes where the row leads; Alt+Home comes back."""
    page = start_of(hands)
    assert hands.window.frame.cover is page
    assert page.current.key == "inbox"
    assert QApplication.focusWidget().accessibleName() == "What your role needs now"
    hands.key(Key.Key_Return)
    hands.wait(lambda: hands.window.late.cases.inbox.page is not None)
    assert hands.window.frame.cover is hands.window.late.cases.inbox.page
    hands.key(Key.Key_Home, ALT)
    assert hands.window.frame.cover is page


def test_the_arrow_goes_to_the_single_things_and_enter_opens_one(hands):
    """Here the note itself."""
    hands.key(Key.Key_Right)
    assert QApplication.focusWidget().accessibleName() == "The first of them"
    hands.key(Key.Key_Left)
    assert QApplication.focusWidget().accessibleName() == "What your role needs now"
    hands.key(Key.Key_Right)
    hands.key(Key.Key_Return)
    hands.wait(lambda: hands.window.late.cases.receiving.page is not None)


def test_what_is_typed_is_searched_for_at_once(hands):
    """Nobody has to leave the page first, and no letter is lost."""
    hands.type("wifi")
    window = hands.window
    assert window.frame.cover is None
    assert window.frame.search.text() == "wifi"
    assert window.frame.search.hasFocus()
    hands.wait(lambda: window.results.current() is not None)


def test_a_note_that_comes_is_on_the_page(hands, tmp_path):
    """Without a key."""
    note = replace(NOTE, id="two", to=Party("2"), issue="Another one")
    (tmp_path / "inbox" / "two.handoff.md").write_text(handoff.to_markdown(note), encoding="utf-8")
    hands.window.late.cases.inbox.refresh()
    hands.wait(lambda: start_of(hands).current.title == "2 notes wait for you")


def test_who_is_working_is_left_alone(qtbot, before, library):
    """Words that were typed before the library was there stay in front."""
    from kbdesk.ui.app import make_window

    window = make_window(before)
    try:
        window.show()
        window.frame.search.setText("wifi")
        window.open_library(library)
        qtbot.waitUntil(lambda: window.finder.ready and not window.keeper.indexer.running, timeout=15_000)
        qtbot.wait(300)
        qtbot.waitUntil(lambda: not window.lanes.busy, timeout=15_000)
        assert window.frame.cover is None
    finally:
        window.close()
        window.deleteLater()
