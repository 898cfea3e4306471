# SPDX-License-Identifier: MIT
"""A team for tests: one shared copy (a bare repository) and a desk for each person on a clone of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from desks import Clock
from gitrepo import git, make_repo

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.desk.team import Team, clone
from kbdesk.model import Author, Draft, Review, Saved

ANNA = Author("Anna Berg", "anna@example.org")
BO = Author("Bo Lind", "bo@example.org")
MIA = Author("Mia Tran", "mia@example.org")

LINES = "".join(f"Line {number} of the text.\n\n" for number in range(1, 9))
FILES = {
    "articles/mfa.md": f"---\ntitle: Reset MFA\n---\n\n# Reset MFA\n\n{LINES}",
    "articles/wifi.md": f"# Wi-Fi drops\n\n{LINES}",
    "playbooks/login.md": "# Login\n\n## Tier 1\n\n### Look\n\nLook.\n",
}


def shared_copy(folder: Path, files: dict[str, str] | None = None, rules: str = "") -> Path:
    """A bare repository that a team shares, with these files and the rules of the team."""
    start = {**(FILES if files is None else files), **({"kbdesk.toml": rules} if rules else {})}
    make_repo(folder / "start", start, author="Anna Berg")
    git(folder, "clone", "-q", "--bare", "start", "shared.git")
    return folder / "shared.git"


def member(shared: Path, folder: Path, who: Author) -> Desk:
    """The desk of a person with a copy of the library of their own."""
    folder.mkdir(parents=True)
    home = Home(folder / "data", folder / "cache")
    home.make()
    home.set_who(who)
    numbers = count(1)
    root = clone(str(shared), folder / "kb")
    desk = Desk(root, home, author=who.name, clock=Clock(), new_id=lambda: f"id{next(numbers):04}")
    desk.team = Team(desk)
    return desk


def edited(desk: Desk, path: str, old: str, new: str) -> Draft:
    """A draft of a file in which some words are others."""
    draft = desk.writing.open(path)
    assert old in draft.text
    return desk.writing.keep(replace(draft, text=draft.text.replace(old, new)))


def who(desk: Desk) -> Author:
    """Whose desk it is."""
    known = desk.home.who()
    assert known is not None
    return known


def save(desk: Desk, path: str, old: str, new: str) -> Saved:
    """Change some words of a file and save it."""
    draft = edited(desk, path, old, new)
    saved = desk.writing.save(draft, f"{path}: {new}", who(desk))
    assert isinstance(saved, Saved)
    return saved


def put_for_review(desk: Desk, path: str, old: str, new: str) -> Saved:
    """Change some words of a file and send that for review."""
    return desk.team.send_for_review(edited(desk, path, old, new), f"{path}: {new}", who(desk))


def only_review(desk: Desk) -> Review:
    """The one review that there is."""
    (review,) = desk.team.reviews()
    return review


def text(desk: Desk, path: str) -> str:
    """What a file of the person's folder says."""
    return (desk.root / path).read_text("utf-8")


def in_shared(shared: Path, path: str, ref: str = "main") -> str:
    """What a file says in the shared copy."""
    return git(shared, "show", f"{ref}:{path}")


def branches(shared: Path) -> list[str]:
    """The names of the branches in the shared copy."""
    return git(shared, "for-each-ref", "--format=%(refname:short)", "refs/heads").split()


def drafts(desk: Desk, kind: str) -> list[Draft]:
    """The drafts of a kind."""
    return [draft for draft in desk.team.recoverable().drafts if draft.kind == kind]


@pytest.fixture
def anna(shared: Path, tmp_path: Path) -> Desk:
    """The desk of the maintainer, where there is one."""
    return member(shared, tmp_path / "anna", ANNA)


@pytest.fixture
def bo(shared: Path, tmp_path: Path) -> Desk:
    """The desk of another person of the team."""
    return member(shared, tmp_path / "bo", BO)
