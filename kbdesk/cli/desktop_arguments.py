# SPDX-License-Identifier: MIT
"""What ``doctor`` and ``desktop`` understand."""

from __future__ import annotations

import argparse


def doctor_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb that says what this computer has and lacks."""
    command = verbs.add_parser("doctor", help="say what this computer has and lacks for kbdesk")
    command.add_argument(
        "--updates", action="store_true", help="ask the package index whether there is a newer kbdesk"
    )
    command.add_argument("--json", action="store_true", help="print one object")


def desktop_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb that puts kbdesk into the desktop's menu."""
    command = verbs.add_parser(
        "desktop", help="put kbdesk into the desktop's menu, for notes and links, or take it out (Linux)"
    )
    command.add_argument("what", choices=("install", "remove"), metavar="install|remove")
    command.add_argument(
        "--program",
        default="",
        metavar="FILE",
        help="what the menu starts (default: the kbdesk that is running)",
    )
