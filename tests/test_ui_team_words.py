# SPDX-License-Identifier: MIT
"""Sharing in people's words, and when rounds come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from teamhands import NOW

from kbdesk.model import Draft, Question, Review, TeamState
from kbdesk.ui.team.pace import LONGEST_RETRY_S, REGULAR_S, next_round_s
from kbdesk.ui.team.words import phrase_of, plain_list, when

WIFI = "articles/wifi.md"


def state(phase="current", **more):
    return TeamState(phase, at="2026-11-22T10:12:00+00:00", **more)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (state(), "Up to date"),
        (state("waiting", waiting=1), "1 change waits to be sent"),
        (state("waiting", waiting=2), "2 changes wait to be sent"),
        (state("offline"), "Offline since 10:12"),
        (state("offline", waiting=2), "Offline since 10:12, 2 changes wait to be sent"),
        (TeamState("offline"), "Offline"),
        (state("refused"), "The team takes no changes from you"),
        (state("sign-in"), "Wants your name and password"),
        (
            state("asking", question=Question("rewritten", "It was.", "a" * 40)),
            "Asks you before it takes updates",
        ),
        (state("failed", waiting=1), "Updates failed, 1 change waits to be sent"),
        (TeamState("alone"), "Only on this computer"),
        (state(channel="approved"), "Up to date with what is approved"),
    ],
)
def test_where_sharing_stands_is_one_phrase(given, said):
    """Each state has words of its own; none names what git calls it."""
    assert phrase_of(given, (), NOW).text == said


def test_a_choice_to_make_comes_before_all_but_a_question():
    """A version of mine that waits is told even when offline, by the article's name."""
    mine = (Draft("1", "/kb", WIFI, "conflict", "", by="Anna"),)
    assert phrase_of(state("offline"), mine, NOW).text == "Your version of wifi waits for your choice"
    assert phrase_of(state(), mine * 2, NOW).text == "2 of your versions wait for your choice"
    assert phrase_of(state("sign-in"), mine, NOW).text == "Wants your name and password"


def test_reviews_are_told_once_nothing_else_needs_the_person():
    """What came back with a comment comes before what waits for one's own review; both before all is well."""
    back = Review("b", "c", "Wifi: steps", "Mia", "m@x", "", (WIFI,), "", "Which?", "Anna", mine=True)
    assert phrase_of(state(), (), NOW, (back,), 2).text == "“Wifi” came back with a comment"
    assert "Anna returned" in phrase_of(state(), (), NOW, (back,)).more
    assert phrase_of(state(), (), NOW, (), 2).text == "2 changes wait for your review"
    assert phrase_of(state("offline"), (), NOW, (back,), 2).text == "Offline since 10:12"


def test_times_are_told_as_people_tell_them():
    """The nearer, the shorter; in the zone of the clock."""
    now = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
    assert when("2026-11-22T11:12:00+01:00", now) == "10:12"
    assert when("2026-11-21T10:12:00+00:00", now) == "yesterday 10:12"
    assert when("2026-03-03T10:12:00+00:00", now) == "3 Mar 10:12"
    assert when("2025-03-03T10:12:00+00:00", now) == "3 Mar 2025"
    assert when("", now) == ""


def test_rounds_come_at_growing_distances_after_failures():
    """Five seconds first, ten minutes at most, five minutes give or take a fifth when all is well."""
    waits = [next_round_s(state("offline"), failures, 0.0) for failures in range(1, 12)]
    assert waits[:3] == [5, 10, 20]
    assert waits[-1] == LONGEST_RETRY_S
    assert next_round_s(state(), 0, 0.0) == pytest.approx(REGULAR_S * 0.8)
    assert next_round_s(state(), 0, 1.0) == pytest.approx(REGULAR_S * 1.2)
    assert next_round_s(state("sign-in"), 1, 0.5) is None
    assert next_round_s(TeamState("alone"), 0, 0.5) is None


def test_a_list_of_changes_is_shown_without_signs():
    """Headings lose theirs, blank lines go."""
    listed = "Approved on 2026-11-22\n\n## Changed\n\n- Wifi (a/wifi.md), Anna\n"
    assert plain_list(listed) == "Approved on 2026-11-22\nChanged\n- Wifi (a/wifi.md), Anna"
