# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""Counts that a team shares: nothing without consent, no name, no conflict; what is foreign is left out."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from countsteam import push_at_once, week_of_work, weeks_until, write_team
from desks import make_desk, sample_repo
from gitrepo import git
from hypothesis import given, settings
from hypothesis import strategies as st
from servers import READER, bare_copy
from sharing import certificate, https, origin, person, shared, trusted, url  # noqa: F401 - fixtures

from kbdesk.cases import CaseStore
from kbdesk.cli import main
from kbdesk.desk.together_figures import figures_of
from kbdesk.desk.together_format import (
    KEYS,
    BadCountsError,
    Shared,
    from_kept,
    kept,
    monday,
    month_of,
    read,
    rest,
    summed,
    week_of,
    written,
)
from kbdesk.desk.together_own import own_weeks
from kbdesk.errors import Cancelled, KbError
from kbdesk.library import clone, faults, open_library
from kbdesk.library.sync import counts as sync_counts
from kbdesk.library.sync.troubles import RemoteTrouble
from kbdesk.model import SignIn
from kbdesk.model.usage import Use
from kbdesk.playbook.heat import FEW, Counts, StepCount

pytestmark = [
    pytest.mark.usefixtures("plain_git"),
    pytest.mark.skipif(os.name != "posix", reason="the servers are programs of Linux and macOS"),
]

BRANCH = "kbdesk/counts"
LONG = bool(os.environ.get("KBDESK_LONG"))
WIFI = "playbooks/technical/wifi-drops.md"
ARTICLE = "articles/network/router-lights.md"


@pytest.fixture
def bare(tmp_path):
    """The team's shared copy of the sample library."""
    return bare_copy(sample_repo(tmp_path / "source"), tmp_path / "kb.git")


@pytest.fixture
def join(tmp_path, bare):
    """Makes people with a copy each, on Tuesday 24 November; their first round is over."""
    desks = []

    def make(name):
        clone(str(bare), tmp_path / name)
        desk = make_desk(tmp_path / name, tmp_path / f"{name}-home")
        desk.clock.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        assert desk.team.sync().phase == "current"
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.close()


def worked(desk, day, searches=5, opened=4, words="Frau Maier 0170 1234567"):
    """Somebody searched and opened on a day, with a customer's words."""
    at = f"{day}T10:00:00+00:00"
    uses = [Use(at, "search", words, 3, session="s1") for _ in range(searches)]
    uses += [Use(at, "open", words, path=ARTICLE, rank=1, session=f"t{n}") for n in range(opened)]
    with CaseStore(desk.home.cases) as store:
        store.usage.record_all(desk.info.root, uses)


def files(bare):
    """What is on the branch, by path."""
    paths = git(bare, "ls-tree", "-r", "--name-only", BRANCH).split()
    return {path: json.loads(git(bare, "show", f"{BRANCH}:{path}")) for path in paths}


def put(bare, **content):
    """Somebody puts foreign things on the branch; ``content`` by (mode and path) as fast-import takes it."""
    stream = "commit refs/heads/kbdesk/counts\ncommitter X <x@y> 0 +0000\ndata 1\nx\n"
    if git(bare, "branch", "--list", BRANCH).strip():
        stream += f"from refs/heads/{BRANCH}^0\n"
    for path, (mode, text) in content.items():
        stream += f"M {mode} inline {json.dumps(path)}\ndata {len(text.encode())}\n{text}\n"
    git(bare, "fast-import", "--quiet", stdin=stream)


# --- consent, and what is sent ----------------------------------------------------------------------------


def test_nothing_is_sent_before_somebody_agrees_and_they_see_the_very_bytes(bare, join):
    """Off by default; the view shows the text that is then on the branch, but for the id made at sending."""
    mia = join("mia")
    worked(mia, "2026-11-18")
    view = mia.together.view()
    assert (view.agreed, view.sent, view.place) == ("", "", str(bare))
    assert mia.together.exchange(send=False) == 0
    assert not git(bare, "branch", "--list", BRANCH)
    (one,) = view.waiting
    assert (one.week, one.first) == ("2026-W47", "2026-11-16")
    assert ("searches", 5) in one.rows
    mia.together.agree()
    assert mia.together.agreement().agreed
    assert mia.together.exchange() == 1
    ((path, sent),) = files(bare).items()
    assert json.loads(one.text) | {"contributor": sent["contributor"]} == sent
    assert path == f"2026-W47/{sent['contributor']}.json"
    assert mia.together.view().waiting == ()
    mia.together.stop()
    assert not mia.together.agreement().agreed


