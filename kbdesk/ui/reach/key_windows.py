# SPDX-License-Identifier: MIT
"""A key from anywhere on Windows, by RegisterHotKey. Not tried on Windows by its authors."""

from __future__ import annotations

import ctypes
from typing import Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal

_ID: Final = 0x6B62
_HOTKEY: Final = 0x0312
_NO_REPEAT: Final = 0x4000
_MODIFIERS: Final = {"Alt": 1, "Ctrl": 2, "Shift": 4, "Meta": 8}
_NAMED: Final = {
    "Space": 0x20,
    "End": 0x23,
    "Home": 0x24,
    "Ins": 0x2D,
    "Pause": 0x13,
    "Return": 0x0D,
}
_F1: Final = 0x70
_FUNCTIONS: Final = tuple(f"F{number}" for number in range(1, 25))


class _Message(ctypes.Structure):
    """The beginning of Windows' MSG."""

    _fields_ = (("hwnd", ctypes.c_void_p), ("message", ctypes.c_uint), ("wParam", ctypes.c_size_t))


class _Filter(QAbstractNativeEventFilter):
    """Tells the key of a message that comes to this program."""

    def __init__(self, key: WindowsKey) -> None:
        super().__init__()
        self._key = key

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview[int], message: int
    ) -> tuple[bool, int]:
        """Take the message of the key; others go their way."""
        del kind
        found = ctypes.cast(int(message), ctypes.POINTER(_Message)).contents
        if found.message == _HOTKEY and found.wParam == _ID:
            self._key.pressed.emit()
            return True, 0
        return False, 0


class WindowsKey(QObject):
    """Takes one key from all programs.

    Signals:
        pressed(): the key was pressed.
    """

    pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._user32: ctypes.CDLL = ctypes.windll.user32  # type: ignore[attr-defined, unused-ignore]
        self._filter = _Filter(self)
        self._taken = False

    def take(self, keys: str) -> bool:
        """Take this key, and let go of the one before; whether no other program has it."""
        self.let_go()
        found = codes(keys)
        app = QCoreApplication.instance()
        if found is None or app is None:
            return False
        self._taken = bool(self._user32.RegisterHotKey(None, _ID, found[0] | _NO_REPEAT, found[1]))
        if self._taken:
            app.installNativeEventFilter(self._filter)
        return self._taken

    def let_go(self) -> None:
        """Give the key back to the others."""
        app = QCoreApplication.instance()
        if self._taken and app is not None:
            app.removeNativeEventFilter(self._filter)
            self._user32.UnregisterHotKey(None, _ID)
        self._taken = False


def codes(keys: str) -> tuple[int, int] | None:
    """(modifiers, virtual key) of Windows for a key such as ``Ctrl+Alt+K``; None for what cannot be taken."""
    *held, name = keys.split("+")
    if not set(held) <= _MODIFIERS.keys():
        return None
    mask = sum(_MODIFIERS[one] for one in held)
    if len(name) == 1 and name.isascii() and name.isalnum():
        return mask, ord(name.upper())
    if name in _FUNCTIONS:
        return mask, _F1 + _FUNCTIONS.index(name)
    return (mask, _NAMED[name]) if name in _NAMED else None
