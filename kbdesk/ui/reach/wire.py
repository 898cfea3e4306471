# SPDX-License-Identifier: MIT
"""What a second start asks of the window that is open, as bytes. It imports nothing: a start waits for it."""

from __future__ import annotations

Wish = tuple[str, str, str]
"""(what, value, token): one of ``KINDS``; a folder, a file or a link; what the desktop gave to be raised."""

RAISE, SEARCH, INBOX, FOLDER, NOTE, FILE, LINK = "raise", "search", "inbox", "folder", "note", "file", "link"
KINDS = (RAISE, SEARCH, INBOX, FOLDER, NOTE, FILE, LINK)

NOTE_END = ".handoff.md"
SCHEME = "kbdesk:"
MOST_BYTES = 16_384
ANSWER = b"kbdesk1 raised\n"
_HEAD, _END = b"kbdesk1", b"\n"
_PARTS = 5


def encode(wish: Wish) -> bytes:
    """A wish as bytes."""
    parts = [part.replace("\0", "").encode("utf-8", "surrogateescape") for part in wish]
    return b"\0".join((_HEAD, *parts, _END))


def is_whole(data: bytes) -> bool:
    """Whether all of a wish has come."""
    return data.count(b"\0") >= _PARTS - 1 and data.endswith(_END)


def decode(data: bytes) -> Wish | None:
    """The wish in these bytes; None if they hold none."""
    parts = data.split(b"\0")
    if len(data) > MOST_BYTES or len(parts) != _PARTS or parts[0] != _HEAD or parts[-1] != _END:
        return None
    what, value, token = (part.decode("utf-8", "surrogateescape") for part in parts[1:-1])
    return (what, value, token) if what in KINDS else None
