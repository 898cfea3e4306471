# SPDX-License-Identifier: MIT
"""What is kept of one customer: given out by ticket number, and nothing of it left when it is deleted."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from desks import make_desk, sample_repo

from kbdesk import library as lib
from kbdesk.cases.schema import VERSION
from kbdesk.cli import main
from kbdesk.desk.desk import Desk
from kbdesk.desk.ticket import export_ticket
from kbdesk.errors import KbError
from kbdesk.model import Draft, Seat
from kbdesk.model.usage import Feedback, Use

pytestmark = pytest.mark.usefixtures("plain_git")

MAIL = "joe@customer.example"
MARK = "Zebrafink"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return sample_repo(tmp_path_factory.mktemp("ticket") / "kb")


@pytest.fixture
def desk(library, tmp_path):
    made = make_desk(library, tmp_path / "home")
    yield made
    made.close()


def call(desk: Desk, words: str, note: str) -> str:
    """A call with a note, an answer, a search, a gap and a promise; its id."""
    calls = desk.calls
    run_id = calls.start(desk.opening().playbooks[0][1], (words,)).run.id
    calls.note(run_id, note)
    calls.answer(run_id, 1)
    desk.usage.record(Use("", "search", f"{words} searched", 3, run=run_id))
    desk.gaps.record(f"{words} unanswered", call=run_id)
    desk.promises.add(f"{words} promised", "Friday", desk.clock(), run=run_id)
    return run_id


def hand_over(desk: Desk, run_id: str, ticket: str = "") -> Path:
    blanks = desk.calls.escalation(run_id).blanks
    answers = {one.key: one.value or "Please look at the cable." for one in blanks if one.required}
    return desk.calls.hand_over(run_id, {**answers, "ticket": ticket}).path


def unzipped(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


# --- given out --------------------------------------------------------------------------------------------


def test_all_that_is_kept_of_a_ticket_is_given_out(desk, tmp_path):
    """The calls with every change, notes, searches, gaps, promises, feedback, drafts; nothing of others."""
    mine = call(desk, "the line is dead", f"ticket 4711\nwrite to {MAIL}")
    by_note = call(desk, "no dial tone", "the second call")
    note = hand_over(desk, by_note, "#4711")
    other = call(desk, "a stranger", "ticket 47112, 24711, B-4711, T-4711-9, of 2026-4711-01")
    store = desk.calls.store
    said = Feedback("f1", "2026-11-22T10:00:00+00:00", "Mia", "a.md", "", "b", "wrong", "see 4711")
    store.feedback.keep(desk.info.root, said, replace(said, id="f2", note="something else"))
    draft = Draft("d1", desk.info.root, "articles/new.md", "edit", "# A draft\n4711 said so\n")
    lib.keep_draft(desk.home.drafts(desk.info.root), draft)
    to = tmp_path / "4711.zip"
    done = export_ticket(desk, " #4711 ", to, desk.clock())
    parts = unzipped(to)
    assert (done.cases, done.files) == (2, 2)
    cases = {one["id"]: one for one in json.loads(parts["cases.json"])}
    assert set(cases) == {mine, by_note}
    assert [one["verb"] for one in cases[mine]["history"]] == ["start", "note", "answer"]
    assert cases[mine]["number_found_in"] == ["visits"]
    assert MAIL in parts["cases.json"]  # nothing is taken out
    assert "the line is dead" in parts[f"cases/{mine}.md"]
    assert parts[f"handoffs/{note.name}"] == note.read_text(encoding="utf-8")
    assert {one["run"] for one in json.loads(parts["searches.json"])} == {mine, by_note}
    assert {one["call"] for one in json.loads(parts["gaps.json"])} == {mine, by_note}
    assert {one["run"] for one in json.loads(parts["promises.json"])} == {mine, by_note}
    assert [one["id"] for one in json.loads(parts["feedback.json"])] == ["f1"]
    assert any(name.startswith("drafts/") and "A draft" in text for name, text in parts.items())
    assert "stranger" not in "".join(parts.values())
    assert other not in "".join(parts.values())
    readme = parts["README.md"]
    assert "Nothing was taken out" in readme
    assert all(name.split("/")[0] in readme for name in parts if name != "README.md")
    assert to.stat().st_mode & 0o777 == 0o600


def test_it_can_be_a_folder_and_is_never_put_into_a_library(desk, tmp_path):
    """A new folder for its user only; one that is there, a file that is there and a library are refused."""
    call(desk, "the line is dead", "ticket 4711")
    to = tmp_path / "out"
    export_ticket(desk, "4711", to, desk.clock())
    assert {"README.md", "cases.json", "cases"} <= {one.name for one in to.iterdir()}
    assert to.stat().st_mode & 0o777 == 0o700
    (tmp_path / "there.zip").write_bytes(b"mine")
    for place in (to, tmp_path / "there.zip", Path(desk.info.root) / "out.zip"):
        with pytest.raises(KbError):
            export_ticket(desk, "4711", place, desk.clock())
    assert (tmp_path / "there.zip").read_bytes() == b"mine"
    assert not (Path(desk.info.root) / "out.zip").exists()


@pytest.mark.parametrize(
    ("number", "says"), [("", "too short"), ("#12", "too short"), ("9999", "Nothing is kept")]
)
def test_a_number_that_finds_nothing_or_anything_is_a_sentence(desk, tmp_path, number, says):
    """Nothing is written then."""
    call(desk, "the line is dead", "ticket 4711, call 12")
    with pytest.raises(KbError, match=says):
        export_ticket(desk, number, tmp_path / "x.zip", desk.clock())
    assert not (tmp_path / "x.zip").exists()


def test_a_case_that_cannot_be_read_is_given_out_as_it_stands(desk, tmp_path):
    """What another version wrote is the customer's, too."""
    call(desk, "the line is dead", "ticket 4711")
    with sqlite3.connect(desk.home.cases) as other:
        other.execute('UPDATE run SET json = \'{"odd": "of 4711"}\'')
    other.close()
    export_ticket(desk, "4711", tmp_path / "x.zip", desk.clock())
    assert json.loads(unzipped(tmp_path / "x.zip")["cases.json"])[0]["case"] == {"odd": "of 4711"}


