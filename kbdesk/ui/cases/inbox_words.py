# SPDX-License-Identifier: MIT
"""The inbox in people's words: a note as a row, how long it waits, what presses, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath

from kbdesk.desk.inbox import InboxView, file_name, is_free, is_overdue, presses
from kbdesk.language import tr, trn, trp
from kbdesk.model import HandoffNote, InboxEntry, Seat
from kbdesk.ui.brief import party_words, tier_words
from kbdesk.ui.cases.receive_words import said_of
from kbdesk.ui.mirror import arrow
from kbdesk.ui.rows import Row
from kbdesk.ui.team.words import when

_SOON = timedelta(hours=1)
_ANSWER_LATE = tr("answer overdue since {when}")
_UPDATE_LATE = tr("update overdue since {when}")


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
    title = note.issue or tr("A handoff without an issue")
    return InboxRow(
        entry.path, title, f"{mark} · {more}", icon, colour, mark=mark, mark_colour=colour, more=more
    )


def _mark(entry: InboxEntry, note: HandoffNote, now: datetime) -> tuple[str, str, str]:
    """What presses: its words, the colour token and the icon of the row."""
    if entry.state == "solved" and note.outcome is not None:
        return tr("Solved: {fix}", fix=note.outcome.fix or note.outcome.cause), "ok", "check"
    parts = (
        [tr("Unstable")] if note.severity == "unstable" else [tr("Watch")] if note.severity == "watch" else []
    )
    parts += [tr("work has stopped")] if note.impact.work_stopped else []
    dues = _dues(entry, note, now)
    if entry.state == "returned" and note.received is not None:
        missing = ", ".join(map(said_of, note.received.missing))
        parts.insert(0, tr("Sent back: {missing}", missing=missing) if missing else tr("Sent back"))
    parts += [text for text, _ in dues]
    words = " · ".join(parts) or tr("Stable")
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
        (_ANSWER_LATE, tr("needed by {when}"), note.due, entry.needed_by),
        (_UPDATE_LATE, tr("next update {when}"), note.customer.next_update_due, entry.update_due),
    )
    late = [(at, text) for text, _, _, at in both if at and datetime.fromisoformat(at) < now]
    found = []
    if late:
        text = late[0][1] if len(late) == 1 else tr("overdue since {when}")
        found.append((text.format(when=when(min(late)[0], now)), True))
    for _, text, words, at in both:
        if at and datetime.fromisoformat(at) >= now:
            found.append((text.format(when=when(at, now)), datetime.fromisoformat(at) - now < _SOON))
        elif words and not at:
            found.append((text.format(when=words), False))
    return found


def _route(entry: InboxEntry, note: HandoffNote) -> str:
    sender = note.sender.name or tier_words(note.sender)
    if entry.state == "returned" and note.received is not None:
        by = note.received.by or tr("somebody")
        return f"{by} {arrow()} {sender}"
    if entry.state == "solved" and note.outcome is not None:
        by = note.outcome.by or trp("by …", "somebody")
        return tr("by {who}, from {sender}", who=by, sender=sender)
    return f"{sender} {arrow()} {party_words(note.to)}"


def _waits(entry: InboxEntry, now: datetime) -> str:
    since = waited(entry.since, now)
    if not since:
        return ""
    return tr("for {time}", time=since) if entry.state == "taken" else tr("waits {time}", time=since)


def holder(entry: InboxEntry) -> str:
    """Who has it; "" if nobody."""
    if entry.claim is None:
        return ""
    return tr("you have it") if entry.claim.mine else tr("{who} has it", who=entry.claim.by)


def waited(since: str, now: datetime) -> str:
    """How long ago something was: 5 min, 2 h, 3 days; "" if unknown."""
    try:
        minutes = int((now - datetime.fromisoformat(since)).total_seconds() // 60)
    except (ValueError, TypeError):
        return ""
    if minutes < 1:
        return tr("less than a minute")
    if minutes < 60:
        return tr("{n} min", n=minutes)
    if minutes < 48 * 60:
        return tr("{n} h", n=minutes // 60)
    return trn("{n} day", "{n} days", minutes // 1440)


def standing(entry: InboxEntry, now: datetime) -> tuple[str, str]:
    """What to know before it is opened, as a sentence and its colour token; ("", "") if nothing."""
    if entry.trouble:
        return entry.trouble, "warn"
    claim = entry.claim
    if claim is None:
        return "", ""
    texts = {
        # works on it, mine, since when is known
        (True, True, True): tr("You work on it since {when}."),
        (True, True, False): tr("You work on it."),
        (True, False, True): tr("{who} works on it since {when}."),
        (True, False, False): tr("{who} works on it."),
        (False, True, True): tr("You have it since {when}."),
        (False, True, False): tr("You have it."),
        (False, False, True): tr("{who} has it since {when}."),
        (False, False, False): tr("{who} has it."),
    }
    text = texts[entry.state == "taken", claim.mine, bool(claim.at)]
    said = text.format(who=claim.by, when=when(claim.at, now) if claim.at else "")
    return said, "ok" if claim.mine else "warn"


def nothing_words(view: InboxView, group: str) -> str:
    """What is said where a group of the inbox has no notes: ``me``, ``all``, ``mine`` or ``solved``."""
    if not view.seat.inbox:
        return tr(
            "Choose the folder in which your team hands over: on this computer, a network share or a "
            "synced drive. What is put there for your tier shows here."
        )
    if group == "all":
        return tr("The inbox is empty.")
    if group == "mine":
        return tr("You have taken none.")
    if group == "solved":
        return tr("None was solved.")
    others = sum(entry.state != "solved" for entry in view.entries)
    if not others:
        return tr("Nothing waits for you.")
    return trn(
        "Nothing waits for you. {n} other in the inbox: press 2.",
        "Nothing waits for you. {n} others in the inbox: press 2.",
        others,
    )


def seat_words(seat: Seat) -> str:
    """Where a person works, in one line."""
    tier = tr("Specialist") if seat.tier == "specialist" else tr("Tier {tier}", tier=seat.tier)
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
        return tr("{n} new for you: {issue}, and {others} more", n=len(new), issue=issue, others=len(new) - 1)
    if first.state == "returned":
        return tr("Sent back to you: {issue}", issue=issue)
    if first.state == "solved":
        return tr("Solved: {issue}", issue=issue)
    tier = tr("specialists") if after.seat.tier == "specialist" else tr("tier {tier}", tier=after.seat.tier)
    if presses(first):
        return tr("New for {tier}: {issue} (unstable)", tier=tier, issue=issue)
    return tr("New for {tier}: {issue}", tier=tier, issue=issue)


def lost(before: InboxView, after: InboxView) -> str:
    """Who has now what was mine, as a sentence; "" if nobody. On a synced drive two may take one note."""
    mine = {(entry.path, entry.since) for entry in before.entries if entry.claim and entry.claim.mine}
    for entry in after.entries:
        if (entry.path, entry.since) in mine and entry.claim and not entry.claim.mine and entry.note:
            return tr(
                "{who} took “{issue}”, too, and has it now.", who=entry.claim.by, issue=entry.note.issue
            )
    return ""
