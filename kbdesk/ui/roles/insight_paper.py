# SPDX-License-Identifier: MIT
"""Figures as picture files and on paper, in light colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPaintDevice, QPainter

from kbdesk.language import tr
from kbdesk.model.insight import Figure
from kbdesk.ui.roles.chart_drawing import Drawing
from kbdesk.ui.roles.chart_words import is_empty, what_to_do
from kbdesk.ui.roles.charts import drawing_of
from kbdesk.ui.roles.insight_grid import placed
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import lay_out

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PNG_SCALE: Final = 2
_ONE, _MANY = 640, 1240
"""How wide a picture of one figure, and one of several, is."""
_EDGE, _GAP = 24, 28
_LOOK: Final = Theme(dark=False)


class Block:
    """One figure with its sentence, at a width."""

    def __init__(self, figure: Figure, width: int) -> None:
        self.figure, self.width = figure, width
        self._drawing: Drawing | None = None if is_empty(figure) else drawing_of(figure, _LOOK, whole=True)
        self._title = lay_out(figure.title, _LOOK.font(12), width)
        self._says = lay_out(figure.headline or figure.title, _LOOK.font(16, 600), width)
        self._nothing = lay_out(what_to_do(figure), _LOOK.font(13), width)

    @property
    def height(self) -> int:
        """How high it is."""
        chart = self._nothing[1] if self._drawing is None else round(self._drawing.height(self.width))
        return self._title[1] + self._says[1] + 10 + chart

    def paint(self, painter: QPainter, left: float, top: float) -> None:
        """Draw it from a place on."""
        painter.save()
        painter.translate(left, top)
        painter.setPen(_LOOK.color("muted"))
        self._title[0].draw(painter, QPointF(0, 0))
        painter.setPen(_LOOK.color("fg"))
        self._says[0].draw(painter, QPointF(0, self._title[1]))
        painter.translate(0, self._title[1] + self._says[1] + 10)
        if self._drawing is None:
            self._nothing[0].draw(painter, QPointF(0, 0))
        else:
            self._drawing.show(painter, self.width)
        painter.restore()


@dataclass(frozen=True, slots=True)
class Laid:
    """Blocks in their places: (block, left, top), and the size of it all."""

    blocks: tuple[tuple[Block, float, float], ...]
    width: int
    height: int


def laid(figures: Sequence[Figure]) -> Laid:
    """Figures on a sheet as wide as a slide, as high as they need: one alone, several in two columns."""
    columns = 1 if len(figures) == 1 else 2
    width = _ONE if columns == 1 else _MANY
    wide = (width - 2 * _EDGE - (columns - 1) * _GAP) // columns
    blocks = [Block(figure, wide) for figure in figures]
    places, high = placed([(block.height, False) for block in blocks], columns, _GAP)
    found = tuple(
        (block, _EDGE + column * (wide + _GAP), _EDGE + top)
        for block, (column, top) in zip(blocks, places, strict=True)
    )
    return Laid(found, width, high + 2 * _EDGE)


def image_of(figures: Sequence[Figure]) -> QImage:
    """Figures as a picture of twice their size."""
    sheet = laid(figures)
    image = QImage(QSize(sheet.width, sheet.height) * PNG_SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(PNG_SCALE)
    _paint(sheet, image)
    return image


def svg_of(figures: Sequence[Figure]) -> bytes:
    """Figures as an SVG file."""
    from PySide6.QtSvg import QSvgGenerator  # noqa: PLC0415 - not in the start-up path

    sheet = laid(figures)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setResolution(96)
    made.setSize(QSize(sheet.width, sheet.height))
    made.setViewBox(QRect(0, 0, sheet.width, sheet.height))
    made.setTitle(tr("Insight") if len(figures) != 1 else figures[0].title)
    made.setDescription(". ".join(figure.headline for figure in figures if figure.headline))
    _paint(sheet, made)
    buffer.close()
    return bytes(data.data())


def _paint(sheet: Laid, device: QPaintDevice) -> None:
    painter = QPainter(device)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, sheet.width, sheet.height), _LOOK.color("bg"))
        for block, left, top in sheet.blocks:
            block.paint(painter, left, top)
    finally:
        painter.end()


def print_figures(figures: Sequence[Figure], printer: QPrinter) -> int:
    """Print figures in two columns, none across two pages; how many pages it took."""
    page = printer.pageRect(printer.Unit.DevicePixel)
    scale = page.width() / _MANY
    room = page.height() / scale - 2 * _EDGE
    painter = QPainter(printer)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pages = paged(figures, room)
        for number, sheet in enumerate(pages):
            if number:
                printer.newPage()
            painter.save()
            painter.scale(scale, scale)
            for block, left, top in sheet:
                block.paint(painter, left, top)
            painter.restore()
    finally:
        painter.end()
    return len(pages)


def paged(figures: Sequence[Figure], room: float) -> list[list[tuple[Block, float, float]]]:
    """Figures on pages of a height, in two columns from left to right: (block, left, top) of each."""
    wide = (_MANY - 2 * _EDGE - _GAP) // 2
    pages: list[list[tuple[Block, float, float]]] = [[]]
    ends = [0.0, 0.0]
    for figure in figures:
        block = Block(figure, wide)
        at = ends.index(min(ends))
        if ends[at] and ends[at] + block.height > room:
            pages.append([])
            ends, at = [0.0, 0.0], 0
        pages[-1].append((block, _EDGE + at * (wide + _GAP), _EDGE + ends[at]))
        ends[at] += block.height + _GAP
    return pages
