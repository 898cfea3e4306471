# SPDX-License-Identifier: MIT
"""The rows of the palette: which fit what was typed, best first, and how they are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kbdesk.language import tr
from kbdesk.ui import icons
from kbdesk.ui.mirror import turned, write
from kbdesk.ui.rows import ItemModel
from kbdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: an action of the table, or a document.

    ``name`` is the action, or the path of the document; ``spans`` are the letters of ``text`` that fit.
    """

    kind: Literal["action", "article", "playbook"]
    name: str
    text: str
    group: str
    key: str = ""
    reason: str = ""
    """Why it cannot be done now; "" if it can."""
    spans: Spans = ()

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        told = tr("cannot be done now: {reason}", reason=self.reason) if self.reason else self.key
        return ", ".join(filter(None, (self.text, self.group, told)))


def fitting(choices: Iterable[Choice], typed: str, recent: Sequence[str] = ()) -> list[Choice]:
    """The choices that fit what was typed, best first; with nothing typed all, those used last first.

    Every word must begin a word of the text, or its group, or stand inside one; or the letters typed are
    the first letters of words, in their order. What fits better comes first (several words best as they stand
    side by side), then what was used last, then what can be done now; else the order stays.
    """
    ages = {name: number for number, name in enumerate(recent)}
    found = []
    for place, choice in enumerate(choices):
        fit = fit_of(choice, typed)
        if fit is not None:
            rank, spans = fit
            age = ages.get(choice.name, len(ages))
            found.append(((rank, age, bool(choice.reason), place), replace(choice, spans=spans)))
    return [choice for _, choice in sorted(found, key=lambda one: one[0])]


def fit_of(choice: Choice, typed: str) -> tuple[int, Spans] | None:
    """How well a choice fits (0 is best) and which letters of it do; None if it does not."""
    words = typed.casefold().split()
    text = choice.text.casefold()
    if len(text) != len(choice.text):  # letters that become two: nothing can be marked
        text = choice.text.lower()
    rank, spans = 0 if " ".join(words) in text else 1, []
    for word in words:
        at = _place_of(word, text)
        if at >= 0:
            begins = at == 0 or not text[at - 1].isalnum()
            rank = max(rank, 0 if begins else 3)
            spans.append((at, at + len(word)))
        elif word in choice.group.casefold():
            rank = max(rank, 2)
        else:
            initials = _initials(typed.casefold().replace(" ", ""), text)
            return None if initials is None else (4, initials)
    return rank, tuple(sorted(spans))


def _place_of(word: str, text: str) -> int:
    """Where a word begins in a text, at the beginning of one of its words if there is one; -1 if nowhere."""
    at = first = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at if at >= 0 else first


def _initials(letters: str, text: str) -> Spans | None:
    """Where the first letters of words stand that are these letters, in order; None if they are not."""
    starts = [at for at, sign in enumerate(text) if sign.isalnum() and (not at or not text[at - 1].isalnum())]
    spans, number = [], 0
    for at in starts:
        if number < len(letters) and text[at] == letters[number]:
            spans.append((at, at + 1))
            number += 1
    return tuple(spans) if number == len(letters) and number > 1 else None


class ChoiceModel(ItemModel[Choice]):
    """Choices in order."""

    def spoken(self, row: Choice) -> str:
        """As the choice says it."""
        return row.spoken

    def told(self, row: Choice, role: int) -> object:
        """Its text."""
        return row.text if role == Qt.ItemDataRole.DisplayRole else None


class ChoiceDelegate(QStyledItemDelegate):
    """Draws a choice: its text with what fits in bold, its group or why it cannot be done, its key."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrow = False

    def set_theme(self, theme: Theme, *, narrow: bool = False) -> None:
        """Draw in this look from now on; in a narrow list group and key stand below the text."""
        self._theme, self._narrow = theme, narrow

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line of text, or two in a narrow list, and some room."""
        del option, index
        lines = 2 if self._narrow else 1
        return QSize(0, lines * QFontMetrics(self._theme.font(13, 600)).height() + self._theme.px(18))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        choice = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(choice, Choice):
            return
        theme = self._theme
        area: QRect = option.rect.adjusted(0, theme.px(1), 0, -theme.px(1))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            selected = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if selected else "surface"))
            painter.drawRoundedRect(area, theme.px(6), theme.px(6))
        inside = area.adjusted(theme.px(12), 0, -theme.px(12), 0)
        below = inside
        if self._narrow:
            inside, below = (
                inside.adjusted(0, part, 0, part - inside.height() // 2) for part in self._halves(inside)
            )
        if choice.key:
            below = QRect(below)
            below.setRight(self._key(painter, below, choice.key, area) - theme.px(10))
        left = self._words(painter, inside if self._narrow else below, choice, area)
        left = below.left() if self._narrow else left + theme.px(8)
        group = choice.reason or choice.group
        self._piece(painter, below, left, group, theme.font(12), "muted", area)
        painter.restore()

    def _halves(self, inside: QRect) -> tuple[int, int]:
        """How far from the top the two lines of a narrow list begin."""
        edge = self._theme.px(3)
        return edge, inside.height() // 2 - edge

    def _key(self, painter: QPainter, inside: QRect, key: str, area: QRect) -> int:
        """Draw the key at the end; where it begins."""
        theme = self._theme
        font = theme.mono(11)
        metrics = QFontMetrics(font)
        wide = metrics.horizontalAdvance(key) + theme.px(12)
        high = metrics.height() + theme.px(2)
        top = inside.top() + (inside.height() - high) // 2
        place = QRect(inside.right() - wide, top, wide, high)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("surface"))
        cap = turned(QRectF(place), area)
        painter.drawRoundedRect(cap, theme.px(3), theme.px(3))
        painter.setFont(font)
        painter.setPen(theme.color("muted"))
        write(painter, cap, key, Qt.AlignmentFlag.AlignHCenter)
        return place.left()

    def _words(self, painter: QPainter, inside: QRect, choice: Choice, area: QRect) -> int:
        """Draw the text, with a picture where it is no action that can be done; where it ends."""
        theme, left = self._theme, inside.left()
        if choice.kind != "action" or choice.reason:
            name = "warning" if choice.reason else choice.kind
            side = theme.px(14)
            ratio = painter.device().devicePixelRatioF()
            picture = icons.pixmap(name, theme.hex("muted"), side, ratio)
            place = QRectF(left, inside.top() + (inside.height() - side) // 2, side, side)
            painter.drawPixmap(turned(place, area).topLeft(), picture)
            left += side + theme.px(8)
        colour = "muted" if choice.reason else "fg"
        for text, bold in _pieces(choice):
            font = theme.font(13, 700 if bold else 400)
            left = self._piece(painter, inside, left, text, font, colour, area)
        return left

    def _piece(
        self, painter: QPainter, inside: QRect, left: int, text: str, font: QFont, colour: str, area: QRect
    ) -> int:
        """Draw a piece as far as there is room; where the next one begins."""
        metrics, room = QFontMetrics(font), inside.right() - left
        if room < metrics.averageCharWidth() * 2:
            return inside.right()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(self._theme.color(colour))
        write(painter, turned(QRectF(left, inside.top(), room, inside.height()), area), shown)
        return left + metrics.horizontalAdvance(text)


def _pieces(choice: Choice) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it fits what was typed."""
    pieces, done = [], 0
    for start, end in choice.spans:
        if end > done:
            pieces += [
                (choice.text[done : max(start, done)], False),
                (choice.text[max(start, done) : end], True),
            ]
            done = end
    return [(text, bold) for text, bold in (*pieces, (choice.text[done:], False)) if text]
