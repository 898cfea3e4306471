# SPDX-License-Identifier: MIT
"""Programs of the measurements: how each is started, and what the system knows of it and its children."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Program:
    """One program: its name in the tables and how it is started."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


class Running:
    """A program that was started, with everything it started."""

    def __init__(self, program: Program, display: str, home: Path, *, told: bool = False) -> None:
        env = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "KBDESK_"))}
        env.pop("WAYLAND_DISPLAY", None)
        env |= {
            "DISPLAY": display,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "LC_ALL": "C.UTF-8",
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env["PYTHONPYCACHEPREFIX"] = str(home / "pyc")
        env |= {"QT_QPA_PLATFORM": "xcb", "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1", **program.environment}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "DBUS_SESSION_BUS_ADDRESS"):
            env.pop(name, None)
        self.process = subprocess.Popen(
            program.command,
            env=env,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if told else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if not os.environ.get("BENCH_LOUD") else None,
            start_new_session=True,
        )

    @property
    def ids(self) -> list[int]:
        """The processes of its session."""
        return [self.process.pid, *_others_of_session(self.process.pid)]

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time of all of them, from the scheduler's own count."""
        return sum(_thread_times(pid) for pid in self.ids) / 1e6

    @property
    def pss_mb(self) -> float:
        """Megabytes of memory that are theirs, shared pages divided among those who share them."""
        return sum(_pss_kb(pid) for pid in self.ids) / 1024

    def end(self) -> None:
        """Kill all of them; called as soon as the figures are taken."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pid in _others_of_session(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _others_of_session(session: int) -> Iterator[int]:
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) != session:
            with suppress(OSError, ValueError, IndexError):
                words = (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                if int(words[3]) == session:
                    yield int(place.name)


def _thread_times(pid: int) -> int:
    total = 0
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError, ValueError):
                total += int((task / "schedstat").read_text(encoding="utf-8").split()[0])
    return total


def _pss_kb(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def bare() -> Program:
    """A PySide6 window with nothing but a text in it."""
    return Program("bare PySide6 window", (sys.executable, "-P", str(HERE / "bench_bare.py")))


def quiet(seconds: float) -> Program:
    """A window with nothing to do, which listens for gaps of its event loop and prints them."""
    return Program("empty window", (sys.executable, "-P", str(HERE / "bench_gaps.py"), str(seconds)))


def web(python: Path, pages: Path) -> Program:
    """A web view that shows pages and prints how long each took."""
    return Program("QWebEngineView", (str(python), "-P", str(HERE / "bench_web.py"), str(pages)), _sandbox())


def _sandbox() -> dict[str, str]:
    """Qt's web engine runs as root only without its sandbox; that makes it a little faster, if anything."""
    return {"QTWEBENGINE_DISABLE_SANDBOX": "1"} if os.geteuid() == 0 else {}


def inside(home: Path, task: str, number: int = 0) -> Program:
    """kbdesk with the probe in its event loop; see ``bench_inside``."""
    words = (sys.executable, "-P", str(HERE / "bench_inside.py"), task, str(number))
    return Program("kbdesk", words, folders(home))


def folders(home: Path) -> dict[str, str]:
    """kbdesk's own folders."""
    return {"KBDESK_DATA": str(home / "kbdesk-data"), "KBDESK_CACHE": str(home / "kbdesk-cache")}


def kbdesk(home: Path) -> Program:
    """kbdesk as its everyday start: the library that was open last."""
    return Program("kbdesk", (sys.executable, "-P", "-m", "kbdesk", "open"), folders(home))


def zim(home: Path) -> Program | None:
    """Zim (GTK, Python) with a notebook of one page; None where it is not installed."""
    if shutil.which("zim") is None:
        return None
    notebook = home / "notebook"
    notebook.mkdir(exist_ok=True)
    (notebook / "notebook.zim").write_text(
        "[Notebook]\nversion=0.4\nname=notebook\nhome=Home\n", encoding="utf-8"
    )
    (notebook / "Home.txt").write_text(
        "Content-Type: text/x-zim-wiki\n\n====== Home ======\n", encoding="utf-8"
    )
    return Program("Zim", ("zim", "--standalone", str(notebook)))


def zeal() -> Program | None:
    """Zeal (C++, Qt WebEngine) without docsets; None where it is not installed."""
    if shutil.which("zeal") is None:
        return None
    return Program("Zeal", ("zeal",), _sandbox())
