# SPDX-License-Identifier: MIT
"""The long soak: a scripted agent works in the real window while a team shares the library; all is watched.

``python tools/soak_window.py --minutes 120 --json FILE`` writes the figures (every few minutes those so far)
and the graph beside them; ``--report FILE`` prints the table of a run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from soak_window_report import Told, figures, graph, judged, table
from soak_window_world import COLLEAGUE_S, TEAM_S, World

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "tests"))  # how fast this computer is now is asked there, too

from pace import piece  # noqa: E402

KEEP_MIN = 5
"""How often the figures so far are written."""


class Watched:
    """The window's process, looked at from outside.

    Args:
        world: where it works.
        seed: of the agent.
        seconds: how long the agent works.
        traces: a file for what all threads did in each long gap, or "".
    """

    def __init__(self, world: World, seed: int, seconds: float, traces: str) -> None:
        command = [sys.executable, "-P", str(HERE / "soak_window_inside.py"), str(seed), str(seconds), traces]
        self.errors = world.home / "stderr.txt"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command,
                cwd=world.home,
                env=world.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )

    def events(self) -> Iterator[dict[str, Any] | None]:
        """What it tells, as it comes; None every second."""
        assert self.process.stdout is not None
        source = self.process.stdout.fileno()
        with selectors.DefaultSelector() as waiting:
            waiting.register(source, selectors.EVENT_READ)
            rest = b""
            while True:
                if not waiting.select(1):
                    yield None
                    continue
                came = os.read(source, 65_536)
                if not came:
                    return
                *lines, rest = (rest + came).split(b"\n")
                for line in lines:
                    with suppress(ValueError):
                        yield json.loads(line)
                yield None

    def point(self) -> dict[str, float]:
        """Megabytes, handles, threads, children and the machine's load, now."""
        place = Path(f"/proc/{self.process.pid}")
        sizes = {}
        for line in (place / "smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]:
            name, size = line.split()[:2]
            sizes[name.rstrip(":")] = int(size) / 1024
        return {
            "pss_mb": round(sizes["Pss"], 2),
            "rss_mb": round(sizes["Rss"], 2),
            "own_mb": round(sizes["Private_Dirty"], 2),
            "handles": sum(1 for _ in (place / "fd").iterdir()),
            "threads": sum(1 for _ in (place / "task").iterdir()),
            "children": children(self.process.pid),
            "load": os.getloadavg()[0],
        }

    def end(self) -> int:
        """Wait a little for its end, then end it; what it ended with."""
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            return self.process.wait()


def children(pid: int) -> int:
    """How many processes a process has started that are still there."""
    count = 0
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with suppress(OSError, IndexError):
                words = (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                count += int(words[1]) == pid
    return count


def soak(world: World, watched: Watched, keep: Callable[[Told], None]) -> Told:
    """Let the team work beside the agent until the agent is done; all events by kind.

    Args:
        world: where the team works.
        watched: the window.
        keep: is given what was told so far, now and then.
    """
    told: dict[str, list[dict[str, Any]]] = {}
    team, colleague = time.monotonic() + TEAM_S / 2, time.monotonic() + COLLEAGUE_S / 5
    began = time.monotonic()
    for event in watched.events():
        if event is not None:
            kind = event.pop("event")
            if kind == "point":
                event.update(watched.point())
            elif kind in ("minute", "stall"):
                event["pace_ms"] = round(piece() * 1000, 1)
            told.setdefault(kind, []).append(event)
            if kind == "minute" and event["minute"] % KEEP_MIN == 0:
                keep(told)
            if kind not in ("point", "minute"):
                print(f"{time.monotonic() - began:7.0f} s  {kind}  {json.dumps(event)[:400]}", flush=True)
        elif "ready" not in told or "done" in told:
            continue
        elif time.monotonic() >= team:
            world.team_works()
            team = time.monotonic() + TEAM_S
        elif time.monotonic() >= colleague:
            world.colleague_hands_over()
            colleague = time.monotonic() + COLLEAGUE_S
    return told


class Run:
    """One soak and its files."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._began = datetime.now(UTC).isoformat(timespec="seconds")

    def soak(self) -> dict[str, Any]:
        """The figures of all of it."""
        options = self._options
        traces = str(options.traces.resolve()) if options.traces else ""
        with tempfile.TemporaryDirectory(prefix="kbdesk-soak-window-", ignore_cleanup_errors=True) as folder:
            print("Making the library, its index and its shared copy …", flush=True)
            self._world = World(Path(folder), options.library, options.seed)
            self._watched = Watched(self._world, options.seed, options.minutes * 60, traces)
            try:
                told = soak(self._world, self._watched, self._keep)
            finally:
                code = self._watched.end()
                self._world.close()
            return self._figures(told, code)

    def _figures(self, told: Told, code: int | None) -> dict[str, Any]:
        log = self._world.home / "logs" / "kbdesk.log"
        of = {
            "began": self._began,
            "minutes": self._options.minutes,
            "seed": self._options.seed,
            "library": self._options.library.name if self._options.library else "the sample library",
            "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
            "python": platform.python_version(),
            "platform": self._world.environment()["QT_QPA_PLATFORM"],
            "ended_with": code,
            "stderr": self._watched.errors.read_text(encoding="utf-8", errors="replace")[-20_000:],
            "log": log.read_text(encoding="utf-8", errors="replace")[-50_000:] if log.exists() else "",
            "world": self._world.grown(),
        }
        return figures(of, told)

    def _keep(self, told: Told) -> None:
        write(self._options.json, self._figures(told, None))


def write(place: Path, found: dict[str, Any]) -> None:
    """Write figures, and beside them the graph."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"{json.dumps(found, indent=1)}\n", encoding="utf-8")
    place.with_suffix(".svg").write_text(graph(found), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the soak, or report of one; 1 if a goal is not met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--library", type=Path, default=None, help="a git folder to copy (default: the sample)"
    )
    parser.add_argument("--json", type=Path, default=Path("build/soak-window.json"))
    parser.add_argument("--traces", type=Path, default=None, help="what all threads did in each long gap")
    parser.add_argument("--report", type=Path, default=None, help="print the table of a run that is over")
    parser.add_argument("--graph", type=Path, default=None, help="draw the graph into this file, too")
    options = parser.parse_args(arguments)
    if options.report is not None:
        found = judged(json.loads(options.report.read_text(encoding="utf-8")))
    else:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the window is ended, too
        found = Run(options).soak()
        write(options.json, found)
    if options.graph is not None:
        options.graph.write_text(graph(found), encoding="utf-8")
    print(table(found))
    return 0 if found["met"] else 1


if __name__ == "__main__":
    sys.exit(main())
