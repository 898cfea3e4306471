# SPDX-License-Identifier: MIT
"""The case store: what the agent did survives."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading  # noqa: TID251 - the test is about another thread
import unicodedata
from dataclasses import replace

import pytest
from builders import clock, known, playbook, step
from hypothesis import given
from hypothesis import strategies as st

from kbdesk import playbook as pb
from kbdesk.cases import CaseStore, run_from_json, run_to_json
from kbdesk.errors import KbError
from kbdesk.model import ArticleRead, HandoffNote, Outcome, Party, Received, Run
from kbdesk.model.gaps import Gap
from kbdesk.model.handoff import Leg, Reproduction
from kbdesk.model.history import Reading

BOOK = playbook(step("Lights", ("Green", "lights"), ("Red", "resolve-x")), step("Resolve: x"))


def begin(run_id: str = "r1", library: str = "/kb") -> Run:
    return pb.start(BOOK, run_id=run_id, library=library, commit="c0", at=clock(0), by="Ana", tier="1")


def full() -> Run:
    """A run in which every field holds something."""
    run = pb.record(begin(), "wan_light", "grün – 日本")
    run = pb.jump(pb.note(run, 'a "note"\n'), BOOK, "resolve-x", clock(4))
    run = pb.opened(pb.searched(pb.flag(run, "wrong"), "wifi"), ArticleRead("a.md", "b", "A", clock(5)))
    return replace(run, blobs=(("b.md", "00"),), customer_words=("it's broken",))


@pytest.fixture
def store(tmp_path):
    with CaseStore(tmp_path / "new" / "cases.db") as opened:
        yield opened


# --- JSON -------------------------------------------------------------------------------------------------


def test_a_run_comes_back_from_json_as_it_was():
    """Every field of a run survives the way through JSON."""
    assert run_from_json(run_to_json(full())) == full()


@given(st.text(), st.text(st.characters(), max_size=9))
def test_any_text_survives_json(name, value):
    """Any text, half surrogates included, comes back as it was."""
    run = pb.note(pb.record(begin(), name, value), value)
    assert run_from_json(run_to_json(run)) == run


def test_unknown_keys_are_dropped_and_missing_ones_with_a_default_filled_in():
    """A run of a newer version is read as far as it is understood, one of an older version too."""
    raw = json.loads(run_to_json(full()))
    raw["mood"] = raw["visits"][0]["weather"] = "fine"
    del raw["blobs"]
    assert run_from_json(json.dumps(raw)) == replace(full(), blobs=())


@pytest.mark.parametrize(
    "change",
    [
        {"id": 1},
        {"id": None},
        {"tier": "4"},
        {"status": ["running"]},
        {"visits": []},
        {"visits": {}},
        {"visits": [3]},
        {"visits": [{"anchor": "x"}]},
        {"customer_words": "abc"},
        {"customer_words": [["a"]]},
        {"blobs": [["a", "b", "c"]]},
        {"blobs": [["a", 1]]},
        {"articles": [{"path": "a", "blob": "b", "title": True, "at": ""}]},
    ],
)
def test_wrong_types_are_refused(change):
    """A field of the wrong type makes the text unreadable, and says so."""
    with pytest.raises(KbError, match="saved run cannot be read"):
        run_from_json(json.dumps(json.loads(run_to_json(full())) | change))


@pytest.mark.parametrize("seconds", [True, 1.5, "1", None])
def test_seconds_are_a_whole_number(seconds):
    """true, 1.5 and "1" are no seconds."""
    raw = json.loads(run_to_json(full()))
    raw["visits"][0]["seconds"] = seconds
    with pytest.raises(KbError, match=r"run\.visits\[0\]\.seconds has the wrong type"):
        run_from_json(json.dumps(raw))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"run"', "[" * 100_000, "{}"])
def test_what_is_no_run_is_refused(text):
    """Text that is no JSON or no run is told, never half read."""
    with pytest.raises(KbError, match="saved run cannot be read"):
        run_from_json(text)


def test_a_run_that_stands_at_an_undone_step_is_refused():
    """A run whose last visit was taken back is no run."""
    raw = json.loads(run_to_json(full()))
    raw["visits"][-1]["undone"] = True
    with pytest.raises(KbError, match="stands at no step"):
        run_from_json(json.dumps(raw))


# --- saving and finding -----------------------------------------------------------------------------------


def test_a_saved_run_is_loaded_as_it_was_last(store):
    """Loading gives the state of the last save."""
    store.save(begin(), "start", clock(0))
    store.save(full(), "note", clock(5))
    assert store.load("r1") == full()
    with pytest.raises(KbError, match="no saved run “r2”"):
        store.load("r2")


def test_every_event_stays_in_the_history(store):
    """The history gives each saved state in order, whatever was added, changed or taken back."""
    run = begin()
    states = [run]
    for second in range(1, 6):
        states.append(pb.answer(states[-1], BOOK, 1, clock(second), others=known()))
    states += [
        pb.back(states[-1], clock(7)),
        pb.record(states[-1], "x", "1"),
        pb.close(states[-1], clock(9)),
        begin(),
    ]
    for state in states:
        store.save(state, "step", clock(1))
    assert [state for _, _, state in store.history("r1")] == states
    assert store.history("r2") == ()


def test_open_runs_are_those_under_way_or_paused_last_touched_first(store):
    """Open runs belong to their library; solved, handed over and closed ones are none."""
    store.save(begin("a"), "start", clock(1))
    store.save(pb.pause(begin("b"), clock(2)), "pause", clock(2))
    store.save(pb.close(begin("c"), clock(2)), "close", clock(3))
    store.save(pb.escalated(begin("d"), clock(2)), "escalated", clock(4))
    store.save(pb.resolve(begin("e"), clock(2)), "resolve", clock(5))
    store.save(begin("f", "/other"), "start", clock(6))
    store.save(begin("a"), "note", clock(7))
    assert [run.id for run in store.open_runs("/kb")] == ["a", "b"]
    assert [run.id for run in store.open_runs("/other")] == ["f"]


def test_one_unreadable_run_does_not_hide_the_others(store, tmp_path):
    """A run that cannot be read is left out of the list, and a notice says so."""
    store.save(begin("a"), "start", clock(1))
    store.save(begin("b"), "start", clock(2))
    with sqlite3.connect(tmp_path / "new" / "cases.db") as other:
        other.execute("UPDATE run SET json = '{}' WHERE id = 'b'")
    other.close()
    assert [run.id for run in store.open_runs("/kb")] == ["a"]
    assert "left out" in store.take_notice()
    with pytest.raises(KbError, match="cannot be read"):
        store.load("b")


def test_what_was_seen_is_kept(tmp_path):
    """The commit that was seen last survives closing, whatever signs the library's folder has."""
    with CaseStore(tmp_path / "cases.db") as store:
        store.set_seen("/kb\udcff'; DROP TABLE run", "c0")
        store.set_seen("/kb\udcff'; DROP TABLE run", "c1")
    with CaseStore(tmp_path / "cases.db") as store:
        assert (store.seen("/kb\udcff'; DROP TABLE run"), store.seen("/x")) == ("c1", "")
        assert store.take_notice() == ""


