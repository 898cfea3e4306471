# SPDX-License-Identifier: MIT
"""Running a playbook."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from builders import clock, known, playbook, step, value
from hypothesis import given, settings
from hypothesis import strategies as st

from kbdesk import playbook as pb
from kbdesk.errors import KbError
from kbdesk.model import ArticleRead, Playbook, Run, RunStatus, Visit
from kbdesk.model.bot import BOT_ANCHOR
from kbdesk.playbook import graph

WIFI = playbook(
    step("Lights", ("Green", "devices"), ("Red", "escalate-to-tier-2-line"), values=["wan_light"]),
    step("Devices", ("One", "forget"), ("All", "channel")),
    step("Forget", ("Stays up", "resolve-joined"), ("Drops", "channel")),
    step(
        "Channel", ("Stays up", "resolve-joined"), ("Drops", "escalate-to-tier-2-line"), ("Again", "lights")
    ),
    step("Resolve: joined"),
    step("Escalate to tier 2: line", ("Tier 2 starts here", "log"), values=["wan_light", "account"]),
    step(
        "Log",
        ("Other", "playbooks/b.md"),
        ("Deep", "playbooks/b.md#two"),
        ("Gone", "playbooks/c.md"),
        tier="2",
    ),
    path="playbooks/wifi.md",
)
OTHER = playbook(
    step("One", ("On", "two")),
    step("Two", ("Done", "resolve-it")),
    step("Resolve: it"),
    path="playbooks/b.md",
)
OTHERS = known(WIFI, OTHER)


def begin(book: Playbook = WIFI, second: int = 0) -> Run:
    return pb.start(book, run_id="r1", library="/kb", commit="c0", at=clock(second), by="Ana", tier="1")


def click(run: Run, *numbers: int, second: int = 0) -> Run:
    for number in numbers:
        run = pb.answer(run, WIFI, number, clock(second), others=OTHERS)
    return run


def shape(run: Run) -> list[str]:
    """Each visit as its anchor, its answer and a mark: x for undone, > for skipped."""
    marks = [" x" * visit.undone + " >" * visit.skipped for visit in run.visits]
    answers = ["=" + visit.answer if visit.answer else "" for visit in run.visits]
    return [visit.anchor + said + mark for visit, said, mark in zip(run.visits, answers, marks, strict=True)]


def test_a_run_starts_at_the_first_step_of_the_playbook():
    """A new run is under way at the first step and knows which version of the playbook it follows."""
    run = begin()
    assert shape(run) == ["lights"]
    assert (run.status, run.playbook_blob, run.current.tier) == ("running", WIFI.source.blob, "1")
    assert (run.id, run.library, run.commit, run.by) == ("r1", "/kb", "c0", "Ana")


def test_a_playbook_without_steps_cannot_be_started():
    """Starting an empty playbook is refused with a sentence and the way out."""
    with pytest.raises(KbError, match="no step") as caught:
        begin(playbook())
    assert caught.value.hint.startswith("Open it as an article")


def test_an_answer_is_kept_with_the_seconds_of_the_stay():
    """Answering fills the answer and the seconds of the step that is left and comes to the next."""
    run = pb.answer(begin(), WIFI, 1, clock(42), others=OTHERS)
    assert shape(run) == ["lights=Green", "devices"]
    assert [visit.seconds for visit in run.visits] == [42, 0]


def test_reaching_a_resolve_step_solves_the_run():
    """A Resolve step ends the run, and a finished run takes no more answers."""
    run = click(begin(), 1, 1, 1)
    assert (run.status, run.current.anchor, run.current.since) == ("resolved", "resolve-joined", "")
    with pytest.raises(KbError, match="solved"):
        click(run, 1)


def test_an_escalate_step_leaves_the_run_under_way_until_the_note_is_written():
    """At an Escalate step the run waits; handed over it takes no answer; resumed by tier 2 it goes on."""
    run = click(begin(), 2)
    assert run.status == "running"
    over = pb.escalated(run, clock(5))
    assert (over.status, over.current.seconds) == ("escalated", 5)
    with pytest.raises(KbError, match="handed over"):
        click(over, 1)
    taken = click(pb.resume(over, clock(500), by="Bo", tier="2"), 1)
    assert (taken.current.anchor, taken.current.by, taken.tier) == ("log", "Bo", "2")
    assert taken.visits[0].by == "Ana"


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_number_without_an_answer_is_refused(number):
    """A number that no answer has changes nothing and says which there are."""
    with pytest.raises(KbError, match=r"no answer .*Choose 1 to 2"):
        click(begin(), number)


def test_an_answer_into_another_playbook_goes_on_there():
    """An answer into another playbook lands at its first step, keeps its version and ends there."""
    run = click(begin(), 2, 1, 1)
    assert (run.current.playbook, run.current.anchor) == ("playbooks/b.md", "one")
    assert run.blobs == (("playbooks/b.md", OTHER.source.blob),)
    run = click(run, 1, 1)
    assert (run.status, run.playbook, run.current.anchor) == ("resolved", "playbooks/wifi.md", "resolve-it")
    assert run.blobs == (("playbooks/b.md", OTHER.source.blob),)


def test_an_answer_can_lead_to_an_anchor_of_another_playbook():
    """An answer with an anchor lands at that step of the other playbook."""
    assert click(begin(), 2, 1, 2).current.anchor == "two"


def test_an_answer_into_a_missing_playbook_is_refused():
    """An answer that leads nowhere is told as the playbook's fault, and the run stays where it is."""
    with pytest.raises(KbError, match=r"“Gone” leads to no step of playbooks/c\.md") as caught:
        click(begin(), 2, 1, 3)
    assert caught.value.hint.startswith("Choose another answer")


