# SPDX-License-Identifier: MIT
"""Tables for other programs: as the docs say, safe in a spreadsheet, without what people said."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from dataclasses import replace

import pytest
from desks import ROOT, make_desk, sample_repo
from insight_world import RUNS, WORLD, run, search, visit

from kbdesk.cli import main
from kbdesk.desk.insight_tables import NAMES, table_csv, write_tables
from kbdesk.errors import KbError
from kbdesk.insight import call_of
from kbdesk.insight.tables import COLUMNS, table
from kbdesk.model.usage import Use

DOCS = (ROOT / "docs" / "insight.md").read_text("utf-8")
SECRET = "my dog is called Rex"


def rows(name, material=WORLD, **more):
    """The rows of a table by column, as a spreadsheet reads them."""
    text = table_csv(table(material, name, **more))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_the_docs_list_every_column():
    """docs/insight.md has each table with its columns, types and meanings, and no other."""
    told = {
        name: re.findall(r"\| `(\w+)` \| (\w+) \| (.+?)(; \*words\*)? \|\n", body)
        for name, body in re.findall(r"### `(\w+)`\n\n\| column.*?\n\|---.*?\n((?:\|.*\n)+)", DOCS)
    }
    assert told == {
        name: [(one.name, one.type, one.says, "; *words*" if one.words else "") for one in columns]
        for name, columns in COLUMNS.items()
    }


def test_cases():
    """A row for each call that began in the time, as it stands."""
    (third,) = [row for row in rows("cases") if row["id"] == "c3"]
    assert len(rows("cases")) == 9
    assert (third["state"], third["steps"], third["seconds"], third["sent_back"]) == (
        "resolved",
        "4",
        "165",
        "1",
    )
    assert third["step"] == "resolve-works"


def test_searches_with_what_came_of_them():
    """The first result that was opened out of each, and after how long."""
    found = {row["at"][11:19]: row for row in rows("searches")}
    assert [found[at]["outcome"] for at in ("09:00:00", "09:00:30", "09:05:00", "09:20:00")] == [
        "rephrased",
        "opened",
        "nothing",
        "left",
    ]
    vpn = found["09:10:00"]
    assert (vpn["opened"], vpn["rank"], vpn["seconds"]) == ("articles/b.md", "3", "20")
    assert "words" not in vpn
    assert rows("searches", words=True)[0]["words"] == "wifi blinks"


def test_paths_and_times():
    """Every stay in its order; the seconds of a step as median and quarters."""
    third = [row for row in rows("paths") if row["case_id"] == "c3"]
    assert [(row["number"], row["step"], row["own"]) for row in third][:2] == [
        ("1", "look", "0"),
        ("2", "escalate-to-tier-2-line", "0"),
    ]
    (look,) = [row for row in rows("times") if row["step"] == "look"]
    numbers = [look[name] for name in ("stays", "median", "quarter", "three_quarters", "longest", "total")]
    assert [float(number) for number in numbers] == [4, 30, 17.5, 42.5, 50, 120]


def test_nothing_that_people_said_without_being_asked_for():
    """Words, recorded values and notes are in no table unless they are asked for; no name ever is."""
    one = run(
        "c",
        "resolved",
        visit("look", "Green", 5, note=SECRET, recorded=[["dog", SECRET]], by="Mia Tran"),
        by="Mia Tran",
        customer_words=[SECRET],
        queries=[SECRET],
    )
    uses = (search("09:00:00", SECRET), Use("2026-11-10T09:00:05+00:00", "open", SECRET, path="a.md", rank=1))
    material = replace(WORLD, uses=uses, calls=(call_of("2026-11-10T10:00:00+00:00", one),))
    for name in COLUMNS:
        text = table_csv(table(material, name))
        assert "Rex" not in text
        assert "Mia" not in text + table_csv(table(material, name, words=True))
    told = "".join(table_csv(table(material, name, words=True)) for name in COLUMNS)
    assert told.count("Rex") == 5


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(start):
    """What a spreadsheet would carry out begins with a quotation mark."""
    material = replace(WORLD, uses=(search("09:00:00", start),))
    (row,) = rows("searches", material, words=True)
    assert row["words"] == f"'{start}"


def test_a_database_with_all_tables(tmp_path):
    """Typed columns, what they are of in ``about``, for its user only."""
    to = tmp_path / "all.sqlite"
    written = write_tables(WORLD, "tables", to, words=False, overwrite=False)
    assert to.stat().st_mode & 0o077 == 0
    with sqlite3.connect(to) as connection:
        about = dict(connection.execute("SELECT * FROM about"))
        counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COLUMNS]
        types = {row[1]: row[2] for row in connection.execute("PRAGMA table_info(times)")}
        (kind,) = connection.execute("SELECT DISTINCT typeof(seconds) FROM paths").fetchall()
    connection.close()
    assert (about["schema"], about["since"]) == ("kbdesk-tables/1", "2026-11-01")
    assert sum(counts) == written
    assert (types["median"], kind) == ("REAL", ("integer",))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.sqlite"]


def test_text_that_is_no_unicode_is_written_all_the_same(tmp_path):
    """A path may hold bytes that are no text; neither file stops at that."""
    material = replace(WORLD, uses=(Use("2026-11-10T09:00:00+00:00", "open", path="a\udcff.md"),))
    write_tables(material, "tables", tmp_path / "a.db", words=True, overwrite=False)
    write_tables(material, "openings", tmp_path / "a.csv", words=True, overwrite=False)
    assert "a?.md" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_a_file_that_is_there_stays(tmp_path):
    """It is replaced only if that is asked for; a wrong name writes nothing."""
    for name in ("a.csv", "a.sqlite"):
        place = tmp_path / name
        place.write_text("mine")
        with pytest.raises(KbError, match="already"):
            write_tables(WORLD, "cases", place, words=False, overwrite=False)
        assert place.read_text() == "mine"
        assert write_tables(WORLD, "cases", place, words=False, overwrite=True) == 9
        assert place.read_bytes()[:4] != b"mine"
    with pytest.raises(KbError, match="does not say"):
        write_tables(WORLD, "cases", tmp_path / "a.txt", words=False, overwrite=False)
    with pytest.raises(KbError, match="one table"):
        write_tables(WORLD, "tables", tmp_path / "b.csv", words=False, overwrite=False)
    with pytest.raises(KbError, match="cannot be written"):
        write_tables(WORLD, "cases", tmp_path / "no" / "a.sqlite", words=False, overwrite=False)
    assert len(list(tmp_path.iterdir())) == 2


# --- the terminal ---


@pytest.fixture
def desk(plain_git, tmp_path, monkeypatch):
    """A desk whose home is that of the terminal, with a call and some uses of today."""
    monkeypatch.setenv("KBDESK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KBDESK_CACHE", str(tmp_path / "cache"))
    made = make_desk(sample_repo(tmp_path / "kb"), tmp_path)
    run_id = made.calls.start("playbooks/technical/wifi-drops.md", ("it drops",)).run.id
    made.calls.finish(run_id)
    made.calls.store.usage.record_all(made.info.root, WORLD.uses)
    made.close()
    return made


DAYS = ("--since", "2026-11-01", "--until", "2026-11-30")


def test_figures_in_the_terminal(desk, capsys):
    """As text with bars, as JSON and as CSV; one figure, or the list behind one of its points."""
    where = ("--library", desk.info.root, *DAYS)
    assert main(["insight", *where]) == 0
    text = capsys.readouterr().out
    assert "29 % of 7 searches found nothing" in text
    assert "[escalations-by-leaf]" in text
    assert main(["insight", *where, "--figure", "searches-without-result", "--format", "json"]) == 0
    (figure,) = json.loads(capsys.readouterr().out)["figures"]
    assert figure["points"][0] == {"label": "WIFI  blinks", "value": 2, "of": 0, "key": "wifi blinks"}
    assert main(["insight", *where, "--figure", "time-per-step", "--format", "csv"]) == 0
    assert '"time-per-step-technical-wifi-drops"' in capsys.readouterr().out
    assert main(["insight", *where, "--figure", "searches-rephrased", "--behind", "wifi blinks"]) == 0
    assert "“wifi blinks”" in capsys.readouterr().out


def test_wrong_use_of_figures(desk, capsys):
    """A figure or a day that is none is told, with what there is."""
    where = ("--library", desk.info.root)
    assert main(["insight", *where, "--figure", "nonsense"]) == 2
    assert "There are: searches, " in capsys.readouterr().err
    assert main(["insight", *where, "--behind", "x"]) == 2
    assert main(["insight", *where, "--since", "soon"]) == 2
    assert main(["insight", *where, *DAYS, "--figure", "calls", "--behind", "x"]) == 1


def test_tables_in_the_terminal(desk, capsys, tmp_path):
    """Printed as CSV, or written where it is said; words only with --with-words."""
    where = ("--library", desk.info.root, *DAYS)
    for name in NAMES[:-1]:
        assert main(["export", name, *where]) == 0
        assert "it drops" not in capsys.readouterr().out
    assert main(["export", "cases", *where, "--with-words"]) == 0
    assert "it drops" in capsys.readouterr().out
    assert main(["export", "tables", *where, "--to", str(tmp_path / "t.sqlite")]) == 0
    assert re.search(r"^\d+ rows from 2026-11-01 to 2026-11-30 are in ", capsys.readouterr().out)
    assert main(["export", "tables", *where]) == 2
    assert main(["export", "tables", *where, "--to", str(tmp_path / "t.sqlite")]) == 2
    assert main(["export", "tables", *where, "--force", "--to", str(tmp_path / "t.sqlite")]) == 0


def test_calls_from_before_are_in_no_table():
    """The world has ten calls, nine of them of this month."""
    assert len(RUNS) == 10
    assert "before" not in {row["case_id"] for row in rows("paths")}
