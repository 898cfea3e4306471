# SPDX-License-Identifier: MIT
"""One run: build every engine on the same text, time them beside each other, and gather the figures."""

from __future__ import annotations

import math
import os
import platform
import random
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kbdesk.bench import corpus, relevance
from kbdesk.bench.children import Children, Commands, found_engines, one_core
from kbdesk.bench.corpus import Tell
from kbdesk.bench.engine import Doc
from kbdesk.bench.queries import COUNTS, Query, query_sets, read_answers, read_queries
from kbdesk.errors import KbError

PEERS = ("tantivy", "fts5", "xapian", "minisearch")
"""The engines that give the same output as kbdesk; the fastest of them is what kbdesk is held against."""
ONLY_IF_ASKED = ("whoosh",)
CHANGES = 20
"""Changed documents that are timed."""

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is measured. ``engines`` () means all that are installed; ``articles`` 0 all that there are."""

    library: Path
    engines: tuple[str, ...] = ()
    articles: int = 0
    queries: Path | None = None
    answers: Path | None = None
    seed: int = 77
    rounds: int = 2
    passes: int = 3
    budget_s: float = 60.0
    """Seconds for each engine, kind and round; what does not fit is left out, and the count says so."""
    counts: Mapping[str, int] = field(default_factory=lambda: COUNTS)


def run(settings: Settings, tell: Tell) -> Report:
    """Measure and give the figures; ``tell`` gets a line at each stage.

    Raises:
        KbError: an engine is not installed, kbdesk's own search fails, or a file cannot be read.
    """
    commands = _chosen(settings.engines)
    known = _known_answers(settings)
    docs = corpus.gather(settings.library, settings.articles, settings.seed, tell)
    tell(f"{len(docs):,} articles; drawing queries")
    queries = query_sets(docs, settings.seed, settings.counts)
    if not queries:
        raise KbError(f"The articles of {settings.library} have too few words to draw queries from.")
    with tempfile.TemporaryDirectory(prefix="kbdesk-bench-") as folder, one_core():
        corpus.write(docs, Path(folder) / "docs.jsonl")
        return _Run(settings, commands, docs, queries, Path(folder), tell).report(known)


def _chosen(names: Sequence[str]) -> Commands:
    found = found_engines()
    missing = [name for name in names if name not in found]
    if missing:
        raise KbError(
            f"Not installed or not known: {', '.join(missing)}.", f"This computer has {', '.join(found)}."
        )
    return {name: found[name] for name in found if (name in names if names else name not in ONLY_IF_ASKED)}


def _known_answers(settings: Settings) -> tuple[list[Query], dict[str, dict[str, float]]]:
    if settings.queries is None and settings.answers is None:
        return [], {}
    if settings.queries is None or settings.answers is None:
        raise KbError("Queries and their right answers belong together.", "Give both --queries and --qrels.")
    return read_queries(settings.queries), read_answers(settings.answers)


class _Run:
    """The stages of one run over engines that may drop out."""

    def __init__(
        self,
        settings: Settings,
        commands: Commands,
        docs: Sequence[Doc],
        queries: Mapping[str, list[Query]],
        folder: Path,
        tell: Tell,
    ) -> None:
        self._settings, self._docs, self._queries, self._tell = settings, docs, queries, tell
        self._folder = folder
        self._children = Children(commands, folder)
        self._engines = list(commands)
        self._versions: dict[str, str] = {}

    def report(self, known: tuple[list[Query], dict[str, dict[str, float]]]) -> Report:
        """All figures."""
        build = self._build()
        speed = self._speed()
        opening, memory = self._session()
        order = self._relevance(*known) if known[0] else {}
        changed = self._update()  # last, as it changes the indexes
        return {
            "machine": machine(self._versions),
            "library": str(self._settings.library),
            "articles": len(self._docs),
            "seed": self._settings.seed,
            **speed,
            "build": build,
            "open": opening,
            "update": changed,
            "memory": memory,
            "relevance": order,
            "ratio": ratios(speed),
        }

    def _each(self, stage: str, engines: Iterable[str], task: str, **more: Any) -> dict[str, Any]:
        """The answers of engines to a task. A peer that fails is told of and drops out; kbdesk must not."""
        answers = {}
        for engine in engines:
            self._tell(f"{stage}: {engine}")
            try:
                answers[engine] = self._children.run(engine, task, **more)
            except KbError as error:
                if engine == "kbdesk":
                    raise
                self._tell(f"{error} It is left out from here on.")
                self._engines.remove(engine)
        return answers

    def _with_snippets(self) -> list[str]:
        """The engines without the second form of tantivy, which has the same index."""
        return [engine for engine in self._engines if engine != "tantivy-nosnip"]

    def _build(self) -> dict[str, dict[str, float]]:
        figures = {}
        built = self._each("build", self._with_snippets(), "build", docs=str(self._folder / "docs.jsonl"))
        for engine, answer in built.items():
            self._versions[engine] = answer["version"]
            files = (path for path in self._children.place(engine).rglob("*") if path.is_file())
            size = sum(path.stat().st_size for path in files)
            figures[engine] = {"seconds": round(answer["seconds"], 3), "index_mb": round(size / 1e6, 1)}
        if "tantivy" not in built and "tantivy-nosnip" in self._engines:
            self._engines.remove("tantivy-nosnip")
        return figures

    def _speed(self) -> dict[str, dict[str, dict[str, float]]]:
        """Engine beside engine for each kind, so that what else this computer does meets all of them."""
        settings = self._settings
        first: dict[tuple[str, str], list[float]] = {}
        best: dict[tuple[str, str], list[float]] = {}
        found: dict[tuple[str, str], int] = {}
        for number in range(settings.rounds):
            for kind, queries in self._queries.items():
                given = {"queries": queries, "passes": settings.passes, "budget_s": settings.budget_s}
                stage = f"round {number + 1} of {settings.rounds}, {kind}"
                for engine, answer in self._each(stage, list(self._engines), "time", **given).items():
                    place = (kind, engine)
                    first[place] = _least(first.get(place), answer["first"])
                    best[place] = _least(best.get(place), answer["best"])
                    found[place] = max(found.get(place, 0), answer["found"])
        speed: dict[str, dict[str, dict[str, float]]] = {kind: {} for kind in self._queries}
        for (kind, engine), times in best.items():
            drawn = any(query["path"] for query in self._queries[kind]) and kind != "keystroke"
            speed[kind][engine] = {
                **percentiles(times),
                **{f"first_{name}": value for name, value in percentiles(first[kind, engine]).items()},
                "queries": len(times),
                **({"found_at_20": round(found[kind, engine] / len(times), 3)} if drawn else {}),
            }
        return speed

    def _session(self) -> tuple[dict[str, Any], dict[str, Any]]:
        everything = [query for queries in self._queries.values() for query in queries]
        given = {"queries": everything, "budget_s": self._settings.budget_s}
        opening: dict[str, Any] = {}
        memory: dict[str, Any] = {}
        for _ in range(self._settings.rounds):
            for engine, answer in self._each(
                "open and memory", self._with_snippets(), "session", **given
            ).items():
                figures = {name: round(value, 1) for name, value in answer.items()}
                times = {name: figures.pop(name) for name in ("ms", "import_ms")}
                opening[engine] = _smaller(opening.get(engine), times)
                memory[engine] = _smaller(memory.get(engine), figures)
        return opening, memory

    def _relevance(
        self, queries: list[Query], answers: Mapping[str, Mapping[str, float]]
    ) -> dict[str, dict[str, dict[str, float]]]:
        order: dict[str, dict[str, dict[str, float]]] = {}
        for engine, orders in self._each("relevance", self._with_snippets(), "rank", queries=queries).items():
            for kind, figures in relevance.judged(orders, answers).items():
                order.setdefault(kind, {})[engine] = figures
        return order

    def _update(self) -> dict[str, dict[str, float]]:
        chance = random.Random(self._settings.seed)  # noqa: S311 - not for secrets
        chosen = chance.sample(list(self._docs), min(CHANGES, len(self._docs)))
        changed = []
        for number, doc in enumerate(chosen):
            word = f"zqupdate{'abcdefghijklmnopqrstuvwxyz'[number]}"
            more = {"heading": "", "anchor": "", "text": f"{word} was added."}
            changed.append(
                {**doc, "word": word, "blob": f"{number:040x}", "sections": [*doc["sections"], more]}
            )
        answers = self._each("update", self._with_snippets(), "update", changed=changed)
        return {engine: percentiles(answer["ms"]) for engine, answer in answers.items()}


def _least(before: list[float] | None, after: list[float]) -> list[float]:
    """The smaller time of each query; of two rounds that differ in length, the queries of both."""
    return after if before is None else [min(pair) for pair in zip(before, after, strict=False)]


def _smaller(before: dict[str, float] | None, after: dict[str, float]) -> dict[str, float]:
    return after if before is None else {name: min(before[name], value) for name, value in after.items()}


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """The 50th, 95th and 99th percentile of times in ms (the smallest time that so many do not exceed)."""
    ordered = sorted(times)
    places = ((50, "p50_ms"), (95, "p95_ms"), (99, "p99_ms"))
    return {name: round(ordered[math.ceil(part * len(ordered) / 100) - 1], 4) for part, name in places}


def ratios(speed: Mapping[str, Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, Any]]:
    """For each kind, kbdesk's p95 divided by that of the fastest peer, warm and at first touch."""
    found: dict[str, dict[str, Any]] = {}
    for kind, engines in speed.items():
        peers = [engine for engine in PEERS if engine in engines]
        if peers and "kbdesk" in engines:
            ours = engines["kbdesk"]
            best = min(peers, key=lambda peer: engines[peer]["p95_ms"])
            first = min(engines[peer]["first_p95_ms"] for peer in peers)
            found[kind] = {
                "fastest": best,
                "p95": round(ours["p95_ms"] / engines[best]["p95_ms"], 4),
                "first_p95": round(ours["first_p95_ms"] / first, 4),
            }
            if "tantivy-nosnip" in engines:
                other = engines["tantivy-nosnip"]["p95_ms"]
                found[kind]["p95_to_tantivy_nosnip"] = round(ours["p95_ms"] / other, 4)
    return found


def machine(versions: Mapping[str, str]) -> dict[str, Any]:
    """What the figures were measured on."""
    cpu = platform.processor()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), cpu)
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else [],
        "engines": dict(versions),
    }
