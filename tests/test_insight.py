# SPDX-License-Identifier: MIT
"""Figures: each counts what docs/insight.md says, and the list behind a point is what the point counts."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from desks import ROOT, make_desk, sample_repo
from gitrepo import commit, git, make_repo
from hypothesis import given
from hypothesis import strategies as st
from insight_world import LEAVE, UNTIL, WIFI, WORLD, A, B, opened, run, search, visit

from kbdesk.cases import CaseStore, run_to_json
from kbdesk.errors import KbError
from kbdesk.insight import DEFINITIONS, Material, call_of, figures, list_behind
from kbdesk.insight.searching import what_came
from kbdesk.insight.spans import spans
from kbdesk.library import open_library
from kbdesk.library.created import created
from kbdesk.model.usage import Use

DOCS = (ROOT / "docs" / "insight.md").read_text("utf-8")


def points(key, material=WORLD):
    """The points of a figure as {label: value, or (value, of) where it is a part}."""
    (figure,) = [one for one in figures(material) if one.key == key]
    return {point.label: (point.value, point.of) if point.of else point.value for point in figure.points}


def headline(key, material=WORLD):
    return next(one.headline for one in figures(material) if one.key == key)


# --- the docs ---


def told():
    """What the docs say of each figure: {key: (title, chart, unit, formula)}."""
    pattern = r"### ([^\n]+)\n\n`([a-z0-9-]+)` · (\w+)(?: · (\w+))?\n\nFormula: (.+?)\n\n"
    found = re.findall(pattern, f"{DOCS}\n\n", re.DOTALL)
    return {
        key: (title, chart, unit, " ".join(formula.split())) for title, key, chart, unit, formula in found
    }


def test_the_docs_define_each_figure_in_the_words_of_the_program():
    """Every figure, and no other, stands in docs/insight.md with title, chart, unit and formula."""
    assert told() == {one.key: (one.title, one.chart, one.unit, one.formula) for one in DEFINITIONS}


def test_figures_come_in_the_order_of_their_definitions():
    """The page has every figure, and a strip for each playbook with calls."""
    keys = [one.key for one in figures(WORLD)]
    strips = ["time-per-step-wifi", "time-per-step-leave"]
    place = [one.key for one in DEFINITIONS].index("time-per-step")
    plain = [one.key for one in DEFINITIONS if one.key != "time-per-step"]
    assert keys == [*plain[:place], *strips, *plain[place:]]


# --- what each counts ---


def test_searches_are_counted_by_day():
    """Each search stands on its day, the last day with all of its hours."""
    found = points("searches")
    assert (found["10 Nov"], found["30 Nov"], sum(found.values()), len(found)) == (6, 1, 7, 30)


def test_what_became_of_searches():
    """Opened, rephrased, nothing, left: each search is one of them, told within its session."""
    assert points("search-outcomes") == {
        "opened a result": (3, 7),
        "was rephrased": (1, 7),
        "found nothing, not asked again": (1, 7),
        "opened nothing": (2, 7),
    }


def test_searches_without_result_are_gathered_by_their_words():
    """Capitals and spaces make no other wording; the share is of all searches."""
    assert points("searches-without-result") == {"WIFI  blinks": 2}
    assert headline("searches-without-result") == "29 % of 7 searches found nothing"


@pytest.mark.parametrize(
    ("second", "counts"),
    [
        (search("09:01:59", "b"), True),
        (search("09:02:00", "b"), True),
        (search("09:02:01", "b"), False),
        (search("09:00:10", "A "), False),
        (search("09:00:10", "b", session="s9"), False),
        (opened("09:00:10", A), False),
    ],
)
def test_a_search_is_rephrased_by_other_words_within_two_minutes(second, counts):
    """The next thing in the session decides, up to 120 seconds on."""
    material = replace(WORLD, uses=(search("09:00:00", "a"), second))
    assert points("searches-rephrased", material) == ({"a": 1} if counts else {})


def test_openings_by_rank():
    """Only what was opened out of a list counts."""
    assert points("results-opened-at-rank-1") == {
        "the first": (1, 3),
        "second or third": (1, 3),
        "fourth to tenth": (0, 3),
        "further down": (1, 3),
    }


def test_most_and_never_used():
    """Openings by any way count; archived articles are not missed."""
    assert points("most-used") == {"Article A": 3, "Article B": 1}
    assert points("never-used") == {"articles": (3, 5), "playbooks": (2, 2)}
    assert headline("never-used") == "5 of 7 documents were not opened"


def test_stale_articles_by_how_far_the_review_is_over():
    """Days are counted from review_by to the last day; what is no date is no date."""
    assert points("stale") == {
        "over by more than 90 days": (1, 7),
        "over by up to 90 days": (1, 7),
        "due in 30 days": (1, 7),
        "in time": (3, 7),
        "no review date": (1, 7),
    }
    assert headline("stale") == "2 documents are past the review date; opened 4 times all the same"


def test_how_calls_ended():
    """A call counts if it began in the time, as it stands now."""
    assert points("playbook-outcomes") == {
        "solved": (4, 9),
        "handed over": (1, 9),
        "sent back": (1, 9),
        "closed without a solution": (2, 9),
        "still open": (1, 9),
    }
    assert sum(points("calls").values()) == 9


def test_calls_solved_by_playbook():
    """Of the calls that are over; a call without a playbook is none of these."""
    assert points("solved-by-playbook") == {"Wi-Fi": (2, 5), "Leave": (2, 2)}


def test_escalations_by_the_step_at_which_they_were_handed_over():
    """At an Escalate step or any other, and also if somebody went on from there."""
    assert points("escalations-by-leaf") == {"tier 2: line · Wi-Fi": (2, 6), "Try · Wi-Fi": (1, 6)}
    assert headline("escalations-by-leaf") == "33 % of 9 calls were handed over"


def test_reasons_for_sending_back():
    """One note counts once for a reason, whatever its signs and capitals."""
    assert points("sent-back-reasons") == {"The error": 2, "phone number": 1}
    assert headline("sent-back-reasons") == "2 notes were sent back"


def test_time_per_step_is_the_median_of_ones_own_standing_stays():
    """Taken back, jumped over and others' stays do not count; Resolve steps have no cell."""
    assert points("time-per-step-wifi") == {
        "Look": 30,  # 10, 20, 40, 50
        "Try": 22.5,
        "Escalate to tier 2: line": 40,
        "Check": 100,
    }
    assert headline("time-per-step-wifi") == "Longest: Check, 1:40 min"


