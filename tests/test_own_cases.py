# SPDX-License-Identifier: MIT
"""One's own cases at the desk: listed, told, gone on with, deleted, exported, removed when they are old."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from desks import Clock, make_desk, sample_repo
from gitrepo import make_repo

from kbdesk import handoff, playbook
from kbdesk.cases import CaseStore
from kbdesk.cli import main
from kbdesk.desk.desk import Desk
from kbdesk.errors import KbError
from kbdesk.model import HandoffNote, Party, Seat

pytestmark = pytest.mark.usefixtures("plain_git")

WIFI = "playbooks/technical/wifi-drops.md"
MAIL = "joe@customer.example"
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return sample_repo(tmp_path_factory.mktemp("cases") / "kb")


@pytest.fixture
def desk(library, tmp_path):
    made = make_desk(library, tmp_path / "home")
    yield made
    made.close()


def a_book(desk: Desk) -> str:
    return desk.opening().playbooks[0][1]


def call(desk: Desk, words: str = "it does not work", path: str | None = None) -> str:
    """A call with a note and one answer; its id."""
    calls = desk.calls
    view = calls.start(a_book(desk) if path is None else path, (words,))
    calls.note(view.run.id, f"write to {MAIL}\nhe is in a hurry")
    if view.answers:
        calls.answer(view.run.id, 1)
    return view.run.id


def hand_over(desk: Desk, run_id: str) -> Path:
    calls = desk.calls
    blanks = calls.escalation(run_id).blanks
    answers = {one.key: one.value or "Please replace the cable in room 3." for one in blanks if one.required}
    return calls.hand_over(run_id, answers).path


def aged(path: Path, days: float, now: datetime = NOW) -> Path:
    """The file as if it was written so many days ago."""
    then = (now - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def test_cases_of_all_libraries_are_listed_and_those_not_open_marked(desk, tmp_path):
    """A case of another library is in the list, and known to be of one that is not open."""
    mine = call(desk)
    make_repo(tmp_path / "other", {"a.md": "# A\n"})
    other = Desk(tmp_path / "other", desk.home, clock=desk.clock, new_id=lambda: "other1")
    call(other, "from elsewhere", "")
    other.close()
    rows = {row.run_id: row for row in desk.cases.rows()}
    assert (rows[mine].at_hand, rows["other1"].at_hand) == (True, False)
    assert [row.run_id for row in desk.cases.rows("ELSEWHERE")] == ["other1"]
    assert desk.cases.rows(limit=1)[0].run_id == "other1"


def test_a_case_is_told_as_it_went(desk):
    """Words, steps, answers, notes and times of one's own zone; nothing in it can be markup."""
    run_id = call(desk, "it <b>breaks</b> [here](http://x.example)")
    text = desk.cases.text(run_id, datetime(2026, 11, 22, 20, tzinfo=timezone(timedelta(hours=9))))
    assert "it &lt;b&gt;breaks&lt;/b&gt;" in text.page.html
    assert "22 Nov 2026 19:0" in text.page.html  # 10:00 in London
    assert MAIL in text.page.html
    assert "here it stands" in text.page.html
    assert '<a href="http' not in text.page.html
    assert text.row.run_id == run_id


@pytest.mark.parametrize("end", ["run", "pause", "leave", "over"])
def test_a_case_is_gone_on_with_where_it_stood(desk, library, tmp_path, end):
    """Under way, on hold, closed or handed over: it is under way again at its step, in a new window, too."""
    run_id = call(desk)
    if end == "over":
        hand_over(desk, run_id)
    elif end != "run":
        getattr(desk.calls, end)(run_id)
    before = desk.calls.run(run_id)
    desk.close()
    later = make_desk(library, tmp_path / "home")
    view = later.cases.reopen(run_id)
    assert view.run.status == "running"
    assert [visit.anchor for visit in view.run.visits] == [visit.anchor for visit in before.visits]
    assert run_id in [tab.run_id for tab in view.calls]
    assert later.calls.note(run_id, "more").run.current.note == "more"
    later.close()


