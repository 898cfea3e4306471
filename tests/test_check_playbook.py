# SPDX-License-Identifier: MIT
"""Checking a playbook: every rule finds what it is for, at its place and with the way there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import anchors_of, known, places, playbook, step
from hypothesis import given, settings
from hypothesis import strategies as st

from kbdesk.model import Finding, Link, Playbook, Problem
from kbdesk.playbook import CODES, Library, check_playbook, new_findings

END = step("Resolve: x")
UP = step("Escalate to tier 2: x")


def check(book: Playbook, *others: Playbook, **files: tuple[str, ...]) -> list[Finding]:
    anchors = anchors_of(files)
    return list(check_playbook(book, anchors, known(book, *others), resolve=places(anchors)))


def codes(book: Playbook, *others: Playbook) -> list[str]:
    return [finding.code for finding in check(book, *others)]


def test_a_sound_playbook_with_a_circle_has_no_findings():
    """A playbook in which every path can end is fine, circles included."""
    book = playbook(
        step("A", ("On", "b"), ("Up", "escalate-to-tier-2-x")),
        step("B", ("Again", "a"), ("Done", "resolve-x")),
        END,
        UP,
    )
    assert check(book) == []


def test_every_code_has_a_sentence():
    """The table of codes tells each in one sentence."""
    assert all(len(code) == 5 and text.endswith(".") for code, text in CODES.items())


# --- rule 1 -----------------------------------------------------------------------------------------------


def test_a_broken_answer_is_found_at_its_line_with_the_way_there():
    """An answer to a missing step is an error at the answer's line; the way ends with that answer."""
    book = playbook(step("A", ("On", "b")), step("B", ("Done", "resolve-x"), ("Lost", "moon")), END)
    [finding] = check(book)
    assert (finding.code, finding.severity, finding.line) == ("KB101", "error", 101)
    assert finding.answers == ("On", "Lost")
    assert "“Lost” leads to “#moon”" in finding.message


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("playbooks/none.md", "no such playbook"),
        ("playbooks/b.md#moon", "no step there"),
        ("playbooks/empty.md", "no step: add one"),
    ],
)
def test_an_answer_into_another_playbook_must_arrive_there(target, told):
    """A missing playbook, a missing step in it and an empty one are told apart."""
    book = playbook(step("A", ("Done", "resolve-x"), ("Other", target)), END)
    [finding] = check(
        book,
        playbook(step("B", ("Done", "resolve-x")), END, path="playbooks/b.md"),
        playbook(path="playbooks/empty.md"),
    )
    assert finding.code == "KB101"
    assert told.split(":")[0] in finding.message


def test_an_answer_that_waits_for_its_target_leads_nowhere():
    """An answer without any target is not taken for one that begins again."""
    book = playbook(step("A", ("Soon", ""), ("Done", "resolve-x")), END)
    [finding] = check(book)
    assert (finding.code, finding.line, finding.answers) == ("KB101", 100, ("Soon",))


def test_two_steps_with_one_anchor_are_found():
    """Steps whose headings differ only in case or punctuation share an anchor, numbered or not."""
    book = playbook(
        step("Check it", ("On", "check-it-1")),
        step("Check it!", ("Done", "resolve-x"), anchor="check-it-1"),
        END,
    )
    [finding] = check(book)
    assert (finding.code, finding.line, finding.answers) == ("KB102", 20, ("On",))
    assert codes(playbook(step("A", ("On", "resolve-x")), step("B", ("On", "a"), anchor="a"), END)) == [
        "KB102"
    ]
    numbered = playbook(step("Check", ("On", "check-1")), step("Check 1", ("Done", "resolve-x")), END)
    assert codes(numbered) == []


