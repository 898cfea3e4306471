# SPDX-License-Identifier: MIT
"""The rooms of the window: the panes for finding, and the pages that take their room (writing, history …)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.ui.key_map import name_keys
from kbdesk.ui.theme import set_look

FIND = tr("Find")


class Modes(QWidget):
    """One button per open room; hidden as long as there is only one.

    Signals:
        chosen(int): a room was chosen, 0 is the one of the panes.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._buttons: list[QPushButton] = []
        self.show_rooms((FIND,), 0)

    def show_rooms(
        self, names: tuple[str, ...], current: int, *, panes_named: bool = False, tight: bool = False
    ) -> None:
        """Show these rooms, in order, with the current one marked.

        ``panes_named``: the panes have tabs of their own beside, so that their room needs no button.
        ``tight``: there is no room to spare.
        """
        while len(self._buttons) > len(names):
            button = self._buttons.pop()
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        while len(self._buttons) < len(names):
            button = QPushButton(self)
            button.setProperty("role", "tab")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._pressed)
            self._buttons.append(button)
            self._row.addWidget(button)
        for number, (button, name) in enumerate(zip(self._buttons, names, strict=True)):
            button.setText(name)
            button.setAccessibleName(tr("{name}, shown", name=name) if number == current else name)
            name_keys(button, tip=tr("{name} ({{next_room}} goes on to the next)", name=name))
            set_look(button, "tight", tight)
            set_look(button, "active", number == current)
        self._buttons[0].setVisible(not panes_named)
        self.setVisible(len(names) > 1)

    def _pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton) and button in self._buttons:
            self.chosen.emit(self._buttons.index(button))
