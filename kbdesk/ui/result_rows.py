# SPDX-License-Identifier: MIT
"""The rows of the results list: a model over a tuple of hits, and the delegate that draws them."""

from __future__ import annotations

import html
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kbdesk.model import Hit, Results, Spans
from kbdesk.ui import icons
from kbdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex

TIER_NAMES = {"1": "T1", "2": "T2", "3": "T3", "specialist": "S"}
"""How a tier is written on a badge."""

TIER_COLOURS = {
    "1": ("ok", "ok_weak"),
    "2": ("warn", "warn_weak"),
    "3": ("accent", "weak"),
    "specialist": ("muted", "surface"),
}
"""Text and ground of a tier's badge, as tokens."""

_BLANKS = dict.fromkeys((*range(32), 127, 133, 8232, 8233), " ")
_LONGEST = 600
"""Characters of a field that are ever laid out: more would not fit a row, and would cost time."""


def breadcrumb(path: str) -> str:
    """The path as people read it: ``Outlook / Client / password-prompt``."""
    return " / ".join(path.removesuffix(".md").split("/"))


def utf16(text: str, spans: Spans) -> Spans:
    """The spans counted as Qt counts, where a sign outside the first plane takes two places."""
    if not spans or max(text, default="") <= "\uffff":
        return spans

    def place(offset: int) -> int:
        return offset + sum(sign > "\uffff" for sign in text[:offset])

    return tuple((place(start), place(end)) for start, end in spans)


