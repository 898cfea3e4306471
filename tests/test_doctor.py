# SPDX-License-Identifier: MIT
"""What ``kbdesk doctor`` and ``kbdesk desktop`` say and write, and when new versions are asked for."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hands import home, opened  # noqa: F401 - a fixture

from kbdesk.cli import desktop, main, system
from kbdesk.desk import updates
from kbdesk.errors import KbError
from kbdesk.ui.newer import Newer
from kbdesk.ui.settings import Settings

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what Linux desktops have")
SERVER = """
import http.server, sys
class Index(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(sys.argv[1], "a") as asked:
            asked.write(f"{self.path} {self.headers['User-Agent']}\\n")
        self.send_response(200); self.end_headers(); self.wfile.write(sys.argv[2].encode())
    def log_message(self, *words): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Index)
print(server.server_address[1], flush=True)
server.serve_forever()
"""
RAW = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    with server.accept()[0] as one:
        one.recv(65536)
        one.sendall(sys.argv[2].encode())
"""
"""A server that says what it was told to and hangs up."""


@contextlib.contextmanager
def package_index(folder, answer, server=SERVER):
    """A package index as a process; gives its address and what it was asked."""
    asked = folder / "asked"
    asked.touch()
    command = [sys.executable, "-c", server, str(asked), answer]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = int(process.stdout.readline())
            yield f"http://127.0.0.1:{port}/pypi/kbdesk/json", lambda: asked.read_text().splitlines()
        finally:
            process.kill()


def newest(version):
    return json.dumps({"info": {"version": version}})


# --- system libraries ---


@linux
@pytest.mark.parametrize(
    ("tool", "told"),
    [
        ("apt-get", "apt-get install -y --no-install-recommends libegl1 libxcb-cursor0"),
        ("dnf", "dnf install -y libglvnd-egl xcb-util-cursor"),
        ("pacman", "pacman -S --needed --noconfirm libglvnd xcb-util-cursor"),
        ("zypper", "zypper --non-interactive install Mesa-libEGL1 libxcb-cursor0"),
        ("apk", "apk add mesa-egl xcb-util-cursor"),
        ("", "Install what your system calls libEGL.so.1, libxcb-cursor.so.0."),
    ],
)
def test_each_system_is_told_its_own_install_line(monkeypatch, tool, told):
    """What is missing is named as this system's packages, in the command that gets them."""
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    number = system.package_tool(lambda program: program == tool or None)
    lacking = ("libEGL.so.1", "libxcb-cursor.so.0")
    missing = system.missing_libraries(offscreen=False, tool=number, there=lambda name: name not in lacking)
    assert told in system.remedy(missing, number)


@linux
def test_wayland_and_a_display_that_is_none_need_other_libraries(monkeypatch):
    """On Wayland nothing of X11 is asked for, and off-screen neither."""

    def asked(**how):
        return set(system.missing_libraries(tool=system.APT, there=lambda _: False, **how))

    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert "libxcb-cursor0" in asked(offscreen=False) and "libwayland-client0" not in asked(offscreen=False)
    assert "libxcb-cursor0" not in asked(offscreen=True) and "libgl1" in asked(offscreen=True)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "libxcb-cursor0" not in asked(offscreen=False) and "libwayland-client0" in asked(offscreen=False)


@linux
@pytest.mark.parametrize(
    ("display", "chosen", "offscreen"),
    [
        ("", "", True),
        (":0", "", False),
        (":0", "offscreen", True),
        ("", "offscreen", True),
        ("", "vnc:size=800x600", True),
        ("", "xcb", False),
        (":0", "wayland;xcb", False),
    ],
)
def test_the_way_qt_is_told_to_draw_decides_what_it_needs(monkeypatch, display, chosen, offscreen):
    """A window that is drawn off-screen on purpose opens where the libraries of a display are missing."""
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("QT_QPA_PLATFORM", chosen)
    assert system.is_offscreen() is offscreen


@pytest.mark.skipif(shutil.which("apt-cache") is None, reason="a system of Debian's kind")
def test_the_packages_are_there_on_this_system():
    """Every package that is named for Debian can be installed on it."""
    names = {
        packages[system.APT]
        for part in (system.OFFSCREEN, system.X11, system.WAYLAND)
        for packages in part.values()
    }
    command = system.install_command(tuple(sorted(names)), system.APT)[4:]
    known = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", *command], capture_output=True, text=True, check=False
    )
    if "Package:" not in known.stdout:
        pytest.skip("this system has no list of packages")
    assert set(command) == {line[9:] for line in known.stdout.splitlines() if line.startswith("Package: ")}


