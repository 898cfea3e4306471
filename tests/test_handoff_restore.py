# SPDX-License-Identifier: MIT
"""From a run to a note and back: the same run, whoever goes on; and what a hostile note may do (nothing)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import clock, known, playbook, step
from handoff_sample import wifi_note, wifi_run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_handoff_text import NOTES, TEXTS

from kbdesk import playbook as pb
from kbdesk.errors import KbError
from kbdesk.handoff import draft, from_markdown, redact, run_of, to_markdown
from kbdesk.handoff.known import customer_words
from kbdesk.model import ArticleRead, HandoffNote, Party, Playbook, Run, Tier

OTHER = playbook(
    step("One", ("On", "two"), ("Home", "playbooks/a.md#s1"), tier="2"),
    step("Two", ("Done", "resolve-it")),
    step("Resolve: it"),
    path="playbooks/b.md",
    title="The other one",
)
SAFE = TEXTS.filter(lambda text: redact(text)[0] == text)
SAID = SAFE.filter(lambda text: bool(text.strip()))
NAMES = st.sampled_from(("account", "wan_light", "error_code", "since", "x y", "*", ""))
LATER = clock(9_000)


@st.composite
def books(draw) -> Playbook:
    """A small playbook of any titles and answers that lead anywhere, into a second playbook and nowhere."""
    names = [f"s{n}" for n in range(draw(st.integers(2, 5)))]
    targets = st.sampled_from(
        [*names, "resolve-x", "escalate-to-tier-2-x", "playbooks/b.md", "playbooks/b.md#two"]
    )
    steps = []
    for name in names:
        ways = draw(st.lists(st.tuples(SAID, targets), min_size=1, max_size=3))
        tier: Tier = draw(st.sampled_from(("1", "2", "3", "specialist")))
        steps.append(step(draw(SAID), *ways, anchor=name, tier=tier))
    ends = (step("Resolve: x"), step("Escalate to tier 2: x", ("On", "s0")))
    return playbook(*steps, *ends, title=draw(SAID))


VERBS = ("answer", "answer", "answer", "record", "note", "back", "revise", "jump", "pause", "resume")
MORE = ("flag", "search", "read", "resolve", "escalated", "changed")
OPERATIONS = st.lists(
    st.tuples(st.sampled_from((*VERBS, *MORE)), st.integers(0, 7), SAFE, NAMES), min_size=1, max_size=18
)


def operate(run: Run, book: Playbook, name: str, number: int, text: str, field: str, at: str) -> Run:
    """The run after one thing that an agent may do, or as it was if that is not possible now."""
    try:
        match name:
            case "answer":
                return pb.answer(run, book, number % 3 + 1, at, others=known(book, OTHER))
            case "record":
                return pb.record(run, field, text)
            case "note":
                return pb.note(run, text)
            case "revise":
                return pb.revise(run, number, at)
            case "jump":
                return pb.jump(run, book, book.steps[number % len(book.steps)].anchor, at)
            case "flag":
                return pb.flag(run, f"{run.current.playbook}#{run.current.anchor}")
            case "search":
                return pb.searched(run, text)
            case "read":
                return pb.opened(run, ArticleRead("articles/a.md", f"{number}" * 40, text, at))
            case "changed":  # the playbook was saved by somebody meanwhile
                blobs = (*run.blobs, (run.current.playbook, f"{number}" * 40))
                return replace(run, blobs=tuple(dict.fromkeys(blobs)))
            case _:
                return getattr(pb, name)(run, at)
    except KbError:
        return run


@st.composite
def runs(draw) -> Run:
    """A run through any playbook after anything that an agent did."""
    book = draw(books())
    words = tuple(draw(st.lists(SAID, max_size=2)))
    run = pb.start(
        book,
        run_id="5f0c2ab4-11d2",
        library="/home/ana/kb",
        commit="c0" * 20,
        at=clock(0),
        by="Ana",
        tier="1",
        customer_words=words,
    )
    return lived(run, book, draw(OPERATIONS), 1)


def lived(run: Run, book: Playbook, operations, second: int) -> Run:
    for number, operation in enumerate(operations, second):
        run = operate(run, book, *operation, clock(number))
    return run


def handed(run: Run, sender: Party, to: Party, second: int = 500) -> HandoffNote:
    """The note of a run as the next tier opens it, out of the file's text."""
    made = draft(
        replace(run, library="kb"),
        None,
        {"ask": "Swap the router"},
        note_id=run.id,
        created=clock(second),
        sender=sender,
        to=to,
        app="kbdesk",
    )
    note = from_markdown(to_markdown(made))
    assert note == made
    return note


def as_restored(run: Run, note: HandoffNote, by: str, tier: Tier) -> Run:
    """What going on with a note of this run must give: all of it but for what must differ."""
    return replace(
        run,
        library="/home/bo/kb",
        by=by,
        tier=tier,
        status="running",
        customer_words=tuple(line for line in customer_words(run).split("\n") if line),
        visits=(*run.visits[:-1], replace(run.current, since=LATER)),
        brought=replace(note, tried=()),
        held=True,
        note_file="",
    )


SLOW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@SLOW
@given(runs())
def test_note_gives_back_the_same_run(run: Run) -> None:
    """For any playbook and any run, note, file and opening give the same run, standing at the same step."""
    note = handed(run, Party("1", "Ana"), Party("2"))
    again = run_of(note, library="/home/bo/kb", at=LATER, by="Bo", tier="2")
    assert again == as_restored(run, note, "Bo", "2")


