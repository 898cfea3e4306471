# SPDX-License-Identifier: MIT
"""What the run pane says while no call is open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.key_map import name_keys
from kbdesk.ui.state_pictures import StatePicture
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel


class RunEmpty(QWidget):
    """Tells how a call begins."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = StatePicture(self, "call")
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 24)
        box.addStretch(2)
        box.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._labels: list[WrapLabel] = []
        for text, size, weight, token in (
            (tr("No call is open"), 17, 600, "fg"),
            (tr("Open a playbook and press Enter"), 13, 400, "muted"),
            (tr("{open_handoff} opens a handoff note; you can also paste or drop it"), 12, 400, "muted"),
        ):
            label = WrapLabel(self, size, weight, token)
            name_keys(label, text=text)
            label.set_centred(True)
            self._labels.append(label)
            box.addWidget(label)
        box.addStretch(3)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for label in self._labels:
            label.set_theme(theme)
        self._picture.set_theme(theme)
