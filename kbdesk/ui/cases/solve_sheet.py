# SPDX-License-Identifier: MIT
"""The sheet at the end of a case: what it was, what fixed it, and where that goes back to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from kbdesk.language import tr
from kbdesk.model import Hit
from kbdesk.ui.flow import LineLayout, grow_down
from kbdesk.ui.form import Field, FormSheet, Section, TickChip
from kbdesk.ui.key_map import key_of
from kbdesk.ui.theme import Theme
from kbdesk.ui.writing.keys import names_of
from kbdesk.ui.writing.nearby import Nearby

MOST_LEFT_OUT = 5
"""Lines that name what was left out; the rest is a number."""
TELL_KEY = "Alt+T"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person said of a solved case, and what shall come of it."""

    cause: str
    fix: str
    article: bool
    """Write a new article."""
    playbook: bool
    """Add it to the playbook."""
    tell: bool
    """Tell the front line."""


class Offer(TickChip):
    """One thing that can be done with what was found."""

    def __init__(self, parent: QWidget, words: str, key: str, tip: str) -> None:
        super().__init__(parent, f"{words}   {key}", words, f"{tip} ({key})")


class SolveSheet(FormSheet):
    """Asks for two lines and what shall come of them.

    Signals:
        typed(): one of the two lines was changed.
        submitted(Chosen): do what was chosen.
        words_asked(str): add the customer's words and errors to this article instead of writing one.
        read_asked(str): read this article.
    """

    typed = Signal()
    submitted = Signal(object)
    words_asked = Signal(str)
    read_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, case: str, cause: str, fix: str) -> None:
        super().__init__(theme, parent, tr("Solved: what goes back?"), 640)
        self.say_told(case)
        self.cause = Field(self, tr("What was it?"), tr("In a line: a microwave beside the router"))
        self.fix = Field(self, tr("What fixed it?"), tr("In a line: moving the router two metres away"))
        for field, text in ((self.cause, cause), (self.fix, fix)):
            field.edit.setMaxLength(LONGEST_LINE)
            field.edit.setText(text)
            field.edit.textEdited.connect(self.typed)
            field.edit.installEventFilter(self)
        self._build_offers()
        self._build_article()
        self.column.addStretch(1)
        done = self.add_button(tr("Do it   Ctrl+Enter"), tr("Do all that is chosen (Ctrl+Enter)"), "primary")
        done.clicked.connect(self.submit)
        later = self.add_button(tr("Not now   Esc"), tr("Back to the call; nothing is done (Esc)"))
        later.clicked.connect(self.leave)
        self.set_theme(theme)

    def _build_offers(self) -> None:
        section = Section(self, tr("What shall come of it?"))
        row = QWidget(section)
        flow = LineLayout(row, 8)
        grow_down(row, row.sizePolicy().horizontalPolicy())
        self.tell = Offer(
            row,
            tr("Tell the front line"),
            TELL_KEY,
            tr("Close the case: both lines go into the note, one is copied"),
        )
        self.playbook = Offer(
            row, tr("Add it to the playbook"), key_of("grow_playbook"), tr("Add it where Tier 1 ran out")
        )
        self.article = Offer(
            row,
            tr("Write an article"),
            key_of("write_down"),
            tr("Begin an article with what the case knows"),
        )
        for offer in (self.tell, self.playbook, self.article):
            flow.addWidget(offer)
            self.follow(offer)
        self.tell.setChecked(True)
        self.article.toggled.connect(self._show_article)
        section.box.addWidget(row)

    def _build_article(self) -> None:
        self.nearby = Nearby(self.theme, self.content)
        self.nearby.read_requested.connect(self.read_asked)
        self.nearby.words_requested.connect(self.words_asked)
        self.follow(self.nearby)
        self.column.addWidget(self.nearby)
        self._left = Section(self, tr("Left out of the article, as it belongs to the customer"))
        self._lines = self._left.words()
        self._left.hide()

    # --- what is shown ---

    def open_over(self) -> None:
        """Open at the first line: typing writes over a guess, Enter takes it."""
        super().open_over()
        self.cause.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.cause.edit.selectAll()

    def show_left_out(self, lines: tuple[str, ...]) -> None:
        """Name what a new article leaves out; it is shown while an article is chosen."""
        self._lines.setText(told_left_out(lines))
        self._show_article()

    def show_near(self, hits: tuple[Hit, ...]) -> None:
        """Show the articles that are nearest to a new one."""
        self.nearby.show_hits(hits, with_words=True)
        self.place()

    def _show_article(self) -> None:
        self._left.setVisible(self.article.isChecked() and bool(self._lines.text()))
        if self.isVisible():
            self.place()
            if self._left.isVisible():
                self.show_part(self._left)

    # --- acting ---

    @property
    def lines(self) -> tuple[str, str]:
        """What it was and what fixed it, as they stand now."""
        return self.cause.text, self.fix.text

    @property
    def chosen(self) -> Chosen:
        """What is said and chosen now."""
        return Chosen(
            self.cause.text,
            self.fix.text,
            self.article.isChecked(),
            self.playbook.isChecked(),
            self.tell.isChecked(),
        )

    def submit(self) -> None:
        """Do what is chosen, if what it needs is there."""
        chosen = self.chosen
        if not (chosen.article or chosen.playbook or chosen.tell):
            self.say_trouble(tr("Nothing is chosen yet: take one of the three."))
            self.tell.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        missing = [field for field in (self.cause, self.fix) if chosen.tell and not field.text]
        for field in (self.cause, self.fix):
            field.mark(wrong=field in missing)
        if missing:
            self.say_trouble(tr("The front line needs both: what it was, and what fixed it."))
            missing[0].edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.dismiss()
        self.closed.emit()
        self.submitted.emit(chosen)

    def entered(self) -> None:
        """Enter goes on: to the next line, then to the offers."""
        focused = QApplication.focusWidget()
        after: QWidget = self.fix.edit if focused is self.cause.edit else self.tell
        after.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(after, QLineEdit):
            after.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The sheet's keys before a field takes them for letters."""
        typed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if typed and isinstance(watched, QLineEdit) and isinstance(event, QKeyEvent) and self._act(event):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter does it, Alt and a letter chooses, Alt+Shift+1–5 adds to an article that is there."""
        if not self._act(event):
            super().keyPressEvent(event)

    def _act(self, event: QKeyEvent) -> bool:
        """Do what a key of the sheet means; False if it means nothing."""
        if event.isAutoRepeat():
            return False
        modifiers = Qt.KeyboardModifier
        name, number = names_of(event)
        offers = {Qt.Key.Key_T: self.tell, Qt.Key.Key_P: self.playbook, Qt.Key.Key_A: self.article}
        if event.key() in _ENTER and event.modifiers() & modifiers.ControlModifier:
            self.submit()
        elif event.modifiers() == modifiers.AltModifier and event.key() in offers:
            offer = offers[Qt.Key(event.key())]
            offer.toggle()
        elif name == "near":
            self.nearby.read_number(number)
        elif name == "words":
            self.nearby.words_number(number)
        else:
            return False
        return True


def told_left_out(lines: tuple[str, ...]) -> str:
    """What was left out, a line each; the first few are named."""
    more = len(lines) - MOST_LEFT_OUT
    shown = lines[:MOST_LEFT_OUT] if more > 1 else lines
    return "\n".join((*shown, *((tr("and {n} more", n=more),) if more > 1 else ())))
