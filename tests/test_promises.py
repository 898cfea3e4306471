# SPDX-License-Identifier: MIT
"""Promises: found in notes, written down by hand, told in time, kept, never lost; the inbox as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from desks import make_desk, sample_repo
from handoff_sample import ANSWERS, wifi_note
from hands import home, opened  # noqa: F401 - a fixture
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kbdesk.cases import CaseStore
from kbdesk.cases.followup import FollowUp
from kbdesk.desk.inbox import Inbox
from kbdesk.errors import KbError
from kbdesk.handoff import to_markdown
from kbdesk.handoff.promised import moment_within
from kbdesk.model import Customer, Outcome, Party, Received, Seat

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
"""A Sunday."""
WRITTEN = "2026-11-22T10:12:00+00:00"
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("A call back today before 14:00", "2026-11-22T14:00"),
        ("within the hour", "2026-11-22T11:12"),
        ("every thirty minutes", "2026-11-22T10:42"),
        ("We answer by 16:00 on Friday", "2026-11-27T16:00"),
        ("Friday at 4 pm, in writing", "2026-11-27T16:00"),
        ("in 3 working days", "2026-11-25T23:59"),
        ("within 2 business days by noon", "2026-11-24T12:00"),
        ("in a week", "2026-11-29T23:59"),
        ("A letter on 27 November", "2026-11-27T23:59"),
        ("Call on 1 Dec at 9.30", "2026-12-01T09:30"),
        ("On January 5th we meet", "2027-01-05T23:59"),
        ("by 27.11. at noon", "2026-11-27T12:00"),
        ("the report by 2026-11-30 08:00", "2026-11-30T08:00"),
        ("tomorrow morning", "2026-11-23T23:59"),
        ("by EOD", "2026-11-22T23:59"),
        ("13:30", "2026-11-22T13:30"),
        ("9:00", "2026-11-23T09:00"),
        ("that we look into it", ""),
        ("I sat with them in the sun", ""),
        ("the price of 12.99", ""),
        ("may 5 people join", ""),
        ("30 Feb", ""),
        ("by 25:99", ""),
        ("in 9999999 weeks", ""),
    ],
)
def test_the_moment_in_the_words_of_a_promise(words, moment):
    """A time is found wherever it stands in the sentence; words that name none that is sure give none."""
    assert moment_within(words, WRITTEN, UTC)[:16] == moment


@given(st.text(max_size=200), st.text(max_size=40) | st.just(WRITTEN))
def test_any_words_give_a_moment_or_none(words, written):
    """Nothing that a note can hold stops the page."""
    found = moment_within(words, written, timezone(timedelta(hours=2)))
    assert found == "" or datetime.fromisoformat(found).tzinfo is not None


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(sample_repo(tmp_path / "library"), tmp_path)
    yield desk
    desk.close()


def put(folder, note, name="one"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.handoff.md"
    path.write_text(to_markdown(note), encoding="utf-8")
    return path


def mine(note, name="Mia Tran"):
    return replace(note, sender=Party("1", name), owner_of_contact=name)


def hierarchic(**more):
    answers = ANSWERS | {
        "kind": "hierarchic",
        "account_name": "Lee Dental",
        "next_contact": "Monday 9:00",
        "promised": "A call back today before 14:00",
        "next_update_due": "12:30",
    }
    return mine(wifi_note(answers=answers | more))


def test_the_promises_of_ones_own_notes(desk):
    """What was promised, the next update and the next contact each stand there with their time."""
    put(desk.home.handoffs, hierarchic())
    board = desk.promises.board(NOW)
    assert [(one.kind, one.state, one.due[:16]) for one in board.mine] == [
        ("update", "late", "2026-11-22T12:30"),
        ("promised", "today", "2026-11-22T14:00"),
        ("contact", "coming", "2026-11-23T09:00"),
    ]
    assert {one.account for one in board.mine} == {"Lee Dental"}
    assert [one.kind for one in desk.promises.due(NOW)] == ["update", "promised"]


def test_a_next_update_that_is_the_promise_stands_there_once(desk):
    """“A call back by 14:00” and “next update 14:00” are one promise."""
    put(desk.home.handoffs, mine(wifi_note(answers=ANSWERS | {"next_update_due": "14:00"})))
    assert [one.kind for one in desk.promises.board(NOW).mine] == ["promised"]


def test_whose_promise_it_is(desk, tmp_path):
    """Who talks to the customer keeps it; the next contact is for who accepted the case."""
    inbox = tmp_path / "inbox"
    note = replace(hierarchic(), sender=Party("1", "Sam"), owner_of_contact="Sam")
    put(inbox, replace(note, received=Received("mia  TRAN", WRITTEN, True)))
    desk.home.set_seat(Seat("2", inbox=str(inbox)))
    board = desk.promises.board(NOW)
    assert [one.kind for one in board.mine] == ["contact"]
    assert {one.by for one in board.team.promises} == {"Sam", "mia TRAN"}


def test_done_with_one_word_and_back(desk):
    """What is done goes to the end, stays done when the note is read again, and can be taken back."""
    put(desk.home.handoffs, hierarchic())
    first = desk.promises.board(NOW).mine[0]
    desk.promises.set_done(first, NOW)
    board = desk.promises.board(NOW)
    assert first.id not in {one.id for one in board.mine}
    assert [(one.id, one.state) for one in board.done] == [(first.id, "done")]
    desk.promises.set_done(board.done[0], NOW, done=False)
    assert desk.promises.board(NOW).mine[0] == first


def test_what_is_kept_of_a_note_holds_no_words_of_it(desk):
    """Of a promise in a note only its times are kept: its words go when the note goes."""
    put(desk.home.handoffs, hierarchic())
    desk.promises.set_done(desk.promises.board(NOW).mine[0], NOW)
    with CaseStore(desk.home.cases) as store:
        (kept,) = store.followups.all()
    assert kept.json == '{"kind": "update"}'


def test_another_time_for_a_promise(desk):
    """A promise moves without its note; words that name no time change nothing."""
    path = put(desk.home.handoffs, hierarchic())
    before, first = path.read_bytes(), desk.promises.board(NOW).mine[0]
    moved = desk.promises.move(first, "tomorrow 8:00", NOW)
    assert (moved.state, moved.due[:16]) == ("coming", "2026-11-23T08:00")
    assert next(one for one in desk.promises.board(NOW).mine if one.id == first.id) == moved
    with pytest.raises(KbError, match="names no time"):
        desk.promises.move(first, "soon", NOW)
    assert path.read_bytes() == before


def test_a_promise_by_hand(desk):
    """It is kept with its case and account, can be done, and be deleted so that nothing is left of it."""
    view = desk.calls.start("playbooks/technical/wifi-drops.md", ("wifi drops",))
    one = desk.promises.add("Send the Quillfeather offer", "in 2 hours", NOW, run=view.run.id, account="Lee")
    assert (one.state, one.due[:16], one.case, one.account) == (
        "today",
        "2026-11-22T15:00",
        "wifi drops",
        "Lee",
    )
    assert desk.promises.board(NOW).mine == (one,)
    assert desk.promises.delete(one)
    assert desk.promises.board(NOW).mine == ()
    desk.close()
    assert b"Quillfeather" not in desk.home.cases.read_bytes()


@pytest.mark.parametrize(("text", "when"), [("", "Friday"), ("  ", ""), ("Call", "whenever")])
def test_a_promise_that_says_nothing_is_refused(desk, text, when):
    """Without words, or with a time that nobody can tell, nothing is kept."""
    with pytest.raises(KbError):
        desk.promises.add(text, when, NOW)
    assert desk.promises.board(NOW).mine == ()


def test_a_promise_of_a_note_is_not_deleted(desk):
    """The note says it; only that it was done can be noted."""
    put(desk.home.handoffs, hierarchic())
    with pytest.raises(KbError, match="stands in a note"):
        desk.promises.delete(desk.promises.board(NOW).mine[0])


def test_promises_go_with_their_case(desk):
    """A case that is deleted takes its promises along."""
    view = desk.calls.start("playbooks/technical/wifi-drops.md", ())
    desk.promises.add("Call back", "Friday", NOW, run=view.run.id)
    desk.cases.delete(view.run.id)
    assert desk.promises.board(NOW).mine == ()


def test_old_promises_that_were_done_are_removed(desk):
    """After the days for which cases are kept; what is open stays, and so does the mark of a note."""
    put(desk.home.handoffs, hierarchic())
    kept, done = (desk.promises.add(text, "Friday", NOW) for text in ("Open", "Over"))
    desk.promises.set_done(done, NOW)
    desk.promises.set_done(next(one for one in desk.promises.board(NOW).mine if one.path), NOW)
    desk.cases.purge(NOW + timedelta(days=31))
    with CaseStore(desk.home.cases) as store:
        left = store.followups.all()
    assert {one.id for one in left if "text" in one.json} == {kept.id}
    assert len(left) == 2


def test_a_promise_that_cannot_be_read_is_left_out(desk):
    """What another program wrote into the store does not stop the page."""
    with CaseStore(desk.home.cases) as store:
        for number, text in enumerate(('{"kind": "own"}', "[]", "no json", '{"kind": "own", "text": 7}')):
            store.followups.keep(FollowUp(str(number), "", WRITTEN, "", "", "", text))
        store.followups.keep(FollowUp("x", "", WRITTEN, "not a time", "", "", '{"kind":"own","text":"Call"}'))
    assert [(one.text, one.state) for one in desk.promises.board(NOW).mine] == [("Call", "open")]


def test_the_note_in_the_inbox_wins_over_ones_own_copy(desk, tmp_path):
    """A case that was solved there says so, as the customer may not know it yet."""
    inbox, note = tmp_path / "inbox", hierarchic()
    put(desk.home.handoffs, note)
    put(inbox, replace(note, outcome=Outcome("Bo", WRITTEN, "Radar", "Channel 36")))
    desk.home.set_seat(Seat("1", inbox=str(inbox)))
    board = desk.promises.board(NOW)
    assert {one.solved for one in board.mine} == {True}
    assert {one.path for one in board.mine} == {str(inbox / "one.handoff.md")}


def test_everybody_sees_that_a_promise_was_kept(desk, tmp_path):
    """Whoever marks a promise of the inbox tells all others, in whatever zone they are; the note stays."""
    inbox = tmp_path / "inbox"
    before = put(inbox, hierarchic()).read_bytes()
    other = make_desk(desk.root, tmp_path / "other")
    other.author = "Manager"
    for one in (desk, other):
        one.home.set_seat(Seat("1", inbox=str(inbox)))
    first = desk.promises.board(NOW).mine[0]
    desk.promises.set_done(first, NOW)
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    assert len(other.promises.board(elsewhere).team.promises) == 2
    assert [one.id for one in desk.promises.board(NOW).done] == [first.id]
    (told,) = inbox.glob("*.kept-*")
    assert "Lee" not in told.read_text("utf-8")
    seen = replace(first, done=NOW.isoformat())
    other.promises.set_done(seen, NOW, done=False)
    assert first.id in {one.id for one in desk.promises.board(NOW).mine}
    assert (inbox / "one.handoff.md").read_bytes() == before
    assert len(Inbox(desk.home, lambda: NOW, "Mia Tran").entries()) == 1
    other.close()


def test_a_folder_that_cannot_be_written_to_loses_nothing(desk, tmp_path):
    """The promise stays open, and the sentence says why."""
    inbox = tmp_path / "inbox"
    put(inbox, hierarchic())
    desk.home.set_seat(Seat("1", inbox=str(inbox)))
    first = desk.promises.board(NOW).mine[0]
    inbox.rename(tmp_path / "gone")
    with pytest.raises(KbError, match="cannot be written"):
        desk.promises.set_done(first, NOW)
    (tmp_path / "gone").rename(inbox)
    assert desk.promises.board(NOW).mine[0] == first


def test_the_inbox_as_a_whole(desk, tmp_path):
    """Open cases by what presses, queues by tier and team, and what notes were sent back for; no person."""
    inbox = tmp_path / "inbox"
    note = wifi_note()
    quiet = replace(note, customer=Customer(), severity="stable", due="")
    put(inbox, replace(quiet, id="a", created="2026-11-22T08:00:00+00:00"), "a")
    put(inbox, replace(hierarchic(sentiment="leaving"), id="b"), "b")
    back = Received("Bo", WRITTEN, False, missing=("since", "the colour of the cable"))
    put(inbox, replace(quiet, id="c", received=back), "c")
    put(inbox, replace(quiet, id="d", received=Received("Bo", WRITTEN, True)), "d")
    put(inbox, replace(quiet, id="e", outcome=Outcome("Bo", WRITTEN, "", "")), "e")
    desk.home.set_seat(Seat("2", inbox=str(inbox)))
    team = desk.promises.board(NOW).team
    assert (team.cases[0].path, team.cases[0].state) == (str(inbox / "b.handoff.md"), "waits")
    assert (team.cases[0].hierarchic, team.cases[0].presses, team.cases[0].account) == (
        True,
        True,
        "Lee Dental",
    )
    assert len(team.cases) == 4
    assert team.solved == 1
    assert [(one.tier, one.team, one.waiting, one.taken) for one in team.queues] == [
        ("1", "", 1, 0),
        ("2", "network team", 2, 1),
    ]
    assert team.queues[1].oldest == "2026-11-22T08:00:00+00:00"
    assert team.returned == 1
    assert team.reasons == (("since when it happens", 1), ("something else, in the reviewer's own words", 1))
    assert "Bo" not in repr((team.cases, team.queues, team.reasons))


def test_what_was_sent_back_long_ago_does_not_count(desk, tmp_path):
    """Reasons are those of the last 30 days."""
    inbox = tmp_path / "inbox"
    put(inbox, replace(wifi_note(), received=Received("Bo", WRITTEN, False, missing=("since",))))
    desk.home.set_seat(Seat("2", inbox=str(inbox)))
    assert desk.promises.board(NOW + timedelta(days=29)).team.returned == 1
    assert desk.promises.board(NOW + timedelta(days=31)).team.reasons == ()


# --- the window -------------------------------------------------------------------------------------------


def test_a_promise_is_written_kept_and_taken_back_by_keys(qtbot, tmp_path, home):  # noqa: F811
    """N writes one down, D keeps it, Ctrl+Z takes that back, T gives it another time, Del deletes it."""
    with opened(qtbot, home, sample_repo(tmp_path / "library")) as hands:
        hands.key(Qt.Key.Key_D, CONTROL | SHIFT)
        promises = hands.window.late.roles.promises
        hands.wait(lambda: promises.page is not None and promises.page.isVisible())
        hands.key(Qt.Key.Key_N)
        hands.type("Call Dr Lee about the move")
        hands.key(Qt.Key.Key_Return)
        hands.type("soon")
        hands.key(Qt.Key.Key_Return)
        assert "names no time" in promises.sheet.trouble.text()
        hands.key(Qt.Key.Key_A, CONTROL)
        hands.type("in 2 hours")
        hands.key(Qt.Key.Key_Return)
        assert promises.sheet is None
        hands.wait(lambda: promises.page.current is not None)
        assert promises.page.current.text == "Call Dr Lee about the move"
        hands.key(Qt.Key.Key_D)
        hands.wait(lambda: promises.page.current is None)
        hands.key(Qt.Key.Key_Z, CONTROL)
        hands.wait(lambda: promises.page.current is not None)
        hands.key(Qt.Key.Key_T)
        said = [label.text() for label in promises.sheet.findChildren(QLabel) if label.isVisible()]
        assert not any("kept on this computer only" in one for one in said)
        hands.type("tomorrow 9:00")
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: promises.page.current.state == "coming")
        hands.key(Qt.Key.Key_Delete)
        hands.wait(lambda: promises.page.current is None)
        hands.key(Qt.Key.Key_Escape)
        assert promises.page is None


def test_enter_opens_the_note_of_a_promise(qtbot, tmp_path, home):  # noqa: F811
    """The promise leads to its case, which is read as any note that comes in."""
    put(home.handoffs, hierarchic())
    with opened(qtbot, home, sample_repo(tmp_path / "library")) as hands:
        hands.window.keeper.desk.author = "Mia Tran"
        hands.key(Qt.Key.Key_D, CONTROL | SHIFT)
        promises = hands.window.late.roles.promises
        hands.wait(lambda: promises.page is not None and promises.page.current is not None)
        hands.key(Qt.Key.Key_Return)
        receiving = hands.window.late.cases.receiving
        hands.wait(lambda: receiving.page is not None)
        assert receiving.page.isVisible()
        hands.key(Qt.Key.Key_Escape)
        assert promises.page.isVisible()
        hands.key(Qt.Key.Key_T)
        said = [label.text() for label in promises.sheet.findChildren(QLabel) if label.isVisible()]
        assert any("kept on this computer only" in one for one in said)
