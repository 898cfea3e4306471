# SPDX-License-Identifier: MIT
"""Connects the History page with the desk's past, and tells what changed since it was read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Author, Clash, Page, Saved
from kbdesk.model.history import Comparison, LineAuthor, PastPage, Reading, Version
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes, Stop
from kbdesk.ui.past.page import HistoryPage, Mode
from kbdesk.ui.past.words import brought_back, read_before
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.trainer import Structure

_Unread = tuple[str, Reading, Comparison]


class PastBook(Holder[HistoryPage]):
    """Holds the History page while it is open, and remembers what was read.

    Signals:
        unread_found(str path, str sentence): the article that was just opened changed since it was read
            last; ``show_unread`` shows what.
        marked(frozenset of str): these articles changed since they were read; for marks in lists.
        changed(tuple of str): these files were written; what shows them is to be read again.
        clashed(Clash): an old version was to be brought back while somebody else changed the file.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    unread_found = Signal(str, str)
    marked = Signal(object)
    changed = Signal(object)
    clashed = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, who: Who, theme: Theme) -> None:
        super().__init__(frame, theme, tr("History"))
        self._lanes, self._who = lanes, who
        self._unread: _Unread | None = None
        self._stop = Stop()

    def set_desk(self, desk: Desk) -> None:
        """Take another library; a page of the one before is closed."""
        super().set_desk(desk)
        self._stop.press()
        self._stop = Stop()
        self._unread = None
        self.look_again()

    def shut_down(self) -> None:
        """Ask long work to stop; called before the lanes end."""
        self._stop.press()

    def quicken(self) -> None:
        """Write what makes histories quick, if that is due; called once the library's files are known."""
        if self._desk is not None:
            work = partial(quicken, self._desk, self._stop)
            self._lanes.disk.run(work, self._nothing, "quicken", self._not_now)

    # --- the page ---

    def show(self, path: str) -> None:
        """Open the history of an article of the open library."""
        self._show(path, lambda page: None)

    def show_lines(self, path: str) -> None:
        """Open the history of an article at who wrote which line."""
        self._show(path, lambda page: page.ask_for("lines"))

    def _show(self, path: str, then: Callable[[HistoryPage], None]) -> None:
        if self._desk is None:
            return
        self._turns.finish()
        if self._page is not None and self._page.path != path:
            self.close()
        self.bring(partial(self._made, path), partial(self._begin, then))

    def _made(self, path: str) -> HistoryPage:
        page = HistoryPage(self._theme, self._frame.rooms, path)
        page.version_asked.connect(self._ask_version)
        page.lines_asked.connect(self._ask_lines)
        page.more_asked.connect(self._ask_more)
        page.back_asked.connect(self._ask_back)
        return page

    def _begin(self, then: Callable[[HistoryPage], None]) -> None:
        self._ask_more("")
        if self._page is not None:
            then(self._page)

    def _ask_more(self, more: str) -> None:
        if self._desk is not None and self._page is not None:
            work = partial(versions, self._desk, self._page.path, more)
            self._lanes.disk.run(work, self._show_versions, "versions", self._trouble)

    def _show_versions(self, found: tuple[str, str, PastPage]) -> None:
        path, more, page = found
        if self._page is not None and self._page.path == path:
            self._page.show_versions(page, further=bool(more))

    def _ask_version(self, mode: Mode, version: Version) -> None:
        if self._desk is None or self._page is None:
            return
        if mode == "page":
            page = partial(self._desk.past.page, version)
            self._lanes.disk.run(page, self._show_page, "past", self._trouble)
        elif mode == "steps":
            steps = partial(structure, self._desk, self._page.path, version)
            self._lanes.disk.run(steps, self._show_steps, "past", self._trouble)
        else:
            work = partial(compared, self._desk, self._page.path, mode, version)
            self._lanes.disk.run(work, self._show_comparison, "past", self._trouble)

    def _show_comparison(self, found: tuple[Mode, Comparison]) -> None:
        if self._page is not None:
            self._page.show_comparison(*found)

    def _show_steps(self, found: Structure | None) -> None:
        if self._page is not None:
            self._page.show_steps(found)

    def _show_page(self, page: Page) -> None:
        if self._page is not None:
            self._page.show_page(page)

    def _ask_lines(self) -> None:
        if self._desk is not None and self._page is not None:
            work = partial(self._desk.past.lines, self._page.path)
            self._lanes.disk.run(work, self._show_lines, "past", self._trouble)

    def _show_lines(self, lines: tuple[LineAuthor, ...]) -> None:
        if self._page is not None:
            self._page.show_lines(lines)

    def _trouble(self, error: KbError) -> None:
        if self._page is not None:
            self._page.show_trouble(str(error))

    # --- bringing back ---

    def _ask_back(self, version: Version) -> None:
        self._who.need(
            partial(self._bring_back, version), tr("Your name stands beside the change in the history.")
        )

    def _bring_back(self, version: Version, author: Author) -> None:
        if self._desk is not None and self._page is not None:
            work = partial(bring_back, self._desk, self._page.path, version, author)
            self._lanes.disk.run(work, self._brought_back, failed=self._not_brought)

    def _not_brought(self, error: KbError) -> None:
        self.failed.emit(error)

    def _brought_back(self, done: tuple[str, Version, Saved | Clash]) -> None:
        path, version, saved = done
        if isinstance(saved, Clash):
            self.clashed.emit(saved)
            return
        self.said.emit(saved.notice or brought_back(version))
        self.wrote((path,))
        self.changed.emit((path,))
        if self._page is not None and self._page.path == path:
            self._ask_more("")

    # --- what was read ---

    def page_opened(self, page: Page) -> None:
        """An article was opened: tell what changed since it was read last, and note that it is read now."""
        if self._desk is not None and not page.library:
            work = partial(read, self._desk, page)
            self._lanes.find.run(work, self._read, "", self._not_now)

    def _read(self, found: tuple[Page, Reading | None, Comparison | None, frozenset[str]]) -> None:
        page, reading, comparison, marks = found
        path = page.document.path
        if reading is not None and comparison is not None:
            self._unread = (path, reading, comparison)
            self.unread_found.emit(path, read_before(reading.at, comparison))
        self.marked.emit(marks)

    def wrote(self, paths: tuple[str, ...]) -> None:
        """This user saved these files: what they say now is no news."""
        if self._desk is not None:
            self._lanes.find.run(partial(written, self._desk, paths), self._show_marks, "", self._not_now)

    def show_unread(self) -> None:
        """Show what changed in the article that ``unread_found`` told of."""
        if self._unread is not None:
            path, _, comparison = self._unread
            self._show(path, lambda page: page.show_reading(comparison))

    def look_again(self) -> None:
        """Find out anew which articles changed since they were read, after files came or changed."""
        if self._desk is not None:
            self._lanes.find.run(partial(marks, self._desk), self._show_marks, "marks", self._not_now)

    def _show_marks(self, found: frozenset[str]) -> None:
        self.marked.emit(found)

    def _not_now(self, error: KbError) -> None:
        """Marks are a help: without them everything works, so nobody is stopped by a sentence."""
        del error

    def _nothing(self, value: object) -> None:
        del value


