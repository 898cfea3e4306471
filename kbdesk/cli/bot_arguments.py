# SPDX-License-Identifier: MIT
"""What the terminal understands of giving to a bot and taking from it."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_bot_export(command: argparse.ArgumentParser) -> None:
    """Add the options of ``kbdesk export bot`` to the verb export; it shares --to and --force."""
    command.add_argument_group(
        "kbdesk export bot", "The approved public articles as JSON Lines; --to FILE.jsonl, else printed."
    )


def add_bot_import(command: argparse.ArgumentParser) -> None:
    """Add the options of ``kbdesk import bot FILE`` to the verb import."""
    command.add_argument(
        "talk", nargs="?", type=Path, default=None, metavar="TALK", help="with bot: the conversation's file"
    )
    group = command.add_argument_group("kbdesk import bot")
    group.add_argument(
        "--playbook", default="", metavar="PATH", help="go on in this playbook (default: in none)"
    )
