# SPDX-License-Identifier: MIT
"""The cards of a handoff note's page: what was answered to it, and what to know before it is answered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Incoming
from kbdesk.ui.brief import cut
from kbdesk.ui.cases.receive_words import warnings_of
from kbdesk.ui.form import made_button
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel


class AnswerCard(QFrame):
    """What was answered to a note; hidden if nothing was.

    Args:
        parent: its owner.
        heading: who answered, and how; "" if nobody did.
        sentence: what they said.
        colour: the token of both the heading and the frame.
    """

    def __init__(self, parent: QWidget, heading: str, sentence: str, colour: str) -> None:
        super().__init__(parent)
        self.setObjectName("answer")
        self._colour = colour or "ok"
        self._box = QVBoxLayout(self)
        self._labels = []
        for text, weight, token in ((heading, 600, self._colour), (sentence, 400, "fg")):
            if text:
                label = WrapLabel(self, 15, weight, token)
                label.setText(cut(text))
                self._box.addWidget(label)
                self._labels.append(label)
        self.setVisible(bool(heading))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for label in self._labels:
            label.set_theme(theme)
        _space(self._box, theme)
        self.setStyleSheet(
            f"QFrame#answer {{ background: {theme.hex(self._colour + '_weak')};"
            f" border-radius: {theme.px(8)}px; border: 1px solid {theme.hex(self._colour)}; }}"
        )


class WarningCards(QWidget):
    """What to know of the playbook, with a way to see what changed, and other warnings; hidden if none.

    Signals:
        change_asked(): show what changed in the playbook since the note was written.
    """

    change_asked = Signal()

    def __init__(self, parent: QWidget, incoming: Incoming) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._cards: list[QVBoxLayout] = []
        self._labels: list[WrapLabel] = []
        for sentence in filter(None, (incoming.notice, *warnings_of(incoming))):
            self._add(sentence, changed=sentence is incoming.notice and incoming.difference is not None)
        self.setVisible(bool(self._cards))

    def _add(self, sentence: str, *, changed: bool) -> None:
        card = QFrame(self)
        card.setProperty("role", "warning")
        box = QVBoxLayout(card)
        label = WrapLabel(card, 13, 500, "warn")
        label.setText(cut(sentence))
        box.addWidget(label)
        if changed:
            button = made_button(
                card,
                tr("Show what changed   {show_change}"),
                tr("The playbook then and now ({show_change})"),
            )
            button.clicked.connect(self.change_asked)
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._cards.append(box)
        self._labels.append(label)
        self._box.addWidget(card)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for label in self._labels:
            label.set_theme(theme)
        self._box.setSpacing(theme.px(6))
        for box in self._cards:
            _space(box, theme)


def _space(box: QVBoxLayout, theme: Theme) -> None:
    box.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 8)))
    box.setSpacing(theme.px(6))
