# SPDX-License-Identifier: MIT
"""A line of text that takes what room there is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from kbdesk.ui.mirror import write
from kbdesk.ui.tips import plain_tip

_APART = "   "


class Footnote(QLabel):
    """A line of plain text of which whole parts are left away where there is no room; its tip has all of it.

    Parts stand three blanks apart; only the first one ends in … where even that does not fit.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def event(self, event: QEvent) -> bool:
        """Tell all of it where something was left away and no other tip was set."""
        if isinstance(event, QHelpEvent) and not self.toolTip() and self._fitting() != self.text():
            QToolTip.showText(event.globalPos(), plain_tip(self.text()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        del event
        painter = QPainter(self)
        try:
            painter.setPen(self.palette().color(self.foregroundRole()))
            write(painter, QRectF(self.contentsRect()), self._fitting(), self.alignment())
        finally:
            painter.end()

    def _fitting(self) -> str:
        """As many whole parts as there is room for, from the first on."""
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        parts = self.text().split(_APART)
        while len(parts) > 1 and metrics.horizontalAdvance(_APART.join(parts)) > room:
            parts.pop()
        return metrics.elidedText(_APART.join(parts), Qt.TextElideMode.ElideRight, room)
