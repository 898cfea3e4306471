# SPDX-License-Identifier: MIT
"""docs/formats.md, the public description, says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from builders import known

from kbdesk.handoff import SCHEMA, schema
from kbdesk.markdown import parse, read_synonyms
from kbdesk.model import Playbook, SourceFile
from kbdesk.playbook import CODES, check_playbook

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "formats.md").read_text("utf-8")


def example(title: str) -> str:
    """The first Markdown example under a heading."""
    return TEXT.split(f"\n## {title}\n")[1].split("```markdown\n")[1].split("\n```\n")[0] + "\n"


def test_the_table_of_codes_is_the_checkers():
    """Each code stands there in order, with its sentence and an example."""
    rows = re.findall(r"^\| (KB\d{3}) \| (.+?) \| (.+) \|$", TEXT, re.MULTILINE)
    assert [(code, sentence) for code, sentence, _ in rows] == list(CODES.items())
    assert all(shown.strip() for *_, shown in rows)


def test_the_checker_uses_the_codes_of_the_table_and_no_others():
    """No code is promised that nothing finds, and none is found that the table does not tell."""
    sources = [path for path in (ROOT / "kbdesk" / "playbook").glob("*.py") if path.name != "codes.py"]
    sources.append(ROOT / "kbdesk" / "desk" / "personal.py")
    used = {code for path in sources for code in re.findall(r"\"(KB\d{3})\"", path.read_text("utf-8"))}
    assert used == set(CODES)


def test_the_example_of_a_playbook_is_sound():
    """It has every kind of step, all its values reach the handoff, and only untried answers are told."""
    book = parse(SourceFile("playbooks/wifi.md", "", example("2. Playbook")))
    assert isinstance(book, Playbook)
    assert {step.kind for step in book.steps} == {"step", "resolve", "escalate"}
    assert [(one.tier, one.to_tier, one.to_team) for one in book.steps if one.kind == "escalate"] == [
        ("1", "2", ""),
        ("1", "2", ""),
        ("2", "specialist", "wireless"),
    ]
    found = check_playbook(book, lambda path: frozenset(), known(book), resolve=lambda _, target: target)
    assert [finding.code for finding in found] == ["KB112"]


def test_the_example_of_an_article_is_read_without_a_problem():
    """Every key of its front matter is one that kbdesk knows."""
    article = parse(SourceFile("articles/wifi.md", "", example("1. Article")))
    assert (article.problems, article.meta.extra) == ((), ())
    assert article.meta.errors == ("E-809", "0x80070035")


def test_the_example_of_synonyms_is_read_without_a_problem():
    """Each of its lines is a group, or one for each phrase left of an arrow."""
    groups, problems = read_synonyms(example("4. Synonyms"))
    assert problems == ()
    assert [group.words[0] for group in groups if not group.one_way] == ["wifi", "password", "MFA"]
    assert [group.words[0] for group in groups if group.one_way] == ["kicked out", "blue screen", "BSOD"]


@pytest.mark.parametrize("name", [*schema()["properties"]])
def test_every_field_of_a_note_is_described(name):
    """The table of the note names each field of the published schema."""
    assert re.search(rf"`{name}\b", TEXT.split("## 3. Handoff note")[1].split("\n## ")[0])


def test_the_name_of_the_schema_is_the_one_that_is_written():
    """Programs find a note by this name."""
    assert json.dumps(SCHEMA) in TEXT
