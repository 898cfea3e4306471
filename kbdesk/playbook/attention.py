# SPDX-License-Identifier: MIT
"""What calls tell a curator: flags, reasons for sending back, ends that escalate; and how rows are ranked.

Pure: values in, values out. The weight of a row is ten times the level of its kind, and a point more for each
further call, search, finding or month it stands for, up to thirty. So ten flags of one step come before a
single change that waits, and nothing grows without end:

====== ==========================================================================================
level  of
====== ==========================================================================================
9      a change that waits for a maintainer, or came back (a point for each day)
8      a file with errors that the checker found (a point for each further error)
7      a step that was flagged, or a text said to be wrong or out of date (a point for each further time)
6      a reason for which notes were sent back (a point for each further note)
5      searches that found nothing, or a text that only did not help (a point for each further time)
4      a review date that is past (a point for each month)
3      a step at which many calls are handed over (a point for each call)
2      a file with warnings only (a point for each further warning)
1      a review date that is near; a validated text without owner or review date
====== ==========================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

from kbdesk.model.curate import CURATE_KINDS, CurateRow, FlagNote, RunSigns
from kbdesk.model.usage import Feedback
from kbdesk.model.words import RunStatus

STATUSES: Final = get_args(RunStatus)
MOST_POINTS: Final = 30
LEVELS: Final[Mapping[str, int]] = {
    "review": 9,
    "errors": 8,
    "flag": 7,
    "returned": 6,
    "gap": 5,
    "past": 4,
    "escalates": 3,
    "warnings": 2,
    "near": 1,
}
ENDED: Final = ("resolved", "escalated", "returned", "closed")
FEWEST_ESCALATED: Final = 3
"""Calls that have to be handed over at a step before it is worth a look."""
MOST_ESCALATING: Final = 10
"""How many steps that escalate are listed: those that do it most."""


def weight(level: str, further: int = 0) -> int:
    """How much a row weighs: its level by name (``LEVELS``), and how many further things it stands for."""
    return 10 * LEVELS[level] + max(0, min(further, MOST_POINTS))


def ranked(rows: Iterable[CurateRow]) -> tuple[CurateRow, ...]:
    """The rows, heaviest first; of the same weight by kind, then what waits longest, then by place."""
    return tuple(sorted(rows, key=_rank))


def _rank(row: CurateRow) -> tuple[object, ...]:
    kind = CURATE_KINDS.index(row.kind)
    place = (row.path, row.anchor, row.title, row.refs, row.why, row.owner)
    return (-row.weight, kind, row.since or "9999", *place)


# --- out of what is kept of a call ---


def signs_of(at: str, run: Mapping[str, Any]) -> RunSigns:
    """What a curator wants to know of a call.

    Args:
        at: when it was last gone on with.
        run: the call as a JSON object, unchecked: what is missing or wrong in it counts as not said.
    """
    visits = [one for one in _list(run, "visits") if isinstance(one, dict) and not one.get("undone")]
    last: Mapping[str, Any] = visits[-1] if visits else {}
    brought = _object(run, "brought")
    received = _object(brought, "received")
    missing = tuple(filter(None, map(_line, _list(received, "missing"))))
    status = _text(run, "status")
    return RunSigns(
        run=_text(run, "id"),
        at=at,
        status=status if status in STATUSES else "closed",  # type: ignore[arg-type] # it is one of them
        playbook=_text(last, "playbook") or _text(run, "playbook"),
        anchor=_text(last, "anchor"),
        title=_text(last, "title"),
        flags=_flags(at, run, visits, _object(brought, "provenance")),
        missing=() if received.get("accepted") else missing,
        sent_by=_text(received, "by"),
    )


def _flags(
    at: str, run: Mapping[str, Any], visits: list[Any], source: Mapping[str, Any]
) -> tuple[FlagNote, ...]:
    """The flags of the call and of the note that it came with, each step once."""
    named = [*_list(run, "flagged"), *_list(source, "flagged")]
    blobs = {_text(run, "playbook"): _text(run, "playbook_blob")}
    blobs |= {str(pair[0]): str(pair[1]) for pair in _list(run, "blobs") if _is_pair(pair)}
    found = []
    for flag in dict.fromkeys(filter(None, map(_line, named))):
        path, hash_, anchor = flag.rpartition("#")
        playbook, anchor = (path, anchor) if hash_ and path.endswith(".md") else (flag, "")
        there = [
            one for one in visits if (_text(one, "playbook"), _text(one, "anchor")) == (playbook, anchor)
        ]
        visit: Mapping[str, Any] = there[-1] if there else {}
        notes = dict.fromkeys(filter(None, (_text(one, "note").strip() for one in there)))
        found.append(
            FlagNote(
                playbook,
                anchor,
                _text(run, "id"),
                _text(visit, "at") or at,
                _text(visit, "by") or _text(run, "by"),
                blobs.get(playbook, ""),
                _text(visit, "title"),
                "\n".join(notes),
            )
        )
    return tuple(found)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _list(holder: Mapping[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def _object(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _line(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def signs_of_feedback(said: Iterable[Feedback]) -> tuple[RunSigns, ...]:
    """What a curator wants to know of feedback: a flag for each that is no praise."""
    signs = []
    for one in said:
        run, kind = one.run or one.id, one.kind
        if kind != "helped":
            flag = FlagNote(one.path, one.anchor, run, one.at, one.by, one.blob, "", one.note, kind)
            signs.append(RunSigns(run, one.at, "closed", one.path, one.anchor, "", (flag,)))
    return tuple(signs)


# --- put together ---


@dataclass(frozen=True, slots=True)
class Flagged:
    """A step or text with all flags that still stand, those of feedback among them; oldest first."""

    path: str
    anchor: str
    flags: tuple[FlagNote, ...]


def flagged(
    calls: Iterable[RunSigns], stands: Callable[[FlagNote], str] = lambda flag: flag.playbook
) -> tuple[Flagged, ...]:
    """The flags of all calls by step, in order of path and anchor.

    Args:
        calls: what the calls tell.
        stands: gives the path that the flag's playbook has now; "" if the flag is done with.
    """
    found: dict[tuple[str, str], list[FlagNote]] = {}
    for call in calls:
        for flag in call.flags:
            path = stands(flag)
            if path:
                found.setdefault((path, flag.anchor), []).append(replace(flag, playbook=path))
    return tuple(
        Flagged(path, anchor, tuple(sorted(flags, key=lambda one: (one.at, one.run))))
        for (path, anchor), flags in sorted(found.items())
    )


@dataclass(frozen=True, slots=True)
class SentBack:
    """One reason for which notes of one playbook were sent back."""

    path: str
    reason: str
    anchor: str
    """The step at which most of these calls stood."""
    calls: tuple[RunSigns, ...]
    """Oldest first."""


def sent_back(calls: Iterable[RunSigns]) -> tuple[SentBack, ...]:
    """Why notes were sent back, by playbook and reason; reasons that differ in signs and capitals are one."""
    found: dict[tuple[str, str], list[tuple[str, RunSigns]]] = {}
    for call in calls:
        for reason in {_reason_key(one): one for one in reversed(call.missing)}.values():
            found.setdefault((call.playbook, _reason_key(reason)), []).append((reason, call))
    groups = []
    for (path, _), ones in sorted(found.items()):
        reasons = sorted({reason for reason, _ in ones}, key=lambda one: (len(one), one))
        members = sorted((call for _, call in ones), key=lambda call: (call.at, call.run))
        groups.append(SentBack(path, reasons[0], _commonest(call.anchor for call in members), tuple(members)))
    return tuple(groups)


def _reason_key(reason: str) -> str:
    return " ".join(re.findall(r"\w+", reason.casefold())) or reason.strip()


def _commonest(names: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for name in names:
        if name:
            counts[name] = counts.get(name, 0) + 1
    return min(counts, key=lambda name: (-counts[name], name), default="")


@dataclass(frozen=True, slots=True)
class Escalates:
    """A step at which calls are handed over."""

    path: str
    anchor: str
    title: str
    calls: int
    """How many were handed over there."""
    ended: int
    """How many of this playbook ended, however they did."""
    first: str
    last: str


def escalating(calls: Iterable[RunSigns]) -> tuple[Escalates, ...]:
    """The steps at which most calls are handed over, the most first."""
    ended: dict[str, int] = {}
    there: dict[tuple[str, str], list[RunSigns]] = {}
    for call in calls:
        if call.playbook and call.status in ENDED:
            ended[call.playbook] = ended.get(call.playbook, 0) + 1
            if call.status == "escalated" and call.anchor:
                there.setdefault((call.playbook, call.anchor), []).append(call)
    found = [
        Escalates(
            path,
            anchor,
            max(ones, key=lambda call: (call.at, call.run)).title,
            len(ones),
            ended[path],
            min(call.at for call in ones),
            max(call.at for call in ones),
        )
        for (path, anchor), ones in there.items()
        if len(ones) >= FEWEST_ESCALATED
    ]
    return tuple(sorted(found, key=lambda one: (-one.calls, one.path, one.anchor))[:MOST_ESCALATING])
