# SPDX-License-Identifier: MIT
"""Listing and reading the files of a library, and where its links lead."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from gitrepo import git, make_repo, write
from hostile_texts import TARGETS

from kbdesk import library

posix = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and names of POSIX")

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def text(data: bytes) -> tuple[str, str, str]:
    return data.decode("utf-8", "replace"), "utf-8", ""


def paths(root: Path) -> list[str]:
    return [entry.path for entry in library.list_files(root)]


# --- listing ----------------------------------------------------------------------------------------------


def test_only_markdown_files_are_listed_sorted(tmp_path):
    """Regular *.md files in visible folders are listed with size and time, in the order of their paths."""
    write(
        tmp_path,
        {
            "b.md": "12345",
            "a/z.MD": "",
            "a/b/c.md": "",
            "a.txt": "",
            ".hidden.md": "",
            ".git/x.md": "",
            ".github/y.md": "",
            "notes.md/inside.md": "",
        },
    )
    assert paths(tmp_path) == ["a/b/c.md", "a/z.MD", "b.md", "notes.md/inside.md"]
    entry = library.list_files(tmp_path)[2]
    assert entry.size_bytes == 5
    assert entry.mtime_ns == (tmp_path / "b.md").stat().st_mtime_ns


@posix
def test_links_and_pipes_are_not_listed(tmp_path):
    """Links to files, folders and round in circles are not followed, and a pipe is no article."""
    root = tmp_path / "kb"
    write(tmp_path, {"outside/secret.md": "secret", "kb/a.md": "A"})
    (root / "link.md").symlink_to(tmp_path / "outside" / "secret.md")
    (root / "inner.md").symlink_to("a.md")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "round").symlink_to(".")
    os.mkfifo(root / "pipe.md")
    assert paths(root) == ["a.md"]


@posix
def test_strange_names_are_listed_read_and_dated_the_same_way(tmp_path):
    """Names with spaces, signs, tabs and other scripts work from listing to history."""
    names = [
        "ü.md",
        "日本.md",
        "a b.md",
        "-x.md",
        "--output=x.md",
        "tab\there.md",
        "new\nline.md",
        '"q".md',
        "a\\b.md",
    ]
    names += ["a:b.md", "%41.md", "*.md", "[x].md", ":(glob)x.md", "\x01" + "a" * 40 + ".md", "#.md", "'.md"]
    make_repo(tmp_path, dict.fromkeys(names, "text"))
    assert paths(tmp_path) == sorted(names)
    assert set(library.revisions(library.open_library(tmp_path))) == set(names)
    for name in names:
        assert library.read_file(tmp_path, name, text).text == "text"


@posix
def test_a_name_that_is_not_unicode_is_left_out(tmp_path):
    """A Latin-1 name disturbs neither the listing nor the history."""
    make_repo(tmp_path, {"a.md": "A"})
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/f\xfcr.md")).write_text("x")
    except OSError:
        pytest.skip("this disk takes only Unicode names")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "latin")
    info = library.open_library(tmp_path)
    assert paths(tmp_path) == ["a.md"]
    assert set(library.revisions(info)) == {"a.md"}
    assert library.changed_since(info, git(tmp_path, "rev-parse", "HEAD~1").strip()) == ()


# --- reading ----------------------------------------------------------------------------------------------


def test_a_file_is_read_with_its_blob_id(tmp_path):
    """The blob id is git's own, of the bytes on disk."""
    make_repo(tmp_path, {"a.md": "# Ü\r\n"})
    source = library.read_file(tmp_path, "a.md", text)
    assert source.blob == git(tmp_path, "hash-object", "a.md").strip() == library.blob_id("# Ü\r\n".encode())
    assert (source.text, source.encoding, source.size_bytes, source.problem) == ("# Ü\r\n", "utf-8", 6, "")


