# SPDX-License-Identifier: MIT
"""What a person sees of sending a note: a button for each way, how it went, the question for a password."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model.sending import Outlet, Secret
from kbdesk.ui.flow import LineLayout, grow_down
from kbdesk.ui.form import Field, FormSheet, made_button
from kbdesk.ui.run_parts import set_icon
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

HELD = tr("kbdesk holds it in memory until it is closed and writes it nowhere.")


class SendRow(QWidget):
    """The ways to send a note, and how the last one went; hidden while there is nothing to show.

    Signals:
        asked(int): send it the way with this number, from 0.
        cancelled(): stop the sending that is under way.
        grown(): it needs another height.
    """

    asked = Signal(int)
    cancelled = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._outlets: tuple[Outlet, ...] = ()
        self._buttons: list[QPushButton] = []
        self._done: set[str] = set()
        self._busy = ""
        self._roomy = True
        self._row = QWidget(self)
        self._flow = LineLayout(self._row, 8)
        grow_down(self._row, self._row.sizePolicy().horizontalPolicy())
        colours = ("muted", "ok", "danger")
        self._told = {colour: WrapLabel(self, 13, 500, colour) for colour in colours}
        self._where = WrapLabel(self, 12, 400, "muted")
        self._cancel = made_button(self, tr("Cancel   Esc"), tr("Stop sending; the note is kept (Esc)"))
        self._cancel.clicked.connect(self.cancelled)
        self._cancel.hide()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for part in (self._row, *self._told.values(), self._where):
            self._box.addWidget(part)
        for label in (*self._told.values(), self._where):
            label.hide()
        self._box.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether a note is on its way."""
        return bool(self._busy)

    def show_outlets(self, outlets: tuple[Outlet, ...]) -> None:
        """Offer these ways."""
        self._outlets = outlets
        for number, outlet in enumerate(outlets, 1):
            button = made_button(
                self._row,
                "",
                tr("Send the note to {server} (Alt+{number})", server=escape(outlet.server), number=number),
            )
            button.setAccessibleName(tr("Send to {name}", name=outlet.name))
            button.setMinimumWidth(1)  # a long name is cut rather than the sheet made wider
            button.clicked.connect(self._pressed)
            self._buttons.append(button)
            self._flow.addWidget(button)
            button.show()
        self.setVisible(bool(outlets))
        self.set_theme(self._theme)
        self.grown.emit()

    def press(self, number: int) -> None:
        """The key of the way with this number, from 1; one that there is not does nothing."""
        if 0 < number <= len(self._buttons) and self._buttons[number - 1].isEnabled():
            self.asked.emit(number - 1)

    def show_busy(self, name: str) -> None:
        """A note is on its way."""
        self._busy = name
        self._tell(tr("Sending to {name} …", name=name), "muted")

    def show_sent(self, name: str, sentence: str, address: str) -> None:
        """It arrived, and can be looked at there."""
        self._done.add(name)
        self._busy = ""
        self._tell(sentence, "ok", address)

    def show_failed(self, sentence: str) -> None:
        """It did not arrive, or cannot even be tried."""
        self._busy = ""
        self._tell(sentence, "danger")

    def set_roomy(self, roomy: bool) -> None:
        """Whether there is room for the keys on the buttons."""
        self._roomy = roomy
        self._label()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        for label in (*self._told.values(), self._where):
            label.set_theme(theme)
        self._box.setSpacing(theme.px(8))
        for button in self._buttons:
            set_icon(button, "send", theme, "fg")
        self._label()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the names as long as there is room for them."""
        super().resizeEvent(event)
        self._label()

    def _label(self) -> None:
        for number, (button, outlet) in enumerate(zip(self._buttons, self._outlets, strict=True), 1):
            sent = outlet.name in self._done
            words = tr("Sent to {name}", name=outlet.name) if sent else tr("Send to {name}", name=outlet.name)
            key = f"   Alt+{number}" if self._roomy and not sent else ""
            room = self.width() - self._theme.px(52) - button.fontMetrics().horizontalAdvance(key)
            shown = button.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
            button.setText(f"{shown.replace('&', '&&')}{key}")
            button.setEnabled(not sent and not self._busy)

    def _tell(self, sentence: str, colour: str, address: str = "") -> None:
        for one, label in self._told.items():
            label.setText(sentence if one == colour else "")
            label.setVisible(one == colour)
        self._where.setText(address)
        self._where.setVisible(bool(address))
        self._cancel.setVisible(bool(self._busy))
        self.setAccessibleDescription(sentence)
        self.show()
        self.set_theme(self._theme)
        self.grown.emit()

    def _pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.asked.emit(self._buttons.index(button))


class SecretSheet(FormSheet):
    """Asks once for a password or token; Enter sends with it, Esc sends nothing.

    Signals:
        given(Secret): go on with this.
    """

    given = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, outlet: Outlet) -> None:
        super().__init__(theme, parent, tr("Send to {name}", name=outlet.name), 500)
        self.say_told(tr("{server} wants to know who sends.", server=outlet.server))
        self._field = Field(self, outlet.wants)
        self._field.edit.setEchoMode(QLineEdit.EchoMode.Password)
        note = self.label(self.content, 12, 400, "muted")
        note.setText(HELD)
        self.column.addWidget(note)
        self.column.addStretch(1)
        send = self.add_button(tr("Send   Enter"), tr("Send the note (Enter)"), "primary")
        send.clicked.connect(self.entered)
        later = self.add_button(tr("Not now   Esc"), tr("Send nothing; the note is kept (Esc)"))
        later.clicked.connect(self.leave)
        self.set_theme(theme)

    def open_over(self) -> None:
        """Open with the cursor in the field."""
        super().open_over()
        self._field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def entered(self) -> None:
        """Go on if something was typed."""
        value = self._field.edit.text()
        self._field.mark(wrong=not value)
        if value:
            self._leave()
            self.given.emit(Secret(value))

    def leave(self) -> None:
        """Forget what was typed."""
        self._leave()

    def _leave(self) -> None:
        self._field.edit.clear()
        self.dismiss()
        self.closed.emit()
