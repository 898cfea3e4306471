# SPDX-License-Identifier: MIT
"""Curate: one list of what wants attention, each row with what can be done about it beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.model import Author
from kbdesk.model.curate import CurateRow
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.state_pictures import picture_over
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.trainer.curate_filters import CurateFilters
from kbdesk.ui.trainer.curate_rows import (
    ACT,
    DROP,
    MAP,
    OWNER,
    VERIFY,
    WORDS,
    Shown,
    acts_of,
    chips_of,
    details_of,
    empty_words,
    facts_of,
    row_of,
)
from kbdesk.ui.trainer.owner_field import OwnerField

UNDO_MS = 10_000
"""For how long what was done can be taken back in one key."""

_KEYS = {Qt.Key.Key_V: VERIFY, Qt.Key.Key_O: OWNER, Qt.Key.Key_M: MAP, Qt.Key.Key_W: WORDS}
_MONTHS = 6
_COPY = re.compile(r"kb:copy/(\d{1,6})")


class CuratePage(Cover):
    """The list with chips for its kinds; at its right what the chosen row is about, and its actions.

    Signals:
        row_chosen(CurateRow): what it is about is to be shown.
        acted(str act, CurateRow): do this to it (see ``acts_of``).
        owner_given(CurateRow, str): give it to this person or team.
        undo_asked(): take back what was done last.
        copied(str): what stands in a block of the text is to be put on the clipboard.
    """

    row_chosen = Signal(object)
    acted = Signal(str, object)
    owner_given = Signal(object, str)
    undo_asked = Signal()
    copied = Signal(str)
    list_share = 0.42
    tight_below = 620

    def __init__(self, theme: Theme, parent: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(theme, parent, tr("Curate"))
        self._clock = clock
        self._rows: tuple[CurateRow, ...] = ()
        self._me: Author | None = None
        self._verified, self._checking, self._notice = 0, False, ""
        self._buttons: list[QPushButton] = []
        self._codes: tuple[str, ...] = ()
        self._undo_timer = QTimer(self)
        self._undo_timer.setSingleShot(True)
        self._undo_timer.timeout.connect(self.end_undo)
        self._build_left()
        self._build_right()
        self._build_undo()
        self.focus_first(self._list)
        self.set_theme(theme)

    def _build_left(self) -> None:
        self._filters = CurateFilters(self.theme, self.left)
        self.follow(self._filters)
        self._filters.changed.connect(self._filter)
        self._filters.left.connect(self._to_list)
        self._list = RowList(self.theme, self.left, tr("What wants attention"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._list.discarded.connect(self._discarded)
        self._nothing = self.label(self.left, 14, 400, "muted")
        self.left_box.addWidget(self._filters)
        self.left_box.addWidget(self._list, 1)
        self.left_box.addWidget(self._nothing)
        self.follow(picture_over(self._nothing, self.left_box, "done", self._picture))
        self.left_box.addStretch(0)

    def _picture(self) -> str:
        """Which picture goes with the words that nothing is there."""
        return "loading" if self._checking else "empty" if self._rows else "done"

    def _build_right(self) -> None:
        self._head_line = self.label(self.right, 15, 600)
        self._why = self.label(self.right, 13)
        self._facts = self.label(self.right, 12, 400, "muted")
        self._view = ArticleView(self.theme, self.right)
        self._view.setAccessibleName(tr("What it is about"))
        self._view.anchorClicked.connect(self._clicked)
        self.follow(self._view)
        self._trouble = self.label(self.right, 13, 600, "danger")
        self._trouble.hide()
        self._owner = OwnerField(self.theme, self.right)
        self.follow(self._owner)
        self._owner.given.connect(self._owner_given)
        self._owner.left.connect(self._end_owner)
        self._foot = QWidget(self.right)
        self._foot_flow = LineLayout(self._foot, 8)
        self._more = made_button(self._foot, tr("More …"), tr("What else can be done"))
        self._menu = QMenu(self)
        self._more.setMenu(self._menu)
        for words in (self._head_line, self._why, self._facts):
            self.right_box.addWidget(words)
        self.right_box.addWidget(self._view, 1)
        for widget in (self._trouble, self._owner, self._foot):
            self.right_box.addWidget(widget)
        self.right_box.addStretch(0)

    def _build_undo(self) -> None:
        self._undo = QWidget(self)
        self._undo.setAccessibleName(tr("What was done"))
        self._undo_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._undo)
        self._undo_row.setContentsMargins(0, 0, 0, 0)
        self._undo_words = self.label(self._undo, 13, 600, "ok")
        self._undo_button = made_button(
            self._undo, tr("Take it back   Ctrl+Z"), tr("Take back what was done last (Ctrl+Z)")
        )
        self._undo_button.clicked.connect(self.undo_asked)
        self._undo_row.addWidget(self._undo_words, 1)
        self._undo_row.addWidget(self._undo_button)
        self._undo.hide()
        self._box.addWidget(self._undo)

    # --- what is shown ---

    def show_rows(
        self, rows: tuple[CurateRow, ...], verified: int, owners: tuple[str, ...], me: Author | None
    ) -> None:
        """Show these rows, heaviest first; the chosen one stays if it is still there."""
        self._rows, self._verified, self._me = rows, verified, me
        self._filters.set_owners(owners)
        self._owner.set_owners(owners)
        self._foot.setEnabled(True)
        self._filter()

    def show_state(self, *, checking: bool, notice: str = "") -> None:
        """Say whether the checker is still looking, and what could not be looked at."""
        self._checking, self._notice = checking, notice
        self._tell()

    @property
    def current(self) -> CurateRow | None:
        """The chosen row; None if there is none."""
        row = self._list.current()
        return row.value if row is not None and isinstance(row.value, CurateRow) else None

    def show_about(self, shown: Shown) -> None:
        """Show what a row is about, if it is still the chosen one."""
        if self.current == shown.row:
            self._codes = shown.codes
            self._view.show_sheet(Sheet(shown.html, shown.pictures, shown.names))

    def _clicked(self, url: QUrl) -> None:
        """Copy a block; a link is followed where the text is read."""
        found = _COPY.fullmatch(url.toString())
        if found is None:
            self.do(ACT)
        elif int(found[1]) < len(self._codes):
            self.copied.emit(self._codes[int(found[1])])

    def show_trouble(self, sentence: str) -> None:
        """Say why something could not be done; "" if it could."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))
        self._foot.setEnabled(True)

    def show_done(self, sentence: str, *, undoable: bool) -> None:
        """Say what was done; for ten seconds one key takes it back."""
        self.show_trouble("")
        self._foot.setEnabled(True)
        self._undo_words.setText(sentence)
        self._undo_button.setVisible(undoable)
        self._undo.show()
        self._undo_timer.start(UNDO_MS)
        self.fit()

    def end_undo(self) -> None:
        """It cannot be taken back in one key any more."""
        self._undo_timer.stop()
        if self._undo_button.hasFocus():
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._undo.hide()
        self.fit()

    def _filter(self) -> None:
        """Show the rows of the chosen owner and kind."""
        owned = tuple(row for row in self._rows if row.is_owned(self._filters.owner, self._me))
        self._filters.show_kinds(chips_of(owned))
        rows = tuple(row_of(row) for row in owned if self._filters.kind in ("", row.kind))
        if not rows:
            self.hold_focus()
        self._list.setVisible(bool(rows))
        self.right.setVisible(bool(rows))
        self._list.show_rows(rows)
        self._filters.setVisible(bool(self._rows))
        self._tell()
        above = self._filters.high(self.left.width()) + 2 * self.left_box.spacing()
        self.fit_list(self._list.wanted_height + above if rows else 0)
        self.hand_focus_on()

    def _tell(self) -> None:
        empty = not self._list.rows
        if empty:
            self._nothing.setText(
                empty_words(self._verified, _MONTHS, whole=not self._checking, filtered=bool(self._rows))
            )
        self._nothing.setVisible(empty)
        state = tr("The checker is still looking …") if self._checking and not empty else ""
        self.told.setText(
            " ".join(filter(None, (state or tr("What matters most comes first."), self._notice)))
        )
        self.told.setVisible(not self.is_low)

    def _chosen(self, row: Row | None) -> None:
        del row
        chosen = self.current
        self._end_owner()
        if chosen is None:
            return
        self.show_trouble("")
        self._head_line.setText(chosen.title)
        self._why.setText(chosen.why)
        self._facts.setText(facts_of(chosen, self._clock()))
        self._codes = ()
        self._view.show_sheet(Sheet(details_of(chosen)))
        self._show_acts(chosen)
        self.row_chosen.emit(chosen)

    # --- actions ---

    def _show_acts(self, row: CurateRow) -> None:
        acts = acts_of(row)
        while len(self._buttons) < len(acts):
            button = made_button(self._foot, "", "", "" if self._buttons else "primary")
            button.clicked.connect(self._button_pressed)
            self._buttons.append(button)
            self._foot_flow.addWidget(button)
        self._foot_flow.removeWidget(self._more)
        self._foot_flow.addWidget(self._more)
        self._menu.clear()
        for number, button in enumerate(self._buttons):
            act, text, tip = acts[number] if number < len(acts) else ("", "", "")
            button.setProperty("act", act)
            button.setText(text)
            button.setAccessibleName(text.partition("   ")[0])
            button.setToolTip(plain_tip(tip))
            if number and act:
                entry = self._menu.addAction(text.partition("   ")[0], self._menu_pressed)
                entry.setData(act)
        self.fit()

    def fit(self) -> None:
        """Where room is short, all buttons but the first are behind one, and words make way."""
        tight = self.is_tight
        cramped = tight or self.is_low
        asks, tells = not self._owner.isHidden(), not self._undo.isHidden()
        acts = [button for button in self._buttons if button.property("act")]
        for button in self._buttons:
            button.setVisible(bool(button.property("act")) and (not cramped or button is self._buttons[0]))
        self._more.setVisible(cramped and len(acts) > 1)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._undo_row.setDirection(down if tight else across)
        self._filters.set_cramped(cramped=cramped)
        self._head_line.setVisible(not tight)
        self._why.setVisible(not tight)  # its row has it too
        self._facts.setVisible(not cramped)
        self._view.setVisible(not (cramped and (asks or tells)))

    def _button_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.do(str(button.property("act")))

    def _menu_pressed(self) -> None:
        entry = self.sender()
        if entry is not None and hasattr(entry, "data"):
            self.do(str(entry.data()))

    def do(self, act: str) -> None:
        """Do this to the chosen row, if it can be done to it."""
        row = self.current
        if row is None or not self._foot.isEnabled() or act not in {one for one, _, _ in acts_of(row)}:
            return
        if act == OWNER:
            self._owner.ask(row.owner or (self._me.name if self._me is not None else ""))
            self._foot.hide()
            self.fit()
            return
        if act in (VERIFY, WORDS, DROP):
            self._begin()
        self.acted.emit(act, row)

    def _begin(self) -> None:
        """Something is being saved: nothing else is until it is."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._foot.setEnabled(False)
        self._trouble.hide()

    def _owner_given(self, owner: str) -> None:
        row = self.current
        self._end_owner()
        if row is not None and owner != row.owner:
            self._begin()
            self.owner_given.emit(row, owner)

    def _end_owner(self) -> None:
        if not self._owner.isHidden():
            self._owner.hide()
            self._to_list()
        self._foot.show()
        self.fit()

    def _to_list(self) -> None:
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entered(self, row: Row) -> None:
        del row
        self.do(ACT)

    def _discarded(self, row: Row) -> None:
        del row
        self.do(DROP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The letters that stand on the buttons; digits choose a kind, F the owner; Ctrl+Z takes back."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        plain = not control and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        key = Qt.Key(event.key())
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        if event.isAutoRepeat() and (key in _KEYS or (control and key == Qt.Key.Key_Z)):
            return
        if control and key == Qt.Key.Key_Z and not self._undo.isHidden() and self._undo_button.isVisible():
            self.undo_asked.emit()
        elif plain and not typing and key in _KEYS:
            self.do(_KEYS[key])
        elif plain and not typing and key == Qt.Key.Key_F:
            self._filters.focus_owner()
        elif plain and not typing and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._filters.choose(int(key) - int(Qt.Key.Key_1))
        else:
            super().keyPressEvent(event)
