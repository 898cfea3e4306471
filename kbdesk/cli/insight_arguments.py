# SPDX-License-Identifier: MIT
"""What the terminal understands of figures and tables."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Verbs = argparse._SubParsersAction
Option = Callable[[argparse.ArgumentParser], None]
TABLES = ("cases", "searches", "openings", "paths", "times", "tables")
"""What ``kbdesk export`` takes for a table, not for the path of a playbook."""


def insight_verbs(verbs: Verbs[argparse.ArgumentParser], library: Option) -> None:
    """Add the verb insight.

    Args:
        verbs: where it is added.
        library: adds the option that names the library.
    """
    command = verbs.add_parser("insight", help="print figures of searches, reading and calls")
    _days(command)
    command.add_argument(
        "--figure", default="", metavar="KEY", help="only this one, as searches-without-result"
    )
    command.add_argument(
        "--behind", default="", metavar="POINT", help="print the list behind this point of the figure"
    )
    command.add_argument("--format", choices=("text", "json", "csv"), default="text")
    library(command)


def table_options(command: argparse.ArgumentParser) -> None:
    """Add what a table needs to the verb export."""
    _days(command)
    command.add_argument(
        "--with-words",
        action="store_true",
        help="of a table: with what customers said and what was typed",
    )


def _days(command: argparse.ArgumentParser) -> None:
    command.add_argument("--since", default="", metavar="DAY", help="first day (default: 30 days)")
    command.add_argument("--until", default="", metavar="DAY", help="last day (default: today)")
