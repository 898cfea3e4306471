# SPDX-License-Identifier: MIT
"""Keys that shape a text: bold, italic, code, link, and moving or indenting whole lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

from kbdesk.ui.writing.keys import known_key
from kbdesk.ui.writing.typing import INDENT

if TYPE_CHECKING:
    from kbdesk.ui.writing.editor import Editor

_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_KEEP = QTextCursor.MoveMode.KeepAnchor
_SIGNS = {
    (Qt.Key.Key_B, _CONTROL): "**",
    (Qt.Key.Key_I, _CONTROL): "*",
    (Qt.Key.Key_QuoteLeft, _CONTROL): "`",
}
_MOVES = {(Qt.Key.Key_Up, _ALT): -1, (Qt.Key.Key_Down, _ALT): 1}
_LINK = (Qt.Key.Key_K, _CONTROL)
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+")


def is_own_key(event: QKeyEvent) -> bool:
    """Whether a key shapes the text."""
    key = _pressed(event)
    return key in _SIGNS or key in _MOVES or key == _LINK


def act_on(editor: Editor, event: QKeyEvent) -> bool:
    """Do what a shaping key means; False if it is none."""
    key = _pressed(event)
    if key in _SIGNS:
        wrap(editor, _SIGNS[key])
    elif key in _MOVES:
        move_lines(editor, _MOVES[key])
    elif key == _LINK:
        link(editor)
    else:
        return False
    editor.ensureCursorVisible()
    return True


def wrap(editor: Editor, sign: str) -> None:
    """Put signs round what is selected or the word at the cursor, or take them away again."""
    cursor = editor.textCursor()
    if not cursor.hasSelection():
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    size = len(sign)
    inside = cursor.selectedText()
    around = _text(editor, start - size, start), _text(editor, end, end + size)
    cursor.beginEditBlock()
    if around == (sign, sign) and not _is_longer(editor, sign, start - size, end + size):
        _put(cursor, end, end + size, "")
        _put(cursor, start - size, start, "")
        start, end = start - size, end - size
    elif len(inside) > 2 * size and inside.startswith(sign) and inside.endswith(sign) and inside[size] != "*":
        _put(cursor, end - size, end, "")
        _put(cursor, start, start + size, "")
        end -= 2 * size
    else:
        _put(cursor, end, end, sign)
        _put(cursor, start, start, sign)
        start, end = start + size, end + size
    cursor.endEditBlock()
    cursor.setPosition(start)
    cursor.setPosition(end, _KEEP)
    editor.setTextCursor(cursor)


def link(editor: Editor) -> None:
    """Make a link of what is selected; the cursor stands where the rest is to be typed."""
    cursor = editor.textCursor()
    words = cursor.selectedText()
    start = cursor.selectionStart()
    if words and _ADDRESS.fullmatch(words):
        cursor.insertText(f"[]({words})")
        cursor.setPosition(start + 1)
        editor.setTextCursor(cursor)
        return
    cursor.insertText(f"[{words}]()" if words else "[")
    if words:
        cursor.setPosition(cursor.position() - 1)
    editor.setTextCursor(cursor)
    editor.letter_typed.emit("(" if words else "[")


def move_lines(editor: Editor, step: int) -> None:
    """Move the lines of the selection up (-1) or down (1) past their neighbour."""
    cursor = editor.textCursor()
    document = editor.document()
    first = document.findBlock(cursor.selectionStart())
    last = document.findBlock(cursor.selectionEnd())
    other = first.previous() if step < 0 else last.next()
    if not other.isValid():
        return
    anchor, position = cursor.anchor(), cursor.position()
    moved = _text(editor, first.position(), last.position() + last.length() - 1)
    neighbour = other.text()
    top = other.position() if step < 0 else first.position()
    bottom = (last if step < 0 else other).position() + (last if step < 0 else other).length() - 1
    shift = step * other.length()
    cursor.beginEditBlock()
    _put(cursor, top, bottom, f"{moved}\n{neighbour}" if step < 0 else f"{neighbour}\n{moved}")
    cursor.endEditBlock()
    cursor.setPosition(anchor + shift)
    cursor.setPosition(position + shift, _KEEP)
    editor.setTextCursor(cursor)


def indent_lines(cursor: QTextCursor, *, back: bool) -> None:
    """Move all lines of a selection four blanks in or out."""
    document = cursor.document()
    last = document.findBlock(cursor.selectionEnd()).blockNumber()
    block = document.findBlock(cursor.selectionStart())
    cursor.beginEditBlock()
    while block.isValid() and block.blockNumber() <= last:
        text = block.text()
        if back:
            cut = 1 if text.startswith("\t") else min(len(INDENT), len(text) - len(text.lstrip(" ")))
            _put(QTextCursor(block), block.position(), block.position() + cut, "")
        elif text.strip():
            _put(QTextCursor(block), block.position(), block.position(), INDENT)
        block = block.next()
    cursor.endEditBlock()


def _pressed(event: QKeyEvent) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    return known_key(event), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def _text(editor: Editor, start: int, end: int) -> str:
    cursor = QTextCursor(editor.document())
    last = editor.document().characterCount() - 1
    if start < 0 or end > last:
        return ""
    cursor.setPosition(start)
    cursor.setPosition(end, _KEEP)
    return cursor.selectedText().replace("\u2029", "\n")


def _is_longer(editor: Editor, sign: str, start: int, end: int) -> bool:
    """Whether a single star is half of a double one."""
    return sign == "*" and (_text(editor, start - 1, start) == "*" or _text(editor, end, end + 1) == "*")


def _put(cursor: QTextCursor, start: int, end: int, text: str) -> None:
    cursor.setPosition(start)
    cursor.setPosition(end, _KEEP)
    cursor.insertText(text)
