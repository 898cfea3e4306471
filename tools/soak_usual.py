# SPDX-License-Identifier: MIT
"""Lets a team share as kbdesk does, then the usual way of keeping notes in git, and counts what was lost.

``make soak-usual``; see docs/reliability.md. Exit code 1 if kbdesk lost anything or left anything behind.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO

Values = dict[str, object]

WAYS = ("kbdesk", "usual")
ROWS = (
    ("rounds", "rounds"),
    ("syncs", "rounds of getting and sending that ended by themselves"),
    ("kills", "kill -9"),
    ("acknowledged", "saves that were acknowledged"),
    ("lost", "  of these lost: in no article, no draft, no history"),
    ("lost_but_in_reflog", "    (an expert could dig up from git's own log on that computer)"),
    ("not_whole", "  of these only to be had in parts, as a merge left them"),
    ("kept", "texts that were typed and not saved yet"),
    ("kept_lost", "  of these lost"),
    ("outside", "changes by other programs"),
    ("outside_lost", "  of these lost"),
    ("damaged", "damaged files"),
    ("parked", "conflicts that wait visibly as a draft"),
    ("by_hand", "times somebody who knows git had to clear up"),
    ("locks_offered", "locks in the shared folder that the program offered to remove"),
    ("saved_at_end", "files as other programs left them, saved by a person at the end"),
    ("refused", "times work was refused"),
    ("slow_saves", "saves that took more than 2 s"),
    ("unlike_remote", "people who do not have the team's state at the end"),
    ("unsound", "damaged histories"),
    ("left_over", "temporary files and locks left"),
    ("bugs", "errors in the program"),
)


def main() -> int:
    """Play all seeds both ways, print the table, write the JSON; 1 if kbdesk lost anything."""
    options = _arguments()
    if options.part:
        _play(options.part.split(), Path(options.folder))
        return 0
    began = time.time()
    seeds = range(options.seed, options.seed + options.seeds)
    plan = [f"{way} {seed} {options.rounds // options.seeds}" for way in WAYS for seed in seeds]
    results = list(_in_parallel(plan, options))
    report = {"machine": _machine(), "seconds": round(time.time() - began), "parts": results}
    if options.json:
        Path(options.json).parent.mkdir(parents=True, exist_ok=True)
        Path(options.json).write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    print(f"{report['machine']}; {report['seconds']} s\n")
    total = {way: _summed([one for one in results if one["way"] == way]) for way in WAYS}
    print(f"{'Sharing':<70}" + "".join(f"{way:>9}" for way in WAYS))
    for key, words in ROWS:
        print(f"{words:<70}" + "".join(f"{total[way][key]:>9,}" for way in WAYS))
    failed = [f"seed {one['seed']}: {words}" for one in results for words in one["failed"]]  # type: ignore[attr-defined]
    print("\n".join(["", *failed[:40]]) if failed else "\nkbdesk lost nothing.")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000, help="rounds of sharing in all (default: 1000)")
    parser.add_argument("--seeds", type=int, default=4, help="over how many seeds (default: 4)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (default: 1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="default: one for each core")
    parser.add_argument("--json", default="", metavar="FILE", help="write all figures")
    parser.add_argument("--folder", default="", help="where to work (default: the system's temporary folder)")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _play(words: list[str], folder: Path) -> None:
    from suites.team import played  # noqa: PLC0415 - only the parts need kbdesk

    result = played(words[0], int(words[1]), int(words[2]), folder)
    failed = result.failed if words[0] == "kbdesk" else ()
    print(json.dumps({**asdict(result), "failed": failed}))


def _in_parallel(plan: list[str], options: argparse.Namespace) -> Iterator[Values]:
    running: list[tuple[str, subprocess.Popen[bytes], IO[str]]] = []
    with tempfile.TemporaryDirectory(dir=options.folder or None, ignore_cleanup_errors=True) as top:
        waiting = list(enumerate(plan))
        try:
            while waiting or running:
                while waiting and len(running) < options.jobs:
                    number, part = waiting.pop(0)
                    command = [sys.executable, __file__, "--part", part, "--folder", f"{top}/{number}"]
                    out = Path(top, f"{number}.json").open("w+")  # noqa: SIM115 - closed below
                    running.append((part, subprocess.Popen(command, stdout=out), out))
                time.sleep(0.05)
                for each in [each for each in running if each[1].poll() is not None]:
                    part, process, out = each
                    running.remove(each)
                    out.seek(0)
                    text = out.read()
                    out.close()
                    if process.returncode != 0:
                        raise SystemExit(f"The part {part!r} ended with {process.returncode}.")
                    yield json.loads(text.splitlines()[-1])
        finally:
            for _, process, _ in running:
                process.kill()


def _summed(results: list[Values]) -> Counter[str]:
    total: Counter[str] = Counter()
    for result in results:
        total.update({key: value for key, value in result.items() if isinstance(value, int)})
    return total


def _machine() -> str:
    git = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.split()[2]
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, git {git}"
    return f"{os.cpu_count()} cores, {system}"


if __name__ == "__main__":
    raise SystemExit(main())
