# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""Sharing when lines break, servers are silent, disks are full and histories were rewritten."""

from __future__ import annotations

import os
import subprocess
import time

import pytest
from gitrepo import git
from servers import HOST, served
from sharing import (  # noqa: F401 - fixtures
    LINES,
    ME,
    NEEDS,
    Person,
    certificate,
    https,
    origin,
    person,
    processes_in,
    shared,
    show,
    tip,
    trusted,
    url,
)

from kbdesk.errors import Cancelled, KbError
from kbdesk.library import clone
from kbdesk.library.sync import remote as remote_module

pytestmark = NEEDS


# --- lines that break ---


def test_a_server_that_never_answers_is_offline(https, person, monkeypatch, shared):
    """A server that accepts and then says nothing is given up after the deadline, and nothing is lost."""
    monkeypatch.setattr(remote_module, "IDLE_DEADLINE_S", 1.0)
    with served("door", port=https, mode="silent") as door:
        mia = person("Mia", url(door))
        mia.write_line(1, "waits for an answer")
        began = time.monotonic()
        state = mia.sync()
        assert time.monotonic() - began < 5
        assert (state.phase, state.waiting) == ("offline", 1)
        assert "did not answer" in state.trouble
    mia.move_to(url(https))
    assert mia.sync().phase == "current"
    assert "waits for an answer" in show(shared)


def test_a_round_can_be_stopped_while_the_server_is_silent(https, person):
    """Cancel ends the round within a second and leaves no git process behind."""
    with served("door", port=https, mode="silent") as door:
        mia = person("Mia", url(door))
        began = time.monotonic()
        with pytest.raises(Cancelled):
            mia.sync(cancelled=lambda: time.monotonic() - began > 0.3)
        assert time.monotonic() - began < 2
    assert not processes_in(mia.folder)


@pytest.mark.parametrize("after", [0, 1500, 60_000])
def test_a_download_that_is_cut_is_tried_again(https, person, shared, after):
    """The line breaks within an answer: offline, the folder as it was, and the next round gets all."""
    ben, mia = person("Ben"), person("Mia")
    ben.save("kept/more.txt", os.urandom(60_000).hex())
    ben.write_line(1, "from Ben")
    assert ben.sync().phase == "current"
    before = mia.head
    mia.write_line(9, "mine")
    with served("door", port=https, mode="down", after=after) as door:
        mia.move_to(url(door))
        state = mia.sync()
    assert (state.phase, state.waiting) == ("offline", 1), state.trouble
    assert "not reached" in state.trouble
    assert mia.head != before
    assert "from Ben" not in (mia.folder / "a.md").read_text()
    mia.move_to(url(https))
    assert mia.sync().phase == "current"
    assert "from Ben" in (mia.folder / "a.md").read_text()
    assert "mine" in show(shared)


@pytest.mark.parametrize("after", [40_000])
def test_an_upload_that_is_cut_is_sent_again(https, person, shared, after):
    """The line breaks while a save is sent: it waits, and the next round sends it once."""
    mia = person("Mia", url(https))
    mia.save("kept/more.txt", os.urandom(100_000).hex())
    with served("door", port=https, mode="up", after=after) as door:
        mia.move_to(url(door))
        state = mia.sync()
    assert (state.phase, state.waiting) == ("offline", 1)
    mia.move_to(url(https))
    assert mia.sync().phase == "current"
    assert tip(shared) == mia.head
    assert git(shared, "rev-list", "--count", "main").strip() == "2"


def test_nobody_at_the_address_is_offline(person, shared, tmp_path):
    """A closed port and a share that is not mounted are offline; what is saved meanwhile goes out later."""
    mia = person("Mia", f"https://{HOST}:1/kb.git")
    mia.write_line(1, "offline")
    state = mia.sync()
    assert (state.phase, state.waiting) == ("offline", 1)
    assert "nothing answers there" in state.trouble
    mia.move_to(str(tmp_path / "share" / "kb.git"))
    assert mia.sync().phase == "offline"
    mia.move_to(str(shared))
    assert mia.sync().phase == "current"
    assert "offline" in show(shared)


def test_a_copy_that_breaks_leaves_nothing(https, tmp_path):
    """A clone that is cut or stopped leaves no half copy behind, and the next one works."""
    target = tmp_path / "deep" / "copy"
    target.parent.mkdir()
    with served("door", port=https, mode="down", after=60_000) as door, pytest.raises(KbError):
        clone(url(door), target, sign_in=ME)
    with served("door", port=https, mode="slow", after=100_000) as door:
        began = time.monotonic()
        with pytest.raises(Cancelled):
            clone(url(door), target, sign_in=ME, cancelled=lambda: time.monotonic() - began > 0.5)
    assert list(target.parent.iterdir()) == []
    clone(url(https), target, sign_in=ME)
    assert (target / "a.md").read_text() == "".join(LINES)


def test_a_certificate_that_is_not_trusted_is_refused(https, person, monkeypatch):
    """A server that cannot prove who it is gets nothing."""
    monkeypatch.delenv("GIT_SSL_CAINFO")
    mia = person("Mia", url(https))
    mia.write_line(1, "stays here")
    state = mia.sync()
    assert (state.phase, state.waiting) == ("failed", 1)
    assert "could not prove who it is" in state.trouble


# --- histories that were rewritten, disks that are full ---


def test_a_forced_push_asks_first(https, person, shared):
    """A rewritten history is taken after a yes; the unsent save becomes a draft, the old tip a backup."""
    mia, ben = person("Mia", url(https)), person("Ben")
    ben.write_line(1, "public and regretted")
    ben.sync()
    mia.sync()
    old = mia.head
    mia.write_line(9, "not sent yet")
    git(shared, "update-ref", "refs/heads/main", f"{old}~1")
    state = mia.sync()
    assert state.phase == "asking"
    assert state.question is not None
    assert state.question.kind == "rewritten"
    assert "not sent yet" in (mia.folder / "a.md").read_text()
    assert mia.sync(answer="0" * 40).phase == "asking"
    state = mia.sync(answer=state.question.incoming)
    assert (state.phase, state.waiting) == ("current", 0)
    assert "regretted" not in show(shared)
    assert mia.head == tip(shared)
    assert any("not sent yet" in text for text in mia.drafts())
    backups = git(mia.folder, "for-each-ref", "--format=%(objectname)", "refs/kbdesk/backup").split()
    assert any(git(mia.folder, "show", f"{commit}:a.md").count("not sent yet") for commit in backups)


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_stops_updates_and_harms_nothing(shared, person, small_disk):
    """No room for what arrives: failed with a clear sentence; with room, the next round gets it."""
    ben = person("Ben")
    folder = small_disk / "mia"
    clone(str(shared), folder)
    mia = Person("Mia", folder, small_disk / "data")
    mia.write_line(9, "mine")
    ben.save("kept/more.txt", os.urandom(200_000).hex())
    ben.write_line(1, "from Ben")
    ben.sync()
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"x" * 512)
    state = mia.sync()
    assert state.phase == "failed"
    assert "disk" in state.trouble
    assert "mine" in (folder / "a.md").read_text()
    with pytest.raises(KbError, match="disk is full"):
        mia.write_line(3, "no room for this")
    assert "no room" not in (folder / "a.md").read_text()
    filler.unlink()
    assert mia.write_line(3, "room again").commit
    assert mia.sync().phase == "current"
    text = (folder / "a.md").read_text()
    assert all(words in text for words in ("mine", "from Ben", "room again"))
    assert "error" not in git(folder, "fsck", "--full")
