# SPDX-License-Identifier: MIT
"""A library whose saves are broken on purpose, and what must hold after each: I1 to I4.

I1 a file is the old text or the new one; I2 every text that was typed or saved can be had again; I3 git finds
no damage; I4 the next save works within two seconds.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.model import Clash, Saved
from suites.ours import Ours
from suites.people import (
    ARTICLES,
    LINES,
    Turn,
    article_path,
    edited,
    folder_texts,
    found,
    git,
    is_sound,
    is_whole,
    make_team,
    people_environment,
    sha1,
    tokens,
)
from suites.processes import Attempt, Say, Work, adopt_orphans, busy, reap, run

NEXT_SAVE_S = 2.0
_ENVIRONMENT = people_environment()


def prepare(folder: Path) -> None:
    """Make this process one that plays: git without this computer's settings, orphans are its own.

    It saves and shares once in the folder, so that all is imported and its workers die in a save, not before.
    """
    os.environ.clear()
    os.environ.update(_ENVIRONMENT)
    adopt_orphans()
    library = Library(folder / "before")
    library.save(library.turn(random.Random(0)))(_unheard)
    library.ours.sync(0, _unheard)


def _unheard(words: dict[str, object]) -> None:
    """Hear nothing of it."""


class Library:
    """One library with its shared copy and two people, the first of whom saves.

    Args:
        place: an empty folder.
        rules: the rules of the team; "" for none.
    """

    def __init__(self, place: Path, rules: str = "") -> None:
        place.mkdir(parents=True, exist_ok=True)
        self.place = place
        self.remote, folders = make_team(place, rules)
        self.ours = Ours(place, self.remote, folders[:2])
        self.folder = folders[0]
        self.failed: list[str] = []
        self.slowest_s = 0.0
        self.slow = 0
        """Next saves that took more than two seconds, but no more than a busy computer explains."""
        self._saved: dict[str, tuple[str, str]] = {}
        self._kept: dict[str, str] = {}
        self._number = 0

    @property
    def unmet(self) -> str:
        """What could not be judged: saves that were late on a computer with other work to do."""
        load = os.getloadavg()[0]
        return f"{self.slow} next saves took more than 2 s at a load of {load:.0f}" if self.slow else ""

    @property
    def acknowledged(self) -> int:
        """How many saves were acknowledged."""
        return len(self._saved)

    def turn(self, dice: random.Random, client: int = 0) -> Turn:
        """The next change, of the next article: who writes does not write in the same lines again at once."""
        self._number += 1
        lines = tuple(sorted(dice.sample(range(LINES), 2)))
        token = f"T0.{self._number}.s{client}"
        return Turn(client, "edit", self._number % ARTICLES, lines, token, True, "", 0, False, False)

    def save(self, turn: Turn, prepare: Callable[[Say], None] = lambda say: None) -> Work:
        """A start of the program and one save; ``prepare`` is called when the text is kept."""

        file = self.ours.folders[turn.client] / article_path(turn.article)
        before = sha1(file.read_bytes())

        def work(say: Say) -> None:
            try:
                self._write(turn, lambda words: say({**words, "file": str(file), "before": before}), prepare)
            except KbError as error:
                say({"refused": str(error)})

        return work

    def _write(self, turn: Turn, say: Say, prepare: Callable[[Say], None]) -> None:
        writing, author = self.ours.desk(turn.client).writing, self.ours.author(turn.client)
        writing.finish_interrupted(author)
        draft = writing.open(article_path(turn.article))
        text = edited(draft.text, turn)
        say({"after": sha1(text.encode())})
        say({"over": sorted(tokens(draft.text) - tokens(text))})
        draft = writing.keep(replace(draft, text=text))
        say({"kept": turn.token})
        prepare(say)
        saved = writing.save(draft, turn.token, author)
        if isinstance(saved, Clash):
            say({"clash": True})
            saved = writing.settle(draft, "mine", author)
        if isinstance(saved, Saved):
            say({"saved": turn.token, "sha1": sha1(text.encode()), "notice": saved.notice})

    def note(self, attempt: Attempt, where: str) -> None:
        """Take down what was acknowledged, and look at the files (I1)."""
        for words in attempt.said:
            for token in words.get("over", []):  # type: ignore[attr-defined]
                self._kept.pop(str(token), None)
        self._kept.update((str(token), where) for token in attempt.told("kept"))
        for words in attempt.said:
            if "saved" in words:
                self._saved[str(words["saved"])] = str(words["sha1"]), where
        for path, data in folder_texts(self.folder):
            if not is_whole(data):
                self.failed.append(f"{where}: {path.name} is damaged: {data[-60:]!r}")
        for words in attempt.said:
            if "after" in words and not attempt.told("clash"):  # a clash may bring a third text
                path = Path(str(words["file"]))
                if sha1(path.read_bytes()) not in (words["before"], words["after"]):
                    self.failed.append(f"{where}: {path.name} is neither the old text nor the new one")
        self.failed += [f"{where}: {bug}" for bug in attempt.told("bug")]

    def check_sound(self, where: str) -> None:
        """Let git look for damage (I3)."""
        if not is_sound(self.folder):
            self.failed.append(f"{where}: git finds damage in {self.folder}")
        there = git(self.folder, "ls-tree", "-r", "--name-only", "HEAD", check=False).decode().split()
        missing = {article_path(number) for number in range(ARTICLES)}.difference(there)
        if missing:
            self.failed.append(f"{where}: the history has lost {', '.join(sorted(missing))}")

    def next_save(self, dice: random.Random, where: str) -> None:
        """The next save must work, soon (I4)."""
        self.must(self.save(self.turn(dice)), "saved", f"the next save after {where}", within_s=NEXT_SAVE_S)

    def must(self, work: Work, word: str, where: str, within_s: float = 60.0) -> None:
        """Do some work that has to say a word, in time."""
        attempt = run(work)
        self.note(attempt, where)
        self.slowest_s = max(self.slowest_s, attempt.seconds) if word == "saved" else self.slowest_s
        if not attempt.told(word):
            self.failed.append(f"{where} failed: {attempt.said}")
        elif attempt.seconds > busy(within_s):
            self.failed.append(f"{where} took {attempt.seconds:.2f} s")
        elif attempt.seconds > within_s:
            self.slow += 1

    def must_be_current(self, client: int, where: str) -> None:
        """A round of a client must end well."""

        def work(say: Say) -> None:
            self.ours.sync(client, lambda words: say({**words, str(words.get("phase")): True}))

        self.must(work, "current", f"the round of {client} after {where}")

    def close(self) -> list[str]:
        """Look for all that was typed and saved (I2), and for what was left behind; give all that failed."""
        reap(20)
        self.next_save(random.Random(1), "all")  # clears what the last one left
        self.check_sound("at the end")
        seen, texts = found([self.remote, *self.ours.folders], self.ours.folders, self.ours.drafts())
        for token, (sha, where) in self._saved.items():
            if token not in seen or sha not in texts:
                self.failed.append(f"{where}: the save {token} was acknowledged and is lost")
        self.failed += [
            f"{where}: the text {token} was kept and is lost"
            for token, where in self._kept.items()
            if token not in seen
        ]
        self.failed += [f"{path.relative_to(self.folder)} was left behind" for path in self._left()]
        return self.failed

    def _left(self) -> Iterable[Path]:
        dot_git = self.folder / ".git"
        left = [*dot_git.rglob("*.lock"), *dot_git.glob("*index-*"), *self.folder.rglob(".kbdesk-*")]
        return (path for path in left if path.name != "kbdesk.lock")
