# SPDX-License-Identifier: MIT
"""People with copies of one library and the servers between them, for tests of sharing."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gitrepo import git, make_repo
from servers import HOST, READER, WRITER, bare_copy, make_certificate, served

from kbdesk.library import clone, open_library
from kbdesk.library.drafts import drafts_folder, read_drafts
from kbdesk.library.files import blob_id
from kbdesk.library.saving import save
from kbdesk.library.sync import sync_round
from kbdesk.model import Author, Change, Saved, SignIn, TeamState

ME = SignIn(*WRITER)
LINES = [f"Line {number}\n" for number in range(13)]
NEEDS = [
    pytest.mark.usefixtures("plain_git"),
    pytest.mark.skipif(os.name != "posix", reason="the servers are programs of Linux and macOS"),
]


@dataclass
class Person:
    """Somebody with a copy of the library."""

    name: str
    folder: Path
    data: Path
    sign_in: SignIn | None = ME

    @property
    def author(self) -> Author:
        return Author(self.name, f"{self.name.lower()}@example.org")

    @property
    def head(self) -> str:
        return git(self.folder, "rev-parse", "HEAD").strip()

    def save(self, path: str, text: str) -> Saved:
        place = self.folder / path
        base = blob_id(place.read_bytes()) if place.exists() else ""
        return save(
            open_library(self.folder), [Change(path, text.encode(), base)], f"Change {path}", self.author
        )

    def write_line(self, number: int, words: str, path: str = "a.md") -> Saved:
        lines = (self.folder / path).read_text().splitlines(keepends=True)
        lines[number] = f"{words}\n"
        return self.save(path, "".join(lines))

    def sync(self, **more: object) -> TeamState:
        info = open_library(self.folder)
        folder = drafts_folder(self.data, info.root)
        asked = {"now": datetime.now(UTC), "sign_in": self.sign_in} | more
        return sync_round(info, self.author, folder, **asked)  # type: ignore[arg-type]

    def move_to(self, address: str) -> None:
        git(self.folder, "config", "remote.origin.url", address)

    def drafts(self) -> list[str]:
        return [draft.text for draft in read_drafts(drafts_folder(self.data, str(self.folder.resolve())))]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(certificate, monkeypatch):
    """This computer trusts the servers of these tests."""
    monkeypatch.setenv("GIT_SSL_CAINFO", str(certificate[1]))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    """A library as a shared copy; copied, never changed."""
    folder = tmp_path_factory.mktemp("origin")
    picture = os.urandom(150_000).hex()  # enough bytes to be cut in the middle of
    make_repo(folder / "source", {"a.md": "".join(LINES), "b.md": "# B\n", "kept/big.txt": picture})
    return bare_copy(folder / "source", folder / "kb.git")


@pytest.fixture
def shared(origin, tmp_path):
    """A shared copy of the test's own."""
    (tmp_path / "srv").mkdir()
    subprocess.run(["cp", "-r", str(origin), str(tmp_path / "srv" / "kb.git")], check=True)
    return tmp_path / "srv" / "kb.git"


@pytest.fixture
def https(shared, certificate, trusted):
    """The port of an https server with the shared copy."""
    people = {
        WRITER[0]: {"password": WRITER[1], "writes": True},
        READER[0]: {"password": READER[1], "writes": False},
    }
    with served("https", certificate=str(certificate[0]), root=str(shared.parent), people=people) as port:
        yield port


@pytest.fixture
def person(shared, tmp_path):
    """Makes people with a copy each; it comes from the folder, and then is shared at another address."""

    fresh = tmp_path / "fresh"
    clone(str(shared), fresh)

    def make(name: str, address: str = "", sign_in: SignIn | None = ME) -> Person:
        folder = Path(shutil.copytree(fresh, tmp_path / name))
        someone = Person(name, folder, tmp_path / f"{name}-data", sign_in)
        if address:
            someone.move_to(address)
        return someone

    return make


def url(port: int) -> str:
    return f"https://{HOST}:{port}/kb.git"


def tip(shared: Path) -> str:
    return git(shared, "rev-parse", "main").strip()


def show(shared: Path, path: str = "a.md") -> str:
    return git(shared, "show", f"main:{path}")


def processes_in(folder: Path) -> list[str]:
    """The git programs that work on a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if any(os.fsencode(folder) in word for word in words):
            found.append(b" ".join(words).decode(errors="replace"))
    return found
