# SPDX-License-Identifier: MIT
"""A playbook that grows in the window: asks, shows the change as it is typed, saves it as one change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Author, Clash, Run, Saved
from kbdesk.ui.cases.grow_sheet import GrowSheet, Wish
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.sheet_holder import SheetHolder
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who
from kbdesk.ui.writing.settling import saved_phrase

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.learning import Growth, Place

MOST_ARTICLES = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What a case taught: what was done, in a line, and the articles about it by path."""

    fix: str = ""
    cause: str = ""
    article: str = ""
    """The path of the article that was begun from it."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """What the sheet begins with."""

    places: tuple[Place, ...]
    review: bool
    articles: tuple[tuple[str, str], ...] = ()


class Grower(SheetHolder[GrowSheet]):
    """Holds the sheet that adds to a playbook.

    Signals:
        grew(str path, str title): the playbook is saved, or waits for review.
        over(): the sheet is closed, whether or not something was saved; or there is nothing to add to.
        said(str): something to tell in passing.
        failed(KbError): something that must be known.
    """

    grew = Signal(str, str)
    over = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, who: Who, theme: Theme, window: QWidget) -> None:
        super().__init__(lanes, who, theme, window)
        self._desk: Desk | None = None
        self._run: Run | None = None
        self._found = Found()
        self._ready: _Ready | None = None
        self._wish: Wish | None = None

    def begin(self, desk: Desk, run: Run, found: Found) -> None:
        """Ask what is to be added to the playbook of a run."""
        if self._sheet is None:
            self._desk, self._run, self._found = desk, run, found
            self._lanes.disk.run(partial(_places, desk, run), self._look_near, "grow", failed=self._stop)

    def _look_near(self, ready: _Ready) -> None:
        if self._desk is None or self._run is None:
            return
        if not ready.places:
            self._stop(
                KbError(tr("This call has no step to add to."), tr("Write an article from it instead."))
            )
            return
        work = partial(_with_articles, self._desk, self._run, self._found, ready)
        self._lanes.find.run(work, self._open, "grow", failed=self._stop)

    def _stop(self, error: KbError) -> None:
        self.failed.emit(error)
        self.over.emit()

    def _open(self, ready: _Ready) -> None:
        if self._sheet is not None:
            return
        self._ready = ready
        sheet = GrowSheet(self._theme, self._window, ready.places, ready.articles, review=ready.review)
        sheet.asked.connect(self._put_together)
        sheet.submitted.connect(self._save)
        sheet.closed.connect(self._closed)
        self._sheet = sheet
        first = self._found.article if self._found.article in dict(ready.articles) else ""
        sheet.begin(self._found.fix, self._found.fix, first)

    def _closed(self) -> None:
        self.close()
        self.over.emit()

    # --- the change ---

    def _put_together(self, wish: Wish) -> None:
        if self._desk is not None and self._run is not None:
            work = partial(_grown, self._desk, self._run, wish)
            self._lanes.disk.run(work, self._show, "grow", failed=self._show_wanting)

    def _show(self, growth: Growth) -> None:
        if self._sheet is not None:
            self._sheet.show_growth(growth)

    def _show_wanting(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.show_wanting(str(error))

    def _save(self, wish: Wish) -> None:
        self._wish = wish
        self._who.need(self._save_as)

    def _save_as(self, author: Author) -> None:
        if self._desk is not None and self._run is not None and self._wish is not None and self._sheet:
            self._sheet.show_busy(True)
            work = partial(_saved, self._desk, self._run, self._wish, author)
            self._lanes.disk.run(work, self._was_saved, failed=self._not_saved)

    def _was_saved(self, saved: Saved) -> None:
        if self._wish is not None and self._run is not None:
            place = self._wish.place
            waits = self._ready is not None and self._ready.review
            how = saved.notice if waits else saved_phrase(saved, self._desk)
            told = tr("Added at “{step}”.", step=place.title)
            self.said.emit(f"{told} {how}")
            self.grew.emit(place.playbook, place.book)
        self._closed()

    def _not_saved(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.show_busy(False)
            self._sheet.say_trouble(str(error))
            self._put_together(self._sheet.wish)


# --- in the lanes ---


def settled(desk: Desk, outcome: Saved | Clash) -> Saved:
    """What was saved; after a clash nothing is lost, as it can be made anew from the text of now.

    Raises:
        KbError: the file was changed in the same moment.
    """
    if isinstance(outcome, Clash):
        desk.writing.drop(outcome.draft)
        raise KbError(
            tr("{path} was changed in the same moment.", path=outcome.draft.path),
            tr("Look at it again, then save."),
        )
    return outcome


def _places(desk: Desk, run: Run) -> _Ready:
    return _Ready(desk.learning.leaf(run), desk.team.rules().review)


def _with_articles(desk: Desk, run: Run, found: Found, ready: _Ready) -> _Ready:
    """The articles that a new end may name: the one that was written, those that were read, near ones."""
    titles: dict[str, str] = {}
    for path in filter(None, (found.article, *(one.path for one in run.articles))):
        try:
            titles.setdefault(path, desk.read(path).title)
        except KbError:  # not saved yet, or of another library
            continue
    try:
        hits = desk.writing.similar(" ".join((found.fix, found.cause, run.title)))
    except KbError:  # there is no index yet
        hits = ()
    for hit in hits:
        if hit.kind == "article":
            titles.setdefault(hit.path, hit.title)
    return _Ready(ready.places, ready.review, tuple(titles.items())[:MOST_ARTICLES])


def _grown(desk: Desk, run: Run, wish: Wish) -> Growth:
    ending = desk.learning.ending(wish.solved, wish.article, wish.article_title, wish.back)
    return desk.learning.grow(run, wish.place, wish.answer, wish.do, ending)


def _saved(desk: Desk, run: Run, wish: Wish, author: Author) -> Saved:
    return settled(desk, desk.learning.save(_grown(desk, run, wish), author))
