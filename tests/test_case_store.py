# SPDX-License-Identifier: MIT
"""The file of the case store: brought up to date, damaged, deleted from, written by two programs at once."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from builders import clock, known, playbook, step

from kbdesk import playbook as pb
from kbdesk.cases import CaseStore, pages
from kbdesk.cases.alone import alone
from kbdesk.cases.backups import KEPT, backups_of
from kbdesk.cases.mending import damaged_of
from kbdesk.cases.schema import APPLICATION, SCHEMA, VERSION, make_tables
from kbdesk.errors import KbError
from kbdesk.model import Run
from kbdesk.model.gaps import Gap
from kbdesk.model.usage import Use

BOOK = playbook(step("Lights", ("Green", "lights"), ("Red", "resolve-x")), step("Resolve: x"))
CASES = 40


def begin(run_id: str = "r1") -> Run:
    return pb.start(BOOK, run_id=run_id, library="/kb", commit="c0", at=clock(0), by="Ana", tier="1")


def long_case(store: CaseStore, run_id: str, length: int) -> Run:
    """A case of four events, the last of which fills so many letters."""
    run = begin(run_id)
    store.save(run, "start", clock(1))
    for second, words in ((2, "first"), (3, "second"), (4, f"{run_id} " + "ü" * length)):
        run = pb.note(run, words)
        store.save(run, "note", clock(second))
    return run


def fill(path) -> dict[str, Run]:
    """A store with something in every table that matters; its cases as they were saved last."""
    chance = random.Random(3)
    with CaseStore(path) as store:
        cases = {
            name: long_case(store, name, chance.choice((5, 300, 3000, 20_000)))
            for name in (f"r{number:02}" for number in range(CASES))
        }
        for number in range(60):
            store.usage.record("/kb", Use(clock(number), "search", f"words {number}", 3))
            store.record_gap(Gap(f"g{number}", "/kb", clock(number), "Ana", "no answer to this", "r01"))
        store.set_seen("/kb", "a" * 40)
    return cases


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """(a folder with a full store, its cases); to be copied."""
    path = tmp_path_factory.mktemp("sound") / "cases.db"
    return path, fill(path)


@pytest.fixture
def store_at(sound, tmp_path):
    """(the path of a copy, the cases in it)."""
    path = tmp_path / "cases.db"
    shutil.copy(sound[0], path)
    return path, sound[1]


def files(path):
    return sorted(one.name for one in path.parent.iterdir())


def read(path) -> tuple[dict[str, Run], str]:
    """What a start of kbdesk finds: (the cases, the sentence)."""
    with CaseStore(path) as store:
        found = {row.run_id: store.load(row.run_id) for row in store.rows(limit=-1)}
        assert set(found) == store.ids()
        for name, run in found.items():
            assert store.history(name)[-1][2] == run
        told = store.take_notice()
        store.save(begin("next"), "start", clock(9))
        assert store.load("next") == begin("next")
    return found, told


# --- an older and a newer store ---------------------------------------------------------------------------


def old_store(path, version, words="words of long ago"):
    """A store as that version made it, with one case, never closed properly."""
    connection = sqlite3.connect(path, isolation_level=None)
    for name in ("row_of_run", "words_of_run"):
        connection.create_function(name, 4, lambda *_: "")
    connection.execute("PRAGMA journal_mode = WAL")
    for statement in chain.from_iterable(SCHEMA[:version]):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("INSERT INTO seen VALUES ('/kb', ?)", ("c" * 40,))
    connection.execute("INSERT INTO event VALUES ('old', 1, ?, 'note', ?)", (clock(0), words))
    connection.execute("INSERT INTO run VALUES ('old', '/kb', 'closed', ?, 1, ?)", (clock(0), words))
    return connection


@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_older_store_is_copied_before_it_is_brought_up_to_date(tmp_path, version):
    """The copy is of the old version, holds what the store held, in the log, too, and is its user's only."""
    path = tmp_path / "cases.db"
    writer = old_store(path, version)  # its last rows are in the log only
    with CaseStore(path) as store:
        assert store.seen("/kb") == "c" * 40
    writer.close()
    (backup,) = backups_of(path)
    assert backup.name.startswith(f"cases.db.backup-v{version}-2")
    assert os.name != "posix" or backup.stat().st_mode & 0o777 == 0o600
    copy = sqlite3.connect(backup)
    assert copy.execute("PRAGMA user_version").fetchone() == (version,)
    assert copy.execute("SELECT json FROM run").fetchone() == ("words of long ago",)
    copy.close()
    CaseStore(path).close()
    assert len(backups_of(path)) == 1  # one for each step up, not for each start


