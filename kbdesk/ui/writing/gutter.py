# SPDX-License-Identifier: MIT
"""The margin of the editor: a mark at each line with a finding, and line numbers for those who want them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from kbdesk.language import tr
from kbdesk.model import Finding
from kbdesk.ui.icons import pixmap
from kbdesk.ui.mirror import turned, write
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

if TYPE_CHECKING:
    from kbdesk.ui.writing.editor import Editor

COLOURS = {"error": "danger", "warning": "warn", "advice": "muted"}


class Gutter(QWidget):
    """Drawn by the editor's side for the lines in sight."""

    def __init__(self, editor: Editor, theme: Theme) -> None:
        super().__init__(editor)
        self._editor = editor
        self._theme = theme
        self._findings: dict[int, tuple[Finding, ...]] = {}
        self.numbers = False
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Findings beside the lines"))

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self.update()

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Mark the lines of these findings."""
        by_line: dict[int, tuple[Finding, ...]] = {}
        for one in findings:
            by_line[one.line] = (*by_line.get(one.line, ()), one)
        if by_line != self._findings:
            self._findings = by_line
            self.update()

    def at_line(self, line: int) -> tuple[Finding, ...]:
        """The findings of a line, counted from 1."""
        return self._findings.get(line, ())

    def needed_width(self) -> int:
        """Pixels that marks, and numbers if they are wanted, take."""
        mark = self._theme.px(20)
        if not self.numbers:
            return mark
        digits = max(2, len(str(self._editor.blockCount())))
        digit = self._editor.text_metrics().horizontalAdvance("9")
        return mark + round(digit * digits) + self._theme.px(6)

    def sizeHint(self) -> QSize:
        """As wide as it needs to be."""
        return QSize(self.needed_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Marks and numbers of the lines in sight."""
        if not self._findings and not self.numbers:
            return
        painter = QPainter(self)
        try:
            painter.setFont(self._theme.mono(11))
            painter.setPen(self._theme.color("muted"))
            for line, top, height in self._editor.lines_in_sight():
                if top > event.rect().bottom():
                    break
                if top + height < event.rect().top():
                    continue
                self._paint_line(painter, line, top, height)
        finally:
            painter.end()

    def _paint_line(self, painter: QPainter, line: int, top: float, height: float) -> None:
        side = self._theme.px(14)
        found = self._findings.get(line)
        if found:
            worst = next((kind for kind in COLOURS if any(one.severity == kind for one in found)), "advice")
            mark = pixmap("warning", self._theme.hex(COLOURS[worst]), side, self.devicePixelRatioF())
            place = QRectF(self._theme.px(2), round(top + (height - side) / 2), side, side)
            painter.drawPixmap(turned(place, self.rect()).topLeft(), mark)
        if self.numbers:
            room = QRectF(0, top, self.width() - self._theme.px(6), height)
            write(painter, turned(room, self.rect()), str(line), Qt.AlignmentFlag.AlignRight)

    def event(self, event: QEvent) -> bool:
        """Say what was found at the line under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self.at_line(self._editor.line_at(event.pos().y()))
            if found:
                QToolTip.showText(event.globalPos(), plain_tip("\n".join(one.message for one in found)), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the line."""
        self._editor.go_to_line(self._editor.line_at(round(event.position().y())))
