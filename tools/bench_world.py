# SPDX-License-Identifier: MIT
"""What the measurements work on: a copy of a library, its index, a shared copy, pages as HTML."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from bench_programs import folders

CHANGED = 40
"""Articles that the team changed since the last update."""


def indexed_home(folder: Path, source: Path) -> Path:
    """A home folder in which the library was open before, with its index."""
    home = folder / "home"
    (home / "run").mkdir(parents=True, mode=0o700)
    library = folder / "library"
    _git(folder, "clone", "--quiet", "--local", "--no-hardlinks", str(source.resolve()), str(library))
    _git(library, "remote", "remove", "origin")
    _open(home, library)
    index(home, library)
    return home


def index(home: Path, library: Path) -> None:
    """Bring the index up to date."""
    subprocess.run(
        [sys.executable, "-P", "-m", "kbdesk", "index", str(library)],
        env={**os.environ, **folders(home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _open(home: Path, library: Path) -> None:
    data = home / "kbdesk-data"
    data.mkdir(exist_ok=True)
    (data / "window.ini").write_text(f"[General]\nlibrary={library}\n", encoding="utf-8")
    (data / "who.json").write_text('{"name": "Bench", "email": "bench@example.org"}\n', encoding="utf-8")


def shared_copy(folder: Path) -> None:
    """Give the library a shared copy, on which somebody else works, too."""
    library, shared, other = folder / "library", folder / "shared.git", folder / "other"
    if not shared.exists():
        _git(folder, "clone", "--quiet", "--bare", "--local", str(library), str(shared))
        _git(library, "remote", "add", "origin", str(shared))
        _git(library, "fetch", "--quiet", "origin")
        branch = _git(library, "branch", "--show-current")
        _git(library, "branch", "--quiet", f"--set-upstream-to=origin/{branch}")
        _git(folder, "clone", "--quiet", "--local", str(shared), str(other))


def others_changes(folder: Path, number: int = CHANGED) -> None:
    """Somebody else changes some articles of the shared copy."""
    other = folder / "other"
    _git(other, "pull", "--quiet")
    paths = sorted(other.rglob("*.md"))
    for path in random.sample(paths, min(number, len(paths))):  # of all, so that turns differ
        path.write_bytes(path.read_bytes() + b"\nOne more line.\n")
    _git(
        other,
        "-c",
        "user.name=Team",
        "-c",
        "user.email=team@example.org",
        "commit",
        "--quiet",
        "-am",
        "Lines",
    )
    _git(other, "push", "--quiet")


def rendered_pages(folder: Path, home: Path, number: int) -> Path:
    """A folder with articles of the library as HTML, made by kbdesk's own renderer."""
    from kbdesk.desk.desk import Desk  # noqa: PLC0415 - only this needs kbdesk itself
    from kbdesk.desk.home import Home  # noqa: PLC0415 - as above

    folder.mkdir(exist_ok=True)
    root = home.parent / "library"
    desk = Desk(root, Home(home / "kbdesk-data", home / "kbdesk-cache"))
    paths = sorted(p.relative_to(root).as_posix() for p in root.rglob("*.md") if p.name != "README.md")
    random.Random(2_461).shuffle(paths)
    for at, path in enumerate(paths[:number]):
        page = desk.page(path)
        style = "<style>body{font:15px sans-serif;max-width:760px;margin:auto}</style>"
        (folder / f"{at:05}.html").write_text(
            f"<!doctype html><meta charset=utf-8>{style}{page.rendered.html}", encoding="utf-8"
        )
    desk.close()
    return folder


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()