def test_links_in_a_step_must_lead_to_an_article_and_its_heading():
    """A missing article and a missing heading are errors; a link that is an answer is not judged twice."""
    links = (
        Link("../articles/a.md", "", 11),
        Link("../articles/a.md#fix", "", 12),
        Link("../articles/a.md#no", "", 13),
        Link("../articles/none.md", "", 14),
        Link("#b", "", 15),
        Link("#no", "", 16),
        Link("moon", "", 100),
        Link("x.png", "", 17, image=True),
    )
    book = playbook(step("A", ("On", "b")), step("B", ("Done", "resolve-x")), END, links=links)
    anchors = anchors_of({"articles/a.md": ("fix",)})
    found = check_playbook(book, anchors, known(), resolve=places(anchors))
    assert [(one.line, one.code, one.severity) for one in found] == [
        (13, "KB204", "error"),
        (14, "KB203", "error"),
        (16, "KB204", "error"),
    ]
    found = check_playbook(book, anchors, known(), resolve=lambda path, target: None)
    assert (17, "KB205") in [(one.line, one.code) for one in found]


def test_answers_that_read_the_same_are_found():
    """Nobody can choose between them; capitals and Markdown signs do not tell them apart."""
    book = playbook(step("A", ("Done", "resolve-x"), ("**done**", "a"), ("Done so", "a")), END)
    assert [(one.code, one.line, one.answers) for one in check(book)] == [("KB117", 101, ("**done**",))]


def test_a_step_that_a_broken_answer_means_is_no_finding_of_its_own():
    """Mending the slip of the answer mends it; another step that no answer means is told."""
    book = playbook(
        step("A", ("On", "chekc-it"), ("Done", "resolve-x")),
        step("Check it", ("Done", "b")),
        step("B", ("Done", "resolve-x")),
        step("C", ("Done", "resolve-x")),
        END,
    )
    assert [(one.code, one.line) for one in check(book)] == [("KB104", 40), ("KB101", 100)]


def test_a_step_at_which_another_playbook_goes_on_is_reached():
    """What other playbooks say counts, if it is known."""
    book = playbook(
        step("A", ("Done", "resolve-x")), step("B", ("On", "c")), step("C", ("Done", "resolve-x")), END
    )
    anchors = anchors_of({})
    for entered, found in ((("c",), ["KB104"]), (("b",), []), (("gone",), ["KB104", "KB104"])):
        others = Library(entered={book.path: entered}.get)
        told = check_playbook(book, anchors, known(book), resolve=places(anchors), library=others)
        assert [one.code for one in told] == found


def test_only_new_findings_are_new():
    """Lines that moved make no finding new; a second one of the same words is one more."""
    one = Finding("a.md", 3, "KB203", "error", "The link leads nowhere.")
    moved, other = replace(one, line=9), replace(one, message="Another.")
    assert new_findings((one,), (moved, other)) == (other,)
    assert new_findings((one,), (one, moved)) == (moved,)
    assert new_findings((one, other), ()) == ()


# --- rules 2 to 4 -----------------------------------------------------------------------------------------


def test_a_dead_end_is_found_once():
    """A step without an answer is a dead end; the steps that only lead to it are not told as traps too."""
    book = playbook(step("A", ("On", "b"), ("Done", "resolve-x")), step("B", ("On", "c")), step("C"), END)
    [finding] = check(book)
    assert (finding.code, finding.line, finding.answers) == ("KB103", 30, ("On", "On"))


def test_resolve_and_escalate_steps_without_answers_are_ends():
    """Only plain steps can be dead ends."""
    assert codes(playbook(step("A", ("1", "resolve-x"), ("2", "escalate-to-tier-2-x")), END, UP)) == []


def test_a_step_that_no_path_reaches_is_found():
    """A step to which no answer leads, and one that only such a step leads to, are both told."""
    book = playbook(
        step("A", ("Done", "resolve-x")),
        step("B", ("On", "c")),
        step("C", ("On", "b"), ("Done", "resolve-x")),
        END,
    )
    assert [(one.code, one.line, one.answers) for one in check(book)] == [
        ("KB104", 20, ()),
        ("KB104", 30, ()),
    ]


def test_what_stands_after_a_resolve_step_is_not_reached():
    """A Resolve step ends the run: its answers cannot be chosen and reach nothing."""
    book = playbook(
        step("A", ("Done", "resolve-x")), step("Resolve: x", ("On", "b")), step("B", ("Again", "a"))
    )
    assert codes(book) == ["KB109", "KB104"]


