# SPDX-License-Identifier: MIT
"""Recover: everything that was typed or saved and is not in the library as it stands, in one list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QWidget

from kbdesk.language import tr
from kbdesk.model import Backup, Draft, Page
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.chips import GroupChips, filter_field
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.key_map import key_of
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.state_pictures import picture_over
from kbdesk.ui.team.recover_rows import GROUPS, fits, group_of, row_of
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

_ACTS = {
    # what Enter does with each group: (text of the button, tip)
    "drafts": (tr("Go on writing   Enter"), tr("Open it in the editor (Enter)")),
    "choices": (tr("Compare and choose   Enter"), tr("Both versions side by side (Enter)")),
    "returned": (tr("Go on writing   Enter"), tr("Open it in the editor, with the comment (Enter)")),
    "foreign": (tr("Compare with the article   Enter"), tr("Both texts side by side (Enter)")),
    "backups": (
        tr("Bring back this file"),
        tr("The file becomes as it was; what stands now stays in the history"),
    ),
}


class RecoverPage(Cover):
    """The list with a filter; at its right the text, and what can be done with it.

    Discarding only marks: the texts go when the page is closed, until then each can be brought back.

    Signals:
        row_chosen(Draft or Backup): its text, or its list of files, is to be shown at the right.
        opened(Draft): go on writing, or compare.
        brought_back(Backup, str): this file of the backup becomes the library's.
        discarded(tuple of Draft): the page was closed; these are to go.
    """

    row_chosen = Signal(object)
    opened = Signal(object)
    brought_back = Signal(object, str)
    discarded = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(theme, parent, tr("Recover"))
        self._clock = clock
        self._all: tuple[Draft | Backup, ...] = ()
        self._gone: list[str] = []
        self._agreed = False
        self.told.setText(
            tr(
                "What you typed or saved and is not in the library as it stands. It stays until you "
                "discard it."
            )
        )
        self._build_left()
        self._build_right()
        self.focus_first(self._list)
        self.set_theme(theme)

    def _build_left(self) -> None:
        self._filter = filter_field(self.left, tr("Filter the list by words"))
        self._filter.textChanged.connect(self._show_list)
        self._chips = GroupChips(self.left, GROUPS)
        self._chips.changed.connect(self._show_list)
        self._list = RowList(self.theme, self.left, tr("What can be recovered"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._list.discarded.connect(self._discard)
        self._nothing = self.label(self.left, 13, 400, "muted")
        for widget in (self._filter, self._chips, self._list, self._nothing):
            self.left_box.addWidget(widget, 1 if widget is self._list else 0)
        self.follow(picture_over(self._nothing, self.left_box, "done"))
        self.left_box.addStretch(0)

    def _build_right(self) -> None:
        self._head_line = self.label(self.right, 13, 600)
        self._view = ArticleView(self.theme, self.right)
        self._view.setAccessibleName(tr("The text that is kept"))
        self.follow(self._view)
        self._files = QListWidget(self.right)
        self._files.setAccessibleName(tr("Files that were different then"))
        self._files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._files.itemActivated.connect(self._bring_back)
        self._files.hide()
        self._ask = self.label(self.right, 13, 600, "warn")
        self._ask.hide()
        self._foot = QWidget(self.right)
        flow = LineLayout(self._foot, 8)
        self._act = made_button(self._foot, "", "", "primary")
        self._act.clicked.connect(self._act_now)
        self._remove = made_button(
            self._foot, tr("Discard   Del"), tr("It goes when this page is closed (Delete)")
        )
        self._remove.clicked.connect(self._discard_current)
        self._undo = made_button(
            self._foot, tr("Keep it after all   Ctrl+Z"), tr("Take the discarding back (Ctrl+Z)")
        )
        self._undo.clicked.connect(self.undo)
        for button in (self._act, self._remove, self._undo):
            flow.addWidget(button)
        self.right_box.addWidget(self._head_line)
        self.right_box.addWidget(self._view, 1)
        self.right_box.addWidget(self._files, 1)
        self.right_box.addWidget(self._ask)
        self.right_box.addWidget(self._foot)

    # --- what is shown ---

    def show_all(self, drafts: tuple[Draft, ...], backups: tuple[Backup, ...]) -> None:
        """Show these, what waits for a choice first; what was discarded before stays so."""
        order = {group: number for number, (group, _) in enumerate(GROUPS)}
        self._all = tuple(sorted((*drafts, *backups), key=lambda one: order[group_of(one)]))
        known = {draft.id for draft in drafts}
        self._gone = [name for name in self._gone if name in known]
        self._show_list()
        self.hand_focus_on()

    def show_text(self, draft: Draft, page: Page) -> None:
        """Show the text of the chosen draft, rendered."""
        if self._current_value() == draft:
            self._view.show_sheet(Sheet(page.rendered.html, page.pictures, page.rendered.images))

    def show_files(self, backup: Backup, paths: tuple[str, ...]) -> None:
        """Show the files that are different in the chosen backup."""
        if self._current_value() == backup:
            self._files.clear()
            self._files.addItems(paths)
            self._files.setCurrentRow(0)
            self._act.setEnabled(bool(paths))
            if not paths:
                self._head_line.setText(tr("Nothing in it differs from the library as it stands."))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        if hasattr(self, "_files"):
            self._files.setStyleSheet(
                f"QListWidget {{ background: {theme.hex('surface')}; border: 1px solid {theme.hex('line')};"
                f" border-radius: {theme.px(8)}px; }}"
                f" QListWidget::item:selected {{ background: {theme.hex('selected')};"
                f" color: {theme.hex('fg')}; }}"
                f" QListWidget:focus {{ border: 2px solid {theme.hex('accent')}; }}"
            )

    def _show_list(self) -> None:
        now = self._clock()
        rows = (row_of(one, now, gone=isinstance(one, Draft) and one.id in self._gone) for one in self._all)
        there = {"all", *(group_of(one) for one in self._all)} if self._all else set()
        self._chips.show_groups(lambda group: group in there, lambda _: "")
        self._list.show_rows(tuple(row for row in rows if fits(row, self._chips.group, self._filter.text())))
        empty = not self._list.rows
        words = (
            tr("Nothing fits the filter.")
            if self._all
            else tr(
                "Nothing waits to be recovered: all is in the library. Earlier versions of an "
                "article are in its history ({key}).",
                key=key_of("show_past"),
            )
        )
        self._nothing.setText(words)
        self._nothing.setVisible(empty)
        for part in (self._filter, self._chips):
            part.setVisible(bool(self._all))
        if empty:
            self.hold_focus()
        self._list.setVisible(not empty)
        above = (
            self._filter.sizeHint().height() + self._chips.sizeHint().height() + 2 * self.left_box.spacing()
        )
        self.fit_list(0 if empty else self._list.wanted_height + above)
        self.right.setVisible(not empty)

    def _chosen(self, row: Row | None) -> None:
        self._end_question()
        if row is None:
            return
        value = row.value
        is_draft = isinstance(value, Draft)
        text, tip = _ACTS[group_of(value)] if isinstance(value, Draft | Backup) else ("", "")
        self._act.setText(text)
        self._act.setAccessibleName(text.partition("   ")[0])
        self._act.setToolTip(plain_tip(tip))
        self._act.setEnabled(is_draft and not row.gone)
        self._remove.setVisible(is_draft and not row.gone)
        self._undo.setVisible(row.gone)
        self._head_line.setText(
            value.path if isinstance(value, Draft) else tr("Files that were different then:")
        )
        self._view.setVisible(is_draft)
        self._files.setVisible(not is_draft)
        self._files.clear()
        self._view.show_sheet(Sheet(""))
        self.row_chosen.emit(value)

    # --- acting ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z brings the last discarded back; Esc empties the filter first."""
        if event.key() == Qt.Key.Key_Z and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.undo()
        elif event.key() == Qt.Key.Key_Escape and self._ask.isVisible():
            self._end_question()
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Delete and not self._filter.hasFocus():
            self._discard_current()
        elif event.key() == Qt.Key.Key_Escape and self._filter.hasFocus() and self._filter.text():
            self._filter.clear()
        else:
            super().keyPressEvent(event)

    def leave(self) -> None:
        """Let go of what was discarded, and go back."""
        going = tuple(one for one in self._all if isinstance(one, Draft) and one.id in self._gone)
        self._gone = []
        if going:
            self.discarded.emit(going)
        super().leave()

    def undo(self) -> None:
        """Bring back what was discarded: the chosen one, else the last."""
        value = self._current_value()
        if isinstance(value, Draft) and value.id in self._gone:
            self._gone.remove(value.id)
        elif self._gone:
            self._gone.pop()
        self._show_list()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _current_value(self) -> object:
        row = self._list.current()
        return row.value if row is not None else None

    def _entered(self, row: Row) -> None:
        if isinstance(row.value, Draft) and not row.gone:
            self.opened.emit(row.value)
        elif isinstance(row.value, Backup):
            self._files.setFocus(Qt.FocusReason.OtherFocusReason)

    def _act_now(self) -> None:
        row = self._list.current()
        if row is not None and isinstance(row.value, Backup):
            self._bring_back()
        elif row is not None:
            self._entered(row)

    def _bring_back(self) -> None:
        value, item = self._current_value(), self._files.currentItem()
        if isinstance(value, Backup) and item is not None:
            self.brought_back.emit(value, item.text())

    def _discard_current(self) -> None:
        row = self._list.current()
        if row is not None:
            self._discard(row)

    def _discard(self, row: Row) -> None:
        """The first time it asks; a second press agrees for as long as the page is open."""
        if not isinstance(row.value, Draft) or row.gone:
            return
        if not self._agreed and self._ask.isHidden():
            self._ask.setText(
                tr("It goes when this page is closed; until then it can be brought back. Discard it?")
            )
            self._ask.show()
            self._remove.setText(tr("Yes, discard it   Del"))
            self._remove.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._agreed = True
        self._gone.append(row.value.id)
        self._show_list()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_question(self) -> None:
        self._ask.hide()
        self._remove.setText(tr("Discard   Del"))
