# SPDX-License-Identifier: MIT
"""Folders that somebody else prepared: nothing of theirs runs, and their files can be read."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from gitrepo import git, write
from hostile_git import PREPARED, RUNS, SETTINGS, trap
from library_use import posix, use_everything

from kbdesk import library

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.mark.parametrize(("key", "value"), SETTINGS, ids=[f"{key}={value}" for key, value in SETTINGS])
def test_a_setting_not_known_to_be_harmless_switches_git_off(key, value, kb, tmp_path):
    """Nothing runs, the files can be read, and the notice names the setting."""
    marker, names = trap(tmp_path)
    git(kb, "config", "--file", ".git/config", key, value.format(**names))
    info = use_everything(kb)
    assert not marker.exists()
    assert info.git == "untrusted"
    assert key.rpartition(".")[2].lower() in info.notice.lower()


@posix
def test_the_trap_works_on_unguarded_git(kb, tmp_path):
    """The marker does appear when git is run as usual in such folders, so the tests above can fail."""
    marker, names = trap(tmp_path)
    for key, value in [("core.fsmonitor", RUNS), ("filter.x.clean", RUNS), ("include.path", "{include}")]:
        folder = Path(shutil.copytree(kb, tmp_path / key))
        (folder / "a.md").write_text("changed\n")
        git(folder, "config", key, value.format(**names))
        subprocess.run(["git", "status"], cwd=folder, capture_output=True, check=False)
        assert marker.exists(), key
        marker.unlink()


@posix
@pytest.mark.parametrize(
    ("prepare", "named"), PREPARED, ids=[f"{one.__name__} {named}" for one, named in PREPARED]
)
def test_a_prepared_git_folder_switches_git_off(prepare, named, kb, tmp_path):
    """Hooks, links, pipes and data from elsewhere run nothing, block nothing and are named."""
    marker, names = trap(tmp_path)
    prepare(kb / ".git", names)
    began = time.monotonic()
    info = use_everything(kb)
    assert not marker.exists()
    assert info.git == "untrusted"
    assert named in info.notice
    assert time.monotonic() - began < 20  # what blocks blocks for ever


@posix
def test_a_bare_repository_lying_in_the_library_is_only_files(kb, tmp_path):
    """A folder that looks like a repository runs nothing, not even when it is where the person stands."""
    marker, names = trap(tmp_path)
    git(kb, "init", "-q", "--bare", "notes")
    git(kb, "config", "--file", "notes/config", "core.fsmonitor", names["run"])
    write(kb, {"notes/n.md": "# N\n"})
    assert use_everything(kb).git == "ok"
    assert use_everything(kb / "notes").git == "no-repository"
    assert not marker.exists()


def test_ordinary_settings_are_trusted(kb, tmp_path):
    """What git, its hosts' tools and editors write by themselves does not switch git off."""
    for key, value in [
        ("core.repositoryformatversion", "1"),
        ("core.ignorecase", "true"),
        ("core.precomposeunicode", "true"),
        ("core.symlinks", "false"),
        ("core.autocrlf", "input"),
        ("core.eol", "lf"),
        ("core.longpaths", "true"),
        ("user.name", "Änne O'Neil"),
        ("user.email", "a@example.org"),
        ("remote.origin.url", "git@example.org:team/kb.git"),
        ("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"),
        ("remote.origin.tagOpt", "--no-tags"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.partialclonefilter", "blob:none"),
        ("remote.origin.gh-resolved", "base"),
        ("remote.my.other.url", "/srv/kb"),
        ("branch.main.remote", "origin"),
        ("branch.main.merge", "refs/heads/main"),
        ("branch.main.rebase", "true"),
        ("branch.main.vscode-merge-base", "origin/main"),
        ("lfs.repositoryformatversion", "0"),
        ("pull.rebase", "true"),
        ("init.defaultBranch", "main"),
        ("extensions.objectFormat", "sha1"),
    ]:
        git(kb, "config", "--file", ".git/config", key, value)
    (kb / ".git" / "hooks").mkdir()
    (kb / ".git" / "hooks" / "pre-commit.sample").write_text("#!/bin/sh\n")
    (kb / ".git" / "hooks" / "pre-commit.sample").chmod(0o755)
    info = library.open_library(kb)
    assert info.git == "ok"
    assert "switched off" not in info.notice
    assert info.remote_url == "git@example.org:team/kb.git"


def test_an_untrusted_folder_still_says_where_a_fresh_clone_comes_from(kb):
    """The way out of "untrusted" is offered with it."""
    git(kb, "config", "--file", ".git/config", "remote.origin.url", "https://example.org/kb.git")
    git(kb, "config", "--file", ".git/config", "http.https://anna:s3cret@example.org.proxy", "x")
    info = library.open_library(kb)
    assert (info.git, info.remote_url) == ("untrusted", "https://example.org/kb.git")
    assert "s3cret" not in info.notice
