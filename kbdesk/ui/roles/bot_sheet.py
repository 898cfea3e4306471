# SPDX-License-Identifier: MIT
"""A bot's conversation before a call begins with it: what was said and tried, and how to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.model import Hit
from kbdesk.model.bot import Conversation
from kbdesk.ui.form import FormSheet, Section, made_button
from kbdesk.ui.mirror import arrow
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
        super().__init__(theme, parent, tr("A conversation with {bot}", bot=talk.bot), 620)
        self._hits = hits
        why = tr("It came to a person because: {reason}", reason=talk.reason) if talk.reason else ""
        self.say_told(" ".join((*told, why)).strip())
        said = Section(self, tr("The customer says"))
        for words in talk.customer_words[:_SHOWN]:
            said.words(tr("“{words}”", words=_cut(words)), "fg")
        _rest(said, len(talk.customer_words))
        tried = Section(self, tr("What {bot} tried", bot=talk.bot))
        for step in talk.tried[:_SHOWN]:
            outcome = step.outcome or tr("the outcome is not known")
            tried.words(f"• {_cut(step.what)} {arrow()} {_cut(outcome)}", "fg")
        _rest(tried, len(talk.tried))
        if not talk.tried:
            tried.words(tr("It does not say."))
        self._rows = list(self._choices())
        self.column.addStretch(1)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Begin nothing (Esc)"))
        cancel.clicked.connect(self.leave)
        self.set_theme(theme)

    def _choices(self) -> list[QPushButton]:
        section = Section(self, tr("Go on with it"))
        made = []
        words = [*(hit.title for hit in self._hits), tr("Without a playbook")]
        for number, title in enumerate(words, 1):
            button = made_button(
                section,
                f"{_cut(title)}   {number}",
                tr("Begin the call: {title} ({number})", title=title, number=number),
            )
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
        section.words(tr("… and {n:,} more", n=count - _SHOWN))
