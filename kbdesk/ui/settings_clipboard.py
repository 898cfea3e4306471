# SPDX-License-Identifier: MIT
"""Copied text does not stay on the clipboard for ever, if the person wants that."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

AFTER_MS = 60_000
"""How long copied text stays."""


class ClipboardKeeper(QObject):
    """Clears the clipboard a minute after kbdesk put text there, unless something else was copied since."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._on = False
        self._text = ""
        self._clipboard = QGuiApplication.clipboard()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._time_is_up)

    @property
    def left_s(self) -> float | None:
        """Seconds until copied text is removed; None if none waits for it."""
        return self._timer.remainingTime() / 1000 if self._timer.isActive() else None

    def turn(self, *, on: bool) -> None:
        """Begin with what is copied from now on, or leave everything alone."""
        if on and not self._on:
            self._clipboard.dataChanged.connect(self._changed)
        elif self._on and not on:
            self._clipboard.dataChanged.disconnect(self._changed)
            self._timer.stop()
            self._text = ""
        self._on = on

    def _changed(self) -> None:
        ours = self._clipboard.ownsClipboard() or QGuiApplication.focusWindow() is not None
        self._text = self._clipboard.text() if ours else ""
        if self._text:
            self._timer.start()
        else:
            self._timer.stop()

    def _time_is_up(self) -> None:
        if self._text and self._clipboard.text() == self._text:
            self._clipboard.clear()
        self._text = ""