def test_a_solved_case_is_shown_as_solved_and_a_step_back_goes_on(desk):
    """It stays solved until somebody goes back."""
    run_id = call(desk)
    calls = desk.calls
    calls.save(playbook.resolve(calls.run(run_id), calls.now()), "resolve")
    assert desk.cases.reopen(run_id).run.status == "resolved"
    assert calls.back(run_id).run.status == "running"


def test_a_case_that_cannot_be_gone_on_with_says_why(desk, tmp_path):
    """Of a library that is there and not open; one that was sent back; one that is no more."""
    make_repo(tmp_path / "other", {WIFI: (desk.root / a_book(desk)).read_text()})
    other = Desk(tmp_path / "other", desk.home, clock=desk.clock, new_id=lambda: "other1")
    other.calls.start(WIFI, ("x",))
    other.close()
    with pytest.raises(KbError, match="not open"):
        desk.cases.reopen("other1")
    run_id = call(desk)
    desk.calls.save(replace(desk.calls.run(run_id), status="returned"), "send back")
    with pytest.raises(KbError, match="sent back"):
        desk.cases.reopen(run_id)
    with pytest.raises(KbError, match="no saved run"):
        desk.cases.reopen("nosuch")


# --- deleting ---------------------------------------------------------------------------------------------


def test_deleting_a_case_takes_its_notes_along(desk):
    """Every note of that case in one's own folder goes, a damaged one by its name; others stay."""
    mine, other = call(desk), call(desk, "another one")
    notes = [hand_over(desk, mine)]
    desk.cases.reopen(mine)
    notes.append(hand_over(desk, mine))
    damaged = desk.home.handoffs / f"2026-11-22-something-{mine}-2.handoff.md"
    damaged.write_text("half a note")
    renamed = notes[1].rename(desk.home.handoffs / "to Bo.handoff.md")
    kept = hand_over(desk, other)
    own = desk.home.handoffs / "my list.txt"
    own.write_text(mine)
    assert desk.cases.delete(mine) == 1
    assert [one.exists() for one in (notes[0], renamed, damaged, kept, own)] == [
        False,
        False,
        False,
        True,
        True,
    ]
    assert [row.run_id for row in desk.cases.rows()] == [other]
    assert mine not in [tab.run_id for tab in desk.calls.tabs()]
    with pytest.raises(KbError, match="no saved run"):
        desk.calls.view(mine)
    data = b"".join(one.read_bytes() for one in desk.home.data.rglob("*") if one.is_file() and one != own)
    assert b"it does not work" not in data
    assert b"another one" in data


