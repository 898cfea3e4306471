# SPDX-License-Identifier: MIT
"""The rows of the start page that are made of notes, promises, cases and what wants attention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from kbdesk.desk.dates import day, moment
from kbdesk.desk.inbox import is_free, is_overdue, presses
from kbdesk.model import CaseRow, Hit, InboxEntry, Seat, StartItem, StartRow
from kbdesk.model.curate import CurateRow
from kbdesk.model.promises import Overview, Promise

if TYPE_CHECKING:
    from kbdesk.desk.desk import Opening

SHOWN: Final = 6
"""Things behind a row that are listed."""
_UNDER_WAY: Final = ("running", "paused")
_CURATED: Final[dict[str, tuple[str, str, str, str]]] = {
    # key of the row: one, several, what is done about it, the action
    "reviews": (
        "change waits for your review",
        "changes wait for your review",
        "Say yes, or send it back with what is missing.",
        "show_reviews",
    ),
    "flags": (
        "text was flagged",
        "texts were flagged",
        "Calls or readers say that something is wrong with it.",
        "show_curate",
    ),
    "gaps": (
        "question found nothing",
        "questions found nothing",
        "Customers' words that no document answers: write it, or add the words.",
        "show_curate",
    ),
    "sent-back": (
        "reason for which notes were sent back",
        "reasons for which notes were sent back",
        "What the next tier missed; a playbook can ask for it.",
        "show_curate",
    ),
}


def counted(number: int, one: str, several: str) -> str:
    """A number with what it counts, in the singular or the plural."""
    return f"{number:,} {one if number == 1 else several}"


def hit_items(hits: Iterable[Hit]) -> tuple[StartItem, ...]:
    """The results of the open library, each to be read."""
    return tuple(StartItem(hit.title, hit.path, hit.path) for hit in hits if not hit.library)


def opening_rows(opening: Opening) -> Iterator[StartRow]:
    """What changed since the library was opened last, and its playbooks."""
    if opening.changed:
        items = (
            StartItem(_name(path), f"{day(by.date)}, {by.author}" if by is not None else "", path)
            for path, by in opening.changed[:SHOWN]
        )
        words = "document changed since last time", "documents changed since last time"
        yield StartRow(
            "news",
            counted(len(opening.changed), *words),
            "What others wrote while you were away.",
            "",
            len(opening.changed),
            items=tuple(items),
        )
    if opening.playbooks:
        yield StartRow(
            "playbooks",
            counted(len(opening.playbooks), "playbook", "playbooks"),
            "Choose one, and Enter starts a call with it.",
            "",
            len(opening.playbooks),
            items=tuple(StartItem(title, path, path) for title, path in opening.playbooks),
        )


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md").replace("-", " ")


def inbox_rows(seat: Seat, entries: Sequence[InboxEntry], now: datetime) -> Iterator[StartRow]:
    """What waits for this person in the inbox; without a folder, how to choose one."""
    if not seat.inbox:
        yield StartRow(
            "inbox",
            "No handoff folder yet",
            "Choose the folder in which your team hands over, and notes for you come up here.",
            "show_profile",
        )
        return
    mine = [entry for entry in entries if is_free(entry) and entry.note is not None]
    if mine:
        press = sum(presses(entry) or is_overdue(entry, now) for entry in mine)
        yield StartRow(
            "inbox",
            counted(len(mine), "note waits for you", "notes wait for you"),
            f"{press} of them press: unstable, stopped or overdue." if press else "None of them presses.",
            "show_inbox",
            len(mine),
            presses=bool(press),
            items=tuple(_note_item(entry) for entry in mine[:SHOWN]),
        )


def _note_item(entry: InboxEntry) -> StartItem:
    note = entry.note
    title = note.issue if note is not None and note.issue else "A handoff without an issue"
    sender = note.sender.name if note is not None else ""
    waits = f"waits since {moment(entry.since)}" if entry.since else ""
    return StartItem(title, " · ".join(filter(None, (sender, waits))), note=entry.path)


def promise_rows(mine: Sequence[Promise]) -> Iterator[StartRow]:
    """One's own promises that are late or due today, else those that come next."""
    due = [one for one in mine if one.state in ("late", "today")]
    late = sum(one.state == "late" for one in due)
    if due:
        words = counted(len(due), "promise is due", "promises are due")
        yield StartRow(
            "promises",
            f"{words} today" if not late else f"{words}, {late} of them late",
            "Keep it, then D says that it is done.",
            "show_promises",
            len(due),
            presses=bool(late),
            items=tuple(_promise_item(one) for one in due[:SHOWN]),
        )
    elif mine:
        yield StartRow(
            "promises",
            counted(len(mine), "promise to keep", "promises to keep"),
            "None is due today.",
            "show_promises",
            len(mine),
            items=tuple(_promise_item(one) for one in mine[:SHOWN]),
        )


