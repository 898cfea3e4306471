# SPDX-License-Identifier: MIT
"""What was done with the library: searches, openings, and what people said of what they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

UseKind = Literal["search", "open", "copy"]
"""``search``: words that stood long enough to be meant, or from which something was opened. ``open``: a
document was opened on purpose. ``copy``: words to say, or a block of it, were copied."""

FeedbackKind = Literal["helped", "did-not-help", "wrong", "out-of-date"]
FEEDBACK_KINDS: tuple[FeedbackKind, ...] = ("helped", "did-not-help", "wrong", "out-of-date")


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that was done with the library."""

    at: str
    """ISO 8601 with an offset."""
    kind: UseKind
    words: str = ""
    """What was searched for, or the search that led here; without secrets; "" once it is too old to keep."""
    found: int = -1
    """How many results a search had; -1 if it is no search."""
    path: str = ""
    anchor: str = ""
    rank: int = 0
    """Which result was opened, 1 is the first; 0 if it was reached another way."""
    session: str = ""
    """A random word for the time that one window was open: it tells which search followed which."""
    run: str = ""
    """The id of the call that it was done in; "" outside of one."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody said of a document or step."""

    id: str
    at: str
    by: str
    path: str
    anchor: str
    blob: str
    """Blob id of the text that was read."""
    kind: FeedbackKind
    note: str = ""
    run: str = ""
