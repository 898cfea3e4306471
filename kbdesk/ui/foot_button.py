# SPDX-License-Identifier: MIT
"""The base of the small buttons at the foot of the window: an icon and a few words in one colour."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from kbdesk.ui.icons import icon
from kbdesk.ui.theme import Theme, set_look


class FootButton(QPushButton):
    """A quiet button that is hidden until it has something to say."""

    def __init__(self, theme: Theme, parent: QWidget, wide: QSizePolicy.Policy) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "foot")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        self.hide()

    def paint_with(self, name: str, colour: str) -> None:
        """Take an icon and a colour (tokens of the theme)."""
        theme = self._theme
        side = theme.px(14)
        self.setIcon(icon(name, theme.hex(colour), side))
        self.setIconSize(QSize(side, side))
        set_look(self, "tone", colour)

    def size_of(self, words: str) -> QSize:
        """The room that the icon and these words need."""
        return QSize(self.fontMetrics().horizontalAdvance(words) + self._theme.px(38), self._theme.px(24))
