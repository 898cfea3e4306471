# SPDX-License-Identifier: MIT
"""Gaps: what was searched for and not found stays with the customer's words."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from builders import clock, playbook, step

from kbdesk import cli
from kbdesk import playbook as pb
from kbdesk.cases import CaseStore, run_to_json
from kbdesk.desk.gaps import Gaps
from kbdesk.errors import KbError
from kbdesk.model import Filters
from kbdesk.model.gaps import Gap

FIRST_VERSION = (
    "CREATE TABLE run (id TEXT PRIMARY KEY, library TEXT NOT NULL, status TEXT NOT NULL, at TEXT NOT NULL,"
    " events INTEGER NOT NULL, json TEXT NOT NULL)",
    "CREATE INDEX run_by_library ON run (library, at)",
    "CREATE TABLE event (run TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, verb TEXT NOT NULL,"
    " change TEXT NOT NULL, PRIMARY KEY (run, number))",
    "CREATE TABLE seen (library TEXT PRIMARY KEY, revision TEXT NOT NULL)",
    f"PRAGMA application_id = {0x6B626473}",
    "PRAGMA user_version = 1",
)
"""The case store as kbdesk 0.1 made it."""


def book(store, library="/kb"):
    """The gaps of a library with a clock that ticks and ids that count."""
    ticks, ids = count(), count(1)
    begin = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    return Gaps(
        store,
        library,
        lambda: begin + timedelta(seconds=next(ticks)),
        "Mia Tran",
        lambda: f"{library}{next(ids)}",
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cases.sqlite"


@pytest.fixture
def store(path):
    with CaseStore(path) as opened:
        yield opened


def test_a_gap_is_kept_with_all_that_is_known_of_it(store, path):
    """Words, time, who, library, call and filters are on disk when recording returns."""
    made = book(store).record("  my fax\n sings ", Filters(tier="2", product="Fax"), "case0001")
    wanted = Gap(
        "/kb1",
        "/kb",
        "2026-11-22T10:00:00+00:00",
        "Mia Tran",
        "my fax sings",
        "case0001",
        Filters(tier="2", product="Fax"),
    )
    assert made == wanted
    with CaseStore(path) as other:
        assert book(other).list() == (wanted,)


def test_the_newest_gap_comes_first_and_each_library_has_its_own(store):
    """A list holds the gaps of one library; the same words twice are two gaps."""
    here, there = book(store), book(store, "/other")
    for words in ("fax", "telex", "fax"):
        here.record(words)
    there.record("morse")
    assert [gap.words for gap in here.list()] == ["fax", "telex", "fax"]
    assert [gap.id for gap in here.list()] == ["/kb3", "/kb2", "/kb1"]
    assert [gap.words for gap in there.list()] == ["morse"]


def test_a_gap_that_is_taken_back_leaves_no_words_behind(store, path):
    """Removing takes the row out of the store; removing it again does nothing."""
    gaps = book(store)
    kept, gone = gaps.record("fax"), gaps.record("my card 4111")
    for _ in range(2):
        gaps.remove(gone.id)
    assert gaps.list() == (kept,)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT words FROM gaps").fetchall() == [("fax",)]


@pytest.mark.parametrize("words", ["", " \n\t"])
def test_no_words_are_no_gap(store, words):
    """There is nothing to keep of an empty search, and it says so."""
    with pytest.raises(KbError, match="nothing to record"):
        book(store).record(words)
    assert book(store).list() == ()


def test_any_words_can_be_kept(store):
    """Half a surrogate pair from a clipboard does not stop the record."""
    book(store).record("fax \ud83d")
    assert book(store).list()[0].words == "fax \\ud83d"


@pytest.mark.parametrize("filters", ["", "null", "[1]", '{"tier": 2, "mood": "x"}'])
def test_filters_that_cannot_be_read_do_not_hide_the_gap(store, path, filters):
    """Whatever stands in the column, the words are listed."""
    book(store).record("fax", Filters(tier="2"))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE gaps SET filters = ?", (filters,))
    assert [(gap.words, gap.filters) for gap in book(store).list()] == [("fax", Filters())]


def test_a_store_of_the_first_version_takes_gaps_and_keeps_its_cases(path):
    """An older file gets the new table in place; nothing in it is lost, and nothing moved aside."""
    one = pb.start(
        playbook(step("Lights", ("Red", "resolve-x")), step("Resolve: x")),
        run_id="r1",
        library="/kb",
        commit="c",
        at=clock(0),
        by="Ana",
        tier="1",
    )
    with closing(sqlite3.connect(path)) as raw:
        for statement in FIRST_VERSION:
            raw.execute(statement)
        raw.execute("INSERT INTO run VALUES ('r1', '/kb', 'running', 'x', 1, ?)", (run_to_json(one),))
        raw.commit()
    for words in ("fax", "telex"):  # the second time it is a store of this version
        with CaseStore(path) as store:
            assert store.take_notice() == ""
            assert store.open_runs("/kb") == (one,)
            book(store, f"/{words}").record(words)
    with CaseStore(path) as store:
        assert [gap.words for gap in book(store, "/fax").list()] == ["fax"]
    assert [p.name for p in path.parent.iterdir() if "damaged" in p.name] == []


def test_two_windows_may_bring_the_same_old_store_up_to_date(path):
    """Whoever comes second finds the table and goes on."""
    with closing(sqlite3.connect(path)) as raw:
        for statement in FIRST_VERSION:
            raw.execute(statement)
    with CaseStore(path) as one, CaseStore(path) as other:
        book(one, "/a").record("fax")
        assert [gap.words for gap in book(other, "/a").list()] == ["fax"]


def test_the_terminal_lists_the_gaps(path, tmp_path, monkeypatch, capsys):
    """``kbdesk gaps`` prints what the window recorded, for people and for programs."""
    monkeypatch.setenv("KBDESK_DATA", str(tmp_path))
    library = tmp_path / "kb"
    library.mkdir()
    assert cli.main(["gaps", "--library", str(library)]) == 0
    assert "No gaps are recorded" in capsys.readouterr().out
    with CaseStore(path) as store:
        book(store, str(library)).record("my fax sings", Filters(kind="article"), "case1")
    assert cli.main(["gaps", "--library", str(library)]) == 0
    said = capsys.readouterr().out
    assert said == "my fax sings\n  2026-11-22T10:00:00+00:00 · Mia Tran · call case1 · kind: article\n"
    assert cli.main(["gaps", "--library", str(library), "--json"]) == 0
    (gap,) = json.loads(capsys.readouterr().out)
    assert (gap["words"], gap["call"], gap["filters"]["kind"]) == ("my fax sings", "case1", "article")
