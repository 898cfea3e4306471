# SPDX-License-Identifier: MIT
"""Writing in the window: opens texts, keeps drafts, saves, and lets the writer choose after a clash."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Clash, Draft, Saved
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who
from kbdesk.ui.writing.beginning import Beginner
from kbdesk.ui.writing.keeping import DraftKeeper
from kbdesk.ui.writing.lookout import Lookout, Standing, read_anew, told_of
from kbdesk.ui.writing.page import WritePage
from kbdesk.ui.writing.placing import Placer
from kbdesk.ui.writing.room import Room, kept_phrase, line_to_begin, returned_phrase
from kbdesk.ui.writing.saver import Saver
from kbdesk.ui.writing.settling import Settler, clash_of, saved_phrase, settled_phrase
from kbdesk.ui.writing.spare import SpareRoom
from kbdesk.ui.writing.watching import Watcher

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

NAME = tr("Write")  # the room of writing in the row of open pages


class Writer(QObject):
    """Connects the writing page with the desk.

    Args:
        lanes: do the work.
        who: knows who writes.
        theme: the look.
        window: what sheets cover.
        rooms: the parent for the page; None for the window.

    Signals:
        shown(QWidget, str): this page is to take the room of the panes, under this name.
        closed(QWidget): the page is done with.
        said(str): something to tell in passing.
        failed(KbError): something that the writer must know.
        saved(tuple of str): these files are new or changed.
        read_requested(str): this article is to be read.
    """

    shown = Signal(object, str)
    closed = Signal(object)
    said = Signal(str)
    failed = Signal(object)
    saved = Signal(object)
    read_requested = Signal(str)

    def __init__(
        self, lanes: Lanes, who: Who, theme: Theme, window: QWidget, rooms: QWidget | None = None
    ) -> None:
        super().__init__(window)
        self._rooms = rooms or window
        self._lanes, self._who, self._theme, self._window = lanes, who, theme, window
        self._desk: Desk | None = None
        self._room: Room | None = None
        self._page: WritePage | None = None
        self._watcher: Watcher | None = None
        self.spare = SpareRoom(lanes, theme, self._rooms, self)
        self._lines: dict[str, int] = {}
        self.keeper = DraftKeeper(lanes, self)
        self.saver = Saver(lanes, who, theme, window)
        self.beginner = Beginner(lanes, who, theme, window)
        self.settler = Settler(lanes, who, self)
        self.lookout = Lookout(lanes, self)
        self._connect()

    def _connect(self) -> None:
        self.lookout.changed.connect(self._others_changed)
        self.keeper.unkept.connect(self._opened)
        self.saver.began.connect(self.keeper.hold)
        self.saver.unsaved.connect(self.keeper.release)
        self.saver.saved.connect(self._saved)
        self.saver.line_asked.connect(self._show_line)
        self.beginner.begun.connect(self._opened)
        self.beginner.read_requested.connect(self.read_requested)
        self.beginner.words_added.connect(self._words_added)
        self.settler.settled.connect(self._settled)
        self.settler.left.connect(self._leave_choice)
        self.settler.said.connect(self.said)
        for part in (self.keeper, self.saver, self.beginner, self.settler):
            part.failed.connect(self.failed)
        for part in (self.saver, self.beginner):
            part.clashed.connect(self.choose)

    # --- for the window ---

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self._room is not None

    @property
    def sheet_open(self) -> bool:
        """Whether a sheet covers the window."""
        return self.saver.sheet is not None or self.beginner.sheet is not None

    @property
    def page(self) -> WritePage | None:
        """The page that is open; None if there is none."""
        return self._page

    @property
    def path(self) -> str:
        """The file that is written; "" if there is none."""
        return self.keeper.draft.path if self.keeper.draft is not None else ""

    def set_desk(self, desk: Desk) -> None:
        """Write in this library from now on; what is open is kept as a draft of the other one."""
        self.try_close()
        self.beginner.let_go()
        if self.saver.busy:
            self.saver.cancel()
        self._desk = desk
        self._lines.clear()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        for part in (self._page, self.spare, self.settler, self.saver, self.beginner):
            if part is not None:
                part.set_theme(theme)

    def edit(self, path: str, line: int = 0, seen: int = 0) -> None:
        """Edit an article at a line, from 1; else where writing stopped, or where it was read (``seen``)."""
        if self._desk is not None:
            if path and path == self.path and self._room is not None:
                self.shown.emit(self._room, NAME)
                if line:
                    self._show_line(line)
                return
            if line:
                self._lines[path] = line
            done = partial(self._opened, seen=seen, of=self._desk)
            self._lanes.disk.run(partial(self._desk.writing.open, path), done, failed=self.failed.emit)

    def new(self, kind: str, title: str, words: str = "") -> None:
        """Begin a new text at once."""
        if self._desk is not None:
            self.beginner.begin(self._desk, kind, title, words)

    def ask_new(self, words: str = "", title: str = "", kind: str = "article") -> None:
        """Ask what new text is to be written; ``words`` are the customer's."""
        if self._desk is not None:
            self.beginner.ask(self._desk, kind, title, words)

    def add_words(self, path: str, words: str, errors: tuple[str, ...] = ()) -> None:
        """Add the customer's words, and the exact errors if there are any, to an article."""
        if self._desk is not None and (words.strip() or errors):
            self.beginner.add_words(self._desk, path, words, errors)

    def settle(self, draft: Draft) -> None:
        """Go on with a draft: write it, or choose between it and what took its place."""
        if self._desk is None:
            return
        if draft.kind in ("edit", "new", "returned"):
            self._opened(draft)
        else:
            work = partial(self._desk.writing.clash, draft)
            self._lanes.disk.run(work, self.choose, failed=self.failed.emit)

    def save(self) -> None:
        """Save what is written: a sheet asks first."""
        if self._desk is None or self._page is None:
            return
        self._page.fields.flush()
        draft = self.keeper.draft
        if draft is not None and self.keeper.untouched and draft.kind == "edit":
            self.said.emit(tr("Nothing was changed, so there is nothing to save."))
        elif draft is not None:
            self.saver.save(self._desk, draft)

    def try_close(self) -> bool:
        """End writing and keep the draft; True, as nothing can be lost by it."""
        if self._page is not None:
            self._page.fields.flush()
            told = "" if self.keeper.untouched else kept_phrase(self.keeper.draft)
            self._remember_line()
            self.keeper.end()
            if told:
                self.said.emit(told)
        self._close()
        return True

    def look_again(self) -> None:
        """Look whether the file that is written was changed by others; called when files changed."""
        draft = self.keeper.draft
        if self._desk is None or draft is None or self._page is None or self.saver.busy:
            return
        if self._watcher is not None:
            self._watcher.learn_targets()
        self.lookout.look(self._desk, draft)

    def shut_down(self) -> None:
        """Keep what was typed last; called when the window closes and the lanes have ended.

        Raises:
            KbError: it could not be kept.
        """
        if self._page is not None:
            self._page.fields.flush()
        if self._watcher is not None:
            self._watcher.end()
        self.keeper.shut_down()

    # --- a text ---

    def _opened(self, draft: Draft, seen: int = 0, of: Desk | None = None) -> None:
        """Show a draft on the page, unless it is one ``of`` a library that is open no more."""
        if self._desk is None or of not in (None, self._desk):
            return
        if self._page is not None:
            self._remember_line()
            self.keeper.end()
            self._close()
        page = self._new_page()
        writing = self._desk.writing
        page.editor.show_text(draft.text)
        page.show_path(draft.path)
        self.keeper.begin(writing, draft, page.editor.text)
        if self._watcher is not None:
            self._watcher.begin(writing, draft)
        self._show(page)
        page.editor.go_to_line(self._lines.get(draft.path) or line_to_begin(draft, seen))
        self._greet(page, draft)

    def _greet(self, page: WritePage, draft: Draft) -> None:
        if draft.kind == "returned":
            page.notices.show_notice(returned_phrase(draft))
        elif draft.kind == "edit" and draft.number:
            self.said.emit(tr("Your draft is open again; it was not saved yet."))
            self.look_again()

    def _new_page(self) -> WritePage:
        room, page = self.spare.take()
        watcher = Watcher(page, self._lanes)
        placer = Placer(page.editor, self._lanes)
        page.save_requested.connect(self.save)
        page.close_requested.connect(self.try_close)
        page.said.connect(self.said)
        page.editor.edited.connect(self.keeper.touched)
        page.editor.left.connect(self.keeper.keep)
        page.nearby.read_requested.connect(self.read_requested)
        page.nearby.words_requested.connect(self._give_words)
        watcher.said.connect(self.said)
        placer.said.connect(self.said)
        placer.failed.connect(self.failed)
        self.keeper.state.connect(page.show_state)
        if self._desk is not None:
            placer.begin(self._desk, self._path_now)
        self._room, self._page, self._watcher = room, page, watcher
        return page

    def _path_now(self) -> str:
        return self.path

    def _show(self, widget: QWidget) -> None:
        if self._room is not None:
            self._room.setCurrentWidget(widget)
            self.shown.emit(self._room, NAME)
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_line(self, line: int) -> None:
        if self._page is not None:
            self._page.show_line(line)

    def _remember_line(self) -> None:
        if self._page is not None and self.path and not self.keeper.untouched:
            self._lines[self.path] = self._page.editor.line

    def _close(self) -> None:
        """Take the page away; the keeper has let go of its draft."""
        if self._watcher is not None:
            self._watcher.end()
        room, self._room = self._room, None
        page, self._page = self._page, None
        self._watcher = None
        self.settler.close()
        if page is not None:
            self.keeper.state.disconnect(page.show_state)
            page.blockSignals(True)
        if room is not None:
            self.closed.emit(room)
            room.hide()
            self.spare.take_back(room)

    # --- saving ---

    def _saved(self, draft: Draft, saved: Saved, go_on: bool) -> None:
        desk, go_on = self._desk, go_on or self._newer(draft) is not None
        self.said.emit(saved_phrase(saved, desk))
        here = draft.kind != "new" or (desk is not None and (desk.root / draft.path).exists())  # or in review
        if go_on and here and desk is not None:
            work = partial(desk.writing.open, draft.path)
            self._lanes.disk.run(work, self._go_on, failed=self._stay)
        elif go_on:
            self.keeper.release()
        else:
            self.keeper.forget()
            self._lines.pop(draft.path, None)
            self._close()
        self.saved.emit((draft.path,))
        if here and not go_on:
            self.read_requested.emit(draft.path)

    def _newer(self, draft: Draft) -> Draft | None:
        """A draft with what was typed since, also in the form; None if nothing was."""
        if self._page is not None:
            self._page.fields.flush()
        return self.keeper.newer(draft)

    def _stay(self, error: KbError) -> None:
        self.keeper.release()
        self.failed.emit(error)

    def _go_on(self, draft: Draft) -> None:
        """Write on after a save: the text on screen stays, with its undo."""
        if self._page is None or self._desk is None or draft.path != self.path:
            return
        self.keeper.begin(self._desk.writing, draft, self._page.editor.text)
        if self._watcher is not None:
            self._watcher.begin(self._desk.writing, draft)
        self._page.nearby.show_hits((), with_words=False)
        self.keeper.touched()

    # --- two writers ---

    def choose(self, clash: Clash) -> None:
        """Show three texts and a choice; another text that is being written is kept as a draft first."""
        if self._desk is None:
            return
        draft, newer = self.keeper.draft, self._newer(clash.draft)
        if newer is not None:  # typed before the choice came
            self._lanes.disk.run(partial(clash_of, self._desk, newer), self.choose, failed=self._stay)
            return
        if draft is not None and draft.id != clash.draft.id:
            self.try_close()
        self.keeper.hold()
        if self._room is None:
            self._room = Room(self._theme, self._window)
        self._show(self.settler.ask(self._desk, clash, self._theme, self._room))

    def _settled(self, draft: Draft, saved: Saved | None) -> None:
        self.said.emit(settled_phrase(draft, saved, self._desk))
        self.keeper.forget()
        self._close()
        paths = tuple(place for place, _ in saved.blobs) if saved is not None else ()
        self.saved.emit(paths or (draft.path,))
        self.read_requested.emit(draft.path)

    def _leave_choice(self) -> None:
        """Not now: back to the text, or to where the writer came from; the draft stays."""
        self.settler.close()
        if self._page is None:
            self._close()
        else:
            self.keeper.release()
            self._show(self._page)

    # --- neighbours ---

    def _give_words(self, path: str) -> None:
        if self._watcher is not None:
            self.add_words(path, self._watcher.words, self._watcher.errors)

    def _words_added(self, path: str) -> None:
        """The words went to another article: a new draft that was begun for them ends."""
        draft = self.keeper.draft
        if draft is not None and draft.kind == "new":
            self.keeper.throw_away()
            self._close()
        self.said.emit(tr("The customer's words were added; search finds the article by them."))
        self.saved.emit((path,))
        self.read_requested.emit(path)

    # --- changes by others ---

    def _others_changed(self, found: Standing) -> None:
        """Take a text that others changed, or say that they did; a changed text waits for the save."""
        draft = self.keeper.draft
        if draft is None or self._page is None or self._desk is None or found.blob == draft.base:
            return
        anew = self.keeper.untouched and not found.problem
        if anew:
            self._page.editor.change_text(found.text)
            work = partial(read_anew, self._desk, draft)
            self._lanes.disk.run(work, self._go_on, failed=self.failed.emit)
        self._page.notices.show_notice(told_of(found, anew=anew))
