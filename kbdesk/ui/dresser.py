# SPDX-License-Identifier: MIT
"""Gives the window a look, and another one in pieces short enough that no key waits.

Each part of the window has the style sheet for itself. Where the window had it, another look styled every
widget at once: 0.2 ms for each of 400 and more, and no key was answered meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QChildEvent, QElapsedTimer, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from kbdesk.ui.theme import Theme
from kbdesk.ui.turns import Turns

_PIECE_MS = 15
"""When a piece took this long, the keys that wait are answered before the next part."""


class Dresser(QObject):
    """Styles one part after the other, then lets each take its sizes and pictures in a turn of its own.

    What comes into the window later and knows no look, such as a dialogue of Qt's, is styled when it comes.

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
        self._sheet = ""
        self._turns = Turns(self)
        window.installEventFilter(self)

    def dress(self, theme: Theme) -> None:
        """Give the look at once: nothing is on screen yet."""
        for _ in self._dressing(theme):
            pass

    def change(self, theme: Theme) -> None:
        """Give another look. What is on screen stays until all of it is there."""
        self._window.setUpdatesEnabled(False)
        self._turns.begin(self._dressing(theme))

    def _dressing(self, theme: Theme) -> Iterator[None]:
        self._before()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(theme.palette())
        yield
        yield from self._styling(theme)
        for part in self._parts:
            yield
            part(theme)
        self._window.setUpdatesEnabled(True)

    def _styling(self, theme: Theme) -> Iterator[None]:
        self._sheet = theme.qss()
        piece = QElapsedTimer()
        piece.start()
        while part := next((one for one in parts_of(self._window) if one.styleSheet() != self._sheet), None):
            part.setStyleSheet(self._sheet)  # which is there is asked again: they come and go between pieces
            if piece.hasExpired(_PIECE_MS):
                yield
                piece.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Style what comes into the window."""
        if event.type() == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QWidget) and not is_hollow(child) and not child.styleSheet():
                child.setStyleSheet(self._sheet)
        return super().eventFilter(watched, event)


def hollow(*widgets: QWidget) -> None:
    """Mark widgets that draw nothing: the parts in them are styled one by one, and not they."""
    for widget in widgets:
        widget.setProperty("hollow", True)


def is_hollow(widget: QWidget) -> bool:
    """Whether the parts of a widget are styled one by one."""
    return bool(widget.property("hollow"))


def parts_of(widget: QWidget) -> Iterator[QWidget]:
    """What has the style sheet for itself: each widget in the window, and in what is hollow in it."""
    for child in widget.children():
        if isinstance(child, QWidget):
            if is_hollow(child):
                yield from parts_of(child)
            else:
                yield child
