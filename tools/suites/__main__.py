# SPDX-License-Identifier: MIT
"""Plays the suites and prints RELIABILITY.md's table: ``make soak ARGS="--only F8 --share 0.1"``.

Exit code 1 if a case failed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from suites.outcome import SUITES, Outcome, Suite

TOOLS = Path(__file__).resolve().parents[1]
_SHOWN = 5


def main() -> int:
    """Play what was asked for, each suite in a process of its own, two at a time."""
    options = _options()
    if options.alone:
        return _alone(options)
    if options.report:
        print(_report(json.loads(Path(options.report).read_text())))
        return 0
    wanted = [suite for suite in SUITES if not options.only or suite.key in options.only]
    done: dict[str, dict[str, object]] = {}
    waiting, running = list(wanted), []
    with tempfile.TemporaryDirectory(prefix="kbdesk-suites-", dir=options.folder) as place:
        while waiting or running:
            while waiting and len(running) < options.jobs:
                suite = waiting.pop(0)
                running.append((suite, _started(suite, options, Path(place)), time.monotonic()))
            time.sleep(0.1)
            for one in [one for one in running if one[1].poll() is not None]:
                running.remove(one)
                done[one[0].key] = _read(one[0], one[1].returncode, Path(place), time.monotonic() - one[2])
                print(_row(one[0], done[one[0].key]), flush=True)
    if options.json:
        Path(options.json).parent.mkdir(parents=True, exist_ok=True)
        Path(options.json).write_text(
            json.dumps({"seed": options.seed, "share": options.share, "suites": done})
        )
    return 1 if any(one["failed"] for one in done.values()) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="suites", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], metavar="F1")
    parser.add_argument("--share", type=float, default=1.0, help="how much of each count, 0 to 1")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", default="")
    parser.add_argument(
        "--folder", default=None, help="where the work is done; the system's temporary folder"
    )
    parser.add_argument("--report", default="", metavar="JSON", help="print the table of what was played")
    parser.add_argument("--alone", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _started(suite: Suite, options: argparse.Namespace, place: Path) -> subprocess.Popen[bytes]:
    (place / suite.key).mkdir()
    words = ["--only", suite.key, "--share", str(options.share), "--seed", str(options.seed)]
    command = [sys.executable, "-m", "suites", *words, "--alone", str(place / suite.key)]
    env = {**os.environ, "PYTHONPATH": str(TOOLS), "QT_QPA_PLATFORM": "offscreen", "KBDESK_LANGUAGE": "en"}
    with (place / f"{suite.key}.log").open("wb") as log:
        return subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)


def _alone(options: argparse.Namespace) -> int:
    suite = next(one for one in SUITES if one.key == options.only[0])
    folder = Path(options.alone)
    outcome = suite.play(options.share, options.seed, folder)
    folder.with_suffix(".json").write_text(
        json.dumps([outcome.tried, outcome.failed, outcome.figures, outcome.unmet])
    )
    return 0


def _read(suite: Suite, code: int, place: Path, seconds: float) -> dict[str, object]:
    try:
        outcome = Outcome(*json.loads((place / f"{suite.key}.json").read_text()))
    except FileNotFoundError:
        log = (place / f"{suite.key}.log").read_text(errors="replace")
        outcome = Outcome(0, (f"The suite ended with {code}: {log[-2000:]}",))
    return {
        "tried": outcome.tried,
        "failed": list(outcome.failed),
        "figures": outcome.figures,
        "unmet": outcome.unmet,
        "seconds": round(seconds, 1),
    }


def _report(played: dict[str, Any]) -> str:
    """The table for RELIABILITY.md; a suite that was not played is in it as such."""
    head = ("", "what is done", "cases", "what must hold", "result", "time")
    none = {"tried": 0, "failed": [], "figures": {}, "unmet": "not played", "seconds": 0}
    rows = [_row(suite, played["suites"].get(suite.key, none)).partition("\n")[0] for suite in SUITES]
    return "\n".join((f"| {' | '.join(head)} |", "|---|---|---:|---|---|---:|", *rows))


def _row(suite: Suite, values: dict[str, object]) -> str:
    failed, figures = values["failed"], values["figures"]
    result = "**not met**" if failed or not values["tried"] else "met in part" if values["unmet"] else "met"
    result += f"; {len(failed)} failed" if failed else ""
    result += "".join(f"; {name} {value}" for name, value in figures.items())
    result += f"; {values['unmet']}" if values["unmet"] else ""
    cells = suite.key, suite.what, f"{values['tried']:,}", suite.goal, result, f"{values['seconds']} s"
    return "\n".join((f"| {' | '.join(cells)} |", *(f"    {one}" for one in failed[:_SHOWN])))


if __name__ == "__main__":
    sys.exit(main())
