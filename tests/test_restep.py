# SPDX-License-Identifier: MIT
"""One edit of a playbook's text: it says the old text with that edit; other lines stay to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playbook_edits import PATH, SAMPLES, SMALL, an_edit, book, steps

from kbdesk.errors import KbError
from kbdesk.markdown import anchor
from kbdesk.markdown.restep import restepped, step_parts
from kbdesk.markdown.sections import Sheet
from kbdesk.markdown.splitting import joined, split_off
from kbdesk.model import ValueField
from kbdesk.model.edits import (
    AddAnswer,
    AddStep,
    Goal,
    MoveAnswer,
    RemoveAnswer,
    RemoveStep,
    RenameStep,
    RetargetAnswer,
    RewordAnswer,
    SetBody,
    SetSays,
    SetValues,
)


def changed_lines(before, after):
    """The lines that went and those that came, as (set of indexes, list of texts)."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    first = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
        min(len(old), len(new)),
    )
    back = 0
    while back < min(len(old), len(new)) - first and old[-1 - back] == new[-1 - back]:
        back += 1
    return (first, len(old) - back), new[first : len(new) - back]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (
            AddAnswer("look-at-it", "It blinks", Goal("change-it")),
            "line.md#check)\n",
            "line.md#check)\n4. [It blinks](#change-it)\n",
        ),
        (
            AddAnswer("change-it", "No *idea*", Goal("", "playbooks/line.md")),
            "* [It still drops](#escalate-to-tier-2-radio)\n",
            "* [It still drops](#escalate-to-tier-2-radio)\n* [No \\*idea\\*](line.md)\n",
        ),
        (
            AddAnswer("escalate-to-tier-2-radio", "Goes on", Goal("change-it")),
            "colour (one of: green, red)\n$",
            "colour (one of: green, red)\n\nThen:\n\n- [Goes on](#change-it)\n$",
        ),
        (RewordAnswer("look-at-it", 1, "Fine"), "1. [It works](", "1. [Fine]("),
        (
            RetargetAnswer("look-at-it", 2, Goal("resolve-done")),
            '(<#change-it> "why")',
            '(<#resolve-done> "why")',
        ),
        (
            RetargetAnswer("look-at-it", 1, Goal("other", "playbooks/line.md")),
            "(#resolve-done)   \t",
            "(line.md#other)   \t",
        ),
        (RetargetAnswer("look-at-it", 3, Goal("change-it")), "(../playbooks/line.md#check)", "(#change-it)"),
        (
            RetargetAnswer("change-it", 1, Goal("look-at-it")),
            "* [It stays][done]",
            "* [It stays](#look-at-it)",
        ),
        (
            RemoveAnswer("look-at-it", 1),
            '1. [It works](#resolve-done)   \t\n2. [It drops](<#change-it> "why")\n3. [Line is',
            '1. [It drops](<#change-it> "why")\n2. [Line is',
        ),
        (RemoveAnswer("change-it", 2), "* [It still drops](#escalate-to-tier-2-radio)\n", ""),
        (
            MoveAnswer("look-at-it", 2, 1),
            '1. [It works](#resolve-done)   \t\n2. [It drops](<#change-it> "why")\n',
            '1. [It drops](<#change-it> "why")\n2. [It works](#resolve-done)   \t\n',
        ),
        (
            SetBody("look-at-it", "Look at it well.\n<!-- a comment -->"),
            "Look at [the label](../articles/label.md).  \t\n",
            "Look at it well.\n",
        ),
        (
            SetBody("look-at-it", ""),
            "Look at [the label](../articles/label.md).  \t\n<!-- a comment -->\n\n",
            "",
        ),
        (
            SetBody("resolve-done", "Tell them.\n\nClose it."),
            "### Resolve: done\n",
            "### Resolve: done\n\nTell them.\n\nClose it.\n\n",
        ),
        (
            SetSays("look-at-it", ("What **colour** is it?", "And since when?")),
            "> What **colour** is it?\n",
            "> What **colour** is it?\n\n> And since when?\n",
        ),
        (SetSays("look-at-it", ("Which\ncolour?",)), "> What **colour** is it?\n", "> Which\n> colour?\n"),
        (SetSays("look-at-it", ()), "> What **colour** is it?\n\n", ""),
        (
            SetSays("resolve-done", ("Thank you.",)),
            "### Resolve: done\n",
            "### Resolve: done\n\n> Thank you.\n\n",
        ),
        (
            SetValues(
                "look-at-it",
                (
                    ValueField("light", "colour", 0, "choice", choices=("green", "red")),
                    ValueField("count", "how many", 0, "number"),
                ),
            ),
            "- [ ] `since`: since when (date) (optional)\n",
            "- [ ] `count`: how many (number)\n",
        ),
        (
            SetValues("look-at-it", ()),
            "- [ ] `light`: colour (one of: green, red)\n- [ ] `since`: since when (date) (optional)\n\nThen",
            "Then",
        ),
        (
            SetValues("change-it", (ValueField("model", "on the label", 0),)),
            "* [It stays][done]",
            "- [ ] `model`: on the label\n\nThen:\n\n* [It stays][done]",
        ),
        (
            AddStep("Reset it", "change-it", says=("Now.",), answers=(("Done", Goal("resolve-done")),)),
            "### Resolve: done\n",
            "### Reset it\n\n> Now.\n\n- [Done](#resolve-done)\n\n### Resolve: done\n",
        ),
        (
            AddStep("Read the log", band="Tier 2: network team", body="Read."),
            "colour (one of: green, red)\n$",
            "colour (one of: green, red)\n\n## Tier 2: network team\n\n### Read the log\n\nRead.\n$",
        ),
    ],
)
def test_only_the_lines_that_an_edit_is_about_change(edit, old, new, end):
    """Signs, comments, titles of links, blanks at line ends and line ends stay as they were."""
    text = f"{SMALL}$"
    old, new = (part.replace("\n", end) for part in (old, new))
    text = text.replace("\n", end)
    assert text.count(old) == 1
    wanted = text.replace(old, new).removesuffix("$")
    if isinstance(edit, RewordAnswer):
        wanted = wanted.replace("- - It works", "- - Fine")
    assert restepped(PATH, text.removesuffix("$"), edit) == wanted


