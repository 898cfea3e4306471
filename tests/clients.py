# SPDX-License-Identifier: MIT
"""People who share a library: each with a folder, drafts and a clock of their own; real git, real folders.

Run as a program it is a round of each: ``python clients.py ROOT DRAFTS NAME [ROOT DRAFTS NAME …]``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gitrepo import git, make_repo

from kbdesk.library import clone
from kbdesk.library.drafts import read_drafts
from kbdesk.library.files import blob_id
from kbdesk.library.opening import open_library
from kbdesk.library.saving import save
from kbdesk.library.sync import sync_round
from kbdesk.model import Author, Change, Draft, TeamState

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def lines(*changed: tuple[int, str]) -> str:
    """An article of twelve lines, some of them changed."""
    text = [f"line {number}" for number in range(1, 13)]
    for number, line in changed:
        text[number - 1] = line
    return "\n".join(text) + "\n"


@dataclass
class Client:
    """A person with a library folder."""

    name: str
    root: Path
    drafts: Path
    now: datetime = NOW

    @property
    def author(self) -> Author:
        """The person."""
        return Author(self.name, f"{self.name.lower()}@example.org")

    def save(self, path: str, text: str | bytes | None) -> str:
        """Save a file as it is shown in the window, and give the commit."""
        data = text.encode() if isinstance(text, str) else text
        place = self.root / path
        base = blob_id(place.read_bytes()) if place.is_file() else ""
        change = Change(path, data, base)
        return save(open_library(self.root), [change], f"{self.name} changes {path}", self.author).commit

    def sync(self, **options) -> TeamState:
        """Make one round."""
        self.now += timedelta(minutes=5)
        return sync_round(open_library(self.root), self.author, self.drafts, now=self.now, **options)

    def read(self, path: str) -> str:
        """The file as it stands in the folder."""
        return (self.root / path).read_bytes().decode()

    def kept(self, kind: str = "conflict") -> dict[str, str]:
        """The texts that were set aside, by path."""
        return {draft.path: draft.text for draft in self.all_drafts() if draft.kind == kind}

    def all_drafts(self) -> tuple[Draft, ...]:
        """All that is kept."""
        return read_drafts(self.drafts)

    def git(self, *arguments: str, stdin: str = "") -> str:
        """Run git by hand in the folder."""
        return git(self.root, *arguments, author=self.name, stdin=stdin).strip()

    def head(self) -> str:
        """The commit that the library stands at."""
        return self.git("rev-parse", "HEAD")

    def is_clean(self) -> bool:
        """Whether folder, index and branch are the same, for any git program."""
        return not self.git("status", "--porcelain", "--untracked-files=all")


class Team:
    """A shared copy and the people who use it."""

    def __init__(self, folder: Path, files: Mapping[str, str], names: str = "Anna Ben") -> None:
        self.folder = folder
        self.remote = folder / "shared.git"
        make_repo(folder / "seed", files)
        git(folder, "clone", "-q", "--bare", str(folder / "seed"), str(self.remote))
        self.clients = {name: self.join(name) for name in names.split()}

    def join(self, name: str) -> Client:
        """One more person opens the library from its address."""
        clone(str(self.remote), self.folder / name)
        (self.folder / f"{name}-drafts").mkdir()
        return Client(name, self.folder / name, self.folder / f"{name}-drafts")

    def __iter__(self):
        return iter(self.clients.values())

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]

    def tip(self) -> str:
        """Where the team stands."""
        return git(self.remote, "rev-parse", "main").strip()

    def git(self, *arguments: str) -> str:
        """Run git in the shared copy."""
        return git(self.remote, *arguments).strip()

    def settle(self, rounds: int = 4) -> None:
        """Let everybody go round until all have the same."""
        for _ in range(rounds):
            states = [client.sync() for client in self]
            if {state.head for state in states} == {self.tip()}:
                return
        raise AssertionError(states)


def run_killed(client: Client, point: str) -> None:
    """One round of a person, in a process that is killed at a named place."""
    done = _run([client], f"{point}:kill")
    assert done.returncode == -9, (point, done.returncode, done.stdout, done.stderr)


def run_failing(client: Client, fault: str) -> tuple[str, str]:
    """One round of a person, in a process in which a named place fails; gives its phase and trouble."""
    done = _run([client], fault)
    assert done.returncode == 0, done.stderr
    phase, _, trouble = done.stdout.strip().partition(" ")
    return phase, trouble


def run_at_once(clients: Iterable[Client]) -> list[str]:
    """A round of each person, all at the same moment, in a process each; gives how each ended."""
    done = _run(list(clients), "")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def _run(clients: list[Client], fault: str) -> subprocess.CompletedProcess[str]:
    """Rounds in other processes, which die or fail at a named place."""
    environment = {**os.environ, "KBDESK_FAULT": fault}
    people = [word for one in clients for word in (str(one.root), str(one.drafts), one.name)]
    return subprocess.run(
        [sys.executable, __file__, *people],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _main(words: list[str]) -> None:
    people = [Client(words[at + 2], Path(words[at]), Path(words[at + 1])) for at in range(0, len(words), 3)]
    if len(people) == 1:
        state = people[0].sync()
        print(state.phase, state.trouble)
        return
    children = []
    for person in people:
        child = os.fork()
        if not child:
            os.write(1, f"{person.sync().phase}\n".encode())
            os._exit(0)
        children.append(child)
    sys.exit(max(os.waitpid(child, 0)[1] for child in children))


if __name__ == "__main__":
    _main(sys.argv[1:])
