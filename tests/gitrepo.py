# SPDX-License-Identifier: MIT
"""Real git repositories for tests, the same every time: fixed authors, dates and settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

DATE = "2026-01-02T10:00:00+00:00"


def git(folder: Path, *arguments: str, author: str = "Anna", date: str = DATE, stdin: str = "") -> str:
    """Run git in a folder, untouched by this computer's settings, and give what it prints."""
    person = {
        "NAME": author,
        "EMAIL": f"{author.lower().replace(' ', '.')}@example.org",
        "DATE": date,
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()
    }
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
    command = ["git", "-c", "init.defaultBranch=main", "-c", "init.templateDir=", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, input=stdin.encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode(errors="surrogateescape")


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write text files by path, making the folders they need."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="")


def commit(
    folder: Path, files: Mapping[str, str], message: str = "change", author: str = "Anna", date: str = DATE
) -> str:
    """Write files, commit everything that changed and give the new commit."""
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message, author=author, date=date)
    return git(folder, "rev-parse", "HEAD").strip()


def make_repo(folder: Path, files: Mapping[str, str], author: str = "Anna", date: str = DATE) -> None:
    """Make a repository with one commit on ``main`` that holds these files."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    commit(folder, files, "first", author, date)
