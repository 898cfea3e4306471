# SPDX-License-Identifier: MIT
"""Promises: what is due, late or coming, done with one key; and for a manager the inbox as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.model import Rendered
from kbdesk.model.promises import Overview, Promise, PromiseBoard
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.cases.inbox_rows import InboxList
from kbdesk.ui.cases.inbox_words import InboxRow
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.roles.promises_words import (
    DELETE,
    DONE,
    GROUPS,
    MOVE,
    NEW,
    OPEN,
    WHOLE,
    Group,
    Shown,
    acts_of,
    case_html,
    case_row,
    due_words,
    nothing_words,
    promise_html,
    promise_row,
    told_words,
    whole_html,
    whole_row,
)
from kbdesk.ui.rows import Row
from kbdesk.ui.state_pictures import picture_over
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.tips import plain_tip

TIGHT = 620
"""A page that stands above each other and is lower than this (px at 100 %) has no room for all buttons."""

_KEYS = {Qt.Key.Key_D: DONE, Qt.Key.Key_T: MOVE, Qt.Key.Key_N: NEW, Qt.Key.Key_Delete: DELETE}


class PromisesPage(Cover):
    """The list with its groups; at its right what is chosen, and what can be done about it.

    Signals:
        chosen(Promise or OpenCase): its note or case is to be shown.
        opened(Promise or OpenCase): open its note or case.
        done(Promise, bool): it was kept; False: it was not after all.
        move_asked(Promise): ask for another time.
        new_asked(): ask for a new one.
        deleted(Promise): it was written down by hand, and is to go.
    """

    chosen = Signal(object)
    opened = Signal(object)
    done = Signal(object, bool)
    move_asked = Signal(object)
    new_asked = Signal()
    deleted = Signal(object)
    list_share = 0.5

    least_stacked = 420

    def __init__(self, theme: Theme, parent: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(theme, parent, tr("Promises"))
        self._clock = clock
        self._board = PromiseBoard((), (), Overview())
        self._ready = False
        self._group: Group = "mine"
        self._values: dict[str, Shown] = {}
        self._last: Promise | None = None
        self._stand = ("", "")
        self._build_left()
        self._build_right()
        self._build_undo()
        self.focus_first(self._list)
        self.set_theme(theme)
        self._show_list()

    def _build_left(self) -> None:
        self._chips = QWidget(self.left)
        flow = LineLayout(self._chips, 4)
        self._groups: list[QPushButton] = []
        for number, (name, text) in enumerate(GROUPS, 1):
            chip = made_button(
                self._chips, text, tr("Show only: {name} ({key})", name=text, key=number), "chip"
            )
            chip.setProperty("group", name)
            chip.clicked.connect(self._group_pressed)
            flow.addWidget(chip)
            self._groups.append(chip)
        self._list = InboxList(self.theme, self.left)
        self._list.setAccessibleName(tr("Promises and open cases"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._list.discarded.connect(self._discarded)
        self._nothing = self.label(self.left, 13, 400, "muted")
        self._begin = made_button(
            self.left, tr("New promise …   N"), tr("Write down what you promised (N)"), "primary"
        )
        self._begin.clicked.connect(self.new_asked)
        self.left_box.addWidget(self._chips)
        self.left_box.addWidget(self._list, 1)
        self.left_box.addWidget(self._nothing)
        self.follow(picture_over(self._nothing, self.left_box, "done"))
        self.left_box.addWidget(self._begin, 0, Qt.AlignmentFlag.AlignLeft)
        self.left_box.addStretch(0)

    def _build_right(self) -> None:
        self._head_line = self.label(self.right, 15, 600)
        self._stands = {
            colour: self.label(self.right, 13, 600, colour) for colour in ("danger", "warn", "ok", "muted")
        }
        self._view = ArticleView(self.theme, self.right)
        self._view.setAccessibleName(tr("What it is about"))
        self.follow(self._view)
        self._trouble = self.label(self.right, 13, 600, "danger")
        self._trouble.hide()
        self._foot = QWidget(self.right)
        self._flow = LineLayout(self._foot, 8)
        self._buttons: list[QPushButton] = []
        self._more = made_button(self._foot, tr("More …"), tr("What else can be done"))
        self._menu = QMenu(self)
        self._more.setMenu(self._menu)
        self.right_box.addWidget(self._head_line)
        for label in self._stands.values():
            self.right_box.addWidget(label)
        self.right_box.addWidget(self._view, 1)
        self.right_box.addWidget(self._trouble)
        self.right_box.addWidget(self._foot)

    def _build_undo(self) -> None:
        self._undo = QWidget(self)
        self._undo.setAccessibleName(tr("What was done"))
        row = QHBoxLayout(self._undo)
        row.setContentsMargins(0, 0, 0, 0)
        self._undo_words = self.label(self._undo, 13, 600, "ok")
        self._undo_button = made_button(
            self._undo, tr("Take it back   Ctrl+Z"), tr("It was not kept after all (Ctrl+Z)")
        )
        self._undo_button.clicked.connect(self._take_back)
        row.addWidget(self._undo_words, 1)
        row.addWidget(self._undo_button)
        self._undo.hide()
        self._box.addWidget(self._undo)

    # --- what is shown ---

    def show_board(self, board: PromiseBoard) -> None:
        """Show the promises as they are now; what is chosen stays."""
        self._board, self._ready = board, True
        self._foot.setEnabled(True)
        self._show_list()
        self.hand_focus_on()

    def show_text(self, one: Shown, text: Rendered) -> None:
        """Show the note or the case of what is chosen, if it still is."""
        current = self.current
        if current is not None and _key(current) == _key(one):
            self._view.show_sheet(Sheet(self._facts(current) + text.html, (), text.images))

    def show_trouble(self, sentence: str) -> None:
        """Say why something could not be done; "" if it could."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))
        self._foot.setEnabled(True)

    def show_done(self, one: Promise) -> None:
        """Say that a promise was kept; one key takes it back."""
        self._last = one if one.done else None
        self._undo_words.setText(tr("Done: {promise}", promise=one.text))
        if not one.done and self._undo_button.hasFocus():
            self.hold_focus()
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._undo.setVisible(bool(one.done))

    @property
    def current(self) -> Shown | None:
        """The chosen promise or case; None if there is none, or the inbox as a whole is."""
        row = self._list.current()
        return self._values.get(str(row.value)) if row is not None else None

    def choose_group(self, group: Group) -> None:
        """Show another group."""
        self._group = group
        self._show_list()
        self.hand_focus_on()

    def _show_list(self) -> None:
        board, rows = self._board, self._rows()
        if not rows:
            self.hold_focus()
        for part in (self._list, self.right):
            part.setVisible(bool(rows))
        self._list.show_again(rows)
        counts = {
            "mine": len(board.mine),
            "cases": len(board.team.cases),
            "team": len(board.team.promises),
            "done": len(board.done),
        }
        for chip, (name, text) in zip(self._groups, GROUPS, strict=True):
            chip.setText(tr("{name} {n:,}", name=text, n=counts[name]) if counts[name] else text)
            chip.setAccessibleName(chip.text())
            set_look(chip, "active", name == self._group)
        self._nothing.setText(nothing_words(self._group, board.team, ready=self._ready))
        self._nothing.setVisible(not rows)
        self._begin.setVisible(not rows and self._ready and self._group == "mine")
        self.told.setText(" ".join(filter(None, (told_words(board.mine), board.trouble))))
        self.told.setVisible(not self.is_low)
        flow = self._chips.layout()
        above = flow.heightForWidth(max(1, self.left.width())) if flow is not None else 0
        self.fit_list(self._list.wanted_height + above + 2 * self.left_box.spacing() if rows else 0)
        self._show_current()

    def _rows(self) -> tuple[InboxRow, ...]:
        board, now = self._board, self._clock()
        if self._group == "cases":
            self._values = {one.path: one for one in board.team.cases}
            cases = tuple(case_row(one, now) for one in board.team.cases)
            return (whole_row(board.team, now), *cases) if board.team.inbox else ()
        promises = {"mine": board.mine, "team": board.team.promises, "done": board.done}[self._group]
        self._values = {one.id: one for one in promises}
        return tuple(promise_row(one, now, whose=self._group == "team") for one in promises)

    def _facts(self, one: Shown | None) -> str:
        now = self._clock()
        if one is None:
            return whole_html(self._board.team, now)
        return promise_html(one, now) if isinstance(one, Promise) else case_html(one, now)

    def _chosen(self, _row: Row | None) -> None:
        self._show_current()

    def _show_current(self) -> None:
        row = self._list.current()
        if row is None or not self._list.rows:
            return
        one, now = self.current, self._clock()
        self.show_trouble("")
        self._head_line.setText(row.title)
        if isinstance(one, Promise):
            mark, colour = due_words(one, now), row.colour
        else:
            mark, colour = (row.mark, row.colour) if isinstance(row, InboxRow) else ("", "muted")
        self._stand = mark, colour
        self._show_stand()
        self._view.show_sheet(Sheet(self._facts(one)))
        self._show_acts(one)
        if one is not None:
            self.chosen.emit(one)

    def _show_stand(self) -> None:
        """Say by when it is, unless the list beside it is all there is room for."""
        mark, colour = self._stand
        for name, label in self._stands.items():
            label.setText(mark)
            label.setVisible(name == colour and bool(mark) and self._view.isVisibleTo(self.right))

    # --- what can be done ---

    def _show_acts(self, one: Shown | None) -> None:
        acts = acts_of(one)
        while len(self._buttons) < len(acts):
            button = made_button(self._foot, "", "", "" if self._buttons else "primary")
            button.clicked.connect(self._pressed)
            self._buttons.append(button)
            self._flow.addWidget(button)
        self._flow.removeWidget(self._more)
        self._flow.addWidget(self._more)
        self._menu.clear()
        for number, button in enumerate(self._buttons):
            act, text, tip = acts[number] if number < len(acts) else ("", "", "")
            button.setProperty("act", act)
            button.setProperty("words", text)
            button.setAccessibleName(text.partition("   ")[0])
            button.setToolTip(plain_tip(tip))
            if number > 1 and act:
                self._menu.addAction(text.partition("   ")[0], self._menu_pressed).setData(act)
        self._fit()

    def _fit(self) -> None:
        """Where room is short, all buttons but two are behind one."""
        if not hasattr(self, "_undo"):
            return
        stacked = self._splitter.orientation() == Qt.Orientation.Vertical
        tight = stacked and self.height() < self.theme.px(TIGHT)
        acts = [button for button in self._buttons if button.property("act")]
        for number, button in enumerate(self._buttons):
            words = str(button.property("words") or "")
            button.setText(words.partition("   ")[0] if tight or self.is_low else words)
            button.setVisible(bool(button.property("act")) and (not tight or number < 2))
        self._more.setVisible(tight and len(acts) > 2)
        self._head_line.setVisible(not tight)
        one_thing = tight and self.is_low
        if one_thing == self._view.isVisibleTo(self.right):
            self._view.setVisible(not one_thing)
            self.list_share = 0.8 if one_thing else 0.5
            self._splitter.setProperty("placed", False)
            self._arrange()
        self._show_stand()

    def _pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.do(str(button.property("act")))

    def _menu_pressed(self) -> None:
        entry = self.sender()
        if entry is not None and hasattr(entry, "data"):
            self.do(str(entry.data()))

    def do(self, act: str) -> None:
        """Do this to what is chosen, if it can be done to it."""
        one = self.current
        if act == NEW:
            self.new_asked.emit()
        elif one is None or not self._foot.isEnabled() or act not in {each for each, _, _ in acts_of(one)}:
            return
        elif act == OPEN:
            self.opened.emit(one)
        elif isinstance(one, Promise):
            self._do_to(act, one)

    def _do_to(self, act: str, one: Promise) -> None:
        if act == MOVE:
            self.move_asked.emit(one)
            return
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._foot.setEnabled(False)
        if act == DONE:
            self.done.emit(one, not one.done)
        elif act == DELETE:
            self.deleted.emit(one)

    def _take_back(self) -> None:
        if self._last is not None:
            last, self._last = self._last, None
            self.done.emit(last, False)

    # --- keys ---

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what there is no room for behind one button."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The letters that stand on the buttons; digits choose a group; Ctrl+Z takes back."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        key, number = Qt.Key(event.key()), event.key() - Qt.Key.Key_1
        control = held == Qt.KeyboardModifier.ControlModifier
        if event.isAutoRepeat() and (key in _KEYS or (control and key == Qt.Key.Key_Z)):
            return
        if control and key == Qt.Key.Key_Z and self._last is not None:
            self._take_back()
        elif not held and key in _KEYS:
            self.do(_KEYS[key])
        elif not held and 0 <= number < len(GROUPS):
            self.choose_group(GROUPS[number][0])
        else:
            super().keyPressEvent(event)

    def _entered(self, row: Row) -> None:
        if row.value != WHOLE:
            self.do(OPEN)

    def _discarded(self, _row: Row) -> None:
        self.do(DELETE)

    def _group_pressed(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.choose_group(next(name for name, _ in GROUPS if name == chip.property("group")))


def _key(one: Shown) -> str:
    return one.id if isinstance(one, Promise) else one.path