def test_what_the_decoder_says_is_kept(tmp_path):
    """The decoder's problem becomes the file's problem."""
    (tmp_path / "a.md").write_bytes(b"\0")
    source = library.read_file(tmp_path, "a.md", lambda data: ("", "utf-8", f"{len(data)} binary"))
    assert (source.text, source.problem) == ("", "1 binary")
    assert source.blob


@posix
def test_what_cannot_be_read_becomes_a_problem_at_once(tmp_path):
    """Pipes, folders, links, huge sparse files and missing ones give a sentence, and none blocks."""
    root = tmp_path / "kb"
    write(
        tmp_path,
        {"secret.md": "secret", "kb/a.md": "A", "kb/folder.md/x.md": "X", "kb/.git/config": "[user]"},
    )
    os.mkfifo(root / "pipe.md")
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "inner.md").symlink_to("a.md")
    (root / "up").symlink_to(tmp_path)
    (root / "loop.md").symlink_to("loop.md")
    with (root / "sparse.md").open("wb") as file:
        file.truncate(3_000_000_000)
    began = time.monotonic()
    for path in (
        *("pipe.md", "link.md", "inner.md", "up/secret.md", "loop.md", "sparse.md", "folder.md", "gone.md"),
        *(
            "../secret.md",
            str(tmp_path / "secret.md"),
            ".git/config",
            "a.md\0",
            "",
            "x" * 5000 + ".md",
            "\udcfc.md",
        ),
    ):
        source = library.read_file(root, path, text)
        assert source.problem.endswith("."), path
        assert (source.text, source.blob) == ("", "")
    assert "3,000.0 MB" in library.read_file(root, "sparse.md", text).problem
    assert time.monotonic() - began < 20  # a pipe or 3 GB would take for ever


def test_the_size_limit_is_five_megabytes(tmp_path):
    """A file of the limit is read, one byte more is not."""
    (tmp_path / "a.md").write_bytes(b"x" * 5_000_000)
    assert library.read_file(tmp_path, "a.md", text).size_bytes == 5_000_000
    (tmp_path / "a.md").write_bytes(b"x" * 5_000_001)
    assert "too large" in library.read_file(tmp_path, "a.md", text).problem


