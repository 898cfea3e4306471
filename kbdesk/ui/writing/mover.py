# SPDX-License-Identifier: MIT
"""Renaming, moving and deleting files from the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Author, Plan, Saved
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.writing.move_sheet import DeleteSheet, MoveSheet, PlanSheet

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class Mover(QObject):
    """Connects the sheets with the desk.

    Signals:
        moved(str before, str after): a file has another path; ``after`` is "" if it was deleted.
        said(str): something to tell in passing.
    """

    moved = Signal(str, str)
    said = Signal(str)

    def __init__(self, lanes: Lanes, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._lanes, self._theme, self._window = lanes, theme, window
        self._desk: Desk | None = None
        self._author: Author | None = None
        self._path = ""
        self._sheet: PlanSheet | None = None

    @property
    def sheet_open(self) -> bool:
        """Whether a sheet covers the window."""
        return self._sheet is not None

    def set_desk(self, desk: Desk) -> None:
        """Work on this library from now on; what was planned in the one before is left."""
        if self._sheet is not None:
            self._sheet.leave()
        self._desk = desk

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def move(self, path: str, author: Author) -> None:
        """Ask where a file is to go."""
        self._open(path, author, MoveSheet(self._theme, self._window), path)

    def delete(self, path: str, author: Author) -> None:
        """Ask what takes the place of a file, once the titles of the others are known."""
        if self._desk is not None and self._sheet is None:
            self._path, self._author = path, author
            self._lanes.find.run(partial(_titles, self._desk, path), self._with_titles, "titles")

    def _with_titles(self, titles: tuple[tuple[str, str], ...]) -> None:
        if self._author is not None:
            self._open(self._path, self._author, DeleteSheet(self._theme, self._window, titles), "")

    def _open(self, path: str, author: Author, sheet: PlanSheet, text: str) -> None:
        if self._desk is None or self._sheet is not None:
            sheet.deleteLater()
            return
        self._path, self._author, self._sheet = path, author, sheet
        sheet.plan_wanted.connect(self._plan)
        sheet.confirmed.connect(self._carry_out)
        sheet.closed.connect(self._closed)
        sheet.open_with(text)

    def _plan(self, text: str) -> None:
        if self._desk is None or self._sheet is None:
            return
        writing = self._desk.writing
        if isinstance(self._sheet, DeleteSheet):
            work = partial(writing.plan_delete, self._path, self._sheet.successor)
        elif text == self._path:
            self._sheet.show_trouble("")
            return
        else:
            work = partial(writing.plan_move, self._path, text)
        self._lanes.disk.run(work, self._planned, "plan", self._not_planned)

    def _planned(self, plan: Plan) -> None:
        if self._sheet is not None:
            self._sheet.show_plan(plan)

    def _not_planned(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.show_trouble(str(error))

    def _carry_out(self, plan: Plan) -> None:
        if self._desk is not None and self._author is not None:
            work = partial(self._desk.writing.carry_out, plan, self._author)
            self._lanes.disk.run(work, self._done, "", self._not_planned)

    def _done(self, saved: Saved) -> None:
        if self._sheet is None:
            return
        after = "" if isinstance(self._sheet, DeleteSheet) else self._sheet.text
        before = self._path
        self._sheet.leave()
        self.said.emit(
            saved.notice
            or (tr("It is now {path}.", path=after) if after else tr("{path} was deleted.", path=before))
        )
        self.moved.emit(before, after)

    def _closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()


def _titles(desk: Desk, path: str) -> tuple[tuple[str, str], ...]:
    """What can take the place of a file: every other document, as (title, path)."""
    return tuple((target.title, target.path) for target in desk.writing.targets() if target.path != path)
