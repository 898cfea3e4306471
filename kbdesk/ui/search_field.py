# SPDX-License-Identifier: MIT
"""The search field, and below it what may follow a sign such as ``tag:``, chosen without leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.ui.announce import announce
from kbdesk.ui.mirror import turned, turned_pixels, write
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.search.complete import Candidate, Completion

LONGEST_TEXT = 10_000
"""Longer than what search looks at, so that it can tell that a pasted text is too long."""

_KEYS = tr("Tab takes the first   ↑↓ choose   Esc close")
_NOTE = Qt.ItemDataRole.UserRole + 1
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchField(LineEdit):
    """A field of one line that offers the values of a sign while one is typed.

    What is offered takes Tab, Up, Down and Escape, and Enter once a row was chosen; all else is typed on.

    Signals:
        completion_wanted(str text, int cursor): what may stand where the cursor is (in characters)? It is
            answered to ``show_completion``.
    """

    completion_wanted = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_TEXT)
        self._popup = Popup(parent)
        self._popup.list.itemClicked.connect(self._take)
        self._completion: Completion | None = None
        self._asked: tuple[str, int] | None = None
        self._closed_at = -1
        self.textChanged.connect(self._look)
        self.cursorPositionChanged.connect(self._look)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self.setFont(theme.font(15))
        self._popup.set_theme(theme)
        self._place()

    @property
    def offered(self) -> tuple[str, ...]:
        """What is offered now, as it is shown; () if nothing is."""
        shown = self._completion if self._popup.isVisible() else None
        return tuple(candidate.shown for candidate in shown.candidates) if shown else ()

    # --- what is offered ---

    def _cursor(self) -> int:
        """The cursor's place in characters; Qt counts a sign outside the first plane as two."""
        before = self.text().encode("utf-16-le", "surrogatepass")[: 2 * self.cursorPosition()]
        return len(before.decode("utf-16-le", "ignore"))

    def _look(self) -> None:
        text = self.text()
        if ":" not in text[: self._cursor()] or not self.hasFocus():
            self._asked, self._closed_at = None, -1
            self._popup.hide()
            return
        asked = text, self._cursor()
        if asked != self._asked:
            self._asked = asked
            self.completion_wanted.emit(*asked)

    def show_completion(self, completion: Completion) -> None:
        """Offer what was found; an answer to an older text is ignored."""
        if (completion.text, completion.cursor) != self._asked:
            return
        if not completion.candidates or not self.hasFocus():
            self._closed_at = -1
            self._popup.hide()
        elif completion.start != self._closed_at:
            self._completion = completion
            self._popup.show_candidates(completion.candidates, more=completion.more)
            self._place()
            self._announce(completion)

    def _announce(self, completion: Completion) -> None:
        count = len(completion.candidates)
        sign, first = completion.sign, completion.candidates[0].shown
        if sign:
            told = tr("{n} for {sign}: Tab takes {first}, Down chooses", n=count, sign=sign, first=first)
        else:
            told = tr("{n} signs Tab takes {first}, Down chooses", n=count, first=first)
        announce(self, told)

    def _place(self) -> None:
        below = self.geometry().bottomLeft() + QPoint(0, self._popup.gap)
        self._popup.place(QRect(below, QSize(self.width(), 1)))

    # --- keys ---

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is meant for what is offered."""
        if not self._popup.isVisible() or event.modifiers() not in _PLAIN:
            return False
        key = event.key()
        return key in (Qt.Key.Key_Tab, Qt.Key.Key_Escape, *_MOVES) or (key in _ENTER and self._popup.row >= 0)

    def event(self, event: QEvent) -> bool:
        """Take the keys of what is offered before they mean anything else."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.wants(event):
            self._key(Qt.Key(event.key()))
            return True
        return super().event(event)

    def _key(self, key: Qt.Key) -> None:
        if key in _MOVES:
            self._popup.move_row(_MOVES[key])
            announce(self, self._popup.list.currentItem().text())
        elif key == Qt.Key.Key_Escape:
            self._closed_at = self._completion.start if self._completion else -1
            self._popup.hide()
        else:
            self._take()

    def _take(self) -> None:
        """Put the chosen candidate, or the first, into the text."""
        completion = self._completion
        if completion is None:
            return
        text, taken = completion.text, completion.candidates[max(self._popup.row, 0)].text
        self._popup.hide()
        spaced = taken.endswith(":") or text[completion.end : completion.end + 1] == " "
        before, inside = (
            len(part.encode("utf-16-le", "surrogatepass")) // 2
            for part in (text[: completion.start], text[completion.start : completion.end])
        )
        self.setSelection(before, inside) if inside else self.setCursorPosition(before)
        self.insert(taken if spaced else f"{taken} ")

    # --- Qt ---

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Offer nothing while the keys go elsewhere."""
        super().focusOutEvent(event)
        self._asked = None
        self._popup.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take along what is offered."""
        super().hideEvent(event)
        self._popup.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is offered below the field."""
        super().resizeEvent(event)
        self._place()


class Popup(QFrame):
    """A short list over the window, below a field that keeps the keyboard focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("completion")
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("What may follow"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self._rows = _Rows(self.list)
        self.list.setItemDelegate(self._rows)
        self._keys = QLabel(_KEYS, self)
        self._keys.setTextFormat(Qt.TextFormat.PlainText)
        self._keys.setProperty("role", "meta")
        self._box = QVBoxLayout(self)
        self._box.setSpacing(0)
        self._box.addWidget(self.list)
        self._box.addWidget(self._keys)
        self.gap = 2
        self._widest = 0
        self.hide()

    @property
    def row(self) -> int:
        """The row that was chosen; -1 before one was."""
        return self.list.currentRow()

    def move_row(self, delta: int) -> None:
        """Choose the next row or the one before; from the end it goes on at the other."""
        before = self.row if self.row >= 0 else min(-delta, 0)
        self.list.setCurrentRow((before + delta) % self.list.count())

    def show_candidates(self, candidates: tuple[Candidate, ...], *, more: bool) -> None:
        """Show these, none chosen yet; ``more`` if there are others that begin otherwise."""
        self.list.clear()
        for candidate in candidates:
            item = QListWidgetItem(candidate.shown, self.list)
            item.setData(_NOTE, candidate.note)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (candidate.shown, candidate.note)))
            )
        self.list.setCurrentRow(-1)
        self._keys.setText(tr("{keys}   type on for more", keys=_KEYS) if more else _KEYS)
        self.show()
        self.raise_()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._rows.theme = theme
        self._box.setContentsMargins(*(theme.px(side) for side in (5, 5, 5, 6)))
        self._keys.setContentsMargins(theme.px(9), theme.px(5), theme.px(9), 0)
        self.gap, self._widest = theme.px(4), theme.px(380)

    def place(self, below: QRect) -> None:
        """Stand below this line, as high as the rows are."""
        rows = self.list.count()
        self.list.setFixedHeight(rows * self._rows.height if rows else 1)
        width = min(below.width(), self._widest)
        place = QRect(below.topLeft(), QSize(width, self._box.sizeHint().height()))
        self.setGeometry(turned_pixels(place, below))


class _Rows(QStyledItemDelegate):
    """Draws a value and, muted behind it, a few words on it."""

    theme = Theme()

    @property
    def height(self) -> int:
        """The height of a row."""
        return self.theme.px(28)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are alike."""
        del option, index
        return QSize(self.theme.px(80), self.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        theme, area = self.theme, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(area, theme.px(6), theme.px(6))
        room = area.adjusted(theme.px(9), 0, -theme.px(9), 0)
        for text, token, size in (
            (str(index.data()), "fg", 14),
            (str(index.data(_NOTE) or ""), "muted", 12),
        ):
            painter.setFont(theme.font(size))
            painter.setPen(theme.color(token))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            write(painter, turned(QRectF(room), area), shown)
            room.setLeft(room.left() + metrics.horizontalAdvance(shown) + theme.px(12))
        painter.restore()
