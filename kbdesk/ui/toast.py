# SPDX-License-Identifier: MIT
"""A word in passing: shown over the footer for a few seconds, moving nothing and covering no button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from kbdesk.ui.announce import announce
from kbdesk.ui.theme import Theme

SHOWN_MS = 4000


class Toast(QLabel):
    """Shows one sentence at a time; the newest replaces the one before."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "toast")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._gap, self._edge = 40, 3
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def show_text(self, sentence: str) -> None:
        """Show a sentence for a few seconds."""
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)
        announce(self, sentence)

    def set_theme(self, theme: Theme) -> None:
        """Take a text size."""
        self._gap, self._edge = theme.px(40), theme.px(3)
        self.setContentsMargins(theme.px(14), theme.px(5), theme.px(14), theme.px(5))
        if self.isVisible():
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        width = min(
            self.fontMetrics().horizontalAdvance(self.text()) + 2 * self._gap, window.width() - self._gap
        )
        height = self.heightForWidth(width)
        top = window.height() - height - self._edge
        self.setGeometry((window.width() - width) // 2, top, width, height)
