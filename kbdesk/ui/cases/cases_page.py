# SPDX-License-Identifier: MIT
"""My cases: everything one ran, found by its words, read as it went, gone on with, exported, deleted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from kbdesk.language import tr
from kbdesk.model import CaseRow, Rendered
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.cases.cases_rows import facts_of, go_on_words, kept_sentence, row_of
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.state_pictures import StatePicture
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

LISTED = 200
"""How many cases the list shows at most."""

Question = Literal["", "one", "all", "surely"]
"""What the page asks before it deletes: this case, all that were found, and those once more."""

_COPY = re.compile(r"kb:copy/(\d{1,6})")
_CHOOSE = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CasesPage(Cover):
    """The list with a field to search it; at its right the chosen case as it went.

    Signals:
        searched(str): these words are looked for from now on.
        row_chosen(CaseRow): its text is to be shown.
        opened(CaseRow): go on with it.
        deleted(CaseRow): delete it for good; the person agreed.
        all_deleted(str): delete all that are over and have these words; the person agreed twice.
        exported(CaseRow): export it.
        all_exported(str): export all that have these words.
        ticket_exported(str): export all that is kept of the ticket with this number.
        copied(str): what stands in a block of the text is to be put on the clipboard.
        seat_asked(): change for how long cases are kept.
    """

    searched = Signal(str)
    row_chosen = Signal(object)
    opened = Signal(object)
    deleted = Signal(object)
    all_deleted = Signal(str)
    exported = Signal(object)
    all_exported = Signal(str)
    ticket_exported = Signal(str)
    copied = Signal(str)
    seat_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(theme, parent, tr("My cases"))
        self._clock = clock
        self._question: Question = ""
        self._text = Rendered("")
        self.told.setText(tr("Every call that you ran, on this computer only."))
        self._build_left()
        self._build_right()
        self.focus_first(self._search)
        self.set_theme(theme)

    def _build_left(self) -> None:
        self._search = LineEdit(self.left)
        self._search.setPlaceholderText(tr("Search: customer's words, answers, notes, values"))
        self._search.setAccessibleName(tr("Search your cases by words"))
        self._search.setToolTip(tr("All words must occur; arrows choose, Enter goes on with the case"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self.searched)
        self._search.returnPressed.connect(self._go_on)
        self._list = RowList(self.theme, self.left, tr("Your cases"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._list.discarded.connect(self._discarded)
        self._nothing = self.label(self.left, 13, 400, "muted")
        self._kept = self.label(self.left, 12, 400, "muted")
        self._whole = QWidget(self.left)
        flow = LineLayout(self._whole, 8)
        self._change = made_button(
            self._whole, tr("Change …"), tr("For how long cases are kept, and where you work")
        )
        self._change.clicked.connect(self.seat_asked)
        self._export_all = made_button(
            self._whole, tr("Export all …"), tr("Write all that are found to a file")
        )
        self._export_all.clicked.connect(self._all_exported)
        self._export_ticket = made_button(
            self._whole,
            tr("All of a ticket …"),
            tr("Write all that is kept of the ticket whose number is searched for, with nothing taken out"),
        )
        self._export_ticket.clicked.connect(self._ticket_exported)
        self._remove_all = made_button(
            self._whole, tr("Delete all …"), tr("Delete all that are found and over")
        )
        self._remove_all.clicked.connect(self._ask_all)
        for button in (self._change, self._export_all, self._export_ticket, self._remove_all):
            flow.addWidget(button)
        self.left_box.addWidget(self._search)
        self.left_box.addWidget(self._list, 1)
        for widget in (self._nothing, self._kept, self._whole):
            self.left_box.addWidget(widget)
        self._picture = StatePicture(self.left, "empty")
        self.follow(self._picture)
        self.left_box.insertWidget(self.left_box.indexOf(self._nothing), self._picture)
        self.left_box.addStretch(0)

    def _build_right(self) -> None:
        self._facts = self.label(self.right, 12, 400, "muted")
        self._view = ArticleView(self.theme, self.right)
        self._view.setAccessibleName(tr("The case as it went"))
        self._view.anchorClicked.connect(self._clicked)
        self.follow(self._view)
        self._ask = self.label(self.right, 13, 600, "warn")
        self._ask.hide()
        self._foot = QWidget(self.right)
        flow = LineLayout(self._foot, 8)
        self._go = made_button(self._foot, "", "", "primary")
        self._go.clicked.connect(self._go_on)
        self._export = made_button(
            self._foot, tr("Export …"), tr("Write the case to a file, as a handoff note")
        )
        self._export.clicked.connect(self._exported)
        self._remove = made_button(self._foot, "", "")
        self._remove.clicked.connect(self._remove_pressed)
        self._more = made_button(self._foot, tr("More …"), tr("Export, delete, for how long cases are kept"))
        self._menu = self._made_menu()
        self._more.setMenu(self._menu)
        for button in (self._go, self._export, self._remove, self._more):
            flow.addWidget(button)
        self.right_box.addWidget(self._facts)
        self.right_box.addWidget(self._view, 1)
        self.right_box.addWidget(self._ask)
        self.right_box.addWidget(self._foot)
        self._end_question()

    def _made_menu(self) -> QMenu:
        """What there is no room for in a small window."""
        menu = QMenu(self)
        menu.addAction(tr("Export …"), self._exported)
        menu.addAction(tr("Delete now …"), self._ask_one)
        menu.addSeparator()
        menu.addAction(tr("Export all …"), self._all_exported)
        menu.addAction(tr("All of a ticket …"), self._ticket_exported)
        menu.addAction(tr("Delete all …"), self._ask_all)
        menu.addAction(tr("For how long cases are kept …"), self._change.click)
        give = self.window().findChild(QAction, "show_exports")
        if give is not None:
            menu.addAction(give)
        return menu

    # --- what is shown ---

    @property
    def query(self) -> str:
        """The words that are looked for."""
        return self._search.text().strip()

    @property
    def current(self) -> CaseRow | None:
        """The chosen case; None if there is none."""
        row = self._list.current()
        return row.value if row is not None and isinstance(row.value, CaseRow) else None

    def show_cases(self, query: str, cases: tuple[CaseRow, ...], keep_days: int) -> None:
        """Show what was found for these words, and for how many days cases are kept."""
        if query != self.query:
            return  # more was typed meanwhile
        now = self._clock()
        self._list.show_rows(tuple(row_of(case, now) for case in cases))
        self._kept.setText(kept_sentence(keep_days))
        self._tell_nothing(query, len(cases))
        empty = not cases
        if empty:
            self._end_question()
        if empty and self._list.hasFocus():
            self._search.setFocus(Qt.FocusReason.OtherFocusReason)
        self._list.setVisible(not empty)
        self._picture.setVisible(empty)
        self.right.setVisible(not empty)
        for button in (self._export_all, self._remove_all):
            button.setVisible(not empty)
        self.fit()
        self.fit_list(0 if empty else self._list.wanted_height + self._around())
        self.hand_focus_on()

    def _tell_nothing(self, query: str, found: int) -> None:
        sentence = ""
        if not found and query:
            sentence = tr("No case has all of these words.")
        elif not found:
            sentence = tr("No cases yet. Every call that you run is kept here, to be found and gone on with.")
        elif found >= LISTED:
            sentence = tr("The latest {n} are shown; type words to find others.", n=LISTED)
        self._nothing.setText(sentence)
        self._nothing.setVisible(bool(sentence))

    def _around(self) -> int:
        """The height of what stands around the list in its column."""
        width = max(1, self.left.width())
        parts = (self._nothing, self._kept)
        words = sum(part.heightForWidth(width) for part in parts if not part.isHidden())
        flow = self._whole.layout()
        buttons = flow.heightForWidth(width) if flow is not None and not self._whole.isHidden() else 0
        return self._search.sizeHint().height() + words + buttons + 4 * self.left_box.spacing()

    def show_text(self, case: CaseRow, text: Rendered) -> None:
        """Show a case as it went, if it is still the chosen one."""
        current = self.current
        if current is not None and current.run_id == case.run_id:
            self._text = text
            self._view.show_sheet(Sheet(text.html), tuple(self.query.split()))

    def _clicked(self, url: QUrl) -> None:
        found = _COPY.fullmatch(url.toString())
        if found and int(found[1]) < len(self._text.codes):
            self.copied.emit(self._text.codes[int(found[1])])

    def show_trouble(self, sentence: str) -> None:
        """Say that the chosen case cannot be shown; it can still be deleted."""
        self._facts.setText(sentence)
        self._go.setEnabled(False)
        self._export.setEnabled(False)

    def _chosen(self, row: Row | None) -> None:
        if row is None or not isinstance(row.value, CaseRow):
            return
        case = row.value
        words, tip = go_on_words(case)
        self._go.setAccessibleName(words)
        self._go.setToolTip(plain_tip(tip))
        self._go.setEnabled(case.status != "returned")
        self._export.setEnabled(True)
        self._facts.setText(facts_of(case, self._clock()))
        self._end_question()
        self._view.show_sheet(Sheet(""))
        self.row_chosen.emit(case)

    def fit(self) -> None:
        """Put what there is no room for behind one button."""
        tight, asks = self.is_tight, bool(self._question)
        empty = self._list.isHidden()
        self._facts.setVisible(not tight)
        self._kept.setVisible(not tight or empty)
        self._whole.setVisible(not tight or empty)
        self._go.setVisible(not asks)
        self._go.setText(self._go.accessibleName() + ("" if tight else "   Enter"))
        self._export.setVisible(not tight and not asks)
        self._remove.setVisible(not tight or asks)
        self._more.setVisible(tight and not asks)
        self._view.setMinimumHeight(self.theme.px(30) if tight else 0)
        lines = self._foot.heightForWidth(max(1, self.right.width()))  # a splitter asks only for one line
        self._foot.setMinimumHeight(lines if tight else 0)

    # --- acting ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose while words are typed; Esc leaves a question, then the words, then the page."""
        in_search = self._search.hasFocus()
        if event.key() in _CHOOSE and in_search:
            self._list.keyPressEvent(event)  # sent to it, what it does not take would come back here
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self._question:
            self._end_question()
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Escape and in_search and self._search.text():
            self._search.clear()
        elif event.key() == Qt.Key.Key_Delete and not in_search and not event.isAutoRepeat():
            self._ask_one()
        elif event.text().isprintable() and event.text() and not in_search and _is_plain(event):
            self._search.setFocus(Qt.FocusReason.OtherFocusReason)
            QApplication.sendEvent(self._search, event)
        else:
            super().keyPressEvent(event)

    def _entered(self, row: Row) -> None:
        del row
        self._go_on()

    def _go_on(self) -> None:
        case = self.current
        if case is not None and self._go.isEnabled() and not self._question:
            self.opened.emit(case)

    def _exported(self) -> None:
        if self.current is not None:
            self.exported.emit(self.current)

    def _all_exported(self) -> None:
        self.all_exported.emit(self.query)

    def _ticket_exported(self) -> None:
        if not self.query:
            self._search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ticket_exported.emit(self.query)

    # --- deleting ---

    def _discarded(self, row: Row) -> None:
        del row
        self._ask_one()

    def _ask_one(self) -> None:
        """The first press asks, the second agrees."""
        case = self.current
        if case is None:
            return
        if self._question == "one":
            self._end_question()
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.deleted.emit(case)
            return
        still_open = case.status in ("running", "paused")
        self._put_question(
            "one",
            tr("Delete this case and its exported notes? It is still open. This cannot be undone.")
            if still_open
            else tr("Delete this case and its exported notes? This cannot be undone."),
            tr("Yes, delete it for good   Del"),
        )

    def _ask_all(self) -> None:
        sentence = tr("Delete all of your cases, with their exported notes? Those under way stay.")
        if self.query:
            sentence = tr(
                "Delete all of your cases that “{words}” finds, with their exported notes? "
                "Those under way stay.",
                words=self.query,
            )
        self._put_question("all", sentence, tr("Yes, delete them …"))

    def _remove_pressed(self) -> None:
        if self._question == "all":
            self._put_question(
                "surely", tr("All of them, for good? This cannot be undone."), tr("Yes, for good")
            )
        elif self._question == "surely":
            self._end_question()
            self._search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.all_deleted.emit(self.query)
        else:
            self._ask_one()

    def _put_question(self, question: Question, sentence: str, yes: str) -> None:
        self._question = question
        self._ask.setText(sentence)
        self._ask.show()
        self._show_remove(yes, sentence)
        self.fit()
        self._remove.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_question(self) -> None:
        self._question = ""
        self._ask.hide()
        self._show_remove(
            tr("Delete now   Del"), tr("Delete the case and its exported notes for good (Delete)")
        )
        self.fit()

    def _show_remove(self, text: str, tip: str) -> None:
        self._remove.setText(text)
        self._remove.setAccessibleName(text.partition("   ")[0])
        self._remove.setToolTip(plain_tip(tip))


def _is_plain(event: QKeyEvent) -> bool:
    held = Qt.KeyboardModifier
    return not event.modifiers() & (held.ControlModifier | held.AltModifier | held.MetaModifier)
