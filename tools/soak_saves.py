# SPDX-License-Identifier: MIT
"""The soak of saving: kills at random moments within a save, and every named place that can fail."""

from __future__ import annotations

import os
import random
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path

from soak_kill import Attempt, Say, Work, adopt_orphans, reap, run
from soak_ours import Ours
from soak_world import (
    ARTICLES,
    LINES,
    Turn,
    article_path,
    edited,
    folder_texts,
    found,
    git,
    is_whole,
    make_team,
    people_environment,
    sha1,
    tokens,
)

from kbdesk.errors import KbError
from kbdesk.library import faults
from kbdesk.model import Clash, Saved

NEXT_SAVE_S = 2.0
ACTIONS = ("kill", "enospc", "eacces", "eio")
POINT = re.compile(r'\bfault\("([a-z-]+)"\)')


@dataclass
class SaveResult:
    """What the kills, or the failures, came to."""

    what: str
    tried: int = 0
    struck: int = 0
    """Kills that met a save at work, or failures that were reached."""
    acknowledged: int = 0
    lost: int = 0
    kept_lost: int = 0
    damaged: int = 0
    next_failed: int = 0
    next_slow: int = 0
    slowest_next_s: float = 0.0
    unsound: int = 0
    left_over: int = 0
    bugs: int = 0
    save_ms: float = 0.0
    not_reached: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


class SaveSoak:
    """One library of one writer."""

    def __init__(self, place: Path, what: str) -> None:
        self.remote, folders = make_team(place)
        self.ours = Ours(place, self.remote, folders[:2])
        self.folder = folders[0]
        self.result = SaveResult(what)
        self.saved: dict[str, str] = {}
        self.kept: set[str] = set()
        self.number = 0

    def turn(self, dice: random.Random, client: int = 0) -> Turn:
        """The next change of a random article."""
        self.number += 1
        lines = tuple(sorted(dice.sample(range(LINES), 2)))
        token = f"T0.{self.number}.s{client}"
        return Turn(client, "edit", dice.randrange(ARTICLES), lines, token, True, "", 0, False, False)

    def save(self, turn: Turn, prepare: Callable[[], None] = lambda: None) -> Work:
        """A start of the program and one save."""

        def work(say: Say) -> None:
            desk = self.ours.desk(turn.client)
            writing, author = desk.writing, self.ours.author(turn.client)
            writing.finish_interrupted(author)
            draft = writing.open(article_path(turn.article))
            text = edited(draft.text, turn)
            say({"over": sorted(tokens(draft.text) - tokens(text))})
            draft = writing.keep(replace(draft, text=text))
            say({"kept": turn.token})
            prepare()
            try:
                saved = writing.save(draft, turn.token, author)
                if isinstance(saved, Clash):
                    say({"clash": True})
                    saved = writing.settle(draft, "mine", author)
            except KbError as error:
                say({"refused": str(error)})
                return
            if isinstance(saved, Saved):
                say({"saved": turn.token, "sha1": sha1(text.encode()), "with": sorted(tokens(text))})

        return work

    def note(self, attempt: Attempt, where: str) -> None:
        """Take down what was acknowledged, and look at the files."""
        result = self.result
        for words in attempt.said:
            self.kept.difference_update(str(word) for word in words.get("over", []))  # type: ignore[attr-defined]
        self.kept.update(str(token) for token in attempt.told("kept"))
        for words in attempt.said:
            if "saved" in words:
                self.saved[str(words["saved"])] = str(words["sha1"])
        for path, data in folder_texts(self.folder):
            if not is_whole(data):
                result.damaged += 1
                result.details.append(f"{where}: {path.name} is damaged: {data[-60:]!r}")
        for bug in attempt.told("bug"):
            result.bugs += 1
            result.details.append(f"{where}: {bug}")

    def next_save(self, dice: random.Random, where: str) -> None:
        """The next save must work, soon."""
        attempt = run(self.save(self.turn(dice)))
        self.note(attempt, f"after {where}")
        self.result.slowest_next_s = max(self.result.slowest_next_s, attempt.seconds)
        if not attempt.told("saved"):
            self.result.next_failed += 1
            self.result.details.append(f"after {where}: {attempt.said}")
        elif attempt.seconds > NEXT_SAVE_S:
            self.result.next_slow += 1
            self.result.details.append(f"after {where}: {attempt.seconds:.2f} s")

    def count(self) -> SaveResult:
        """Look for all that was acknowledged."""
        result = self.result
        reap(20)
        self.next_save(random.Random(1), "all")  # clears what the last one left
        seen, texts = found([self.remote, *self.ours.folders], self.ours.folders, self.ours.drafts())
        result.acknowledged = len(self.saved)
        lost = sorted(token for token, sha in self.saved.items() if token not in seen or sha not in texts)
        kept_lost = sorted(self.kept - seen)
        result.lost, result.kept_lost = len(lost), len(kept_lost)
        unsound = b"error" in git(self.folder, "fsck", "--no-dangling", "--full", check=False)
        result.unsound = int(unsound)
        dot_git = self.folder / ".git"
        left = [*dot_git.rglob("*.lock"), *dot_git.glob("*index-*"), *self.folder.rglob(".kbdesk-*")]
        left = [path for path in left if path.name != "kbdesk.lock"]
        result.left_over = len(left)
        result.details += [f"lost: {token}" for token in lost]
        result.details += [f"kept, lost: {token}" for token in kept_lost]
        result.details += [f"left over: {path.relative_to(self.folder)}" for path in left]
        return result


