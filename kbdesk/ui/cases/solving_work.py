# SPDX-License-Identifier: MIT
"""What solving a case asks of the desk, in the lanes, and what a begun article is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Author, Hit, Run, Saved
from kbdesk.ui.cases.grower import settled

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.learning import CaseArticle


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the sheet at the end of a case shows."""

    run: Run
    lines: tuple[str, str]
    """What it was and what fixed it, as it was typed before, else as it may have been."""
    guess: tuple[str, str]
    """What it may have been and what may have fixed it."""
    article: CaseArticle
    """What a new article of the case would be."""


def current_run(desk: Desk, run_id: str) -> Run:
    """A run as it stands; runs in the lane of the calls."""
    return desk.calls.run(run_id)


def prepared(desk: Desk, run: Run, cause: str, fix: str) -> Prepared:
    """What the sheet shows of a run; ``cause`` and ``fix`` are what was typed before, "" if nothing was."""
    guess = desk.learning.guessed(run)
    article = desk.learning.article_from(run, cause, fix)
    return Prepared(run, (cause or guess[0], fix or guess[1]), guess, article)


def begun(desk: Desk, run: Run, cause: str, fix: str, path: str) -> CaseArticle:
    """The article of a case: a new one, or the one that was begun from it before, as it stands now."""
    try:
        return desk.learning.again(path) if path else desk.learning.article_from(run, cause, fix)
    except KbError:  # it was thrown away, or waits for review
        return desk.learning.article_from(run, cause, fix)


def near(desk: Desk, article: CaseArticle) -> tuple[Hit, ...]:
    """The articles nearest to a new one; none while there is no index."""
    try:
        return desk.learning.nearest(article)
    except KbError:
        return ()


def added(desk: Desk, path: str, article: CaseArticle, author: Author) -> Saved:
    """Words and errors saved in an article that is there.

    Raises:
        KbError: it could not be saved, or it changed in the same moment.
    """
    return settled(desk, desk.learning.add_to(path, article, author))


def told(desk: Desk, run_id: str, cause: str, fix: str, changed: dict[str, str]) -> tuple[str, str, str]:
    """The case solved: its id, the line to pass on, and what to know of the note; in the lane of the calls.

    Raises:
        KbError: the call is over, or what it was is not said.
    """
    answered = desk.handoffs.solve(run_id, cause, fix, tuple(changed))
    titles = tuple((title, path) for path, title in changed.items())
    return run_id, desk.learning.line(cause, fix, titles), answered.notice


def title_of(article: CaseArticle) -> str:
    """The title of an article that was begun."""
    heading = next((line for line in article.draft.text.splitlines() if line.startswith("# ")), "")
    return heading[2:].replace("\\", "") if heading else tr("A new article")
