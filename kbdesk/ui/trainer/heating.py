# SPDX-License-Identifier: MIT
"""Path heat in the window: marks on the map, and a table of where calls stop or are handed over most."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kbdesk.language import tr, trn
from kbdesk.ui.form import made_button
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.key_map import key_of
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.map_items import Mark
from kbdesk.ui.wrap_label import WrapLabel

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.heat import Heat, HeatView, StepHeat

Marks = tuple[Mapping[str, Mark], Mapping[tuple[str, int], Mark]]
"""Marks on steps, by anchor, and on answers, by (anchor, number from 1), for ``MapScene.set_heat``."""
MUCH = 0.2
"""From this part on of the calls that came to a step, those that stop there are marked as many."""


class HeatPanel(QWidget):
    """Where calls stop or are handed over most, with how many there were.

    Signals:
        step_chosen(str): a row was chosen, by the step's anchor.
        counts_asked(): show what of these counts is shared with the team.
    """

    step_chosen = Signal(str)
    counts_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = WrapLabel(self, 15, 600)
        self._title.setText(tr("How calls went"))
        self._told = WrapLabel(self, 12, 400, "muted")
        self._list = RowList(theme, self, tr("Where calls stop or are handed over most"))
        self._list.chosen.connect(self._chosen)
        self._share = made_button(
            self,
            tr("Share counts with the team …"),
            tr("What would be sent, and whether you agree ({key})", key=key_of("show_counts")),
        )
        self._share.clicked.connect(self.counts_asked)
        self._notice = WrapLabel(self, 12, 400, "warn")
        self._box = QVBoxLayout(self)
        for part in (self._title, self._told, self._list, self._notice):
            self._box.addWidget(part)
        self._box.addWidget(self._share, 0, Qt.AlignmentFlag.AlignLeft)
        self._box.addStretch(1)
        self._quiet = False
        self.set_theme(theme)

    def show_heat(self, view: HeatView, worst: tuple[tuple[StepHeat, str], ...]) -> None:
        """Show a playbook's heat; ``worst`` is what the table lists."""
        self._told.setText(_told(view))
        self._quiet = True  # the first row is current now, but nobody chose it
        self._list.show_rows(tuple(_row(step, words) for step, words in worst))
        self._quiet = False
        self._list.setVisible(bool(worst))
        self._list.setFixedHeight(min(self._list.wanted_height, 320) if worst else 0)
        self._notice.setText(view.notice)
        self._notice.setVisible(bool(view.notice))
        self._share.setVisible(view.own_runs > 0)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for part in (self._title, self._told, self._list, self._notice):
            part.set_theme(theme)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(8))
        if self._list.rows:
            self._list.setFixedHeight(min(self._list.wanted_height, theme.px(320)))

    def _chosen(self, row: Row | None) -> None:
        if row is not None and not self._quiet:
            self.step_chosen.emit(str(row.value))


class Heating(QObject):
    """Asks the desk for the heat of a playbook.

    Signals:
        found(Heat, Marks): the heat of a playbook, with the marks for its map.
        listed(HeatView, tuple): the same for the panel, with what its table lists.
        counts_asked(): show what of one's counts is shared with the team.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    found = Signal(object, object)
    listed = Signal(object, object)
    counts_asked = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame) -> None:
        super().__init__(frame)
        self._lanes = lanes
        self._desk: Desk | None = None

    def set_desk(self, desk: Desk) -> None:
        """Take another library."""
        self._desk = desk

    def set_theme(self, theme: Theme) -> None:
        """Nothing of its own is drawn: the map and the panel have their looks."""

    def show(self, path: str) -> None:
        """Look for the heat of a playbook; ``found`` and ``listed`` bring it."""
        if self._desk is not None:
            work = partial(heat_of, self._desk, path)
            self._lanes.find.run(work, self._found, "heat", self.failed.emit)

    def _found(self, made: tuple[HeatView, tuple[tuple[StepHeat, str], ...]]) -> None:
        view, worst = made
        self.found.emit(view.heat, marks_of(view.heat))
        self.listed.emit(view, worst)


def marks_of(heat: Heat) -> Marks:
    """The marks of a heat: how often each answer was taken, and where calls stop or are handed over."""
    steps: dict[str, Mark] = {}
    answers: dict[tuple[str, int], Mark] = {}
    most = max(1, heat.most)
    for step in heat.steps:
        mark = _mark(step)
        if mark is not None:
            steps[step.anchor] = mark
        for number, times in enumerate(step.answers, 1):
            if times:
                answers[step.anchor, number] = Mark(tr("{n:,}×", n=times), "accent", times / most)
    return steps, answers


def _mark(step: StepHeat) -> Mark | None:
    if not step.came:
        return None
    tone = "muted"
    if step.stopped:
        tone = "danger" if step.stopped >= MUCH * step.came else "warn"
        words = tr("{n:,} of {all:,} stop", n=step.stopped, all=step.came)
    elif step.escalated and step.kind != "escalate":
        tone = "warn"
        words = tr("{n:,} of {all:,} handed over", n=step.escalated, all=step.came)
    else:
        words = tr("{n:,}×", n=step.came)
    return Mark(f"{words} · {_time(step.seconds)}" if step.seconds else words, tone)


def _row(step: StepHeat, words: str) -> Row:
    icon, colour = ("up", "danger") if step.kind == "escalate" else ("warning", "warn")
    return Row(step.anchor, step.title, words, icon, colour)


def _told(view: HeatView) -> str:
    if not view.heat.runs:
        return tr("No call has gone through this playbook yet.")
    parts = [
        trn(
            "{n:,} call, {own:,} of them yours",
            "{n:,} calls, {own:,} of them yours",
            view.heat.runs,
            own=view.own_runs,
        )
    ]
    if view.shared_by:
        parts.append(tr("the others shared as counts"))
    if view.heat.earlier_runs:
        parts.append(tr("{n:,} in another version of it", n=view.heat.earlier_runs))
    return "; ".join(parts) + "."


def _time(seconds: int) -> str:
    return tr("{n} s", n=seconds) if seconds < 90 else tr("{n} min", n=round(seconds / 60))


def heat_of(desk: Desk, path: str) -> tuple[HeatView, tuple[tuple[StepHeat, str], ...]]:
    """The heat of a playbook, and where calls stop or are handed over most; runs in a lane.

    Raises:
        KbError: there is no such playbook, or the case store cannot be read.
    """
    from kbdesk.desk.heat import hottest  # noqa: PLC0415 - brings workers with it

    view = desk.heat.of(path)
    return view, hottest(view.heat)
