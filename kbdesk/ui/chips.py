# SPDX-License-Identifier: MIT
"""What narrows a list: a field for words, and chips of which one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.theme import set_look

NameT = TypeVar("NameT", bound=str)


class GroupChips(QWidget, Generic[NameT]):
    """One chip for each group of a list; the first is chosen at the beginning.

    Args:
        parent: its owner.
        groups: (name, text) of each, in their order.

    Signals:
        changed(): another group was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, groups: tuple[tuple[NameT, str], ...]) -> None:
        super().__init__(parent)
        self._groups = groups
        self.group: NameT = groups[0][0]
        flow = LineLayout(self, 4)
        self._chips: list[QPushButton] = []
        for _, text in groups:
            chip = made_button(self, text, tr("Show only: {group}", group=text), "chip")
            chip.clicked.connect(self._pressed)
            flow.addWidget(chip)
            self._chips.append(chip)

    def show_groups(self, is_there: Callable[[NameT], bool], count: Callable[[NameT], str]) -> None:
        """Show the groups that are there, and the chosen one; ``count`` is what follows a group's text."""
        for chip, (name, text) in zip(self._chips, self._groups, strict=True):
            set_look(chip, "active", name == self.group)
            chip.setText(f"{text}{count(name)}")
            chip.setVisible(is_there(name) or name == self.group)

    def _pressed(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.group = self._groups[self._chips.index(chip)][0]
            self.changed.emit()


def filter_field(parent: QWidget, name: str) -> QLineEdit:
    """An empty field for words that narrow a list; ``name`` is what a screen reader calls it."""
    field = LineEdit(parent)
    field.setPlaceholderText(tr("Filter"))
    field.setAccessibleName(name)
    field.setClearButtonEnabled(True)
    return field