@SLOW
@given(books(), OPERATIONS, OPERATIONS, OPERATIONS)
def test_chain_of_three_keeps_everything_once(book: Playbook, first, second, third) -> None:
    """Three people, one after the other: every visit with its author once, every handing over in order."""
    people = (("Ana", "1"), ("Bo", "2"), ("Cem", "3"), ("Dee", "specialist"))
    run = pb.start(
        book, run_id="r1", library="/kb", commit="c0", at=clock(0), by="Ana", tier="1", customer_words=("Hm",)
    )
    for number, done in enumerate((first, second, third)):
        by, tier = people[number]
        run = lived(run, book, done, 1000 * number + 1)
        note = handed(run, Party(tier, by), Party(people[number + 1][1]), 1000 * number + 900)
        assert [one.sender.name for one in note.earlier] == [who for who, _ in people[:number]]
        assert [(one.anchor, one.by, one.answer) for one in note.tried] == [
            (one.anchor, one.by, one.answer) for one in run.visits
        ]
        again = run_of(note, library="/home/bo/kb", at=LATER, by=people[number + 1][0], tier="2")
        assert again == as_restored(run, note, people[number + 1][0], "2")
        run = replace(again, tier=people[number + 1][1])


def test_only_secrets_differ() -> None:
    """What was taken out of the note stays out of the run that goes on; nothing else is lost."""
    run = wifi_run()
    note = from_markdown(to_markdown(wifi_note()))
    again = run_of(note, library="/kb", at=LATER, by="Bo", tier="2")
    changed = [(old, new) for old, new in zip(run.visits, again.visits, strict=True) if old != new]
    assert [new.note for _, new in changed] == ["Admin page opened with password: [password removed]", ""]
    assert changed[1][1] == replace(run.current, since=LATER)
    assert (again.id, again.title, again.started) == (run.id, run.title, run.started)
    assert (again.articles, again.queries) == (run.articles, run.queries)
    assert again.brought == replace(note, tried=())


def test_run_into_another_playbook_comes_back_to_both() -> None:
    """The playbook that it began with and the one that it stands in are both known with their versions."""
    run = wifi_run()
    there = replace(
        run.visits[5], playbook="playbooks/radio.md", anchor="log", title="Read the log", tier="2"
    )
    run = replace(run, visits=(*run.visits[:5], there), blobs=(("playbooks/radio.md", "b1" * 20),))
    note = wifi_note(run, {"ask": "x"}, None)
    assert note.provenance is not None
    assert (note.provenance.began, note.provenance.playbook) == (run.playbook, "playbooks/radio.md")
    again = run_of(from_markdown(to_markdown(note)), library="/kb", at=LATER, by="Bo", tier="2")
    assert (again.playbook, again.playbook_blob, again.blobs) == (run.playbook, run.playbook_blob, run.blobs)
    assert (again.current.playbook, again.current.anchor, again.current.tier) == (
        "playbooks/radio.md",
        "log",
        "2",
    )


# --- foreign and hostile notes ----------------------------------------------------------------------------


def foreign(**more: object) -> Run:
    return run_of(replace(wifi_note(), **more), library="/kb", at=LATER, by="Bo", tier="2")


def test_note_without_steps_stands_where_it_says() -> None:
    """A note of another program that only names playbook and step is gone on with there."""
    run = foreign(tried=())
    assert (run.current.playbook, run.current.anchor) == (
        wifi_run().playbook,
        "escalate-to-tier-2-radio-fault",
    )
    assert (run.current.title, run.current.by, run.current.since) == (
        "Escalate to tier 2 radio fault",
        "Bo",
        LATER,
    )


@pytest.mark.parametrize("how", ["answer", "skipped", "undone"])
def test_note_whose_last_step_was_left_gets_a_fresh_stay(how: str) -> None:
    """A last step that was answered, skipped or taken back is kept; the run stands at a fresh visit."""
    tried = wifi_note().tried
    left = replace(tried[-1], **{how: "Yes" if how == "answer" else True})
    run = foreign(tried=(*tried[:-1], left))
    assert len(run.visits) == len(tried) + 1
    assert getattr(run.visits[-2], how)
    assert (run.current.anchor, run.current.title) == (left.anchor, left.step)
    assert not (run.current.answer or run.current.skipped or run.current.undone)


def test_note_without_provenance_goes_on_at_its_last_step() -> None:
    """Who left nothing but steps is gone on with at the last of them that stands."""
    run = foreign(provenance=None)
    assert run.current.anchor == "escalate-to-tier-2-radio-fault"
    assert (run.playbook, run.playbook_blob, run.title) == (wifi_run().playbook, "", wifi_note().issue)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"provenance": None, "tried": ()}, "at which step to go on"),
        ({"id": ""}, "no usable id"),
        ({"id": "../../etc/passwd"}, "no usable id"),
        ({"id": "x" * 5_000}, "no usable id"),
    ],
)
def test_note_that_nobody_can_go_on_with_says_so(more: dict, says: str) -> None:
    """A note that names no step, or no id that a case can have, is refused with one sentence."""
    with pytest.raises(KbError, match=says) as caught:
        foreign(**more)
    assert caught.value.hint


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NOTES)
def test_any_note_gives_a_run_that_stands_or_one_error(note: HandoffNote) -> None:
    """Whatever a note that fits the schema says: a run that can be gone on with, or one sentence."""
    try:
        run = run_of(replace(note, id=note.id or "x"), library="/kb", at=LATER, by="Bo", tier="2")
    except KbError as error:
        assert error.message.endswith(".")
        return
    assert not (run.current.undone or run.current.skipped or run.current.answer)
    assert run.current.since == LATER
    assert run.title
    assert len(run.visits) - len(note.tried) in (0, 1)
    gone_on = pb.note(pb.resume(pb.pause(run, LATER), LATER), "still there")
    assert handed(replace(gone_on, id="x"), Party("2", "Bo"), Party("3")).earlier
