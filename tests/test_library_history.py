# SPDX-License-Identifier: MIT
"""Last changes, what changed since, and fresh clones."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from gitrepo import commit, git, make_repo, write

from kbdesk import library
from kbdesk.errors import KbError
from kbdesk.library import runner
from kbdesk.model import Revision

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and modes of POSIX")


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def last_changes(root: Path) -> dict[str, Revision]:
    """What ``git log -1`` says of each listed file."""
    known = {}
    for entry in library.list_files(root):
        said = git(root, "log", "-1", "--format=%H%x00%an%x00%aI", "--", entry.path).strip()
        known[entry.path] = Revision(*said.split("\0"))
    return known


def test_each_file_has_the_author_and_date_of_its_last_change(tmp_path):
    """Commit, author and date are those of ``git log -1``; other files and untracked ones have none."""
    make_repo(tmp_path, {"a.md": "A", "deep/er/b.md": "B", "c.txt": "C", ".github/d.md": "D"})
    second = commit(tmp_path, {"a.md": "A2"}, author="Bèn Ö", date="2026-03-04T05:06:07+02:00")
    write(tmp_path, {"new.md": "N"})
    known = library.revisions(library.open_library(tmp_path))
    assert set(known) == {"a.md", "deep/er/b.md"}
    assert known["a.md"] == Revision(second, "Bèn Ö", "2026-03-04T05:06:07+02:00")
    assert known["deep/er/b.md"].author == "Anna"


def test_later_only_what_is_new_is_read_and_comes_to_the_same(tmp_path, monkeypatch):
    """After saves, merges, removals and a history taken back, the same is known as when all is read."""
    make_repo(tmp_path, {"a.md": "A\n", "b.md": "B\n", "c.md": "C\n", "gone.md": "G\n"})
    asked: list[tuple[str, ...]] = []
    stream = runner.GitRunner.stream
    monkeypatch.setattr(
        runner.GitRunner,
        "stream",
        lambda self, *words, **how: asked.append(words) or stream(self, *words, **how),
    )
    changes = library.LastChanges()

    def read() -> dict[str, Revision]:
        known = changes.read(library.open_library(tmp_path))
        assert known == library.revisions(library.open_library(tmp_path))
        return known

    first = git(tmp_path, "rev-parse", "HEAD").strip()
    read()
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(tmp_path, {"a.md": "side\n", "side.md": "S\n"}, author="Ben", date="2026-01-03T00:00:00+00:00")
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "rm", "-q", "gone.md")
    second = commit(tmp_path, {"a.md": "main\n"}, author="Cleo", date="2026-01-04T00:00:00+00:00")
    assert read()["a.md"].author == "Cleo"
    assert f"{first}..{second}" in asked[-2]
    git(tmp_path, "merge", "-q", "-s", "ours", "side", author="Dora")
    assert {name: one.author for name, one in read().items()}["a.md"] == "Cleo"
    asked.clear()
    changes.read(library.open_library(tmp_path))
    assert not asked
    git(tmp_path, "reset", "-q", "--hard", first)
    assert read()["a.md"].author == "Anna"


def test_merges_moves_and_removals_agree_with_git_log(tmp_path):
    """A merge names its author for what it changed itself, and the branch's author for the rest."""
    make_repo(tmp_path, {"a.md": "A\n", "b.md": "B\n", "old.md": "O\n"})
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(tmp_path, {"a.md": "side\n", "side.md": "S\n"}, author="Ben", date="2026-01-03T00:00:00+00:00")
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, {"a.md": "main\n"}, author="Cleo", date="2026-01-04T00:00:00+00:00")
    git(tmp_path, "merge", "-q", "--no-commit", "-s", "ours", "side", author="Dora")
    commit(
        tmp_path,
        {"a.md": "both\n", "side.md": "S\n", "made.md": "M\n"},
        "merge",
        "Dora",
        "2026-01-05T00:00:00+00:00",
    )
    git(tmp_path, "mv", "old.md", "moved.md")
    commit(tmp_path, {}, "move", "Emil", "2026-01-06T00:00:00+00:00")
    known = library.revisions(library.open_library(tmp_path))
    assert known == last_changes(tmp_path)
    assert {path: seen.author for path, seen in known.items()} == {
        "a.md": "Dora",
        "b.md": "Anna",
        "made.md": "Dora",
        "moved.md": "Emil",
        "side.md": "Ben",
    }


