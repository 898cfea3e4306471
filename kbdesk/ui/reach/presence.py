# SPDX-License-Identifier: MIT
"""Whether kbdesk is at hand while its window is not: in the tray, and at a key from any program."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.ui.reach import wire
from kbdesk.ui.reach.global_key import GlobalKey
from kbdesk.ui.reach.tray import Tray
from kbdesk.ui.settings import Settings


class Presence(QObject):
    """Holds tray and key as they were chosen; both are off at first.

    Args:
        window: the window; its owner.
        settings: where it is remembered.

    Signals:
        wished(tuple): a wish, see ``wire``.
        said(str): something to tell in passing.
    """

    wished = Signal(object)
    said = Signal(str)

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._settings = settings
        self.tray = Tray(window)
        self.tray.wished.connect(self._wish)
        self.key = GlobalKey(self)
        self.key.pressed.connect(self._key_pressed)

    def begin(self) -> None:
        """Show what was chosen before; called once the window stands there."""
        if self._settings.flag("tray"):
            self.said.emit(self.tray.turn(on=True))
        if self._settings.global_key:
            self.said.emit(self.key.take(self._settings.global_key))

    @property
    def hides(self) -> bool:
        """Whether closing the window hides it in the tray, as far as there is one."""
        return self._settings.flag("tray")

    def set_hides(self, on: bool) -> str:
        """Hide in the tray from now on, or no more; why that does nothing here, as a sentence, else ""."""
        self._settings.set_flag("tray", on)
        return self.tray.turn(on=on)

    @property
    def keys(self) -> str:
        """The key from any program; "" if there is none."""
        return self._settings.global_key

    def set_keys(self, keys: str) -> str:
        """Take another key ("": none); why it cannot be had, as a sentence; then there is none."""
        sentence = self.key.take(keys)
        self._settings.global_key = "" if sentence else keys
        return sentence

    def shut_down(self) -> None:
        """Give the key back; called when the window has closed."""
        self.key.let_go()
        self.tray.turn(on=False)

    def _key_pressed(self) -> None:
        self.wished.emit((wire.SEARCH, "", ""))

    def _wish(self, name: str) -> None:
        what = {"search": wire.SEARCH, "inbox": wire.INBOX}.get(name, wire.RAISE)
        self.wished.emit((what, "", ""))
