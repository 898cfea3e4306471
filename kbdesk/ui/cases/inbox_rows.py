# SPDX-License-Identifier: MIT
"""The parts of the inbox's list: rows of three lines, and lines for what several notes have in common."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Pattern
from kbdesk.ui import icons
from kbdesk.ui.cases.inbox_words import InboxRow
from kbdesk.ui.form import made_button
from kbdesk.ui.rows import Row, RowDelegate, RowList
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip


class InboxDelegate(RowDelegate):
    """Draws a row: icon and title, below it what presses in its colour, and below that whose it is."""

    def _fonts(self) -> tuple[QFont, ...]:
        return self._theme.font(14, 600), self._theme.font(12, 600), self._theme.font(12)

    def _lines(self, row: Row) -> tuple[tuple[str, str], ...]:
        lines = super()._lines(row)
        if isinstance(row, InboxRow):
            lines = (row.title, "fg"), (row.mark, row.mark_colour), (row.more, "muted")
        return lines if len(lines) == len(self._fonts()) else (*lines, ("", "muted"))


class InboxList(RowList):
    """The list of the inbox; what is seen stays where it is when the rows are read again."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Notes in the inbox"))
        self._delegate = InboxDelegate(theme, self)
        self.setItemDelegate(self._delegate)

    def show_again(self, rows: tuple[InboxRow, ...]) -> None:
        """Replace the rows if they are others than before."""
        if rows != self.rows:
            at = self.verticalScrollBar().value()
            self.show_rows(rows)
            self.verticalScrollBar().setValue(at)


class PatternLine(QPushButton):
    """What several notes have in common: pressed, the list shows only them. It is cut where the room ends."""

    def __init__(self, theme: Theme, parent: QWidget, pattern: Pattern, *, active: bool) -> None:
        super().__init__(parent)
        self.pattern = pattern
        self._theme = theme
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        what = tr("Shown; press again for all") if active else tr("Show only these")
        self.setAccessibleName(pattern.sentence)
        self.setAccessibleDescription(f"{what}.")
        self.setToolTip(plain_tip(f"{pattern.sentence}\n{what}"))
        side = theme.px(14)
        self.setIcon(icons.icon("warning", theme.hex("warn"), side))
        self.setIconSize(QSize(side, side))
        self.setStyleSheet(_line_style(theme, active=active))

    def sizeHint(self) -> QSize:
        """One line; as wide as there is room."""
        return QSize(self._theme.px(120), self._theme.px(28))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the sentence to the new width."""
        super().resizeEvent(event)
        room = self.width() - self._theme.px(46)
        metrics = QFontMetrics(self._theme.font(12, 600))
        self.setText(
            metrics.elidedText(self.pattern.sentence, Qt.TextElideMode.ElideRight, room).replace("&", "&&")
        )


def _line_style(theme: Theme, *, active: bool) -> str:
    edge = theme.hex("warn" if active else "warn_weak")
    return (
        f"QPushButton {{ color: {theme.hex('warn')}; background: {theme.hex('warn_weak')};"
        f" font-size: {theme.px(12)}px; font-weight: 600; text-align: left; padding: 0 {theme.px(8)}px;"
        f" border: 2px solid {edge}; border-radius: {theme.px(6)}px; }}"
        f" QPushButton:hover {{ border-color: {theme.hex('border')}; }}"
        f" QPushButton:focus {{ border-color: {theme.hex('accent')}; }}"
    )


class PatternLines(QWidget):
    """The patterns below each other, the largest first; of many the first few, and the rest at a press.

    Signals:
        pressed(str): what the notes of the pressed one have in common.
    """

    pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._given: tuple[tuple[Pattern, ...], str, int] = ((), "", 0)
        self._all = False
        self._lines: list[PatternLine] = []
        self._more = made_button(self, "", tr("What other notes have in common"), "quiet")
        self._more.clicked.connect(self._more_pressed)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_patterns(self, patterns: tuple[Pattern, ...], active: str, few: int) -> None:
        """Show these, marked the one whose notes are listed; of more than ``few`` the first at first."""
        if (patterns, active, few) != self._given:
            self._given = (patterns, active, few)
            self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self._draw()

    def _draw(self) -> None:
        patterns, active, few = self._given
        focused = next((common(line.pattern) for line in self._lines if line.hasFocus()), "")
        made = []
        for pattern in patterns if self._all else patterns[:few]:
            line = PatternLine(self._theme, self, pattern, active=common(pattern) == active)
            line.clicked.connect(self._line_pressed)
            made.append(line)
        gone, self._lines = self._lines, made
        for number, line in enumerate(made):
            self._box.insertWidget(number, line)
            line.show()
            if common(line.pattern) == focused:
                line.setFocus(Qt.FocusReason.OtherFocusReason)
        for line in gone:
            self._box.removeWidget(line)
            line.hide()
            line.deleteLater()
        rest = len(patterns) - few
        self._more.setText(tr("Fewer of these") if self._all else tr("{n} more like this", n=rest))
        self._more.setVisible(rest > 0)
        self._box.setSpacing(self._theme.px(4))
        self.setVisible(bool(patterns))

    def _line_pressed(self) -> None:
        line = self.sender()
        if isinstance(line, PatternLine):
            self.pressed.emit(common(line.pattern))

    def _more_pressed(self) -> None:
        self._all = not self._all
        self._draw()


def common(pattern: Pattern) -> str:
    """What a pattern's notes have in common, without how many they are and since when."""
    return pattern.sentence.partition(": ")[2]
