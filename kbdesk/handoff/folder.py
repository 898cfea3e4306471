# SPDX-License-Identifier: MIT
"""A folder in which a team hands over: what notes lie there, who has them, and how one gets into it.

The folder may be local, on a network share or a synced drive: a file may be half there, come and go, be a
link or no note at all. Reading changes nothing in it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from kbdesk.errors import KbError
from kbdesk.handoff.claims import ClaimFile, Stamp, claims_by_note, make_whole, read_claim
from kbdesk.handoff.files import SUFFIX, name_of_note, read_text, rewrite
from kbdesk.handoff.read import from_markdown
from kbdesk.handoff.waiting import same_words
from kbdesk.language import tr
from kbdesk.model import HandoffNote

MOST_NOTES: Final = 2_000
_MOST_FILES: Final = 40_000
_SAME_NAMES: Final = 100
_NOT_YET: Final = tr("It cannot be read yet, or not any more; kbdesk looks again by itself.")


@dataclass(frozen=True, slots=True)
class Found:
    """A note's file as it was read last."""

    path: Path
    stamp: Stamp
    note: HandoffNote | None
    """None if it cannot be read; ``trouble`` says why."""
    digest: str = ""
    """Of its text; "" if it has none."""
    trouble: str = ""
    claims: tuple[ClaimFile, ...] = ()
    seen: int = 1
    """How often in a row it was found with this stamp."""


def notes_in(folder: Path, before: Sequence[Found] = ()) -> tuple[Found, ...]:
    """The notes of a folder, in the order of their names; of more than 2,000 the last ones (the newest).

    Args:
        folder: where notes are handed over.
        before: what was found there last: files that are as they were are not read again. A file that cannot
            be read may be half copied: why is said if it is the same the next time.

    Raises:
        KbError: the folder cannot be reached.
    """
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, _MOST_FILES) if not entry.name.startswith(".")]
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise KbError(
            tr("The handoff folder {folder} cannot be reached: {reason}.", folder=folder, reason=reason),
            tr("kbdesk looks again by itself; what is shown is as it was."),
        ) from error
    known = {one.path.name: one for one in before}
    claims = claims_by_note(names)
    notes = sorted(name for name in names if name.endswith(SUFFIX))[-MOST_NOTES:]
    found = (_found(folder / name, claims.get(name, ()), known.get(name)) for name in notes)
    return tuple(one for one in found if one is not None)


def _found(path: Path, claims: Sequence[str], known: Found | None) -> Found | None:
    """The file as it is now; None if it is no regular file, or gone."""
    try:
        info = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(info.st_mode):
        return None
    stamp = (info.st_mtime_ns, info.st_size)
    before = {one.path.name: one for one in known.claims} if known is not None else {}
    read = (read_claim(path.with_name(name), before.get(name)) for name in claims)
    return replace(_read(path, stamp, known), claims=tuple(one for one in read if one is not None))


def _read(path: Path, stamp: Stamp, known: Found | None) -> Found:
    """What the file says. It is trusted to be as it was when it looked so twice: time stamps are coarse."""
    same = known is not None and known.stamp == stamp
    seen = known.seen + 1 if known is not None and same else 1
    if known is not None and same and seen > 2:
        return replace(known, seen=seen)
    try:
        text = read_text(path)
        digest = digest_of(text)
        if known is not None and same and known.note is not None and known.digest == digest:
            return replace(known, seen=seen)
        return Found(path, stamp, from_markdown(text), digest, seen=seen)
    except KbError as error:
        return Found(path, stamp, None, trouble=error.message if same else _NOT_YET, seen=seen)


def digest_of(text: str) -> str:
    """What tells a note's text from any other."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def place_note(
    folder: Path, note: HandoffNote, text: str, there: Found | None = None, before: str = ""
) -> Path:
    """Put a note into the folder, whole or not at all, and give its file.

    Args:
        folder: where notes are handed over; it must be there.
        note: the note, for its name and to see whether it goes on from what lies there.
        text: the note as it is to stand in the file.
        there: the file of the same case as it was read last; its place is taken. None if there is none.
        before: the text that was read there, if the caller knows; else what ``there`` had.

    Raises:
        KbError: somebody wrote into the case's file meanwhile, or the folder cannot be reached or written to.
    """
    if there is not None:
        return _put_over(there, note, text, before)
    try:
        for number in range(1, _SAME_NAMES):
            path = folder / f"{name_of_note(note)}{'' if number == 1 else f'-{number}'}{SUFFIX}"
            if make_whole(path, text.encode("utf-8")):
                return path
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise KbError(
            tr("The note could not be put into {folder}: {reason}.", folder=folder, reason=reason),
            tr("It is in your own handoffs; look whether the folder can be reached and hand over again."),
        ) from error
    raise KbError(
        tr("The note could not be put into {folder}: too many notes of its name lie there.", folder=folder)
    )


def _put_over(there: Found, note: HandoffNote, text: str, before: str) -> Path:
    now = read_text(there.path)
    if now == text:
        return there.path
    fresh = from_markdown(now)
    as_read = now == before if before else digest_of(now) == there.digest
    if not (as_read or _answered_by(fresh, note.sender.name)) or not goes_on(fresh, note):
        raise KbError(
            tr("Somebody else went on with this case meanwhile: {name} was changed.", name=there.path.name),
            tr("Your note is in your own handoffs; open the case in the inbox and look."),
        )
    rewrite(there.path, now, text)
    return there.path


def _answered_by(note: HandoffNote, name: str) -> bool:
    """Whether the last who wrote into a note's file was this person."""
    last = note.outcome or note.received
    return last is not None and same_words(last.by, name)


def goes_on(there: HandoffNote, note: HandoffNote) -> bool:
    """Whether a note may take the place of one of the same case: nothing that others said there gets lost."""
    try:
        older = datetime.fromisoformat(note.created) < datetime.fromisoformat(there.created)
    except (ValueError, TypeError):  # no times, or only one has a zone
        older = note.created < there.created
    if older:
        return False
    said = there.received
    if said is None or not said.accepted or note.received == said:
        return True
    return same_words(said.by, note.sender.name) or any(leg.received == said for leg in note.earlier)
