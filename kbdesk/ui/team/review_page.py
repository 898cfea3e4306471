# SPDX-License-Identifier: MIT
"""Reviews: changes that wait for a maintainer, and what each does; accept it, or return it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.model import Clash, Comparison, Review
from kbdesk.ui.cover import Cover
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.past.compare_view import CompareView
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.state_pictures import picture_over
from kbdesk.ui.team.words import review_sentence
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

_MAINTAINS = tr(
    "Changes that wait for you: look at what each does, then accept it or return it with a comment."
)
_RETURN = tr("Return with a comment …   R")
_CHOICES = (
    (tr("Take both"), tr("The changes of both in one text")),
    (tr("Take the writer's text"), tr("The writer's text becomes the team's")),
    (tr("Keep the team's text"), tr("Of this file, the team's text stays")),
)
_WRITES = tr("Your changes go to a maintainer first. Here is how they stand.")


class ReviewPage(Cover):
    """The list of changes; at its right what the chosen one does, and the two answers.

    Signals:
        review_chosen(Review): what it does is to be shown.
        accepted(Review): it becomes the team's.
        settled(Clash, str): of a file that the team changed, too, this text is to be taken.
        returned(Review, str): it goes back to its writer, with a comment.
        continued(Review): the writer goes on with one that was returned.
    """

    review_chosen = Signal(object)
    accepted = Signal(object)
    settled = Signal(object, str)
    returned = Signal(object, str)
    continued = Signal(object)
    list_share = 0.3

    least_stacked = 420

    def __init__(self, theme: Theme, parent: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(theme, parent, tr("Reviews"))
        self._clock = clock
        self._maintainer = False
        self._returning = False
        self._clash: Clash | None = None
        self._compared: tuple[tuple[str, Comparison], ...] = ()
        self._list = RowList(theme, self.left, tr("Changes that wait"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._nothing = self.label(self.left, 13, 400, "muted")
        self._nothing.setText(tr("No change waits."))
        self.left_box.addWidget(self._list, 1)
        self.left_box.addWidget(self._nothing)
        self.follow(picture_over(self._nothing, self.left_box, "done"))
        self.left_box.addStretch(0)
        self._build_right()
        self.focus_first(self._list)
        self.set_theme(theme)

    def _build_right(self) -> None:
        self._head_line = self.label(self.right, 15, 600)
        self._line = self.label(self.right, 12, 400, "muted")
        self._comment = self.label(self.right, 13, 600, "warn")
        self._files = DropDown(self.right)
        self._files.setAccessibleName(tr("Files of this change"))
        self._files.setToolTip(tr("Files of this change"))
        self._files.currentIndexChanged.connect(self._show_file)
        self._view = CompareView(self.theme, self.right)
        self.follow(self._view)
        self._say = QPlainTextEdit(self.right)
        self._say.setAccessibleName(tr("Comment for the writer"))
        self._say.setPlaceholderText(tr("What should be different?"))
        self._say.setTabChangesFocus(True)
        self._trouble = self.label(self.right, 13, 600, "danger")
        self._foot = QWidget(self.right)
        flow = LineLayout(self._foot, 8)
        self._accept = made_button(
            self._foot, tr("Accept   Ctrl+Enter"), tr("It becomes the team's text (Ctrl+Enter)"), "primary"
        )
        self._accept.clicked.connect(self._accept_now)
        self._return = made_button(self._foot, _RETURN, "")
        self._return.clicked.connect(self._return_now)
        self._keep = made_button(self._foot, tr("Do not return it   Esc"), tr("Close the comment (Esc)"))
        self._keep.clicked.connect(self._end_comment)
        self._go_on = made_button(
            self._foot, tr("Go on writing   Enter"), tr("Open your text in the editor (Enter)"), "primary"
        )
        self._go_on.clicked.connect(self._continue)
        self._choices: list[tuple[QPushButton, str]] = []
        for text, tip in _CHOICES:
            button = made_button(self._foot, text, tip)
            button.clicked.connect(self._settle)
            self._choices.append((button, ""))
        for button in (self._accept, self._return, self._keep, self._go_on):
            flow.addWidget(button)
        for button, _ in self._choices:
            flow.addWidget(button)
        for words in (self._head_line, self._line, self._comment):
            self.right_box.addWidget(words)
        self.right_box.addWidget(self._files)
        self.right_box.addWidget(self._view, 1)
        for widget in (self._say, self._trouble, self._foot):
            self.right_box.addWidget(widget)

    # --- what is shown ---

    def show_reviews(self, reviews: tuple[Review, ...], *, maintainer: bool) -> None:
        """Show these; a maintainer may answer those of others, a writer sees the own ones."""
        self._maintainer = maintainer
        self.told.setText(_MAINTAINS if maintainer else _WRITES)
        now = self._clock()
        rows = tuple(_row(one, now) for one in reviews if maintainer or one.mine)
        if not rows:
            self.hold_focus()
        for widget in (self._list, self.right):
            widget.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._list.show_rows(rows)
        self.fit_list(self._list.wanted_height)
        self.hand_focus_on()

    def show_changes(self, review: Review, compared: tuple[tuple[str, Comparison], ...]) -> None:
        """Show what the chosen change does, as (path, comparison)."""
        if self._current() == review:
            self._compared = compared
            self._files.clear()
            self._files.addItems([path for path, _ in compared])
            self._files.setVisible(len(compared) > 1)

    def show_trouble(self, sentence: str) -> None:
        """Say why an answer could not be given; "" if it could."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))
        self._foot.setEnabled(True)

    def ask_clash(self, clash: Clash) -> None:
        """The team changed a file of it, too: ask which text to take."""
        self._clash = clash
        self.show_trouble(
            tr("The team changed {path} meanwhile, too. Which text is to stand?", path=clash.draft.path)
        )
        texts = (clash.merged, clash.draft.text, clash.theirs)
        self._choices = [(one[0], text or "") for one, text in zip(self._choices, texts, strict=True)]
        self._show_answers()
        shown = [button for button, _ in self._choices if not button.isHidden()]
        shown[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def answered(self) -> None:
        """The answer was taken: the comment is done with."""
        self._clash = None
        self._say.clear()
        self._end_comment()
        self.show_trouble("")
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        if hasattr(self, "_say"):
            self._say.setFixedHeight(QFontMetrics(theme.font(14)).lineSpacing() * 3 + theme.px(18))

    def _chosen(self, row: Row | None) -> None:
        review = self._current()
        if row is None or review is None:
            return
        self._clash = None
        self._end_comment()
        self.show_trouble("")
        self._head_line.setText(review.title)
        self._line.setText(row.line)
        self._comment.setText(tr("“{words}”", words=review.returned) if review.returned else "")
        self._comment.setVisible(bool(review.returned))
        self._compared = ()
        self._files.clear()
        self._files.hide()
        self._view.show_comparison(None)
        self.review_chosen.emit(review)

    def _show_file(self, number: int) -> None:
        if 0 <= number < len(self._compared):
            self._view.show_comparison(self._compared[number][1])

    def _show_answers(self) -> None:
        review = self._current()
        clash = self._clash
        for place, (button, _) in enumerate(self._choices):
            button.setVisible(clash is not None and (place > 0 or clash.merged is not None))
        answers = (
            clash is None and self._maintainer and review is not None and not review.returned and review.sent
        )
        self._accept.setVisible(answers and not self._returning)
        self._return.setVisible(answers)
        self._return.setText(tr("Return it   Ctrl+Enter") if self._returning else _RETURN)
        self._return.setAccessibleName(self._return.text().partition("   ")[0])
        key = "Ctrl+Enter" if self._returning else "R"
        self._return.setToolTip(plain_tip(tr("It goes back to its writer ({key})", key=key)))
        self._keep.setVisible(self._returning)
        self._say.setVisible(self._returning)
        self._make_room()
        self._go_on.setVisible(review is not None and review.mine and bool(review.returned))

    def _make_room(self) -> None:
        """Where there is little room, what the change does makes way for the comment."""
        self._view.setVisible(not (self._returning and self.is_low))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the height."""
        super().resizeEvent(event)
        self._make_room()

    # --- acting ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the comment first, Ctrl+Enter in it returns the change; N and P go through it."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape and (self._returning or self._clash is not None):
            self._clash = None
            self.show_trouble("")
            self._end_comment()
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._returning:
                self._return_now()
            elif self._may_answer(self._accept) and not event.isAutoRepeat():
                self._accept_now()
        elif event.key() == Qt.Key.Key_R and not control and self._may_answer(self._return):
            self._return_now()
        elif event.key() in (Qt.Key.Key_N, Qt.Key.Key_P) and not control:
            self._view.go_to_change(1 if event.key() == Qt.Key.Key_N else -1)
        else:
            super().keyPressEvent(event)

    def _may_answer(self, button: QPushButton) -> bool:
        return self._foot.isEnabled() and not button.isHidden()

    def _current(self) -> Review | None:
        row = self._list.current()
        return row.value if row is not None and isinstance(row.value, Review) else None

    def _entered(self, _row: Row) -> None:
        if not self._go_on.isHidden():
            self._continue()
            return
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _accept_now(self) -> None:
        review = self._current()
        if review is not None:
            self._foot.setEnabled(False)
            self.accepted.emit(review)

    def _settle(self) -> None:
        clash, pressed = self._clash, self.sender()
        for button, text in self._choices:
            if clash is not None and button is pressed:
                self._clash = None
                self._foot.setEnabled(False)
                self.settled.emit(clash, text)

    def _return_now(self) -> None:
        review, words = self._current(), self._say.toPlainText().strip()
        if review is None:
            return
        if not self._returning:
            self._returning = True
            self._show_answers()
            self._say.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not words:
            self.show_trouble(tr("Say what should be different; the writer sees nothing else."))
            self._say.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._foot.setEnabled(False)
            self.returned.emit(review, words)

    def _end_comment(self) -> None:
        self._returning = False
        self._show_answers()

    def _continue(self) -> None:
        review = self._current()
        if review is not None:
            self.continued.emit(review)


def _row(review: Review, now: datetime) -> Row:
    if review.returned:
        icon, colour = "undo", "warn"
    else:
        icon, colour = ("send", "accent") if review.mine else ("article", "accent")
    return Row(review, review.title, review_sentence(review, now), icon, colour)
