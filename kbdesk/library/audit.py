# SPDX-License-Identifier: MIT
"""Reads a repository's own settings before git is run in it.

A folder that somebody else prepared can make git run programs: 21 of 33 settings tried did so, and five of
them cannot be overridden on the command line. So every setting that is not known to be harmless switches
git off for the folder.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import is_cloneable, is_hostile, redact_url, shown
from kbdesk.library.runner import GitRunner

_LOOKS = 10
_CONFIG_LIMIT_BYTES = 1_000_000

_SWITCH = r"(?:true|false|yes|no|on|off|[01]|)"
_WORD = r"[\w.:/+=%, -]{0,200}"
_DATA = r"[^\x00-\x1f\x7f]{0,2000}"
_REF = r"\+?[^\s:-][^\s:]*(?::[^\s:]*)?"
_ADDRESS = "address"

_ALLOWED: tuple[tuple[str, str], ...] = (
    (r"core\.repositoryformatversion", r"[01]"),
    (r"core\.bare", r"(?:false|no|off|0)"),
    (r"core\.(?:filemode|ignorecase|precomposeunicode|symlinks|longpaths|preloadindex|fscache)", _SWITCH),
    (r"core\.(?:trustctime|commitgraph|quotepath|multipackindex)", _SWITCH),
    (r"core\.logallrefupdates", rf"(?:{_SWITCH}|always)"),
    (r"core\.autocrlf", rf"(?:{_SWITCH}|input)"),
    (r"core\.safecrlf", rf"(?:{_SWITCH}|warn)"),
    (r"core\.eol", r"(?:lf|crlf|native)"),
    (r"core\.untrackedcache", rf"(?:{_SWITCH}|keep)"),
    (r"core\.(?:sharedrepository|hidedotfiles|checkstat|whitespace|compression)", _WORD),
    (r"extensions\.objectformat", r"sha(?:1|256)"),
    (r"extensions\.refstorage", r"(?:files|reftable)"),
    (r"extensions\.(?:partialclone|noop)", _WORD),
    (r"user\.(?:name|email|signingkey)", _DATA),
    (r"user\.useconfigonly", _SWITCH),
    (r"remote\..+\.(?:url|pushurl)", _ADDRESS),
    (r"remote\..+\.fetch", _REF),
    (r"remote\..+\.tagopt", r"--(?:no-)?tags"),
    (r"remote\..+\.(?:promisor|prune|prunetags)", _SWITCH),
    (r"remote\..+\.(?:partialclonefilter|gh-resolved)", _WORD),
    (r"remote\.pushdefault", _ADDRESS),
    (r"branch\..+\.(?:remote|pushremote)", _ADDRESS),
    (r"branch\..+\.merge", _REF),
    (r"branch\..+\.rebase", rf"(?:{_SWITCH}|merges|interactive)"),
    (r"branch\..+\.(?:vscode-merge-base|gh-merge-base|github-pr-owner-number|description)", _DATA),
    (r"branch\.autosetup(?:merge|rebase)", _WORD),
    (r"(?:commit|tag)\.gpgsign", _SWITCH),
    (r"(?:init\.defaultbranch|push\.default|merge\.conflictstyle|maintenance\.strategy)", _WORD),
    (r"(?:pull\.(?:rebase|ff)|merge\.ff)", rf"(?:{_SWITCH}|only|merges|interactive)"),
    (r"(?:push\.autosetupremote|fetch\.prune|fetch\.prunetags|maintenance\.auto|rerere\.enabled)", _SWITCH),
    (r"gc\.(?:auto|pruneexpire|autodetach)", _WORD),
    (r"lfs\.repositoryformatversion", r"\d+"),
    (r"lfs\..+\.(?:locksverify|access)", r"(?:true|false|none|basic)"),
    (r"advice\.\w+", _SWITCH),
    (r"color\.\w+", r"(?:auto|always|never|true|false)"),
)
_RULES = tuple((re.compile(key, re.DOTALL), value) for key, value in _ALLOWED)


@dataclass(frozen=True, slots=True)
class Audit:
    """What a repository's settings say; it is trusted if there is no reason against it."""

    reason: str = ""
    """The first offending thing, to follow "because"; "" if git may be run."""
    remote_url: str = ""
    """Where a fresh clone could come from, without credentials; "" if nowhere."""


def audit(root: Path) -> Audit:
    """Judge the repository in a folder without running git in it.

    Raises:
        KbError: the settings cannot be read, or git is missing.
    """
    for _ in range(_LOOKS):
        with contextlib.suppress(FileNotFoundError):  # a lock of git at work came and went: look again
            return _judged(root)
    return _judged(root)


def _judged(root: Path) -> Audit:
    dot_git = root / ".git"
    mode = dot_git.lstat().st_mode
    if not stat.S_ISDIR(mode) or is_link(dot_git.lstat()):
        return Audit(tr("its .git is not a plain folder but points somewhere else"))
    reason = _folder_reason(dot_git)
    settings, config_reason = _settings(dot_git / "config")
    if not config_reason:
        config_reason = next(filter(None, (_setting_reason(key, value) for key, value in settings)), "")
    return Audit(reason or config_reason, _remote_url(settings))


