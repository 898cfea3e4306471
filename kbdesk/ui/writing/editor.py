# SPDX-License-Identifier: MIT
"""The editor: Markdown as text, byte for byte, with a margin, colours and keys for lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from kbdesk.language import tr
from kbdesk.model import Finding
from kbdesk.ui.mirror import is_turned, turned_pixels
from kbdesk.ui.theme import Theme
from kbdesk.ui.writing import exact, pasting, shaping
from kbdesk.ui.writing.gutter import Gutter
from kbdesk.ui.writing.highlighter import CODE, FRONT, Highlighter
from kbdesk.ui.writing.typing import Edit, Lines, enter, tab

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_ADDRESS = re.compile(r"https?://\S+")


class Editor(QPlainTextEdit):
    """A text that goes in and comes out without losing a byte.

    Args:
        theme: the look.
        parent: its owner.

    Signals:
        edited(): the text may have changed; compare ``revision``.
        picture_given(bytes data, str name): a picture was pasted or dropped; "" if it has no name.
        files_given(tuple of str): files were dropped, by their places on this computer.
        letter_typed(str): a letter was typed at the cursor.
        word_asked(QContextMenuEvent): the context menu is asked for.
        left(): the focus went elsewhere.
    """

    edited = Signal()
    picture_given = Signal(bytes, str)
    files_given = Signal(object)
    letter_typed = Signal(str)
    word_asked = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._end = "\n"
        self._known: tuple[int, str] = (-1, "")
        self._layers: dict[str, list[QTextEdit.ExtraSelection]] = {}
        self.setObjectName("markdown")
        self.setAccessibleName(tr("Text of the article"))
        self.setToolTip("")
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(False)
        self.setUndoRedoEnabled(True)
        self._gutter = Gutter(self, theme)
        self._highlighter = Highlighter(self.document(), theme)
        self._see_later = QTimer(self)
        self._see_later.setSingleShot(True)
        self._see_later.timeout.connect(self.ensureCursorVisible)
        self._place_later = QTimer(self)
        self._place_later.setSingleShot(True)
        self._place_later.timeout.connect(self._place_gutter)
        self.blockCountChanged.connect(self._count_changed)
        self.updateRequest.connect(self._scrolled)
        self.textChanged.connect(self.edited)
        self.set_theme(theme)

    # --- the text ---

    @property
    def revision(self) -> int:
        """Counts up with each change of the text."""
        return self.document().revision()

    def text(self) -> str:
        """The whole text, to the byte."""
        revision = self.revision
        if self._known[0] != revision:
            self._known = (revision, exact.delivered(self.document().toRawText(), self._end))
        return self._known[1]

    def show_text(self, text: str) -> None:
        """Begin with a text; there is nothing to undo."""
        self._end = exact.line_end(text)
        self.setPlainText(exact.carry(text, self._end))
        self._known = (self.revision, text)

    def change_text(self, text: str) -> None:
        """Make it this text by replacing what differs, as one step that can be undone."""
        old = exact.plain(self.document().toRawText())
        new = exact.carry(text, self._end)
        start, end, put = exact.difference(old, new)
        if start == end and not put:
            return
        cursor = QTextCursor(self.document())
        first = exact.units(old[:start])
        cursor.setPosition(first)
        cursor.setPosition(first + exact.units(old[start:end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(put)

    def insert(self, text: str) -> None:
        """Put a text in the place of what is selected, as one step that can be undone."""
        self.textCursor().insertText(exact.carry(text, self._end))
        self.ensureCursorVisible()

    @property
    def line(self) -> int:
        """The line of the cursor, counted from 1."""
        return self.textCursor().blockNumber() + 1

    @property
    def column(self) -> int:
        """The column of the cursor in letters, counted from 1."""
        cursor = self.textCursor()
        return exact.letters(cursor.block().text(), cursor.positionInBlock()) + 1

    def before_cursor(self) -> str:
        """The line up to the cursor."""
        cursor = self.textCursor()
        text = cursor.block().text()
        return text[: exact.letters(text, cursor.positionInBlock())]

    def go_to_line(self, line: int, focus: bool = True) -> None:
        """Put the cursor at the beginning of a line, counted from 1, and show it in the middle."""
        block = self.document().findBlockByNumber(min(max(line, 1), self.blockCount()) - 1)
        self.setTextCursor(QTextCursor(block))
        self.centerCursor()
        if focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def kind_here(self) -> str:
        """What the cursor stands in: ``front``, ``code`` or ``text``."""
        before = self.textCursor().block().previous()
        state = before.userState() & 15 if before.isValid() and before.userState() > 0 else 0
        if not before.isValid() and self.textCursor().block().userState() == FRONT:
            state = FRONT
        return {FRONT: "front", CODE: "code"}.get(state, "text")

    # --- marks ---

    def show_layer(self, name: str, selections: list[QTextEdit.ExtraSelection]) -> None:
        """Show the marks of one kind (what was found, misspelled words) beside the other kinds."""
        if selections or self._layers.get(name):
            self._layers[name] = selections
            self.setExtraSelections([one for layer in self._layers.values() for one in layer])

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Mark the lines of findings in the margin."""
        self._gutter.show_findings(findings)

    def show_numbers(self, numbers: bool) -> None:
        """Show or hide line numbers."""
        self._gutter.numbers = numbers
        self._place_gutter()

    @property
    def numbers_shown(self) -> bool:
        """Whether line numbers are shown."""
        return self._gutter.numbers

    def blocks_in_sight(self) -> tuple[int, int]:
        """The first and the last line in sight, counted from 0."""
        numbers = [line - 1 for line, _, _ in self.lines_in_sight()]
        return (numbers[0], numbers[-1]) if numbers else (0, 0)

    def lines_in_sight(self) -> Iterator[tuple[int, float, float]]:
        """(line from 1, top, height of its first row) of each line in sight; pixels of the viewport."""
        block, line = self.firstVisibleBlock(), self.firstVisibleBlock().blockNumber() + 1
        top = self.blockBoundingGeometry(block).top() + self.contentOffset().y()
        bottom = self.viewport().height()
        row = self.text_metrics().lineSpacing()
        while block.isValid() and top <= bottom:
            yield line, top, row
            top, line = top + self.blockBoundingRect(block).height(), line + 1
            block = block.next()

    def line_at(self, y: int) -> int:
        """The line at a height of the viewport, counted from 1; 0 if there is none."""
        found = 0
        for line, top, _ in self.lines_in_sight():
            if top > y:
                break
            found = line
        return found

    def text_metrics(self) -> QFontMetricsF:
        """Sizes of the letters."""
        return QFontMetricsF(self.document().defaultFont())

    # --- looks ---

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self._keep_in_sight()
        self.setStyleSheet(
            f"QPlainTextEdit#markdown {{ border: {theme.px(2)}px solid transparent; padding: 0;"
            f" background: {theme.hex('bg')}; border-radius: {theme.px(8)}px; }}"
            f"QPlainTextEdit#markdown:focus {{ border: {theme.px(2)}px solid {theme.hex('accent')}; }}"
        )
        self._take_font()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, theme.color("fg"))
        self.setPalette(palette)
        self.setCursorWidth(theme.px(2))
        self._highlighter.set_theme(theme)
        self._gutter.set_theme(theme)
        self._place_gutter()

    def changeEvent(self, event: QEvent) -> None:
        """Keep the font of code, whatever the window's style sheet says."""
        other_font = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if other_font:
            self._keep_in_sight()
        super().changeEvent(event)
        if other_font:
            self._take_font()

    def _keep_in_sight(self) -> None:
        """See the cursor again, if it is seen now, once the lines are broken anew."""
        if self.viewport().rect().intersects(self.cursorRect()):
            self._see_later.start(0)

    def _take_font(self) -> None:
        font = self._theme.mono(13)
        if self.document().defaultFont() != font:
            self.document().setDefaultFont(font)
            self.setTabStopDistance(4 * self.text_metrics().horizontalAdvance(" "))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin beside the text, and the cursor in sight if it was."""
        room = QRect(QPoint(0, 0), event.oldSize())
        was_seen = not room.isEmpty() and room.intersects(self.cursorRect())
        super().resizeEvent(event)
        self._place_gutter()
        if was_seen:
            self._see_later.start(0)  # once the lines are broken at the new width

    def _count_changed(self, count: int) -> None:
        del count
        if self._gutter.numbers and self._gutter.width() != self._gutter.needed_width():
            self._place_later.start(0)

    def _place_gutter(self) -> None:
        width = self._gutter.needed_width()
        left, right = (0, width) if is_turned() else (width, 0)
        margins = self.viewportMargins()
        if (margins.left(), margins.right()) != (left, right):
            self.setViewportMargins(left, 0, right, 0)
        room = self.contentsRect()
        place = QRect(room.left(), room.top(), width, room.height())
        self._gutter.setGeometry(turned_pixels(place, room))

    def _scrolled(self, room: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, room.y(), self._gutter.width(), room.height())

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        """Claim the editor's keys before the window takes them for its own."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and shaping.is_own_key(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Tab and the shaping keys; the rest is Qt's."""
        key, modifiers = event.key(), event.modifiers() & ~_KEYPAD
        if key in _ENTER and modifiers in (Qt.KeyboardModifier.NoModifier, _SHIFT):
            plain = modifiers == _SHIFT or self.textCursor().hasSelection()
            if plain or not self._apply(enter(self._here(), in_code=self._in_code())):
                self.textCursor().insertBlock()  # what Qt does on Shift+Enter is no line end in a file
            self.ensureCursorVisible()
        elif key == Qt.Key.Key_Tab and modifiers == Qt.KeyboardModifier.NoModifier:
            self._tab(back=False)
        elif key == Qt.Key.Key_Backtab:
            self._tab(back=True)
        elif not shaping.act_on(self, event):
            super().keyPressEvent(event)
            if event.text().isprintable() and event.text():
                self.letter_typed.emit(event.text())

    def _tab(self, *, back: bool) -> None:
        cursor = self.textCursor()
        if cursor.hasSelection() and "\u2029" in cursor.selectedText():
            shaping.indent_lines(cursor, back=back)
        else:
            self._apply(tab(self._here(), back=back))
        self.ensureCursorVisible()

    def _in_code(self) -> bool:
        return self.kind_here() == "code"

    def _here(self) -> Lines:
        cursor = self.textCursor()
        cursor.setPosition(cursor.selectionEnd())
        block = cursor.block()
        above: list[str] = []
        below: list[str] = []
        up, down = block.previous(), block.next()
        for _ in range(2):
            if up.isValid():
                above.insert(0, up.text())
                up = up.previous()
            if down.isValid():
                below.append(down.text())
                down = down.next()
        column = exact.letters(block.text(), cursor.positionInBlock())
        return Lines(tuple(above), block.text(), tuple(below), column)

    def _apply(self, edit: Edit | None) -> bool:
        """Do an edit of the lines around the cursor as one step; False if there is none to do."""
        if edit is None:
            return False
        cursor = self.textCursor()
        here = self._here()
        text = here.text
        origin = cursor.selectionEnd() - exact.units(text[: here.cursor])
        cursor.beginEditBlock()
        cursor.setPosition(origin + exact.units(text[: edit.start]))
        cursor.setPosition(origin + exact.units(text[: edit.end]), QTextCursor.MoveMode.KeepAnchor)
        if edit.text or cursor.hasSelection():
            cursor.insertText(edit.text)
        cursor.endEditBlock()
        text = text[: edit.start] + edit.text + text[edit.end :]
        cursor.setPosition(origin + exact.units(text[: edit.cursor]))
        if edit.until >= 0:
            cursor.setPosition(origin + exact.units(text[: edit.until]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        return True

    # --- clipboard and mouse ---

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is selected, to the byte, as plain text."""
        data = QMimeData()
        raw = self.textCursor().selection().toRawText()
        data.setText(exact.delivered(raw, self._end))
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Texts, pictures and files."""
        return source.hasText() or source.hasImage() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A picture or a file is offered to be stored; an address onto words links them; else plain text."""
        files = pasting.files_of(source)
        picture = pasting.picture_of(source) if not files and not source.hasText() else b""
        chosen = self.textCursor().selectedText()
        if files:
            self.files_given.emit(files)
        elif picture:
            self.picture_given.emit(picture, "")
        elif chosen and "\u2029" not in chosen and _ADDRESS.fullmatch(source.text().strip()):
            if _ADDRESS.fullmatch(chosen):
                self.insert(source.text().strip())
            else:
                self.insert(f"[{chosen}]({source.text().strip()})")
        elif source.hasText():
            self.insert(source.text())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Let the page add what it knows of the word."""
        self.word_asked.emit(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the focus went, so that the draft is kept."""
        super().focusOutEvent(event)
        self.left.emit()
