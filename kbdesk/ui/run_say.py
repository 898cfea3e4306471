# SPDX-License-Identifier: MIT
"""The card of words to say: read out large, copied by one key, its blanks filled on the way."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.mirror import turned
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.run_parts import set_icon
from kbdesk.ui.run_text import GrowingText, blank_places, fill_blanks
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel

_COPIED_MS = 1600


class SayCard(QFrame):
    """Words to say, with a field for each of their blanks and a button that copies them.

    Signals:
        copy_requested(str): the words with their blanks filled.
        blank_filled(str, str): a blank's name and what the agent typed for it.
        done(): the words were copied from a blank's field; the focus may go on.
    """

    copy_requested = Signal(str)
    blank_filled = Signal(str, str)
    done = Signal()

    def __init__(self, parent: QWidget, text: str, known: Mapping[str, str], first: bool) -> None:
        super().__init__(parent)
        self._source, self._theme = text, Theme()
        self._values = {name: known.get(name, "") for _s, _e, name in blank_places(text)}
        self._head = WrapLabel(self, 11, 600, "accent")
        self._head.setText(tr("Say"))
        self._copy_text = tr("Copy  C") if first else tr("Copy")
        self._copy = QPushButton(self._copy_text, self)
        self._copy.setProperty("role", "quiet")
        self._copy.setAccessibleName(tr("Copy the words to say"))
        self._copy.setToolTip(plain_tip(tr("Copy the words to say") + (" (C)" if first else "")))
        self._copy.clicked.connect(self._send)
        self._text = GrowingText(self)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(_COPIED_MS)
        self._back.timeout.connect(self._reset_copy)
        top = QHBoxLayout()
        top.addWidget(self._head, 1)
        top.addWidget(self._copy)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._labels: list[WrapLabel] = []
        self._edits: dict[str, QLineEdit] = {}
        for row, name in enumerate(self._values):
            self._add_blank(row, name)
        self._box = QVBoxLayout(self)
        self._box.addLayout(top)
        self._box.addWidget(self._text)
        self._box.addLayout(self._grid)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self._theme = theme
        self._head.set_theme(theme)
        for label in self._labels:
            label.set_theme(theme)
            label.setMaximumWidth(theme.px(120))
        set_icon(self._copy, "copy", theme, "accent")
        self._box.setContentsMargins(theme.px(14), theme.px(6), theme.px(8), theme.px(12))
        self._box.setSpacing(theme.px(4))
        self._grid.setContentsMargins(0, theme.px(6) if self._edits else 0, theme.px(6), 0)
        self._show_text()

    def copy(self) -> bool:
        """Copies the words, or asks for the first blank that is empty; True if they were copied."""
        for name, edit in self._edits.items():
            if not self._values[name]:
                edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return False
        self._send()
        return True

    def fill(self, name: str, value: str) -> None:
        """Takes a blank's value that was typed elsewhere."""
        if name in self._values and self._values[name] != value:
            self._values[name] = value
            self._edits[name].setText(value)
            self._show_text()

    def words(self) -> str:
        """The words with their blanks filled; an empty one is an ellipsis."""
        return fill_blanks(self._source, lambda name: self._values.get(name, "") or "…")[0]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the tinted card with its bar."""
        theme = self._theme
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), theme.px(8), theme.px(8))
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(shape)
            painter.fillRect(self.rect(), theme.color("weak"))
            bar = turned(QRectF(0, 0, theme.px(4), self.height()), self.rect())
            painter.fillRect(bar, theme.color("accent"))
        finally:
            painter.end()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stops what would still run."""
        self._back.stop()
        super().hideEvent(event)

    def _add_blank(self, row: int, name: str) -> None:
        label = WrapLabel(self, 12, 400, "muted")
        label.setText(name.replace("_", " "))
        edit = LineEdit(self._values[name], self)
        edit.setObjectName(name)
        edit.setAccessibleName(tr("{name}, for the words to say", name=name.replace("_", " ")))
        edit.setPlaceholderText(tr("Fill in, then Enter copies"))
        edit.textEdited.connect(self._typed)
        edit.returnPressed.connect(self._entered)
        self._labels.append(label)
        self._edits[name] = edit
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(edit, row, 1)

    def _typed(self) -> None:
        edit = self.sender()
        if isinstance(edit, QLineEdit):
            self._values[edit.objectName()] = edit.text()
            self._show_text()
            self.blank_filled.emit(edit.objectName(), edit.text())

    def _entered(self) -> None:
        names = list(self._edits)
        sender = self.sender()
        at = names.index(sender.objectName()) + 1 if sender is not None else len(names)
        if at < len(names):
            self._edits[names[at]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._send()
            self.done.emit()

    def _send(self) -> None:
        self.copy_requested.emit(self.words())
        self._copy.setText(tr("Copied"))
        self._back.start()

    def _reset_copy(self) -> None:
        self._copy.setText(self._copy_text)

    def _show_text(self) -> None:
        text, marks = fill_blanks(self._source, lambda name: self._values.get(name, ""))
        self._text.show_marked(text, marks, self._theme, 15)
        self._text.setAccessibleName(tr("Say: {text}", text=text))
