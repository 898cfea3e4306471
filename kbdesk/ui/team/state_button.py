# SPDX-License-Identifier: MIT
"""Where sharing stands, in one phrase at the foot of the window; a press opens the team's sheet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kbdesk.language import tr
from kbdesk.ui.foot_button import FootButton
from kbdesk.ui.key_map import key_of
from kbdesk.ui.team.words import Phrase
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

_LONGEST = 330


class StateButton(FootButton):
    """Shows a phrase with its icon and colour; ends in … where there is no room."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, QSizePolicy.Policy.Preferred)
        self._phrase = Phrase("", "alone", "muted")
        self._doing = ""
        self.set_theme(theme)

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
        return self.size_of(self.phrase).boundedTo(QSize(self._theme.px(_LONGEST), self._theme.px(24)))

    def minimumSizeHint(self) -> QSize:
        """Room for the icon and a word."""
        return QSize(self._theme.px(76), self._theme.px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the phrase to the new width."""
        super().resizeEvent(event)
        self._cut()

    def _draw(self) -> None:
        name, colour = ("sync", "accent") if self._doing else (self._phrase.icon, self._phrase.colour)
        self.paint_with(name, colour)
        more = self._phrase.more if not self._doing else ""
        opens = tr("{key} opens the team's sheet.", key=key_of("show_team"))
        self.setAccessibleName(tr("Team: {phrase}", phrase=self.phrase))
        self.setAccessibleDescription(f"{more} {opens}".strip())
        parts = (f"{self.phrase}.", more, f"({key_of('show_team')})")
        self.setToolTip(plain_tip(" ".join(filter(None, parts))))
        self._cut()
        self.updateGeometry()

    def _cut(self) -> None:
        room = self.width() - self._theme.px(34)
        self.setText(self.fontMetrics().elidedText(self.phrase, Qt.TextElideMode.ElideRight, room))
