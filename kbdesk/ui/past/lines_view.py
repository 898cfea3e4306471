# SPDX-License-Identifier: MIT
"""Who wrote which line: the text of a file with its writers beside it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextFormat
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from kbdesk.desk.dates import day
from kbdesk.language import tr
from kbdesk.model.history import LineAuthor
from kbdesk.ui.fonts import mono
from kbdesk.ui.mirror import is_turned, turned_pixels, write
from kbdesk.ui.theme import Theme

_MARGIN = 210
_NARROW_MARGIN = 96
_WIDE = 560
NOT_SAVED = tr("not saved yet")


class _Gutter(QWidget):
    """The strip beside the text; its view paints it."""

    def __init__(self, view: LinesView) -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the writers of the lines in sight."""
        self._view.paint_gutter(event)


class LinesView(QPlainTextEdit):
    """Shows a text to be read only; at its left the writer and day of each run of lines.

    Signals:
        version_chosen(str): Enter on a line: the version (its commit) that the line came with.
    """

    version_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[LineAuthor, ...] = ()
        self._gutter = _Gutter(self)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Who wrote which line"))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # lines break at one width
        self.updateRequest.connect(self._scrolled)
        self.cursorPositionChanged.connect(self._moved)
        self.set_theme(theme)

    def show_lines(self, lines: tuple[LineAuthor, ...]) -> None:
        """Show these lines from the first."""
        self._lines = lines
        self.setPlainText("\n".join(line.text for line in lines))
        self._moved()

    @property
    def lines(self) -> tuple[LineAuthor, ...]:
        """What is shown."""
        return self._lines

    def label_of(self, number: int) -> str:
        """What stands beside a line, counted from 0: day and writer, or in a narrow room the writer alone.

        "" if it came with the line above.
        """
        line = self._lines[number]
        if number and self._lines[number - 1].commit == line.commit:
            return ""
        if not line.commit:
            return NOT_SAVED
        return f"{day(line.date)}  {line.author}" if self._is_wide() else line.author

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self.setStyleSheet(
            f"QPlainTextEdit {{ border: 2px solid transparent; border-radius: {theme.px(8)}px; padding: 0;"
            f" background: {theme.hex('bg')}; font-family: '{mono()}', monospace;"
            f" font-size: {theme.px(12)}px; }}"
            f" QPlainTextEdit:focus {{ border: 2px solid {theme.hex('accent')}; padding: 0; }}"
        )
        self._place()
        self._moved()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the version of the line; other plain signs belong to the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            number = self.textCursor().blockNumber()
            if number < len(self._lines) and self._lines[number].commit:
                self.version_chosen.emit(self._lines[number].commit)
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the strip beside the text."""
        self._place()  # first: Qt breaks the lines at the width that it finds
        super().resizeEvent(event)

    def paint_gutter(self, event: QPaintEvent) -> None:
        """Draw the writers of the lines in sight into the strip."""
        theme = self._theme
        painter = QPainter(self._gutter)
        try:
            painter.fillRect(event.rect(), theme.color("surface"))
            painter.setFont(theme.font(11))
            metrics = QFontMetrics(theme.font(11))
            width = self._gutter.width() - theme.px(12)
            block = self.firstVisibleBlock()
            top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
            first = True
            while block.isValid() and top <= event.rect().bottom():
                number, high = block.blockNumber(), self.blockBoundingRect(block).height()
                label = self.label_of(number) if number < len(self._lines) else ""
                if label and not first:
                    painter.setPen(theme.color("line"))
                    painter.drawLine(0, round(top), self._gutter.width(), round(top))
                if first and not label:  # the run began above what is seen
                    label = self._run_label(number)
                first = False
                painter.setPen(theme.color("warn" if label == NOT_SAVED else "muted"))
                text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, width)
                place = QRectF(theme.px(6), round(top), width, metrics.height() + theme.px(2))
                write(painter, place, text)
                top += high
                block = block.next()
        finally:
            painter.end()

    def _run_label(self, number: int) -> str:
        while 0 < number < len(self._lines) and not self.label_of(number):
            number -= 1
        return self.label_of(number) if number < len(self._lines) else ""

    def _is_wide(self) -> bool:
        return self.width() >= self._theme.px(_WIDE)

    def _place(self) -> None:
        width = self._theme.px(_MARGIN if self._is_wide() else _NARROW_MARGIN)
        left, right = (0, width) if is_turned() else (width, 0)
        self.setViewportMargins(left, 0, right, 0)
        inner = self.contentsRect()
        place = QRect(inner.left(), inner.top(), width, inner.height())
        self._gutter.setGeometry(turned_pixels(place, inner))

    def _scrolled(self, _rect: QRect, _dy: int) -> None:
        self._gutter.update()

    def _moved(self) -> None:
        here = QTextEdit.ExtraSelection()
        here.cursor = self.textCursor()
        here.format.setBackground(self._theme.color("selected"))
        here.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.setExtraSelections([here] if self._lines else [])
        number = self.textCursor().blockNumber()
        if number < len(self._lines):
            line = self._lines[number]
            told = f"{line.author}, {day(line.date)}" if line.commit else NOT_SAVED
            self.setAccessibleDescription(tr("Line {n}: {who}", n=number + 1, who=told))

    def minimumSizeHint(self) -> QSize:
        """Room for a few words beside the strip."""
        return QSize(self._theme.px(240), self._theme.px(120))
