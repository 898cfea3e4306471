# SPDX-License-Identifier: MIT
"""Connects the curator's page with the desk: what wants attention, verifying, owners, words, taking back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Author, Finding
from kbdesk.model.curate import CurateRow
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.curate_page import UNDO_MS, CuratePage
from kbdesk.ui.trainer.curate_rows import ACT, DROP, MAP, VERIFY, WORDS, Shown, details_of, step_html
from kbdesk.ui.who import Who

if TYPE_CHECKING:
    from kbdesk.desk.curate import Board, Done
    from kbdesk.desk.desk import Desk

Verb = Callable[["Desk", Author], "Done"]
"""Something that is done in the name of a person; runs in a lane."""

_WHY = tr("The history shows who verified what.")


class Curating(Holder[CuratePage]):
    """Holds the page while it is open; verifying also works without it.

    Signals:
        open_asked(str path): read it.
        step_asked(str path, str anchor): show this step.
        review_asked(str branch): open this review.
        new_asked(str words): begin an article with these words of customers, a line each.
        findings_asked(): check the library as a whole and hand over what is found (``take_findings``).
        check_asked(): show the list of what the checker found.
        map_asked(str path, str anchor): show the playbook's map at this step.
        copied(str): text is to be put on the clipboard.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
        changed(tuple of str): these files were saved.
    """

    open_asked = Signal(str)
    step_asked = Signal(str, str)
    review_asked = Signal(str)
    new_asked = Signal(str)
    findings_asked = Signal()
    check_asked = Signal()
    map_asked = Signal(str, str)
    copied = Signal(str)
    said = Signal(str)
    failed = Signal(object)
    changed = Signal(object)

    def __init__(
        self, lanes: Lanes, frame: Frame, who: Who, theme: Theme, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(frame, theme, tr("Curate"))
        self._lanes, self._who, self._clock = lanes, who, clock
        self._findings: tuple[Finding, ...] | None = None
        self._checking = False
        self._done: Done | None = None
        self._told = ""
        self._undo_timer = QTimer(self)
        self._undo_timer.setSingleShot(True)
        self._undo_timer.setInterval(UNDO_MS)
        self._undo_timer.timeout.connect(self._end_undo)

    def set_desk(self, desk: Desk) -> None:
        """Take another library; what was found in the one before is forgotten."""
        self._end_undo()
        super().set_desk(desk)
        self._findings, self._checking = None, False

    # --- the list ---

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        if self._desk is not None:
            self.bring(self._made, self._look_through)

    def _made(self) -> CuratePage:
        page = CuratePage(self._theme, self._frame.rooms, self._clock)
        page.row_chosen.connect(self._look)
        page.acted.connect(self._act)
        page.owner_given.connect(self._give_owner)
        page.undo_asked.connect(self.take_back)
        page.copied.connect(self.copied)
        return page

    def _look_through(self) -> None:
        """Show what is known, and have the library checked if it was not yet."""
        asks = self._findings is None and not self._checking
        self._checking = self._checking or asks
        if self._page is not None:
            self._page.show_state(checking=self._checking)
        self.refresh()
        if asks:
            self.findings_asked.emit()

    def refresh(self) -> None:
        """Look again at what wants attention, if the page is open."""
        if self._page is not None and self._desk is not None:
            today = self._clock().date().isoformat()
            work = partial(board, self._desk, today, self._findings or ())
            self._lanes.disk.run(work, self._show_board, "curate", self._trouble)

    def take_findings(self, findings: Sequence[Finding]) -> None:
        """Use what the checker found in the whole library; called whenever that changed."""
        self._findings, self._checking = tuple(findings), False
        self.refresh()

    def without_findings(self) -> None:
        """The checker could not look: the list stays without what it would have found."""
        self._checking = False
        self.refresh()

    def _show_board(self, seen: Board) -> None:
        if self._page is not None:
            self._page.show_state(checking=self._checking, notice=seen.notice)
            self._page.show_rows(seen.rows, seen.verified, seen.owners, self._who.author)

    def _look(self, row: CurateRow) -> None:
        if self._desk is not None and row.path and row.kind != "review":
            self._lanes.find.run(
                partial(about, self._desk, row), self._show_about, "curate row", self._unseen
            )

    def _show_about(self, shown: Shown) -> None:
        if self._page is not None:
            self._page.show_about(shown)

    def _unseen(self, error: KbError) -> None:
        if self._page is not None:
            self._page.show_trouble(str(error))

    # --- what is done ---

    def _act(self, act: str, row: CurateRow) -> None:
        if act == MAP:
            self.map_asked.emit(row.path, row.anchor)
        elif act == ACT:
            self._go(row)
        elif act == VERIFY:
            self.verify(row.path)
        elif act == WORDS:
            self._do(partial(add_words, row))
        elif act == DROP and self._desk is not None:
            self._lanes.disk.run(partial(drop_gap, row, self._desk), self._did, failed=self._trouble)

    def _go(self, row: CurateRow) -> None:
        if row.kind == "review":
            self.review_asked.emit(row.refs[0])
        elif row.kind == "check":
            self.check_asked.emit()
        elif row.kind == "gap":
            self.new_asked.emit("\n".join(row.words))
        elif row.kind == "escalates":
            self.map_asked.emit(row.path, row.anchor)
        elif row.path and row.anchor:
            self.step_asked.emit(row.path, row.anchor)
        elif row.path:
            self.open_asked.emit(row.path)

    def verify(self, path: str) -> None:
        """Mark an article or playbook as verified today and save it; asks for a name if none is known."""
        self._do(partial(verify, path, self._clock().date().isoformat()))

    def _give_owner(self, row: CurateRow, owner: str) -> None:
        self._do(partial(set_owner, row.path, owner))

    def _do(self, verb: Verb) -> None:
        self._who.need(partial(self._do_as, verb), _WHY)
        if self._who.author is None and self._page is not None:
            self._page.show_trouble("")  # a name is asked for first; it may be left open

    def _do_as(self, verb: Verb, author: Author) -> None:
        if self._desk is not None:
            self._lanes.disk.run(partial(verb, self._desk, author), self._did, failed=self._trouble)

    def _did(self, done: Done) -> None:
        self._done = done if done.undoable else None
        sentence = " ".join(filter(None, (done.sentence, done.notice)))
        if self._page is not None and self._frame.cover is self._page:
            self._page.show_done(sentence, undoable=done.undoable)
        elif done.undoable:
            self._told = sentence
            self._frame.notices.show_notice(sentence, tr("Take it back"), self.take_back)
        else:
            self.said.emit(sentence)
        if done.undoable:
            self._undo_timer.start()
        if done.path:
            self.changed.emit((done.path,))
        self.refresh()

    def take_back(self) -> None:
        """Take back what was done in the last ten seconds."""
        if self._done is not None:
            self._who.need(self._take_back_as)

    def _take_back_as(self, author: Author) -> None:
        done = self._done
        self._end_undo()
        if done is not None and self._desk is not None:
            work = partial(take_back, done, self._desk, author)
            self._lanes.disk.run(work, self._did, failed=self._trouble)

    def _end_undo(self) -> None:
        self._undo_timer.stop()
        self._done = None
        if self._told and self._frame.notices.text == self._told:
            self._frame.notices.clear()
        self._told = ""
        if self._page is not None:
            self._page.end_undo()

    def _trouble(self, error: KbError) -> None:
        if self._page is not None and self._frame.cover is self._page:
            self._page.show_trouble(str(error))
        else:
            self.failed.emit(error)


def board(desk: Desk, today: str, findings: tuple[Finding, ...]) -> Board:
    """What wants attention; runs in a lane."""
    return desk.curate.board(today, findings=findings)


def about(desk: Desk, row: CurateRow) -> Shown:
    """What a row is about, to read: the document, or the details with the step as it stands. Runs in a lane.

    Raises:
        KbError: the document is gone.
    """
    if row.kind in ("due", "gap"):
        page = desk.page(row.path)
        html = details_of(row) if row.kind == "gap" else ""
        return Shown(row, html + page.rendered.html, page.pictures, page.rendered.images, page.rendered.codes)
    step = desk.curate.step(row)
    if step is None:
        return Shown(row, details_of(row))
    html = details_of(row) + step_html(step.title, step.says, step.body)
    return Shown(row, html, step.pictures, step.body.images, step.body.codes)


def verify(path: str, today: str, desk: Desk, author: Author) -> Done:
    """A document marked as verified; runs in a lane.

    Raises:
        KbError: it could not be saved.
    """
    return desk.curate.verify(path, today, author)


def set_owner(path: str, owner: str, desk: Desk, author: Author) -> Done:
    """A document given to an owner; runs in a lane.

    Raises:
        KbError: it could not be saved.
    """
    return desk.curate.set_owner(path, owner, author)


def add_words(row: CurateRow, desk: Desk, author: Author) -> Done:
    """The words of searches added to what comes nearest; runs in a lane.

    Raises:
        KbError: it could not be saved.
    """
    return desk.curate.add_words(row, author)


def drop_gap(row: CurateRow, desk: Desk) -> Done:
    """Searches taken off the list; runs in a lane.

    Raises:
        KbError: the case store cannot be written.
    """
    return desk.curate.drop_gap(row)


def take_back(done: Done, desk: Desk, author: Author) -> Done:
    """What was done taken back; runs in a lane.

    Raises:
        KbError: the file was changed since, or it could not be saved.
    """
    return desk.curate.undo(done, author)
