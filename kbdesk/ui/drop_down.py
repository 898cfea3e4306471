# SPDX-License-Identifier: MIT
"""A field with a list of choices that shows by an arrow that it has one."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from kbdesk.ui.mirror import is_turned, turn
from kbdesk.ui.tips import plain_tip

_ARROW_EM = 0.62
"""The width of the arrow, in parts of the height of a line."""
_FEW_LETTERS = 8


class DropDown(QComboBox):
    """A combo box; the theme's style sheet takes Qt's own arrow away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed = QElapsedTimer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters choose; a space between them belongs to the words, else it opens the list."""
        typing = self._typed.isValid() and self._typed.elapsed() < QApplication.keyboardInputInterval()
        if event.text().strip() or (typing and event.text() == " "):
            self._typed.restart()
        if typing and event.text() == " ":
            before = self.currentIndex()
            self.view().keyboardSearch(" ")
            found = self.view().currentIndex().row()
            if found not in (-1, before):
                self.setCurrentIndex(found)
                self.activated.emit(found)
            return
        super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters: a long choice is shortened, and told in full by the tip."""
        least = super().minimumSizeHint()
        few = self.fontMetrics().averageCharWidth() * _FEW_LETTERS
        return QSize(min(least.width(), few), least.height())

    def event(self, event: QEvent) -> bool:
        """Tell a choice that was shortened in full."""
        if isinstance(event, QHelpEvent) and self._fitting() != self.currentText():
            tip = "\n".join(filter(None, (self.currentText(), self.toolTip())))
            QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field and a small arrow down at its end."""
        del event
        wide = self.fontMetrics().height() * _ARROW_EM
        right, middle = self.width() - wide * 1.2, self.height() / 2
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self._fitting()
        painter = QStylePainter(self)
        try:
            painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
            pen = QPen(colour, max(1.4, wide / 6))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            turn(painter, self.width())
            painter.drawPolyline(
                [
                    QPointF(right - wide, middle - wide / 4),
                    QPointF(right - wide / 2, middle + wide / 4),
                    QPointF(right, middle - wide / 4),
                ]
            )
        finally:
            painter.end()

    def _fitting(self) -> str:
        """The choice as far as there is room."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        area = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        arrow = round(self.fontMetrics().height() * 1.2)
        free = area.right() + 1 if is_turned() else self.width() - area.left()
        room = min(area.width() - 2, free - arrow)
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
