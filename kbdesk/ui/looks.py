# SPDX-License-Identifier: MIT
"""How the window looks: light or dark, and the size of text; remembered between starts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from kbdesk.ui.settings import LARGEST, SMALLEST, STEP, Look, Settings
from kbdesk.ui.theme import Theme


class Looks(QObject):
    """Holds the look in force and lets it be changed; the system is followed while nobody chose another.

    Signals:
        changed(Theme): another look was chosen.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self.settings = settings
        self.theme = theme
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._dress_title_bar()

    def show_theme(self, theme: Theme) -> None:
        """Use a look without remembering it."""
        self.theme = theme
        self.changed.emit(theme)

    def choose_look(self, look: Look) -> None:
        """Light, dark, or as the system is; remembered."""
        self.settings.look = look
        self._dress_title_bar()
        self.show_theme(replace(self.theme, dark=self.settings.theme(is_system_dark()).dark))

    def choose_scale(self, scale: float) -> None:
        """Text of this size, as a factor of 100 % within the limits; remembered."""
        scale = round(min(LARGEST, max(SMALLEST, scale)), 1)
        self.settings.keep_scale(scale)
        self.show_theme(replace(self.theme, scale=scale))

    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        dark = scheme == Qt.ColorScheme.Dark
        if self.settings.look == "system" and dark != self.theme.dark:
            self.show_theme(replace(self.theme, dark=dark))

    def _dress_title_bar(self) -> None:
        """Windows and macOS draw the title bar in the look that was chosen."""
        schemes = {
            "system": Qt.ColorScheme.Unknown,
            "light": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark,
        }
        hints = QGuiApplication.styleHints()
        if hasattr(hints, "setColorScheme"):  # from Qt 6.8 on
            hints.setColorScheme(schemes[self.settings.look])

    def toggle_theme(self) -> None:
        """Light or dark."""
        self.choose_look("light" if self.theme.dark else "dark")

    def larger(self) -> None:
        """Larger text."""
        self.choose_scale(self.theme.scale + STEP)

    def smaller(self) -> None:
        """Smaller text."""
        self.choose_scale(self.theme.scale - STEP)

    def normal_size(self) -> None:
        """Text at 100 %."""
        self.choose_scale(1.0)


def is_system_dark() -> bool:
    """Whether the system is dark now; a system that does not say counts as light."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
