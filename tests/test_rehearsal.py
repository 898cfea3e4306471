# SPDX-License-Identifier: MIT
"""Practice calls: the same seed is the same call, going as expected is perfect, each deviation is named."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from builders import known, step
from builders import playbook as book
from builders import value as field
from desks import ROOT, make_desk, sample_files, sample_repo
from hypothesis import assume, given
from hypothesis import strategies as st

from kbdesk import handoff, markdown, playbook
from kbdesk.errors import KbError
from kbdesk.model import HandoffNote, Party, SourceFile, Tried
from kbdesk.playbook.debrief import NoteCheck, report, summary
from kbdesk.playbook.rehearsal import random_way, same, scene, stage_now, way_of_note, ways

pytestmark = pytest.mark.usefixtures("plain_git")

TODAY = date(2026, 11, 22)
AT = "2026-11-22T10:00:{:02}+00:00"
WIFI = "playbooks/technical/wifi-drops.md"
PATHS = sorted(path for path in sample_files() if path.startswith("playbooks/"))


@cache
def sample(path):
    """A playbook of the sample library; None if there is none."""
    file = ROOT / path
    found = markdown.parse(SourceFile(path, "0" * 40, file.read_text())) if file.is_file() else None
    return found if hasattr(found, "steps") else None


def scenes_of(path, seed):
    """Every practice call of a sample playbook, and one by chance."""
    made = [*ways(sample(path), sample), random_way(sample(path), sample, seed)]
    return [scene(way, sample, seed, TODAY) for way in made]


class Trainee:
    """Somebody who runs a practice call with the pure verbs of a run."""

    def __init__(self, chosen, others=sample):
        self.scene, self.others = chosen, others
        first = others(chosen.playbook)
        self.run = playbook.start(
            first, run_id="p", library="l", commit="", at=AT.format(0), by="Mia", tier=chosen.tier
        )
        self.seconds = 0
        if self.run.current.anchor != chosen.begins:
            self.run = playbook.jump(self.run, first, chosen.begins, self.at())

    def at(self):
        self.seconds = min(59, self.seconds + 1)
        return AT.format(self.seconds)

    @property
    def book(self):
        return self.others(self.run.current.playbook)

    @property
    def step(self):
        return self.book.step(self.run.current.anchor)

    def note(self, tells):
        for told in tells:
            wanted = next(one for one in self.step.values if one.name == told.name)
            self.run = playbook.record(self.run, told.name, playbook.checked_value(wanted, told.value))

    def answer(self, text):
        number = next(n for n, one in enumerate(self.step.answers, 1) if same(one.text, text))
        self.run = playbook.answer(self.run, self.book, number, self.at(), others=self.others)

    def back(self):
        self.run = playbook.back(self.run, self.at())

    def go(self, stages):
        """Do what is expected at these stages."""
        for stage in stages:
            assert stage_now(self.scene, self.run) == stage
            self.note(stage.tells)
            if stage.answer:
                self.answer(stage.answer)
            elif stage.kind == "escalate":
                self.run = playbook.escalated(self.run, self.at())

    def report(self, **more):
        written = NoteCheck() if self.run.status == "escalated" else None
        return report(self.scene, self.run, note=written, **more)


# --- scenes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_the_same_seed_gives_the_same_call_to_the_word(path):
    """A call can be practised again, and another seed gives another customer or other values."""
    assert scenes_of(path, 3) == scenes_of(path, 3)
    assert scenes_of(path, 3) != scenes_of(path, 4)


@pytest.mark.parametrize("path", PATHS)
def test_a_call_ends_where_its_tier_hands_over_or_solves(path):
    """No stage but the last is an end, each answer leads on, and each is told by somebody."""
    for chosen in scenes_of(path, 1):
        *before, last = chosen.stages
        assert last.kind in ("resolve", "escalate")
        assert last.answer == ""
        assert all(stage.kind == "step" and stage.answer and stage.line for stage in before)
        assert sample(chosen.playbook).step(chosen.begins).tier == chosen.tier


def test_every_practice_path_is_practised_and_each_tier_has_its_own_part():
    """A path through two tiers is two calls; paths with one beginning share the first of them."""
    made = ways(sample("playbooks/care/cancel.md"), sample)
    assert {way.number for way in made} >= {1, 2, 3}
    found = {scene(way, sample, 1, TODAY).tier for way in made}
    assert found == {"1", "2", "3"}
    assert len({(way.start, way.answers) for way in made}) == len(made)
    assert made[0].start == (sample("playbooks/care/cancel.md").path, "ask-once-why")


def test_the_customer_answers_what_is_asked_and_the_trainee_finds_the_rest():
    """A step with words to say is answered by the customer in the first person, another one is looked at."""
    one = book(
        step("Ask", ("The customer agrees with their day", "look"), says=("Do you agree?",)),
        step("Look", ("Red", "resolve-done"), ("Green", "resolve-done")),
        step("Resolve: done"),
        practice=(("The customer agrees with their day", "Red"),),
        says=("my light is odd",),
    )
    chosen = scene(ways(one, known(one))[0], known(one), 5, TODAY)
    assert chosen.opening[1].text == "My light is odd."
    first, second, _ = chosen.stages
    assert first.line.speaker == "customer"
    assert first.line.text.endswith("I agree with my day.")
    assert (second.line.speaker, second.line.text) == ("found", "Red.")


def test_values_fit_their_fields_and_the_right_answer():
    """A choice is the one that the answer names, a date is told in words, and a value stays what it is."""
    values = (
        field("light", kind="choice", choices=("green", "red", "off")),
        field("day", kind="date"),
        field("count", kind="number"),
        field("account", label="account number"),
    )
    one = book(
        step("Look", ("Red or so", "again"), values=values),
        step("Again", ("Yes", "resolve-done"), values=("account",)),
        step("Resolve: done"),
        practice=(("Red or so", "Yes"),),
    )
    for seed in range(20):
        chosen = scene(ways(one, known(one))[0], known(one), seed, TODAY)
        light, day, number, account = chosen.stages[0].tells
        assert light.value == "red"
        assert playbook.checked_value(values[1], day.spoken.removesuffix(".")) == day.value
        assert number.value.isdigit()
        assert chosen.stages[1].tells == (account,)


def test_a_way_without_an_end_goes_on_by_chance_to_one():
    """A path that stops halfway is practised to an end; a playbook without one, or without steps, says so."""
    one = book(
        step("A", ("On", "b")),
        step("B", ("Round", "a"), ("Done", "resolve-done")),
        step("Resolve: done"),
        practice=(("On",),),
    )
    chosen = scene(ways(one, known(one))[0], known(one), 1, TODAY)
    assert [stage.anchor for stage in chosen.stages] == ["a", "b", "resolve-done"]
    trap = book(step("A", ("On", "b")), step("B", ("Back", "a")))
    with pytest.raises(KbError, match="no answer leads to an end"):
        random_way(trap, known(trap), 1)
    empty = book(practice=(("On",),))
    assert ways(empty, known(empty)) == ()
    with pytest.raises(KbError, match="has no steps yet") as caught:
        random_way(empty, known(empty), 1)
    assert caught.value.hint


# --- reports ----------------------------------------------------------------------------------------------


@given(st.sampled_from(PATHS), st.integers(0, 10_000), st.data())
def test_a_call_that_goes_as_expected_is_perfect(path, seed, data):
    """Every answer, value and end as told: nothing is left to say."""
    chosen = data.draw(st.sampled_from(scenes_of(path, seed)))
    trainee = Trainee(chosen)
    trainee.go(chosen.stages)
    found = trainee.report()
    assert found.perfect, found
    assert [row.title for row in found.rows] == [stage.title for stage in chosen.stages]
    assert len(summary(found)) == 1


@given(st.sampled_from(PATHS), st.integers(0, 10_000), st.data())
def test_another_answer_is_named_at_its_step(path, seed, data):
    """Whether it is taken back or not, the step says which answer was right and which was given."""
    chosen = data.draw(st.sampled_from(scenes_of(path, seed)))
    wrong = data.draw(st.integers(0, len(chosen.stages) - 1))
    stage = chosen.stages[wrong]
    trainee = Trainee(chosen)
    trainee.go(chosen.stages[:wrong])
    others = [one.text for one in trainee.step.answers if not same(one.text, stage.answer)]
    assume(others and stage.answer)
    text = data.draw(st.sampled_from(others))
    trainee.note(stage.tells)
    trainee.answer(text)
    takes_back = data.draw(st.booleans())
    if takes_back:
        trainee.back()
        trainee.go(chosen.stages[wrong:])
    found = trainee.report()
    assert not found.perfect
    row = found.rows[wrong]
    assert (row.title, row.kind) == (stage.title, "back" if takes_back else "other")
    assert (row.expected, row.taken) == (stage.answer, text)
    if takes_back:
        kept = [one for one in found.rows if one.kind != "back"]
        assert all(one.kind == "same" for one in kept)
        assert len(kept) == len(chosen.stages)
        assert found.ended


@given(st.sampled_from(PATHS), st.integers(0, 10_000), st.data())
def test_steps_that_are_jumped_over_are_named(path, seed, data):
    """What lies between is passed by; the step that was left has no answer."""
    chosen = data.draw(st.sampled_from(scenes_of(path, seed)))
    assume(len(chosen.stages) > 2)
    here = data.draw(st.integers(0, len(chosen.stages) - 3))
    there = data.draw(st.integers(here + 2, len(chosen.stages) - 1))
    target = chosen.stages[there]
    assume(all(target.node != stage.node for stage in chosen.stages[:there]))
    trainee = Trainee(chosen)
    trainee.go(chosen.stages[:here])
    trainee.run = playbook.jump(trainee.run, sample(target.playbook), target.anchor, trainee.at())
    kinds = {n: row.kind for n, row in enumerate(trainee.report().rows)}
    assert [kinds[n] for n in range(here)] == ["same"] * here
    assert kinds[here] == "other"
    assert [kinds[n] for n in range(here + 1, there)] == ["skipped"] * (there - here - 1)


@given(st.sampled_from(PATHS), st.integers(0, 10_000), st.data())
def test_a_value_that_is_missed_or_wrong_is_named(path, seed, data):
    """One value left out, another put down wrongly: both are told with their labels, the rest is right."""
    chosen = data.draw(st.sampled_from(scenes_of(path, seed)))
    told = {one.name: one for stage in chosen.stages for one in stage.tells}
    needed = {one.name for stage in chosen.stages for one in stage.tells if one.needed and not one.free}
    assume(needed)
    name = data.draw(st.sampled_from(sorted(needed)))
    trainee = Trainee(chosen)
    trainee.go(chosen.stages)
    visits = tuple(
        replace(visit, recorded=tuple(pair for pair in visit.recorded if pair[0] != name))
        for visit in trainee.run.visits
    )
    left_out = report(chosen, replace(trainee.run, visits=visits))
    assert [value.label for value in left_out.values if value.kind == "missed"] == [told[name].label]
    other = replace(visits[0], recorded=(*visits[0].recorded, (name, "something else 77")))
    wrong = report(chosen, replace(trainee.run, visits=(other, *visits[1:])))
    assert [value.label for value in wrong.values if value.kind == "wrong"] == [told[name].label]
    assert not wrong.perfect


def test_a_call_that_is_closed_early_says_what_was_not_reached():
    """The steps after it are not reached, and the end is named as it was to be."""
    chosen = scenes_of(WIFI, 1)[0]
    trainee = Trainee(chosen)
    trainee.go(chosen.stages[:1])
    trainee.run = playbook.close(trainee.run, trainee.at())
    found = trainee.report()
    assert not found.ended
    assert [row.kind for row in found.rows][2:] == ["unreached"] * (len(chosen.stages) - 2)
    assert any(chosen.stages[-1].title in sentence for sentence in summary(found))


def test_times_stand_beside_those_that_are_usual():
    """A step that took twice as long as usual, and not just seconds, is named."""
    chosen = scenes_of(WIFI, 1)[0]
    trainee = Trainee(chosen)
    trainee.seconds = 49
    trainee.go(chosen.stages)
    first = chosen.stages[0]
    found = trainee.report(usual={first.node: 10})
    assert (found.rows[0].seconds, found.rows[0].usual) == (50, 10)
    imperfect = replace(found, values=(), note=NoteCheck(late=("Account",)))
    assert any(first.title in sentence and "longer" in sentence for sentence in summary(imperfect))


def test_words_that_were_copied_are_counted():
    """How many of the words to say were copied is told, but it is no fault not to."""
    chosen = scenes_of(WIFI, 1)[0]
    trainee = Trainee(chosen)
    trainee.go(chosen.stages)
    found = trainee.report(copied=("a", "a"))
    assert found.said == 1
    assert found.sayable == sum(len(stage.says) for stage in chosen.stages)
    assert found.perfect


# --- real notes -------------------------------------------------------------------------------------------


def noted(*tried, **more):
    """A handoff note of a case with these steps."""
    return HandoffNote("n", AT.format(0), Party("1"), Party("2"), "It drops", tried=tried, **more)


def one_tried(stage, answer, **more):
    return Tried(stage.title, stage.anchor, WIFI, answer, AT.format(0), "Bo", **more)


def test_a_real_case_is_practised_as_it_went():
    """Its way, its customer's words and its values; what was taken out of it is made up."""
    stages = scenes_of(WIFI, 1)[0].stages
    steps = [one_tried(stage, stage.answer) for stage in stages]
    names = [told.name for stage in stages for told in stage.tells]
    steps[0] = replace(steps[0], recorded=((names[0], "green"),))
    undone = one_tried(stages[0], "Red or off", undone=True)
    note = noted(
        undone, *steps, customer_words=("the wifi is gone again",), environment=(("since", "Monday"),)
    )
    way = way_of_note(note, sample)
    chosen = scene(way, sample, 2, TODAY, note=note)
    assert [stage.answer for stage in chosen.stages] == [stage.answer for stage in stages]
    assert chosen.opening[1].text == "The wifi is gone again."
    told = {one.name: one.value for stage in chosen.stages for one in stage.tells}
    assert told[names[0]] == "green"
    hidden = replace(note, environment=((names[-1], "[card removed]"),))
    again = scene(way, sample, 2, TODAY, note=hidden)
    assert all("removed" not in one.value for stage in again.stages for one in stage.tells)


