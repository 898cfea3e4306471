# SPDX-License-Identifier: MIT
"""A second start raises the open window: its time beside the start of a bare PySide6 window, in one run.

Needs Xvfb, openbox and wmctrl. Time runs from exec to the first changed pixel, read from the X server.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
AT = (600, 400)
_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); window = QMainWindow(); window.setWindowTitle(sys.argv[1])
window.setStyleSheet(f"background: {sys.argv[2]}"); window.setGeometry(0, 0, 1280, 800)
window.show(); app.exec()
"""
BARE, COVER = 0x12AB34, 0xCD1122


class Screen:
    """Reads pixels of a display."""

    def __init__(self, name: str) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        for function, gives in (
            ("XOpenDisplay", ctypes.c_void_p),
            ("XGetImage", ctypes.c_void_p),
            ("XDefaultRootWindow", ctypes.c_ulong),
            ("XGetPixel", ctypes.c_ulong),
        ):
            getattr(self._x, function).restype = gives
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(name.encode()))
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def pixel(self) -> int:
        """The colour at ``AT``."""
        taken = self._x.XGetImage(self._display, self._root, *AT, 1, 1, ctypes.c_ulong(0xFFFFFFFF), 2)
        image = ctypes.c_void_p(taken)
        colour = self._x.XGetPixel(image, 0, 0) & 0xFFFFFF
        self._x.XDestroyImage(image) if hasattr(self._x, "XDestroyImage") else None
        return int(colour)

    def wait(self, wanted: int, *, other: bool = False, seconds: float = 20) -> float:
        """The time at which the colour is there, or with ``other`` is gone."""
        end = time.perf_counter() + seconds
        while (self.pixel() == wanted) == other:
            if time.perf_counter() > end:
                raise SystemExit(f"waited {seconds} s for {wanted:06x}; there is {self.pixel():06x}")
            time.sleep(0.0005)
        return time.perf_counter()


def main() -> None:
    """Print both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        display = f":{200 + os.getpid() % 700}"
        home = {"KBDESK_DATA": f"{folder}/data", "KBDESK_CACHE": f"{folder}/cache", "XDG_RUNTIME_DIR": folder}
        compiled = {"PYTHONPYCACHEPREFIX": f"{folder}/compiled"}  # as where it was installed
        env = os.environ | home | compiled | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        Path(folder).chmod(0o700)
        running = [subprocess.Popen(["Xvfb", display, "-screen", "0", "1280x800x24", "-nolisten", "tcp"])]
        try:
            time.sleep(1.0)
            running.append(subprocess.Popen(["openbox"], env=env, stderr=subprocess.DEVNULL))
            time.sleep(0.5)
            _measure(Screen(display), env, running, rounds)
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait(10)


def _measure(
    screen: Screen, env: dict[str, str], running: list[subprocess.Popen[bytes]], rounds: int
) -> None:
    background = screen.pixel()
    command = [str(BIN / "kbdesk")]
    running.append(subprocess.Popen([*command, str(ROOT)], env=env))
    screen.wait(background, other=True)
    time.sleep(6)  # the library is opened and indexed
    running.append(subprocess.Popen([sys.executable, "-c", _WINDOW, "cover", f"#{COVER:06x}"], env=env))
    screen.wait(COVER)
    bare, raised = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        window = subprocess.Popen([sys.executable, "-c", _WINDOW, "bare", f"#{BARE:06x}"], env=env)
        bare.append(screen.wait(BARE) - start)
        window.terminate()
        window.wait(10)
        subprocess.run(["wmctrl", "-a", "cover"], env=env, check=True)
        screen.wait(COVER)
        time.sleep(0.3)
        start = time.perf_counter()
        second = subprocess.Popen(command, env=env)
        raised.append(screen.wait(COVER, other=True) - start)
        if second.wait(10) != 0:
            raise SystemExit("the second start failed")
        subprocess.run(["wmctrl", "-a", "cover"], env=env, check=True)
        screen.wait(COVER)
    for name, times in (("bare PySide6 window", bare), ("second start of kbdesk", raised)):
        told = (min(times), statistics.median(times), max(times))
        print(f"{name:24}", *(f"{1000 * one:7.1f}" for one in told), "ms (min, p50, max)")
    print(f"ratio of the medians {statistics.median(raised) / statistics.median(bare):.3f}", end=", ")
    print(f"of the minima {min(raised) / min(bare):.3f}; load {os.getloadavg()[0]:.1f}; {rounds} rounds")


if __name__ == "__main__":
    main()
