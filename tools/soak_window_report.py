# SPDX-License-Identifier: MIT
"""What a long soak found: its figures, the table for the docs, and the graph as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil
from statistics import linear_regression, median
from typing import Any, Final

WARM_MIN = 10.0
"""Memory is compared with what it was by then; of a run shorter than twice that, by a third of it."""
MOST_GROWTH_MB = 20.0
JUDGED = "own_mb"
"""Pages that no other program shares; PSS falls with each other program that loads the same libraries."""
MOST_DRIFT = 3
"""Open files go up and down by a dozen; what counts is whether they become more."""
STALL_MS = 100
NEAR = 5
"""So many points at the beginning and at the end are put together: one alone jumps by some megabytes."""
QUIET: Final = ("This plugin does not support",)
"""What the off-screen platform says of itself."""
Told = Mapping[str, Sequence[Mapping[str, Any]]]


def figures(run: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """All figures of a run.

    Args:
        run: what is known of it beside that: when, how long, what was left.
        told: what the window's process told, by kind.
    """
    points = told.get("point", ())
    began = told["ready"][0]["at"] if told.get("ready") else 0.0
    after = warmed(points, run["minutes"])
    stderr = [
        line for line in run["stderr"].splitlines() if line.strip() and not any(q in line for q in QUIET)
    ]
    errors = [f"{one['level']}: {one['text']}" for one in told.get("log", ())]
    stalls = list(told.get("stall", ()))
    found = {
        **{key: value for key, value in run.items() if key not in ("stderr", "log")},
        "ran_minutes": round((points[-1]["at"] - began) / 60, 1) if points else 0.0,
        "actions": dict(told["done"][0]["actions"]) if told.get("done") else {},
        "action_count": points[-1]["actions"] if points else 0,
        "errors": errors,
        "stderr": stderr,
        "log_lines": run["log"].splitlines(),
        "waited_in_vain": list(told.get("vain", ())),
        "told_failures": dict(Counter(one["text"] for one in told.get("told", ()))),
        "stalls": stalls,
        "stalls_own": [one for one in stalls if one["own"] > STALL_MS],
        "stalls_not_queued": [
            one for one in stalls if one["wall"] - one["queued"] - one.get("stolen", 0) > STALL_MS
        ],
        "memory": {name: growth(after, name) for name in ("pss_mb", "rss_mb", "own_mb")},
        "steady": {name: spread(after, name) for name in ("handles", "threads", "children", "widgets")},
        "load": spread(points, "load"),
        "points": list(points),
        "minutes_told": list(told.get("minute", ())),
    }
    return judged(found)


def judged(found: Mapping[str, Any]) -> dict[str, Any]:
    """Figures with what is met of the aims; also those of a run that an older version of this judged."""
    after = warmed(found["points"], found["minutes"])
    drifts = {name: drift(after, name) for name in ("handles", "children")}
    told_wrong = (found["errors"], found["stderr"], found["waited_in_vain"])
    goals = {
        "ended by itself": found["ended_with"] == 0 and bool(found["actions"]),
        "errors": not any(told_wrong),
        "memory": found["memory"][JUDGED]["grown"] <= MOST_GROWTH_MB,
        "stalls": not found["stalls"],
        "own stalls": not found["stalls_own"] and not found["stalls_not_queued"],
        "handles": drifts["handles"] <= MOST_DRIFT,
        "children": drifts["children"] <= MOST_DRIFT,
    }
    return {**found, "drift": drifts, "goals": goals, "met": all(goals.values())}


def warmed(points: Sequence[Mapping[str, Any]], minutes: float) -> list[Mapping[str, Any]]:
    """The points after the window has warmed up."""
    warm = min(WARM_MIN * 60, minutes * 20)
    return [one for one in points if one["at"] - points[0]["at"] >= warm]


def drift(points: Sequence[Mapping[str, Any]], name: str) -> float:
    """How much a figure that goes up and down grew from first point to last, by the line of best fit."""
    if len(points) < 2:
        return 0.0
    times, values = [float(one["at"]) for one in points], [float(one[name]) for one in points]
    slope, _ = linear_regression(times, values)
    return round(slope * (times[-1] - times[0]), 1)


def growth(points: Sequence[Mapping[str, Any]], name: str) -> dict[str, float]:
    """Megabytes at the beginning and at the end (medians of some points), and the most of all."""
    values = [float(one[name]) for one in points] or [0.0]
    first, last = median(values[:NEAR]), median(values[-NEAR:])
    return {
        "first": round(first, 1),
        "last": round(last, 1),
        "grown": round(last - first, 1),
        "most": max(values),
    }


def spread(points: Sequence[Mapping[str, Any]], name: str) -> dict[str, float]:
    """The first, the last, the smallest and the greatest of a figure."""
    values = [float(one[name]) for one in points] or [0.0]
    first, last = median(values[:NEAR]), median(values[-NEAR:])
    return {"first": first, "last": last, "least": min(values), "most": max(values)}


def table(found: Mapping[str, Any]) -> str:
    """The figures as a Markdown table, and what there was of errors and stalls."""
    goals, memory, held = found["goals"], found["memory"], found["steady"]
    pss, own, files = memory["pss_mb"], memory[JUDGED], held["handles"]
    walls = [one["longest_wall"]["wall"] for one in found["minutes_told"]]
    owns = [one["longest_own"]["own"] for one in found["minutes_told"]]
    paces = [one["pace_ms"] for one in found["minutes_told"] if "pace_ms" in one]
    wide = f"{len(found['stalls'])} by the clock, longest {max(walls, default=0):.0f} ms"
    inner = f"{len(found['stalls_own'])}, longest {max(owns, default=0):.0f} ms"
    rows = (
        (
            "things done",
            "",
            f"{found['action_count']:,} in {found['ran_minutes']:.0f} minutes",
            "ended by itself",
        ),
        ("errors and warnings in the log, on the terminal, waits in vain", "0", _errors(found), "errors"),
        (
            f"memory of its own: minute {WARM_MIN:.0f}, end, growth",
            f"≤ {MOST_GROWTH_MB:.0f} MB",
            f"{own['first']:.0f}, {own['last']:.0f}, {own['grown']:+.1f} MB (PSS {pss['grown']:+.1f} MB)",
            "memory",
        ),
        ("stalls of more than 100 ms", "0", wide, "stalls"),
        ("… by the thread's own processor time", "0", inner, "own stalls"),
        (
            "… not waiting for a processor that others had",
            "0",
            str(len(found["stalls_not_queued"])),
            "own stalls",
        ),
        (
            "open files: least, most, and their drift over the run",
            f"≤ {MOST_DRIFT:+}",
            f"{files['least']:.0f}, {files['most']:.0f}, {found['drift']['handles']:+.1f}",
            "handles",
        ),
        (
            "child processes at rest, first and last",
            f"≤ {MOST_DRIFT:+}",
            _pair(held["children"]),
            "children",
        ),
        ("parts of the window (widgets), first and last", "", _pair(held["widgets"]), ""),
        ("the machine's load", "", f"{found['load']['least']:.1f} to {found['load']['most']:.1f}", ""),
        (
            "plain Python for which a usual computer takes 12 ms: median and longest",
            "",
            f"{median(paces):.0f}, {max(paces):.0f} ms" if paces else "",
            "",
        ),
    )
    lines = ["| what | aim | measured | |", "|---|---:|---:|---|"]
    for what, aim, value, goal in rows:
        mark = "" if not goal else "met" if goals[goal] else "**not met**"
        lines.append(f"| {what} | {aim} | {value} | {mark} |")
    world = found["world"]
    lines += [
        "",
        f"{found['began']}, seed {found['seed']}, {found['library']}, {found['system']}, "
        f"Python {found['python']}, {found['platform']}. Meanwhile the team changed the library "
        f"{world['team_changes']} times, "
        f"{world['notes_received']} notes came in and {world['notes_written']} were written.",
        *_told(found),
    ]
    return "\n".join(lines)


def _errors(found: Mapping[str, Any]) -> str:
    counts = len(found["errors"]), len(found["stderr"]), len(found["waited_in_vain"])
    return ", ".join(str(one) for one in counts)


def _pair(found: Mapping[str, float]) -> str:
    return f"{found['first']:.0f}, {found['last']:.0f}"


def _told(found: Mapping[str, Any]) -> Iterator[str]:
    """The stalls by what was being done, and all else that is no figure."""
    by = Counter(one["doing"] for one in found["stalls"])
    for doing, count in by.most_common(20):
        worst = max(
            (one for one in found["stalls"] if one["doing"] == doing), key=lambda one: float(one["wall"])
        )
        pace = f", plain Python took {worst['pace_ms']:.0f} instead of 12 ms" if "pace_ms" in worst else ""
        stolen = f", {worst['stolen']:.0f} ms taken by other guests of the host" if "stolen" in worst else ""
        yield (
            f"- {count} stalls at “{doing}”: at most {worst['wall']:.0f} ms, of these {worst['own']:.0f} ms "
            f"own, {worst['queued']:.0f} ms waiting for a processor{stolen}, load {worst['load']:.1f}{pace}"
        )
    for text, count in list(found["told_failures"].items())[:20]:
        yield f"- told the agent {count} times: {text}"
    for one in found["waited_in_vain"][:20]:
        yield f"- in vain: {one}"
    for text in [*found["errors"], *found["stderr"]][:20]:
        yield f"- error: {text}"


# --- the graph ---

WIDTH, HEIGHT, LEFT, RIGHT, TOP, GAP = 760, 420, 56, 16, 28, 56
MEMORY, STALLS, OWN = "#0b5cad", "#b0b7c0", "#b3530a"


def graph(found: Mapping[str, Any]) -> str:
    """Memory over time, and beneath it the longest gap of each minute, as SVG."""
    points, minutes = found["points"], found["minutes_told"]
    most = max([one["at"] / 60 for one in points] + [1.0])
    part = (HEIGHT - 2 * TOP - GAP) / 2
    below = TOP + part + GAP
    low = min((one["own_mb"] for one in points), default=0.0)
    high = max((one["pss_mb"] for one in points), default=1.0)
    bottom, top = int(low // 20 * 20), int(high // 20 * 20 + 20)
    peak = ceil(max([one["longest_wall"]["wall"] for one in minutes] + [120.0]) / 200) * 200
    across = (WIDTH - LEFT - RIGHT) / most
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12" role="img" aria-label="{escape(_said(found), quote=True)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, TOP - 10, "Memory in MB at rest: all (PSS), and its own alone (dashed)", "start", MEMORY),
        _text(
            LEFT,
            below - 10,
            "Longest gap of the event loop in each minute, in ms: by the clock (grey), own time (brown)",
            "start",
            OWN,
        ),
    ]
    for step in range(5):
        value = bottom + (top - bottom) * step / 4
        parts += _line_at(TOP + part * (1 - step / 4), f"{value:.0f}")
        parts += _line_at(below + part * (1 - step / 4), f"{peak * step / 4:.0f}")
    for name, dash in (("pss_mb", ""), ("own_mb", ' stroke-dasharray="4 3"')):
        scale = part / (top - bottom)
        spots = " ".join(
            f"{LEFT + p['at'] / 60 * across:.1f},{TOP + part - (p[name] - bottom) * scale:.1f}"
            for p in points
        )
        parts.append(f'<polyline points="{spots}" fill="none" stroke="{MEMORY}" stroke-width="1.6"{dash}/>')
    for one in minutes:
        x = LEFT + one["minute"] * across
        wide = max(1.0, min(across * 0.8, WIDTH - RIGHT - x))
        for kind, name, colour in (("longest_wall", "wall", STALLS), ("longest_own", "own", OWN)):
            tall = one[kind][name] / peak * part
            size = f'y="{below + part - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
            parts.append(f'<rect x="{x:.1f}" {size} fill="{colour}"/>')
    limit = below + part * (1 - STALL_MS / peak)
    parts.append(f'<path d="M{LEFT} {limit:.1f}H{WIDTH - RIGHT}" stroke="#a4262c" stroke-dasharray="5 4"/>')
    parts.append(_text(WIDTH - RIGHT, limit - 4, "100 ms", "end", "#a4262c"))
    every = next(one for one in (1, 2, 5, 10, 20, 60, 120) if most / one <= 12 or one == 120)
    for minute in range(0, int(most) + 1, every):
        parts.append(_text(LEFT + minute * across, HEIGHT - TOP + 16, f"{minute} min", "middle", "#444444"))
    return "\n".join([*parts, "</svg>", ""])


def _said(found: Mapping[str, Any]) -> str:
    pss = found["memory"]["pss_mb"]
    stalls = len(found["stalls"])
    return f"Memory goes from {pss['first']:.0f} to {pss['last']:.0f} MB; {stalls} stalls of over 100 ms."


def _line_at(y: float, label: str) -> list[str]:
    line = f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>'
    return [line, _text(LEFT - 6, y + 4, label, "end", "#444444")]


def _text(x: float, y: float, words: str, anchor: str, colour: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