def test_a_large_file_storage_pointer_is_named(tmp_path):
    """The pointer's text is not shown as if it were the article."""
    write(tmp_path, {"a.md": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"})
    assert "Git LFS" in library.read_file(tmp_path, "a.md", text).problem


def test_pictures_are_read_by_name_and_content(tmp_path):
    """Pictures are given; other formats, disguised ones, too large ones and outside ones are not."""
    root = tmp_path / "kb"
    root.mkdir()
    good = {"a.png": PNG, "b.JPG": b"\xff\xd8\xff\xe0", "c.gif": b"GIF89a", "d.webp": b"RIFF0000WEBP"}
    bad = {
        "e.svg": b"<svg/>",
        "f.png": b"<svg/>",
        "g.md": PNG,
        "h.png": PNG + b"\0" * 10_000_000,
        "../i.png": PNG,
    }
    for name, data in (good | bad).items():
        (root / name).write_bytes(data)
    assert {name: library.read_picture(root, name) for name in good} == good
    assert {name: library.read_picture(root, name) for name in bad} == dict.fromkeys(bad)
    assert library.read_picture(root, "gone.png") is None


# --- links ------------------------------------------------------------------------------------------------


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    root = tmp_path / "kb"
    write(
        root,
        {
            "README.md": "",
            "articles/a.md": "",
            "articles/b c.md": "",
            "articles/ü.md": "",
            "articles/100%.md": "",
            "articles/%41.md": "",
            "articles/plain": "",
            "articles/guide/README.md": "",
            "articles/steps/index.md": "",
            "articles/wi-fi.md": "",
            "articles/wi-fi/x.md": "",
            "media/p.png": "",
            ".attachments/q.png": "",
            ".git/config": "[core]",
            ".git/notes.md": "",
        },
    )
    if os.name != "nt":  # so that these targets would be found if they were not refused
        names = (
            "file:a.md",
            "HTTP:a.md",
            "c:a.md",
            "..\\README.md",
            "a\n.md",
            "\ta.md",
            "a.md\x7f",
            "a.md\n",
        )
        write(root / "articles", dict.fromkeys(names, ""))
    write(tmp_path, {"secret.md": "", "kb-other/secret.md": "", "secret": ""})
    return root


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("a.md", "articles/a.md"),
        ("./a.md", "articles/a.md"),
        ("guide/../a.md", "articles/a.md"),
        ("a.md#the-anchor", "articles/a.md"),
        ("a.md?tabs=x#y", "articles/a.md"),
        ("#the-anchor", "articles/wi-fi.md"),
        ("b%20c.md", "articles/b c.md"),
        ("b c.md", "articles/b c.md"),
        ("%C3%BC.md", "articles/ü.md"),
        ("ü.md", "articles/ü.md"),
        ("100%25.md", "articles/100%.md"),
        ("100%.md", "articles/100%.md"),
        ("%2541.md", "articles/%41.md"),
        ("../README.md", "README.md"),
        ("/README.md", "README.md"),
        ("/articles/a.md", "articles/a.md"),
        ("../media/p.png", "media/p.png"),
        ("/.attachments/q.png", ".attachments/q.png"),
        ("a", "articles/a.md"),
        ("plain", "articles/plain"),
        ("guide", "articles/guide/README.md"),
        ("guide/", "articles/guide/README.md"),
        ("steps/", "articles/steps/index.md"),
        ("wi-fi", "articles/wi-fi.md"),
        ("..", "README.md"),
        ("/", "README.md"),
    ],
)
def test_a_link_leads_to_the_file_it_names(target, path, linked):
    """Links as people write them find their file."""
    assert library.resolve(linked, "articles/wi-fi.md", target) == path


@pytest.mark.parametrize("target", TARGETS, ids=[ascii(target)[:40] for target in TARGETS])
def test_a_hostile_target_leads_nowhere(target, linked):
    """No target leaves the library, enters .git, names a share, a drive or a scheme, or raises."""
    assert library.resolve(linked, "articles/wi-fi.md", target) is None


@posix
def test_links_on_disk_are_followed_only_inside_the_library(linked, tmp_path):
    """A symbolic link gives the file it stands for if that is in the library, else nothing."""
    for name, to in {"in.md": "a.md", "out.md": tmp_path / "secret.md", "git.md": "../.git/notes.md"}.items():
        (linked / "articles" / name).symlink_to(to)
    (linked / "up").symlink_to(tmp_path)
    os.mkfifo(linked / "articles" / "pipe.md")
    found = {
        target: library.resolve(linked, "articles/a.md", target)
        for target in ("in.md", "out.md", "git.md", "../up/secret.md", "/up/secret", "pipe.md")
    }
    assert found == dict.fromkeys(found) | {"in.md": "articles/a.md"}


@posix
def test_a_library_reached_by_a_link_works(linked, tmp_path):
    """Opening the library by a symbolic link to its folder changes nothing for its own links."""
    (tmp_path / "alias").symlink_to(linked)
    assert library.resolve(tmp_path / "alias", "articles/a.md", "../README.md") == "README.md"
    assert library.read_file(tmp_path / "alias", "README.md", text).problem == ""


def test_a_library_laid_out_for_kbdesk_is_its_two_folders(tmp_path):
    """With articles and playbooks at the top, what lies beside them is left out; else nothing is."""
    for path in ("README.md", "docs/a.md", "articles/x/b.md"):
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("# T\n", encoding="utf-8")
    assert paths(tmp_path) == ["README.md", "articles/x/b.md", "docs/a.md"]
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "c.md").write_text("# C\n", encoding="utf-8")
    assert paths(tmp_path) == ["articles/x/b.md", "playbooks/c.md"]