def is_link(status: os.stat_result) -> bool:
    """Tell whether an lstat result is a symbolic link or, on Windows, a junction."""
    if sys.platform == "win32":
        return bool(status.st_file_attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT)
    return stat.S_ISLNK(status.st_mode)


def _folder_reason(dot_git: Path) -> str:
    """Name the first thing lying in .git that could run a program or lead out of the folder."""
    with os.scandir(dot_git) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            status = entry.stat(follow_symlinks=False)
            if is_link(status) or not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
                return tr("{name} in its .git is not a plain file or folder", name=shown(entry.name, 60))
            if entry.name.lower() in ("worktrees", "commondir", "config.worktree", "gitdir"):
                return tr("its .git holds {name}, which brings in settings from elsewhere", name=entry.name)
    for name in ("alternates", "http-alternates"):
        if os.path.lexists(dot_git / "objects" / "info" / name):
            return tr("its .git/objects/info/{name} takes data from elsewhere", name=name)
    return _hook_reason(dot_git / "hooks") or _attributes_reason(dot_git / "info" / "attributes")


def _hook_reason(hooks: Path) -> str:
    """Name the first hook that git would run; git's own samples are none."""
    if not hooks.is_dir():
        return ""
    for name in sorted(os.listdir(hooks)):  # noqa: PTH208 - names only
        path = hooks / name
        if name.endswith(".sample") and not path.is_symlink():
            continue
        if sys.platform == "win32" or path.is_symlink() or os.access(path, os.X_OK):
            return tr("it has a hook, {name}, which is a program that git would run", name=shown(name, 60))
    return ""


def _attributes_reason(attributes: Path) -> str:
    """Say so if .git/info/attributes names a filter, which is a program."""
    if not os.path.lexists(attributes):
        return ""
    data = _small_file(attributes)
    if data is None or re.search(rb"filter\s*=", data):
        return tr("its .git/info/attributes names a filter, which is a program that git would run")
    return ""


def _settings(config: Path) -> tuple[tuple[tuple[str, str], ...], str]:
    """Give the (key, value) pairs of a file of settings and why it cannot be trusted as a file."""
    if not os.path.lexists(config):
        return (), ""
    data = _small_file(config)
    if data is None:
        return (), tr("its .git/config is not a plain file of normal size")
    if b"\0" in data:
        return (), tr("its .git/config is not text")
    return _parsed(data), ""


@functools.lru_cache(maxsize=8)
def _parsed(data: bytes) -> tuple[tuple[str, str], ...]:
    """Give the (key, value) pairs that git reads in these bytes; each save asks, so the answer is kept."""
    nowhere = str(Path(os.devnull) / "none")  # cannot exist: git finds no repository to read more from
    outcome = GitRunner().run(
        *(f"--git-dir={nowhere}", "config", "--file", "-", "--no-includes", "--list", "-z"), stdin=data
    )
    if outcome.status != 0:
        raise KbError(tr("its .git/config cannot be read: {error}.", error=outcome.error))
    pairs = []
    for entry in outcome.out.decode("utf-8", "replace").split("\0")[:-1]:
        key, _, value = entry.partition("\n")
        pairs.append((key, value))
    return tuple(pairs)


def _small_file(path: Path) -> bytes | None:
    """Give the bytes of a regular file of at most 1 MB; None for anything else."""
    status = path.lstat()
    if is_link(status) or not stat.S_ISREG(status.st_mode) or status.st_size > _CONFIG_LIMIT_BYTES:
        return None
    with path.open("rb") as file:
        return file.read(_CONFIG_LIMIT_BYTES)


def _setting_reason(key: str, value: str) -> str:
    """Say why one setting is not known to be harmless; "" if it is."""
    key_shown = shown(key, 80)
    rule = next((rule for pattern, rule in _RULES if pattern.fullmatch(key)), None)
    if rule is None:
        return tr("its .git/config sets {key}, which kbdesk does not know to be harmless", key=key_shown)
    if rule is _ADDRESS:
        if not is_hostile(value):
            return ""
        return tr("its .git/config sets {key} to an address that could run a program", key=key_shown)
    if re.fullmatch(rule, value, re.IGNORECASE):
        return ""
    return tr("its .git/config sets {key} to an unusual value", key=key_shown)


def _remote_url(settings: tuple[tuple[str, str], ...]) -> str:
    """Give the address of origin, else of the first remote, if it is one that may be cloned."""
    urls = [(key, value) for key, value in settings if re.fullmatch(r"remote\..+\.url", key, re.DOTALL)]
    chosen = next((value for key, value in urls if key == "remote.origin.url"), urls[0][1] if urls else "")
    return redact_url(chosen) if is_cloneable(chosen) else ""