class HitModel(QAbstractListModel):
    """The hits of one answer, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results = Results("")

    @property
    def results(self) -> Results:
        """What is shown."""
        return self._results

    def show_results(self, results: Results) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._results = results
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        """The hit of a row, counted from 0; None outside."""
        hits = self._results.hits
        return hits[row] if 0 <= row < len(hits) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many hits there are."""
        return 0 if parent.isValid() else len(self._results.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The hit (user role), its title, or what a screen reader says."""
        hit = self.hit(index.row())
        if hit is None:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return html.escape(f"{hit.title}\n{hit.path}").replace("\n", "<br>")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            total = max(self._results.total, len(self._results.hits))
            return f"{hit.title}. {hit.kind}. {breadcrumb(hit.path)}. rank {index.row() + 1} of {total}"
        return None


@dataclass(frozen=True)
class _Line:
    """Text laid out once: where its lines start, relative to the row's text column."""

    layout: QTextLayout
    colour: str
    y: float

    def draw(self, painter: QPainter, theme: Theme, x: float, top: float) -> None:
        painter.setPen(theme.color(self.colour))
        self.layout.draw(painter, QPointF(x, top + self.y))


@dataclass(frozen=True)
class _Metrics:
    """Sizes of a row at one text size, from the fonts' own metrics."""

    title: QFont
    snippet: QFont
    path: QFont
    title_height: int
    snippet_height: int
    path_height: int
    pad: int
    gap: int
    left: int

    @property
    def height(self) -> int:
        """Height of a row with the gap below it."""
        return self.title_height + 2 * self.snippet_height + self.path_height + 2 * self.pad + self.gap

    @staticmethod
    def of(theme: Theme) -> _Metrics:
        title, snippet, path = theme.font(14, 600), theme.font(13), theme.font(11)
        return _Metrics(
            title=title,
            snippet=snippet,
            path=path,
            title_height=QFontMetrics(title).height() + theme.px(2),
            snippet_height=QFontMetrics(snippet).height() + theme.px(1),
            path_height=QFontMetrics(path).height() + theme.px(4),
            pad=theme.px(7),
            gap=theme.px(4),
            left=theme.px(34),
        )


class HitDelegate(QStyledItemDelegate):
    """Draws a hit: icon, title, two lines of snippet, path and badges.

    What was laid out is kept for each row until the results, the width or the theme change: a frame then only
    paints (measured: a quarter of the time of laying out in each frame).
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sizes = _Metrics.of(theme)
        self._rows: dict[int, tuple[_Line, ...]] = {}
        self._width = -1

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme, self._sizes = theme, _Metrics.of(theme)
        self.forget()

    def forget(self) -> None:
        """Drop what was laid out; call it when the rows change."""
        self._rows.clear()

    @property
    def row_height(self) -> int:
        """Height of every row."""
        return self._sizes.height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same height for all rows."""
        return QSize(self._theme.px(160), self._sizes.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        hit = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(hit, Hit):
            return
        theme, sizes = self._theme, self._sizes
        area: QRect = option.rect.adjusted(0, 0, 0, -sizes.gap)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, option, area)
        width = area.width() - sizes.left - theme.px(10)
        if width != self._width:
            self._width = width
            self.forget()
        lines = self._rows.get(index.row())
        if lines is None:
            lines = self._rows[index.row()] = self._lay_out(hit, width)
        x, top = area.left() + sizes.left, area.top() + sizes.pad
        for line in lines:
            line.draw(painter, theme, x, top)
        side = theme.px(15)
        colour = "accent" if hit.kind == "playbook" else "muted"
        picture = icons.pixmap(hit.kind, theme.hex(colour), side, painter.device().devicePixelRatioF())
        painter.drawPixmap(area.left() + theme.px(12), top + (sizes.title_height - side) // 2, picture)
        self._draw_foot(painter, hit, QRect(x, area.bottom() - sizes.pad - sizes.path_height + 1, width, 1))
        painter.restore()

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
        theme = self._theme
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if not selected and not state & QStyle.StateFlag.State_MouseOver:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected" if selected else "surface"))
        radius = theme.px(8)
        painter.drawRoundedRect(area, radius, radius)
        if selected:
            inset, bar = theme.px(9), theme.px(3)
            painter.setBrush(theme.color("accent"))
            strip = QRectF(area.left(), area.top() + inset, bar, area.height() - 2 * inset)
            painter.drawRoundedRect(strip, bar / 2, bar / 2)

    def _lay_out(self, hit: Hit, width: int) -> tuple[_Line, ...]:
        sizes = self._sizes
        lines = [*self._lines(hit.title, hit.title_spans, sizes.title, "fg", width, 1, 0, sizes.title_height)]
        y, height = sizes.title_height, sizes.snippet_height
        if hit.matched_says:
            says = f"customers say: “{hit.matched_says}”"
            lines += self._lines(says, (), sizes.snippet, "accent", width, 1, y, height)
            y += height
        rows = 1 if hit.matched_says else 2
        lines += self._lines(hit.snippet, hit.snippet_spans, sizes.snippet, "muted", width, rows, y, height)
        return tuple(lines)

    def _lines(
        self, text: str, spans: Spans, font: QFont, colour: str, width: int, rows: int, y: float, height: int
    ) -> list[_Line]:
        """Lay a text out on at most ``rows`` lines, the last one elided."""
        spans = utf16(text, spans)
        text = text[:_LONGEST].translate(_BLANKS)
        made: list[_Line] = []
        for row in range(rows):
            if row == rows - 1:
                line, rest = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width), ""
            else:
                line, rest = _split(text, _fitting(text, font, width))
            made.append(_Line(self._layout(line, spans, font, width), colour, y + row * height))
            if not rest:
                break
            text = rest.lstrip()
            shift = _length(line) + len(rest) - len(text)
            spans = tuple((max(0, start - shift), end - shift) for start, end in spans if end > shift)
        return made

    def _layout(self, text: str, spans: Spans, font: QFont, width: int) -> QTextLayout:
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        marked = QTextCharFormat()
        marked.setBackground(self._theme.color("hit"))
        marked.setForeground(self._theme.color("fg"))
        ranges = []
        length = _length(text)
        for start, end in spans:
            if start < length:
                span = QTextLayout.FormatRange()
                span.start, span.length, span.format = start, min(end, length) - start, marked
                ranges.append(span)
        layout.setFormats(ranges)
        layout.beginLayout()
        line = layout.createLine()
        if line.isValid():
            line.setLineWidth(width)
        layout.endLayout()
        return layout

    def _draw_foot(self, painter: QPainter, hit: Hit, line: QRect) -> None:
        theme, sizes = self._theme, self._sizes
        right = line.right()
        badges = [(TIER_NAMES[hit.tier], *TIER_COLOURS[hit.tier])]
        if hit.confidence == "archived":
            badges.append(("archived", "muted", "surface"))
        elif hit.confidence == "draft":
            badges.append(("draft", "warn", "warn_weak"))
        metrics = QFontMetrics(sizes.path)
        painter.setFont(sizes.path)
        for text, ink, ground in badges:
            wide = metrics.horizontalAdvance(text) + theme.px(16)
            pill = QRectF(right - wide, line.top(), wide, sizes.path_height)
            painter.setPen(theme.color("line") if ground == "surface" else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), pill.height() / 2, pill.height() / 2)
            painter.setPen(theme.color(ink))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
            right -= round(wide + theme.px(4))
        room = right - line.left() - theme.px(4)
        path = metrics.elidedText(breadcrumb(hit.path)[-_LONGEST:], Qt.TextElideMode.ElideMiddle, room)
        painter.setPen(QColor(theme.hex("muted")))
        area = QRect(line.left(), line.top(), room, sizes.path_height)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, path)


def _fitting(text: str, font: QFont, width: int) -> int:
    """How much of the text goes on its first line, as Qt counts."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setLineWidth(width)
    layout.endLayout()
    return line.textLength() if line.isValid() else 0


def _length(text: str) -> int:
    """The length as Qt counts it."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def _split(text: str, place: int) -> tuple[str, str]:
    """The text before and after a place counted as Qt counts."""
    if max(text, default="") <= "\uffff":
        return text[:place], text[place:]
    coded = text.encode("utf-16-le", "surrogatepass")
    first, rest = coded[: 2 * place], coded[2 * place :]
    return first.decode("utf-16-le", "replace"), rest.decode("utf-16-le", "replace")
