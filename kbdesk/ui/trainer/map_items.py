# SPDX-License-Identifier: MIT
"""What a map is made of: bands, arrows, and the cards of steps and ends, in sizes at 100 %."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.trainer.map_text import Words, fitted
from kbdesk.ui.trainer.map_words import STATES, band_words

if TYPE_CHECKING:
    from kbdesk.playbook.layout import Band, Edge, Node

DETAIL = 0.35
"""Below this zoom texts are left out: they could not be read."""
_HEAD, _BEND = 7.0, 7.0
_PAD = 14.0
_GLYPHS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "check": (((4, 13), (9.5, 18), (20, 6)),),
    "up": (((12, 20), (12, 4.5)), ((5.5, 11), (12, 4.5), (18.5, 11))),
    "forward": (((4, 12), (20, 12)), ((13.5, 5.5), (20, 12), (13.5, 18.5))),
    "back": (((9, 4), (4, 9), (9, 14)), ((4, 9), (15, 9), (19, 13), (15, 19), (9, 19))),
    "warning": (
        ((12, 3.5), (2.5, 20), (21.5, 20), (12, 3.5)),
        ((12, 10), (12, 14.5)),
        ((12, 17), (12, 17.4)),
    ),
    "book": (
        ((6, 3.5), (18, 3.5), (18, 20.5), (6, 20.5), (6, 3.5)),
        ((9.5, 8.5), (14.5, 8.5)),
        ((9.5, 12), (14.5, 12)),
    ),
    "close": (((6, 6), (18, 18)), ((18, 6), (6, 18))),
}
"""Strokes on a 24 x 24 grid; drawn as lines, so that they are sharp on paper too."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on a step or an answer: how often it is taken, what became of it.

    ``tone`` is a colour token (ok, warn, danger, accent, muted); ``strength`` (0 to 1) widens an arrow.
    """

    text: str
    tone: str = "muted"
    strength: float = 0.0


class Outlook:
    """How the cards of one map are drawn: the colours, and the texts as they fit."""

    def __init__(self, theme: Theme) -> None:
        self.theme = plain = Theme(theme.dark)
        self.colours = {
            token: plain.color(token)
            for token in (
                "bg", "surface", "raised", "line", "border", "fg", "muted", "accent", "weak", "selected",
                "ok", "ok_weak", "warn", "warn_weak", "danger", "danger_weak", "on_accent",
            )
        }  # fmt: skip
        self.title, self.row, self.small = plain.font(13, 600), plain.font(12), plain.font(11, 600)
        self.metrics = {
            name: QFontMetricsF(font)
            for name, font in (("title", self.title), ("row", self.row), ("small", self.small))
        }
        self._small: dict[str, Words] = {}

    def label(self, text: str) -> Words:
        """A small text, shaped once."""
        if text not in self._small:
            self._small[text] = Words((text,), self.small, self.metrics["small"])
        return self._small[text]


class BandItem(QGraphicsItem):
    """The ground of a tier, with its title."""

    def __init__(self, band: Band, look: Outlook) -> None:
        super().__init__()
        self._band, self._look = band, look
        self._title = Words((band_words(band),), look.title, look.metrics["title"])
        self.setZValue(-2)

    def boundingRect(self) -> QRectF:
        """All of it."""
        band = self._band
        return QRectF(band.x, band.y, band.w, band.h)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the ground and the title."""
        del option
        colours = self._look.colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours["surface"])
        painter.drawRoundedRect(self.boundingRect(), 12, 12)
        self._title.draw(painter, QPointF(self._band.x + _PAD, self._band.y + 12), colours["muted"])


class ArrowsItem(QGraphicsItem):
    """Arrows that look the same, drawn in one go."""

    def __init__(self, level: float, token: str, width: float, *, dashed: bool = False) -> None:
        super().__init__()
        self._lines, self._heads = QPainterPath(), QPainterPath()
        self._token, self._width, self._dashed = token, width, dashed
        self._colour = QColor()
        self.setZValue(level)

    def show_edges(self, edges: Iterable[Edge], colours: dict[str, QColor], *, whole: bool = False) -> None:
        """Draw these; ``whole``: each from its card on, not from the answer above it."""
        self.prepareGeometryChange()
        self._lines, self._heads = QPainterPath(), QPainterPath()
        self._heads.setFillRule(Qt.FillRule.WindingFill)
        self._colour = colours[self._token]
        for edge in edges:
            add_arrow(self._lines, edge, whole=whole)
            x, y = edge.points[-1]
            tip = [QPointF(x, y), QPointF(x - _HEAD, y - _HEAD / 2), QPointF(x - _HEAD, y + _HEAD / 2)]
            self._heads.addPolygon(QPolygonF(tip))
        self.update()

    def boundingRect(self) -> QRectF:
        """All of them."""
        return self._lines.boundingRect().adjusted(-8, -8, 8, 8)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the lines, then the heads."""
        if self._lines.isEmpty():
            return
        detail = option.levelOfDetailFromTransform(painter.worldTransform())
        pen = QPen(self._colour, max(self._width, 1 / max(detail, 0.1)))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self._dashed and detail >= DETAIL:
            pen.setDashPattern([4, 3])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(self._lines)
        if detail >= DETAIL:
            painter.fillPath(self._heads, self._colour)


def add_arrow(path: QPainterPath, edge: Edge, *, whole: bool = False) -> None:
    """Add the way of an arrow to a path: down from the card, below the answer's text, then to the target."""
    (trunk, top), (_, down), (right, _) = edge.points[:3]
    above = top if whole or edge.number == 1 else down - (down - top) / edge.number
    path.moveTo(trunk, above)
    path.lineTo(trunk, down - _BEND)
    path.quadTo(trunk, down, trunk + _BEND, down)
    path.lineTo(right, down)
    x, y = right, down
    for to_x, to_y in edge.points[3:]:
        end = to_x - (_HEAD - 1 if (to_x, to_y) == edge.points[-1] else 0)
        if to_y == y:
            path.lineTo(end, to_y)
        else:
            middle = (x + end) / 2
            path.cubicTo(middle, y, middle, to_y, end, to_y)
        x, y = to_x, to_y


