# SPDX-License-Identifier: MIT
"""Cards over the text of an article: what a reader must know of the file before reading it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui import icons
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

_MOST = 3
_BESIDE = 400
"""From this width on (px at 100 %) a card's button stands beside its words."""


class Note(NamedTuple):
    """A sentence, and what can be done about it: a button's text and the name that says it was pressed."""

    text: str
    button: str = ""
    act: str = ""


class Notices(QWidget):
    """A card for each note.

    Signals:
        acted(str): the button of a note was pressed; its ``act``.
    """

    acted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._notes: tuple[Note, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._cards: list[QFrame] = []
        self._said: list[QBoxLayout] = []
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences that are shown."""
        return tuple(note.text for note in self._notes)

    def show_notes(self, notes: tuple[Note, ...]) -> None:
        """Show these, those with a button first; the last card sums up what has no room."""
        unique = {note.text: note for note in sorted(notes, key=_is_plain) if note.text}
        shown = list(unique.values())
        if len(shown) > _MOST:
            rest = shown[_MOST - 1 :]
            words = " ".join(note.text for note in rest)
            shown[_MOST - 1 :] = [Note(tr("{count} more: {words}", count=len(rest), words=words)[:300])]
        self._notes = tuple(shown)
        self._build()

    def add_note(self, note: Note) -> None:
        """Show one more, if it is not shown yet."""
        if note.text not in self.texts:
            self.show_notes((*self._notes, note))

    def remove_note(self, act: str) -> None:
        """Take the card away whose button says this."""
        left = tuple(note for note in self._notes if note.act != act)
        if left != self._notes:
            self.show_notes(left)

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self._build()

    def _build(self) -> None:
        for card in self._cards:
            self._box.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._said.clear()
        self._cards = [self._card(note) for note in self._notes]
        self._box.setSpacing(self._theme.px(6))
        self.setVisible(bool(self._cards))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the button stands below the words."""
        super().resizeEvent(event)
        for said in self._said:
            said.setDirection(self._direction())

    def _direction(self) -> QBoxLayout.Direction:
        narrow = self.width() < self._theme.px(_BESIDE)
        return QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight

    def _card(self, note: Note) -> QFrame:
        theme = self._theme
        card = QFrame(self)
        card.setProperty("role", "warning")
        row = QHBoxLayout(card)
        row.setContentsMargins(*(theme.px(side) for side in (10, 6, 10, 6)))
        row.setSpacing(theme.px(8))
        mark, words = QLabel(card), QLabel(note.text, card)
        mark.setPixmap(icons.pixmap("warning", theme.hex("warn"), theme.px(16), self.devicePixelRatioF()))
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setProperty("role", "warning")
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said = QBoxLayout(self._direction())
        said.setSpacing(theme.px(8))
        said.addWidget(words, 1)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(said, 1)
        self._said.append(said)
        if note.button:
            button = QPushButton(note.button, card)
            button.setObjectName(note.act)
            button.setAccessibleName(note.button.partition("   ")[0])
            button.setToolTip(plain_tip(note.text))
            button.clicked.connect(self._pressed)
            said.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._box.addWidget(card)
        return card

    def _pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.acted.emit(button.objectName())


def _is_plain(note: Note) -> bool:
    return not note.button
