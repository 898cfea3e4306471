# SPDX-License-Identifier: MIT
"""The table of the measurements, with targets and what was met."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
PEERS = ("bare PySide6 window", "Zim", "Zeal")
TARGETS = {"bare PySide6 window": 1.3, "Zim": 0.55, "Zeal": 0.95}
"""Of the start, as ratios."""


@dataclass
class Figures:
    """All figures of a run, each under ``what/program``, and the machine's load in each part."""

    values: dict[str, list[float]] = field(default_factory=dict)
    loads: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """Keep one more figure."""
        self.values.setdefault(name, []).append(value)


def median(values: list[float]) -> float:
    """The middle of the values."""
    return statistics.median(values)


def at(values: list[float], part: float) -> float:
    """The value below which this part of them is."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * part))]


def lines(figures: Figures) -> Iterator[str]:
    """The table, as Markdown."""
    yield "| what | kbdesk | compared with | ratio | target | |"
    yield "|---|---|---|---|---|---|"
    yield from _starts(figures)
    yield from _memory(figures)
    yield from _articles(figures)
    yield from _gaps(figures)
    yield ""
    loads = ", ".join(f"{part} {load:.1f}" for part, load in figures.loads.items())
    machine = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    yield (f"{os.cpu_count()} cores, {machine}; load of the machine meanwhile: {loads}.")


def _row(what: str, ours: str, theirs: str, ratio: str, target: str, met: bool | None) -> str:
    said = "" if met is None else "met" if met else "**missed**"
    return f"| {what} | {ours} | {theirs} | {ratio} | {target} | {said} |"


def _starts(figures: Figures) -> Iterator[str]:
    values = figures.values
    for peer in PEERS:
        if f"start/{peer}" in values:
            yield _ratio(
                "first painted window", values["start/kbdesk"], values[f"start/{peer}"], peer, TARGETS[peer]
            )
            cpu = values["start cpu/kbdesk"], values[f"start cpu/{peer}"]
            yield _ratio("  by processor time", *cpu, peer, None)
    if "search/kbdesk" in values:
        peer = PEERS[0]
        yield _ratio(
            "typed words have painted results",
            values["search/kbdesk"],
            values[f"search/{peer}"],
            f"{peer} painted",
            2.0,
        )


def _ratio(what: str, ours: list[float], theirs: list[float], peer: str, most: float | None) -> str:
    """A row of milliseconds; the ratio is of the medians, that of the shortest is beside it."""
    ratio, least = median(ours) / median(theirs), min(ours) / min(theirs)
    return _row(
        what,
        f"{median(ours):.0f} ms (least {min(ours):.0f})",
        f"{peer}: {median(theirs):.0f} ms (least {min(theirs):.0f})",
        f"{ratio:.2f} (least {least:.2f})",
        "" if most is None else f"≤ {most}",
        None if most is None else ratio <= most,
    )


def _memory(figures: Figures) -> Iterator[str]:
    values = figures.values
    if "memory/kbdesk" not in values:
        return
    ours = median(values["memory/kbdesk"])
    for peer, most in (("Zeal", 0.45), ("bare PySide6 window", None)):
        if f"memory/{peer}" in values:
            theirs = median(values[f"memory/{peer}"])
            target = "" if most is None else f"≤ {most}"
            met = None if most is None else ours / theirs <= most
            what = "memory (PSS), after a search, an article open"
            yield _row(
                what, f"{ours:.0f} MB", f"{peer}: {theirs:.0f} MB", f"{ours / theirs:.2f}", target, met
            )


def _articles(figures: Figures) -> Iterator[str]:
    values = figures.values
    ours = values.get("article ms/kbdesk")
    if not ours:
        return
    cpu = values["article cpu_ms/kbdesk"]
    for part, most in ((0.5, 12.0), (0.95, 35.0)):
        met = at(ours, part) <= most
        name = f"article, key to painted, p{part * 100:.0f}"
        yield _row(
            name,
            f"{at(ours, part):.1f} ms",
            f"processor: {at(cpu, part):.1f} ms",
            "",
            f"≤ {most:.0f} ms",
            met,
        )
    theirs = values.get("article ms/QWebEngineView")
    for part in (0.5, 0.95) if theirs else ():
        ratio = at(ours, part) / at(theirs or [], part)
        name = f"article, p{part * 100:.0f}"
        peer = f"QWebEngineView loaded: {at(theirs or [], part):.1f} ms"
        yield _row(name, f"{at(ours, part):.1f} ms", peer, f"{ratio:.2f}", "≤ 0.35", ratio <= 0.35)
    grown = max(values["article growth/kbdesk"])
    yield _row("1,000 more articles opened: memory grows by", f"{grown:.1f} MB", "", "", "≤ 5 MB", grown <= 5)


def _gaps(figures: Figures) -> Iterator[str]:
    values = figures.values
    for task, name in (
        ("idle", "nothing to do"),
        ("index", "the index is built"),
        ("sync", "an update of 40 articles comes in"),
        ("check", "everything is checked"),
    ):
        worst = values.get(f"gap {task} max/kbdesk")
        if worst:
            own = max(values[f"gap {task} own_max/kbdesk"])
            other = max(values[f"gap {task} max/empty window"])
            yield _row(
                f"longest gap of the event loop, {name}",
                f"{max(worst):.0f} ms (median of turns {median(worst):.0f}; by processor time {own:.0f})",
                f"empty window meanwhile: {other:.0f} ms",
                "",
                "≤ 33 ms",
                max(worst) <= 33,
            )


def put_into(page: Path, table: str) -> None:
    """Put the table between the marks of a page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")
