# SPDX-License-Identifier: MIT
"""The rows of the settings: what is set, in words, with its control beside or below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QFrame,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import FormSheet, made_button
from kbdesk.ui.icons import icon
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.tips import plain_tip

_SIDE_BY_SIDE = 520
"""From this width on (px at 100 %) a control stands beside its words; below, under them."""


class Segments(QWidget):
    """A few choices side by side, of which one is chosen; arrows go from one to the next.

    Args:
        parent: its owner.
        name: what is chosen, for a screen reader.
        choices: (value, text) of each.

    Signals:
        chosen(str): the person chose this value.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, name: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._flow = LineLayout(self, 6)
        self._group = QButtonGroup(self)
        self._values = [value for value, _ in choices]
        for number, (_, text) in enumerate(choices):
            chip = made_button(self, text, f"{name}: {text}", "chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"{name}: {text}")
            self._group.addButton(chip, number)
            self._flow.addWidget(chip)
        self._group.idToggled.connect(self._toggled)
        self._group.idClicked.connect(self._clicked)
        self._told = ""

    @property
    def value(self) -> str:
        """The chosen value; "" if none is."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else ""

    def show_value(self, value: str) -> None:
        """Show what is chosen, without a signal."""
        self._told = value
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        for chip in self._group.buttons():
            self._draw(chip)

    def _draw(self, chip: object) -> None:
        if isinstance(chip, QPushButton):
            on = chip.isChecked()
            set_look(chip, "active", on)
            colour = self._theme.hex("accent")
            chip.setIcon(icon("check", colour, self._theme.px(13)) if on else QIcon())

    def _toggled(self, number: int, on: bool) -> None:
        self._draw(self._group.button(number))
        if on:
            self._tell()

    def _clicked(self, _number: int) -> None:
        self._tell()

    def _tell(self) -> None:
        if self.value != self._told:
            self._told = self.value
            self.chosen.emit(self.value)


class SettingRow(QFrame):
    """One setting: its name, a line below, and its control.

    Args:
        sheet: what it belongs to, which hands it the look.
        name: what is set.
        line: what it does or how it stands.
        words: further words by which it is found.
    """

    def __init__(self, sheet: FormSheet, name: str, line: str, words: str = "") -> None:
        super().__init__(sheet.content)
        self._sheet, self._words = sheet, words
        self.name = name
        self.setAccessibleName(name)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self._name = sheet.label(self, 14, 500)
        self._name.setText(name)
        self._line = sheet.label(self, 12, 400, "muted")
        self.set_line(line)
        texts.addWidget(self._name)
        texts.addWidget(self._line)
        self._side = QWidget(self)
        self._flow = LineLayout(self._side, 8)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.addLayout(texts, 1)
        self._box.addWidget(self._side, 0, Qt.AlignmentFlag.AlignVCenter)
        sheet.follow(self)

    def set_line(self, line: str) -> None:
        """Say another thing below the name."""
        self._line.setText(line)
        self._line.setVisible(bool(line))

    def has(self, words: tuple[str, ...], heading: str) -> bool:
        """Whether all of these words (small letters) occur in it or in its heading."""
        controls = self._side.findChildren(QPushButton)
        texts = (heading, self.name, self._line.text(), self._words, *(one.text() for one in controls))
        text = " ".join(texts).lower()
        return all(word in text for word in words)

    def focus_control(self) -> bool:
        """Put the focus on what is chosen, or the first control that takes it; whether there is one."""
        for control in self._side.findChildren(QWidget):
            unchosen = isinstance(control, QPushButton) and control.isCheckable() and not control.isChecked()
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isEnabled() and not unchosen:
                control.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    # --- its control ---

    def segments(self, choices: tuple[tuple[str, str], ...], value: str) -> Segments:
        """A few choices side by side."""
        made = Segments(self._side, self.name, choices)
        made.show_value(value)
        self._sheet.follow(made)
        self._flow.addWidget(made)
        return made

    def switch(self, on: bool, off_text: str = "", on_text: str = "") -> Segments:
        """Two choices, "no" and "yes", called off and on unless texts say otherwise."""
        choices = ("no", off_text or tr("Off")), ("yes", on_text or tr("On"))
        return self.segments(choices, "yes" if on else "no")

    def drop_down(self, choices: tuple[tuple[object, str], ...], value: object) -> QComboBox:
        """A list of (value, text) to choose from; ``activated`` tells when the person did."""
        made = DropDown(self._side)
        made.setAccessibleName(self.name)
        made.setToolTip(plain_tip(tr("{name} (arrows choose)", name=self.name)))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.setMinimumContentsLength(5)
        for one, text in choices:
            made.addItem(text, one)
        made.setCurrentIndex(max(0, made.findData(value)))
        self._flow.addWidget(made)
        return made

    def button(self, text: str, tip: str) -> QPushButton:
        """Something to press."""
        made = made_button(self._side, text, tip)
        made.setAccessibleName(f"{self.name}: {text.partition('   ')[0]}")
        self._flow.addWidget(made)
        return made

    # --- its look ---

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self._box.setContentsMargins(0, theme.px(7), 0, theme.px(7))
        self._box.setSpacing(theme.px(12))
        self._flow.setSpacing(theme.px(8))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the control beside the words or below them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= self._sheet.theme.px(_SIDE_BY_SIDE)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != way:
            self._box.setDirection(way)
            above = Qt.AlignmentFlag.AlignVCenter if wide else Qt.AlignmentFlag.AlignLeft
            self._box.setAlignment(self._side, above)


class SettingGroup(QWidget):
    """A heading with its rows."""

    def __init__(self, sheet: FormSheet, heading: str) -> None:
        super().__init__(sheet.content)
        self._sheet, self.heading = sheet, heading
        self.rows: list[SettingRow] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        label = sheet.label(self, 12, 600, "accent")
        label.setText(heading)
        self._box.addWidget(label)
        sheet.column.insertWidget(sheet.column.count() - 1, self)  # above the room that is left
        sheet.follow(self)

    def row(self, name: str, line: str = "", words: str = "") -> SettingRow:
        """A further row."""
        made = SettingRow(self._sheet, name, line, words)
        self._box.addWidget(made)
        self.rows.append(made)
        return made

    def narrow(self, words: tuple[str, ...]) -> int:
        """Show only the rows that have all of these words, and give how many there are."""
        found = 0
        for row in self.rows:
            fits = row.has(words, self.heading.lower())
            row.setVisible(fits)
            found += fits
        self.setVisible(bool(found))
        return found

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self._box.setContentsMargins(0, theme.px(8), 0, theme.px(6))
