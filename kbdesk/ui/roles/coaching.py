# SPDX-License-Identifier: MIT
"""Opens coaching: from a file that was dropped or chosen, from the folder of handing over, or kept before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model.quality import Coaching, Waiting
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.key_map import key_of
from kbdesk.ui.roles.coaching_page import CoachingPage
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

FIRST_MS = 5_000
"""How long after a library was opened it is first looked for coaching that waits."""
AGAIN_MS = 5 * 60_000


class ReadingCoaching(Holder[CoachingPage]):
    """Holds the page while it is open; says when coaching for this person waits.

    Signals:
        read_asked(str path, str anchor): open this file of the library, at this step.
        kept(): coaching was kept: lists are to be read again.
        done(): the page was left.
        said(str): something to tell in passing.
        failed(KbError): something could not be opened or kept.
    """

    read_asked = Signal(str, str)
    kept = Signal()
    done = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, theme: Theme, clock: Callable[[], datetime]) -> None:
        super().__init__(frame, theme, tr("Coaching"))
        self._lanes, self._clock = lanes, clock
        self._told: frozenset[str] = frozenset()
        self._look_soon = QTimer(self)
        self._look_soon.setSingleShot(True)
        self._look_soon.timeout.connect(self.look)

    def set_desk(self, desk: Desk) -> None:
        """Take another library; some seconds later it is looked whether coaching waits."""
        super().set_desk(desk)
        self._look_soon.start(FIRST_MS)

    def shut_down(self) -> None:
        """Look no more; called before the lanes end."""
        self._look_soon.stop()

    # --- opening ---

    def open_found(self, text: str, path: str) -> None:
        """Open the coaching that a text carries, or that is in a file."""
        if self._desk is None:
            self.failed.emit(
                KbError(tr("No library is open."), tr("Open one first; then open the coaching again."))
            )
        elif not text:
            self.open_from(path, "")
        else:
            work = partial(coaching_of, self._desk, text, path, self._clock())
            self._lanes.disk.run(work, self._show, "coaching", self._not_opened)

    def open_from(self, path: str, review_id: str) -> None:
        """Open the coaching in a file, or what was kept under this id."""
        if self._desk is not None:
            work = partial(coaching_at, self._desk, path, review_id, self._clock())
            self._lanes.disk.run(work, self._show, "coaching", self._not_opened)

    def _show(self, coaching: Coaching) -> None:
        super().left()
        page = CoachingPage(self._theme, self._frame.rooms, coaching)
        page.home_asked.connect(self._take_home)
        page.read_asked.connect(self.read_asked)
        self.put(page)

    def _not_opened(self, error: KbError) -> None:
        self.failed.emit(error)

    def left(self) -> None:
        """The page is closed."""
        super().left()
        self.done.emit()

    # --- keeping ---

    def _take_home(self, coaching: Coaching) -> None:
        if self._desk is not None:
            work = partial(take_home, self._desk, coaching)
            self._lanes.disk.run(work, self._taken, failed=self._not_taken)

    def _taken(self, sentence: str) -> None:
        self.close()
        self.said.emit(sentence)
        self.kept.emit()

    def _not_taken(self, error: KbError) -> None:
        if self._page is not None:
            self._page.say_trouble(str(error))
        else:
            self.failed.emit(error)

    # --- what waits ---

    def look(self) -> None:
        """See whether coaching waits, and say so once for each file."""
        if self._desk is not None:
            self._lanes.disk.run(partial(waiting, self._desk), self._looked, "coaching waits")
            self._look_soon.start(AGAIN_MS)

    def _looked(self, found: tuple[Waiting, ...]) -> None:
        fresh = [one for one in found if one.path not in self._told and one.review is not None]
        self._told |= {one.path for one in found}
        if fresh and fresh[0].review is not None:
            self.said.emit(_waits(fresh[0].review.by, len(fresh) - 1))


def _waits(name: str, more: int) -> str:
    key = key_of("show_quality")
    if not more:
        return tr("Coaching from {name} waits for you: {key}.", name=name, key=key)
    return trn(
        "Coaching from {name} and {n} more waits for you: {key}.",
        "Coaching from {name} and {n} more waits for you: {key}.",
        more,
        name=name,
        key=key,
    )


def coaching_of(desk: Desk, text: str, path: str, now: datetime) -> Coaching:
    """The coaching that a text carries; runs in a lane.

    Raises:
        KbError: it carries none, or it is damaged.
    """
    return desk.coaching.open_text(text, path, now)


def coaching_at(desk: Desk, path: str, review_id: str, now: datetime) -> Coaching:
    """The coaching in a file, or kept under an id; runs in a lane.

    Raises:
        KbError: there is none, or it is damaged.
    """
    return desk.coaching.open_file(Path(path), now) if path else desk.coaching.open_kept(review_id, now)


def take_home(desk: Desk, coaching: Coaching) -> str:
    """What was done to keep coaching; runs in a lane.

    Raises:
        KbError: it is for somebody else, or could not be kept or taken away.
    """
    return desk.coaching.take_home(coaching)


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """The coaching that waits; none if the folder cannot be reached. Runs in a lane."""
    try:
        return desk.coaching.waiting()
    except KbError:
        return ()
