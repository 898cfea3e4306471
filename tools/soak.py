# SPDX-License-Identifier: MIT
"""Kills kbdesk some thousand times and counts what was lost, beside the usual way of keeping notes in git.

``make soak``; see docs/reliability.md. Exit code 1 if kbdesk lost anything or left anything behind.
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
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

Values = dict[str, object]

SHARING_ROWS = (
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
SAVING_ROWS = (
    ("tried", "tried"),
    ("struck", "  that met the work before its end"),
    ("acknowledged", "saves that were acknowledged"),
    ("lost", "  of these lost"),
    ("kept_lost", "texts that were typed, lost"),
    ("damaged", "damaged files"),
    ("next_failed", "next saves or rounds that failed"),
    ("next_slow", "next saves that took more than 2 s"),
    ("unsound", "damaged histories"),
    ("left_over", "temporary files and locks left"),
    ("bugs", "errors in the program"),
)
_MUST_BE_NONE = (
    "lost",
    "not_whole",
    "kept_lost",
    "outside_lost",
    "damaged",
    "by_hand",
    "slow_saves",
    "unlike_remote",
    "unsound",
    "left_over",
    "bugs",
    "next_failed",
    "next_slow",
)


def main() -> int:
    """Run all parts, print the tables, write the JSON; 1 if anything was lost."""
    options = _arguments()
    if options.part:
        _run_part(options.part, Path(options.folder))
        return 0
    began = time.time()
    plan = _plan(options)
    results = list(_in_parallel(plan, options))
    total = _summed(results)
    report = {
        "machine": _machine(),
        "command": " ".join(["python", *sys.argv]),
        "seconds": round(time.time() - began),
        "totals": total,
        "parts": results,
    }
    if options.json:
        Path(options.json).parent.mkdir(parents=True, exist_ok=True)
        Path(options.json).write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    _print(report)
    bad = [
        name
        for name, values in total.items()
        if name != "usual" and any(values.get(key) for key in _MUST_BE_NONE)
    ]
    for part in results:
        if part["way"] != "usual":
            for line in part["details"][:40]:  # type: ignore[index]
                print(f"! {part['way']} seed {part['seed']}: {line}")
    print("Nothing was lost." if not bad else f"NOT FINE: {', '.join(bad)}")
    return 1 if bad else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000, help="rounds of sharing in all (default: 1000)")
    parser.add_argument("--kills", type=int, default=1000, help="kills within a save (default: 1000)")
    parser.add_argument("--seeds", type=int, default=4, help="over how many seeds (default: 4)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (default: 1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="default: one for each core")
    parser.add_argument(
        "--actions", default="kill,enospc,eacces,eio", help="how named places fail; empty: not"
    )
    parser.add_argument("--only", choices=("kbdesk", "usual"), default="", help="one way only")
    parser.add_argument("--json", default="", metavar="FILE", help="write all figures")
    parser.add_argument("--folder", default="", help="where to work (default: the system's temporary folder)")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _plan(options: argparse.Namespace) -> list[str]:
    """The parts as words, the longest first."""
    seeds = range(options.seed, options.seed + options.seeds)
    ways = [options.only] if options.only else ["kbdesk", "usual"]
    rounds, kills = options.rounds // options.seeds, options.kills // options.seeds
    parts = [f"share {way} {seed} {rounds}" for way in ways for seed in seeds if rounds]
    if "kbdesk" in ways:
        parts += [f"faults {options.actions}"] if options.actions else []
        parts += [f"kills {seed} {kills}" for seed in seeds if kills]
    return parts


def _run_part(part: str, folder: Path) -> None:
    kind, *words = part.split()
    if kind == "share":
        from soak_sync import soak_seed  # noqa: PLC0415

        values = soak_seed(words[0], int(words[1]), int(words[2]), folder)
    else:
        from soak_saves import fail_saves, kill_saves  # noqa: PLC0415

        if kind == "kills":
            values = {
                "way": "kills",
                "seed": int(words[0]),
                **kill_saves(int(words[0]), int(words[1]), folder),
            }
        else:
            values = {"way": "faults", "seed": 0, **fail_saves(folder, words[0].split(","))}
    print(json.dumps(values))


def _in_parallel(plan: list[str], options: argparse.Namespace) -> Iterator[Values]:
    with tempfile.TemporaryDirectory(dir=options.folder or None, ignore_cleanup_errors=True) as top:
        waiting, running = list(enumerate(plan)), []
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
                        raise SystemExit(f"The part {part!r} of the soak ended with {process.returncode}.")
                    if sys.stderr.isatty():
                        print(f"  {part}: done", file=sys.stderr)
                    yield json.loads(text.splitlines()[-1])
        finally:
            for _, process, _ in running:
                process.kill()


def _summed(results: list[Values]) -> dict[str, Values]:
    total: dict[str, Values] = {}
    for result in results:
        values = total.setdefault(str(result["way"]), {})
        for key, value in result.items():
            if key == "slowest_next_s" and isinstance(value, float):
                values[key] = round(max(value, float(str(values.get(key, 0.0)))), 2)
            elif isinstance(value, int) and key != "seed":
                values[key] = int(str(values.get(key, 0))) + value
    return total


def _print(report: Values) -> None:
    total: dict[str, Values] = report["totals"]  # type: ignore[assignment]
    print(f"{report['machine']}; {report['seconds']} s\n")
    ways = [way for way in ("kbdesk", "usual") if way in total]
    if ways:
        print(f"{'Sharing':<70}" + "".join(f"{way:>9}" for way in ways))
        for key, words in SHARING_ROWS:
            print(f"{words:<70}" + "".join(f"{total[way].get(key, 0):>9,}" for way in ways))
    parts = [part for part in ("kills", "faults") if part in total]
    if parts:
        print(f"\n{'Saving, kbdesk':<70}" + "".join(f"{part:>9}" for part in parts))
        for key, words in SAVING_ROWS:
            print(f"{words:<70}" + "".join(f"{total[part].get(key, 0):>9,}" for part in parts))
        print(
            f"{'slowest next save, s':<70}" + "".join(f"{total[part]['slowest_next_s']:>9}" for part in parts)
        )
    print()


def _machine() -> str:
    git = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.split()[2]
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, git {git}"
    return f"{os.cpu_count()} cores, {system}"


if __name__ == "__main__":
    raise SystemExit(main())
