# SPDX-License-Identifier: MIT
"""Drafts: kept whole or not at all, newest first, for this user alone; and whose name a save bears."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_use import posix

from kbdesk import library
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.library import faults
from kbdesk.model import Author, Draft

if sys.platform != "win32":
    import fcntl
    import resource


@pytest.fixture
def folder(tmp_path):
    """The drafts folder of one library."""
    return library.drafts_folder(tmp_path / "data", str(tmp_path / "kb"))


@pytest.fixture
def failing():
    """Lets one place fail for a test."""
    yield faults.arm
    faults.arm("")


def draft(name: str = "d1", text: str = "# Reset MFA\r\n", **more: str) -> Draft:
    """A draft of an article."""
    return Draft(name, "/kb", "articles/mfa.md", "edit", text, **more)


def hand_to(place: Path, window: str) -> None:
    """Let a draft be the one of another window."""
    place.write_text(json.dumps({**json.loads(place.read_bytes()), "window": window}))


def test_a_draft_comes_back_as_it_was_kept(folder):
    """Every field survives, line ends too, and the number counts up."""
    first = library.keep_draft(folder, draft(base="0" * 40, base_text="old", by="Anna", note="see\n1"))
    assert first.number == 1
    assert library.read_drafts(folder) == (first,)
    second = library.keep_draft(folder, replace(first, text="# New"))
    assert (second.number, library.read_drafts(folder)) == (2, (second,))


@given(st.text(st.characters(), max_size=200))
def test_any_text_can_be_kept(tmp_path_factory, text):
    """Whatever can be typed or read, half characters included, comes back the same."""
    folder = library.drafts_folder(tmp_path_factory.getbasetemp() / "any", "/kb")
    kept = library.keep_draft(folder, draft(text=text, base_text=text))
    assert library.read_drafts(folder) == (kept,)


def test_the_draft_that_was_kept_last_comes_first(folder):
    """The order is that of keeping, whatever the clock said, and a dropped draft is gone."""
    one = library.keep_draft(folder, draft("one", at="2030-01-01"))
    two = library.keep_draft(folder, draft("two", at="2020-01-01"))
    assert library.read_drafts(folder) == (two, one)
    one = library.keep_draft(folder, one)
    assert library.read_drafts(folder) == (one, two)
    library.drop_draft(folder, "one")
    library.drop_draft(folder, "one")
    assert library.read_drafts(folder) == (two,)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"id": "d1"}',
        b'{"id": "other", "library": "", "path": "", "kind": "edit", "text": ""}',
        b'{"id": "d1", "library": "", "path": "", "kind": "evil", "text": ""}',
        b'{"id": "d1", "library": "", "path": "", "kind": "edit", "text": 5}',
        b'{"id": "d1", "library": "", "path": "", "kind": "edit", "text": "", "number": true}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_damaged_draft_is_set_aside_and_the_others_are_read(folder, damage):
    """What cannot be read keeps its bytes under another name and stops nothing."""
    good = library.keep_draft(folder, draft("good"))
    (folder / "d1.json").write_bytes(damage)
    assert library.read_drafts(folder) == (good,)
    assert (folder / "d1.broken").read_bytes() == damage
    assert library.read_drafts(folder) == (good,)


def test_a_damaged_draft_that_cannot_be_set_aside_stops_none(folder):
    """Where a folder stands in its place, it stays under its name, and the others are read all the same."""
    good = library.keep_draft(folder, draft("good"))
    (folder / "d1.json").write_bytes(b"{")
    (folder / "d1.broken").mkdir()
    assert library.read_drafts(folder) == (good,)
    assert (folder / "d1.json").read_bytes() == b"{"


def test_what_is_no_draft_by_its_name_is_left_alone(folder):
    """Hidden files, and those that do not end as drafts do, are neither read nor set aside."""
    kept = library.keep_draft(folder, draft())
    data = (folder / "d1.json").read_bytes()
    for name in (".d1.json", ".desktop.json", "d1.json.bak", "list.txt"):
        (folder / name).write_bytes(data)
    before = sorted(folder.iterdir())
    assert library.read_drafts(folder) == (kept,)
    assert sorted(folder.iterdir()) == before


def test_a_text_can_be_kept_or_dropped_where_its_draft_is_damaged(folder):
    """Nobody knows any more whose a damaged draft was: the new one takes its place, or it goes."""
    place = folder / "d1.json"
    place.write_bytes(b"{")
    kept = library.keep_draft(folder, draft(text="again"))
    assert library.read_drafts(folder) == (kept,)
    place.write_bytes(b"{")
    library.drop_draft(folder, "d1")
    assert not place.exists()


def test_a_draft_that_cannot_be_removed_is_told(folder):
    """Where a folder stands in its place, a sentence names the folder of the drafts."""
    (folder / "d1.json").mkdir()
    with pytest.raises(KbError, match=f"A draft in .*{folder.name} cannot be removed: "):
        library.drop_draft(folder, "d1")


def test_drafts_are_found_where_earlier_versions_kept_them(folder, tmp_path):
    """An update of kbdesk must not look for them elsewhere: they lie in "drafts" of the user's own folder."""
    assert folder.parent == tmp_path / "data" / "drafts"


