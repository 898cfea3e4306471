# SPDX-License-Identifier: MIT
"""The forms of quality: their questions, the score, what keeps one from being sent, trends."""

from __future__ import annotations

from dataclasses import replace

from desks import ROOT
from hypothesis import given
from hypothesis import strategies as st

from kbdesk.desk.coaching_text import coaching_schema
from kbdesk.desk.quality_forms import FORMS, RARE, blank_checks, first_open, score_words, share_words, trends
from kbdesk.model.quality import Check, Review, Score, Subject


def answered(review: Review, answer: str) -> Review:
    return replace(review, checks=tuple(replace(one, answer=answer) for one in review.checks))


def test_the_score_is_the_share_of_yes_without_what_does_not_apply():
    """100 × yes ÷ (yes + no), halves up; with neither there is none."""
    assert Score(7, 1, 0).percent == 88
    assert Score(1, 7, 3).percent == 13
    assert Score(2, 1, 5).percent == 67
    assert Score(0, 2, 0).percent == 0
    assert Score(0, 0, 8).percent is None
    assert score_words(Score(2, 1, 5)) == "67 %: 2 of 3 yes, 5 not applicable"


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_score_rounds_to_the_nearest(yes, no):
    """It is never more than half a point from the share itself."""
    percent = Score(yes, no, 9).percent
    assert (percent is None) == (yes + no == 0)
    if percent is not None:
        assert abs(percent - 100 * yes / (yes + no)) <= 0.5


def test_each_form_has_criteria_of_its_own_and_there_is_one_for_each_kind():
    """Eight questions each, told apart by their names."""
    assert [form.about for form in FORMS] == ["article", "case"]
    for form in FORMS:
        assert len({one.key for one in form.criteria}) == len(form.criteria) == 8
        assert all(one.question.endswith("?") for one in form.criteria)


def test_the_docs_have_the_questions_that_are_asked():
    """docs/quality.md has each form with its criteria, word for word and in order, and no others."""
    text = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    told = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    asked = [[one.title, one.question] for form in FORMS for one in form.criteria]
    assert [row for row in told if row[-1].endswith("?")] == asked
    assert all(f"### {form.title}\n" in text for form in FORMS)
    keys = set(coaching_schema()["properties"])
    listed = {
        name
        for line in text.splitlines()
        if line.startswith("| `")
        for name in line.split("|")[1].split("`")[1::2]
    }
    assert listed == keys


def test_a_no_wants_a_line_and_every_criterion_an_answer():
    """What is missing is named, the first one first."""
    checks = (Check("a", "A", "?", "yes"), Check("b", "B", "?", "no"), Check("c", "C", "?"))
    assert first_open(checks) == (1, "“B” says no: say in a line what would have been better.")
    mended = (checks[0], replace(checks[1], comment="Ask first"), checks[2])
    assert first_open(mended) == (2, "“C” is not answered yet: Y, N or -.")
    assert first_open((*mended[:2], replace(checks[2], answer="na"))) == (-1, "")


def test_trends_count_over_everybody_by_month_and_hide_what_is_rare():
    """Only what was sent counts; nobody's name is in it; fewer than three answers give no share."""
    subject = Subject("article", "a.md", "A", "network-team")
    one = Review("r", "", "Tara", "content-standard", subject, "kb", blank_checks(FORMS[0]))
    sent = [
        replace(
            answered(one, "yes" if number else "no"), id=str(number), sent=f"2026-{month}-02T10:00:00+00:00"
        )
        for month, count in (("10", 2), ("11", 4))
        for number in range(count)
    ]
    found = trends([*sent, answered(one, "no")])
    assert [trend.criterion for trend in found] == [c.key for c in FORMS[0].criteria]
    assert found[0].months == (("2026-11", Score(3, 1, 0)), ("2026-10", Score(1, 1, 0)))
    assert [share_words(score) for _, score in found[0].months] == ["75 % of 4", "too few (2)"]
    assert RARE == 3
    assert "network-team" not in repr(found)
