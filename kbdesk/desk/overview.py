# SPDX-License-Identifier: MIT
"""How the work of all tiers stands, from the notes of the inbox: of cases and queues, never of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from kbdesk.desk.inbox import InboxView, due, is_overdue, presses
from kbdesk.handoff.escape import one_line
from kbdesk.handoff.names import key_of, shown_name_of
from kbdesk.handoff.waiting import waits_for
from kbdesk.language import tr
from kbdesk.model import TIERS, HandoffNote, InboxEntry, Party, Received
from kbdesk.model.promises import OpenCase, Overview, Promise, Queue

LATELY: Final = timedelta(days=30)
"""For how long a note that was sent back counts."""
_MOST_REASONS: Final = 12


def overview(view: InboxView, promises: tuple[Promise, ...], now: datetime) -> Overview:
    """The open cases, the queues and what notes were sent back for.

    Args:
        view: the inbox as it was looked at last.
        promises: what was promised in its notes and is not done.
        now: the time.
    """
    entries = [entry for entry in view.entries if entry.note is not None]
    cases = [one for entry in entries for one in _open(entry, now)]
    returned, reasons = _sent_back((entry.note for entry in entries if entry.note is not None), now)
    return Overview(
        tuple(sorted(cases, key=_order)),
        promises,
        tuple(_queues(entries, now)),
        reasons,
        returned,
        sum(entry.state == "solved" for entry in entries),
        view.seat.inbox,
        view.trouble,
    )


def _open(entry: InboxEntry, now: datetime) -> Iterator[OpenCase]:
    note = entry.note
    if note is None or entry.state == "solved":
        return
    expected = due(entry)
    yield OpenCase(
        entry.path,
        one_line(note.issue, 160) or tr("A handoff without an issue"),
        entry.state,
        queue_name(_whose(note)),
        entry.since,
        one_line(note.account.name, 80),
        note.kind == "hierarchic",
        presses(entry) or note.account.sentiment == "leaving",
        expected.isoformat() if expected is not None else "",
        is_overdue(entry, now),
        one_line(note.ask, 400),
    )


def _order(one: OpenCase) -> tuple[bool, bool, str, str]:
    return not one.presses, not one.late, one.since, one.path


def _whose(note: HandoffNote) -> Party:
    """The tier and team that a note is with; who it is there is nobody's figure."""
    party = waits_for(note)
    return Party(party.tier, team=party.team)


def queue_name(party: Party) -> str:
    """A queue as people say it: “Tier 2, network team”."""
    tier = tr("Specialist") if party.tier == "specialist" else tr("Tier {n}", n=party.tier)
    return ", ".join(filter(None, (tier, one_line(party.team, 60))))


def _queues(entries: Iterable[InboxEntry], now: datetime) -> Iterator[Queue]:
    """The queues that hold an open case, by tier and name; names that differ in capitals only are one."""
    by_queue: dict[tuple[int, str], list[tuple[InboxEntry, Party]]] = {}
    for entry in entries:
        if entry.note is not None and entry.state != "solved":
            party = _whose(entry.note)
            key = TIERS.index(party.tier), " ".join(party.team.casefold().split())
            by_queue.setdefault(key, []).append((entry, party))
    for _, held in sorted(by_queue.items()):
        free = [entry for entry, _ in held if entry.claim is None and entry.state != "taken"]
        party = held[0][1]
        yield Queue(
            party.tier,
            one_line(party.team, 60),
            len(free),
            len(held) - len(free),
            sum(is_overdue(entry, now) for entry, _ in held),
            min((entry.since for entry in free if entry.since), default=""),
        )


def _sent_back(notes: Iterable[HandoffNote], now: datetime) -> tuple[int, tuple[tuple[str, int], ...]]:
    """How many notes were sent back lately, and what for; sentences of somebody's own are counted as one."""
    returned, reasons = 0, Counter[str]()
    for note in notes:
        for said in _verdicts(note):
            if not said.accepted and _is_lately(said.at, now):
                returned += 1
                named = {shown_name_of(line) if key_of(line) else _OWN_WORDS for line in said.missing}
                reasons.update(named or {_NOT_SAID})
    ordered = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return returned, tuple(ordered[:_MOST_REASONS])


_OWN_WORDS: Final = tr("something else, in the reviewer's own words")
_NOT_SAID: Final = tr("nobody said what")


def _verdicts(note: HandoffNote) -> Iterator[Received]:
    yield from (leg.received for leg in note.earlier if leg.received is not None)
    if note.received is not None:
        yield note.received


def _is_lately(at: str, now: datetime) -> bool:
    try:
        return datetime.fromisoformat(at) >= now - LATELY
    except (ValueError, TypeError):
        return False
