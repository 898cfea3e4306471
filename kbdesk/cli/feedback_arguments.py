# SPDX-License-Identifier: MIT
"""What the terminal understands of feedback."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

Verbs = argparse._SubParsersAction
Option = Callable[[argparse.ArgumentParser], None]
_KINDS: Final = ("helped", "did-not-help", "wrong", "out-of-date")


def add_feedback(verbs: Verbs[argparse.ArgumentParser], library: Option, author: Option) -> None:
    """Add the verb feedback.

    Args:
        verbs: where it is added.
        library: adds the option that names the library.
        author: adds the options that name who saves.
    """
    command = verbs.add_parser(
        "feedback", help="what was said of articles and steps, newest first; code 1 if nothing was"
    )
    command.add_argument("--kind", choices=_KINDS, default="", help="only this")
    command.add_argument("--since", default="", metavar="DAY", help="only from this day on, YYYY-MM-DD")
    command.add_argument("--json", action="store_true", help="print a list of objects")
    todo = command.add_mutually_exclusive_group()
    todo.add_argument(
        "--words", action="store_true", help="list the customer's words that wait to be saved instead"
    )
    todo.add_argument("--save-words", action="store_true", help="save these words now, as one change")
    library(command)
    author(command)
