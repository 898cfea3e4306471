# SPDX-License-Identifier: MIT
"""The foot of a note that came back: go on with the call, copy the answer, read what was learned from it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.flow import LineLayout, grow_down
from kbdesk.ui.form import made_button
from kbdesk.ui.theme import Theme

_GO_ON = (tr("Go on with it"), tr("Open your call where it stands"))
_WORDS = {
    "sent-back": (tr("Go on with it"), tr("Open your call, with the form of the note filled in and marked")),
    "solved": (tr("Show my call"), tr("Open your call, which is solved now")),
    "mine": (tr("Show my call"), tr("Open your call as you handed it over")),
}


class CameBack(QWidget):
    """What can be done with a case of one's own that somebody answered.

    Args:
        parent: the foot that it stands in.
        standing: what the note is to its reader.
        solved: whether the case is solved, so that there is an answer to copy.
        taught: what the case left in the library, as (title, path).

    Signals:
        gone_on(): go on with the call.
        copied(): copy the answer.
        read_asked(str): read the file at this path of the library.
    """

    gone_on = Signal()
    copied = Signal()
    read_asked = Signal(str)

    def __init__(
        self, parent: QWidget, standing: str, taught: tuple[tuple[str, str], ...], *, solved: bool
    ) -> None:
        super().__init__(parent)
        self._reads: list[QPushButton] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        reads, acts = QWidget(self), QWidget(self)
        flow = LineLayout(reads, 6)
        for number, (title, path) in enumerate(taught, 1):
            button = made_button(
                reads,
                tr("Read: {title}   {number}", title=title, number=number),
                tr("{path}, as it is now ({number})", path=path, number=number),
                "chip",
            )
            button.setProperty("path", path)
            button.clicked.connect(self._read)
            self._reads.append(button)
            flow.addWidget(button)
        reads.setVisible(bool(taught))
        flow = LineLayout(acts, 8)
        words, tip = _WORDS.get(standing, _GO_ON)
        self.first = made_button(acts, f"{words}   Enter", f"{tip} (Enter)", "primary")
        self.first.clicked.connect(self.gone_on)
        copy = made_button(
            acts, tr("Copy the answer   C"), tr("What it was and what fixed it, for the ticket (C)")
        )
        copy.clicked.connect(self.copied)
        copy.setVisible(solved)
        self._copy = copy
        for button in (self.first, copy):
            flow.addWidget(button)
        for row in (reads, acts):
            grow_down(row, QSizePolicy.Policy.Preferred)
            self._box.addWidget(row)
        grow_down(self, QSizePolicy.Policy.Preferred)

    def act(self, letter: str) -> bool:
        """Do what a key means here: a digit reads, C copies; False if it means nothing."""
        if letter == "c" and not self._copy.isHidden():
            self._copy.click()
        elif letter.isdecimal() and 0 < int(letter) <= len(self._reads):
            self._reads[int(letter) - 1].click()
        else:
            return False
        return True

    def _read(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.read_asked.emit(str(button.property("path")))

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        self._box.setSpacing(theme.px(8))
