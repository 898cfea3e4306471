# SPDX-License-Identifier: MIT
"""Checking a playbook: tiers are entered by an escalation, and each one has what its note must hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import anchors_of, known, places, playbook, step, value

from kbdesk.model import Finding, Playbook
from kbdesk.playbook import check_playbook

END = step("Resolve: x")
UP = step("Escalate to tier 2: x")


def check(book: Playbook, *others: Playbook) -> list[Finding]:
    anchors = anchors_of({})
    return list(check_playbook(book, anchors, known(book, *others), resolve=places(anchors)))


def codes(book: Playbook, *others: Playbook) -> list[str]:
    return [finding.code for finding in check(book, *others)]


# --- rule 5 -----------------------------------------------------------------------------------------------


def test_a_higher_tier_is_entered_through_an_escalate_step_only():
    """An answer from tier 1 into tier 2 is an error; through an Escalate step it is fine, and so is down."""
    book = playbook(
        step("A", ("Jump", "b"), ("Up", "escalate-to-tier-2-x")),
        step("Escalate to tier 2: x", ("Go on", "b")),
        step("B", ("Down", "a"), ("Done", "resolve-x"), tier="2"),
        replace(END, tier="2"),
    )
    [finding] = check(book)
    assert (finding.code, finding.severity, finding.answers) == ("KB106", "error", ("Jump",))
    assert "from tier 1 into tier 2" in finding.message


def test_an_end_under_a_higher_tier_is_a_warning():
    """A shared end that stands under the wrong tier's heading works, but is told."""
    [finding] = check(playbook(step("A", ("Done", "resolve-x")), replace(END, tier="2")))
    assert (finding.code, finding.severity) == ("KB106", "warning")


def test_another_playbook_is_no_way_around_the_tiers():
    """An answer into a higher tier of another playbook is found too."""
    other = playbook(
        step("B", ("Done", "resolve-x"), tier="3"), replace(END, tier="3"), path="playbooks/b.md"
    )
    assert codes(playbook(step("A", ("Other", "playbooks/b.md"))), other) == ["KB106"]


@pytest.mark.parametrize(
    ("tier", "title", "expected"),
    [
        ("1", "Escalate to tier 2: x", []),
        ("1", "Escalate to specialist network: x", []),
        ("3", "Escalate to specialist network: x", []),
        ("2", "Escalate to tier 2: x", ["KB107"]),
        ("3", "Escalate to tier 2: x", ["KB107"]),
        ("specialist", "Escalate to tier 3: x", ["KB107"]),
        ("specialist", "Escalate to specialist network: x", []),
        ("specialist", "Escalate to specialist databases: x", ["KB107"]),
    ],
)
def test_an_escalation_goes_up(tier, title, expected):
    """An escalation names a higher tier, or another team of specialists."""
    up = step(title, tier=tier, team="databases", anchor="up")
    assert codes(playbook(step("A", ("Up", "up"), tier=tier), up)) == expected


def test_an_escalation_goes_on_in_the_tier_it_names():
    """An answer of an Escalate step that leads to another tier than the named one is a warning."""
    book = playbook(
        step("A", ("Up", "up")),
        step("Escalate to tier 2: x", ("Go on", "c"), anchor="up"),
        step("C", ("Done", "resolve-x"), tier="3"),
        replace(END, tier="3"),
    )
    assert [(one.code, one.severity, one.answers) for one in check(book)] == [
        ("KB108", "warning", ("Up", "Go on"))
    ]


# --- rule 6 -----------------------------------------------------------------------------------------------


def test_a_value_that_one_path_does_not_record_is_found_with_that_path():
    """The finding stands at the value and names the shortest path on which nothing asks for it."""
    book = playbook(
        step("A", ("Asked", "b"), ("Long", "c")),
        step("B", ("Up", "up"), values=["light"]),
        step("C", ("On", "d"), ("Asked late", "b")),
        step("D", ("Up", "up")),
        step(
            "Escalate to tier 2: x",
            anchor="up",
            values=[value("light", line=77), value("pet", optional=True)],
        ),
    )
    [finding] = check(book)
    assert (finding.code, finding.severity, finding.line) == ("KB110", "warning", 77)
    assert finding.answers == ("Long", "On", "Up")


def test_a_value_recorded_on_every_path_is_complete():
    """Recorded at the first step, on both branches, or at an earlier escalation, a value is complete."""
    up = step("Escalate to tier 2: x", anchor="up", values=["light"])
    first = playbook(step("A", ("1", "up"), ("2", "a"), values=["light"]), up)
    branches = playbook(
        step("A", ("1", "b"), ("2", "c")),
        step("B", ("1", "up"), values=["light"]),
        step("C", ("1", "up"), values=["light"]),
        up,
    )
    earlier = playbook(
        step("A", ("Up", "first"), values=["light"]),
        step("Escalate to tier 2: y", ("On", "b"), anchor="first", values=["light"]),
        step("B", ("Up", "second"), tier="2"),
        step("Escalate to tier 3: y", anchor="second", tier="2", values=["light"]),
    )
    assert codes(first) == codes(branches) == codes(earlier) == []


def test_a_value_recorded_after_a_circle_is_not_recorded_before():
    """A step that asks for the value only after the escalation could be reached does not help."""
    book = playbook(
        step("A", ("Up", "up"), ("On", "b")),
        step("B", ("Back", "a"), values=["light"]),
        step("Escalate to tier 2: x", anchor="up", values=["light"]),
    )
    assert [(one.code, one.answers) for one in check(book)] == [("KB110", ("Up",))]


def test_a_value_that_a_playbook_on_the_way_asks_for_counts():
    """Steps of another playbook record for the escalation here, and steps here for the one there."""
    up = step("Escalate to tier 2: x", anchor="up", values=["light"])
    sub = playbook(step("S", ("Back", "playbooks/a.md#b"), values=["light"]), path="playbooks/s.md")
    book = playbook(step("A", ("Over", "playbooks/s.md")), step("B", ("Up", "up")), up)
    assert check(book, sub) == []
    silent = playbook(step("S", ("Back", "playbooks/a.md#b")), path="playbooks/s.md")
    assert [(one.code, one.answers) for one in check(book, silent)] == [("KB110", ("Over", "Back", "Up"))]


def test_going_on_behind_the_step_that_asks_is_told_where_it_is_done():
    """The other playbook lacks nothing by itself, so the finding stands at the answer that leads into it."""
    up = step("Escalate to tier 2: x", anchor="up", values=["light"])
    sub = playbook(
        step("S", ("On", "t"), values=["light"]), step("T", ("Up", "up")), up, path="playbooks/s.md"
    )
    book = playbook(step("A", ("Whole", "playbooks/s.md"), ("Behind", "playbooks/s.md#t")))
    assert check(sub) == []
    [finding] = check(book, sub)
    assert (finding.code, finding.line, finding.answers) == ("KB110", 101, ("Behind", "Up"))
    assert "“Escalate to tier 2: x” in playbooks/s.md, which needs “light”" in finding.message
    over = playbook(step("O", ("In", "playbooks/a.md")), path="playbooks/o.md")
    assert check(over, book, sub) == []  # it is the doing of a.md
    lacking = replace(sub, steps=(replace(sub.steps[0], values=()), *sub.steps[1:]))
    assert check(book, lacking) == []  # it is the doing of s.md
    assert codes(lacking) == ["KB110"]
