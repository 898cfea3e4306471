# SPDX-License-Identifier: MIT
"""A library and the last changes of its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Revision:
    """The last change of a file. ``commit`` is 40 hex digits; ``date`` ISO 8601."""

    commit: str
    author: str
    date: str


GitState = Literal[
    "ok", "no-git", "no-repository", "unborn", "shallow", "foreign-owner", "untrusted", "failed"
]


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """A folder that was opened as a library, and what git can do for it."""

    root: str
    name: str
    git: GitState
    notice: str = ""
    """One sentence that says what does not work and what to do; "" if all does."""
    head: str = ""
    branch: str = ""
    remote_url: str = ""
    """Where a fresh clone could come from, without credentials; "" if nowhere."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A Markdown file on disk, not yet read."""

    path: str
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Companion:
    """A library that is searched beside the open one; it is only read."""

    root: str
    name: str = ""
    """Its badge; "" for the name of its folder."""
    problem: str = ""
    """Why it cannot be searched now, as a sentence; "" if it can."""
