# SPDX-License-Identifier: MIT
"""The base of pages that take the room of the panes: a head, a list beside what it stands for, keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.ui.form import Themed, made_button
from kbdesk.ui.mirror import side_by_side
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme, dress
from kbdesk.ui.wrap_label import WrapLabel

SIDE_BY_SIDE = 760
"""From this width on (px at 100 %) the list stands beside what it shows; below, above it."""

LOW, LOW_SIDE_BY_SIDE = 480, 520
"""A page lower than this (px at 100 %) has no room for two above each other: less width will do."""


class Cover(QFrame):
    """A page with a list at its left and what is chosen in it at its right.

    The subclass fills ``left`` and ``right`` and says which widget has the focus at first.

    Args:
        theme: the look.
        parent: its owner.
        title: its first line, and what a screen reader calls it.

    Signals:
        closed(): the person left it.
    """

    closed = Signal()
    tight_below = 560
    """Where both stand above each other, a page lower than this (px at 100 %) cannot show all buttons."""
    least_stacked = 0
    """What stands above each other gets at least this height (px at 100 %); in a lower page it scrolls."""
    list_share = 0.46
    """The part of the height that the list gets where it stands above what it shows."""

    def __init__(self, theme: Theme, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        if parent is not None:
            self.resize(parent.size())  # that which it will have: everything is arranged once
        self.theme = theme
        self._parts: list[Themed] = []
        self._first: QWidget | None = None
        self._list_high = 0
        self.setProperty("role", "pane")
        dress(self, theme)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._title = self.label(self, 17, 600)
        self._title.setText(title)
        self.told = self.label(self, 12, 400, "muted")
        self._close = made_button(self, tr("Close   Esc"), tr("Back to the desk (Esc)"))
        self._close.clicked.connect(self.leave)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self.told)
        self._head = QHBoxLayout()
        self._head.addLayout(words, 1)
        self._head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._splitter = side_by_side()
        self.left, self.right = QWidget(self._splitter), QWidget(self._splitter)
        self.left_box, self.right_box = QVBoxLayout(self.left), QVBoxLayout(self.right)
        for box in (self.left_box, self.right_box):
            box.setContentsMargins(0, 0, 0, 0)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._head)
        self._scroll = column_scroll(self)
        self._scroll.setWidget(self._splitter)
        self._box.addWidget(self._scroll, 1)

    def label(self, parent: QWidget, size: float = 13, weight: int = 400, colour: str = "fg") -> WrapLabel:
        """A label that follows the look of the page."""
        made = WrapLabel(parent, size, weight, colour)
        self.follow(made)
        return made

    def follow(self, part: Themed) -> None:
        """Hand the look on to a part from now on."""
        self._parts.append(part)
        part.set_theme(self.theme)

    def forget(self, part: Themed) -> None:
        """A part is about to go."""
        self._parts.remove(part)

    def focus_first(self, widget: QWidget) -> None:
        """Say which widget gets the focus that the page gets."""
        self._first = widget

    @property
    def is_low(self) -> bool:
        """Whether there is little room from top to bottom."""
        return self.height() < self.theme.px(LOW)

    @property
    def is_stacked(self) -> bool:
        """Whether the list stands above what it shows."""
        return self._splitter.orientation() == Qt.Orientation.Vertical

    @property
    def is_tight(self) -> bool:
        """Whether there is no room for all buttons: stacked, in a low window."""
        return self.is_stacked and self.height() < self.theme.px(self.tight_below)

    def fit(self) -> None:
        """Show what there is room for; called whenever size or look changed."""

    def put_in_head(self, button: QPushButton) -> None:
        """A button before the one that closes the page."""
        self._head.insertWidget(1, button, 0, Qt.AlignmentFlag.AlignTop)

    def hand_focus_on(self) -> None:
        """There is something to choose now: go there, unless the person went elsewhere meanwhile."""
        first = self._first
        if first is not None and not first.isHidden() and (self.hasFocus() or self._close.hasFocus()):
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def hold_focus(self) -> None:
        """What has the focus is about to be hidden: keep it on the page, so that Esc closes that."""
        if self._first is not None and self._first.hasFocus():
            self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit_list(self, high: int) -> None:
        """Say how much height the list needs: where it stands above, it gets no more than that."""
        if high != self._list_high:
            self._list_high = high
            self._splitter.setProperty("placed", False)
            self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self.theme = theme
        dress(self, theme)
        for part in self._parts:
            part.set_theme(theme)
        self._box.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._box.setSpacing(theme.px(10))
        self._splitter.setHandleWidth(theme.px(12))
        for box in (self.left_box, self.right_box):
            box.setSpacing(theme.px(8))
        self._arrange()

    def leave(self) -> None:
        """Go back to what was before."""
        self.closed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on."""
        super().focusInEvent(event)
        there = self._first is not None and not self._first.isHidden()
        target = self._first if there and self._first is not None else self._close
        target.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Enter presses a button; another key without Ctrl or Alt does nothing."""
        focused = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            if not event.isAutoRepeat():
                focused.click()
        elif not _is_plain(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keeps keys of the hidden call (digits, Backspace, Ctrl+Z) from acting behind the page."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (_is_plain(event) or _is_undo(event))
            and event.key() != Qt.Key.Key_Slash
        ):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the two parts side by side or one above the other."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= self.theme.px(LOW_SIDE_BY_SIDE if self.is_low else SIDE_BY_SIDE)
        self.told.setVisible(not self.is_low and bool(self.told.text()))
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        self._close.setText(tr("Close   Esc") if wide else tr("Close"))
        if self._splitter.orientation() != wanted or not self._splitter.property("placed"):
            self._splitter.setOrientation(wanted)
            self._splitter.setProperty("placed", True)
            length = self.width() if wide else max(self.height(), self.theme.px(self.least_stacked))
            first = min(self.theme.px(420), round(length * (0.4 if wide else self.list_share)))
            if not wide and self._list_high:
                first = min(first, self._list_high)
            self._splitter.setSizes([first, max(1, length - first)])
            self._splitter.setStretchFactor(0, 0)
            self._splitter.setStretchFactor(1, 1)
        self._splitter.setMinimumHeight(0 if wide else self.theme.px(self.least_stacked))
        self.fit()


def _is_plain(event: QKeyEvent) -> bool:
    """Whether it is a sign, Backspace, Delete or Enter without Ctrl, Alt or Meta."""
    held = Qt.KeyboardModifier
    strong = event.modifiers() & (held.ControlModifier | held.AltModifier | held.MetaModifier)
    functions = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    return not strong and not functions and event.key() != Qt.Key.Key_Escape


def _is_undo(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and event.key() == Qt.Key.Key_Z
