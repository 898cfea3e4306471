# SPDX-License-Identifier: MIT
"""How the window looks: light or dark, and the size of text; remembered between starts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from kbdesk.ui.settings import LARGEST, SMALLEST, STEP, Settings
from kbdesk.ui.theme import Theme


class Looks(QObject):
    """Holds the look in force and lets it be changed.

    Signals:
        changed(Theme): another look was chosen.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self.theme = theme

    def show_theme(self, theme: Theme) -> None:
        """Use a look without remembering it."""
        self.theme = theme
        self.changed.emit(theme)

    def _choose(self, theme: Theme) -> None:
        self._settings.keep_theme(theme)
        self.show_theme(theme)

    def toggle_theme(self) -> None:
        """Light or dark."""
        self._choose(replace(self.theme, dark=not self.theme.dark))

    def larger(self) -> None:
        """Larger text."""
        self._choose(replace(self.theme, scale=min(LARGEST, self.theme.scale + STEP)))

    def smaller(self) -> None:
        """Smaller text."""
        self._choose(replace(self.theme, scale=max(SMALLEST, self.theme.scale - STEP)))

    def normal_size(self) -> None:
        """Text at 100 %."""
        self._choose(replace(self.theme, scale=1.0))
