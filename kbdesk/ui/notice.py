# SPDX-License-Identifier: MIT
"""The bar for what a person must know now: one sentence, at most one thing to do, a way to close it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from kbdesk.language import tr
from kbdesk.ui.announce import announce
from kbdesk.ui.icons import icon
from kbdesk.ui.theme import Theme


class NoticeBar(QFrame):
    """Shows one notice at a time; the newest replaces the one before."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "warning")
        self._act: Callable[[], None] | None = None
        self._row = row = QHBoxLayout(self)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setProperty("role", "warning")
        self._button = QPushButton(self)
        self._button.clicked.connect(self._pressed)
        self._close = QToolButton(self)
        self._close.setAccessibleName(tr("Close this notice"))
        self._close.setToolTip(tr("Close this notice (Esc)"))
        self._close.clicked.connect(self.clear)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What is being said; "" if nothing."""
        return "" if self.isHidden() else self._text.text()

    def show_notice(self, text: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Say something that stays until it is closed; a button named ``action`` calls ``act``."""
        self._text.setText(text)
        self._act = act
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.show()
        announce(self, text, urgent=True)

    def clear(self) -> None:
        """Close the notice."""
        self._act = None
        self.hide()

    def _pressed(self) -> None:
        act = self._act
        self.clear()
        if act is not None:
            act()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._close.setIcon(icon("close", theme.hex("warn"), theme.px(14)))
        self._close.setIconSize(QSize(theme.px(14), theme.px(14)))
        self._row.setContentsMargins(theme.px(12), theme.px(4), theme.px(6), theme.px(4))