def test_notes_of_deleted_cases_go_though_the_file_still_holds_them(desk, monkeypatch):
    """If all of the store cannot be written anew, what is gone from the list has no note and no open call."""
    monkeypatch.setattr("kbdesk.cases.database.BUSY_S", 0.1)
    mine, other, open_one = call(desk), call(desk, "another one"), call(desk, "a third one")
    gone, kept = hand_over(desk, mine), hand_over(desk, other)
    reader = sqlite3.connect(desk.home.cases, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM run").fetchall()
    with pytest.raises(KbError, match="another program still reads"):
        desk.cases.delete(mine, open_one)
    reader.close()
    assert [row.run_id for row in desk.cases.rows()] == [other]
    assert [gone.exists(), kept.exists()] == [False, True]
    assert desk.calls.tabs() == ()


def test_what_cannot_be_deleted_keeps_its_notes(desk, monkeypatch):
    """Nothing is taken from a case, or from any other, that is still in the list."""
    monkeypatch.setattr("kbdesk.cases.database.BUSY_S", 0.1)
    desk.close()
    made = make_desk(desk.root, desk.home.data.parent)
    mine, other, open_one = call(made), call(made, "another one"), call(made, "a third one")
    notes = [hand_over(made, one) for one in (mine, other)]
    writer = sqlite3.connect(made.home.cases, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(KbError, match="is writing"):
        made.cases.delete(mine, open_one)
    writer.close()
    assert {row.run_id for row in made.cases.rows()} == {mine, other, open_one}
    assert all(one.exists() for one in notes)
    assert [tab.run_id for tab in made.calls.tabs()] == [open_one]
    made.close()


def test_notes_that_wait_in_the_inbox_stay(desk):
    """If one's own folder is the team's inbox, neither deleting nor upkeep touches the notes in it."""
    desk.home.set_seat(Seat(inbox=str(desk.home.handoffs), keep_days=1))
    run_id = call(desk)
    path = aged(hand_over(desk, run_id), 90)
    assert desk.cases.delete(run_id) == 1
    assert desk.cases.purge(NOW) == 0
    assert path.exists()


def test_a_link_in_the_folder_of_notes_is_not_followed(desk, tmp_path):
    """Only plain files are notes."""
    run_id = call(desk)
    outside = hand_over(desk, run_id).rename(tmp_path / "outside.handoff.md")
    link = desk.home.handoffs / "x.handoff.md"
    link.symlink_to(aged(outside, 90))
    desk.cases.delete(run_id)
    desk.cases.purge(NOW)
    assert outside.exists()
    assert link.is_symlink()


# --- upkeep -----------------------------------------------------------------------------------------------


def ids(desk: Desk) -> set[str]:
    return {row.run_id for row in desk.cases.rows()}


def at(desk: Desk, days: float, end: str = "leave") -> str:
    """A case that was last gone on with so many days ago."""
    clock = desk.calls.clock
    assert isinstance(clock, Clock)
    clock.now = NOW - timedelta(days=days)
    run_id = call(desk)
    if end:
        getattr(desk.calls, end)(run_id)
    return run_id


def test_old_cases_and_notes_are_removed_after_the_days_of_the_seat(desk):
    """30 days if nobody said otherwise, counted from when a case was last gone on with."""
    old, new = at(desk, 31), at(desk, 29)
    held_old, held_new = at(desk, 31, "pause"), at(desk, 29, "pause")
    loose = HandoffNote("pasted", "2026-10-01T10:00:00+00:00", Party("1"), Party("2"), "An issue")
    note = aged(handoff.write(loose, desk.home.handoffs), 40)
    of_new = aged(handoff.write(HandoffNote(new, "x", Party("1"), Party("2"), "New"), desk.home.handoffs), 40)
    left = desk.home.handoffs / ".abc.tmp"
    left.write_text("half written")
    aged(left, 40)
    assert desk.cases.purge(NOW) == 4
    assert ids(desk) == {new, held_new}
    assert (note.exists(), of_new.exists(), left.exists()) == (False, True, False)
    assert desk.cases.purge(NOW) == 0
    desk.home.set_seat(Seat(keep_days=7))
    assert desk.cases.purge(NOW) == 2
    assert ids(desk) == set()
    assert not of_new.exists()
    assert {old, held_old}.isdisjoint(ids(desk))


def test_zero_days_removes_what_is_over_and_leaves_calls_under_way(desk):
    """What is over goes; a call that is on hold stays for a day."""
    over, held, forgotten = at(desk, 0.01), at(desk, 0.5, "pause"), at(desk, 1.5, "pause")
    desk.home.set_seat(Seat(keep_days=0))
    assert desk.cases.purge(NOW) == 2
    assert ids(desk) == {held}
    assert over != forgotten


def test_damaged_stores_are_removed_when_they_are_old(desk):
    """A store that was put aside holds customers' data, too."""
    call(desk)
    old = aged(_put_aside(desk, "2026-10-01-100000"), 40)
    old_log = aged(_put_aside(desk, "2026-10-01-100000-wal"), 40)
    new = aged(_put_aside(desk, "2026-11-20-100000"), 2)
    assert desk.cases.purge(NOW) == 1
    assert (old.exists(), old_log.exists(), new.exists()) == (False, False, True)


def _put_aside(desk: Desk, date: str) -> Path:
    path = desk.home.data / f"cases.sqlite.damaged-{date}"
    path.write_bytes(b"broken")
    return path


# --- export -----------------------------------------------------------------------------------------------


def test_one_case_is_exported_as_a_note(desk, tmp_path):
    """The note can be opened again, and what notes leave out is not in it."""
    run_id = call(desk)
    path = desk.cases.export((run_id,), tmp_path / "case.md")
    note = handoff.from_markdown(path.read_text(encoding="utf-8"))
    assert note.id == run_id
    assert note.tried[0].note.startswith("write to [e-mail removed]")
    assert MAIL not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600


def test_cases_are_exported_as_a_table_that_holds_no_formula(desk, tmp_path):
    """Every field quoted, with the mark for UTF-8, and a ' before what a spreadsheet would carry out."""
    first = '=HYPERLINK("http://x.example","grün")'
    for words in (first, "+1", "-1", "@SUM(A1)", "plain, “quoted”"):
        call(desk, words)
    path = desk.cases.export(None, tmp_path / "all.csv")
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert MAIL.encode() not in data
    table = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    said = [row["customer's words"] for row in table]
    assert said == ["plain, “quoted”", "'@SUM(A1)", "'-1", "'+1", f"'{first}"]
    assert "hurry" in table[0]["notes"]
    assert not [
        cell for row in table for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]
    plain = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    again = io.StringIO()
    csv.writer(again, quoting=csv.QUOTE_ALL).writerows(plain)
    assert again.getvalue() == data.decode("utf-8-sig")


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_of_a_table_is_guarded(lead):
    """Whatever a spreadsheet takes for the beginning of a formula is told to be text."""
    from kbdesk.desk.case_export import guarded

    assert guarded(f"{lead}x") == f"'{lead}x"
    assert guarded(f"x{lead}") == f"x{lead}"


def test_cases_are_exported_as_json_lines(desk, tmp_path):
    """An object a line, with the note as the schema describes it."""
    mine = [call(desk, words) for words in ("one", "two")]
    path = desk.cases.export(mine, tmp_path / "some.jsonl")
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in found] == mine
    assert [one["note"]["customer_words"] for one in found] == [["one"], ["two"]]
    assert handoff.from_markdown(json.dumps(found[0]["note"])).id == mine[0]


def test_an_export_overwrites_nothing_unasked_and_enters_no_library(desk, tmp_path):
    """A name that is taken, a name in the library, a name without a format: nothing is written."""
    run_id = call(desk)
    path = tmp_path / "case.md"
    path.write_text("mine")
    with pytest.raises(KbError, match="already"):
        desk.cases.export((run_id,), path)
    assert path.read_text() == "mine"
    desk.cases.export((run_id,), path, overwrite=True)
    assert path.read_text() != "mine"
    with pytest.raises(KbError, match="holds no customers' data"):
        desk.cases.export((run_id,), desk.root / "articles" / "case.md")
    with pytest.raises(KbError, match="does not say"):
        desk.cases.export((run_id,), tmp_path / "case.docx")
    with pytest.raises(KbError, match="cannot be written"):
        desk.cases.export((run_id,), tmp_path / "nosuch" / "case.md")
    with pytest.raises(KbError, match="one case, and there are 2"):
        desk.cases.export((run_id, call(desk)), tmp_path / "two.md")
    with pytest.raises(KbError, match="no case"):
        desk.cases.export((), tmp_path / "none.csv")
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["case.md"]


# --- in the terminal --------------------------------------------------------------------------------------


def test_cases_in_the_terminal(library, tmp_path, monkeypatch, capsys):
    """List, search, export, delete and remove, with the words and codes of the other verbs."""
    monkeypatch.setenv("KBDESK_DATA", str(tmp_path / "home" / "data"))
    monkeypatch.setenv("KBDESK_CACHE", str(tmp_path / "home" / "cache"))
    desk = make_desk(library, tmp_path / "home")
    mine, other = call(desk, "no dial tone"), call(desk, "no light")
    desk.close()
    here = ["cases", "--library", str(library)]
    assert main([*here, "DIAL", "tone", "--json"]) == 0
    assert [row["run_id"] for row in json.loads(capsys.readouterr().out)] == [mine]
    assert main(here) == 0
    shown = capsys.readouterr().out
    assert mine in shown
    assert "“no light”" in shown
    assert main([*here, "nosuchword"]) == 1
    assert main([*here, mine, "--export", str(tmp_path / "x.md")]) == 0
    assert handoff.from_markdown((tmp_path / "x.md").read_text(encoding="utf-8")).id == mine
    assert main([*here, "--export", str(tmp_path / "x.md")]) == 2
    assert main([*here, "--delete", mine]) == 0
    assert main([*here, "--delete", mine]) == 2
    assert main([*here, "--purge"]) == 0
    with CaseStore(tmp_path / "home" / "data" / "cases.sqlite") as store:
        assert [row.run_id for row in store.rows()] == [other]
