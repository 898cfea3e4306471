# SPDX-License-Identifier: MIT
"""Links to places: the one to what is in front is copied, one that comes from outside is followed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog

from kbdesk.desk.links import Led, Link, landing, lead, library_around, link_of, parse_link, remember
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.ui.article_view import ArticleView
from kbdesk.ui.house import House
from kbdesk.ui.panes import CALL
from kbdesk.ui.reach.link_sheet import LinkSheet
from kbdesk.ui.run_pane import RunPane
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.home import Home

IN_SIGHT = 0.12
"""A heading above this part of the view's height counts as the one that is read."""


class Linking(QObject):
    """Copies links, and follows those that come from outside; nothing is ever run.

    Args:
        house: the window's parts.
        theme: the look.

    Signals:
        note_asked(str): open the note in this file.
        said(str): something to tell in passing.
        failed(KbError): a link or file could not be opened.
    """

    note_asked = Signal(str)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.window)
        self._house, self._theme = house, theme
        self._desk: Desk | None = None
        self._next: Link | None = None
        self.sheet: LinkSheet | None = None

    def set_desk(self, desk: Desk) -> None:
        """Take a library, remember where it is, and go on with a link that leads into it."""
        self._desk = desk
        self._house.lanes.disk.run(partial(remember, self._house.home, desk.info), self._kept)
        link, self._next = self._next, None
        if link is not None:
            self._house.lanes.disk.run(partial(landing, desk, link), self._led, "link", self._trouble)

    def _kept(self, _nothing: None) -> None:
        """It is kept for links that come later."""

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self.sheet is not None:
            self.sheet.set_theme(theme)

    # --- a link from outside ---

    def open_link(self, text: str) -> None:
        """Go where a link leads."""
        work = partial(followed, self._house.home, self._desk, text)
        self._house.lanes.disk.run(work, self._led, "link", self._trouble)

    def _led(self, led: Led) -> None:
        if led.to == "here":
            self._house.finder.open_path(led.path, led.anchor, led.badge)
            if led.notice:
                self.said.emit(led.notice)
        elif led.to == "elsewhere":
            self._open_for(led.link, Path(led.root))
        elif self.sheet is None:
            self._ask(led.link)

    def _open_for(self, link: Link, root: Path) -> None:
        self._next = link
        name = link.library or root.name
        self.said.emit(tr("The link leads into {library}: it is opened.", library=name))
        self._house.keeper.open_library(root)

    def _trouble(self, error: KbError) -> None:
        self.failed.emit(error)

    # --- a library that is not known ---

    def _ask(self, link: Link) -> None:
        name = self._desk.info.name if self._desk is not None else ""
        sheet = LinkSheet(self._theme, self._house.window, link, name)
        sheet.folder_asked.connect(self._choose)
        sheet.here_asked.connect(self._look_here)
        sheet.closed.connect(self._closed)
        self.sheet = sheet
        sheet.open_over()

    def _choose(self, link: Link) -> None:
        folder = QFileDialog.getExistingDirectory(
            self._house.window, tr("The folder of {library}", library=link.library)
        )
        if folder:
            if self.sheet is not None:
                self.sheet.leave()
            self._open_for(link, Path(folder))

    def _look_here(self, link: Link) -> None:
        if self.sheet is not None:
            self.sheet.leave()
        if self._desk is not None:
            self._house.lanes.disk.run(partial(landing, self._desk, link), self._led, "link", self._trouble)

    def _closed(self) -> None:
        if self.sheet is not None:
            sheet, self.sheet = self.sheet, None
            sheet.deleteLater()

    # --- a file from outside ---

    def open_file(self, path: str) -> None:
        """Show a Markdown file in the library that it stands in; any other as a note."""
        self._house.lanes.disk.run(partial(place_of, Path(path)), self._placed, "file", self._trouble)

    def _placed(self, found: tuple[str, Path | None, str]) -> None:
        file, root, path = found
        if root is None:
            self.note_asked.emit(file)
        elif self._desk is not None and self._desk.root == root:
            self._house.finder.open_path(path)
        else:
            self._open_for(Link(path, library=root.name), root)

    # --- the link to what is in front ---

    def copy_link(self) -> None:
        """Copy the link to the step of the call, if that has the focus, else to the section that is read."""
        found = self._place()
        if found is None or self._desk is None:
            self.said.emit(tr("Open an article, or start a call with a playbook; its link is copied then."))
            return
        work = partial(link_of, self._desk, *found)
        self._house.lanes.find.run(work, self._copy, failed=self._trouble)

    def _copy(self, link: Link) -> None:
        self._house.caller.copied.emit(link.text)
        self.said.emit(
            tr("The link to “{place}” in {path} is copied.", place=link.anchor, path=link.path)
            if link.anchor
            else tr("The link in {path} is copied.", path=link.path)
        )

    def _place(self) -> tuple[str, str, str] | None:
        """(path, anchor, badge) of what is in front; None if there is nothing to link to."""
        house, page, view = self._house, self._house.finder.page, self._house.caller.view
        in_call = view is not None and view.run.current.playbook and self._is_call_in_front()
        if page is not None and page.document.path and not in_call:
            shown = house.article.findChild(ArticleView)
            anchor = section_in_sight(shown) if shown is not None else ""
            return page.document.path, anchor, page.library
        if view is not None and view.run.current.playbook:
            return view.run.current.playbook, view.step.anchor, view.library
        return None

    def _is_call_in_front(self) -> bool:
        """Whether the call has the focus, or is all that is seen."""
        at = QApplication.focusWidget()
        while at is not None and not isinstance(at, RunPane):
            at = at.parentWidget()
        return at is not None or (self._house.frame.narrow and self._house.frame.current == CALL)


def section_in_sight(view: ArticleView) -> str:
    """The anchor of the section that is read; "" above the first one."""
    document, top = view.document(), view.verticalScrollBar().value()
    edge = top + view.viewport().height() * IN_SIGHT
    chosen = view.textCursor()
    block, found, number = document.begin(), "", 0
    while block.isValid():
        if chosen.hasSelection():
            below = block.position() > chosen.selectionStart()
        else:
            below = document.documentLayout().blockBoundingRect(block).top() > edge
        if below:
            break
        if block.blockFormat().headingLevel():
            names = block.charFormat().anchorNames()
            number += 1
            found = names[0] if names and (number > 1 or block.blockFormat().headingLevel() > 1) else found
        block = block.next()
    return found


def followed(home: Home, desk: Desk | None, text: str) -> Led:
    """Where a link leads; runs in a lane.

    Raises:
        KbError: it is no link of kbdesk.
    """
    return lead(home, desk, parse_link(text))


def place_of(file: Path) -> tuple[str, Path | None, str]:
    """(the file, the folder of its library or None, its path there); runs in a lane."""
    root, path = library_around(file) or (None, "")
    return str(file), root, path
