# SPDX-License-Identifier: MIT
"""Watches the handoff folder and connects the inbox with it: what came, who has what, taking, letting go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QFileSystemWatcher, QTimer, Signal

from kbdesk.desk.home import Home, user_name
from kbdesk.desk.inbox import Inbox, InboxView, keep_seat, page_of
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Claim, InboxEntry, Rendered, Seat
from kbdesk.ui.cases.inbox_button import InboxButton
from kbdesk.ui.cases.inbox_page import InboxPage
from kbdesk.ui.cases.inbox_words import counts, lost, news
from kbdesk.ui.cases.seat_sheet import Place, SeatSheet
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.team.words import when
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

EVERY_MS = 15_000
"""How often the folder is looked at: network shares and synced drives do not tell of changes."""
_SOON_MS = 250
"""A sync program writes several files at once: look when it has."""


class Inboxing(Holder[InboxPage]):
    """Holds the inbox's page while it is open, and looks at the folder whether it is or not.

    Nothing is looked at while no folder is chosen. ``button`` is for the foot of the window.

    Args:
        lanes: where the folder is read.
        frame: over whose panes the page stands.
        theme: the look.
        home: the user's own folders.
        clock: the time here, with its zone.

    Signals:
        open_asked(str): open the note in this file.
        count_changed(int, int): how many wait for me, and how many of them are unstable or have stopped work.
        arrived(str): a note for me came, as a sentence.
        seat_changed(Seat): tier, team, folder or days were changed.
        said(str): something to tell in passing.
        failed(KbError): a note could not be taken or let go of.
    """

    open_asked = Signal(str)
    count_changed = Signal(int, int)
    arrived = Signal(str)
    seat_changed = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self, lanes: Lanes, frame: Frame, theme: Theme, home: Home, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(frame, theme, tr("Inbox"))
        self._lanes, self._home, self._clock = lanes, home, clock
        self._inbox = Inbox(home, clock, user_name())
        self._view: InboxView | None = None
        self._counts = (0, 0)
        self._looking = self._again = self._over = False
        self.sheet: SeatSheet | None = None
        self.button = InboxButton(theme, frame)
        self.button.clicked.connect(self.show)
        self._every = QTimer(self)
        self._every.setInterval(EVERY_MS)
        self._every.timeout.connect(self._look_if_idle)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._changed)
        self.refresh()

    # --- from the window ---

    def set_desk(self, desk: Desk) -> None:
        """Work under the name that this library's calls have; the page stays, the inbox is of no library."""
        self._desk = desk
        if self._inbox.author != desk.author:
            self._inbox.author = desk.author
            self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        super().set_theme(theme)
        self.button.set_theme(theme)
        if self.sheet is not None:
            self.sheet.set_theme(theme)

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        self.bring(self._made, self._show_again)

    def _made(self) -> InboxPage:
        page = InboxPage(self._theme, self._frame.rooms, self._clock)
        page.note_chosen.connect(self._show_note)
        page.opened.connect(self.open_asked)
        page.taken.connect(self._take)
        page.released.connect(self._release)
        page.seat_asked.connect(self.show_seat)
        return page

    def _show_again(self) -> None:
        """Show what is known at once, and look whether there is more by now."""
        if self._page is not None and self._view is not None:
            self._page.show_view(self._view)
        self.refresh()

    def come_back(self, path: str) -> None:
        """A note was put aside: go back to the inbox if it came from there and that is still open."""
        listed = self._view.entries if self._view is not None else ()
        if self._page is not None and any(entry.path == path for entry in listed):
            self.show()

    def shut_down(self) -> None:
        """Look no more; called before the lanes end."""
        self._over = True
        self._every.stop()
        self._soon.stop()

    # --- looking ---

    def refresh(self) -> None:
        """Look at the folder now; while it is being looked at, once more afterwards."""
        if self._looking:
            self._again = True
        elif not self._over:
            self._looking = True
            self._lanes.disk.run(self._inbox.look, self._looked)

    def _look_if_idle(self) -> None:
        if not self._looking:  # a share that hangs must not pile up work
            self.refresh()

    def _changed(self, _folder: str) -> None:
        self._soon.start()

    def _looked(self, view: InboxView) -> None:
        self._looking = False
        before, self._view = self._view, view
        self._watch(view)
        if self._page is not None:
            self._page.show_view(view)
        self._tell(before, view)
        if self._again:
            self._again = False
            self.refresh()

    def _watch(self, view: InboxView) -> None:
        """Be told of changes where that works; only a folder that was just read, others may hang."""
        folder = view.seat.inbox
        watched = self._watcher.directories()
        if watched and watched != [folder]:
            self._watcher.removePaths(watched)
        if folder and not view.trouble and folder not in self._watcher.directories():
            self._watcher.addPath(folder)
        if folder and not self._every.isActive():
            self._every.start()
        elif not folder:
            self._every.stop()

    def _tell(self, before: InboxView | None, view: InboxView) -> None:
        found = counts(view.entries)
        self.button.show_counts(*found, view.trouble)
        self.button.setVisible(bool(view.seat.inbox))
        if found != self._counts:
            self._counts = found
            self.count_changed.emit(*found)
        if before is None or before.seat.inbox != view.seat.inbox:
            return
        for sentence, signal in ((lost(before, view), self.said), (news(before, view), self.arrived)):
            if sentence:
                signal.emit(sentence)

    # --- one note ---

    def _show_note(self, entry: InboxEntry) -> None:
        self._lanes.find.run(partial(note_page, entry), self._show_page, "inbox note")

    def _show_page(self, found: tuple[InboxEntry, Rendered]) -> None:
        if self._page is not None:
            self._page.show_note(*found)

    def _take(self, path: str, over: bool) -> None:
        self._lanes.disk.run(partial(take, self._inbox, path, over), self._taken, failed=self._trouble)

    def _taken(self, found: tuple[str, Claim]) -> None:
        path, claim = found
        if claim.mine:
            self.open_asked.emit(path)
        else:
            self.said.emit(
                tr("{who} has it since {when}.", who=claim.by, when=when(claim.at, self._clock()))
                if claim.at
                else tr("It is taken.")
            )
        self.refresh()

    def _release(self, path: str) -> None:
        self._lanes.disk.run(partial(self._inbox.release, path), self._released, failed=self._trouble)

    def _released(self, mine: bool) -> None:
        if mine:
            self.said.emit(tr("Released: others can take it."))
        self.refresh()

    def _trouble(self, error: KbError) -> None:
        self.failed.emit(error)
        self.refresh()

    # --- where the person works ---

    def show_seat(self) -> None:
        """Ask for tier, team, folder and how long cases are kept."""
        self._ask_seat("")

    def show_profile(self) -> None:
        """Ask what this person does here, and all that goes with it."""
        self._ask_seat("role")

    def _ask_seat(self, place: Place | Literal[""]) -> None:
        if self.sheet is None:
            self._lanes.disk.run(partial(seat_at, self._home, place), self._open_seat, "seat")

    def _open_seat(self, found: tuple[Seat, Place]) -> None:
        seat, place = found
        if self.sheet is None:
            self.sheet = SeatSheet(self._theme, self._frame.window(), seat)
            self.sheet.given.connect(self._keep_seat)
            self.sheet.closed.connect(self._seat_closed)
            self.sheet.open_at(place)

    def _keep_seat(self, seat: Seat) -> None:
        work = partial(keep_seat, self._home, seat)
        self._lanes.disk.run(work, self._seat_kept, failed=self._seat_refused)

    def _seat_kept(self, seat: Seat) -> None:
        if self.sheet is not None:
            self.sheet.accept()
        self.seat_changed.emit(seat)
        self.refresh()

    def _seat_refused(self, error: KbError) -> None:
        if self.sheet is not None:
            self.sheet.refuse(str(error))

    def _seat_closed(self) -> None:
        if self.sheet is not None:
            sheet, self.sheet = self.sheet, None
            sheet.deleteLater()


def seat_at(home: Home, place: Place | Literal[""]) -> tuple[Seat, Place]:
    """The profile and where to begin in it: at the folder if none was chosen, else at the tier."""
    seat = home.seat()
    return seat, place or ("tier" if seat.inbox else "folder")


def note_page(entry: InboxEntry) -> tuple[InboxEntry, Rendered]:
    """A note to read; runs in a lane."""
    return entry, page_of(entry.note) if entry.note is not None else Rendered("")


def take(inbox: Inbox, path: str, over: bool) -> tuple[str, Claim]:
    """Take a note on and give whose it is now; runs in a lane.

    Raises:
        KbError: it cannot be read any more, or the folder cannot be written to.
    """
    return path, inbox.take(path, over)