def test_a_trap_is_found_with_the_shortest_way_into_it():
    """Every step of a circle without a way out is a trap."""
    book = playbook(
        step("A", ("Done", "resolve-x"), ("Long", "b"), ("Short", "c")),
        step("B", ("On", "c")),
        step("C", ("On", "d")),
        step("D", ("Back", "b")),
        END,
    )
    assert [(one.code, one.line, one.answers) for one in check(book)] == [
        ("KB105", 20, ("Long",)),
        ("KB105", 30, ("Short",)),
        ("KB105", 40, ("Short", "On")),
    ]


def test_the_way_to_a_finding_is_the_shortest():
    """Of two ways to a finding the one with fewer answers is told, wherever it stands in the file."""
    book = playbook(
        step("A", ("1", "b"), ("2", "c")),
        step("B", ("3", "f")),
        step("C", ("4", "e")),
        step("E", ("5", "f")),
        step("F"),
    )
    assert check(book)[0].answers == ("1", "3")


def test_a_way_out_through_another_playbook_counts():
    """A circle whose only way out is another playbook that ends is no trap; one that does not end is."""
    book = playbook(step("A", ("Other", "playbooks/b.md"), ("Again", "a")))
    ending = playbook(step("B", ("Done", "resolve-x")), END, path="playbooks/b.md")
    circling = playbook(step("B", ("Back", "playbooks/a.md")), path="playbooks/b.md")
    assert codes(book, ending) == []
    assert codes(book, circling) == ["KB105"]


@st.composite
def graphs(draw) -> Playbook:
    names = [f"s{n}" for n in range(draw(st.integers(1, 6)))]
    targets = st.sampled_from([*names, "resolve-x", "moon"])
    steps = [
        step(name, *((str(n), one) for n, one in enumerate(draw(st.lists(targets, max_size=3)))))
        for name in names
    ]
    return playbook(*steps, END)


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_findings_agree_with_walking_the_playbook(book):
    """Reached, dead and trapped steps are exactly those that walking shows, and each way leads there."""
    steps = {one.anchor: one for one in book.steps}

    def onward(anchor: str) -> list[str]:
        return [one.anchor for one in steps[anchor].answers if one.anchor in steps]

    def walk(anchor: str) -> set[str]:
        seen, todo = set(), [anchor]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo += onward(here)
        return seen

    found = check(book)
    anchor_at = {one.line: one.anchor for one in book.steps}
    by_code = {code: {anchor_at.get(one.line) for one in found if one.code == code} for code in CODES}
    reached = walk("s0")
    assert by_code["KB104"] == steps.keys() - reached
    assert by_code["KB103"] == {name for name, one in steps.items() if one.kind == "step" and not one.answers}
    loose = {name for name, one in steps.items() if any(way.anchor not in steps for way in one.answers)}
    fine = {"resolve-x"} | by_code["KB103"] | loose
    assert by_code["KB105"] == {name for name in steps if not walk(name) & fine}
    for finding in found:
        if finding.code != "KB104":
            here = book.steps[0]
            for text in finding.answers:
                target = here.answers[int(text)].anchor
                here = steps.get(target, here)
            assert not finding.answers or anchor_at.get(finding.line, here.anchor) == here.anchor


# --- rules 7 and 8 ----------------------------------------------------------------------------------------

TEXT = "---\ntitle: A\npractice:\n  - [On, Done]   # ends at: resolve-x\n  - [Done]\n---\n"


def practised(*paths: tuple[str, ...], ends: tuple[str, ...] = ()) -> list[Finding]:
    book = playbook(
        step("A", ("On", "b"), ("`Up`", "escalate-to-tier-2-x")),
        step("B", ("Done", "resolve-x")),
        END,
        UP,
        text=TEXT,
        title="A",
        practice=paths,
        practice_ends=ends,
    )
    return check(book)


def test_practice_paths_that_take_every_answer_have_no_findings():
    """Paths that end where they say and cover all answers are fine; case and code marks do not count."""
    assert practised(("on", "Done"), ("Up",), ends=("resolve-x", "")) == []


