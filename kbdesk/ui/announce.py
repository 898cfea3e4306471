# SPDX-License-Identifier: MIT
"""Words for screen readers: what changed without the focus going there, told once it has come to rest."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

REST_MS = 400
"""How long nothing newer may come before something is told: who types hears one count, not ten."""


class Announcer(QObject):
    """Tells screen readers what changed in a widget; of several in quick succession only the newest.

    Signals:
        told(str): these words were handed to the system.
    """

    told = Signal(str)

    def __init__(self, source: QWidget) -> None:
        super().__init__(source)
        self._source = source
        self._words = ""
        self._urgent = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._tell)

    def say(self, words: str, *, urgent: bool = False) -> None:
        """Tell this if nothing newer comes within ``REST_MS``; "" takes back what waits.

        Args:
            words: plain sentences.
            urgent: whether it may interrupt what is being read.
        """
        self._words, self._urgent = words, urgent
        if words:
            self._rest.start()
        else:
            self._rest.stop()

    def _tell(self) -> None:
        event = QAccessibleAnnouncementEvent(self._source, self._words)
        if self._urgent:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)
        self.told.emit(self._words)


def announce(source: QWidget, words: str, *, urgent: bool = False) -> None:
    """Tell screen readers what changed in a widget, see ``Announcer.say``."""
    announcer_of(source).say(words, urgent=urgent)


def announcer_of(source: QWidget) -> Announcer:
    """Who tells for this widget; made on first use."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    found = source.findChildren(Announcer, options=direct)
    return found[0] if found else Announcer(source)