def test_a_ticket_in_the_terminal(library, tmp_path, monkeypatch, capsys):
    """`kbdesk export ticket NUMBER FILE`, with options before or behind; a word too many is refused."""
    monkeypatch.setenv("KBDESK_DATA", str(tmp_path / "home" / "data"))
    monkeypatch.setenv("KBDESK_CACHE", str(tmp_path / "home" / "cache"))
    desk = make_desk(library, tmp_path / "home")
    call(desk, "the line is dead", "ticket 4711")
    desk.close()
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    assert main(["export", "ticket", "4711", str(first), "--library", str(library)]) == 0
    assert "1 cases" in capsys.readouterr().out
    assert main(["export", "--library", str(library), "ticket", "4711", str(second)]) == 0
    assert unzipped(first).keys() == unzipped(second).keys()
    assert main(["export", "ticket", "4711", str(first), "--library", str(library)]) == 2
    assert "already" in capsys.readouterr().err
    assert main(["export", "ticket", "4711", str(first), "--force", "--library", str(library)]) == 0
    assert main(["export", "ticket", "4711", "--library", str(library)]) == 2
    assert main(["export", "bot", "x", str(first), "--library", str(library)]) == 2


# --- deleted ----------------------------------------------------------------------------------------------


def bytes_of(*folders: Path) -> bytes:
    files = (one for folder in folders for one in sorted(folder.rglob("*")) if one.is_file())
    return b"".join(one.read_bytes() for one in files)


def marked(desk: Desk) -> str:
    """A case with the mark wherever a case can have one, as it was handed over; its id."""
    run_id = call(desk, f"{MARK} said", f"{MARK} noted " + f"{MARK} " * 3000)
    desk.calls.record(run_id, "serial", f"{MARK}-1")
    desk.calls.flag(run_id)
    hand_over(desk, run_id, f"{MARK}-2")
    return run_id