def test_the_last_three_backups_stay(tmp_path):
    """Of several steps up the latest copies are kept."""
    path = tmp_path / "cases.db"
    for number in range(KEPT + 2):
        path.unlink(missing_ok=True)
        old_store(path, 3, f"words {number}").close()
        os.utime(path, (10**9 + number * 86_400, 10**9 + number * 86_400))
        CaseStore(path).close()
        for one in backups_of(path)[-1:]:
            os.utime(one, (10**9 + number, 10**9 + number))
    data = [one.read_bytes() for one in backups_of(path)]
    assert [next(n for n in range(9) if f"words {n}".encode() in one) for one in data] == [2, 3, 4]


@pytest.mark.skipif(os.name != "posix", reason="a limit for the size of files is POSIX")
def test_a_store_that_cannot_be_copied_is_not_changed(tmp_path):
    """Without a backup there is no step up: the old store stays as it is, and a sentence says why."""
    path = tmp_path / "cases.db"
    old_store(path, 4, "x" * 50_000).close()
    before = path.read_bytes()
    script = (
        "import resource, sys; from pathlib import Path; from kbdesk.cases import CaseStore;"
        "from kbdesk.errors import KbError; import signal;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "try: CaseStore(Path(sys.argv[1]))\n"
        "except KbError as error: print(error)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert "case store" in said.stdout
    assert path.read_bytes() == before
    assert files(path) == ["cases.db"]


def test_a_newer_store_is_refused_and_not_touched(tmp_path):
    """Neither the file nor its log changes by a byte, and nothing comes to lie beside it."""
    path = tmp_path / "cases.db"
    fill(path)
    with sqlite3.connect(path) as newer:
        newer.execute("CREATE TABLE of_tomorrow (words TEXT)")
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    before, there = path.read_bytes(), files(path)
    with pytest.raises(KbError, match=r"newer kbdesk.*left as it is") as refused:
        CaseStore(path)
    assert "Update kbdesk" in refused.value.hint
    assert (path.read_bytes(), files(path)) == (before, there)


def test_a_database_of_another_program_is_not_touched(tmp_path):
    """Not even how it keeps its log is changed."""
    path = tmp_path / "cases.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE song (name)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(KbError, match="another program"):
        CaseStore(path)
    assert (path.read_bytes(), files(path)) == (before, ["cases.db"])


# --- damage -----------------------------------------------------------------------------------------------


def check_mended(path, cases, *, at_least: int, before: bytes | None = None):
    """A start keeps so many cases as they were, says so, and keeps the damaged file; the next is silent."""
    found, told = read(path)
    right = {name for name, run in found.items() if run == cases.get(name)}
    assert set(found) <= set(cases)
    assert len(right) >= at_least, (len(right), told)
    assert f"{len(found):,} case" in told
    aside = damaged_of(path)
    assert str(aside[0]) in told
    if before is not None:
        assert aside[0].read_bytes() == before
    assert not [name for name in files(path) if name.endswith((".new", ".mending", ".lock"))]
    assert read(path)[1] == ""
    return found


def test_a_torn_page_costs_only_what_lies_in_it(store_at):
    """Any one page overwritten with rubbish: the other cases are there, with their events."""
    path, cases = store_at
    data = path.read_bytes()
    chance = random.Random(7)
    for number in chance.sample(range(1, len(data) // 4096), 6):
        for one in path.parent.iterdir():
            one.unlink()
        torn = bytearray(data)
        torn[number * 4096 + 1024 : (number + 1) * 4096] = chance.randbytes(3072)
        path.write_bytes(torn)
        with CaseStore(path):
            pass
        if damaged_of(path):  # free space may lie there
            check_kept(path, cases, len(cases) - 8)


def check_kept(path, cases, at_least):
    with CaseStore(path) as store:
        found = {name: store.load(name) for name in store.ids()}
        assert sum(run == cases[name] for name, run in found.items()) >= at_least
        assert "damaged" in store.take_notice()


@pytest.mark.parametrize("length", [100, 4096])
def test_a_zeroed_header_costs_nothing(store_at, length):
    """Without the first bytes, or the first page with the list of tables, every case is read."""
    path, cases = store_at
    torn = bytearray(path.read_bytes())
    torn[:length] = bytes(length)
    path.write_bytes(torn)
    found = check_mended(path, cases, at_least=CASES, before=bytes(torn))
    assert found == cases
    with CaseStore(path) as store:
        assert len(store.usage.of("/kb")) == 60
        assert len(store.gaps("/kb")) == 60
        assert store.seen("/kb") == "a" * 40
        assert [row.run_id for row in store.rows("r07")] == ["r07"]


def test_a_truncated_file_keeps_what_is_before_the_end(store_at):
    """Half of the file is enough for about half of the cases; cut within a page it is the same."""
    path, cases = store_at
    data = path.read_bytes()[: path.stat().st_size // 2 + 777]
    path.write_bytes(data)
    check_mended(path, cases, at_least=5, before=data)


@pytest.mark.parametrize("content", [b"", b"no database at all " * 900, bytes(8192)])
def test_of_garbage_nothing_is_kept_and_that_is_said(tmp_path, content):
    """An empty file is no new store, either: somebody's cases are gone, and the sentence says so."""
    path = tmp_path / "cases.db"
    path.write_bytes(content)
    check_mended(path, {}, at_least=0, before=content)


def unfinished(tmp_path):
    """(the path, the cases) of a store whose program was killed: most rows are in the log only."""
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[2])\n"
        "import test_case_store as t; from pathlib import Path\n"
        "from kbdesk.cases import CaseStore\n"
        "store = CaseStore(Path(sys.argv[1]))\n"
        "for n in range(12): t.long_case(store, f'r{n:02}', 500)\n"
        "os._exit(9)"
    )
    path = tmp_path / "cases.db"
    here = str(Path(__file__).parent)
    assert subprocess.run([sys.executable, "-c", script, str(path), here], check=False).returncode == 9
    cases = {}
    with CaseStore(tmp_path / "again.db") as store:
        for number in range(12):
            cases[f"r{number:02}"] = long_case(store, f"r{number:02}", 500)
    for one in tmp_path.glob("again.db*"):
        one.unlink()
    assert path.with_name("cases.db-wal").stat().st_size > 100_000
    return path, cases


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 0.97])
def test_damage_in_the_middle_of_the_log_is_mended_and_told(tmp_path, share):
    """SQLite would drop what follows without a word: what follows is kept, and the person is told."""
    path, cases = unfinished(tmp_path)
    log = path.with_name("cases.db-wal")
    data = bytearray(log.read_bytes())
    place = max(24, int(len(data) * share))
    data[place : place + 40] = bytes(255 - one for one in data[place : place + 40])
    log.write_bytes(data)
    with CaseStore(path) as store:
        assert len(store.ids()) >= len(cases) - 1
        assert share > 0.9 or store.load("r11") == cases["r11"]
        assert "damaged" in store.take_notice()
    assert damaged_of(path)