def test_knowledge_reused_against_created():
    """A call that is over reuses if it followed a playbook or read an article."""
    assert points("reused-against-created") == {
        "calls that used what was there": (7, 8),
        "documents created": 1,
    }


def test_offers_and_where_calls_with_one_ended():
    """Answers at steps that ask for an offer, of all answers there."""
    assert points("offers") == {"Ask: Takes it": (1, 2), "Ask: Leaves": (1, 2)}
    assert points("offer-outcomes") == {"stays": (1, 2), "gone": (1, 2)}


def test_feedback_by_kind():
    """All four kinds are there, also those that nobody gave."""
    assert points("feedback") == {
        "helped": (2, 3),
        "did not help": (0, 3),
        "wrong": (1, 3),
        "out of date": (0, 3),
    }


def test_nothing_at_all_is_no_trouble():
    """An empty time gives every figure, with a sentence instead of a share of nothing."""
    for figure in figures(Material("2026-11-01", "2026-11-02")):
        assert not any(point.value for point in figure.points)
        assert "nan" not in figure.headline


# --- the list behind ---


def test_behind_every_point_is_what_it_counts():
    """As many rows as the point says; a strip's cell has the stays whose median it is."""
    for figure in figures(WORLD):
        for point in figure.points:
            rows = list_behind(WORLD, figure.key, point.key) if point.key else ()
            if figure.chart == "strip":
                assert bool(rows) == bool(point.value), (figure.key, point)
            else:
                assert len(rows) == point.value, (figure.key, point)