def test_no_name_no_word_and_no_hour_reach_the_shared_copy(bare, join):
    """Neither file nor history says who, what was typed, or when in the day."""
    mia = join("mia")
    worked(mia, "2026-11-18")
    mia.together.share()
    raw = git(bare, "log", "--format=raw", "-p", BRANCH)
    assert not re.search(r"(?i)mia|tran|maier|0170|example\.org", raw)
    assert git(bare, "log", "--format=%an %ae %cn %ce", BRANCH) == (
        "Shared counts counts@kbdesk.invalid Shared counts counts@kbdesk.invalid\n"
    )
    assert (
        git(bare, "log", "--format=%aI %cI", BRANCH)
        == "2026-11-24T00:00:00+00:00 2026-11-24T00:00:00+00:00\n"
    )
    assert min(int(n) for n in re.findall(r'": (\d+)', raw)) >= FEW


def test_what_is_rare_waits_until_there_is_enough_of_it_in_the_month(bare, join):
    """Two in one week and two in the next are sent as four with the second week; nothing is sent twice."""
    mia = join("mia")
    worked(mia, "2026-11-11", searches=5, opened=2)
    worked(mia, "2026-11-18", searches=5, opened=2)
    assert mia.together.share() == 2
    numbers = {path[:8]: (one["numbers"].get("searches"), one["opened"]) for path, one in files(bare).items()}
    assert numbers == {"2026-W46": (5, {}), "2026-W47": (5, {ARTICLE: 4})}
    with pytest.raises(KbError, match="nothing new to share"):
        mia.together.share()


def test_a_week_is_sent_once_it_is_over_and_not_changed_afterwards(bare, join):
    """Today counts in the next week only; what comes late of a sent week goes into a later one."""
    mia = join("mia")
    worked(mia, "2026-11-24")
    with pytest.raises(KbError, match="nothing new"):
        mia.together.share()
    mia.clock.now += timedelta(weeks=1)
    mia.together.share()
    before = git(bare, "rev-parse", f"{BRANCH}:2026-W48").strip()
    worked(mia, "2026-11-26")
    worked(mia, "2026-12-01", searches=0, opened=0)
    with pytest.raises(KbError, match="nothing new"):
        mia.together.share()
    assert git(bare, "rev-parse", f"{BRANCH}:2026-W48").strip() == before


def test_the_ids_of_two_months_are_never_seen_together(bare, join):
    """A week of October and one of November have other ids and do not come in one go."""
    mia = join("mia")
    worked(mia, "2026-10-28")
    worked(mia, "2026-11-18")
    assert mia.together.share() == 1
    assert mia.together.share() == 1
    by_week = {path[:8]: path[9:] for path in files(bare)}
    assert sorted(by_week) == ["2026-W44", "2026-W47"]
    assert len(set(by_week.values())) == 2
    assert git(bare, "rev-list", "--count", BRANCH).strip() == "2"


def test_only_what_the_team_s_library_has_is_named(bare, join):
    """A draft of one's own, a document of another library and a deleted one stay unnamed."""
    mia = join("mia")
    (mia.root / "articles" / "my-secret.md").write_text("# Mine\n")
    at = "2026-11-18T10:00:00+00:00"
    odd = ("articles/my-secret.md", f"other: {ARTICLE}", "articles/gone.md", ARTICLE)
    with CaseStore(mia.home.cases) as store:
        store.usage.record_all(mia.info.root, [Use(at, "open", path=path) for path in odd for _ in range(5)])
    mia.together.share()
    ((_, sent),) = files(bare).items()
    assert sent["opened"] == {ARTICLE: 5}


