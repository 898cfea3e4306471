# SPDX-License-Identifier: MIT
"""Desks for tests: the sample library as a real git repository, a clock that ticks, ids that count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from gitrepo import make_repo

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home

ROOT = Path(__file__).resolve().parents[1]


class Clock:
    """A clock that moves on by ten seconds at every look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=10)
        return self.now


def sample_files() -> dict[str, str]:
    """The sample library's files by path."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for part in ("articles", "playbooks")
        for path in sorted((ROOT / part).rglob("*.md"))
    }


def sample_repo(folder: Path) -> Path:
    """The sample library as a repository of one commit."""
    make_repo(folder, sample_files(), author="Anna", date="2026-11-01T09:00:00+00:00")
    return folder


def make_desk(library: Path, home: Path) -> Desk:
    """A desk whose notes are the same to the byte every time."""
    numbers = count(1)
    return Desk(
        library,
        Home(home / "data", home / "cache"),
        author="Mia Tran",
        clock=Clock(),
        new_id=lambda: f"case{next(numbers):04}",
    )
