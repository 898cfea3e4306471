# SPDX-License-Identifier: MIT
"""Path heat: what calls did is counted right, shared without telling of anybody, and safe to read."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders import playbook as book
from builders import step
from desks import make_desk, sample_repo
from gitrepo import git
from hypothesis import given
from hypothesis import strategies as st
from pace import limit
from servers import bare_copy

from kbdesk import playbook
from kbdesk.cases import CaseStore, run_to_json
from kbdesk.cli import main
from kbdesk.errors import KbError
from kbdesk.library import clone
from kbdesk.playbook.heat import (
    FEW,
    Counts,
    Stay,
    Trail,
    added,
    count,
    heat,
    hottest,
    larger,
    median,
    shareable,
    trail,
)

pytestmark = pytest.mark.usefixtures("plain_git")

WIFI = "playbooks/technical/wifi-drops.md"
BOOK = book(
    step("Check the lights", ("Green", "one-device"), ("Red", "escalate-to-tier-2-line")),
    step("One device", ("Yes", "resolve-joined"), ("No", "check-the-lights")),
    step("Resolve: joined"),
    step("Escalate to tier 2: line"),
    path="wifi.md",
)
LIGHTS, DEVICE, JOINED, LINE = (one.anchor for one in BOOK.steps)


def stay(anchor, answer="", seconds=10, *, skipped=False, undone=False, path="wifi.md"):
    """A visit that counts."""
    return Stay(path, anchor, answer, seconds, skipped, undone)


def gone(ended, *stays):
    """A run that is over, in the version of now."""
    return Trail(ended, stays, (("wifi.md", BOOK.source.blob),))


def laid(*trails, over=BOOK):
    """The heat of some runs over a playbook."""
    return heat(count(trails).get("wifi.md", Counts()), over)


# --- counting ---------------------------------------------------------------------------------------------


def test_answers_ends_and_medians_are_counted_at_their_steps():
    """Each answer, end, jump and taken-back answer is counted where it happened; times are medians."""
    found = laid(
        gone("resolved", stay(LIGHTS, "Green", 10), stay(DEVICE, "Yes", 30), stay(JOINED, "", 0)),
        gone("escalated", stay(LIGHTS, "Red", 50), stay(LINE, "", 5)),
        gone("closed", stay(LIGHTS, "Red", 20, undone=True), stay(LIGHTS, "Green", 20), stay(DEVICE, "", 40)),
        gone("escalated", stay(LIGHTS, "", 90), stay(DEVICE, "", 0, skipped=True), stay(LINE)),
    )
    lights, device, joined, line = found.steps
    assert (found.runs, found.other, found.earlier_runs) == (4, 0, 0)
    assert (lights.came, lights.answers, lights.undone, lights.seconds) == (4, (2, 1), 1, 20)
    assert (device.came, device.answers, device.stopped, device.skipped) == (2, (1, 0), 1, 1)
    assert (joined.resolved, line.escalated, line.came) == (1, 2, 2)


def test_what_the_playbook_has_no_more_counts_as_another_version():
    """Steps are found by anchor and answers by text; the rest is a number, not a guess."""
    old = Trail("closed", (stay(LIGHTS, "Blue"), stay("gone", "Yes")), (("wifi.md", "0" * 40),))
    found = laid(old, gone("closed", stay(LIGHTS, "Green")))
    assert found.step(LIGHTS).answers == (1, 0)
    assert (found.other, found.earlier_runs, found.runs) == (2, 1, 2)


def test_a_run_counts_only_when_it_is_over_and_only_what_was_done_here(tmp_path):
    """Open and sent-back calls do not count; of a case that was taken over only one's own stays do."""
    run = playbook.start(
        BOOK,
        run_id="a",
        library="l",
        commit="",
        at="2026-11-22T10:00:00+00:00",
        by="Mia",
        tier="1",
    )
    assert trail(run) is None
    over = replace(run, status="closed")
    assert trail(over).stays == (Stay("wifi.md", LIGHTS, "", 0, False, False),)
    assert trail(replace(over, status="returned")) is None
    assert trail(replace(over, by="Bo")).stays == ()


def test_hottest_names_where_calls_stop_first():
    """The worst place comes first, with how many of how many."""
    runs = [gone("closed", stay(LIGHTS, "Green"), stay(DEVICE))] * 5 + [
        gone("escalated", stay(LIGHTS, "Red"), stay(LINE))
    ] * 2
    told = [(one.anchor, words) for one, words in hottest(laid(*runs))]
    assert told == [(DEVICE, "5 calls stopped here, of 5"), (LINE, "2 calls handed over")]


