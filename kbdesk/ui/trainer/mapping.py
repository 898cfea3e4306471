# SPDX-License-Identifier: MIT
"""Connects the page “Map” with the desk: the playbook, its steps, the running call, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QFileDialog

from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import Run, RunView
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.map_page import MapPage
from kbdesk.ui.trainer.map_print import image_of, png_of, print_map, svg_of, write_whole
from kbdesk.ui.trainer.map_scene import Answered

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.maps import PlaybookMap, StepText
    from kbdesk.model import Playbook

_FORMATS = tr("Picture that stays sharp (*.svg);;Picture (*.png)")


class Mapping(Holder[MapPage]):
    """Holds the map while it is open.

    Signals:
        read_asked(str path, str anchor, str library): read a playbook at a step.
        link_asked(str path, str target, str library): follow a link of a step's text.
        opened(MapPage): the page was made; whoever adds to it (editing, heat) does so now.
        mapped(PlaybookMap): a playbook, or another text of it, is shown now.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    read_asked = Signal(str, str, str)
    link_asked = Signal(str, str, str)
    opened = Signal(object)
    mapped = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, theme: Theme) -> None:
        super().__init__(frame, theme, tr("Map"))
        self._lanes = lanes
        self._view: RunView | None = None
        self._wanted = ("", "")
        self._anchor = ""

    # --- which playbook ---

    def show(self, path: str, library: str = "", anchor: str = "") -> None:
        """Open the map of a playbook, with a step chosen if one is named."""
        if self._desk is None or not path:
            return
        self._wanted, self._anchor = (path, library), anchor
        work = partial(read_map, self._desk, path, library)
        self._lanes.disk.run(work, self._show, "map", self.failed.emit)

    def _show(self, shown: PlaybookMap) -> None:
        if (shown.book.path, shown.library) != self._wanted:
            return
        if not shown.book.steps:
            self.failed.emit(
                KbError(
                    tr("“{title}” has no step yet, so there is nothing to draw.", title=shown.book.title),
                    tr("A step is a heading with ###."),
                )
            )
            return
        self._turns.finish()
        self._turns.begin(self._opening(shown))

    def _opening(self, shown: PlaybookMap) -> Iterator[None]:
        """To make the page, to lay it out, and to draw the map are turns of the window."""
        page = self._page
        if page is None:
            page = self._made()
            yield
        self.put(page)
        for _ in page.showing(shown):
            yield
            if self._page is not page or (shown.book.path, shown.library) != self._wanted:
                return
        self._light()
        run = self._run_here()
        self.mapped.emit(shown)
        chosen = self._anchor or ("" if page.text.anchor else run.current.anchor if run is not None else "")
        self._anchor = ""
        if chosen:
            page.choose_step(chosen)

    def _made(self) -> MapPage:
        page = MapPage(self._theme, self._frame.rooms)
        page.text_asked.connect(self._read_text)
        page.playbook_asked.connect(self._show_other)
        page.read_asked.connect(self._read)
        page.link_activated.connect(self._follow)
        page.save_asked.connect(self.save_picture)
        page.print_asked.connect(self.print_map)
        self.opened.emit(page)
        return page

    def refresh(self) -> None:
        """Files changed: draw the playbook anew if the page is open."""
        if self._page is not None:
            path, library = self._wanted
            if self._desk is not None:
                work = partial(read_map, self._desk, path, library)
                self._lanes.disk.run(work, self._show_again, "map", self._gone)

    def _show_again(self, shown: PlaybookMap) -> None:
        page = self._page
        if page is not None and (shown.book.path, shown.library) == self._wanted and shown != page.shown:
            page.show_map(shown)
            self._light()
            self.mapped.emit(shown)
            self._read_text(page.chosen)

    def _gone(self, error: KbError) -> None:
        self.close()
        self.failed.emit(error)

    def _show_other(self, place: str) -> None:
        path, _, anchor = place.partition("#")
        self.show(path, self._wanted[1], anchor)

    # --- the step's text ---

    def _read_text(self, anchor: str) -> None:
        page = self._page
        if self._desk is not None and page is not None and page.shown is not None and anchor:
            work = partial(step_text, self._desk, page.shown.book, anchor, self._wanted[1])
            self._lanes.find.run(work, self._show_text, "step text", self.failed.emit)

    def _show_text(self, text: StepText) -> None:
        if self._page is not None:
            self._page.show_text(text)

    def _read(self, anchor: str) -> None:
        path, library = self._wanted
        self.read_asked.emit(path, anchor, library)

    def _follow(self, target: str) -> None:
        path, library = self._wanted
        self.link_asked.emit(path, target, library)

    # --- the running call ---

    def show_run(self, view: RunView | None) -> None:
        """A call is on screen, went on, or (None) is over."""
        self._view = view
        self._light()

    def _run_here(self) -> Run | None:
        """The call on screen, if it goes by the playbook that is shown."""
        view = self._view
        if view is None or (view.run.current.playbook, view.library) != self._wanted:
            return None
        return view.run

    def _light(self) -> None:
        page = self._page
        if page is not None and page.shown is not None:
            run = self._run_here()
            if run is None:
                page.show_run((), "")
            else:
                page.show_run(way_of(run, page.shown.book), run.current.anchor)

    # --- pictures and paper ---

    def save_picture(self) -> None:
        """Ask for a file and write the map into it."""
        page = self._page
        if page is None or page.scene is None or page.shown is None:
            return
        start = str(Path.home() / f"{Path(page.shown.book.path).stem}-map.svg")
        chosen, kind = QFileDialog.getSaveFileName(page, tr("Save the map"), start, _FORMATS)
        if chosen:
            self.write_picture(picture_path(Path(chosen), kind))

    def write_picture(self, path: Path) -> None:
        """Write the map into a file, as SVG or PNG by its ending; the packing is done in a lane."""
        page = self._page
        if page is None or page.scene is None:
            return
        made = image_of(page.scene) if path.suffix.lower() == ".png" else svg_of(page.scene)
        self._lanes.disk.run(partial(write_picture, path, made), self._written, failed=self.failed.emit)

    def _written(self, path: Path) -> None:
        self.said.emit(tr("The map was saved as {path}.", path=path))

    def print_map(self) -> None:
        """Ask for a printer and print the map."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - 10 ms, seldom needed

        page = self._page
        if page is None or page.scene is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageOrientation(printer.pageLayout().orientation().Landscape)
        printer.setDocName(page._title.text())
        if QPrintDialog(printer, page).exec() == QDialog.DialogCode.Accepted:
            pages = print_map(page.scene, printer)
            self.said.emit(trn("The map was printed.", "The map was printed on {n} pages.", pages))


def read_map(desk: Desk, path: str, library: str) -> PlaybookMap:
    """The map of a playbook; runs in a lane.

    Raises:
        KbError: see ``kbdesk.desk.maps.read_map``.
    """
    from kbdesk.desk import maps  # noqa: PLC0415 - brings workers with it

    return maps.read_map(desk, path, library)


def step_text(desk: Desk, book: Playbook, anchor: str, library: str) -> StepText:
    """The text of a step; runs in a lane.

    Raises:
        KbError: the playbook has no such step any more.
    """
    from kbdesk.desk import maps  # noqa: PLC0415 - brings workers with it

    return maps.step_text(desk, book, anchor, library)


def write_picture(path: Path, made: QImage | bytes) -> Path:
    """The file that now holds the picture; runs in a lane.

    Raises:
        KbError: it could not be written.
    """
    return write_whole(path, png_of(made) if isinstance(made, QImage) else made)


def way_of(run: Run, book: Playbook) -> tuple[Answered, ...]:
    """The steps of a playbook that a run stood at, each with the number of the answer that was given."""
    found: list[Answered] = []
    for visit in run.visits:
        step = book.step(visit.anchor)
        if visit.playbook == book.path and not visit.undone and not visit.skipped and step is not None:
            texts = [answer.text for answer in step.answers]
            found.append((visit.anchor, texts.index(visit.answer) + 1 if visit.answer in texts else 0))
    return tuple(found)


def picture_path(path: Path, kind: str) -> Path:
    """The path with the ending of the chosen kind (“Picture (*.png)”), if it has neither ending."""
    if path.suffix.lower() in (".svg", ".png"):
        return path
    return path.with_name(f"{path.name}{'.png' if '.png' in kind else '.svg'}")
