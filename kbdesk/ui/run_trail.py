# SPDX-License-Identifier: MIT
"""The trail of a run: every step with its answer and time; choosing one changes its answer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Run, Visit
from kbdesk.ui.flow import grow_down
from kbdesk.ui.icons import icon
from kbdesk.ui.mirror import turned
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import Measured, lay_out

_KEPT = 3


def clock(seconds: int) -> str:
    """``mm:ss``, or ``h:mm:ss`` from an hour on."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def visit_words(visit: Visit, current: bool, author: str = "") -> tuple[str, ...]:
    """The lines under a visit's title: its answer, time and author, what was recorded, its note."""
    if current:
        first = tr("Now")
    elif visit.skipped:
        first = "  ·  ".join(part for part in (tr("Skipped"), author) if part)
    else:
        first = "  ·  ".join(part for part in (visit.answer, clock(visit.seconds), author) if part)
        first = tr("Taken back: {answer}", answer=first) if visit.undone else first
    recorded = "  ·  ".join(f"{name.replace('_', ' ')}: {value}" for name, value in visit.recorded if value)
    note = " ".join(visit.note.split()) if not current else ""
    note = note if len(note) <= 90 else note[:89].rstrip() + "…"
    said = tr("“{words}”", words=note) if note else ""
    return tuple(line for line in (first, "" if current else recorded, said) if line)


