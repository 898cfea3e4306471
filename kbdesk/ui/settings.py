# SPDX-License-Identifier: MIT
"""What the window remembers between starts: looks and places, never content."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from kbdesk.model import Companion
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

    def beside(self, root: str) -> tuple[Companion, ...]:
        """The libraries to search beside the one in this folder; () if none."""
        return tuple(Companion(place, name) for place, name in self._all_beside().get(root, ()))

    def keep_beside(self, root: str, companions: tuple[Companion, ...]) -> None:
        """Remember which libraries to search beside the one in this folder."""
        known = self._all_beside()
        known[root] = [(one.root, one.name) for one in companions]
        known = {place: others for place, others in known.items() if others}
        self._store.setValue("beside", json.dumps(known))

    def _all_beside(self) -> dict[str, list[tuple[str, str]]]:
        """(folder, name) of each library beside, by the folder of the one that is open."""
        try:
            known = json.loads(self._text("beside", "{}"))
            return {
                str(root): [(str(place), str(name)) for place, name in others]
                for root, others in known.items()
            }
        except (ValueError, TypeError, AttributeError):  # somebody edited the file
            return {}

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
