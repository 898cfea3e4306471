# SPDX-License-Identifier: MIT
"""Suite F12: folders that somebody else prepared, used by kbdesk's own verbs: none of their programs runs."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from hostile_git import trap as set_trap

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.library.opening import open_library
from kbdesk.model import Author, Saved
from suites.outcome import Outcome
from suites.trust_traps import TRAPS, Trap, copied, make_world, springs

MIA = Author("Mia Tran", "mia@example.org")


def _open(desk: Desk) -> object:
    return desk.opening()


def _search(desk: Desk) -> object:
    desk.build_index(_no_progress)
    return desk.search("needle").hits


def _history(desk: Desk) -> object:
    desk.past.lines("a.md")
    page = desk.past.versions("a.md")
    return desk.past.page(page.versions[0]) if page.versions else None


def _compare(desk: Desk) -> object:
    return desk.past.compare("a.md") if desk.past.versions("a.md").versions else None


def _save(desk: Desk) -> object:
    draft = desk.writing.open("a.md")
    saved = desk.writing.save(replace(draft, text=draft.text + "\nmine\n"), "mine", MIA)
    return isinstance(saved, Saved) and saved.commit


def _sync(desk: Desk) -> object:
    return desk.team.sync().phase == "current"


def _no_progress(done: int, total: int) -> None:
    del done, total


ACTIONS: tuple[tuple[str, Callable[[Desk], object]], ...] = (
    ("open", _open),
    ("list and search", _search),
    ("history", _history),
    ("compare", _compare),
    ("save", _save),
    ("sync", _sync),
)


def play_f12(share: float, seed: int, folder: Path) -> Outcome:
    """33 prepared folders × 6 actions: in a folder as it was found, and in one prepared while it is open.

    Each folder is first shown to run its program under plain git; the actions are first shown to work in the
    same folder unprepared. Neither may fail, or the suite could not.
    """
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    world = make_world(_made(folder / "world"))
    traps = TRAPS if share >= 1 else random.Random(seed).sample(TRAPS, max(1, round(len(TRAPS) * share)))
    failed = list(_works_unprepared(world, folder / "control"))
    sprung = refused = 0
    for number, trap in enumerate(traps):
        place = _made(folder / f"trap-{number}")
        marker, names = set_trap(place)
        if springs(trap, _prepared(trap, world, place / "plain", names), marker):
            sprung += 1
        else:
            failed.append(f"{trap.name}: plain git does not fall for it, so this proves nothing")
        kb = _prepared(trap, world, place / "found", names)
        refused += open_library(kb).git == "untrusted"
        failed += _acted(trap, _desk(kb, place / "home"), marker, "as it was found")
        kb = copied(world, place / "later")
        desk = _desk(kb, place / "home-later")
        desk.opening()
        trap.prepare(kb / ".git", names)
        failed += _acted(trap, desk, marker, "prepared while open")
    figures = {"set off plain git": f"{sprung} of {len(traps)}", "git switched off": f"{refused}"}
    return Outcome(len(traps) * len(ACTIONS), tuple(failed), figures)


def _works_unprepared(world: Path, place: Path) -> list[str]:
    """What an action does not do although nothing is in its way."""
    desk = _desk(copied(world, place), place / "home")
    did = {name: act(desk) for name, act in ACTIONS}
    desk.close()
    return [
        f"{name}: it does nothing even in a folder of one's own" for name, done in did.items() if not done
    ]


def _acted(trap: Trap, desk: Desk, marker: Path, how: str) -> list[str]:
    """A sentence for each action in which the program ran, or which failed without saying why."""
    failed = []
    for name, act in ACTIONS:
        try:
            act(desk)
        except KbError:
            pass  # it said why not
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            failed.append(f"{trap.name}, {how}, {name}: {error!r}")
        if marker.exists():
            failed.append(f"{trap.name}, {how}, {name}: its program ran")
            marker.unlink()
    desk.close()
    return failed


def _prepared(trap: Trap, world: Path, to: Path, names: dict[str, str]) -> Path:
    kb = copied(world, to)
    trap.prepare(kb / ".git", names)
    return kb


def _desk(kb: Path, place: Path) -> Desk:
    home = Home(place / "data", place / "cache")
    home.make()
    home.set_who(MIA)
    numbers = count(1)
    now = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    return Desk(kb, home, author=MIA.name, clock=lambda: now, new_id=lambda: f"id{next(numbers):04}")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
