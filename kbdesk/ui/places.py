# SPDX-License-Identifier: MIT
"""Where the reader stands."""

from __future__ import annotations

from dataclasses import dataclass

from kbdesk.model import Hit


@dataclass(frozen=True, slots=True)
class Place:
    """A file, a heading in it, and the badge of its library ("": the open one)."""

    path: str
    anchor: str = ""
    library: str = ""
    marked: bool = True
    """Whether the first marked word there is to be in sight; else the heading, or the top, is."""


def landing(hit: Hit) -> Place:
    """Where opening a hit lands: at its best passage, or at the top if its title matched."""
    if hit.field == "title" and hit.kind != "step":
        return Place(hit.path, "", hit.library, marked=False)
    return Place(hit.path, hit.anchor, hit.library)


def same_file(one: Place, other: Place) -> bool:
    """Whether two places stand in one file."""
    return (one.path, one.library) == (other.path, other.library)