def test_uses_are_counted_as_the_page_of_insight_counts_them(join):
    """A search said again within two minutes in other words is rephrased; an opening between ends that."""
    mia = join("mia")
    day = "2026-11-18T10:"

    def use(at, kind, words="", **more):
        return Use(f"{day}{at}+00:00", kind, words, session=more.pop("session", "a"), **more)

    uses = [
        use("00:00", "search", "no picture", found=0),
        use("01:00", "search", "black screen", found=4),
        use("01:10", "open", path=ARTICLE, rank=1),
        use("01:20", "search", "BLACK  screen", found=4),
        use("01:30", "search", "black screen", found=4),
        use("09:00", "search", "else", found=4),
        use("09:05", "search", "other session", found=0, session="b"),
        use("09:10", "open", path=ARTICLE, rank=2),
        use("09:20", "open", path=ARTICLE),
    ]
    with CaseStore(mia.home.cases) as store:
        store.usage.record_all(mia.info.root, uses)
        (week,) = own_weeks(store, mia.info.root).values()
    told = {key: week.numbers[key] for key in KEYS if week.numbers[key]}
    assert told == {
        "searches": 6,
        "searches-without-result": 2,
        "searches-rephrased": 1,
        "results-opened": 2,
        "results-opened-at-rank-1": 1,
    }
    assert week.opened == {ARTICLE: 3}


# --- together ---------------------------------------------------------------------------------------------


def test_the_sum_is_what_everybody_shared_and_is_the_same_for_all(bare, join):
    """Mia and Bo share; both see the same numbers, figures under known keys, and how many shared."""
    mia, bo = join("mia"), join("bo")
    worked(mia, "2026-11-18", searches=5, opened=4)
    worked(bo, "2026-11-18", searches=7, opened=3)
    assert "not got yet" in bo.together.totals("2026-11-01", "2026-11-24").notice
    mia.together.share()
    bo.together.share()
    mia.together.exchange(send=False)
    totals = mia.together.totals("2026-11-20", "2026-11-24")
    assert (totals.since, totals.until, totals.people, totals.notice) == ("2026-11-16", "2026-11-22", 2, "")
    assert dict(totals.numbers)["searches"] == 12
    assert totals.opened == ((ARTICLE, 7),)
    assert [one.key for one in totals.figures][:2] == ["searches", "searches-without-result"]
    assert totals.figures[0].points[0].value == 12
    assert totals == bo.together.totals("2026-11-20", "2026-11-24")
    assert mia.together.totals("2026-10-01", "2026-10-30").since == ""


def test_the_sums_outlive_the_window_and_a_lost_cache_comes_back(bare, join):
    """A new desk reads them without the network; without the cache the next exchange brings all again."""
    mia = join("mia")
    worked(mia, "2026-11-18")
    mia.together.share()
    before = mia.together.totals("2026-11-20", "2026-11-24")
    bare.rename(bare.with_name("away.git"))
    again = make_desk(mia.root, mia.home.data.parent)
    again.clock.now = mia.clock.now
    assert again.together.totals("2026-11-20", "2026-11-24") == before
    with pytest.raises(RemoteTrouble, match="not reached") as offline:
        again.together.exchange()
    assert offline.value.kind == "offline"
    assert again.together.totals("2026-11-20", "2026-11-24") == before
    bare.with_name("away.git").rename(bare)
    again.together._counts.forget()
    assert again.together.totals("2026-11-20", "2026-11-24").since == ""
    assert again.together.exchange() == 0
    assert again.together.totals("2026-11-20", "2026-11-24") == before
    again.close()


def test_nothing_of_it_is_in_the_library_or_in_its_history_here(bare, join):
    """No file, reference or object of the counts gets into the folder; rounds and reviews do not see them."""
    mia, bo = join("mia"), join("bo")
    worked(mia, "2026-11-18")
    mia.together.share()
    tip = git(bare, "rev-parse", BRANCH).strip()
    for desk in (mia, bo):
        state = desk.team.sync()
        assert (state.phase, state.arrived, state.waiting) == ("current", (), 0)
        assert "counts" not in git(desk.root, "for-each-ref")
        assert desk.team.reviews() == ()
        assert git(desk.root, "status", "--porcelain") == ""
        probe = subprocess.run(["git", "-C", str(desk.root), "cat-file", "-e", tip], check=False)
        assert probe.returncode != 0
    assert git(bare, "log", "--format=%s", "main").splitlines() == ["first"]


