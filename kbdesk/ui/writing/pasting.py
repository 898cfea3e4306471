# SPDX-License-Identifier: MIT
"""What is pasted or dropped: pictures and files beside plain text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
LARGEST_BYTES = 10_000_000
"""As for the pictures that are shown."""
_FORMATS = ("image/png", "image/jpeg", "image/gif", "image/webp")


def files_of(source: QMimeData) -> tuple[str, ...]:
    """The places on this computer of the files that are dropped or pasted; () if there are none."""
    if not source.hasUrls():
        return ()
    return tuple(url.toLocalFile() for url in source.urls() if QUrl(url).isLocalFile())


def picture_of(source: QMimeData) -> bytes:
    """The bytes of a pasted picture, as they came if articles may have that format, else as PNG."""
    for kind in _FORMATS:
        if source.hasFormat(kind):
            data = bytes(source.data(kind).data())
            if data:
                return data
    image = source.imageData() if source.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return b""
    stored = QByteArray()
    buffer = QBuffer(stored)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(stored.data())


def picture_file(place: str) -> bytes:
    """The bytes of a picture file on this computer; b"" if it is none, or too large to be shown.

    Raises:
        OSError: it cannot be read.
    """
    path = Path(place)
    if path.suffix.lower() not in PICTURE_ENDINGS or path.stat().st_size > LARGEST_BYTES:
        return b""
    return path.read_bytes()
