# SPDX-License-Identifier: MIT
"""The sheet before public wording is copied: which words, how long they may be, and who else read them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QVBoxLayout, QWidget

from kbdesk.desk.wordings import LIMITS, Wording, initials_of, length
from kbdesk.language import tr, trn
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.form import Field, FormSheet, Section
from kbdesk.ui.run_text import blank_places, fill_blanks
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

_OWN: Final = -1
_LISTED: Final = 60
"""Characters of a wording that the list shows."""
_LONGEST: Final = 100_000


class PublicSheet(FormSheet):
    """Shows the words, counts them, and asks for what is missing.

    Args:
        theme: the look.
        parent: the window that it covers.
        wording: the words to choose from.
        limit: how many characters were allowed last time.
        me: the names of the person who copies; () asks for nobody else's initials.

    Signals:
        agreed(str text, int limit, str initials): copy this.
    """

    agreed = Signal(str, int, str)

    def __init__(
        self, theme: Theme, parent: QWidget, wording: Wording, limit: int, me: tuple[str, ...]
    ) -> None:
        super().__init__(theme, parent, tr("Copy public wording"), 560)
        self._wording, self._me = wording, me
        self._blanks: dict[str, Field] = {}
        self.say_told(tr("{title} · public", title=wording.title))
        self._build_text()
        self._build_limit(limit)
        self._who = Field(
            self, tr("Initials of the colleague who read it"), tr("A second pair of eyes before it is out")
        )
        self._who.setVisible(bool(me))
        self.column.addStretch(1)
        copy = self.add_button(tr("Copy   Enter"), tr("Put the words on the clipboard (Enter)"), "primary")
        copy.clicked.connect(self.entered)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Copy nothing (Esc)"))
        cancel.clicked.connect(self.leave)
        self._count_now()
        self.set_theme(theme)

    def _build_text(self) -> None:
        texts = self._wording.texts
        section = Section(self, tr("Words") if len(texts) < 2 else tr("Words: one of {n}", n=len(texts)))
        self._which = self._list(section, tr("Which words"))
        for text in texts:
            line = " ".join(text.split())
            self._which.addItem(line if len(line) <= _LISTED else f"{line[: _LISTED - 1]}…")
        self._which.setVisible(len(texts) > 1)
        self._which.currentIndexChanged.connect(self._other_text)
        card = QFrame(section)
        card.setProperty("role", "card")
        self._card_box = QVBoxLayout(card)
        self._shown = self.label(card, 15)
        self._card_box.addWidget(self._shown)
        section.box.addWidget(card)
        for text in texts:
            for _, _, name in blank_places(text):
                if name not in self._blanks:
                    field = Field(self, name.replace("_", " "), tr("Fill in the blank"))
                    field.edit.textEdited.connect(self._count_now)
                    self._blanks[name] = field

    def _build_limit(self, limit: int) -> None:
        section = Section(self, tr("Characters where it is posted"))
        self._limit = self._list(section, tr("Characters where it is posted"))
        for number in LIMITS:
            self._limit.addItem(tr("{n:,}", n=number), number)
        self._limit.addItem(tr("Another number"), _OWN)
        self._own = Field(self, tr("How many characters"), "140")
        if limit in LIMITS:
            self._limit.setCurrentIndex(LIMITS.index(limit))
        else:
            self._limit.setCurrentIndex(len(LIMITS))
            self._own.edit.setText(str(limit))
        self._count, self._too_long = (
            self.label(self.content, 13, 600, "ok"),
            self.label(self.content, 13, 600, "danger"),
        )
        self.column.addWidget(self._count)
        self.column.addWidget(self._too_long)
        self._limit.currentIndexChanged.connect(self._count_now)
        self._own.edit.textEdited.connect(self._count_now)

    def _list(self, section: Section, name: str) -> QComboBox:
        made = DropDown(section)
        made.setAccessibleName(name)
        made.setToolTip(plain_tip(name))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(10)
        section.box.addWidget(made)
        return made

    def open_over(self) -> None:
        """Open at the first thing to fill in or choose."""
        super().open_over()
        wanted = [field.edit for field in self._blanks.values() if not field.isHidden() and not field.text]
        wanted += [self._who.edit] if self._me else []
        first = self._which if self._which.count() > 1 else wanted[0] if wanted else self._limit
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_part(first)

    # --- what is counted ---

    @property
    def _source(self) -> str:
        return self._wording.texts[max(0, self._which.currentIndex())]

    @property
    def text(self) -> str:
        """The words with what was filled in; a blank that is empty keeps its braces."""
        return fill_blanks(self._source, self._filled)[0]

    def _filled(self, name: str) -> str:
        return self._blanks[name].text if name in self._blanks else ""

    @property
    def limit(self) -> int:
        """How many characters are allowed; 0 if the number cannot be read."""
        chosen = int(self._limit.currentData())
        if chosen != _OWN:
            return chosen
        typed = self._own.text.replace(",", "").replace(".", "").replace(" ", "")
        return int(typed) if typed.isdecimal() and 0 < int(typed[:7]) <= _LONGEST else 0

    def _other_text(self) -> None:
        self._count_now()

    def _count_now(self) -> None:
        names = {name for _, _, name in blank_places(self._source)}
        for name, field in self._blanks.items():
            field.setVisible(name in names)
        self._own.setVisible(int(self._limit.currentData()) == _OWN)
        text, limit = self.text, self.limit
        self._shown.setText(text)
        over = length(text) - limit
        words = (
            tr("{n:,} of {limit:,} characters", n=length(text), limit=limit)
            if limit
            else trn("{n:,} character", "{n:,} characters", length(text))
        )
        self._count.setText(words)
        self._too_long.setText(tr("{characters}: {n:,} too many", characters=words, n=over))
        self._count.setVisible(over <= 0 or not limit)
        self._too_long.setVisible(over > 0 and bool(limit))
        if self.isVisible():
            self.place()

    # --- agreeing ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter copies in a list of choices, too."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if enter and isinstance(QApplication.focusWidget(), QComboBox):
            self.entered()
        else:
            super().keyPressEvent(event)

    def entered(self) -> None:
        """Copy it, or say what is missing."""
        for field in (*self._blanks.values(), self._own, self._who):
            field.mark(wrong=False)
        for name, field in self._blanks.items():
            if not field.isHidden() and not field.text:
                self._refuse(field, tr("Fill in: {blank}.", blank=name.replace("_", " ")))
                return
        initials = self._who.text.upper()
        if not self.limit:
            self._refuse(self._own, tr("Write how many characters it may have."))
        elif length(self.text) > self.limit:
            self.say_trouble(tr("It is too long for that place: choose shorter words, or another place."))
            self._limit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._me and not initials:
            self._refuse(self._who, tr("Have a colleague read it, and write their initials."))
        elif self._me and initials in {own for name in self._me for own in (initials_of(name), name.upper())}:
            self._refuse(self._who, tr("These are your own: somebody else reads it first."))
        else:
            self.agreed.emit(self.text, self.limit, initials)

    def _refuse(self, field: Field, sentence: str) -> None:
        self.say_trouble(sentence)
        field.mark(wrong=True)
        field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look; what is typed stays."""
        super().set_theme(theme)
        self._card_box.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 8)))
