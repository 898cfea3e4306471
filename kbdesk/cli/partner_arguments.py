# SPDX-License-Identifier: MIT
"""What the terminal understands of a library for a partner."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class Late(argparse.ArgumentParser):
    """Takes the last two words behind the options, too, which argparse does not before Python 3.13."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """The options, and what is left over."""
        known: Any
        known, left = super().parse_known_args(args, namespace)
        for name in ("folder", "file"):
            if getattr(known, name) is None and left and not left[0].startswith("-"):
                setattr(known, name, Path(left.pop(0)))
        return known, left


def add_partner_export(command: argparse.ArgumentParser) -> None:
    """Add the options of ``kbdesk export library`` to the verb export."""
    command.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=None,
        metavar="DIR|NUMBER",
        help="with library: the partner's folder; with ticket: its number",
    )
    command.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=None,
        metavar="FILE",
        help="with ticket: a new .zip file or folder for all that is kept of it; nothing is taken out",
    )
    command.__class__ = Late
    group = command.add_argument_group("kbdesk export library")
    group.add_argument(
        "--audience", choices=("partner", "public"), default="", help="for whom: whose documents go out"
    )
    group.add_argument(
        "--owner", default="", metavar="TEXT", help="in place of owners' names (default: the library's name)"
    )
    group.add_argument("--keep-owners", action="store_true", help="leave the owners' names as they are")
    group.add_argument("--synonyms", action="store_true", help="with the list of synonyms")
    group.add_argument("--dry-run", action="store_true", help="say what would go out, and write nothing")
