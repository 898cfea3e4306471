# SPDX-License-Identifier: MIT
"""The report of a practice call, beside those that were kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kbdesk.desk.dates import moment
from kbdesk.language import tr
from kbdesk.model import Rendered
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.key_map import with_keys
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.practice import Kept, Report

_AGREE = tr("Keep it only if you like: it stays on this computer, apart from your cases.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A report in the list; ``id`` is "" if it is not kept."""

    report: Report
    id: str = ""


class ReportPage(Cover):
    """The reports in a list, the chosen one to read; a fresh one stands first.

    Signals:
        row_chosen(Report): its text is to be shown.
        again_asked(Report), another_asked(Report): practise the same call, or another path.
        keep_asked(Report): the trainee agrees to keep it.
        delete_asked(str): delete the kept report with this id.
    """

    row_chosen = Signal(object)
    again_asked = Signal(object)
    another_asked = Signal(object)
    keep_asked = Signal(object)
    delete_asked = Signal(str)
    list_share = 0.28

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Practice reports"))
        self._deleting = False
        self._list = RowList(theme, self.left, tr("Reports of practice calls"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.discarded.connect(self._discarded)
        self._list.entered.connect(self._entered)
        self._nothing = self.label(self.left, 13, 400, "muted")
        self._nothing.setText(with_keys(tr("No report is kept. {practise} practises the open playbook.")))
        self.left_box.addWidget(self._list, 1)
        self.left_box.addWidget(self._nothing)
        self.left_box.addStretch(0)
        self._view = ArticleView(theme, self.right)
        self._view.setAccessibleName(tr("What came of the practice call"))
        self.follow(self._view)
        self._told = self.label(self.right, 12, 400, "muted")
        self.right_box.addWidget(self._view, 1)
        self.right_box.addWidget(self._told)
        self._build_foot()
        self.focus_first(self._list)
        self.set_theme(theme)

    def _build_foot(self) -> None:
        foot = QWidget(self.right)
        flow = LineLayout(foot, 8)
        tip = tr("Practise the same call once more ({practise})")
        self._again = made_button(foot, tr("Again   {practise}"), tip, "primary")
        self._again.clicked.connect(self.again)
        self._another = made_button(
            foot, tr("Another path   N"), tr("Practise another path of this playbook (N)")
        )
        self._another.clicked.connect(self._ask_another)
        self._keep = made_button(foot, tr("Keep this report   K"), tr("Keep it on this computer (K)"))
        self._keep.clicked.connect(self._ask_keep)
        self._delete = made_button(foot, tr("Delete   Del"), tr("Delete this report for good (Delete)"))
        self._delete.clicked.connect(self._ask_delete)
        for button in (self._again, self._another, self._keep, self._delete):
            flow.addWidget(button)
        self.right_box.addWidget(foot)

    @property
    def current(self) -> Listed | None:
        """The chosen report; None if there is none."""
        row = self._list.current()
        return row.value if row is not None and isinstance(row.value, Listed) else None

    def show_reports(self, fresh: Report | None, kept: tuple[Kept, ...]) -> None:
        """Show a fresh report, if there is one, and below those that were kept."""
        rows = [_row(Listed(fresh), tr("Just now, not kept"))] if fresh is not None else []
        rows += [_row(Listed(one.report, one.id), f"{moment(one.at)} · {one.by}") for one in kept]
        self._list.show_rows(tuple(rows))
        if fresh is not None:
            self._list.choose(0)
        self._list.setVisible(bool(rows))
        self.right.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self.fit_list(self._list.wanted_height if rows else 0)
        self.hand_focus_on()

    def show_text(self, one: Report, text: Rendered) -> None:
        """Show a report, if it is still the chosen one."""
        if self.current is not None and self.current.report == one:
            self._view.show_sheet(Sheet(text.html))

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """K keeps, N practises another path; Delete is the list's."""
        if event.text().lower() == "k" and not event.isAutoRepeat():
            self._ask_keep()
        elif event.text().lower() == "n" and not event.isAutoRepeat():
            self._ask_another()
        else:
            super().keyPressEvent(event)

    # --- asking ---

    def again(self) -> None:
        """Practise the call of the chosen report once more."""
        if self.current is not None:
            self.again_asked.emit(self.current.report)

    def _chosen(self, row: Row | None) -> None:
        one = row.value if row is not None else None
        if not isinstance(one, Listed):
            return
        self._end_question()
        self._keep.setVisible(not one.id)
        self._delete.setVisible(bool(one.id))
        self._told.setText("" if one.id else _AGREE)
        self._told.setVisible(not one.id)
        self._view.show_sheet(Sheet(""))
        self.row_chosen.emit(one.report)

    def _entered(self, _row: Row) -> None:
        self.again()

    def _ask_another(self) -> None:
        if self.current is not None:
            self.another_asked.emit(self.current.report)

    def _ask_keep(self) -> None:
        if self.current is not None and not self.current.id:
            self.keep_asked.emit(self.current.report)

    def _discarded(self, _row: Row) -> None:
        self._ask_delete()

    def _ask_delete(self) -> None:
        """The first press asks, the second agrees."""
        current = self.current
        if current is None or not current.id:
            return
        if self._deleting:
            self._end_question()
            self.delete_asked.emit(current.id)
        else:
            self._deleting = True
            self._delete.setText(tr("Yes, delete it for good   Del"))

    def _end_question(self) -> None:
        self._deleting = False
        self._delete.setText(tr("Delete   Del"))


class Reports(Holder[ReportPage]):
    """Holds the page of reports while it is open.

    Signals:
        again_asked(Report), another_asked(Report): practise the same call, or another path of its playbook.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    again_asked = Signal(object)
    another_asked = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, theme: Theme) -> None:
        super().__init__(frame, theme, tr("Practice reports"))
        self._lanes = lanes
        self._fresh: Report | None = None

    def show(self, fresh: Report | None = None) -> None:
        """Open the page on a report that was just made, or on those that were kept."""
        if self._desk is None:
            return
        page = self._page
        if page is None:
            page = ReportPage(self._theme, self._frame.rooms)
            page.row_chosen.connect(self._read)
            page.again_asked.connect(self.again_asked)
            page.another_asked.connect(self.another_asked)
            page.keep_asked.connect(self._keep)
            page.delete_asked.connect(self._delete)
        self._fresh = fresh
        self.put(page)
        self._refresh()

    def _refresh(self) -> None:
        if self._desk is not None:
            self._lanes.find.run(partial(kept, self._desk), self._show, "practice reports", self.failed.emit)

    def _show(self, reports: tuple[Kept, ...]) -> None:
        if self._page is not None:
            self._page.show_reports(self._fresh, reports)

    def _read(self, one: Report) -> None:
        if self._desk is not None:
            self._lanes.find.run(partial(text_of, self._desk, one), self._show_text, "practice report")

    def _show_text(self, made: tuple[Report, Rendered]) -> None:
        if self._page is not None:
            self._page.show_text(*made)

    def _keep(self, one: Report) -> None:
        if self._desk is not None and one == self._fresh:
            self._lanes.call.run(partial(keep, self._desk, one), self._kept, "keep", self.failed.emit)

    def _kept(self, _report_id: str) -> None:
        self._fresh = None
        self._refresh()
        self.said.emit(tr("The report is kept on this computer."))

    def _delete(self, report_id: str) -> None:
        if self._desk is not None:
            self._lanes.call.run(
                partial(delete, self._desk, report_id), self._deleted, failed=self.failed.emit
            )

    def _deleted(self, _was_there: bool) -> None:
        self._refresh()
        self.said.emit(tr("The report was deleted for good."))


def _row(listed: Listed, line: str) -> Row:
    one = listed.report
    right = sum(row.kind == "same" for row in one.rows)
    steps = sum(row.kind not in ("back", "extra") for row in one.rows)
    most = tr("{n} of {all} steps as expected", n=right, all=steps)
    told = tr("all as expected") if one.perfect else most
    icon, colour = ("check", "ok") if one.perfect else ("playbook", "muted")
    return Row(listed, one.title, f"{line} · {told}", icon, colour)


def kept(desk: Desk) -> tuple[Kept, ...]:
    """The reports that were kept; runs in a lane.

    Raises:
        KbError: the case store cannot be read.
    """
    return desk.practice.kept()


def text_of(desk: Desk, one: Report) -> tuple[Report, Rendered]:
    """A report with its text; runs in a lane."""
    return one, desk.practice.page(one)


def keep(desk: Desk, one: Report) -> str:
    """The id of a report that is kept now; runs in the lane of the calls.

    Raises:
        KbError: the case store cannot be written.
    """
    return desk.practice.keep(one)


def delete(desk: Desk, report_id: str) -> bool:
    """Whether there was such a report; it is no more. Runs in the lane of the calls.

    Raises:
        KbError: the case store cannot be written.
    """
    return desk.practice.delete(report_id)
