# SPDX-License-Identifier: MIT
"""The past of a file: its versions, who wrote which line, and two versions side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Version:
    """One saved state of a file, under the path it had then."""

    commit: str
    path: str
    blob: str
    """"" if this version deleted the file."""
    author: str
    email: str
    date: str
    message: str
    """First line of what the writer said."""
    details: str = ""
    """The lines after it; "" if none."""
    base: str = ""
    """Blob id of the file that this change started from; "" if it made the file."""
    aside: bool = False
    """Whether another text took its place when changes were brought together: it did not lead to the text of
    now, but can be opened like any other version."""


@dataclass(frozen=True, slots=True)
class PastPage:
    """A page of a file's history, newest first; ``more`` asks for the next page, "" at its end."""

    versions: tuple[Version, ...]
    more: str = ""
    notice: str = ""
    """Why older versions are missing, as a sentence (a shallow history …); "" if none are."""


@dataclass(frozen=True, slots=True)
class LineAuthor:
    """Who last changed a line. ``commit`` is "" for a line that is not saved yet."""

    line: int
    text: str
    author: str
    date: str
    commit: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What this user read last of a file: its blob id, and when (ISO 8601)."""

    path: str
    blob: str
    at: str


BlockChange = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class ComparedBlock:
    """A block of Markdown in two versions, as safe HTML in which changed words are marked.

    ``before`` is "" for an added block and ``after`` for a removed one.
    """

    change: BlockChange
    before: str
    after: str
    before_line: int = 0
    after_line: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a file side by side, in the order of the file."""

    before_title: str
    """What stands on the left: "Anna, 3 Nov 2026" …"""
    after_title: str
    blocks: tuple[ComparedBlock, ...]
    fields: tuple[tuple[str, str, str], ...] = ()
    """Front matter that differs: (key, before, after)."""
    added: int = 0
    """Words that came; ``removed``: words that went."""
    removed: int = 0
    notice: str = ""
