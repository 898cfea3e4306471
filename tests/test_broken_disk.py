# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""What the disk or git did not do is told; a save never says that it is in the history when it is not."""

from __future__ import annotations

import errno
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from gitrepo import git, make_repo
from library_use import posix
from team_desks import BO, anna, bo, edited, only_review, shared_copy, text  # noqa: F401 - fixtures

from kbdesk.errors import KbError
from kbdesk.library import faults, open_library
from kbdesk.library.files import blob_id
from kbdesk.library.objects import Objects
from kbdesk.library.runner import GitRunner
from kbdesk.library.saving import save
from kbdesk.model import Author, Change, Saved

ANNA = Author("Anna Müller", "anna@example.org")
MFA = "articles/mfa.md"
FILES = {"top.md": "# T\n", "articles/a.md": "# A\n", "articles/b.md": "# B\n"}

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def root(tmp_path) -> Path:
    """A small library."""
    make_repo(tmp_path / "kb", FILES)
    return tmp_path / "kb"


@pytest.fixture
def shared(tmp_path):
    """A shared copy whose team reviews."""
    return shared_copy(tmp_path, rules='review = true\nmaintainers = ["anna@example.org"]\n')


@pytest.fixture
def arm():
    """Lets a named place fail until the end of the test."""
    yield faults.arm
    faults.arm("")


def stored(root: Path, name: str) -> Path:
    """The file of something stored."""
    return root / ".git" / "objects" / name[:2] / name[2:]


def change(path: str, words: str) -> Change:
    """A change of one of the files."""
    return Change(path, words.encode(), blob_id(FILES[path].encode()))


def test_a_folder_that_git_could_not_write_stops_the_save(root):
    """git mktree names a folder that it could not write and ends well: no version is made of it."""
    objects = Objects(root, GitRunner(root))
    head = objects.head()[1]
    blob = objects.write(b"# new\n", "articles/a.md")
    wanted = {"articles/a.md": ("100644", blob)}
    tree = objects.tree_with(head, wanted)
    folder = git(root, "rev-parse", f"{tree}:articles").strip()
    stored(root, folder).unlink()
    stored(root, folder).parent.rmdir()
    stored(root, folder).parent.write_text("in the way")
    with pytest.raises(KbError):
        Objects(root, GitRunner(root)).tree_with(head, wanted)


def test_a_folder_that_cannot_be_read_is_not_taken_for_empty(root):
    """Else the save would take all its other files out of the library."""
    folder = git(root, "rev-parse", "HEAD:articles").strip()
    kept = stored(root, folder).read_bytes()
    stored(root, folder).unlink()
    before = git(root, "rev-parse", "HEAD")
    with pytest.raises(KbError, match="cannot be read"):
        save(open_library(root), [change("articles/a.md", "# A2\n")], "A2", ANNA)
    assert git(root, "rev-parse", "HEAD") == before

    stored(root, folder).write_bytes(kept)
    assert save(open_library(root), [change("top.md", "# T2\n")], "T2", ANNA).commit
    assert set(git(root, "ls-tree", "-r", "--name-only", "HEAD").split()) == set(FILES)


def test_a_library_that_could_not_be_read_for_a_moment_keeps_its_history(root):
    """A save looks again, so a bad moment when it was opened does not cost a day of versions."""
    info = replace(
        open_library(root), git="failed", notice="git cannot be used on this folder: a bad moment."
    )
    saved = save(info, [change("articles/a.md", "# A2\n")], "A2", ANNA)
    assert saved.commit == git(root, "rev-parse", "HEAD").strip()
    assert saved.notice == ""


def test_settings_that_could_not_be_read_for_a_moment_cost_no_version(root, monkeypatch):
    """A save looks twice before it takes a library for one without a history."""
    info, real, asked = open_library(root), os.scandir, []

    def once(place: Path) -> object:
        asked.append(place)
        if len(asked) == 1:
            raise OSError(errno.EIO, "Input/output error")
        return real(place)

    monkeypatch.setattr(os, "scandir", once)
    saved = save(info, [change("articles/a.md", "# A2\n")], "A2", ANNA)
    assert len(asked) > 1
    assert saved.commit == git(root, "rev-parse", "HEAD").strip()


