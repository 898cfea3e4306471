# SPDX-License-Identifier: MIT
"""Saving: the file and the history, whoever else writes, whatever fails, and at whatever moment it dies."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import commit, git, make_repo, write
from library_use import posix

from kbdesk import library
from kbdesk.errors import ChangedMeanwhile, KbError
from kbdesk.library import faults
from kbdesk.library.atomic import reason, replace, write_temporary
from kbdesk.library.files import blob_id
from kbdesk.library.saving import is_on_its_way
from kbdesk.model import Author, Change, Draft, LibraryInfo

pytestmark = pytest.mark.usefixtures("plain_git")

MIA = Author("Mia Trần", "mia@example.org")
WHEN = "2026-11-22T10:00:00+01:00"
OLD = "# Reset MFA\n\nOld.\n"
FILES = {"articles/mfa.md": OLD, "articles/vpn.md": "# VPN\n", "playbooks/p.md": "# P\n"}
POINTS = (
    "file-temp-written",
    "file-replaced",
    "blob-written",
    "tree-written",
    "commit-made",
    "index-refreshed",
    "branch-moved",
)


@pytest.fixture
def kb(tmp_path) -> LibraryInfo:
    """A small library with a history."""
    make_repo(tmp_path / "kb", FILES)
    return library.open_library(tmp_path / "kb")


@pytest.fixture
def failing():
    """Lets one place fail for a test."""
    yield faults.arm
    faults.arm("")


def edit(info: LibraryInfo, path: str, data: bytes | None) -> Change:
    """A change of a file as it lies there now."""
    place = Path(info.root, path)
    return Change(path, data, blob_id(place.read_bytes()) if place.exists() else "")


def in_history(info: LibraryInfo, path: str, ref: str = "HEAD") -> str:
    """What the history has of a file."""
    return git(Path(info.root), "show", f"{ref}:{path}")


def is_clean(info: LibraryInfo) -> bool:
    """Whether git sees no difference between files, index and history, and no damage."""
    git(Path(info.root), "fsck", "--strict", "--no-dangling")
    return git(Path(info.root), "status", "--porcelain") == ""


def test_a_save_is_one_change_by_its_writer(kb):
    """The file has the bytes, the history the change, its author, date and message; nothing else differs."""
    data = "# Reset MFA\r\n\r\nNeu: ü 日本\r\n".encode("utf-8-sig")
    saved = library.save(kb, [edit(kb, "articles/mfa.md", data)], "Reset MFA: steps\n\nMore.", MIA, WHEN)
    root = Path(kb.root)
    assert (root / "articles/mfa.md").read_bytes() == data
    said = git(root, "show", "--name-only", "--format=%H|%P|%an|%ae|%cn|%aI|%B", "HEAD")
    head = f"{saved.commit}|{kb.head}|Mia Trần|mia@example.org|Mia Trần|{WHEN}|Reset MFA: steps\n\nMore."
    assert said.split("\n\n\n") == [head, "articles/mfa.md\n"]
    assert saved.blobs == (("articles/mfa.md", blob_id(data)),)
    assert saved.notice == ""
    assert git(root, "cat-file", "blob", "HEAD:articles/mfa.md").encode() == data
    assert is_clean(kb)
    again = library.save(kb, [Change("articles/mfa.md", b"x", saved.blobs[0][1])], "Again", MIA)
    assert again.commit


def test_several_files_are_one_change(kb):
    """New files in new folders, changed and deleted ones go together; a folder left empty goes too."""
    changes = [
        edit(kb, "playbooks/p.md", None),
        edit(kb, "articles/new/deep/x.md", b"# X\n"),
        edit(kb, "articles/pictures/x.png", b"\x89PNG\r\n\x1a\n"),
        edit(kb, "articles/vpn.md", b"# VPN\n\nsee x\n"),
    ]
    saved = library.save(kb, changes, "Move P", MIA)
    root = Path(kb.root)
    assert set(git(root, "ls-files").split()) == {
        "articles/mfa.md",
        "articles/new/deep/x.md",
        "articles/pictures/x.png",
        "articles/vpn.md",
    }
    assert not (root / "playbooks").exists()
    assert dict(saved.blobs)["playbooks/p.md"] == ""
    assert git(root, "rev-list", "--count", "HEAD").strip() == "2"
    assert is_clean(kb)


def test_the_same_again_changes_nothing(kb):
    """Saving what the history has already makes no empty change."""
    saved = library.save(kb, [edit(kb, "articles/mfa.md", OLD.encode())], "Same", MIA)
    assert saved.commit == kb.head
    assert "Nothing was changed" in saved.notice


def test_the_same_again_is_known_to_other_git_programs_too(kb):
    """Where git's index is gone, as after a crash, it is made anew, even if nothing else is to be done."""
    Path(kb.root, ".git", "index").unlink()
    saved = library.save(kb, [edit(kb, "articles/mfa.md", OLD.encode())], "Same", MIA)
    assert saved.commit == kb.head
    assert is_clean(kb)


def test_two_changes_of_one_file_are_a_mistake_of_the_program(kb):
    """Which one counts nobody can tell: neither is written."""
    change = edit(kb, "articles/mfa.md", b"one")
    with pytest.raises(ValueError):
        library.save(kb, [change, edit(kb, "articles/mfa.md", b"two")], "x", MIA)
    assert Path(kb.root, "articles/mfa.md").read_text() == OLD


@pytest.mark.parametrize(
    ("now", "change"),
    [
        ("# Other\n", Change("articles/mfa.md", b"mine", blob_id(OLD.encode()))),
        (None, Change("articles/mfa.md", b"mine", blob_id(OLD.encode()))),
        ("# Other\n", Change("articles/mfa.md", None, blob_id(OLD.encode()))),
        (OLD, Change("articles/mfa.md", b"mine", "")),
    ],
)
def test_a_file_that_changed_meanwhile_is_never_written_over(kb, now, change):
    """A file changed, gone or come since it was read stops the whole save, before anything is written."""
    place = Path(kb.root, "articles/mfa.md")
    place.write_text(now, newline="") if now is not None else place.unlink()
    with pytest.raises(ChangedMeanwhile) as caught:
        library.save(kb, [edit(kb, "articles/vpn.md", b"v"), change], "x", MIA)
    assert caught.value.path == "articles/mfa.md"
    assert (place.read_text() if place.exists() else None) == now
    assert Path(kb.root, "articles/vpn.md").read_text() == "# VPN\n"
    assert git(Path(kb.root), "rev-parse", "HEAD").strip() == kb.head