def test_half_surrogates_in_a_run_survive(store):
    """Text that UTF-8 cannot hold, from a clipboard or a file name, is stored and comes back."""
    run = pb.note(begin("r\udc80", "/kb\udcff"), "x\ud800y")
    store.save(run, "note", clock(1))
    assert store.load("r\udc80") == run
    assert store.open_runs("/kb\udcff") == (run,)


def test_the_file_is_for_its_user_only(tmp_path):
    """A new folder is 0700; the database and its log are 0600, also when the file was open to others."""
    path = tmp_path / "data" / "cases.db"
    CaseStore(path).close()
    path.chmod(0o644)
    old_mask = os.umask(0)
    try:
        with CaseStore(path) as store:
            store.save(begin(), "start", clock(1))
            modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
    finally:
        os.umask(old_mask)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert modes == {"cases.db": 0o600, "cases.db-wal": 0o600, "cases.db-shm": 0o600}


def test_the_store_may_be_used_from_another_thread(store):
    """The store is made in one thread and used in another, one at a time."""
    thread = threading.Thread(target=lambda: store.save(begin(), "start", clock(1)))
    thread.start()
    thread.join()
    assert store.load("r1") == begin()


# --- what a case brought ----------------------------------------------------------------------------------


@given(st.from_type(HandoffNote), st.text(max_size=9), st.booleans())
def test_what_a_case_brought_comes_back_as_it_was(note, path, held):
    """A run that was taken over keeps its note, its version and its file, whatever they hold."""
    run = replace(begin(), brought=note, held=held, note_file=path)
    assert run_from_json(run_to_json(run)) == run


