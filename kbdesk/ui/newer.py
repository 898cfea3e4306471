# SPDX-License-Identifier: MIT
"""Tells once a day of a newer kbdesk, where that was turned on in the settings."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from kbdesk import __version__
from kbdesk.desk import updates
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.ui.settings import Settings
from kbdesk.ui.window import Window

SOON_MS = 20_000
"""After the start: the person wants to work first."""


class Newer(QObject):
    """Asks for the newest version in the lane of the network, and tells of it in the window's bar.

    Args:
        window: the window; it owns this.
        settings: whether to ask, and when that was done last.
    """

    def __init__(self, window: Window, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self.look)
        timer.start(SOON_MS)

    def look(self) -> None:
        """Ask now, if it was turned on and today nobody was asked."""
        today = datetime.now().astimezone().date()
        if not self._settings.flag("updates") or not updates.is_due(self._settings.updates_asked, today):
            return
        self._settings.updates_asked = today.isoformat()
        self._window.lanes.share.run(updates.look, self._tell, "newer", self._no_answer)

    def _tell(self, found: updates.Version) -> None:
        if found.newer:
            told = tr(
                "kbdesk {newest} is there; this is {version}. {how}",
                newest=found.newest,
                version=__version__,
                how=found.how,
            )
            self._window.frame.notices.show_notice(told)

    def _no_answer(self, error: KbError) -> None:
        del error  # offline is no trouble: tomorrow is another day
