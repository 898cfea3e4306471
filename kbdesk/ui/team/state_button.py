# SPDX-License-Identifier: MIT
"""Where sharing stands, in one phrase at the foot of the window; a press opens the team's sheet."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from kbdesk.ui.form import key_of
from kbdesk.ui.icons import icon
from kbdesk.ui.team.words import Phrase
from kbdesk.ui.theme import Theme

_LONGEST = 330


class StateButton(QPushButton):
    """Shows a phrase with its icon and colour; ends in … where there is no room."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._phrase = Phrase("", "alone", "muted")
        self._doing = ""
        self.setProperty("role", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)
        self.hide()

    @property
    def phrase(self) -> str:
        """What it says."""
        return self._doing or self._phrase.text

    def show_phrase(self, phrase: Phrase) -> None:
        """Say where sharing stands."""
        self._phrase = phrase
        self._draw()
        self.show()

    def show_work(self, doing: str) -> None:
        """Say what is being done meanwhile; "" when it is over."""
        self._doing = doing
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self._draw()

    def sizeHint(self) -> QSize:
        """As wide as the phrase, up to a limit."""
        theme = self._theme
        wide = self.fontMetrics().horizontalAdvance(self.phrase) + theme.px(38)
        return QSize(min(wide, theme.px(_LONGEST)), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        """Room for the icon and a word."""
        return QSize(self._theme.px(76), self._theme.px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the phrase to the new width."""
        super().resizeEvent(event)
        self._cut()

    def _draw(self) -> None:
        theme = self._theme
        name, colour = ("sync", "accent") if self._doing else (self._phrase.icon, self._phrase.colour)
        side = theme.px(14)
        self.setIcon(icon(name, theme.hex(colour), side))
        self.setIconSize(QSize(side, side))
        self.setStyleSheet(
            f"QPushButton {{ color: {theme.hex(colour)}; font-size: {theme.px(11)}px; font-weight: 600;"
            f" padding: 0 {theme.px(6)}px; border: 1px solid transparent; text-align: left; }}"
            f" QPushButton:hover {{ background: {theme.hex('weak')}; }}"
            f" QPushButton:focus {{ border: 2px solid {theme.hex('accent')}; }}"
        )
        more = f"{self._phrase.more} " if self._phrase.more and not self._doing else ""
        self.setAccessibleName(f"Team: {self.phrase}")
        self.setAccessibleDescription(f"{more}{key_of('show_team')} opens the team's sheet.")
        self.setToolTip(escape(f"{self.phrase}. {more}({key_of('show_team')})"))
        self._cut()
        self.updateGeometry()

    def _cut(self) -> None:
        room = self.width() - self._theme.px(34)
        self.setText(self.fontMetrics().elidedText(self.phrase, Qt.TextElideMode.ElideRight, room))