def test_a_step_that_is_gone_from_the_playbook_is_told():
    """A run whose step is no longer in the playbook cannot be answered, with a sentence and the way out."""
    changed = replace(WIFI, steps=WIFI.steps[1:])
    with pytest.raises(KbError, match="no step “lights”") as caught:
        pb.answer(begin(), changed, 1, clock(1), others=OTHERS)
    assert caught.value.hint.startswith("It may have changed")


def test_values_and_notes_belong_to_the_current_step():
    """Recording replaces a value of the same name, an empty value takes it away, a note is replaced."""
    run = pb.record(pb.record(begin(), "wan_light", "red"), "model", "X200")
    run = pb.note(pb.note(pb.record(run, "wan_light", "green"), "first"), "second")
    assert run.current.recorded == (("wan_light", "green"), ("model", "X200"))
    assert run.current.note == "second"
    assert pb.record(run, "model", "").current.recorded == (("wan_light", "green"),)
    assert pb.record(begin(), "model", "") == begin()


def test_back_takes_an_empty_step_away_and_keeps_the_old_answer_as_undone():
    """Going back from an empty step leaves only the old answer in the record, values and note kept."""
    run = pb.note(pb.record(begin(), "wan_light", "red"), "blinks")
    run = pb.back(click(run, 1), clock(9))
    assert shape(run) == ["lights=Green x", "lights"]
    assert (run.current.recorded, run.current.note) == ((("wan_light", "red"),), "blinks")
    assert run.recorded == (("wan_light", "red"),)


def test_each_stay_at_a_step_counts_its_own_seconds():
    """A step that is come back to counts its second stay apart from the first."""
    run = pb.back(click(begin(), 1, second=20), clock(25))
    assert [visit.seconds for visit in click(run, 2, second=28).visits] == [20, 3, 0]


def test_back_keeps_a_step_that_holds_something():
    """Going back from a step with a value keeps it as undone, and its value no longer counts."""
    run = pb.back(pb.record(click(begin(), 1), "count", "3"), clock(9))
    assert shape(run) == ["lights=Green x", "devices x", "lights"]
    assert run.recorded == ()


def test_a_step_that_holds_something_keeps_its_seconds_when_it_is_left_by_going_back():
    """The time spent there was spent, though the step is undone."""
    run = pb.back(pb.record(click(begin(), 1, second=20), "count", "3"), clock(25))
    assert [(visit.anchor, visit.seconds) for visit in run.visits] == [
        ("lights", 20),
        ("devices", 5),
        ("lights", 0),
    ]


