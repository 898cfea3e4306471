# SPDX-License-Identifier: MIT
"""Measures the window beside other programs, in turn, in one run, and prints one table of ratios.

``make bench``; see docs/speed.md, which it rewrites the figures of with ``--docs``.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_programs import Program, Running, bare, inside, kbdesk, quiet, web, zeal, zim
from bench_report import Figures, lines, put_into
from bench_screen import Screen
from bench_world import indexed_home, others_changes, rendered_pages, shared_copy

ROOT = Path(__file__).resolve().parents[1]
ANSWER_LIMIT_S = 300
SETTLE_S = 3.0
"""Between a window's first picture and the look at its memory."""


def main() -> int:
    """Run the parts that were asked for, print the table, write what is asked for."""
    options = _arguments()
    with tempfile.TemporaryDirectory(prefix="kbdesk-bench-") as folder, Screen() as screen:
        bench = Bench(screen, Path(folder), options)
        for part in options.parts:
            print(f"{part} …", file=sys.stderr, flush=True)
            before = os.getloadavg()[0]
            getattr(bench, part)()
            bench.figures.loads[part] = max(before, os.getloadavg()[0])
            if options.json:
                options.json.parent.mkdir(parents=True, exist_ok=True)
                options.json.write_text(json.dumps(bench.figures.values, indent=1), encoding="utf-8")
    told = "\n".join(lines(bench.figures))
    print(told)
    if options.docs:
        put_into(ROOT / "docs" / "speed.md", told)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--library", type=Path, required=True, help="a library with git's history; it is copied"
    )
    parser.add_argument("--web", type=Path, help="a Python with PySide6-Addons, for QWebEngineView")
    parser.add_argument("--rounds", type=int, default=9, help="of starts, besides one that does not count")
    parser.add_argument("--articles", type=int, default=500)
    parts = ("start", "search", "memory", "articles", "gaps")
    parser.add_argument("--parts", nargs="+", choices=parts, default=parts)
    parser.add_argument("--json", type=Path, help="write all figures there")
    parser.add_argument("--docs", action="store_true", help="put the table into docs/speed.md")
    return parser.parse_args()


class Bench:
    """One run: the parts, each program's turn in it, and what came of them."""

    def __init__(self, screen: Screen, folder: Path, options: argparse.Namespace) -> None:
        self._screen, self._folder, self._options = screen, folder, options
        self.figures = Figures()
        self._home = indexed_home(folder, options.library)

    # --- how long and how much ---

    def start(self) -> None:
        """From the start of the process to the first window whose pixels are on the screen."""
        known = (bare(), kbdesk(self._home), zim(self._home), zeal())
        programs = [one for one in known if one is not None]
        for turn in range(self._options.rounds + 1):
            for program in programs:
                begun = time.perf_counter()
                running = Running(program, self._screen.display, self._home)
                try:
                    painted = self._screen.wait_painted()
                    took, cpu = (painted - begun) * 1000, running.cpu_ms
                finally:
                    running.end()
                self._screen.wait_empty()
                if turn:
                    self.figures.add(f"start/{program.name}", took)
                    self.figures.add(f"start cpu/{program.name}", cpu)

    def search(self) -> None:
        """From the start of the process to the painted results of words typed as soon as there is a field."""
        for turn in range(self._options.rounds + 1):
            for program in (bare(), inside(self._home, "search")):
                begun = time.perf_counter()
                running = Running(program, self._screen.display, self._home, told=True)
                try:
                    if program.name == "kbdesk":
                        done = float(self._answer(running)["at"])
                    else:
                        done = self._screen.wait_painted()
                    took, cpu = (done - begun) * 1000, running.cpu_ms
                finally:
                    running.end()
                self._screen.wait_empty()
                if turn:
                    self.figures.add(f"search/{program.name}", took)
                    self.figures.add(f"search cpu/{program.name}", cpu)

    def memory(self) -> None:
        """Memory some seconds after the start; kbdesk has searched and an article is open."""
        peer = zeal()
        for _ in range(3):
            for program in (bare(), inside(self._home, "memory"), *((peer,) if peer else ())):
                running = Running(program, self._screen.display, self._home, told=program.name == "kbdesk")
                try:
                    if program.name == "kbdesk":
                        self._answer(running)
                    else:
                        self._screen.wait_painted()
                        time.sleep(SETTLE_S)
                    self.figures.add(f"memory/{program.name}", running.pss_mb)
                finally:
                    running.end()
                self._screen.wait_empty()

    # --- reading ---

    def articles(self) -> None:
        """From the key to the painted article; and how much memory a thousand articles cost."""
        pages = rendered_pages(self._folder / "pages", self._home, self._options.articles)
        for _ in range(2):
            answer = self._told(inside(self._home, "articles", self._options.articles))
            for name in ("ms", "cpu_ms"):
                self.figures.values.setdefault(f"article {name}/kbdesk", []).extend(answer[name])
            self.figures.add("article growth/kbdesk", float(answer["grown_mb"]))
            self.figures.add("article end/kbdesk", float(answer["own_mb"]))
            if self._options.web:
                shown = self._told(web(self._options.web.absolute(), pages))
                self.figures.values.setdefault("article ms/QWebEngineView", []).extend(shown["ms"])

    # --- gaps ---

    def gaps(self) -> None:
        """The longest time for which the event loop stood still, and that of an empty window meanwhile."""
        for _ in range(3):
            for task in ("idle", "index", "sync", "check"):
                if task == "index":
                    shutil.rmtree(self._home / "kbdesk-cache")
                if task == "sync":
                    shared_copy(self._folder)
                seconds = {"idle": 4.0, "index": 12.0, "sync": 8.0, "check": 12.0}[task]
                beside = Running(quiet(seconds), self._screen.display, self._home, told=True)
                try:
                    answer = self._gaps_of(task)
                    other = self._answer(beside)
                finally:
                    beside.end()
                for name in ("max", "p99", "own_max", "seconds"):
                    self.figures.add(f"gap {task} {name}/kbdesk", float(answer[name]))
                self.figures.add(f"gap {task} max/empty window", float(other["max"]))

    def _gaps_of(self, task: str) -> dict[str, float]:
        """What kbdesk's probe heard; when it is ready for an update, somebody else makes one."""
        running = Running(inside(self._home, f"gaps_{task}"), self._screen.display, self._home, told=True)
        go = self._home / "go"
        try:
            answer = self._answer(running)
            if "ready" in answer:
                others_changes(self._folder)
                go.touch()
                answer = self._answer(running)
            return answer
        finally:
            running.end()
            go.unlink(missing_ok=True)
            with suppress(TimeoutError):
                self._screen.wait_empty(1)

    # --- inside ---

    def _told(self, program: Program) -> dict[str, list[float] | float]:
        running = Running(program, self._screen.display, self._home, told=True)
        try:
            return self._answer(running)
        finally:
            running.end()
            with suppress(TimeoutError):
                self._screen.wait_empty(1)

    def _answer(self, running: Running) -> dict[str, float]:
        """The line that a program prints."""
        stream = running.process.stdout
        if stream is None:
            raise SystemExit("nothing can be heard of this program")
        ready, _, _ = select.select([stream], [], [], ANSWER_LIMIT_S)
        line = stream.readline() if ready else b""
        if not line.startswith(b"{"):
            raise SystemExit(f"{running.process.args} said nothing: {line!r}; see its crash file")
        answer: dict[str, float] = json.loads(line)
        return answer


if __name__ == "__main__":
    sys.exit(main())
