# SPDX-License-Identifier: MIT
"""Playbooks are read into steps as the file format says; the cases are Markdown with an outline beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbdesk.markdown import parse
from kbdesk.model import Article, Playbook, SourceFile, Step

CASES = Path(__file__).parent / "cases" / "playbooks"


def read(text: str, path: str = "playbooks/case.md") -> Playbook:
    """A playbook from its text."""
    document = parse(SourceFile(path, "0" * 40, text))
    assert isinstance(document, Playbook)
    return document


def outline(playbook: Playbook) -> str:
    """A playbook as a text to compare: every field that is not empty, one a line."""
    lines = [f"title: {playbook.title}", f"intro: {playbook.intro!r}"]
    lines += [f"problem {problem.line}: {problem.message}" for problem in playbook.problems]
    for step in playbook.steps:
        lines += ["", *_step(step)]
    return "\n".join(lines) + "\n"


def _step(step: Step) -> list[str]:
    where = f"tier {step.tier}" + (f" ({step.team})" if step.team else "")
    lines = [f"{step.line} #{step.anchor}: {step.kind} in {where}: {step.title}"]
    if step.to_tier:
        lines.append(f"    to {step.to_tier} {step.to_team}".rstrip())
    lines += [f"    say: {say!r}" for say in step.says]
    for value in step.values:
        kind = f"one of {' | '.join(value.choices)}" if value.kind == "choice" else value.kind
        optional = ", optional" if value.optional else ""
        lines.append(f"    {value.line} value {value.name}: {value.label!r}, {kind}{optional}")
    lines += [f"    | {line}" for line in step.body.splitlines()]
    lines += [f"    {link.line} read {link.target}: {link.text}" for link in step.links]
    lines += [
        f"    {a.line} {number}. {a.text} -> {a.playbook}#{a.anchor}"
        for number, a in enumerate(step.answers, 1)
    ]
    return lines


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.md")))
def test_case(name):
    """Each case is read exactly as its outline says."""
    playbook = read((CASES / f"{name}.md").read_text("utf-8"), f"playbooks/{name}.md")
    assert outline(playbook) == (CASES / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("playbooks/a.md", Playbook),
        ("team/playbooks/deep/a.md", Playbook),
        ("playbooks/README.md", Article),
        ("articles/playbooks.md", Article),
        ("a.md", Article),
    ],
)
def test_kind_follows_the_folder(path, kind):
    """A file is a playbook if it stands under a folder called playbooks, README.md excepted."""
    assert isinstance(parse(SourceFile(path, "", "# A\n\n### B\n")), kind)


def test_practice_and_its_ends():
    """Practice paths are read in both YAML forms, with the end that each one's comment names."""
    text = """---
practice:
  - [Yes, "No, not yet"]   # ends at: resolve-done
  - [No]
  - - Maybe
    - Yes   # ends at: escalate-to-tier-2-x
  - [Long,
     path]  # ends at: #resolve-long
  - [Into another]  # ends at: playbooks/b.md#resolve-done
---
### A
"""
    meta = read(text).meta
    assert meta.practice == (
        ("Yes", "No, not yet"),
        ("No",),
        ("Maybe", "Yes"),
        ("Long", "path"),
        ("Into another",),
    )
    assert meta.practice_ends == (
        "resolve-done",
        "",
        "escalate-to-tier-2-x",
        "resolve-long",
        "playbooks/b.md#resolve-done",
    )


def test_indented_code_at_the_top_of_a_step_stays_code():
    """The blanks that make it code are kept, those of the lines around it are not needed."""
    assert read("### A\n\n    ipconfig /all\n\n- [x](#a)\n").steps[0].body == "    ipconfig /all"


def test_body_is_cut_from_the_source():
    """What is left of a step keeps its bytes: odd spacing, escapes and blank lines in code."""
    text = "### A\n\nXbox:\n*  odd   bullet\n*  \\*two\\*\n\n> say\n\n```\na\n\n\nb\n```\n\n- [x](#a)\n"
    assert read(text).steps[0].body == "Xbox:\n*  odd   bullet\n*  \\*two\\*\n\n```\na\n\n\nb\n```"


@pytest.mark.parametrize("blanks", ["   ", "\t", " \n\n  "])
def test_lines_of_blanks_are_no_text(blanks):
    """A step with nothing but white space above its answers has no text."""
    assert read(f"### A\n{blanks}\n\n- [x](#a)\n").steps[0].body == ""


