# SPDX-License-Identifier: MIT
"""What the curator's list shows: chips for the kinds, and whose; lists to choose from where room is short."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model.curate import ME, NOBODY
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.flow import FlowLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.trainer.curate_rows import Chip

_WHOSE = ((tr("Everybody’s"), ""), (tr("Mine"), ME), (tr("Nobody’s"), NOBODY))


class CurateFilters(QWidget):
    """One kind or all, one owner or all.

    Signals:
        changed(): another kind or owner was chosen.
        left(): Esc: back to the list.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._kinds: tuple[Chip, ...] = ()
        self._kind = ""
        self._cramped = False
        self._chips: list[QPushButton] = []
        self._chip_row = QWidget(self)
        self._flow = FlowLayout(self._chip_row, 6)
        self._kind_list = self._made_list(tr("What is shown"), tr("Show only this kind (1–9)"))
        self._kind_list.currentIndexChanged.connect(self._kind_listed)
        self._owner_list = self._made_list(tr("Whose"), tr("Show only what this owner looks after (F)"))
        self._owner_list.currentIndexChanged.connect(self.changed)
        self._row = QHBoxLayout()
        self._row.addWidget(self._kind_list, 1)
        self._row.addWidget(self._owner_list, 1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._chip_row)
        self._box.addLayout(self._row)
        self.set_owners(())
        self.set_cramped(cramped=False)
        self.set_theme(theme)

    def _made_list(self, name: str, tip: str) -> DropDown:
        made = DropDown(self)
        made.setAccessibleName(name)
        made.setToolTip(plain_tip(tip))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(6)
        return made

    @property
    def kind(self) -> str:
        """The kind that is shown; "" for all."""
        return self._kind

    @property
    def owner(self) -> str:
        """Whose rows are shown; "" for everybody's."""
        return str(self._owner_list.currentData() or "")

    def high(self, width: int) -> int:
        """The height that it needs at a width, in pixels."""
        chips = 0 if self._chip_row.isHidden() else self._flow.heightForWidth(max(1, width))
        return chips + self._box.spacing() + self._owner_list.sizeHint().height()

    def set_owners(self, owners: tuple[str, ...]) -> None:
        """Offer these owners; the chosen one stays if it is among them."""
        before, blocked = self.owner, self._owner_list.blockSignals(True)
        self._owner_list.clear()
        for text, owner in (*_WHOSE, *((one, one) for one in owners)):
            self._owner_list.addItem(text, owner)
        self._owner_list.setCurrentIndex(max(0, self._owner_list.findData(before)))
        self._owner_list.blockSignals(blocked)

    def show_kinds(self, kinds: tuple[Chip, ...]) -> None:
        """Offer these kinds; a chosen one that has gone gives way to all."""
        self._kinds = kinds
        if self._kind not in {kind for kind, _, _ in kinds}:
            self._kind = ""
        while len(self._chips) < len(kinds):
            chip = made_button(self._chip_row, "", "", "chip")
            chip.clicked.connect(self._chip_pressed)
            self._flow.addWidget(chip)
            self._chips.append(chip)
        blocked = self._kind_list.blockSignals(True)
        self._kind_list.clear()
        for number, chip in enumerate(self._chips):
            chip.setVisible(number < len(kinds))
            kind, text, tip = kinds[number] if number < len(kinds) else ("", "", "")
            chosen = kind == self._kind
            chip.setText(text)
            chip.setAccessibleName(tr("{name}, shown", name=text) if chosen else text)
            chip.setToolTip(plain_tip(f"{tip} ({number + 1})"))
            set_look(chip, "active", chosen)
            if number < len(kinds):
                self._kind_list.addItem(text, kind)
        self._kind_list.setCurrentIndex(max(0, self._kind_list.findData(self._kind)))
        self._kind_list.blockSignals(blocked)

    def set_cramped(self, *, cramped: bool) -> None:
        """Whether there is room for one line only."""
        self._cramped = cramped
        self._chip_row.setVisible(not cramped)
        self._kind_list.setVisible(cramped)

    def choose(self, number: int) -> None:
        """Show the kind at this place, from 0; one that is not there changes nothing."""
        if 0 <= number < len(self._kinds) and self._kinds[number][0] != self._kind:
            self._kind = self._kinds[number][0]
            self.changed.emit()

    def focus_owner(self) -> None:
        """Go to the list of owners."""
        self._owner_list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self._box.setSpacing(theme.px(8))
        self._row.setSpacing(theme.px(8))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _chip_pressed(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton) and chip in self._chips:
            self.choose(self._chips.index(chip))

    def _kind_listed(self, number: int) -> None:
        self.choose(number)
