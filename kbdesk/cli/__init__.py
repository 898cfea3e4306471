# SPDX-License-Identifier: MIT
"""The terminal: the same verbs as the window, and the proof that no rule lives in the window.

Only what hands a start over to the window that is open is imported at once; it must take no time.
"""

from __future__ import annotations

import os
import sys

from kbdesk.cli import single

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from kbdesk.ui.reach.wire import Wish

FINE, FOUND, FAILED = 0, 1, 2
"""Exit codes: all well; findings or no result; wrong use or a failure."""

_OF_THE_TOP = ("-h", "--help", "--version")
"""Options of no verb; any other option that comes first is one of ``open``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    wish = single.wish_of(words)
    if wish is not None and single.hand_over(wish):
        return FINE
    from kbdesk.cli.terminal import make_harmless  # noqa: PLC0415 - not for a start handed over
    from kbdesk.errors import KbError  # noqa: PLC0415 - as above

    make_harmless()
    try:
        if wish is not None:
            return _open_window(wish)
        from kbdesk.cli.arguments import parser  # noqa: PLC0415 - a start without options needs none

        options = parser().parse_args(with_verb(words))
        if getattr(options, "progress", False):  # the window reads it
            from kbdesk.language import use  # noqa: PLC0415 - people read the terminal in English

            use(os.environ.get("KBDESK_LANGUAGE", "en"))
        return _command(options.verb)(options)
    except KbError as error:
        print(f"kbdesk: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # the reader of our output has gone (``kbdesk search … | head``); keep the interpreter from saying so
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except (KeyboardInterrupt, EOFError):  # Ctrl-D at a question is the latter
        print("kbdesk: stopped.", file=sys.stderr)
        return FAILED


def window() -> int:
    """The windowed entry: opens a folder like ``kbdesk LIBRARY``; a failure is shown in a window."""
    if _is_handed_over(sys.argv[1:]):
        return FINE
    from kbdesk.cli.arguments import parser  # noqa: PLC0415 - as above
    from kbdesk.cli.system import has_display  # noqa: PLC0415 - as above
    from kbdesk.errors import KbError  # noqa: PLC0415 - as above

    options = parser().parse_args(["open", *sys.argv[1:]])
    try:
        return _command("open")(options)
    except KbError as error:
        if has_display():
            from importlib import import_module  # noqa: PLC0415 - Qt only when a window is wanted

            import_module("kbdesk.ui.app").show_failure(error)
        elif sys.stderr is not None:  # Windows gives a windowed program none
            print(f"kbdesk: {error}", file=sys.stderr)
        return FAILED


def with_verb(words: Sequence[str]) -> list[str]:
    """The words with the verb ``open``, which may be left out."""
    from kbdesk.cli.arguments import VERBS  # noqa: PLC0415 - as above

    given = list(words)
    if not given or (given[0] not in VERBS and given[0] not in _OF_THE_TOP):
        given.insert(0, "open")
    return given


def _is_handed_over(words: Sequence[str]) -> bool:
    """Whether the window that is open took what this start was given."""
    wish = single.wish_of(words)
    return wish is not None and single.hand_over(wish)


def _open_window(wish: Wish) -> int:
    """Open the window for a start without options: the parser would take as long as the panes."""
    from kbdesk.cli.windowed import open_window  # noqa: PLC0415 - as above

    return open_window(wish)


def _command(verb: str) -> Callable[[Namespace], int]:
    """The function of a verb; its module is imported only when it is asked for (Qt only for a window)."""
    from importlib import import_module  # noqa: PLC0415 - as above

    from kbdesk.cli.arguments import VERBS  # noqa: PLC0415 - as above

    function: Callable[[Namespace], int] = getattr(import_module(f"kbdesk.cli.{VERBS[verb]}"), f"{verb}_verb")
    return function
