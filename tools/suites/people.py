# SPDX-License-Identifier: MIT
"""A team, its articles, what it does in each round, and the count of what was lost."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

CLIENTS = 3
ARTICLES = 6
LINES = 13
END = "(end)"
TOKEN = re.compile(r"\bT\d+\.\d+\.\w+\b")
_LINE = re.compile(r"(# Article .*|Line \d+: .*|\(end\)|)")

Act = Literal["edit", "new", "delete", "rename", "outside", "nothing"]
_ACTS: tuple[tuple[Act, int], ...] = (
    ("edit", 70),
    ("new", 6),
    ("delete", 5),
    ("rename", 5),
    ("outside", 4),
    ("nothing", 10),
)
KILLED, OFFLINE, REWRITTEN, TOGETHER = 0.30, 0.15, 0.05, 0.20


@dataclass(frozen=True)
class Turn:
    """What one client does in one round; the same for each way of working."""

    client: int
    act: Act
    article: int
    lines: tuple[int, ...]
    token: str
    offline: bool
    kill: Literal["", "save", "sync"]
    moment: float
    """Of the kill, as a part of what the work usually takes."""
    whole: bool
    """Whether the git processes die too."""
    settle: bool
    """Whether this person settles a parked conflict first."""


@dataclass(frozen=True)
class Round:
    """One round: one client's turn or two at once, perhaps after somebody rewrote the team's history."""

    turns: tuple[Turn, ...]
    rewritten: int
    """How many of the newest versions somebody took out of the shared copy; 0 for none."""
    token: str


def rounds(seed: int, count: int) -> Iterator[Round]:
    """The rounds of a seed."""
    dice = random.Random(seed)
    for number in range(count):
        clients = dice.sample(range(CLIENTS), 2 if dice.random() < TOGETHER else 1)
        turns = tuple(_turn(dice, seed, number, client) for client in clients)
        rewritten = dice.randint(1, 3) if dice.random() < REWRITTEN else 0
        yield Round(turns, rewritten, f"T{seed}.{number}.x")


def _turn(dice: random.Random, seed: int, number: int, client: int) -> Turn:
    names, weights = zip(*_ACTS, strict=True)
    killed = dice.random() < KILLED
    return Turn(
        client=client,
        act=dice.choices(names, weights)[0],
        article=dice.randrange(ARTICLES),
        lines=tuple(sorted(dice.sample(range(LINES), dice.randint(1, 3)))),
        token=f"T{seed}.{number}.c{client}",
        offline=dice.random() < OFFLINE,
        kill=dice.choice(("save", "sync")) if killed else "",
        moment=dice.random() * 1.2,
        whole=dice.random() < 0.5,
        settle=dice.random() < 0.3,
    )


def article(number: int) -> str:
    """An article as it begins."""
    lines = "".join(f"Line {line}: start\n" for line in range(LINES))
    return f"# Article {number}\n\n{lines}{END}\n"


def fresh(turn: Turn) -> str:
    """A new article of a turn."""
    return article(turn.article).replace("Line 0: start", f"Line 0: {turn.token}")


def article_path(number: int) -> str:
    """Where an article lies."""
    return f"articles/a{number}.md"


def edited(text: str, turn: Turn) -> str:
    """The text with this turn's lines written anew."""
    lines = text.splitlines(keepends=True)
    for line in turn.lines:
        place = next((i for i, words in enumerate(lines) if words.startswith(f"Line {line}:")), None)
        if place is not None:
            lines[place] = f"Line {line}: {turn.token}\n"
    return "".join(lines)


def chosen_path(folder: Path, turn: Turn) -> str:
    """The article that a turn is about, as it lies in a client's folder now; "" if there is none."""
    if (folder / article_path(turn.article)).is_file():
        return article_path(turn.article)
    paths = sorted(path.relative_to(folder).as_posix() for path in (folder / "articles").glob("*.md"))
    return paths[turn.article % len(paths)] if paths else ""


def tokens(text: str) -> set[str]:
    """The marks of all writing in a text."""
    return set(TOKEN.findall(text))


@dataclass
class Ledger:
    """What was acknowledged, and what became of it."""

    saved: dict[str, str] = field(default_factory=dict)
    """Token of each acknowledged save → sha1 of the whole text."""
    kept: set[str] = field(default_factory=set)
    """Tokens of texts that were typed and kept, and not overwritten by their writer."""
    outside: set[str] = field(default_factory=set)
    """Tokens that another program wrote into a file."""
    firm: set[str] = field(default_factory=set)
    """Tokens of such texts that an acknowledged save has taken in."""
    damaged: dict[tuple[str, bytes], str] = field(default_factory=dict)
    """Where a file was first seen damaged, by its name and what was left of it."""
    bugs: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    """Why work was refused, and how often."""
    kills: int = 0
    syncs: int = 0
    parked: int = 0
    locks: int = 0
    """Locks in the shared folder that a person removed when it was offered."""


