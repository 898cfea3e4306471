# SPDX-License-Identifier: MIT
"""Who writes: known from the user's own folder, asked once, changed in the team's sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.model import Author
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.who_sheet import WhoSheet

Then = Callable[[Author], None]


class Who(QObject):
    """Knows the author of saves, or asks for it.

    Signals:
        known(Author): who writes from now on.
    """

    known = Signal(object)

    def __init__(self, home: Home, lanes: Lanes, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._home, self._lanes, self._theme, self._window = home, lanes, theme, window
        self._sheet: WhoSheet | None = None
        self._then: Then | None = None
        self._why = ""
        self.author: Author | None = None
        self._lanes.disk.run(partial(known_author, home), self._learn)

    @property
    def sheet(self) -> WhoSheet | None:
        """The sheet that covers the window; None if it does not."""
        return self._sheet

    def need(self, then: Then, why: str = "") -> None:
        """Go on with the author, once there is one; the person may also leave it be."""
        if self.author is not None:
            then(self.author)
        else:
            self.ask(then, why)

    def ask(self, then: Then | None = None, why: str = "") -> None:
        """Ask who writes, with what is known as a proposal."""
        if self._sheet is None:
            self._then, self._why = then, why
            self._lanes.disk.run(partial(proposal, self._home, self.author), self._open, "who")

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def _learn(self, author: Author | None) -> None:
        self.author = author

    def _open(self, proposed: Author) -> None:
        if self._sheet is None:
            self._sheet = WhoSheet(self._theme, self._window, proposed, self._why)
            self._sheet.given.connect(self._keep)
            self._sheet.closed.connect(self._closed)
            self._sheet.open_over()

    def _keep(self, author: Author) -> None:
        self._lanes.disk.run(partial(keep_author, self._home, author), self._kept, failed=self._not_kept)

    def _kept(self, author: Author) -> None:
        self.author = author
        then, self._then = self._then, None
        if self._sheet is not None:
            self._sheet.accept()
        self.known.emit(author)
        if then is not None:
            then(author)

    def _not_kept(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.say_trouble(str(error))

    def _closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            self._then = None
            sheet.deleteLater()


def known_author(home: Home) -> Author | None:
    """Who writes, if that was asked before; runs in a lane."""
    return home.who()


def proposal(home: Home, author: Author | None) -> Author:
    """What to propose: who writes now, else what the computer knows of its user; runs in a lane."""
    return author or home.proposed_who()


def keep_author(home: Home, author: Author) -> Author:
    """Remember who writes and give it as it was taken; runs in a lane.

    Raises:
        KbError: the name or the mail cannot be used, or the folder cannot be written to.
    """
    return home.set_who(author)
