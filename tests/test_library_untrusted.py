# SPDX-License-Identifier: MIT
"""Folders that somebody else prepared: nothing of theirs runs, and their files can be read."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import git, write
from library_use import posix, use_everything

from kbdesk import library

pytestmark = pytest.mark.usefixtures("plain_git")


RUNS = "{run}"
"""Stands for a command that leaves a marker behind."""

SETTINGS = [
    ("core.fsmonitor", RUNS),
    ("core.hooksPath", "{hooks}"),
    ("core.sshCommand", RUNS),
    ("core.askPass", RUNS),
    ("core.editor", RUNS),
    ("core.pager", RUNS),
    ("core.gitProxy", RUNS),
    ("core.alternateRefsCommand", RUNS),
    ("core.worktree", "/"),
    ("core.attributesFile", "/tmp/attributes"),
    ("core.bare", "true"),
    ("include.path", "{include}"),
    ("includeIf.gitdir:/.path", "{include}"),
    ("filter.x.clean", RUNS),
    ("filter.x.smudge", RUNS),
    ("filter.x.process", RUNS),
    ("diff.external", RUNS),
    ("diff.x.textconv", RUNS),
    ("diff.x.command", RUNS),
    ("merge.x.driver", RUNS),
    ("credential.helper", "!{run}"),
    ("credential.https://example.org.helper", "!{run}"),
    ("remote.origin.uploadpack", RUNS),
    ("remote.origin.receivepack", RUNS),
    ("remote.origin.vcs", "ext"),
    ("remote.origin.url", "ext::sh -c {run}"),
    ("remote.origin.url", "--upload-pack={run}"),
    ("remote.origin.pushurl", "-oProxyCommand={run}"),
    ("remote.origin.fetch", "--upload-pack={run}"),
    ("branch.main.remote", "ext::sh -c {run}"),
    ("branch.main.merge", "-x"),
    ("gpg.program", RUNS),
    ("gpg.ssh.program", RUNS),
    ("log.showSignature", "true"),
    ("alias.log", "!{run}"),
    ("alias.status", "!{run}"),
    ("uploadpack.packObjectsHook", RUNS),
    ("submodule.x.update", "!{run}"),
    ("trailer.x.command", RUNS),
    ("sequence.editor", RUNS),
    ("difftool.x.cmd", RUNS),
    ("mergetool.x.cmd", RUNS),
    ("pager.log", RUNS),
    ("interactive.diffFilter", RUNS),
    ("url.ext::sh.insteadOf", "https://"),
    ("protocol.ext.allow", "always"),
    ("protocol.allow", "always"),
    ("http.proxy", "http://127.0.0.1:9"),
    ("http.sslVerify", "false"),
    ("init.templateDir", "/tmp/template"),
    ("extensions.worktreeConfig", "true"),
    ("core.protectNTFS", "false"),
]


def trap(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Make a program that leaves a marker, a folder of hooks and a file of settings that use it."""
    marker, program = tmp_path / "marker", tmp_path / "run.sh"
    program.write_text(f"#!/bin/sh\ntouch '{marker}'\nexit 1\n")
    program.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction"):
        shutil.copy(program, hooks / name)
    include = tmp_path / "include"
    include.write_text(f"[core]\n\tfsmonitor = {program}\n")
    return marker, {"run": str(program), "hooks": str(hooks), "include": str(include)}


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


def hook(name: str) -> Callable[[Path, dict[str, str]], None]:
    def prepare(dot_git: Path, names: dict[str, str]) -> None:
        (dot_git / "hooks").mkdir(exist_ok=True)
        shutil.copy(names["run"], dot_git / "hooks" / name)

    return prepare


def linked_hooks(dot_git: Path, names: dict[str, str]) -> None:
    (dot_git / "hooks").symlink_to(names["hooks"])


def linked_hook(dot_git: Path, names: dict[str, str]) -> None:
    (dot_git / "hooks").mkdir()
    (dot_git / "hooks" / "pre-commit.sample").symlink_to(names["run"])


def pointing_file(dot_git: Path, names: dict[str, str]) -> None:
    dot_git.rename(dot_git.parent.parent / "elsewhere")
    git(dot_git.parent.parent, "config", "--file", "elsewhere/config", "core.fsmonitor", names["run"])
    dot_git.write_text("gitdir: ../elsewhere\n")


def linked_git(dot_git: Path, names: dict[str, str]) -> None:
    pointing_file(dot_git, names)
    dot_git.unlink()
    dot_git.symlink_to("../elsewhere")


def common_folder(dot_git: Path, names: dict[str, str]) -> None:
    shutil.copytree(dot_git, dot_git.parent.parent / "common")
    git(dot_git.parent.parent, "config", "--file", "common/config", "core.fsmonitor", names["run"])
    (dot_git / "commondir").write_text("../../common\n")


def linked_config(dot_git: Path, names: dict[str, str]) -> None:
    (dot_git / "config").unlink()
    (dot_git / "config").symlink_to(names["include"])


def huge_config(dot_git: Path, _: dict[str, str]) -> None:
    with (dot_git / "config").open("a") as file:
        file.write("# padding\n" * 150_000)


def binary_config(dot_git: Path, _: dict[str, str]) -> None:
    with (dot_git / "config").open("ab") as file:
        file.write(b"[user]\n\tname = a\0b\n")


def piped_config(dot_git: Path, _: dict[str, str]) -> None:
    (dot_git / "config").unlink()
    os.mkfifo(dot_git / "config")


def piped_head(dot_git: Path, _: dict[str, str]) -> None:
    (dot_git / "HEAD").unlink()
    os.mkfifo(dot_git / "HEAD")


def alternates(dot_git: Path, _: dict[str, str]) -> None:
    write(dot_git, {"objects/info/alternates": "/tmp/objects\n"})


def worktrees(dot_git: Path, _: dict[str, str]) -> None:
    (dot_git / "worktrees" / "x").mkdir(parents=True)


def worktree_config(dot_git: Path, names: dict[str, str]) -> None:
    write(dot_git, {"config.worktree": f"[core]\n\tfsmonitor = {names['run']}\n"})


def attributes(dot_git: Path, _: dict[str, str]) -> None:
    write(dot_git, {"info/attributes": "*.md filter = x\n*.md filter=x\n"})


PREPARED = [
    *[
        pytest.param(hook(name), name, id=f"hook {name}")
        for name in ("post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman")
    ],
    (linked_hooks, "hooks"),
    (linked_hook, "hook"),
    (pointing_file, ".git"),
    (linked_git, ".git"),
    (common_folder, "commondir"),
    (linked_config, "config"),
    (huge_config, "config"),
    (binary_config, "config"),
    (piped_config, "config"),
    (piped_head, "HEAD"),
    (alternates, "alternates"),
    (worktrees, "worktrees"),
    (worktree_config, "config.worktree"),
    (attributes, "attributes"),
]


@posix
@pytest.mark.parametrize(("prepare", "named"), PREPARED)
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
    assert (info.git, info.notice) == ("ok", "")
    assert info.remote_url == "git@example.org:team/kb.git"


def test_an_untrusted_folder_still_says_where_a_fresh_clone_comes_from(kb):
    """The way out of "untrusted" is offered with it."""
    git(kb, "config", "--file", ".git/config", "remote.origin.url", "https://example.org/kb.git")
    git(kb, "config", "--file", ".git/config", "http.https://anna:s3cret@example.org.proxy", "x")
    info = library.open_library(kb)
    assert (info.git, info.remote_url) == ("untrusted", "https://example.org/kb.git")
    assert "s3cret" not in info.notice
