# SPDX-License-Identifier: MIT
"""The safe start: defaults, no index and no updates, for when kbdesk does not start as it should."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kbdesk.desk.home import Home
from kbdesk.language import tr
from kbdesk.ui.settings import Settings

if TYPE_CHECKING:
    from kbdesk.ui.window import Window


class SafeStart(QObject):
    """Settings and a cache of its own, which go when it ends; cases, notes and drafts are the user's as ever.

    Args:
        home: the user's folders.
    """

    def __init__(self, home: Home) -> None:
        super().__init__()
        self._folder = TemporaryDirectory(prefix="kbdesk-safe-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        self.home = replace(home, cache=folder / "cache", aside=folder)
        self.settings = Settings(folder, safe=True)
        self.settings.set_flag("sync_paused", True)
        self._window: Window | None = None

    def over(self, window: Window) -> None:
        """Tell of it in the window, now and when a library was opened."""
        self._window = window
        window.keeper.opened.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        if self._window is not None:
            self._window.setWindowTitle(tr("kbdesk (safe start)"))
            told = tr(
                "Safe start: default settings and keys, no index (titles are found), no updates by "
                "themselves. Your cases, notes and drafts are here. Start kbdesk without --safe to have the "
                "rest back."
            )
            self._window.frame.notices.show_notice(told)

    def end(self) -> None:
        """Take them away; called when the window has closed."""
        self._window = None
        self._folder.cleanup()