def steps_up(desk: Desk, library: Path, home: Path) -> Desk:
    """The desk after an update of kbdesk: its store was of the version before, so there is a backup."""
    desk.close()
    with sqlite3.connect(desk.home.cases) as store:
        store.execute("DROP TABLE mended")
        store.execute(f"PRAGMA user_version = {VERSION - 1}")
    store.close()
    return make_desk(library, home)


def test_nothing_of_a_deleted_case_is_left_anywhere(desk, library, tmp_path):
    """Store, logs, backups, damaged stores, notes, cache: not a byte of the mark; other cases stay."""
    run_id, other = marked(desk), call(desk, "a stranger", "stays")
    for gap in desk.gaps.list():
        desk.gaps.remove(gap.id)  # a gap is no part of a case: it says what the library lacks
    again = steps_up(desk, library, tmp_path / "home")
    assert again.cases.rows()
    shutil.copy(again.home.cases, again.home.data / "cases.sqlite.damaged-2026-11-20-100000")
    assert len(again.home.cases_backups) == 1
    assert MARK.encode() in again.home.cases_backups[0].read_bytes()
    assert bytes_of(again.home.handoffs).count(MARK.encode()) > 10
    assert again.cases.delete(run_id) == 1
    assert MARK.encode() not in bytes_of(again.home.data, again.home.cache)  # while it is open, too
    assert [row.run_id for row in again.cases.rows()] == [other]
    again.close()
    assert MARK.encode() not in bytes_of(again.home.data, again.home.cache)
    assert b"stranger" in again.home.cases_backups[0].read_bytes()


def test_nothing_of_an_old_case_is_left_anywhere(desk, library, tmp_path):
    """When the days are over it is the same; a backup and a damaged store go whole after a week."""
    marked(desk)
    call(desk, "a stranger", "stays")
    for gap in desk.gaps.list():
        desk.gaps.remove(gap.id)
    again = steps_up(desk, library, tmp_path / "home")
    again.home.set_seat(Seat(keep_days=30))
    assert again.cases.rows()
    later = max(one.stat().st_mtime for one in again.home.data.rglob("*") if one.is_file())
    now = again.clock().fromtimestamp(later).astimezone() + timedelta(days=5)
    again.cases.purge(now)
    assert len(again.home.cases_backups) == 1  # within a week it stays …
    with sqlite3.connect(again.home.cases) as store:  # … and the case is thirty days old
        store.execute("UPDATE run SET at = '2026-09-01T10:00:00+00:00' WHERE json LIKE ?", (f"%{MARK}%",))
        store.execute("UPDATE usage SET at = '2026-09-01T10:00:00+00:00'")
    store.close()
    backup = sqlite3.connect(again.home.cases_backups[0])
    assert backup.execute("SELECT count(*) FROM run").fetchone() == (2,)
    backup.close()
    again.cases.purge(now + timedelta(days=1))
    backup = sqlite3.connect(again.home.cases_backups[0])
    assert backup.execute("SELECT count(*) FROM run").fetchone() == (1,)
    backup.close()
    assert MARK.encode() not in bytes_of(again.home.data / "cases.sqlite", *again.home.cases_backups)
    again.cases.purge(now + timedelta(days=30))
    assert again.home.cases_backups == ()
    assert MARK.encode() not in bytes_of(again.home.data, again.home.cache)
    again.close()


def test_the_window_says_once_what_became_of_a_damaged_store(desk, library, tmp_path):
    """Opening the library looks for damage, and its notice says what was kept and where the file is."""
    run_id = call(desk, "the line is dead", "a note")
    desk.close()
    data = bytearray(desk.home.cases.read_bytes())
    data[:100] = bytes(100)
    desk.home.cases.write_bytes(data)
    again = make_desk(library, tmp_path / "home")
    assert again.calls.restore()  # another lane may be faster; it says nothing
    notice = again.opening().notice
    assert "1 case could be read and was kept" in notice
    assert str(again.home.cases_damaged[0]) in notice
    assert again.calls.run(run_id).current
    assert again.opening().notice == ""
    again.close()
