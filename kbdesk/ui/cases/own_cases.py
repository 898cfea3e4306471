# SPDX-License-Identifier: MIT
"""Connects “My cases” with the desk: what is found, read, gone on with, exported and deleted; old ones go."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import CaseRow
from kbdesk.ui.cases.cases_page import LISTED, CasesPage
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.cases import CaseText
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.ticket import TicketExport

FIRST_MS = 6_000
"""How long after a library was opened old cases are removed."""
AGAIN_MS = 6 * 3_600_000
"""How often after that: a window may stay open for weeks."""

_ONE = tr("Handoff note (*.md);;Table (*.csv);;JSON Lines (*.jsonl)")
_MANY = tr("Table (*.csv);;JSON Lines (*.jsonl)")

Answer = tuple[str, tuple[CaseRow, ...], int, str]
"""(words, the cases that have them, for how many days cases are kept, what became of a damaged store)."""


class OwnCases(Holder[CasesPage]):
    """Holds the page while it is open, and sees that old cases are removed.

    Signals:
        reopen_asked(str run_id): go on with this case.
        deleted(tuple of str): these cases are no more; what shows one lets go of it.
        seat_asked(): change for how long cases are kept.
        copied(str): text is to be put on the clipboard.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    reopen_asked = Signal(str)
    deleted = Signal(object)
    seat_asked = Signal()
    copied = Signal(str)
    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self, lanes: Lanes, frame: Frame, theme: Theme, home: Home, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(frame, theme, tr("My cases"))
        self._lanes, self._home, self._clock = lanes, home, clock
        self._began = clock()
        self._upkeep = QTimer(self)
        self._upkeep.setSingleShot(True)
        self._upkeep.timeout.connect(self.purge)

    def set_desk(self, desk: Desk) -> None:
        """Take another library; old cases are removed some seconds later."""
        super().set_desk(desk)
        self._upkeep.start(FIRST_MS)

    # --- the page ---

    def show(self) -> None:
        """Open the page, or bring it to the front."""
        if self._desk is not None:
            self.bring(self._made, self.refresh)

    def _made(self) -> CasesPage:
        page = CasesPage(self._theme, self._frame.rooms, self._clock)
        page.searched.connect(self._search)
        page.row_chosen.connect(self._read)
        page.opened.connect(self._go_on)
        page.deleted.connect(self._delete)
        page.all_deleted.connect(self._delete_all)
        page.exported.connect(self._export)
        page.all_exported.connect(self._export_all)
        page.ticket_exported.connect(self._export_ticket)
        page.copied.connect(self.copied)
        page.seat_asked.connect(self.seat_asked)
        return page

    def refresh(self) -> None:
        """Look for the cases again, if the page is open; a call went on, or the seat was changed."""
        if self._page is not None:
            self._search(self._page.query)

    def _search(self, query: str) -> None:
        if self._desk is not None:
            work = partial(found, self._desk, query.strip())
            self._lanes.find.run(work, self._show_cases, "cases", self.failed.emit)

    def _show_cases(self, answer: Answer) -> None:
        query, cases, days, notice = answer
        if self._page is not None:
            self._page.show_cases(query, cases, days)
        if notice:
            self.failed.emit(KbError(notice))

    def _read(self, case: CaseRow) -> None:
        if self._desk is not None:
            work = partial(case_text, self._desk, case.run_id, self._clock())
            self._lanes.find.run(work, self._show_text, "case", self._unreadable)

    def _show_text(self, text: CaseText) -> None:
        if self._page is not None:
            self._page.show_text(text.row, text.page)

    def _unreadable(self, error: KbError) -> None:
        if self._page is not None:
            self._page.show_trouble(str(error))

    def _go_on(self, case: CaseRow) -> None:
        self.reopen_asked.emit(case.run_id)

    # --- deleting ---

    def _delete(self, case: CaseRow) -> None:
        if self._desk is not None:
            self._lanes.call.run(partial(delete, self._desk, case.run_id), self._gone, failed=self._not_gone)

    def _delete_all(self, query: str) -> None:
        if self._desk is not None:
            self._lanes.call.run(partial(delete_over, self._desk, query), self._gone, failed=self._not_gone)

    def _gone(self, run_ids: tuple[str, ...]) -> None:
        self.deleted.emit(run_ids)
        self.refresh()
        self.said.emit(
            trn("{n:,} case was deleted for good.", "{n:,} cases were deleted for good.", len(run_ids))
        )

    def _not_gone(self, error: KbError) -> None:
        self.refresh()
        self.failed.emit(error)

    # --- exporting ---

    def _export(self, case: CaseRow) -> None:
        name = f"case-{case.started[:10]}.md"
        self._write(_ONE, name, (case.run_id,), "")

    def _export_all(self, query: str) -> None:
        self._write(_MANY, f"cases-{self._clock():%Y-%m-%d}.csv", (), query)

    def _write(self, formats: str, name: str, run_ids: tuple[str, ...], query: str) -> None:
        if self._desk is None or self._page is None:
            return
        start = str(Path.home() / name)
        chosen, kind = QFileDialog.getSaveFileName(self._page, tr("Export"), start, formats)
        if chosen:
            path = with_suffix(Path(chosen), kind)
            work = partial(export, self._desk, run_ids, query, path, overwrite=path == Path(chosen))
            self._lanes.disk.run(work, self._written, failed=self.failed.emit)

    def _written(self, path: Path) -> None:
        self.said.emit(
            tr("Written to {path}. What notes leave out (mail addresses, cards …) is not in it.", path=path)
        )

    def _export_ticket(self, number: str) -> None:
        if self._desk is None or self._page is None:
            return
        if not number:
            self.said.emit(tr("Type the ticket's number into the search first."))
            return
        title = tr("All that is kept of ticket {number}, with nothing taken out", number=number)
        start = Path.home() / f"ticket-{re.sub(r'[^A-Za-z0-9-]', '_', number)[:40]}.zip"
        chosen, _ = QFileDialog.getSaveFileName(self._page, title, str(start), "ZIP (*.zip)")
        if chosen:
            path = Path(chosen) if chosen.lower().endswith(".zip") else Path(f"{chosen}.zip")
            over = path == Path(chosen)
            work = partial(ticket, self._desk, number, path, self._clock(), overwrite=over)
            self._lanes.disk.run(work, self._ticket_written, failed=self.failed.emit)

    def _ticket_written(self, done: TicketExport) -> None:
        self.said.emit(
            tr(
                "All that is kept of ticket {number} is in {path}, word for word: nothing was taken out.",
                number=done.number,
                path=done.path,
            )
        )

    # --- upkeep ---

    def purge(self) -> None:
        """Remove what is older than it is kept."""
        if self._desk is not None:
            work = partial(purge, self._desk, self._began, self._clock())
            self._lanes.disk.run(work, self._purged, "purge", self.failed.emit)
            self._upkeep.start(AGAIN_MS)

    def _purged(self, removed: int) -> None:
        if removed:
            self.refresh()
            self.said.emit(purged_words(removed, self._home.seat().keep_days))

    def shut_down(self) -> None:
        """Begin nothing more; called when the window closes, before the lanes end."""
        self._upkeep.stop()

    def finish(self) -> None:
        """Remove what is kept only while the window is open; called when the lanes have ended.

        Raises:
            KbError: it could not be removed; it will be when a library is opened next time.
        """
        if self._desk is not None and not self._home.seat().keep_days:
            self._desk.cases.purge(self._clock())


