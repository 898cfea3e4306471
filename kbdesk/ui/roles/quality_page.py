# SPDX-License-Identifier: MIT
"""Quality: coaching for oneself, the sample, what was sent, and how each criterion goes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.model.quality import Material, Review, Subject, Trend, Waiting
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.roles.quality_words import (
    BEGUN,
    SECTIONS,
    Board,
    Section,
    nothing_words,
    review_words,
    rows_of,
    sample_words,
    to_go,
    trend_html,
)
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.state_pictures import picture_over
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.tips import plain_tip

TINY = 420
"""A page that stands above each other and is lower than this (px at 100 %) has room for the list alone."""
_DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)


class QualityPage(Cover):
    """A list in four sections; at its right what the chosen row is.

    Signals:
        looked_at(Subject or Review): it is to be shown at the right.
        review_asked(Subject): look at it by the form.
        coaching_asked(str path, str id): open coaching in this file, or that is kept under this id.
        draw_asked(): ask what is to be drawn.
        again_asked(): draw by another seed.
        deleted(Review): delete it for good; the person agreed.
    """

    looked_at = Signal(object)
    review_asked = Signal(object)
    coaching_asked = Signal(str, str)
    draw_asked = Signal()
    again_asked = Signal()
    deleted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Quality"))
        self._board: Board | None = None
        self._section: Section = "sample"
        self._asked: Review | None = None
        self._goes_on = False
        self.told.setText(tr("To learn from, between two people; nobody is ranked."))
        self._build_left()
        self._build_right()
        self.focus_first(self._list)
        self.set_theme(theme)

    def _build_left(self) -> None:
        self._chips = QWidget(self.left)
        flow = LineLayout(self._chips, 6)
        self._sections: dict[Section, QPushButton] = {}
        for section, text, tip in SECTIONS:
            chip = made_button(self._chips, text, tip, "chip")
            chip.setProperty("section", section)
            chip.clicked.connect(self._chip_pressed)
            flow.addWidget(chip)
            self._sections[section] = chip
        self._list = RowList(self.theme, self.left, tr("Quality"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._list.discarded.connect(self._discarded)
        self._nothing = self.label(self.left, 14, 400, "muted")
        self._nothing.setText(tr("Looking …"))
        self._drawn = self.label(self.left, 12, 400, "muted")
        self._draws = QWidget(self.left)
        draws = LineLayout(self._draws, 8)
        draw = made_button(self._draws, tr("Draw …   D"), tr("How many, of how many days, by which seed (D)"))
        draw.clicked.connect(self.draw_asked)
        again = made_button(self._draws, tr("Another seed   R"), tr("Draw others, by another seed (R)"))
        again.clicked.connect(self.again_asked)
        draws.addWidget(draw)
        draws.addWidget(again)
        self.left_box.addWidget(self._chips)
        self.left_box.addWidget(self._list, 1)
        for part in (self._nothing, self._drawn, self._draws):
            self.left_box.addWidget(part)
        self.follow(picture_over(self._nothing, self.left_box, "empty"))
        self.left_box.addStretch(0)

    def _build_right(self) -> None:
        self._head_line = self.label(self.right, 15, 600)
        self._facts = self.label(self.right, 12, 400, "muted")
        self._view = ArticleView(self.theme, self.right)
        self._view.setAccessibleName(tr("What it is"))
        self.follow(self._view)
        self._trouble = self.label(self.right, 13, 600, "danger")
        self._trouble.hide()
        self._foot = QWidget(self.right)
        flow = LineLayout(self._foot, 8)
        self._go = made_button(self._foot, "", "", "primary")
        self._go.clicked.connect(self._go_on)
        self._delete = made_button(self._foot, tr("Delete   Del"), tr("Delete it here for good (Delete)"))
        self._delete.clicked.connect(self._ask_delete)
        flow.addWidget(self._go)
        flow.addWidget(self._delete)
        for words in (self._head_line, self._facts):
            self.right_box.addWidget(words)
        self.right_box.addWidget(self._view, 1)
        self.right_box.addWidget(self._trouble)
        self.right_box.addWidget(self._foot)

    # --- what is shown ---

    @property
    def section(self) -> Section:
        """Which section is shown."""
        return self._section

    def show_board(self, board: Board) -> None:
        """Show what there is; coaching that waits comes first when the page is opened."""
        first = self._board is None
        self._board = board
        if first and board.waiting:
            self._section = "mine"
        self._show()

    def go_on(self) -> None:
        """When it is shown the next time, choose the next that nobody looked at yet."""
        self._goes_on = True

    def choose_section(self, section: Section) -> None:
        """Show another section."""
        self._section = section
        self._show()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        board = self._board
        if board is None:
            return
        rows = rows_of(board, self._section)
        counts = {"mine": len(board.waiting), "sample": to_go(board)}
        for section, text, _ in SECTIONS:
            chip = self._sections[section]
            count = counts.get(section, 0)
            chip.setText(f"{text} ({count})" if count else text)
            set_look(chip, "active", section == self._section)
        if not rows:
            self.hold_focus()
        self._list.setVisible(bool(rows))
        self.right.setVisible(bool(rows))
        self._nothing.setText(nothing_words(self._section))
        self._nothing.setVisible(not rows)
        self._drawn.setText(" ".join(filter(None, (sample_words(board.sample), board.notice))))
        self._fit()
        self._list.show_rows(rows)
        self._choose_next(rows)
        self.fit_list(self._list.wanted_height + self.theme.px(170) if rows else 0)
        self.hand_focus_on()

    def _choose_next(self, rows: tuple[Row, ...]) -> None:
        goes_on, self._goes_on = self._goes_on and self._section == "sample", False
        open_ones = [number for number, row in enumerate(rows) if row.icon != "check"]
        if goes_on and open_ones:
            at = self._list.currentIndex().row()
            self._list.choose(next((number for number in open_ones if number > at), open_ones[0]))

    def show_material(self, subject: Subject, material: Material) -> None:
        """Show a case or article, if it is still the chosen one."""
        if self._value == subject:
            html = "".join(passage.html for passage in material.passages)
            self._view.show_sheet(Sheet(html or f"<p>{material.notice}</p>"))

    def show_review(self, review: Review, html: str) -> None:
        """Show a review as it was written, if it is still the chosen one."""
        if self._review == review:
            self._view.show_sheet(Sheet(html))

    def say_trouble(self, sentence: str) -> None:
        """Say what cannot be shown or done; "" if nothing."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    @property
    def _value(self) -> object:
        row = self._list.current()
        return row.value if row is not None else None

    @property
    def _review(self) -> Review | None:
        value = self._value
        if isinstance(value, Waiting):
            return value.review
        return value if isinstance(value, Review) else None

    def _chosen(self, row: Row | None) -> None:
        self._asked = None
        self.say_trouble("")
        if row is None:
            return
        self._view.show_sheet(Sheet(""))
        value, review = row.value, self._review
        self._head_line.setText(row.title)
        self._delete.setVisible(isinstance(value, Review))
        self._go.setVisible(not isinstance(value, Trend))
        self._foot.setVisible(not isinstance(value, Trend))
        self._name_go(tr("Open it   Enter"), tr("Open the coaching (Enter)"))
        self._facts.setText(review_words(review) if review is not None else row.line)
        if isinstance(value, Trend):
            self._view.show_sheet(Sheet(trend_html(value)))
        elif isinstance(value, Subject):
            begun = row.icon == BEGUN
            self._name_go(
                tr("Go on   Enter") if begun else tr("Review it   Enter"),
                tr("Look at it by the form (Enter)"),
            )
            self.looked_at.emit(value)
        elif review is not None:
            self.looked_at.emit(review)
        elif isinstance(value, Waiting):
            self.say_trouble(value.trouble)
            self._foot.hide()

    def _name_go(self, text: str, tip: str) -> None:
        self._go.setText(text)
        self._go.setAccessibleName(text.partition("   ")[0])
        self._go.setToolTip(plain_tip(tip))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a small window list and button alone; what a row is, Enter opens."""
        stacked = self._splitter.orientation() == Qt.Orientation.Vertical
        tiny = stacked and self.height() < self.theme.px(TINY)
        drawn = self._section == "sample" and self._board is not None
        self._drawn.setVisible(drawn and not tiny)
        self._draws.setVisible(drawn and not (tiny or self.is_low))
        for part in (self._head_line, self._facts, self._view):
            part.setVisible(not tiny)
        share = 0.78 if tiny else type(self).list_share
        if share != self.list_share:
            self.list_share = share
            self._splitter.setProperty("placed", False)
            self._arrange()

    # --- acting ---

    def _chip_pressed(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.choose_section(next(key for key, _, _ in SECTIONS if key == chip.property("section")))

    def _entered(self, _row: Row) -> None:
        self._go_on()

    def _go_on(self) -> None:
        value = self._value
        if isinstance(value, Subject):
            self.review_asked.emit(value)
        elif isinstance(value, Waiting) and value.review is not None:
            self.coaching_asked.emit(value.path, "")
        elif isinstance(value, Review):
            self.coaching_asked.emit("", value.id)

    def _discarded(self, _row: Row) -> None:
        self._ask_delete()

    def _ask_delete(self) -> None:
        """The first press asks, the second agrees."""
        value = self._value
        if not isinstance(value, Review):
            return
        if self._asked == value:
            self._asked = None
            self.say_trouble("")
            self.deleted.emit(value)
            return
        self._asked = value
        self.say_trouble(tr("Delete it here for good? Press Delete once more. A file that was sent stays."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 4 choose a section, D draws, R draws by another seed."""
        held = Qt.KeyboardModifier
        plain = not event.modifiers() & (held.ControlModifier | held.AltModifier) and not event.isAutoRepeat()
        key = event.key()
        if plain and key in _DIGITS:
            self.choose_section(SECTIONS[_DIGITS.index(Qt.Key(key))][0])
        elif plain and key == Qt.Key.Key_D and self._section == "sample":
            self.draw_asked.emit()
        elif plain and key == Qt.Key.Key_R and self._section == "sample":
            self.again_asked.emit()
        else:
            super().keyPressEvent(event)
