# SPDX-License-Identifier: MIT
"""Saving from the window: who, what to look at, the message, the save, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import Author, Clash, Draft, Finding, Plan, Saved
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme, style_ahead
from kbdesk.ui.turns import Turns, unpainted
from kbdesk.ui.who import Who
from kbdesk.ui.writing.save_sheet import SavePlan, SaveSheet

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft before it is saved, with all that the sheet shows."""

    draft: Draft
    line: str
    details: str
    findings: tuple[Finding, ...]
    blocked: str = ""
    along: Plan | None = None
    review: bool = False


class Saver(QObject):
    """Saves one draft after the other.

    Signals:
        began(): a save was begun; it ends with one of the next three.
        saved(Draft, Saved, bool go_on): it is saved; whether writing goes on.
        clashed(Clash): the file changed meanwhile.
        unsaved(): nothing was saved; the draft stays.
        line_asked(int): the writer wants to see this line first.
        failed(KbError): it could not be saved.
    """

    began = Signal()
    saved = Signal(object, object, bool)
    clashed = Signal(object)
    unsaved = Signal()
    line_asked = Signal(int)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, who: Who, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._lanes, self._who, self._theme, self._window = lanes, who, theme, window
        self._turns = Turns(self)
        self._desk: Desk | None = None
        self._author: Author | None = None
        self._prepared: Prepared | None = None
        self._sheet: SaveSheet | None = None
        self._go_on = self._submitted = False
        self._waiting: Draft | None = None
        self._asked: Draft | None = None

    @property
    def sheet(self) -> SaveSheet | None:
        """The sheet that covers the window; None if it does not."""
        return self._sheet if self._sheet is not None and not self._sheet.isHidden() else None

    @property
    def busy(self) -> bool:
        """Whether a save was begun and is not over."""
        return self._asked is not None

    def save(self, desk: Desk, draft: Draft) -> None:
        """Begin to save a draft; the person is asked, and may leave it be."""
        if self._asked is None:
            self._desk, self._waiting = desk, draft
            self._who.need(self._prepare)

    def _prepare(self, author: Author) -> None:
        draft, desk = self._waiting, self._desk
        self._waiting = None
        if desk is not None and draft is not None:
            self._asked, self._author = draft, author
            self.began.emit()
            self._lanes.disk.run(partial(prepared, desk, draft), self._show, failed=self._not_saved)
            self._turns.begin(self._making())  # while the text is looked at

    def _making(self) -> Iterator[None]:
        self._sheet = sheet = self._made()
        yield
        if self._sheet is sheet:
            style_ahead(sheet)

    def _made(self) -> SaveSheet:
        sheet = SaveSheet(self._theme, self._window)
        sheet.submitted.connect(self._submit)
        sheet.cancelled.connect(self._leave)
        sheet.line_asked.connect(self._show_line)
        return sheet

    def _show(self, ready: Prepared) -> None:
        self._turns.finish()
        if self._sheet is not None:
            self._prepared = ready
            self._turns.begin(self._showing(self._sheet, ready))

    def _showing(self, sheet: SaveSheet, ready: Prepared) -> Iterator[None]:
        with unpainted(sheet.card):
            sheet.show_plan(_plan(ready, bool(self._desk and self._desk.info.remote_url)))
            yield

    def _submit(self, line: str, go_on: bool) -> None:
        ready, desk, author = self._prepared, self._desk, self._author
        if ready is None or desk is None or author is None or self._submitted:
            return
        self._go_on, self._submitted = go_on, True
        message = "\n\n".join(filter(None, (line or ready.line, ready.details)))
        work = partial(desk.writing.save, ready.draft, message, author, ready.along)
        self._lanes.disk.run(work, self._done, failed=self._refused)

    def _done(self, outcome: Saved | Clash) -> None:
        draft = self._asked
        self._close()
        if draft is None:
            return  # another library is open, which has none of this
        if isinstance(outcome, Clash):
            self.clashed.emit(outcome)
        else:
            self.saved.emit(draft, outcome, self._go_on)

    def _refused(self, error: KbError) -> None:
        self._submitted = False
        if self._sheet is not None:
            self._sheet.show_problem(str(error))

    def _not_saved(self, error: KbError) -> None:
        self.cancel()
        self.failed.emit(error)

    def _show_line(self, line: int) -> None:
        self.cancel()
        self.line_asked.emit(line)

    def _leave(self) -> None:
        """Save nothing, as the person wishes, unless it is being saved."""
        if not self._submitted:
            self.cancel()

    def cancel(self) -> None:
        """Save nothing; the draft stays."""
        self._close()
        self.unsaved.emit()

    def _close(self) -> None:
        self._asked, self._prepared, self._submitted = None, None, False
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.dismiss()
            sheet.deleteLater()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)


def prepared(desk: Desk, draft: Draft) -> Prepared:
    """All that is shown before a save; runs in a lane."""
    writing = desk.writing
    line, _, details = writing.message(draft).partition("\n")
    findings = writing.findings(draft.path, draft.text)
    blocked, along = "", None
    try:
        writing.fields(draft.text)
    except KbError as error:
        blocked = tr("The front matter cannot be read, so this cannot be saved yet. {error}", error=error)
    if not blocked:
        along = writing.plan_renamed(draft)
    team = getattr(desk, "team", None)
    review = team is not None and team.rules().review
    return Prepared(draft, line, details.strip(), findings, blocked, along, review)


def _plan(ready: Prepared, shared: bool) -> SavePlan:
    told = []
    if ready.along is not None:
        files = len({path for path, *_ in ready.along.links})
        told.append(
            trn(
                "Links in {n} other file follow the headings you renamed.",
                "Links in {n} other files follow the headings you renamed.",
                files,
            )
        )
        told += ready.along.warnings
    if ready.review:
        told.append(tr("A maintainer looks at it before the team sees it."))
    elif shared:
        told.append(tr("It is sent to the team by itself."))
    return SavePlan(
        title=tr("Save a new article") if ready.draft.kind == "new" else tr("Save your change"),
        message=ready.line or "Changed",
        findings=ready.findings,
        blocked=ready.blocked,
        told=" ".join(told),
        action=tr("Send for review") if ready.review else tr("Save"),
        may_go_on=not ready.review,
    )
