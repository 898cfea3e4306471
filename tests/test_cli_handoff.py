# SPDX-License-Identifier: MIT
"""Handoff notes in the terminal: show, check, redact, resume, and an article from a case."""

from __future__ import annotations

import io
import json
import sys

import pytest
from desks import sample_repo
from gitrepo import commit, git

from kbdesk import handoff
from kbdesk.cli import FAILED, FINE, FOUND, main

WIFI = "playbooks/technical/wifi-drops.md"


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    return sample_repo(tmp_path_factory.mktemp("cli") / "kb")


@pytest.fixture
def library(origin, tmp_path):
    git(tmp_path, "clone", "-q", str(origin), str(tmp_path / "kb"))
    return tmp_path / "kb"


@pytest.fixture
def be(tmp_path, monkeypatch):
    """Sit down as somebody, with a home of their own."""

    def someone(name):
        monkeypatch.setenv("KBDESK_NAME", name)
        monkeypatch.setenv("KBDESK_DATA", str(tmp_path / name / "data"))
        monkeypatch.setenv("KBDESK_CACHE", str(tmp_path / name / "cache"))

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    return someone


@pytest.fixture
def note(library, tmp_path, be, capsys):
    """A note that Mia handed over at the radio fault."""
    be("Mia")
    path = tmp_path / "case.handoff.md"
    given = ("wan_light=green", "router_model=X200", "since=Monday", "ask=Move it off the DFS channels")
    answers = [word for text in ("1", "All devices", "still drops") for word in ("--answer", text)]
    values = [word for text in given for word in ("--set", text)]
    assert main(["run", WIFI, "--library", str(library), *answers, *values, "--handoff", str(path)]) == FINE
    capsys.readouterr()
    return path


def read(path):
    return handoff.from_markdown(path.read_text(encoding="utf-8"))


def test_show_prints_the_note_for_people_or_for_programs(note, capsys, monkeypatch):
    """From a file or the input; without the machine's copy, or only that."""
    assert main(["handoff", "show", str(note)]) == FINE
    text = capsys.readouterr().out
    assert "Move it off the DFS channels" in text
    assert '"schema"' not in text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(note.read_bytes())))
    assert main(["handoff", "show", "-", "--json"]) == FINE
    assert json.loads(capsys.readouterr().out)["id"] == read(note).id


def test_what_is_no_note_is_one_sentence_and_code_2(tmp_path, capsys, monkeypatch):
    """A folder, a file that is none, an input that is no text."""
    (tmp_path / "a.md").write_text("# A\n", encoding="utf-8")
    for name in (tmp_path, tmp_path / "a.md", tmp_path / "none.md"):
        assert main(["handoff", "show", str(name)]) == FAILED
        assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\x00\xfe")))
    assert main(["handoff", "check", "-"]) == FAILED


def test_check_says_what_there_is_to_know(note, library, capsys):
    """Fine as it is; a playbook that changed since, and what must not travel, are findings."""
    assert main(["handoff", "check", str(note)]) == FINE
    assert main(["handoff", "check", str(note), "--library", str(library)]) == FINE
    capsys.readouterr()
    commit(library, {WIFI: (library / WIFI).read_text(encoding="utf-8") + "\nMore.\n"})
    assert main(["handoff", "check", str(note), "--library", str(library), "--json"]) == FOUND
    found = json.loads(capsys.readouterr().out)
    assert (found["playbook"], len(found["findings"])) == ("changed", 1)
    text = note.read_text(encoding="utf-8").replace("off the DFS channels", "and mail lee@example.org")
    note.write_text(text, encoding="utf-8")
    assert main(["handoff", "check", str(note)]) == FOUND
    assert "must not travel" in capsys.readouterr().out