def quicken(desk: Desk, stop: Stop) -> bool:
    """Write what makes histories quick; runs in a lane."""
    return desk.past.quicken(stop)


def versions(desk: Desk, path: str, more: str) -> tuple[str, str, PastPage]:
    """A page of the versions of an article, and which one; runs in a lane.

    Raises:
        KbError: the history cannot be read.
    """
    return path, more, desk.past.versions(path, more)


def compared(desk: Desk, path: str, mode: Mode, version: Version) -> tuple[Mode, Comparison]:
    """What a version changed, or what changed from it until now; runs in a lane.

    Raises:
        KbError: a text of then cannot be had.
    """
    if mode == "now":
        return mode, desk.past.compare(path, version)
    return mode, desk.past.compare(path, None, version)


def structure(desk: Desk, path: str, version: Version) -> Structure | None:
    """Which steps and answers a version changed; None if there is no playbook to compare; runs in a lane.

    Raises:
        KbError: a text of then cannot be had.
    """
    return desk.trainer.structure(path, None, version)


def bring_back(desk: Desk, path: str, version: Version, author: Author) -> tuple[str, Version, Saved | Clash]:
    """Make an old text the article's again; runs in a lane.

    Raises:
        KbError: it could not be saved.
    """
    return path, version, desk.past.bring_back(path, version, author)


def read(desk: Desk, page: Page) -> tuple[Page, Reading | None, Comparison | None, frozenset[str]]:
    """What changed in a page since it was read last, which is noted then, and the marks; runs in a lane.

    Raises:
        KbError: the case store cannot be used.
    """
    path = page.document.path
    reading = desk.past.last_read(path)
    comparison = desk.past.unread(path) if reading else None
    desk.past.mark_read(page)
    return page, reading, comparison, desk.past.changed_since_read()


def written(desk: Desk, paths: tuple[str, ...]) -> frozenset[str]:
    """Note what this user wrote, and give the marks; runs in a lane.

    Raises:
        KbError: the case store cannot be used.
    """
    desk.past.mark_written(paths)
    return desk.past.changed_since_read()


def marks(desk: Desk) -> frozenset[str]:
    """The articles that changed since they were read; runs in a lane.

    Raises:
        KbError: the case store cannot be used.
    """
    return desk.past.look_again()
