# SPDX-License-Identifier: MIT
"""What ``open`` and ``link`` understand."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def open_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb that opens the window."""
    command = verbs.add_parser("open", help="open the window (the verb may be left out)")
    command.add_argument(
        "library",
        nargs="?",
        metavar="WHAT",
        help="a folder of Markdown, a handoff note, an article or a kbdesk:// link",
    )
    command.add_argument(
        "--raise",
        dest="forward",
        nargs="?",
        const="raise",
        choices=("raise", "search", "inbox"),
        default="",
        metavar="WHERE",
        help="bring the open window to the front, at the search or the inbox; for a key of your desktop",
    )
    command.add_argument(
        "--new-window", action="store_true", help="a window of its own, though another one is open"
    )
    command.add_argument(
        "--safe",
        action="store_true",
        help="a window of its own with default settings, no index and no updates; your cases are there",
    )


def link_verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    library: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the verb that prints links."""
    command = verbs.add_parser("link", help="print the kbdesk:// link to an article, heading or step")
    command.add_argument("path", metavar="PATH", help="a file of the library, and #heading or #step")
    library(command)
