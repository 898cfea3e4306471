# SPDX-License-Identifier: MIT
"""Quality and coaching together: the sample, the form, what came for oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kbdesk.ui.house import House
from kbdesk.ui.roles.coaching import ReadingCoaching
from kbdesk.ui.roles.quality import Sampling
from kbdesk.ui.roles.quality_draw_sheet import DrawSheet
from kbdesk.ui.roles.quality_reviewing import Reviewing
from kbdesk.ui.team.sharing import local_now
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class QualityRoom(QObject):
    """Puts the three pages together.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something must be known.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.window)
        lanes, frame = house.lanes, house.frame
        self.sampling = Sampling(lanes, frame, theme, house.window, local_now)
        self.reviewing = Reviewing(lanes, frame, theme, local_now)
        self.coaching = ReadingCoaching(lanes, frame, theme, local_now)
        for part in (self.sampling, self.reviewing, self.coaching):
            part.said.connect(self.said)
            part.failed.connect(self.failed)
        self.sampling.review_asked.connect(self.reviewing.begin)
        self.sampling.coaching_asked.connect(self.coaching.open_from)
        self.reviewing.done.connect(self.sampling.come_back)
        self.coaching.done.connect(self.sampling.come_back)
        self.coaching.kept.connect(self.sampling.refresh)
        self.coaching.read_asked.connect(house.finder.open_path)

    @property
    def sheet(self) -> DrawSheet | None:
        """The sheet that covers the window; None if none does."""
        return self.sampling.sheet

    def show(self) -> None:
        """Open the page of quality."""
        self.sampling.show()

    def set_desk(self, desk: Desk) -> None:
        """Work on this library from now on."""
        for part in (self.reviewing, self.coaching, self.sampling):
            part.set_desk(desk)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        for part in (self.sampling, self.reviewing, self.coaching):
            part.set_theme(theme)

    def shut_down(self) -> None:
        """Look no more for what waits; called before the lanes end."""
        self.coaching.shut_down()