def test_a_renamed_step_takes_all_that_names_it_along():
    """Answers, links, link definitions and the ends of practice paths in the file get the new anchor."""
    made = restepped(PATH, SMALL, RenameStep("resolve-done", "Resolve: it works"))
    assert made == SMALL.replace("Resolve: done", "Resolve: it works").replace(
        "#resolve-done", "#resolve-it-works"
    )
    made = restepped(PATH, SMALL, RenameStep("change-it", "Change the channel"))
    assert "### Change the channel ###\n" in made
    assert "(<#change-the-channel>" in made
    made = restepped(PATH, SMALL, RenameStep("escalate-to-tier-2-radio", "Escalate to tier 3: radio"))
    assert "# ends at: escalate-to-tier-3-radio\n" in made
    assert book(made).step("escalate-to-tier-3-radio").to_tier == "3"
    made = restepped(PATH, SMALL, RenameStep("look-at-it", "Look at *it* & see"))
    assert "[the lights](#look-at-it--see)" in made


def test_a_reworded_answer_keeps_its_practice_paths():
    """Paths in brackets and in lines get the new words, in quotes where they need them."""
    made = restepped(PATH, SMALL, RewordAnswer("look-at-it", 2, "It drops, again"))
    assert '  - ["It drops, again", "It still drops"]  # ends' in made
    made = restepped(PATH, SMALL, RewordAnswer("change-it", 2, "Still bad"))
    assert '  - [It drops, "Still bad"]  # ends' in made
    assert book(made).meta.practice == (("It drops", "Still bad"), ("It works",))


