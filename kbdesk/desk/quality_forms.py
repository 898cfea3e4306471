# SPDX-License-Identifier: MIT
"""The two forms, what still keeps one from being sent, and how answers add up over time.

The names of the forms and what they are for are those of the KCS v6 practices guide; the criteria are worded
for what there is to see in kbdesk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from kbdesk.model.quality import Check, Criterion, Form, FormKey, Mark, Review, Score, SubjectKind, Trend

CONTENT: Final = Form(
    "content-standard",
    "Content Standard Checklist",
    "article",
    (
        Criterion("unique", "Only one", "Is it the only article that answers this?"),
        Criterion(
            "complete", "Complete", "Are issue, environment and resolution there, and the cause if known?"
        ),
        Criterion("clear", "Clear", "Can whoever it is for follow it as it stands?"),
        Criterion("title", "Title", "Does the title name the issue as people look for it?"),
        Criterion("words", "Customer's words", "Are the words in it that customers use for it?"),
        Criterion("links", "Links", "Do its links and pictures lead where they say, and help?"),
        Criterion("details", "Details", "Are state, tier, audience, products and owner right?"),
        Criterion("harmless", "Nothing private", "Is it free of customers' data and of secrets?"),
    ),
)
PROCESS: Final = Form(
    "process-alignment",
    "Process Alignment Review",
    "case",
    (
        Criterion("searched", "Searched early", "Was searched early, and with the customer's words?"),
        Criterion("captured", "Captured", "Was noted what the customer said and has, while it was said?"),
        Criterion("followed", "Steps", "Were the steps taken in order, and none left out without a reason?"),
        Criterion("reused", "Reused", "Was an article or playbook used, if one answers this?"),
        Criterion("fitting", "It fits", "Does what was used fit this issue?"),
        Criterion("improved", "Flagged or fixed", "Was what is wrong or unclear in it flagged or put right?"),
        Criterion("added", "Added", "If nothing answers it: was a gap recorded or an article begun?"),
        Criterion("handed", "Handed over", "Can the next tier go on without asking again?"),
    ),
)
FORMS: Final = (CONTENT, PROCESS)
RARE: Final = 3
"""Fewer answers than these say nothing of a month, and too much of one person: no share is given."""


def form_of(key: FormKey) -> Form:
    """The form of this name."""
    return next(form for form in FORMS if form.key == key)


def form_for(kind: SubjectKind) -> Form:
    """The form for cases, or for articles."""
    return next(form for form in FORMS if form.about == kind)


def blank_checks(form: Form) -> tuple[Check, ...]:
    """The criteria of a form, none answered."""
    return tuple(Check(one.key, one.title, one.question) for one in form.criteria)


def first_open(checks: Iterable[Check]) -> tuple[int, str]:
    """The first criterion that keeps a form from being sent, from 0, and why; (-1, "") if it may be sent."""
    for number, check in enumerate(checks):
        if not check.answer:
            return number, f"“{check.title}” is not answered yet: Y, N or -."
        if check.answer == "no" and not check.comment.strip():
            return number, f"“{check.title}” says no: say in a line what would have been better."
    return -1, ""


def word_of(answer: Mark) -> str:
    """An answer as people say it."""
    return {"yes": "Yes", "no": "No", "na": "Does not apply", "": "Not answered"}[answer]


def score_words(score: Score) -> str:
    """A score in words, with what it is made of."""
    left_out = f", {score.left_out} not applicable" if score.left_out else ""
    if score.percent is None:
        return f"No score: nothing applied{left_out and f' ({score.left_out})'}"
    return f"{score.percent} %: {score.yes} of {score.yes + score.no} yes{left_out}"


def trends(reviews: Iterable[Review]) -> tuple[Trend, ...]:
    """How each criterion went month by month, over all reviews that were sent, whoever's work it was."""
    counts: dict[tuple[str, str], dict[str, dict[Mark, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    for review in reviews:
        for check in review.checks if review.sent else ():
            counts[review.form, check.criterion][review.sent[:7]][check.answer] += 1
    found = []
    for form in FORMS:
        for one in form.criteria:
            by_month = counts.get((form.key, one.key), {})
            months = tuple(
                (month, Score(by_month[month]["yes"], by_month[month]["no"], by_month[month]["na"]))
                for month in sorted(by_month, reverse=True)
            )
            if months:
                found.append(Trend(form.key, one.key, one.title, months))
    return tuple(found)


def share_words(score: Score) -> str:
    """The share of one month in words; of few answers only how many there are."""
    both = score.yes + score.no
    return f"{score.percent} % of {both}" if both >= RARE else f"too few ({both})"
