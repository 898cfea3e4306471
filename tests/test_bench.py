# SPDX-License-Identifier: MIT
"""The bench: its queries, its figures, and that every engine answers the same question."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from desks import ROOT
from search_docs import library as make_library

from kbdesk.bench import corpus
from kbdesk.bench.children import found_engines
from kbdesk.bench.engine import FACETS, body
from kbdesk.bench.queries import query_sets
from kbdesk.bench.relevance import judged
from kbdesk.bench.run import Settings, percentiles, ratios, run
from kbdesk.bench.worker import ENGINES
from kbdesk.cli import FAILED, FINE, main
from kbdesk.errors import KbError

FEW = {"keystroke": 1, "words": 8, "codes": 0, "phrases": 0, "typos": 0, "common": 0}


def silent(line):
    """Nobody is told."""


def no_more_than(docs):
    """Documents as lines of the corpus."""
    return json.loads(json.dumps([asdict(doc) for doc in docs]))


@pytest.fixture(scope="module")
def docs():
    """Two hundred documents of random words."""
    return no_more_than(make_library(200))


@pytest.fixture(scope="module")
def sample():
    """The sample library."""
    return corpus.gather(ROOT, 0, 77, silent)


def test_percentiles_are_times_that_were_measured():
    """The 95th percentile is the smallest time that 95 of 100 do not exceed."""
    assert percentiles([float(n) for n in range(100, 0, -1)]) == {"p50_ms": 50, "p95_ms": 95, "p99_ms": 99}
    assert percentiles([3.0]) == {"p50_ms": 3, "p95_ms": 3, "p99_ms": 3}


def test_the_ratio_is_to_the_fastest_peer_with_the_same_output():
    """tantivy without snippets is no peer; it has a ratio of its own."""

    def row(p95):
        return {"p95_ms": p95, "first_p95_ms": 2 * p95}

    speed = {"words": {"kbdesk": row(1), "tantivy": row(8), "tantivy-nosnip": row(0.5), "fts5": row(4)}}
    expected = {"fastest": "fts5", "p95": 0.25, "first_p95": 0.25, "p95_to_tantivy_nosnip": 2.0}
    assert ratios(speed) == {"words": expected}


def test_relevance_is_what_its_definitions_say():
    """Figures as by hand; a path that comes again does not count, nor does a query without an answer."""
    orders = {
        "typo-1": ["right.md", "other.md"],
        "typo-2": ["x.md", "x.md", "right.md", "best.md"],
        "Q3": ["x.md"],
        "error-4": ["right.md"],
    }
    answers = {
        "typo-1": {"right.md": 1.0},
        "typo-2": {"right.md": 1.0, "best.md": 2.0},
        "Q3": {"right.md": 1.0},
        "error-4": {"right.md": 0.0},
    }
    figures = judged(orders, answers)
    assert set(figures) == {"all", "typo"}
    gain = (1 / 1.58496 + 2 / 2) / (2 / 1 + 1 / 1.58496)
    assert figures["typo"]["queries"] == 2
    assert figures["typo"]["success_at_1"] == 0.5
    assert figures["typo"]["mrr_at_10"] == 0.75
    assert figures["typo"]["ndcg_at_10"] == pytest.approx((1 + gain) / 2, abs=1e-4)
    assert figures["all"]["queries"] == 3
    assert figures["all"]["success_at_1"] == pytest.approx(1 / 3, abs=1e-4)


def test_queries_are_drawn_from_the_text_by_their_seed(sample):
    """The same seed gives the same queries, each from the document it names; another seed gives others."""
    queries = query_sets(sample, 77)
    assert queries == query_sets(sample, 77)
    assert queries != query_sets(sample, 78)
    texts = {doc["path"]: f"{doc['title']}\n{body(doc)}" for doc in sample}
    everything = "\n".join(texts.values()).lower()
    assert set(queries) == {"keystroke", "words", "codes", "phrases", "typos", "common"}
    assert all(query["text"].strip('"') in texts[query["path"]] for query in queries["phrases"])
    assert all(query["text"].strip() in texts[query["path"]] for query in queries["codes"])
    for query in queries["words"]:
        assert all(word in texts[query["path"]].lower() for word in query["text"].split())
    assert all(
        any(f" {word} " not in everything for word in query["text"].split()) for query in queries["typos"]
    )


def test_keystrokes_are_every_letter_of_a_query(sample):
    """Each text is the one before with one letter more, or the first letter of a new query."""
    typed = [query["text"] for query in query_sets(sample, 77)["keystroke"]]
    starts = [text for text in typed if len(text) == 1]
    assert len(starts) == 50
    assert all(after[:-1] == before or len(after) == 1 for before, after in pairwise(typed))


def test_recombining_makes_as_many_as_are_wanted(sample):
    """All of the library's own and new ones of its sections under new titles, the same for a seed."""
    docs = corpus.gather(ROOT, 300, 77, silent)
    assert docs == corpus.gather(ROOT, 300, 77, silent)
    assert len(docs) == len({doc["path"] for doc in docs}) == 300
    assert [doc["path"] for doc in docs[: len(sample)]] == [doc["path"] for doc in sample]
    assert len({doc["title"] for doc in docs[len(sample) :]} - {doc["title"] for doc in sample}) == 300 - len(
        sample
    )
    pool = {section["text"] for doc in sample for section in doc["sections"]}
    assert {section["text"] for doc in docs for section in doc["sections"]} <= pool
    assert len(corpus.gather(ROOT, 10, 77, silent)) == 10