def brought() -> HandoffNote:
    """A note that somebody handed over, solved in the end."""
    return HandoffNote(
        id="n1",
        created=clock(0),
        sender=Party("1", "Bo", "Desk"),
        to=Party("2"),
        issue="No dial tone",
        errors=("E-809",),
        environment=(("phone_model", "X200"),),
        reproduction=Reproduction(("lift",), "a tone", "none", "sometimes"),
        earlier=(Leg(Party("1", "Cy"), Party("1", "Bo"), clock(0), "Look"),),
        received=Received("Ana", clock(2), True, "The phone is dead."),
        outcome=Outcome("Ana", clock(9), "a cable", "another cable", ("articles/a.md",)),
    )


def test_a_case_that_was_taken_over_is_stored_and_listed(store):
    """The store gives the run back with its note, and its row names the issue and who else was in it."""
    run = replace(begin(), brought=brought(), held=True, note_file="/share/n1.handoff.md")
    store.save(run, "accept", clock(3))
    assert store.load("r1") == run
    row = store.row("r1")
    assert (row.issue, row.others, row.status, row.at) == ("No dial tone", ("Bo", "Cy"), "running", clock(3))
    assert [row.run_id for row in store.rows("e-809 x200 PHONE model")] == ["r1"]


# --- listing and searching --------------------------------------------------------------------------------


def test_cases_are_listed_newest_first_and_only_so_many(store):
    """The one last gone on with comes first, of every library; a limit cuts the list."""
    for second, name in ((1, "a"), (5, "b"), (3, "c")):
        store.save(begin(name, f"/{name}"), "start", clock(second))
    assert [row.run_id for row in store.rows()] == ["b", "c", "a"]
    store.save(begin("a", "/a"), "note", clock(9))
    assert [(row.run_id, row.at) for row in store.rows(limit=2)] == [("a", clock(9)), ("b", clock(5))]


@pytest.mark.parametrize(
    "query",
    [
        "playbook",
        "broken",
        "LIGHTS",
        "green",
        "cable \t loose",
        "wan light grün",
        "日本",
        "r1 ana",
        "ΣΊΣΥΦΟΣ",
        "strasse",
    ],
)
def test_a_case_is_found_by_every_kind_of_its_words(store, query):
    """Title, customer's words, answers, notes, values, steps, in any case of any script; all must occur."""
    run = replace(begin(), customer_words=("it's Broken in the Straße",))
    run = pb.note(pb.record(run, "wan_light", "GRÜN – 日本"), "a loose\ncable, Σίσυφος")
    store.save(pb.answer(run, BOOK, 1, clock(2), others=known()), "answer", clock(2))
    store.save(begin("other"), "start", clock(3))
    assert "r1" in [row.run_id for row in store.rows(query)]
    assert store.rows(f"{query} nosuchword") == ()


def test_words_are_found_however_their_letters_are_written(store):
    """A letter with its accent as one sign or as two, and wide letters, are the same."""
    store.save(pb.note(begin(), "caf\u00e9 ＰＣ"), "note", clock(1))
    assert len(store.rows(unicodedata.normalize("NFD", "CAFÉ pc"))) == 1


@given(st.text(max_size=30))
def test_any_words_may_be_searched_for(tmp_path_factory, text):
    """No query is an error, and what stands in a note is found by the whole of it."""
    with CaseStore(tmp_path_factory.mktemp("any") / "cases.db") as store:
        store.save(pb.note(begin(), text), "note", clock(1))
        assert [row.run_id for row in store.rows(text)] == ["r1"]


