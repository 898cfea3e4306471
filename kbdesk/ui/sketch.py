# SPDX-License-Identifier: MIT
"""The window's first picture: the search field, ready to type in, and the panes as they will stand."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from kbdesk.ui.theme import Theme

PLACEHOLDER = "Type what the customer says"


class Sketch(QWidget):
    """Stands in for the frame until it is made, some tenths of a second later.

    What is typed into its field is handed on.

    Args:
        theme: the look.
        parent: the window.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.painted = False
        """Whether it has been on the screen."""
        self.search = QLineEdit(self)
        self.search.setObjectName("search")
        self.search.setAccessibleName("Search articles and playbooks")
        self.search.setPlaceholderText(PLACEHOLDER)
        self.search.setFrame(False)
        self.search.setFont(theme.font(15))
        palette = QPalette()
        for role, token in (
            (QPalette.ColorRole.Base, "raised"),
            (QPalette.ColorRole.Text, "fg"),
            (QPalette.ColorRole.PlaceholderText, "muted"),
            (QPalette.ColorRole.Highlight, "accent"),
            (QPalette.ColorRole.HighlightedText, "on_accent"),
        ):
            palette.setColor(role, theme.color(token))
        self.search.setPalette(palette)
        self.search.setFocus()

    def _bar(self) -> QRect:
        """Where the search field stands, with its edge."""
        px = self._theme.px
        left = px(96) if self.width() >= px(15) * 46 else px(10)
        return QRect(left, px(8), max(px(120), self.width() - left - px(150)), px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the field."""
        super().resizeEvent(event)
        px = self._theme.px
        self.search.setGeometry(self._bar().adjusted(px(40), px(4), -px(8), -px(4)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name, the field's edge and the panes."""
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), theme.color("surface"))
            bar = self._bar()
            wide = bar.left() > px(10)
            if wide:
                painter.setPen(theme.color("fg"))
                painter.setFont(theme.font(15, 600))
                name = QRect(px(14), bar.top(), bar.left(), bar.height())
                painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, "kbdesk")
            painter.setBrush(theme.color("raised"))
            painter.setPen(theme.color("accent"))
            painter.drawRoundedRect(bar, px(9), px(9))
            painter.setPen(theme.color("line"))
            painter.setBrush(theme.color("bg"))
            left, top = px(10), bar.bottom() + px(8)
            side = min(px(372), round(self.width() * 0.29)) if wide else 0
            room = self.rect().adjusted(left, top, -left, -px(26))
            if side:
                painter.drawRoundedRect(room.adjusted(0, 0, side - room.width(), 0), px(10), px(10))
            painter.drawRoundedRect(room.adjusted(side + px(8) if side else 0, 0, 0, 0), px(10), px(10))
        finally:
            painter.end()
        self.painted = True
