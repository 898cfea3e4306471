# SPDX-License-Identifier: MIT
"""A map on paper and in files: SVG, PNG, printed on one page or on several."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSaveFile, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.map_scene import MapScene

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter

PNG_SCALE = 2.0
MOST_PIXELS = 60_000_000
"""A larger picture is made smaller: 240 MB of memory while it is drawn."""
SMALLEST_PRINT = 0.45
"""What is printed smaller than this cannot be read: then it goes over several pages."""


def svg_of(scene: MapScene) -> bytes:
    """The map as an SVG file, on the ground of its look."""
    from PySide6.QtSvg import QSvgGenerator  # noqa: PLC0415 - not in the start-up path

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    size = scene.sceneRect().size().toSize()
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setResolution(96)
    made.setSize(size)
    made.setViewBox(QRect(0, 0, size.width(), size.height()))
    made.setTitle(scene.shown.book.title)
    made.setDescription(f"Map of the playbook {scene.shown.book.path}")
    _draw(scene, made, QRectF(0, 0, size.width(), size.height()))
    buffer.close()
    return bytes(data.data())


def image_of(scene: MapScene, scale: float = PNG_SCALE) -> QImage:
    """The map as a picture of twice its size, or as large as memory allows."""
    rect = scene.sceneRect()
    scale = min(scale, math.sqrt(MOST_PIXELS / max(1.0, rect.width() * rect.height())))
    size = QSize(math.ceil(rect.width() * scale), math.ceil(rect.height() * scale))
    image = QImage(size, QImage.Format.Format_RGB32)
    _draw(scene, image, QRectF(0, 0, size.width(), size.height()))
    return image


def png_of(image: QImage) -> bytes:
    """A picture as a PNG file; may run in a lane.

    Raises:
        KbError: it is too large to be packed.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    done = QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    if not done:
        raise KbError(tr("The picture could not be made."), tr("Save the map as SVG instead."))
    return bytes(data.data())


def write_whole(path: Path, data: bytes) -> Path:
    """The file that now holds this; whole or not at all. May run in a lane.

    Raises:
        KbError: it could not be written; a file that was there stays as it was.
    """
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly) or file.write(data) != len(data) or not file.commit():
        raise KbError(
            tr("{path} was not written: {reason}.", path=path, reason=file.errorString()),
            tr("Choose another folder."),
        )
    return path


def print_map(scene: MapScene, printer: QPrinter) -> int:
    """Print a map in light colours; how many pages it took.

    It is made smaller to fit few pages as long as it can be read, then as large as those have room for; the
    pages go row by row.
    """
    drawn = MapScene(scene.shown, Theme(dark=False), scene)
    drawn.copy_marks(scene)
    rect = drawn.sceneRect()
    page = printer.pageRect(printer.Unit.DevicePixel)
    unit = printer.resolution() / 96
    foot = 18 * unit
    room = QRectF(0, 0, page.width(), page.height() - foot)
    smallest = SMALLEST_PRINT * unit
    across = max(1, math.ceil(rect.width() * smallest / room.width() - 0.001))
    down = max(1, math.ceil(rect.height() * smallest / room.height() - 0.001))
    scale = min(unit, across * room.width() / rect.width(), down * room.height() / rect.height())
    painter = QPainter(printer)
    try:
        for number in range(across * down):
            if number:
                printer.newPage()
            part = QRectF(
                rect.x() + (number % across) * room.width() / scale,
                rect.y() + (number // across) * room.height() / scale,
                room.width() / scale,
                room.height() / scale,
            )
            drawn.render(painter, room, part, Qt.AspectRatioMode.KeepAspectRatio)
            _foot(painter, drawn, QRectF(0, room.height(), page.width(), foot), number + 1, across * down)
    finally:
        painter.end()
    drawn.deleteLater()
    return across * down


def _foot(painter: QPainter, scene: MapScene, box: QRectF, number: int, count: int) -> None:
    """The line below the map: what it is, and which page."""
    font = QFont(scene.small_font)
    font.setPixelSize(max(1, round(box.height() * 0.6)))
    painter.setFont(font)
    painter.setPen(QColor("#5a6472"))
    flags = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(box, flags | Qt.AlignmentFlag.AlignLeft, scene.shown.book.title)
    if count > 1:
        painter.drawText(
            box,
            flags | Qt.AlignmentFlag.AlignRight,
            tr("Page {number} of {count}", number=number, count=count),
        )


def _draw(scene: MapScene, device: object, box: QRectF) -> None:
    painter = QPainter(device)  # type: ignore[call-overload]
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(box, scene.ground)
        scene.render(painter, box, scene.sceneRect())
    finally:
        painter.end()