def git(folder: Path, *arguments: str, stdin: bytes = b"", check: bool = True) -> bytes:
    """What git says in a folder."""
    done = subprocess.run(["git", *arguments], cwd=folder, input=stdin, capture_output=True, check=False)
    if check and done.returncode != 0:
        raise RuntimeError(f"git {arguments[0]} in {folder}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def is_sound(repository: Path) -> bool:
    """Whether git finds no damage."""
    command = ["git", "fsck", "--no-dangling", "--no-progress", "--full"]
    return subprocess.run(command, cwd=repository, capture_output=True, check=False).returncode == 0


def history_texts(repository: Path, *which: str) -> Iterator[bytes]:
    """Every text in a repository's history (``--all``: from its refs; ``--reflog``: what an expert finds)."""
    listed = git(repository, "rev-list", "--objects", *which).split(b"\n")
    names = b"\n".join(line.split(b" ")[0] for line in listed if b".md" in line) + b"\n"
    told = git(repository, "cat-file", "--batch", stdin=names)
    place = 0
    while place < len(told):
        head_end = told.index(b"\n", place)
        size = int(told[place:head_end].split(b" ")[2])
        yield told[head_end + 1 : head_end + 1 + size]
        place = head_end + 2 + size


def folder_texts(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every article in a client's folder."""
    for path in sorted((folder / "articles").glob("*.md")):
        with suppress(FileNotFoundError):  # an orphan is at work
            yield path, path.read_bytes()


def is_whole(data: bytes) -> bool:
    """Whether an article was neither cut, nor mixed with marks of a merge, nor emptied."""
    text = data.decode("utf-8", "replace")
    return text.endswith(f"{END}\n") and all(_LINE.fullmatch(line) for line in text.split("\n"))


def found(
    repositories: Iterable[Path], folders: Iterable[Path], drafts: Iterable[str]
) -> tuple[set[str], set[str]]:
    """The tokens and the sha1 of all texts that can be opened: in articles, in drafts, in any history."""
    texts: list[bytes] = [draft.encode() for draft in drafts]
    for folder in folders:
        texts += [data for _, data in folder_texts(folder)]
    for repository in repositories:
        texts += history_texts(repository, "--all")
    every = b"\n".join(texts).decode("utf-8", "replace")
    return tokens(every), {sha1(text) for text in texts}


def sha1(data: bytes) -> str:
    """A name for a text."""
    return hashlib.sha1(data).hexdigest()


def make_team(place: Path, rules: str = "") -> tuple[Path, list[Path]]:
    """A shared copy, with the rules of the team if it has any, and the folders of its clients."""
    source, remote = place / "source", place / "remote.git"
    for number in range(ARTICLES):
        path = source / article_path(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number))
    if rules:
        (source / "kbdesk.toml").write_text(rules)
    git(source, "init", "-q", "-b", "main", "--template=")
    git(source, "add", "-A")
    git(source, "commit", "-q", "-m", "first")
    git(place, "clone", "-q", "--bare", "--template=", str(source), str(remote))
    return remote, [place / f"client{number}" for number in range(CLIENTS)]


def rewrite(remote: Path, back: int, token: str) -> None:
    """Take the newest versions out of the shared copy and put another there, as a forced push does."""
    tip = git(remote, "rev-list", "--first-parent", f"--max-count={back + 1}", "main").decode().split()[-1]
    text = article(99).replace("Line 3: start", f"Line 3: {token}").encode()
    blob = git(remote, "hash-object", "-w", "--stdin", stdin=text).decode().strip()
    environment_index = remote / "rewrite-index"
    index = {**os.environ, "GIT_INDEX_FILE": str(environment_index)}
    for command in (
        ["read-tree", tip],
        ["update-index", "--add", "--cacheinfo", f"100644,{blob},articles/rewritten.md"],
    ):
        subprocess.run(["git", *command], cwd=remote, env=index, check=True)
    tree = subprocess.run(
        ["git", "write-tree"], cwd=remote, env=index, check=True, capture_output=True
    ).stdout
    environment_index.unlink()
    new = git(remote, "commit-tree", tree.decode().strip(), "-p", tip, "-m", "rewritten").decode().strip()
    for lock in ("refs/heads/main.lock", "HEAD.lock"):  # who may do this, knows about locks
        (remote / lock).unlink(missing_ok=True)
    git(remote, "update-ref", "refs/heads/main", new)


def people_environment() -> dict[str, str]:
    """An environment for git without this computer's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    person = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in _SOMEBODY}
    return kept | person | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}


_SOMEBODY = (("NAME", "Somebody"), ("EMAIL", "somebody@example.org"))
