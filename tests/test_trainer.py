# SPDX-License-Identifier: MIT
"""Editing playbooks without a window: values as lines, places, messages, plans, the terminal, reviews."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from desks import make_desk, sample_files, sample_repo
from gitrepo import commit
from team_desks import member, only_review, shared_copy

from kbdesk.cli import FINE, FOUND, main
from kbdesk.errors import KbError
from kbdesk.markdown.restep import restepped
from kbdesk.model import Author, ValueField
from kbdesk.model.edits import AddAnswer, AddStep, Goal, RenameStep, RetargetAnswer, SetValueLines

PATH = "playbooks/technical/wifi-drops.md"
MIA = Author("Mia Tran", "mia@example.org")
pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def library(tmp_path):
    return sample_repo(tmp_path / "kb")


@pytest.fixture
def desk(library, tmp_path):
    made = make_desk(library, tmp_path / "home")
    yield made
    made.close()


def test_values_are_lines_and_lines_are_values(desk):
    """What a line says is what the file would; a line without a name is refused."""
    text = desk.trainer.open(PATH).text
    for step in desk.playbook(PATH).steps:
        lines = desk.trainer.form(PATH, text, step.anchor).values
        read = desk.trainer.values("\n".join(lines))
        assert [(one.name, one.label, one.kind, one.choices) for one in read] == [
            (one.name, one.label, one.kind, one.choices) for one in step.values
        ]
    assert desk.trainer.values(" count : how many (number) (optional)\n\n") == (
        ValueField("count", "how many", 0, "number", optional=True),
    )
    with pytest.raises(KbError, match="is no value"):
        desk.trainer.values(": on the label")


def test_wishes_name_steps_by_title_and_the_new_step_comes_back(desk):
    """Several wishes are one text; the step that is told is the new one, else the one that was edited."""
    text = desk.trainer.open(PATH).text
    made = desk.trainer.edited(
        PATH,
        text,
        AddStep("Look at the socket", "check-the-lights"),
        AddAnswer("check-the-lights", "It blinks", Goal("Look at the socket")),
        SetValueLines("look-at-the-socket", "socket: its number"),
    )
    assert made.at == "look-at-the-socket"
    form = desk.trainer.form(PATH, made.text, "look-at-the-socket")
    assert form.values == ("socket: its number",)
    assert desk.trainer.form(PATH, made.text, "check-the-lights").goals[-1] == "Look at the socket"
    assert desk.trainer.edited(
        PATH, text, RetargetAnswer("check-the-lights", 1, Goal("Move the router"))
    ).at == ("check-the-lights")


def test_an_answer_may_lead_to_every_step_of_the_library(desk):
    """Own steps by their titles, other playbooks by theirs, and their steps."""
    places = {place.name: place.goal for place in desk.trainer.places(PATH, desk.trainer.open(PATH).text)}
    assert places["Move the router"] == Goal("move-the-router")
    other = next(path for title, path in desk.trainer.playbooks() if path != PATH)
    book = desk.playbook(other)
    assert places[book.title] == Goal("", other)
    assert places[f"{book.title} › {book.steps[0].title}"] == Goal(book.steps[0].anchor, other)


def test_the_history_says_what_changed_by_structure(desk):
    """One change is one line; more are counted and told below; a text that is no other says nothing."""
    draft = desk.trainer.open(PATH)
    assert desk.trainer.message(draft) == ""
    add = AddAnswer("check-the-lights", "It blinks", Goal("move-the-router"))
    one = replace(draft, text=restepped(PATH, draft.text, add))
    line, _, rest = desk.trainer.message(one).partition("\n\n")
    assert line == "Wi-Fi drops or is slow: new answer “It blinks” at “Check the lights”"
    assert rest == "New answer “It blinks” at “Check the lights”, leads to “Move the router”."
    two = replace(one, text=restepped(PATH, one.text, RenameStep("move-the-router", "Put it elsewhere")))
    line, _, rest = desk.writing.message(two).partition("\n\n")
    assert line.endswith(" and 1 more")
    assert len(line) <= 72
    assert rest.count("\n") == 1
    saved = desk.trainer.save(two, MIA)
    assert saved.commit
    assert desk.past.versions(PATH).versions[0].message == line


def test_splitting_off_takes_links_of_other_files_along(desk, library):
    """One version holds the playbook, the new one and every file whose links lead there."""
    link = f"[power](../{PATH}#check-power-and-cable) [lights](../{PATH}#check-the-lights)"
    commit(library, {"articles/see.md": f"# See\n\n{link}\n"}, "see")
    draft = desk.trainer.open(PATH)
    branch = desk.trainer.branch(PATH, draft.text, "check-power-and-cable")
    assert branch[0] == "check-power-and-cable"
    assert "move-the-router" not in branch
    plan = desk.trainer.plan_split(draft, branch, "Power and cable")
    new = "playbooks/technical/power-and-cable.md"
    assert [change.path for change in plan.changes][:2] == [PATH, new]
    assert "articles/see.md" in {path for path, *_ in plan.links}
    desk.trainer.carry_out(draft, plan, MIA)
    text = (library / "articles/see.md").read_text(encoding="utf-8")
    assert text == f"# See\n\n[power](../{new}#check-power-and-cable) [lights](../{PATH}#check-the-lights)\n"
    errors = [one for one in desk.check() if one.severity == "error"]
    assert errors == []
    again = desk.trainer.plan_join(desk.trainer.open(PATH), new)
    desk.trainer.carry_out(desk.trainer.open(PATH), again, MIA)
    assert not (library / new).exists()
    assert (library / "articles/see.md").read_text(encoding="utf-8") == f"# See\n\n{link}\n"
    assert [one for one in desk.check() if one.severity == "error"] == []


def test_the_terminal_tells_steps_and_answers(library, capsys):
    """Code 1 if anything differs; an article is refused."""
    text = (library / PATH).read_text(encoding="utf-8")
    add = AddAnswer("check-the-lights", "It blinks", Goal("move-the-router"))
    commit(library, {PATH: restepped(PATH, text, add)}, "blinks")
    base = ["compare", PATH, "1", "0", "--library", str(library), "--steps"]
    assert main(base) == FOUND
    told = "New answer “It blinks” at “Check the lights”, leads to “Move the router”"
    assert capsys.readouterr().out == f"{told}.\n"
    assert main([*base, "--json"]) == FOUND
    found = json.loads(capsys.readouterr().out)
    assert found["lines"] == [told]
    assert found["steps"][0]["answers"][0]["what"] == "came"
    assert main(["compare", PATH, "--library", str(library), "--steps"]) == FINE
    assert capsys.readouterr().out == "No step and no answer differs.\n"
    article = "articles/network/forget-a-network.md"
    assert main(["compare", article, "--library", str(library), "--steps"]) not in (FINE, FOUND)


def test_a_review_of_a_playbook_says_first_which_steps_differ(tmp_path):
    """Who reviews reads the change in words above the two texts."""
    anna, bo = Author("Anna", "anna@example.org"), Author("Bo Lind", "bo@example.org")
    rules = '[review]\nrequired = true\nmaintainers = ["anna@example.org"]\n'
    shared = shared_copy(tmp_path / "shared.git", sample_files(), rules)
    writer, reader = member(shared, tmp_path / "bo", bo), member(shared, tmp_path / "anna", anna)
    draft = writer.trainer.open(PATH)
    add = AddAnswer("check-the-lights", "It blinks", Goal("move-the-router"))
    draft = replace(draft, text=restepped(PATH, draft.text, add))
    writer.team.send_for_review(draft, "Blinking", bo)
    reader.team.sync()
    (page,) = reader.team.review_page(only_review(reader))
    assert page.notice == "New answer “It blinks” at “Check the lights”, leads to “Move the router”."
    writer.close()
    reader.close()
