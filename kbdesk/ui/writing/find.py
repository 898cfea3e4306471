# SPDX-License-Identifier: MIT
"""The bar for finding and replacing in the editor."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr, trn
from kbdesk.ui import icons
from kbdesk.ui.article_document import selection
from kbdesk.ui.flow import FlowLayout, grow_down
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.writing import exact
from kbdesk.ui.writing.editor import Editor
from kbdesk.ui.writing.keys import known_key
from kbdesk.ui.writing.places import Found, Wanted, filled, find_all

_MOST_MARKS = 200
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindReplace(QFrame):
    """The bar below the text.

    Signals:
        closed(): it was closed.
        said(str): what was done, in passing.
    """

    closed = Signal()
    said = Signal(str)

    def __init__(self, editor: Editor, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor, self._theme = editor, theme
        self._found = Found()
        self._known: tuple[int, Wanted] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(120)
        self._later.timeout.connect(self._search)
        self.field = self._line(tr("Find"), tr("Enter next, Shift+Enter previous, Esc closes"))
        self.new = self._line(tr("Replace by"), tr("Enter replaces this place and goes to the next"))
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setAccessibleName(tr("Places found"))
        self._case = self._option("Aa", tr("Upper and lower case count (Alt+C)"))
        self._words = self._option(tr("Word"), tr("Whole words only (Alt+W)"))
        self._expression = self._option(".*", tr("Regular expression (Alt+X)"))
        self._next = self._tool("down", tr("Next place (F3)"))
        self._previous = self._tool("up", tr("Previous place (Shift+F3)"))
        self._close = self._tool("close", tr("Close (Esc)"))
        self._one = self._button(tr("Replace"), tr("Replace this place (Enter in the field)"))
        self._all = self._button(tr("Replace all"), tr("Replace all places as one step (Alt+A)"))
        grow_down(self, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._box = QVBoxLayout(self)
        self._rows = []
        search = (self.field, self._count, self._case, self._words, self._expression)
        for parts in ((*search, self._previous, self._next, self._close), (self.new, self._one, self._all)):
            row = QWidget(self)
            grow_down(row, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            flow = FlowLayout(row, 4)
            for part in parts:
                flow.addWidget(part)
            self._box.addWidget(row)
            self._rows.append(row)
        self._connect()
        self.set_theme(theme)
        self.hide()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._changed)
        for button in (self._case, self._words, self._expression):
            button.toggled.connect(self._changed)
        self._next.clicked.connect(self.find_next)
        self._previous.clicked.connect(self.find_previous)
        self._close.clicked.connect(self.close_bar)
        self._one.clicked.connect(self.replace_one)
        self._all.clicked.connect(self.replace_all)
        self._editor.edited.connect(self._text_edited)
        self._editor.verticalScrollBar().valueChanged.connect(self._mark)
        for field in (self.field, self.new):
            field.installEventFilter(self)

    # --- for the page ---

    def open_bar(self, *, replacing: bool) -> None:
        """Open it with what is selected, ready to type."""
        chosen = self._editor.textCursor().selectedText()
        self._rows[1].setVisible(replacing)
        self.show()
        if chosen and len(chosen) <= 200 and exact.PARAGRAPH not in chosen:
            self.field.setText(chosen)
        target = self.new if replacing and self.field.text() and self.field.hasFocus() else self.field
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        target.selectAll()
        self._search()

    def close_bar(self) -> None:
        """Close it and go back to the text."""
        self.hide()
        self._editor.show_layer("found", [])
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    @property
    def count_text(self) -> str:
        """What stands beside the field."""
        return self._count.text()

    def find_next(self) -> None:
        """Go to the next place after the cursor, and on from the beginning."""
        self._go(1)

    def find_previous(self) -> None:
        """Go to the place before the cursor."""
        self._go(-1)

    def replace_one(self) -> None:
        """Replace the place that is selected and go to the next; if none is, go to the next."""
        self._search()
        cursor = self._editor.textCursor()
        place = (cursor.selectionStart(), cursor.selectionEnd())
        if place in self._found.places:
            number = self._found.places.index(place)
            cursor.insertText(filled(self.new.text(), self._found.groups[number]))
            self._editor.setTextCursor(cursor)
            self._search()
        self._go(1)

    def replace_all(self) -> None:
        """Replace all places, as one step that can be undone."""
        self._search()
        places = self._found.places
        if not places or self._found.problem:
            return
        text = self._text()
        first, last = places[0][0], places[-1][1]
        encoded = text.encode("utf-16-le", "surrogatepass")
        parts, at = [], first
        for (start, end), groups in zip(places, self._found.groups, strict=True):
            parts.append(encoded[2 * at : 2 * start].decode("utf-16-le", "surrogatepass"))
            parts.append(filled(self.new.text(), groups))
            at = end
        cursor = QTextCursor(self._editor.document())
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("".join(parts))
        self._search()
        self.said.emit(
            trn(
                "{n:,} place was replaced; Ctrl+Z takes it back.",
                "{n:,} places were replaced; Ctrl+Z takes it back.",
                len(places),
            )
        )

    # --- inside ---

    def _wanted(self) -> Wanted:
        return Wanted(
            self.field.text(),
            self._case.isChecked(),
            self._words.isChecked(),
            self._expression.isChecked(),
        )

    def _text(self) -> str:
        return exact.plain(self._editor.document().toRawText())

    def _changed(self) -> None:
        self._known = None
        self._later.start()

    def _text_edited(self) -> None:
        if self.isVisible():
            self._later.start()

    def _search(self) -> None:
        self._later.stop()
        wanted = self._wanted()
        if self._known != (self._editor.revision, wanted):
            self._known = (self._editor.revision, wanted)
            self._found = find_all(self._text(), wanted)
        self._mark()
        self._tell()

    def _tell(self) -> None:
        cursor, places = self._editor.textCursor(), self._found.places
        here = (cursor.selectionStart(), cursor.selectionEnd())
        if not self.field.text():
            said = ""
        elif self._found.problem:
            said = self._found.problem
        elif not places:
            said = tr("not found")
        else:
            at = bisect_left(places, here)
            said = trn("1 place", "{n:,} places", len(places))
            if here in places[at : at + 1]:
                said = tr("{number:,} of {count:,}", number=at + 1, count=len(places))
        self._count.setText(said)
        bad = "true" if self.field.text() and not places else "false"
        if self.field.property("invalid") != bad:
            self.field.setProperty("invalid", bad)
            self.field.style().polish(self.field)
        for button in (self._next, self._previous, self._one, self._all):
            button.setEnabled(bool(places))

    def _go(self, step: int) -> None:
        self._search()
        places = self._found.places
        if not places:
            return
        cursor = self._editor.textCursor()
        if step > 0:
            at = bisect_left(places, (cursor.selectionEnd(), 0))
        else:
            at = bisect_left(places, (cursor.selectionStart(), 0)) - 1
        start, end = places[at % len(places)]
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(cursor)
        if not self._editor.viewport().rect().contains(self._editor.cursorRect()):
            self._editor.centerCursor()
        self._mark()
        self._tell()

    def _mark(self) -> None:
        """Mark the places in sight."""
        if self.isHidden():
            return
        look = QTextCharFormat()
        look.setBackground(self._theme.color("hit"))
        first, last = self._editor.blocks_in_sight()
        document, selections = self._editor.document(), []
        begin = document.findBlockByNumber(first).position()
        block = document.findBlockByNumber(last)
        places = self._found.places
        for start, end in places[bisect_left(places, (begin, 0)) :][:_MOST_MARKS]:
            if start > block.position() + block.length():
                break
            selections.append(selection(document, (start, end), look))
        self._editor.show_layer("found", selections)

    # --- keys and parts ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys in the two fields."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if not isinstance(event, QKeyEvent) or event.type() not in kinds:
            return False
        act = self._action(event, replacing=watched is self.new)
        if act is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            act()
        return True

    def _action(self, event: QKeyEvent, *, replacing: bool) -> Callable[[], None] | None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in _ENTER:
            return self.find_previous if shift else self.replace_one if replacing else self.find_next
        if event.key() == Qt.Key.Key_Escape:
            return self.close_bar
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            keys = {
                Qt.Key.Key_C: self._case.toggle,
                Qt.Key.Key_W: self._words.toggle,
                Qt.Key.Key_X: self._expression.toggle,
                Qt.Key.Key_A: self.replace_all,
            }
            return keys.get(known_key(event))
        return None

    def _line(self, name: str, tip: str) -> LineEdit:
        made = LineEdit(self)
        made.setPlaceholderText(name)
        made.setAccessibleName(name)
        made.setToolTip(plain_tip(tip))
        made.setMaxLength(500)
        return made

    def _option(self, name: str, tip: str) -> QToolButton:
        made = QToolButton(self)
        made.setText(name)
        made.setCheckable(True)
        made.setAccessibleName(tip.split(" (", maxsplit=1)[0])
        made.setToolTip(plain_tip(tip))
        return made

    def _tool(self, name: str, tip: str) -> QToolButton:
        made = QToolButton(self)
        made.setObjectName(f"find-{name}")
        made.setAccessibleName(tip.split(" (", maxsplit=1)[0])
        made.setToolTip(plain_tip(tip))
        return made

    def _button(self, name: str, tip: str) -> QPushButton:
        made = QPushButton(name, self)
        made.setAutoDefault(False)
        made.setToolTip(plain_tip(tip))
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The fields take what the buttons leave."""
        super().resizeEvent(event)
        self._fit_fields()

    def _fit_fields(self) -> None:
        theme = self._theme
        room = self.width() - theme.px(12 + 8) - theme.px(300)
        for field in (self.field, self.new):
            field.setFixedWidth(min(theme.px(260), max(theme.px(130), room)))

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self._box.setContentsMargins(*(theme.px(side) for side in (12, 6, 8, 6)))
        self._box.setSpacing(theme.px(4))
        side = theme.px(16)
        for button, name in ((self._next, "down"), (self._previous, "up"), (self._close, "close")):
            button.setIcon(icons.icon(name, theme.hex("muted"), side))
            button.setIconSize(QSize(side, side))
        self._fit_fields()
        checked = f"QToolButton:checked {{ background: {theme.hex('weak')}; color: {theme.hex('accent')}; }}"
        for option in (self._case, self._words, self._expression):
            option.setStyleSheet(checked)