stays = st.builds(
    stay,
    st.sampled_from([LIGHTS, DEVICE, JOINED, LINE, "gone"]),
    st.sampled_from(["", "Green", "Red", "Yes", "No", "Frau Maier's answer"]),
    st.integers(0, 400),
    skipped=st.booleans(),
    undone=st.booleans(),
)
trails = st.lists(
    st.builds(
        lambda ended, several: gone(ended, *several),
        st.sampled_from(["resolved", "escalated", "closed"]),
        st.lists(stays, max_size=6),
    ),
    max_size=12,
)


@given(trails, trails)
def test_counts_of_two_people_add_up_to_those_of_all_their_runs(one, other):
    """Counting apart and adding is counting together; every number of all runs is kept."""
    apart = added(count(several).get("wifi.md", Counts()) for several in (one, other))
    both = count([*one, *other]).get("wifi.md", Counts())
    assert heat(apart, BOOK) == heat(both, BOOK)
    assert larger(both, both) == both


@given(trails)
def test_nothing_that_is_rare_or_foreign_is_shared(several):
    """Every shared number is 3 or more, and every word in it stands in the playbook of now."""
    counts = count(several).get("wifi.md", Counts())
    safe = shareable(counts, BOOK)
    if safe is None:
        return
    numbers = [safe.runs, *safe.versions.values()]
    for anchor, one in safe.steps.items():
        known = BOOK.step(anchor)
        assert set(one.answers) <= {answer.text for answer in known.answers}
        numbers += [*one.numbers.values(), *one.answers.values(), *(many for _, many in one.seconds)]
        assert all(seconds % 5 == 0 for seconds, _ in one.seconds)
        mine = counts.steps[anchor]
        assert one.answers == Counter(
            {k: n for k, n in mine.answers.items() if n >= FEW and k in one.answers}
        )
    assert min(numbers) >= FEW


def test_median_is_the_lower_middle():
    """Of an even number of values it is the lower of the two in the middle; none has none."""
    assert [median([]), median([(7, 1)]), median([(1, 1), (9, 1)]), median([(1, 1), (9, 2)])] == [0, 7, 1, 9]


# --- on the desk ------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path):
    """Mia's desk over her copy of the sample library; her calls are of last week."""
    bare = bare_copy(sample_repo(tmp_path / "source"), tmp_path / "kb.git")
    clone(str(bare), tmp_path / "library")
    made = make_desk(tmp_path / "library", tmp_path / "home")
    made.clock.now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    made.team.sync()
    yield made
    made.close()


def colleague(desk, tmp_path, name):
    """Somebody else with a copy of the same library."""
    clone(str(tmp_path / "kb.git"), tmp_path / name)
    made = make_desk(tmp_path / name, tmp_path / f"{name}-home")
    made.clock.now = desk.clock.now
    made.team.sync()
    return made


def call(desk, answer=1, words="Frau Maier says it drops"):
    """A call through the first step of the Wi-Fi playbook that is closed at the second."""
    view = desk.calls.start(WIFI, (words,))
    desk.calls.record(view.run.id, view.step.values[0].name, view.step.values[0].choices[0])
    desk.calls.answer(view.run.id, answer)
    desk.calls.leave(view.run.id)


def a_week_later(desk):
    """The week of the calls is over."""
    desk.clock.now += timedelta(weeks=1)


def sent(desk, tmp_path):
    """What is on the branch, by path."""
    bare = tmp_path / "kb.git"
    paths = git(bare, "ls-tree", "-r", "--name-only", "kbdesk/counts").split()
    return {path: json.loads(git(bare, "show", f"kbdesk/counts:{path}")) for path in paths}


def test_own_calls_are_laid_over_the_playbook_of_now(desk):
    """Calls of the case store show at their steps; one under way does not, nor one that was deleted."""
    for answer in (1, 1, 2):
        call(desk, answer)
    desk.calls.start(WIFI)
    view = desk.heat.of(WIFI)
    assert (view.own_runs, view.shared_by, view.notice) == (3, 0, "")
    assert view.heat.steps[0].answers[:2] == (2, 1)
    assert view.heat.steps[0].came == 3
    desk.cases.delete(*(row.run_id for row in desk.cases.rows()))
    assert desk.heat.of(WIFI).heat.runs == 0


