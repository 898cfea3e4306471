# SPDX-License-Identifier: MIT
"""The customer's side of a practice call: what they say, line by line, and what they tell when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.announce import announce
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

if TYPE_CHECKING:
    from kbdesk.desk.practice import Told, Turn

PACE_MS = 450
"""How long after one line the next is said."""
ASK_KEY = "Alt+Q"
LOW = 360
"""A pane lower than this (px at 100 %) has room for one button to ask with."""
MOST_ASKS = 3
LABEL = 24
"""Signs of a label that fit on a button in the smallest window at 200 %."""
_HEADS = {"customer": tr("Customer"), "found": tr("You find"), "asked": tr("You ask")}


class Said(QFrame):
    """One line of the conversation, with who says it above."""

    def __init__(self, parent: QWidget, speaker: str, text: str, theme: Theme) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._head = WrapLabel(self, 11, 600, "muted")
        self._head.setText(_HEADS[speaker])
        self._words = WrapLabel(self, 14, 400, "muted" if speaker == "asked" else "fg")
        self._words.setText(text)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if speaker == "customer":
            self.setProperty("role", "say")
        self._box = QVBoxLayout(self)
        for label in (self._head, self._words):
            self._box.addWidget(label)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for label in (self._head, self._words):
            label.set_theme(theme)
        left = theme.px(12 if self._speaker == "customer" else 16)
        self._box.setContentsMargins(left, theme.px(7), theme.px(12), theme.px(8))
        self._box.setSpacing(theme.px(2))


class PracticePane(QWidget):
    """Shows the conversation, and a button for each value that can be asked for now.

    Signals:
        heard(str): a line appeared.
    """

    heard = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(tr("The customer"))
        self._waiting: list[tuple[str, str]] = []
        self._entries: list[Said] = []
        self._asks: list[QPushButton] = []
        self._tells: tuple[Told, ...] = ()
        self._asked: set[str] = set()
        self._recorded: set[str] = set()
        self._shown: tuple[int, int, str] | None = None
        self._who = WrapLabel(self, 15, 600)
        self._scroll = column_scroll(self)
        self._content = QWidget(self._scroll)
        self._column = QVBoxLayout(self._content)
        self._column.addStretch(1)
        self._scroll.setWidget(self._content)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._to_end)
        self._foot = QWidget(self)
        self._flow = LineLayout(self._foot, 8)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._who)
        self._box.addWidget(self._scroll, 1)
        self._box.addWidget(self._foot)
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PACE_MS)
        self._pace.timeout.connect(self._say_next)
        self.set_theme(theme)

    # --- what is shown ---

    @property
    def lines(self) -> tuple[str, ...]:
        """All that was said so far and is still to be said."""
        said = tuple(entry._words.text() for entry in self._entries)
        return (*said, *(text for _, text in self._waiting))

    def begin(self, who: str) -> None:
        """A new customer calls."""
        self._pace.stop()
        self._waiting.clear()
        for entry in self._entries:
            self._column.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self._entries, self._shown = [], None
        self._asked.clear()
        self._tells = ()
        self._who.setText(who)
        self._offer()

    def show_turn(self, turn: Turn) -> None:
        """Say what is to be heard at a step that the call came to; nothing twice at one visit."""
        run = turn.view.run
        self._tells = turn.tells if run.status in ("running", "paused") else ()
        self._recorded = {name for name, value in run.recorded if value}
        self._offer()
        at = (len(run.visits), sum(visit.undone for visit in run.visits), run.current.anchor)
        if at == self._shown:
            return
        self._shown = at
        for line in turn.lines:
            self._waiting.append((line.speaker, line.text))
        if not self._pace.isActive():
            self._say_next()

    def show_name(self, *, shown: bool) -> None:
        """Show who calls above what they say, or leave it out."""
        self._who.setVisible(shown)

    def ask_next(self) -> None:
        """Ask for the first value that is still to be recorded here; one not asked for yet goes first."""
        if self._asks:
            self._asks[0].click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer as many values as there is room for."""
        super().resizeEvent(event)
        self._offer()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self._who.set_theme(theme)
        for entry in self._entries:
            entry.set_theme(theme)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(8))
        self._column.setContentsMargins(0, 0, theme.px(8), 0)
        self._column.setSpacing(theme.px(8))

    # --- saying ---

    def _say_next(self) -> None:
        if not self._waiting:
            return
        speaker, text = self._waiting.pop(0)
        entry = Said(self._content, speaker, text, self._theme)
        self._column.insertWidget(self._column.count() - 1, entry)
        self._entries.append(entry)
        entry.show()
        announce(self, f"{_HEADS[speaker]}: {text}")
        self.heard.emit(text)
        if self._waiting:
            self._pace.start()

    def _to_end(self, _least: int, most: int) -> None:
        self._scroll.verticalScrollBar().setValue(most)

    # --- asking ---

    def _offer(self) -> None:
        """A button for each value that is still to be recorded here; those not asked for come first."""
        left = [told for told in self._tells if told.name not in self._recorded]
        left.sort(key=lambda told: told.name in self._asked)
        left = left[: 1 if self.height() < self._theme.px(LOW) else MOST_ASKS]
        if [told.name for told in left] == [button.property("name") for button in self._asks]:
            return
        held = any(button.hasFocus() for button in self._asks)
        for button in self._asks:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._asks = [self._button(told) for told in left]
        self._foot.setVisible(bool(left))
        if held and self._asks:
            self._asks[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, told: Told) -> QPushButton:
        text = told.label if len(told.label) <= LABEL else f"{told.label[: LABEL - 1].rstrip()}…"
        tip = tr("Ask the customer for: {label} ({key} asks for the next one)", label=told.label, key=ASK_KEY)
        button = made_button(self._foot, tr("Ask: {label}", label=text), tip)
        button.setAccessibleName(tr("Ask for {label}", label=told.label))
        button.setProperty("name", told.name)
        button.clicked.connect(self._ask)
        self._flow.addWidget(button)
        button.show()
        return button

    def _ask(self) -> None:
        button = self.sender()
        name = button.property("name") if isinstance(button, QPushButton) else ""
        told = next((one for one in self._tells if one.name == name), None)
        if told is not None:
            self._asked.add(told.name)
            self._waiting += [("asked", f"{told.label}?"), ("customer", told.spoken)]
            if not self._pace.isActive():
                self._say_next()
            self._offer()