@posix
def test_each_library_has_the_folder_for_drafts_that_it_always_had(tmp_path):
    """Its name is made of the library's place, the same with every version of kbdesk."""
    assert library.drafts_folder(tmp_path, "/none/kb").name == "9af71dea7dbb2c8c"


def test_a_field_of_a_later_version_does_no_harm(folder):
    """What a newer kbdesk wrote besides is passed over."""
    kept = library.keep_draft(folder, draft())
    place = folder / "d1.json"
    place.write_text(json.dumps({**json.loads(place.read_bytes()), "mood": {"good": 1}}))
    assert library.read_drafts(folder) == (kept,)


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a.b", "ä", "x" * 81])
def test_a_draft_cannot_be_kept_outside_of_its_folder(folder, name):
    """Only plain names are names of drafts."""
    for do in (lambda: library.keep_draft(folder, draft(name)), lambda: library.drop_draft(folder, name)):
        with pytest.raises(KbError, match="not the name of a draft"):
            do()


@posix
def test_drafts_are_for_their_user_alone(folder):
    """The folders are closed to others, even if they were open, and so is each file."""
    folder.chmod(0o755)
    assert library.drafts_folder(folder.parent.parent, "/elsewhere") != folder
    data, root = folder.parents[1], folder.parents[2] / "kb"
    assert library.drafts_folder(data, str(root)) == folder
    library.keep_draft(folder, draft())
    files = [*folder.glob("*.json"), *folder.glob(".window-*")]
    assert [stat.S_IMODE(place.stat().st_mode) for place in files] == [0o600, 0o600]
    assert [stat.S_IMODE(place.stat().st_mode) for place in (folder.parent, folder)] == [0o700, 0o700]


@posix
def test_a_closed_folder_is_left_as_it_is(folder, monkeypatch):
    """Drafts on a disk that became read-only can be had: nothing of them has to be changed for that."""
    kept = library.keep_draft(folder, draft())

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "chmod", refused)
    again = library.drafts_folder(folder.parents[1], str(folder.parents[2] / "kb"))
    assert library.read_drafts(again) == (kept,)


@pytest.mark.parametrize("action", ["enospc", "eacces", "eio"])
def test_a_failure_says_what_to_do(folder, failing, action):
    """Trouble with the disk is one sentence that names the file, with a hint."""
    failing(f"draft-written:{action}")
    with pytest.raises(KbError, match=r"articles/mfa\.md") as caught:
        library.keep_draft(folder, draft())
    assert caught.value.hint


@posix
def test_a_full_disk_is_met_with_the_reserve(folder, monkeypatch):
    """When the disk is full the room that was held back is used, and taken again later."""
    kept = library.keep_draft(folder, draft())
    assert (folder / ".reserve").stat().st_size >= 16_000
    real_fsync = os.fsync

    def full(descriptor: int) -> None:
        if (folder / ".reserve").exists():
            raise OSError(28, "No space left on device")
        real_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    assert library.keep_draft(folder, kept).number == 2
    monkeypatch.setattr(os, "fsync", real_fsync)
    assert library.read_drafts(folder)[0].number == 2
    assert list(folder.glob(".*.tmp")) == []