def test_the_doctor_needs_no_qt_and_says_why_it_cannot_be_loaded(tmp_path):
    """Where Qt breaks as it is imported the doctor still speaks, and names the library; code 1."""
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text(
        "raise ImportError('libodd.so.7: cannot open shared object file: No such file or directory')"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kbdesk", "doctor"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "libodd.so.7" in done.stdout and "PySide6_Essentials" in done.stdout


def test_the_doctor_as_an_object(capsys, tmp_path, monkeypatch):
    """``--json`` gives the same facts, and where the log is."""
    monkeypatch.setenv("KBDESK_LOGS", str(tmp_path))
    assert main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] and told["missing"] == {}
    assert told["facts"]["the log"] == str(tmp_path / "kbdesk.log")


# --- new versions ---


@pytest.mark.parametrize(
    ("version", "newer"),
    [("0.1.0", False), ("0.1", False), ("0.1.1", True), ("0.10", True), ("0.1.0rc1", False), ("1.0b2", True)],
)
def test_which_version_is_newer(version, newer):
    """Versions are numbers, and an early one comes before its number."""
    assert updates.is_newer(version, "0.1.0") is newer


def test_the_doctor_asks_only_when_it_is_told_to(capsys, tmp_path, monkeypatch):
    """Without ``--updates`` nobody is asked; with it once, and nothing is sent but the question."""
    with package_index(tmp_path, newest("99.1")) as (address, asked):
        monkeypatch.setenv("KBDESK_UPDATES", address)
        main(["doctor"])
        assert asked() == []
        main(["doctor", "--updates"])
        assert asked() == ["/pypi/kbdesk/json kbdesk"]
    assert "99.1 is there." in capsys.readouterr().out


@pytest.mark.parametrize(
    "answer", ["", "[]", "{}", newest("a kitten"), '{"info": {"version": null}}', "[" * 100_000]
)
def test_an_odd_answer_is_one_sentence(tmp_path, answer):
    """Whatever stands at that address, it is no more than a version that was not found out."""
    (tmp_path / "answer").write_text(answer)
    with package_index(tmp_path, answer[:1000]) as (address, _), pytest.raises(KbError):
        updates.look(address)


@pytest.mark.parametrize(
    "answer",
    [
        "a kitten\n",
        "HTTP/1.1 200 OK\r\nX: " + "y" * 70_000 + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{",
    ],
    ids=["no-status", "long-line", "broken-off"],
)
def test_an_answer_that_is_no_http_is_one_sentence(tmp_path, answer):
    """Another service at that port, or an answer that breaks off, is no mistake of ours."""
    with (
        package_index(tmp_path, answer, RAW) as (address, _),
        pytest.raises(KbError, match="could not be found out"),
    ):
        updates.look(address)


def test_an_address_must_be_safe_and_answer_in_time():
    """Only https is asked (or this computer itself), and not for ever."""
    with pytest.raises(KbError, match="https"):
        updates.look("file:///etc/passwd")
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(1)
        with pytest.raises(KbError, match="could not be found out"):
            updates.look(f"http://127.0.0.1:{deaf.getsockname()[1]}/", timeout_s=0.2)


def test_it_is_asked_once_a_day():
    """Today's question is not put again."""
    assert updates.is_due("", date(2026, 11, 22)) and updates.is_due("2026-11-21", date(2026, 11, 22))
    assert not updates.is_due("2026-11-22", date(2026, 11, 22))


def test_the_window_asks_only_where_that_was_turned_on(qtbot, home, tmp_path, monkeypatch):  # noqa: F811
    """Off at first: nobody is asked. On: once a day, and a newer version is told with what to do."""
    (tmp_path / "kb").mkdir()
    settings = Settings(home.data)
    with (
        package_index(tmp_path, newest("99.1")) as (address, asked),
        opened(qtbot, home, tmp_path / "kb") as hands,
    ):
        monkeypatch.setenv("KBDESK_UPDATES", address)
        newer = Newer(hands.window, settings)
        newer.look()
        hands.rest()
        assert asked() == []
        settings.set_flag("updates", True)
        newer.look()
        hands.wait(lambda: "kbdesk 99.1 is there" in hands.window.frame.notices.text)
        newer.look()
        hands.rest()
        assert len(asked()) == 1


# --- the desktop's menu ---


@pytest.fixture
def share(tmp_path, monkeypatch):
    """A data folder of a desktop, with a blank in its name."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "its data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "its data"


@linux
def test_entry_type_and_icon_are_written_and_taken_away(share, capsys, tmp_path):
    """Everything lies in the data folder, can be read by the desktop's own tools, and goes again."""
    assert main(["desktop", "install"]) == 0
    entry = (share / desktop.ENTRY).read_text(encoding="utf-8")
    assert "MimeType=text/x-kbdesk-handoff;x-scheme-handler/kbdesk;" in entry
    kinds = ElementTree.parse(share / desktop.TYPES).getroot()
    assert kinds.find(".//{*}glob").get("pattern") == "*.handoff.md"
    assert ElementTree.parse(share / desktop.ICON).getroot().tag.endswith("svg")
    assert list((tmp_path / "home").iterdir()) == [] and not (tmp_path / "config").exists()
    assert main(["desktop", "install"]) == 0, "once more is no trouble"
    assert main(["desktop", "remove"]) == 0
    assert not any(
        path.exists() for path in (share / desktop.ENTRY, share / desktop.TYPES, share / desktop.ICON)
    )
    assert main(["desktop", "remove"]) == 0 and "was not in the menu" in capsys.readouterr().out


@linux
@pytest.mark.skipif(shutil.which("gio") is None, reason="GLib's own tool")
@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="the desktop's own tool")
def test_the_desktop_knows_notes_and_links_then(share, tmp_path, capsys):
    """GLib takes a .handoff.md for a note of ours and asks kbdesk to open it and kbdesk:// links.

    Links only where the desktop's tool writes down who opens them; without it ``install`` says so.
    """
    main(["desktop", "install"])
    note, other = tmp_path / "case.handoff.md", tmp_path / "case.md"
    for path in (note, other):
        path.write_text("# A note\n\nText.\n")

    def gio(*words):
        return subprocess.run(["gio", *words], capture_output=True, text=True, check=False).stdout

    assert "text/x-kbdesk-handoff" in gio("info", "-a", "standard::content-type", str(note))
    assert "text/markdown" in gio("info", "-a", "standard::content-type", str(other))
    knows_links = shutil.which("update-desktop-database") is not None
    assert ("kbdesk.desktop" in gio("mime", "x-scheme-handler/kbdesk")) is knows_links
    assert ("update-desktop-database is not installed" in capsys.readouterr().out) is not knows_links
    main(["desktop", "remove"])
    assert "text/x-kbdesk-handoff" not in gio("info", "-a", "standard::content-type", str(note))