class TrailItem(QPushButton):
    """One visit on the trail; a button unless it is the current one or was taken back.

    Args:
        parent: the widget it belongs to.
        visit: what is shown.
        current: whether the run stands there.
        last: whether no other follows.
        author: who it was, if several people worked on the run.
        other: whether it was somebody else: their steps are told more quietly.
    """

    def __init__(
        self,
        parent: QWidget,
        visit: Visit,
        current: bool,
        last: bool,
        author: str = "",
        *,
        other: bool = False,
    ) -> None:
        super().__init__(parent)
        self._visit, self._current, self._last, self._other = visit, current, last, other
        self._theme = Theme()
        self._words = visit_words(visit, current, author)
        self._lines = self._measured()
        self.changeable = open_to_change = not current and not visit.undone
        self.setProperty("role", "quiet")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if open_to_change else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not open_to_change)
        if open_to_change:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip(plain_tip(tr("Go back to “{title}” and answer it again", title=visit.title)))
        self.setAccessibleName(". ".join((visit.title, *self._words)))
        grow_down(self, QSizePolicy.Policy.Expanding)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self._theme = theme
        self._lines = self._measured()
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Always: the narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height in pixels that title and lines need at this width."""
        room = width - self._theme.px(32)
        return sum(line.height(room) for line in self._lines) + self._theme.px(8)

    def sizeHint(self) -> QSize:
        """A comfortable width and the height that goes with it."""
        return QSize(self._theme.px(300), self.heightForWidth(self._theme.px(300)))

    def minimumSizeHint(self) -> QSize:
        """A width at which a long word still breaks."""
        return QSize(self._theme.px(90), self._theme.px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the marker with its line, the title and the lines under it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        theme = self._theme
        painter = QPainter(self)
        try:
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_marker(painter)
            dim = self._visit.undone or self._visit.skipped or self._other
            room, y = self.width() - theme.px(32), theme.px(4)
            left = turned(QRectF(theme.px(28), 0, room, 1), self.rect()).left()
            painter.setPen(theme.color("muted" if dim else "fg"))
            for line in self._lines:
                layout, height = lay_out(line.text, line.font, room)
                layout.draw(painter, QPointF(left, y))
                painter.setPen(theme.color("muted"))
                y += height
        finally:
            painter.end()

    def _measured(self) -> tuple[Measured, ...]:
        font = self._theme.font(12)
        return (
            Measured(self._visit.title, self._title_font()),
            *(Measured(line, font) for line in self._words),
        )

    def _title_font(self) -> QFont:
        font = self._theme.font(13, 600 if self._current else 400 if self._other else 500)
        font.setStrikeOut(self._visit.undone)
        return font

    def _draw_marker(self, painter: QPainter) -> None:
        theme, visit = self._theme, self._visit
        side = theme.px(16)
        box = turned(QRectF(theme.px(4), theme.px(5), side, side), self.rect())
        middle = box.center()
        done = not (self._current or visit.undone or visit.skipped)
        colour = "muted" if self._other else "ok"
        if not self._last:
            painter.setPen(QPen(theme.color(colour if done else "line"), theme.px(2)))
            painter.drawLine(QPointF(middle.x(), box.bottom() + 1), QPointF(middle.x(), self.height()))
        if self._current:
            painter.setPen(QPen(theme.color("accent"), theme.px(2)))
            painter.setBrush(theme.color("bg"))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(middle, side * 0.2, side * 0.2)
        elif done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(colour))
            painter.drawEllipse(box)
            pen = QPen(theme.color("bg"), max(1.6, side * 0.12))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            tick = ((0.28, 0.53), (0.44, 0.68), (0.73, 0.35))
            painter.drawPolyline(QPolygonF([box.topLeft() + QPointF(x * side, y * side) for x, y in tick]))
        else:
            name = "undo" if visit.undone else "skip"
            mark = icon(name, theme.hex("muted"), side).pixmap(QSize(side, side), self.devicePixelRatioF())
            painter.drawPixmap(box.topLeft(), mark)


class Trail(QWidget):
    """All visits of a run, the last few open and the earlier ones behind one line.

    Signals:
        revise_requested(int): the visit whose answer shall change, counted from 0 in ``run.visits``.
    """

    revise_requested = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._visits: tuple[Visit, ...] = ()
        self._mine = ""
        self._run_id = ""
        self._open = False
        self._over = False
        self._items: dict[int, TrailItem] = {}
        self._more = QPushButton(self)
        self._more.setProperty("role", "quiet")
        self._more.clicked.connect(self._toggle)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_run(self, run: Run) -> None:
        """Shows the visits of ``run``."""
        over = run.status not in ("running", "paused")
        if (run.id, run.visits, over) == (self._run_id, self._visits, self._over):
            return
        self._open = self._open and run.id == self._run_id
        self._run_id, self._visits, self._over, self._mine = run.id, run.visits, over, run.by
        self._build()
        self.setVisible(len(run.visits) > 1)  # a first step alone says nothing that its title does not say

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self._theme = theme
        for item in self._items.values():
            item.set_theme(theme)

    def _toggle(self) -> None:
        self._open = not self._open
        self._build()

    def _build(self) -> None:
        focused = next((index for index, item in self._items.items() if item.hasFocus()), -1)
        for item in self._items.values():
            self._box.removeWidget(item)
            item.hide()
            item.deleteLater()
        self._items = {}
        hidden = max(0, len(self._visits) - _KEPT)
        self._more.setVisible(hidden > 1)
        self._more.setText(tr("Show fewer steps") if self._open else tr("… {n} earlier", n=hidden))
        self._more.setAccessibleName(
            tr("Show fewer steps") if self._open else tr("Show {n} earlier steps", n=hidden)
        )
        start = 0 if self._open or hidden <= 1 else hidden
        last = len(self._visits) - 1
        several = len({self._mine, *(visit.by for visit in self._visits)}) > 1
        for index in range(start, len(self._visits)):
            visit = self._visits[index]
            item = TrailItem(
                self,
                visit,
                index == last and not visit.answer and not visit.undone,
                index == last,
                visit.by if several else "",
                other=visit.by != self._mine,
            )
            item.set_theme(self._theme)
            item.setObjectName(str(index))
            if item.changeable:
                item.clicked.connect(self._revise)
            self._items[index] = item
            self._box.addWidget(item)
            item.show()
        if focused in self._items:
            self._items[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()

    def _revise(self) -> None:
        item = self.sender()
        if item is not None:
            self.revise_requested.emit(int(item.objectName()))
