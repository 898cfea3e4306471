# SPDX-License-Identifier: MIT
"""How many notes wait for me, at the foot of the window; a press opens the inbox."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from kbdesk.ui.form import key_of
from kbdesk.ui.icons import icon
from kbdesk.ui.theme import Theme

KEY = key_of("show_inbox")


class InboxButton(QPushButton):
    """“Inbox 3”; hidden while no folder is chosen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._waiting = self._unstable = 0
        self._trouble = ""
        self.setProperty("role", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)
        self.hide()

    def show_counts(self, waiting: int, unstable: int, trouble: str = "") -> None:
        """Say how many wait for me, how many of them are unstable, and what is wrong with the folder."""
        self._waiting, self._unstable, self._trouble = waiting, unstable, trouble
        self.set_theme(self._theme)
        self.show()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        colour = "danger" if self._unstable else "accent" if self._waiting else "muted"
        name = "offline" if self._trouble else "warning" if self._unstable else "shelf"
        words = f"Inbox {self._waiting}" if self._waiting else "Inbox"
        self.setText(f"{words} · {self._unstable} unstable" if self._unstable else words)
        side = theme.px(14)
        self.setIcon(icon(name, theme.hex(colour), side))
        self.setIconSize(QSize(side, side))
        self.setStyleSheet(
            f"QPushButton {{ color: {theme.hex(colour)}; font-size: {theme.px(11)}px; font-weight: 600;"
            f" padding: 0 {theme.px(6)}px; border: 1px solid transparent; text-align: left; }}"
            f" QPushButton:hover {{ background: {theme.hex('weak')}; }}"
            f" QPushButton:focus {{ border: 2px solid {theme.hex('accent')}; }}"
        )
        waits = "1 note waits" if self._waiting == 1 else f"{self._waiting or 'no'} notes wait"
        unstable = f", {self._unstable} unstable" if self._unstable else ""
        self.setAccessibleName(f"Inbox: {waits} for you{unstable}")
        trouble = "The folder cannot be reached. " if self._trouble else ""
        self.setAccessibleDescription(f"{trouble}{KEY} opens the inbox.")
        self.setToolTip(f"{waits.capitalize()} for you{unstable}. {trouble}({KEY})")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        wide = self.fontMetrics().horizontalAdvance(self.text()) + self._theme.px(38)
        return QSize(wide, self._theme.px(24))

    def minimumSizeHint(self) -> QSize:
        """As it is: the words are short."""
        return self.sizeHint()
