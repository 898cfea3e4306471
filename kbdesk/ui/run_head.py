# SPDX-License-Identifier: MIT
"""The head of the run pane: open calls, title and clock, how far the call has come."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QProgressBar, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import RunView
from kbdesk.ui.key_map import name_keys
from kbdesk.ui.run_parts import CallStrip, icon_button, set_icon
from kbdesk.ui.run_trail import clock
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel


class RunHead(QWidget):
    """Shows which call it is and where it stands.

    Signals:
        call_chosen(str): show the open call with this run id.
        jump_requested(str): go ahead to the step with this anchor.
        flag_requested(), pause_requested(), close_requested().
    """

    call_chosen = Signal(str)
    jump_requested = Signal(str)
    flag_requested = Signal()
    pause_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._paused = False
        self._calls = CallStrip(self)
        self._calls.call_chosen.connect(self.call_chosen)
        self._title = WrapLabel(self, 15, 600)
        self._timer = QLabel("00:00", self)
        self._timer.setTextFormat(Qt.TextFormat.PlainText)
        self._timer.setProperty("role", "muted")
        self._timer.setToolTip(tr("Time on this call"))
        self._close = icon_button(self, "close", tr("Close this pane ({toggle_call}); the call stays open"))
        self._close.clicked.connect(self.close_requested)
        self._top = QHBoxLayout()
        self._top.addWidget(self._title, 1)
        for part in (self._timer, self._close):
            self._top.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Progress"))
        self._count = QLabel(self)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("role", "muted")
        self._count.setWordWrap(True)
        self._build_jump()
        self._flag = icon_button(self, "flag", tr("Flag this step as wrong or unclear ({flag_step})"))
        self._flag.clicked.connect(self.flag_requested)
        self._pause = icon_button(self, "pause", tr("Put the call on hold ({pause_call})"))
        self._pause.clicked.connect(self.pause_requested)
        self._below = QHBoxLayout()
        self._below.addWidget(self._count, 1)
        for button in (self._jump, self._flag, self._pause):
            self._below.addWidget(button)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._calls)
        self._box.addLayout(self._top)
        self._box.addWidget(self._progress)
        self._box.addLayout(self._below)

    def show_run(self, view: RunView) -> None:
        """Shows the run's title and how far it has come."""
        status, total = view.run.status, max(1, view.steps_total)
        self._calls.show_calls(view.calls, view.run.id)
        titles = (call.title for call in view.calls if call.run_id == view.run.id)
        self._title.setText(next(titles, view.run.title))
        self._title.updateGeometry()
        self._progress.setUpdatesEnabled(False)  # else it draws at once, for which all is laid out
        self._progress.setRange(0, total)
        self._progress.setValue(min(view.step_number, total))
        self._progress.setUpdatesEnabled(True)
        self._count.setText(tr("Step {n} of {total}", n=view.step_number, total=view.steps_total))
        self._jump.setVisible(bool(view.jumps) and status == "running" and view.step.kind == "step")
        self._jump_menu.clear()
        for anchor, title in view.jumps:
            self._jump_menu.addAction(title.replace("&", "&&")).setData(anchor)
        self._paused = status == "paused"
        self._pause.setVisible(status in ("running", "paused"))
        self._show_pause()

    def set_elapsed(self, seconds: int) -> None:
        """Shows how long the call has lasted."""
        self._timer.setText(clock(seconds))
        self._timer.setAccessibleName(tr("Call time {time}", time=clock(seconds)))

    def set_roomy(self, roomy: bool) -> None:
        """Writes the jump button out, or leaves its icon."""
        self._jump.setText(tr("Jump ahead") if roomy else "")

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self._theme = theme
        self._title.set_theme(theme)
        self._calls.set_theme(theme)
        set_icon(self._close, "close", theme)
        set_icon(self._flag, "flag", theme)
        set_icon(self._jump, "skip", theme)
        self._show_pause()
        for row in (self._top, self._below):
            row.setSpacing(theme.px(8))
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(8))

    def _build_jump(self) -> None:
        self._jump = QPushButton(tr("Jump ahead"), self)
        self._jump.setProperty("role", "quiet")
        self._jump.setAccessibleName(tr("Jump ahead"))
        self._jump.setToolTip(tr("Go ahead to another step; the steps between count as skipped"))
        self._jump_menu = QMenu(self._jump)
        self._jump_menu.triggered.connect(self._choose_jump)
        self._jump.setMenu(self._jump_menu)

    def _show_pause(self) -> None:
        set_icon(self._pause, "play" if self._paused else "pause", self._theme)
        words = tr("Go on with the call") if self._paused else tr("Put the call on hold")
        self._pause.setAccessibleName(words)
        name_keys(self._pause, tip=f"{words} ({{pause_call}})")

    def _choose_jump(self, action: QAction) -> None:
        self.jump_requested.emit(str(action.data()))
