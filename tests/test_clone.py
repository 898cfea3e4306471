# SPDX-License-Identifier: MIT
"""Opening a library from its address: progress, Cancel, and what a fresh copy is like."""

from __future__ import annotations

import socket
import time

import pytest
from gitrepo import commit, git, make_repo

from kbdesk import library
from kbdesk.errors import Cancelled, KbError
from kbdesk.library.sync.troubles import RemoteTrouble
from kbdesk.model import SignIn

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def source(tmp_path):
    """A library with some files."""
    make_repo(tmp_path / "source", {f"{number}.md": f"{number}\n" * 50 for number in range(200)})
    return tmp_path / "source"


def test_cloning_tells_how_far_it_is(source, tmp_path):
    """Lines with per cent come while it runs, the last ones of all it got."""
    told: list[str] = []
    library.clone(str(source), tmp_path / "copy", said=told.append)
    assert any("100%" in line for line in told)
    assert library.open_library(tmp_path / "copy").git == "ok"


def test_cancel_leaves_nothing_behind(source, tmp_path):
    """Stopped at its first sign of life, cloning leaves no folder, and can be begun again."""
    told: list[str] = []
    with pytest.raises(Cancelled):
        library.clone(str(source), tmp_path / "copy", said=told.append, cancelled=lambda: bool(told))
    with pytest.raises(Cancelled):
        library.clone(str(source), tmp_path / "copy", cancelled=lambda: True)
    assert [path.name for path in tmp_path.iterdir()] == ["source"]
    library.clone(str(source), tmp_path / "copy", cancelled=lambda: False)
    assert (tmp_path / "copy" / "7.md").is_file()


def test_cancel_ends_a_server_that_never_answers(tmp_path):
    """A server that takes the call and says nothing is left within a second of Cancel."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            library.clone(
                f"https://127.0.0.1:{server.getsockname()[1]}/kb.git",
                tmp_path / "copy",
                cancelled=lambda: time.monotonic() > began + 0.5,
            )
        assert time.monotonic() - began < 2
    assert list(tmp_path.iterdir()) == []


def test_line_ends_stay_as_they_are(source, tmp_path, monkeypatch):
    """Whatever this computer's own setting is, the files have the bytes that are shared."""
    commit(source, {"dos.md": "one\r\ntwo\r\n"})
    own = tmp_path / "own-settings"
    git(tmp_path, "config", "--file", str(own), "core.autocrlf", "true")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(own))
    library.clone(str(source), tmp_path / "copy")
    assert (tmp_path / "copy" / "dos.md").read_bytes() == b"one\r\ntwo\r\n"
    assert (tmp_path / "copy" / "1.md").read_bytes() == b"1\n" * 50
    assert git(tmp_path / "copy", "config", "--file", ".git/config", "core.autocrlf") == "false\n"
    assert git(tmp_path / "copy", "status", "--porcelain") == ""


def test_an_empty_address_can_be_opened(tmp_path):
    """A shared copy that holds nothing yet becomes a library without a version, ready for the first save."""
    git(tmp_path, "init", "-q", "--bare", "shared.git")
    library.clone(str(tmp_path / "shared.git"), tmp_path / "copy")
    info = library.open_library(tmp_path / "copy")
    assert (info.git, info.branch) == ("unborn", "main")


@pytest.mark.parametrize(
    ("address", "kind", "words"),
    [
        ("https://kb.invalid/kb.git", "offline", "its name is not known here"),
        ("{folder}/gone", "offline", "the folder is not there"),
        ("{folder}", "failed", "no library"),
    ],
)
def test_what_went_wrong_is_one_clear_sentence(address, kind, words, tmp_path):
    """The kind of trouble is known to the window, and the words say what it is and where."""
    address = address.format(folder=tmp_path)
    with pytest.raises(RemoteTrouble, match=words) as caught:
        library.clone(address, tmp_path / "copy")
    assert caught.value.kind == kind
    assert address in caught.value.message
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_before(source, tmp_path):
    """A parent that is no folder of ours is an expected failure."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(KbError):
        library.clone(str(source), tmp_path / "file" / "copy")


def test_a_password_is_kept_nowhere(source, tmp_path):
    """Name and password of a sign-in are in no file of the copy and in no text of the value."""
    sign_in = SignIn("anna", "s3cret-token")
    library.clone(str(source), tmp_path / "copy", sign_in=sign_in)
    for path in (tmp_path / "copy" / ".git").rglob("*"):
        assert not path.is_file() or b"s3cret" not in path.read_bytes()
    assert "s3cret" not in repr(sign_in)
