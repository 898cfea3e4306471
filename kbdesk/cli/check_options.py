# SPDX-License-Identifier: MIT
"""The options of ``kbdesk check``."""

from __future__ import annotations

import argparse


def add_check_options(command: argparse.ArgumentParser) -> None:
    """Add what ``kbdesk check`` understands beside its files and its library."""
    command.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="sarif: SARIF 2.1.0; github: workflow commands, for marks beside the lines of a change",
    )
    command.add_argument(
        "--all", action="store_true", help="text: print every finding, not the first of a kind"
    )
    command.add_argument(
        "--fail-on",
        choices=("error", "warning", "advice"),
        default="warning",
        metavar="WORST",
        help="code 1 from here on: error, warning (default) or advice",
    )
    command.add_argument(
        "--fix", action="store_true", help="put right what can be meant in one way only, and say what"
    )
    command.add_argument("--dry-run", action="store_true", help="with --fix: only say what it would do")
    command.add_argument(
        "--personal",
        action="store_true",
        help="look for personal data in the whole library, too (in a PATH it always is)",
    )
    command.add_argument("--progress", action="store_true", help=argparse.SUPPRESS)  # for the window
