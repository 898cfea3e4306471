# SPDX-License-Identifier: MIT
"""Path heat of one library: what one's own calls did, and what colleagues shared of theirs as counts."""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kbdesk import library
from kbdesk.cases import CaseStore
from kbdesk.errors import KbError
from kbdesk.library.placing import content
from kbdesk.model import Author, Change, Plan, Saved
from kbdesk.playbook.heat import (
    FEW,
    WHATS,
    Counts,
    Heat,
    Stay,
    StepHeat,
    Trail,
    added,
    count,
    heat,
    hottest,
    larger,
    shareable,
    usual,
)

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

__all__ = ["Heat", "HeatView", "PathHeat", "StepHeat", "hottest", "usual"]

FOLDER: Final = "counts"
"""Where shared counts stand in a library."""
SCHEMA: Final = "kbdesk-counts/1"
NOBODY: Final = Author("Shared counts", "counts@kbdesk.invalid")
"""In whose name counts are saved: a history with a name beside them would tell whose they are."""
_IDS: Final = "counts.json"
_NAME: Final = re.compile(r"[0-9a-f]{32}\.json")
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_LIMIT_BYTES: Final = 1_000_000
_LIMIT_BYTES_ALL: Final = 50_000_000
_MOST_FILES: Final = 2_000
_MOST: Final = 100_000_000
_LONGEST: Final = 1_000
_KEPT: Final = ("resolved", "escalated", "closed")


@dataclass(frozen=True, slots=True)
class HeatView:
    """The heat of a playbook as a page shows it."""

    heat: Heat
    own_runs: int
    """How many of the calls are one's own."""
    shared_by: int
    """How many counts of colleagues are in it."""
    notice: str = ""
    """Which files of counts could not be used, as a sentence; "" if all could."""


