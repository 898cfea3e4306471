# SPDX-License-Identifier: MIT
"""A solved case in the window: what it was, an article from it, the playbook that grows, the front line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.desk.forms import typed
from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import Author, Hit, Run, RunView, Saved
from kbdesk.ui.cases.grow_sheet import GrowSheet
from kbdesk.ui.cases.grower import Found, Grower
from kbdesk.ui.cases.solve_sheet import LONGEST_LINE, Chosen, SolveSheet
from kbdesk.ui.cases.solving_work import Prepared, added, begun, current_run, near, prepared, title_of, told
from kbdesk.ui.frame import Frame
from kbdesk.ui.handing_over import KEEP_MS
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.key_map import key_of
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who
from kbdesk.ui.writing.settling import saved_phrase

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.learning import CaseArticle

_OVER = {
    "escalated": tr("This call was handed over, so others solve it."),
    "returned": tr("This call was sent back, so others solve it."),
    "closed": tr("This call was closed, so others solve it."),
}


@dataclass(slots=True)
class Taught:
    """What is known of what a case taught, while the window is open."""

    cause: str = ""
    fix: str = ""
    article: str = ""
    """The path of the article that was begun from it."""
    changed: dict[str, str] = field(default_factory=dict)
    """What was written or changed because of it: titles by path."""


class Solving(QObject):
    """Does with a solved case what the person chooses.

    Signals:
        reading(): the call on screen is about to be read; what is typed in it is to be kept first.
        edit_asked(Draft): an article is to be written on.
        read_asked(str): an article is to be read.
        changed(tuple of str): these files of the library changed.
        said(str): something to tell in passing.
        copied(str): text for the clipboard.
        failed(KbError): something that must be known.
        solved(str): the call with this id is solved, and the front line's note says so.
    """

    reading = Signal()
    edit_asked = Signal(object)
    read_asked = Signal(str)
    changed = Signal(object)
    said = Signal(str)
    copied = Signal(str)
    failed = Signal(object)
    solved = Signal(str)

    def __init__(self, lanes: Lanes, frame: Frame, who: Who, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._lanes, self._frame, self._who = lanes, frame, who
        self._theme, self._window = theme, window
        self._desk: Desk | None = None
        self._view: RunView | None = None
        self._sheet: SolveSheet | None = None
        self._grower = Grower(lanes, who, theme, window)
        self._run: Run | None = None
        """The case that a sheet, or what follows from it, is about."""
        self._article: CaseArticle | None = None
        self._left: Chosen | None = None
        """What is still to be done of what was chosen."""
        self._taught: dict[str, Taught] = {}
        self._adding = self._told_left = ""
        self._guess = ("", "")
        """What the sheet was filled in with where nothing was typed before."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(KEEP_MS)
        self._later.timeout.connect(self._keep)
        self._grower.grew.connect(self._grew)
        self._grower.over.connect(self._go_on)
        self._grower.said.connect(self.said)
        self._grower.failed.connect(self.failed)

    # --- for the window ---

    @property
    def sheet_open(self) -> bool:
        """Whether one of the sheets covers the window."""
        return self.sheet is not None

    @property
    def sheet(self) -> SolveSheet | GrowSheet | None:
        """The sheet that is open; None if there is none."""
        return self._sheet or self._grower.sheet

    def set_desk(self, desk: Desk) -> None:
        """Work on this library from now on."""
        self._close_sheets()
        self._desk, self._view, self._left = desk, None, None
        self._taught.clear()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        self._grower.set_theme(theme)
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def shut_down(self) -> None:
        """Keep what is typed; called before the lanes end."""
        self._keep()

    def show(self, view: RunView | None) -> None:
        """The call that is on screen now; None if there is none."""
        self._view = view

    def taught(self, run_id: str) -> Taught:
        """What is known of what a case taught."""
        return self._taught.setdefault(run_id, Taught())

    # --- actions ---

    def solve_case(self) -> None:
        """Ask what it was and what fixed it, and what shall come of that."""
        if self._view is not None and self._view.run.status in _OVER:
            was = _OVER[self._view.run.status]
            still = tr("You can still write it down ({key}).", key=key_of("write_down"))
            self.said.emit(f"{was} {still}")
        else:
            self._with_run(self._prepare)

    def write_down(self) -> None:
        """Begin an article with what the case knows."""
        if self._sheet is not None:
            self._sheet.article.toggle()
        else:
            self._with_run(self._write)

    def grow_playbook(self) -> None:
        """Add what was found to the playbook, where Tier 1 ran out."""
        if self._sheet is not None:
            self._sheet.playbook.toggle()
        else:
            self._with_run(self._begin_growing)

    def _with_run(self, then: Callable[[Run], None]) -> None:
        """Go on with the call on screen as it stands."""
        if self._desk is None or self.sheet_open:
            return
        if self._view is None:
            key = key_of("show_cases")
            self.said.emit(
                tr("Open the call that taught you something first; {key} lists your cases.", key=key)
            )
            return
        self.reading.emit()
        work = partial(current_run, self._desk, self._view.run.id)
        self._lanes.call.run(work, partial(self._begin, then), "learn", failed=self.failed.emit)

    def _begin(self, then: Callable[[Run], None], run: Run) -> None:
        """Go on with a call; what was typed of it before the last start is known again."""
        taught, kept = self.taught(run.id), typed(run, "solve")
        taught.cause = taught.cause or kept.get("cause", "")
        taught.fix = taught.fix or kept.get("fix", "")
        then(run)

    # --- what it was ---

    def _prepare(self, run: Run) -> None:
        if self._desk is not None:
            taught = self.taught(run.id)
            work = partial(prepared, self._desk, run, taught.cause, taught.fix)
            self._lanes.disk.run(work, self._open, "learn", failed=self.failed.emit)

    def _open(self, ready: Prepared) -> None:
        if self._desk is None or self.sheet_open:
            return
        self._run, self._guess, self._article = ready.run, ready.guess, ready.article
        case = f"{ready.run.title}: {ready.run.current.title}"
        sheet = SolveSheet(self._theme, self._window, case, *ready.lines)
        sheet.typed.connect(self._keep_later)
        sheet.submitted.connect(self._do)
        sheet.closed.connect(self._close_solve)
        sheet.words_asked.connect(self._add_words)
        sheet.read_asked.connect(self._read)
        self._sheet = sheet
        sheet.show_left_out(self._article.left_out)
        sheet.open_over()
        work = partial(near, self._desk, self._article)
        self._lanes.find.run(work, self._show_near, "learn-near")

    def _show_near(self, hits: tuple[Hit, ...]) -> None:
        if self._sheet is not None:
            self._sheet.show_near(hits)

    def _close_solve(self) -> None:
        self._keep()
        self._later.stop()
        if self._sheet is not None and self._run is not None:
            sheet, self._sheet = self._sheet, None
            taught = self.taught(self._run.id)  # whoever reads an article first finds what was typed again
            taught.cause, taught.fix = _changed(sheet.lines, self._guess)
            sheet.deleteLater()

    def _keep_later(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _keep(self) -> None:
        """Keep what is typed with the call: no crash and no window that is closed loses it."""
        if self._desk is not None and self._sheet is not None and self._run is not None:
            lines = _changed(self._sheet.lines, self._guess)
            texts = {key: text for key, text in zip(("cause", "fix"), lines, strict=True) if text}
            work = partial(self._desk.calls.keep_form, self._run.id, "solve", texts)
            self._lanes.call.run(work, self._kept, failed=self.failed.emit)

    def _kept(self, nothing: None) -> None:
        del nothing

    def _read(self, path: str) -> None:
        if self._sheet is not None:
            self._sheet.leave()
        self.read_asked.emit(path)

    def _do(self, chosen: Chosen) -> None:
        run = self._run
        if run is None:
            return
        taught = self.taught(run.id)
        taught.cause, taught.fix = chosen.cause, chosen.fix
        self._left = chosen
        if chosen.playbook:
            self._begin_growing(run)
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Do what is left of what was chosen: the article last, as its page takes the room."""
        chosen, run, self._left = self._left, self._run, None
        if chosen is None or run is None or self._desk is None:
            return
        if chosen.article:
            self._write(run)
        if chosen.tell and not chosen.article:
            self._tell(run)
        elif chosen.tell:
            self._left = chosen  # once it is known where the article will stand

    # --- an article ---

    def _write(self, run: Run) -> None:
        if self._desk is not None:
            self._run = run
            taught = self.taught(run.id)
            work = partial(begun, self._desk, run, taught.cause, taught.fix, taught.article)
            self._lanes.disk.run(work, self._written, "learn", failed=self._not_written)

    def _written(self, article: CaseArticle) -> None:
        run, told = self._run, self._left is not None
        if run is None:
            return
        taught = self.taught(run.id)
        taught.article = article.draft.path
        taught.changed[article.draft.path] = title_of(article)
        if told:
            self._left = None
            self._tell(run)
        self.edit_asked.emit(article.draft)
        if article.left_out:
            count = len(article.left_out)
            self._told_left = trn(
                "{n} thing left out, as it belongs to the customer: {named}. Read it over before you save.",
                "{n} things left out, as it belongs to the customer: {named}. Read it over before you save.",
                count,
                named="; ".join(article.left_out[:3]) + ("; …" if count > 3 else ""),
            )
            self._frame.notices.show_notice(self._told_left)

    def end_writing(self) -> None:
        """An article is written, or left: what was left out of it need not be told any more."""
        if self._told_left and self._frame.notices.text == self._told_left:
            self._frame.notices.clear()
        self._told_left = ""

    def _not_written(self, error: KbError) -> None:
        run, self._left = self._run if self._left is not None else None, None
        if run is not None:
            self._tell(run)
        self.failed.emit(error)

    def _add_words(self, path: str) -> None:
        self._adding = path
        self._who.need(self._add)

    def _add(self, author: Author) -> None:
        if self._desk is not None and self._article is not None:
            work = partial(added, self._desk, self._adding, self._article, author)
            self._lanes.disk.run(work, self._added, failed=self._sheet_trouble)

    def _added(self, saved: Saved) -> None:
        path = self._adding
        if self._run is not None and self._desk is not None:
            hits = self._sheet.nearby.hits if self._sheet is not None else ()
            self.taught(self._run.id).changed[path] = next((h.title for h in hits if h.path == path), path)
        if self._sheet is not None:
            self._sheet.article.setChecked(False)
            self._sheet.nearby.put_aside()
        told = tr("The customer's words and errors are in {path}.", path=path)
        self.said.emit(f"{told} {saved_phrase(saved, self._desk)}")
        self.changed.emit((path,))

    def _sheet_trouble(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.say_trouble(str(error))
        else:
            self.failed.emit(error)

    # --- the playbook ---

    def _begin_growing(self, run: Run) -> None:
        if self._desk is not None:
            self._run = run
            taught = self.taught(run.id)
            self._grower.begin(self._desk, run, Found(taught.fix, taught.cause, taught.article))

    def _grew(self, path: str, title: str) -> None:
        if self._run is not None:
            self.taught(self._run.id).changed[path] = title
        self.changed.emit((path,))

    # --- the front line ---

    def _tell(self, run: Run) -> None:
        if self._desk is not None:
            taught = self.taught(run.id)
            work = partial(told, self._desk, run.id, taught.cause, taught.fix, dict(taught.changed))
            self._lanes.call.run(work, self._was_told, failed=self.failed.emit)

    def _was_told(self, done: tuple[str, str, str]) -> None:
        run_id, line, notice = done
        self.copied.emit(line)
        told = tr("Solved. The line for the front line is on the clipboard.")
        self.said.emit(f"{told} {notice}".strip())
        self.solved.emit(run_id)

    def _close_sheets(self) -> None:
        if self._sheet is not None:
            self._sheet.dismiss()
        self._close_solve()
        self._grower.close()


def _changed(lines: tuple[str, str], guess: tuple[str, str]) -> tuple[str, str]:
    """What was typed of two lines; "" for one that stands as it was guessed."""
    cause, fix = (
        line if line != guessed[:LONGEST_LINE].strip() else ""
        for line, guessed in zip(lines, guess, strict=True)
    )
    return cause, fix