def test_back_keeps_what_was_skipped_and_taken_back_before():
    """What an earlier change undid stays in the record, skipped steps too."""
    run = pb.jump(pb.jump(click(begin(), 2), WIFI, "lights", clock(2)), WIFI, "channel", clock(3))
    run = pb.revise(run, 2, clock(4))
    undone = ["lights x", "devices x >", "channel x"]
    assert shape(run) == ["lights=Red", "escalate-to-tier-2-line", *undone, "lights"]
    here = "escalate-to-tier-2-line"
    assert shape(pb.back(run, clock(5))) == ["lights=Red", f"{here} x", *undone, here]


def test_back_twice_goes_back_two_steps():
    """Going back again passes over what was undone, which stays in the record."""
    run = pb.back(pb.back(click(begin(), 1, 1), clock(8)), clock(9))
    assert shape(run) == ["lights=Green x", "devices=One x", "lights"]
    with pytest.raises(KbError, match="first step"):
        pb.back(run, clock(10))


def test_back_from_the_end_goes_on_with_the_run():
    """A Resolve step that was reached by a wrong key can be left again."""
    run = pb.back(click(begin(), 1, 1, 1), clock(9))
    assert (run.status, run.current.anchor) == ("running", "forget")


def test_back_from_a_jump_returns_to_where_it_was_made():
    """Going back from a jump takes the skipped steps away again."""
    run = pb.back(pb.jump(begin(), WIFI, "channel", clock(3)), clock(4))
    assert shape(run) == ["lights"]
    assert pb.pause(run, clock(10)).current.seconds == 9


def test_revise_makes_the_answer_and_all_after_it_undone():
    """Changing an earlier answer stands at that step again, with its values, and keeps the rest as undone."""
    run = click(pb.record(begin(), "wan_light", "red"), 1, 1)
    run = pb.revise(run, 0, clock(9))
    assert shape(run) == ["lights=Green x", "devices=One x", "forget x", "lights"]
    assert run.recorded == (("wan_light", "red"),)
    assert [visit.at for visit in run.visits] == [clock(0), clock(0), clock(0), clock(9)]
    assert [visit.seconds for visit in run.visits] == [0, 0, 9, 0]
    assert shape(click(run, 2))[-1] == "escalate-to-tier-2-line"


@pytest.mark.parametrize("again", [pb.back, lambda run, at: pb.revise(run, 0, at)])
def test_a_step_that_is_come_back_to_is_of_who_came_back(again):
    """Who takes a call over and goes back does so under their own name; what was done keeps the other."""
    run = again(pb.resume(click(begin(), 1), clock(5), by="Bo", tier="2"), clock(9))
    assert [visit.by for visit in run.visits if visit.anchor == "lights"] == ["Ana", "Bo"]


@pytest.mark.parametrize("index", [-1, 2, 7])
def test_only_an_earlier_step_can_be_revised(index):
    """The current step and numbers outside the record are refused."""
    with pytest.raises(KbError, match="cannot be changed"):
        pb.revise(click(begin(), 1, 1), index, clock(9))


def test_an_undone_step_cannot_be_revised():
    """What was taken back cannot be changed any more."""
    with pytest.raises(KbError, match="cannot be changed"):
        pb.revise(pb.back(click(begin(), 1), clock(2)), 0, clock(9))


def test_jump_marks_the_steps_between_as_skipped():
    """Jumping ahead takes the shortest way by answers and marks the steps on it as skipped."""
    run = pb.jump(begin(), WIFI, "channel", clock(7))
    assert shape(run) == ["lights", "devices >", "channel"]
    assert [visit.seconds for visit in run.visits] == [7, 0, 0]
    assert [visit.since for visit in run.visits] == ["", "", clock(7)]
    assert shape(pb.revise(run, 1, clock(8))) == ["lights", "devices x >", "channel x", "devices"]


def test_a_step_that_was_done_is_not_told_as_skipped():
    """Jumping over a step that was answered before leaves it out: the record says already what it gave."""
    run = click(begin(), 1, 1)
    assert shape(pb.jump(run, WIFI, "lights", clock(5)))[-1] == "lights"
    again = pb.jump(pb.jump(run, WIFI, "lights", clock(5)), WIFI, "channel", clock(6))
    assert shape(again) == ["lights=Green", "devices=One", "forget", "lights", "channel"]


