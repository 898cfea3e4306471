# SPDX-License-Identifier: MIT
"""Export and import in the terminal: formats by the ending, nothing written over, guesses told."""

from __future__ import annotations

import json
import re
import sys
from io import BytesIO, TextIOWrapper

import pytest
from desks import sample_repo

from kbdesk.cli import main

BOOK = "playbooks/technical/wifi-drops.md"
TREE = "question,answer,next\nIs it on?,Yes,resolve\nIs it on?,No,Plug it in\n"


@pytest.fixture
def library(tmp_path):
    return sample_repo(tmp_path / "kb")


def kbdesk(library, *words):
    """Run a verb on the library and give its exit code."""
    return main([*map(str, words), "--library", str(library)])


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.mmd", b"flowchart TD"),
        ("a.dot", b"digraph"),
        ("a.JSON", b"{"),
        ("a.html", b"<!DOCTYPE"),
        ("a.pdf", b"%PDF-"),
    ],
)
def test_the_ending_says_the_format(library, tmp_path, capsys, name, begins):
    """Each format is written to the file that was named, and not over one that is there."""
    file = tmp_path / name
    assert kbdesk(library, "export", BOOK, "--to", file) == 0
    assert file.read_bytes().startswith(begins)
    assert str(file) in capsys.readouterr().out
    file.write_bytes(b"mine")
    assert kbdesk(library, "export", BOOK, "--to", file) == 2
    assert file.read_bytes() == b"mine"
    assert "already" in capsys.readouterr().err
    assert kbdesk(library, "export", BOOK, "--to", file, "--force") == 0
    assert file.read_bytes().startswith(begins)


def test_a_pdf_has_numbered_pages_and_links_between_steps(library, tmp_path):
    """Links inside the PDF name their step, and every step of the playbook is a place in it."""
    file = tmp_path / "a.pdf"
    assert kbdesk(library, "export", BOOK, "--to", file) == 0
    data = file.read_bytes()
    assert len(re.findall(rb"/Type /Page\b(?!s)", data)) >= 3
    assert data.count(b"/Dest ") >= 28
    assert b"/Dests" in data


def test_a_page_holds_the_playbooks_that_answers_lead_into_or_stands_alone(library, capsysbinary):
    """With --alone the other playbook is named, not shown."""
    path = "playbooks/care/public-complaint.md"
    assert kbdesk(library, "export", path, "--format", "html") == 0
    together = capsysbinary.readouterr().out
    assert kbdesk(library, "export", path, "--format", "html", "--alone") == 0
    alone = capsysbinary.readouterr().out
    assert b"<h2>Playbook: " in together
    assert b"<h2>Playbook: " not in alone
    assert b"\xe2\x86\x92 playbooks/" in alone


def test_without_a_file_the_export_is_printed(library, capsysbinary):
    """The format is then an option; without it the verb says so."""
    assert kbdesk(library, "export", BOOK, "--format", "dot") == 0
    out = capsysbinary.readouterr().out
    assert out.startswith(b"digraph playbook {\n")
    assert kbdesk(library, "export", BOOK) == 2
    assert b"--format" in capsysbinary.readouterr().err
    assert kbdesk(library, "export", BOOK, "--to", "x.odd") == 2
    assert kbdesk(library, "export", "articles/billing/card-declined.md", "--format", "dot") == 2


def test_an_export_comes_back_as_the_same_file(library, tmp_path, capsys):
    """CACAO out and in again gives the playbook to the byte, and no new file where one is."""
    file = tmp_path / "a.json"
    assert kbdesk(library, "export", BOOK, "--to", file) == 0
    assert kbdesk(library, "import", file, "--to", "playbooks/technical/again.md") == 0
    text = (library / BOOK).read_text("utf-8")
    assert (library / "playbooks/technical/again.md").read_text("utf-8") == text
    assert kbdesk(library, "import", file, "--to", BOOK) == 2
    assert "already" in capsys.readouterr().err


def test_a_playbook_that_is_imported_into_another_folder_keeps_its_links(library, tmp_path, capsys):
    """Links to articles and other playbooks are written anew from where it stands."""
    file = tmp_path / "a.json"
    assert kbdesk(library, "export", BOOK, "--to", file) == 0
    assert kbdesk(library, "import", file, "--to", "playbooks/new/deep/again.md") == 0
    capsys.readouterr()
    assert kbdesk(library, "check", "playbooks/new/deep/again.md") == 0
    assert "KB20" not in capsys.readouterr().out


def test_a_table_is_printed_as_a_draft_and_what_was_guessed_is_told_beside(
    library, tmp_path, capsys, monkeypatch
):
    """On the output stands the draft alone; from the input, the format is an option."""
    file = tmp_path / "is-it-on.csv"
    file.write_text(TREE, encoding="utf-8")
    assert kbdesk(library, "import", file) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("---\ntitle: Is it on\nconfidence: draft\n---\n")
    assert "Plug it in" in printed.err
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(TREE.encode())))
    assert kbdesk(library, "import", "-", "--format", "csv", "--to", "playbooks/x.md") == 0
    assert (library / "playbooks/x.md").is_file()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(TREE.encode())))
    assert kbdesk(library, "import", "-") == 2
    file.write_text("question,answer,next\nOn?,Yes,\n", encoding="utf-8")
    capsys.readouterr()
    assert kbdesk(library, "import", file, "--to", "playbooks/y.md") == 2
    assert "Line 2" in capsys.readouterr().err
    assert not (library / "playbooks/y.md").exists()


@pytest.mark.parametrize("to", ["articles/x.md", "../x.md", "playbooks/x.txt", "playbooks/README.md"])
def test_a_draft_stands_under_playbooks_only(library, tmp_path, capsys, to):
    """Elsewhere nothing is written."""
    file = tmp_path / "a.csv"
    file.write_text(TREE, encoding="utf-8")
    assert kbdesk(library, "import", file, "--to", to) == 2
    assert capsys.readouterr().err
    assert not (library / to).exists()


def test_a_folder_of_runbooks_becomes_drafts_and_the_broken_one_is_named(library, tmp_path, capsys):
    """Code 1 if a file could not be made; what is there stays."""
    folder = tmp_path / "runbooks"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/one.md").write_text("# One\n\n1. a\n2. b\n", encoding="utf-8")
    (folder / "two.md").write_bytes(b"\0")
    assert kbdesk(library, "import", folder, "--to", "playbooks/new") == 1
    told = capsys.readouterr()
    assert "1 draft written" in told.out
    assert "two.md" in told.err
    assert "# One" in (library / "playbooks/new/deep/one.md").read_text("utf-8")
    assert kbdesk(library, "import", folder) == 2
    assert kbdesk(library, "import", folder, "--to", "playbooks/new") == 1
    assert "already" in capsys.readouterr().err


def test_the_json_that_is_printed_is_json(library, capsysbinary):
    """What is printed can be piped on."""
    assert kbdesk(library, "export", BOOK, "--format", "cacao") == 0
    assert json.loads(capsysbinary.readouterr().out)["spec_version"] == "cacao-2.0"
