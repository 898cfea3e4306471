# SPDX-License-Identifier: MIT
"""Connects the page of reviews with the desk: what waits, what it does, accepting and returning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Author, Clash, Comparison, Draft, Review, Saved
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.team.review_page import ReviewPage
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

Shown = tuple[Review, tuple[tuple[str, Comparison], ...]]


class Reviewing(Holder[ReviewPage]):
    """Holds the page of reviews while it is open.

    Signals:
        changed(): a change was accepted or returned; updates should come soon.
        edit_asked(Draft): go on with a change that was returned.
        said(str): something to tell in passing.
    """

    changed = Signal()
    edit_asked = Signal(object)
    said = Signal(str)

    def __init__(
        self, lanes: Lanes, frame: Frame, who: Who, theme: Theme, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(frame, theme, tr("Reviews"))
        self._lanes, self._who, self._clock = lanes, who, clock
        self._accepting: Review | None = None
        self._settled: list[tuple[Clash, str]] = []

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        if self._desk is not None:
            self.bring(self._made, self.refresh)

    def _made(self) -> ReviewPage:
        page = ReviewPage(self._theme, self._frame.rooms, self._clock)
        page.review_chosen.connect(self._look)
        page.accepted.connect(self._accept)
        page.settled.connect(self._settle)
        page.returned.connect(self._return)
        page.continued.connect(self._continue)
        return page

    def refresh(self) -> None:
        """Read again what waits, if the page is open."""
        if self._page is not None and self._desk is not None:
            work = partial(waiting_reviews, self._desk, self._who.author)
            self._lanes.disk.run(work, self._show_reviews, "reviews")

    def _show_reviews(self, found: tuple[tuple[Review, ...], bool]) -> None:
        if self._page is not None:
            self._page.show_reviews(found[0], maintainer=found[1])

    def _look(self, review: Review) -> None:
        if self._desk is not None:
            work = partial(changes_of, self._desk, review)
            self._lanes.disk.run(work, self._show_changes, "review", self._trouble)

    def _show_changes(self, shown: Shown) -> None:
        if self._page is not None:
            self._page.show_changes(*shown)

    def _accept(self, review: Review) -> None:
        self._accepting, self._settled = review, []
        self._who.need(self._accept_as)

    def _settle(self, clash: Clash, text: str) -> None:
        self._settled.append((clash, text))
        self._who.need(self._accept_as)

    def _accept_as(self, author: Author) -> None:
        if self._desk is not None and self._accepting is not None:
            work = partial(accept, self._desk, self._accepting, author, tuple(self._settled))
            self._lanes.share.run(work, self._accepted, failed=self._trouble)

    def _accepted(self, outcome: Saved | Clash) -> None:
        if isinstance(outcome, Saved):
            self._answered(outcome.notice or tr("Accepted: it is the team's text now."))
        elif self._page is not None:
            self._page.show_trouble("")
            self._page.ask_clash(outcome)

    def _return(self, review: Review, comment: str) -> None:
        self._who.need(partial(self._return_as, review, comment))

    def _return_as(self, review: Review, comment: str, author: Author) -> None:
        if self._desk is not None:
            work = partial(send_back, self._desk, review, comment, author)
            self._lanes.share.run(work, self._answered, failed=self._trouble)

    def _answered(self, sentence: str) -> None:
        if self._page is not None:
            self._page.answered()
        self.said.emit(sentence)
        self.changed.emit()
        self.refresh()

    def _trouble(self, error: KbError) -> None:
        if self._page is not None:
            self._page.show_trouble(str(error))
        else:
            self.said.emit(str(error))

    def _continue(self, review: Review) -> None:
        if self._desk is not None:
            work = partial(draft_of, self._desk, review)
            self._lanes.disk.run(work, self._go_on, failed=self._trouble)

    def _go_on(self, draft: Draft) -> None:
        self.edit_asked.emit(draft)


def waiting_reviews(desk: Desk, author: Author | None) -> tuple[tuple[Review, ...], bool]:
    """What waits, and whether this person may answer; runs in a lane."""
    return desk.team.reviews(), author is not None and desk.team.is_maintainer(author)


def changes_of(desk: Desk, review: Review) -> Shown:
    """What a change does to each of its files; runs in a lane."""
    return review, tuple(zip(review.paths, desk.team.review_page(review), strict=True))


def accept(
    desk: Desk, review: Review, author: Author, settled: tuple[tuple[Clash, str], ...]
) -> Saved | Clash:
    """Make a change the team's, or give what stands against it; runs in a lane.

    Raises:
        KbError: it changed meanwhile, or the shared copy was not reached.
    """
    return desk.team.accept(review, author, settled)


def send_back(desk: Desk, review: Review, comment: str, author: Author) -> str:
    """Return a change to its writer and say so; runs in a lane.

    Raises:
        KbError: the shared copy was not reached.
    """
    desk.team.send_back(review, comment, author)
    return tr("Returned to {by} with your comment.", by=review.by)


def draft_of(desk: Desk, review: Review) -> Draft:
    """The text of one's own change that was returned; runs in a lane.

    Raises:
        KbError: there is no text to go on with.
    """
    return desk.team.open_review(review)
