# SPDX-License-Identifier: MIT
"""One task with one engine, in a process of its own: a job comes as a JSON file, its result leaves as one.

Standard library only, so that any Python which has an engine can run it.
"""

from __future__ import annotations

import gc
import json
import sys
from importlib import import_module
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

from kbdesk.bench.engine import Doc, Engine

ENGINES = {
    "kbdesk": ("ours", "Kbdesk"),
    "tantivy": ("tantivy_peer", "Tantivy"),
    "tantivy-nosnip": ("tantivy_peer", "TantivyWithoutSnippets"),
    "fts5": ("fts5_peer", "Fts5"),
    "xapian": ("xapian_peer", "Xapian"),
    "whoosh": ("whoosh_peer", "Whoosh"),
}
"""Module and class of each engine that Python can run."""


def main(job_file: str) -> None:
    """Do the job in a file and write its result beside it."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    began = perf_counter()
    module, name = ENGINES[job["engine"]]
    engine: Engine = getattr(import_module(f"kbdesk.bench.{module}"), name)()
    job["import_ms"] = (perf_counter() - began) * 1000
    result = {"build": _build, "time": _time, "session": _session, "update": _update, "rank": _rank}[
        job["task"]
    ](engine, job)
    engine.close()
    Path(job["result"]).write_text(json.dumps(result), encoding="utf-8")


def _docs(job: dict[str, Any]) -> list[Doc]:
    with Path(job["docs"]).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _build(engine: Engine, job: dict[str, Any]) -> dict[str, Any]:
    docs = _docs(job)
    folder = Path(job["folder"])
    began = perf_counter()
    engine.build(folder, docs)
    return {"seconds": perf_counter() - began, "version": engine.version}


def _time(engine: Engine, job: dict[str, Any]) -> dict[str, Any]:
    """Each query once on a fresh engine, then some passes more; stops where the budget ends."""
    engine.open(Path(job["folder"]))
    # kbdesk's window keeps the collector out of its search thread; nobody shall pay for it here.
    gc.collect()
    gc.disable()
    end = perf_counter() + job["budget_s"]
    first: list[float] = []
    found = 0
    for query in job["queries"]:
        began = perf_counter()
        answer = engine.search(query["text"])
        now = perf_counter()
        first.append((now - began) * 1000)
        found += query["path"] in engine.paths(answer)
        if now > end:
            break
    best = list(first)
    asked = job["queries"][: len(first)]
    for place, query in chain.from_iterable(enumerate(asked) for _ in range(job["passes"])):
        began = perf_counter()
        if began > end:
            break
        engine.search(query["text"])
        best[place] = min(best[place], (perf_counter() - began) * 1000)
    return {"first": first, "best": best, "found": found}


def _session(engine: Engine, job: dict[str, Any]) -> dict[str, Any]:
    """From opening to the first result, then every query once, and the memory that took."""
    began = perf_counter()
    engine.open(Path(job["folder"]))
    engine.search(job["queries"][0]["text"])
    open_ms = (perf_counter() - began) * 1000
    end = perf_counter() + job["budget_s"]
    for query in job["queries"]:
        engine.search(query["text"])
        if perf_counter() > end:
            break
    return {"ms": open_ms, "import_ms": job["import_ms"], **memory()}


def _update(engine: Engine, job: dict[str, Any]) -> dict[str, Any]:
    """How long until each changed document is found by its new word."""
    engine.open(Path(job["folder"]))
    engine.search("warm ")
    took = []
    for doc in job["changed"]:
        began = perf_counter()
        engine.put(doc)
        answer = engine.search(doc["word"] + " ")
        took.append((perf_counter() - began) * 1000)
        if doc["path"] not in engine.paths(answer):
            raise LookupError(doc["word"])
    return {"ms": took}


def _rank(engine: Engine, job: dict[str, Any]) -> dict[str, Any]:
    engine.open(Path(job["folder"]))
    return {query["id"]: engine.ranked(query["text"]) for query in job["queries"]}


def memory() -> dict[str, float]:
    """Resident memory of this process in MB, its peak and what is not mapped from files, where known."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    names = {"VmRSS": "rss_mb", "VmHWM": "peak_mb", "RssAnon": "own_mb"}
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {names[name]: int(value.split()[0]) / 1024 for name, value in pairs if name in names}


if __name__ == "__main__":
    main(sys.argv[1])
