# SPDX-License-Identifier: MIT
"""The verb that measures search beside other engines."""

from __future__ import annotations

import json
import signal
import sys
from argparse import Namespace
from collections.abc import Callable
from time import monotonic

from kbdesk.bench.report import table
from kbdesk.bench.run import Settings, run


def bench_verb(options: Namespace) -> int:
    """Print how search compares with the other engines of this computer."""
    # Being ended politely is like Ctrl+C: children and folders go.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = Settings(
        library=options.library,
        engines=tuple(name for name in options.engines.split(",") if name),
        articles=options.articles,
        queries=options.queries,
        answers=options.qrels,
        seed=options.seed,
        rounds=options.rounds,
    )
    report = run(settings, _teller())
    print(json.dumps(report, ensure_ascii=False, indent=1) if options.json else table(report))
    return 0


def _teller() -> Callable[[str], None]:
    """Writes lines with the seconds that have passed since now."""
    began = monotonic()

    def tell(line: str) -> None:
        print(f"{monotonic() - began:6.0f} s  {line}", file=sys.stderr, flush=True)

    return tell
