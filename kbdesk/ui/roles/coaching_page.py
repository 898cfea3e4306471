# SPDX-License-Identifier: MIT
"""Coaching to read: what was said of each criterion, beside the place that it is about."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kbdesk.desk.dates import day
from kbdesk.desk.quality_forms import criterion_of, spot_words, word_of
from kbdesk.language import tr
from kbdesk.model.quality import Check, Coaching
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.roles.quality_page import TINY
from kbdesk.ui.roles.quality_review_page import CheckList
from kbdesk.ui.roles.quality_subject import SubjectPane
from kbdesk.ui.roles.quality_words import check_row, review_words
from kbdesk.ui.rows import Row
from kbdesk.ui.theme import Theme


class CoachingPage(Cover):
    """The criteria with what was said; at the right the text that a comment is tied to.

    Signals:
        home_asked(Coaching): keep it for oneself, out of the shared folder.
        read_asked(str path, str anchor): open the article, or the step, as it is now.
    """

    home_asked = Signal(object)
    read_asked = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget, coaching: Coaching) -> None:
        super().__init__(theme, parent, tr("Coaching"))
        self._coaching = coaching
        review = coaching.review
        when = day(review.sent or review.at)
        self.told.setText(
            tr("{title} · from {name}, {day}", title=review.subject.title, name=review.by, day=when)
        )
        self._build_left()
        self._question = self.label(self.right, 14, 600)
        self._comment = self.label(self.right, 14)
        self._where = self.label(self.right, 12, 400, "muted")
        self.subject = SubjectPane(theme, self.right)
        self.follow(self.subject)
        for part in (self._question, self._comment, self._where):
            self.right_box.addWidget(part)
        self.right_box.addWidget(self.subject, 1)
        self.right_box.addStretch(0)
        self.subject.show_materials(coaching.materials)
        self.subject.setVisible(bool(coaching.materials))
        self.focus_first(self._list)
        rows = tuple(check_row(number, check) for number, check in enumerate(review.checks))
        self._list.show_rows(rows)
        said = [number for number, check in enumerate(review.checks) if check.comment.strip()]
        self._list.choose(said[0] if said else 0)
        self.set_theme(theme)

    def _build_left(self) -> None:
        coaching, review = self._coaching, self._coaching.review
        self._score = self.label(self.left, 13, 600)
        self._score.setText(review_words(review))
        self._summary = self.label(self.left, 14)
        self._summary.setText(review.summary)
        self._summary.setVisible(bool(review.summary.strip()))
        self._list = CheckList(self.theme, self.left, tr("What was said"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._trouble = self.label(self.left, 13, 600, "danger")
        self._trouble.hide()
        self._whose = self.label(self.left, 12, 400, "muted")
        self._whose.setText(_whose(coaching))
        self._foot = QWidget(self.left)
        flow = LineLayout(self._foot, 8)
        self._home = made_button(
            self._foot,
            tr("Keep it for me   K"),
            tr("Keep it for you alone, out of the shared folder (K)"),
            "primary",
        )
        self._home.clicked.connect(self._take_home)
        self._home.setVisible(coaching.for_me and bool(coaching.path))
        self._read = made_button(
            self._foot,
            tr("Open it as it is now   Enter"),
            tr("Open the article or playbook as it is now (Enter)"),
        )
        self._read.clicked.connect(self._open)
        flow.addWidget(self._home)
        flow.addWidget(self._read)
        self.left_box.addWidget(self._score)
        self.left_box.addWidget(self._summary)
        self.left_box.addWidget(self._list, 1)
        self.left_box.addWidget(self._trouble)
        self.left_box.addWidget(self._whose)
        self.left_box.addWidget(self._foot)

    @property
    def coaching(self) -> Coaching:
        """What is shown."""
        return self._coaching

    @property
    def check(self) -> Check | None:
        """The chosen criterion; None if there is none."""
        row = self._list.current()
        return self._coaching.review.checks[row.value] if row and isinstance(row.value, int) else None

    def say_trouble(self, sentence: str) -> None:
        """What could not be done; "" if nothing."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))
        self._foot.setEnabled(True)

    def _chosen(self, _row: Row | None) -> None:
        check = self.check
        if check is None:
            return
        asked = criterion_of(check)
        self._question.setText(f"{word_of(check.answer)}: {asked.question or asked.title}")
        self._comment.setText(check.comment)
        self._comment.setVisible(bool(check.comment.strip()))
        spot = check.spot
        self._where.setText(tr("About {label}", label=spot_words(spot)) if spot is not None else "")
        self._where.setVisible(spot is not None)
        self.subject.go_to(spot)
        self._fit()

    @property
    def _place(self) -> tuple[str, str]:
        """The file that the chosen comment is about, and the step in it."""
        check, subject = self.check, self._coaching.review.subject
        spot = check.spot if check is not None else None
        if spot is not None and spot.path:
            return spot.path, spot.anchor
        return subject.path or (subject.key if subject.kind == "article" else ""), ""

    def _entered(self, _row: Row) -> None:
        self._open()

    def _open(self) -> None:
        if self._place[0]:
            self.read_asked.emit(*self._place)

    def _take_home(self) -> None:
        if not self._home.isHidden() and self._foot.isEnabled():
            self._foot.setEnabled(False)
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.home_asked.emit(self._coaching)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a small window first what was said; the text that it is about, where there is room for it."""
        stacked = self._splitter.orientation() == Qt.Orientation.Vertical
        tiny = stacked and self.height() < self.theme.px(TINY)
        summed_up = bool(self._coaching.review.summary.strip())
        self._score.setVisible(not tiny)
        self._whose.setVisible(not (tiny or self.is_low))
        self._summary.setVisible(summed_up and not (tiny or self.is_low))
        self._read.setVisible(bool(self._place[0]) and not (tiny or self.is_low))
        self.subject.set_cramped(cramped=tiny or self.is_low)
        self.subject.setVisible(bool(self._coaching.materials) and not tiny)
        share = 0.36 if tiny else type(self).list_share
        if share != self.list_share:
            self.list_share = share
            self._splitter.setProperty("placed", False)
            self._arrange()
        self._list.scrollTo(self._list.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """K keeps it, V turns to the next text."""
        held = Qt.KeyboardModifier
        plain = not event.modifiers() & (held.ControlModifier | held.AltModifier) and not event.isAutoRepeat()
        if plain and event.key() == Qt.Key.Key_K:
            self._take_home()
        elif plain and event.key() == Qt.Key.Key_V:
            self.subject.turn()
        else:
            super().keyPressEvent(event)


def _whose(coaching: Coaching) -> str:
    """Who it is for, and where it lies."""
    if not coaching.for_me:
        return tr("This is for {name}.", name=coaching.review.subject.author)
    if coaching.waits:
        return tr("It lies in the shared folder, where others can read it, until you keep it.")
    return tr("This is for you, to learn from.")
