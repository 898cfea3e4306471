# SPDX-License-Identifier: MIT
"""F6: three people share a library, their programs are killed, and they are offline now and then."""

from __future__ import annotations

from pathlib import Path

from suites.ours import Ours
from suites.outcome import Outcome
from suites.people import make_team
from suites.saves_library import prepare
from suites.team_rounds import Rounds
from suites.team_usual import Usual
from suites.team_ways import Result, Way

SEEDS = 4


def play_f6(share: float, seed: int, folder: Path) -> Outcome:
    """Rounds over four seeds; a small share of them over one."""
    seeds = max(1, round(SEEDS * share))
    count = max(5, round(1_000 * share / seeds))
    results = [played("kbdesk", seed + number, count, folder / str(number)) for number in range(seeds)]
    figures = {
        "kills": f"{sum(one.kills for one in results):,}",
        "saves acknowledged": f"{sum(one.acknowledged for one in results):,}",
        "conflicts that wait as a draft": f"{sum(one.parked for one in results):,}",
    }
    failed = [f"seed {one.seed}: {words}" for one in results for words in one.failed]
    return Outcome(seeds * count, tuple(failed), figures)


def played(kind: str, seed: int, count: int, place: Path) -> Result:
    """Play the rounds of a seed in a way of working, ``kbdesk`` or ``usual``, in a folder of its own."""
    prepare(place)
    remote, folders = make_team(place)
    way: Way = Usual(place, remote, folders) if kind == "usual" else Ours(place, remote, folders)
    return Rounds(way, seed, count).run()
