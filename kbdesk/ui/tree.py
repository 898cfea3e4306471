# SPDX-License-Identifier: MIT
"""The library's folders, to browse where there is nothing to search for."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.ui.icons import icon
from kbdesk.ui.key_map import name_keys
from kbdesk.ui.mirror import line_start
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

PATH = Qt.ItemDataRole.UserRole
"""A file's path; "" on a folder."""


class _Tree(QTreeWidget):
    """A tree whose Enter opens a file or unfolds a folder, and whose asterisk unfolds all below it.

    Signals:
        chosen(str path): a file was chosen.
    """

    chosen = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter choose, and the asterisk unfold; all other keys are the tree's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.choose(self.currentItem())
        elif event.key() == Qt.Key.Key_Asterisk:
            self.unfold(self.currentItem())
        else:
            super().keyPressEvent(event)

    def unfold(self, item: QTreeWidgetItem | None) -> None:
        """Unfold a folder and all below it.

        Qt's own way never ends, or crashes, as the items are made while it goes on (6.11).
        """
        if item is None or item.data(0, PATH):
            return
        item.setExpanded(True)
        for row in range(item.childCount()):
            self.unfold(item.child(row))

    def choose(self, item: QTreeWidgetItem | None) -> None:
        """Open a file, or fold and unfold a folder."""
        if item is None:
            return
        path = str(item.data(0, PATH) or "")
        if path:
            self.chosen.emit(path)
        else:
            item.setExpanded(not item.isExpanded())


class TreePane(QFrame):
    """Shows folders and files; a folder's items are made when it is first unfolded.

    Signals:
        path_activated(str): a file was chosen.
        libraries_pressed(): the libraries that are searched were asked for.
    """

    path_activated = Signal(str)
    libraries_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pane")
        self._theme = theme
        self._shown: tuple[str, tuple[str, ...]] = ("", ())
        self._inside: dict[str, list[str]] = {"": []}
        self._files: Counter[str] = Counter()
        self._title = QLabel(tr("Library"), self)
        self._title.setProperty("role", "heading")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setAlignment(line_start() | Qt.AlignmentFlag.AlignVCenter)
        self._tree = _Tree(self)
        self._tree.setHeaderHidden(True)
        self._tree.setAccessibleName(tr("Folders of the library"))
        self._tree.itemExpanded.connect(self._fill)
        self._tree.itemClicked.connect(self._clicked)
        self._tree.chosen.connect(self.path_activated)
        self._box = QVBoxLayout(self)
        self._libraries = QToolButton(self)
        self._libraries.setAccessibleName(tr("Libraries searched together"))
        name_keys(self._libraries, tip=tr("Libraries searched together ({show_libraries})"))
        self._libraries.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._libraries.clicked.connect(self.libraries_pressed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._libraries)
        self._box.addLayout(head)
        self._box.addWidget(self._tree, 1)
        self.setFocusProxy(self._tree)
        self.set_theme(theme)

    def show_files(self, name: str, paths: tuple[str, ...]) -> None:
        """Show a library of this name that holds these files; if it does already, what is unfolded stays."""
        if (name, paths) == self._shown:
            return
        self._shown = (name, paths)
        self._title.setText(name)
        self._tree.clear()
        self._inside, self._files = {"": []}, Counter()
        for path in paths:
            folder = path.rpartition("/")[0]
            if folder not in self._inside:
                self._put_folder(folder)
            self._inside[folder].append(path)
        for folder in sorted(self._inside, key=len, reverse=True):
            self._files[folder] += sum(path not in self._inside for path in self._inside[folder])
            if folder:
                self._files[folder.rpartition("/")[0]] += self._files[folder]
        self._add(self._tree.invisibleRootItem(), "")
        for row in range(self._tree.topLevelItemCount()):
            top = self._tree.topLevelItem(row)
            if top is not None and self._tree.topLevelItemCount() <= 4:
                top.setExpanded(True)

    def _put_folder(self, folder: str) -> None:
        """Put a folder into the one above it, and so on up."""
        above = folder.rpartition("/")[0]
        if above not in self._inside:
            self._put_folder(above)
        self._inside[above].append(folder)
        self._inside[folder] = []

    def _add(self, item: QTreeWidgetItem, folder: str) -> None:
        children = self._inside.get(folder, [])
        for path in sorted(children, key=lambda p: (p not in self._inside, p.casefold())):
            name = path.rsplit("/", 1)[-1]
            child = QTreeWidgetItem(item)
            child.setToolTip(0, plain_tip(path))
            if path in self._inside:
                child.setText(0, f"{name}  ({self._files[path]})")
                child.setData(0, PATH, "")
                child.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
                child.setData(0, PATH + 1, path)
            else:
                kind = "playbook" if "playbooks" in path.split("/")[:-1] else "article"
                child.setText(0, name.removesuffix(".md").replace("-", " "))
                child.setData(0, PATH, path)
                token = "accent" if kind == "playbook" else "muted"
                child.setIcon(0, icon(kind, self._theme.hex(token), self._theme.px(16)))

    def _fill(self, item: QTreeWidgetItem) -> None:
        if item.childCount() == 0:
            self._add(item, str(item.data(0, PATH + 1) or ""))

    def _clicked(self, item: QTreeWidgetItem) -> None:
        self._tree.choose(item)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme, self._shown = theme, ("", ())
        side = theme.px(12)
        self._box.setContentsMargins(side, side, theme.px(6), theme.px(8))
        self._tree.setIndentation(theme.px(14))
        self._libraries.setIcon(icon("plus", theme.hex("muted"), theme.px(18)))
        self._libraries.setIconSize(QSize(theme.px(18), theme.px(18)))
