# SPDX-License-Identifier: MIT
"""What this computer has and lacks for kbdesk."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import subprocess
import sys
from argparse import Namespace

from kbdesk.cli.system import has_display, missing_libraries, remedy
from kbdesk.desk.home import Home


def doctor_verb(options: Namespace) -> int:
    """Print what is here; code 1 if something that kbdesk needs is missing."""
    del options
    home = Home.of_user()
    git = shutil.which("git")
    missing = missing_libraries(offscreen=not has_display())
    print(f"Python      {platform.python_version()} ({sys.executable})")
    for name in ("kbdesk", "PySide6_Essentials", "whoosh3", "markdown-it-py", "GitPython", "Pygments"):
        print(f"{name:<20}{_version(name)}")
    print(f"git         {_git_version(git)}")
    print(f"display     {'yes' if has_display() else 'none (the terminal and kbdesk tour work)'}")
    print(f"your cases  {home.data}")
    print(f"the index   {home.cache}")
    if missing:
        print(f"missing     {', '.join(missing)}\n            {remedy(missing)}")
    return 1 if missing else 0


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _git_version(git: str | None) -> str:
    if git is None:
        return "not installed: history, authors and dates are not shown; reading and searching work"
    out = subprocess.run(
        [git, "--version"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    return out.stdout.strip().removeprefix("git version ")