def test_a_note_without_a_playbook_of_this_library_says_so():
    """There is nothing to practise then."""
    for note in (noted(), noted(Tried("A", "a", "elsewhere.md", "Yes", AT.format(0), "Bo"))):
        with pytest.raises(KbError, match="did not go through a playbook"):
            way_of_note(note, sample)


# --- on the desk ------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path):
    """Mia's desk over the sample library."""
    made = make_desk(sample_repo(tmp_path / "library"), tmp_path / "home")
    yield made
    made.close()


def expected(rehearsal):
    """Go the whole way as expected, by the verbs of the desk."""
    turn = rehearsal.do("view")
    for stage in rehearsal.scene.stages:
        assert turn.tells == stage.tells
        for told in stage.tells:
            turn = rehearsal.do("record", told.name, told.value)
        if stage.answer:
            number = next(n for n, one in enumerate(turn.view.answers, 1) if same(one.text, stage.answer))
            turn = rehearsal.do("answer", number)
    return turn


def handing_over(desk):
    """A practice call that ends with a handoff note."""
    scenes = (desk.practice.scene(WIFI, seed) for seed in range(50))
    return desk.practice.begin(next(one for one in scenes if one.stages[-1].kind == "escalate"))


ANSWERS = {"ask": "Swap the router by noon, or say why not.", "told": "We call back.", "if": "x", "then": "y"}


