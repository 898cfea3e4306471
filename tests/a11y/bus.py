# SPDX-License-Identifier: MIT
"""A screen of its own, an accessibility bus, kbdesk's window on it, and a reader at the other end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).parent
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
SYSTEM_PYTHON = "/usr/bin/python3"
NEEDS = "apt-get install at-spi2-core dbus python3-gi gir1.2-atspi-2.0 xvfb xdotool"


def lacking() -> str:
    """What this computer lacks for these tests; "" if nothing."""
    programs = [name for name in ("Xvfb", "dbus-daemon", "xdotool") if not shutil.which(name)]
    if not any(Path(one).exists() for one in LAUNCHERS):
        programs.append("at-spi-bus-launcher")
    check = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"]
    if subprocess.run(check, capture_output=True, check=False).returncode:
        programs.append("gir1.2-atspi-2.0")
    return ", ".join(programs)


class Reader:
    """Asks the screen reader's side, see ``reader.py``."""

    def __init__(self, process: subprocess.Popen, env: dict[str, str]) -> None:
        self._process, self._env = process, env

    def ask(self, do: str, **more: object):
        """One question, one answer."""
        self._process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def activate(self) -> None:
        """Give kbdesk's window the keyboard, as a window manager would."""
        asks = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "kbdesk", "windowfocus", "--sync"]
        subprocess.run(asks, env=self._env, check=True, timeout=30)

    def key(self, *keys: str) -> None:
        """Press keys, named as X names them: ``alt+i``, ``Return``."""
        subprocess.run(["xdotool", "key", "--delay", "40", *keys], env=self._env, check=True)
        time.sleep(0.4)

    def type(self, text: str) -> None:
        """Type text where the focus is."""
        subprocess.run(["xdotool", "type", "--delay", "25", text], env=self._env, check=True)
        time.sleep(0.9)

    def shown(self) -> list[dict]:
        """All that is shown, in reading order, each with its ``way``: the names around it."""
        found: list[dict] = []
        top = self.ask("tree")
        if top:
            _flatten(top, (), found)
        return found

    def wait(self, until, what: str, seconds: float = 20):
        """Ask again and again until something is so; gives what ``until`` gave."""
        end = time.monotonic() + seconds
        while True:
            answer = until()
            if answer:
                return answer
            assert time.monotonic() < end, f"waited in vain for {what}"
            time.sleep(0.2)


def _flatten(node: dict, way: tuple[str, ...], found: list[dict]) -> None:
    below = node.pop("below")
    found.append({**node, "way": way})
    inner = (*way, node["name"]) if node["name"] else way
    for one in below:
        _flatten(one, inner, found)


@contextmanager
def reading(library: Path, home: Path) -> Iterator[Reader]:
    """kbdesk's real window with this library, and a reader of it."""
    with ExitStack() as stack:
        env = {**os.environ, "HOME": str(home), "NO_AT_BRIDGE": "0", "XDG_RUNTIME_DIR": str(home)}
        env |= {"KBDESK_DATA": str(home / "data"), "KBDESK_CACHE": str(home / "cache")}
        env |= {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "LC_ALL": "C.UTF-8"}
        env["DISPLAY"] = _screen(stack, env)
        env["DBUS_SESSION_BUS_ADDRESS"] = _bus(stack, env)
        launcher = next(one for one in LAUNCHERS if Path(one).exists())
        stack.enter_context(_running([launcher, "--launch-immediately"], env))
        window = [sys.executable, "-m", "kbdesk", "open", str(library)]
        stack.enter_context(_running(window, env))
        asks = [SYSTEM_PYTHON, str(HERE / "reader.py")]
        process = stack.enter_context(_running(asks, env, talk=True))
        yield Reader(process, env)


def _screen(stack: ExitStack, env: dict[str, str]) -> str:
    out, into = os.pipe()
    asks = ["Xvfb", "-displayfd", str(into), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    stack.enter_context(_running(asks, env, keep=(into,)))
    os.close(into)
    with os.fdopen(out) as told:
        return f":{told.readline().strip()}"


def _bus(stack: ExitStack, env: dict[str, str]) -> str:
    out, into = os.pipe()
    asks = ["dbus-daemon", "--session", "--nofork", f"--print-address={into}"]
    stack.enter_context(_running(asks, env, keep=(into,)))
    os.close(into)
    with os.fdopen(out) as told:
        return told.readline().strip()


@contextmanager
def _running(
    command: list[str], env: dict[str, str], *, keep: tuple[int, ...] = (), talk: bool = False
) -> Iterator[subprocess.Popen]:
    pipe = subprocess.PIPE if talk else subprocess.DEVNULL
    process = subprocess.Popen(
        command, env=env, pass_fds=keep, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