def test_an_edit_by_another_program_that_nobody_saved_goes_along(kb):
    """What the writer saw and wrote on from is part of the text, whether or not it was in the history."""
    Path(kb.root, "articles/mfa.md").write_text("# Edited outside\n")
    library.save(kb, [edit(kb, "articles/mfa.md", b"# Edited outside and here\n")], "x", MIA)
    assert in_history(kb, "articles/mfa.md") == "# Edited outside and here\n"


def test_the_first_save_begins_a_history(tmp_path):
    """In a repository without any version the save is the first one."""
    git(tmp_path, "init", "-q")
    info = library.open_library(tmp_path)
    assert info.git == "unborn"
    saved = library.save(info, [Change("articles/a.md", b"# A\n")], "Begin", MIA)
    assert git(tmp_path, "rev-list", "HEAD").split() == [saved.commit]
    assert is_clean(info)


def test_without_a_history_the_file_is_saved_and_that_is_said(tmp_path, monkeypatch):
    """In a plain folder, and where git is missing or may not be used, the file alone is written."""
    info = library.open_library(tmp_path)
    saved = library.save(info, [Change("a.md", b"# A\n")], "x", MIA)
    assert (saved.commit, saved.blobs) == ("", (("a.md", blob_id(b"# A\n")),))
    assert "no history" in saved.notice
    assert (tmp_path / "a.md").read_bytes() == b"# A\n"
    assert os.listdir(tmp_path) == ["a.md"]  # noqa: PTH208
    make_repo(tmp_path / "kb", FILES)
    trusted = library.open_library(tmp_path / "kb")
    git(tmp_path / "kb", "config", "core.fsmonitor", "evil")
    saved = library.save(trusted, [Change("b.md", b"# B\n")], "x", MIA)
    assert (saved.commit, (tmp_path / "kb" / "b.md").read_bytes()) == ("", b"# B\n")
    assert "may not be used" in saved.notice
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        saved = library.save(library.open_library(tmp_path / "kb"), [Change("c.md", b"# C\n")], "x", MIA)
        assert "git is not installed" in saved.notice


def test_hooks_filters_and_signing_of_the_library_never_run(kb, tmp_path):
    """A save runs nothing that a folder brings along."""
    root = Path(kb.root)
    mark = tmp_path / "ran"
    for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change"):
        hook = root / ".git" / "hooks" / f"{name}.sample"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    saved = library.save(kb, [edit(kb, "articles/mfa.md", b"1")], "x", MIA)
    assert saved.commit
    (root / ".git" / "hooks" / "post-commit.sample").rename(root / ".git" / "hooks" / "post-commit")
    saved = library.save(kb, [edit(kb, "articles/mfa.md", b"2")], "x", MIA)
    assert (saved.commit, (root / "articles/mfa.md").read_bytes()) == ("", b"2")
    assert not mark.exists()


@pytest.mark.parametrize("begun", ["MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD"])
def test_a_merge_begun_by_hand_is_not_disturbed(kb, begun):
    """While somebody puts changes together by hand nothing is written, and the sentence says what to do."""
    place = Path(kb.root, ".git", begun)
    place.mkdir() if "rebase" in begun else place.touch()
    with pytest.raises(KbError, match="kept as a draft") as caught:
        library.save(kb, [edit(kb, "articles/mfa.md", b"new")], "x", MIA)
    assert caught.value.hint
    assert Path(kb.root, "articles/mfa.md").read_text() == OLD


def test_an_older_version_taken_out_by_hand_is_not_written_to(kb):
    """With a detached HEAD nothing is written."""
    git(Path(kb.root), "checkout", "-q", "--detach")
    with pytest.raises(KbError, match="older version"):
        library.save(kb, [edit(kb, "articles/mfa.md", b"new")], "x", MIA)
    assert Path(kb.root, "articles/mfa.md").read_text() == OLD


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("articles/con.md", "Windows keeps"),
        ("AUX/x.md", "Windows keeps"),
        ("articles/what?.md", "not allowed"),
        ("articles/a:b.md", "not allowed"),
        ("articles/a\\b.md", "not allowed"),
        ("articles/a\nb.md", "not allowed"),
        ("articles/end.", "begins or ends"),
        ("articles/end ", "begins or ends"),
        ("articles /x.md", "begins or ends"),
        ("articles/MFA.md", "same name"),
        ("Articles/x.md", "same name"),
        ("articles/" + "x" * 250 + ".md", "too long"),
        ("../x.md", "not the name"),
        ("/x.md", "not the name"),
        ("articles//x.md", "not the name"),
        (".git/config", "not the name"),
        ("articles/.GIT/x.md", "not the name"),
        ("", "not the name"),
    ],
)
def test_a_name_that_is_not_possible_everywhere_is_refused(kb, path, said):
    """A new file must be possible on every system a team may use, and inside of the library."""
    with pytest.raises(KbError, match=said):
        library.save(kb, [Change(path, b"x")], "x", MIA)
    assert git(Path(kb.root), "status", "--porcelain") == ""


def test_accents_written_in_two_ways_are_one_name(kb):
    """A name that differs from another only in how its accents are composed is refused."""
    library.save(kb, [Change("articles/zürich.md", b"x")], "x", MIA)
    with pytest.raises(KbError, match="same name"):
        library.save(kb, [Change(unicodedata.normalize("NFD", "articles/zürich.md"), b"x")], "x", MIA)


def test_a_name_may_change_its_case(kb):
    """A rename to another spelling of the same name is one change."""
    changes = [edit(kb, "articles/mfa.md", None), Change("articles/MFA.md", b"new")]
    library.save(kb, changes, "Rename", MIA)
    assert in_history(kb, "articles/MFA.md") == "new"
    assert sorted(place.name for place in Path(kb.root, "articles").iterdir()) == ["MFA.md", "vpn.md"]
    assert is_clean(kb)


