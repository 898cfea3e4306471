# SPDX-License-Identifier: MIT
"""Links of kbdesk and folders that are dropped on the window, and links that are pasted anywhere in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

from kbdesk.language import tr
from kbdesk.ui.reach import wire

LINK = "kbdesk://open/"
MOST_CHARS = 2_048


class LinkDrops(QObject):
    """Watches for them; it is made after what watches for notes, and so asked before it.

    Args:
        window: the window to watch.
        may_take: whether something can be opened now.

    Signals:
        given(tuple): a wish, see ``wire``.
        said(str): something to tell in passing.
    """

    given = Signal(object)
    said = Signal(str)

    def __init__(self, window: QWidget, may_take: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._may_take = window, may_take
        window.winId()  # makes the system's window, if the program's was not shown yet
        self._native = window.windowHandle()
        self._native.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
            self._follow(None, app.focusWidget())

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        del before
        if now is not None and now.window() is self._window:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a link or a folder; everything else goes its way."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.matches(QKeySequence.StandardKey.Paste) and self._pasted()
        drags = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if kind in drags and watched is self._native and isinstance(event, QDropEvent):
            return self._dragged(event)
        return super().eventFilter(watched, event)

    def _pasted(self) -> bool:
        focused = QApplication.focusWidget()
        writes = isinstance(focused, QPlainTextEdit | QTextEdit) and not focused.isReadOnly()
        link = link_in(QGuiApplication.clipboard().text())
        if not link or writes or not self._may_take():
            return False
        self.given.emit((wire.LINK, link, ""))
        return True

    def _dragged(self, event: QDropEvent) -> bool:
        wish = dropped(event.mimeData())
        if wish is None or not self._may_take():
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.DragEnter:
            self.said.emit(
                tr("Drop it to go where the link leads.")
                if wish[0] == wire.LINK
                else tr("Drop it to open the folder as library.")
            )
        elif event.type() == QEvent.Type.Drop:
            self.given.emit(wish)
        return True


def link_in(text: str) -> str:
    """The link that a text is, "" if it is anything else or more."""
    stripped = text[: MOST_CHARS + 1].strip()
    return stripped if stripped.startswith(LINK) and len(stripped.split()) == 1 else ""


def dropped(data: QMimeData) -> wire.Wish | None:
    """What is dragged as a wish: a link of kbdesk, or one folder; None for all else."""
    urls = data.urls()
    if len(urls) == 1 and urls[0].isLocalFile():
        place = Path(urls[0].toLocalFile())
        return (wire.FOLDER, str(place), "") if place.is_dir() else None
    text = data.text() if data.hasText() else urls[0].toString() if urls else ""
    link = link_in(text)
    return (wire.LINK, link, "") if link else None
