# SPDX-License-Identifier: MIT
"""How many notes wait for me, at the foot of the window; a press opens the inbox."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from kbdesk.language import tr, trn
from kbdesk.ui.foot_button import FootButton
from kbdesk.ui.key_map import key_of
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip


class InboxButton(FootButton):
    """“Inbox 3”; hidden while no folder is chosen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, QSizePolicy.Policy.Fixed)
        self._waiting = self._unstable = 0
        self._trouble = ""
        self.set_theme(theme)

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
        words = tr("Inbox {n}", n=self._waiting) if self._waiting else tr("Inbox")
        pressing = tr("{n} unstable", n=self._unstable) if self._unstable else ""
        self.setText(" · ".join(filter(None, (words, pressing))))
        self.paint_with(name, colour)
        waits = ", ".join(filter(None, (self._waits(), pressing)))
        self.setAccessibleName(tr("Inbox: {waits}", waits=waits))
        trouble = tr("The folder cannot be reached.") if self._trouble else ""
        key = key_of("show_inbox")
        opens = tr("{key} opens the inbox.", key=key)
        self.setAccessibleDescription(" ".join(filter(None, (trouble, opens))))
        told = f"{waits[:1].upper()}{waits[1:]}."
        self.setToolTip(plain_tip(" ".join(filter(None, (told, trouble, f"({key})")))))
        self.updateGeometry()

    def _waits(self) -> str:
        if not self._waiting:
            return tr("no notes wait for you")
        return trn("{n} note waits for you", "{n} notes wait for you", self._waiting)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return self.size_of(self.text())

    def minimumSizeHint(self) -> QSize:
        """As it is: the words are short."""
        return self.sizeHint()
