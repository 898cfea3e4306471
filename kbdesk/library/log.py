# SPDX-License-Identifier: MIT
"""The past of one file: its versions in people's words, across its names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from heapq import merge
from pathlib import Path

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import shown, shown_lines
from kbdesk.library.objects import plain_head
from kbdesk.library.opening import shallow_commits, trusted_runner
from kbdesk.library.runner import GitRunner, Outcome
from kbdesk.library.texts import COMMIT, blobs_of, is_file
from kbdesk.model import LibraryInfo
from kbdesk.model.history import PastPage, Version

MOST_CHANGES = 2_000
"""Changes of one file that are listed; older ones are left out with a notice."""
SYNC_MERGE = "Bring changes together"
"""How the message of a merge begins that a round of updates made by itself; it is nobody's change."""
GRAPH_DAYS = 7
"""After so many days what makes the history of a file quick is written anew."""

_GRAPH_DEADLINE_S = 300.0
_STALE_LOCK_S = 600.0
_MOST_NAMES = 8
"""Former names of a file that are followed."""
_RENAME_LIMIT = 400
_MORE = re.compile(rf"({COMMIT}) (taken|aside) (\d{{1,6}})")
_FORMAT = "--format=%x01%H%x00%P%x00%ct%x00%an%x00%ae%x00%aI%x00%B"
_LOG = (
    "log",
    "-z",
    "-c",  # a merge counts if its text is none of its parents'
    "--raw",
    "--no-abbrev",
    "--no-renames",  # asking for them would make git read each commit whole
    "--no-ext-diff",
    "--no-textconv",
    "--no-show-signature",
    "--date-order",
    "--encoding=UTF-8",
    _FORMAT,
    f"--max-count={MOST_CHANGES}",
)
_RENAMES = (
    "-r",
    "-z",
    "--root",
    "-M",
    f"-l{_RENAME_LIMIT}",
    "--diff-filter=R",
    "--no-commit-id",
    "--name-status",
)


@dataclass(frozen=True, slots=True)
class _Change:
    """A commit that changed the file, with what following the file back needs."""

    version: Version
    at: int
    """When it was committed, in seconds; only for the order of two strands."""
    parents: tuple[str, ...]
    lacking: tuple[str, ...]
    """Parents of a merge that have no file of this name."""
    made: bool
    """Whether it made the file under this name."""


def versions(info: LibraryInfo, path: str, more: str = "", count: int = 20) -> PastPage:
    """Give a page of a file's history, newest first, across the names that it had.

    First come the changes that led to the text of now; a merge counts only if somebody changed the file in
    it. After the last of them come the texts that another one took the place of.

    Args:
        info: the library.
        path: the file as it is called now.
        more: "" for the first page, else the ``more`` of the page before.
        count: versions on a page.

    Raises:
        KbError: git failed.
    """
    runner = trusted_runner(info)
    if runner is None:
        return PastPage((), notice=info.notice or tr("This library has no history of changes."))
    place = _MORE.fullmatch(more)
    if more and place is None:
        raise KbError(tr("That part of the history is not known."), tr("Open the history again."))
    root = Path(info.root)
    head, part, start = (place[1], place[2], int(place[3])) if place else (_head(runner, root), "taken", 0)
    taken, strands = _taken(runner, head, path)
    cut = shallow_commits(root)
    notice = _notice(taken, cut)
    taken = [change for change in taken if change.version.commit not in cut]
    found = taken if part == "taken" else _aside(runner, head, strands, taken, cut)
    shown = tuple(change.version for change in found[start : start + count])
    if start + count < len(found):
        return PastPage(shown, f"{head} {part} {start + count}", notice)
    return PastPage(shown, f"{head} aside 0" if part == "taken" and taken else "", notice)


