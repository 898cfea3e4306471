# SPDX-License-Identifier: MIT
"""Verbs that need a window: open and tour. What the window lacks is said before Qt is loaded."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from kbdesk.cli.system import has_display, missing_libraries, remedy
from kbdesk.errors import KbError


def open_verb(options: Namespace) -> int:
    """Open the window and stay until it is closed."""
    folder: Path | None = options.library
    if folder is not None and not folder.is_dir():
        raise KbError(
            f"There is no folder {folder}.", "Give a folder of Markdown, or make one with: kbdesk new DIR"
        )
    if not has_display() and not os.environ.get("QT_QPA_PLATFORM"):
        raise KbError(
            "There is no display to open a window on.",
            "Use the terminal verbs (kbdesk --help), or see the window's pictures with: kbdesk tour DIR",
        )
    _ready(offscreen=False)
    from kbdesk.ui.app import run_app  # noqa: PLC0415 - Qt only when a window is wanted

    return run_app(folder)


def tour_verb(options: Namespace) -> int:
    """Drive the real window through one whole call and write numbered pictures and the note."""
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _ready(offscreen=os.environ.get("QT_QPA_PLATFORM") == "offscreen")
    from kbdesk.ui.tour import take_tour  # noqa: PLC0415 - Qt only when a window is wanted

    library: Path | None = options.library or sample_library()
    if library is None:
        raise KbError("The sample library is not beside this installation.", "Give one with --library DIR.")
    pictures, note = take_tour(options.folder, library)
    print(f"{pictures} pictures are in {options.folder}")
    print(f"The handoff note is {note}")
    return 0


def sample_library() -> Path | None:
    """The sample library of a source checkout; None where kbdesk was installed without it."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "articles").is_dir() and (root / "playbooks").is_dir() else None


def _ready(*, offscreen: bool) -> None:
    missing = missing_libraries(offscreen=offscreen)
    if missing:
        raise KbError(f"Qt needs system libraries that are missing: {', '.join(missing)}.", remedy(missing))
