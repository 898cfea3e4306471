# SPDX-License-Identifier: MIT
"""Ways of keeping a team's articles, and what a run in one of them came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from suites.people import Turn
from suites.processes import Say, Work


class Way(Protocol):
    """A way of keeping a team's articles."""

    name: str
    remote: Path
    folders: list[Path]

    def begin(self, client: int) -> int:
        """What a person has to do by hand before work can go on; how often."""

    def start_work(self, client: int) -> Work | None:
        """What the program does when it is started again after a kill."""

    def saving(self, turn: Turn) -> Work:
        """A save."""

    def syncing(self, turn: Turn) -> Work:
        """A round of getting and sending."""

    def sync(self, client: int, say: Say) -> None:
        """A round without a turn, for the end."""

    def save_rest(self, client: int, paths: Iterable[str]) -> None:
        """Save files as other programs left them."""

    def drafts(self) -> Iterable[str]:
        """The texts that are kept outside folder and history."""


@dataclass
class Result:
    """What one seed came to, in one way of working."""

    way: str
    seed: int
    rounds: int
    syncs: int = 0
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    lost_but_in_reflog: int = 0
    kept: int = 0
    kept_lost: int = 0
    outside: int = 0
    outside_lost: int = 0
    not_whole: int = 0
    """Acknowledged texts that can be opened only in parts."""
    damaged: int = 0
    by_hand: int = 0
    """Times a person who knows git had to clear what a kill had left."""
    refused: int = 0
    saved_at_end: int = 0
    """Files that another program had changed, or a killed move had left, and a person saved at the end."""
    locks_offered: int = 0
    """Locks that a kill left in the shared folder and kbdesk offered to remove."""
    slow_saves: int = 0
    unlike_remote: int = 0
    """Clients that do not stand at the shared copy at the end."""
    unsound: int = 0
    """Repositories in which git finds damage."""
    left_over: int = 0
    """Temporary files and locks that stayed."""
    parked: int = 0
    bugs: int = 0
    details: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[str, ...]:
        """A sentence for everything that went wrong; () is the goal."""
        return tuple(words for words in self.details if not words.startswith("refused "))