def test_a_practice_call_leaves_nothing_behind(desk):
    """It is no case, counts nowhere, and its note and its folder are gone; the report has it all."""
    rehearsal = handing_over(desk)
    expected(rehearsal)
    assert rehearsal.hand_over(ANSWERS).view.run.status == "escalated"
    found = rehearsal.finish()
    assert found.perfect, found
    place = rehearsal._folder.name
    assert place.startswith(tempfile.gettempdir())
    rehearsal.close()
    assert desk.cases.rows() == ()
    assert desk.heat.of(WIFI).heat.runs == 0
    assert not desk.home.handoffs.exists() or not list(desk.home.handoffs.iterdir())
    assert not Path(place).exists()


def test_what_a_note_lacks_is_in_the_report(desk):
    """A line that was empty at the first attempt, and lines that stayed empty, are named."""
    rehearsal = handing_over(desk)
    expected(rehearsal)
    with pytest.raises(KbError, match="still needs"):
        rehearsal.hand_over({"ask": "please check"})
    assert not rehearsal.over
    rehearsal.hand_over({**ANSWERS, "then": ""})
    found = rehearsal.finish()
    rehearsal.close()
    assert len(found.note.late) == 1
    assert found.note.left == ("If …, then …",)
    assert not found.perfect


def test_off_the_way_the_customer_is_lost_and_tells_nothing(desk):
    """The trainee notices, goes back, and hears the right words again."""
    rehearsal = desk.practice.begin(desk.practice.scene(WIFI, 1))
    turn = rehearsal.do("view")
    lines = turn.lines
    right = rehearsal.scene.stages[0].answer
    wrong = next(n for n, one in enumerate(turn.view.answers, 1) if not same(one.text, right))
    turn = rehearsal.do("answer", wrong)
    assert turn.astray
    assert turn.tells == ()
    assert turn.lines[0].text == rehearsal.scene.lost
    assert rehearsal.do("back").lines == lines[-1:]  # without the greeting
    rehearsal.close()


