# SPDX-License-Identifier: MIT
"""Gives the window another look, in pieces short enough that no key waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from kbdesk.ui.theme import Theme

_BREATH_MS = 5
"""Between two pieces: keys that wait are answered."""


class Dresser(QObject):
    """Styles all widgets first, and lets each part take its sizes and pictures in a turn of its own.

    Args:
        window: what is dressed.
        before: makes the styling light; called before it.
        parts: each lets a part of the window take a look.
    """

    def __init__(
        self, window: QWidget, before: Callable[[], None], parts: Sequence[Callable[[Theme], None]]
    ) -> None:
        super().__init__(window)
        self._window, self._before, self._parts = window, before, parts
        self._theme = Theme()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_BREATH_MS)
        self._later.timeout.connect(self._dress_next)
        self._waiting: list[Callable[[Theme], None]] = []

    def dress(self, theme: Theme) -> None:
        """Give the look at once: nothing is on screen yet."""
        self._style(theme)
        for part in self._parts:
            part(theme)

    def change(self, theme: Theme) -> None:
        """Give another look. What is on screen stays until all of it is there."""
        self._window.setUpdatesEnabled(False)
        self._style(theme)
        self._waiting = list(self._parts)
        self._later.start()

    def _style(self, theme: Theme) -> None:
        self._theme = theme
        self._before()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(theme.palette())
        # the sheet of the application would style each widget once for every one that it stands in
        self._window.setStyleSheet(theme.qss())

    def _dress_next(self) -> None:
        self._waiting.pop(0)(self._theme)
        if self._waiting:
            self._later.start()
        else:
            self._window.setUpdatesEnabled(True)
