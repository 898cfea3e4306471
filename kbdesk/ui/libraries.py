# SPDX-License-Identifier: MIT
"""The sheet that tells which libraries are searched together, and lets others be added and removed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model import Companion
from kbdesk.ui.flow import FlowLayout, LineLayout
from kbdesk.ui.keeper import Keeper
from kbdesk.ui.key_button import KeyButton
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.sheet import Sheet
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

LONGEST_NAME = 24


class LibraryRow(QWidget):
    """One library: its name, where it is, what keeps it from being searched.

    Signals:
        renamed(str root, str name): it is to have another badge.
        removed(str root): it is not to be searched any more.
    """

    renamed = Signal(str, str)
    removed = Signal(str)

    def __init__(self, parent: QWidget, companion: Companion, *, is_open: bool) -> None:
        super().__init__(parent)
        self._companion = companion
        self._place = WrapLabel(self, 12, 400, "muted")
        self._place.setText(companion.root)
        self._problem = WrapLabel(self, 12, 600, "warn")
        self._problem.setText(companion.problem)
        self._problem.setVisible(bool(companion.problem))
        self._title = WrapLabel(self, 14, 600)
        self._title.setText(tr("{name} (open)", name=companion.name))
        self._title.setVisible(is_open)
        self._name = LineEdit(companion.name, self)
        self._name.setMaxLength(LONGEST_NAME)
        self._name.setAccessibleName(tr("Name of {name} in the results", name=companion.name))
        self._name.setToolTip(tr("The name that its results carry"))
        self._name.editingFinished.connect(self._rename)
        self._remove = QPushButton(tr("Remove"), self)
        self._remove.setAutoDefault(False)
        self._remove.setAccessibleName(tr("Do not search {name} any more", name=companion.name))
        self._remove.setToolTip(tr("Do not search it any more; its files stay as they are"))
        self._remove.clicked.connect(self._remove_now)
        for part in (self._name, self._remove):
            part.setVisible(not is_open)
        self._head = QWidget(self)
        flow = FlowLayout(self._head, 8)
        flow.addWidget(self._name)
        flow.addWidget(self._remove)
        self._head.setVisible(not is_open)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (self._title, self._head, self._place, self._problem):
            self._box.addWidget(widget)

    @property
    def companion(self) -> Companion:
        """The library of this row."""
        return self._companion

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for label in (self._title, self._place, self._problem):
            label.set_theme(theme)
        self._name.setFixedWidth(theme.px(200))
        self._box.setSpacing(theme.px(4))

    def _rename(self) -> None:
        name = " ".join(self._name.text().split())
        if name and name != self._companion.name:
            self.renamed.emit(self._companion.root, name)

    def _remove_now(self) -> None:
        self.removed.emit(self._companion.root)


class LibrariesSheet(Sheet):
    """The libraries that are searched together.

    Signals:
        changed(tuple of Companion): others are to be searched beside the open one.
        add_requested(): a further one is to be chosen.
        closed(): it is done with.
    """

    changed = Signal(object)
    add_requested = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Libraries searched together"))
        self._rows: list[LibraryRow] = []
        self._title = WrapLabel(self.card, 20, 700)
        self._title.setText(tr("Libraries searched together"))
        self._told = WrapLabel(self.card, 13, 400, "muted")
        self._told.setText(
            tr("Results of the others carry their name. They are only read, and this choice is yours alone.")
        )
        self._scroll = column_scroll(self.card)
        self._content = QWidget(self._scroll)
        self._inner = QVBoxLayout(self._content)
        self._inner.addStretch(1)
        self._scroll.setWidget(self._content)
        self._foot = QWidget(self.card)
        flow = LineLayout(self._foot, 10)
        self._add = KeyButton(self._foot, tr("Search another library too …"))
        self._add.setToolTip(tr("Choose a folder of Markdown to search beside the open library"))
        self._add.clicked.connect(self.add_requested)
        self._close = QPushButton(tr("Close   Esc"), self._foot)
        self._close.setProperty("role", "primary")
        self._close.setAccessibleName(tr("Close"))
        self._close.setToolTip(tr("Back to the desk (Esc)"))
        self._close.clicked.connect(self._close_now)
        for button in (self._close, self._add):
            button.setAutoDefault(False)
            flow.addWidget(button)
        for widget in (self._title, self._told):
            self.box.addWidget(widget)
        self.box.addWidget(self._scroll, 1)
        self.box.addWidget(self._foot)
        self.set_theme(theme)

    @property
    def companions(self) -> tuple[Companion, ...]:
        """The libraries beside the open one, as they are shown."""
        return tuple(row.companion for row in self._rows[1:])

    def show_libraries(self, own: Companion, companions: tuple[Companion, ...]) -> None:
        """Show the open library and those beside it."""
        for row in self._rows:
            row.blockSignals(True)  # a name that loses the focus as it goes is not another change
            row.hide()
            row.deleteLater()
        self._rows = []
        for place, one in enumerate((own, *companions)):
            row = LibraryRow(self._content, one, is_open=place == 0)
            row.renamed.connect(self._rename)
            row.removed.connect(self._remove)
            row.set_theme(self.theme)
            self._inner.insertWidget(place, row)
            row.show()
            self._rows.append(row)
        self.open_over()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self.take(theme)
        for label in (self._title, self._told):
            label.set_theme(theme)
        for row in self._rows:
            row.set_theme(theme)
        edge = theme.px(24)
        self.box.setContentsMargins(edge, theme.px(22), edge, theme.px(18))
        self.box.setSpacing(theme.px(12))
        self._inner.setContentsMargins(0, theme.px(2), theme.px(10), 0)
        self._inner.setSpacing(theme.px(18))
        if self.isVisible():
            self.place()
        self.update()

    def wanted(self) -> tuple[int, int]:
        """As high as the rows need, up to the window."""
        width = self.theme.px(620)
        inside = width - 2 * self.theme.px(24)
        words = sum(label.heightForWidth(inside) for label in (self._title, self._told))
        rows = self._content.heightForWidth(inside)
        return width, words + rows + self._foot.sizeHint().height() + self.theme.px(96)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter presses the button that has the focus; no key acts below the sheet."""
        focused = QApplication.focusWidget()
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self._close_now()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()

    def _rename(self, root: str, name: str) -> None:
        self.changed.emit(
            tuple(replace(one, name=name) if one.root == root else one for one in self.companions)
        )

    def _remove(self, root: str) -> None:
        self.changed.emit(tuple(one for one in self.companions if one.root != root))

    def _close_now(self) -> None:
        self.dismiss()
        self.closed.emit()


