# SPDX-License-Identifier: MIT
"""Saves on a disk that is full at one of 40 levels, and in a tree that is read-only somewhere.

The disks are small ones in memory, mounted where nobody else sees them:
``unshare -rm python -m suites.saves_disk SHARE SEED FOLDER`` prints what came of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from suites.processes import run
from suites.saves_library import Library, prepare

FULL_DISKS = ("client0", "home0")
"""What lies on the full disk: the library, or what is the person's own, drafts for instance."""
LEVELS = 40
"""So many pages of memory are free, less one: a save that needs none of them more succeeds."""
READ_ONLY = (
    "client0",
    "client0/.git",
    "client0/.git/objects",
    "client0/articles",
    "client0/articles/a2.md",
    "home0/data",
)
"""What is read-only: the library, parts of it, the very file, or what is the person's own."""
_PAGE_BYTES = 4_096
_DISK_BYTES = 24_000_000
_Case = Callable[[Library, random.Random], bool]


def main(words: list[str]) -> None:
    """Play a share of the cases and print the values of their outcome as JSON."""
    share, dice, folder = float(words[0]), random.Random(int(words[1])), Path(words[2])
    prepare(folder)
    cases: list[tuple[str, _Case]] = [
        (place, _full(place, level)) for place in FULL_DISKS for level in range(LEVELS)
    ]
    cases += [("", _read_only(place)) for place in READ_ONLY]
    chosen = sorted(dice.sample(range(len(cases)), max(1, round(min(1.0, share) * len(cases)))))
    libraries = {}
    for place in dict.fromkeys(cases[number][0] for number in chosen):
        libraries[place] = _library(folder / (place or "read-only"), place)
    refused = sum(cases[number][1](libraries[cases[number][0]], dice) for number in chosen)
    failed = [words for library in libraries.values() for words in library.close()]
    acknowledged = sum(library.acknowledged for library in libraries.values())
    figures = {"saves politely refused": str(refused), "saves acknowledged": f"{acknowledged:,}"}
    print(json.dumps([len(chosen), failed, figures]))


def _library(top: Path, place: str) -> Library:
    """A library of which a place, or all of it, lies on a small disk."""
    disk = top / place
    disk.mkdir(parents=True)
    _mount("-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "tmpfs", str(disk))
    return Library(top)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def _full(place: str, level: int) -> _Case:
    """A save while so many pages are free."""

    def play(library: Library, dice: random.Random) -> bool:
        where = f"{level} pages free for {place}"
        ballast = library.place / place / (".git/ballast" if place == "client0" else "ballast")
        with _filled(ballast, level):
            attempt = run(library.save(library.turn(dice)))
        library.note(attempt, where)
        library.check_sound(where)
        library.next_save(dice, where)
        return bool(attempt.told("refused"))

    return play


@contextlib.contextmanager
def _filled(ballast: Path, pages: int) -> Iterator[None]:
    """Leave so many pages free on a disk."""
    with ballast.open("wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(_PAGE_BYTES))
        file.truncate(file.tell() - pages * _PAGE_BYTES)
    try:
        yield
    finally:
        ballast.unlink()


def _read_only(place: str) -> _Case:
    """A save that cannot be written; it must be refused, and reading must go on."""

    def play(library: Library, dice: random.Random) -> bool:
        where, target = f"{place} read-only", str(library.place / place)
        turn = replace(library.turn(dice), article=2)
        _mount("--bind", target, target)
        _mount("-o", "remount,bind,ro", target)
        try:
            attempt = run(library.save(turn))
            library.note(attempt, where)
            library.must(
                lambda say: say({"read": library.ours.desk(0).read("articles/a1.md").source.text}),
                "read",
                where,
            )
        finally:
            subprocess.run(["umount", target], check=True)
        if not attempt.told("refused"):
            library.failed.append(f"{where}: the save was not refused: {attempt.said}")
        library.check_sound(where)
        library.next_save(dice, where)
        return bool(attempt.told("refused"))

    return play


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # the disks go with the last process that sees them