@posix
@pytest.mark.parametrize("changed", [b"# MFA\n", b"# Same\n"])
@pytest.mark.parametrize("new_first", [True, False])
def test_a_name_may_change_its_case_where_both_spellings_are_one_file(
    tmp_path, monkeypatch, changed, new_first
):
    """On Windows and macOS the new name finds the old file, which is no other text: only its name changes.

    A second name of one file, which no list of the folder shows, stands for that here.
    """
    write(tmp_path, {"a/mfa.md": "# Same\n", "a/old.md": "# Old\n"})
    info = library.open_library(tmp_path)
    folder = tmp_path / "a"
    (folder / "MFA.md").hardlink_to(folder / "mfa.md")
    real_list, real_unlink, gone = os.listdir, Path.unlink, []

    def listed(place: object = ".") -> list[str]:
        return [name for name in real_list(place) if name != "MFA.md" or gone]

    def unlinked(place: Path, *more: object, **named: object) -> None:
        real_unlink(place, *more, **named)
        if place.name == "mfa.md":
            gone.append(place)
            real_unlink(place.with_name("MFA.md"))

    changes = [edit(info, "a/old.md", None), edit(info, "a/mfa.md", None), Change("a/MFA.md", changed)]
    with monkeypatch.context() as patch:
        patch.setattr(os, "listdir", listed)
        patch.setattr(Path, "unlink", unlinked)
        library.save(info, changes[::-1] if new_first else changes, "Rename", MIA)
    assert (folder / "MFA.md").read_bytes() == changed
    assert real_list(folder) == ["MFA.md"]


def test_a_file_that_has_an_unusual_name_already_can_be_saved(kb):
    """Only new names are judged."""
    commit(Path(kb.root), {"articles/what?.md": "old", "tab\tü.md": "old"})
    for path in ("articles/what?.md", "tab\tü.md"):
        library.save(kb, [edit(kb, path, b"new")], "x", MIA)
        assert in_history(kb, path) == "new"
        mine = edit(kb, path, b"mine")
        Path(kb.root, path).unlink()
        with pytest.raises(ChangedMeanwhile):
            library.save(kb, [mine], "x", MIA)
        library.commit_names(kb, [path], "Gone", MIA)
        assert is_clean(kb)


@posix
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("a.md/x.md", "a part of its path is a file, not a folder"),
        ("x" * 300 + ".md", "its name is too long"),
        ("a\0b.md", "its name is not usable"),
    ],
)
def test_why_a_file_cannot_be_looked_at_is_said(tmp_path, path, said):
    """A name that leads nowhere is one sentence with the reason, and nothing is written."""
    write(tmp_path, {"a.md": OLD})
    info = library.open_library(tmp_path)
    with pytest.raises(KbError, match=f"cannot be read: {said}"):
        library.save(info, [edit(info, "a.md", b"new"), Change(path, b"x")], "x", MIA)
    assert (tmp_path / "a.md").read_text() == OLD


def test_what_is_too_large_for_a_text_is_not_read(kb):
    """A file of more than 50 MB stands in the way like a folder would; it is not read into memory."""
    with Path(kb.root, "articles/mfa.md").open("r+b") as file:
        file.truncate(50_000_001)
    with pytest.raises(KbError, match="not a plain file of normal size"):
        library.save(kb, [Change("articles/mfa.md", b"mine", blob_id(OLD.encode()))], "x", MIA)


@posix
def test_links_are_not_written_through(kb, tmp_path):
    """Neither a file nor a folder that is a link leads a save out of the library."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.md").write_text("theirs")
    Path(kb.root, "link").symlink_to(outside)
    Path(kb.root, "link.md").symlink_to(outside / "x.md")
    for path in ("link/x.md", "link/new.md", "link.md"):
        with pytest.raises(KbError, match="link"):
            library.save(kb, [Change(path, b"mine", blob_id(b"theirs"))], "x", MIA)
    assert [place.read_text() for place in outside.iterdir()] == ["theirs"]


@posix
def test_a_file_keeps_its_rights(kb):
    """Rights on disk and in the history stay as they were; a new file gets the usual ones."""
    root = Path(kb.root)
    (root / "articles/mfa.md").chmod(0o754)
    git(root, "update-index", "--chmod=+x", "articles/mfa.md")
    git(root, "commit", "-qm", "x")
    library.save(kb, [edit(kb, "articles/mfa.md", b"n"), Change("articles/n.md", b"n")], "x", MIA)
    assert stat.S_IMODE((root / "articles/mfa.md").stat().st_mode) == 0o754
    assert git(root, "ls-tree", "HEAD", "articles/mfa.md").startswith("100755")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((root / "articles/n.md").stat().st_mode) == 0o666 & ~mask


def test_where_there_are_no_rights_to_set_a_save_goes_on(kb, monkeypatch):
    """Some network shares refuse it; the text counts more."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refused)
    library.save(kb, [edit(kb, "articles/mfa.md", b"new")], "x", MIA)
    assert in_history(kb, "articles/mfa.md") == "new"
    assert not list(Path(kb.root).rglob("*.tmp"))


def test_line_end_rules_hold_in_the_history_and_the_bytes_on_disk(kb):
    """With a rule for line ends the file is as it was written and the history is normal."""
    root = Path(kb.root)
    commit(root, {".gitattributes": "*.md text eol=crlf\n"})
    data = b"# A\r\n\r\nb\r\n"
    saved = library.save(kb, [Change("articles/a.md", data)], "x", MIA)
    assert (root / "articles/a.md").read_bytes() == data
    assert git(root, "cat-file", "blob", "HEAD:articles/a.md") == "# A\n\nb\n"
    assert saved.blobs[0][1] == blob_id(data)
    assert library.save(kb, [Change("articles/a.md", b"# B\r\n", saved.blobs[0][1])], "y", MIA).commit
    assert git(root, "diff", "HEAD", "--name-only", "--", "articles/a.md") == ""


