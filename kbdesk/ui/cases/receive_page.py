# SPDX-License-Identifier: MIT
"""The page of a handoff note: the brief, what was tried, and at the foot: take it on or send it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model import Incoming
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.brief import BriefRows, Flags, cut, flags, issue_of, what_is_known, who_waits
from kbdesk.ui.cases.answer_foot import ReadBack, SendBack
from kbdesk.ui.cases.came_back import CameBack
from kbdesk.ui.cases.receive_cards import AnswerCard, WarningCards
from kbdesk.ui.cases.receive_words import answer_words, source_words, tried_html
from kbdesk.ui.cover import SIDE_BY_SIDE, Cover
from kbdesk.ui.flow import LineLayout, grow_down
from kbdesk.ui.form import made_button
from kbdesk.ui.key_map import with_keys
from kbdesk.ui.past.compare_view import CompareView
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme, set_look

if TYPE_CHECKING:
    from kbdesk.desk.handoffs import Standing

BRIEF, TRIED, WHOLE, CHANGED = "brief", "tried", "whole", "changed"
_SIDES = (
    (BRIEF, tr("Brief"), "{fold_brief}"),
    (TRIED, tr("What was tried"), "{toggle_folded}"),
    (WHOLE, tr("Whole note"), "Alt+L"),
    (CHANGED, tr("What changed"), "{show_change}"),
)
_KEYS = {Qt.Key.Key_T: TRIED, Qt.Key.Key_L: WHOLE, Qt.Key.Key_V: CHANGED}
_TURNS = {Qt.Key.Key_N: 1, Qt.Key.Key_P: -1}
_SCROLLS = {
    Qt.Key.Key_Down: (1, True),
    Qt.Key.Key_Up: (-1, True),
    Qt.Key.Key_PageDown: (1, False),
    Qt.Key.Key_PageUp: (-1, False),
}
"""Which way a key moves, and whether the brief or what stands beside it."""
_BRIEF_SHARE = 0.54


class ReceivePage(Cover):
    """Shows one note and asks what to do with it; nothing is changed before that. ``making`` makes its parts.

    Signals:
        taken(str): take it on; the words in which it was said back.
        sent_back(tuple of str): send it back; what is missing, a line each.
        gone_on(): go on with one's own call that the note belongs to.
        read_asked(str): read the file at this path of the library.
        copied(str): text for the clipboard.
    """

    taken = Signal(str)
    sent_back = Signal(object)
    gone_on = Signal()
    read_asked = Signal(str)
    copied = Signal(str)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        incoming: Incoming,
        standing: Standing,
        taught: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(theme, parent, tr("Handoff"))
        self.incoming, self.standing, self._taught = incoming, standing, taught
        self._busy = False
        self._single = False
        self._side = TRIED
        self.told.setText(source_words(incoming))

    def making(self) -> Iterator[None]:
        """Make what is on the page, a piece for each turn of the window; it is to be shown after the last."""
        self._build_brief()
        yield
        self._build_sides()
        yield
        self._build_foot()
        self.set_theme(self.theme)

    # --- the brief ---

    def _build_brief(self) -> None:
        note = self.incoming.note
        self._scroll = scroll = column_scroll(self.left)
        inner = QWidget(scroll)
        self._column = QVBoxLayout(inner)
        self._answer = AnswerCard(inner, *answer_words(self.incoming))
        self._flags = Flags(inner)
        self._flags.show_flags(flags(note))
        issue = self.label(inner, 20, 700)
        issue.setText(issue_of(note) or tr("A handoff without an issue"))
        issue.setObjectName("issue")
        self._ask_card = QFrame(inner)
        self._ask_card.setProperty("role", "say")
        asked = self.label(self._ask_card, 12, 600, "muted")
        asked.setText(tr("They ask"))
        ask = self.label(self._ask_card, 17, 500)
        ask.setText(cut(note.ask) or tr("Nothing was asked: send it back, or take it as it is."))
        ask.setObjectName("ask")
        self._ask_box = QVBoxLayout(self._ask_card)
        self._ask_box.addWidget(asked)
        self._ask_box.addWidget(ask)
        self._rows = BriefRows(inner)
        self._rows.show_lines((*who_waits(note), *what_is_known(note)))
        for part in (self._answer, self._flags, issue, self._ask_card, self._rows):
            self._column.addWidget(part)
        self._column.addStretch(1)
        for themed in (self._answer, self._flags, self._rows):
            self.follow(themed)
        scroll.setWidget(inner)
        self.left_box.addWidget(scroll)

    # --- the other side ---

    def _build_sides(self) -> None:
        self._warnings = WarningCards(self.right, self.incoming)
        self._warnings.change_asked.connect(self.show_change)
        self.follow(self._warnings)
        self._bar = QWidget(self)
        flow = LineLayout(self._bar, 4)
        grow_down(self._bar, QSizePolicy.Policy.Preferred)
        self._buttons: dict[str, QPushButton] = {}
        for name, words, key in _SIDES:
            button = made_button(self._bar, f"{words}   {key}", f"{words} ({key})", "chip")
            button.setObjectName(name)
            button.clicked.connect(self._side_pressed)
            button.setVisible(name != CHANGED or self.incoming.difference is not None)
            flow.addWidget(button)
            self._buttons[name] = button
        self._stack = QStackedWidget(self.right)
        self._tried, self._whole = ArticleView(self.theme, self._stack), ArticleView(self.theme, self._stack)
        self._tried.setAccessibleName(tr("What was tried"))
        self._whole.setAccessibleName(tr("The whole note"))
        self._compare = CompareView(self.theme, self._stack)
        self._views = {TRIED: self._tried, WHOLE: self._whole, CHANGED: self._compare}
        for view in (self._tried, self._whole, self._compare):
            self._stack.addWidget(view)
            self.follow(view)
        self._tried.show_sheet(Sheet(tried_html(self.incoming.note)))
        self.right_box.insertWidget(0, self._bar)
        self.right_box.addWidget(self._stack, 1)

    def show_change(self) -> None:
        """Show what changed in the playbook since the note was written."""
        if self.incoming.difference is not None:
            self._show_side(CHANGED)

    def show_tried(self) -> None:
        """Show what was tried."""
        self._show_side(TRIED)

    def show_brief(self) -> None:
        """Show the brief, where there is no room for it beside the rest."""
        if self._single:
            self._show_side(BRIEF)

    @property
    def side(self) -> str:
        """What stands beside the brief, or in its place where there is no room for both."""
        return self._side

    @property
    def compare(self) -> CompareView:
        """What changed in the playbook."""
        return self._compare

    def _show_side(self, name: str) -> None:
        self._side = name
        if name == WHOLE:  # drawn when it is first wanted: a note may be long
            self._whole.show_sheet(Sheet(self.incoming.page.html))
        elif name == CHANGED and self._compare.comparison is None:
            self._compare.show_comparison(self.incoming.difference)
        self.left.setVisible(not self._single or name == BRIEF)
        self.right.setVisible(not self._single or name != BRIEF)
        if name != BRIEF:
            self._stack.setCurrentWidget(self._views[name])
        if name == CHANGED:  # its own keys go from change to change
            self._compare.setFocus(Qt.FocusReason.OtherFocusReason)
        for other, button in self._buttons.items():
            set_look(button, "active", other == name)

    def _side_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self._show_side(button.objectName())

    # --- the foot ---

    def _build_foot(self) -> None:
        self._foot = QWidget(self)
        self._foot_box = QVBoxLayout(self._foot)
        self._foot_box.setContentsMargins(0, 0, 0, 0)
        self.read_back, self.send_back = ReadBack(self._foot), SendBack(self._foot)
        self.read_back.taken.connect(self._take)
        self.read_back.refused.connect(self.refuse)
        self.send_back.sent.connect(self._send)
        self.send_back.left.connect(self._keep)
        self.send_back.hide()
        solved = self.incoming.note.outcome is not None
        self.came_back = CameBack(self._foot, self.standing, self._taught, solved=solved)
        self.came_back.gone_on.connect(self._on)
        self.came_back.copied.connect(self._copy_answer)
        self.came_back.read_asked.connect(self.read_asked)
        self.trouble = self.label(self._foot, 13, 600, "danger")
        self.trouble.hide()
        for part in (self.trouble, self.read_back, self.send_back, self.came_back):
            self._foot_box.addWidget(part)
        for themed in (self.read_back, self.send_back, self.came_back):
            self.follow(themed)
        self.read_back.setVisible(self.waits)
        self.came_back.setVisible(not self.waits)
        self.focus_first(self._acting)
        self._box.addWidget(self._foot)

    def refuse(self) -> None:
        """Ask what is missing, to send it back with that."""
        if self.waits and not self.refusing:
            self.read_back.hide()
            self.send_back.begin(self.incoming.note, self.theme)
            self._make_room()

    def _make_room(self) -> None:
        """Where there is little, what is missing takes the room of the note while it is asked."""
        whole = not (self.refusing and self.is_low)
        self._splitter.setVisible(whole)
        if self._single:
            self._bar.setVisible(whole)

    @property
    def waits(self) -> bool:
        """Whether the note waits for an answer."""
        return self.standing in ("new", "handed-back")

    @property
    def _acting(self) -> QWidget:
        """What has the focus at first."""
        return self.read_back.line if self.waits else self.came_back.first

    @property
    def refusing(self) -> bool:
        """Whether it is being asked what is missing."""
        return not self.send_back.isHidden()

    def say_trouble(self, sentence: str) -> None:
        """What could not be done; the page stays as it is."""
        self._busy = False
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    def _keep(self) -> None:
        self.send_back.hide()
        self._make_room()
        self.read_back.setVisible(self.waits)
        self._acting.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, read_back: str) -> None:
        if not self._busy:  # once, however often Enter is pressed
            self._busy = True
            self.taken.emit(read_back)

    def _send(self, missing: tuple[str, ...]) -> None:
        if not self._busy:
            self._busy = True
            self.sent_back.emit(missing)

    def _on(self) -> None:
        if not self._busy:
            self._busy = True
            self.gone_on.emit()

    def _copy_answer(self) -> None:
        self.copied.emit(answer_words(self.incoming)[1])

    # --- looks and keys ---

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look; what is typed stays."""
        super().set_theme(theme)
        self._column.setContentsMargins(0, 0, theme.px(10), 0)
        self._column.setSpacing(theme.px(10))
        self._ask_box.setContentsMargins(theme.px(14), theme.px(10), theme.px(12), theme.px(12))
        self._ask_box.setSpacing(theme.px(3))
        self._foot_box.setSpacing(theme.px(6))
        self._stack.setMinimumHeight(theme.px(60))

    def _arrange(self) -> None:
        super()._arrange()
        if not hasattr(self, "_foot"):
            return
        single = self.width() < self.theme.px(SIDE_BY_SIDE)
        if single != self._single or not self._bar.property("placed"):
            self._single = single
            self._bar.setProperty("placed", True)
            self._buttons[BRIEF].setVisible(single)
            (self._box if single else self.right_box).insertWidget(1 if single else 0, self._bar)
            column = self._column if single else self.right_box
            column.insertWidget(column.indexOf(self._ask_card) + 1 if single else 1, self._warnings)
            brief = round(self.width() * _BRIEF_SHARE)
            self._splitter.setSizes([brief, self.width() - brief])
            plain = BRIEF if single else TRIED
            self._show_side(plain if self._side in (BRIEF, TRIED) else self._side)
        for name, words, key in _SIDES:
            self._buttons[name].setText(words if single else with_keys(f"{words}   {key}"))
        for foot in (self.read_back, self.send_back):
            foot.set_low(low=self.is_low)
        self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+T, Alt+L and Alt+V choose what stands beside the brief, which arrows and Page keys move.

        The focus stays in the line, so that one reads and writes at once. Esc goes a step back, or leaves.
        """
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        name = _KEYS.get(Qt.Key(event.key()), "") if alt else ""
        reading = self._compare.isAncestorOf(self.focusWidget() or self)
        if name and not self._buttons[name].isHidden():
            self._show_side(name)
        elif event.key() == Qt.Key.Key_Escape and reading:
            self._show_side(BRIEF if self._single else TRIED)
            self._keep()
        elif event.key() == Qt.Key.Key_Escape and self.refusing:
            self._keep()
        elif event.key() in _TURNS and reading:
            self._compare.go_to_change(_TURNS[Qt.Key(event.key())])
        elif event.key() in _SCROLLS:
            self._scroll_by(Qt.Key(event.key()))
        elif event.modifiers() or self.waits or not self.came_back.act(event.text()):
            super().keyPressEvent(event)

    def _scroll_by(self, key: Qt.Key) -> None:
        step, brief = _SCROLLS[key]
        brief = self._side == BRIEF if self._single else brief
        view = self._stack.currentWidget()
        side = view.findChild(QTextBrowser) if view is self._compare else view
        if brief or not isinstance(side, QTextBrowser):
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + step * self.theme.px(48))
        else:
            bar = side.verticalScrollBar()
            bar.setValue(bar.value() + step * bar.pageStep())
