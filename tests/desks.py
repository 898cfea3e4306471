# SPDX-License-Identifier: MIT
"""Desks for tests: the sample library as a real git repository, a clock that ticks, ids that count."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from gitrepo import git, make_repo

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.search.folder import index_folder

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


@cache
def _first() -> Path:
    """A folder with the sample library and its index, both made once for all tests of a process."""
    folder = Path(tempfile.mkdtemp(prefix="kbdesk-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_repo(folder / "sample", sample_files(), author="Anna", date="2026-11-01T09:00:00+00:00")
    git(folder / "sample", "repack", "-adq")  # a handful of files instead of two hundred: copied in no time
    desk = make_desk(folder / "sample", folder)
    desk.lookup.build(lambda done, whole: None)
    desk.close()
    return folder


def sample_repo(folder: Path) -> Path:
    """The sample library as a repository of one commit."""
    shutil.copytree(_first() / "sample", folder, dirs_exist_ok=True)
    return folder


def index_beforehand(library: Path, home: Home) -> None:
    """Give a copy of the sample library its index: a window that opens builds only what changed since."""
    if not (library / "playbooks" / "technical" / "wifi-drops.md").is_file():
        return
    mine = index_folder(home.cache, str(library))
    if not any(mine.iterdir()):
        first = index_folder(_first() / "cache", str(_first() / "sample"))
        shutil.copytree(first.parent, mine.parent, dirs_exist_ok=True)


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
