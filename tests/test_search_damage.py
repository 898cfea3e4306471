# SPDX-License-Identifier: MIT
"""The index as a thing that may break at any time: killed writers, damaged files, strangers, two windows."""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from search_docs import WORDS, doc, library, paths

from kbdesk import search
from kbdesk.errors import KbError
from kbdesk.model import Section
from kbdesk.search import Index, IndexDamaged, arrays, index_folder, manifest, store, update
from kbdesk.search.folder import VIEW_FILE

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from search_docs import library
from kbdesk.search import update
seed = int(sys.argv[3])
print("go", flush=True)
while True:
    update(Path(sys.argv[1]), library(120, seed), (), lambda count: print(count, flush=True), batch=20)
    seed += 1
"""
QUERIES = (
    "printer",
    "network p",
    "e-17",
    "tunnnel password",
    "sync zone video",
    "ne",
    "wrod ",
    '"zone word"',
)


@pytest.fixture
def folder(tmp_path):
    return index_folder(tmp_path / "cache", str(tmp_path / "library"))


def playbook(number):
    chance = random.Random(number)
    parts = [Section(word, word, " ".join(chance.choices(WORDS, k=12))) for word in chance.sample(WORDS, 3)]
    return doc(
        f"playbooks/{number}.md",
        f"{parts[0].heading} for {parts[1].heading}",
        kind="playbook",
        sections=tuple(parts),
        steps=tuple(part.anchor for part in parts),
        says=(f"my {parts[2].heading} is broken",),
    )


DOCS = [*library(50), *map(playbook, range(5))]
CHANGED = [doc(entry.path, f"Other {entry.title}", "A zone word.") for entry in DOCS[:4]]
GONE = DOCS[20].path
BLOBS = {entry.path: entry.blob for entry in [*DOCS, *CHANGED] if entry.path != GONE}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An index with two segments, replaced documents and one that is gone."""
    base = tmp_path_factory.mktemp("whole")
    folder = index_folder(base / "cache", str(base / "library"))
    update(folder, DOCS, ())
    update(folder, CHANGED, [GONE])
    assert len(list(folder.glob("*.kbv"))) == 2
    return folder


@pytest.fixture(scope="module")
def sound(whole):
    """What the sound index answers."""
    index = Index.open(whole)
    found = answers(index)
    assert index.known() == BLOBS
    index.close()
    return found


def copied(whole, tmp_path):
    folder = tmp_path / "broken"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder, copy_function=shutil.copy)
    folder.chmod(0o700)
    return folder


def answers(index):
    found = [index.search(text) for text in QUERIES]
    return [
        (one.hits, one.total, one.unfiltered, one.facets, one.words, one.left_out, one.meant, one.nearest)
        for one in found
    ]


