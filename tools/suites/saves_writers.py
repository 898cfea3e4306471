# SPDX-License-Identifier: MIT
"""Two programs save in one library at the same time, while git commits in it again and again."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.model import Saved
from suites.people import article_path, folder_texts, git
from suites.processes import Say, Work, finish, start
from suites.saves_library import Library

_PATIENCE_S = 0.05
_TRIES = 40
_LONGEST_S = 600.0


class Writers:
    """One run.

    Args:
        place: an empty folder.
        saves: how many saves each of the two has to get acknowledged.
        same_user: whether they are two windows of one person, not two people in a shared folder.
    """

    def __init__(self, place: Path, saves: int, *, same_user: bool) -> None:
        self.library = Library(place)
        self.library.ours.folders[1] = self.library.folder
        self.saves, self.same_user = saves, same_user
        self.again = 0
        """How often a save was refused and tried once more."""
        self.outside = 0
        """How many commits another program made meanwhile."""

    def play(self) -> list[str]:
        """Let all work until both are done; give what failed."""
        library = self.library
        started = [start(self._writing(client), patience_s=_LONGEST_S) for client in (0, 1)]
        committing = start(self._committing(library.folder), patience_s=_LONGEST_S)
        attempts = [finish(attempt) for attempt in started]
        (library.folder / ".git" / "enough").touch()
        attempts.append(finish(committing))
        self.again = sum(len(attempt.told("refused")) for attempt in attempts)
        told = [str(token) for attempt in attempts for token in attempt.told("saved")]
        self.outside = len(attempts[2].told("saved"))
        failed = [str(bug) for attempt in attempts for bug in attempt.told("bug")]
        if len(told) != 2 * self.saves + self.outside:
            failed.append(f"only {len(told) - self.outside} of {2 * self.saves} saves were acknowledged")
        said = set(git(library.folder, "log", "--format=%s").decode().split())
        failed += [
            f"{token} was acknowledged and is not in the history" for token in told if token not in said
        ]
        if git(library.folder, "status", "--porcelain").strip():
            failed.append("folder, index and history differ at the end")
        texts = b"".join(data for _, data in folder_texts(library.folder)).decode()
        for attempt in attempts:
            last = str((attempt.told("saved") or ["nothing"])[-1])
            if f"{last}\n" not in texts:
                failed.append(f"{last} was the last of its writer and is not in the file")
        library.check_sound("at the end")
        return [*failed, *library.failed]

    def _writing(self, client: int) -> Work:
        """A program with one article of its own, open all the time."""

        def work(say: Say) -> None:
            desk = self.library.ours.desk(0 if self.same_user else client)
            author = self.library.ours.author(client)
            for number in range(self.saves):
                token = f"T{client}.{number}.w"
                draft = desk.writing.fresh(article_path(client))
                lines = draft.text.splitlines()
                lines[2] = f"Line 0: {token}"
                draft = desk.writing.keep(replace(draft, text="\n".join(lines) + "\n"))
                for _ in range(_TRIES):
                    try:
                        saved = desk.writing.save(draft, token, author)
                    except KbError as error:  # "save again in a moment"
                        say({"refused": str(error)})
                        time.sleep(_PATIENCE_S)
                        continue
                    say(
                        {"saved": token} if isinstance(saved, Saved) else {"bug": f"{token} met another text"}
                    )
                    break

        return work

    def _committing(self, folder: Path) -> Work:
        """Another program that commits an article of its own as fast as it can."""

        def work(say: Say) -> None:
            path, number = article_path(2), 0
            lines = (folder / path).read_text().splitlines()
            while not (folder / ".git" / "enough").exists():
                number += 1
                token = f"T2.{number}.w"
                lines[2] = f"Line 0: {token}"
                (folder / path).write_text("\n".join(lines) + "\n")
                command = ["git", "commit", "-q", "-m", token, "--", path]
                while subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode:
                    time.sleep(0.001)  # the other programs hold the index
                say({"saved": token})

        return work
