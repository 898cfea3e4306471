# SPDX-License-Identifier: MIT
"""The start page: what a role needs now, and beside each row the first of what is behind it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kbdesk.language import tr
from kbdesk.model import ROLE_NAMES, Start, StartItem, StartRow
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.key_map import in_own_keys, with_keys
from kbdesk.ui.mirror import is_turned
from kbdesk.ui.roles.start_rows import action_of, item_row, row_of
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.state_pictures import picture_over
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

_TIGHT = 520
"""A page that stands above each other and is lower than this (px at 100 %) has no room for all."""
_TO_ITEMS, _TO_ROWS = Qt.Key.Key_Right, Qt.Key.Key_Left
if is_turned():
    _TO_ITEMS, _TO_ROWS = _TO_ROWS, _TO_ITEMS


class StartPage(Cover):
    """Rows at the left; at the right what the chosen one is about, its first things, and the way there.

    Letters that are typed go to the search field.

    Signals:
        acted(str): carry out this action of the table.
        item_opened(StartItem): open it.
        typed(QKeyEvent): a sign was typed: it belongs to the search field.
    """

    acted = Signal(str)
    item_opened = Signal(object)
    typed = Signal(object)
    list_share = 0.4

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Start"))
        self._start: Start | None = None
        self._looking = True
        self._showing = self._moved = False
        self._build_left()
        self._build_right()
        self.focus_first(self._list)
        self.set_theme(theme)
        self._tell()

    def _build_left(self) -> None:
        self._list = RowList(self.theme, self.left, tr("What your role needs now"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._nothing = self.label(self.left, 14, 400, "muted")
        self._trouble = self.label(self.left, 12, 400, "warn")
        self._profile = made_button(
            self.left, tr("Your profile   {show_profile}"), tr("Role, tier, team, audience ({show_profile})")
        )
        self._profile.clicked.connect(self._ask_profile)
        self.left_box.addWidget(self._list, 1)
        self.left_box.addWidget(self._nothing)
        self.follow(picture_over(self._nothing, self.left_box, "done"))
        self.left_box.addWidget(self._trouble)
        self.left_box.addStretch(0)
        self.left_box.addWidget(self._profile, 0, Qt.AlignmentFlag.AlignLeft)

    def _build_right(self) -> None:
        self._head_line = self.label(self.right, 15, 600)
        self._detail = self.label(self.right, 13)
        self._items = RowList(self.theme, self.right, tr("The first of them"))
        self.follow(self._items)
        self._items.entered.connect(self._item_entered)
        self._foot = QWidget(self.right)
        flow = LineLayout(self._foot, 8)
        self._go = made_button(self._foot, "", "", "primary")
        self._go.clicked.connect(self._gone)
        flow.addWidget(self._go)
        for words in (self._head_line, self._detail):
            self.right_box.addWidget(words)
        self.right_box.addWidget(self._items, 1)
        self.right_box.addWidget(self._foot)
        self.right_box.addStretch(0)

    # --- what is shown ---

    def show_start(self, start: Start | None, *, looking: bool) -> None:
        """Show these rows, and whether more are on their way; None: this person has no role yet."""
        self._start, self._looking = start, looking
        rows = start.rows if start is not None else ()
        if not rows:
            self.hold_focus()
        self._showing = True
        self._list.show_rows(tuple(map(row_of, rows)))
        if rows and not self._moved:
            self._list.choose(0)  # rows come bit by bit; nobody chose one yet
        self._showing = False
        self._list.setVisible(bool(rows))
        self.right.setVisible(bool(rows))
        self._tell()
        beside = (
            0 if self._profile.isHidden() else self._profile.sizeHint().height() + self.left_box.spacing()
        )
        self.fit_list(self._list.wanted_height + beside if rows else 0)
        if rows:
            self.hand_focus_on()

    def _tell(self) -> None:
        start = self._start
        self._title.setText(ROLE_NAMES[start.role] if start is not None else tr("Start"))
        waits = tr("Still looking …") if self._looking else ""
        self.told.setText(waits or tr("Enter goes there, → to single ones, typing searches."))
        self.told.setVisible(bool(self.told.text()) and not self.is_low)
        self._trouble.setText(" ".join(start.troubles) if start is not None else "")
        self._trouble.setVisible(bool(self._trouble.text()))
        empty = not self._looking and not (start is not None and start.rows)
        words = tr("Nothing waits for you. Type to search.") if start is not None else with_keys(_NO_ROLE)
        self._nothing.setText(words if empty else "")
        self._nothing.setVisible(empty)

    @property
    def current(self) -> StartRow | None:
        """The chosen row; None if there is none."""
        row = self._list.current()
        return row.value if row is not None and isinstance(row.value, StartRow) else None

    def _chosen(self, row: Row | None) -> None:
        self._moved = self._moved or not self._showing
        if row is None or not isinstance(row.value, StartRow):
            return
        shown = row.value
        self._head_line.setText(shown.title)
        self._detail.setText(in_own_keys(shown.detail))
        self._items.show_rows(tuple(map(item_row, shown.items)))
        self._items.setCurrentIndex(QModelIndex())  # nothing of it is chosen yet
        self._items.setVisible(bool(shown.items))
        words, tip = action_of(shown)
        self._go.setText(words)
        self._go.setAccessibleName(words.partition("   ")[0])
        self._go.setToolTip(plain_tip(tip))
        self._foot.setVisible(bool(words))

    # --- acting ---

    def _ask_profile(self) -> None:
        self.acted.emit("show_profile")

    def _entered(self, row: Row) -> None:
        del row
        self._gone()

    def _gone(self) -> None:
        """Go where the row leads; one without a place of its own leads to its single things."""
        row = self.current
        if row is not None and row.act:
            self.acted.emit(row.act)
        elif row is not None:
            self._to_items()

    def _to_items(self) -> None:
        if self._items.rows:
            self._items.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._items.current() is None:
                self._items.choose(0)

    def _item_entered(self, row: Row) -> None:
        if isinstance(row.value, StartItem):
            if row.value.path or row.value.run or row.value.note:
                self.item_opened.emit(row.value)
            else:
                self._gone()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """→ and ← go to the single things and back; a sign that is typed is searched for."""
        if event.key() == _TO_ITEMS and self._list.hasFocus() and not self._items.isHidden():
            self._to_items()
        elif event.key() == _TO_ROWS and self._items.hasFocus():
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif _is_sign(event):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keeps the arrows for the page."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in (_TO_ITEMS, _TO_ROWS)
            and not event.modifiers()
        ):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where there is little room: the row tells it already."""
        super().resizeEvent(event)
        self._fit()
        self._tell()

    def _fit(self) -> None:
        stacked = self._splitter.orientation() == Qt.Orientation.Vertical
        tight = stacked and self.height() < self.theme.px(_TIGHT)
        for part in (self._profile, self._head_line, self._detail):
            part.setVisible(not tight)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._fit()


_NO_ROLE = tr("Say what you do here ({show_profile}), and this page shows what waits for you.")


def _is_sign(event: QKeyEvent) -> bool:
    held = Qt.KeyboardModifier
    strong = event.modifiers() & (held.ControlModifier | held.AltModifier | held.MetaModifier)
    text = event.text()
    return bool(text) and text.isprintable() and not text.isspace() and not strong