def kill_saves(seed: int, count: int, place: Path) -> dict[str, object]:
    """Kill ``count`` saves at random moments."""
    _prepare(place)
    dice = random.Random(seed)
    soak = SaveSoak(place, "kills within a save")
    usual = [run(soak.save(soak.turn(dice))).seconds for _ in range(5)]
    for _ in range(count):
        usually = statistics.median(usual[-50:])
        whole = dice.random() < 0.5
        turn = soak.turn(dice)
        attempt = run(soak.save(turn), dice.random() * 1.1 * usually, whole=whole)
        soak.result.tried += 1
        soak.result.struck += attempt.killed
        soak.note(attempt, turn.token)
        if not attempt.killed:
            usual.append(attempt.seconds)
        if attempt.killed:
            soak.next_save(dice, f"{turn.token} killed {'whole' if whole else 'alone'}")
    soak.result.save_ms = round(1000 * statistics.median(usual), 1)
    return asdict(soak.count())


def fail_saves(place: Path, actions: Sequence[str] = ACTIONS) -> dict[str, object]:
    """Let every named place in a save, and in a round with a conflict, fail in every way."""
    _prepare(place)
    dice = random.Random(1)
    soak = SaveSoak(place, "named places that fail")
    for point, of_sharing in points():
        for action in actions:
            spec = f"{point}:{action}"
            if of_sharing:
                attempt = run(_conflict(soak, dice, spec))
            else:
                attempt = run(soak.save(soak.turn(dice), partial(faults.arm, spec)))
            soak.result.tried += 1
            if attempt.told("saved") or attempt.told("phase") == ["current"]:
                soak.result.not_reached.append(spec)
            else:
                soak.result.struck += 1
            soak.note(attempt, spec)
            soak.next_save(dice, spec)
            if of_sharing:
                _expect_current(soak, 0, spec)
    return asdict(soak.count())


def _conflict(soak: SaveSoak, dice: random.Random, spec: str) -> Work:
    """A round of one client that has to park a text, with a place that fails."""
    theirs = soak.turn(dice, 1)
    mine = replace(soak.turn(dice), article=theirs.article, lines=theirs.lines)
    another = replace(soak.turn(dice, 1), article=(theirs.article + 1) % ARTICLES)
    for turn in (theirs, another):
        soak.note(run(soak.save(turn)), f"before {spec}")
    _expect_current(soak, 1, f"before {spec}")
    soak.note(run(soak.save(mine)), f"before {spec}")

    def work(say: Say) -> None:
        faults.arm(spec)
        soak.ours.sync(0, say)

    return work


def _expect_current(soak: SaveSoak, client: int, where: str) -> None:
    attempt = run(lambda say: soak.ours.sync(client, say))
    soak.note(attempt, f"sync after {where}")
    if attempt.told("phase") != ["current"]:
        soak.result.next_failed += 1
        soak.result.details.append(f"sync of {client} after {where}: {attempt.said}")


def points() -> list[tuple[str, bool]]:
    """All places in the library that can be told to fail, and whether they are part of sharing."""
    import kbdesk.library  # noqa: PLC0415

    folder = Path(kbdesk.library.__file__).parent
    sources = sorted(folder.rglob("*.py"))
    return sorted({(name, p.parent.name == "sync") for p in sources for name in POINT.findall(p.read_text())})


def _prepare(place: Path) -> None:
    os.environ.clear()
    os.environ.update(_ENVIRONMENT)
    adopt_orphans()
    place.mkdir(parents=True)


_ENVIRONMENT = people_environment()
