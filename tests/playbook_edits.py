# SPDX-License-Identifier: MIT
"""Playbooks to edit, and edits that fit them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from kbdesk.markdown import parse
from kbdesk.markdown.sections import bare_step
from kbdesk.model import Answer, SourceFile, ValueField
from kbdesk.model.edits import (
    AddAnswer,
    AddStep,
    Goal,
    MoveAnswer,
    RemoveAnswer,
    RenameStep,
    RetargetAnswer,
    RewordAnswer,
    SetBody,
    SetSays,
    SetValues,
)

ROOT = Path(__file__).resolve().parents[1]
PATH = "playbooks/wifi.md"
SAMPLES = {
    path.relative_to(ROOT).as_posix(): path.read_bytes().decode()
    for path in sorted((ROOT / "playbooks").rglob("*.md"))
    if path.name != "README.md"
}
SMALL = """---
title: Wi-Fi drops
practice:   # paths that must work
  - [It drops, "It still drops"]  # ends at: escalate-to-tier-2-radio
  - - It works
owner: network   # for now
---

# Wi-Fi drops

Begin at [the lights](#look-at-it).

## Tier 1

### Look at it

> What **colour** is it?

Look at [the label](../articles/label.md).  \t
<!-- a comment -->

- [ ] `light`: colour (one of: green, red)
- [ ] `since`: since when (date) (optional)

Then:

1. [It works](#resolve-done)   \t
2. [It drops](<#change-it> "why")
3. [Line is down](../playbooks/line.md#check)

### Change it ###

* [It stays][done]
* [It still drops](#escalate-to-tier-2-radio)

[done]: #resolve-done

### Resolve: done
### Escalate to tier 2: radio

- [ ] `light`: colour (one of: green, red)
"""


def book(text, path=PATH):
    return parse(SourceFile(path, "", text))


def steps(text, path=PATH):
    """The steps by anchor, without lines."""
    return {step.anchor: bare_step(step) for step in book(text, path).steps}


WORDS = st.text("ab Ü*_[]`<&#!", min_size=1, max_size=12).map(lambda text: f"w{' '.join(text.split())}w")
SAID = st.sampled_from(["Is it green?", "Please wait a moment.", "One\ntwo."])
PARAGRAPHS = st.lists(
    st.sampled_from(["Do it.", "Read [why](../articles/why.md).", "", "* one", "1. two", "    code", "`x`"]),
    max_size=6,
).map("\n".join)
VALUES = st.lists(
    st.builds(
        ValueField,
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["", "on the label", "since when?"]),
        st.just(0),
        st.sampled_from(["text", "number", "date"]),
        st.booleans(),
    ),
    max_size=3,
    unique_by=lambda value: value.name,
).map(tuple)


@st.composite
def an_edit(draw, path, text):
    """An edit that fits a playbook, and the steps that it must give, as {anchor: step}."""
    known = steps(text, path)
    step = known[draw(st.sampled_from(list(known)))]
    to = draw(st.sampled_from(list(known)))
    goal = draw(st.sampled_from([Goal(to), Goal("x", "playbooks/else/other.md"), Goal("", "playbooks/q.md")]))
    words, answers = draw(WORDS), step.answers
    kinds = ["step", "rename", "body", "says", "values"] + (["answer"] if step.kind != "resolve" else [])
    kinds += ["reword", "retarget", "remove", "move"] if answers else []
    kind = draw(st.sampled_from(kinds))
    number = draw(st.integers(1, max(1, len(answers))))
    left = [*answers[: number - 1], *answers[number:]]
    one = answers[number - 1] if answers else None

    def with_answers(new):
        return known | {step.anchor: replace(step, answers=tuple(new))}

    new = Answer(words, goal.anchor, 0, goal.playbook)
    if kind == "answer":
        return AddAnswer(step.anchor, words, goal), with_answers((*answers, new))
    if kind == "reword":
        new = replace(one, text=words)
        return RewordAnswer(step.anchor, number, words), with_answers(
            [*left[: number - 1], new, *left[number - 1 :]]
        )
    if kind == "retarget":
        new = replace(one, anchor=goal.anchor, playbook=goal.playbook)
        return RetargetAnswer(step.anchor, number, goal), with_answers(
            [*left[: number - 1], new, *left[number - 1 :]]
        )
    if kind == "remove":
        return RemoveAnswer(step.anchor, number), with_answers(left)
    if kind == "move":
        place = draw(st.integers(1, len(answers)))
        left.insert(place - 1, one)
        return MoveAnswer(step.anchor, number, place), with_answers(left)
    if kind == "rename":
        return RenameStep(step.anchor, words), None
    if kind == "body":
        return SetBody(step.anchor, draw(PARAGRAPHS)), None
    if kind == "says":
        return SetSays(step.anchor, tuple(draw(st.lists(SAID, max_size=3)))), None
    if kind == "values":
        values = draw(VALUES)
        return SetValues(step.anchor, values), known | {step.anchor: replace(step, values=values)}
    return AddStep(words, step.anchor, answers=(("Go", Goal(to)),)), None
