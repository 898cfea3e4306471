# SPDX-License-Identifier: MIT
"""The base of sheets: a card in the middle of a dimmed window that holds the focus until it is closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from kbdesk.ui.reading import follow_layout
from kbdesk.ui.theme import Theme, dress
from kbdesk.ui.within import alive, within

FULL_BELOW = 700
"""A window narrower than this (px at 100 %) gives the sheet all of its room."""

_MARGIN = 24


class Sheet(QFrame):
    """Covers its parent; the subclass fills ``card`` and says how big it would like to be.

    Args:
        theme: the look.
        parent: the window that it covers.
        name: what a screen reader calls it.
    """

    def __init__(self, theme: Theme, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None
        self.take(theme)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = QFrame(self)
        self.card.setProperty("role", "card")
        self.card.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.box = QVBoxLayout(self.card)
        parent.installEventFilter(self)
        self.hide()

    def open_over(self) -> None:
        """Covers the parent and remembers what had the focus."""
        follow_layout(self)
        self.stand_over()

    def stand_over(self) -> None:
        """As ``open_over``, where what is in it is in the order of its layouts already."""
        if not self.isVisible():
            focused = QApplication.focusWidget()
            self._before = focused if focused is not None and not self.isAncestorOf(focused) else None
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.place()
        if not self.isAncestorOf(QApplication.focusWidget() or self):
            self.card.setFocus(Qt.FocusReason.OtherFocusReason)  # no key acts below, whatever is shown later

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self.take(theme)
        self.place()

    def take(self, theme: Theme) -> None:
        """Take a look, and nothing more: the subclass takes its own sizes."""
        self.theme = theme
        dress(self, theme)

    def wanted(self) -> tuple[int, int]:
        """The card's width and height in pixels if there is room."""
        return self.theme.px(680), self.theme.px(640)

    def place(self) -> None:
        """Puts the card in the middle, or everywhere in a narrow window."""
        room = self.rect()
        if room.width() < self.theme.px(FULL_BELOW):
            self.card.setGeometry(room)
            return
        width, height = self.wanted()
        margin = self.theme.px(_MARGIN)
        width = min(width, room.width() - 2 * margin)
        height = min(height, room.height() - 2 * margin)
        left, top = (room.width() - width) // 2, max(margin, (room.height() - height) // 2)
        self.card.setGeometry(QRect(left, top, width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the parent's size."""
        parent = self.parentWidget()
        if (
            watched is parent
            and parent is not None
            and event.type() == QEvent.Type.Resize
            and self.isVisible()
        ):
            self.setGeometry(parent.rect())
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keeps the window's shortcuts from acting below the sheet; zoom and theme stay."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and not _is_global(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the sheet."""
        focused, parts = QApplication.focusWidget(), [self.card, *within(self.card)]
        at = parts.index(focused) if focused in parts else 0
        others = [*parts[at + 1 :], *parts[:at]]
        for part in others if forward else reversed(others):
            takes_tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if takes_tab and part.isVisible() and part.isEnabled():
                reason = Qt.FocusReason
                part.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the card again."""
        super().resizeEvent(event)
        self.place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dims what is below."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), QColor(0, 0, 0, 150 if self.theme.dark else 110))
        finally:
            painter.end()

    def mousePressEvent(self, event: object) -> None:
        """A click beside the card goes nowhere."""

    def dismiss(self) -> None:
        """Gives the focus back to what had it and hides the sheet.

        In this order: as Qt hides what has the focus, it looks for the next field, which takes longer.
        """
        before, self._before = self._before, None
        if before is not None and alive(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def give_back_to(self, part: QWidget) -> None:
        """Give the focus to this part of the window when it is closed."""
        self._before = part

    def closeEvent(self, event: object) -> None:
        """Closing is dismissing."""
        self.dismiss()
        super().closeEvent(event)  # type: ignore[arg-type]


def sheet_over(window: QWidget) -> Sheet | None:
    """The sheet that covers a window, the lowest if there are several; None if there is none."""
    return next((one for one in window.children() if isinstance(one, Sheet) and one.isVisible()), None)


def give_focus(part: QWidget, reason: Qt.FocusReason) -> None:
    """Give a part of a window the focus; while a sheet covers the window, it gets it when that is closed."""
    sheet = sheet_over(part.window())
    if sheet is None:
        part.setFocus(reason)
    else:
        sheet.give_back_to(part)


def _is_global(event: QKeyEvent) -> bool:
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    zoom = (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal, Qt.Key.Key_0, Qt.Key.Key_Q)
    return control and (alt or event.key() in zoom)
