# SPDX-License-Identifier: MIT
"""Reading paths: what a role reads in order, how far one is, and what changed since one read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from kbdesk.language import tr
from kbdesk.model import Comparison, Page
from kbdesk.model.paths import PathItem, ReadingPath
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.cover import Cover
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.mirror import turn
from kbdesk.ui.past.compare_view import CompareView
from kbdesk.ui.roles.paths_words import FINISHED, NOTHING, item_row, name_of, progress, standing, told
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.state_pictures import picture_over
from kbdesk.ui.theme import Theme


class PathBar(QWidget):
    """How much of a path was read: a full part, a striped one for what changed since, and the rest."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts = (0, 0, 1)

    def show_path(self, path: ReadingPath) -> None:
        """Show how far a path is."""
        self._parts = (path.read, path.changed, max(1, len(path.items)))
        self.setAccessibleName(progress(path))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self.setFixedHeight(theme.px(8))
        self.update()

    def sizeHint(self) -> QSize:
        """A thin line as wide as there is room."""
        return QSize(self._theme.px(120), self._theme.px(8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the three parts."""
        read, changed, whole = self._parts
        theme, width, height = self._theme, self.width(), self.height()
        first = round(width * read / whole)
        second = round(width * changed / whole)
        painter = QPainter(self)
        try:
            turn(painter, width)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(0, 0, width, height, theme.color("line"))
            painter.fillRect(0, 0, first, height, theme.color("ok"))
            painter.fillRect(first, 0, second, height, theme.color("warn_weak"))
            painter.setPen(theme.color("warn"))
            for at in range(first, first + second, max(3, theme.px(5))):
                painter.drawLine(at, height, min(at + height, first + second), 0)
        finally:
            painter.end()


class PathsPage(Cover):
    """The items of a path in order; at its right the chosen one to read.

    Signals:
        chosen(PathItem): it is to be shown.
        read(PathItem): it was read as it stands now.
        opened(str path, str anchor): read it in the article pane.
    """

    chosen = Signal(object)
    read = Signal(object)
    opened = Signal(str, str)
    list_share = 0.42

    def __init__(self, theme: Theme, parent: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(theme, parent, tr("Reading paths"))
        self._clock = clock
        self._paths: tuple[ReadingPath, ...] = ()
        self._path = ""
        self._difference: Comparison | None = None
        self._forward = False
        self._build_left()
        self._build_right()
        self.focus_first(self._list)
        self.set_theme(theme)

    def _build_left(self) -> None:
        self._choice = DropDown(self.left)
        self._choice.setAccessibleName(tr("Reading path"))
        self._choice.setToolTip(tr("Another path (1–9)"))
        self._choice.activated.connect(self._path_chosen)
        self._progress = self.label(self.left, 13, 600)
        self._bar = PathBar(self.theme, self.left)
        self.follow(self._bar)
        self._list = RowList(self.theme, self.left, tr("What to read, in order"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._nothing = self.label(self.left, 13, 400, "muted")
        self._nothing.setText(tr("Looking …"))
        for widget in (self._choice, self._progress, self._bar):
            self.left_box.addWidget(widget)
            widget.hide()
        self.left_box.addWidget(self._list, 1)
        self.left_box.addWidget(self._nothing)
        self.follow(picture_over(self._nothing, self.left_box, "empty"))
        self.left_box.addStretch(0)
        self._list.hide()
        self.right.hide()

    def _build_right(self) -> None:
        self._standing = {name: self.label(self.right, 13, 600, name) for name in ("ok", "warn", "danger")}
        self._view = ArticleView(self.theme, self.right)
        self._view.setAccessibleName(tr("The article"))
        self._view.anchorClicked.connect(self._link_clicked)
        self.follow(self._view)
        self._compare = CompareView(self.theme, self.right)
        self.follow(self._compare)
        self._compare.hide()
        self._foot = QWidget(self.right)
        flow = LineLayout(self._foot, 8)
        self._next = made_button(
            self._foot, tr("Read, next   Enter"), tr("I read it; show the next one (Enter)"), "primary"
        )
        self._next.clicked.connect(self.go_on)
        self._changes = made_button(
            self._foot, tr("What changed   U"), tr("What changed since you read it (U)")
        )
        self._changes.clicked.connect(self.toggle_changes)
        self._open = made_button(self._foot, tr("Open   O"), tr("Read it in the article pane (O)"))
        self._open.clicked.connect(self.open_it)
        for button in (self._next, self._changes, self._open):
            self._name(button, button.text())
            flow.addWidget(button)
        for label in self._standing.values():
            self.right_box.addWidget(label)
        self.right_box.addWidget(self._view, 1)
        self.right_box.addWidget(self._compare, 1)
        self.right_box.addWidget(self._foot)

    # --- what is shown ---

    @property
    def path(self) -> ReadingPath | None:
        """The path that is shown; None if there is none."""
        return next((one for one in self._paths if one.path == self._path), None)

    @property
    def current(self) -> PathItem | None:
        """The chosen item; None if there is none."""
        row, path = self._list.current(), self.path
        if row is None or path is None:
            return None
        return next((item for item in path.items if item.number == row.value), None)

    def show_paths(self, paths: tuple[ReadingPath, ...]) -> None:
        """Show the paths as they stand now; the cursor goes to the next item to read when it was read."""
        first = not self._paths
        self._paths = paths
        if self.path is None:
            begun = next((one for one in paths if one.next is not None and one.for_me), None)
            shown = begun or next((one for one in paths if one.next is not None), next(iter(paths), None))
            self._path = shown.path if shown is not None else ""
        self._choice.clear()
        self._choice.addItems([name_of(one) for one in paths])
        self._choice.setCurrentIndex(max(0, [one.path for one in paths].index(self._path)) if paths else -1)
        self._fit()
        self._show_path(to_next=first or self._forward)
        self._forward = False
        self.hand_focus_on()

    def _show_path(self, *, to_next: bool) -> None:
        path = self.path
        items = path.items if path is not None else ()
        self._fit()
        if not items:
            self.hold_focus()
        self._list.setVisible(bool(items))
        self.right.setVisible(bool(items))
        self._nothing.setText(progress(path) if path is not None else NOTHING)
        self._nothing.setVisible(not items)
        if path is None or not items:
            return
        self._bar.show_path(path)
        done = path.next is None
        self._progress.setText(f"{progress(path)}. {FINISHED}" if done else progress(path))
        self.told.setText(told(path))
        self.told.setVisible(not self.is_low)
        now = self._clock()
        self._list.show_rows(tuple(item_row(item, now) for item in items))
        if to_next and path.next is not None:
            self._list.choose(items.index(path.next))
        width = max(1, self.left.width())
        above = self._progress.heightForWidth(width) + self._choice.sizeHint().height() + self.theme.px(28)
        self.fit_list(self._list.wanted_height + above)

    def show_item(self, item: PathItem, page: Page, difference: Comparison | None) -> None:
        """Show an item to read, and have ready what changed since, if it is still the chosen one."""
        current = self.current
        if current is not None and (current.path, current.number) == (item.path, item.number):
            rendered = page.rendered
            self._difference = difference
            self._view.show_sheet(Sheet(rendered.html, page.pictures, rendered.images))
            self._show_standing(current)

    def show_trouble(self, sentence: str) -> None:
        """Say why the chosen item cannot be shown."""
        self._say(sentence, "danger")

    def _chosen(self, row: Row | None) -> None:
        del row
        item = self.current
        if item is None:
            return
        self._difference = None
        self._compare.hide()
        self._view.show()
        self._view.show_sheet(Sheet(""))
        self._show_standing(item)
        if item.path:
            self.chosen.emit(item)

    def _show_standing(self, item: PathItem) -> None:
        colour = {"read": "ok", "changed": "warn", "gone": "danger"}.get(item.state, "")
        self._say(standing(item, self._clock()) if colour else "", colour)
        self._changes.setVisible(item.state == "changed" and self._difference is not None)
        fresh = item.state in ("new", "changed")
        self._name(self._next, tr("Read, next   Enter") if fresh else tr("Next   Enter"))
        self._fit()

    def _say(self, sentence: str, colour: str) -> None:
        for name, label in self._standing.items():
            label.setText(sentence)
            label.setVisible(name == colour and bool(sentence))

    # --- acting ---

    def go_on(self) -> None:
        """The chosen item was read: note that, and go to the next that was not."""
        item, path = self.current, self.path
        if item is None or path is None:
            return
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        if item.path and item.state in ("new", "changed"):
            self._forward = True
            self.read.emit(item)
        else:
            following = [one for one in path.items[item.number :] if one.state in ("new", "changed")]
            target = following[0] if following else path.next
            number = target.number - 1 if target is not None else item.number % len(path.items)
            self._list.choose(number)

    def open_it(self) -> None:
        """Read the chosen item in the article pane."""
        item = self.current
        if item is not None and item.path:
            self.opened.emit(item.path, item.anchor)

    def toggle_changes(self) -> None:
        """Show what changed since it was read, or the article again."""
        if self._difference is None:
            return
        shows = self._compare.isHidden()
        if shows:
            self._compare.show_comparison(self._difference)
        self._compare.setVisible(shows)
        self._view.setVisible(not shows)
        self._name(self._changes, tr("The article   U") if shows else tr("What changed   U"))
        self._fit()

    def _entered(self, _row: Row) -> None:
        self.go_on()

    def _link_clicked(self, _url: object) -> None:
        self.open_it()  # links are followed where the article is read

    def _path_chosen(self, number: int) -> None:
        if 0 <= number < len(self._paths):
            self._path = self._paths[number].path
            self._choice.setCurrentIndex(number)
            self._show_path(to_next=True)
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _name(button: QPushButton, text: str) -> None:
        button.setProperty("words", text)
        button.setAccessibleName(text.partition("   ")[0])

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low there is room for the list and the article only."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not hasattr(self, "_foot"):
            return
        low = self.is_low
        small = low and self._splitter.orientation() == Qt.Orientation.Vertical
        share = 0.28 if small else 0.42
        if share != self.list_share:
            self.list_share = share
            self._splitter.setProperty("placed", False)
            self._arrange()
        there = self.path is not None and bool(self.path.items)
        self._progress.setVisible(there and not low)
        self._bar.setVisible(there and not small)
        self._choice.setVisible(len(self._paths) > 1 and not small)
        if small:
            self._say("", "")
        for button in (self._next, self._changes, self._open):
            words = str(button.property("words") or "")
            button.setText(words.partition("   ")[0] if low else words)
        item = self.current
        self._open.setVisible(item is not None and bool(item.path) and not small)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space reads on, U shows what changed, O opens, digits choose a path."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        number = event.key() - Qt.Key.Key_1
        if not held and event.key() == Qt.Key.Key_Space:
            bar = self._view.verticalScrollBar()
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            bar.setValue(bar.value() + (-1 if back else 1) * round(bar.pageStep() * 0.9))
        elif not held and event.key() == Qt.Key.Key_U and not event.isAutoRepeat():
            self.toggle_changes()
        elif not held and event.key() == Qt.Key.Key_O and not event.isAutoRepeat():
            self.open_it()
        elif not held and 0 <= number < min(9, len(self._paths)):
            self._path_chosen(number)
        else:
            super().keyPressEvent(event)
