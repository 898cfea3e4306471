# SPDX-License-Identifier: MIT
"""Texts of servers and people, made fit for a sentence, a header or a file name."""

from __future__ import annotations

import re

from kbdesk.model.sending import Secret

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
_NO_NAME = re.compile(r'[\\/:*?"<>|]+')
_LIMIT = 200


def one_line(text: str, limit: int = _LIMIT) -> str:
    """The text on one line without control signs, so that it cannot begin a header of its own."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def said(text: str | bytes, secret: Secret | None = None) -> str:
    """What a server said, to stand in quotes in a sentence; never with the secret in it."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    if secret is not None and secret.value:
        words = words.replace(secret.value, "…")
    return one_line(words)


def plain_name(name: str) -> str:
    """A file name of ASCII signs, without folders or signs that systems refuse."""
    return _NO_NAME.sub("-", one_line(name).encode("ascii", "replace").decode()).strip(". ") or "note.md"
