# SPDX-License-Identifier: MIT
"""The first page: what to begin with, and a call in four keys."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import grow_down
from kbdesk.ui.guide_card import KeyCap
from kbdesk.ui.icons import icon
from kbdesk.ui.key_map import key_of, with_keys
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel

CHOICES = (
    (
        "start_guide",
        "play",
        tr("Try a call"),
        tr("Two minutes on a sample library. A small card names each key."),
    ),
    ("choose_library", "shelf", tr("Open a folder"), tr("Any folder of Markdown files is a library.")),
    (
        "open_address",
        "team",
        tr("Get your team's library"),
        tr("From its address: a server, or a shared folder."),
    ),
    (
        "new_library",
        "plus",
        tr("Make a new library"),
        tr("A folder with a first article and a first playbook."),
    ),
)
"""(action, icon, title, what it does) of each way to begin."""
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Choice(QPushButton):
    """One way to begin: an icon, a title with its key, and a line below.

    Signals:
        moved(int): 1 for Down, -1 for Up.
    """

    moved = Signal(int)

    def __init__(self, parent: QWidget, act: str, sign: str, title: str, told: str) -> None:
        super().__init__(parent)
        self.act, self._sign = act, sign
        key = key_of(act)
        self.setAutoDefault(False)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{told} ({key})")
        self.setToolTip(plain_tip(f"{title} ({key})"))
        self._mark = QLabel(self)
        self._title = WrapLabel(self, 16, 600)
        self._title.setText(title)
        self._told = WrapLabel(self, 13, 400, "muted")
        self._told.setText(told)
        self._key = WrapLabel(self, 12, 500, "muted")
        self._key.setText(key)
        for part in (self._mark, self._title, self._told, self._key):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = QVBoxLayout()
        words.addWidget(self._title)
        words.addWidget(self._told)
        words.addWidget(self._key)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(words, 1)
        self._words = words
        grow_down(self, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for part in (self._title, self._told, self._key):
            part.set_theme(theme)
        side = theme.px(26)
        self._mark.setPixmap(icon(self._sign, theme.hex("accent"), side).pixmap(QSize(side, side)))
        self._row.setContentsMargins(theme.px(16), theme.px(13), theme.px(14), theme.px(13))
        self._row.setSpacing(theme.px(14))
        self._words.setSpacing(theme.px(2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down lead to the next way, where a button's own way would lead out of the page."""
        if event.key() in _MOVES:
            self.moved.emit(_MOVES[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as there is room: its words wrap."""
        return QSize(0, self._row.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As above: the height follows from the width."""
        return QSize(0, self._row.minimumSize().height())


class WelcomePage(Cover):
    """Shown while no library is open: four ways to begin, beside what a call is.

    Signals:
        chosen(str): an action of the table.
    """

    chosen = Signal(str)
    list_share = 0.62

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Welcome to kbdesk"))
        self.told.setText(
            tr("Find the answer while the customer speaks, go through it by keys, hand over what was done.")
        )
        self._choices: list[Choice] = []
        self._build_left()
        self._build_right()
        self.focus_first(self._choices[0])
        self.set_theme(theme)

    def _build_left(self) -> None:
        area = column_scroll(self.left)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(area)
        area.setWidget(inside)
        self._column = QVBoxLayout(inside)
        for act, sign, title, told in CHOICES:
            choice = Choice(inside, act, sign, title, told)
            choice.clicked.connect(self._pressed)
            choice.moved.connect(self._move)
            self._choices.append(choice)
            self.follow(choice)
            self._column.addWidget(choice)
        self._column.addStretch(1)
        self.left_box.addWidget(area, 1)

    def _build_right(self) -> None:
        area = column_scroll(self.right)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(area)
        area.setWidget(inside)
        self._side = QVBoxLayout(inside)
        head = self.label(inside, 15, 600)
        head.setText(tr("A call is this"))
        self._side.addWidget(head)
        self._caps = QGridLayout()
        self._caps.setColumnStretch(1, 1)
        for key, words in (
            ("/", tr("Type what the customer says. Results appear as you type.")),
            ("Enter", tr("Opens the article at the place, or begins the playbook.")),
            ("1–9", tr("Answer the step. {key} takes an answer back.", key=key_of("step_back"))),
            (key_of("escalate"), tr("Hands over: the note is written from the call.")),
        ):
            self._add_key(inside, key, words)
        self._side.addLayout(self._caps)
        more = self.label(inside, 13, 400, "muted")
        more.setText(
            with_keys(
                tr(
                    "{show_keys} shows every key, {show_help} the help. Everything stays on this computer "
                    "until you share it."
                )
            )
        )
        self._side.addWidget(more)
        self._side.addStretch(1)
        self.right_box.addWidget(area, 1)

    def _add_key(self, parent: QWidget, key: str, words: str) -> None:
        cap = KeyCap(parent, key, 13)
        self.follow(cap)
        label = self.label(parent, 14)
        label.setText(words)
        row = self._caps.rowCount()
        self._caps.addWidget(cap, row, 0, Qt.AlignmentFlag.AlignTop)
        self._caps.addWidget(label, row, 1, Qt.AlignmentFlag.AlignVCenter)

    def _pressed(self) -> None:
        button = self.sender()
        if isinstance(button, Choice):
            self.chosen.emit(button.act)

    def _move(self, step: int) -> None:
        """Up and Down go through the ways to begin."""
        at = next((number for number, one in enumerate(self._choices) if one.hasFocus()), 0)
        self._choices[(at + step) % len(self._choices)].setFocus(Qt.FocusReason.TabFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._column.setContentsMargins(theme.px(2), theme.px(4), theme.px(8), theme.px(4))
        self._column.setSpacing(theme.px(10))
        self._side.setContentsMargins(theme.px(12), theme.px(8), theme.px(8), theme.px(8))
        self._side.setSpacing(theme.px(14))
        self._caps.setHorizontalSpacing(theme.px(14))
        self._caps.setVerticalSpacing(theme.px(14))
