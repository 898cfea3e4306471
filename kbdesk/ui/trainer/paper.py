# SPDX-License-Identifier: MIT
"""A playbook's page as a PDF: pages with numbers, and links between steps that can be clicked.

It touches no widget, so it runs in a lane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from kbdesk.errors import Cancelled

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_DPI = 300
MARGINS_MM = QMarginsF(18, 16, 18, 16)
_FOOT_MM = 10
_INK, _QUIET = QColor("#1b1f24"), QColor("#4b5563")


def pdf(
    html: str,
    title: str,
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> bytes:
    """The PDF of a page on A4.

    Args:
        html: the page, with the style for paper.
        title: for the foot of each page and for the file's properties.
        progress: is told (pages done, of how many).
        stopped: asks whether to end.

    Raises:
        Cancelled: it was asked to stop.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(title)
    writer.setCreator("kbdesk")
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            MARGINS_MM,
            QPageLayout.Unit.Millimeter,
        )
    )
    try:
        draw_pages(html, title, writer, progress=progress, stopped=stopped)
    finally:
        buffer.close()
    return bytes(data.data())


def draw_pages(
    html: str,
    title: str,
    device: QPdfWriter | QPrinter,
    *,
    pages: tuple[int, int] = (0, 0),
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> int:
    """Draw a page of HTML on the sheets of a device; how many it took.

    Args:
        html: the page, with the style for paper.
        title: for the foot of each page.
        device: a printer, or what writes a PDF; its resolution, size and margins are set.
        pages: the first and the last to draw, from 1; (0, 0) for all.
        progress: is told (pages done, of how many).
        stopped: asks whether to end.

    Raises:
        Cancelled: it was asked to stop.
    """
    timers = QEventLoop()  # a lane has none by itself, and the layout of a text starts timers
    foot = _FOOT_MM * device.resolution() / 25.4
    size = QSizeF(device.width(), device.height() - foot)
    document = _laid_out(html, device, size)
    count = document.pageCount()
    first, last = max(1, pages[0]), min(count, pages[1] or count)
    painter = QPainter(device)
    try:
        for number in range(first, last + 1):
            if stopped is not None and stopped():
                raise Cancelled
            if number > first:
                device.newPage()
            _draw(painter, document, number - 1, size)
            _draw_foot(painter, f"{number} / {count}", title, size, foot)
            if progress is not None:
                progress(number, count)
    finally:
        painter.end()
        del document, timers
    return last - first + 1


def _laid_out(html: str, device: QPdfWriter | QPrinter, size: QSizeF) -> QTextDocument:
    """The page's text, broken into lines and pages of this size in dots."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.documentLayout().setPaintDevice(device)
    document.setDefaultFont(QFont(["Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "Arial"], 10))
    document.setHtml(html)
    document.setPageSize(size)
    _keep_headings(document, size.height())
    return document


def _keep_headings(document: QTextDocument, high: float) -> None:
    """Let no page end with a heading: what it is over stands on the next one, and so shall it."""
    layout, block = document.documentLayout(), document.begin()
    while block.isValid():
        below = block.next()
        if block.blockFormat().headingLevel() and below.isValid():
            here = layout.blockBoundingRect(block).top() // high
            if layout.blockBoundingRect(below).top() // high > here:
                shape = block.blockFormat()
                shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(shape)
        block = below


def _draw(painter: QPainter, document: QTextDocument, number: int, size: QSizeF) -> None:
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = QRectF(0, number * size.height(), size.width(), size.height())
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, _INK)
    context.palette = palette
    painter.save()
    painter.translate(0, -number * size.height())
    painter.setClipRect(QRectF(0, number * size.height(), size.width(), size.height()))
    document.documentLayout().draw(painter, context)
    painter.restore()


def _draw_foot(painter: QPainter, number: str, title: str, size: QSizeF, foot: float) -> None:
    """The title at the left of the foot, the page's number at its right."""
    font = QFont(["Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "Arial"], 8)
    painter.setFont(font)
    painter.setPen(_QUIET)
    room = QRectF(0, size.height() + foot / 3, size.width(), foot * 2 / 3)
    fitted = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(size.width() * 0.8))
    bottom = Qt.AlignmentFlag.AlignBottom
    painter.drawText(room, int(bottom | Qt.AlignmentFlag.AlignLeft), fitted)
    painter.drawText(room, int(bottom | Qt.AlignmentFlag.AlignRight), number)


@contextmanager
def with_application() -> Iterator[None]:
    """Fonts need an application object: the one that is there, or one for as long as this lasts."""
    made = None if QGuiApplication.instance() is not None else QGuiApplication([])
    try:
        yield
    finally:
        if made is not None:
            made.shutdown()
