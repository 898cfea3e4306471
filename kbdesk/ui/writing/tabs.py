# SPDX-License-Identifier: MIT
"""A row of buttons of which one is active: which part is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.ui.theme import set_look
from kbdesk.ui.tips import plain_tip


class Tabs(QWidget):
    """One button per part.

    Args:
        parts: (number, name, tooltip) of each part.
        parent: its owner.
        spread: whether the buttons share the width.

    Signals:
        chosen(int): the number of the part whose button was pressed.
    """

    chosen = Signal(int)

    def __init__(self, parts: tuple[tuple[int, str, str], ...], parent: QWidget, *, spread: bool) -> None:
        super().__init__(parent)
        self._buttons: dict[int, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 0)
        for number, name, tip in parts:
            button = made_button(self, name, tip, "tab")
            button.clicked.connect(self._pressed)
            self._buttons[number] = button
            row.addWidget(button, 1 if spread else 0)
        if not spread:
            row.addStretch(1)

    def show_active(self, active: int) -> None:
        """Mark the part that is shown."""
        for number, button in self._buttons.items():
            name = button.text()
            button.setAccessibleName(tr("{name}, shown", name=name) if number == active else name)
            set_look(button, "active", number == active)

    def _pressed(self) -> None:
        pressed = self.sender()
        for number, button in self._buttons.items():
            if button is pressed:
                self.chosen.emit(number)


def made_button(parent: QWidget, text: str, tip: str, role: str = "") -> QPushButton:
    """A push button of a role of the theme that Enter presses only when it has the focus."""
    made = QPushButton(text, parent)
    if role:
        made.setProperty("role", role)
    made.setAutoDefault(False)
    made.setToolTip(plain_tip(tip))
    show_on(made, text)
    return made


def show_on(button: QPushButton, text: str) -> None:
    """Put a text on a button; what is read aloud leaves out the key that stands after three blanks."""
    button.setText(text)
    button.setAccessibleName(text.partition("   ")[0])
