# SPDX-License-Identifier: MIT
"""A scroll area for one column of widgets."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ColumnScroll(QScrollArea):
    """Scrolls down only, and takes no arrows from the page around it, which may go to something with them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that scroll by pages or to an end; Up and Down only where it has the focus."""
        sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        by_line = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if sideways or (by_line and not self.hasFocus()):
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
