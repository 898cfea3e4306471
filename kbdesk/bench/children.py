# SPDX-License-Identifier: MIT
"""The processes that engines run in: which of them this computer has, and how one is sent through a task."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from kbdesk.errors import KbError

_HERE = Path(__file__).resolve().parent
_BOOT = (
    f"import sys; sys.path.append({str(_HERE.parent.parent)!r}); "
    "from kbdesk.bench.worker import main; main(sys.argv[1])"
)
"""Foreign Pythons find kbdesk behind their own packages."""

Commands = dict[str, list[str]]
"""The engines that can run, each with the command to which a job file is added."""


def found_engines() -> Commands:
    """The engines that are installed here, each with its command, in the order in which they are shown."""
    ours = [sys.executable, "-c", _BOOT]
    commands: Commands = {"kbdesk": ours}
    if find_spec("tantivy"):
        commands |= {"tantivy": ours, "tantivy-nosnip": ours}
    if _runs([sys.executable, "-c", _FTS5]):
        commands["fts5"] = ours
    for python in dict.fromkeys((sys.executable, shutil.which("python3") or "", "/usr/bin/python3")):
        if python and _runs([python, "-c", "import xapian"]):
            commands["xapian"] = [python, "-c", _BOOT]
            break
    node = shutil.which("node")
    if node and _runs([node, "-e", "require('minisearch')"]):
        commands["minisearch"] = [node, "--max-old-space-size=8192", str(_HERE / "minisearch.js")]
    if find_spec("whoosh"):
        commands["whoosh"] = ours
    return commands


_FTS5 = "import sqlite3; sqlite3.connect(':memory:').execute('CREATE VIRTUAL TABLE t USING fts5(x)')"


def _runs(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            timeout=60,
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _environment() -> dict[str, str]:
    """One thread of arithmetic each; where Node looks for packages."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
    modules = os.environ.get("KBDESK_BENCH_NODE_MODULES", "")
    return {**os.environ, **threads, **({"NODE_PATH": modules} if modules else {})}


@contextmanager
def one_core() -> Iterator[None]:
    """Children started inside share the last core that this process may use, where the system can say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


class Children:
    """Runs tasks one after another; no child outlives its call.

    Args:
        commands: of the engines.
        folder: where jobs, results and the engines' own folders are kept.
    """

    def __init__(self, commands: Commands, folder: Path) -> None:
        self._commands, self._folder = commands, folder
        self._numbers = count()

    def place(self, engine: str) -> Path:
        """The engine's own folder; the two forms of tantivy share one."""
        return self._folder / engine.removesuffix("-nosnip")

    def run(self, engine: str, task: str, **more: Any) -> Mapping[str, Any]:
        """Give what a fresh process of an engine says to a task.

        Raises:
            KbError: it failed; the message has the last line it wrote.
        """
        number = next(self._numbers)
        job, result = self._folder / f"{number}.job.json", self._folder / f"{number}.result.json"
        self.place(engine).mkdir(exist_ok=True)
        given = {"engine": engine, "task": task, "folder": str(self.place(engine)), "result": str(result)}
        job.write_text(json.dumps({**given, **more}), encoding="utf-8")
        said = _call([*self._commands[engine], str(job)])
        job.unlink()
        if not result.is_file():
            raise KbError(
                f"{engine} failed at “{task}”: {said.strip().splitlines()[-1:] or 'no reason given'}"
            )
        answer: Mapping[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        result.unlink()
        return answer


def _call(command: list[str]) -> str:
    """Run a command to its end and give what it wrote as errors; if we are stopped, so is it.

    It has a session of its own, so that Ctrl+C reaches only us, and we end it.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
        text=True,
        errors="replace",
    ) as child:
        try:
            return child.communicate()[1]
        except BaseException:
            child.kill()
            raise
