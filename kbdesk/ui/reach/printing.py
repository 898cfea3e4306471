# SPDX-License-Identifier: MIT
"""What is in front on paper: an article or playbook that is read, or a handoff note; printed or as a PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPageLayout
from PySide6.QtWidgets import QDialog, QFileDialog

from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import HandoffNote, Page
from kbdesk.ui.house import House
from kbdesk.ui.trainer.map_print import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    from kbdesk.desk.desk import Desk
    from kbdesk.ui.cases.casework import CaseWork

_UNFIT = re.compile(r'[\x00-\x1f\\/:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class Sheets:
    """What is to be printed: its title, and its HTML for paper."""

    title: str
    html: str


class Printing(QObject):
    """Prints what is in front; it is made ready in a lane.

    Args:
        house: the window's parts.
        cases: where notes are shown.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): it could not be printed or written.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, cases: CaseWork) -> None:
        super().__init__(house.window)
        self._house, self._cases = house, cases
        self._desk: Desk | None = None
        self._folder = Path.home()
        self._dialog: QPrintDialog | None = None
        self._printer: QPrinter | None = None  # the dialog only borrows it
        self._sheets: Sheets | None = None

    def set_desk(self, desk: Desk) -> None:
        """Take another library."""
        self._desk = desk

    @property
    def dialog(self) -> QPrintDialog | None:
        """The dialog that asks for a printer; None while it is closed."""
        return self._dialog

    # --- what is in front ---

    def _work(self) -> Callable[[], Sheets] | None:
        """What makes the sheets of what is in front; None if there is nothing to print."""
        cover, receiving = self._house.frame.cover, self._cases.receiving.page
        inbox, page = self._cases.inbox.page, self._house.finder.page
        if receiving is not None and cover is receiving:
            return partial(note_sheets, receiving.incoming.note)
        if inbox is not None and cover is inbox:
            entry = inbox.current
            return partial(note_sheets, entry.note) if entry is not None and entry.note is not None else None
        if cover is None and page is not None:
            name = self._desk.info.name if self._desk is not None else ""
            return partial(page_sheets, page, page.library or name)
        return None

    def _prepare(self, done: Callable[[Sheets], None]) -> None:
        work = self._work()
        if work is None:
            self.said.emit(tr("Open an article, a playbook or a handoff note first; then it can be printed."))
        else:
            self._house.lanes.find.run(work, done, "paper", self._trouble)

    def _trouble(self, error: KbError) -> None:
        self.failed.emit(error)

    # --- printing ---

    def print_page(self) -> None:
        """Ask for a printer and print what is in front."""
        self._prepare(self._choose_printer)

    def _choose_printer(self, sheets: Sheets) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - not in the start-up path

        from kbdesk.ui.trainer.paper import MARGINS_MM  # noqa: PLC0415 - only for paper

        if self._dialog is not None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(sheets.title)
        printer.setPageMargins(MARGINS_MM, QPageLayout.Unit.Millimeter)
        self._sheets, self._printer = sheets, printer
        self._dialog = QPrintDialog(printer, self._house.window)
        self._dialog.finished.connect(self._chosen)
        self._dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self._dialog.show()

    def _chosen(self, code: int) -> None:
        dialog, sheets, printer = self._dialog, self._sheets, self._printer
        self._dialog = self._sheets = None
        if dialog is not None:
            dialog.deleteLater()
        if code == QDialog.DialogCode.Accepted and sheets is not None and printer is not None:
            self.print_on(sheets, printer)

    def print_on(self, sheets: Sheets, printer: QPrinter) -> None:
        """Print on a printer that was chosen."""
        from kbdesk.ui.trainer.paper import draw_pages  # noqa: PLC0415 - only for paper

        pages = draw_pages(sheets.html, sheets.title, printer, pages=(printer.fromPage(), printer.toPage()))
        self.said.emit(trn("Sent to the printer: {n} page.", "Sent to the printer: {n} pages.", pages))

    # --- as a PDF ---

    def save_pdf(self) -> None:
        """Ask for a file and write what is in front to it as a PDF."""
        self._prepare(self._choose_file)

    def _choose_file(self, sheets: Sheets) -> None:
        name = file_name(sheets.title)
        chosen, _ = QFileDialog.getSaveFileName(
            self._house.window, tr("Save as PDF"), str(self._folder / name), "PDF (*.pdf)"
        )
        if chosen:
            place = Path(chosen)
            self._folder = place.parent
            self.write_pdf(sheets, place if place.suffix.lower() == ".pdf" else Path(f"{chosen}.pdf"))

    def write_pdf(self, sheets: Sheets, place: Path) -> None:
        """Write sheets to a file."""
        self._house.lanes.disk.run(partial(written, sheets, place), self._written, failed=self._trouble)

    def _written(self, place: Path) -> None:
        self.said.emit(tr("Written to {place}.", place=place))


def page_sheets(page: Page, library: str) -> Sheets:
    """An article or playbook for paper; runs in a lane."""
    from kbdesk.ui.reach.paper_page import article_html  # noqa: PLC0415 - only for paper

    return Sheets(page.document.title or "kbdesk", article_html(page, library))


def note_sheets(note: HandoffNote) -> Sheets:
    """A handoff note for paper; runs in a lane."""
    from kbdesk.desk.incoming import page_of  # noqa: PLC0415 - brings workers with it
    from kbdesk.ui.reach.paper_page import note_html  # noqa: PLC0415 - only for paper

    title = " ".join(note.issue.split())[:120] or tr("Handoff")
    return Sheets(title, note_html(page_of(note), title, note.id))


def written(sheets: Sheets, place: Path) -> Path:
    """The PDF that now holds the sheets; runs in a lane.

    Raises:
        KbError: it could not be written; a file that was there stays as it was.
    """
    from kbdesk.ui.trainer.paper import pdf  # noqa: PLC0415 - only for paper

    return write_whole(place, pdf(sheets.html, sheets.title))


def file_name(title: str) -> str:
    """A file's name made of a title."""
    words = " ".join(_UNFIT.sub(" ", title).split())
    return f"{words.strip('. ')[:80].strip() or 'kbdesk'}.pdf"
