# SPDX-License-Identifier: MIT
"""The rows of a list of hits: what is said of a hit, and the delegate that draws it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kbdesk.language import tr
from kbdesk.model import Hit, Spans
from kbdesk.ui import icons
from kbdesk.ui.key_map import key_of
from kbdesk.ui.mirror import line_start, turned
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

KIND_NAMES = {"article": tr("article"), "playbook": tr("playbook"), "step": tr("step")}
"""What a hit is, in a word."""

FIELD_NAMES = {
    "says": tr("customers say"),
    "error": tr("error code"),
    "tag": tr("tag"),
    "heading": tr("heading"),
}
"""How a row says where the query matched best; title and text go without saying."""

_BLANKS = dict.fromkeys((*range(32), 127, 133, 8232, 8233), " ")
_LONGEST = 600
"""Characters of a field that are ever laid out: more would not fit a row, and would cost time."""


def breadcrumb(path: str) -> str:
    """The path as people read it: ``Outlook / Client / password-prompt``."""
    return " / ".join(path.removesuffix(".md").split("/"))


def name_of(path: str) -> str:
    """A document as people call it who know only its path: ``password prompt``."""
    return path.rsplit("/", 1)[-1].removesuffix(".md").replace("-", " ").replace("_", " ")


def utf16(text: str, spans: Spans) -> Spans:
    """The spans counted as Qt counts, where a sign outside the first plane takes two places."""
    if not spans or max(text, default="") <= "\uffff":
        return spans

    def place(offset: int) -> int:
        return offset + sum(sign > "\uffff" for sign in text[:offset])

    return tuple((place(start), place(end)) for start, end in spans)


@dataclass(frozen=True)
class _Line:
    """Text laid out once: where it starts, relative to the row's text column."""

    layout: QTextLayout
    colour: str
    y: float
    x: float = 0

    def draw(self, painter: QPainter, theme: Theme, x: float, top: float) -> None:
        painter.setPen(theme.color(self.colour))
        self.layout.draw(painter, QPointF(x + self.x, top + self.y))