def test_what_lies_staged_by_hand_stays_out_of_a_save(kb):
    """A save takes its own files and nothing that somebody prepared in the index."""
    root = Path(kb.root)
    write(root, {"articles/vpn.md": "staged"})
    git(root, "add", "articles/vpn.md")
    library.save(kb, [edit(kb, "articles/mfa.md", b"mine")], "x", MIA)
    assert git(root, "show", "--name-only", "--format=", "HEAD").split() == ["articles/mfa.md"]
    assert git(root, "status", "--porcelain") == "M  articles/vpn.md\n"


@pytest.mark.parametrize("action", ["enospc", "eacces", "eio"])
@pytest.mark.parametrize("point", POINTS)
def test_a_failure_leaves_the_old_text_or_the_new_one(kb, failing, point, action):
    """Wherever the disk fails: old or new bytes, a sentence with the file's name, and another try works."""
    change = edit(kb, "articles/mfa.md", b"new\n")
    failing(f"{point}:{action}")
    with pytest.raises(KbError, match=r"articles/mfa\.md") as caught:
        library.save(kb, [change], "x", MIA)
    assert caught.value.hint
    text = Path(kb.root, "articles/mfa.md").read_text()
    assert text == (OLD if point == "file-temp-written" else "new\n")
    assert list(Path(kb.root).rglob("*.tmp")) == []
    failing("")
    assert library.save(kb, [change], "x", MIA).commit
    assert in_history(kb, "articles/mfa.md") == "new\n"
    assert is_clean(kb)


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_named(kb):
    """A read-only folder: the file is untouched and the sentence says so."""
    folder = Path(kb.root, "articles")
    folder.chmod(0o555)
    try:
        with pytest.raises(KbError, match=r"articles/mfa\.md could not be saved: you may not write there"):
            library.save(kb, [edit(kb, "articles/mfa.md", b"new")], "x", MIA)
    finally:
        folder.chmod(0o755)
    assert is_clean(kb)


def test_one_file_of_several_that_cannot_be_written_takes_all_back(kb):
    """If the second of two cannot take its place, the first is put back and new folders go again."""
    root = Path(kb.root)
    (root / "articles" / "busy").mkdir()
    change = [edit(kb, "articles/mfa.md", b"new"), Change("new/n.md", b"n"), Change("articles/busy", b"x")]
    with pytest.raises(KbError, match="articles/busy"):
        library.save(kb, change, "x", MIA)
    assert (root / "articles/mfa.md").read_text() == OLD
    assert not (root / "new").exists()
    assert is_clean(kb)


def test_a_save_that_fails_leaves_the_folders_that_were_there(kb, failing):
    """Only those that it made go again: an empty one that somebody had made stays."""
    root = Path(kb.root)
    (root / "new").mkdir()
    failing("file-temp-written:enospc")
    with pytest.raises(KbError, match="the disk is full"):
        library.save(kb, [Change("new/deep/er/n.md", b"n")], "x", MIA)
    assert list((root / "new").iterdir()) == []


def test_a_save_whose_hidden_files_were_cleared_away_is_taken_back(kb, monkeypatch):
    """If somebody removes what it wrote beside the files, that is told, and no new folder is left."""
    root = Path(kb.root)

    def meanwhile(point: str) -> None:
        if point == "file-temp-written":
            for place in root.rglob("*.tmp"):
                place.unlink()

    monkeypatch.setattr("kbdesk.library.placing.fault", meanwhile)
    with pytest.raises(KbError, match=r"articles/mfa\.md could not be saved"):
        library.save(kb, [edit(kb, "articles/mfa.md", b"mine"), Change("new/n.md", b"n")], "x", MIA)
    assert (root / "articles/mfa.md").read_text() == OLD
    assert not (root / "new").exists()


def test_a_library_that_loses_its_last_file_stays_a_folder(tmp_path):
    """Folders that are left empty go with their last file, but not that of the library itself."""
    write(tmp_path / "kb", {"articles/new/x.md": "# X\n"})
    info = library.open_library(tmp_path / "kb")
    library.save(info, [edit(info, "articles/new/x.md", None)], "x", MIA)
    assert list(tmp_path.rglob("*")) == [tmp_path / "kb"]


def test_a_file_that_changes_while_several_are_replaced_takes_all_back(kb, monkeypatch):
    """If another program writes the second just before its turn, the first is put back and theirs stays."""
    root = Path(kb.root)

    def meanwhile(point: str) -> None:
        if point == "file-temp-written":
            write(root, {"articles/vpn.md": "theirs"})

    monkeypatch.setattr("kbdesk.library.placing.fault", meanwhile)
    both = [edit(kb, "articles/mfa.md", b"mine"), edit(kb, "articles/vpn.md", b"mine")]
    with pytest.raises(ChangedMeanwhile, match=r"articles/vpn\.md"):
        library.save(kb, both, "x", MIA)
    assert (root / "articles/mfa.md").read_text() == OLD
    assert (root / "articles/vpn.md").read_text() == "theirs"
    assert not list(root.rglob("*.tmp"))


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_comes_meanwhile_where_a_new_file_shall_be_stays(kb, monkeypatch, kind):
    """A file, a link or a folder that another program puts there just before is not replaced or followed."""
    place = Path(kb.root) / "articles/new.md"
    other = Path(kb.root).parent / "other.md"
    other.write_text("theirs")
    make = {
        "file": lambda: place.write_text("theirs"),
        "link": lambda: place.symlink_to(other),
        "folder": place.mkdir,
    }
    monkeypatch.setattr(
        "kbdesk.library.placing.fault", lambda point: point == "file-temp-written" and make[kind]()
    )
    with pytest.raises(KbError, match=r"articles/new\.md"):
        library.save(kb, [Change("articles/new.md", b"mine")], "x", MIA)
    assert place.is_symlink() == (kind == "link")
    assert place.is_dir() if kind == "folder" else place.read_text() == "theirs"
    assert other.read_text() == "theirs"


