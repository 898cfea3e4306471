# SPDX-License-Identifier: MIT
"""The palette: type what you want to do, or the title of what you want to open, and press Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from kbdesk.language import tr
from kbdesk.ui.key_map import with_keys
from kbdesk.ui.palette_rows import Choice, ChoiceDelegate, ChoiceModel, fitting
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.sheet import Sheet
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

DOCUMENTS = 5
"""So many documents are offered below the actions."""
MOST_DOCUMENTS = 60
_PAGE = 7
_NARROW = 440
"""In a list narrower than this (px at 100 %) group and key stand below the text."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = (
    (Qt.Key.Key_Down, 1),
    (Qt.Key.Key_Up, -1),
    (Qt.Key.Key_PageDown, _PAGE),
    (Qt.Key.Key_PageUp, -_PAGE),
)
_HINT = tr("↑↓ choose   Enter does it   Esc closes   {quick_open} titles   > actions only")
_HINT_TITLES = tr("↑↓ choose   Enter opens   Ctrl+Enter reads a playbook   Esc closes   > actions")


class Palette(Sheet):
    """Lists actions and documents that fit what is typed.

    Args:
        theme: the look.
        parent: the window that it covers.
        actions: every action of the table with its key, and why it cannot be done now.
        recent: names of what was chosen before, the newest first.
        titles: whether documents are looked for; actions then come after a ``>``.

    Signals:
        action_chosen(str): carry out this action of the table.
        document_chosen(str path, bool read): open a document; a playbook is only read if ``read``.
        closed(): the person left it, or chose.
    """

    action_chosen = Signal(str)
    document_chosen = Signal(str, bool)
    closed = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget, actions: list[Choice], recent: tuple[str, ...], *, titles: bool
    ) -> None:
        name = tr("Open by title") if titles else tr("Every action")
        super().__init__(theme, parent, name)
        self._actions, self._recent, self._titles = actions, recent, titles
        self._documents: tuple[Choice, ...] = ()
        self.field = LineEdit(self.card)
        self.field.setPlaceholderText(tr("Type a title") if titles else tr("Type what you want to do"))
        self.field.setAccessibleName(name)
        self.field.setToolTip(
            tr("Words in any order, or first letters; Up and Down choose, Enter carries out")
        )
        self.field.setClearButtonEnabled(True)
        self._model = ChoiceModel(self)
        self._delegate = ChoiceDelegate(theme, self)
        self._list = QListView(self.card)
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._delegate)
        self._list.setUniformItemSizes(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName(tr("What fits"))
        self._told = WrapLabel(self.card, 12, 400, "muted")
        for widget in (self.field, self._list, self._told):
            self.box.addWidget(widget, 1 if widget is self._list else 0)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self._list.clicked.connect(self._clicked)
        self._list.selectionModel().currentChanged.connect(self._moved)
        self.set_theme(theme)
        self._show()

    def open_over(self) -> None:
        """Cover the window, ready to type."""
        super().open_over()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def rows(self) -> tuple[Choice, ...]:
        """What fits, best first."""
        return self._model.rows

    @property
    def current(self) -> Choice | None:
        """What Enter carries out; None if nothing fits."""
        choice = self._list.currentIndex().data(Qt.ItemDataRole.UserRole)
        return choice if isinstance(choice, Choice) else None

    @property
    def told(self) -> str:
        """The line at the foot."""
        return self._told.text()

    def show_documents(self, documents: tuple[Choice, ...]) -> None:
        """Take the documents of the library; what is chosen stays chosen."""
        before = self.current
        self._documents = documents
        self._show()
        names = [row.name for row in self.rows]
        if before is not None and before.name in names:
            self._choose(names.index(before.name))

    def _show(self) -> None:
        typed = self.field.text()
        rows = self._fitting(typed.strip())
        self._model.show_rows(rows)
        self._tell_keys()
        if rows:
            self._choose(0)
        else:
            self._told.setText(tr("Nothing fits. Other words?"))
            self.field.setAccessibleDescription(tr("Nothing fits"))

    def _fitting(self, typed: str) -> list[Choice]:
        if typed.startswith(">"):
            return fitting(self._actions, typed[1:], self._recent)
        if self._titles:
            return fitting(self._documents, typed, self._recent)[:MOST_DOCUMENTS]
        documents = fitting(self._documents, typed, self._recent)[:DOCUMENTS] if typed else []
        return [*fitting(self._actions, typed, self._recent), *documents]

    def _choose(self, number: int) -> None:
        self._list.setCurrentIndex(self._model.index(number))

    def _move(self, by: int) -> None:
        at, last = self._list.currentIndex().row(), len(self.rows) - 1
        if last >= 0:
            around = (at + by) % (last + 1)
            self._choose(around if abs(by) == 1 else min(max(at + by, 0), last))

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
            self.field.setAccessibleDescription(str(spoken))
            self._tell_keys()

    def _tell_keys(self) -> None:
        self._told.setText(with_keys(_HINT_TITLES if self._titles else _HINT))

    def _clicked(self, index: QModelIndex) -> None:
        self._list.setCurrentIndex(index)
        self._carry_out(read=False)

    def _carry_out(self, *, read: bool) -> None:
        choice = self.current
        if choice is None:
            return
        if choice.reason:
            self._told.setText(choice.reason)
            self.field.setAccessibleDescription(choice.reason)
            return
        self.leave()
        if choice.kind == "action":
            self.action_chosen.emit(choice.name)
        else:
            self.document_chosen.emit(choice.name, read)

    def leave(self) -> None:
        """Go back to what was before."""
        self.dismiss()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Page keys move in the list while the focus stays in the field."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = next((by for key, by in _MOVES if key == event.key()), 0)
            if by:
                self._move(by)
            return bool(by)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter carries out, with Ctrl a playbook is read; Esc closes."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in _ENTER:
            self._carry_out(read=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def mousePressEvent(self, event: object) -> None:
        """A click beside the card closes."""
        del event
        self.leave()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._told.set_theme(theme)
        self.box.setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(8))
        self.box.setSpacing(theme.px(8))

    def wanted(self) -> tuple[int, int]:
        """Room for nine rows."""
        return self.theme.px(620), self.theme.px(440)

    def place(self) -> None:
        """Near the top, where it stands still while it is typed; everywhere in a narrow window."""
        super().place()
        top = self.theme.px(96)
        if self.card.y() > top:
            self.card.move(self.card.x(), top)
        if hasattr(self, "_delegate"):  # the base places the card before there are rows
            self._delegate.set_theme(self.theme, narrow=self.card.width() < self.theme.px(_NARROW))
            self._list.scheduleDelayedItemsLayout()
            self._list.viewport().update()
