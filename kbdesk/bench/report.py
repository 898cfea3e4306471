# SPDX-License-Identifier: MIT
"""The figures of a run as tables to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kbdesk.bench.run import PEERS, Report

KINDS = {
    "keystroke": "Keystrokes",
    "words": "Words",
    "codes": "Codes",
    "phrases": "Phrases",
    "typos": "Typos",
    "common": "Common words",
}


def table(report: Report) -> str:
    """The figures as text; the column × peer is p95 divided by that of the fastest peer."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    machine = report["machine"]
    engines = ", ".join(f"{name} {version}" for name, version in machine["engines"].items())
    yield f"{report['articles']:,} articles of {report['library']}"
    yield f"{machine['cpu']}, one core of {machine['cores']}; {machine['system']}; Python {machine['python']}"
    yield f"{engines}; load {machine['load'][0] if machine['load'] else 'unknown'} at the end"
    for kind, title in KINDS.items():
        if kind in report:
            yield ""
            yield from _speed(title, report[kind])
    yield ""
    yield from _upkeep(report)
    for kind, rows in report["relevance"].items():
        yield ""
        yield from _relevance(kind, rows)


def _speed(title: str, rows: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    fastest = min((rows[peer]["p95_ms"] for peer in PEERS if peer in rows), default=0.0)
    count = max(int(row["queries"]) for row in rows.values())
    yield _row(f"{title} ({count:,}), ms", ("p50", "p95", "p99", "first p95", "× peer", "found"))
    for engine, row in rows.items():
        name = engine if row["queries"] == count else f"{engine} ({int(row['queries']):,})"
        times = [_short(row[key]) for key in ("p50_ms", "p95_ms", "p99_ms", "first_p95_ms")]
        ratio = f"{row['p95_ms'] / fastest:.3f}" if fastest else ""
        found = f"{row['found_at_20']:.2f}" if "found_at_20" in row else ""
        yield _row(name, (*times, ratio, found))


def _upkeep(report: Report) -> Iterator[str]:
    yield _row(
        "Upkeep",
        ("build s", "index MB", "open ms", "update p50", "update p95", "RSS MB", "peak MB", "own MB"),
    )
    for engine, built in report["build"].items():
        opened: Mapping[str, Any] = report["open"].get(engine, {})
        update: Mapping[str, Any] = report["update"].get(engine, {})
        memory: Mapping[str, Any] = report["memory"].get(engine, {})
        figures = (
            built["seconds"],
            built["index_mb"],
            opened.get("ms"),
            update.get("p50_ms"),
            update.get("p95_ms"),
            memory.get("rss_mb"),
            memory.get("peak_mb"),
            memory.get("own_mb"),
        )
        yield _row(engine, ["" if figure is None else _short(figure) for figure in figures])


def _relevance(kind: str, rows: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    count = max(int(row["queries"]) for row in rows.values())
    yield _row(f"Relevance, {kind} ({count:,})", ("success@1", "MRR@10", "nDCG@10"))
    for engine, row in rows.items():
        figures = (row["success_at_1"], row["mrr_at_10"], row["ndcg_at_10"])
        yield _row(engine, [f"{figure:.3f}" for figure in figures])


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<28}" + "".join(f"{cell:>11}" for cell in cells)


def _short(figure: float) -> str:
    """A figure with three digits that count."""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"
