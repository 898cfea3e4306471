# SPDX-License-Identifier: MIT
"""Bytes of a file to text, whatever editor wrote them."""

from __future__ import annotations

import codecs

from kbdesk.language import tr

BINARY = tr("This is a binary file, not text.")


def decode(data: bytes) -> tuple[str, str, str]:
    """The text of a file, its encoding and what is wrong with it.

    UTF-8 is tried first, strictly; a byte order mark decides if there is one; what is left is Windows-1252,
    as which old articles were saved.

    Returns:
        (text without a byte order mark, encoding, problem): ``utf-8``, ``utf-8-sig``, ``utf-16`` or
        ``cp1252``; the problem is a sentence and the text "" if the bytes are no text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(data)
    if b"\0" in data:
        return "", "utf-8", BINARY
    has_bom = data.startswith(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8-sig"), "utf-8-sig" if has_bom else "utf-8", ""
    except UnicodeDecodeError:
        rest = data[3:] if has_bom else data
        # Five byte values have no meaning in Windows-1252; one of them must not hide the article.
        return rest.decode("cp1252", errors="replace"), "cp1252", ""


def _decode_utf16(data: bytes) -> tuple[str, str, str]:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return "", "utf-16", tr("This file begins as UTF-16 text but cannot be read as such.")
    return ("", "utf-16", BINARY) if "\0" in text else (text, "utf-16", "")
