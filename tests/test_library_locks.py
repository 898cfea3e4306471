# SPDX-License-Identifier: MIT
"""One writer at a time, and lock files that nobody holds any more."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from gitrepo import git, make_repo
from library_use import posix

from kbdesk import library
from kbdesk.errors import KbError
from kbdesk.library.files import blob_id
from kbdesk.library.locks import folder_lock, git_works_on
from kbdesk.model import Author, Change

pytestmark = pytest.mark.usefixtures("plain_git")

MIA = Author("Mia", "mia@example.org")
LOCKS = ("index.lock", "HEAD.lock", "packed-refs.lock", "refs/heads/main.lock", "refs/kbdesk/x.lock")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="running programs are seen in /proc")


@pytest.fixture
def root(tmp_path) -> Path:
    """A small library with a history."""
    make_repo(tmp_path / "kb", {"a.md": "# A\n"})
    return tmp_path / "kb"


def leave_locks(root: Path, age_s: float) -> None:
    """Leave git's lock files behind, as old as that."""
    for name in LOCKS:
        place = root / ".git" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
        os.utime(place, (time.time() - age_s,) * 2)


def locks(root: Path) -> set[str]:
    """Which of them are there."""
    return {name for name in LOCKS if (root / ".git" / name).exists()}


def hold(root: Path, data: Path, what: str) -> subprocess.Popen[str]:
    """Start a process that holds a lock until it is killed."""
    call = {
        "folder": f"folder_lock(Path({str(root)!r}))",
        "library": f"library_lock(Path({str(data)!r}), {str(root)!r})",
    }[what]
    code = (
        "import sys; from pathlib import Path; from kbdesk.library.locks import folder_lock, library_lock\n"
        f"with {call} as note:\n"
        "    if note: note('.kbdesk-1-1-left.tmp')\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def stop(child: subprocess.Popen[str], *, kill: bool) -> None:
    """End it, or kill it."""
    if kill:
        child.kill()
    child.communicate()


@linux
def test_old_locks_are_removed_when_no_git_works_on_the_folder(root):
    """Older than a minute and nobody at work: they go, and their names are given."""
    leave_locks(root, 70)
    assert set(library.repair_locks(root, datetime.now(UTC))) == set(LOCKS)
    assert locks(root) == set()


@linux
def test_young_locks_are_left_alone(root):
    """A lock of half a minute may be somebody's, but for one of a reference that only kbdesk has."""
    leave_locks(root, 30)
    assert library.repair_locks(root, datetime.now(UTC)) == ("refs/kbdesk/x.lock",)
    assert locks(root) == set(LOCKS[:4])
    assert set(library.repair_locks(root, datetime.now(UTC) + timedelta(minutes=1))) == set(LOCKS[:4])


@linux
def test_locks_stay_while_a_git_program_works_on_the_folder(root, tmp_path):
    """Whether git runs in the folder or names it, its locks stay; git elsewhere and readers do not count."""
    make_repo(tmp_path / "other", {"b.md": "# B\n"})
    leave_locks(root, 3600)
    for folder, options in (
        (root, []),
        (tmp_path, [f"--git-dir={root / '.git'}"]),
        (tmp_path, ["-C", str(root)]),
    ):
        command = ["git", *options, "hash-object", "-w", "--stdin"]
        with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE):
            wait_for(lambda: git_works_on(root) is True)
            assert library.repair_locks(root, datetime.now(UTC)) == ()
    for folder, command in ((tmp_path / "other", "hash-object --stdin"), (root, "cat-file --batch")):
        with subprocess.Popen(
            ["git", *command.split()], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ):
            assert git_works_on(root) is False
    assert set(library.repair_locks(root, datetime.now(UTC))) == set(LOCKS)