def team_promise_rows(promises: Sequence[Promise]) -> Iterator[StartRow]:
    """Promises in the team's notes that are late or due today, whoever has to keep them."""
    due = [one for one in promises if one.state in ("late", "today")]
    if due:
        late = sum(one.state == "late" for one in due)
        yield StartRow(
            "late",
            counted(len(due), "promise of the team is due", "promises of the team are due"),
            f"{late} of them late; the customer waits." if late else "All of them today.",
            "show_promises",
            len(due),
            presses=bool(late),
            items=tuple(_promise_item(one) for one in due[:SHOWN]),
        )


def _promise_item(one: Promise) -> StartItem:
    parts = (one.state if one.state == "late" else "", moment(one.due) if one.due else "", one.account)
    about = one.text if not one.case else f"{one.text}: {one.case}"
    return StartItem(about, " · ".join(filter(None, parts)), note=one.path)


def open_rows(team: Overview) -> Iterator[StartRow]:
    """The open escalations of all tiers, what presses first."""
    if team.cases:
        press = sum(one.presses or one.late for one in team.cases)
        queues = ", ".join(f"{one.waiting} wait for {_queue(one.tier, one.team)}" for one in team.queues[:3])
        yield StartRow(
            "open",
            counted(len(team.cases), "escalation is open", "escalations are open"),
            " ".join(filter(None, (f"{press} press or are late." if press else "", queues and f"{queues}."))),
            "show_promises",
            len(team.cases),
            presses=bool(press),
            items=tuple(
                StartItem(one.title, " · ".join(filter(None, (one.account, one.to))), note=one.path)
                for one in team.cases[:SHOWN]
            ),
        )


def _queue(tier: str, team: str) -> str:
    name = "specialists" if tier == "specialist" else f"tier {tier}"
    return f"{name}, {team}" if team else name


def account_rows(team: Overview) -> Iterator[StartRow]:
    """Open cases of accounts, and those that were escalated to management."""
    mine = [one for one in team.cases if one.hierarchic or one.account]
    if mine:
        yield StartRow(
            "accounts",
            counted(len(mine), "open case of a key account", "open cases of key accounts"),
            "Escalated to management, or with the name of an account.",
            "show_promises",
            len(mine),
            presses=any(one.presses or one.late for one in mine),
            items=tuple(StartItem(one.title, one.account or one.to, note=one.path) for one in mine[:SHOWN]),
        )


def case_rows(cases: Sequence[CaseRow]) -> Iterator[StartRow]:
    """One's own cases that are under way or on hold."""
    mine = [case for case in cases if case.status in _UNDER_WAY]
    if mine:
        yield StartRow(
            "cases",
            counted(len(mine), "call is not finished", "calls are not finished"),
            "Go on with it where it stood.",
            "show_cases",
            len(mine),
            items=tuple(
                StartItem(case.issue or case.title, f"{case.step} · {moment(case.at)}", run=case.run_id)
                for case in mine[:SHOWN]
            ),
        )


def curate_rows(key: str, rows: Sequence[CurateRow]) -> Iterator[StartRow]:
    """What wants attention, of one kind."""
    if rows:
        one, several, detail, act = _CURATED[key]
        items = tuple(
            StartItem(row.title, f"{row.why} Since {day(row.since)}." if row.since else row.why, row.path)
            for row in rows[:SHOWN]
        )
        yield StartRow(key, counted(len(rows), one, several), detail, act, len(rows), items=items)