def test_a_step_that_was_taken_back_or_is_of_another_playbook_is_told_as_skipped():
    """Only what stands in the record of this very playbook counts as done."""
    undone = pb.back(pb.record(click(begin(), 1), "count", "3"), clock(5))
    again = shape(pb.jump(undone, WIFI, "channel", clock(6)))
    assert again == ["lights=Green x", "devices x", "lights", "devices >", "channel"]
    alike = playbook(step("Devices"), path="playbooks/alike.md")
    run = pb.jump(pb.jump(begin(), alike, "devices", clock(1)), WIFI, "lights", clock(2))
    assert shape(pb.jump(run, WIFI, "channel", clock(3)))[-2:] == ["devices >", "channel"]


def test_jump_to_a_step_to_which_no_way_leads_skips_nothing():
    """A step that cannot be reached by answers can still be jumped to."""
    run = pb.jump(click(begin(), 2), WIFI, "forget", clock(7))
    assert shape(run) == ["lights=Red", "escalate-to-tier-2-line", "forget"]


def test_jump_into_a_resolve_step_solves_the_run():
    """Jumping to the end ends the run, and every step on the way is told as skipped, in order."""
    run = pb.jump(begin(), WIFI, "resolve-joined", clock(7))
    assert (run.status, shape(run)) == ("resolved", ["lights", "devices >", "forget >", "resolve-joined"])


def test_jump_to_nowhere_or_to_the_same_step_is_refused():
    """A missing step and the current one are no places to jump to."""
    with pytest.raises(KbError, match="no step “moon”"):
        pb.jump(begin(), WIFI, "moon", clock(1))
    with pytest.raises(KbError, match="already"):
        pb.jump(begin(), WIFI, "lights", clock(1))


def test_paused_time_does_not_count():
    """The seconds of a stay leave out the pause; a paused run takes no answer."""
    run = pb.pause(begin(), clock(10))
    assert (run.status, run.current.seconds) == ("paused", 10)
    with pytest.raises(KbError, match="paused"):
        click(run, 1)
    run = click(pb.resume(run, clock(1000)), 1, second=1005)
    assert run.visits[0].seconds == 15


def test_a_clock_that_goes_back_counts_nothing():
    """A stay never has negative seconds, and a time that is no time stops nothing."""
    assert pb.answer(begin(second=60), WIFI, 1, clock(0), others=OTHERS).visits[0].seconds == 0
    assert pb.answer(begin(), WIFI, 1, "noon", others=OTHERS).visits[0].seconds == 0
    assert pb.answer(begin(), WIFI, 1, "2026-11-22T10:00:30", others=OTHERS).visits[0].seconds == 0


def test_times_of_different_zones_are_compared_as_moments():
    """The offset of a time counts."""
    assert pb.answer(begin(), WIFI, 1, "2026-11-22T11:00:30+01:00", others=OTHERS).visits[0].seconds == 30


def test_a_run_can_be_solved_or_closed_anywhere():
    """Solving and closing stop the clock; a result that is there stays; a closed run is over for good."""
    solved = pb.resolve(begin(), clock(4))
    assert (solved.status, solved.current.seconds) == ("resolved", 4)
    assert pb.close(solved, clock(5)) == solved
    closed = pb.close(begin(), clock(4))
    assert (closed.status, closed.current.seconds) == ("closed", 4)
    for wrong in (pb.pause, pb.resume, pb.resolve, pb.escalated, pb.back):
        with pytest.raises(KbError, match="closed"):
            wrong(closed, clock(6))


def test_what_was_read_searched_and_flagged_is_kept_once():
    """Articles, searches and flags go into the record without repeats."""
    read = ArticleRead("a.md", "b1", "A", clock(1))
    run = pb.opened(pb.opened(begin(), read), replace(read, at=clock(2)))
    assert run.articles == (read,)
    assert len(pb.opened(run, replace(read, blob="b2")).articles) == 2
    assert pb.searched(pb.searched(pb.searched(begin(), " wifi "), "wifi"), "  ").queries == ("wifi",)
    searched = begin()
    for text in ("wifi", "vpn", "vpn", "wifi"):
        searched = pb.searched(searched, text)
    assert searched.queries == ("wifi", "vpn", "wifi")
    assert pb.flag(pb.flag(begin(), "wrong menu"), "wrong menu ").flagged == ("wrong menu",)