def test_lines_are_those_of_the_file():
    """Lines of steps, values and answers count the front matter, whatever the line ends are."""
    text = "---\ntitle: T\n---\n\n### A\n\n- [ ] `v`: x\n\nThen:\n- [y](#a)\n"
    for ends in ("\n", "\r\n", "\r"):
        step = read(text.replace("\n", ends)).steps[0]
        assert (step.line, step.values[0].line, step.answers[0].line) == (5, 7, 10)
        assert step.body == ""


def test_a_playbook_without_steps_says_so():
    """A playbook without any step is a playbook with a problem."""
    playbook = read("# Only a title\n\nSome text.\n")
    assert playbook.steps == ()
    assert playbook.intro == "Some text."
    assert [problem.line for problem in playbook.problems] == [1]
    assert "no step" in playbook.problems[0].message


def test_a_link_that_waits_for_its_target_is_no_answer_to_the_first_step():
    """``#`` and nothing stand for no step; the file's own name stands for its first."""
    text = "### A\n\n- [Soon](#)\n- [Later]()\n- [Again](case.md)\n"
    answers = read(text).steps[0].answers
    assert [(one.text, one.playbook, one.anchor) for one in answers] == [
        ("Soon", "", ""),
        ("Later", "", ""),
        ("Again", "playbooks/case.md", ""),
    ]


def test_a_value_needs_a_name_and_a_choice_its_choices():
    """A tick box without a name is plain text; "one of" nothing asks for any text."""
    step = read("### A\n\n- [ ] ` `: no name\n- [ ] `v`: x (one of: )\n").steps[0]
    assert [(one.name, one.label, one.kind) for one in step.values] == [("v", "x", "text")]
    assert step.body == "- [ ] ` `: no name"


@pytest.mark.parametrize(
    "heading", ["Specialist databases", "Specialists: databases", "Specialist – databases"]
)
def test_the_team_of_a_specialist_tier_has_no_sign_before_it(heading):
    """The name of a specialist team may follow a colon or a dash."""
    step = read(f"## {heading}\n\n### A\n").steps[0]
    assert (step.tier, step.team) == ("specialist", "databases")


@pytest.mark.parametrize("title", ["Look", "Resolve: done", "Escalate to nobody: done"])
def test_a_step_that_hands_nothing_over_names_no_tier_and_no_team(title):
    """Only an escalation goes to somebody."""
    step = read(f"## Tier 2: network\n\n### {title}\n").steps[0]
    assert (step.to_tier, step.to_team) == (None, "")


def test_a_list_of_values_leaves_the_words_around_it():
    """Text right before and after a list of values stays the step's text, as two paragraphs."""
    book = read(
        "# P\n\n## Tier 1\n\n### One\n\n"
        "Look at the back.\n- [ ] `serial` the number\n- [ ] `model`\n\nWrite it down.\n"
    )
    assert [(one.name, one.label) for one in book.steps[0].values] == [
        ("serial", "the number"),
        ("model", ""),
    ]
    assert book.steps[0].body == "Look at the back.\n\nWrite it down."


def test_a_line_with_code_and_no_box_is_no_value():
    """A list that names a command is the step's text."""
    book = read("# P\n\n## Tier 1\n\n### One\n\n- run `ipconfig` now\n- look\n")
    assert book.steps[0].values == ()
    assert "ipconfig" in book.steps[0].body


@pytest.mark.parametrize("intro", ["    indented code\n\nLast line.", "Xbox, if it shows an X"])
def test_the_text_above_the_steps_is_cut_from_the_source(intro):
    """It keeps its indentation, its last line and every letter, with or without a step below it."""
    assert read(f"# P\n\n{intro}").intro == intro
    assert read(f"# P\n\n{intro}\n\n### A\n").intro == intro


def test_a_quote_that_begins_with_a_heading_is_words_to_say():
    """Only a paragraph makes a quote a call-out, as on a git host; an empty quote is neither."""
    assert read("### A\n\n> # [!NOTE]\n>\n> Good morning.\n\n>\n").steps[0].says == ("Good morning.",)


@pytest.mark.parametrize("below", ["Good to know:\n\n- one\n- two", "Good to know."])
def test_answers_may_stand_above_other_things(below):
    """The answers are the last list of links to steps, whatever text and other lists come after it."""
    step = read(f"### A\n\n- [x](#a)\n\n{below}\n").steps[0]
    assert [one.text for one in step.answers] == ["x"]
    assert step.body == below


@pytest.mark.parametrize(
    ("line", "body"), [("Then:", ""), ("then", ""), ("Then", ""), ("Then do:", "Then do:")]
)
def test_the_line_before_the_answers_is_no_text(line, body):
    """“Then”, with or without its colon, goes with the answers; any other line stays."""
    assert read(f"### A\n\n{line}\n\n- [x](#a)\n").steps[0].body == body