def test_a_long_history_is_read_in_one_go(tmp_path):
    """Three hundred commits over many files agree with ``git log -1`` for each file."""
    git(tmp_path, "init", "-q")
    lines = []
    for number in range(300):
        path, content = f"d{number % 7}/f{number * 17 % 40}.md", f"text {number}\n"
        when = 1_700_000_000 + number * 60
        lines += [
            f"commit refs/heads/main\ncommitter P{number % 5} <p@example.org> {when} +0000",
            f"data 1\nx\nM 644 inline {path}\ndata {len(content)}\n{content}",
        ]
    git(tmp_path, "fast-import", "--quiet", stdin="\n".join(lines) + "\n")
    git(tmp_path, "reset", "-q", "--hard")
    known = library.revisions(library.open_library(tmp_path))
    assert len(known) == 280
    sample = {path: known[path] for path in sorted(known)[::15]}
    assert (
        sample.items()
        <= {
            path: Revision(
                *git(tmp_path, "log", "-1", "--format=%H%x00%an%x00%aI", "--", path).strip().split("\0")
            )
            for path in sample
        }.items()
    )


def test_changed_since_names_committed_and_uncommitted_articles(tmp_path):
    """Edited, new, removed and renamed articles are named, other files are not."""
    make_repo(tmp_path, {f"{name}.md": name for name in "abcdef"} | {"x.txt": "x"})
    first = git(tmp_path, "rev-parse", "HEAD").strip()
    (tmp_path / "b.md").unlink()
    commit(tmp_path, {"a.md": "A2", "x.txt": "x2", "ü b.md": "new"})
    head = git(tmp_path, "rev-parse", "HEAD").strip()
    write(tmp_path, {"c.md": "edited", "d.md": "staged", "sub/new.md": "untracked", "y.txt": "y"})
    git(tmp_path, "add", "d.md")
    git(tmp_path, "mv", "e.md", "e2.md")
    (tmp_path / "f.md").unlink()
    info = library.open_library(tmp_path)
    uncommitted = ["c.md", "d.md", "e.md", "e2.md", "f.md", "sub/new.md"]
    assert list(library.changed_since(info, head)) == uncommitted
    assert list(library.changed_since(info, first)) == sorted([*uncommitted, "a.md", "b.md", "ü b.md"])


@pytest.mark.parametrize("commit_id", ["", "0" * 40, "HEAD", "--output=x.md", "main", "a" * 39, "Z" * 40])
def test_changed_since_an_unknown_commit_is_nothing(commit_id, tmp_path):
    """A commit that is not in this history, or is no commit id at all, gives nothing."""
    make_repo(tmp_path, {"a.md": "A"})
    write(tmp_path, {"a.md": "A2"})
    assert library.changed_since(library.open_library(tmp_path), commit_id) == ()
    assert [entry.path for entry in library.list_files(tmp_path)] == ["a.md"]


def test_reading_history_changes_nothing_in_the_repository(tmp_path):
    """Every file of .git keeps its bytes and its time."""
    make_repo(tmp_path, {"a.md": "A"})
    os.utime(tmp_path / "a.md")

    def state() -> dict[str, tuple[bytes, int]]:
        files = [path for path in (tmp_path / ".git").rglob("*") if path.is_file()]
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    before = state()
    info = library.open_library(tmp_path)
    library.revisions(info)
    library.changed_since(info, info.head)
    assert state() == before


# --- clones -----------------------------------------------------------------------------------------------