def test_verbs_that_keep_something_are_not_done(desk):
    """A practice call cannot flag a step of the library."""
    rehearsal = desk.practice.begin(desk.practice.scene(WIFI, 1))
    with pytest.raises(KbError, match="practice"):
        rehearsal.do("flag")
    rehearsal.close()


def test_another_path_is_another_and_one_s_own_tier_is_practised(desk):
    """The next call is on another path of the tier of one's seat."""
    for seed in range(10):
        first = desk.practice.scene(WIFI, seed)
        assert first.tier == "1"
        assert desk.practice.scene(WIFI, seed, first.way).way.answers != first.way.answers
    desk.tier = "2"
    upper = desk.practice.scene(WIFI, 1)
    assert upper.tier == "2"
    rehearsal = desk.practice.begin(upper)
    assert rehearsal.do("view").view.step.anchor == upper.begins
    expected(rehearsal)
    rehearsal.close()


def test_a_call_of_a_higher_tier_that_goes_as_expected_is_perfect(desk):
    """What the tiers before did is not looked at."""
    desk.tier = "2"
    scenes = (desk.practice.scene(WIFI, seed) for seed in range(50))
    rehearsal = desk.practice.begin(next(one for one in scenes if one.stages[-1].kind == "resolve"))
    expected(rehearsal)
    found = rehearsal.finish()
    rehearsal.close()
    assert found.perfect, found