def test_rows_lead_to_the_article_the_case_or_the_search():
    """What a row stands for can be opened from it."""
    (row, *_) = list_behind(WORLD, "searches-without-result", "wifi blinks")
    assert (row.words, row.run, row.path) == ("WIFI  blinks", "", "")
    (row,) = list_behind(WORLD, "sent-back-reasons", "phone number")
    assert (row.run, row.path, row.anchor) == ("c3", WIFI, "resolve-works")
    rows = list_behind(WORLD, "stale", "over")
    assert [row.path for row in rows] == [B]
    assert list_behind(WORLD, "stale", "nonsense") == list_behind(WORLD, "nonsense", "over") == ()


def test_words_that_are_no_longer_kept_still_count():
    """They have no bar, and are in the share."""
    material = replace(WORLD, uses=(search("09:00:00", "", 0), search("09:30:00", "x", 0)))
    assert points("searches-without-result", material) == {"x": 1}
    assert headline("searches-without-result", material) == "100 % of 2 searches found nothing"


# --- properties ---

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@given(DAYS, st.integers(0, 800))
def test_spans_cover_the_time_without_a_gap(first, length):
    """The first begins with the time, each lasts to the next, none is beyond the last day."""
    last = first + timedelta(days=length)
    starts = [start for _, start in spans(first.isoformat(), last.isoformat())]
    assert starts[0] == first.isoformat()
    assert starts == sorted(set(starts))
    assert starts[-1] <= last.isoformat()
    assert len(starts) <= 32


@given(
    st.lists(
        st.tuples(
            st.integers(0, 600),
            st.sampled_from(("search", "open", "copy")),
            st.sampled_from("ab"),
            st.integers(0, 2),
            st.sampled_from(("", "s", "t")),
        ),
        max_size=25,
    )
)
def test_every_search_has_one_outcome(given_uses):
    """Whatever was done, the outcomes add up to the searches, and the lines to the same."""
    uses = tuple(
        Use(
            f"2026-11-10T09:{at // 60:02}:{at % 60:02}+00:00", kind, words, number, rank=number, session=where
        )
        for at, kind, words, number, where in sorted(given_uses)
    )
    searches = [use for use in uses if use.kind == "search"]
    assert len(what_came(uses)) == len(searches)
    material = replace(WORLD, uses=uses)
    (figure,) = [one for one in figures(material) if one.key == "search-outcomes"]
    assert sum(point.value for point in figure.points) == len(searches)
    assert sum(points("searches", material).values()) == len(searches)


# --- out of the store ---


@pytest.fixture
def desk(plain_git, tmp_path):
    made = make_desk(sample_repo(tmp_path / "kb"), tmp_path)
    yield made
    made.close()


def test_figures_of_the_store(desk):
    """Uses, feedback and calls of this library and these days count, of others not."""
    root = desk.info.root
    with CaseStore(desk.home.cases) as store:
        store.usage.record_all(root, WORLD.uses)
        store.usage.record_all("/elsewhere", WORLD.uses)
        store.usage.record(root, search("2026-10-31T23:59:59+00:00", "before"))
        store.usage.record(root, search("2026-12-01T00:00:00+00:00", "after"))
        store.feedback.keep(root, *WORLD.feedback)
    page = desk.insight.page("2026-11-01", UNTIL)
    numbers = {one.key: one for one in page.figures}
    assert sum(point.value for point in numbers["searches"].points) == 7
    assert numbers["feedback"].points[0].value == 2
    assert [row.words for row in desk.insight.behind("searches", "2026-11-30", "2026-11-01", UNTIL)] == [
        "last"
    ]
    assert (page.since, page.until, page.notice) == ("2026-11-01", UNTIL, "")