@dataclass(frozen=True)
class _Pill:
    """A badge: its ground, relative to the row's text column, and its text."""

    area: QRectF
    ground: str
    text: _Line

    def draw(self, painter: QPainter, theme: Theme, x: float, top: float) -> None:
        painter.setPen(theme.color("line") if self.ground == "surface" else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self.ground))
        radius = self.area.height() / 2
        painter.drawRoundedRect(self.area.translated(x, top), radius, radius)
        self.text.draw(painter, theme, x, top)


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
        return self.foot + self.path_height + 2 * self.pad + self.gap

    @property
    def foot(self) -> int:
        """Where the last line of a row begins."""
        return self.title_height + 2 * self.snippet_height

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
    """Draws a hit: icon, title, why it is here, where it is kept, and badges.

    What was laid out is kept for each hit until it is no result any more, or the width or the theme change: a
    frame then only paints (measured: a quarter of the time of laying out in each frame).
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sizes = _Metrics.of(theme)
        self._rows: dict[Hit, tuple[_Line | _Pill, ...]] = {}
        self._badges: dict[str, QTextLayout] = {}
        self._width = -1

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme, self._sizes = theme, _Metrics.of(theme)
        self._badges.clear()
        self._rows.clear()

    def keep(self, hits: Iterable[Hit]) -> None:
        """Drop what was laid out of all but these; call when the rows change."""
        kept = {_looks(hit) for hit in hits if not hit.successor}  # that line names a key, which may change
        self._rows = {hit: parts for hit, parts in self._rows.items() if hit in kept}

    @property
    def row_height(self) -> int:
        """Height of one row in pixels."""
        return self._sizes.height

    def on_successor(self, hit: Hit, row: QRect, spot: QPoint) -> bool:
        """Whether a place in a row is on the line that names what replaces the hit."""
        sizes = self._sizes
        top = row.top() + sizes.pad + sizes.title_height
        return bool(hit.successor) and top <= spot.y() < top + sizes.snippet_height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same height for every row; as wide as the list."""
        return QSize(0, self._sizes.height)

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
            self._rows.clear()
        looks = _looks(hit)
        parts = self._rows.get(looks)
        if parts is None:
            parts = self._rows[looks] = self._lay_out(hit, width)
        top = area.top() + sizes.pad
        x = turned(QRectF(area.left() + sizes.left, top, width, 1), area).left()
        for part in parts:
            part.draw(painter, theme, x, top)
        side = theme.px(15)
        colour = "muted" if hit.kind == "article" or hit.confidence == "archived" else "accent"
        picture = icons.pixmap(hit.kind, theme.hex(colour), side, painter.device().devicePixelRatioF())
        place = QRectF(area.left() + theme.px(12), top + (sizes.title_height - side) // 2, side, side)
        painter.drawPixmap(turned(place, area).topLeft(), picture)
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
            painter.drawRoundedRect(turned(strip, area), bar / 2, bar / 2)

    def _lay_out(self, hit: Hit, width: int) -> tuple[_Line | _Pill, ...]:
        sizes = self._sizes
        ink = "muted" if hit.confidence == "archived" else "fg"
        lines = self._lines(hit.title, hit.title_spans, sizes.title, ink, width, 1, 0, sizes.title_height)
        y, height = sizes.title_height, sizes.snippet_height
        why = ""
        if hit.successor:
            title, key = name_of(hit.successor), key_of("open_successor")
            why = tr("replaced by {title} · {key}", title=title, key=key)
        elif hit.matched_says:
            why = tr("customers say: “{words}”", words=hit.matched_says)
        if why:
            lines += self._lines(why, (), sizes.snippet, "accent", width, 1, y, height)
            y += height
        rows = 1 if why else 2
        lines += self._lines(hit.snippet, hit.snippet_spans, sizes.snippet, "muted", width, rows, y, height)
        return (*lines, *self._foot(hit, width))

    def _foot(self, hit: Hit, width: int) -> list[_Line | _Pill]:
        """The last line: the badges from the right, and in the room they leave where the hit is kept."""
        sizes = self._sizes
        parts: list[_Line | _Pill] = []
        metrics, right, column = QFontMetrics(sizes.path), float(width), QRectF(0, 0, width, 1)
        for words, ink, ground in _badges(hit):
            layout = self._badges.get(words)
            if layout is None:
                text = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, self._theme.px(120))
                layout = self._layout(text, (), sizes.path, metrics.horizontalAdvance(text))
                self._badges[words] = layout
            wide = round(layout.maximumWidth()) + self._theme.px(16)
            if wide > right:
                break
            area = QRectF(right - wide + 0.5, sizes.foot + 0.5, wide - 1, sizes.path_height - 1)
            area = turned(area, column)
            line = self._foot_line(layout, ink, area.left() - 0.5 + self._theme.px(8))
            parts.append(_Pill(area, ground, line))
            right -= wide + self._theme.px(4)
        where = breadcrumb(hit.path)
        if hit.kind == "step":
            where = tr("Step of {title}", title=hit.of or name_of(hit.path))
        end = Qt.TextElideMode.ElideRight if hit.kind == "step" else Qt.TextElideMode.ElideMiddle
        room = int(right) - self._theme.px(4)
        if room > self._theme.px(24):
            text = metrics.elidedText(where[-_LONGEST:].translate(_BLANKS), end, room)
            x = turned(QRectF(0, 0, room, 1), column).left()
            parts.append(self._foot_line(self._layout(text, (), sizes.path, room), "muted", x))
        return parts

    def _foot_line(self, layout: QTextLayout, ink: str, x: float) -> _Line:
        y = self._sizes.foot + (self._sizes.path_height - layout.boundingRect().height()) / 2
        return _Line(layout, ink, y, x)

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
        option.setAlignment(line_start())
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        if spans:
            layout.setFormats(self._marks(text, spans))
        layout.beginLayout()
        line = layout.createLine()
        if line.isValid():
            line.setLineWidth(width)
        layout.endLayout()
        return layout

    def _marks(self, text: str, spans: Spans) -> list[QTextLayout.FormatRange]:
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
        return ranges


def _looks(hit: Hit) -> Hit:
    """What of a hit can be seen: its score moves with every change of the library."""
    return hit._replace(score=0.0)


def _badges(hit: Hit) -> list[tuple[str, str, str]]:
    """The badges of a hit as (text, ink, ground), what matters most first."""
    badges = [(TIER_NAMES[hit.tier], *TIER_COLOURS[hit.tier])]
    if hit.confidence == "archived":
        badges.append((tr("archived"), "muted", "surface"))
    elif hit.confidence == "draft":
        badges.append((tr("draft"), "warn", "warn_weak"))
    if hit.news:
        badges.append((tr("changed"), "accent", "weak"))
    if hit.library:
        badges.append((hit.library, "accent", "weak"))
    if hit.field in FIELD_NAMES and (hit.successor or not hit.matched_says):
        badges.append((FIELD_NAMES[hit.field], "muted", "surface"))
    return badges


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
    return len(text) if text.isascii() else len(text) + sum(sign > "\uffff" for sign in text)


def _split(text: str, place: int) -> tuple[str, str]:
    """The text before and after a place counted as Qt counts."""
    if max(text, default="") <= "\uffff":
        return text[:place], text[place:]
    coded = text.encode("utf-16-le", "surrogatepass")
    first, rest = coded[: 2 * place], coded[2 * place :]
    return first.decode("utf-16-le", "replace"), rest.decode("utf-16-le", "replace")