def write_commit_graph(info: LibraryInfo, now: float, cancelled: Callable[[], bool] | None = None) -> bool:
    """Write what makes the history of a file quick, and pack what saves left singly, once in a week.

    Tell whether it was written. It may take seconds; it can be killed at any moment.

    Args:
        info: the library.
        now: the time in seconds since 1970.
        cancelled: asked while it goes on; True stops it.

    Raises:
        Cancelled: it was stopped.
    """
    runner = trusted_runner(info)
    folder = Path(info.root) / ".git" / "objects" / "info"
    newest = max(map(_written, (folder / "commit-graph", folder / "commit-graphs" / "commit-graph-chain")))
    if runner is None or now - newest < GRAPH_DAYS * 86_400:
        return False
    lock = folder / "commit-graph.lock"
    if 0 < _written(lock) < now - _STALE_LOCK_S:  # of one that was killed
        with suppress(OSError):
            lock.unlink()
    tasks = ("--task=loose-objects", "--task=incremental-repack")
    runner.run("maintenance", "run", "--quiet", *tasks, deadline_s=_GRAPH_DEADLINE_S, cancelled=cancelled)
    command = ("commit-graph", "write", "--reachable", "--changed-paths", "--no-progress")
    return runner.run(*command, deadline_s=_GRAPH_DEADLINE_S, cancelled=cancelled).status == 0


# --- following a file back --------------------------------------------------------------------------------


def _taken(runner: GitRunner, head: str, path: str) -> tuple[list[_Change], list[tuple[str, str]]]:
    """Give the changes that led to the file of now, newest first, and its names with where each begins."""
    strands: list[list[_Change]] = []
    names: list[tuple[str, str]] = []
    starts: tuple[str, ...] = (head,)
    with ExitStack() as at_work:
        renames: Callable[[str], bytes] | None = None
        while path and starts and len(names) < _MOST_NAMES and path not in {name for _, name in names}:
            told = _ask(runner, at_work, not names, starts, path)
            renames = renames or at_work.enter_context(runner.renames(*_RENAMES))
            if names:  # a file that had two names may have had more
                at_work.enter_context(runner.expecting(*_LOG, "--stdin"))
            names.append((starts[0], path))
            found = _heard(told(), path)
            path, at = _former_name(renames, found)
            if path:
                # The name may have belonged to another file before; that one's past ends with its removal.
                end = next((n for n in range(at + 1, len(found)) if not found[n].version.blob), len(found))
                sides = (parent for change in found[:end] for parent in change.lacking)
                starts = (*found[at].parents, *sides)
                found = found[:end]
            strands.append(found)
    ordered = merge(*strands, key=_newest_first)
    unique = {change.version.commit: change for change in ordered}
    return [change for change in unique.values() if not change.version.message.startswith(SYNC_MERGE)], names


def _newest_first(change: _Change) -> int:
    return -change.at


def _ask(
    runner: GitRunner, at_work: ExitStack, is_first: bool, starts: tuple[str, ...], path: str
) -> Callable[[], Outcome]:
    """Ask for the changes of a file, of the log that was started ahead for any but the first name."""
    words = (*dict.fromkeys(starts), "--", path)
    if is_first or path.splitlines() != [path]:
        return at_work.enter_context(runner.beside(*_LOG, *words))
    lines = b"".join(os.fsencode(word) + b"\n" for word in words)
    return at_work.enter_context(runner.beside(*_LOG, "--stdin", stdin=lines))


def _former_name(renames: Callable[[str], bytes], found: list[_Change]) -> tuple[str, int]:
    """Give the name that a file had before it got this one, and the place of the change that renamed it."""
    for number, change in enumerate(found):
        if not change.made or len(change.parents) > 1:
            continue
        try:
            tokens = renames(change.version.commit).split(b"\0")
        except KbError:  # a part of the history is not here: what it was called is not known
            break
        now = os.fsencode(change.version.path)
        former = next((old for old, new in zip(tokens[1::3], tokens[2::3], strict=False) if new == now), b"")
        if former:
            return os.fsdecode(former), number
    return "", 0


