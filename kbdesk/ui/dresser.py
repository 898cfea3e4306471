# SPDX-License-Identifier: MIT
"""Gives the window another look, in pieces short enough that no key waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from kbdesk.ui.theme import Theme
from kbdesk.ui.turns import Turns


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
        self._turns = Turns(self)

    def dress(self, theme: Theme) -> None:
        """Give the look at once: nothing is on screen yet."""
        self._style(theme)
        for part in self._parts:
            part(theme)

    def change(self, theme: Theme) -> None:
        """Give another look. What is on screen stays until all of it is there."""
        self._window.setUpdatesEnabled(False)
        self._turns.begin(self._dressing(theme))

    def _dressing(self, theme: Theme) -> Iterator[None]:
        self._style(theme)
        for part in self._parts:
            yield
            part(theme)
        self._window.setUpdatesEnabled(True)

    def _style(self, theme: Theme) -> None:
        self._before()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(theme.palette())
        # the sheet of the application would style each widget once for every one that it stands in
        self._window.setStyleSheet(theme.qss())
