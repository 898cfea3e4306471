# SPDX-License-Identifier: MIT
"""Copies public wording of the open article, after a look at its length and a second pair of eyes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kbdesk.desk.home import Home
from kbdesk.desk.wordings import Wording, wording_of
from kbdesk.language import tr
from kbdesk.model import Seat
from kbdesk.ui.house import House
from kbdesk.ui.roles.public_sheet import PublicSheet
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class PublicCopy(QObject):
    """Holds the sheet while it is open.

    Signals:
        copied(str): text is to be put on the clipboard.
        recorded(str path, str anchor, str library, str initials): wording was copied; who else read it.
        seated(Seat): the profile was changed: how long public wording may be.
        said(str): something to tell in passing.
        failed(KbError): the profile could not be kept.
    """

    copied = Signal(str)
    recorded = Signal(str, str, str, str)
    seated = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.window)
        self._house, self._theme = house, theme
        self._authors: tuple[str, ...] = ()
        self._seat = Seat()
        self._wording = Wording("", "", "")
        self._sheet: PublicSheet | None = None

    @property
    def sheet(self) -> PublicSheet | None:
        """The sheet that covers the window; None if it does not."""
        return self._sheet

    def set_desk(self, desk: Desk) -> None:
        """Copy from this library from now on."""
        who = desk.home.who()  # the name for saves need not be the one that notes carry
        self._authors = (desk.author, *((who.name,) if who is not None else ()))

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def ask(self, seat: Seat) -> None:
        """Show the public wording of the open article, to be copied, or say why there is none."""
        page = self._house.finder.page
        if self._sheet is not None or self._house.frame.cover is not None or page is None:
            self.said.emit(tr("Open a public article first; its words to say are copied."))
            return
        self._seat, self._wording = seat, wording_of(page, self._house.article.selected)
        if self._wording.refusal:
            self.said.emit(self._wording.refusal)
            return
        me = self._authors if seat.second_eyes else ()
        self._sheet = sheet = PublicSheet(self._theme, self._house.window, self._wording, seat.limit, me)
        sheet.agreed.connect(self._agreed)
        sheet.closed.connect(self._closed)
        sheet.open_over()

    def _agreed(self, text: str, limit: int, initials: str) -> None:
        self.copied.emit(text)
        self.recorded.emit(self._wording.path, "", self._wording.library, initials)
        if limit != self._seat.limit:
            work = partial(keep_limit, self._house.home, limit)
            self._house.lanes.disk.run(work, self.seated.emit, failed=self.failed.emit)
        if self._sheet is not None:
            self._sheet.leave()

    def _closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()


def keep_limit(home: Home, limit: int) -> Seat:
    """The profile with another length of public wording, kept; runs in a lane.

    Raises:
        KbError: it cannot be written.
    """
    seat = replace(home.seat(), limit=limit)
    home.set_seat(seat)
    return seat