def test_what_a_save_writes_beside_a_file_can_be_cleared_away_by_the_next(kb, monkeypatch):
    """Its lock file names each temporary file by its path while it is there, new folder or not."""
    root, seen = Path(kb.root), []

    def meanwhile(point: str) -> None:
        if point == "file-temp-written":
            seen.append({place.relative_to(root).as_posix() for place in root.rglob("*.tmp")})
            seen.append(set((root / ".git" / "kbdesk.lock").read_text().splitlines()[1:]))

    monkeypatch.setattr("kbdesk.library.placing.fault", meanwhile)
    library.save(kb, [edit(kb, "articles/mfa.md", b"new"), Change("new/n.md", b"n")], "x", MIA)
    assert len(seen[0]) == 2
    assert seen[0] == seen[1]


def test_a_way_out_of_the_library_is_no_name_of_a_file(kb):
    """A file beside the library, named from inside, is never written, whatever it began from."""
    beside = Path(kb.root).parent / "beside.md"
    beside.write_text("theirs")
    change = Change("articles/../../beside.md", b"mine", blob_id(b"theirs"))
    with pytest.raises(KbError, match="not the name of a file in this library"):
        library.save(kb, [change], "x", MIA)
    assert beside.read_text() == "theirs"


@pytest.mark.parametrize("path", [".GIT/x.md", "git~1/x.md", "articles/GIT~1/x.md"])
def test_what_may_be_gits_own_on_another_system_is_not_written_to(kb, path):
    """Windows and macOS know the folder of the history under more names, in any case of letters."""
    write(Path(kb.root), {path: "theirs"})
    with pytest.raises(KbError, match="not the name of a file in this library"):
        library.save(kb, [edit(kb, path, b"mine")], "x", MIA)
    assert Path(kb.root, path).read_text() == "theirs"


@pytest.mark.parametrize("path", ["articles//mfa.md", "articles/./mfa.md", "./articles/mfa.md"])
def test_a_detour_to_a_file_is_no_name_of_it(kb, path):
    """The history knows each file under one name, so another way to write it is refused."""
    with pytest.raises(KbError, match="not the name of a file in this library"):
        library.save(kb, [Change(path, b"mine", blob_id(OLD.encode()))], "x", MIA)
    assert Path(kb.root, "articles/mfa.md").read_text() == OLD


@posix
def test_what_cannot_be_done_whole_is_put_back_with_its_rights(kb, monkeypatch):
    """If the disk refuses one its place, the one before has its old text and rights; no folder is left."""
    root, real = Path(kb.root), os.replace

    def refused(temporary: Path, place: Path) -> None:
        if Path(place).name == "vpn.md":
            raise OSError(errno.EIO, "Input/output error")
        real(temporary, place)

    (root / "articles/mfa.md").chmod(0o666)
    monkeypatch.setattr(os, "replace", refused)
    names = ("articles/mfa.md", "new/deep/n.md", "articles/vpn.md")
    with pytest.raises(KbError, match=r"articles/vpn\.md could not be saved: the disk reported an error"):
        library.save(kb, [edit(kb, name, b"mine") for name in names], "x", MIA)
    assert (root / "articles/mfa.md").read_text() == OLD
    assert stat.S_IMODE((root / "articles/mfa.md").stat().st_mode) == 0o666
    assert sorted(place.name for place in root.iterdir()) == [".git", "articles", "playbooks"]
    assert sorted(place.name for place in (root / "articles").iterdir()) == ["mfa.md", "vpn.md"]


@pytest.mark.parametrize("first", ["articles/mfa.md", "articles/new.md"])
def test_putting_back_takes_nobodys_text(kb, monkeypatch, first):
    """What another program wrote in the moment before the second failed stays, even if it is the same."""
    root, real = Path(kb.root), os.replace

    def meanwhile(temporary: Path, place: Path) -> None:
        real(temporary, place)
        monkeypatch.setattr(os, "replace", real)
        write(root, {first: "theirs", "articles/vpn.md": "mine"})

    monkeypatch.setattr(os, "replace", meanwhile)
    with pytest.raises(ChangedMeanwhile, match=r"articles/vpn\.md"):
        library.save(kb, [edit(kb, name, b"mine") for name in (first, "articles/vpn.md")], "x", MIA)
    assert (root / first).read_text() == "theirs"
    assert (root / "articles/vpn.md").read_text() == "mine"
    assert not list(root.rglob("*.tmp"))


@pytest.mark.parametrize("folder", [False, True])
def test_what_cannot_be_put_back_changes_nothing_else(kb, monkeypatch, folder):
    """The disk refuses, or a folder stands there now: the first reason is told and nothing hidden is left."""
    root, real = Path(kb.root), os.replace

    def once(temporary: Path, place: Path) -> None:
        if Path(place).name != "mfa.md" or place.read_text() != OLD:
            raise OSError(errno.EIO, "Input/output error")
        real(temporary, place)
        if folder:
            place.unlink()
            place.mkdir()

    monkeypatch.setattr(os, "replace", once)
    both = [edit(kb, "articles/mfa.md", b"mine"), edit(kb, "articles/vpn.md", b"mine")]
    with pytest.raises(KbError, match=r"articles/vpn\.md could not be saved: the disk reported an error"):
        library.save(kb, both, "x", MIA)
    assert (root / "articles/vpn.md").read_text() == "# VPN\n"
    assert (root / "articles/mfa.md").is_dir() == folder
    assert not list(root.rglob("*.tmp"))


def test_a_file_that_moves_is_never_gone(kb, monkeypatch):
    """The new name is there before the old one goes, in whatever order the changes are given."""
    root, real = Path(kb.root), os.replace
    seen = []

    def looked(temporary: Path, place: Path) -> None:
        seen.append((root / "playbooks/p.md").exists())
        real(temporary, place)

    changes = [edit(kb, "playbooks/p.md", None), edit(kb, "playbooks/q.md", b"# P\n")]
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", looked)
        library.save(kb, changes, "Move", MIA)
    assert seen[0] is True
    assert [place.name for place in (root / "playbooks").iterdir()] == ["q.md"]
    assert is_clean(kb)


