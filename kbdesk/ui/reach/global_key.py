# SPDX-License-Identifier: MIT
"""A key that brings kbdesk to the front from any program, where the platform lets a program have one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from kbdesk.language import tr

if TYPE_CHECKING:
    from kbdesk.ui.reach.key_windows import WindowsKey
    from kbdesk.ui.reach.key_x11 import X11Key

COMMAND = "kbdesk --raise search"
"""What a key of the desktop's own settings is bound to where a program cannot have one."""
_BIND = tr("Bind a key to the command “{command}” in your desktop's keyboard settings.", command=COMMAND)
_LOST = frozenset({"Shift"})


class GlobalKey(QObject):
    """Holds the key while one is chosen.

    Signals:
        pressed(): the key was pressed, in whichever program.
    """

    pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._key: X11Key | WindowsKey | None = None

    def take(self, keys: str) -> str:
        """Take this key ("": none); why it cannot be had, as a sentence, else ""."""
        if self._key is not None:
            self._key.let_go()
        if not keys:
            return ""
        if sentence := impossible() or unfit(keys):
            return sentence
        if self._key is None:
            try:
                self._key = made_key(self)
            except OSError:
                return " ".join((tr("The library for keys (libxcb-keysyms) is missing."), _BIND))
            self._key.pressed.connect(self.pressed)
        if self._key.take(keys):
            return ""
        return tr("{key} belongs to another program; choose another key.", key=keys)

    def let_go(self) -> None:
        """Give the key back to the others."""
        self.take("")


def impossible() -> str:
    """Why no key can be taken on this platform and what to do, as a sentence; "" if one can."""
    platform = QGuiApplication.platformName()
    if platform in ("xcb", "windows"):
        return ""
    if sys.platform == "darwin":
        return tr("macOS gives no key to a program. Bind one to kbdesk with the Shortcuts app.")
    if platform.startswith("wayland"):
        return " ".join((tr("Wayland lets no program take a key from others."), _BIND))
    return " ".join((tr("This platform lets no program take a key from others."), _BIND))


def unfit(keys: str) -> str:
    """Why a key is not to be taken from all programs, as a sentence; "" if it may be."""
    held = frozenset(keys.split("+")[:-1])
    is_function = keys.rsplit("+", maxsplit=1)[-1].startswith("F") and keys[-1].isdigit()
    if not is_function and held <= _LOST:
        return tr("Choose a key with Ctrl, Alt or Meta: others could not be typed any more.")
    return ""


def made_key(parent: QObject) -> X11Key | WindowsKey:
    """What takes keys on this platform.

    Raises:
        OSError: a library for it is missing.
    """
    if sys.platform == "win32":
        from kbdesk.ui.reach.key_windows import WindowsKey  # noqa: PLC0415 - there only

        return WindowsKey(parent)
    from kbdesk.ui.reach.key_x11 import X11Key  # noqa: PLC0415 - there only

    return X11Key(parent)
