# SPDX-License-Identifier: MIT
"""Measure writing, history and saves in a real library: ``python tools/bench_writing.py --library DIR``.

Prints the two tables of docs/reliability.md; ``--page`` puts them there. The library is copied first. The
window is off-screen, 1280 × 800. Close what else uses the computer: it takes four minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_programs import folders
from bench_report import at, median
from bench_world import indexed_home, others_changes, shared_copy

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "tests"))  # how fast this computer is now is asked there, too
from pace import USUAL_S, piece  # noqa: E402

BEGIN = (
    "<!-- writing: begin. Put the tables here: python tools/bench_writing.py --library DIR --page PAGE -->"
)
END = "<!-- writing: end -->"
SAVES, PAGES, WARM = 50, 60, 5


def main() -> int:
    """Measure and print."""
    words = argparse.ArgumentParser(description="Measure writing, history and saves in a real library.")
    words.add_argument("--library", type=Path, required=True)
    words.add_argument("--page", type=Path, help="put the tables between the marks of this page")
    told = words.parse_args()
    before = pace()
    with tempfile.TemporaryDirectory() as folder:
        home = indexed_home(Path(folder), told.library)
        shared_copy(Path(folder))
        rows = library_rows(Path(folder) / "library")
        inside = window_figures(home, lambda: others_changes(Path(folder), 300))
    rows += [
        row("preview of a 30 kB article after a pause, p50 / p95 of 60", "50 ms", inside["pauses"]),
        row("from a key to the picture in a text of 100 kB, p50 / p95 of 300", "3 ms", inside["keys"]),
    ]
    head = ("| what | aim | measured | CPU |", "|---|---:|---:|---:|")
    gaps = ("| longest stall (aim: 30 ms) | by the clock, ms | CPU, ms |", "|---|---:|---:|")
    stalls = [
        f"| {name} | {', '.join(f'{wall:.0f}' for wall, _ in found)} | "
        f"{', '.join(f'{own:.0f}' for _, own in found)} |"
        for name, found in inside["stalls"].items()
    ]
    when, load = time.strftime("%-d %B %Y"), os.getloadavg()[0]
    where = (
        f"{when}, Python {sys.version.split()[0]}, load at the end {load:.1f}. A piece of plain Python took "
        f"{before:.0f} ms before and {pace():.0f} ms after; a usual computer takes {USUAL_S * 1000:.0f}."
    )
    table = "\n".join(("", *head, *rows, "", *gaps, *stalls, "", where, ""))
    print(table)
    if told.page:
        text = told.page.read_text(encoding="utf-8")
        above, _, rest = text.partition(BEGIN)
        told.page.write_text(f"{above}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


def library_rows(root: Path) -> list[str]:
    """Opening with all authors, history, saves: without a window."""
    from kbdesk.library.files import blob_id  # noqa: PLC0415 - only this needs kbdesk itself
    from kbdesk.library.history import LastChanges  # noqa: PLC0415
    from kbdesk.library.log import versions, write_commit_graph  # noqa: PLC0415
    from kbdesk.library.opening import open_library  # noqa: PLC0415
    from kbdesk.library.saving import save  # noqa: PLC0415
    from kbdesk.model import Author, Change  # noqa: PLC0415

    info = open_library(root)
    write_commit_graph(info, time.time())
    files = sorted(path for path in root.rglob("*.md") if ".git" not in path.parts)
    names = [path.relative_to(root).as_posix() for path in files if path.is_file()]
    random.Random(5).shuffle(names)
    first = [timed(lambda: LastChanges().read(open_library(root))) for _ in range(3)]
    pages = [timed(lambda name=name: versions(info, name)) for name in names[:PAGES]]
    me, saves = Author("Bench", "bench@example.org"), []
    for name in names[: SAVES + WARM]:
        data = (root / name).read_bytes()
        change = Change(name, data + b"\nOne more line.\n", blob_id(data))
        saves.append(timed(lambda change=change: save(info, [change], "A line", me)))
        time.sleep(0.05)
    known = LastChanges()
    known.read(info)
    again = []
    for name in names[-3:]:
        data = (root / name).read_bytes()
        save(info, [Change(name, data + b"\nMore.\n", blob_id(data))], "A line", me)
        again.append(timed(lambda: known.read(open_library(root))))
    return [
        row("open, with who changed each file last and when, median of 3", "1,000 ms", first, one=True),
        row("the same after a save, from the change before, median of 3", "", again, one=True),
        row(f"a file's first page of history, p50 / p95 of {PAGES} files", "50 ms", pages),
        row(f"a save, p50 / p95 of {SAVES} files (6 starts of git)", "30 ms", saves[WARM:]),
    ]


def pace() -> float:
    """Milliseconds that a piece of plain Python takes now, median of nine."""
    return median([piece() * 1000 for _ in range(9)])


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of processor time with that of child processes."""
    cpu, began = processor_ms(), time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000, processor_ms() - cpu


def processor_ms() -> float:
    """Processor time of this process and of its children that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used) * 1000


def row(what: str, aim: str, found: list, *, one: bool = False) -> str:
    """A row of the first table; of pairs also the processor time."""
    pairs = [pair if isinstance(pair, tuple) else (pair, None) for pair in found]
    columns = []
    for values in zip(*pairs, strict=True):
        if values[0] is None:
            columns.append("")
        elif one:
            columns.append(f"{median(list(values)):.0f} ms")
        else:
            columns.append(f"{median(list(values)):.1f} / {at(list(values), 0.95):.1f} ms")
    return f"| {what} | {aim} | {' | '.join(columns)} |"


def window_figures(home: Path, change: Callable[[], None]) -> dict:
    """What the window itself found; ``change`` is called when somebody else is to change articles."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "KBDESK_"))}
    env |= {**folders(home), "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run")}
    env |= {"QT_QPA_PLATFORM": "offscreen"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    inside = subprocess.Popen(
        [sys.executable, "-P", str(HERE / "bench_writing_inside.py")],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    while inside.poll() is None and not (home / "change").exists():
        time.sleep(0.2)
    if inside.poll() is None:
        change()
        (home / "changed").touch()
    out, _ = inside.communicate()
    if inside.returncode:
        sys.exit("The window ended with an error; see above.")
    return json.loads(out.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
