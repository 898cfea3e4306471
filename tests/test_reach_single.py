# SPDX-License-Identifier: MIT
"""One window per person: later starts hand over what they were given, and nothing is lost by a crash."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from desks import sample_repo
from hands import home, opened  # noqa: F401 - a fixture
from hypothesis import given
from hypothesis import strategies as st

from kbdesk.cli import single, with_verb
from kbdesk.ui.reach import wire
from kbdesk.ui.reach.door import Door
from kbdesk.ui.reach.doorbell import Doorbell
from kbdesk.ui.reach.pipe import PipeBell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets in folders")
START = (sys.executable, "-c", "import sys; from kbdesk.cli import main; sys.exit(main())")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A session's folder of this test's own."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@given(st.sampled_from(wire.KINDS), st.text().map(lambda t: t.replace("\0", "")), st.text(max_size=20))
def test_a_wish_arrives_as_it_was(what, value, token):
    """Whatever a folder is called, it comes out of the bytes again."""
    token = token.replace("\0", "")
    sent = wire.encode((what, value, token)) if is_text(value + token) else wire.encode((what, "", ""))
    assert wire.is_whole(sent)
    if len(sent) <= wire.MOST_BYTES and is_text(value + token):
        assert wire.decode(sent) == (what, value, token)


def is_text(text):
    return all(not 0xD800 <= ord(sign) <= 0xDFFF for sign in text)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_wish_are_none(data):
    """Anybody may write into a socket."""
    found = wire.decode(data)
    assert found is None or found[0] in wire.KINDS


def test_what_a_start_is_given_is_told_apart(tmp_path, monkeypatch):
    """Folder, note, article, link and what --raise asks for; verbs and options are left to the parser."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kb").mkdir()
    for name in ("a.handoff.md", "a.md"):
        (tmp_path / name).write_text("x")
    assert single.wish_of([])[:2] == (wire.RAISE, "")
    assert single.wish_of(["--raise", "search"])[:2] == (wire.SEARCH, "")
    assert single.wish_of(["./kb"])[:2] == (wire.FOLDER, str(tmp_path / "kb"))
    assert single.wish_of(["open", "kb"])[:2] == (wire.FOLDER, str(tmp_path / "kb"))
    assert single.wish_of(["a.handoff.md"])[:2] == (wire.NOTE, str(tmp_path / "a.handoff.md"))
    assert single.wish_of(["./a.md"])[:2] == (wire.FILE, str(tmp_path / "a.md"))
    assert single.wish_of(["kbdesk://open/a.md"])[:2] == (wire.LINK, "kbdesk://open/a.md")
    for words in (["search", "vpn"], ["doctor"], ["--help"], ["./kb", "--new-window"], ["/no/such"]):
        assert single.wish_of(words) is None
    assert with_verb(["--raise"]) == ["open", "--raise"]
    assert with_verb(["search", "x"]) == ["search", "x"]


def test_only_one_start_listens(place):
    """The second one gets no socket; when the first has ended, or was killed, the next one does."""
    first = single.put_up()
    assert first.socket_fd >= 0
    assert not first.pipe
    assert single.put_up().socket_fd == -1
    first.take_down()
    listen = "import time; from kbdesk.cli import single; plate = single.put_up(); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", listen])
    wait(lambda: Path(single.address()).exists())
    assert single.put_up().socket_fd == -1
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert Path(single.address()).exists()
    after = single.put_up()
    assert after.socket_fd >= 0
    after.take_down()
    assert not Path(single.address()).exists()


def test_a_folder_that_others_can_write_to_is_not_used(place, monkeypatch, tmp_path):
    """Nobody else can pretend to be the window."""
    place.chmod(0o777)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "shared"))
    (tmp_path / "shared").mkdir()
    assert not single.address().startswith(str(place))
    made = tmp_path / "shared" / f"kbdesk-{os.getuid()}"
    made.rmdir()
    made.symlink_to(place)
    assert single.address() == ""
    assert not single.hand_over((wire.RAISE, "", ""))


