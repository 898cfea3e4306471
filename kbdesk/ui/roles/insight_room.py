# SPDX-License-Identifier: MIT
"""Connects the insight page with the desk: counting in a lane, lists, cases, files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QFileDialog

from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import Rendered
from kbdesk.model.insight import Behind, Figure, Insight
from kbdesk.ui.holder import Holder
from kbdesk.ui.house import House
from kbdesk.ui.panes import RESULTS
from kbdesk.ui.roles.insight_behind import CASE, PAGE, WORDS
from kbdesk.ui.roles.insight_page import InsightPage
from kbdesk.ui.roles.insight_paper import image_of, print_figures, svg_of
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.map_print import png_of, write_whole

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

_KINDS: Final = {"png": tr("Picture (*.png)"), "svg": tr("Picture (*.svg)"), "csv": tr("Table (*.csv)")}


class InsightRoom(Holder[InsightPage]):
    """Holds the page while it is open.

    Signals:
        copied(str): text is to be put on the clipboard.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    copied = Signal(str)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, theme: Theme, clock: Callable[[], datetime]) -> None:
        super().__init__(house.frame, theme, tr("Insight"))
        self._house, self._lanes, self._clock = house, house.lanes, clock
        self._since, self._until = "", ""
        self._folder = Path.home()

    # --- the page ---

    def show(self) -> None:
        """Open the page, or bring it to the front; the numbers are counted anew."""
        if self._desk is not None:
            self.bring(self._made, self.refresh)

    def _made(self) -> InsightPage:
        page = InsightPage(self._theme, self._frame.rooms)
        page.asked.connect(self.refresh)
        page.behind_asked.connect(self._behind)
        page.opened.connect(self._open)
        page.file_asked.connect(self._file)
        page.copied.connect(self.copied)
        return page

    def refresh(self) -> None:
        """Count again, if the page is open."""
        page = self._page
        if page is None or self._desk is None:
            return
        until = self._clock().astimezone(UTC).date()
        self._since = (until - timedelta(days=page.days - 1)).isoformat()
        self._until = until.isoformat()
        count = team_figures if page.team else own_figures
        work = partial(count, self._desk, self._since, self._until)
        self._lanes.disk.run(work, self._show, "insight", self._trouble)

    def _show(self, insight: Insight) -> None:
        if self._page is not None:
            self._page.show_in_turns(insight)

    def _trouble(self, error: KbError) -> None:
        if self._page is not None:
            self._page.show_trouble(str(error))
        else:
            self.failed.emit(error)

    # --- the list behind a point ---

    def _behind(self, figure: Figure, at: int) -> None:
        page, point = self._page, figure.points[at]
        if page is None or self._desk is None:
            return
        if page.team:
            self.said.emit(tr("The team shares numbers only: there is no list behind them."))
        elif not point.key:
            self.said.emit(tr("There is nothing behind this one."))
        else:
            work = partial(list_behind, self._desk, figure, at, self._since, self._until)
            self._lanes.disk.run(work, self._show_behind, "insight behind", self._trouble)

    def _show_behind(self, found: tuple[Figure, int, tuple[Behind, ...]]) -> None:
        if self._page is not None:
            self._page.show_behind(*found, self._clock().tzinfo)

    def _open(self, act: str, row: Behind) -> None:
        if act == PAGE:
            self._house.finder.open_path(row.path, row.anchor)
        elif act == WORDS:
            self._search(row.words)
        elif act == CASE and self._desk is not None:
            work = partial(case_text, self._desk, row.run, self._clock())
            self._lanes.find.run(work, self._show_case, "insight case", self._no_case)

    def _search(self, words: str) -> None:
        frame = self._house.frame
        if frame.narrow:
            frame.go_to(RESULTS)
        frame.show_panes()
        frame.search.setFocus(Qt.FocusReason.OtherFocusReason)
        frame.search.setText(words)

    def _show_case(self, found: tuple[str, Rendered]) -> None:
        if self._page is not None:
            self._page.show_case(*found)

    def _no_case(self, error: KbError) -> None:
        if self._page is not None:
            self._page.behind.show_trouble(str(error))

    # --- files and paper ---

    def _file(self, kind: str, figures: tuple[Figure, ...]) -> None:
        if kind == "print":
            self._print(figures)
            return
        name = figures[0].key if len(figures) == 1 else "insight"
        start = str(self._folder / f"{name}-{self._until}.{kind}")
        chosen, _ = QFileDialog.getSaveFileName(self._page, tr("Save"), start, _KINDS[kind])
        if chosen:
            path = Path(chosen)
            if path.suffix.lower() != f".{kind}":
                path = path.with_name(f"{path.name}.{kind}")
            self.write(kind, figures, path)

    def write(self, kind: str, figures: tuple[Figure, ...], path: Path) -> None:
        """Write figures into a file; drawn here, packed and written in a lane."""
        self._folder = path.parent
        made: QImage | bytes | None = None
        if kind != "csv":
            made = image_of(figures) if kind == "png" else svg_of(figures)
        work = partial(write_file, path, figures, made)
        self._lanes.disk.run(work, self._written, failed=self.failed.emit)

    def _written(self, path: Path) -> None:
        self.said.emit(tr("Saved as {path}.", path=path))

    def _print(self, figures: tuple[Figure, ...]) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - 10 ms, seldom needed

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(tr("Insight"))
        if QPrintDialog(printer, self._page).exec() == QDialog.DialogCode.Accepted:
            pages = print_figures(figures, printer)
            self.said.emit(trn("It was printed.", "It was printed on {n} pages.", pages))


def own_figures(desk: Desk, since: str, until: str) -> Insight:
    """The figures of this computer; runs in the lane of the disk.

    Raises:
        KbError: the case store cannot be read.
    """
    return desk.insight.page(since, until)


def team_figures(desk: Desk, since: str, until: str) -> Insight:
    """The team's sums; runs in the lane of the disk.

    Raises:
        KbError: what was got from the team cannot be read.
    """
    totals = desk.together.totals(since, until)
    return Insight(totals.since, totals.until, totals.figures, totals.notice)


def list_behind(
    desk: Desk, figure: Figure, at: int, since: str, until: str
) -> tuple[Figure, int, tuple[Behind, ...]]:
    """A figure, a point of it, and the list behind that; runs in the lane of the disk.

    Raises:
        KbError: the case store cannot be read.
    """
    return figure, at, desk.insight.behind(figure.key, figure.points[at].key, since, until)


def case_text(desk: Desk, run_id: str, now: datetime) -> tuple[str, Rendered]:
    """A case's title, and how it went; runs in a lane.

    Raises:
        KbError: it is no more, or cannot be read.
    """
    text = desk.cases.text(run_id, now)
    return text.row.title, text.page


def write_file(path: Path, figures: tuple[Figure, ...], made: QImage | bytes | None) -> Path:
    """The file that now holds the figures: a picture that was drawn, or the numbers as CSV; runs in a lane.

    Raises:
        KbError: it could not be written.
    """
    if made is None:
        from kbdesk.desk.insight_tables import figures_csv  # noqa: PLC0415 - brings workers with it

        made = figures_csv(figures).encode()
    return write_whole(path, png_of(made) if isinstance(made, QImage) else made)