def test_a_folder_that_another_program_makes_in_the_same_moment_is_used(kb, monkeypatch):
    """Who was first does not matter."""
    real = os.mkdir

    def first(path: Path, *more: int) -> None:
        if Path(path).name == "new":
            real(path)
        real(path, *more)

    monkeypatch.setattr(os, "mkdir", first)
    library.save(kb, [Change("articles/new/x.md", b"# X\n")], "x", MIA)
    assert in_history(kb, "articles/new/x.md") == "# X\n"


def test_a_library_that_is_not_there_is_not_made_anew(tmp_path):
    """A text must not go where a disk or a share is only not connected."""
    (tmp_path / "kb").mkdir()
    info = library.open_library(tmp_path / "kb")
    (tmp_path / "kb").rmdir()
    for path in ("x.md", "new/x.md"):
        with pytest.raises(KbError, match=f"{path} could not be saved") as caught:
            library.save(info, [Change(path, b"# X\n")], "x", MIA)
        assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


@posix
def test_what_is_saved_is_on_the_disk_before_that_is_said(kb, monkeypatch):
    """A text is on the disk before it has its name, then the names in each folder that has a new one."""
    root, real = Path(kb.root), os.fsync
    place = root / "articles/new/deep/x.md"
    files: dict[int, bool] = {}
    folders: dict[int, list[str]] = {}

    def seen(descriptor: int) -> None:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            folders[status.st_ino] = os.listdir(descriptor)
        else:
            files[status.st_ino] = place.exists()
        real(descriptor)

    monkeypatch.setattr(os, "fsync", seen)
    library.save(kb, [Change("articles/new/deep/x.md", b"# X\n")], "x", MIA)
    assert files[place.stat().st_ino] is False
    for one in (place, place.parent, place.parent.parent):
        assert one.name in folders[one.parent.stat().st_ino]


@posix
@pytest.mark.parametrize("number", [errno.EINVAL, errno.EIO])
def test_a_folder_that_cannot_be_put_on_the_disk_by_its_name(kb, monkeypatch, number):
    """A share that knows no such request is saved to as well as can be; a disk that fails is told."""
    real = os.fsync

    def refused(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", refused)
    change = edit(kb, "articles/mfa.md", b"mine")
    if number == errno.EINVAL:
        assert library.save(kb, [change], "x", MIA).commit
    else:
        with pytest.raises(KbError, match="the disk reported an error"):
            library.save(kb, [change], "x", MIA)
        assert Path(kb.root, "articles/mfa.md").read_text() == OLD


@pytest.mark.parametrize(("system", "times"), [("win32", 2), ("win32", 9), ("win32", 10), ("linux", 1)])
def test_a_file_that_is_held_for_a_moment_is_replaced_after_it(tmp_path, monkeypatch, system, times):
    """Windows refuses while a scanner looks at a file, so it is asked ten times in two seconds; else once."""
    real, refusals, pauses = os.replace, [], []

    def held(temporary: Path, place: Path) -> None:
        if len(refusals) < times:
            refusals.append(place)
            raise PermissionError(errno.EACCES, "Access is denied")
        real(temporary, place)

    write(tmp_path, {"new": "new", "old": "old"})
    is_replaced = times < (10 if system == "win32" else 1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", held)
        patch.setattr(sys, "platform", system)
        patch.setattr(time, "sleep", pauses.append)
        if is_replaced:
            replace(tmp_path / "new", tmp_path / "old")
        else:
            with pytest.raises(PermissionError):
                replace(tmp_path / "new", tmp_path / "old")
    assert len(refusals) == times
    assert len(pauses) == times - (not is_replaced)
    assert all(0.05 <= pause <= 0.2 for pause in pauses)
    assert (tmp_path / "old").read_text() == ("new" if is_replaced else "old")


@posix
def test_a_link_that_waits_where_a_text_is_written_first_is_not_followed(tmp_path):
    """Whoever guesses the hidden name cannot lead a text out of its folder."""
    (tmp_path / "theirs").write_text("theirs")
    for name in ("theirs", "none"):
        link = tmp_path / f"to-{name}"
        link.symlink_to(tmp_path / name)
        with pytest.raises(FileExistsError):
            write_temporary(link, b"mine", 0o666)
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("kind", "path", "said"),
    [
        ("120000", "articles/mfa.md", r"articles/mfa\.md is a link in the history"),
        ("160000", "theirs", "theirs belongs to another library"),
        ("100644", "notes", "The history has a file notes"),
        ("100644", "notes/deep", "The history has a file notes/deep"),
    ],
)
def test_what_the_history_has_as_something_else_is_not_written_over(kb, kind, path, said):
    """A link, another library or a file in the place of a folder stops a save, whatever lies on the disk."""
    root = Path(kb.root)
    blob = kb.head if kind == "160000" else git(root, "hash-object", "-w", "--stdin", stdin=OLD).strip()
    git(root, "update-index", "--add", "--cacheinfo", f"{kind},{blob},{path}")
    git(root, "commit", "-qm", "as something else")
    head = git(root, "rev-parse", "HEAD")
    change = edit(kb, path if path.endswith(".md") else f"{path}/x.md", b"mine")
    with pytest.raises(KbError, match=said) as caught:
        library.save(kb, [change], "x", MIA)
    assert caught.value.hint or kind == "120000"
    assert git(root, "rev-parse", "HEAD") == head
    assert (root / "articles/mfa.md").read_text() == OLD
    assert not (root / path / "x.md").exists()


def test_a_save_without_words_names_its_files_in_the_history(kb):
    """Up to three of them; that there are more is shown."""
    names = ["articles/a.md", "articles/b.md", "articles/c.md", "articles/d.md"]
    library.save(kb, [edit(kb, name, b"1") for name in names[:3]], " ", MIA)
    subject = git(Path(kb.root), "show", "-s", "--format=%s").strip()
    assert subject == "Change articles/a.md, articles/b.md, articles/c.md"
    library.save(kb, [edit(kb, name, b"2") for name in names], "", MIA)
    assert git(Path(kb.root), "show", "-s", "--format=%s").strip() == f"{subject} …"


def test_a_zero_byte_among_the_words_of_a_save_is_left_out(kb):
    """The history cannot hold one; the words around it are kept."""
    library.save(kb, [edit(kb, "articles/mfa.md", b"1")], "New \0words", MIA)
    assert git(Path(kb.root), "show", "-s", "--format=%s").strip() == "New words"


def test_where_references_are_not_files_git_is_asked(kb):
    """Then git alone can tell whether an update has reached every file; if it has, a save goes on."""
    root = Path(kb.root)
    assert not is_on_its_way(root)
    (root / ".git" / "reftable").mkdir()
    assert is_on_its_way(root)
    assert library.save(kb, [edit(kb, "articles/mfa.md", b"mine")], "x", MIA).commit


def test_an_update_that_has_not_reached_the_folder_stops_a_save(kb):
    """The files may be older than the history, so a save would take the team's text back."""
    root = Path(kb.root)
    git(root, "update-ref", "refs/kbdesk/worktree", "HEAD")
    with pytest.raises(KbError, match="interrupted") as caught:
        library.save(kb, [edit(kb, "articles/mfa.md", b"mine")], "x", MIA)
    assert "get updates" in caught.value.hint
    git(root, "pack-refs", "--all")
    with pytest.raises(KbError, match="interrupted"):
        library.save(kb, [edit(kb, "articles/mfa.md", b"mine")], "x", MIA)
    assert (root / "articles/mfa.md").read_text() == OLD


def test_gits_own_log_says_who_moved_the_history(kb):
    """Whoever looks for a reason in git's log of movements finds kbdesk's name."""
    library.save(kb, [edit(kb, "articles/mfa.md", b"mine")], "x", MIA)
    assert git(Path(kb.root), "reflog", "-1", "--format=%gs").strip() == "kbdesk: save"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system"), "the disk is read-only"),
        (OSError(errno.EMFILE, "Too many open files"), "too many open files"),
        (OSError("Something Else"), "something else"),
    ],
)
def test_the_reason_is_told_in_words(error, said):
    """What the system reports is a sentence's end: ours where it is known, else the system's own."""
    assert reason(error) == said


