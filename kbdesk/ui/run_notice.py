# SPDX-License-Identifier: MIT
"""The card over a call that tells what to know of its playbook, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import RunView
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel


class RunNotice(QFrame):
    """Shows a sentence; of a call that was taken on also the way to the playbook of now.

    Signals:
        change_requested(): show what changed in the playbook.
        new_text_requested(): go on in the playbook as it is now.
    """

    change_requested = Signal()
    new_text_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "warning")
        self._text = WrapLabel(self, 12, 500, "warn")
        self._buttons = QWidget(self)
        flow = LineLayout(self._buttons, 6)
        self._show = made_button(
            self._buttons, tr("Show what changed"), tr("The playbook then and now ({show_change})"), "chip"
        )
        self._show.clicked.connect(self.change_requested)
        self._use = made_button(
            self._buttons,
            tr("Use the new text"),
            tr("Go on in the playbook as it is now ({use_new_text})"),
            "chip",
        )
        self._use.clicked.connect(self.new_text_requested)
        for button in (self._show, self._use):
            flow.addWidget(button)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._text)
        self._box.addWidget(self._buttons)

    def show_run(self, view: RunView) -> None:
        """Show what there is to know of a run; nothing if all is well."""
        self._text.setText(view.notice)
        self._buttons.setVisible(view.newer)
        over = view.run.status not in ("running", "paused")
        self.setVisible(bool(view.notice) and not (over and view.newer))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._text.set_theme(theme)
        self._box.setContentsMargins(*(theme.px(side) for side in (10, 8, 10, 8)))
        self._box.setSpacing(theme.px(6))
