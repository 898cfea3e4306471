# SPDX-License-Identifier: MIT
"""Writing: who writes, what is being written, what a save changes and what may stand in its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DraftKind = Literal["edit", "new", "conflict", "foreign", "returned"]
"""``edit`` and ``new``: typed and not saved yet. ``conflict``: a saved text that the team's text took the
place of. ``foreign``: what another program left in a file that an update replaced. ``returned``: sent back by
a reviewer."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: the name and mail that a library's history shows."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a save does to one file.

    ``data`` is the new content, None to delete it; ``base`` is the blob id of the file as it was read (40 hex
    digits), "" if it must not exist yet.
    """

    path: str
    data: bytes | None
    base: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that can no longer be lost: the commit (40 hex digits) and the blob id of each file by path."""

    commit: str
    blobs: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    """What did not go as usual, as a sentence; "" if all did."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is not (or no longer) in the library, kept in the user's own folder.

    Its journal is at most ten seconds behind the keyboard; it is dropped only when the text is in the
    history.
    """

    id: str
    library: str
    """The library's root folder."""
    path: str
    """The file in the library that the text is for."""
    kind: DraftKind
    text: str
    """The whole file, front matter and line ends included, without a byte order mark."""
    base: str = ""
    """Blob id of the file that the writing began from; "" for a new file."""
    base_text: str = ""
    encoding: str = "utf-8"
    """As in ``SourceFile``: how the text is written to the file."""
    at: str = ""
    """When it was last kept, ISO 8601."""
    number: int = 0
    """Counts up with every keeping, so that the newest is known whatever the clock says."""
    message: str = ""
    """What the history shall say, once it was asked to be saved: a save that was interrupted is finished."""
    by: str = ""
    """Whose text took its place (conflict), or who sent it back (returned)."""
    note: str = ""
    """The reviewer's words, or why a foreign text was set aside."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A draft whose file changed meanwhile: three texts and a choice."""

    draft: Draft
    theirs: str
    """The file as it stands now; "" if it is gone."""
    theirs_blob: str
    """Its blob id; "" if it is gone."""
    by: str = ""
    at: str = ""
    merged: str | None = None
    """Both changes in one text; None if they touch the same lines."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A change of several files that is shown before it is made (rename, move, delete)."""

    message: str
    changes: tuple[Change, ...]
    links: tuple[tuple[str, int, str, str], ...] = ()
    """Each link that is rewritten: (file, line, before, after)."""
    warnings: tuple[str, ...] = ()
    title: str = ""
    """Of the file that is moved or deleted."""