def test_a_lock_in_the_way_of_a_save_is_waited_for_then_said(root):
    """A young lock that somebody holds: the file has the text and the sentence says to save again."""
    info = library.open_library(root)
    lock = root / ".git" / "refs" / "heads" / "main.lock"
    lock.touch()
    with pytest.raises(KbError, match="keeps writing") as caught:
        library.save(info, [Change("a.md", b"new", blob_id(b"# A\n"))], "x", MIA)
    assert caught.value.message.startswith("a.md has your text")
    assert "Save again" in caught.value.hint
    assert (root / "a.md").read_bytes() == b"new"
    lock.unlink()
    assert library.save(info, [Change("a.md", b"new", blob_id(b"# A\n"))], "x", MIA).commit


@linux
def test_an_old_lock_in_the_way_of_a_save_is_removed_by_it(root):
    """A forgotten lock does not block saving."""
    info = library.open_library(root)
    leave_locks(root, 90)
    began = time.monotonic()
    assert library.save(info, [Change("a.md", b"new", blob_id(b"# A\n"))], "x", MIA).commit
    assert time.monotonic() - began < 2.0
    assert git(root, "show", "HEAD:a.md") == "new"


@posix
def test_what_a_kbdesk_that_died_left_is_cleared_by_the_next(root, tmp_path):
    """Fresh locks and temporary files of a dead holder go at once; what is older than its start stays."""
    leave_locks(root, 30)
    child = hold(root, tmp_path, "folder")
    for name in LOCKS[:4]:
        os.utime(root / ".git" / name)
    (root / ".kbdesk-1-1-left.tmp").touch()
    (root / ".kbdesk-2-2-other.tmp").touch()
    stop(child, kill=True)
    with folder_lock(root):
        assert locks(root) == ({LOCKS[4]} if sys.platform.startswith("linux") else set(LOCKS))
        assert not (root / ".kbdesk-1-1-left.tmp").exists()
    assert (root / ".kbdesk-2-2-other.tmp").exists()
    with folder_lock(root):
        assert (root / ".git" / "kbdesk.lock").read_text().count("\n") == 1
    assert (root / ".git" / "kbdesk.lock").read_text() == ""


@posix
def test_a_damaged_note_does_no_harm(root):
    """Whatever a lock file holds, nothing but hidden temporary files of ours is removed."""
    for text in ("\n", "x\n../../a.md\na.md\n.kbdesk-../a.md\n", "\udcff".encode("utf-8", "surrogateescape")):
        data = text if isinstance(text, bytes) else text.encode()
        (root / ".git" / "kbdesk.lock").write_bytes(data)
        leave_locks(root, 1)
        with folder_lock(root):
            assert locks(root) == set(LOCKS)
    assert (root / "a.md").exists()


@posix
@pytest.mark.parametrize("what", ["folder", "library"])
def test_a_lock_is_one_process_at_a_time_and_ends_with_it(root, tmp_path, what):
    """While one process has it another waits and gives up; once that is gone or dead it is free."""

    def take():
        return folder_lock(root, 0.1) if what == "folder" else library.library_lock(tmp_path, str(root), 0.1)

    for kill in (False, True):
        child = hold(root, tmp_path, what)
        with pytest.raises(KbError, match="Another window") as caught, take():
            pass
        assert caught.value.hint
        stop(child, kill=kill)
        with take():
            pass


def test_the_same_thread_may_take_the_folder_lock_again(root):
    """Sharing may save while it holds the lock; it is free when the outermost is left."""
    info = library.open_library(root)
    with folder_lock(root):
        assert library.save(info, [Change("a.md", b"new", blob_id(b"# A\n"))], "x", MIA).commit
        assert (root / ".git" / "kbdesk.lock").read_text() != ""
    assert (root / ".git" / "kbdesk.lock").read_text() == ""


def test_a_folder_for_locks_that_cannot_be_made_is_named(root, tmp_path):
    """Trouble in the user's own folder is one sentence."""
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(KbError, match="cannot be made"), library.library_lock(tmp_path / "data", str(root)):
        pass


def wait_for(wanted) -> None:
    """Wait until it is so."""
    until = time.monotonic() + 5
    while not wanted():
        assert time.monotonic() < until
        time.sleep(0.01)
