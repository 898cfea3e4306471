# SPDX-License-Identifier: MIT
"""F14 and F17: pathological files in the real window; opening and closing a library."""

from __future__ import annotations

import gc
import resource
import shutil
import time
from pathlib import Path

from suites import sizes
from suites.outcome import Outcome
from suites.tried import PACE, ROOT, number_of
from suites.windowed import Desktop

OPENINGS = 100
OPEN_S = 2.0
GAP_MS = 100
GROWTH_MB = 20
_WARM = 10
"""Openings until every module that one needs is loaded and every cache is filled."""


def play_f14(share: float, seed: int, folder: Path) -> Outcome:
    """Each file is opened: its time of the processor, the longest gap of the event loop."""
    del seed
    library = folder / "library"
    library.mkdir()
    paths = sizes.write(library)
    (library / "articles" / "plain.md").write_text("# Plain\n\nA plain article.\n")
    desktop, failed, slowest, longest = Desktop(folder), [], 0.0, 0.0
    desktop.open(library)
    desktop.window.open_any("articles/plain.md")  # once, so that nothing is loaded for the first of the cases
    desktop.rest()
    names = list(paths)[: number_of(len(paths), share)]
    for name in names:
        took, gap, shown = _opened(desktop, paths[name])
        slowest, longest = max(slowest, took), max(longest, gap)
        print(f"{name}: {took:.2f} s, gap {gap:.0f} ms, {shown[:100]}", flush=True)
        if took > OPEN_S * PACE:
            failed.append(f"{took:.1f} s: {name}")
        if gap > GAP_MS * PACE:
            failed.append(f"a gap of {gap:.0f} ms: {name}")
        if not shown:
            failed.append(f"neither shown nor refused: {name}")
    desktop.close()
    figures = {"slowest": f"{slowest:.1f} s", "longest gap": f"{longest:.0f} ms"}
    return Outcome(len(names), tuple(failed), figures)


def _opened(desktop: Desktop, path: str) -> tuple[float, float, str]:
    """Open a file: (seconds of the processor in this process, longest gap in ms, what was shown or said)."""
    window, said = desktop.window, []
    window.finder.said.connect(said.append)
    desktop.gaps.restart()
    began = time.process_time()
    window.open_any(path)
    desktop.rest()
    took = time.process_time() - began
    window.finder.said.disconnect(said.append)
    page = window.finder.page
    shown = f"{page.document.title} {page.notices}" if page and page.document.path == path else ""
    view = window.caller.view
    if view and view.run.playbook == path:
        shown = view.step.title
    return took, desktop.gaps.longest_ms, shown or " ".join(map(str, said))


def play_f17(share: float, seed: int, folder: Path) -> Outcome:
    """Two libraries are opened in turn: descriptors, children and memory stay as they were."""
    del seed
    libraries = [folder / "one", folder / "two"]
    for library in libraries:
        for part in ("articles", "playbooks"):
            shutil.copytree(ROOT / part, library / part)
    desktop, failed = Desktop(folder), []
    count = number_of(OPENINGS, share)
    before = _held()
    for number in range(_WARM + count):
        if number == _WARM:
            desktop.until(lambda: desktop.window.late.is_ready)  # what is made while nothing is done
            before = _held()
        desktop.open(libraries[number % 2])
        desktop.window.open_any("articles/network/change-the-channel.md")
        desktop.rest()
    files, children, memory = (after - was for after, was in zip(_held(), before, strict=True))
    desktop.close()
    if abs(files) > 2:
        failed.append(f"{files:+} descriptors")
    if children > 0:
        failed.append(f"{children:+} children")
    if memory > GROWTH_MB:
        failed.append(f"{memory:+.0f} MB")
    figures = {"descriptors": f"{files:+.0f}", "children": f"{children:+.0f}", "memory": f"{memory:+.1f} MB"}
    return Outcome(count, tuple(failed), figures)


def _held() -> tuple[float, float, float]:
    """How many descriptors and children this process has, and how many MB of memory."""
    gc.collect()
    tasks = Path("/proc/self/task").iterdir()
    children = sum(len((task / "children").read_text().split()) for task in tasks)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return len(list(Path("/proc/self/fd").iterdir())), children, pages * resource.getpagesize() / 1e6
