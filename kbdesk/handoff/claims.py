# SPDX-License-Identifier: MIT
"""Who took a note on: a small file beside it that only one person can make.

A claim file is made whole and never over another one, so that of several people at one folder exactly one
gets it. A synced drive lets two of them make it and keeps one as a "conflicted copy": then the earliest
counts, for everybody. Taking over somebody's claim makes a file of the next turn, which again only one can
make.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from kbdesk.errors import KbError
from kbdesk.handoff.escape import one_line
from kbdesk.handoff.files import SUFFIX
from kbdesk.language import tr
from kbdesk.model import Claim

TAKEN: Final = ".taken"
SOMEBODY: Final = "somebody"
_MAX_BYTES: Final = 4096
_MAX_TURN: Final = 100_000
_TURN = re.compile(r"\.(\d{1,5})\.taken$")

Stamp = tuple[int, int]
"""When a file was changed last, in nanoseconds, and its size in bytes."""


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A claim as its file says it; ``person`` is "" if the file is damaged."""

    path: Path
    stamp: Stamp
    by: str = SOMEBODY
    at: str = ""
    person: str = ""
    turn: int = 1
    of: str = ""
    """The leg of the case that was taken on; "" counts for every leg."""

    @property
    def rank(self) -> tuple[int, bool, float, str, str]:
        """Whose claim counts: the smallest. The same for everybody, whatever their zone and list order."""
        at = datetime.fromisoformat(self.at).timestamp() if self.person else 0.0
        return (-self.turn, not self.person, at, self.person, self.path.name)


def claim(path: Path, by: str, person: str, at: str, of: str = "", *, over: ClaimFile | None = None) -> Claim:
    """Take a note on, and give whose it is now: ``mine`` is False if somebody else has it.

    Args:
        path: the note's file.
        by: the name that others see.
        person: an id of this person that stays the same.
        at: the time, ISO 8601 with offset.
        of: the leg of the case (``waiting.leg_of``).
        over: take it over from whom this is of. If somebody else was faster, that person keeps it.

    Raises:
        KbError: the folder cannot be written to.
    """
    try:
        files = claim_files(path)
        held = counting(files, of)
        if held is None or (over is not None and held.rank == over.rank and held.person != person):
            turn = max((file.turn for file in files), default=0) + 1
            mine = {"by": by, "at": at, "person": person, "turn": turn, "of": of}
            place = path.with_name(path.name + ("" if turn == 1 else f".{turn}") + TAKEN)
            make_whole(place, json.dumps(mine, ensure_ascii=False).encode())
            held = counting(claim_files(path), of)
    except OSError as error:
        raise _refused(path, error) from error
    return as_claim(held, person) or Claim(SOMEBODY, at)


def claim_of(path: Path, person: str, of: str = "") -> Claim | None:
    """Who has the note; None if nobody.

    Raises:
        KbError: the folder cannot be read.
    """
    try:
        return as_claim(counting(claim_files(path), of), person)
    except OSError as error:
        raise _refused(path, error) from error


def release(path: Path, person: str, of: str = "") -> bool:
    """Let go of a note, if it is this person's, and say whether it was.

    Claims that lost against it go as well: they would count again otherwise. One that has won stays.

    Raises:
        KbError: the folder cannot be written to.
    """
    try:
        files = [file for file in claim_files(path) if file.of in ("", of)]
        held = counting(files, of)
        mine = held is not None and person != "" and held.person == person
        behind = sorted(files, key=lambda file: file.rank, reverse=True)  # the one that counts goes last
        for file in behind:
            if mine or (person and file.person == person):
                file.path.unlink(missing_ok=True)
    except OSError as error:
        raise _refused(path, error) from error
    return mine


def counting(files: Iterable[ClaimFile], of: str) -> ClaimFile | None:
    """The claim that counts for a leg of the case; None if there is none."""
    return min((file for file in files if file.of in ("", of)), key=lambda file: file.rank, default=None)


