# SPDX-License-Identifier: MIT
"""What a folder that somebody else prepared can make git run, for tests and for suite F12."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from gitrepo import git, write

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
        (hook(name), name)
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