def test_a_log_that_ends_in_half_a_write_is_no_damage(tmp_path):
    """A program killed while it wrote: nothing finished is behind it, so nothing is put aside."""
    path, cases = unfinished(tmp_path)
    log = path.with_name("cases.db-wal")
    with log.open("ab") as file:
        file.write(log.read_bytes()[-4120:][:3000])
    with CaseStore(path) as store:
        assert store.ids() == frozenset(cases)
        assert store.take_notice() == ""
    assert not damaged_of(path)


def test_of_a_log_only_what_is_new_is_added_up(tmp_path, monkeypatch):
    """Pages of the window open the store again and again; all of a log of some megabytes takes 0.2 s."""
    path, _cases = unfinished(tmp_path)
    seen, real = [], pages._sum
    monkeypatch.setattr(pages, "_sum", lambda *what: seen.append(what) or real(*what))
    with CaseStore(path, check=False) as store:
        whole = len(seen)
        assert whole > 30
        seen.clear()
        store.save(begin("more"), "start", clock(5))
        with CaseStore(path, check=False) as other:
            assert "more" in other.ids()
        assert 1 < len(seen) < whole / 2
        seen.clear()
        with CaseStore(path):
            assert len(seen) >= whole, "who looks for damage looks at all of it"


def test_damage_is_found_behind_what_was_sound_before(tmp_path):
    """What was added up once is taken as it is, what came after it is not; another log begins at nothing."""
    path, _cases = unfinished(tmp_path)
    log = path.with_name("cases.db-wal").read_bytes()
    known = pages.sound_part(log[: len(log) // 2])
    assert known is not None
    assert known.at > len(log) // 4
    assert pages.sound_part(log, known) == pages.sound_part(log)
    early, late, anew = bytearray(log), bytearray(log), bytearray(log)
    early[known.at // 2] ^= 0xFF
    late[(known.at + len(log)) // 2] ^= 0xFF
    anew[17] ^= 0xFF
    assert pages.sound_part(bytes(late), known) is None
    assert pages.sound_part(bytes(early)) is None
    assert pages.sound_part(bytes(anew), known) == pages.sound_part(bytes(anew))


@pytest.mark.parametrize("main", [b"", None, bytes(4096) + b"\xff" * 4096])
def test_rows_that_are_only_in_the_log_are_kept(tmp_path, main):
    """The database itself is empty, gone or rubbish: what its log holds is read."""
    path, cases = unfinished(tmp_path)
    if main is None:
        path.unlink()
    else:
        path.write_bytes(main)
    check_mended(path, cases, at_least=12)


def test_without_its_log_a_store_opens_with_what_it_has(tmp_path):
    """A log that is gone is no error: the store has what was merged before."""
    path, cases = unfinished(tmp_path)
    CaseStore(path).close()  # merges
    with CaseStore(path) as store:
        store.save(begin("late"), "start", clock(5))
        shutil.copytree(
            tmp_path, tmp_path / "copy", dirs_exist_ok=True, ignore=shutil.ignore_patterns("copy")
        )
    copy = tmp_path / "copy" / "cases.db"
    copy.with_name("cases.db-wal").unlink()
    found, told = read(copy)
    assert found == cases
    assert told == ""


def test_a_damaged_log_costs_only_what_lies_in_it(tmp_path):
    """One frame of the log is rubbish and the database is gone: the other frames are read."""
    path, cases = unfinished(tmp_path)
    path.unlink()
    log = path.with_name("cases.db-wal")
    data = bytearray(log.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 900] = b"\xa5" * 900
    log.write_bytes(data)
    check_mended(path, cases, at_least=9)


def test_a_case_whose_state_is_lost_is_made_again_from_its_events(store_at):
    """Where only the latest state was torn, the events lead back to it."""
    path, cases = store_at
    with sqlite3.connect(path) as other:
        other.execute("UPDATE run SET json = '{}' WHERE id IN ('r03', 'r04')")
        other.execute("DELETE FROM event WHERE run = 'r04' AND number = 3")
        other.execute("DELETE FROM event WHERE run = 'r05' AND number = 2")
        other.execute("DROP INDEX run_by_library")
        other.execute("DROP TABLE seen")
    other.close()
    found = check_mended(path, cases, at_least=CASES - 1)
    assert found["r03"] == cases["r03"]
    assert found["r04"].current.note == "first"  # as far as its events go without a gap
    with CaseStore(path) as store:
        assert [verb for verb, _, _ in store.history("r05")] == ["start", "recovered"]
        assert store.load("r05") == cases["r05"]


def test_what_was_deleted_does_not_come_back_by_mending(store_at):
    """Even if an old page of a deleted case is still in the file: its mark is kept, and counts."""
    path, cases = store_at
    run = cases["r02"]
    with CaseStore(path) as store:
        (old,) = store._database.read("SELECT * FROM run WHERE id = 'r02'", ())
        store.delete("r02")
    with sqlite3.connect(path) as other:
        other.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)", old)
    other.close()
    torn = bytearray(path.read_bytes())
    torn[:100] = bytes(100)
    path.write_bytes(torn)
    with CaseStore(path) as store:
        assert store.ids() == set(cases) - {"r02"}
        with pytest.raises(KbError, match="was deleted"):
            store.save(pb.note(run, "more"), "note", clock(9), before=run)


def test_any_damage_is_no_unhandled_error(sound, tmp_path):
    """Bytes changed, cut, doubled or blanked at random places: each file opens and can be written."""
    data = sound[0].read_bytes()
    chance = random.Random(11)
    silent = 0
    for number in range(int(os.environ.get("KBDESK_DAMAGES", "25"))):
        path = tmp_path / str(number) / "cases.db"
        path.parent.mkdir()
        torn = bytearray(data)
        for _ in range(chance.choice((1, 1, 3, 20))):
            at = chance.randrange(0, len(torn) - 1, chance.choice((1, 4096)))
            kind, length = chance.choice("xzcs"), chance.choice((1, 40, 4096, 30_000))
            if kind == "x":
                torn[at : at + length] = chance.randbytes(min(length, len(torn) - at))
            elif kind == "z":
                torn[at : at + length] = bytes(min(length, len(torn) - at))
            elif kind == "c":
                del torn[max(4096, at) :]
            else:
                torn[at : at + length] = torn[:length]
        path.write_bytes(torn)
        try:
            with CaseStore(path) as store:
                for row in store.rows(limit=-1):
                    store.load(row.run_id)
        except KbError as error:  # one case that cannot be read, or a store that says it is of something else
            assert error.message
            continue
        with CaseStore(path) as store:
            store.save(begin("next"), "start", clock(9))
            silent += len(store.ids()) == 1 and not damaged_of(path)
        shutil.rmtree(path.parent)
    assert silent == 0


KILLED = """
import os, sys
from pathlib import Path
from kbdesk.cases import mending
point, path = sys.argv[1], Path(sys.argv[2])
real = Path.replace
count = 0
def replace(self, target):
    global count
    count += 1
    if count == int(point):
        os._exit(9)
    return real(self, target)
Path.replace = replace
from kbdesk.cases import CaseStore
CaseStore(path).close()
"""


@pytest.mark.parametrize("point", range(1, 6))
def test_mending_that_was_killed_goes_on(tmp_path, point):
    """Killed before any of its steps, the next start has every case, and nothing is left over."""
    path, cases = unfinished(tmp_path)
    path.write_bytes(bytes(path.stat().st_size))
    code = subprocess.run([sys.executable, "-c", KILLED, str(point), str(path)], check=False).returncode
    assert code == 9
    check_mended(path, cases, at_least=12)


@pytest.mark.skipif(os.name != "posix", reason="a file that is open cannot be put aside on Windows")
def test_a_connection_goes_on_in_the_mended_store(store_at):
    """What another connection writes after the file was put aside is in the new one, and stays there."""
    path, cases = store_at
    first = CaseStore(path)
    assert first.ids() == set(cases)
    with sqlite3.connect(path) as other:
        other.execute("DROP TABLE seen")
    other.close()
    with CaseStore(path) as second:
        assert "damaged" in second.take_notice()
        second.save(begin("second"), "start", clock(5))
        first.save(begin("first"), "start", clock(5))
        first.close()
        second.save(begin("third"), "start", clock(5))
    with CaseStore(path) as store:
        assert store.ids() == {*cases, "first", "second", "third"}
        assert store.take_notice() == ""


# --- two programs -----------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import test_case_store as t
from kbdesk.cases import CaseStore
name = sys.argv[2]
for half in range(2):
    with CaseStore(Path(sys.argv[1])) as store:
        for number in range(40):
            store.save(t.begin(f"{name}{half}{number}"), "start", t.clock(number))
            if number % 10 == 9:
                store.delete(f"{name}{half}{number}")
"""


def test_two_programs_lose_no_row(tmp_path):
    """Two programs begin a store at the same moment, write, delete and write it anew: every row is there."""
    path = tmp_path / "cases.db"
    here = str(Path(__file__).parent)
    both = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, here]) for name in "ab"]
    assert [one.wait(timeout=120) for one in both] == [0, 0]
    kept = {f"{name}{half}{n}" for name in "ab" for half in range(2) for n in range(40) if n % 10 != 9}
    with CaseStore(path) as store:
        assert store.ids() == kept
        assert all(len(store.history(name)) == 1 for name in kept)
        assert store.take_notice() == ""
    assert files(path) == ["cases.db"]


MENDER = """
import sys
from pathlib import Path
from kbdesk.cases import CaseStore
with CaseStore(Path(sys.argv[1])) as store:
    print(len(store.ids()), bool(store.take_notice()))
"""


def test_two_programs_mend_one_store_once(store_at):
    """Both find the damage at the same moment: one mends, the other takes what it made."""
    path, cases = store_at
    torn = bytearray(path.read_bytes())
    torn[:100] = bytes(100)
    path.write_bytes(torn)
    with alone(path):  # both wait here
        both = [
            subprocess.Popen([sys.executable, "-c", MENDER, str(path)], stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        with pytest.raises(subprocess.TimeoutExpired):
            both[0].wait(timeout=1)
    said = sorted(one.communicate(timeout=60)[0].split()[0] for one in both)
    assert said == [str(len(cases))] * 2
    assert len(damaged_of(path)) == 1


# --- deleting ---------------------------------------------------------------------------------------------


def bytes_of(folder) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())


def test_what_is_deleted_is_deleted_in_the_backups(tmp_path):
    """A case is in the copies from before a step up; deleted, or too old, it is in none, and others stay."""
    path = tmp_path / "cases.db"
    for version in (3, 6):
        path.unlink(missing_ok=True)
        writer = old_store(path, version, f'{{"words": "{"marker-old " * 9000}"}}')
        for name in ("marker-gone", "marker-kept"):
            writer.execute("INSERT INTO run VALUES (?, '/kb', 'closed', ?, 1, '{}')", (name, clock(9)))
        writer.close()
        CaseStore(path).close()
    assert len(backups_of(path)) == 2
    ages = [one.stat().st_mtime_ns for one in backups_of(path)]
    with CaseStore(path) as store:
        assert store.remove_before(clock(5), clock(5)) == ("old",)
        assert b"marker-old" not in bytes_of(tmp_path)
        assert max(one.stat().st_size for one in backups_of(path)) < 120_000  # written anew
        store.delete("marker-gone")
        assert b"marker-gone" not in bytes_of(tmp_path)
        assert all(b"marker-kept" in one.read_bytes() for one in backups_of(path))
    assert [one.stat().st_mtime_ns for one in backups_of(path)] == ages  # they grow no younger


def test_a_backup_that_cannot_be_cleaned_is_removed(tmp_path):
    """A backup that is damaged itself might still hold what was deleted."""
    path = tmp_path / "cases.db"
    old_store(path, 3).close()
    CaseStore(path).close()
    backups_of(path)[0].write_bytes(b"words of long ago, no database" * 99)
    with CaseStore(path) as store:
        assert store.delete("old") == 1
    assert backups_of(path) == ()
    assert b"words of long ago" not in bytes_of(tmp_path)


def test_the_words_searched_for_in_a_case_go_with_it(tmp_path):
    """Its searches lose their words, and what else was said in it is no longer tied to it."""
    with CaseStore(tmp_path / "cases.db") as store:
        store.save(begin(), "start", clock(0))
        store.usage.record("/kb", Use(clock(1), "search", "marker words", 3, run="r1"))
        store.usage.record("/kb", Use(clock(1), "search", "other words", 3, run="r2"))
        store.record_gap(Gap("g", "/kb", clock(1), "Ana", "a gap", "r1"))
        store.delete("r1")
        assert [(use.words, use.run) for use in store.usage.of("/kb")] == [("", ""), ("other words", "r2")]
        assert store.gaps("/kb")[0].call == ""
        assert b"marker" not in bytes_of(tmp_path)


READER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN")
connection.execute("SELECT * FROM run").fetchone()
print("reads", flush=True)
sys.stdin.read()
"""


def test_what_a_reading_program_holds_up_is_told(tmp_path, monkeypatch):
    """While another program reads the old state, its log cannot be emptied; the person is told so."""
    monkeypatch.setattr("kbdesk.cases.database.BUSY_S", 0.3)
    path = tmp_path / "cases.db"
    with CaseStore(path) as store:
        store.save(pb.note(begin(), "marker"), "start", clock(0))
        reader = subprocess.Popen(
            [sys.executable, "-c", READER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert reader.stdout.readline() == b"reads\n"
        with pytest.raises(KbError, match="still reads"):
            store.delete("r1")
        assert store.ids() == frozenset()
        reader.communicate()
    assert b"marker" not in bytes_of(tmp_path)  # closing did the rest


def test_every_answer_of_a_long_call_survives_a_damaged_header(tmp_path):
    """Rows that fill several pages are put together again."""
    path = tmp_path / "cases.db"
    run = begin()
    with CaseStore(path) as store:
        for second in range(1, 30):
            run = pb.answer(pb.note(run, "ü" * 3000), BOOK, 1, clock(second), others=known())
            run = replace(run, customer_words=(f"{second} " + "w" * 900,))
            store.save(run, "answer", clock(second))
    torn = bytearray(path.read_bytes())
    torn[:16] = b"SQLite formatXXX"
    path.write_bytes(torn)
    with CaseStore(path) as store:
        assert store.load("r1") == run
        assert len(store.history("r1")) == 29
        assert "1 case could be read" in store.take_notice()


def test_tables_are_made_the_same_at_once_and_step_by_step(tmp_path):
    """A store that came up from the first version has the tables of a new one."""
    texts = []
    for steps in ((0,), range(VERSION)):
        connection = sqlite3.connect(tmp_path / f"{len(texts)}.db", isolation_level=None)
        for version in steps:
            connection.execute(f"PRAGMA user_version = {version}")
        old = list(steps)[-1]
        make_tables(connection, 0) if len(texts) == 0 else _up(connection, old)
        texts.append(connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall())
        connection.close()
    assert texts[0] == texts[1]


def _up(connection, last):
    for name in ("row_of_run", "words_of_run"):
        connection.create_function(name, 4, lambda *_: "")
    for statement in chain.from_iterable(SCHEMA[:last]):
        connection.execute(statement)
    make_tables(connection, last)
