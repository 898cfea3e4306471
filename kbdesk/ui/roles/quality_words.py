# SPDX-License-Identifier: MIT
"""What the pages of quality say: rows of their lists, sentences, a trend as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final, Literal

from kbdesk.desk.dates import day
from kbdesk.desk.quality_forms import criterion_of, form_of, score_words, share_words, spot_words, word_of
from kbdesk.language import tr, trn
from kbdesk.model.months import MONTHS
from kbdesk.model.quality import Check, Review, Sample, Subject, Trend, Waiting
from kbdesk.ui.key_map import key_of
from kbdesk.ui.rows import Row

Section = Literal["mine", "sample", "sent", "trends"]
SECTIONS: Final[tuple[tuple[Section, str, str], ...]] = (
    ("mine", tr("For me"), tr("What others say of your work (1)")),
    ("sample", tr("To review"), tr("The cases and articles that were drawn (2)")),
    ("sent", tr("Sent"), tr("What you sent to authors (3)")),
    ("trends", tr("Trends"), tr("How each criterion goes, over everybody's work (4)")),
)
BEGUN: Final = "note"
"""The icon of a review that was begun."""
_ICONS: Final = {
    "yes": ("check", "ok"),
    "no": ("close", "danger"),
    "na": ("minus", "muted"),
    "": ("more", "muted"),
}


@dataclass(frozen=True, slots=True)
class Draw:
    """What is to be drawn; ``seed`` None is that of this week."""

    count: int
    days: int
    seed: int | None = None
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the page shows."""

    sample: Sample
    waiting: tuple[Waiting, ...] = ()
    kept: tuple[Review, ...] = ()
    reviews: tuple[Review, ...] = ()
    trends: tuple[Trend, ...] = ()
    notice: str = ""
    """What could not be looked at."""


def rows_of(board: Board, section: Section) -> tuple[Row, ...]:
    """The rows of one section."""
    if section == "mine":
        return (*map(_waiting_row, board.waiting), *(_review_row(one, by=True) for one in board.kept))
    if section == "sample":
        return tuple(_subject_row(one, board.reviews) for one in board.sample.subjects)
    if section == "sent":
        return tuple(_review_row(one, by=False) for one in board.reviews if one.sent)
    return tuple(map(_trend_row, board.trends))


def check_row(number: int, check: Check) -> Row:
    """The row of a criterion; its line says the answer and what was said of it."""
    icon, colour = _ICONS[check.answer]
    said = check.comment.strip().replace("\n", " ")
    where = spot_words(check.spot) if check.spot is not None and said else ""
    line = " · ".join(filter(None, (word_of(check.answer), where, said)))
    return Row(number, criterion_of(check).title, line, icon, colour)


def _waiting_row(one: Waiting) -> Row:
    if one.review is None:
        name = one.path.replace("\\", "/").rpartition("/")[2]
        return Row(one, name, one.trouble, "warning", "danger")
    review = one.review
    line = " · ".join((review.by, day(review.sent or review.at), tr("waits for you")))
    return Row(one, review.subject.title, line, "note", "accent")


def _review_row(review: Review, *, by: bool) -> Row:
    person = tr("from {name}", name=review.by) if by else tr("for {name}", name=review.subject.author)
    score = review.score.percent
    told = "" if score is None else f"{score} %"
    line = " · ".join(filter(None, (person, day(review.sent or review.at), told)))
    return Row(review, review.subject.title, line, "phone" if review.subject.kind == "case" else "article")


def to_go(board: Board) -> int:
    """How many of the sample nobody sent a review of yet."""
    sent = {(one.subject.kind, one.subject.key) for one in board.reviews if one.sent}
    return sum((one.kind, one.key) not in sent for one in board.sample.subjects)


def _subject_row(subject: Subject, reviews: tuple[Review, ...]) -> Row:
    same = [one for one in reviews if (one.subject.kind, one.subject.key) == (subject.kind, subject.key)]
    what = tr("case") if subject.kind == "case" else tr("article")
    icon, colour, state = "phone" if subject.kind == "case" else "article", "muted", ""
    if any(one.sent for one in same):
        icon, colour, state = "check", "ok", tr("sent")
    elif same:
        answered = sum(1 for check in same[0].checks if check.answer)
        icon, colour = BEGUN, "accent"
        state = tr("begun, {n} of {whole}", n=answered, whole=len(same[0].checks))
    line = " · ".join(filter(None, (subject.author, what, day(subject.at) if subject.at else "", state)))
    return Row(subject, subject.title, line, icon, colour)


def _trend_row(trend: Trend) -> Row:
    months = " · ".join(f"{month_words(month)} {share_words(score)}" for month, score in trend.months[:3])
    return Row(trend, trend.title, months, "list")


def month_words(month: str) -> str:
    """A month as people write it."""
    try:
        then = datetime.fromisoformat(f"{month}-15")
    except ValueError:
        return month
    return tr("{month} {year}", month=MONTHS[then.month - 1], year=then.year)


def trend_html(trend: Trend) -> str:
    """A criterion month by month as a table."""
    rows = "".join(
        f"<tr><td>{escape(month_words(month))}</td><td>{escape(share_words(score))}</td>"
        f"<td>{score.yes}</td><td>{score.no}</td><td>{score.left_out}</td></tr>"
        for month, score in trend.months
    )
    head = "".join(
        f"<th>{name}</th>"
        for name in (tr("Month"), tr("Yes of all"), tr("Yes"), tr("No"), tr("Does not apply"))
    )
    how = tr(
        "{form}. Counted over everybody's work, from the reviews that you sent; whose work it was is not "
        "counted. Fewer than three answers give no share.",
        form=escape(form_of(trend.form).title),
    )
    return (
        f"<h2>{escape(trend.title)}</h2><p>{how}</p>"
        f'<table class="grid" cellspacing="0" cellpadding="6"><tr>{head}</tr>{rows}</table>'
    )


def sample_words(sample: Sample) -> str:
    """How the sample was drawn, so that it can be drawn again."""
    cases = sum(1 for one in sample.subjects if one.kind == "case")
    articles = len(sample.subjects) - cases
    drawn = (
        trn("{drawn} of {n:,} case", "{drawn} of {n:,} cases", sample.cases, drawn=cases),
        trn("{drawn} of {n:,} article", "{drawn} of {n:,} articles", sample.articles, drawn=articles),
    )
    return tr(
        "Seed {seed}: {cases} of {days} days, {articles}; authors take turns.",
        seed=sample.seed,
        cases=drawn[0],
        days=sample.days,
        articles=drawn[1],
    )


def nothing_words(section: Section) -> str:
    """What an empty section says."""
    return {
        "mine": tr(
            "Nobody sent you coaching. It comes through the folder of handing over, or as a "
            "file: drop it on the window, or open it by {key}.",
            key=key_of("open_handoff"),
        ),
        "sample": tr(
            "There is nothing to draw from yet: no case of these days is over, and no article is here."
        ),
        "sent": tr("You sent nothing yet. Press 2, then Enter on a case or an article."),
        "trends": tr("There is no trend yet: it grows with the reviews that you send."),
    }[section]


def review_words(review: Review) -> str:
    """Score and date of a review in a line."""
    return f"{score_words(review.score)} · {form_of(review.form).title}"
