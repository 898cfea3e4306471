# SPDX-License-Identifier: MIT
"""The 33 prepared folders of suite F12: what is put into each, and the git command that falls for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gitrepo import commit, git, make_repo, write
from hostile_git import RUNS, attributes, common_folder, hook, pointing_file

HOOKS = (
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-rebase",
    "post-rewrite",
    "post-checkout",
    "post-merge",
    "pre-merge-commit",
    "pre-push",
    "reference-transaction",
    "post-index-change",
)
_COMMIT = ("commit", "--allow-empty", "-qm", "x")
_ASKED = "protocol=https\nhost=git.invalid\n\n"

Prepare = Callable[[Path, dict[str, str]], None]
"""Changes a .git folder; the names are those that ``hostile_git.trap`` gives."""


@dataclass(frozen=True)
class Trap:
    """A prepared folder.

    Args:
        name: what is prepared.
        prepare: prepares it.
        commands: plain git commands of which the last runs the program.
        said: what these read.
        folder: where in the library they are run.
    """

    name: str
    prepare: Prepare
    commands: tuple[tuple[str, ...], ...]
    said: str = ""
    folder: str = "."


def settings(*pairs: tuple[str, str]) -> Prepare:
    """Put these settings into the folder's own."""

    def prepare(dot_git: Path, names: dict[str, str]) -> None:
        for key, value in pairs:
            git(dot_git, "config", "--file", "config", key, value.format(**names))

    return prepare


def _own_worktree(dot_git: Path, names: dict[str, str]) -> None:
    settings(("extensions.worktreeConfig", "true"))(dot_git, names)
    write(dot_git, {"config.worktree": f"[core]\n\tfsmonitor = {names['run']}\n"})


def _filter_of_its_own(dot_git: Path, names: dict[str, str]) -> None:
    attributes(dot_git, names)
    settings(("filter.x.clean", RUNS))(dot_git, names)


def _alternates(dot_git: Path, names: dict[str, str]) -> None:
    elsewhere = dot_git.parent.parent / "elsewhere.git"
    git(dot_git.parent.parent, "init", "-q", "--bare", elsewhere.name)
    write(dot_git, {"objects/info/alternates": f"{elsewhere}/objects\n"})
    settings(("core.alternateRefsCommand", RUNS))(dot_git, names)


def _bare_inside(dot_git: Path, names: dict[str, str]) -> None:
    git(dot_git.parent, "init", "-q", "--bare", "notes")
    for key, value in (("core.fsmonitor", names["run"]), ("core.worktree", str(dot_git.parent / "notes"))):
        git(dot_git.parent, "config", "--file", "notes/config", key, value)
    git(dot_git.parent, "config", "--file", "notes/config", "core.bare", "false")
    write(dot_git.parent, {"notes/n.md": "# N\n"})


def _one(key: str, value: str, *command: str, said: str = "", more: tuple[tuple[str, str], ...] = ()) -> Trap:
    return Trap(key, settings((key, value), *more), (command,), said)


_MERGE = (("add", "-A"), ("commit", "-qm", "mine"), ("merge", "-q", "other"))
_CLEAN_MERGE = (("checkout", "-q", "-f", "HEAD~1"), ("merge", "--no-ff", "-qm", "x", "aside"))
_HOOK_COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "pre-rebase": (("stash", "-q"), ("rebase", "-q", "aside")),
    "post-rewrite": (("commit", "--amend", "-qm", "x"),),
    "post-checkout": (("checkout", "-q", "-f", "aside"),),
    "post-merge": _CLEAN_MERGE,
    "pre-merge-commit": _CLEAN_MERGE,
    "pre-push": (("push", "-q", "origin", "HEAD:refs/heads/x"),),
    "post-index-change": (("add", "-A"),),
}

TRAPS = (
    _one("core.fsmonitor", RUNS, "status"),
    _one("core.hooksPath", "{hooks}", *_COMMIT),
    _one("core.sshCommand", RUNS, "fetch", "ssh://git@git.invalid/kb"),
    _one("core.askPass", RUNS, "credential", "fill", said=_ASKED),
    _one("include.path", "{include}", "status"),
    _one("filter.x.clean", RUNS, "add", "-A"),
    _one("filter.x.process", RUNS, "add", "-A"),
    _one("diff.external", RUNS, "diff"),
    _one("diff.x.textconv", RUNS, "diff"),
    Trap("merge.x.driver", settings(("merge.x.driver", RUNS)), _MERGE),
    _one("credential.helper", "!{run}", "credential", "fill", said=_ASKED),
    _one("remote.origin.uploadpack", RUNS, "fetch", "origin"),
    _one("remote.origin.receivepack", RUNS, "push", "origin", "HEAD:refs/heads/x"),
    _one("remote.origin.url", "ext::{run}", "fetch", "origin", more=(("protocol.ext.allow", "always"),)),
    _one("gpg.program", RUNS, *_COMMIT, more=(("commit.gpgSign", "true"),)),
    *(Trap(f"hook {name}", hook(name), _HOOK_COMMANDS.get(name, (_COMMIT,))) for name in HOOKS),
    Trap(".git file that points elsewhere", pointing_file, (("status",),)),
    Trap("commondir", common_folder, (("status",),)),
    Trap("config.worktree", _own_worktree, (("status",),)),
    Trap("info/attributes", _filter_of_its_own, (("add", "-A"),)),
    Trap("alternates", _alternates, (("fetch", "origin"),)),
    Trap("repository inside", _bare_inside, (("status",),), folder="notes"),
)


def make_world(folder: Path) -> Path:
    """A library with a history, branches, a change that is not saved and a shared copy that is ahead."""
    kb = folder / "kb"
    make_repo(
        kb, {"a.md": "# A needle\n", "b.md": "# B\n", ".gitattributes": "*.md filter=x diff=x merge=x\n"}
    )
    git(kb, "checkout", "-q", "-b", "other")
    commit(kb, {"a.md": "# A needle\n\ntheirs\n"}, "theirs")
    git(kb, "checkout", "-q", "-b", "aside", "main")
    commit(kb, {"c.md": "# C\n"}, "aside")
    git(kb, "checkout", "-q", "main")
    commit(kb, {"a.md": "# A needle\n\nmore\n"}, "second")
    git(folder, "clone", "-q", "--bare", "kb", "shared.git")
    git(kb, "remote", "add", "origin", str(folder / "shared.git"))
    git(kb, "fetch", "-q", "origin")
    git(kb, "config", "branch.main.remote", "origin")
    git(kb, "config", "branch.main.merge", "refs/heads/main")
    git(folder, "clone", "-q", "shared.git", "colleague")
    commit(folder / "colleague", {"b.md": "# B\n\nfrom a colleague\n"}, "third")
    git(folder / "colleague", "push", "-q", "origin", "main")
    write(kb, {"a.md": "# A needle\n\nmore and more\n"})
    return folder


def copied(world: Path, to: Path) -> Path:
    """The library of a copy of a world; its shared copy is the copy's own."""
    shutil.copytree(world, to, symlinks=True)
    git(to / "kb", "config", "remote.origin.url", str(to / "shared.git"))
    return to / "kb"


def springs(trap: Trap, kb: Path, marker: Path) -> bool:
    """Whether plain git, run in the prepared folder as usual, starts the program."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SSH_"))}
    person = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    for command in trap.commands:
        subprocess.run(
            ["git", *command],
            cwd=kb / trap.folder,
            env={**clean, **person, **plain},
            input=trap.said.encode(),
            capture_output=True,
            timeout=30,
            check=False,
        )
    sprung = marker.exists()
    marker.unlink(missing_ok=True)
    return sprung