def wait(until, seconds=20.0):
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_second_start_gives_its_folder_to_the_window(place, tmp_path, plain_git):
    """The real program: the second start ends at once, and the open window shows its folder."""
    one, two = sample_repo(tmp_path / "one"), sample_repo(tmp_path / "two")
    known = Path(os.environ["KBDESK_DATA"]) / "places.json"
    first = subprocess.Popen([*START, str(one)], stderr=subprocess.PIPE)
    try:
        wait(lambda: known.exists() and len(json.loads(known.read_bytes())) == 1)
        done = subprocess.run([*START, str(two)], timeout=20, check=False)
        assert done.returncode == 0
        assert first.poll() is None
        wait(lambda: len(json.loads(known.read_bytes())) == 2)
        assert json.loads(known.read_bytes())[-1][1] == str(two)
    finally:
        first.kill()
        first.wait()
        assert first.stderr is not None
        first.stderr.close()


def test_a_second_start_imports_neither_qt_nor_argparse(place):
    """What it needs until it has handed over is a handful of modules."""
    plate = single.put_up()
    script = (
        f"import sys; sys.path.insert(0, {ROOT!r}); from kbdesk.cli import single; single.PATIENCE_S = 0.05;"
        "single.hand_over(single.wish_of([]));"
        "late = ('PySide6', 'argparse', 'pathlib', 'json', 're', 'socket', 'typing');"
        "print([m for m in late if m in sys.modules])"
    )
    start = [sys.executable, "-I", "-S", "-c", script]
    done = subprocess.run(start, capture_output=True, text=True, check=True)
    plate.take_down()
    assert done.stdout.strip() == "[]"


ROOT = str(Path(__file__).resolve().parents[1])


@pytest.fixture(params=["socket", "pipe"])
def bell(request, qtbot, place, qapp):
    """What hears later starts, and the line to it."""
    plate = single.put_up()
    if request.param == "socket":
        made = Doorbell(plate.socket_fd, qapp)
        address = plate.place
    else:
        address = str(place / "pipe")
        made = PipeBell(address, qapp)
        assert made.listens
    rung = []
    made.rung.connect(rung.append)
    yield made, rung, address
    made.shut_down()
    made.deleteLater()
    plate.take_down()


def test_a_bell_answers_wishes_and_nothing_else(bell, qtbot):
    """A wish is told and answered, in however many pieces it comes; noise is hung up on."""
    _, rung, address = bell
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        sent = wire.encode((wire.LINK, "kbdesk://open/ü.md", "t"))
        line.send(sent[:9])
        qtbot.wait(50)
        line.send(sent[9:])
        qtbot.waitUntil(lambda: len(rung) == 1)
        line.settimeout(0.05)
        answer = b""
        for _ in range(40):
            try:
                answer += line.recv(64)
            except TimeoutError:
                qtbot.wait(20)
            if answer:
                break
    assert tuple(rung[0]) == (wire.LINK, "kbdesk://open/ü.md", "t")
    assert answer == wire.ANSWER
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        line.send(b"x" * (wire.MOST_BYTES + 10))
        qtbot.wait(100)
    assert len(rung) == 1


def test_what_comes_is_carried_out_when_a_library_is_open(qtbot, home, tmp_path, plain_git):  # noqa: F811
    """A hidden window comes back at the search; a file and a folder are shown; what needs a library waits."""
    one, two = sample_repo(tmp_path / "one"), sample_repo(tmp_path / "two")
    with opened(qtbot, home, one) as hands:
        window = hands.window
        door = Door(window)
        window.article.setFocus()
        window.hide()
        door.take((wire.SEARCH, "", ""))
        assert window.isVisible()
        hands.wait(lambda: window.focusWidget() is window.frame.search)
        door.take((wire.FOLDER, str(two), ""))
        door.take((wire.FILE, str(two / "articles/network/change-the-wifi-channel.md"), ""))
        hands.wait(lambda: window.keeper.desk.root == two and window.finder.page is not None)
        assert window.finder.page.document.path == "articles/network/change-the-wifi-channel.md"
        note = tmp_path / "broken.handoff.md"
        note.write_text("# nothing\n")
        door.take((wire.NOTE, str(note), ""))
        hands.wait(lambda: bool(window.frame.notices.text))
        hands.wait(lambda: not window.keeper.indexer.running)
