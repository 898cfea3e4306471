# SPDX-License-Identifier: MIT
"""A figure as a picture on screen: arrows go along its points, Enter opens the list behind one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from kbdesk.language import tr
from kbdesk.model.insight import ChartKind, Figure
from kbdesk.ui.flow import grow_down
from kbdesk.ui.mirror import steps, turned
from kbdesk.ui.roles.chart_bars import Bars
from kbdesk.ui.roles.chart_drawing import Drawing
from kbdesk.ui.roles.chart_line import Line
from kbdesk.ui.roles.chart_share import Share
from kbdesk.ui.roles.chart_strip import Strip
from kbdesk.ui.roles.chart_words import said, told
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

_KINDS: Final[dict[ChartKind, type[Drawing]]] = {"bars": Bars, "line": Line, "strip": Strip, "share": Share}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def drawing_of(figure: Figure, theme: Theme, *, whole: bool = False) -> Drawing:
    """What draws a figure; ``whole`` as ``Drawing`` has it."""
    return _KINDS[figure.chart](figure, theme, whole=whole)


def highest(figure: Figure) -> int:
    """Which point has the highest value; the first of several."""
    points = figure.points
    return max(range(len(points)), key=lambda at: points[at].value, default=0)


class Chart(QWidget):
    """One picture; Tab comes to it, arrows move along its points.

    Args:
        figure: what is drawn.
        theme: the look.
        parent: its owner.

    Signals:
        opened(int): the list behind this point is asked for.
        moved(): another point is current, or the chart has the focus now.
    """

    opened = Signal(int)
    moved = Signal()

    def __init__(self, figure: Figure, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.figure = figure
        self._drawing = drawing_of(figure, theme)
        self.current = highest(figure) if figure.chart in ("line", "strip") else 0
        self._held = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        grow_down(self, QSizePolicy.Policy.Expanding)
        self._name()

    @property
    def place(self) -> QRect:
        """Where the current point is."""
        return turned(self._drawing.place(self.width(), self.current), self.rect()).toRect()

    @property
    def _spots(self) -> tuple[QRectF, ...]:
        return self._drawing.spots(self.width())

    def choose(self, at: int) -> None:
        """Make a point the current one."""
        self.current = min(max(0, at), len(self._spots) - 1)
        self._name()
        if self.hasFocus():
            words = said(self.figure, self.current)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self.update()
        self.moved.emit()

    def hold(self, *, held: bool) -> None:
        """Keep the current point marked while its list has the focus, or no longer."""
        self._held = held
        self.update()

    def _name(self) -> None:
        """What a screen reader says: the figure, what it shows, and where the keyboard is."""
        figure = self.figure
        self.setAccessibleName(f"{figure.title}. {figure.headline}. {said(figure, self.current)}")
        self.setAccessibleDescription(
            tr("{formula}. Arrows go along the points, T shows the numbers.", formula=figure.formula)
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._drawing = drawing_of(self.figure, theme)
        self.updateGeometry()
        self.update()

    # --- Qt ---

    def hasHeightForWidth(self) -> bool:
        """Always."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What the drawing needs."""
        return round(self._drawing.height(width)) + 1

    def sizeHint(self) -> QSize:
        """A usual width."""
        width = self._drawing.theme.px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow, if need be."""
        return QSize(self._drawing.theme.px(120), self._drawing.theme.px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._drawing.show(painter, self.width(), self.current if self._held or self.hasFocus() else -1)
        finally:
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move; Enter opens; all else is for the page."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif event.key() in steps():
            self.choose(self.current + steps()[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self.choose(0)
        elif event.key() == Qt.Key.Key_End:
            self.choose(len(self._spots) - 1)
        elif event.key() in _ENTER and not event.isAutoRepeat():
            self._open()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.choose(self.current)

    def _at(self, position: QPointF) -> int:
        """The point at a position; -1 for none."""
        spots = (turned(spot, self.rect()) for spot in self._spots)
        return next((at for at, spot in enumerate(spots) if spot.contains(position)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a point and opens the list behind it."""
        at = self._at(event.position())
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.choose(at)
            self._open()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand where something opens."""
        at = self._at(event.position())
        opens = at >= 0 and bool(self.figure.points[at].key)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        """The whole words of a point where the mouse stands."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._at(QPointF(event.pos()))
            words = told(self.figure, at) if at >= 0 else self.figure.formula
            QToolTip.showText(event.globalPos(), plain_tip(words, wrapped=True), self)
            return True
        return super().event(event)

    def _open(self) -> None:
        self.opened.emit(self.current)