def test_a_link_in_a_heading_is_read_at_its_own_step():
    """Steps without a line of text between them each have the article that their heading links to."""
    steps = read("### [A](../a.md)\n### [B](../b.md)\n").steps
    assert [[link.target for link in step.links] for step in steps] == [["../a.md"], ["../b.md"]]


def test_values_may_be_numbered_and_stand_among_anything():
    """A numbered list holds values, too; an empty item and one of code are the step's text."""
    step = read("### A\n\n1. [ ] `v`: x\n2.\n3. ```\n   code\n   ```\n").steps[0]
    assert [(one.name, one.line) for one in step.values] == [("v", 3)]
    assert step.body == "2.\n3. ```\n   code\n   ```"


def test_a_step_brings_the_link_definitions_that_it_uses():
    """They come whole and in order, in whatever case they are named; those that others use stay there."""
    used = '[run book]: ../articles/r.md\n  "The\n  run book"\n[chart]: chart.png'
    text = f"### A\n\nSee [this][Run Book] and the ![Chart].\n\n### B\n\n[Else]\n\n{used}\n[else]: else.md\n"
    first, second = read(text).steps
    assert first.body == f"See [this][Run Book] and the ![Chart].\n\n{used}"
    assert second.body == "[Else]\n\n[else]: else.md"


def test_a_link_definition_right_below_its_heading_is_there_once():
    """It is a part of the step's own text and not brought from elsewhere."""
    text = "[r]: ../articles/r.md\n\nSee [this][r]."
    assert [step.body for step in read(f"### A\n{text}\n\n### B\n").steps] == [text, ""]


def test_a_link_definition_right_below_the_last_line_of_a_step_comes_with_it():
    """Without an empty line between them, too, the link leads somewhere where the step is shown."""
    line, definition = "#### See [this][r]", "[r]: ../articles/r.md"
    assert read(f"### A\n\n{line}\n{definition}\n").steps[0].body == f"{line}\n\n{definition}"


@pytest.mark.parametrize(("front", "tier"), [("", "1"), ("---\ntier: 2\n---\n", "2")])
def test_steps_above_the_first_tier_are_of_the_lowest_one(front, tier):
    """That is the tier of the front matter, or tier 1, and no team's."""
    steps = read(f"{front}### A\n\n## Tier 3: network\n\n### B\n").steps
    assert [(step.tier, step.team) for step in steps] == [(tier, ""), ("3", "network")]


@pytest.mark.parametrize("link", ["[](#b)", "[ ](#b)", "[![](picture.png)](#b)"])
def test_a_link_without_words_is_no_answer(link):
    """Nobody could read it, and the record would not hold what was answered: the list is a finding."""
    book = read(f"### A\n\n- {link}\n- [No](#b)\n\n### B\n")
    assert book.steps[0].answers == ()
    assert [problem.line for problem in book.problems] == [3]
    named = read(f"### A\n\n- {link.replace('[]', '[Yes]').replace('[ ]', '[Yes]')}\n- [No](#b)\n\n### B\n")
    assert [one.text for one in named.steps[0].answers] == ["Yes", "No"]


@pytest.mark.parametrize(
    "item", ["[Yes](#b) [or so](#a)", "See [Yes](#b)", "[Yes](#b) today", "![](p.png)[Yes](#b)"]
)
def test_an_item_of_two_links_or_with_words_around_its_link_is_no_answer(item):
    """It would not be clear where it leads, or a part of it would be lost."""
    book = read(f"### A\n\n- {item}\n- [No](#b)\n\n### B\n")
    assert book.steps[0].answers == ()
    assert [problem.line for problem in book.problems] == [3]


@pytest.mark.parametrize("more", ["\n  Only at night.\n", "  - and then\n"])
def test_an_item_with_more_than_its_link_is_no_answer(more):
    """What stands below the link would be lost: the list is a finding, and all of it stays to be read."""
    text = f"- [Yes](#b)\n{more}- [No](#b)"
    book = read(f"### A\n\n{text}\n\n### B\n")
    assert book.steps[0].answers == ()
    assert book.steps[0].body == text


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("[**Yes** *please*](#b)", "Yes please"),
        ("[`ls` `-l`](#b)", "ls -l"),
        ("&nbsp;[Yes](#b)&nbsp;", "Yes"),
    ],
)
def test_blanks_part_the_words_of_an_answer_and_count_for_nothing_around_it(item, said):
    """Words of different looks keep the blank between them; one that an editor left outside does no harm."""
    book = read(f"### A\n\n- {item}\n\n### B\n")
    assert [one.text for one in book.steps[0].answers] == [said]
