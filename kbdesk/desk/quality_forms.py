# SPDX-License-Identifier: MIT
"""The two forms, what still keeps one from being sent, and how answers add up over time.

The names of the forms and what they are for are those of the KCS v6 practices guide; the criteria are worded
for what there is to see in kbdesk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from kbdesk.language import english, tr
from kbdesk.model.quality import (
    Check,
    Criterion,
    Form,
    FormKey,
    Mark,
    Review,
    Score,
    Spot,
    SubjectKind,
    Trend,
)


def _forms() -> tuple[Form, ...]:
    """The forms in the language in use."""
    return _content(), _process()


def _content() -> Form:
    return Form(
        "content-standard",
        tr("Content Standard Checklist"),
        "article",
        (
            Criterion("unique", tr("Only one"), tr("Is it the only article that answers this?")),
            Criterion(
                "complete",
                tr("Complete"),
                tr("Are issue, environment and resolution there, and the cause if known?"),
            ),
            Criterion("clear", tr("Clear"), tr("Can whoever it is for follow it as it stands?")),
            Criterion("title", tr("Title"), tr("Does the title name the issue as people look for it?")),
            Criterion("words", tr("Customer's words"), tr("Are the words in it that customers use for it?")),
            Criterion("links", tr("Links"), tr("Do its links and pictures lead where they say, and help?")),
            Criterion("details", tr("Details"), tr("Are state, tier, audience, products and owner right?")),
            Criterion("harmless", tr("Nothing private"), tr("Is it free of customers' data and of secrets?")),
        ),
    )


def _process() -> Form:
    return Form(
        "process-alignment",
        tr("Process Alignment Review"),
        "case",
        (
            Criterion(
                "searched", tr("Searched early"), tr("Was searched early, and with the customer's words?")
            ),
            Criterion(
                "captured", tr("Captured"), tr("Was noted what the customer said and has, while it was said?")
            ),
            Criterion(
                "followed",
                tr("Steps"),
                tr("Were the steps taken in order, and none left out without a reason?"),
            ),
            Criterion("reused", tr("Reused"), tr("Was an article or playbook used, if one answers this?")),
            Criterion("fitting", tr("It fits"), tr("Does what was used fit this issue?")),
            Criterion(
                "improved",
                tr("Flagged or fixed"),
                tr("Was what is wrong or unclear in it flagged or put right?"),
            ),
            Criterion(
                "added", tr("Added"), tr("If nothing answers it: was a gap recorded or an article begun?")
            ),
            Criterion("handed", tr("Handed over"), tr("Can the next tier go on without asking again?")),
        ),
    )


with english():
    FORMS: Final = _forms()
"""As files hold them."""
RARE: Final = 3
"""Fewer answers than these say nothing of a month, and too much of one person: no share is given."""


def form_of(key: FormKey) -> Form:
    """The form of this name, as the window shows it."""
    return next(form for form in _forms() if form.key == key)


def criterion_of(check: Check) -> Criterion:
    """What a check asks as the window shows it; what its file says, if no form of ours asks it."""
    known = (one for form in _forms() for one in form.criteria if one.key == check.criterion)
    return next(known, Criterion(check.criterion, check.title, check.question))


def form_for(kind: SubjectKind) -> Form:
    """The form for cases, or for articles, as files hold it."""
    return next(form for form in FORMS if form.about == kind)


def blank_checks(form: Form) -> tuple[Check, ...]:
    """The criteria of a form, none answered."""
    return tuple(Check(one.key, one.title, one.question) for one in form.criteria)


def first_open(checks: Iterable[Check]) -> tuple[int, str]:
    """The first criterion that keeps a form from being sent, from 0, and why; (-1, "") if it may be sent."""
    for number, check in enumerate(checks):
        if not check.answer:
            return number, tr("“{title}” is not answered yet: Y, N or -.", title=criterion_of(check).title)
        if check.answer == "no" and not check.comment.strip():
            return number, tr(
                "“{title}” says no: say in a line what would have been better.",
                title=criterion_of(check).title,
            )
    return -1, ""


def word_of(answer: Mark) -> str:
    """An answer as people say it."""
    return {"yes": tr("Yes"), "no": tr("No"), "na": tr("Does not apply"), "": tr("Not answered")}[answer]


def spot_words(spot: Spot) -> str:
    """What a comment is about, as the window says it; its label is as files hold it."""
    if spot.line and spot.label == f"line {spot.line}":
        return tr("line {n}", n=spot.line)
    begin, rest = f"step {spot.step}", spot.label.partition(" · ")
    if spot.step and rest[0] == begin:
        return tr("step {n}", n=spot.step) + rest[1] + rest[2]
    return spot.label


def score_words(score: Score) -> str:
    """A score in words, with what it is made of."""
    if score.percent is None and score.left_out:
        return tr("No score: nothing applied ({n})", n=score.left_out)
    if score.percent is None:
        return tr("No score: nothing applied")
    said = {"percent": score.percent, "yes": score.yes, "all": score.yes + score.no}
    if score.left_out:
        return tr("{percent} %: {yes} of {all} yes, {n} not applicable", n=score.left_out, **said)
    return tr("{percent} %: {yes} of {all} yes", **said)


def trends(reviews: Iterable[Review]) -> tuple[Trend, ...]:
    """How each criterion went month by month, over all reviews that were sent, whoever's work it was."""
    counts: dict[tuple[str, str], dict[str, dict[Mark, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    for review in reviews:
        for check in review.checks if review.sent else ():
            counts[review.form, check.criterion][review.sent[:7]][check.answer] += 1
    found = []
    for form in _forms():
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
    if both >= RARE:
        return tr("{share} of {n}", share=f"{score.percent} %", n=both)
    return tr("too few ({n})", n=both)