class Libraries(QObject):
    """Connects the sheet with the keeper of the libraries."""

    def __init__(self, keeper: Keeper, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._keeper, self._theme, self._window = keeper, theme, window
        self._sheet: LibrariesSheet | None = None
        keeper.shelved.connect(self._show)

    @property
    def sheet_open(self) -> bool:
        """Whether the sheet covers the window."""
        return self._sheet is not None

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def show_libraries(self) -> None:
        """Show which libraries are searched together; without one, choose one to open."""
        if self._keeper.desk is None:
            self._keeper.choose_library()
        elif self._sheet is None:
            self._sheet = LibrariesSheet(self._theme, self._window)
            self._sheet.changed.connect(self._keeper.search_beside)
            self._sheet.add_requested.connect(self._choose)
            self._sheet.closed.connect(self._closed)
            self._show(self._keeper.desk.shelf.companions)

    def _show(self, companions: tuple[Companion, ...]) -> None:
        if self._sheet is not None and self._keeper.desk is not None:
            info = self._keeper.desk.info
            self._sheet.show_libraries(Companion(info.root, info.name), companions)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, tr("Search another folder of Markdown too"))
        if folder and self._sheet is not None:
            self._keeper.search_beside((*self._sheet.companions, Companion(folder)))

    def _closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()