def test_calls_of_the_store(desk):
    """A call through a playbook is counted at the steps that it went through."""
    view = desk.calls.start("playbooks/technical/wifi-drops.md", ("it drops",))
    run_id = view.run.id
    desk.calls.answer(run_id, 1)
    desk.calls.finish(run_id)
    page = desk.insight.page()
    numbers = {one.key: one for one in page.figures}
    assert [point.value for point in numbers["playbook-outcomes"].points] == [0, 0, 0, 1, 0]
    strip = numbers["time-per-step-technical-wifi-drops"]
    assert (strip.points[0].label, strip.points[0].value) == ("Check the lights", 20)
    (row,) = desk.insight.behind(strip.key, strip.points[0].key)
    assert (row.run, row.anchor) == (run_id, "check-the-lights")
    assert numbers["reused-against-created"].points[0].value == 1


def test_a_case_that_cannot_be_read_counts_nothing(desk):
    """The others count all the same, whatever one of them holds."""
    good = json.loads(run_to_json(desk.calls.start("playbooks/technical/wifi-drops.md").run))
    stay = good["visits"][0]
    bad = (
        {"id": "x"},
        {"visits": 3},
        {"visits": [1]},
        {"visits": [{**stay, "seconds": "long"}]},
        {"brought": 7},
        {"brought": {"received": {"by": "x"}}},
        {"articles": ["a.md"]},
    )
    odd = ({"visits": [{**stay, "playbook": 5, "anchor": None}]}, {"started": 7}, {"title": ["x"]})
    with closing(sqlite3.connect(desk.home.cases)) as connection, connection:
        for number, change in enumerate((*bad, *odd)):
            text = json.dumps(change if len(change) == 1 and "id" in change else good | change)
            values = (f"bad{number}", desk.info.root, good["started"], text)
            connection.execute("INSERT INTO run VALUES (?, ?, 'closed', ?, 1, ?)", values)
    numbers = {one.key: one for one in desk.insight.page().figures}
    assert sum(point.value for point in numbers["calls"].points) == 1 + 2  # odd ones are taken as text
    for figure in numbers.values():
        for point in figure.points:
            desk.insight.behind(figure.key, point.key)


@pytest.mark.parametrize(
    ("since", "until"), [("yesterday", ""), ("", "2026-13-01"), ("2026-11-02", "2026-11-01")]
)
def test_what_are_no_days_are_refused(desk, since, until):
    """A person is told how days are written."""
    with pytest.raises(KbError, match=r"is no day|is before"):
        desk.insight.page(since, until)


def test_what_was_created_in_some_days(plain_git, tmp_path):
    """Articles that were added then: not those that got a new name or other text, and nothing else."""
    make_repo(tmp_path / "kb", {"old.md": "# Old\n" * 9, "b.md": "# B\n"}, date="2026-09-01T10:00:00+00:00")
    commit(tmp_path / "kb", {"new.md": "# New\n", "x.png": "x"}, date="2026-11-05T10:00:00+00:00")
    git(tmp_path / "kb", "mv", "old.md", "renamed.md")
    commit(tmp_path / "kb", {"b.md": "# B, changed\n"}, date="2026-11-06T10:00:00+00:00")
    commit(tmp_path / "kb", {"late.md": "# Late\n"}, date="2026-12-01T10:00:00+00:00")
    info = open_library(tmp_path / "kb")
    assert created(info, "2026-11-01", "2026-11-30") == (("new.md", "2026-11-05T10:00:00+00:00"),)
    assert {path for path, _ in created(info, "2026-09-01", "2026-09-01")} == {"old.md", "b.md"}
    (tmp_path / "plain").mkdir()
    assert created(open_library(tmp_path / "plain"), "2026-11-01", "2026-11-30") == ()


def test_a_strip_leaves_out_steps_that_are_gone():
    """Stays at a step that the playbook lost count nowhere in its strip."""
    gone = call_of(
        "2026-11-12T09:00:00+00:00", run("c", "closed", visit("gone", "", 5), visit("look", "", 7))
    )
    assert points("time-per-step-wifi", replace(WORLD, calls=(gone,)))["Look"] == 7
    assert LEAVE not in str(figures(replace(WORLD, calls=(gone,)))[13])
