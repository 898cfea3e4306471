# SPDX-License-Identifier: MIT
"""What the checker found in the text that is being written, as a list under it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from kbdesk.language import tr, trn
from kbdesk.model import Finding
from kbdesk.ui.icons import icon
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.writing.gutter import COLOURS

_ORDER = {"error": 0, "warning": 1, "advice": 2}
_ROWS = 5
PERSONAL = "KB401"
"""The checker's code for what looks like a person's data."""


class FindingsList(QListWidget):
    """The findings in order of their lines; Enter or a click goes to the line.

    Signals:
        line_asked(int): show this line of the text.
        closed(): Esc was pressed.
    """

    line_asked = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._findings: tuple[Finding, ...] = ()
        self.setAccessibleName(tr("What to look at in this text"))
        self.setToolTip(tr("Enter goes to the line, F8 to the next one, Esc closes"))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._chosen)
        self.installEventFilter(self)
        self.set_theme(theme)
        self.hide()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is shown."""
        return self._findings

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show these, in order of their lines."""
        findings = tuple(sorted(findings, key=lambda one: (one.line, _ORDER.get(one.severity, 3))))
        if findings == self._findings:
            return
        row = self.currentRow()
        self._findings = findings
        self.clear()
        for one in findings:
            item = QListWidgetItem(tr("Line {line}: {message}", line=one.line, message=one.message))
            item.setToolTip(plain_tip(one.message))
            self.addItem(item)
        self.setCurrentRow(min(row, self.count() - 1))
        self._paint_icons()
        self.updateGeometry()

    def next_line(self, line: int, step: int) -> int:
        """The line of the next (1) or previous (-1) finding from a line, going round; 0 if there is none."""
        lines = sorted({one.line for one in self._findings})
        if not lines:
            return 0
        if step > 0:
            return next((one for one in lines if one > line), lines[0])
        return next((one for one in reversed(lines) if one < line), lines[-1])

    def choose_line(self, line: int) -> None:
        """Make the first finding of a line current."""
        for row, one in enumerate(self._findings):
            if one.line == line:
                self.setCurrentRow(row)
                return

    def sizeHint(self) -> QSize:
        """As high as up to five rows need."""
        rows = sum(self._row_height(row) for row in range(min(self.count(), _ROWS)))
        return QSize(self._theme.px(200), max(rows, self._theme.px(24)) + self._theme.px(10))

    def _row_height(self, row: int) -> int:
        """The height of a row whose words are broken at the list's width."""
        room = max(self.width() - self._theme.px(14 + 36), 1)  # the icon, and the room around it
        words = self.fontMetrics().boundingRect(
            0, 0, room, 10_000, Qt.TextFlag.TextWordWrap, self.item(row).text()
        )
        return words.height() + self._theme.px(8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the words otherwise."""
        super().resizeEvent(event)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Two rows."""
        return QSize(self._theme.px(100), self._theme.px(40))

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self.setStyleSheet(
            f"QListWidget {{ margin: {theme.px(2)}px {theme.px(4)}px; border-radius: {theme.px(8)}px; }}"
            f"QListWidget::item {{ padding: {theme.px(3)}px; border-radius: {theme.px(5)}px;"
            f" color: {theme.hex('fg')}; }}"
            f"QListWidget::item:selected {{ background: {theme.hex('selected')}; color: {theme.hex('fg')}; }}"
        )
        self._paint_icons()

    def _paint_icons(self) -> None:
        side = self._theme.px(14)
        self.setIconSize(QSize(side, side))
        for row, one in enumerate(self._findings):
            colour = self._theme.hex(COLOURS.get(one.severity, "muted"))
            self.item(row).setIcon(icon("warning", colour, side))

    def _chosen(self, item: QListWidgetItem) -> None:
        self.line_asked.emit(self._findings[self.row(item)].line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the line, Esc closes the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
                self.line_asked.emit(self._findings[self.currentRow()].line)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.closed.emit()
                return True
        return super().eventFilter(watched, event)


def told(findings: tuple[Finding, ...]) -> str:
    """How many there are, for the line below the text; "" if none."""
    count = len(findings)
    if not count:
        return ""
    return trn("1 thing to look at", "{n} things to look at", count)
