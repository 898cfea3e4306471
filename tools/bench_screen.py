# SPDX-License-Identifier: MIT
"""A screen of our own whose pixels can be looked at from outside the programs that paint on it."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

WIDTH, HEIGHT = 1280, 800
POINTS = 32, 20
"""Points looked at across and down."""
PAINTED = 0.05
"""A window is painted when this part of the points is no longer the empty screen."""


class Screen:
    """Xvfb, whose picture lies in a file that is mapped: looking costs the programs nothing."""

    def __enter__(self) -> Screen:
        if shutil.which("Xvfb") is None:
            raise SystemExit("Xvfb is missing: apt-get install xvfb")
        self._folder = tempfile.mkdtemp(prefix="kbdesk-screen-")
        read, write = os.pipe()
        shape = f"{WIDTH}x{HEIGHT}x24"
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", shape, "-fbdir", self._folder]
        # -noreset: a screen without clients stays as it is
        self._server = subprocess.Popen(
            [*command, "-nolisten", "tcp", "-noreset"], pass_fds=(write,), stderr=subprocess.DEVNULL
        )
        os.close(write)
        with os.fdopen(read) as told:
            self.display = f":{told.readline().strip()}"
        with (Path(self._folder) / "Xvfb_screen0").open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        head = struct.unpack(">25I", self._map[:100])
        self._start, self._stride = head[0] + head[19] * 12, head[12]
        self._empty = self._look()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._map.close()
        self._server.terminate()
        self._server.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _look(self) -> list[bytes]:
        across, down = POINTS
        steps_x, steps_y = WIDTH // across, HEIGHT // down
        seen = []
        for y in range(steps_y // 2, HEIGHT, steps_y):
            row = self._start + y * self._stride
            seen += [self._map[row + x * 4 : row + x * 4 + 4] for x in range(steps_x // 2, WIDTH, steps_x)]
        return seen

    @property
    def covered(self) -> float:
        """Which part of the screen is painted, 0 to 1."""
        now = self._look()
        return sum(one != two for one, two in zip(now, self._empty, strict=True)) / len(now)

    def wait_painted(self, limit_s: float = 30.0) -> float:
        """The moment (``time.perf_counter``) at which a window was painted.

        Raises:
            TimeoutError: none was.
        """
        return self._wait(limit_s, painted=True)

    def wait_empty(self, limit_s: float = 10.0) -> float:
        """The moment at which the screen was empty again.

        Raises:
            TimeoutError: it was not.
        """
        return self._wait(limit_s, painted=False)

    def _wait(self, limit_s: float, *, painted: bool) -> float:
        end = time.perf_counter() + limit_s
        while (now := time.perf_counter()) < end:
            if (self.covered >= PAINTED) == painted:
                return now
            time.sleep(0.0005)
        raise TimeoutError("no window was painted" if painted else "a window stayed")
