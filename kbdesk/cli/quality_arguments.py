# SPDX-License-Identifier: MIT
"""What the terminal understands of quality."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Verbs = argparse._SubParsersAction
Option = Callable[[argparse.ArgumentParser], None]


def quality_verbs(verbs: Verbs[argparse.ArgumentParser], library: Option) -> None:
    """Add the verb quality.

    Args:
        verbs: where it is added.
        library: adds the option that names the library.
    """
    command = verbs.add_parser("quality", help="draw cases and articles to look at, or show what was said")
    kinds = command.add_subparsers(dest="what", metavar="WHAT", required=True)

    one = kinds.add_parser("sample", help="draw cases and articles by a seed; authors take turns")
    one.add_argument(
        "--count", type=_positive, default=5, metavar="N", help="cases, and as many articles (default: 5)"
    )
    one.add_argument("--seed", type=_positive, default=None, metavar="N", help="default: that of this week")
    one.add_argument(
        "--days", type=_positive, default=30, metavar="N", help="cases of so many days (default: 30)"
    )
    one.add_argument(
        "--from", dest="folder", type=Path, default=None, metavar="DIR", help="a folder of handoff notes, too"
    )
    one.add_argument("--json", action="store_true", help="print one object")
    library(one)

    one = kinds.add_parser("show", help="list your reviews, print one of them, or a coaching file")
    one.add_argument(
        "review", nargs="?", default="", metavar="FILE|ID", help="a .coaching.md file, or the id of a review"
    )
    one.add_argument(
        "--trends", action="store_true", help="how each criterion goes month by month, over everybody's work"
    )
    one.add_argument("--json", action="store_true", help="print the machine's copy")
    library(one)


def _positive(text: str) -> int:
    number = int(text)
    if not 0 < number < 10**12:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