def test_a_clone_is_whole_and_trusted(tmp_path):
    """A local library is cloned with its history, without hooks, and opens as "ok"."""
    make_repo(tmp_path / "source", {"a.md": "A", "sub/b.md": "B"}, author="Ben")
    library.clone(str(tmp_path / "source"), tmp_path / "copy")
    info = library.open_library(tmp_path / "copy")
    assert (info.git, info.remote_url) == ("ok", str(tmp_path / "source"))
    assert {seen.author for seen in library.revisions(info).values()} == {"Ben"}
    assert not (tmp_path / "copy" / ".git" / "hooks").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "source"]


@posix
def test_a_clone_drops_hooks_settings_and_links(tmp_path):
    """Cloning a hostile folder runs nothing and leaves nothing of it but its files, with links as text."""
    source, marker = tmp_path / "source", tmp_path / "marker"
    make_repo(source, {"a.md": "A"})
    (source / "link.md").symlink_to("/etc/passwd")
    commit(source, {".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = --upload-pack=x\n'})
    (source / ".git" / "hooks").mkdir(exist_ok=True)
    for name in ("post-checkout", "pre-receive", "post-index-change", "reference-transaction"):
        (source / ".git" / "hooks" / name).write_text(f"#!/bin/sh\ntouch {marker}\n")
        (source / ".git" / "hooks" / name).chmod(0o755)
    for key in ("core.fsmonitor", "uploadpack.packObjectsHook", "core.sshCommand"):
        git(source, "config", "--file", ".git/config", key, f"touch {marker}")
    assert library.open_library(source).git == "untrusted"
    (tmp_path / "copy").mkdir()
    library.clone(str(source), tmp_path / "copy")
    assert not marker.exists()
    assert library.open_library(tmp_path / "copy").git == "ok"
    assert (tmp_path / "copy" / "link.md").read_text() == "/etc/passwd"
    assert not (tmp_path / "copy" / "link.md").is_symlink()


@pytest.mark.parametrize(
    "source",
    [
        "",
        "--upload-pack=touch x",
        "-oProxyCommand=x",
        "ext::sh -c 'touch x'",
        "fd::3",
        "http://example.org/kb.git",
        "git://example.org/kb.git",
        "ftp://example.org/kb.git",
        "file:///srv/kb",
        "FILE:///srv/kb",
        "relative/kb",
        "../kb",
        "host:kb",
        "git@-oProxyCommand=x:kb",
        "git@host:-x",
        "-x@host:kb",
        "ssh://-oProxyCommand=x/kb",
        "ssh://git@-oProxyCommand=x/kb",
        "https://",
        "https://example.org",
        "https://example.org/k b",
        "https://example.org/kb\n--x",
        "//host/share/kb",
        "\\\\host\\share\\kb",
        "javascript:alert(1)",
        "https://anna:s3cret@example.org/kb.git",
        "ssh://git:s3cret@example.org/kb.git",
    ],
)
def test_an_address_that_is_not_plain_is_refused(source, tmp_path):
    """Options, commands, other schemes, relative paths and passwords are refused before git is run."""
    with pytest.raises(KbError) as caught:
        library.clone(source, tmp_path / "copy")
    assert caught.value.hint
    assert "s3cret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_clone_leaves_nothing_behind(tmp_path):
    """A source that is no repository, or is not there, is one sentence and no half-made folder."""
    (tmp_path / "plain").mkdir()
    for source in (tmp_path / "plain", tmp_path / "gone"):
        with pytest.raises(KbError, match="could not be cloned") as caught:
            library.clone(str(source), tmp_path / "copy")
        assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["plain"]


def test_a_clone_never_replaces_what_is_there(tmp_path):
    """A folder in use, a file, and a parent that does not exist are refused."""
    make_repo(tmp_path / "source", {"a.md": "A"})
    write(tmp_path, {"used/mine.md": "mine", "file": "x"})
    for target in ("used", "file", "no/where"):
        with pytest.raises(KbError):
            library.clone(str(tmp_path / "source"), tmp_path / target)
    assert (tmp_path / "used" / "mine.md").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "source", "used"]
