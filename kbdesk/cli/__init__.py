# SPDX-License-Identifier: MIT
"""The terminal: the same verbs as the window, and the proof that no rule lives in the window."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from kbdesk.cli.arguments import VERBS, parser
from kbdesk.cli.system import has_display
from kbdesk.cli.terminal import make_harmless
from kbdesk.errors import KbError

FINE, FOUND, FAILED = 0, 1, 2
"""Exit codes: all well; findings or no result; wrong use or a failure."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or (words[0] not in VERBS and not words[0].startswith("-")):
        words.insert(0, "open")
    options = parser().parse_args(words)
    make_harmless()
    try:
        return _command(options.verb)(options)
    except KbError as error:
        print(f"kbdesk: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # the reader of our output has gone (``kbdesk search … | head``); keep the interpreter from saying so
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        print("kbdesk: stopped.", file=sys.stderr)
        return FAILED


def window() -> int:
    """The windowed entry: opens a folder like ``kbdesk LIBRARY``; a failure is shown in a window."""
    options = parser().parse_args(["open", *sys.argv[1:]])
    try:
        return _command("open")(options)
    except KbError as error:
        if has_display():
            import_module("kbdesk.ui.app").show_failure(error)
        elif sys.stderr is not None:  # Windows gives a windowed program none
            print(f"kbdesk: {error}", file=sys.stderr)
        return FAILED


def _command(verb: str) -> Callable[[Namespace], int]:
    """The function of a verb; its module is imported only when it is asked for (Qt only for a window)."""
    function: Callable[[Namespace], int] = getattr(import_module(f"kbdesk.cli.{VERBS[verb]}"), f"{verb}_verb")
    return function
