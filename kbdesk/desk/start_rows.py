# SPDX-License-Identifier: MIT
"""The rows of the start page that are made of notes, promises, cases and what wants attention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from kbdesk.desk.dates import day, moment
from kbdesk.desk.inbox import is_free, is_overdue, presses
from kbdesk.language import tr, trn
from kbdesk.model import CaseRow, Hit, InboxEntry, Seat, StartItem, StartRow
from kbdesk.model.curate import CurateRow
from kbdesk.model.promises import Overview, Promise

if TYPE_CHECKING:
    from kbdesk.desk.desk import Opening

SHOWN: Final = 6
"""Things behind a row that are listed."""
_UNDER_WAY: Final = ("running", "paused")


def _curated(key: str, n: int) -> tuple[str, str, str]:
    """A row of what wants attention: what there is, what is done about it, the action."""
    return {
        "reviews": (
            trn("{n:,} change waits for your review", "{n:,} changes wait for your review", n),
            tr("Say yes, or send it back with what is missing."),
            "show_reviews",
        ),
        "flags": (
            trn("{n:,} text was flagged", "{n:,} texts were flagged", n),
            tr("Calls or readers say that something is wrong with it."),
            "show_curate",
        ),
        "gaps": (
            trn("{n:,} question found nothing", "{n:,} questions found nothing", n),
            tr("Customers' words that no document answers: write it, or add the words."),
            "show_curate",
        ),
        "sent-back": (
            trn(
                "{n:,} reason for which notes were sent back",
                "{n:,} reasons for which notes were sent back",
                n,
            ),
            tr("What the next tier missed; a playbook can ask for it."),
            "show_curate",
        ),
    }[key]


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
        yield StartRow(
            "news",
            trn(
                "{n:,} document changed since last time",
                "{n:,} documents changed since last time",
                len(opening.changed),
            ),
            tr("What others wrote while you were away."),
            "",
            len(opening.changed),
            items=tuple(items),
        )
    if opening.playbooks:
        yield StartRow(
            "playbooks",
            trn("{n:,} playbook", "{n:,} playbooks", len(opening.playbooks)),
            tr("Choose one, and Enter starts a call with it."),
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
            tr("No handoff folder yet"),
            tr("Choose the folder in which your team hands over, and notes for you come up here."),
            "show_profile",
        )
        return
    mine = [entry for entry in entries if is_free(entry) and entry.note is not None]
    if mine:
        press = sum(presses(entry) or is_overdue(entry, now) for entry in mine)
        yield StartRow(
            "inbox",
            trn("{n:,} note waits for you", "{n:,} notes wait for you", len(mine)),
            trn(
                "{n} of them presses: unstable, stopped or overdue.",
                "{n} of them press: unstable, stopped or overdue.",
                press,
            )
            if press
            else tr("None of them presses."),
            "show_inbox",
            len(mine),
            presses=bool(press),
            items=tuple(_note_item(entry) for entry in mine[:SHOWN]),
        )


def _note_item(entry: InboxEntry) -> StartItem:
    note = entry.note
    title = note.issue if note is not None and note.issue else tr("A handoff without an issue")
    sender = note.sender.name if note is not None else ""
    waits = tr("waits since {when}", when=moment(entry.since)) if entry.since else ""
    return StartItem(title, " · ".join(filter(None, (sender, waits))), note=entry.path)


def promise_rows(mine: Sequence[Promise]) -> Iterator[StartRow]:
    """One's own promises that are late or due today, else those that come next."""
    due = [one for one in mine if one.state in ("late", "today")]
    late = sum(one.state == "late" for one in due)
    if due:
        yield StartRow(
            "promises",
            trn("{n:,} promise is due today", "{n:,} promises are due today", len(due))
            if not late
            else trn(
                "{n:,} promise is due, {late} of them late",
                "{n:,} promises are due, {late} of them late",
                len(due),
                late=late,
            ),
            tr("Keep it, then D says that it is done."),
            "show_promises",
            len(due),
            presses=bool(late),
            items=tuple(_promise_item(one) for one in due[:SHOWN]),
        )
    elif mine:
        yield StartRow(
            "promises",
            trn("{n:,} promise to keep", "{n:,} promises to keep", len(mine)),
            tr("None is due today."),
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
            trn("{n:,} promise of the team is due", "{n:,} promises of the team are due", len(due)),
            tr("{n} of them late; the customer waits.", n=late) if late else tr("All of them today."),
            "show_promises",
            len(due),
            presses=bool(late),
            items=tuple(_promise_item(one) for one in due[:SHOWN]),
        )


def _promise_item(one: Promise) -> StartItem:
    parts = (tr("late") if one.state == "late" else "", moment(one.due) if one.due else "", one.account)
    about = one.text if not one.case else f"{one.text}: {one.case}"
    return StartItem(about, " · ".join(filter(None, parts)), note=one.path)


def open_rows(team: Overview) -> Iterator[StartRow]:
    """The open escalations of all tiers, what presses first."""
    if team.cases:
        press = sum(one.presses or one.late for one in team.cases)
        queues = ", ".join(
            trn(
                "{n} waits for {queue}", "{n} wait for {queue}", one.waiting, queue=_queue(one.tier, one.team)
            )
            for one in [queue for queue in team.queues if queue.waiting][:3]
        )
        yield StartRow(
            "open",
            trn("{n:,} escalation is open", "{n:,} escalations are open", len(team.cases)),
            " ".join(
                filter(
                    None,
                    (
                        trn("{n} presses or is late.", "{n} press or are late.", press) if press else "",
                        queues and f"{queues}.",
                    ),
                )
            ),
            "show_promises",
            len(team.cases),
            presses=bool(press),
            items=tuple(
                StartItem(one.title, " · ".join(filter(None, (one.account, one.to))), note=one.path)
                for one in team.cases[:SHOWN]
            ),
        )


def _queue(tier: str, team: str) -> str:
    name = tr("specialists") if tier == "specialist" else tr("tier {n}", n=tier)
    return f"{name}, {team}" if team else name


def account_rows(team: Overview) -> Iterator[StartRow]:
    """Open cases of accounts, and those that were escalated to management."""
    mine = [one for one in team.cases if one.hierarchic or one.account]
    if mine:
        yield StartRow(
            "accounts",
            trn("{n:,} open case of a key account", "{n:,} open cases of key accounts", len(mine)),
            tr("Escalated to management, or with the name of an account."),
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
            trn("{n:,} call is not finished", "{n:,} calls are not finished", len(mine)),
            tr("Go on with it where it stood."),
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
        what, detail, act = _curated(key, len(rows))
        items = tuple(
            StartItem(
                row.title,
                tr("{why} Since {when}.", why=row.why, when=day(row.since)) if row.since else row.why,
                row.path,
            )
            for row in rows[:SHOWN]
        )
        yield StartRow(key, what, detail, act, len(rows), items=items)
