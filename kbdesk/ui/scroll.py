# SPDX-License-Identifier: MIT
"""A scroll area for one column of widgets."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ColumnScroll(QScrollArea):
    """Scrolls down only: Left and Right are left to the page around it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that scroll up and down, no other arrows."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


def column_scroll(parent: QWidget) -> QScrollArea:
    """A scroll area without a frame that scrolls down only and leaves the focus to what is in it."""
    made = ColumnScroll(parent)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
