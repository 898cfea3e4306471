# SPDX-License-Identifier: MIT
"""The index as a thing that may break at any time: killed writers, damaged files, strangers, two windows."""

from __future__ import annotations

import gc
import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from search_docs import doc, library, paths

from kbdesk.errors import KbError
from kbdesk.search import Index, IndexDamaged, index_folder, store, update

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


@pytest.fixture
def folder(tmp_path):
    return index_folder(tmp_path / "cache", str(tmp_path / "library"))


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
    for round_ in range(12):
        writer = start_writer(folder, seed=round_ * 100)
        time.sleep(chance.uniform(0, 0.35))
        kill(writer)
        index = Index.open(folder)
        assert set(index.known()) <= wanted
        results = index.search("printer")
        assert results.total == len(results.hits) or results.total > 30
        assert index.doc_count() == len(index.known())
        index.close()
    update(folder, library(120), ())
    index = Index.open(folder)
    assert set(index.known()) == wanted
    assert index.known() == {entry.path: entry.blob for entry in library(120)}
    index.close()
    left = [entry.name for entry in folder.iterdir() if entry.suffix == ".tmp" or ".toc." in entry.name]
    assert left == []


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


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An index with two segments and deleted documents."""
    base = tmp_path_factory.mktemp("whole")
    folder = index_folder(base / "cache", str(base / "library"))
    docs = library(150)
    update(folder, docs, ())
    update(
        folder, [doc(entry.path, f"Other {entry.title}", entry.body) for entry in docs[:10]], [docs[20].path]
    )
    return folder


QUERIES = ("printer", "network p", "e-17", "tunnnel password", "sync zone video", "ne", "wrod ")


def test_damage_never_escapes(whole, tmp_path):
    """A cut or changed byte in any file gives right results or IndexDamaged, and then it is built anew."""
    chance = random.Random(11)
    known = {entry.path for entry in library(150)}
    names = sorted(entry.name for entry in whole.iterdir() if entry.stat().st_size)
    damaged = tried = 0
    for name in names:
        size = (whole / name).stat().st_size
        ways = [("cut", at) for at in (0, 1, size // 2, size - 1)]
        ways += [("flip", chance.randrange(size)) for _ in range(20)]
        for way, at in ways:
            folder = tmp_path / "broken"
            shutil.copytree(whole, folder, copy_function=shutil.copy)
            folder.chmod(0o700)
            data = bytearray((folder / name).read_bytes())
            if way == "cut":
                del data[at:]
            else:
                data[at] ^= 1 << chance.randrange(8)
            (folder / name).write_bytes(data)
            tried += 1
            try:
                index = Index.open(folder)
                for text in QUERIES:
                    assert set(paths(index.search(text))) <= known
                index.close()
            except IndexDamaged as error:
                damaged += 1
                assert error.message
                assert not list(folder.glob("*.seg"))
                assert Index.open(folder).doc_count() == 0
            shutil.rmtree(folder)
    assert tried >= 60
    assert damaged >= 10


def test_a_writer_that_finds_damage_says_so(folder):
    """An update on a damaged index empties the folder, so that the whole library is indexed again."""
    update(folder, library(60), ())
    for segment in folder.glob("*.seg"):
        segment.write_bytes(b"nothing")
    with pytest.raises(IndexDamaged):
        update(folder, [doc("articles/0001.md", "Changed")], ())
    update(folder, library(60), ())
    index = Index.open(folder)
    assert index.doc_count() == 60
    index.close()


def test_damage_under_an_open_index_is_met_at_the_next_refresh(folder):
    """A list of segments that turns to nonsense is damage, not a crash; the index is empty afterwards."""
    update(folder, library(30), ())
    index = Index.open(folder)
    (folder / "_kb_999.toc").write_bytes(b"nonsense")
    with pytest.raises(IndexDamaged):
        index.refresh()
    assert index.doc_count() == 0
    assert index.search("printer").hits == ()
    index.close()


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


@pytest.mark.parametrize(
    "stamp", [b"", b"{}", b"[" * 100_000, json.dumps({**store.STAMP, "analyser": 0}).encode()]
)
def test_an_index_of_another_version_is_discarded(folder, stamp):
    """A stamp that is not ours means another format: the index starts empty."""
    update(folder, library(30), ())
    (folder / "stamp.json").write_bytes(stamp)
    index = Index.open(folder)
    assert index.doc_count() == 0
    update(folder, library(30), ())
    assert index.refresh()
    assert index.doc_count() == 30
    index.close()


def test_a_folder_that_others_can_write_to_is_not_opened(folder):
    """Index files can run code when opened, so that a folder open to others is refused."""
    update(folder, library(30), ())
    folder.chmod(0o777)
    with pytest.raises(KbError, match="somebody else"):
        Index.open(folder)
    with pytest.raises(KbError, match="somebody else"):
        update(folder, (), ())
    folder.chmod(0o700)
    link = folder.parent / "link"
    link.symlink_to(folder)
    with pytest.raises(KbError, match="not a folder"):
        Index.open(link)
    with pytest.raises(KbError, match="cannot be read"):
        Index.open(folder.parent / "missing")


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs /proc")
def test_an_index_lets_go_of_its_files_without_a_collection(folder):
    """Reading, refreshing and closing never run the cyclic collector, and leave no file mapped."""
    update(folder, library(60), ())
    collected = []
    gc.collect()
    gc.disable()
    gc.callbacks.append(lambda phase, _: collected.append(phase))
    try:
        index = Index.open(folder)
        index.search("printer net")
        (folder / "_kb_998.toc").write_bytes(b"nonsense")
        with pytest.raises(IndexDamaged):
            index.refresh()
        update_in_child(folder)
        assert index.refresh()
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
