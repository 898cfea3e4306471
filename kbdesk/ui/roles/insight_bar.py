# SPDX-License-Identifier: MIT
"""What the insight page is of: a topic, so many days, one's own or the team's; chips, or lists if cramped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr, trp
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.flow import FlowLayout, grow_down
from kbdesk.ui.form import made_button
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.tips import plain_tip


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, and its key."""

    name: str
    text: str
    key: str


TOPICS: Final = (
    Option("", tr("All"), "1"),
    Option("searching", tr("Searching"), "2"),
    Option("reading", tr("Reading"), "3"),
    Option("calls", tr("Calls"), "4"),
)
SPANS: Final = (
    Option("7", tr("7 days"), "W"),
    Option("30", tr("30 days"), "M"),
    Option("90", tr("90 days"), "Q"),
    Option("365", tr("Year"), "Y"),
)
WHOSE: Final = (Option("mine", tr("Mine"), "O"), Option("team", tr("Team"), "U"))


class Choice(QWidget):
    """One of a few, as chips or as a list.

    Signals:
        changed(): another one was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, name: str, options: Sequence[Option], chosen: str) -> None:
        super().__init__(parent)
        self._options, self._chosen = tuple(options), chosen
        self._chips: list[QPushButton] = []
        self.list = DropDown(self)
        keys = ", ".join(option.key for option in options)
        self.list.setAccessibleName(name)
        self.list.setToolTip(plain_tip(f"{name} ({keys})"))
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.setMinimumContentsLength(2)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for option in options:
            chip = made_button(self, option.text, f"{name}: {option.text} ({option.key})", "chip")
            chip.clicked.connect(self._pressed)
            self._row.addWidget(chip)
            self._chips.append(chip)
            self.list.addItem(option.text, option.name)
        self._row.addWidget(self.list)
        self.list.activated.connect(self._listed)
        self.set_cramped(cramped=False)
        self._show()

    @property
    def chosen(self) -> str:
        """The name of what is chosen."""
        return self._chosen

    @property
    def face(self) -> QWidget:
        """What stands for what is chosen: its chip, or the list."""
        if not self.list.isHidden():
            return self.list
        return next(c for c, o in zip(self._chips, self._options, strict=True) if o.name == self._chosen)

    def choose(self, name: str) -> None:
        """Choose it, as if it had been pressed."""
        if name != self._chosen:
            self._chosen = name
            self._show()
            self.changed.emit()

    def by_key(self, key: str) -> bool:
        """Choose what a key stands for; whether there is such a thing."""
        for option in self._options:
            if option.key == key:
                self.choose(option.name)
                return True
        return False

    def set_cramped(self, *, cramped: bool) -> None:
        """A list instead of chips, or chips again."""
        self.list.setVisible(cramped)
        for chip in self._chips:
            chip.setVisible(not cramped)

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self._row.setSpacing(theme.px(4))

    def _show(self) -> None:
        for chip, option in zip(self._chips, self._options, strict=True):
            active = option.name == self._chosen
            set_look(chip, "active", active)
            chip.setAccessibleDescription(tr("chosen") if active else "")
        self.list.setCurrentIndex(self.list.findData(self._chosen))

    def _pressed(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.choose(self._options[self._chips.index(chip)].name)

    def _listed(self, at: int) -> None:
        self.choose(self._options[at].name)


class InsightBar(QWidget):
    """The three choices and the button for files.

    Signals:
        filtered(): another topic: what is there is shown by it.
        asked(): other days, or somebody else's numbers.
        save_asked(): a file or paper is wanted.
    """

    filtered = Signal()
    asked = Signal()
    save_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.topic = Choice(self, tr("Topic"), TOPICS, "")
        self.span = Choice(self, trp("of so many days", "Time"), SPANS, "30")
        self.whose = Choice(self, tr("Whose numbers"), WHOSE, "mine")
        self.save = made_button(self, tr("Save …   S"), tr("Save as picture or table, or print (S)"))
        self.topic.changed.connect(self.filtered)
        self.span.changed.connect(self.asked)
        self.whose.changed.connect(self.asked)
        self.save.clicked.connect(self.save_asked)
        self._choices = (self.topic, self.span, self.whose)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips, 6)
        self._line = QGridLayout()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._chips)
        box.addLayout(self._line)
        grow_down(self, QSizePolicy.Policy.Preferred)
        self._cramped: bool | None = None
        self._tiny = False
        self.set_cramped(cramped=False)
        self.set_theme(theme)

    @property
    def face(self) -> QWidget:
        """What has the focus where there is no picture: whose numbers they are."""
        return self.whose.face

    @property
    def days(self) -> int:
        """Of how many days the numbers are."""
        return int(self.span.chosen)

    def by_key(self, key: str) -> bool:
        """Do what a key stands for; whether it stands for anything."""
        if key == "S":
            self.save_asked.emit()
            return True
        return any(choice.by_key(key) for choice in self._choices)

    def set_cramped(self, *, cramped: bool) -> None:
        """Lists in one line instead of chips that take several."""
        if cramped == self._cramped:
            return
        self._cramped = cramped
        for part in (*self._choices, self.save):
            self._line.removeWidget(part)
            self._flow.removeWidget(part)
            if cramped:
                part.setParent(self)
            else:
                part.setParent(self._chips)
                self._flow.addWidget(part)
            part.show()
        for choice in self._choices:
            choice.set_cramped(cramped=cramped)
        self.save.setText(tr("Save …") if cramped else tr("Save …   S"))
        self._chips.setVisible(not cramped)
        self._lay_lists()

    def set_tiny(self, *, tiny: bool) -> None:
        """The lists in two lines instead of one."""
        if tiny != self._tiny:
            self._tiny = tiny
            self._lay_lists()

    def _lay_lists(self) -> None:
        if not self._cramped:
            return
        across = 2 if self._tiny else 4
        for at, part in enumerate((*self._choices, self.save)):
            self._line.removeWidget(part)
            self._line.addWidget(part, at // across, at % across)
        for column in range(4):
            self._line.setColumnStretch(column, 1 if column < (2 if self._tiny else 3) else 0)

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        for choice in self._choices:
            choice.set_theme(theme)
        self._flow.setSpacing(theme.px(10))
        self._line.setSpacing(theme.px(6))