def test_a_row_tells_where_the_case_stands(store):
    """State, step, how many steps, how long: as of the last event."""
    run = pb.answer(replace(begin(), customer_words=("no light",)), BOOK, 2, clock(75), others=known())
    store.save(run, "answer", clock(75))
    row = store.row("r1")
    assert (row.issue, row.title, row.status, row.step) == (
        "no light",
        "A playbook",
        "resolved",
        "Resolve: x",
    )
    assert (row.steps, row.seconds, row.started, row.library) == (2, 75, clock(0), "/kb")
    with pytest.raises(KbError, match="no saved run"):
        store.row("r2")


V3 = (
    "CREATE TABLE run (id TEXT PRIMARY KEY, library TEXT NOT NULL, status TEXT NOT NULL,"
    " at TEXT NOT NULL, events INTEGER NOT NULL, json TEXT NOT NULL)",
    "CREATE INDEX run_by_library ON run (library, at)",
    "CREATE TABLE event (run TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,"
    " verb TEXT NOT NULL, change TEXT NOT NULL, PRIMARY KEY (run, number))",
    "CREATE TABLE seen (library TEXT PRIMARY KEY, revision TEXT NOT NULL)",
    "CREATE TABLE gaps (id TEXT PRIMARY KEY, library TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,"
    " words TEXT NOT NULL, call TEXT NOT NULL, filters TEXT NOT NULL)",
    "CREATE TABLE read (library TEXT NOT NULL, path TEXT NOT NULL, blob TEXT NOT NULL, at TEXT NOT NULL,"
    " copy TEXT NOT NULL, PRIMARY KEY (library, path))",
    "PRAGMA application_id = 0x6B626473",
    "PRAGMA user_version = 3",
)


def test_a_store_of_the_version_before_is_listed_and_searched(tmp_path):
    """Cases that an older kbdesk kept are there and found by their words; a broken one is listed, too."""
    path = tmp_path / "cases.db"
    with sqlite3.connect(path) as old:
        for statement in V3:
            old.execute(statement)
        for name, text in (
            ("a", run_to_json(replace(full(), id="a"))),
            ("b", "{"),
            ("c", '{"id": "\\udc80"}'),
        ):
            old.execute("INSERT INTO run VALUES (?, '/kb', 'closed', ?, 1, ?)", (name, clock(1), text))
    old.close()
    with CaseStore(path) as store:
        assert store.take_notice() == ""
        assert [row.run_id for row in store.rows()] == ["a", "b", "c"]
        assert [row.run_id for row in store.rows("GRÜN broken")] == ["a"]
        assert "cannot be read" in store.row("b").title
        assert store.load("a") == replace(full(), id="a")
        assert store.delete("b") == 1
        assert [row.run_id for row in store.rows()] == ["a", "c"]
    with CaseStore(path) as store:
        assert [row.run_id for row in store.rows()] == ["a", "c"]


# --- deleting ---------------------------------------------------------------------------------------------