def test_the_reserve_is_written_once(folder):
    """A draft is kept every few seconds: what is held back beside it is not written anew each time."""
    kept = library.keep_draft(folder, draft())
    reserve = (folder / ".reserve").read_bytes()
    library.keep_draft(folder, kept)
    assert (folder / ".reserve").read_bytes() == reserve


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_without_a_reserve_is_told_as_that(folder, monkeypatch, number):
    """Where there is nothing to give up, the sentence still says why, and what was kept is still there."""
    kept = library.keep_draft(folder, draft())
    (folder / ".reserve").unlink()

    def full(descriptor: int) -> None:
        raise OSError(number, "No space left on device")

    said = "the disk is full" if number == errno.ENOSPC else "your space on the disk is used up"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(KbError, match=said):
            library.keep_draft(folder, replace(kept, text="# New"))
    assert library.read_drafts(folder) == (kept,)


@posix
def test_the_reserve_is_made_whole_once_there_is_room(folder):
    """A draft is kept where nothing can be held back beside it, and the next one makes up for that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        kept = library.keep_draft(folder, draft())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert library.read_drafts(folder) == (kept,)
    library.keep_draft(folder, kept)
    assert (folder / ".reserve").stat().st_size >= 16_000


@posix
def test_another_draft_that_cannot_be_read_stops_none(folder, caplog):
    """One that another window drops in this moment, or that is unreadable, keeps and hides no other."""
    (folder / "gone.json").symlink_to(folder / "none")
    (folder / "odd.json").mkdir()
    assert library.keep_draft(folder, draft()).number == 1
    assert (folder / "d1.json").exists()
    assert [one.id for one in library.read_drafts(folder)] == ["d1"]
    assert caplog.messages == ["A draft cannot be read: Is a directory"]
    assert (folder / "odd.json").exists()
    caplog.clear()


@posix
def test_what_a_process_of_somebody_else_may_be_writing_stays(folder, monkeypatch):
    """A half-written file is only removed if its process is known to be gone; asking does nothing to it."""

    def refused(process: int, signal: int) -> None:
        assert signal == 0
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "kill", refused)
    (folder / ".kbdesk-4194305999-1-d1.json.tmp").write_text("{")
    assert library.read_drafts(folder) == ()
    assert (folder / ".kbdesk-4194305999-1-d1.json.tmp").exists()


def test_what_a_dead_kbdesk_began_to_write_is_removed(folder):
    """A half-written file of a process that is gone goes; one of a living process stays."""
    (folder / ".kbdesk-4194305999-1-d1.json.tmp").write_text("{")
    living = {f".kbdesk-{process}-1-d1.json.tmp" for process in (os.getpid(), os.getppid())}
    for name in living:
        (folder / name).write_text("{")
    assert library.read_drafts(folder) == ()
    left = {place.name for place in folder.glob(".*.tmp")}
    assert left == living or os.name != "posix"


def test_no_folder_means_no_drafts(tmp_path):
    """Before anything was written there is nothing to read."""
    assert library.read_drafts(tmp_path / "none") == ()


def test_who_saves_is_asked_once(tmp_path):
    """A name and address are kept as they will be shown; a damaged file asks again."""
    home = Home(tmp_path / "data", tmp_path / "cache")
    assert home.who() is None
    assert home.set_who(Author("  Mia \n Tran ", " mia@example.org")) == Author("Mia Tran", "mia@example.org")
    assert home.who() == Author("Mia Tran", "mia@example.org")
    for damage in ("", "[]", "{}", '{"name": 1, "email": 2}', "[" * 100_000):
        (tmp_path / "data" / "who.json").write_text(damage)
        assert home.who() is None
    assert home.drafts("/kb").is_dir()


@pytest.mark.parametrize(
    "author",
    [
        Author("", "a@b"),
        Author(" . ", "a@b"),
        Author("A <b>", "a@b"),
        Author("A", ""),
        Author("A", "no address"),
        Author("A", "a@b@c"),
        Author("A", "a@b\nx"),
        Author("\ud800", "a@b"),
        Author("x" * 201, "a@b"),
    ],
)
def test_a_name_or_address_that_history_cannot_show_is_refused(tmp_path, author):
    """Nothing is guessed in the place of what is missing."""
    home = Home(tmp_path / "data", tmp_path / "cache")
    with pytest.raises(KbError) as caught:
        home.set_who(author)
    assert caught.value.hint
    assert home.who() is None


def test_the_users_own_git_settings_suggest_who_saves(tmp_path, monkeypatch):
    """Name and address come from the global settings and what they include, each if it is there."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    assert library.suggested_author() == Author("", "")
    (tmp_path / "more").write_text("[user]\nemail = mia@example.org\n")
    (tmp_path / "config").write_text(f"[user]\nname = Mia Trần\n[include]\npath = {tmp_path}/more\n")
    assert library.suggested_author() == Author("Mia Trần", "mia@example.org")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert library.suggested_author() == Author("", "")


