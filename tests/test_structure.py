# SPDX-License-Identifier: MIT
"""Two texts of a playbook compared by structure: what an edit changed is named, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playbook_edits import PATH, SAMPLES, SMALL, an_edit, book, steps

from kbdesk.errors import KbError
from kbdesk.markdown import anchor
from kbdesk.markdown.restep import restepped
from kbdesk.markdown.splitting import split_off
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
    StructureChange,
)
from kbdesk.playbook.structure import compare
from kbdesk.playbook.structure_words import in_words


def told(edit, text=SMALL):
    """What is said of one edit."""
    return in_words(compare(book(text), book(restepped(PATH, text, edit))))


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            AddAnswer("look-at-it", "It blinks", Goal("change-it")),
            "New answer “It blinks” at “Look at it”, leads to “Change it”",
        ),
        (
            RewordAnswer("look-at-it", 2, "It goes off"),
            "“It drops” reads “It goes off” now at “Look at it”",
        ),
        (
            RetargetAnswer("look-at-it", 1, Goal("check", "playbooks/line.md")),
            "“It works” leads to the playbook playbooks/line.md#check now at “Look at it”, "
            "not to “Resolve: done”",
        ),
        (
            RemoveAnswer("look-at-it", 1),
            "No answer “It works” any more at “Look at it”, it led to “Resolve: done”",
        ),
        (MoveAnswer("look-at-it", 3, 1), "“Line is down” has the key 1 now at “Look at it”"),
        (RenameStep("change-it", "Turn it round"), "“Change it” is called “Turn it round” now"),
        (SetBody("resolve-done", "Turn it."), "Another text at “Resolve: done”"),
        (SetSays("look-at-it", ("And now?",)), "Other words to say “And now?” at “Look at it”"),
        (SetSays("look-at-it", ()), "No longer the words to say “What colour is it?” at “Look at it”"),
        (SetValues("change-it", (ValueField("model", "label", 0),)), "New value model at “Change it”"),
        (
            AddStep("Reset it", "change-it", answers=(("Done", Goal("resolve-done")),)),
            "New step “Reset it” in Tier 1: “Done” leads to “Resolve: done”",
        ),
    ],
)
def test_an_edit_is_told_in_a_sentence(edit, words):
    """Each edit gives one sentence that names the step, the answer and where it leads."""
    assert told(edit) == (words,)


def test_a_step_that_is_gone_and_what_leads_elsewhere_are_told():
    """Taking a step out is that, and each answer that led there leads elsewhere."""
    text = SMALL.replace("* [It stays][done]", "* [It stays](#resolve-done)")
    assert set(told(RemoveStep("escalate-to-tier-2-radio", Goal("resolve-done")), text)) == {
        "The step “Escalate to tier 2: radio” went from Tier 1",
        "“It still drops” leads to “Resolve: done” now at “Change it”, not to “Escalate to tier 2: radio”",
    }


def test_a_step_in_another_tier_and_another_beginning_are_told():
    """The tier of a step, the first step and the title are named."""
    new = SMALL.replace("title: Wi-Fi drops", "title: Wi-Fi").replace(
        "### Change it", "## Tier 2: radio\n\n### Change it"
    )
    words = in_words(compare(book(SMALL), book(new)))
    assert "“Change it” moved to Tier 2: radio from Tier 1" in words
    assert "The title was “Wi-Fi drops”, and is “Wi-Fi”" in words
    head, look, rest = SMALL.partition("### Look at it")
    words = in_words(compare(book(SMALL), book(f"{head}### First\n\n- [On](#look-at-it)\n\n{look}{rest}")))
    assert words == (
        "New step “First” in Tier 1: “On” leads to “Look at it”",
        "A run now begins at “First”",
    )


def test_a_renamed_and_changed_step_is_still_that_step():
    """Its text and its answers tell that it is the one; what else changed is told of it."""
    text = restepped(PATH, SMALL, RenameStep("change-it", "Choose another channel"))
    text = restepped(PATH, text, AddAnswer("choose-another-channel", "No change", Goal("look-at-it")))
    (step,) = compare(book(SMALL), book(text)).steps
    assert (step.before, step.after, step.old_title) == ("change-it", "choose-another-channel", "Change it")
    assert [(one.what, one.number) for one in step.answers] == [("came", 3)]


def test_marks_are_by_the_names_of_the_new_text():
    """The map of the new text marks steps and answers that are on it."""
    text = restepped(PATH, SMALL, RetargetAnswer("look-at-it", 2, Goal("resolve-done")))
    text = restepped(PATH, text, AddStep("More", "look-at-it", answers=(("Go", Goal("change-it")),)))
    change = compare(book(SMALL), book(text))
    assert change.marks == (("look-at-it", "changed"), ("more", "came"))
    assert change.answer_marks == (("look-at-it", 2, "retargeted"), ("more", 1, "came"))


@pytest.mark.parametrize("path", ["", *SAMPLES])
def test_a_playbook_does_not_differ_from_itself(path):
    """Nor does it with other line ends or blank lines."""
    text, path = (SAMPLES[path], path) if path else (SMALL, PATH)
    assert compare(book(text, path), book(text, path)) == StructureChange()
    assert not compare(book(text, path), book(text.replace("\n", "\r\n") + "\r\n", path))


def test_what_is_split_off_went_and_answers_lead_to_it():
    """Compared with what it was, the playbook lacks the steps, and names the new one."""
    made = split_off(PATH, SMALL, ["change-it"], "playbooks/new.md", "New")
    assert in_words(compare(book(SMALL), book(made.text))) == (
        "“It drops” leads to the playbook playbooks/new.md#change-it now at “Look at it”, not to “Change it”",
        "The step “Change it” went from Tier 1",
    )


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_what_an_edit_changed_is_named_and_nothing_else(data):
    """One step is told of, with what was done to it."""
    path = data.draw(st.sampled_from(["", *SAMPLES]))
    text, path = (SAMPLES[path], path) if path else (SMALL, PATH)
    edit, _ = data.draw(an_edit(path, text))
    try:
        made = restepped(path, text, edit)
    except KbError:
        return
    before, after = book(text, path), book(made, path)
    change = compare(before, after)
    old = steps(text, path).get(getattr(edit, "at", ""))
    assert not change.notes
    if steps(made, path) == steps(text, path):
        assert not change
        return
    (step,) = change.steps
    answers = [(one.what, one.number, one.after or one.before) for one in step.answers]
    rest = (step.old_title, step.old_band, step.values, step.says, step.text)
    match edit:
        case AddAnswer():
            assert answers == [("came", len(old.answers) + 1, " ".join(edit.words.split()))]
        case RewordAnswer():
            assert answers == [("reworded", edit.number, " ".join(edit.words.split()))]
        case RetargetAnswer():
            assert answers == [("retargeted", edit.number, old.answers[edit.number - 1].text)]
        case RemoveAnswer():
            assert answers == [("went", edit.number, old.answers[edit.number - 1].text)]
        case MoveAnswer():
            assert {what for what, _, _ in answers} == {"moved"}
            assert len(answers) == 1 or abs(edit.place - edit.number) == 1
        case RenameStep():
            assert (step.before, step.after, step.old_title) == (edit.at, anchor(step.title), old.title)
            assert (answers, rest[1:]) == ([], ("", (), (), False))
        case AddStep():
            assert (step.what, step.title, len(answers)) == ("came", " ".join(edit.title.split()), 1)
        case SetBody():
            assert (answers, rest) == ([], ("", "", (), (), True))
        case SetSays():
            assert (answers, step.says != (), rest[:3], step.text) == ([], True, ("", "", ()), False)
        case SetValues():
            assert (answers, step.says, step.text, step.old_title) == ([], (), False, "")
            assert {name for _, name in step.values} <= {v.name for v in (*old.values, *edit.values)}
            assert step.values
    if isinstance(edit, AddAnswer | RewordAnswer | RetargetAnswer | RemoveAnswer | MoveAnswer):
        assert rest == ("", "", (), (), False)
