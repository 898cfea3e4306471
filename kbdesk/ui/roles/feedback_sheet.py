# SPDX-License-Identifier: MIT
"""Asks whether an article or step helps: one key says it, a line beside it is optional."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kbdesk.language import tr
from kbdesk.model.usage import FEEDBACK_KINDS, FeedbackKind
from kbdesk.ui.form import Field, FormSheet, Section, TickChip
from kbdesk.ui.theme import Theme

SAID: Final[dict[FeedbackKind, str]] = {
    "helped": tr("It helped"),
    "did-not-help": tr("It did not help"),
    "wrong": tr("It is wrong"),
    "out-of-date": tr("It is out of date"),
}
"""What the chips say."""
NOTED: Final[dict[FeedbackKind, str]] = {
    "helped": tr("Noted: it helped."),
    "did-not-help": tr("Noted: it did not help."),
    "wrong": tr("Noted: it is wrong."),
    "out-of-date": tr("Noted: it is out of date."),
}
"""What is told when it was kept."""
_ABOUT: Final = {
    "article": (tr("Article: {title}"), tr("About the article instead   S")),
    "playbook": (tr("Playbook: {title}"), tr("About the playbook instead   S")),
    "step": (tr("Step: {title}"), tr("About the step instead   S")),
}
"""What it is given on: what the sheet says, and the button that turns to it."""


@dataclass(frozen=True, slots=True)
class About:
    """What feedback is given on."""

    what: str
    """"article", "playbook" or "step"."""
    title: str
    path: str
    anchor: str = ""
    library: str = ""
    blob: str = ""
    run: str = ""


class FeedbackSheet(FormSheet):
    """Four chips and a line.

    Signals:
        given(About, str kind, str note): this is to be kept at once, in place of what was given before.
        taken_back(): what was given is to be forgotten.
    """

    given = Signal(object, str, str)
    taken_back = Signal()

    def __init__(self, theme: Theme, parent: QWidget, abouts: tuple[About, ...]) -> None:
        super().__init__(theme, parent, tr("Does it help?"), 640)
        self._abouts = abouts
        self._kind: FeedbackKind | None = None
        section = Section(self, tr("1–4 say it, and it is kept at once"))
        self._chips = [self._chip(section, number, kind) for number, kind in enumerate(FEEDBACK_KINDS, 1)]
        section.row(*self._chips)
        self._line = Field(
            self, tr("A line more, if you like"), tr("What is wrong, missing or different now")
        )
        self.column.addStretch(1)
        self._done = self.add_button(tr("Done   Enter"), tr("Close (Enter)"), "primary")
        self._done.clicked.connect(self.entered)
        self._other = self.add_button("", tr("Say it of the other one (S)"))
        self._other.clicked.connect(self._turn)
        self._other.setVisible(len(abouts) > 1)
        self._back = self.add_button(tr("Take it back"), tr("Nothing is kept"))
        self._back.clicked.connect(self._take_back)
        self._back.hide()
        close = self.add_button(tr("Close   Esc"), tr("What you chose stays (Esc)"))
        close.clicked.connect(self.leave)
        self._tell()
        self.set_theme(theme)

    def _chip(self, section: Section, number: int, kind: FeedbackKind) -> TickChip:
        chip = TickChip(section, f"{SAID[kind]}   {number}", SAID[kind], f"{SAID[kind]} ({number})")
        chip.setObjectName(kind)
        chip.clicked.connect(self._pressed)
        self.follow(chip)
        return chip

    @property
    def about(self) -> About:
        """What it is given on now."""
        return self._abouts[0]

    @property
    def kind(self) -> FeedbackKind | None:
        """What was said; None if nothing was."""
        return self._kind

    def open_over(self) -> None:
        """Open where a digit is all that is needed."""
        super().open_over()
        self._chips[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1–4 choose and S turns to the other document while no line is typed."""
        number = event.key() - Qt.Key.Key_1
        if self._line.edit.hasFocus() or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif 0 <= number < len(FEEDBACK_KINDS):
            self._choose(FEEDBACK_KINDS[number])
        elif event.key() == Qt.Key.Key_S and self._other.isVisible():
            self._turn()
        else:
            super().keyPressEvent(event)

    def entered(self) -> None:
        """Keep the line, too, and close."""
        if self._kind is None:
            self.say_trouble(tr("Press 1, 2, 3 or 4 first."))
            self._chips[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._line.text:
            self.given.emit(self.about, self._kind, self._line.text)
        self.leave()

    def _pressed(self) -> None:
        chip = self.sender()
        self._choose(next(kind for kind in FEEDBACK_KINDS if chip is not None and chip.objectName() == kind))

    def _choose(self, kind: FeedbackKind) -> None:
        self._kind = kind
        self.say_trouble("")
        for chip in self._chips:
            chip.setChecked(chip.objectName() == kind)
        self._back.show()
        self._other.hide()
        self.given.emit(self.about, kind, self._line.text)
        self._line.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_back(self) -> None:
        self._kind = None
        self.taken_back.emit()
        self.leave()

    def _turn(self) -> None:
        self._abouts = (*self._abouts[1:], self._abouts[0])
        self._tell()

    def _tell(self) -> None:
        about = self.about
        self.say_told(_ABOUT[about.what][0].format(title=about.title))
        if len(self._abouts) > 1:
            text = _ABOUT[self._abouts[1].what][1]
            self._other.setText(text)
            self._other.setAccessibleName(text.partition("   ")[0])