def test_a_team_may_take_its_counts_away(bare, join):
    """With the branch removed the sums are empty, and sharing begins anew."""
    mia = join("mia")
    worked(mia, "2026-11-18")
    mia.together.share()
    git(bare, "branch", "-D", BRANCH)
    mia.together.exchange(send=False)
    assert mia.together.totals("2026-11-01", "2026-11-24").since == ""
    assert mia.together.share() == 1
    assert len(files(bare)) == 1


def test_ten_people_at_once_lose_nothing(tmp_path, bare):
    """Ten programs send a file each at the same moment, to a branch that is not there yet: all arrive."""
    clone(str(bare), tmp_path / "one")
    people = []
    for number in range(10):
        path = f"2026-W47/{number:032x}.json"
        data = tmp_path / f"data{number}"
        people.append([str(tmp_path / "one"), str(data / "cache"), str(data), path])
    done = subprocess.run(
        [sys.executable, str(Path(push_at_once.__code__.co_filename)), json.dumps(people)],
        check=False,
        timeout=120,
    )
    assert done.returncode == 0
    paths = git(bare, "ls-tree", "-r", "--name-only", BRANCH).split()
    assert paths == sorted(one[3] for one in people)
    assert git(bare, "rev-list", "--count", BRANCH).strip() == "10"
    assert git(bare, "log", "--merges", "--format=%h", BRANCH) == ""


def test_two_people_share_over_https(https, person, tmp_path, shared):
    """Through a real server with TLS and a password, which stays out of every file."""
    for number, name in enumerate(("Anna", "Ben")):
        one = person(name, url(https))
        counts = sync_counts.Counts(tmp_path / f"cache{number}", tmp_path / f"locks{number}")
        path = f"2026-W47/{number:032x}.json"
        sent = counts.exchange(
            open_library(one.folder), {path: b"x"}, now=datetime.now(UTC), sign_in=one.sign_in
        )
        assert sent == (path,)
        (week,) = counts.weeks(lambda name: True)
        assert len(week.files) == number + 1
        for place in (tmp_path / f"cache{number}").rglob("*"):
            assert not place.is_file() or one.sign_in.password.encode() not in place.read_bytes()
    assert len(git(shared, "ls-tree", "-r", BRANCH).splitlines()) == 2


def test_an_address_with_a_token_is_used_and_not_kept(tmp_path, bare, join):
    """What the library's own settings say of the address is told to git in memory only."""
    mia = join("mia")
    git(mia.root, "config", "remote.origin.pushurl", f"file://user:t0ken@localhost{bare}")
    worked(mia, "2026-11-18")
    mia.together.share()
    assert len(files(bare)) == 1
    for place in mia.together._counts.folder.rglob("*"):
        assert not place.is_file() or b"t0ken" not in place.read_bytes()


def test_it_can_be_stopped_and_a_killed_git_s_locks_do_not_last(join):
    """Cancel ends it at once; the next exchange clears away what was left and goes on."""
    mia = join("mia")
    worked(mia, "2026-11-18")
    with pytest.raises(Cancelled):
        mia.together.exchange(cancelled=lambda: True)
    mia.together.exchange(send=False)
    dot_git = mia.together._counts.folder / ".git"
    (dot_git / "shallow.lock").touch()
    (dot_git / "refs" / "kbdesk").mkdir(exist_ok=True)
    (dot_git / "refs" / "kbdesk" / "counts.lock").touch()
    assert mia.together.share() == 1


@pytest.mark.parametrize("place", ["counts-fetched", "counts-made", "counts-sent"])
def test_what_fails_half_way_is_sent_once_by_the_next_exchange(bare, join, place):
    """Wherever the disk fails, the file arrives with the next exchange, once, and under the same id."""
    mia = join("mia")
    worked(mia, "2026-11-18")
    faults.arm(f"{place}:eio")
    try:
        with pytest.raises(KbError, match="cannot be kept"):
            mia.together.exchange(send=False)  # nothing is there yet, so nothing is got
            mia.together.exchange()
            mia.together.exchange()
    finally:
        faults.arm("")
    mia.together.exchange()
    assert len(files(bare)) == 1
    assert git(bare, "rev-list", "--count", BRANCH).strip() == "1"
    assert mia.together.view().waiting == ()


