# SPDX-License-Identifier: MIT
"""F1 to F5: a save is broken on purpose, in every way that a computer knows."""

from __future__ import annotations

import itertools
import json
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from suites.outcome import Outcome
from suites.processes import Attempt, run
from suites.saves_calls import failing, failing_here, recorded, strace
from suites.saves_library import Library, prepare
from suites.saves_places import Scenes, cases
from suites.saves_writers import Writers


def play_f1(share: float, seed: int, folder: Path) -> Outcome:
    """Every named place of a save and a round dies, has no room, no permission, or a broken disk."""
    prepare(folder)
    every = cases()
    chosen = sorted(random.Random(seed).sample(every, max(1, round(min(1.0, share) * len(every)))))
    scenes = Scenes(folder, seed)
    for case in chosen:
        scenes.play(case)
    failed = scenes.close()
    acknowledged = scenes.plain.acknowledged + scenes.reviewed.acknowledged
    slowest_s = max(scenes.plain.slowest_s, scenes.reviewed.slowest_s)
    figures = {"saves acknowledged": f"{acknowledged:,}", "slowest next save": f"{slowest_s:.2f} s"}
    return Outcome(len(chosen), tuple(failed), figures, scenes.plain.unmet or scenes.reviewed.unmet)


def play_f2(share: float, seed: int, folder: Path) -> Outcome:
    """Saves are killed at random moments: kbdesk alone, its git goes on as an orphan, or all of it."""
    prepare(folder)
    dice = random.Random(seed)
    library = Library(folder / "library")
    usual = [run(library.save(library.turn(dice))).seconds for _ in range(5)]
    count, struck = max(1, round(1_000 * share)), 0
    for _ in range(count):
        whole = dice.random() < 0.5
        turn = library.turn(dice)
        attempt = run(library.save(turn), dice.random() * 1.1 * statistics.median(usual[-50:]), whole=whole)
        where = f"{turn.token} killed {'whole' if whole else 'alone'}"
        library.note(attempt, where)
        if attempt.killed:
            struck += 1
            library.next_save(dice, where)
        else:
            usual.append(attempt.seconds)
    failed = library.close()
    figures = {
        "killed at work": f"{struck:,}",
        "saves acknowledged": f"{library.acknowledged:,}",
        "slowest next save": f"{library.slowest_s:.2f} s",
    }
    return Outcome(count, tuple(failed), figures, library.unmet)


def play_f3(share: float, seed: int, folder: Path) -> Outcome:
    """The n-th call of each kind fails, in kbdesk and in every git that a save starts, until none does."""
    prepare(folder)
    dice = random.Random(seed)
    library = Library(folder / "library")
    program = strace()
    library.next_save(dice, "the beginning")  # what only a first save does is done
    tried, missed = 0, 0
    for where, attempt, is_met in _shaken(program, library, dice, share):
        tried += 1
        missed += not is_met
        library.note(attempt, where)
        library.check_sound(where)
        library.next_save(dice, where)
    figures = {
        "saves acknowledged": f"{library.acknowledged:,}",
        "calls that another save did not make": f"{missed:,}",
        "slowest next save": f"{library.slowest_s:.2f} s",
    }
    unmet = "" if program else "strace is not there: only kbdesk's own calls failed, not those of git"
    failed = tuple(library.close())
    return Outcome(tried, failed, figures, unmet or library.unmet)


def _shaken(
    program: str, library: Library, dice: random.Random, share: float
) -> Iterator[tuple[str, Attempt, bool]]:
    """Saves in which one call fails each: what failed, how it went, and whether it came to that call."""
    each, place = max(1, round(1 / share)), library.place
    if program:
        attempt, calls = recorded(program, library.save(library.turn(dice)), place)
        library.note(attempt, "the save whose calls were written down")
        for call in calls[::each]:
            yield str(call), *failing(program, library.save(library.turn(dice)), call, place)
        return
    for number in itertools.count(1, each):
        attempt, is_met = failing_here(library.save(library.turn(dice)), number, place)
        if not is_met:
            return
        yield f"call {number} of kbdesk", attempt, is_met


def play_f4(share: float, seed: int, folder: Path) -> Outcome:
    """Saves with no room left, for the library or for drafts, and where something is read-only."""
    allowed = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False)
    if allowed.returncode != 0:
        return Outcome(0, unmet="a small disk of its own cannot be mounted here (unshare -rm)")
    command = [
        "unshare",
        "-rm",
        sys.executable,
        "-m",
        "suites.saves_disk",
        str(share),
        str(seed),
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return Outcome(0, (f"It ended with {done.returncode}: {done.stderr[-2000:]}",))
    tried, failed, figures = json.loads(done.stdout.splitlines()[-1])
    return Outcome(tried, tuple(failed), figures)


def play_f5(share: float, seed: int, folder: Path) -> Outcome:
    """Two programs save in one library while another commits in it; of one user, then of two."""
    prepare(folder)
    runs = max(1, round(3 * share))
    saves = max(5, round(60 * min(1.0, 3 * share)))
    failed, again, outside = [], 0, 0
    for number in range(runs):
        writers = Writers(folder / str(number), saves, same_user=(number + seed) % 2 == 0)
        failed += [f"run {number}: {words}" for words in writers.play()]
        again += writers.again
        outside += writers.outside
    figures = {
        "commits of the other program": f"{outside:,}",
        "saves that had to be tried again": f"{again:,}",
    }
    return Outcome(2 * runs * saves, tuple(failed), figures)
