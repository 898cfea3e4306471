# SPDX-License-Identifier: MIT
"""Connects the page of quality with the desk: what was drawn, what was sent, what came for oneself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model.quality import Material, Review, Subject
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.roles.quality_draw_sheet import DrawSheet
from kbdesk.ui.roles.quality_page import QualityPage
from kbdesk.ui.roles.quality_words import Board, Draw
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class Sampling(Holder[QualityPage]):
    """Holds the page while it is open.

    Args:
        lanes: where the work is done.
        frame: over whose panes the page stands.
        theme: the look.
        window: what the sheet covers.
        clock: the time here, with its zone.

    Signals:
        review_asked(Subject): look at it by the form.
        coaching_asked(str path, str id): open coaching in this file, or that is kept under this id.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    review_asked = Signal(object)
    coaching_asked = Signal(str, str)
    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self, lanes: Lanes, frame: Frame, theme: Theme, window: QWidget, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(frame, theme, tr("Quality"))
        self._lanes, self._window, self._clock = lanes, window, clock
        self._draw = Draw(5, 30)
        self._board: Board | None = None
        self.sheet: DrawSheet | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        super().set_theme(theme)
        if self.sheet is not None:
            self.sheet.set_theme(theme)

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        if self._desk is not None:
            self.bring(self._made, self.refresh)

    def _made(self) -> QualityPage:
        page = QualityPage(self._theme, self._frame.rooms)
        page.looked_at.connect(self._look)
        page.review_asked.connect(self.review_asked)
        page.coaching_asked.connect(self.coaching_asked)
        page.draw_asked.connect(self._ask)
        page.again_asked.connect(self._again)
        page.deleted.connect(self._delete)
        return page

    def refresh(self) -> None:
        """Look again, if the page is open: something was written, sent or kept."""
        if self._page is not None and self._desk is not None:
            work = partial(board, self._desk, self._draw)
            self._lanes.disk.run(work, self._show_board, "quality", self._trouble)

    def come_back(self, sent: bool = False) -> None:
        """A form or coaching was closed: go on in the list, if it is open, after ``sent`` with the next."""
        if self._page is not None:
            if sent:
                self._page.go_on()
            self.show()

    def _show_board(self, seen: Board) -> None:
        self._board = seen
        if self._page is not None:
            self._page.show_board(seen)

    # --- one row ---

    def _look(self, one: Subject | Review) -> None:
        if self._desk is None:
            return
        if isinstance(one, Subject):
            work = partial(first_material, self._desk, one, self._clock())
            self._lanes.find.run(work, self._show_material, "quality row", self._trouble)
        else:
            self._lanes.find.run(partial(as_html, one), self._show_review, "quality row", self._trouble)

    def _show_material(self, found: tuple[Subject, Material]) -> None:
        if self._page is not None:
            self._page.show_material(*found)

    def _show_review(self, found: tuple[Review, str]) -> None:
        if self._page is not None:
            self._page.show_review(*found)

    def _delete(self, review: Review) -> None:
        if self._desk is not None:
            self._lanes.disk.run(partial(delete, self._desk, review.id), self._deleted, failed=self._trouble)

    def _deleted(self, there: bool) -> None:
        if there:
            self.said.emit(tr("Deleted here for good."))
        self.refresh()

    # --- drawing ---

    def _ask(self) -> None:
        if self.sheet is None and self._board is not None:
            self.sheet = DrawSheet(self._theme, self._window, self._draw, self._board.sample.seed)
            self.sheet.given.connect(self._drawn)
            self.sheet.closed.connect(self._sheet_closed)
            self.sheet.open_at_count()

    def _sheet_closed(self) -> None:
        if self.sheet is not None:
            sheet, self.sheet = self.sheet, None
            sheet.deleteLater()

    def _drawn(self, draw: Draw) -> None:
        self._draw = draw
        self.refresh()

    def _again(self) -> None:
        if self._desk is not None and self._board is not None:
            work = partial(next_seed, self._board.sample.seed)
            self._lanes.disk.run(work, self._by_seed, failed=self._trouble)

    def _by_seed(self, seed: int) -> None:
        self._drawn(Draw(self._draw.count, self._draw.days, seed, self._draw.folder))

    def _trouble(self, error: KbError) -> None:
        if self._page is not None and self._frame.cover is self._page:
            self._page.say_trouble(str(error))
        else:
            self.failed.emit(error)


def board(desk: Desk, draw: Draw) -> Board:
    """Everything that the page shows; runs in a lane.

    Raises:
        KbError: the case store cannot be read, or the folder that was named cannot be reached.
    """
    notices = []
    sample = desk.quality.sample(draw.count, draw.seed, draw.days, draw.folder)
    try:
        waiting = desk.coaching.waiting()
    except KbError as error:
        waiting = ()
        notices.append(error.message)
    notice = " ".join(dict.fromkeys(filter(None, (sample.notice, *notices))))
    return Board(sample, waiting, desk.coaching.kept(), desk.quality.reviews(), desk.quality.trends(), notice)


def first_material(desk: Desk, subject: Subject, now: datetime) -> tuple[Subject, Material]:
    """A case or article to look at; runs in a lane.

    Raises:
        KbError: it is gone, or cannot be read.
    """
    return subject, desk.quality.material(subject, now)[0]


def as_html(review: Review) -> tuple[Review, str]:
    """A review as it was written, to read; runs in a lane."""
    from kbdesk.desk.coaching import page_of  # noqa: PLC0415 - not in the start-up path

    return review, page_of(review)


def next_seed(seed: int) -> int:
    """Another seed; runs in a lane."""
    from kbdesk.desk.quality_sample import other_seed  # noqa: PLC0415 - not in the start-up path

    return other_seed(seed)


def delete(desk: Desk, review_id: str) -> bool:
    """Whether a review was there, and is no more; runs in a lane.

    Raises:
        KbError: the case store cannot be written.
    """
    return desk.quality.delete(review_id)