class PathHeat:
    """The verbs of path heat; each opens the case store for itself, so any lane will do.

    Args:
        desk: the library.
        token: gives a contributor's id, 32 hex digits.
    """

    def __init__(self, desk: Desk, token: Callable[[], str] = lambda: secrets.token_hex(16)) -> None:
        self._desk, self._token = desk, token
        self._known: dict[str, tuple[tuple[int, int], dict[str, Counts] | None]] = {}

    def of(self, path: str) -> HeatView:
        """What happened in a playbook, by one's own calls and by those of colleagues.

        Raises:
            KbError: there is no such playbook, or the case store cannot be read.
        """
        book = self._desk.playbook(path)
        if book is None:
            raise KbError(f"{path} is not a playbook.", "Choose a playbook of this library.")
        ids = self._ids()
        mine = set(ids.values())
        shared, bad = self._shared()
        own = [
            larger(local.get(path, Counts()), shared.get(ids.get(month, ""), {}).get(path, Counts()))
            for month, local in self._local().items()
        ]
        others = [counts[path] for name, counts in shared.items() if name not in mine and path in counts]
        notice = ""
        if bad:
            those = ", ".join(bad[:3]) + (" …" if len(bad) > 3 else "")
            notice = f"Counts that cannot be used were left out: {those}."
        own_runs = sum(counts.runs for counts in own)
        return HeatView(heat(added((*own, *others)), book), own_runs, len(others), notice)

    def share(self) -> Saved:
        """Put one's own counts of this month and the last into the library, for the team's next update.

        Raises:
            KbError: nothing happened often enough to be shared, or it could not be saved.
        """
        ids, months = self._ids(), self._months()
        local, changes = self._local(), []
        for month in months:
            made = {path: self._safe(path, counts) for path, counts in local.get(month, {}).items()}
            counts = {path: one for path, one in made.items() if one is not None}
            if not counts:
                continue
            name = ids.setdefault(month, self._token())
            change = self._change(name, month, counts)
            if change is not None:
                changes.append(change)
        if not changes:
            raise KbError(
                "There is nothing new to share.",
                f"Only what happened {FEW} times or more in a month is shared, so that it tells of nobody.",
            )
        self._keep_ids(ids)
        return self._desk.writing.carry_out(Plan("Share counts of calls", tuple(changes)), NOBODY)

    def _safe(self, path: str, counts: Counts) -> Counts | None:
        book = self._desk.playbook(path)
        return shareable(counts, book) if book is not None else None

    # --- one's own calls ---

    def _local(self) -> dict[str, dict[str, Counts]]:
        """One's own counts by month and playbook."""
        months: dict[str, list[Trail]] = {}
        with CaseStore(self._desk.home.cases, check=False) as store:
            for _, raw in store.kept(self._desk.info.root):
                # a run that cannot be read, or is not over, counts nothing
                with suppress(KeyError, TypeError, AttributeError, ValueError):
                    months.setdefault(raw["started"][:7], []).append(_trail(raw))
        found = {month: count(trails) for month, trails in months.items()}
        for month in self._ids():
            found.setdefault(month, {})  # its calls are deleted by now, but they were shared
        return found

    def _months(self) -> tuple[str, str]:
        """This month and the one before, as ``YYYY-MM``."""
        now = self._desk.clock()
        return f"{now:%Y-%m}", f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"

    def _ids(self) -> dict[str, str]:
        """The random id that one's counts have in each month, for this library."""
        known = self._all_ids().get(self._desk.info.root, {})
        pairs = known.items() if isinstance(known, dict) else ()
        return {
            month: name
            for month, name in pairs
            if _MONTH.fullmatch(month) and isinstance(name, str) and _NAME.fullmatch(f"{name}.json")
        }

    def _all_ids(self) -> dict[str, Any]:
        try:
            known = json.loads((self._desk.home.data / _IDS).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return known if isinstance(known, dict) else {}

    def _keep_ids(self, ids: Mapping[str, str]) -> None:
        every = self._all_ids() | {self._desk.info.root: dict(ids)}
        place = self._desk.home.data / _IDS
        self._desk.home.make()
        try:
            library.write_atomic(place, f"{json.dumps(every, indent=1)}\n".encode())
        except OSError as error:
            raise KbError(f"{place} cannot be written: {error.strerror}.") from error

    # --- files of counts ---

    def _change(self, name: str, month: str, counts: dict[str, Counts]) -> Change | None:
        """The new content of a file of counts; None if it says so already. Its numbers never shrink."""
        path = f"{FOLDER}/{name}.json"
        before = content(self._desk.root, path)
        try:
            known = _counts(before, name) if before is not None else {}
        except _BadCountsError:
            known = {}
        both = {
            one: larger(counts.get(one, Counts()), known.get(one, Counts())) for one in {**known, **counts}
        }
        data = _written(name, month, both)
        return None if data == before else Change(path, data, library.blob_id(before) if before else "")

    def _shared(self) -> tuple[dict[str, dict[str, Counts]], list[str]]:
        """(counts by contributor and playbook, names of the files that cannot be used)."""
        found: dict[str, dict[str, Counts]] = {}
        bad = []
        total = 0
        for place, size, stamp in _files(self._desk.root / FOLDER):
            total += size
            known = self._known.get(place.stem)
            if total > _LIMIT_BYTES_ALL or size > _LIMIT_BYTES:
                bad.append(place.name)
                continue
            if known is None or known[0] != stamp:
                known = self._known[place.stem] = (stamp, self._readable(place))
            if known[1] is None:
                bad.append(place.name)
            else:
                found[place.stem] = known[1]
        return found, bad

    def _readable(self, place: Path) -> dict[str, Counts] | None:
        """The counts of a file; None if it cannot be used."""
        try:
            return _counts(content(self._desk.root, f"{FOLDER}/{place.name}") or b"", place.stem)
        except (KbError, _BadCountsError):
            return None


class _BadCountsError(ValueError):
    """A file of counts that is damaged, foreign or hostile."""


def _files(folder: Path) -> Iterator[tuple[Path, int, tuple[int, int]]]:
    """The files of a folder that are named as counts are: (place, bytes, what tells that it changed)."""
    if folder.is_symlink() or not folder.is_dir():
        return
    try:
        names = sorted(place.name for place in folder.iterdir() if _NAME.fullmatch(place.name))
        for name in names[:_MOST_FILES]:
            status = (folder / name).lstat()
            yield folder / name, status.st_size, (status.st_mtime_ns, status.st_size)
    except OSError:
        return


def _trail(raw: Mapping[str, Any]) -> Trail:
    """What counts of a run as it is kept; see ``playbook.heat.trail``."""
    by = raw["by"]
    if raw["status"] not in _KEPT:
        raise KeyError(raw["status"])
    stays = tuple(
        Stay(
            one["playbook"],
            one["anchor"],
            one.get("answer", ""),
            one.get("seconds", 0),
            one.get("skipped", False),
            one.get("undone", False),
        )
        for one in raw["visits"]
        if one["by"] == by
    )
    blobs = (*((path, blob) for path, blob in raw.get("blobs", ())), (raw["playbook"], raw["playbook_blob"]))
    return Trail(raw["status"], stays, blobs)


# --- the file's text --------------------------------------------------------------------------------------


def _written(name: str, month: str, counts: Mapping[str, Counts]) -> bytes:
    """The bytes of a file of counts, the same for the same counts."""
    books = {path: _book(one) for path, one in sorted(counts.items())}
    whole = {"schema": SCHEMA, "contributor": name, "month": month, "playbooks": books}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode("utf-8", "backslashreplace")


def _book(counts: Counts) -> dict[str, object]:
    steps: dict[str, dict[str, object]] = {}
    for anchor, step in sorted(counts.steps.items()):
        one: dict[str, object] = {what: step.numbers[what] for what in WHATS if step.numbers[what]}
        if step.answers:
            one["answers"] = dict(sorted(step.answers.items()))
        for seconds, stays in step.seconds:
            one |= {"seconds": seconds, "stays": stays}
        steps[anchor] = one
    return {"runs": counts.runs, "versions": dict(sorted(counts.versions.items())), "steps": steps}


def _counts(data: bytes, name: str) -> dict[str, Counts]:
    """The counts of a file by playbook.

    Raises:
        _BadCountsError: it is not what ``_written`` writes.
    """
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _BadCountsError(str(error)) from error
    known = _object(whole)
    if known.get("schema") != SCHEMA or known.get("contributor") != name:
        raise _BadCountsError("not a file of counts")
    if not _MONTH.fullmatch(str(known.get("month", ""))):
        raise _BadCountsError("no month")
    return {path: _read_book(_object(one)) for path, one in _object(known.get("playbooks")).items()}


def _read_book(raw: dict[str, object]) -> Counts:
    counts = Counts(_number(raw.get("runs", 0)), _numbers(raw.get("versions", {})))
    for anchor, one in _object(raw.get("steps", {})).items():
        known, step = _object(one), counts.step(anchor)
        step.numbers = Counter({what: _number(known[what]) for what in WHATS if what in known})
        step.answers = _numbers(known.get("answers", {}))
        seconds, stays = _number(known.get("seconds", 0)), _number(known.get("stays", 0))
        step.seconds = [(seconds, stays)] if seconds and stays else []
    return counts


def _object(raw: object) -> dict[str, Any]:
    if not isinstance(raw, dict) or _too_long(raw):
        raise _BadCountsError("not an object")
    return raw


def _too_long(names: Iterable[str]) -> bool:
    return any(len(name) > _LONGEST for name in names)


def _numbers(raw: object) -> Counter[str]:
    return Counter({name: _number(number) for name, number in _object(raw).items()})


def _number(raw: object) -> int:
    if type(raw) is not int or not 0 <= raw <= _MOST:  # not isinstance: true would pass as 1
        raise _BadCountsError("not a count")
    return raw