def test_reports_are_kept_only_when_asked_and_deleted_for_good(desk):
    """They are listed with who and when, apart from the cases, and come back as they were."""
    rehearsal = desk.practice.begin(desk.practice.scene(WIFI, 7))
    found = rehearsal.finish()
    rehearsal.close()
    assert desk.practice.kept() == ()
    kept_id = desk.practice.keep(found)
    (kept,) = desk.practice.kept()
    assert (kept.id, kept.by, kept.report) == (kept_id, "Mia Tran", found)
    assert desk.cases.rows() == ()
    assert desk.practice.delete(kept_id)
    assert not desk.practice.delete(kept_id)
    assert desk.practice.kept() == ()


def test_a_note_from_disk_is_redacted_once_more(desk, tmp_path):
    """A password in somebody's note is told by nobody."""
    stage = scenes_of(WIFI, 1)[0].stages[0]
    note = noted(
        one_tried(stage, stage.answer, recorded=(("account", "4111 1111 1111 1111"),)),
        customer_words=("My password is Sommer2026! and it drops",),
    )
    file = tmp_path / "a.handoff.md"
    file.write_text(handoff.to_markdown(note))
    chosen = desk.practice.of_note(file, 1)
    text = repr(chosen)
    assert "Sommer2026" not in text
    assert "4111 1111" not in text
    assert chosen.way.source == "note"


def test_the_report_reads_as_a_page_whatever_was_typed(desk):
    """Signs of Markdown and HTML in a value stay signs."""
    rehearsal = desk.practice.begin(desk.practice.scene(WIFI, 1))
    found = rehearsal.finish()
    rehearsal.close()
    wrong = replace(found.values[0], recorded="<b>a|b</b>", kind="wrong")
    html = desk.practice.page(replace(found, values=(wrong,))).html
    assert "<b>a" not in html
    assert "a|b" in html