def test_a_step_is_taken_out_only_when_nothing_leads_there_or_something_else_is_named():
    """Without another goal it is refused and says what leads there; with one all answers lead to that."""
    with pytest.raises(KbError, match="“It drops” at “Look at it”"):
        restepped(PATH, SMALL, RemoveStep("change-it"))
    text = SMALL.replace("* [It stays][done]", "* [It stays](#resolve-done)").replace(
        "[done]: #resolve-done\n\n", ""
    )
    made = restepped(PATH, text, RemoveStep("change-it", Goal("resolve-done")))
    assert '2. [It drops](<#resolve-done> "why")' in made
    assert "Change it" not in made
    assert "\n\n### Resolve: done\n### Esc" in made
    made = restepped(PATH, text, RemoveStep("change-it", Goal("start", "playbooks/line.md")))
    assert '(<line.md#start> "why")' in made


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (AddAnswer("gone", "x", Goal("change-it")), "no step “gone”"),
        (AddAnswer("look-at-it", "it WORKS", Goal("change-it")), "already"),
        (AddAnswer("look-at-it", " ", Goal("change-it")), "missing"),
        (AddAnswer("look-at-it", "Hot", Goal("nowhere")), "no step “nowhere”"),
        (AddAnswer("resolve-done", "Hot", Goal("change-it")), "is an end"),
        (RewordAnswer("look-at-it", 4, "x"), "no answer 4"),
        (RewordAnswer("look-at-it", 1, "It drops"), "already"),
        (RenameStep("change-it", "Look at it"), "already"),
        (RenameStep("change-it", "!?"), "letters"),
        (SetBody("change-it", "### Another\n\ntext"), "something else"),
        (SetBody("change-it", "> said"), "something else"),
        (SetBody("change-it", "a <!-- b"), "comment"),
        (SetValues("change-it", (ValueField("", "x", 0),)), "name"),
        (SetValues("change-it", (ValueField("a", "x", 0), ValueField("a", "y", 0))), "twice"),
        (AddStep("New one", band="Somewhere"), "no tier"),
        (AddStep("Look at it", "change-it"), "already"),
        (AddStep("New", "change-it", body="## Tier 3"), "something else"),
        (RemoveStep("resolve-done", Goal("resolve-done")), "taken out"),
    ],
)
def test_what_cannot_be_done_is_said(edit, sentence):
    """A refused edit says why, and nothing is changed."""
    with pytest.raises(KbError, match=sentence):
        restepped(PATH, SMALL, edit)


def test_what_can_be_edited_is_what_stands_in_the_file():
    """The parts of a step are its Markdown, so that what was written with signs keeps them."""
    parts = step_parts(PATH, SMALL, "look-at-it")
    assert parts.says == ("What **colour** is it?",)
    assert parts.body.split("\n") == ["Look at [the label](../articles/label.md).  \t", "<!-- a comment -->"]
    assert SMALL.split("\n")[parts.line - 1] == "### Look at it"
    assert SMALL.split("\n")[parts.last - 1].startswith("3. [Line is down]")


# --- any edit of any playbook ---


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_an_edit_of_a_playbook_changes_that_and_nothing_else(data):
    """The steps are the old ones with the edit, and lines outside the step stay to the byte."""
    path = data.draw(st.sampled_from(["", *SAMPLES]))
    text = SAMPLES[path] if path else SMALL
    path = path or PATH
    if data.draw(st.booleans()):
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    edit, wanted = data.draw(an_edit(path, text))
    at = getattr(edit, "at", "") or edit.after
    try:
        made = restepped(path, text, edit)
    except KbError as error:
        assert error.hint
        return
    got = steps(made, path)
    if wanted is not None:
        assert got == wanted
    _check_rest(edit, at, steps(text, path), got)
    if not isinstance(edit, RenameStep):
        section = Sheet.of(path, text).section(at)
        (first, last), _ = changed_lines(_without_practice(text), _without_practice(made))
        moved = len(text.splitlines()) - len(_without_practice(text).splitlines())
        assert first + moved >= section.start or text == made
        assert last + moved <= section.end or text == made


def _without_practice(text):
    return text[text.index("\n#") :]


def _check_rest(edit, at, before, got):
    """What an edit of a step's parts must leave as it was."""
    if isinstance(edit, RenameStep):
        title = " ".join(edit.title.split())
        assert [step.title for step in got.values()] == [
            title if step.anchor == at else step.title for step in before.values()
        ]
        for old, new in zip(before.values(), got.values(), strict=True):
            leads = [anchor(title) if a.anchor == at and not a.playbook else a.anchor for a in old.answers]
            assert [answer.anchor for answer in new.answers] == leads
        return
    if isinstance(edit, AddStep):
        new = got.pop(anchor(edit.title))
        assert [(one.text, one.anchor) for one in new.answers] == [("Go", edit.answers[0][1].anchor)]
        assert got == before
        return
    assert {name: step for name, step in got.items() if name != at} == {
        name: step for name, step in before.items() if name != at
    }
    if isinstance(edit, SetBody | SetSays):
        assert (got[at].answers, got[at].values) == (before[at].answers, before[at].values)
        if isinstance(edit, SetSays):
            assert got[at].says == tuple(text.replace("\n", " ") for text in edit.texts)
            assert got[at].body == before[at].body


