# SPDX-License-Identifier: MIT
"""Reading paths: articles and playbooks in the order in which a role learns them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ReadState = Literal["new", "read", "changed", "gone"]
"""``new``: never read. ``changed``: it says something else than when it was read. ``gone``: the link leads
nowhere."""


@dataclass(frozen=True, slots=True)
class PathItem:
    """One thing to read."""

    number: int
    title: str
    """The words of the link."""
    path: str
    """The file; "" if the link leads nowhere."""
    anchor: str
    state: ReadState
    part: str = ""
    """The heading under which it stands."""
    playbook: bool = False
    read_at: str = ""
    """When it was read last, ISO 8601."""
    trouble: str = ""
    """Why it cannot be read, as a sentence."""


@dataclass(frozen=True, slots=True)
class ReadingPath:
    """A path with how far this person is."""

    path: str
    """The article that it is."""
    title: str
    role: str
    items: tuple[PathItem, ...]
    for_me: bool = False
    """Whether it is for this person's role."""

    @property
    def read(self) -> int:
        """How many items were read as they stand now."""
        return sum(item.state == "read" for item in self.items)

    @property
    def changed(self) -> int:
        """How many items changed since they were read."""
        return sum(item.state == "changed" for item in self.items)

    @property
    def next(self) -> PathItem | None:
        """The first item that was not read as it stands now; None if there is none."""
        return next((item for item in self.items if item.state in ("new", "changed")), None)
