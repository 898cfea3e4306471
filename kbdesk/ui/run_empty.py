# SPDX-License-Identifier: MIT
"""What the run pane says while no call is open."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kbdesk.ui.icons import icon
from kbdesk.ui.run_text import WrapLabel
from kbdesk.ui.theme import Theme


class RunEmpty(QWidget):
    """Tells how a call begins."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark = QLabel(self)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 24)
        box.addStretch(2)
        box.addWidget(self._mark)
        self._labels: list[WrapLabel] = []
        for text, size, weight, token in (
            ("No call is open", 17, 600, "fg"),
            ("Open a playbook and press Enter", 13, 400, "muted"),
            ("Alt+H opens a handoff note; you can also paste or drop it", 12, 400, "muted"),
        ):
            label = WrapLabel(self, size, weight, token)
            label.setText(text)
            label.set_centred(True)
            self._labels.append(label)
            box.addWidget(label)
        box.addStretch(3)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for label in self._labels:
            label.set_theme(theme)
        side = theme.px(40)
        self._mark.setPixmap(icon("phone", theme.hex("muted"), side).pixmap(QSize(side, side)))
