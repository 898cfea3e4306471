# SPDX-License-Identifier: MIT
"""What the window remembers between starts: looks and places, never content."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from kbdesk.ui.theme import Theme

SMALLEST, LARGEST, STEP = 0.9, 2.0, 0.1
"""Limits and step of the text size, as factors of 100 %."""


class Settings:
    """The window's settings in ``window.ini`` beside the user's cases."""

    def __init__(self, data: Path) -> None:
        self._store = QSettings(str(data / "window.ini"), QSettings.Format.IniFormat)

    def _text(self, key: str, default: str = "") -> str:
        value = self._store.value(key, default)
        return value if isinstance(value, str) else default

    def theme(self, system_dark: bool) -> Theme:
        """The chosen look; ``system_dark`` counts while the user chose none."""
        chosen = self._text("look/theme")
        try:
            scale = min(max(float(self._text("look/scale", "1.0")), SMALLEST), LARGEST)
        except ValueError:
            scale = 1.0
        return Theme(chosen == "dark" if chosen else system_dark, scale)

    def keep_theme(self, theme: Theme) -> None:
        """Remember a look that the user chose."""
        self._store.setValue("look/theme", "dark" if theme.dark else "light")
        self._store.setValue("look/scale", f"{theme.scale:.1f}")

    @property
    def library(self) -> str:
        """The folder that was open last; "" if none."""
        return self._text("library")

    @library.setter
    def library(self, root: str) -> None:
        self._store.setValue("library", root)

    def may_open(self, host: str) -> bool:
        """Whether the user agreed before to open links to this host."""
        return bool(host) and self._text(f"hosts/{host}") == "yes"

    def allow(self, host: str) -> None:
        """Open links to this host without asking from now on."""
        self._store.setValue(f"hosts/{host}", "yes")

    @property
    def geometry(self) -> QByteArray:
        """Size and place of the window as Qt saved them; empty at the first start."""
        value = self._store.value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)