def test_redact_takes_out_what_must_not_travel_and_leaves_the_note_alone(note, tmp_path, capsys):
    """Printed, to a new file, or over the note itself if that is asked for."""
    text = note.read_text(encoding="utf-8").replace(
        "off the DFS channels", "with password: Sommer2026! and mail lee@example.org"
    )
    note.write_text(text, encoding="utf-8")
    before = note.read_bytes()
    assert main(["handoff", "redact", str(note)]) == FINE
    out = capsys.readouterr().out
    assert "lee@example.org" not in out
    assert "Sommer2026" not in out
    assert note.read_bytes() == before
    new = tmp_path / "safe.handoff.md"
    assert main(["handoff", "redact", str(note), "--to", str(new)]) == FINE
    assert new.read_text(encoding="utf-8") == out
    assert dict(read(new).redacted) == {"e-mail": 1, "password": 1}
    assert main(["handoff", "redact", str(note), "--to", str(new)]) == FAILED
    assert main(["handoff", "redact", str(note), "--to", str(note)]) == FINE
    assert note.read_text(encoding="utf-8") == out
    assert [one.anchor for one in read(note).tried] == [one.anchor for one in read(new).tried]


def test_a_case_goes_from_tier_to_tier_in_the_terminal(note, library, be, capsys):
    """Ben reads back and hands on into the same file, Cara solves it, Mia sees that; then an article."""
    case = read(note).id
    base = ["handoff", "resume", str(note), "--library", str(library)]
    be("Ben")
    assert main(base) == FAILED
    assert "read back" in capsys.readouterr().err
    assert read(note).received is None
    ben = ["--answer", "Weak signal", "--answer", "Current", "--set", "reason=weak signal"]
    ben += ["--set", "firmware=7.1", "--set", "ask=Say whether 7.1 forgets its channel"]
    assert main([*base, "--read-back", "Find out whether radar moves it", *ben]) == FINE
    assert f"The note is in {note}." in capsys.readouterr().out
    assert (read(note).sender.name, read(note).to.tier) == ("Ben", "3")

    be("Cara")
    cara = ["--answer", "1", "--set", "cause=7.1 forgets its channel", "--set", "fix=Back to 7.0"]
    assert main([*base, "--read-back", "Try it in the lab", *cara]) == FINE
    assert "Solved." in capsys.readouterr().out
    assert (read(note).outcome.by, read(note).id) == ("Cara", case)
    assert [one.by for one in read(note).tried] == ["Mia"] * 4 + ["Ben"] * 3 + ["Cara"] * 2

    before = git(library, "status", "--porcelain")
    article = note.with_name("new.md")
    assert main(["article", "from-case", case, "--library", str(library), "--to", str(article)]) == FINE
    assert "Back to 7.0" in article.read_text(encoding="utf-8")
    assert main(["article", "from-case", case, "--library", str(library)]) == FINE
    assert article.read_text(encoding="utf-8") in capsys.readouterr().out
    assert git(library, "status", "--porcelain") == before
    assert main(["article", "from-case", "nosuchcase", "--library", str(library)]) == FAILED


def test_a_case_that_stops_early_is_gone_on_with_by_the_same_words(note, library, be, capsys):
    """Code 1 where the answers end; the next resume goes on from there without reading back again."""
    base = ["handoff", "resume", str(note), "--library", str(library)]
    be("Ben")
    assert main([*base, "--read-back", "Find out whether radar moves it"]) == FOUND
    assert "stands at “Read the radio log”" in capsys.readouterr().err
    assert main([*base, "--answer", "Radar seen"]) == FOUND
    assert "stands at “Leave the DFS channels”" in capsys.readouterr().err


def test_ctrl_d_instead_of_reading_back_takes_nothing(note, library, be, capsys, monkeypatch):
    """Whoever says nothing has not taken the case: one sentence, and the note can be read back later."""
    base = ["handoff", "resume", str(note), "--library", str(library)]
    be("Ben")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert main(base) == FAILED
    assert capsys.readouterr().err == "kbdesk: stopped.\n"
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert main(base) == FAILED
    assert main([*base, "--read-back", "Find out whether radar moves it"]) == FOUND
