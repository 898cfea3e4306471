# SPDX-License-Identifier: MIT
"""The keyboard in the run pane: what Enter, Escape and Tab mean, and a ring that shows where the focus is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from kbdesk.ui.mirror import line_start
from kbdesk.ui.theme import Theme
from kbdesk.ui.within import within

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_TYPED = (QLineEdit, QPlainTextEdit, QComboBox)


class LineEdit(QLineEdit):
    """A field of one line that leaves Ctrl+E to the window: on X11 it is Qt's key for the end of the line.

    What stands in it begins where lines of the window begin, whatever keyboard is in use.
    """

    def __init__(self, *given: str | QWidget) -> None:
        super().__init__(*given)  # type: ignore[arg-type]  # its text, if it has one, and its parent
        self.setAlignment(line_start() | Qt.AlignmentFlag.AlignVCenter)

    def event(self, event: QEvent) -> bool:
        """Do not claim Ctrl+E before the window sees it."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_E
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return True
        return super().event(event)


class KeyFrame(QFrame):
    """A pane whose keys mean the same wherever in it the focus is.

    Enter presses the button with the focus, which Qt does in dialogs only; in a field it ends the field and
    nothing else. Escape leads from a field back to the pane, where the digits answer.

    Signals:
        entered(): Enter was pressed, neither in a field nor on a button.
    """

    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def order_tabs(self, *parts: QWidget) -> None:
        """Lets Tab go through the parts as they are read: what was built last would else come last."""
        before: QWidget = self
        for part in parts:
            for child in (part, *within(part)):
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.focusProxy() is None:
                    QWidget.setTabOrder(before, child)
                    before = child

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape, as far as the widget with the focus left them."""
        at = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Escape and at is not None and at is not self and self.isAncestorOf(at):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() in _ENTER and event.modifiers() in _PLAIN:
            if not event.isAutoRepeat():
                self._enter(at)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws a ring while the pane itself has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            width = self._theme.px(2)
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("accent"), width))
            ring = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(ring, self._theme.px(10), self._theme.px(10))
            painter.end()

    def _enter(self, at: QWidget | None) -> None:
        if isinstance(at, QPushButton) and at.menu() is not None:
            at.showMenu()
        elif isinstance(at, QAbstractButton):
            at.click()
        elif not isinstance(at, _TYPED):
            self.entered.emit()
