# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""Sharing through real servers: https, ssh, a folder; people who may and who may not; many at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from servers import HOST, READER, WRITER, find_server, lighttpd, sshd
from sharing import (  # noqa: F401 - fixtures
    ME,
    NEEDS,
    Person,
    certificate,
    https,
    origin,
    person,
    shared,
    show,
    tip,
    trusted,
    url,
)

from kbdesk.library import clone
from kbdesk.model import SignIn

pytestmark = NEEDS


def exchange(anna: Person, ben: Person, shared: Path) -> None:
    """Both change different articles, then the same one at different lines, and both see all of it."""
    anna.write_line(1, "Anna was here")
    ben.save("b.md", "# B\n\nBen was here\n")
    assert anna.sync().phase == "current"
    state = ben.sync()
    assert (state.phase, state.waiting, state.parked) == ("current", 0, ())
    assert "a.md" in state.arrived
    assert anna.sync().arrived == ("b.md",)
    anna.write_line(2, "Anna again")
    ben.write_line(9, "Ben, too")
    assert [each.sync().phase for each in (anna, ben, anna)] == ["current"] * 3
    assert anna.head == ben.head == tip(shared)
    for text in ("Anna again", "Ben, too"):
        assert text in (anna.folder / "a.md").read_text()
        assert text in (ben.folder / "a.md").read_text()
        assert text in show(shared)


# --- kinds of servers ---


def test_two_people_share_over_https(https, person, shared):
    """git's own http-backend behind TLS and a password: both get and send."""
    exchange(person("Anna", url(https)), person("Ben", url(https)), shared)


def test_two_people_share_over_a_web_server(shared, person, certificate, trusted, tmp_path):
    """The same behind lighttpd, as a company would run it."""
    if not find_server("lighttpd"):
        pytest.skip("lighttpd is not installed (apt-get install lighttpd lighttpd-mod-openssl)")
    (tmp_path / "web").mkdir()
    me = SignIn(WRITER[0], WRITER[1].replace(":", ""))
    with lighttpd(shared.parent, tmp_path / "web", certificate[0]) as root:
        exchange(person("Anna", f"{root}/kb.git", me), person("Ben", f"{root}/kb.git", me), shared)


def test_two_people_share_over_ssh(shared, person, tmp_path, monkeypatch):
    """A real sshd with a key; a server that is not known is refused."""
    if not find_server("sshd"):
        pytest.skip("sshd is not installed (apt-get install openssh-server)")
    ssh = tmp_path / "ssh"
    ssh.mkdir()
    with sshd(ssh) as port:
        monkeypatch.setenv("PATH", f"{ssh / 'bin'}{os.pathsep}{os.environ['PATH']}")
        address = f"ssh://{HOST}:{port}{shared}"
        anna, ben = person("Anna", address, None), person("Ben", address, None)
        exchange(anna, ben, shared)
        (ssh / "known").write_text("")
        anna.write_line(3, "waits")
        state = anna.sync()
        assert (state.phase, state.waiting) == ("failed", 1)
        assert "not known to this computer" in state.trouble


def test_two_people_share_a_folder(shared, person):
    """A plain folder, as on a file share."""
    exchange(person("Anna"), person("Ben"), shared)


def test_a_fresh_copy_over_https(https, shared, tmp_path):
    """An address is opened with name and password, which are stored nowhere."""
    folder = tmp_path / "copy"
    clone(url(https), folder, sign_in=ME)
    ann = Person("Ann", folder, tmp_path / "data")
    assert ann.sync().phase == "current"
    kept = b"".join(path.read_bytes() for path in (folder / ".git").rglob("*") if path.is_file())
    for secret in (WRITER[1], quote(WRITER[1], safe="")):
        assert secret.encode() not in kept


# --- people who may not ---


def test_a_wrong_password_asks_to_sign_in(https, person, shared):
    """Wrong or missing, the state says so, the save waits, and the right one sends it."""
    anna = person("Anna", url(https), SignIn(WRITER[0], "wrong-password"))
    anna.write_line(1, "waits")
    before = anna.head
    for sign_in in (anna.sign_in, None):
        state = anna.sync(sign_in=sign_in)
        assert (state.phase, state.waiting) == ("sign-in", 1)
        assert "name and password" in state.trouble
        assert "wrong-password" not in repr(state)
    assert anna.head == before
    assert anna.sync(sign_in=ME).phase == "current"
    assert "waits" in show(shared)


def test_who_may_only_read_gets_updates_all_the_same(https, person, shared):
    """Without the right to write, the team's changes arrive and own ones wait with a clear sentence."""
    rob, mia = person("Rob", url(https), SignIn(*READER)), person("Mia", url(https))
    mia.write_line(1, "from Mia")
    mia.sync()
    rob.write_line(9, "from Rob")
    state = rob.sync()
    assert (state.phase, state.waiting > 0) == ("refused", True)
    assert "does not take your changes" in state.trouble
    text = (rob.folder / "a.md").read_text()
    assert "from Mia" in text
    assert "from Rob" in text
    assert rob.sync(sign_in=ME).phase == "current"
    assert "from Rob" in show(shared)


def test_a_protected_branch_is_told_in_the_hosts_words(https, person, shared):
    """What the host's own check says is shown; once it is open, the save goes out."""
    (shared / "closed").write_text("error: main is protected; open a request")
    mia = person("Mia", url(https))
    mia.write_line(1, "waits at the door")
    state = mia.sync()
    assert (state.phase, state.waiting) == ("refused", 1)
    assert "main is protected; open a request" in state.trouble
    (shared / "closed").unlink()
    assert mia.sync().phase == "current"
    assert "waits at the door" in show(shared)


def test_a_shared_folder_runs_nothing_on_this_computer(person, shared, tmp_path):
    """Programs that somebody put into a shared folder are not run by those who send to it."""
    mark = tmp_path / "ran"
    for name in ("pre-receive", "update", "post-receive", "post-update", "reference-transaction"):
        hook = shared / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    mia = person("Mia")
    mia.write_line(1, "sent")
    assert mia.sync().phase == "current"
    assert "sent" in show(shared)
    assert not mark.exists()


# --- many at once ---

CROWD = int(os.environ.get("KBDESK_CROWD", "4"))
"""So many people at once; ``make servers`` takes twenty."""


def test_a_crowd_at_once(https, person, shared):
    """Many programs save and sync at the same moment; after a few rounds everybody has everything."""
    people = [person(f"P{number:02}", url(https)) for number in range(CROWD)]
    crowd = Path(__file__).with_name("crowd.py")
    known = json.dumps([[str(each.folder), str(each.data), each.name] for each in people])
    subprocess.run([sys.executable, str(crowd), known, *WRITER], check=True, timeout=300)
    for _ in range(2):
        for each in people:
            state = each.sync()
            assert state.phase == "current", state
    assert {each.head for each in people} == {tip(shared)}
    for each in people:
        assert show(shared, f"{each.name}.md") == f"# {each.name}\n"
        line = f"{each.name}\n"
        assert line in show(shared) or any(line in text for text in each.drafts())