# --- split and join ---

LINE = "playbooks/line/radio.md"


def ends_of(playbook):
    """The ends of its practice paths."""
    return playbook.meta.practice_ends


def test_steps_that_are_split_off_lead_across_in_both_directions():
    """Answers into them name the new playbook, theirs the old one; links and practice ends follow."""
    text = SMALL.replace("* [It stays][done]", "See [the light](#look-at-it).\n\n* [It stays][done]")
    made = split_off(PATH, text, ["change-it", "escalate-to-tier-2-radio"], LINE, "Radio: trouble")
    assert made.new_text == (
        "---\ntitle: 'Radio: trouble'\nowner: network\n---\n\n# Radio: trouble\n\n## Tier 1\n\n"
        "### Change it ###\n\nSee [the light](../wifi.md#look-at-it).\n\n* [It stays][done]\n"
        "* [It still drops](#escalate-to-tier-2-radio)\n\n[done]: ../wifi.md#resolve-done\n\n"
        "### Escalate to tier 2: radio\n\n- [ ] `light`: colour (one of: green, red)\n"
    ).replace("'Radio: trouble'", '"Radio: trouble"')
    assert '(<line/radio.md#change-it> "why")' in made.text
    assert "ends at: playbooks/line/radio.md#escalate-to-tier-2-radio\n" in made.text
    assert made.text.endswith("\n\n### Resolve: done\n")


@pytest.mark.parametrize(
    ("chosen", "path", "sentence"),
    [
        (["look-at-it"], LINE, "first step"),
        ([], LINE, "first step"),
        (["gone"], LINE, "no step"),
        (["change-it"], "articles/x.md", "cannot be a new playbook"),
    ],
)
def test_what_cannot_be_split_off_is_said(chosen, path, sentence):
    """The first step stays, and the new file is a playbook."""
    with pytest.raises(KbError, match=sentence):
        split_off(PATH, SMALL, chosen, path, "Radio")


def test_two_playbooks_with_one_step_each_of_a_name_are_not_joined():
    """The clash is named."""
    with pytest.raises(KbError, match="Both playbooks have a step “Resolve: done”"):
        joined(PATH, SMALL, LINE, "# Line\n\n## Tier 1\n\n### Resolve: done\n")


def test_a_joined_playbook_brings_tiers_along():
    """Steps stand in their tier; a tier that was not there comes before the higher ones."""
    other = "# Line\n\n## Tier 2: net\n\n### Start\n\n"
    other += "- [Back](../wifi.md#look-at-it)\n- [Up](#up)\n\n### Up\n\nx\n"
    text = SMALL + "\n## Tier 3\n\n### Deep\n\n- [Radio](line/radio.md)\n"
    made = joined(PATH, text, LINE, other)
    assert (
        made.index("## Tier 1")
        < made.index("## Tier 2: net")
        < made.index("### Start")
        < made.index("## Tier 3")
    )
    assert "- [Back](#look-at-it)\n- [Up](#up)\n" in made
    assert "- [Radio](#start)\n" in made


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_split_off_and_joined_again_is_the_playbook_that_it_was(data):
    """Every step, its answers and its text are there once more, and practice paths end where they did."""
    path = data.draw(st.sampled_from(["", *SAMPLES]))
    text, path = (SAMPLES[path], path) if path else (SMALL, PATH)
    before = steps(text, path)
    chosen = data.draw(st.sets(st.sampled_from(list(before)[1:]), min_size=1))
    new_path = data.draw(st.sampled_from(["playbooks/new.md", "playbooks/deep/er/new.md"]))
    try:
        made = split_off(path, text, chosen, new_path, "Split off")
    except KbError as error:
        assert error.hint
        return
    assert set(steps(made.text, path)) == set(before) - chosen
    assert set(steps(made.new_text, new_path)) == chosen
    again = joined(path, made.text, new_path, made.new_text)
    assert steps(again, path) == before
    assert ends_of(book(again, path)) == ends_of(book(text, path))
    assert next(iter(steps(again, path))) == next(iter(before))
