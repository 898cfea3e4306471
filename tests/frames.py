# SPDX-License-Identifier: MIT
"""A window with nothing but the frame, for one part that covers it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.who import Who


class FrameWindow(QWidget):
    """The frame with two empty panes, lanes, and who asks for the person's name."""

    def __init__(self, home, theme) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setStyleSheet(theme.qss())
        self.lanes = Lanes(self)
        self.frame = Frame(theme, self)
        self.frame.set_panes(QWidget(self.frame), QWidget(self.frame))
        self.who = Who(home, self.lanes, theme, self)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.frame)

    def end(self, desk) -> None:
        """Let go of the desk and of the window; the lanes have ended."""
        desk.close()
        self.close()
        self.deleteLater()