def as_claim(file: ClaimFile | None, person: str) -> Claim | None:
    """The claim as the inbox shows it to a person."""
    if file is None:
        return None
    return Claim(file.by, file.at, bool(file.person) and file.person == person)


def claim_files(path: Path) -> tuple[ClaimFile, ...]:
    """The claim files of one note, in the order of their names.

    Raises:
        OSError: the folder cannot be read.
    """
    with os.scandir(path.parent) as found:
        names = [entry.name for entry in found if entry.name.endswith(SUFFIX) or TAKEN in entry.name]
    mine = claims_by_note(names).get(path.name, ())
    return tuple(filter(None, (read_claim(path.with_name(name)) for name in mine)))


def claims_by_note(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names of claim files under the name of the note that each is of; others are left out.

    A file is of the note whose name it begins with, the longest one, whatever a sync program has added.
    """
    notes = {name: name for name in names if name.endswith(SUFFIX)}
    stems = {name.removesuffix(SUFFIX): name for name in notes}
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(one for one in names if TAKEN in one and one not in notes):
        ends = range(name.rindex(TAKEN), 0, -1)
        whole = next((notes[name[:end]] for end in ends if name[:end] in notes), "")
        if not whole and SUFFIX not in name:
            whole = next((stems[name[:end]] for end in ends if name[:end] in stems), "")
        if whole:
            found[whole] = (*found.get(whole, ()), name)
    return found


def read_claim(path: Path, known: ClaimFile | None = None) -> ClaimFile | None:
    """What a claim file says; None if it is no regular file or gone by now.

    Args:
        path: the file.
        known: what it said before, given again if the file is as it was.
    """
    try:
        info = path.lstat()
        stamp = (info.st_mtime_ns, info.st_size)
        if not stat.S_ISREG(info.st_mode):
            return None
        if known is not None and known.stamp == stamp:
            return known
        data = path.read_bytes() if info.st_size <= _MAX_BYTES else b""
    except FileNotFoundError:
        return None
    except OSError:
        stamp, data = (0, 0), b""
    return _said(data, path, stamp)


def _said(data: bytes, path: Path, stamp: Stamp) -> ClaimFile:
    numbered = _TURN.search(path.name)
    damaged = ClaimFile(path, stamp, turn=int(numbered[1]) if numbered else 1)
    try:
        said = json.loads(data)
        by, at, person, of = (str(said.get(key, "")) for key in ("by", "at", "person", "of"))
        turn = said.get("turn", 1)
        timed = datetime.fromisoformat(at).tzinfo is not None
    except (ValueError, AttributeError, RecursionError):
        return damaged
    if not (timed and person and isinstance(turn, int) and 1 <= turn <= _MAX_TURN):
        return damaged
    return ClaimFile(path, stamp, one_line(by, 80) or SOMEBODY, at, person[:80], turn, of)


def make_whole(place: Path, data: bytes) -> bool:
    """Make a file with this content, open to whom the folder is; False if there is one of its name.

    Raises:
        OSError: it could not be made.
    """
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=place.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        open_like_folder(temporary)
        try:
            os.link(temporary, place)
        except FileExistsError:
            return False
        except OSError:  # no hard links here (FAT, some network shares): take the name first, then fill it
            try:
                place.open("xb").close()
            except FileExistsError:
                return False
            temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def open_like_folder(path: Path) -> None:
    """Let those read and write a file who may do so in its folder: it is there for the team."""
    if os.name != "nt":
        with suppress(OSError):  # some shares know no modes
            path.chmod(path.parent.stat().st_mode & 0o666)


def _refused(path: Path, error: OSError) -> KbError:
    reason = (error.strerror or str(error)).lower()
    return KbError(
        tr("Who has {name} could not be read or written: {reason}.", name=path.name, reason=reason),
        tr("Nothing was changed; look whether the handoff folder can be reached and try again."),
    )
