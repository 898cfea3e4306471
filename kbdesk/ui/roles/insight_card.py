# SPDX-License-Identifier: MIT
"""Cards of the insight page: a sentence, the picture under it, its numbers one key away."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model.insight import Figure
from kbdesk.ui.flow import grow_down
from kbdesk.ui.form import made_button
from kbdesk.ui.roles.chart_words import is_empty, what_to_do
from kbdesk.ui.roles.charts import Chart
from kbdesk.ui.roles.insight_grid import Columns
from kbdesk.ui.roles.insight_table import NumberTable
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel

NARROW = 280
"""A figure narrower than this (px at 100 %) has its button below the words."""

_PICTURE, _NUMBERS = tr("Numbers   T"), tr("Picture   T")


class FigureView(QWidget):
    """One figure: what it is, what it says, the picture or the numbers.

    Signals:
        opened(Figure, int): the list behind this point is asked for.
        moved(): another point is current: it is to be brought into sight.
    """

    opened = Signal(object, int)
    moved = Signal()

    def __init__(self, figure: Figure, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.figure, self._theme = figure, theme
        self.empty = is_empty(figure)
        self._title = WrapLabel(self, 12, 400, "muted")
        self._title.setText(figure.title)
        self._title.setToolTip(plain_tip(figure.formula))
        self._says = WrapLabel(self, 16, 600)
        self._says.setText(figure.headline or figure.title)
        self._title.setVisible(bool(figure.headline))
        self.chart: Chart | None = None
        self.table: NumberTable | None = None
        self._turn = made_button(
            self, _PICTURE, tr("{title}: the numbers as a table (T)", title=figure.title), "quiet"
        )
        self._turn.clicked.connect(self.turn)
        self._turn.setFocusPolicy(
            Qt.FocusPolicy.ClickFocus
        )  # T does the same; Tab goes on to the next picture
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._says)
        self._top = top = QHBoxLayout()
        top.addLayout(words, 1)
        top.addWidget(self._turn, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(top)
        self._nothing = WrapLabel(self, 13, 400, "muted")
        grow_down(self, QSizePolicy.Policy.Expanding)
        self._fill()
        self.set_theme(theme)

    def _fill(self) -> None:
        self._turn.setVisible(not self.empty)
        self._nothing.setVisible(self.empty)
        if self.empty:
            self._nothing.setText(what_to_do(self.figure))
            self._box.addWidget(self._nothing)
        else:
            self.chart = Chart(self.figure, self._theme, self)
            self.chart.opened.connect(self._open)
            self.chart.moved.connect(self.moved)
            self._box.addWidget(self.chart)

    @property
    def face(self) -> QWidget:
        """What has the focus when this figure has it."""
        shown = self.table if self.table is not None and not self.table.isHidden() else self.chart
        return shown if shown is not None else self._nothing

    @property
    def current(self) -> int:
        """The point that the keyboard is at."""
        if self.table is not None and not self.table.isHidden():
            return max(0, self.table.currentRow())
        return self.chart.current if self.chart is not None else 0

    @property
    def place(self) -> QRect:
        """Where the current point is, in this widget."""
        face = self.face
        if isinstance(face, Chart):
            return face.place.translated(face.pos())
        if isinstance(face, NumberTable):
            row = face.visualRect(face.currentIndex())
            return row.translated(face.viewport().pos() + face.pos())
        return self.rect()

    def turn(self) -> None:
        """The numbers instead of the picture, or the picture again; the point stays the same."""
        if self.chart is None:
            return
        at, had = self.current, self.face.hasFocus() or self._turn.hasFocus()
        shows_table = self.table is None or self.table.isHidden()
        if self.table is None:
            self.table = NumberTable(self.figure, self._theme, self)
            self.table.opened.connect(self._open)
            self.table.moved.connect(self.moved)
            self._box.addWidget(self.table)
            QWidget.setTabOrder(self.chart, self.table)
        self.table.setVisible(shows_table)
        self.chart.setVisible(not shows_table)
        self._turn.setText(_NUMBERS if shows_table else _PICTURE)
        self._turn.setAccessibleName(tr("Picture") if shows_table else tr("Numbers"))
        if shows_table:
            self.table.choose(at)
        else:
            self.chart.choose(at)
        if had:
            self.face.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button stands beside the words, or below where they need the room."""
        super().resizeEvent(event)
        below = self.width() < self._theme.px(NARROW)
        wanted = QHBoxLayout.Direction.TopToBottom if below else QHBoxLayout.Direction.LeftToRight
        if self._top.direction() != wanted:
            self._top.setDirection(wanted)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        for part in (self._title, self._says, self._nothing, self.chart, self.table):
            if part is not None:
                part.set_theme(theme)
        self._box.setSpacing(theme.px(8))

    def _open(self, at: int) -> None:
        self.opened.emit(self.figure, at)


class Card(QFrame):
    """A card with one figure, or with several of a kind side by side.

    Args:
        figures: one, or several, which take the whole width.
        heading: what stands above several; "" for one.
        theme: the look.
        parent: its owner.
    """

    def __init__(self, figures: tuple[Figure, ...], heading: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setProperty("whole", len(figures) > 1)
        self._box = QVBoxLayout(self)
        self._heading = WrapLabel(self, 16, 600)
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self._box.addWidget(self._heading)
        inside = QWidget(self)
        grow_down(inside, QSizePolicy.Policy.Expanding)
        self._grid = Columns(inside, theme)
        self.views = tuple(FigureView(figure, theme, inside) for figure in figures)
        for view in self.views:
            self._grid.addWidget(view)
        self._box.addWidget(inside)
        grow_down(self, QSizePolicy.Policy.Expanding)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._heading.set_theme(theme)
        for view in self.views:
            view.set_theme(theme)
        self._grid.set_theme(theme)
        self._grid.setSpacing(theme.px(18))
        edge = theme.px(14)
        self._box.setContentsMargins(edge, theme.px(12), edge, edge)
        self._box.setSpacing(theme.px(10))