def test_every_facet_has_something_to_count(tmp_path):
    """A library without tags and tiers gets its folders as tags and tiers drawn from its paths."""
    for number in range(30):
        place = tmp_path / f"mail{number % 3}" / f"{number}.md"
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"# Number {number}\n\nText.\n", encoding="utf-8")
    docs = corpus.gather(tmp_path, 0, 77, silent)
    assert Counter(tag for doc in docs for tag in doc["tags"]).most_common(1)[0][1] == 10
    assert {doc["tier"] for doc in docs} == {"1", "2", "3"}


def test_a_file_of_json_lines_is_a_library_too(tmp_path):
    """Paths are ids; a line that is none is named by its number."""
    file = tmp_path / "corpus.jsonl"
    file.write_text('{"id": "a.txt", "title": "A", "text": "Words"}\n', encoding="utf-8")
    docs = corpus.gather(file, 0, 77, silent)
    assert [(doc["path"], doc["title"], body(doc)) for doc in docs] == [("a.txt", "A", "Words")]
    file.write_text('{"id": "a.txt", "title": "A", "text": "Words"}\n{"id": 1}\n', encoding="utf-8")
    with pytest.raises(KbError, match="Line 2"):
        corpus.gather(file, 0, 77, silent)


@pytest.mark.parametrize("name", ["kbdesk", "tantivy", "fts5", "whoosh"])
def test_engines_give_the_same_output(name, docs, tmp_path):
    """Total, titles, marked snippets, counts of all matches; a changed document is found at once."""
    if name not in found_engines():
        pytest.skip(f"{name} is not installed")
    module, cls = ENGINES[name]
    engine = getattr(import_module(f"kbdesk.bench.{module}"), cls)()
    engine.build(tmp_path, docs)
    engine.open(tmp_path)
    having = [doc for doc in docs if "wireless" in f"{doc['title']} {body(doc)}".split()]
    answer = engine.shown(engine.search("wirele"))
    assert answer.total == len(having) > 20
    assert len(answer.hits) == 20
    expected = {
        "product": Counter(value for doc in having for value in doc["products"]),
        "tag": Counter(value for doc in having for value in doc["tags"]),
        "tier": Counter(doc["tier"] for doc in having),
    }
    assert answer.facets == {facet: dict(expected[facet]) for facet in FACETS}
    titles = {doc["path"]: doc["title"] for doc in having}
    assert all(titles[path] == title for path, title, _snippet in answer.hits)
    assert any("<b" in snippet for _path, _title, snippet in answer.hits)
    both = engine.shown(engine.search("wireless wallet "))
    assert {path for path, _title, _snippet in both.hits} <= set(titles)
    changed = {**docs[7], "blob": "0" * 40, "title": f"{docs[7]['title']} zqnewword"}
    engine.put(changed)
    assert engine.paths(engine.search("zqnewword ")) == [docs[7]["path"]]
    engine.close()


def test_one_run_measures_all_engines_that_are_installed(tmp_path):
    """Every engine has every figure, and finds what the queries were drawn from."""
    answers, queries = tmp_path / "qrels.tsv", tmp_path / "queries.tsv"
    queries.write_text("title-1\tForget a network\n", encoding="utf-8")
    answers.write_text("title-1\tarticles/network/forget-a-network.md\t2\n", encoding="utf-8")
    settings = Settings(ROOT, queries=queries, answers=answers, rounds=1, passes=1, counts=FEW)
    report = run(settings, silent)
    engines = set(found_engines()) - {"whoosh"}
    assert set(report["keystroke"]) == set(report["words"]) == engines
    for rows in (
        report["build"],
        report["open"],
        report["update"],
        report["memory"],
        report["relevance"]["title"],
    ):
        assert set(rows) == engines - {"tantivy-nosnip"}
    assert all(row["found_at_20"] >= 0.75 for row in report["words"].values())
    assert all(0 < row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"] for row in report["words"].values())
    assert report["relevance"]["title"]["kbdesk"]["success_at_1"] == 1
    assert report["ratio"]["words"]["fastest"] in engines
    assert json.loads(json.dumps(report)) == report


def test_the_verb_prints_tables_and_progress(tmp_path, capsys):
    """Tables on the output, progress beside it; an engine that is not there is wrong use."""
    for number in range(12):
        text = (
            f"# Printer {number}\n\nThe paper of this printer jams behind tray two, code 0x8004{number:04}.\n"
        )
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")
    base = ["bench", "search", "--library", str(tmp_path), "--rounds", "1"]
    assert main([*base, "--engines", "kbdesk,fts5"]) == FINE
    told = capsys.readouterr()
    assert "Keystrokes" in told.out
    assert "update p95" in told.out
    assert "build: fts5" in told.err
    assert main([*base, "--engines", "kbdesk,lucene"]) == FAILED
    assert "lucene" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_ctrl_c_leaves_nothing_behind(tmp_path):
    """Stopped in the middle of a measurement: no child is left, no folder, and the code is 2."""
    command = [
        sys.executable,
        "-m",
        "kbdesk",
        "bench",
        "search",
        "--engines",
        "kbdesk,fts5",
        "--library",
        str(ROOT),
    ]
    bench = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    for line in bench.stderr:
        if "round 1" in line:
            break
    assert list(tmp_path.iterdir())
    time.sleep(0.1)
    bench.send_signal(signal.SIGINT)
    rest = bench.communicate(timeout=30)[1]
    assert bench.returncode == FAILED
    assert rest.endswith("kbdesk: stopped.\n")
    assert list(tmp_path.iterdir()) == []
    assert not [place for place in Path("/proc").glob("[0-9]*/cmdline") if _names(place, str(tmp_path))]


def _names(place, text):
    try:
        return text.encode() in place.read_bytes()
    except OSError:
        return False
