# SPDX-License-Identifier: MIT
"""Text back to the bytes of a file, so that only what the writer changed changes."""

from __future__ import annotations

import codecs
import re

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.decode import decode

_LINE = re.compile(r"[^\n]*\n?")
_LOST = "\ufffd"
"""What stands for a byte that has no meaning in Windows-1252."""


def encode(path: str, text: str, encoding: str, base: bytes = b"") -> bytes:
    """The bytes of a text as its file was encoded; exactly ``base`` if they mean the same text.

    Args:
        path: the file, for the sentence of an error.
        text: the whole text without a byte order mark.
        encoding: ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``cp1252``, as ``decode`` gave it.
        base: the file as it was read; its byte order mark and unreadable bytes are kept.

    Raises:
        KbError: the encoding has no sign for a letter of the text.
    """
    was, was_encoding, _ = decode(base) if base else ("", encoding, "")
    if base and was == text and was_encoding == encoding:
        return base
    try:
        if encoding == "utf-8-sig":
            return codecs.BOM_UTF8 + text.encode()
        if encoding == "utf-16":
            big = base.startswith(codecs.BOM_UTF16_BE)
            mark = codecs.BOM_UTF16_BE if big else codecs.BOM_UTF16_LE
            return mark + text.encode("utf-16-be" if big else "utf-16-le")
        if encoding == "cp1252":
            return _windows(text, base if was_encoding == encoding else b"")
        return text.encode()
    except UnicodeEncodeError as error:
        raise _no_sign(path, encoding, error.object[error.start]) from error


def _windows(text: str, base: bytes) -> bytes:
    """Windows-1252; lines that hold bytes which it does not define are taken from the file."""
    mark = codecs.BOM_UTF8 if base.startswith(codecs.BOM_UTF8) else b""
    if _LOST not in text:
        return mark + text.encode("cp1252")
    kept: dict[str, list[bytes]] = {}
    for line in base.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True):
        shown = line.decode("cp1252", errors="replace")
        if _LOST in shown:
            kept.setdefault(shown.strip("\r\n"), []).append(line.strip(b"\r\n"))
    parts = [mark]
    for line in _LINE.findall(text):
        bare = line.strip("\r\n")
        if _LOST in bare and kept.get(bare):
            start = line.index(bare)
            parts += [line[:start].encode("cp1252"), kept[bare].pop(0), line[start + len(bare) :].encode()]
        else:
            parts.append(line.encode("cp1252"))
    return b"".join(parts)


def _no_sign(path: str, encoding: str, sign: str) -> KbError:
    if encoding != "cp1252":
        return KbError(
            tr("The text for {path} holds a half character that cannot be saved.", path=path),
            tr("Take it out."),
        )
    if sign == _LOST:
        said = tr("A line of {path} that you changed holds a sign that could not be read.", path=path)
    else:
        said = tr(
            "{path} is kept in the old Windows encoding, which has no sign for “{sign}”.",
            path=path,
            sign=sign,
        )
    return KbError(said, tr("Save it as UTF-8 instead, or write it in another way."))
