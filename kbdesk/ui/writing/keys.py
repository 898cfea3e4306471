# SPDX-License-Identifier: MIT
"""The keys of the writing page in one table, and which keys of the window still act while it is open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from kbdesk.language import tr

_NONE = Qt.KeyboardModifier.NoModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier

KEYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (Qt.Key.Key_S, _CONTROL): "save",
    (Qt.Key.Key_W, _CONTROL): "close",
    (Qt.Key.Key_F, _CONTROL): "find",
    (Qt.Key.Key_H, _CONTROL): "replace",
    (Qt.Key.Key_R, _CONTROL): "replace",
    (Qt.Key.Key_F3, _NONE): "find_next",
    (Qt.Key.Key_F3, _SHIFT): "find_previous",
    (Qt.Key.Key_F8, _NONE): "next_finding",
    (Qt.Key.Key_F8, _SHIFT): "previous_finding",
    (Qt.Key.Key_F6, _NONE): "next_part",
    (Qt.Key.Key_F6, _SHIFT): "next_part",
    (Qt.Key.Key_1, _CONTROL): "text",
    (Qt.Key.Key_2, _CONTROL): "preview",
    (Qt.Key.Key_3, _CONTROL): "fields",
    (Qt.Key.Key_F7, _NONE): "spelling",
    (Qt.Key.Key_L, _ALT): "numbers",
    (Qt.Key.Key_0, _ALT): "none_near",
    (Qt.Key.Key_Escape, _NONE): "leave",
}

KEY_ROWS = (
    ("Ctrl+S", tr("Save")),
    ("Ctrl+W", tr("Close and keep the draft")),
    ("Ctrl+B, Ctrl+I, Ctrl+`", tr("Bold, italic, code")),
    ("Ctrl+K or [", tr("Link to an article; # for its headings")),
    ("Alt+Up, Alt+Down", tr("Move the line")),
    (tr("Tab, Enter (in a table or list)"), tr("Next cell, next row; item further in, next item")),
    ("Ctrl+F, Ctrl+H", tr("Find, find and replace")),
    ("F8, Shift+F8", tr("Next and previous finding")),
    ("F7", tr("Spelling of the word at the cursor")),
    ("F6, Ctrl+1–3", tr("Next part; text, preview, fields")),
    ("Alt+1–5", tr("Read one of the nearest articles")),
    ("Alt+Shift+1–5", tr("Add the customer's words to it instead")),
    ("Alt+0", tr("None of these: hide them")),
    ("Alt+L", tr("Line numbers")),
)
"""For the list of keys (F1): the key and what it does."""

_DIGITS = {
    Qt.Key.Key_1: 0,
    Qt.Key.Key_2: 1,
    Qt.Key.Key_3: 2,
    Qt.Key.Key_4: 3,
    Qt.Key.Key_5: 4,
}
_SHIFTED = {
    Qt.Key.Key_Exclam: 0,
    Qt.Key.Key_At: 1,
    Qt.Key.Key_NumberSign: 2,
    Qt.Key.Key_Dollar: 3,
    Qt.Key.Key_Percent: 4,
}
_FUNCTIONS = (Qt.Key.Key_F1, Qt.Key.Key_F5, Qt.Key.Key_F9, Qt.Key.Key_F11)
_LOOKS = (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal, Qt.Key.Key_0, Qt.Key.Key_Q, Qt.Key.Key_L)


def names_of(event: QKeyEvent) -> tuple[str, int]:
    """What a key means: (name, number of a row for ``near`` and ``words``); ("", 0) if nothing."""
    key, modifiers = known_key(event), event.modifiers() & ~_KEYPAD
    if name := KEYS.get((key, modifiers)):
        return name, 0
    if modifiers == _ALT and key in _DIGITS:
        return "near", _DIGITS[key]
    if modifiers == _ALT | _SHIFT:
        number = _DIGITS.get(key, _SHIFTED.get(key, -1))
        if number >= 0:
            return "words", number
    return "", 0


def known_key(event: QKeyEvent) -> Qt.Key:
    """The key of an event; keyboards may send codes that Qt has no name for."""
    try:
        return Qt.Key(event.key())
    except ValueError:
        return Qt.Key.Key_unknown


def passes(event: QKeyEvent) -> bool:
    """Whether a key is left to the window: looks, search, the list of keys, going on to another room."""
    control, alt = bool(event.modifiers() & _CONTROL), bool(event.modifiers() & _ALT)
    if names_of(event)[0]:
        return False
    if event.key() in _FUNCTIONS:
        return True
    rooms = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
    return control and (alt or event.key() in _LOOKS or event.key() in rooms)


def is_withheld(event: QKeyEvent) -> bool:
    """Whether the window is asking for a key that is not for it while a page is open."""
    return event.type() == QEvent.Type.ShortcutOverride and not passes(event)
