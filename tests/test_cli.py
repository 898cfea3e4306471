# SPDX-License-Identifier: MIT
"""The terminal: verbs, formats and exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import jsonschema
import pytest
from desks import ROOT, sample_repo

from kbdesk import handoff
from kbdesk.cli import FAILED, FINE, FOUND, main
from kbdesk.cli.commands import desk_at

WIFI = "playbooks/technical/wifi-drops.md"
TO_RADIO_FAULT = ["--answer", "The light is green", "--answer", "2", "--answer", "still drops"]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return sample_repo(tmp_path_factory.mktemp("cli") / "sample")


def test_search_prints_a_list_of_objects(library, capsys):
    """``search --json`` gives path, title, kind, tier, score and snippet, best first."""
    code = main(["search", "my", "wifi", "keeps", "cutting", "out", "--library", str(library), "--json"])
    hits = json.loads(capsys.readouterr().out)
    assert code == FINE
    assert hits[0]["path"] == WIFI
    assert [set(hit) for hit in hits] == [{"path", "title", "kind", "tier", "score", "snippet"}] * len(hits)
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_search_filters_and_limits(library, capsys):
    """Filters and limit hold; nothing found is code 1 with an empty list."""
    base = ["search", "wifi", "--library", str(library), "--json"]
    assert main([*base, "--kind", "article", "--limit", "2"]) == FINE
    hits = json.loads(capsys.readouterr().out)
    assert len(hits) == 2
    assert {hit["kind"] for hit in hits} == {"article"}
    assert main([*base, "--tag", "nosuchtag"]) == FOUND
    assert json.loads(capsys.readouterr().out) == []


def test_search_answers_many_queries(library, tmp_path, capsys):
    """``search --queries --json`` prints a line per query, in its order, with ten hits at most."""
    file = tmp_path / "queries.tsv"
    file.write_text("a-1\tforget a netwo\r\nb-2\twindow\nc-3\tqqzzxxjjkk\n", encoding="utf-8")
    base = ["search", "--queries", str(file), "--library", str(library), "--json"]
    assert main(base) == FINE
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == ["a-1", "b-2", "c-3"]
    assert lines[0]["hits"][0]["path"] == "articles/network/forget-a-network.md"
    scores = [hit["score"] for hit in lines[1]["hits"]]
    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)
    assert lines[2]["hits"] == [] or lines[2]["nearest"]
    assert main([*base, "--limit", "3"]) == FINE
    assert len(json.loads(capsys.readouterr().out.splitlines()[1])["hits"]) == 3


def test_search_tells_which_line_is_no_query(library, tmp_path, capsys):
    """A line without a tab, bytes that are not UTF-8, no file, and no words at all are wrong use."""
    file = tmp_path / "queries.tsv"
    base = ["search", "--library", str(library), "--queries", str(file)]
    assert main(base) == FAILED
    file.write_text("a-1\twifi\n\nno tab here\n", encoding="utf-8")
    assert main(base) == FAILED
    assert "Line 3" in capsys.readouterr().err
    file.write_bytes(b"a-1\tm\xfcller\n")
    assert main(base) == FAILED
    assert "not UTF-8" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["search", "--library", str(library)])


def test_check_finds_what_is_broken(tmp_path, capsys):
    """A dead end is a finding with path, line, code, severity and message, and code 1."""
    book = tmp_path / "playbooks" / "broken.md"
    book.parent.mkdir()
    book.write_text("# Broken\n\n## Tier 1\n\n### Ask\n\n- [On](#nowhere)\n- [Off](#stop)\n\n### Stop\n")
    assert main(["check", "--library", str(tmp_path), "--format", "json"]) == FOUND
    findings = json.loads(capsys.readouterr().out)
    assert {"path", "line", "code", "severity", "message"} <= set(findings[0])
    assert {(f["path"], f["line"]) for f in findings if f["severity"] == "error"} >= {
        ("playbooks/broken.md", 7),
        ("playbooks/broken.md", 10),
    }
    assert main(["check", str(book), "--library", str(tmp_path)]) == FOUND
    assert "playbooks/broken.md:7: error" in capsys.readouterr().out


def test_check_is_clean_on_the_sample(library, capsys):
    """The sample library has neither errors nor warnings."""
    assert main(["check", "--library", str(library)]) == FINE
    assert "error" not in capsys.readouterr().out


def test_run_escalates_into_a_note_that_validates(library, tmp_path, capsys):
    """Answers by text, by number and by part lead to the note, which fits the schema."""
    note = tmp_path / "case.handoff.md"
    values = ["--set", "wan_light=green", "--set", "router_model=X200", "--set", "since=Monday"]
    ask = ["--set", "ask=Move the router off the DFS channels"]
    code = main(
        ["run", WIFI, "--library", str(library), *TO_RADIO_FAULT, *values, *ask, "--handoff", str(note)]
    )
    assert code == FINE
    assert "lacks" not in capsys.readouterr().err
    read = handoff.from_markdown(note.read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(handoff.to_json(read)), handoff.schema())
    assert read.ask == "Move the router off the DFS channels"
    assert note.stat().st_mode & 0o077 == 0


def test_run_says_which_answers_there_are(library, capsys):
    """An answer that does not exist is wrong use, and the sentence names those that do."""
    assert main(["run", WIFI, "--library", str(library), "--answer", "purple"]) == FAILED
    assert "The light is green" in capsys.readouterr().err


def test_run_that_stops_early_is_no_result(library, capsys, monkeypatch):
    """Without enough answers the run says where it stopped, with code 1."""
    monkeypatch.setattr(sys, "stdin", open("/dev/null"))  # noqa: SIM115, PTH123
    assert main(["run", WIFI, "--library", str(library), "--answer", "1"]) == FOUND
    assert "stopped at" in capsys.readouterr().err
    sys.stdin.close()


class Terminal(io.StringIO):
    """A terminal at which somebody types this and then Ctrl-D."""

    def isatty(self):
        return True


@pytest.mark.parametrize("typed", ["", "green\n", "green\n1\n"])
def test_ctrl_d_ends_a_run_where_it_stands(library, capsys, monkeypatch, typed):
    """At a value or an answer it is the end of the answers, and no call stays open."""
    desk = desk_at(library)
    before = desk.calls.restore()
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    assert main(["run", WIFI, "--library", str(library)]) == FOUND
    assert "stopped at" in capsys.readouterr().err
    desk.close()
    again = desk_at(library)
    assert again.calls.restore() == before
    again.close()


def test_run_resolves(library, capsys):
    """A path to a Resolve step ends with code 0."""
    code = main(["run", WIFI, "--library", str(library), "--answer", "1", "--answer", "1", "--answer", "1"])
    assert code == FINE
    assert "Solved." in capsys.readouterr().out


def test_show_prints_the_text(library, capsys):
    """``show`` prints title, last change and text."""
    assert main(["show", "articles/network/forget-a-network.md", "--library", str(library)]) == FINE
    out = capsys.readouterr().out
    assert "by Anna" in out
    assert "## " in out


def test_new_makes_a_library_that_is_clean(tmp_path, capsys):
    """A new library has no errors or warnings, and its folder must be empty."""
    assert main(["new", str(tmp_path / "kb")]) == FINE
    assert main(["check", "--library", str(tmp_path / "kb")]) == FINE
    assert main(["new", str(tmp_path / "kb")]) == FAILED
    assert "already in use" in capsys.readouterr().err


def test_wrong_use_is_one_sentence_and_code_2(tmp_path, capsys):
    """Failures go to standard error as one sentence, without a trace."""
    for words in (["search", "x", "--library", str(tmp_path / "none")], ["show", "a.md"], ["run", "none.md"]):
        assert main(words) == FAILED
        err = capsys.readouterr().err
        assert err.startswith("kbdesk: ")
        assert "Traceback" not in err
    with pytest.raises(SystemExit) as stop:
        main(["search"])
    assert stop.value.code == FAILED


def test_index_tells_its_progress_as_json_lines(library):
    """The child process prints one JSON object a line, the last with the number of documents."""
    done = subprocess.run(
        [sys.executable, "-m", "kbdesk", "index", str(library), "--progress"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=120,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["done"] == 0
    assert lines[-1] == {"indexed": lines[0]["to_do"]}
    assert done.stderr == ""


def test_doctor_says_what_is_here(capsys):
    """``doctor`` names versions and the folders that kbdesk uses."""
    main(["doctor"])
    out = capsys.readouterr().out
    assert "PySide6" in out
    assert "cases" in out


def test_no_display_is_said_before_qt_is_loaded(tmp_path):
    """Without a display the window's verb says what to do instead, with code 2."""
    import os

    env = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    done = subprocess.run(
        [sys.executable, "-m", "kbdesk", str(tmp_path)], capture_output=True, text=True, check=False, env=env
    )
    if sys.platform.startswith("linux"):
        assert done.returncode == FAILED
        assert "kbdesk tour" in done.stderr
