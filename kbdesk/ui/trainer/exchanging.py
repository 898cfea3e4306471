# SPDX-License-Identifier: MIT
"""Export and import of playbooks in the window: asks for a file, works in a lane, opens a draft."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Draft
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes, Progress, Stop
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.import_sheet import ImportSheet

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.exchange import Imported

TOLD_PAGES = 10
"""A PDF tells how far it is each time so many pages are done."""
_FORMATS = (
    (tr("Web page"), ".html"),
    (tr("PDF to print"), ".pdf"),
    (tr("Mermaid flowchart"), ".mmd"),
    (tr("Graphviz graph"), ".dot"),
    (tr("CACAO 2.0 playbook"), ".json"),
)
_FOREIGN = tr(
    "All that can be imported (*.json *.csv *.tsv *.md *.markdown *.txt);;CACAO 2.0 playbook (*.json);;"
    "Table (*.csv *.tsv);;Runbook (*.md *.markdown *.txt)"
)


class Exchanging(QObject):
    """Holds the sheet of an import while it is open.

    Signals:
        edit_asked(Draft): open this draft in the editor.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    edit_asked = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, theme: Theme) -> None:
        super().__init__(frame)
        self._lanes, self._frame, self._theme = lanes, frame, theme
        self._desk: Desk | None = None
        self._sheet: ImportSheet | None = None
        self._folder = Path.home()
        self._stop = Stop()
        self._progress = Progress(self)
        self._progress.said.connect(self.said)

    @property
    def sheet(self) -> ImportSheet | None:
        """The sheet that covers the window; None if it does not."""
        return self._sheet

    def set_desk(self, desk: Desk) -> None:
        """Take another library; what is under way for the one before is let go."""
        self.shut_down()
        self._stop = Stop()
        self._desk = desk
        if self._sheet is not None:
            self._sheet.leave()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def shut_down(self) -> None:
        """Ask long work to stop; called before the lanes end."""
        self._stop.press()

    # --- out ---

    def export(self, path: str) -> None:
        """Ask for a file and write a playbook of the open library to it."""
        if self._desk is None:
            return
        name = Path(path).stem + _FORMATS[0][1]
        kinds = ";;".join(f"{words} (*{suffix})" for words, suffix in _FORMATS)
        chosen, kind = QFileDialog.getSaveFileName(
            self._frame, tr("Export the playbook"), str(self._folder / name), kinds
        )
        if chosen:
            place = with_suffix(Path(chosen), kind)
            self._folder = place.parent
            work = partial(
                write,
                self._desk,
                path,
                place,
                over=place == Path(chosen),
                tell=self._progress.tell,
                stopped=self._stop,
            )
            self._lanes.disk.run(work, self._written, failed=self._trouble)

    def _written(self, place: Path) -> None:
        self.said.emit(tr("Written to {place}.", place=place))

    # --- in ---

    def ask_import(self) -> None:
        """Ask for a file, and tell what playbook it may become."""
        if self._desk is None or self._sheet is not None:
            return
        chosen, _ = QFileDialog.getOpenFileName(
            self._frame, tr("Import a playbook"), str(self._folder), _FOREIGN
        )
        if chosen:
            self._folder = Path(chosen).parent
            self._lanes.disk.run(partial(read, self._desk, Path(chosen)), self._show, "import", self._trouble)

    def _show(self, made: Imported) -> None:
        if self._sheet is not None:
            return
        sheet = ImportSheet(self._theme, self._frame.window(), made)
        sheet.accepted.connect(self._edit)
        sheet.closed.connect(self._closed)
        self._sheet = sheet
        sheet.begin()

    def _edit(self, made: Imported) -> None:
        if self._desk is not None:
            self._lanes.disk.run(partial(draft, self._desk, made), self._open, failed=self._trouble)

    def _open(self, made: Draft) -> None:
        self.edit_asked.emit(made)

    def _closed(self) -> None:
        if self._sheet is not None:
            self._sheet.deleteLater()
            self._sheet = None

    def _trouble(self, error: KbError) -> None:
        self.failed.emit(error)


def write(
    desk: Desk,
    path: str,
    place: Path,
    *,
    over: bool,
    tell: Callable[[str], None],
    stopped: Callable[[], bool],
) -> Path:
    """The file that a playbook was written to; runs in a lane.

    Raises:
        KbError: it is no playbook, there is such a file, or it cannot be written.
    """
    from kbdesk.desk.exchange import exported, format_of, paper, write_export  # noqa: PLC0415 - not at start-up

    kind = format_of(place)
    if kind == "pdf":
        from kbdesk.ui.trainer.paper import pdf  # noqa: PLC0415 - only for a PDF

        def progress(done: int, pages: int) -> None:
            if done % TOLD_PAGES == 0 and done < pages:
                tell(tr("{done} of {pages} pages are done.", done=done, pages=pages))

        data = pdf(paper(desk, path), desk.read(path).title, progress, stopped)
    else:
        data = exported(desk, path, kind).encode()
    write_export(place, data, over=over)
    return place


def read(desk: Desk, file: Path) -> Imported:
    """What a foreign file may become; runs in a lane.

    Raises:
        KbError: it cannot be read as a playbook.
    """
    from kbdesk.desk.exchange import imported  # noqa: PLC0415 - not at start-up

    return imported(desk, file)


def draft(desk: Desk, made: Imported) -> Draft:
    """An imported playbook as a draft; runs in a lane."""
    from kbdesk.desk.exchange import draft as as_draft  # noqa: PLC0415 - not at start-up

    return as_draft(desk, made)


def with_suffix(place: Path, kind: str) -> Path:
    """The place with the ending of the chosen kind (“PDF to print (*.pdf)”), unless its own is a format's."""
    known = {suffix for _, suffix in _FORMATS} | {".htm", ".gv", ".mermaid"}
    if place.suffix.lower() in known:
        return place
    ending = kind.partition("*")[2].rstrip(")") or _FORMATS[0][1]
    return place.with_name(place.name + ending)