def test_progress_counts_the_longest_way_without_circles():
    """Progress tells the number of the step and how many there are at most."""
    run = begin()
    assert pb.progress(run, WIFI) == (1, 5)
    assert pb.progress(click(run, 1), WIFI) == (2, 5)
    assert pb.progress(click(run, 1, 2), WIFI) == (3, 4)
    assert pb.progress(click(run, 2), WIFI) == (2, 2)
    assert pb.progress(click(run, 1, 1, 1), WIFI) == (4, 4)
    assert pb.progress(pb.pause(run, clock(3)), WIFI) == (1, 5)
    assert pb.progress(run, OTHER) == (1, 1)
    assert pb.progress(pb.resolve(run, clock(3)), WIFI) == (1, 1)
    undone = pb.back(pb.record(click(run, 1), "count", "3"), clock(3))
    assert pb.progress(undone, WIFI) == (1, 5)


def test_progress_where_every_way_leads_back():
    """At a step whose only answer leads back, the way from there to the end counts once more."""
    book = playbook(
        step("A", ("On", "b"), ("Done", "resolve-it")), step("B", ("Back", "a")), step("Resolve: it")
    )
    run = pb.answer(begin(book), book, 1, clock(1), others=known(book))
    assert pb.progress(run, book) == (2, 4)


def test_progress_of_a_very_long_playbook():
    """A playbook of thousands of steps in a row is counted all the same."""
    long = playbook(
        *(step(f"S {n}", ("On", f"s-{n + 1}")) for n in range(1500)), step("Resolve: end", anchor="s-1500")
    )
    assert pb.progress(begin(long), long) == (1, 1501)


