# SPDX-License-Identifier: MIT
"""What changed in the playbook of a call that was taken on, since it was handed over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Comparison
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.key_map import key_of
from kbdesk.ui.past.compare_view import CompareView
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

_TURNS = {Qt.Key.Key_N: 1, Qt.Key.Key_P: -1}


class ChangePage(Cover):
    """Shows the playbook as it was used beside the one of now.

    Signals:
        use_asked(str): go on with the run of this id in the text of now.
    """

    use_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, run_id: str, comparison: Comparison) -> None:
        super().__init__(theme, parent, tr("What changed in the playbook"))
        self._run_id = run_id
        self.told.setText(tr("The call goes on in the version that was used, until you take the new one."))
        self.left.hide()
        self.compare = CompareView(theme, self.right)
        self.compare.show_comparison(comparison)
        self.follow(self.compare)
        foot = QWidget(self.right)
        flow = LineLayout(foot, 8)
        key = key_of("use_new_text")
        use = made_button(
            foot,
            tr("Use the new text   {key}", key=key),
            tr("Go on in the playbook as it is now ({key})", key=key),
            "primary",
        )
        use.clicked.connect(self.use)
        flow.addWidget(use)
        self.right_box.addWidget(self.compare, 1)
        self.right_box.addWidget(foot)
        self.focus_first(self.compare)
        self.set_theme(theme)

    def use(self) -> None:
        """Go on in the text of now."""
        self.use_asked.emit(self._run_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """N and P go from change to change."""
        turn = _TURNS.get(Qt.Key(event.key()))
        if turn is not None and not event.modifiers():
            self.compare.go_to_change(turn)
        else:
            super().keyPressEvent(event)


class Changes(Holder[ChangePage]):
    """Holds the page while it is open.

    Signals:
        use_asked(str): go on with the run of this id in the text of now.
        failed(KbError): what changed cannot be told.
    """

    use_asked = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, theme: Theme) -> None:
        super().__init__(frame, theme, tr("What changed"))
        self._lanes = lanes

    def show_run(self, run_id: str) -> None:
        """Show what changed for a call."""
        if self._desk is not None:
            work = partial(difference, self._desk, run_id)
            self._lanes.call.run(work, self._show, "difference", self._trouble)

    def _show(self, found: tuple[str, Comparison]) -> None:
        self.close()
        page = ChangePage(self._theme, self._frame.rooms, *found)
        page.use_asked.connect(self.use_asked)
        self.put(page)

    def _trouble(self, error: KbError) -> None:
        self.failed.emit(error)


def difference(desk: Desk, run_id: str) -> tuple[str, Comparison]:
    """A run's id and what changed in its playbook since it was handed over; runs in the lane of the calls.

    Raises:
        KbError: the version that was used is not at hand.
    """
    from kbdesk.desk.incoming import look_up  # noqa: PLC0415 - brings the Markdown worker with it

    brought = desk.calls.run(run_id).brought
    found = look_up(desk.shelf.origins(), brought).difference if brought is not None else None
    if found is None:
        raise KbError(tr("What changed cannot be shown: the version that was used is not in your copy."))
    return run_id, found