def test_an_interrupted_save_is_finished_if_the_file_still_is_that_text(kb):
    """What reached its file but not the history is put there; another text, or none, is left alone."""
    write(Path(kb.root), {"articles/mfa.md": "half-way\n"})
    assert library.finish(kb, "articles/mfa.md", b"other\n", "x", MIA) is None
    assert library.finish(kb, "articles/none.md", b"other\n", "x", MIA) is None
    saved = library.finish(kb, "articles/mfa.md", b"half-way\n", "Finished", MIA)
    assert saved is not None
    assert in_history(kb, "articles/mfa.md") == "half-way\n"
    again = library.finish(kb, "articles/mfa.md", b"half-way\n", "Finished", MIA)
    assert again is not None
    assert again.commit == saved.commit
    assert is_clean(kb)


def test_files_changed_by_other_programs_can_be_kept_in_the_history(kb):
    """commit_names takes files as they lie there: changed, new and gone ones."""
    root = Path(kb.root)
    write(root, {"articles/mfa.md": "by vim\n", "articles/new.md": "new\n"})
    (root / "playbooks/p.md").unlink()
    names = ["articles/mfa.md", "articles/new.md", "playbooks/p.md", "articles/mfa.md"]
    library.commit_names(kb, names, "By hand", MIA, WHEN)
    assert is_clean(kb)
    assert [in_history(kb, path) for path in names[:2]] == ["by vim\n", "new\n"]
    assert git(root, "ls-files", "playbooks") == ""
    assert git(root, "show", "-s", "--format=%an %aI %s").strip() == f"Mia Trần {WHEN} By hand"


def test_somebody_elses_text_in_the_history_stops_the_save(kb, monkeypatch):
    """If the history got another text of the file while we saved, that one stays there."""
    root = Path(kb.root)

    def meanwhile(point: str) -> None:
        if point == "blob-written" and git(root, "rev-list", "--count", "HEAD").strip() == "1":
            commit(root, {"articles/mfa.md": "theirs"}, "theirs")
            write(root, {"articles/mfa.md": "mine"})

    monkeypatch.setattr("kbdesk.library.saving.fault", meanwhile)
    with pytest.raises(ChangedMeanwhile, match=r"articles/mfa\.md was changed"):
        library.save(kb, [edit(kb, "articles/mfa.md", b"mine")], "x", MIA)
    assert in_history(kb, "articles/mfa.md") == "theirs"
    assert git(root, "diff", "--cached", "--name-only") == ""


@pytest.mark.parametrize("mine", [b"mine", None])
def test_the_very_same_by_another_program_meanwhile_is_no_clash(kb, monkeypatch, mine):
    """If another program puts our text into the history while we save, it is there once and that is said."""
    root = Path(kb.root)

    def meanwhile(point: str) -> None:
        if point == "blob-written" and git(root, "rev-list", "--count", "HEAD").strip() == "1":
            git(root, "commit", "-qam", "by another")

    monkeypatch.setattr("kbdesk.library.saving.fault", meanwhile)
    saved = library.save(kb, [edit(kb, "articles/mfa.md", mine)], "x", MIA)
    assert saved.commit == git(root, "rev-parse", "HEAD").strip()
    assert "Another program" in saved.notice
    assert git(root, "log", "--format=%s").split("\n")[:2] == ["by another", "first"]
    assert is_clean(kb)


def test_two_writers_of_different_files_and_another_program_lose_nothing(kb, tmp_path):
    """2 x 15 saves beside a loop of ``git commit``: every save that was acknowledged is in the history."""
    root = Path(kb.root)
    writers = [start("save_many", kb.root, str(number), "15") for number in range(2)]
    outside = 0
    while any(writer.poll() is None for writer in writers):
        outside += 1
        write(root, {"outside.txt": f"{outside}\n"})
        command = "git add outside.txt && git commit -qm outside"
        subprocess.run(["sh", "-c", command], cwd=root, env=_plain(), capture_output=True, check=False)
        time.sleep(0.02)
    done = [json.loads(finish(writer)) for writer in writers]
    assert [len(blobs) for blobs in done] == [15, 15]
    reachable = set(git(root, "rev-list", "--objects", "HEAD").split())
    assert all(blob in reachable for blobs in done for blob in blobs)
    for number in range(2):
        assert in_history(kb, f"articles/w{number}.md") == f"writer {number}, text 14\n"
    said = git(root, "log", "--author=mia@example.org", "--format=%s").splitlines()
    assert sorted(said) == sorted(f"w{number} {text}" for number in range(2) for text in range(15))
    assert "outside" in git(root, "log", "--format=%s")
    git(root, "fsck", "--strict", "--no-dangling")
    assert git(root, "status", "--porcelain", "--", "articles") == ""


