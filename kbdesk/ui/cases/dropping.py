# SPDX-License-Identifier: MIT
"""A handoff note that is dropped on the window or pasted anywhere in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

from kbdesk.language import tr

NAME = "kbdesk-handoff/"
"""What every handoff note holds."""

COACHING_NAME = "kbdesk-coaching/"
"""What every coaching file holds."""

ENDS = (".handoff.md", ".coaching.md")

MOST_CHARS = 1024 * 1024
"""How far a text is looked through in the window's own thread; no note is longer."""


class Dropping(QObject):
    """Watches for notes that come by drag and drop or by paste.

    Args:
        window: the window to watch.
        may_take: whether a note can be shown now.
        typing_at: whether the text that is written in this widget is its own: what is pasted there stays.

    Signals:
        text_given(str): a text that holds a note.
        file_given(str): the path of a file that was dropped.
        said(str): something to tell in passing.
    """

    text_given = Signal(str)
    file_given = Signal(str)
    said = Signal(str)

    def __init__(
        self, window: QWidget, may_take: Callable[[], bool], typing_at: Callable[[QWidget], bool]
    ) -> None:
        super().__init__(window)
        self._window, self._may_take, self._typing_at = window, may_take, typing_at
        window.setAcceptDrops(True)
        window.winId()  # makes the system's window, if the program's was not shown yet
        self._native = window.windowHandle()
        self._native.installEventFilter(self)  # fields take drops for themselves: here nothing did yet
        window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
            self._follow(None, app.focusWidget())

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """Watch the widget with the focus, to which keys go first; to watch all would slow every event."""
        del before  # it may be on its way out; Qt counts a filter once, so coming back does no harm
        if now is not None and now.window() is self._window:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what holds a note; everything else goes its way."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._is_paste(event) and self._pasted()
        drags = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if kind in drags and watched is self._native and isinstance(event, QDropEvent):
            return self._dragged(event)
        return super().eventFilter(watched, event)

    # --- pasting ---

    @staticmethod
    def _is_paste(event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Paste) and not event.isAutoRepeat()

    def _pasted(self) -> bool:
        focused = QApplication.focusWidget()
        if not self._may_take() or (focused is not None and self._types_there(focused)):
            return False
        text = note_in(QGuiApplication.clipboard().text())
        if text:
            self.text_given.emit(text)
        return bool(text)

    def _types_there(self, focused: QWidget) -> bool:
        edited = isinstance(focused, QPlainTextEdit | QTextEdit) and not focused.isReadOnly()
        return edited and self._typing_at(focused)

    # --- dropping ---

    def _dragged(self, event: QDropEvent) -> bool:
        if not self._may_take():
            return False
        path, text = dropped(event.mimeData(), dropping=event.type() == QEvent.Type.Drop)
        under = self._window.childAt(event.position().toPoint())
        host = under.parentWidget() if under is not None else None  # an editor's viewport is under the mouse
        typing = host is not None and self._types_there(host)
        if not (path or text) or (typing and path and not path.endswith(ENDS)):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.DragEnter:
            self.said.emit(tr("Drop it to open it."))
        elif event.type() == QEvent.Type.Drop and path:
            self.file_given.emit(path)
        elif event.type() == QEvent.Type.Drop:
            self.text_given.emit(text)
        return True


def note_in(text: str) -> str:
    """The text if it may hold a handoff note or coaching, else ""; looks at a bounded part only."""
    head = text[:MOST_CHARS]
    return text if NAME in head or COACHING_NAME in head else ""


def is_coaching(text: str) -> bool:
    """Whether a text holds coaching rather than a note: what stands last counts."""
    head = text[:MOST_CHARS]
    return head.rfind(COACHING_NAME) > head.rfind(NAME)


def dropped(data: QMimeData, *, dropping: bool) -> tuple[str, str]:
    """The path of the file, or the text with a note, that is being dragged; ("", "") if it is neither.

    Args:
        data: what is dragged.
        dropping: whether it was let go of; before that, some systems do not tell what a text says.
    """
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    notes = [path for path in files if path.endswith(ENDS)] or files
    if notes:
        return str(Path(notes[0])), ""
    text = data.text() if data.hasText() else ""
    if not text and not dropping and data.hasText():
        return "", NAME
    return "", note_in(text)