def _aside(
    runner: GitRunner,
    head: str,
    names: list[tuple[str, str]],
    taken: list[_Change],
    cut: frozenset[str],
) -> list[_Change]:
    """Give the changes whose text another one took the place of: git leaves them out of a plain log."""
    now = blobs_of(runner, head, tuple(name for _, name in names[1:]))
    known = {change.version.commit for change in taken} | cut
    texts = {change.version.blob for change in taken} | {""}
    found = []
    for start, path in names:
        flags = ("--full-history", "--no-merges")
        for change in _changes(runner, (start if path in now else head,), path, *flags):
            if change.version.commit not in known and change.version.blob not in texts:
                texts.add(change.version.blob)
                found.append(replace(change, version=replace(change.version, aside=True)))
    return sorted(found, key=_newest_first)


def _changes(runner: GitRunner, starts: tuple[str, ...], path: str, *flags: str) -> list[_Change]:
    return _heard(runner.run(*_LOG, *flags, *dict.fromkeys(starts), "--", path), path)


def _heard(outcome: Outcome, path: str) -> list[_Change]:
    if outcome.status != 0:
        raise KbError(
            tr("git could not read the history of {path}: {error}.", path=path, error=outcome.error)
        )
    return list(_read_log(outcome.out, path))


def _read_log(out: bytes, path: str) -> Iterator[_Change]:
    """Give the changes of a log that are of a plain file of this name, not of a link or of a folder."""
    tokens = iter(out.split(b"\0"))
    fields: list[bytes] = []
    for token in tokens:
        if token.startswith(b"\x01"):
            fields = [token[1:], *(next(tokens, b"") for _ in range(6))]
        elif token.startswith((b"\n:", b":")):
            name, raw = next(tokens, b""), token.strip().decode("ascii", "replace")
            change = _change(fields, raw, path) if os.fsdecode(name) == path else None
            if change is not None:
                yield change


def _change(fields: list[bytes], raw: str, path: str) -> _Change | None:
    """A commit's change of a file from its line of ``--raw``; None if it is none of a plain file."""
    count = len(raw) - len(raw.lstrip(":"))
    parts = raw.lstrip(":").split()
    modes, blobs = parts[: count + 1], parts[count + 1 : 2 * count + 2]
    commit, parents, at, author, email, date, body = (text.decode("utf-8", "replace") for text in fields)
    now = modes[-1]
    if now not in ("100644", "100755", "000000") or (now == "000000" and not is_file(modes[0])):
        return None
    message, _, details = body.strip().partition("\n")
    version = Version(
        commit,
        path,
        "" if now == "000000" else blobs[-1],
        shown(author),
        shown(email),
        shown(date),
        shown_lines(message),
        shown_lines(details),
        blobs[0] if is_file(modes[0]) else "",
    )
    ancestors = tuple(parents.split())
    lacking = tuple(parent for parent, mode in zip(ancestors, modes, strict=False) if mode == "000000")
    made = modes[0] == "000000"
    return _Change(version, int(at or 0), ancestors, lacking if count > 1 else (), made)


def _notice(taken: list[_Change], cut: frozenset[str]) -> str:
    if cut:
        return tr("Older changes were not downloaded with this library, so they are missing here.")
    if len(taken) >= MOST_CHANGES:
        return tr("Only the last {n:,} changes are listed.", n=MOST_CHANGES)
    return "" if taken else tr("This file has not been saved to the library's history yet.")


def _head(runner: GitRunner, root: Path) -> str:
    plain = plain_head(root)
    if plain is not None:
        return plain[1]
    outcome = runner.run("rev-parse", "--verify", "--end-of-options", "HEAD^{commit}")
    if outcome.status != 0:
        raise KbError(tr("git could not read the history: {error}.", error=outcome.error))
    return outcome.out.decode("ascii", "replace").strip()


def _written(place: Path) -> float:
    """When a file was last written, in seconds since 1970; 0 if it is not there."""
    try:
        return place.lstat().st_mtime
    except OSError:
        return 0.0