def test_two_writers_of_the_same_file_never_write_over_each_other(kb):
    """Each save goes on from what its writer read: the one who is late is told, and no line is lost."""
    writers = [start("save_same", kb.root, str(number), "12") for number in range(2)]
    done = [json.loads(finish(writer)) for writer in writers]
    saved = [text for writer in done for text in writer["saved"]]
    lines = in_history(kb, "articles/mfa.md").splitlines()
    assert sorted(lines[3:]) == sorted(saved)
    assert len(saved) + sum(writer["late"] for writer in done) == 24
    assert len(saved) == int(git(Path(kb.root), "rev-list", "--count", "HEAD")) - 1
    assert is_clean(kb)


@posix
def test_death_at_any_moment_loses_and_damages_nothing(tmp_path):
    """28 kills at random moments and named places: old or new bytes, a whole draft, the next save works."""
    make_repo(tmp_path / "kb", FILES)
    finish(
        start(
            "die_again_and_again", str(tmp_path / "kb"), str(tmp_path / "data"), str(random.randrange(10**6))
        )
    )


# What the tests above run in processes of their own.


def start(function: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a function of this file in a fresh process."""
    call = f"import test_library_saving as t; t.{function}({', '.join(map(repr, arguments))})"
    return subprocess.Popen(
        [sys.executable, "-c", call],
        cwd=Path(__file__).parent,
        env=_plain(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    """Give what it printed; it must have ended well."""
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    return out


def _plain() -> dict[str, str]:
    person = {f"GIT_{role}_{key}": "x@y" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    return {**os.environ, **person, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def save_many(root: str, number: str, count: str) -> None:
    """Save a file of one's own again and again; prints the blobs that were acknowledged."""
    info = library.open_library(Path(root))
    path = f"articles/w{number}.md"
    blobs = []
    for text in range(int(count)):
        data = f"writer {number}, text {text}\n".encode()
        saved = library.save(info, [Change(path, data, blobs[-1] if blobs else "")], f"w{number} {text}", MIA)
        assert saved.commit
        blobs.append(saved.blobs[0][1])
    print(json.dumps(blobs))


def save_same(root: str, number: str, count: str) -> None:
    """Add lines to the file that another process writes as well; prints which were acknowledged."""
    info = library.open_library(Path(root))
    place = Path(root, "articles/mfa.md")
    saved, late = [], 0
    for text in range(int(count)):
        read = place.read_bytes()
        line = f"writer {number} line {text}"
        time.sleep(random.uniform(0, 0.01))
        try:
            library.save(
                info, [Change("articles/mfa.md", read + f"{line}\n".encode(), blob_id(read))], line, MIA
            )
            saved.append(line)
        except ChangedMeanwhile:
            late += 1
    print(json.dumps({"saved": saved, "late": late}))


def die_again_and_again(root: str, data: str, seed: str) -> None:
    """Kill a saving child at random moments and named places, and look at what is left each time."""
    dice = random.Random(int(seed))
    info = library.open_library(Path(root))
    folder = library.drafts_folder(Path(data), root)
    place = Path(root, "articles/mfa.md")
    library.save(info, [edit(info, "articles/mfa.md", b"warm up\n")], "x", MIA)
    for attempt in range(28):
        point = POINTS[attempt // 3] if attempt < 3 * len(POINTS) and attempt % 3 == 0 else ""
        old, new = place.read_bytes(), f"text {attempt} of {seed}\n".encode() * 200
        draft = Draft("d", root, "articles/mfa.md", "edit", new.decode(), blob_id(old), message="x")
        acknowledged = _saved_by_child(
            lambda draft=draft, old=old, new=new: (
                library.keep_draft(folder, draft),
                library.save(info, [Change("articles/mfa.md", new, blob_id(old))], "x", MIA),
            ),
            point,
            dice.uniform(0, 0.04),
            with_git=attempt % 2 == 0,
        )
        now = place.read_bytes()
        assert now in (old, new), (seed, attempt)
        kept = {draft.text for draft in library.read_drafts(folder)}
        assert now == old or new.decode() in kept, (seed, attempt)
        if acknowledged:
            assert git(Path(root), "show", "HEAD:articles/mfa.md").encode() == new, (seed, attempt)
        began = time.monotonic()
        library.save(info, [Change("articles/mfa.md", new, blob_id(now))], "again", MIA)
        assert time.monotonic() - began < 2.0, (seed, attempt)
        assert is_clean(info), (seed, attempt)
        assert list(Path(root).rglob("*.tmp")) == [], (seed, attempt)
        library.drop_draft(folder, "d")


def _saved_by_child(work: Callable[[], object], point: str, after_s: float, *, with_git: bool) -> bool:
    """Do work in a forked child, kill it, and tell whether it got to its end; ``with_git`` kills git too."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        faults.arm(f"{point}:kill" if point else "")
        os.write(writing, b"b")
        work()
        os.write(writing, b"e")
        os._exit(0)
    os.close(writing)
    os.read(reading, 1)
    if not point:
        time.sleep(after_s)
        below = Path(f"/proc/{child}/task/{child}/children")
        os.kill(child, signal.SIGSTOP)
        started = [int(pid) for pid in below.read_text().split()] if with_git and below.exists() else []
        os.kill(child, signal.SIGKILL)
        for pid in started:
            os.kill(pid, signal.SIGKILL)
    os.waitpid(child, 0)
    ended = os.read(reading, 1) == b"e"
    os.close(reading)
    return ended
