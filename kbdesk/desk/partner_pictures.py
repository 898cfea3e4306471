# SPDX-License-Identifier: MIT
"""Pictures without what cameras and programs write into them: places, names, times, remarks."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_REMARKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
_JPEG_KEPT = (0xE0, 0xE2, 0xEE)
"""Application parts of a JPEG that say how to show it: JFIF, colour profile, Adobe's."""
_JPEG_REMARK, _JPEG_SCAN, _JPEG_END = 0xFE, 0xDA, 0xD9


def bare_picture(data: bytes) -> bytes:
    """The picture without remarks; b"" for a JPEG or PNG that is damaged. GIF and WebP stay as they are."""
    try:
        if data.startswith(_PNG):
            return _bare_png(data)
        if data.startswith(b"\xff\xd8"):
            return _bare_jpeg(data)
    except (struct.error, IndexError):
        return b""
    return data


def _bare_png(data: bytes) -> bytes:
    made, place = [_PNG], len(_PNG)
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data):
            return b""
        if kind not in _PNG_REMARKS:
            made.append(data[place:end])
        place = end
        if kind == b"IEND":  # what is put behind it is no picture
            break
    return b"".join(made)


def _bare_jpeg(data: bytes) -> bytes:
    made, place = [data[:2]], 2
    while place < len(data):
        if data[place] != 0xFF:
            return b""
        mark = data[place + 1]
        if mark == 0xFF:  # a byte to fill up
            place += 1
            continue
        if mark in (_JPEG_SCAN, _JPEG_END):  # from here on it is the picture itself
            return b"".join([*made, data[place:]])
        (length,) = struct.unpack_from(">H", data, place + 2)
        end = place + 2 + length
        if end > len(data) or length < 2:
            return b""
        if mark != _JPEG_REMARK and (not 0xE0 <= mark <= 0xEF or mark in _JPEG_KEPT):
            made.append(data[place:end])
        place = end
    return b""