def test_a_host_that_takes_no_counts_is_told_of(https, person, tmp_path, shared):
    """Who may only read gets the team's counts, and is told what to ask for when sending."""
    rita = person("Rita", url(https), SignIn(*READER))
    counts = sync_counts.Counts(tmp_path / "cache", tmp_path / "locks")
    path, now = f"2026-W47/{1:032x}.json", datetime.now(UTC)
    put(shared, **{f"2026-W46/{2:032x}.json": ("100644", "x")})
    with pytest.raises(RemoteTrouble, match="does not take counts") as refused:
        counts.exchange(open_library(rita.folder), {path: b"x"}, now=now, sign_in=rita.sign_in)
    assert "write to kbdesk/counts" in refused.value.hint
    assert [week.name for week in counts.weeks(lambda name: True)] == ["2026-W46"]


def test_a_library_without_a_shared_copy_says_so(tmp_path):
    """There is no team: a sentence, and an empty sum."""
    desk = make_desk(sample_repo(tmp_path / "alone"), tmp_path / "home")
    with pytest.raises(KbError, match="no shared copy"):
        desk.together.exchange()
    assert (desk.together.view().place, desk.together.view().team.since) == ("", "")
    desk.close()


# --- what others put there --------------------------------------------------------------------------------

ID = "a" * 32
GOOD = {"schema": "kbdesk-counts/2", "contributor": ID, "week": "2026-W47", "numbers": {"searches": 5}}
HOSTILE = {
    "not json": "{",
    "deep": "[" * 100_000,
    "a list": "[]",
    "another week": json.dumps(GOOD | {"week": "2026-W46"}),
    "another id": json.dumps(GOOD | {"contributor": "b" * 32}),
    "an older form": json.dumps(GOOD | {"schema": "kbdesk-counts/1"}),
    "a rare number": json.dumps(GOOD | {"numbers": {"searches": 2}}),
    "a negative number": json.dumps(GOOD | {"numbers": {"searches": -5}}),
    "a huge number": json.dumps(GOOD | {"numbers": {"searches": 10**30}}),
    "true": json.dumps(GOOD | {"numbers": {"searches": True}}),
    "a float": json.dumps(GOOD | {"opened": {ARTICLE: 5.5}}),
    "a text": json.dumps(GOOD | {"opened": {ARTICLE: "5"}}),
    "a name without end": json.dumps(GOOD | {"opened": {"x" * 5_000: 5}}),
    "steps that are a list": json.dumps(GOOD | {"playbooks": {WIFI: {"runs": 5, "steps": []}}}),
    "a playbook without runs": json.dumps(GOOD | {"playbooks": {WIFI: {"steps": {}}}}),
    "a stay of minus one": json.dumps(
        GOOD | {"playbooks": {WIFI: {"runs": 5, "steps": {"a": {"seconds": -1, "stays": 5}}}}}
    ),
    "not a number": '{"schema": NaN}',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_is_no_file_of_counts_is_left_out_and_named(what):
    """Whatever it says, it is refused as one error and counts nothing."""
    with pytest.raises(BadCountsError):
        read(HOSTILE[what].encode(), ID, "2026-W47")


def test_foreign_things_on_the_branch_are_left_out_and_the_rest_counts(bare, join):
    """Links, programs, big files, odd names and damaged files are named; good counts and sharing go on."""
    mia = join("mia")
    other = "b" * 32
    put(
        bare,
        **{
            f"2026-W47/{other}.json": ("100644", json.dumps(GOOD | {"contributor": other})),
            f"2026-W47/{'c' * 32}.json": ("100644", "{"),
            f"2026-W47/{'d' * 32}.json": ("120000", "/etc/passwd"),
            f"2026-W47/{'e' * 32}.json": ("100755", json.dumps(GOOD | {"contributor": "e" * 32})),
            f"2026-W47/{'f' * 32}.json": ("100644", " " * 300_000 + "{}"),
            "2026-W47/deep/a.json": ("100644", "{}"),
            "2026-W99/x.json": ("100644", "{}"),
            f"2025-W53/{other}.json": (
                "100644",
                json.dumps(GOOD | {"contributor": other, "week": "2025-W53"}),
            ),
            "hello\nworld.md": ("100644", "# Hello"),
        },
    )
    worked(mia, "2026-11-18")
    mia.together.share()
    totals = mia.together.totals("2026-11-16", "2026-11-24")
    assert (totals.people, dict(totals.numbers)["searches"]) == (2, 10)
    assert "cannot be used were left out" in totals.notice
    assert "\n" not in totals.notice
    bad = {path for one in mia.together.weeks("2026-11-16", "2026-11-24").values() for path in one.bad}
    assert {
        path.split("/")[-1][0] for path in bad if path.startswith("2026-W47/") and "deep" not in path
    } == set("cdef")
    assert {"2026-W47/deep/a.json", "2026-W99/x.json", f"2025-W53/{other}.json", "hello\nworld.md"} <= bad
    assert not (mia.root / "hello\nworld.md").exists()
    assert git(bare, "show", f"{BRANCH}:2026-W47/{other}.json")


def test_names_that_others_made_up_are_not_shown(bare, join):
    """A document, a key or an answer that the library does not have is not in the sums."""
    mia = join("mia")
    made_up = GOOD | {
        "numbers": {"searches": 5, "Ring me at 0190": 99},
        "opened": {"Call Bo <b>now</b>": 50, ARTICLE: 6},
        "playbooks": {WIFI: {"runs": 5, "versions": {}, "steps": {"x": {"came": 5, "escalated": 5}}}},
    }
    put(bare, **{f"2026-W47/{ID}.json": ("100644", json.dumps(made_up))})
    mia.together.exchange(send=False)
    totals = mia.together.totals("2026-11-16", "2026-11-24")
    assert (totals.numbers, totals.opened, totals.notice) == ((("searches", 5),), ((ARTICLE, 6),), "")
    assert "0190" not in str(totals)
    assert [one.key for one in totals.figures] == [
        "searches",
        "searches-without-result",
        "searches-rephrased",
        "most-used",
    ]


def test_a_damaged_cache_is_thrown_away_and_comes_back(bare, join):
    """With its packs cut off, reading tells so once; the next exchange gets all anew."""
    mia = join("mia")
    worked(mia, "2026-11-18")
    mia.together.share()
    folder = mia.together._counts.folder
    for place in [*(folder / ".git" / "objects").rglob("*"), *(folder / "sums").glob("*")]:
        if place.is_file():
            place.chmod(0o644)
            place.write_bytes(b"")
    again = make_desk(mia.root, mia.home.data.parent)
    again.clock.now = mia.clock.now
    with pytest.raises(KbError, match="damaged"):
        again.together.totals("2026-11-16", "2026-11-24")
    again.together.exchange(send=False)
    assert again.together.totals("2026-11-16", "2026-11-24").people == 1
    again.close()


# --- reckoning --------------------------------------------------------------------------------------------

small = st.integers(3, 50)
shared_values = st.builds(
    lambda numbers, opened, came, seconds: Shared(
        Counter(numbers),
        Counter(opened),
        {
            WIFI: Counts(
                came,
                Counter({"9" * 40: came}),
                {"a": StepCount(Counter(came=came), Counter(Yes=came), [(seconds, came)])},
            )
        },
    ),
    st.dictionaries(st.sampled_from(sorted(KEYS)), small, max_size=4),
    st.dictionaries(st.sampled_from([ARTICLE, "b.md"]), small, max_size=2),
    small,
    st.integers(1, 90).map(lambda n: n * 5),
)


@given(shared_values, shared_values)
@settings(max_examples=60)
def test_what_is_written_is_read_kept_and_summed_without_loss(one, other):
    """File, memory and sum keep every number; what was sent taken from the whole leaves what was not."""
    assert read(written(ID, "2026-W47", one), ID, "2026-W47") == one
    both = summed((one, other))
    assert from_kept(json.loads(json.dumps(kept(both)))) == both
    assert both.numbers == one.numbers + other.numbers
    left = rest(both, other)
    assert (left.numbers, left.opened) == (one.numbers, one.opened)
    assert left.playbooks[WIFI].steps["a"].answers == one.playbooks[WIFI].steps["a"].answers
    assert left.playbooks[WIFI].runs == one.playbooks[WIFI].runs


@pytest.mark.parametrize(
    ("day", "week", "month"),
    [
        ("2026-11-24", "2026-W48", "2026-11"),
        ("2026-12-31", "2026-W53", "2026-12"),
        ("2027-01-01", "2026-W53", "2026-12"),
        ("2025-12-29", "2026-W01", "2026-01"),
    ],
)
def test_a_week_belongs_to_one_month(day, week, month):
    """ISO weeks, and the month of their Thursday."""
    assert (week_of(date.fromisoformat(day)), month_of(week)) == (week, month)
    assert monday(week) <= date.fromisoformat(day) <= monday(week) + timedelta(days=6)
    for none in ("2026-W99", "2025-W53", "2026-47", "now"):
        with pytest.raises(ValueError, match=r"week|now|47"):
            monday(none)


# --- in the terminal --------------------------------------------------------------------------------------


def test_the_terminal_shows_agrees_and_exchanges(bare, join, monkeypatch, capsys):
    """Without consent --sync only gets; with it one's own go; the sums are printed, and as JSON."""
    mia = join("mia")
    day = datetime.now(UTC).date() - timedelta(weeks=1)
    worked(mia, day.isoformat())
    monkeypatch.setenv("KBDESK_DATA", str(mia.home.data))
    monkeypatch.setenv("KBDESK_CACHE", str(mia.home.cache))
    words = ["counts", "--library", str(mia.root)]
    assert main([*words, "--sync"]) == 1
    printed = capsys.readouterr().out
    assert "Sharing is off" in printed
    assert "     5  searches" in printed
    assert not git(bare, "branch", "--list", BRANCH)
    assert main([*words, "--agree", "--sync"]) == 0
    assert "1 week were sent" in capsys.readouterr().out
    assert main([*words, "--stop", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["agreed"], told["team"]["people"]) == ("", 1)


# --- how much it comes to ---------------------------------------------------------------------------------


def test_hundreds_of_agents_for_a_year(bare, join):
    """300 agents for 52 weeks (a tenth of them in the short run): size, time, no conflict, no name."""
    mia = join("mia")
    people = 300 if LONG else 30
    documents = sorted(mia.together._documents())
    books = [book for path in documents if (book := mia.playbook(path)) is not None and book.steps]
    weeks = weeks_until(date(2026, 11, 20), 52)
    whole = write_team(bare, people, weeks, documents, books)
    git(bare, "repack", "-adq")
    size = sum(place.stat().st_size for place in (bare / "objects").rglob("*") if place.is_file())
    took = {}
    for what, work in {
        "get": lambda: mia.together.exchange(send=False),
        "sum": lambda: mia.together.totals("2025-11-24", "2026-11-24"),
        "heat": lambda: mia.heat.of(WIFI),
    }.items():
        begun = time.perf_counter()
        work()
        took[what] = time.perf_counter() - begun
    begun = time.perf_counter()
    path = f"2026-W47/{'9' * 32}.json"
    one = week_of_work(random.Random(1), documents, books)
    mia.together._exchanged({path: written("9" * 32, "2026-W47", one)}, (None, None, None))
    took["push"] = time.perf_counter() - begun
    totals = mia.together.totals("2025-11-24", "2026-11-24")
    assert dict(totals.numbers) == dict(whole + one.numbers)
    assert (totals.people, totals.notice) == (people + 1, "")
    names = git(bare, "log", "--format=%an%ae%cn%ce", BRANCH)
    assert set(names.splitlines()) == {"Shared countscounts@kbdesk.invalid" * 2}
    assert size < people * 52 * 2_400
    assert took["get"] < (90 if LONG else 9)
    assert took["sum"] < 2
    assert took["push"] < 2
    print(f"{people} people: {size / 1e6:.1f} MB, {took}")


def test_the_teams_figures_say_their_results_as_ones_own_do():
    """A sentence with its unit, and weeks by the day on which they began."""
    week = Shared(Counter({"searches": 10, "searches-without-result": 2, "feedback-helped": 3}))
    found = figures_of({"2026-W43": week}, week, (), None)
    assert [one.headline for one in found] == [
        "10 searches",
        "20 % of 10 searches found nothing",
        "0 % of 10 searches were rephrased",
        "100 % of 3 answers: it helped",
    ]
    assert found[0].points[0].label == "from 19 Oct"