@pytest.mark.parametrize(
    ("path", "end", "told"),
    [
        (("On", "Done"), "b", "ends at “resolve-x”, not at “b”"),
        (("On", "Nope"), "", "stops at “B”, which has no answer “Nope”: its answers are “Done”"),
        (("On", "Done", "More"), "", "stops at “Resolve: x”"),
    ],
)
def test_a_practice_path_that_goes_wrong_is_found_at_its_line(path, end, told):
    """A practice path with a wrong answer or end is an error in its line of the front matter."""
    finding = practised(("On",), path, ends=("", end))[-1]
    assert (finding.code, finding.severity, finding.line, finding.answers) == ("KB111", "error", 5, path)
    assert told in finding.message


def test_a_practice_path_may_end_in_another_playbook():
    """The end is then named with the other playbook's path in the library."""
    other = playbook(step("Start", ("Done", "resolve-y")), step("Resolve: y"), path="playbooks/b.md")
    for end, wrong in (("playbooks/b.md#resolve-y", []), ("playbooks/b.md#start", ["KB111"])):
        book = playbook(
            step("A", ("Over", "playbooks/b.md")),
            text=TEXT,
            title="A",
            practice=(("Over", "Done"),),
            practice_ends=(end,),
        )
        assert codes(book, other) == wrong
    [finding] = check(book, other)
    assert "ends at “playbooks/b.md#resolve-y”, not at “playbooks/b.md#start”" in finding.message


def test_a_practice_path_over_several_lines_is_found_at_its_first():
    """In YAML's block form each answer has a line of its own; the line told is the path's."""
    text = "---\ntitle: A\npractice:\n  - - On\n    - Done\n  - - Nope\n---\n"
    book = playbook(
        step("A", ("On", "b")),
        step("B", ("Done", "resolve-x")),
        END,
        text=text,
        title="A",
        practice=(("On", "Done"), ("Nope",)),
    )
    [finding] = check(book)
    assert (finding.code, finding.line) == ("KB111", 6)


def test_coverage_is_a_figure():
    """Answers that no practice path takes are counted and named."""
    [finding] = practised(("On", "Done"))
    assert (finding.code, finding.severity, finding.line) == ("KB112", "advice", 3)
    assert "take 2 of 3 answers; none takes “`Up`” at “A”" in finding.message


def test_advice_on_what_is_hard_to_use():
    """Ten answers, forty-one steps, a step longer than a screen and an unsure anchor are told as advice."""
    many = step("Many & more", *((str(n), "resolve-x") for n in range(10)), body="x\n" * 41)
    book = playbook(many, *(step(f"S{n}", ("Done", "resolve-x")) for n in range(39)), END)
    found = [one for one in check(book) if one.code != "KB104"]
    assert [(one.code, one.line) for one in found] == [
        ("KB113", 10),
        ("KB114", 10),
        ("KB115", 10),
        ("KB116", 10),
    ]
    assert {one.severity for one in found} == {"advice"}
    fine = step("Nine", *((str(n), "resolve-x") for n in range(9)), body="x\n" * 40)
    assert codes(playbook(fine, END)) == []


# --- files ------------------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_has_one_finding():
    """An unreadable playbook is told as such, and nothing else is asked of it."""
    book = playbook()
    broken = replace(book, source=replace(book.source, problem="The file is binary."))
    assert [(one.code, one.message) for one in check(broken)] == [("KB001", "The file is binary.")]


def test_problems_of_reading_are_findings():
    """What the parser could not understand is told at its line."""
    book = playbook(step("A", ("Done", "resolve-x")), END, problems=(Problem(7, "Odd."),))
    assert [(one.line, one.code, one.severity) for one in check(book)] == [(7, "KB002", "warning")]


def test_a_playbook_without_steps_is_told():
    """A file with front matter in the playbooks folder needs a step; a foreign one only gets advice."""
    assert [(one.code, one.severity) for one in check(playbook(text=TEXT, title="A"))] == [("KB100", "error")]
    assert [(one.code, one.severity) for one in check(playbook())] == [("KB100", "advice")]
