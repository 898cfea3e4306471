# SPDX-License-Identifier: MIT
"""A playbook that grows at one step: every byte that was there stays, and every new path ends."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbdesk.errors import KbError
from kbdesk.markdown import anchor, parse
from kbdesk.markdown.grow import NewStep, free_title, grown
from kbdesk.model import SourceFile, ValueField
from kbdesk.playbook import check_playbook

ROOT = Path(__file__).resolve().parents[1]
PATH = "playbooks/wifi.md"
SAMPLES = {
    path.relative_to(ROOT).as_posix(): path.read_bytes().decode()
    for path in sorted((ROOT / "playbooks").rglob("*.md"))
}
SMALL = """---
title: Wi-Fi drops
practice:   # paths that must work
  - [It drops]  # ends at: escalate-to-tier-2-radio
owner: network   # for now
---

# Wi-Fi drops

## Tier 1

### Look at it

- [ ] `light`: colour

Then:

- [It works](#resolve-done)
- [It drops](#escalate-to-tier-2-radio)

### Resolve: done
### Escalate to tier 2: radio

- [ ] `light`: colour
"""


def book(text, path=PATH):
    return parse(SourceFile(path, "", text))


def way(*, title="Try the other channel", back="escalate-to-tier-2-radio"):
    """A step that ends solved, or goes back."""
    end = NewStep("Resolve: other channel", "Read [why](../articles/why.md).")
    return (
        NewStep(title, "Take **11**.", answers=(("It stays up", end.anchor), ("It still drops", back))),
        end,
    )


def without_new(made):
    """The new text without the parts that it says are new."""
    text, done = "", 0
    for start, end in made.inserted:
        text, done = text + made.text[done:start], end
    return text + made.text[done:]


BOOKS = {path: book(text, path) for path, text in SAMPLES.items()}


def findings(text, path=PATH):
    """What the checker says of a text; articles are not looked at."""
    found = check_playbook(book(text, path), lambda _: None, BOOKS.get, resolve=lambda *_: "there.md")
    return sorted((one.code, one.severity) for one in found if one.code != "KB204")


def test_an_answer_and_its_steps_are_put_in_and_nothing_else_changes():
    """The answer ends its list, the steps follow the section, and a practice path takes each new answer."""
    steps = way()
    made = grown(PATH, SMALL, "look-at-it", ("It drops at night", steps[0].anchor), steps)
    assert made.text == SMALL.replace(
        "radio\nowner",
        "radio\n"
        "  - [It drops at night, It stays up]  # ends at: resolve-other-channel\n"
        "  - [It drops at night, It still drops]  # ends at: escalate-to-tier-2-radio\n"
        "owner",
    ).replace(
        "(#escalate-to-tier-2-radio)\n\n",
        "(#escalate-to-tier-2-radio)\n- [It drops at night](#try-the-other-channel)\n\n"
        "### Try the other channel\n\nTake **11**.\n\n- [It stays up](#resolve-other-channel)\n"
        "- [It still drops](#escalate-to-tier-2-radio)\n\n### Resolve: other channel\n\n"
        "Read [why](../articles/why.md).\n\n",
    )
    assert made.practised
    assert findings(made.text) == [("KB112", "advice")]  # that of "It works", which no path took before
    assert findings(SMALL) == [("KB112", "advice")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- [It drops](#e)", "- [It drops](#e)\n- [Hot](#x)"),
        ("* [It drops](#e)", "* [It drops](#e)\n* [Hot](#x)"),
        ("  -   [It drops](#e)", "  -   [It drops](#e)\n  -   [Hot](#x)"),
        ("1. [It works](#r)\n2. [It drops](#e)", "1. [It works](#r)\n2. [It drops](#e)\n3. [Hot](#x)"),
        ("1) [It works](#r)\n1) [It drops](#e)", "1) [It works](#r)\n1) [It drops](#e)\n1) [Hot](#x)"),
        ("- [It works](#r)\n\n- [It drops](#e)", "- [It works](#r)\n\n- [It drops](#e)\n\n- [Hot](#x)"),
        ("- [It\n  drops](#e)\n\nText below.", "- [It\n  drops](#e)\n- [Hot](#x)\n\nText below."),
        ("Only text.", "Only text.\n\nThen:\n\n- [Hot](#x)"),
        ("- [ ] `light`: colour", "- [ ] `light`: colour\n\nThen:\n\n- [Hot](#x)"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_answer_is_written_as_the_list_is(old, new, end):
    """Marker, number, indentation, blank lines and line ends are the list's, or “Then:” comes first."""
    frame = "# T\n\n## Tier 1\n\n### Ask\n\n{}\n\n### Resolve: r\n\n### Escalate to tier 2: e\n"
    frame = frame.replace("\n", end)

    def filled(part, more=""):
        named = (
            part.replace("#r", "#resolve-r")
            .replace("#e", "#escalate-to-tier-2-e")
            .replace("#x", "#resolve-x")
        )
        return frame.format((named + more).replace("\n", end))

    made = grown(PATH, filled(old), "ask", ("Hot", "resolve-x"), [NewStep("Resolve: x")])
    assert made.text == filled(new, "\n\n### Resolve: x")
    assert without_new(made) == filled(old)


def test_a_file_without_a_last_line_end_keeps_it_so():
    """What is put in at the end brings the line end before it, not one after it."""
    text = "# T\n\n## Tier 1\n\n### Resolve: a\n\n### Ask\n\n- [Yes](#resolve-a)"
    made = grown(PATH, text, "ask", ("No", "resolve-b"), [NewStep("Resolve: b", "Said.")])
    assert made.text == text + "\n- [No](#resolve-b)\n\n### Resolve: b\n\nSaid."
    assert without_new(made) == text


def test_a_new_answer_may_lead_to_a_step_that_is_there():
    """Without new steps only the answer comes in."""
    made = grown(PATH, SMALL, "look-at-it", ("No light at all", "escalate-to-tier-2-radio"), [])
    assert "- [No light at all](#escalate-to-tier-2-radio)\n\n### Resolve: done\n### Esc" in made.text
    assert "[No light at all]  # ends at: escalate-to-tier-2-radio" in made.text


def test_words_are_shown_as_they_were_typed():
    """Signs of Markdown in an answer or a title are words; what reads as a tag loses its brackets."""
    said = "It *says* [E-809] & <b> `x` C:\\new_folder_ 1 < 2"
    steps = [NewStep("Resolve: press [Ctrl] *twice* #")]
    made = grown(PATH, SMALL, "look-at-it", (said, steps[0].anchor), steps)
    new = book(made.text)
    assert new.step("look-at-it").answers[-1].text == "It *says* [E-809] & b `x` C:\\new_folder_ 1 < 2"
    assert new.step(steps[0].anchor).title == "Resolve: press [Ctrl] *twice* #"
    assert made.practised
    assert new.meta.practice[-1] == ("It *says* [E-809] & b `x` C:\\new_folder_ 1 < 2",)


def test_values_and_words_to_say_are_written_as_the_format_says():
    """A new step can ask for values and hold words to say."""
    values = (
        ValueField("light", "colour", 0, "choice", choices=("red", "green")),
        ValueField("n", "how many", 0, "number"),
    )
    step = NewStep(
        "Count", say="How many?\nPlease count.", values=values, answers=(("Done", "resolve-done"),)
    )
    made = grown(PATH, SMALL, "look-at-it", ("Many", "count"), [step])
    found = book(made.text).step("count")
    assert found.says == ("How many? Please count.",)
    assert [(v.name, v.label, v.kind, v.choices) for v in found.values] == [
        ("light", "colour", "choice", ("red", "green")),
        ("n", "how many", "number", ()),
    ]


@pytest.mark.parametrize(
    ("at", "answer", "steps", "told"),
    [
        ("gone", ("a", "resolve-done"), [], "no step “gone”"),
        ("resolve-done", ("a", "resolve-done"), [], "is an end"),
        ("look-at-it", ("a", "look-at-it-1"), [NewStep("Look at it")], "Look at it 2"),
        ("look-at-it", ("a", "x"), [NewStep("Wi-Fi drops")], "already"),
        ("look-at-it", ("a", "x"), [NewStep("Twice"), NewStep("twice")], "already"),
        ("look-at-it", ("a", "x"), [NewStep("!?")], "title"),
        ("look-at-it", ("a", "x"), [NewStep("Escalate to tier 2: y")], "escalation"),
        ("look-at-it", ("a", "new"), [NewStep("New", "### One more")], "without changing more"),
        ("look-at-it", ("a", "new"), [NewStep("New", "```\nopen")], "without changing more"),
        ("look-at-it", ("a", "new"), [NewStep("New", "a --> <!-- open")], "has no end"),
        ("look-at-it", (" ", "resolve-done"), [], "still missing"),
        ("look-at-it", ("it drops", "resolve-done"), [], "already"),
    ],
)
def test_what_cannot_be_put_in_is_refused_with_a_sentence(at, answer, steps, told):
    """A step that is gone or an end, a taken title, a text that would swallow what follows."""
    with pytest.raises(KbError) as refused:
        grown(PATH, SMALL, at, answer, steps)
    assert told in f"{refused.value.message} {refused.value.hint}"


@pytest.mark.parametrize(
    "practice",
    [
        "practice: [[It drops]]",
        "practice: []",
        "practice: yes",
        "practice:\n  - It drops",
        "tags: [practice]",
    ],
)
def test_practice_paths_that_have_no_lines_of_their_own_stay(practice):
    """Where a path cannot be put in as a line, the answer comes in without one."""
    text = SMALL.replace(SMALL[SMALL.index("practice:") : SMALL.index("owner")], f"{practice}\n")
    made = grown(PATH, text, "look-at-it", ("Hot", "resolve-done"), [])
    assert not made.practised
    assert without_new(made) == text


def test_practice_paths_keep_their_comments_and_their_way_of_writing():
    """Lists of lines, no named ends, comments in between: a path more, nothing else."""
    old = "practice:\n- - It drops   # often\n# and\n- [It works]\n# last\n\n"
    text = SMALL.replace(SMALL[SMALL.index("practice:") : SMALL.index("owner")], old)
    made = grown(PATH, text, "look-at-it", ("Hot, red", "resolve-done"), [])
    assert '- [It works]\n- ["Hot, red"]\n# last\n\nowner' in made.text
    assert made.practised
    assert without_new(made) == text


def test_a_free_title_is_found():
    """A title that is taken gets a number."""
    assert free_title(book(SMALL), "Resolve: done") == "Resolve: done 2"
    assert free_title(book(SMALL), "Resolve: over") == "Resolve: over"


WORDS = st.text(
    st.sampled_from("abcXYZ éß日 123 *_`[](){}<>#!&;:,.-+|\\'\"~/–“”"), min_size=1, max_size=30
).filter(lambda text: any(sign.isalnum() for sign in text))
ENDS = st.sampled_from(["\n", "\r\n"])
PLACES = [
    (path, step.anchor)
    for path, text in SAMPLES.items()
    for step in book(text, path).steps
    if step.kind == "step"
]


@settings(max_examples=60)
@given(st.sampled_from(PLACES), WORDS, st.lists(WORDS, max_size=3), ENDS, st.booleans(), st.booleans())
def test_any_step_of_the_sample_playbooks_can_grow(place, words, titles, end, last_end, back):
    """Whatever is added anywhere: without the new lines it is the old file, and no path has lost its end."""
    path, at = place
    text = SAMPLES[path] if last_end else SAMPLES[path].rstrip("\n")
    text = text.replace("\n", end)
    before = book(text, path)
    tier = before.step(at).tier
    handed = [one.anchor for one in before.steps if one.kind == "escalate" and one.tier == tier]
    end_here = handed[0] if back and handed else "resolve-what-was-found-here"
    steps, to = [], end_here
    for title in titles:
        steps.insert(0, NewStep(f"Do {title} now", answers=(("Done", to),)))
        to = steps[0].anchor
    if end_here not in handed:
        steps.append(NewStep("Resolve: what was found here"))
    try:
        made = grown(path, text, at, (words, to), steps)
    except KbError as refused:
        assert "already" in refused.message
        assert len({anchor(one.title) for one in steps}) < len(steps)
        return
    assert without_new(made) == text
    assert made.practised
    new = Counter(findings(made.text, path)) - Counter(findings(text, path))
    assert {code for code, severity in new if severity != "advice"} <= {"KB110"}


@st.composite
def playbooks(draw):
    """Playbooks with all ways of writing a list, a heading and front matter."""
    bullet = draw(st.sampled_from(["- ", "* ", "+ ", "1. ", "1) ", "  - ", "-   "]))
    gap = draw(st.sampled_from(["\n", "\n\n"]))
    then = draw(
        st.sampled_from(["", "Then:\n\n", "Some text.\n\n", "> Say it.\n\n", "- [ ] `a`: b\n\nThen:\n\n"])
    )
    after = draw(st.sampled_from(["", "\n\n<!-- note -->", "\n\nMore text.", "\n\n[1]: x.md"]))
    count = draw(st.integers(0, 3))
    answers = gap.join(f"{bullet}[Answer {n}](#resolve-a)" for n in range(count))
    front = draw(
        st.sampled_from(
            [
                "",
                "---\ntitle: T\n---\n",
                "---\npractice:\n  - [Answer 0] # x\ntags: [a]\n---\n\n",
                "--- \n...\n",
            ]
        )
    )
    head = draw(st.sampled_from(["### Ask", "### Ask ###", "  ### Ask"]))
    rest = draw(
        st.sampled_from(
            ["\n\n### Resolve: a\n", "\n### Resolve: a", "\n\n\n### Resolve: a\n\n## Tier 2\n\n### B\n"]
        )
    )
    text = f"{front}# T\n\n## Tier 1\n\n{head}\n\n{then}{answers}{after}{rest}"
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))


@given(playbooks(), WORDS)
def test_any_playbook_grows_by_lines_only(text, words):
    """However a playbook is written: the new answer and the new step are there, and the old bytes."""
    try:
        made = grown(
            PATH, text, "ask", (words, "do-it"), [NewStep("Do it", answers=(("Done", "resolve-a"),))]
        )
    except KbError as refused:
        assert "without changing more" in refused.message
        return
    assert without_new(made) == text
    new = book(made.text)
    assert new.step("ask").answers[-1].anchor == "do-it"
    assert new.step("do-it").answers[0].anchor == "resolve-a"
    assert [one.title for one in new.steps][1] == "Do it"