def bytes_of(path) -> bytes:
    """All that the files of the store hold."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.iterdir()))


@pytest.mark.parametrize("seed", [22, 32, 40, 49])  # zeroing deleted cells alone leaves words here
def test_nothing_of_a_deleted_case_stays_in_the_files(tmp_path, seed):
    """Whatever was written over, moved about and deleted: not a word is left in database or logs."""
    chance = random.Random(seed)
    path = tmp_path / "data" / "cases.db"
    names = [f"r{number}" for number in range(20)]
    with CaseStore(path) as store, CaseStore(path) as other:
        for second in range(160):
            name = chance.choice(names)
            said = f"planted-{name}-" + "x" * chance.choice((3, 60, 900, 5000))
            store.save(replace(pb.note(begin(name), said), customer_words=(said,)), "note", clock(second))
        kept = {row.run_id for row in store.rows()} - set(names[:12])
        assert other.rows()
        assert b"planted-r3-" in bytes_of(path)
        chance.shuffle(gone := names[:12])
        for name in gone[:6]:
            store.delete(name)
        store.delete(*gone[6:])
        data = bytes_of(path)
        assert not [name for name in gone if f"planted-{name}-".encode() in data]
        assert {row.run_id for row in other.rows()} == kept
        assert all(other.load(name).id == name and other.history(name) for name in kept)
        assert store.history(gone[0]) == ()


def test_deleting_says_how_many_there_were_and_leaves_the_rest(store):
    """Unknown ids count for nothing; what was read and what was not found are no cases."""
    store.record_gap(Gap("g", "/kb", clock(1), "Ana", "words", "r1"))
    store.set_reading("/kb", Reading("a.md", "b0", clock(1)))
    for name in ("r1", "r2"):
        store.save(begin(name), "start", clock(1))
    assert store.delete("r1", "nosuch", "r1") == 1
    assert store.delete() == 0
    assert [row.run_id for row in store.rows()] == ["r2"]
    assert [gap.id for gap in store.gaps("/kb")] == ["g"]
    assert list(store.readings("/kb")) == ["a.md"]


def test_a_deleted_case_does_not_come_back_from_another_window(store):
    """Going on with it is refused there; a call that is begun or taken over anew may have its id."""
    run = begin()
    store.save(run, "start", clock(0))
    store.delete("r1")
    with pytest.raises(KbError, match="was deleted"):
        store.save(pb.note(run, "more"), "note", clock(1), before=run)
    assert store.rows() == ()
    store.save(run, "accept", clock(2))
    store.save(pb.note(run, "more"), "note", clock(3), before=run)
    assert store.load("r1").current.note == "more"


def test_old_cases_are_removed_and_open_ones_later(store):
    """What was not gone on with since a time; for those under way and on hold another time counts."""
    states = {"over": pb.close, "held": pb.pause, "solved": pb.resolve}
    for hour, age in ((0, "old"), (5, "new")):
        for name, to in states.items():
            store.save(to(begin(f"{age}-{name}"), clock(1)), "x", clock(3600 * hour))
    zone = "2026-11-22T14:00:00+02:00"  # two hours after clock(0), written in another zone
    assert set(store.remove_before(zone, clock(-3600))) == {"old-over", "old-solved"}
    assert store.remove_before(zone, zone) == ("old-held",)
    assert {row.run_id for row in store.rows()} == {"new-over", "new-held", "new-solved"}


# --- damage -----------------------------------------------------------------------------------------------


def damaged_copies(path):
    return sorted(
        one for one in path.parent.glob("cases.db.damaged-*") if not one.name.endswith(("-wal", "-shm"))
    )


@pytest.mark.parametrize("content", [b"not a database at all" * 400, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_file_that_is_no_database_is_moved_aside(tmp_path, content):
    """Rubbish in place of the database is kept under another name, and a new store works."""
    path = tmp_path / "cases.db"
    path.write_bytes(content)
    with CaseStore(path) as store:
        assert damaged_copies(path)[0].read_bytes() == content
        assert damaged_copies(path)[0].name in store.take_notice()
        store.save(begin(), "start", clock(1))
    with CaseStore(path) as store:
        assert store.load("r1") == begin()
        assert store.take_notice() == ""


def filled(path):
    with CaseStore(path) as store:
        for number in range(60):
            store.save(pb.note(begin(f"r{number}"), "x" * 900), "note", clock(number))


def test_damage_inside_the_database_is_found_when_it_is_opened(tmp_path):
    """Overwritten pages are found at the start; the old file is kept."""
    path = tmp_path / "cases.db"
    filled(path)
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = random.Random(1).randbytes(len(data) - 4096 * 2)
    path.write_bytes(data)
    with CaseStore(path) as store:
        assert "damaged" in store.take_notice()
        assert store.open_runs("/kb") == ()
    assert damaged_copies(path)[0].read_bytes() == data


def test_damage_while_the_store_is_open_loses_no_new_event(tmp_path):
    """If the file is destroyed under an open store, the next save goes into a new one."""
    path = tmp_path / "cases.db"
    filled(path)
    with CaseStore(path) as store:
        store._database._connection.execute("PRAGMA shrink_memory")  # else it would not look at the file
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(b"\xff" * size)
        store.save(begin("new"), "start", clock(1))
        assert store.load("new") == begin("new")
        assert "damaged" in store.take_notice()
    with CaseStore(path) as store:
        assert store.load("new") == begin("new")


def test_two_damaged_files_of_one_moment_are_both_kept(tmp_path):
    """Moving aside never overwrites what was moved aside before."""
    path = tmp_path / "cases.db"
    for content in (b"one" * 900, b"two" * 900):
        path.write_bytes(content)
        os.utime(path, (1_000_000, 1_000_000))
        CaseStore(path).close()
    assert [one.read_bytes()[:3] for one in damaged_copies(path)] == [b"one", b"two"]


def test_a_store_whose_tables_are_wrong_counts_as_damaged(tmp_path):
    """A store with a column missing is moved aside like any other damage."""
    path = tmp_path / "cases.db"
    filled(path)
    with sqlite3.connect(path) as other:
        other.execute("ALTER TABLE run DROP COLUMN events")
    other.close()
    with CaseStore(path) as store:
        assert "damaged" in store.take_notice()


def test_a_newer_store_and_a_foreign_database_are_left_alone(tmp_path):
    """What belongs to a newer kbdesk or to another program is not touched, and the person is told."""
    newer, foreign = tmp_path / "newer.db", tmp_path / "foreign.db"
    CaseStore(newer).close()
    for path, sql in ((newer, "PRAGMA user_version = 99"), (foreign, "CREATE TABLE song (name)")):
        with sqlite3.connect(path) as other:
            other.execute(sql)
        other.close()
    with pytest.raises(KbError, match="newer kbdesk"):
        CaseStore(newer)
    with pytest.raises(KbError, match="another program"):
        CaseStore(foreign)
    assert sorted(one.name for one in tmp_path.iterdir() if "damaged" in one.name) == []


def test_a_locked_or_missing_place_is_told_and_not_taken_for_damage(tmp_path):
    """A folder that is a file, and a path that is a folder, give a sentence."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.db").mkdir()
    for path in (tmp_path / "file" / "cases.db", tmp_path / "folder.db"):
        with pytest.raises(KbError, match="cannot be opened"):
            CaseStore(path)
    assert (tmp_path / "folder.db").is_dir()