@linux
@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="the desktop's own tool")
def test_the_entry_is_valid(share, tmp_path):
    """The desktop's own checker finds nothing, though the program's path is an odd one."""
    odd = tmp_path / 'it\'s 100% "mine" $HOME'
    odd.mkdir()
    (odd / "kbdesk").write_text("#!/bin/sh\n")
    (odd / "kbdesk").chmod(0o755)
    assert main(["desktop", "install", "--program", str(odd / "kbdesk")]) == 0
    done = subprocess.run(
        ["desktop-file-validate", str(share / desktop.ENTRY)], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["/usr/bin/kbdesk"], "/usr/bin/kbdesk"),
        (["/opt/my apps/kbdesk"], '"/opt/my apps/kbdesk"'),
        (["/a/100%/k"], "/a/100%%/k"),
        (['/a/"b"/$c'], '"/a/\\\\"b\\\\"/\\\\$c"'),
        (["python", "-m", "kbdesk"], "python -m kbdesk"),
    ],
)
def test_a_path_is_quoted_as_the_specification_says(words, line):
    """Blanks, quotes, dollars and percent signs reach the program as they are."""
    assert desktop.quoted(words) == line


@linux
def test_what_somebody_else_wrote_stays(share, capsys):
    """An entry of that name that is not ours is neither replaced nor removed."""
    (share / desktop.ENTRY).parent.mkdir(parents=True)
    (share / desktop.ENTRY).write_text("[Desktop Entry]\nName=mine\n")
    assert main(["desktop", "install"]) == 2
    assert "was not written by kbdesk" in capsys.readouterr().err
    assert not (share / desktop.TYPES).exists()
    main(["desktop", "remove"])
    assert (share / desktop.ENTRY).read_text() == "[Desktop Entry]\nName=mine\n"


def test_the_icon_of_the_menu_is_that_of_the_window():
    """Both draw the same strokes."""
    from kbdesk.ui.icons import _svg

    drawn = (Path(desktop.__file__).parent / "kbdesk.svg").read_text(encoding="utf-8")
    window = ElementTree.fromstring(_svg("app", "#0b5cad"))
    menu = ElementTree.fromstring(drawn)
    assert [dict(part.attrib) for part in menu] == [dict(part.attrib) for part in window]


@pytest.mark.parametrize(("named", "used"), [(None, "offscreen"), ("", "offscreen"), ("minimal", "minimal")])
def test_an_empty_name_of_a_platform_is_none(monkeypatch, named, used):
    """Without a display the window is drawn off-screen, also where the variable is there and empty."""
    # Set first, so that what the call leaves in the environment is taken back.
    monkeypatch.setenv("QT_QPA_PLATFORM", named or "")
    if named is None:
        monkeypatch.delenv("QT_QPA_PLATFORM")
    system.draw_offscreen()
    assert os.environ["QT_QPA_PLATFORM"] == used
