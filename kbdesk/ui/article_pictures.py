# SPDX-License-Identifier: MIT
"""Pictures of an article: decoded within limits, scaled to the column, kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QImageReader, QPainter, QPen

from kbdesk.language import tr
from kbdesk.ui import icons
from kbdesk.ui.mirror import turned, write
from kbdesk.ui.theme import Theme

FORMATS: Final = frozenset({b"png", b"jpg", b"jpeg", b"gif", b"webp"})
"""What is decoded; SVG is not (its nested copies can take for ever)."""

MOST_PIXELS: Final = 40_000_000
"""A larger picture is not decoded: it would be a decompression bomb or a poster."""

KEPT_BYTES: Final = 24 * 1024 * 1024
"""Memory for decoded pictures."""

QImageReader.setAllocationLimit(128)


class Pictures:
    """Decoded pictures, the least recently shown dropped first."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_bytes = kept_bytes
        self._images: OrderedDict[tuple[int, int, int, float], QImage] = OrderedDict()
        self.size_bytes = 0
        """What the kept pictures take."""

    def image(self, data: bytes, width: int, ratio: float) -> QImage | None:
        """The picture, at most ``width`` logical pixels wide; None if it is not one that may be shown.

        Args:
            data: the encoded bytes.
            width: of the reading column.
            ratio: the screen's device pixel ratio.
        """
        key = (hash(data), len(data), width, ratio)
        if (kept := self._images.get(key)) is not None:
            self._images.move_to_end(key)
            return kept
        image = _decoded(data, width, ratio)
        if image is None:
            return None
        if image.sizeInBytes() <= self._kept_bytes:
            self._images[key] = image
            self.size_bytes += image.sizeInBytes()
            while self.size_bytes > self._kept_bytes:
                self.size_bytes -= self._images.popitem(last=False)[1].sizeInBytes()
        return image


def _decoded(data: bytes, width: int, ratio: float) -> QImage | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if reader.format().data() not in FORMATS:
        return None
    size = reader.size()
    if not size.isValid() or size.isEmpty() or size.width() * size.height() > MOST_PIXELS:
        return None
    room = max(1, round(width * ratio))
    shrunk = size.width() > room
    if shrunk:
        reader.setScaledSize(QSize(room, max(1, round(size.height() * room / size.width()))))
    image = reader.read()
    if image.isNull():
        return None
    if shrunk:
        image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=32)
def placeholder(text: str, width: int, ratio: float, theme: Theme) -> QImage:
    """A box that says which picture is missing; never null, because Qt would look for a file then."""
    font = theme.font(12)
    metrics = QFontMetrics(font)
    wide = max(theme.px(40), min(width, theme.px(420)))
    high = metrics.height() + theme.px(20)
    image = QImage(round(wide * ratio), round(high * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(0.5, 0.5, wide - 1, high - 1), theme.px(8), theme.px(8))
        side = theme.px(15)
        mark = icons.pixmap("warning", theme.hex("muted"), side, ratio)
        whole = QRectF(0, 0, wide, high)
        place = turned(QRectF(theme.px(12), (high - side) // 2, side, side), whole)
        painter.drawPixmap(place.topLeft(), mark)
        painter.setFont(font)
        painter.setPen(theme.color("muted"))
        left = theme.px(12) + side + theme.px(8)
        room = wide - left - theme.px(12)
        label = metrics.elidedText(
            tr("No picture: {text}", text=text[:300]), Qt.TextElideMode.ElideMiddle, room
        )
        write(painter, turned(QRectF(left, 0, room, high), whole), label)
    finally:
        painter.end()
    return image