# --- kill -9 ----------------------------------------------------------------------------------------------

SAVER = """
import os, sys
from dataclasses import replace
from pathlib import Path
from kbdesk.cases import CaseStore
from kbdesk.errors import KbError

store = CaseStore(Path(sys.argv[1]))
assert not store.take_notice()
run = store.load("r1")
number = len(store.history("r1"))
while True:
    number += 1
    run = replace(run, queries=(f"event {number}",), flagged=(*run.flagged, str(number))[-40:])
    store.save(run, "search", "2026-11-22T10:00:00+00:00")
    os.write(1, f"{number}\\n".encode())
"""


def test_no_acknowledged_event_is_lost_when_the_program_is_killed(tmp_path):
    """A program is killed 25 times while it saves, and each time its last acknowledged event is there."""
    path = tmp_path / "cases.db"
    chance = random.Random(9)
    with CaseStore(path) as store:
        store.save(begin(), "start", clock(0))
    last = 1
    for _ in range(25):
        child = subprocess.Popen([sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE)
        for _ in range(chance.randint(1, 40)):
            assert child.stdout.readline()
        child.kill()
        said = child.stdout.read().split()
        child.stdout.close()
        assert child.wait() != 0
        with CaseStore(path) as store:
            assert store.take_notice() == ""
            history = store.history("r1")
            acknowledged = int(said[-1]) if said else last + 1
            assert len(history) >= acknowledged > last
            assert store.load("r1") == history[-1][2]
            assert store.load("r1").queries == (f"event {len(history)}",)
            last = len(history)
    assert not damaged_copies(path)


VISITOR = """
import sys
from pathlib import Path
from kbdesk.cases import CaseStore
for number in range(200):
    store = CaseStore(Path(sys.argv[1]))
    store.set_seen("library", str(number))
    store.close()
"""


def test_two_stores_of_one_process_and_one_of_another(tmp_path):
    """A second store of the same process takes no lock away from the first while another process writes."""
    path = tmp_path / "data" / "cases.sqlite"
    first = CaseStore(path)
    visitor = subprocess.Popen([sys.executable, "-c", VISITOR, str(path)])
    number = 0
    while visitor.poll() is None:
        number += 1
        first.set_seen("number", str(number))
        with CaseStore(path) as second:
            assert second.seen("number") == str(number)
    assert visitor.returncode == 0
    assert first.take_notice() == ""
    assert first.seen("number") == str(number)
    assert first.seen("library") == "199"
    assert not list(path.parent.glob("*.damaged-*"))
    first.close()
