# SPDX-License-Identifier: MIT
"""What the terminal understands of shared counts."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Verbs = argparse._SubParsersAction
Option = Callable[[argparse.ArgumentParser], None]


def counts_verbs(verbs: Verbs[argparse.ArgumentParser], library: Option) -> None:
    """Add the verbs heat and counts.

    Args:
        verbs: where they are added.
        library: adds the option that names the library.
    """
    command = verbs.add_parser("heat", help="say how often answers are taken, and where calls stop")
    command.add_argument("playbook", nargs="?", default="", metavar="PLAYBOOK")
    command.add_argument(
        "--share",
        action="store_true",
        help="send your own counts of weeks that are over to the team, this once: numbers only, none below 3",
    )
    command.add_argument("--json", action="store_true", help="print one object")
    library(command)

    command = verbs.add_parser(
        "counts", help="show what is shared with the team as counts, and what the team has"
    )
    decided = command.add_mutually_exclusive_group()
    decided.add_argument("--agree", action="store_true", help="share your counts from now on")
    decided.add_argument("--stop", action="store_true", help="share no more")
    command.add_argument(
        "--sync", action="store_true", help="get the team's counts now, and send yours if you agreed"
    )
    command.add_argument("--json", action="store_true", help="print one object")
    library(command)