def test_a_draft_whose_window_is_gone_is_taken_over(folder):
    """Without the sign of its window nobody writes on it any more: another text takes the same file."""
    library.keep_draft(folder, draft(text="theirs"))
    hand_to(folder / "d1.json", "a-1")
    kept = library.keep_draft(folder, draft(text="mine"))
    assert library.read_drafts(folder) == (kept,)


@posix
def test_another_windows_draft_is_taken_over_only_with_its_very_text(folder):
    """While another window lives, another text gets a file of its own; the same text goes into the same."""
    other = os.open(folder / ".window-a-1", os.O_RDWR | os.O_CREAT)
    fcntl.flock(other, fcntl.LOCK_EX)
    kept = library.keep_draft(folder, draft(text="theirs"))
    place = folder / "d1.json"
    hand_to(place, "a-1")
    try:
        assert library.keep_draft(folder, draft(text="theirs")).number == kept.number + 1
        assert [one.id for one in library.read_drafts(folder)] == ["d1"]
        data = json.loads(place.read_bytes())
        assert data["window"] not in ("0", "a-1") and (folder / f".window-{data['window']}").exists()
        hand_to(place, "a-1")
        library.keep_draft(folder, draft(text="mine"))
        assert sorted(one.text for one in library.read_drafts(folder)) == ["mine", "theirs"]
    finally:
        os.close(other)


def test_a_window_whose_sign_was_removed_gives_another(folder):
    """If somebody tidied the folder up, others see with the next draft that this window still lives."""
    kept = library.keep_draft(folder, draft())
    [sign] = folder.glob(".window-*")
    sign.rename(folder / ".tidied")
    library.keep_draft(folder, kept)
    window = json.loads((folder / "d1.json").read_bytes())["window"]
    assert [place.name for place in folder.glob(".window-*")] == [f".window-{window}"]


def test_the_sign_of_a_window_goes_a_minute_after_its_window(folder):
    """One that has only just begun may not have locked its file yet, and then would count as gone."""
    new, old = folder / ".window-a-1", folder / ".window-b-2"
    for place in (new, old):
        place.touch()
    os.utime(old, (time.time() - 90, time.time() - 90))
    library.read_drafts(folder)
    assert (new.exists(), old.exists()) == (True, False)


@posix
def test_what_cannot_be_cleared_away_stops_no_reading(folder):
    """Signs that another window removes in this moment, or that will not go, leave the drafts to be read."""
    kept = library.keep_draft(folder, draft())
    (folder / ".window-a-1").symlink_to(folder / "none")
    (folder / ".kbdesk-4194305999-1-d1.json.tmp").mkdir()
    assert library.read_drafts(folder) == (kept,)


def test_a_folder_for_drafts_that_cannot_be_made_is_named(tmp_path):
    """A file in its way is one sentence with the folder and the reason."""
    (tmp_path / "drafts").write_text("in the way")
    with pytest.raises(KbError) as caught:
        library.drafts_folder(tmp_path, "/kb")
    assert str(caught.value).startswith(f"The folder {tmp_path / 'drafts'}")
    assert "for drafts cannot be made: " in str(caught.value)


def test_a_folder_for_drafts_that_is_none_is_named(tmp_path):
    """Where a file stands in its place, a sentence says so."""
    (tmp_path / "drafts").write_text("")
    with pytest.raises(KbError, match=r"The drafts in .*drafts cannot be read"):
        library.read_drafts(tmp_path / "drafts")