def test_sharing_sends_counts_and_no_name_or_word(desk, tmp_path):
    """The file has numbers, anchors and answers, none below three; too little is not shared."""
    call(desk)
    a_week_later(desk)
    with pytest.raises(KbError, match="nothing new to share"):
        desk.together.share()
    desk.clock.now -= timedelta(weeks=1)
    call(desk), call(desk), call(desk, 2)
    a_week_later(desk)
    assert desk.together.share() == 1
    ((_, known),) = sent(desk, tmp_path).items()
    first = desk.playbook(WIFI).steps[0]
    assert known["playbooks"][WIFI]["steps"][first.anchor]["came"] == 4
    assert known["playbooks"][WIFI]["steps"][first.anchor]["answers"] == {first.answers[0].text: 3}
    text = json.dumps(known)
    assert not re.search(r"Mia|Maier|drops it|case0|\d\d:\d\d|\d{4}-\d\d-\d\d", text)
    assert min(int(number) for number in re.findall(r": (\d+)", text)) >= FEW


def test_one_s_own_shared_counts_are_not_counted_twice_and_outlive_the_calls(desk):
    """Here they are the calls themselves; when those are deleted, what was shared stays."""
    for _ in range(4):
        call(desk)
    a_week_later(desk)
    desk.together.share()
    assert desk.heat.of(WIFI).heat.steps[0].came == 4
    desk.cases.delete(*(row.run_id for row in desk.cases.rows()))
    view = desk.heat.of(WIFI)
    assert (view.heat.steps[0].came, view.own_runs, view.shared_by) == (4, 4, 0)


def test_counts_of_colleagues_are_added(tmp_path, desk):
    """Bo sees what Mia shared beside his own, which are not shared yet."""
    for _ in range(3):
        call(desk)
    bo = colleague(desk, tmp_path, "bo")
    call(bo)
    a_week_later(desk)
    desk.together.share()
    bo.clock.now = desk.clock.now
    bo.together.exchange(send=False)
    view = bo.heat.of(WIFI)
    bo.close()
    assert (view.own_runs, view.shared_by, view.heat.steps[0].came) == (1, 1, 4)


def test_counts_that_cannot_be_used_are_left_out_with_a_notice(tmp_path, desk):
    """A damaged file of a colleague is named; one's own calls show as ever."""
    name = f"2026-W46/{'a' * 32}.json"
    stream = (
        f"commit refs/heads/kbdesk/counts\ncommitter X <x@y> 0 +0000\ndata 1\nx\nM 100644 inline {name}\n"
    )
    git(tmp_path / "kb.git", "fast-import", "--quiet", stdin=f"{stream}data 1\n{{\n")
    call(desk)
    desk.together.exchange(send=False)
    view = desk.heat.of(WIFI)
    assert (view.own_runs, view.shared_by) == (1, 0)
    assert name in view.notice


def test_thousands_of_calls_are_counted_in_a_blink(tmp_path, desk):
    """5,000 runs are read and counted in 300 ms; a busy computer is given three times that."""
    for answer in (1, 2):
        call(desk, answer)
    runs = [desk.calls.run(row.run_id) for row in desk.cases.rows()]
    with CaseStore(desk.home.cases) as store:

        def fill(connection):
            for number in range(5_000):
                run = replace(runs[number % 2], id=f"many{number}", visits=runs[number % 2].visits * 3)
                row = (run.id, run.library, run.status, run.started, 1, run_to_json(run))
                connection.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)", row)

        store._database.write(fill)
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        assert desk.heat.of(WIFI).own_runs == 5_002
        took.append(time.perf_counter() - begun)
    assert min(took) < limit(0.9)


def test_the_terminal_prints_the_heat_and_shares(desk, tmp_path, monkeypatch, capsys):
    """Figures with the answers' words, as text and as JSON; code 1 where there are none."""
    monkeypatch.setenv("KBDESK_DATA", str(desk.home.data))
    monkeypatch.setenv("KBDESK_CACHE", str(desk.home.cache))
    words = ["heat", WIFI, "--library", str(desk.root)]
    assert main(words) == 1
    desk.clock.now = datetime.now(UTC) - timedelta(weeks=1)
    for _ in range(3):
        call(desk)
    assert main([*words, "--share"]) == 0
    printed = capsys.readouterr().out
    answer = desk.playbook(WIFI).steps[0].answers[0].text
    assert "Your counts of 1 week were sent" in printed
    assert f"3  {answer}" in printed
    assert "3 calls stopped here, of 3" in printed
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["heat"]["runs"] == 3
    assert len(sent(desk, tmp_path)) == 1


def test_ids_are_random(desk):
    """Two months of one person have nothing in common."""
    assert desk.together._token() != desk.together._token()
