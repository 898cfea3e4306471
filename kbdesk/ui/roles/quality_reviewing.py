# SPDX-License-Identifier: MIT
"""Connects the form with the desk: what is looked at, keeping what was written, giving it to its author."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model.quality import Material, Review, Subject
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.roles.quality_review_page import ReviewPage
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.quality import Sent

    Begun = tuple[Review, tuple[Material, ...], str]


class Reviewing(Holder[ReviewPage]):
    """Holds the form while it is open.

    Signals:
        done(bool): the form was left, or sent (True): lists of reviews are to be read again.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    done = Signal(bool)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, theme: Theme, clock: Callable[[], datetime]) -> None:
        super().__init__(frame, theme, tr("Review"))
        self._lanes, self._clock = lanes, clock
        self._was_sent = False

    def begin(self, subject: Subject) -> None:
        """Open the form for a case or article; one that was begun goes on where it was left."""
        if self._desk is not None:
            work = partial(begun, self._desk, subject, self._clock())
            self._lanes.disk.run(work, self._show, "review", self._trouble)

    def _show(self, found: Begun) -> None:
        review, materials, told = found
        self.close()
        page = ReviewPage(self._theme, self._frame.rooms, review, told)
        page.changed.connect(self._keep)
        page.sent.connect(self._send)
        page.show_materials(materials)
        self.put(page)

    def _keep(self, review: Review) -> None:
        if self._desk is not None and any(check.answer or check.comment for check in review.checks):
            self._lanes.disk.run(partial(keep, self._desk, review), self._kept, failed=self._trouble)

    def _kept(self, _review: Review) -> None:
        """It is on disk."""

    def _send(self, review: Review) -> None:
        if self._desk is not None:
            self._lanes.disk.run(partial(send, self._desk, review), self._sent, failed=self._trouble)

    def _sent(self, sent: Sent) -> None:
        self._was_sent = True
        self.close()
        author = sent.review.subject.author
        if sent.waits:
            said = tr("Sent: the coaching file waits for {name} in the folder of handing over.", name=author)
        else:
            said = tr("Sent: the coaching file is {path}.", path=sent.path)
        self.said.emit(said)

    def left(self) -> None:
        """The page is closed."""
        super().left()
        was_sent, self._was_sent = self._was_sent, False
        self.done.emit(was_sent)

    def _trouble(self, error: KbError) -> None:
        if self._page is not None and self._frame.cover is self._page:
            self._page.say_trouble(str(error))
        else:
            self.failed.emit(error)


def begun(desk: Desk, subject: Subject, now: datetime) -> Begun:
    """The review to go on with, what it is about, and where it will go; runs in a lane.

    Raises:
        KbError: the case is gone, or cannot be read.
    """
    review = desk.quality.begin(subject)
    return review, desk.quality.material(review.subject, now), desk.quality.goes_to(review)


def keep(desk: Desk, review: Review) -> Review:
    """The review, on disk; runs in a lane.

    Raises:
        KbError: the case store cannot be written.
    """
    return desk.quality.keep(review)


def send(desk: Desk, review: Review) -> Sent:
    """The review, given to its author; runs in a lane.

    Raises:
        KbError: the file cannot be written; the review is kept.
    """
    return desk.quality.send(review)
