# SPDX-License-Identifier: MIT
"""A language of which every letter is foreign, for tests that look for texts nobody can translate.

As a plug-in of pytest (``-p pseudo``) it is in use before any text of the window is made.
"""

from __future__ import annotations

import os
import re
import sys
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import languages
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from kbdesk import language

TAG = "eo"
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "àƀçđéƒğĥíĵķľɱñóƥɋřšťúṽŵẋýžÀƁÇĐÉƑĞĤÍĴĶĽṀÑÓƤɊŘŠŤÚṼŴẊÝŽ",
)


def foreign(text: str) -> str:
    """The text without one letter that English has; what stands in braces stays."""
    parts = re.split(r"(\{[^{}]*\})", text)
    return "".join(part if part.startswith("{") else part.translate(_LETTERS) for part in parts)


def write_catalogue(folder: Path) -> None:
    """Write the whole window in that language."""
    made = Catalog(locale=TAG)
    for message in languages.texts():
        if isinstance(message.id, tuple):
            made.add(message.id, tuple(foreign(one) for one in message.id), context=message.context)
        elif message.id:
            made.add(message.id, foreign(message.id), context=message.context)
    out = BytesIO()
    write_mo(out, made)
    place = folder / TAG / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "kbdesk.mo").write_bytes(out.getvalue())


if "KBDESK_PSEUDO" in os.environ:
    folder = Path(os.environ["KBDESK_PSEUDO"])
    if not (folder / TAG).exists():
        write_catalogue(folder)
    language.use(TAG, folder)
