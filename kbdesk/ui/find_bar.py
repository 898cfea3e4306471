# SPDX-License-Identifier: MIT
"""The find bar of the reading pane: a field, how many there are, next, previous, close."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from kbdesk.language import tr
from kbdesk.ui import icons
from kbdesk.ui.key_map import name_keys
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.theme import Theme, set_look


class FindBar(QFrame):
    """Asks what to find in the open article.

    Signals:
        text_changed(str): look for this.
        step_requested(int): 1 the next place, -1 the previous one.
        close_requested(): the person is done.
    """

    text_changed = Signal(str)
    step_requested = Signal(int)
    close_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = LineEdit(self)
        self.field.setPlaceholderText(tr("Find in this article"))
        self.field.setAccessibleName(tr("Find in this article"))
        self.field.setToolTip(tr("Enter goes to the next place, Shift+Enter to the previous one, Esc closes"))
        self.field.setMaxLength(200)
        self.field.textChanged.connect(self.text_changed)
        self._count = QLabel("", self)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("role", "muted")
        self._count.setAccessibleName(tr("Places found"))
        self._previous = self._button("up", tr("Previous place ({find_previous})"))
        self._next = self._button("down", tr("Next place ({find_next})"))
        self._close = self._button("close", tr("Close (Esc)"))
        self._previous.clicked.connect(self._ask_previous)
        self._next.clicked.connect(self._ask_next)
        self._close.clicked.connect(self.close_requested)
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.field, 1)
        for part in (self._count, self._previous, self._next, self._close):
            self._box.addWidget(part)
        self.set_theme(theme)
        self.hide()

    def show_found(self, at: int, count: int) -> None:
        """Show the place and how many there are, ``3 of 12``."""
        if not self.field.text():
            self._count.setText("")
        else:
            self._count.setText(tr("{at:,} of {count:,}", at=at, count=count) if count else tr("not found"))
        set_look(self.field, "invalid", bool(self.field.text()) and not count)
        for button in (self._previous, self._next):
            button.setEnabled(count > 0)

    @property
    def count_text(self) -> str:
        """The words beside the field."""
        return self._count.text()

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._box.setContentsMargins(*(theme.px(side) for side in (12, 6, 8, 6)))
        self._box.setSpacing(theme.px(4))
        side = theme.px(16)
        for button, name in ((self._previous, "up"), (self._next, "down"), (self._close, "close")):
            button.setIcon(icons.icon(name, theme.hex("muted"), side))
            button.setIconSize(QSize(side, side))

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"find-{name}")
        button.setAccessibleName(tip.split(" (", maxsplit=1)[0])
        name_keys(button, tip=tip)
        return button

    def _ask_next(self) -> None:
        self.step_requested.emit(1)

    def _ask_previous(self) -> None:
        self.step_requested.emit(-1)
