# SPDX-License-Identifier: MIT
"""Which segments make up the searchable index: a list that is replaced in one rename."""

from __future__ import annotations

import json
import re
import secrets
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kbdesk.search import arrays
from kbdesk.search.analysis import ANALYSER_VERSION
from kbdesk.search.arrays import ArrayFile, Arrays
from kbdesk.search.folder import VIEW_FILE, write_whole
from kbdesk.search.join import joined
from kbdesk.search.schema import FORMAT_VERSION
from kbdesk.search.segment import Segment
from kbdesk.search.view import View

SUFFIX = ".kbv"
_MOST_SEGMENTS = 6
_NAME = re.compile(rf"[0-9a-f]{{12}}\{SUFFIX}")
_STAMP = f"{FORMAT_VERSION}.{ANALYSER_VERSION}"


@dataclass(frozen=True, slots=True)
class State:
    """One state of the index. ``seen`` tells its list apart from any other."""

    segments: tuple[str, ...] = ()
    removed: frozenset[str] = frozenset()
    recorded: bool = False
    """Whether the index of record has all of it, and nothing else."""
    seen: tuple[int, int, int] = (0, 0, 0)


NOTHING = State()


def _seen(path: Path) -> tuple[int, int, int]:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def is_current(folder: Path, state: State) -> bool:
    """Whether the list is still the one of this state."""
    return _seen(folder / VIEW_FILE) == state.seen


def read(folder: Path) -> State:
    """The newest state; none if there is no list or another version wrote it.

    Raises:
        ValueError: the list is damaged.
    """
    path = folder / VIEW_FILE
    seen = _seen(path)
    try:
        crc, listed = json.loads(path.read_bytes())
    except FileNotFoundError:
        return NOTHING
    if zlib.crc32(listed.encode("utf-8", "replace")) != crc:
        raise ValueError(VIEW_FILE)
    stamp, segments, removed, recorded = json.loads(listed)
    if stamp != _STAMP:
        return State(seen=seen)
    if not all(map(_NAME.fullmatch, segments)):
        # Only files of this folder are opened.
        raise ValueError(VIEW_FILE)
    return State(tuple(segments), frozenset(removed), bool(recorded), seen)


def load(folder: Path) -> tuple[State, list[Segment]]:
    """The newest state and its segments, mapped.

    Raises:
        ValueError: a file is damaged.
        OSError: one is missing.
    """
    for again in (True, True, False):
        state = read(folder)
        try:
            files = [ArrayFile(folder / name) for name in state.segments]
            return state, [Segment(file.arrays, file) for file in files]
        except FileNotFoundError:
            # A writer may replace the files between our look at the list and our opening them.
            if not again or read(folder) == state:
                raise
    raise AssertionError


def publish(
    folder: Path,
    added: Arrays | None,
    paths: Iterable[str],
    removed: Iterable[str] = (),
    kept: Sequence[str] | None = None,
) -> None:
    """Add a segment with these documents and take paths out.

    Args:
        folder: where the index is.
        added: the arrays of a segment (see ``build``); None if there is none.
        paths: of its documents, which take the place of those with the same path.
        removed: paths whose documents are gone.
        kept: the older segments that stay, if the record has all that is in the others; None: all stay.
    """
    state = read(folder) if kept is None or kept else NOTHING
    segments = list(state.segments if kept is None else kept)
    if added is not None:
        name = f"{secrets.token_hex(6)}{SUFFIX}"
        arrays.write(folder / name, added)
        segments.append(name)
    gone = (state.removed | set(removed)).difference(paths)
    _write(folder, State(tuple(segments), frozenset(gone), recorded=kept is not None))
    _clean(folder, segments)


def settle(folder: Path) -> None:
    """Note that the index of record has everything."""
    _write(folder, replace(read(folder), recorded=True))


def _write(folder: Path, state: State) -> None:
    fields = [_STAMP, state.segments, sorted(state.removed), state.recorded]
    listed = json.dumps(fields, ensure_ascii=False)
    crc = zlib.crc32(listed.encode("utf-8", "replace"))
    write_whole(folder / VIEW_FILE, json.dumps([crc, listed], ensure_ascii=False))


def tidy(folder: Path) -> None:
    """Put together what pays: many segments slow each query, dead documents take room.

    That is all of it if much is dead or outside of the largest segment, and the small ones if they are many.

    Raises:
        ValueError: a file is damaged.
        OSError: one is missing, or the disk refuses.
    """
    state, segments = load(folder)
    view = View(segments, state.removed)
    sizes = [segment.size for segment in segments]
    largest = max(sizes, default=0)
    is_scattered = (view.total - largest) * 10 > view.total or int((~view.alive).sum()) * 4 > view.total
    if not is_scattered and len(segments) <= _MOST_SEGMENTS:
        return
    kept = [] if is_scattered else [sizes.index(largest)]
    parts = []
    for at, segment in enumerate(segments):
        if at not in kept:
            # What is copied gets a new sum, so that damage would not be seen any more.
            segment.verify()
            parts.append((segment.arrays, view.alive[segment.base : segment.base + segment.size]))
    added = joined(parts) if any(alive.any() for _, alive in parts) else None
    publish(folder, added, (), kept=[state.segments[at] for at in kept])


def _clean(folder: Path, segments: list[str]) -> None:
    """Remove segments that nobody names (Windows keeps those that are still mapped, until next time)."""
    for entry in folder.glob(f"*{SUFFIX}*"):
        if entry.name not in segments:
            with suppress(OSError):
                entry.unlink()