def test_a_save_is_refused_while_the_history_cannot_be_reached(root):
    """It is not said to be saved, and goes into the history once that is there again."""
    info = open_library(root)
    (root / ".git").rename(root.parent / "away")
    with pytest.raises(KbError, match="could not be saved"):
        save(info, [change("articles/a.md", "# A2\n")], "A2", ANNA)
    assert (root / "articles/a.md").read_text() == FILES["articles/a.md"]
    (root.parent / "away").rename(root / ".git")
    assert save(info, [change("articles/a.md", "# A2\n")], "A2", ANNA).commit


def test_a_save_hides_no_change_of_another_program(root):
    """A file that was changed in the second in which git looked at it last is still seen as changed."""
    info = open_library(root)
    time.sleep(1.01 - time.time() % 1)  # all of it within one second
    git(root, "update-index", "--really-refresh")
    (root / "articles/b.md").write_text("# b\n")
    (root / "articles/b.md").write_text("# C\n")
    git(root, "add", "articles/b.md")
    (root / "articles/b.md").write_text("# D\n")
    time.sleep(1.01 - time.time() % 1)
    assert save(info, [change("articles/a.md", "# A2\n")], "A2", ANNA).commit
    assert "articles/b.md" in git(root, "diff", "--name-only")


@pytest.fixture
def odd_git(tmp_path, monkeypatch):
    """Puts a git before the real one: at this word it does something else."""

    def put(word: str, instead: str) -> None:
        real = shutil.which("git")
        program = tmp_path / "bin" / "git"
        program.parent.mkdir()
        program.write_text(
            f'#!/bin/sh\nfor one in "$@"; do [ "$one" = {word} ] && {{ {instead} }}; done\nexec {real} "$@"\n'
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    return put


@posix
@pytest.mark.parametrize("word", ["commit-tree", "hash-object"])
def test_a_git_that_says_nothing_moves_nothing(root, odd_git, word):
    """git ends well if its answer could not be written; an empty name would take the branch away."""
    info, before = open_library(root), git(root, "rev-parse", "main")
    odd_git(word, "exit 0;")
    with pytest.raises(KbError, match="git could not finish"):
        save(info, [change("articles/a.md", "# A2\n")], "A2", ANNA)
    assert git(root, "rev-parse", "main") == before


@posix
def test_a_lock_that_git_could_not_remove_stops_nobody(root, odd_git):
    """git said which; the next save need not wait until it is a minute old."""
    lock = root / ".git" / "HEAD.lock"
    real = shutil.which("git")
    said = f"warning: unable to unlink '{lock}': Input/output error"
    odd_git("update-ref", f'{real} "$@"; code=$?; touch {lock}; echo "{said}" >&2; exit $code;')
    assert save(open_library(root), [change("articles/a.md", "# A2\n")], "A2", ANNA).commit
    assert not lock.exists()


@pytest.mark.parametrize("place", ["review-made", "review-kept"])
def test_a_review_that_cannot_be_kept_is_told_and_stays_a_draft(bo, arm, place):
    """One sentence, and the next try puts it there."""
    draft = edited(bo, MFA, "Line 2", "Line two")
    arm(f"{place}:enospc")
    with pytest.raises(KbError, match="disk is full"):
        bo.writing.save(draft, "two", BO)
    arm("")
    (left,) = bo.writing.left()
    assert "Line two" in left.text
    assert isinstance(bo.writing.save(left, "two", BO), Saved)
    assert only_review(bo).sent


def test_a_review_that_was_kept_and_not_sent_goes_with_the_next_round(bo, arm):
    """The save is acknowledged, for its text is on the writer's branch."""
    draft = edited(bo, MFA, "Line 2", "Line two")
    arm("review-pushed:eio")
    saved = bo.writing.save(draft, "two", BO)
    arm("")
    assert "as soon as" in saved.notice
    assert bo.team.sync().phase == "current"
    assert only_review(bo).sent


def test_accepting_tells_what_the_disk_refused(anna, bo, arm):
    """The change is in the team's text all the same, and nothing waits twice."""
    bo.writing.save(edited(bo, MFA, "Line 2", "Line two"), "two", BO)
    anna.team.sync()
    who = anna.home.who()
    arm("review-accepted:eio")
    with pytest.raises(KbError, match="reported an error"):
        anna.team.accept(only_review(anna), who)
    arm("")
    anna.team.sync()
    assert anna.team.reviews() == ()
    assert "Line two" in text(anna, MFA)
