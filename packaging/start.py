# SPDX-License-Identifier: MIT
"""Where a bundle begins: kbdesk itself, or a process that kbdesk starts beside its window.

kbdesk starts those as ``PYTHON -P -m MODULE WORDS``. In a bundle the program is its own Python, so it
understands the same words, for these modules only.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from pathlib import Path

BESIDE = ("kbdesk", "kbdesk.desk.check_child", "kbdesk.desk.render_child")


def give_paths_back() -> None:
    """Let git, the browser and the file manager find their own libraries, not those of the bundle.

    This process keeps finding its own: the system's loader looked at the variable when it began.
    """
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif getattr(sys, "frozen", False):
            os.environ.pop(name, None)


def main() -> int:
    """Begin with the words of the command line, and give the exit code."""
    give_paths_back()
    words = sys.argv[1:]
    if words[:2] == ["-P", "-m"] and len(words) > 2 and words[2] in BESIDE:
        sys.argv[1:] = words[3:]
        runpy.run_module(words[2], run_name="__main__", alter_sys=True)
        return 0
    from kbdesk import cli  # noqa: PLC0415 - after the question of who we are

    # from the Finder, and from the second program on Windows, nobody reads what a terminal would show
    clicked = Path(sys.executable).stem == "kbdesk-window" or (sys.platform == "darwin" and not words)
    return cli.window() if clicked else cli.main()


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
