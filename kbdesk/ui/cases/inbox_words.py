# SPDX-License-Identifier: MIT
"""The inbox in people's words: a note as a row, how long it waits, what presses, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath

from kbdesk.desk.inbox import InboxView, file_name, is_free, is_overdue, presses
from kbdesk.model import HandoffNote, InboxEntry, Seat
from kbdesk.ui.brief import party_words, tier_words
from kbdesk.ui.rows import Row
from kbdesk.ui.team.words import when

_SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class InboxRow(Row):
    """A row of the inbox: below its title what presses, in a colour, and below that whose it is."""

    mark: str = ""
    mark_colour: str = "muted"
    more: str = ""


def row_of(entry: InboxEntry, now: datetime) -> InboxRow:
    """The row of a file of the handoff folder; its value is the path."""
    note = entry.note
    if note is None:
        return InboxRow(entry.path, file_name(entry), entry.trouble, "question", "muted", mark=entry.trouble)
    mark, colour, icon = _mark(entry, note, now)
    more = " · ".join(filter(None, (holder(entry), _route(entry, note), _waits(entry, now))))
    title = note.issue or "A handoff without an issue"
    return InboxRow(
        entry.path, title, f"{mark} · {more}", icon, colour, mark=mark, mark_colour=colour, more=more
    )


def _mark(entry: InboxEntry, note: HandoffNote, now: datetime) -> tuple[str, str, str]:
    """What presses: its words, the colour token and the icon of the row."""
    if entry.state == "solved" and note.outcome is not None:
        return f"Solved: {note.outcome.fix or note.outcome.cause}", "ok", "check"
    parts = ["Unstable"] if note.severity == "unstable" else ["Watch"] if note.severity == "watch" else []
    parts += ["work has stopped"] if note.impact.work_stopped else []
    dues = _dues(entry, note, now)
    if entry.state == "returned" and note.received is not None:
        missing = ", ".join(note.received.missing)
        parts.insert(0, f"Sent back: {missing}" if missing else "Sent back")
    parts += [text for text, _ in dues]
    words = " · ".join(parts) or "Stable"
    words = words[:1].upper() + words[1:]
    if presses(entry):
        return words, "danger", "warning"
    if is_overdue(entry, now):
        return words, "danger", "clock"
    if entry.state == "returned":
        return words, "warn", "undo"
    soon = note.severity == "watch" or any(near for _, near in dues)
    return words, "warn" if soon else "muted", "clock" if soon else "note"


def _dues(entry: InboxEntry, note: HandoffNote, now: datetime) -> list[tuple[str, bool]]:
    """By when an answer and an update are due, each with whether that is near."""
    both = (
        ("answer", "needed by", note.due, entry.needed_by),
        ("update", "next update", note.customer.next_update_due, entry.update_due),
    )
    late = [(at, short) for short, _, _, at in both if at and datetime.fromisoformat(at) < now]
    found = []
    if late:
        what = f"{late[0][1]} " if len(late) == 1 else ""
        found.append((f"{what}overdue since {when(min(late)[0], now)}", True))
    for _, name, words, at in both:
        if at and datetime.fromisoformat(at) >= now:
            found.append((f"{name} {when(at, now)}", datetime.fromisoformat(at) - now < _SOON))
        elif words and not at:
            found.append((f"{name} {words}", False))
    return found


def _route(entry: InboxEntry, note: HandoffNote) -> str:
    sender = note.sender.name or tier_words(note.sender)
    if entry.state == "returned" and note.received is not None:
        return f"{note.received.by or 'somebody'} → {sender}"
    if entry.state == "solved" and note.outcome is not None:
        return f"by {note.outcome.by or 'somebody'}, from {sender}"
    return f"{sender} → {party_words(note.to)}"


def _waits(entry: InboxEntry, now: datetime) -> str:
    since = waited(entry.since, now)
    if not since:
        return ""
    return f"for {since}" if entry.state == "taken" else f"waits {since}"


def holder(entry: InboxEntry) -> str:
    """Who has it; "" if nobody."""
    if entry.claim is None:
        return ""
    return "you have it" if entry.claim.mine else f"{entry.claim.by} has it"


def waited(since: str, now: datetime) -> str:
    """How long ago something was: 5 min, 2 h, 3 days; "" if unknown."""
    try:
        minutes = int((now - datetime.fromisoformat(since)).total_seconds() // 60)
    except (ValueError, TypeError):
        return ""
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // 1440} days"


def standing(entry: InboxEntry, now: datetime) -> tuple[str, str]:
    """What to know before it is opened, as a sentence and its colour token; ("", "") if nothing."""
    if entry.trouble:
        return entry.trouble, "warn"
    claim = entry.claim
    if claim is None:
        return "", ""
    at = f" since {when(claim.at, now)}" if claim.at else ""
    if entry.state == "taken":
        return (f"You work on it{at}.", "ok") if claim.mine else (f"{claim.by} works on it{at}.", "warn")
    return (f"You have it{at}.", "ok") if claim.mine else (f"{claim.by} has it{at}.", "warn")


def seat_words(seat: Seat) -> str:
    """Where a person works, in one line."""
    tier = "Specialist" if seat.tier == "specialist" else f"Tier {seat.tier}"
    return " · ".join(filter(None, (tier, seat.team, PurePath(seat.inbox).name)))


def counts(entries: Sequence[InboxEntry]) -> tuple[int, int]:
    """How many wait for me and nobody else has, and how many of them press."""
    mine = [entry for entry in entries if is_free(entry)]
    return len(mine), sum(presses(entry) for entry in mine)


def news(before: InboxView, after: InboxView) -> str:
    """What came for me since, as a sentence; "" if nothing."""
    known = {(entry.path, entry.since) for entry in before.entries if entry.note is not None}
    new = [
        entry
        for entry in after.entries
        if is_free(entry) and entry.claim is None and (entry.path, entry.since) not in known
    ]
    if not new:
        return ""
    first = new[0]
    issue = first.note.issue if first.note is not None else ""
    if len(new) > 1:
        return f"{len(new)} new for you: {issue}, and {len(new) - 1} more"
    if first.state == "returned":
        return f"Sent back to you: {issue}"
    if first.state == "solved":
        return f"Solved: {issue}"
    tier = "specialists" if after.seat.tier == "specialist" else f"tier {after.seat.tier}"
    return f"New for {tier}: {issue}{' (unstable)' if presses(first) else ''}"


def lost(before: InboxView, after: InboxView) -> str:
    """Who has now what was mine, as a sentence; "" if nobody. On a synced drive two may take one note."""
    mine = {(entry.path, entry.since) for entry in before.entries if entry.claim and entry.claim.mine}
    for entry in after.entries:
        if (entry.path, entry.since) in mine and entry.claim and not entry.claim.mine and entry.note:
            return f"{entry.claim.by} took “{entry.note.issue}”, too, and has it now."
    return ""
