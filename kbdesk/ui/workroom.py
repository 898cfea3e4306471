# SPDX-License-Identifier: MIT
"""What is done to the library from the window: writing, moving, its past, and sharing it with the team."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Author, Draft, Page
from kbdesk.ui.article_notices import Note
from kbdesk.ui.house import House
from kbdesk.ui.key_map import key_of
from kbdesk.ui.past.book import PastBook
from kbdesk.ui.team.recover_rows import title_of
from kbdesk.ui.team.sharing import PARKED, Sharing
from kbdesk.ui.theme import Theme
from kbdesk.ui.writing.mover import Mover
from kbdesk.ui.writing.writer import Writer

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

UNREAD = "unread"
"""The ``act`` of the card that tells that an article changed since it was read."""


class Workroom(QObject):
    """Puts writer, mover, history and sharing together with the keeper and the finder.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something that must be known.
        library_made(Path): a library was got from its address; open it.
    """

    said = Signal(str)
    failed = Signal(object)
    library_made = Signal(object)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.window)
        lanes, frame, window = house.lanes, house.frame, house.window
        self._lanes, self._frame, self._keeper = lanes, frame, house.keeper
        self._finder, self._article = house.finder, house.article
        self._desk: Desk | None = None
        self._warned = ""
        self._unread: tuple[str, str] = ("", "")
        self._left: Draft | None = None
        self._begun = False
        self.takes_offer: Callable[[], bool] = bool
        """Takes the words that are offered for the open document, if there are any; tells whether it did."""
        self.sharing = Sharing(house.home, lanes, frame, theme, window)
        self.writer = Writer(lanes, self.sharing.who, theme, window, frame.rooms)
        self.mover = Mover(lanes, theme, window)
        self.past = PastBook(lanes, frame, self.sharing.who, theme)
        frame.put_in_footer(self.sharing.button)
        self._connect()

    def _connect(self) -> None:
        for part in (self.sharing, self.writer, self.mover, self.past):
            part.said.connect(self.said)
        self.writer.failed.connect(self.failed)
        self.past.failed.connect(self.failed)
        self.sharing.arrived.connect(self._files_changed)
        self.sharing.standing_changed.connect(self._show_parked)
        self.sharing.edit_asked.connect(self.writer.settle)
        self.sharing.compare_asked.connect(self.writer.settle)
        self.sharing.path_asked.connect(self._finder.open_path)
        self.sharing.library_made.connect(self.library_made)
        self.writer.shown.connect(self._frame.put_over)
        self.writer.closed.connect(self._frame.take_away)
        self.writer.saved.connect(self._saved)
        self.writer.read_requested.connect(self._finder.read_again)
        self.mover.moved.connect(self._moved)
        self.past.changed.connect(self._saved)
        self.past.clashed.connect(self.writer.choose)
        self.past.unread_found.connect(self._tell_unread)
        self.past.marked.connect(self._finder.show_news)
        self._keeper.taken_up.connect(self._look_again)
        self._keeper.surveyed.connect(self._begin)
        self._keeper.indexer.finished.connect(self.writer.spare.make_soon)
        self._finder.page_opened.connect(self._read)
        self._article.edit_requested.connect(self.edit_article)
        self._article.past_requested.connect(self.show_past)
        self._article.note_acted.connect(self._act_on_note)
        self._article.page_shown.connect(self._show_cards)

    # --- from the window ---

    @property
    def sheet_open(self) -> bool:
        """Whether one of the sheets covers the window."""
        return self.sharing.sheet_open or self.writer.sheet_open or self.mover.sheet_open

    def set_desk(self, desk: Desk) -> None:
        """Work on this library from now on."""
        self._desk, self._unread, self._begun = desk, ("", ""), False
        for part in (self.writer, self.mover, self.past, self.sharing):
            part.set_desk(desk)
        if not self._keeper.indexer.running:
            self.writer.spare.make_soon()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        for part in (self.sharing, self.writer, self.mover, self.past):
            part.set_theme(theme)

    def shut_down(self) -> None:
        """Stop what talks to the network; called before the lanes end."""
        self.past.shut_down()
        self.sharing.shut_down()

    def may_close(self) -> bool:
        """Keep what is being written; False if that fails, but for the second time it is tried."""
        try:
            self.writer.keeper.keep_now()
        except KbError as error:
            if self._warned != error.message:
                self._warned = error.message
                hint = tr("Copy your text to another place; closing once more closes without it.")
                self.failed.emit(KbError(error.message, hint))
                return False
        return True

    def finish(self) -> None:
        """Keep what was typed last; called when the lanes have ended."""
        with suppress(KbError):  # it was told by ``may_close``
            self.writer.shut_down()

    # --- actions ---

    @property
    def _path(self) -> str:
        """The article that is open, if it is one of this library."""
        page = self._finder.page
        return page.document.path if page is not None and not page.library else ""

    def edit_article(self) -> None:
        """Edit the open article."""
        if self._path:
            self.writer.edit(self._path, seen=self._article.line_in_sight())
        else:
            key = key_of("new_article")
            self.said.emit(tr("Open an article of this library first; {key} begins a new one.", key=key))

    def new_article(self) -> None:
        """Begin a new article, with what was searched for as the customer's words."""
        self.writer.ask_new(words=self._finder.query)

    def add_words(self) -> None:
        """Add what was searched for to the open article, as words that customers use for it."""
        if self.takes_offer():
            return
        if self._path and self._finder.query:
            self.writer.add_words(self._path, self._finder.query)
        else:
            self.said.emit(tr("Search with the customer's words and open the article that they belong to."))

    def move_article(self) -> None:
        """Rename or move the open article."""
        if self._path:
            self.sharing.who.need(partial(self._move, self._path))

    def _move(self, path: str, author: Author) -> None:
        self.mover.move(path, author)

    def delete_article(self) -> None:
        """Delete the open article."""
        if self._path:
            self.sharing.who.need(partial(self._delete, self._path))

    def _delete(self, path: str, author: Author) -> None:
        self.mover.delete(path, author)

    def show_past(self) -> None:
        """Show the history of the open article."""
        if self._path:
            self.past.show(self._path)
        else:
            self.said.emit(tr("Open an article of this library first; its history is shown then."))

    def show_lines(self) -> None:
        """Show who wrote which line of the open article."""
        if self._path:
            self.past.show_lines(self._path)

    def show_unread(self) -> None:
        """Show what changed in the open article since it was read."""
        if self._path and self._unread[0] == self._path:
            self.past.show_unread()
        elif self._path:
            self.said.emit(tr("Nothing changed in this article since you read it last."))

    def next_room(self) -> None:
        """Go on to the next open page, or back to the panes."""
        self._frame.next_room()

    # --- after opening ---

    def _begin(self, opening: object) -> None:
        del opening
        if self._desk is not None:
            self.sharing.begin()
            self._lanes.disk.run(partial(finish_saves, self._desk), self._finished, "finish saves")
            if not self._begun:
                self._lanes.disk.run(partial(left_texts, self._desk), self._tell_left, "left texts")
            self._begun = True
            self.past.quicken()

    def _finished(self, finished: int) -> None:
        if finished:
            self.said.emit(tr("A save that was interrupted last time was finished."))
            self._saved(())

    def _tell_left(self, left: tuple[Draft, ...]) -> None:
        """Say that texts wait that were never saved: after a crash nobody would look for them."""
        if not left or self.writer.is_open or self._frame.notices.text:
            return
        if len(left) == 1:
            what, act, go = (
                tr("“{title}” was not saved yet.", title=title_of(left[0])),
                tr("Go on writing"),
                self._write_on,
            )
        else:
            what, act, go = (
                tr("{n} texts were not saved yet.", n=len(left)),
                tr("Show them"),
                self.sharing.show_recover,
            )
        self._left = left[0]
        self._frame.notices.show_notice(what, act, go)

    def _write_on(self) -> None:
        if self._left is not None:
            self.writer.settle(self._left)

    # --- files that changed ---

    def _saved(self, paths: tuple[str, ...]) -> None:
        self.past.wrote(paths)
        self._files_changed(paths)
        self.sharing.saved()

    def _files_changed(self, paths: tuple[str, ...]) -> None:
        del paths  # the disk is looked at: whatever changed is found
        self._keeper.look_soon()
        self._finder.refresh_page()

    def _look_again(self) -> None:
        self.writer.look_again()
        self._finder.refresh_page()
        self.past.look_again()

    def _moved(self, before: str, after: str) -> None:
        self._saved((before, after))
        if after:
            self._finder.open_path(after)

    # --- cards over the article ---

    def _read(self, page: Page) -> None:
        self._unread = ("", "")
        self.past.page_opened(page)

    def _tell_unread(self, path: str, sentence: str) -> None:
        if path == self._path:
            self._unread = (path, sentence)
            self._show_cards()

    def _show_cards(self) -> None:
        """The cards of the open article; also when it is drawn anew, as updates came."""
        path, sentence = self._unread
        if path and path == self._path:
            self._article.add_note(
                Note(sentence, tr("Show what changed   {key}", key=key_of("show_unread")), UNREAD)
            )
        self._show_parked()

    def _show_parked(self, standing: object = None) -> None:
        del standing
        note = self.sharing.note_for(self._path) if self._path else None
        if note is not None:
            self._article.add_note(note)

    def _act_on_note(self, act: str) -> None:
        if act == UNREAD:
            self.show_unread()
        elif act == PARKED and (draft := self.sharing.parked(self._path)) is not None:
            self.writer.settle(draft)


def finish_saves(desk: Desk) -> int:
    """How many saves that were interrupted could be finished; runs in a lane.

    Raises:
        KbError: the user's own folder cannot be read.
    """
    who = desk.home.who()
    return len(desk.writing.finish_interrupted(who)) if who is not None else 0


def left_texts(desk: Desk) -> tuple[Draft, ...]:
    """The texts that were typed and not saved; runs in a lane.

    Raises:
        KbError: the user's own folder cannot be read.
    """
    return tuple(one for one in desk.writing.left() if one.kind in ("edit", "new"))
