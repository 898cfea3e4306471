# SPDX-License-Identifier: MIT
"""A playbook's page as a PDF: pages with numbers, and links between steps that can be clicked.

It touches no widget, so it runs in a lane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
    QTextDocument,
)

from kbdesk.errors import Cancelled

_DPI = 300
_MARGINS_MM = QMarginsF(18, 16, 18, 16)
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
    timers = QEventLoop()  # a lane has none by itself, and the layout of a text starts timers
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
            _MARGINS_MM,
            QPageLayout.Unit.Millimeter,
        )
    )
    foot = _FOOT_MM * _DPI / 25.4
    size = QSizeF(writer.width(), writer.height() - foot)
    document = _laid_out(html, writer, size)
    pages = document.pageCount()
    painter = QPainter(writer)
    try:
        for number in range(pages):
            if stopped is not None and stopped():
                raise Cancelled
            if number:
                writer.newPage()
            _draw(painter, document, number, size)
            _draw_foot(painter, f"{number + 1} / {pages}", title, size, foot)
            if progress is not None:
                progress(number + 1, pages)
    finally:
        painter.end()
        buffer.close()
        del document, timers
    return bytes(data.data())


def _laid_out(html: str, writer: QPdfWriter, size: QSizeF) -> QTextDocument:
    """The page's text, broken into lines and pages of this size in dots."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.documentLayout().setPaintDevice(writer)
    document.setDefaultFont(QFont(["Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "Arial"], 10))
    document.setHtml(html)
    document.setPageSize(size)
    return document


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
