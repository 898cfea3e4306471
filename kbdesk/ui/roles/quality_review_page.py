# SPDX-License-Identifier: MIT
"""A form being filled in by keys: criteria at the left, what is looked at beside them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from kbdesk.desk.quality_forms import criterion_of, first_open, form_of, score_words, spot_words
from kbdesk.language import tr
from kbdesk.model.quality import Check, Mark, Material, Review, Spot
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.roles.quality_subject import SubjectPane
from kbdesk.ui.roles.quality_words import check_row
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.run_text import GrowingEdit
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme, set_look

CRAMPED = 500
"""In a column lower than this (px at 100 %) the list shows one criterion at a time."""
TINY = 330
"""In one lower than this the list is a line, and the question stands alone."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ANSWERS: tuple[tuple[Mark, str, str], ...] = (
    ("yes", tr("Yes   Y"), tr("Yes, that is so (Y)")),
    ("no", tr("No   N"), tr("No: say in a line what would have been better (N)")),
    ("na", tr("Does not apply   -"), tr("It does not apply here; it does not count (-)")),
)
_KEYS: dict[int, Mark] = {Qt.Key.Key_Y: "yes", Qt.Key.Key_N: "no", Qt.Key.Key_Minus: "na"}


class CheckList(RowList):
    """The criteria; Alt and the arrows belong to the page."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys with Alt to the page."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


class ReviewPage(Cover):
    """Y, N and - answer, Enter goes on, Alt and the arrows tie a comment to a step or line.

    Signals:
        changed(Review): it is to be kept as it stands now.
        sent(Review): every criterion is answered: give it to its author.
    """

    changed = Signal(object)
    sent = Signal(object)
    list_share = 0.56

    def __init__(self, theme: Theme, parent: QWidget, review: Review, told: str) -> None:
        super().__init__(theme, parent, form_of(review.form).title)
        self._review = review
        self._at = 0
        self._filling = self._sending = False
        self._placed_for = 0
        self.told.setText(f"{review.subject.title} · {review.subject.author}")
        self._build_left(told)
        self.subject = SubjectPane(theme, self.right)
        self.follow(self.subject)
        self.subject.spot_changed.connect(self._spot_chosen)
        self.right_box.addWidget(self.subject)
        self.focus_first(self._list)
        self._show_rows()
        self._list.choose(max(0, first_open(review.checks)[0]))
        self.set_theme(theme)

    def _build_left(self, told: str) -> None:
        self._scroll = scroll = column_scroll(self.left)
        scroll.installEventFilter(self)  # it would scroll by Alt and the arrows
        self._inner = inner = QWidget(scroll)
        self._column = QVBoxLayout(inner)
        scroll.setWidget(inner)
        self._list = CheckList(self.theme, inner, tr("Criteria"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._next)
        self._question = self.label(inner, 14, 600)
        self._answers = QWidget(inner)
        flow = LineLayout(self._answers, 6)
        self._buttons: dict[str, QPushButton] = {}
        for mark, text, tip in _ANSWERS:
            button = made_button(self._answers, text, tip, "chip")
            button.setProperty("mark", mark)
            button.clicked.connect(self._answer_pressed)
            flow.addWidget(button)
            self._buttons[mark] = button
        self._comment = self._edit(inner, tr("Comment"), tr("Comment (C); Enter goes on"))
        self._comment.textChanged.connect(self._commented)
        self._comment.entered.connect(self._next)
        self._spot = self.label(inner, 12, 400, "muted")
        self._summary_name = self.label(inner, 12, 600)
        self._summary_name.setText(tr("In short, for {name}", name=self._review.subject.author))
        self._summary = self._edit(inner, tr("In short"), tr("What went well, and one thing to try next (S)"))
        self._summary.setPlainText(self._review.summary)
        self._summary.textChanged.connect(self._summed_up)
        self._summary.entered.connect(self._to_send)
        self._trouble = self.label(inner, 13, 600, "danger")
        self._trouble.hide()
        self._score = self.label(inner, 12, 400, "muted")
        self._send = made_button(inner, tr("Send   Ctrl+Enter"), f"{told} (Ctrl+Enter)", "primary")
        self._send.clicked.connect(self.send)
        self._where = self.label(inner, 12, 400, "muted")
        self._where.setText(told)
        self._column.addWidget(self._list, 1)
        for part in (self._question, self._answers, self._comment, self._spot, self._summary_name):
            self._column.addWidget(part)
        for part in (self._summary, self._trouble, self._score, self._send, self._where):
            self._column.addWidget(part)
        self._column.addStretch(0)
        self.left_box.addWidget(scroll)

    def _edit(self, parent: QWidget, name: str, hint: str) -> GrowingEdit:
        made = GrowingEdit(parent, 1, 4, one_answer=True)
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.left.connect(self._keep)
        return made

    # --- what is shown ---

    @property
    def review(self) -> Review:
        """The form as it stands."""
        return self._review

    @property
    def check(self) -> Check:
        """The criterion that is asked."""
        return self._review.checks[self._at]

    def show_materials(self, materials: tuple[Material, ...]) -> None:
        """Show what is looked at; the place of the comment that is on screen is marked."""
        self.subject.show_materials(materials)
        self.subject.go_to(self.check.spot)

    def say_trouble(self, sentence: str) -> None:
        """What keeps it from being sent; "" if nothing."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))
        self._sending = False
        self.left.setEnabled(True)

    def _show_rows(self) -> None:
        rows = tuple(check_row(number, check) for number, check in enumerate(self._review.checks))
        self._filling = True
        self._list.show_rows(rows)
        self._filling = False
        left = sum(1 for check in self._review.checks if not check.answer)
        told = (
            tr("{n} of {whole} to go", n=left, whole=len(rows)) if left else score_words(self._review.score)
        )
        self._score.setText(told)

    def _chosen(self, row: Row | None) -> None:
        if row is None or not isinstance(row.value, int):
            return
        moved, self._at = row.value != self._at, row.value
        check = self.check
        self._question.setText(f"{self._at + 1}. {criterion_of(check).question}")
        for mark, button in self._buttons.items():
            set_look(button, "active", mark == check.answer)
        if not self._filling or moved:
            self._filling = True
            self._comment.setPlainText(check.comment)
            self._filling = False
            self.subject.go_to(check.spot)
        self._list.scrollTo(self._list.currentIndex())
        self._tell_spot()

    def _tell_spot(self) -> None:
        spot = self.check.spot
        self._spot.setText(
            tr("Tied to {label}   (Alt+Up, Alt+Down)", label=spot_words(spot)) if spot is not None
            else tr("Alt+Down ties the comment to a step or line")
        )  # fmt: skip

    # --- answering ---

    def answer(self, mark: Mark) -> None:
        """Answer the criterion that is asked; a no goes on with its comment."""
        self.say_trouble("")
        self._change(replace(self.check, answer=mark))
        self._keep()
        if mark == "no" and not self.check.comment.strip():
            self._go(self._comment)

    def _answer_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self._go(self._list)
            self.answer(next(mark for mark, _, _ in _ANSWERS if mark == button.property("mark")))

    def _change(self, check: Check) -> None:
        checks = list(self._review.checks)
        checks[self._at] = check
        self._review = replace(self._review, checks=tuple(checks))
        self._show_rows()
        for mark, button in self._buttons.items():
            set_look(button, "active", mark == check.answer)

    def _commented(self) -> None:
        if not self._filling:
            self._change(replace(self.check, comment=self._comment.toPlainText()))

    def _summed_up(self) -> None:
        self._review = replace(self._review, summary=self._summary.toPlainText())

    def _spot_chosen(self, spot: Spot | None) -> None:
        self._change(replace(self.check, spot=spot))
        self._tell_spot()
        self._keep()

    def _keep(self) -> None:
        if not self._sending:
            self.changed.emit(self._review)

    def _next(self, _row: object = None) -> None:
        """Go to the next criterion; after the last to what is to be said in short."""
        if self._at + 1 < len(self._review.checks):
            self._list.choose(self._at + 1)
            self._go(self._list)
        else:
            self._go(self._summary)

    def _to_send(self) -> None:
        self._go(self._send)

    def send(self) -> None:
        """Give it to its author, or go to what is missing."""
        number, why = first_open(self._review.checks)
        if why:
            self._list.choose(number)
            target = self._comment if self.check.answer == "no" else self._list
            self._go(target)
            self.say_trouble(why)
            return
        self.say_trouble("")
        self._sending = True  # nothing that comes later may take the place of what is sent
        self.left.setEnabled(False)
        self.sent.emit(self._review)

    def _go(self, widget: QWidget) -> None:
        """Give a part of the form the focus, and bring it into sight."""
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(widget, 0, self.theme.px(8))
        if widget is self._list:
            self._scroll.ensureWidgetVisible(self._answers, 0, 0)
            self._list.scrollTo(self._list.currentIndex())

    # --- keys and room ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that no field of the form took."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def leave(self) -> None:
        """Go back; what was written is kept, and gone on with from the list."""
        self._keep()
        super().leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the form; Esc leaves a field, then the page."""
        focused = QApplication.focusWidget()
        typing = isinstance(focused, QPlainTextEdit)
        held = event.modifiers()
        alt, control = held & Qt.KeyboardModifier.AltModifier, held & Qt.KeyboardModifier.ControlModifier
        key = event.key()
        if alt and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.subject.move_place(1 if key == Qt.Key.Key_Down else -1)
        elif control and key in _ENTER:
            if not event.isAutoRepeat():
                self.send()
        elif typing and key == Qt.Key.Key_Escape:
            self._go(self._list)
        elif typing or alt or control or not self._plain_key(key, repeats=event.isAutoRepeat()):
            super().keyPressEvent(event)

    def _plain_key(self, key: int, *, repeats: bool) -> bool:
        """Do what a key without others stands for; whether it stands for anything."""
        if self._sending:
            return False
        if key in _KEYS:
            if not repeats:
                self.answer(_KEYS[key])
        elif key == Qt.Key.Key_C:
            self._go(self._comment)
        elif key == Qt.Key.Key_S:
            self._go(self._summary)
        elif key == Qt.Key.Key_V:
            self.subject.turn()
        else:
            return False
        return True

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._column.setContentsMargins(0, 0, theme.px(6), 0)
        self._column.setSpacing(theme.px(6))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one criterion at a time where there is no room for all."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """All criteria, one at a time, or, in a tiny window, the question alone."""
        row = max(1, self._list.sizeHintForRow(0))
        stacked = self._splitter.orientation() == Qt.Orientation.Vertical
        high = self.height() * (self.list_share if stacked else 1)
        cramped, tiny = high < self.theme.px(CRAMPED), high < self.theme.px(TINY)
        frame = 2 * self._list.frameWidth() + self.theme.px(4)
        one = self.theme.px(3) if tiny else row + frame
        self._list.setMinimumHeight(one)
        self._list.setMaximumHeight(one if cramped else row * len(self._review.checks) + frame)
        self._column.setStretch(0, 0 if cramped else 1)
        for part in (self._where, self._summary_name):
            part.setVisible(not cramped)
        for button in self._buttons.values():
            mark = button.property("mark")
            text = next(text for one_mark, text, _ in _ANSWERS if one_mark == mark)
            button.setText(text.partition("   ")[0] if cramped and mark == "na" else text)
        self.subject.set_cramped(cramped=tiny)
        width = self._inner.width()
        needs = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else 0
        self.fit_list(max(one, needs) if cramped and not tiny else 0)
        if stacked and self.height() != self._placed_for:
            self._placed_for = self.height()
            self._splitter.setProperty("placed", False)
            self._arrange()
        self._list.scrollTo(self._list.currentIndex())
        focused = QApplication.focusWidget()
        if focused is not None and focused is not self._list and self._inner.isAncestorOf(focused):
            self._scroll.ensureWidgetVisible(focused, 0, self.theme.px(8))
