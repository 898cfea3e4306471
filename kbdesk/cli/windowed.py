# SPDX-License-Identifier: MIT
"""Verbs that need a window: open and tour. What the window lacks is said before Qt is loaded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kbdesk.cli import single
from kbdesk.cli.system import draw_offscreen, has_display, is_offscreen, missing_libraries, remedy
from kbdesk.errors import KbError
from kbdesk.ui.reach import wire

if TYPE_CHECKING:
    from argparse import Namespace


def open_verb(options: Namespace) -> int:
    """Open the window and stay until it is closed; if one is open, hand over to it and end."""
    wish = _wish(options)
    alone = options.new_window or options.safe
    if not alone and single.hand_over(wish):
        return 0
    return open_window(wish, alone=alone, safe=options.safe)


def open_window(wish: wire.Wish, *, alone: bool = False, safe: bool = False) -> int:
    """Open the window with what a start was given, and stay until it is closed.

    Args:
        wish: what it was given.
        alone: whether later starts are not to find this window.
        safe: whether settings and index are left aside.

    Raises:
        KbError: there is no display, or Qt lacks libraries of the system.
    """
    if not has_display() and not os.environ.get("QT_QPA_PLATFORM"):
        raise KbError(
            "There is no display to open a window on.",
            "Use the terminal verbs (kbdesk --help), or see the window's pictures with: kbdesk tour DIR",
        )
    _ready()
    plate = single.put_up() if not alone else single.Doorplate(-1, "")
    try:
        from kbdesk.ui.app import run_app  # noqa: PLC0415 - Qt only when a window is wanted

        return run_app(wish, plate.socket_fd, plate.pipe, safe=safe)
    finally:
        plate.take_down()


def _wish(options: Namespace) -> wire.Wish:
    """What a window is asked for.

    Raises:
        KbError: there is nothing where it was said to be.
    """
    if options.library is None:
        return options.forward or wire.RAISE, "", single.token()
    wish = single.kind_of(options.library, single.token())
    if wish is None:
        raise KbError(
            f"There is no folder {options.library}.",
            "Give a folder of Markdown, or make one with: kbdesk new DIR",
        )
    return wish


def tour_verb(options: Namespace) -> int:
    """Drive the real window through one whole call and write numbered pictures and the note."""
    if not has_display():
        draw_offscreen()
    _ready()
    from kbdesk.desk.starter import sample_folder  # noqa: PLC0415 - brings workers with it
    from kbdesk.ui.tour import take_tour  # noqa: PLC0415 - Qt only when a window is wanted

    library: Path | None = options.library or sample_folder()
    if library is None:
        raise KbError("The sample library is not beside this installation.", "Give one with --library DIR.")
    if options.roles is not None:
        from kbdesk.ui.tour_roles import take_roles  # noqa: PLC0415 - as above

        print(f"{take_roles(options.folder, library, options.roles)} pictures are in {options.folder}")
        return 0
    pictures, note = take_tour(options.folder, library, large=options.all)
    print(f"{pictures} pictures are in {options.folder}")
    print(f"The handoff note is {note}")
    return 0


def _ready() -> None:
    missing = missing_libraries(offscreen=is_offscreen())
    if missing:
        raise KbError(f"Qt needs system libraries that are missing: {', '.join(missing)}.", remedy(missing))
