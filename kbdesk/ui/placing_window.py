# SPDX-License-Identifier: MIT
"""Where the window stands: above the others, or at the right edge of the screen beside the call."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from kbdesk.language import tr
from kbdesk.ui.settings import Settings

NARROWEST = 420
"""A third of a small screen is not enough: the window is at least so wide (px at 100 %)."""

_TOP = Qt.WindowType.WindowStaysOnTopHint


class Placing(QObject):
    """Keeps the window above others, and puts it into the right third of its screen and back.

    Args:
        window: the window.
        settings: where staying on top is remembered.

    Signals:
        changed(): the window stays on top now, or no longer.
        said(str): something to tell in passing.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._before: QRect | None = None
        self._put = QRect()
        if settings.flag("on_top") and not is_wayland():
            self._keep(on=True)

    @property
    def on_top(self) -> bool:
        """Whether the window stays above others."""
        return bool(self._window.windowFlags() & _TOP)

    def stay_on_top(self) -> None:
        """Stay above other windows from now on, or no longer."""
        self.turn(on=not self.on_top)

    def turn(self, *, on: bool) -> None:
        """Stay above other windows, or no longer; remembered."""
        if is_wayland():
            self.said.emit(
                tr("This desktop lets no program do that. Its own menu may: Alt+Space, then Always on top.")
            )
        else:
            self._settings.set_flag("on_top", on)
            self._keep(on=on)
            self.said.emit(
                tr("The window stays above other windows.")
                if on
                else tr("The window no longer stays above other windows.")
            )
        self.changed.emit()

    def _keep(self, *, on: bool) -> None:
        """Tell the system without hiding the window, as ``QWidget.setWindowFlag`` would."""
        flags = self._window.windowFlags()
        self._window.overrideWindowFlags(flags | _TOP if on else flags & ~_TOP)
        handle = self._window.windowHandle()
        if handle is not None:
            handle.setFlag(_TOP, on)

    def snap_right(self) -> None:
        """Take the right third of the screen; from there go back to where the window was."""
        window = self._window
        if self._before is not None and window.geometry() == self._put:
            window.setGeometry(self._before)
            self._before = None
            return
        if window.isMaximized() or window.isFullScreen():
            window.showNormal()
        self._before = window.geometry()
        room = window.screen().availableGeometry()
        around = window.frameGeometry().size() - window.size()
        wide = min(room.width(), max(room.width() // 3, NARROWEST + around.width()))
        left = room.left() + room.width() - wide
        side, head = around.width() // 2, around.height() - around.width() // 2
        window.setGeometry(
            left + side, room.top() + head, wide - around.width(), room.height() - around.height()
        )
        self._put = window.geometry()
        if is_wayland():
            self.said.emit(tr("This desktop places windows itself: move it with Super+Right."))


def is_wayland() -> bool:
    """Whether the desktop lets no program place its windows."""
    return QGuiApplication.platformName().startswith("wayland")
