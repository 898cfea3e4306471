# SPDX-License-Identifier: MIT
"""Where the reader stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbdesk.model import Hit

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

SIMILAR_SHOWN = 5


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


def similar_to(desk: Desk, place: Place) -> tuple[Place, tuple[Hit, ...]]:
    """A place and the documents most similar to its own, archived ones left out; runs in the lane."""
    hits = {
        hit.path: hit
        for hit in reversed(desk.similar(place.path, 2 * SIMILAR_SHOWN, place.library))
        if hit.kind != "step" and hit.path != place.path and hit.confidence != "archived"
    }
    return place, tuple(reversed(hits.values()))[:SIMILAR_SHOWN]
