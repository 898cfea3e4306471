# SPDX-License-Identifier: MIT
"""A bot's conversation before a call begins with it: what was said and tried, and how to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from kbdesk.model import Hit
from kbdesk.model.bot import Conversation
from kbdesk.ui.form import FormSheet, Section, made_button
from kbdesk.ui.theme import Theme

_SHOWN = 6
_CHARS = 160


class BotSheet(FormSheet):
    """Tells what the customer said and what was tried; a digit begins the call.

    Args:
        theme: the look.
        parent: the window that it covers.
        talk: the conversation.
        told: what was read, in sentences.
        hits: playbooks that may fit, best first.

    Signals:
        begun(str path, str library): begin the call in this playbook; "" for none.
    """

    begun = Signal(str, str)

    def __init__(
        self, theme: Theme, parent: QWidget, talk: Conversation, told: tuple[str, ...], hits: tuple[Hit, ...]
    ) -> None:
        super().__init__(theme, parent, f"A conversation with {talk.bot}", 620)
        self._hits = hits
        self.say_told(
            " ".join((*told, f"It came to a person because: {talk.reason}" if talk.reason else "")).strip()
        )
        said = Section(self, "The customer says")
        for words in talk.customer_words[:_SHOWN]:
            said.words(f"“{_cut(words)}”", "fg")
        _rest(said, len(talk.customer_words))
        tried = Section(self, f"What {talk.bot} tried")
        for step in talk.tried[:_SHOWN]:
            outcome = step.outcome or "the outcome is not known"
            tried.words(f"• {_cut(step.what)} → {_cut(outcome)}", "fg")
        _rest(tried, len(talk.tried))
        if not talk.tried:
            tried.words("It does not say.")
        self._rows = list(self._choices())
        self.column.addStretch(1)
        cancel = self.add_button("Cancel   Esc", "Begin nothing (Esc)")
        cancel.clicked.connect(self.leave)
        self.set_theme(theme)

    def _choices(self) -> list[QPushButton]:
        section = Section(self, "Go on with it")
        made = []
        words = [*(hit.title for hit in self._hits), "Without a playbook"]
        for number, title in enumerate(words, 1):
            button = made_button(section, f"{_cut(title)}   {number}", f"Begin the call: {title} ({number})")
            button.clicked.connect(self._pressed)
            section.row(button)
            made.append(button)
        made[0].setProperty("role", "primary")
        return made

    def begin(self) -> None:
        """Cover the window, with the focus on what fits best."""
        self.open_over()
        self._rows[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_part(self._rows[0])

    def refuse(self, sentence: str) -> None:
        """The call could not begin: say why."""
        self.say_trouble(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit begins the call, Up and Down go through the choices."""
        number = event.key() - Qt.Key.Key_1
        steps = {Qt.Key.Key_Down: True, Qt.Key.Key_Up: False}
        if 0 <= number < len(self._rows) and not event.isAutoRepeat():
            self._rows[number].click()
        elif event.key() in steps:
            self.focusNextPrevChild(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _pressed(self) -> None:
        button = self.sender()
        if not isinstance(button, QPushButton) or button not in self._rows:
            return
        number = self._rows.index(button)
        hit = self._hits[number] if number < len(self._hits) else None
        self.begun.emit(hit.path if hit else "", hit.library if hit else "")


def _cut(text: str) -> str:
    return text if len(text) <= _CHARS else f"{text[: _CHARS - 1].rstrip()}…"


def _rest(section: Section, count: int) -> None:
    if count > _SHOWN:
        section.words(f"… and {count - _SHOWN:,} more")
