# SPDX-License-Identifier: MIT
"""The small card of the guided call: the next key, what it is for, how far it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.announce import announce
from kbdesk.ui.form import made_button
from kbdesk.ui.guide_steps import Step
from kbdesk.ui.sheet import FULL_BELOW
from kbdesk.ui.theme import Theme, dress
from kbdesk.ui.wrap_label import WrapLabel

WIDTH = 460
"""The card's width in pixels at 100 %, where there is room."""
WIDE = 780
"""Its width above a sheet, where there is less height for it."""
_BUTTONS = 72
"""The height of a sheet's foot in pixels at 100 %."""


class KeyCap(QWidget):
    """A key, drawn as one."""

    def __init__(self, parent: QWidget, text: str = "", size: float = 15) -> None:
        super().__init__(parent)
        self._theme, self._text, self._size = Theme(), text, size

    def show_key(self, text: str) -> None:
        """Draw another key."""
        self._text = text
        self.setAccessibleName(text)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self._fit()

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the key's name."""
        metrics, theme = QFontMetrics(self._theme.font(self._size, 600)), self._theme
        high = metrics.height() + theme.px(12)
        return QSize(max(high, metrics.horizontalAdvance(self._text) + theme.px(20)), high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the key."""
        theme, painter = self._theme, QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.setBrush(theme.color("weak"))
            area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(area, theme.px(7), theme.px(7))
            painter.setFont(theme.font(self._size, 600))
            painter.setPen(theme.color("accent"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        finally:
            painter.end()


class GuideCard(QFrame):
    """Stands over the window without taking the focus or covering what the next key is for.

    Signals:
        ended(): the person pressed its button.
    """

    ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._on_top, self._beside = theme, False, QRect()
        self.setObjectName("guide")
        self.setAccessibleName(tr("Guided call"))
        self._cap = KeyCap(self)
        self._far = WrapLabel(self, 11, 600, "muted")
        self._text = WrapLabel(self, 14)
        self._end = made_button(self, tr("End   Esc"), tr("End the guided call (Esc)"), "quiet")
        self._end.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the focus stays where the next key belongs
        self._end.clicked.connect(self.ended)
        self._head = QHBoxLayout()
        for part in (self._cap, self._far, self._end):
            self._head.addWidget(part, 1 if part is self._far else 0, Qt.AlignmentFlag.AlignVCenter)
        self._row = QVBoxLayout(self)
        self._row.addLayout(self._head)
        self._row.addWidget(self._text)
        parent.installEventFilter(self)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text.text()

    def show_step(self, step: Step, number: int, of: int, *, on_top: bool, beside: QRect) -> None:
        """Show what comes next.

        Args:
            step: the next thing to do.
            number: which one it is, from 1.
            of: how many there are.
            on_top: whether it stands at the top, where a sheet has the rest of the window.
            beside: the pane at whose foot it stands, in the window's coordinates.
        """
        self._on_top, self._beside = on_top, beside
        last = number == of
        self._far.setText(
            tr("Done") if last else tr("Guided call   {number} of {of}", number=number, of=of - 1)
        )
        self._cap.show_key(step.key)
        if step.text != self._text.text():
            announce(self, f"{step.key}: {step.text}")
        self._text.setText(step.text)
        self._end.setText(tr("Close   Esc") if last else tr("End") if on_top else tr("End   Esc"))
        self.setAccessibleDescription(f"{step.key}: {step.text}")
        self._place()
        self.show()
        self.raise_()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        dress(self, theme)
        for part in (self._cap, self._far, self._text):
            part.set_theme(theme)
        self._row.setContentsMargins(theme.px(14), theme.px(10), theme.px(10), theme.px(12))
        self._row.setSpacing(theme.px(6))
        self._head.setSpacing(theme.px(12))
        self._place()

    def event(self, event: QEvent) -> bool:
        """Take the room that its text needs as soon as that is known."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a card that stands out from the panes."""
        theme, painter = self._theme, QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), theme.px(2)))
            painter.setBrush(theme.color("raised"))
            edge = theme.px(2) / 2
            area = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
            painter.drawRoundedRect(area, theme.px(10), theme.px(10))
        finally:
            painter.end()

    def _place(self) -> None:
        window, theme = self.parentWidget(), self._theme
        if window is None:
            return
        gap = theme.px(10)
        room = self._beside if self._beside.isValid() and not self._on_top else window.rect()
        width = min(theme.px(WIDE if self._on_top else WIDTH), room.width() - 2 * gap)
        height = self._row.totalHeightForWidth(width)
        left = room.left() + (room.width() - width) // 2
        top = room.bottom() - height - gap
        if self._on_top:  # a narrow window is all sheet: there it stands over the sheet's buttons
            full = window.width() < theme.px(FULL_BELOW)
            top = top - theme.px(_BUTTONS) if full else theme.px(4)
        self.setGeometry(left, max(0, top), width, height)