# --- values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("text", "  a b ", "a b"),
        ("number", " -12.5 ", "-12.5"),
        ("number", "3,5", "3,5"),
        ("choice", "RED", "red"),
        ("date", "2026-3-4", "2026-03-04"),
        ("date", "2026/03/04", "2026-03-04"),
        ("date", "4.3.2026", "2026-03-04"),
        ("date", "24/3/2026", "2026-03-24"),
        ("date", "13/3/2026", "2026-03-13"),
        ("date", "3/13/2026", "2026-03-13"),
        ("date", "3/24/2026", "2026-03-24"),
        ("date", "05/13/2026", "2026-05-13"),
        ("date", "4 March 2026", "2026-03-04"),
        ("date", "Sept 4, 2026", "2026-09-04"),
        ("date", "", ""),
        ("number", " ", ""),
    ],
)
def test_a_value_is_kept_in_one_form(kind, text, kept):
    """Blanks are cut, choices spelled as in the playbook, dates written as ISO."""
    assert pb.checked_value(value("x", kind=kind, choices=("green", "red")), text) == kept


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("number", "twelve", "not a number"),
        ("number", "1 2", "not a number"),
        ("number", "١٢", "not a number"),
        ("number", "nan", "not a number"),
        ("choice", "blue", "Choose one of: green, red"),
        ("date", "soon", "not a date"),
        ("date", "3/4/2026", "year-month-day"),
        ("date", "12/3/2026", "year-month-day"),
        ("date", "3/12/2026", "year-month-day"),
        ("date", "2026-02-30", "no day"),
        ("date", "4 Ma 2026", "not a date"),
        ("date", "4 Xyz 2026", "not a date"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(kind, text, told):
    """What is no number, no choice or no certain date is told with the field's label and what to write."""
    field = value("x", kind=kind, label="the label", choices=("green", "red"))
    with pytest.raises(KbError, match=told) as caught:
        pb.checked_value(field, text)
    assert "the label" in caught.value.message
    assert caught.value.hint


# --- any operations on any playbook -----------------------------------------------------------------------


@st.composite
def books(draw) -> Playbook:
    """A small playbook whose answers lead anywhere, into a second playbook and nowhere."""
    count = draw(st.integers(2, 6))
    names = [f"s{n}" for n in range(count)]
    targets = st.sampled_from(
        [*names, "resolve-x", "escalate-to-tier-2-x", "playbooks/b.md", "playbooks/b.md#two", "no"]
    )
    steps = []
    for name in names:
        chosen = draw(st.lists(targets, min_size=1, max_size=3))
        steps.append(step(name, *((f"{n} to {target}", target) for n, target in enumerate(chosen))))
    return playbook(*steps, step("Resolve: x"), step("Escalate to tier 2: x", ("On", "s0")))


VERBS = ("record", "note", "back", "revise", "jump", "pause", "resume", "escalated", "resolve")
OPERATION = st.tuples(st.sampled_from(("answer", "answer", "answer", *VERBS)), st.integers(0, 7))


def operate(run: Run, book: Playbook, name: str, number: int, at: str) -> Run:
    match name:
        case "answer":
            return pb.answer(run, book, number % 3 + 1, at, others=known(book, OTHER))
        case "record":
            return pb.record(run, f"v{number % 3}", f"{at}")
        case "note":
            return pb.note(run, at)
        case "revise":
            return pb.revise(run, number, at)
        case "jump":
            return pb.jump(run, book, book.steps[number % len(book.steps)].anchor, at)
        case _:
            return getattr(pb, name)(run, at)


@settings(max_examples=250, deadline=None)
@given(books(), st.lists(OPERATION, max_size=25))
def test_any_operations_keep_the_run_sound(book, operations):
    """Whatever an agent does: the current step stands, undone values do not count, the answers lead there."""
    run = begin(book)
    elapsed = 0
    for second, (name, number) in enumerate(operations, 1):
        before = run
        try:
            run = operate(run, book, name, number, clock(second))
        except KbError as error:
            assert error.message.endswith((".", "to."))
            assert run is before
            continue
        elapsed = second
        check_sound(run, before, book)
    assert sum(visit.seconds for visit in run.visits) <= elapsed


def check_sound(run: Run, before: Run, book: Playbook) -> None:
    standing = [visit for visit in run.visits if not visit.undone]
    assert run.current in standing
    assert not run.current.skipped
    assert run.current.answer == ""
    assert (run.current.since != "") == (run.status == "running")
    assert all(visit.since == "" and visit.seconds >= 0 for visit in run.visits[:-1])
    assert dict(run.recorded) == {k: v for visit in standing for k, v in visit.recorded}
    # Nothing that was said is lost: every answer ever given is still in the record.
    answers = [(visit.anchor, visit.answer) for visit in before.visits if visit.answer]
    assert all((visit in [(v.anchor, v.answer) for v in run.visits]) for visit in answers)
    if all(visit.answer for visit in standing[:-1]):
        replayed = begin(book)
        for visit in standing[:-1]:
            here = book if replayed.current.playbook == book.path else OTHER
            number = [one.text for one in here.step(visit.anchor).answers].index(visit.answer) + 1
            replayed = pb.answer(replayed, book, number, clock(0), others=known(book, OTHER))
        assert (replayed.current.playbook, replayed.current.anchor) == (
            run.current.playbook,
            run.current.anchor,
        )


def test_books_that_lead_to_each_other_are_each_looked_at_once():
    """From a book whose two others lead back and forth, all their steps are there, and it comes to an end."""
    one = playbook(step("A", ("To c", "playbooks/c.md")), path="playbooks/b.md")
    two = playbook(step("B", ("To b", "playbooks/b.md")), path="playbooks/c.md")
    first = playbook(step("S", ("To b", "playbooks/b.md"), ("To c", "playbooks/c.md")), path="playbooks/a.md")
    made = graph.build(first, known(first, one, two))
    assert set(made.steps) == {("playbooks/a.md", "s"), ("playbooks/b.md", "a"), ("playbooks/c.md", "b")}


@pytest.mark.parametrize("halt", [pb.pause, pb.resolve])
def test_a_run_that_stands_still_takes_values_and_can_be_gone_on_with(halt):
    """What is learned in a pause or after the end is recorded, and the run can be resumed from there."""
    run = pb.note(pb.record(halt(begin(), clock(5)), "wan_light", "red"), "it blinks")
    assert (run.current.recorded, run.current.note) == ((("wan_light", "red"),), "it blinks")
    assert pb.resume(run, clock(9)).status == "running"


@pytest.mark.parametrize(
    ("end", "status"), [(pb.resolve, "resolved"), (pb.escalated, "escalated"), (pb.close, "closed")]
)
def test_a_paused_run_can_be_solved_handed_over_or_closed(end, status):
    """The run may come to its end while it is set aside; the pause does not count."""
    run = end(pb.pause(begin(), clock(5)), clock(60))
    assert (run.status, run.current.seconds) == (status, 5)


def test_a_run_that_was_under_way_when_the_window_went_can_be_resumed():
    """The clock begins anew, so that the time until then does not count."""
    run = pb.resume(begin(), clock(100))
    assert click(run, 1, second=104).visits[0].seconds == 4


@pytest.mark.parametrize("status", [one for one in get_args(RunStatus) if one != "running"])
def test_a_refusal_says_resume_only_where_that_can_be_done(status):
    """Whoever cannot go on reads what to do: to resume the run, or something else if it cannot be resumed."""
    run = replace(begin(), status=status)
    with pytest.raises(KbError) as caught:
        click(run, 1)
    assert caught.value.hint
    if "Resume it" in caught.value.hint:
        assert click(pb.resume(run, clock(5)), 1).current.anchor == "devices"
    else:
        with pytest.raises(KbError):
            pb.resume(run, clock(5))


def test_an_answer_that_cannot_be_changed_is_told_with_the_way_out():
    """The refusal says what can be chosen instead."""
    with pytest.raises(KbError) as caught:
        pb.revise(click(begin(), 1), 1, clock(9))
    assert caught.value.hint


def test_what_a_bot_did_is_no_step_to_go_back_to():
    """What a bot tried before the call cannot be gone back to or answered anew; a step of that name can."""
    tried = Visit("", f"{BOT_ANCHOR}1", "Restart it", "1", clock(0), "Ella", answer="no change")
    run = replace(begin(), visits=(tried, *begin().visits))
    with pytest.raises(KbError, match="first step"):
        pb.back(run, clock(5))
    with pytest.raises(KbError, match="cannot be changed"):
        pb.revise(run, 0, clock(5))
    book = playbook(step("Bot-led repair", ("On", "resolve-it")), step("Resolve: it"))
    led = pb.answer(begin(book), book, 1, clock(1), others=known(book))
    assert pb.back(led, clock(2)).current.anchor == f"{BOT_ANCHOR}led-repair"
    assert pb.revise(led, 0, clock(2)).current.anchor == f"{BOT_ANCHOR}led-repair"


def test_nothing_comes_after_a_resolve_step():
    """Links under a Resolve step are no ways: not walked, skipped over, counted or taken as answers."""
    end = step("Resolve: it", ("Once more", "c"))
    book = playbook(step("A", ("Done", "resolve-it")), end, step("C", ("On", "d")), step("D"))
    assert graph.build(book, known(book)).ways[book.path, "resolve-it"] == ()
    assert pb.progress(begin(book), book) == (1, 2)
    assert shape(pb.jump(begin(book), book, "d", clock(5))) == ["a", "d"]
    solved = pb.answer(begin(book), book, 1, clock(1), others=known(book))
    with pytest.raises(KbError, match="has no answer 1") as caught:
        pb.answer(pb.resume(solved, clock(2)), book, 1, clock(3), others=known(book))
    assert caught.value.hint.startswith("Go back")


def test_a_playbook_that_is_gone_is_told_with_the_way_out():
    """Whoever stands in a playbook that has left the library reads what can be done with the case."""
    run = click(begin(), 2, 1, 1)
    assert run.current.playbook == OTHER.path
    with pytest.raises(KbError, match="no longer in the library") as caught:
        pb.answer(run, WIFI, 1, clock(9), others=known(WIFI))
    assert caught.value.hint.startswith("Hand the case over")
