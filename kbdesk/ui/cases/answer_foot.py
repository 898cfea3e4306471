# SPDX-License-Identifier: MIT
"""The foot of a handoff note's page: say it back and take it on, or send it back with what is missing."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import HandoffNote
from kbdesk.ui.cases.receive_words import LACKS, is_lacking, said_of
from kbdesk.ui.flow import LineLayout, grow_down
from kbdesk.ui.form import TickChip, made_button
from kbdesk.ui.key_map import key_of
from kbdesk.ui.mirror import steps
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.wrap_label import WrapLabel

SAY = tr("Say it back in your own words")
WHAT = tr("What is wrong, what is wanted of you, by when")

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BESIDE = 620
_NOTHING = tr("Say it in a few words of your own first: the sender sees then that it arrived.")
_NAME_ONE = tr("Tick what is missing, or write it: the sender cannot know otherwise.")


class Line(LineEdit):
    """A field of one line whose Enter answers.

    Signals:
        entered(): Enter.
    """

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter answers and goes no further; Alt and a letter is a key of the page, not a letter."""
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif event.key() in _ENTER:
            if not event.isAutoRepeat():
                self.entered.emit()
        else:
            super().keyPressEvent(event)


class ReadBack(QWidget):
    """One line in one's own words, then the case is taken on.

    Signals:
        taken(str): the line; take the case on.
        refused(): something is missing, it is to be sent back.
    """

    taken = Signal(str)
    refused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._name = WrapLabel(self, 13, 600)
        self._name.setText(SAY)
        self.line = Line(self)
        self.line.setAccessibleName(SAY)
        self.line.setPlaceholderText(WHAT)
        self._low = False
        self.line.setMaxLength(600)
        self.line.entered.connect(self._take)
        self.line.textEdited.connect(self._typed)
        self._trouble = WrapLabel(self, 12, 600, "danger")
        self._trouble.hide()
        self._buttons = QWidget(self)
        flow = LineLayout(self._buttons, 8)
        self._take_button = made_button(
            self._buttons,
            tr("Take it on   Enter"),
            tr("Take the case on; its sender sees that (Enter)"),
            "primary",
        )
        self._take_button.clicked.connect(self._take)
        key = key_of("hand_back")
        self._back_button = made_button(
            self._buttons,
            tr("Send it back …   {key}", key=key),
            tr("Tell the sender what is missing ({key})", key=key),
        )
        self._back_button.clicked.connect(self.refused)
        for button in (self._take_button, self._back_button):
            flow.addWidget(button)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self._buttons, 0)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for part in (self._name, self._row, self._trouble):
            self._box.addLayout(part) if isinstance(part, QBoxLayout) else self._box.addWidget(part)
        grow_down(self, QSizePolicy.Policy.Preferred)

    def set_low(self, *, low: bool) -> None:
        """Say whether there is little room: the line then names itself."""
        if low != self._low:
            self._low = low
            self._name.setVisible(not low)
            self.line.setPlaceholderText(SAY if low else WHAT)

    def _typed(self) -> None:
        set_look(self.line, "invalid", False)
        self._trouble.hide()

    def _take(self) -> None:
        text = " ".join(self.line.text().split())
        if text:
            self.taken.emit(text)
        else:
            set_look(self.line, "invalid", True)
            self._trouble.setText(_NOTHING)
            self._trouble.show()
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look; what is typed stays."""
        self._theme = theme
        for label in (self._name, self._trouble):
            label.set_theme(theme)
        self._box.setSpacing(theme.px(6))
        self._row.setSpacing(theme.px(8))
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beside the line or below it."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        beside = self.width() >= self._theme.px(_BESIDE)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        for button in (self._take_button, self._back_button):
            words = button.accessibleName()
            key = "Enter" if button is self._take_button else key_of("hand_back")
            button.setText(f"{words}   {key}" if beside else words)


class Tick(TickChip):
    """One thing that may be missing; its number ticks it, too. ``words`` is what the note says of it."""

    def __init__(self, parent: QWidget, number: int, words: str, lacking: bool) -> None:
        said = said_of(words)
        told = tr("{what} (the note has none)", what=said) if lacking else said
        super().__init__(parent, f"{number}   {told}", told, f"{said} ({number})")
        self.words = words


class SendBack(QWidget):
    """What is missing, to tick and to write.

    Signals:
        sent(tuple of str): send it back; a line for each thing that is missing.
        left(): go back to the read-back.
    """

    sent = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = WrapLabel(self, 13, 600)
        self._name.setText(tr("What is missing? It goes back to the sender, who sees what you tick."))
        self._ticks: list[Tick] = []
        self._marks = QWidget(self)
        self._flow = LineLayout(self._marks, 6)
        grow_down(self._marks, QSizePolicy.Policy.Preferred)
        self.line = Line(self)
        self.line.setAccessibleName(tr("Something else that is missing"))
        self.line.setPlaceholderText(tr("Something else: which light, which printer, what “slow” means …"))
        self.line.setMaxLength(600)
        self.line.entered.connect(self._send)
        self._trouble = WrapLabel(self, 12, 600, "danger")
        self._trouble.hide()
        self._buttons = QWidget(self)
        flow = LineLayout(self._buttons, 8)
        self._send_button = made_button(
            self._buttons,
            tr("Send it back   Enter"),
            tr("Its sender sees what is missing (Enter)"),
            "primary",
        )
        self._send_button.clicked.connect(self._send)
        self._leave_button = made_button(
            self._buttons, tr("Not after all   Esc"), tr("Back to the read-back (Esc)")
        )
        self._leave_button.clicked.connect(self.left)
        for button in (self._send_button, self._leave_button):
            flow.addWidget(button)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for part in (self._name, self._marks, self.line, self._trouble, self._buttons):
            self._box.addWidget(part)
        grow_down(self, QSizePolicy.Policy.Preferred)

    def set_low(self, *, low: bool) -> None:
        """Say whether there is little room: the question then goes without saying."""
        self._name.setVisible(not low)

    def begin(self, note: HandoffNote, theme: Theme) -> None:
        """Ask for a note: what it has nothing of is named so."""
        for tick in self._ticks:
            self._flow.removeWidget(tick)
            tick.hide()
            tick.deleteLater()
        self._ticks = []
        for number, (name, words, _) in enumerate(LACKS, 1):
            tick = Tick(self._marks, number, words, is_lacking(note, name))
            self._ticks.append(tick)
            self._flow.addWidget(tick)
            tick.show()
        stops = (*self._ticks, self.line, self._send_button, self._leave_button)
        for before, after in pairwise(stops):  # the ticks were made last: Tab would come to them last
            self.setTabOrder(before, after)
        self.set_theme(theme)
        self.show()
        self._ticks[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is ticked and written, a line each."""
        ticked = tuple(tick.words for tick in self._ticks if tick.isChecked())
        written = " ".join(self.line.text().split())
        return (*ticked, written) if written else ticked

    def _send(self) -> None:
        if self.missing:
            self.sent.emit(self.missing)
        else:
            self._trouble.setText(_NAME_ONE)
            self._trouble.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number ticks, arrows go to the neighbour, Enter sends."""
        focused = self.focusWidget()
        tick = focused if isinstance(focused, Tick) else None
        number = event.key() - Qt.Key.Key_1
        ways = steps()
        if tick is not None and 0 <= number < len(self._ticks) and not event.modifiers():
            self._ticks[number].toggle()
            self._ticks[number].setFocus(Qt.FocusReason.OtherFocusReason)
        elif tick is not None and event.key() in ways:
            at = (self._ticks.index(tick) + ways[Qt.Key(event.key())]) % len(self._ticks)
            self._ticks[at].setFocus(Qt.FocusReason.OtherFocusReason)
        elif tick is not None and event.key() in _ENTER:
            if not event.isAutoRepeat():
                self._send()
        else:
            super().keyPressEvent(event)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look; what is ticked and typed stays."""
        for label in (self._name, self._trouble):
            label.set_theme(theme)
        for tick in self._ticks:
            tick.set_theme(theme)
        self._box.setSpacing(theme.px(8))
