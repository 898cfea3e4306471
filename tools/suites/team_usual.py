# SPDX-License-Identifier: MIT
"""The usual way of keeping notes in git by timer: commit all, pull --rebase -X theirs, push."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from suites.people import Turn, chosen_path, edited, fresh, git, sha1, tokens
from suites.processes import Say, Work, reap


class Usual:
    """``git commit -a; git pull --rebase -X theirs; git push``.

    It is treated kindly: a lock that a kill left, or a rebase left half-way, is cleared by somebody who knows
    git before the next work; plugins stop there until somebody does.
    """

    name = "usual"

    def __init__(self, place: Path, remote: Path, folders: list[Path]) -> None:
        self.remote, self.folders = remote, folders
        for folder in folders:
            git(place, "clone", "-q", "--template=", str(remote), str(folder))

    def begin(self, client: int) -> int:
        """Clear what a kill left behind; gives how many times a person was needed."""
        dot_git = self.folders[client] / ".git"
        reap(5)  # what still runs is waited for: its locks are none that were left
        locks = [*_locks(dot_git), *_locks(self.remote)]
        for lock in locks:
            lock.unlink(missing_ok=True)
        half = [path for path in (dot_git / "rebase-merge", dot_git / "rebase-apply") if path.exists()]
        if half:
            subprocess.run(
                ["git", "rebase", "--abort"], cwd=self.folders[client], capture_output=True, check=False
            )
            for path in half:
                shutil.rmtree(path, ignore_errors=True)
        branch = git(self.folders[client], "symbolic-ref", "-q", "HEAD", check=False)
        if not branch:  # killed within a rebase, off every branch: put back onto it, with what stands there
            git(self.folders[client], "symbolic-ref", "HEAD", "refs/heads/main")
        return bool(locks or half or not branch)

    def saving(self, turn: Turn) -> Work:
        """Change the file, then commit everything."""
        folder = self.folders[turn.client]

        def work(say: Say) -> None:
            text = self._change(folder, turn, say)
            if turn.act == "outside":
                say({"outside": turn.token})
                return
            git(folder, "add", "-A")
            command = ["git", "commit", "-a", "-q", "-m", turn.token]
            done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
            if done.returncode == 0 and text:
                whole = sha1(text.encode())
                say({"saved": turn.token, "sha1": whole, "with": sorted(tokens(text))})
            elif done.returncode and b"nothing to commit" not in done.stdout:
                say({"refused": done.stderr.decode(errors="replace")[:200]})

        return work

    def _change(self, folder: Path, turn: Turn, say: Say) -> str:
        path = chosen_path(folder, turn)
        if turn.act == "new" or not path:
            path, text = f"articles/new-{turn.token.replace('.', '-')}.md", fresh(turn)
        elif turn.act == "delete":
            (folder / path).unlink()
            return ""
        else:
            text = edited((folder / path).read_text(), turn)
        if (folder / path).exists():
            say({"over": sorted(tokens((folder / path).read_text()) - tokens(text))})
        if turn.act == "rename" and (folder / path).exists():
            (folder / path).unlink()
            path = f"articles/moved-{turn.token.replace('.', '-')}.md"
        (folder / path).parent.mkdir(exist_ok=True)
        with (folder / path).open("w") as file:
            file.write(text)
        return text if turn.token in text else ""

    def syncing(self, turn: Turn) -> Work:
        """Commit what is left, get and rebase, send."""
        return lambda say: self.sync(turn.client, say)

    def sync(self, client: int, say: Say) -> None:
        """One run of the timer."""
        folder = self.folders[client]

        def plain(*command: str) -> int:
            return subprocess.run(["git", *command], cwd=folder, capture_output=True, check=False).returncode

        plain("add", "-A")
        plain("commit", "-a", "-q", "-m", "automatic")
        if plain("pull", "-q", "--rebase", "-X", "theirs") != 0:
            plain("rebase", "--abort")
        sent = plain("push", "-q", "origin", "main") == 0
        say({"phase": "current" if sent else "waiting", "parked": 0})

    def save_rest(self, client: int, paths: Iterable[str]) -> None:
        """Its timer commits all."""

    def drafts(self) -> Iterable[str]:
        """None: what is not in a file or in git is nowhere."""
        return ()

    def start_work(self, client: int) -> Work | None:
        """Nothing is looked after at start."""
        return None


def _locks(folder: Path) -> list[Path]:
    """The lock files of a repository."""
    return [Path(top, name) for top, _, names in os.walk(folder) for name in names if name.endswith(".lock")]
