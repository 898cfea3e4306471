# SPDX-License-Identifier: MIT
"""A key from anywhere on X11: grabbed at the root window, by the libraries that Qt's own window needs."""

from __future__ import annotations

import ctypes
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_LOCKS: Final = (0, 2, 16, 18)
"""Caps Lock and Num Lock must not matter: the key is taken with each of them."""
_MODIFIERS: Final = {"Shift": 1, "Ctrl": 4, "Alt": 8, "Meta": 64}
_NAMED: Final = {
    "Space": 0x20,
    "Home": 0xFF50,
    "End": 0xFF57,
    "Ins": 0xFF63,
    "Pause": 0xFF13,
    "Return": 0xFF0D,
}
_FUNCTIONS: Final = tuple(f"F{number}" for number in range(1, 25))
_F1: Final = 0xFFBE
_ASYNC, _KEY_PRESS, _EVENT_KIND = 1, 2, 0x7F


class _Screens(ctypes.Structure):
    """xcb_screen_iterator_t."""

    _fields_ = (("data", ctypes.POINTER(ctypes.c_uint32)), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class _Cookie(ctypes.Structure):
    """xcb_void_cookie_t."""

    _fields_ = (("sequence", ctypes.c_uint),)


class X11Key(QObject):
    """Takes one key from all programs of the screen.

    Signals:
        pressed(): the key was pressed.
    """

    pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._xcb = loaded("libxcb.so.1")
        self._symbols = loaded("libxcb-keysyms.so.1")
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = (ctypes.c_void_p,)
        for library, name, gives in (
            (self._xcb, "xcb_connect", ctypes.c_void_p),
            (self._xcb, "xcb_get_setup", ctypes.c_void_p),
            (self._xcb, "xcb_setup_roots_iterator", _Screens),
            (self._xcb, "xcb_grab_key_checked", _Cookie),
            (self._xcb, "xcb_request_check", ctypes.c_void_p),
            (self._xcb, "xcb_poll_for_event", ctypes.c_void_p),
            (self._symbols, "xcb_key_symbols_alloc", ctypes.c_void_p),
            (self._symbols, "xcb_key_symbols_get_keycode", ctypes.POINTER(ctypes.c_uint8)),
        ):
            getattr(library, name).restype = gives
        self._line: ctypes.c_void_p | None = None
        self._root = 0
        self._grabbed: tuple[tuple[int, int], ...] = ()
        self._notifier: QSocketNotifier | None = None

    def take(self, keys: str) -> bool:
        """Take this key, and let go of the one before; whether no other program has it."""
        self.let_go()
        found = signs(keys)
        if found is None or not self._connect():
            return False
        modifiers, symbol = found
        self._grabbed = tuple((code, modifiers | lock) for code in self._codes(symbol) for lock in _LOCKS)
        if self._grabbed and all(self._grab(code, mask) for code, mask in self._grabbed):
            return True
        self.let_go()
        return False

    def let_go(self) -> None:
        """Give the key back to the others."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._line is not None:
            self._xcb.xcb_disconnect(self._line)  # the server lets go of what a connection had
            self._line = None
        self._grabbed = ()

    def _connect(self) -> bool:
        number = ctypes.c_int(0)
        line = ctypes.c_void_p(self._xcb.xcb_connect(None, ctypes.byref(number)))
        if self._xcb.xcb_connection_has_error(line):
            self._xcb.xcb_disconnect(line)
            return False
        self._line = line
        screens = self._xcb.xcb_setup_roots_iterator(ctypes.c_void_p(self._xcb.xcb_get_setup(line)))
        for _ in range(number.value):
            self._xcb.xcb_screen_next(ctypes.byref(screens))
        self._root = screens.data[0]
        self._notifier = QSocketNotifier(
            self._xcb.xcb_get_file_descriptor(line), QSocketNotifier.Type.Read, self
        )
        self._notifier.activated.connect(self._read)
        return True

    def _codes(self, symbol: int) -> tuple[int, ...]:
        """The keys of the keyboard that write a sign."""
        table = ctypes.c_void_p(self._symbols.xcb_key_symbols_alloc(self._line))
        codes = self._symbols.xcb_key_symbols_get_keycode(table, ctypes.c_uint32(symbol))
        found: list[int] = []
        while codes and codes[len(found)]:
            found.append(int(codes[len(found)]))
        self._free(ctypes.cast(codes, ctypes.c_void_p))
        self._symbols.xcb_key_symbols_free(table)
        return tuple(found)

    def _grab(self, code: int, mask: int) -> bool:
        asked = self._xcb.xcb_grab_key_checked(
            self._line, 1, ctypes.c_uint32(self._root), ctypes.c_uint16(mask), code, _ASYNC, _ASYNC
        )
        error = self._xcb.xcb_request_check(self._line, asked)
        if error:
            self._free(ctypes.c_void_p(error))
        return not error

    def _read(self) -> None:
        pressed = False
        while self._line is not None and (event := self._xcb.xcb_poll_for_event(self._line)):
            kind = ctypes.cast(event, ctypes.POINTER(ctypes.c_uint8))[0] & _EVENT_KIND
            pressed = pressed or kind == _KEY_PRESS
            self._free(ctypes.c_void_p(event))
        if self._line is not None and self._xcb.xcb_connection_has_error(self._line):
            self.let_go()
        if pressed:
            self.pressed.emit()


def loaded(name: str) -> ctypes.CDLL:
    """A system library.

    Raises:
        OSError: this computer lacks it.
    """
    return ctypes.CDLL(name)


def signs(keys: str) -> tuple[int, int] | None:
    """(modifiers, key symbol) of X11 for a key such as ``Ctrl+Alt+K``; None for what cannot be taken."""
    *held, name = keys.split("+")
    if not set(held) <= _MODIFIERS.keys():
        return None
    mask = sum(_MODIFIERS[one] for one in held)
    if len(name) == 1 and name.isascii() and name.isalnum():
        return mask, ord(name.lower())
    if name in _FUNCTIONS:
        return mask, _F1 + _FUNCTIONS.index(name)
    return (mask, _NAMED[name]) if name in _NAMED else None