def found(desk: Desk, query: str) -> Answer:
    """What a search gives; runs in a lane.

    Raises:
        KbError: the case store cannot be read.
    """
    rows = desk.cases.rows(query, LISTED)
    return query, rows, desk.home.seat().keep_days, desk.cases.take_notice()


def case_text(desk: Desk, run_id: str, now: datetime) -> CaseText:
    """A case as it went; runs in a lane.

    Raises:
        KbError: it cannot be read, or is no more.
    """
    return desk.cases.text(run_id, now)


def delete(desk: Desk, run_id: str) -> tuple[str, ...]:
    """The id of the case that is no more; runs in the lane of the calls.

    Raises:
        KbError: the store or a note cannot be written.
    """
    desk.cases.delete(run_id)
    return (run_id,)


def delete_over(desk: Desk, query: str) -> tuple[str, ...]:
    """The ids of all cases with these words that were over and are no more; runs in the lane of the calls.

    Raises:
        KbError: the store or a note cannot be written.
    """
    from kbdesk.desk.cases import is_open  # noqa: PLC0415 - not in the start-up path

    over = tuple(row.run_id for row in desk.cases.rows(query, -1) if not is_open(row))
    desk.cases.delete(*over)
    return over


def export(desk: Desk, run_ids: tuple[str, ...], query: str, path: Path, *, overwrite: bool) -> Path:
    """The file that now holds these cases, or all that have the words; runs in a lane.

    Raises:
        KbError: see ``Cases.export``.
    """
    chosen = run_ids or tuple(row.run_id for row in desk.cases.rows(query, -1))
    return desk.cases.export(chosen, path, overwrite=overwrite)


def ticket(desk: Desk, number: str, path: Path, now: datetime, *, overwrite: bool) -> TicketExport:
    """All that is kept of a ticket, in a file; runs in a lane.

    Raises:
        KbError: see ``export_ticket``.
    """
    from kbdesk.desk.ticket import export_ticket  # noqa: PLC0415 - not in the start-up path

    return export_ticket(desk, number, path, now, overwrite=overwrite)


def purge(desk: Desk, began: datetime, now: datetime) -> int:
    """How much was too old and is no more; runs in a lane.

    Args:
        desk: the open library.
        began: when the window was opened: what is kept until it closes is not removed before.
        now: the time.

    Raises:
        KbError: something cannot be removed.
    """
    return desk.cases.purge(now if desk.home.seat().keep_days else began)


def purged_words(removed: int, days: int) -> str:
    """That so many old cases and notes were removed, which are kept for so many days; 0: while it is open."""
    if not days:
        return trn(
            "{n:,} old case or note was removed; they are kept until the window closes (My cases).",
            "{n:,} old cases and notes were removed; they are kept until the window closes (My cases).",
            removed,
        )
    return trn(
        "{n:,} old case or note was removed; they are kept for {days} days (My cases).",
        "{n:,} old cases and notes were removed; they are kept for {days} days (My cases).",
        removed,
        days=days,
    )


def with_suffix(path: Path, kind: str) -> Path:
    """The path with the ending of the chosen kind (“Table (*.csv)”), if it has none of its own."""
    if path.suffix.lower() in (".md", ".csv", ".jsonl"):
        return path
    ending = kind.partition("*")[2].rstrip(")") or ".md"
    return path.with_name(path.name + ending)
