# SPDX-License-Identifier: MIT
"""What this computer has and lacks for kbdesk. Qt is not imported here: it may be what is missing."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from kbdesk import __version__
from kbdesk.cli.system import (
    GIT,
    has_display,
    install_command,
    is_offscreen,
    missing_libraries,
    package_tool,
    remedy,
)
from kbdesk.desk import logs, updates
from kbdesk.desk.home import Home
from kbdesk.errors import KbError

PACKAGES = (
    "PySide6_Essentials",
    "whoosh3",
    "numpy",
    "PyStemmer",
    "markdown-it-py",
    "GitPython",
    "Pygments",
    "PyYAML",
    "platformdirs",
    "pyenchant",
)


def doctor_verb(options: Namespace) -> int:
    """Print what is here; code 1 if something that kbdesk needs is missing."""
    facts, wrong = examine()
    if options.updates:
        try:
            facts["updates"] = _sentence(updates.look())
        except KbError as error:
            facts["updates"] = str(error)
    if options.json:
        print(json.dumps({"ok": not wrong, "facts": facts, "missing": wrong}, ensure_ascii=False, indent=2))
    else:
        for name, text in facts.items():
            print(f"{name:<20}{text}")
        for name, what_to_do in wrong.items():
            print(f"\nMissing: {name}\n  {what_to_do}")
        if not wrong:
            print("\nNothing is missing.")
    return 1 if wrong else 0


def examine() -> tuple[dict[str, str], dict[str, str]]:
    """What is here, by name, and what is missing with what to do about it."""
    home, git = Home.of_user(), shutil.which("git")
    how = "bundle" if getattr(sys, "frozen", False) else sys.executable
    facts = {"kbdesk": __version__, "Python": f"{platform.python_version()} ({how})"}
    facts["system"] = f"{platform.system()} {platform.release()} ({platform.machine()})"
    facts |= {name: _version(name) for name in PACKAGES}
    facts["git"] = _git_version(git)
    facts["display"] = "yes" if has_display() else "none (the terminal and kbdesk tour work)"
    facts["spelling"] = _dictionaries()
    facts["your cases"] = str(home.data)
    facts["the index"] = str(home.cache)
    facts["the log"] = str(logs.folder_of_user() / logs.NAME)
    facts["updates"] = "not asked (kbdesk doctor --updates asks once)"
    return facts, _missing()


def _missing() -> dict[str, str]:
    wrong: dict[str, str] = {}
    libraries = missing_libraries(offscreen=is_offscreen())
    if libraries:
        wrong[", ".join(libraries)] = remedy(libraries)
    lacking = [name for name in PACKAGES if _version(name) == "not installed"]
    if lacking:
        wrong[", ".join(lacking)] = (
            "Install kbdesk anew: pipx reinstall kbdesk, or uv tool install --force kbdesk"
        )
    elif not libraries:
        said = _window_trouble()
        if said:
            wrong["Qt"] = f"It cannot be loaded: {said}"
    return wrong


def _window_trouble() -> str:
    """Why Qt cannot be loaded, as it says itself; "" if it can. In a process of its own, which may die."""
    if getattr(sys, "frozen", False):
        return ""
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import PySide6.QtWidgets, PySide6.QtSvg, PySide6.QtPrintSupport"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else lines[-1] if lines else f"it ended with code {done.returncode}."


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _git_version(git: str | None) -> str:
    if git is None:
        tool = package_tool()
        command = " ".join(install_command((GIT[tool],), tool)) if tool >= 0 else ""
        how = f" ({command})" if command else ""
        return f"not installed{how}: history, authors and dates are not shown; reading and searching work"
    out = subprocess.run(
        [git, "--version"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    return out.stdout.strip().removeprefix("git version ")


def _dictionaries() -> str:
    from kbdesk.desk.dictionary import Dictionary  # noqa: PLC0415 - loads the system's own library

    there = Dictionary(Path(), tuple).is_there
    return "yes" if there else "no dictionary for your language: nothing is underlined"


def _sentence(found: updates.Version) -> str:
    if found.newer:
        return f"{found.newest} is there. {found.how}"
    return f"{found.newest} is the newest; there is nothing to do."
