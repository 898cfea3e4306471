# SPDX-License-Identifier: MIT
"""The room of writing: what takes the place of the panes, and where writing begins."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QStackedWidget


class Room(QStackedWidget):
    """The writing page, and over it the choice after a clash; it hands the focus on."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the focus to what is shown."""
        shown = self.currentWidget()
        if shown is not None:
            shown.setFocus(event.reason())


def first_line_to_write(text: str) -> int:
    """The line of a template where writing begins: the first empty one below its first section."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("#")]
    start = next((number for number in heads if lines[number].startswith("##")), heads[0] if heads else 0)
    empty = (number + 1 for number in range(start + 1, len(lines)) if not lines[number].strip())
    return next(empty, max(1, len(lines)))