def break_file(path, chance, at, cut):
    data = bytearray(path.read_bytes())
    if cut:
        del data[at:]
    else:
        data[at] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def breaks(path, chance, flips):
    size = path.stat().st_size
    yield from (([at, True]) for at in sorted({0, 1, size // 2, size - 1}))
    yield from ([chance.randrange(size), False] for _ in range(flips))


def serve(folder, sound):
    """Answer from a folder that may be damaged; whether it was."""
    try:
        index = Index.open(folder)
        index.verify()
    except IndexDamaged as error:
        assert error.message
        assert error.hint
        assert Index.open(folder).doc_count() == 0
        return True
    assert answers(index) == sound
    assert index.known() == BLOBS
    index.close()
    return False


def assert_all_is_found(folder, known):
    """An update with what is not known brings the index to what it was."""
    latest = {entry.path: entry for entry in [*DOCS, *CHANGED] if entry.path != GONE}
    missing = [entry for path, entry in latest.items() if known.get(path) != entry.blob]
    update(folder, missing, sorted(known.keys() - latest.keys()))
    index = Index.open(folder)
    index.verify()
    assert index.known() == BLOBS
    assert {"articles/0000.md", "articles/0003.md"} <= set(paths(index.search('"a zone word"')))
    index.close()
    assert {entry.path: entry.blob for entry in store.documents(folder)} == BLOBS


# --- damaged files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("small", [1 << 20, 0], ids=["small arrays", "large arrays"])
def test_a_damaged_searchable_file_is_found_out_and_restored_from_the_record(
    whole, sound, tmp_path, monkeypatch, small
):
    """A cut or changed byte gives the right answers or IndexDamaged; then no article is needed to mend it."""
    monkeypatch.setattr(arrays, "_SMALL", small)
    chance = random.Random(11)
    damaged = 0
    for name in [VIEW_FILE, *sorted(entry.name for entry in whole.glob("*.kbv"))]:
        for at, cut in breaks(whole / name, chance, 40):
            folder = copied(whole, tmp_path)
            break_file(folder / name, chance, at, cut)
            damaged += serve(folder, sound)
            assert search.indexed(folder) == BLOBS
            assert not serve_changed(folder)
    assert damaged >= 90
    assert_all_is_found(folder, search.indexed(folder))


def serve_changed(folder):
    """Whether a mended index answers otherwise than by the same documents."""
    index = Index.open(folder)
    index.verify()
    wrong = index.known() != BLOBS or "articles/0000.md" not in paths(index.search("other zone word"))
    index.close()
    return wrong


def test_a_damaged_record_is_found_out_before_it_is_trusted(whole, sound, tmp_path):
    """With the index of record damaged searching goes on; the next writer notices and asks for everything."""
    chance = random.Random(12)
    noticed = tried = 0
    names = [entry.name for entry in whole.iterdir() if entry.suffix in (".json", ".toc", ".seg")]
    for name in sorted(set(names) - {VIEW_FILE}):
        for at, cut in breaks(whole / name, chance, 3):
            folder = copied(whole, tmp_path)
            break_file(folder / name, chance, at, cut)
            assert not serve(folder, sound)
            known = search.indexed(folder)
            assert known in (BLOBS, {})
            tried += 1
            try:
                assert_all_is_found(folder, known)
            except IndexDamaged:
                noticed += 1
                assert search.indexed(folder) == {}
                assert_all_is_found(folder, {})
            else:
                noticed += not known
    assert tried >= 30
    assert noticed >= tried * 0.8


def test_if_all_is_damaged_everything_is_wanted(whole, tmp_path):
    """Without a sound record nothing is known, and an update with everything mends it all."""
    folder = copied(whole, tmp_path)
    for entry in [*folder.glob("*.kbv"), *folder.glob("*.seg")]:
        break_file(entry, random.Random(1), entry.stat().st_size // 2, cut=True)
    assert search.indexed(folder) == {}
    assert_all_is_found(folder, {})


@pytest.mark.parametrize("name", [VIEW_FILE, "stamp.json", "sums.json", "*.kbv", "*.toc", "*.seg"])
def test_a_lost_file_is_found_out(whole, sound, tmp_path, name):
    """Whichever file is gone, nothing wrong is answered, and afterwards all is found again."""
    folder = copied(whole, tmp_path)
    for entry in folder.glob(name):
        entry.unlink()
    if name == VIEW_FILE:
        assert Index.open(folder).doc_count() == 0
    else:
        serve(folder, sound)
    known = search.indexed(folder)
    assert known == ({} if name in ("stamp.json", "*.toc") else BLOBS)
    try:
        assert_all_is_found(folder, known)
    except IndexDamaged:
        assert name == "*.seg"
        assert_all_is_found(folder, search.indexed(folder))


def test_a_document_that_is_gone_does_not_come_back(whole, tmp_path):
    """What an update took out is in nothing that is made good from the record."""
    folder = copied(whole, tmp_path)
    (folder / VIEW_FILE).unlink()
    update(folder, [doc("new.md", "New")], ())
    for number in range(12):
        update(folder, [doc(f"new{number}.md", "New")], ())
    index = Index.open(folder)
    assert GONE not in index.known()
    assert index.doc_count() == len(BLOBS) + 13
    index.close()


def test_damage_under_an_open_index_is_met_at_the_next_refresh(folder):
    """A list of segments that turns to nonsense is damage, not a crash; the index is empty afterwards."""
    update(folder, library(30), ())
    index = Index.open(folder)
    (folder / VIEW_FILE).write_bytes(b"nonsense")
    with pytest.raises(IndexDamaged):
        index.refresh()
    assert index.doc_count() == 0
    assert index.search("printer").hits == ()
    assert len(search.indexed(folder)) == 30
    assert index.refresh()
    assert index.doc_count() == 30
    index.close()


# --- hostile files ----------------------------------------------------------------------------------------


def write_view(folder, fields):
    listed = fields if isinstance(fields, str) else json.dumps(fields)
    (folder / VIEW_FILE).write_text(json.dumps([zlib.crc32(listed.encode()), listed]))


@pytest.fixture
def outside(whole, tmp_path):
    """A sound file of arrays that is not in the index folder."""
    return Path(shutil.copy(next(whole.glob("*.kbv")), tmp_path / "0123456789ab.kbv"))


HOSTILE_LISTS = {
    "deep": "[" * 100_000,
    "no list": '"x"',
    "no names": [manifest._STAMP, [1], [], True],
    "no file": [manifest._STAMP, ["0123456789ab.kbv"], [], True],
    "another file": [manifest._STAMP, ["stamp.json"], [], True],
    "the folder": [manifest._STAMP, ["."], [], True],
    "no text": [manifest._STAMP, ["\0" * 12 + ".kbv"], [], True],
    "names that cannot be kept": [manifest._STAMP, [], [[]], True],
    "above": [manifest._STAMP, ["../0123456789ab.kbv"], [], True],
    "absolute": "OUTSIDE",
}


@pytest.mark.parametrize("fields", HOSTILE_LISTS.values(), ids=HOSTILE_LISTS)
def test_a_hostile_list_of_segments_opens_nothing_outside_its_folder(whole, tmp_path, outside, fields):
    """Whatever the list says, with the right sum or not, it is damage, and the record mends it."""
    folder = copied(whole, tmp_path)
    if fields == "OUTSIDE":
        fields = [manifest._STAMP, [str(outside)], [], True]
    write_view(folder, fields)
    with pytest.raises(IndexDamaged):
        Index.open(folder)
    assert search.indexed(folder) == BLOBS


def write_head(path, table, **head):
    """Put another table before the arrays of a file."""
    size = json.loads(path.read_bytes().split(b"\n", 1)[0])[1]
    data = path.read_bytes()[-size:]
    listed = head.get("listed", json.dumps(table))
    line = json.dumps([zlib.crc32(listed.encode()), head.get("size", size), listed]).encode() + b"\n"
    path.write_bytes(line.ljust(-(-len(line) // 64) * 64, b"\n") + data)


def head_of(path):
    return json.loads(json.loads(path.read_bytes().split(b"\n", 1)[0])[2])


HOSTILE_HEADS = {
    "huge": ("docs", 1, [2**40]),
    "beyond all numbers": ("docs", 1, [2**62, 4]),
    "negative": ("docs", 1, [-1]),
    "negative twice": ("docs", 1, [-2, -3]),
    "of many dimensions": ("docs", 1, [1] * 100),
    "empty": ("docs", 1, [0]),
    "half a byte": ("docs", 1, [1.5]),
    "no shape": ("docs", 1, None),
    "before the file": ("docs", 2, -64),
    "far before the file": ("docs", 2, -(2**70)),
    "after the file": ("docs", 2, 2**70),
    "objects": ("docs", 0, "|O"),
    "raw": ("docs", 0, "|V1000000000"),
    "records": ("docs", 0, [["a", "<u4"]]),
    "the other end first": ("docs", 0, ">u2"),
    "another sum": ("docs", 3, 1),
    "no sum": ("docs", 3, None),
}


@pytest.mark.parametrize(("name", "field", "value"), HOSTILE_HEADS.values(), ids=HOSTILE_HEADS)
def test_a_hostile_head_of_a_file_is_damage(whole, tmp_path, name, field, value):
    """A head with the right sum and impossible numbers is refused, and the record mends it."""
    folder = copied(whole, tmp_path)
    path = next(folder.glob("*.kbv"))
    table = head_of(path)
    table[name][field] = value
    write_head(path, table)
    with pytest.raises(IndexDamaged):
        Index.open(folder)
    assert search.indexed(folder) == BLOBS


@pytest.mark.parametrize(
    "head",
    [{"listed": "[" * 100_000}, {"listed": "{}"}, {"listed": "[]"}, {"size": -1}, {"size": None}],
    ids=["deep", "nothing", "a list", "negative", "no size"],
)
def test_a_head_that_is_none_is_damage(whole, tmp_path, head):
    """A head of another shape is refused."""
    folder = copied(whole, tmp_path)
    path = next(folder.glob("*.kbv"))
    write_head(path, head_of(path), **head)
    with pytest.raises(IndexDamaged):
        Index.open(folder)
    assert search.indexed(folder) == BLOBS


def test_a_folder_that_others_can_write_to_is_not_opened(folder):
    """The index of record can run code when opened, so that a folder open to others is refused."""
    update(folder, library(30), ())
    folder.chmod(0o777)
    for open_it in (Index.open, search.indexed, lambda folder: update(folder, (), ())):
        with pytest.raises(KbError, match="somebody else"):
            open_it(folder)
    folder.chmod(0o700)
    link = folder.parent / "link"
    link.symlink_to(folder)
    with pytest.raises(KbError, match="not a folder"):
        Index.open(link)
    with pytest.raises(KbError, match="cannot be read"):
        Index.open(folder.parent / "missing")


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_files_of_an_index_are_private(tmp_path):
    """Nobody else can read what the library says, whatever the user's umask."""
    before = os.umask(0)
    try:
        folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
        update(folder, library(60), ())
        update(folder, [doc("a.md", "A")], ["articles/0001.md"])
        after = os.umask(0)
    finally:
        os.umask(before)
    assert after == 0
    for entry in (*folder.rglob("*"), folder, folder.parent, folder.parent.parent):
        assert entry.stat().st_mode & 0o077 == 0, entry


# --- other versions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stamp", [b"", b"{}", b"[" * 100_000, json.dumps({**store.STAMP, "analyser": 0}).encode()]
)
def test_an_index_of_another_version_is_made_anew(folder, stamp):
    """A stamp of the record that is not ours means another format: everything is wanted."""
    update(folder, library(30), ())
    (folder / "stamp.json").write_bytes(stamp)
    assert search.indexed(folder) == {}
    index = Index.open(folder)
    assert index.doc_count() == 0
    update(folder, library(30), ())
    assert index.refresh()
    assert index.doc_count() == 30
    index.close()


def test_a_list_of_another_version_is_not_read(folder):
    """A list of segments that another version wrote is as none, and the record mends it."""
    update(folder, library(30), ())
    state = manifest.read(folder)
    write_view(folder, ["0.0", state.segments, [], True])
    index = Index.open(folder)
    assert index.doc_count() == 0
    assert len(search.indexed(folder)) == 30
    assert index.refresh()
    assert index.doc_count() == 30
    index.close()


# --- mistakes that are not damage -------------------------------------------------------------------------


def test_a_mistake_of_ours_is_not_taken_for_damage(folder, monkeypatch):
    """If searching fails on sound files the exception shows, and the index stays."""
    update(folder, library(30), ())
    index = Index.open(folder)
    with monkeypatch.context() as patched:
        patched.setattr("kbdesk.search.index.hits", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            index.search("printer")
    assert index.search("printer").hits
    index.close()
    assert len(search.indexed(folder)) == 30


def test_what_fails_because_of_damage_is_damage(folder, monkeypatch):
    """If searching fails and a file has another sum, the index is damaged."""
    monkeypatch.setattr(arrays, "_SMALL", 0)
    update(folder, library(30), ())
    path = next(folder.glob("*.kbv"))
    _, (count,), place, _ = head_of(path)["docs"]
    start = path.stat().st_size - json.loads(path.read_bytes().split(b"\n", 1)[0])[1]
    with path.open("r+b") as file:
        file.seek(start + place)
        file.write(b"\xff\xff" * count)
    index = Index.open(folder)
    with pytest.raises(IndexDamaged):
        index.search("printer")
    index.close()
    assert len(search.indexed(folder)) == 30


@pytest.mark.parametrize("name", ["arrays_of", "record"])
def test_a_mistake_while_writing_is_not_taken_for_damage(folder, monkeypatch, name):
    """If a document cannot be made ready for the index, what the index holds stays and can be updated."""
    update(folder, library(30), ())
    with monkeypatch.context() as patched:
        patched.setattr(f"kbdesk.search.writer.{name}", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            update(folder, [doc("a.md", "One more")], ())
    assert len(search.indexed(folder)) == 30
    update(folder, [doc("a.md", "One more")], ())
    assert len(search.indexed(folder)) == 31


def test_an_exception_of_the_caller_is_not_damage(folder):
    """If reading the documents fails, the index keeps what it has, and can be written again."""
    update(folder, library(30), ())

    def failing():
        yield doc("a.md", "One more")
        raise LookupError("the caller's own")

    with pytest.raises(LookupError):
        update(folder, failing(), ())
    update(folder, [doc("b.md", "Another")], ())
    index = Index.open(folder)
    assert index.doc_count() == 31
    index.close()


# --- several processes ------------------------------------------------------------------------------------


def start_writer(folder: Path, seed: int) -> subprocess.Popen[str]:
    tests = str(Path(__file__).parent)
    arguments = [sys.executable, "-c", WRITER, str(folder), tests, str(seed)]
    writer = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "go\n"
    return writer


def kill(writer: subprocess.Popen[str]) -> None:
    writer.kill()
    writer.wait()
    assert writer.stdout is not None
    writer.stdout.close()


def test_a_killed_writer_leaves_a_usable_index(folder):
    """Whenever the writer is killed, the index opens, and the next update goes on from there."""
    chance = random.Random(3)
    wanted = {entry.path for entry in library(120)}
    for round_ in range(15):
        writer = start_writer(folder, seed=round_ * 100)
        time.sleep(chance.uniform(0, 0.25))
        kill(writer)
        index = Index.open(folder)
        index.verify()
        before = index.known()
        assert set(before) <= wanted
        assert index.doc_count() == len(before)
        results = index.search("printer")
        assert results.total == len(results.hits) or results.total > 30
        index.close()
        if round_ % 3 == 0:
            known = search.indexed(folder)
            assert known.keys() <= before.keys() or len(before) == 0
            assert {entry.path: entry.blob for entry in store.documents(folder)} == known
    known = search.indexed(folder)
    latest = {entry.path: entry for entry in library(120)}
    update(folder, [entry for path, entry in latest.items() if known.get(path) != entry.blob], ())
    index = Index.open(folder)
    assert index.known() == {path: entry.blob for path, entry in latest.items()}
    index.close()
    names = [entry.name for entry in folder.iterdir()]
    assert not [name for name in names if name.endswith((".tmp", ".new")) or ".toc." in name]
    segments = set(manifest.read(folder).segments)
    assert {entry.name for entry in folder.glob("*.kbv*")} == segments


def test_a_second_writer_is_told_that_another_writes(folder, monkeypatch):
    """Two windows do not write one index at a time; the reader of the second goes on."""
    writer = start_writer(folder, seed=1)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        monkeypatch.setattr("kbdesk.search.writer.LOCK_SECONDS", 0.0)
        refused = 0
        for _ in range(5):
            try:
                update(folder, [doc("new.md", "New")], ())
            except KbError as error:
                assert "Another window" in error.message
                refused += 1
            index = Index.open(folder)
            assert index.doc_count() >= 20
            index.close()
        assert refused
    finally:
        kill(writer)


def test_a_window_reads_on_while_another_process_writes_and_tidies(folder):
    """An open index keeps its answers until it is refreshed, though its files are gone from the folder."""
    update(folder, library(60, seed=900), ())
    index = Index.open(folder)
    before = answers(index)
    own = {entry.name for entry in folder.glob("*.kbv")}
    writer = start_writer(folder, seed=901)
    try:
        refreshed = 0
        ends = time.monotonic() + 20
        while own & {entry.name for entry in folder.glob("*.kbv")} and time.monotonic() < ends:
            assert answers(index) == before
        assert not own & {entry.name for entry in folder.glob("*.kbv")}
        assert answers(index) == before
        while refreshed < 20 and time.monotonic() < ends:
            refreshed += index.refresh()
            known = index.known()
            assert index.doc_count() == len(known) >= 60
            assert set(paths(index.search("printer"))) <= known.keys()
        assert refreshed == 20
    finally:
        kill(writer)
    index.close()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs /proc")
def test_an_index_lets_go_of_its_files_without_a_collection(folder):
    """Reading, refreshing, damage and closing never run the cyclic collector, and leave no file mapped."""
    update(folder, library(60), ())
    collected = []
    gc.collect()
    gc.disable()
    gc.callbacks.append(lambda phase, _: collected.append(phase))
    try:
        index = Index.open(folder)
        index.search("printer net")
        index.similar("articles/0001.md")
        (folder / VIEW_FILE).write_bytes(b"nonsense")
        with pytest.raises(IndexDamaged):
            index.refresh()
        assert str(folder) not in Path("/proc/self/maps").read_text()
        update_in_child(folder)
        assert index.refresh()
        index.search("printer net")
        index.put([doc("new.md", "New printer")])
        index.search("printer net")
        assert str(folder) in Path("/proc/self/maps").read_text()
        index.close()
        assert str(folder) not in Path("/proc/self/maps").read_text()
        assert not any(str(folder) in link for link in open_files())
        assert collected == []
    finally:
        gc.callbacks.pop()
        gc.enable()


def update_in_child(folder: Path) -> None:
    writer = start_writer(folder, seed=5)
    assert writer.stdout is not None
    writer.stdout.readline()
    kill(writer)


def open_files() -> list[str]:
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(entry.readlink()))
        except OSError:
            continue
    return found