class CardItem(QGraphicsItem):
    """A step, an end or a stub, with its answers below."""

    def __init__(
        self, number: int, node: Node, head: str, answers: Sequence[str], look: Outlook, *, back: bool = False
    ) -> None:
        super().__init__()
        self.number, self.node, self._look = number, node, look
        self._head, self._answers, self._back = head, tuple(answers), back
        self.words = head
        """What a screen reader says of it, and its tooltip."""
        self.warnings, self.tone = 0, "warn"
        self.states: tuple[str, ...] = ()
        self.lit = self.current = self.chosen = self.focused = False
        self.heat: Mark | None = None
        self.change: Mark | None = None
        self.row_marks: dict[int, Mark] = {}
        self.taken: frozenset[int] = frozenset()
        """The answers that the run took."""
        self.setPos(node.x, node.y)
        self.setZValue(2)
        self._shape = _outline(node)
        self._write()

    def _write(self) -> None:
        look, node = self._look, self.node
        bold = node.kind == "step"
        font, metrics = (look.title, look.metrics["title"]) if bold else (look.row, look.metrics["row"])
        left = _PAD if bold else 32
        wide = node.w - left - (18 if node.kind == "escalate" else 10)
        self._left = left
        most = 2 if node.h >= 2 * metrics.height() else 1
        self._title = Words(fitted(self._head, metrics, wide, most), font, metrics)
        row = look.metrics["row"]
        width = node.w - 30 + 12
        self._rows = [Words(fitted(text, row, width, 1), look.row, row) for text in self._answers]
        self._numbers = [look.label(str(number)) for number in range(1, len(self._answers) + 1)]

    def set_words(self, words: str) -> None:
        """Say this of it."""
        self.words = words
        self.setToolTip(plain_tip(words, wrapped=True))

    def row_at(self, place: QPointF) -> int:
        """The number of the answer at a place of the card's own coordinates; 0 for the card itself."""
        rows = len(self._answers)
        below = place.y() - self.node.h
        return min(rows, int(below // (self.node.room / rows)) + 1) if rows and below > 0 else 0

    def card_rect(self) -> QRectF:
        """The card without its answers, in the scene."""
        return QRectF(self.node.x, self.node.y, self.node.w, self.node.h)

    def boundingRect(self) -> QRectF:
        """The card with its answers, its ring and its marks."""
        return QRectF(-14, -12, self.node.w + 34, self.node.h + self.node.room + 24)

    def shape(self) -> QPainterPath:
        """The card and its answers, without the air around."""
        path = QPainterPath()
        path.addRect(0, 0, self.node.w, self.node.h + self.node.room)
        return path

    # --- drawing ---

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the card, what stands in it, its answers, and its marks."""
        detail = option.levelOfDetailFromTransform(painter.worldTransform())
        colours = self._look.colours
        line, ground, ink = self._tones()
        if self.chosen:
            self._draw_ring(painter)
        width = 3.0 if self.current else 2.0 if self.lit or self.states else 1.2
        pen = QPen(colours[line], max(width, 1 / max(detail, 0.1)))
        stubby = self.node.kind in ("stub", "elsewhere", "nowhere")
        if (self.states or stubby) and detail >= DETAIL:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(colours[ground])
        painter.drawPath(self._shape)
        if detail >= DETAIL:
            self._draw_words(painter, colours[ink], line)
            self._draw_rows(painter)
        self._draw_marks(painter, detail)
        if self.number == 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours["accent"])
            y = self.node.h / 2
            painter.drawPolygon(QPolygonF([QPointF(-12, y - 6), QPointF(-12, y + 6), QPointF(-3, y)]))

    def _tones(self) -> tuple[str, str, str]:
        """The colour tokens of line, ground and text."""
        kind = self.node.kind
        tones = {
            "resolve": ("ok", "ok_weak", "fg"),
            "escalate": ("danger", "danger_weak", "fg"),
            "nowhere": ("danger", "danger_weak", "danger"),
            "stub": ("border", "bg", "muted"),
            "elsewhere": ("accent", "bg", "accent"),
        }.get(kind, ("border", "raised", "fg"))
        if "dead end" in self.states:
            tones = ("danger", "danger_weak", "fg")
        elif self.states:
            tones = ("warn", "warn_weak", "fg")
        if self.current:
            return "accent", "selected", "fg"
        return ("accent", "weak", "fg") if self.lit else tones

    def _draw_ring(self, painter: QPainter) -> None:
        pen = QPen(self._look.colours["accent" if self.focused else "border"], 2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(-5, -5, self.node.w + 10, self.node.h + 10), 12, 12)

    def _draw_words(self, painter: QPainter, ink: QColor, line: str) -> None:
        node = self.node
        y = (node.h - self._title.height) / 2
        if self.states or self.heat:
            y = min(y, max(2.0, node.h - self._title.height - 13))
        self._title.draw(painter, QPointF(self._left, y), ink)
        glyph = {
            "resolve": "check", "escalate": "up", "stub": "forward", "elsewhere": "book", "nowhere": "close",
        }.get(node.kind)  # fmt: skip
        if glyph == "forward" and self._back:
            glyph = "back"
        if glyph:
            draw_glyph(painter, glyph, QRectF(11, node.h / 2 - 7, 14, 14), self._look.colours[line])

    def _draw_rows(self, painter: QPainter) -> None:
        if not self._answers:
            return
        node, colours = self.node, self._look.colours
        high = node.room / len(self._answers)
        for number, (digit, words) in enumerate(zip(self._numbers, self._rows, strict=True), 1):
            mark = self.row_marks.get(number)
            taken = number in self.taken
            ink = mark.tone if mark and mark.tone != "muted" else "accent" if taken else "fg"
            y = node.h + number * high - words.height - 1
            digit.draw(painter, QPointF(high / 2 + 6, y + 1), colours["accent"])
            words.draw(painter, QPointF(high / 2 + 17, y), colours[ink])
            if mark:
                self._label(painter, mark, node.w + 2, y, right=True)

    def _draw_marks(self, painter: QPainter, detail: float) -> None:
        node, look = self.node, self._look
        if self.warnings:
            self._draw_warning(painter)
        if detail < DETAIL:
            return
        if self.states:
            words = look.label(", ".join(STATES[state] for state in self.states))
            tone = look.colours["danger" if "dead end" in self.states else "warn"]
            words.draw(painter, QPointF(self._left, node.h - words.height - 2), tone)
        if self.heat:
            self._label(painter, self.heat, node.w - 6, node.h - 15, right=True)
        if self.change:
            self._label(painter, self.change, 2, -11, chip=True)

    def _draw_warning(self, painter: QPainter) -> None:
        """The number of findings beside a triangle, at the upper right corner."""
        look = self._look
        words = look.label(str(self.warnings))
        wide = words.width + 22
        box = QRectF(self.node.w - wide + 8, -9, wide, 17)
        painter.setPen(QPen(look.colours[self.tone], 1.2))
        painter.setBrush(look.colours[f"{self.tone}_weak"])
        painter.drawRoundedRect(box, 8.5, 8.5)
        draw_glyph(painter, "warning", QRectF(box.x() + 5, box.y() + 3, 11, 11), look.colours[self.tone])
        words.draw(painter, QPointF(box.x() + 18, box.y() + 1.5), look.colours[self.tone])

    def _label(
        self, painter: QPainter, mark: Mark, x: float, y: float, *, right: bool = False, chip: bool = False
    ) -> None:
        """A mark's word; in a chip if it stands on the card's edge."""
        look = self._look
        words = look.label(mark.text)
        colour = look.colours[mark.tone]
        left = x - words.width if right else x
        if chip or right:
            painter.setPen(QPen(colour, 1) if chip else Qt.PenStyle.NoPen)
            painter.setBrush(look.colours["bg" if chip else "surface"])
            painter.drawRoundedRect(QRectF(left - 5, y, words.width + 10, 16), 8, 8)
        words.draw(painter, QPointF(left, y + 1), colour)


def draw_glyph(painter: QPainter, name: str, box: QRectF, colour: QColor) -> None:
    """Draw one of the small signs into a box."""
    pen = QPen(colour, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    scale = box.width() / 24
    for stroke in _GLYPHS[name]:
        painter.drawPolyline([QPointF(box.x() + x * scale, box.y() + y * scale) for x, y in stroke])


def _outline(node: Node) -> QPainterPath:
    """The form of a card: a step is a card, Resolve a pill, Escalate points onward, stubs are small."""
    path, w, h = QPainterPath(), node.w, node.h
    if node.kind == "escalate":
        tip = h / 2.6
        corners = [(0, 0), (w - tip, 0), (w, h / 2), (w - tip, h), (0, h)]
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        path.closeSubpath()
    else:
        round_ = 9.0 if node.kind == "step" else h / 2
        path.addRoundedRect(QRectF(0, 0, w, h), round_, round_)
    return path
