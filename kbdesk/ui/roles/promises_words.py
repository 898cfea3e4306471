# SPDX-License-Identifier: MIT
"""What the page of promises says: a promise or an open case as a row, its facts, the inbox as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape
from typing import Final, Literal

from kbdesk.language import tr, trn, trp
from kbdesk.model.months import MONTHS, WEEKDAYS
from kbdesk.model.promises import OpenCase, Overview, Promise, PromiseKind, Queue
from kbdesk.ui.cases.inbox_words import InboxRow
from kbdesk.ui.key_map import key_of
from kbdesk.ui.team.words import when

Shown = Promise | OpenCase
"""What a row may stand for."""
Group = Literal["mine", "cases", "team", "done"]
GROUPS: Final[tuple[tuple[Group, str], ...]] = (
    ("mine", tr("Mine")),
    ("cases", tr("Open cases")),
    ("team", tr("All promises")),
    ("done", trp("promises", "Done")),
)
WHOLE: Final = "whole"
"""The value of the row that stands for the inbox as a whole."""
OPEN, DONE, MOVE, NEW, DELETE = "open", "done", "move", "new", "delete"
"""What can be done: to a promise, and (``NEW``) at any time."""

_KINDS: Final[dict[PromiseKind, str]] = {
    "update": tr("Next update to the customer"),
    "contact": tr("Next contact with the account"),
}
_STATES: Final = {"waits": tr("Waits"), "taken": tr("Taken on"), "returned": tr("Sent back")}


def promise_row(one: Promise, now: datetime, *, whose: bool) -> InboxRow:
    """The row of a promise; its value is the id.

    Args:
        one: the promise.
        now: the time, in the zone in which it is told.
        whose: whether it says who has to keep it.
    """
    colour = {"late": "danger", "today": "warn", "done": "ok"}.get(one.state, "muted")
    icon = {"late": "warning", "done": "check", "open": "question"}.get(one.state, "clock")
    mark = " · ".join(filter(None, (due_words(one, now), tr("case is solved") if one.solved else "")))
    keeper = _keeper(one) if whose else ""
    more = " · ".join(filter(None, (one.account, one.case, keeper))) or tr("Written down by hand")
    return InboxRow(
        one.id, title_of(one), f"{mark} · {more}", icon, colour, mark=mark, mark_colour=colour, more=more
    )


def _keeper(one: Promise) -> str:
    return tr("{name} keeps it", name=one.by) if one.by else tr("nobody keeps it")


def title_of(one: Promise) -> str:
    """What a promise is called: its words, with what kind of promise it is where they do not say it."""
    if one.kind in ("promised", "own"):
        return one.text[:1].upper() + one.text[1:]
    return f"{_KINDS[one.kind]}: {one.text}"


def case_row(one: OpenCase, now: datetime) -> InboxRow:
    """The row of an open case; its value is the path."""
    colour = "danger" if one.presses or one.late else "warn" if one.state == "returned" else "muted"
    icon = (
        "warning" if one.presses else "clock" if one.late else "undo" if one.state == "returned" else "note"
    )
    parts = (
        _STATES[one.state],
        tr("hierarchic") if one.hierarchic else "",
        tr("presses") if one.presses else "",
        tr("overdue since {when}", when=when(one.due, now)) if one.late else _expected(one.due, now),
    )
    mark = " · ".join(filter(None, parts))
    more = " · ".join(filter(None, (one.to, one.account, tr("since {when}", when=when(one.since, now)))))
    return InboxRow(
        one.path, one.title, f"{mark} · {more}", icon, colour, mark=mark, mark_colour=colour, more=more
    )


def whole_row(team: Overview, now: datetime) -> InboxRow:
    """The row that stands for the inbox as a whole."""
    late = sum(case.late for case in team.cases)
    mark = trn("{n:,} is overdue", "{n:,} are overdue", late) if late else tr("Nothing is overdue")
    back = trn("once sent back in 30 days", "{n:,} times sent back in 30 days", team.returned)
    more = " · ".join((tr("{n:,} solved", n=team.solved), back))
    del now
    colour = "danger" if late else "ok"
    title = tr("The inbox as a whole: {n:,} open", n=len(team.cases))
    return InboxRow(
        WHOLE, title, f"{mark} · {more}", "list", colour, mark=mark, mark_colour=colour, more=more
    )


def due_words(one: Promise, now: datetime) -> str:
    """By when, or how long ago that was: "late by 2 h", "today 14:00", "done 3 Nov 10:12"."""
    if one.done:
        return tr("Done {when}", when=when(one.done, now))
    try:
        due = datetime.fromisoformat(one.due).astimezone(now.tzinfo)
    except ValueError:
        return tr("No time is known: press T to set one")
    if due < now:
        return tr("Late by {span}", span=span(now - due))
    days = (due.date() - now.date()).days
    words = _day(due) if days > 1 else tr("Tomorrow") if days else tr("Today")
    if due.hour == 23 and due.minute == 59:
        return words
    return tr("{day} {clock}", day=words, clock=f"{due:%H:%M}")


def span(time: timedelta) -> str:
    """How long: "5 min", "2 h 10 min", "3 days"."""
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 60:
        return tr("{minutes} min", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours >= 24:
        return trn("1 day", "{n} days", hours // 24)
    if minutes and hours < 6:
        return tr("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return tr("{hours} h", hours=hours)


def promise_html(one: Promise, now: datetime) -> str:
    """What is known of a promise, as safe HTML."""
    solved = tr("The case is solved; the customer may not know it yet.") if one.solved else ""
    pairs = (
        (tr("Customer"), one.account),
        (tr("Reach them"), one.contact),
        (tr("Case"), one.case),
        (tr("Who keeps it"), trp("who keeps a promise", "you") if one.mine else one.by),
        (tr("Given"), when(one.at, now) if one.at else ""),
        (trp("remark", "Note"), solved),
    )
    return _table(pairs)


def case_html(one: OpenCase, now: datetime) -> str:
    """What is known of an open case, as safe HTML."""
    pairs = (
        (tr("Asked for"), one.ask),
        (tr("Customer"), one.account),
        (trp("who has the case", "With"), one.to),
        (tr("Since"), when(one.since, now)),
    )
    return _table(pairs)


def whole_html(team: Overview, now: datetime) -> str:
    """The queues and what notes were sent back for, as safe HTML."""
    late = sum(one.state == "late" for one in team.promises)
    head = " · ".join(
        (
            trp("cases", "{n:,} open", n=len(team.cases)),
            tr("{n:,} solved", n=team.solved),
            trn(
                "{n:,} promise, {late:,} late.",
                "{n:,} promises, {late:,} of them late.",
                len(team.promises),
                late=late,
            ),
        )
    )
    queues = "".join(_queue(one, now) for one in team.queues)
    parts = [f"<p>{head}</p>"]
    if queues:
        waits = trp("how many notes", "Wait")
        names = (tr("Queue"), waits, tr("Taken on"), tr("Overdue"), tr("Oldest"))
        cells = "".join(f"<th align='left'>{name}&nbsp;&nbsp;</th>" for name in names)
        parts.append("<h3>" + tr("Queues") + "</h3>")
        parts.append(f"<table cellpadding='4'><tr>{cells}</tr>{queues}</table>")
    if team.reasons:
        rows = "".join(f"<li>{escape(reason)}: {_number(count)}</li>" for reason, count in team.reasons)
        back = trn(
            "Sent back in the last 30 days: once", "Sent back in the last 30 days: {n:,} times", team.returned
        )
        parts.append(f"<h3>{back}</h3><ul>{rows}</ul>")
    return "".join(parts)


def _queue(one: Queue, now: datetime) -> str:
    tier = tr("Specialist") if one.tier == "specialist" else tr("Tier {tier}", tier=one.tier)
    name = ", ".join(filter(None, (tier, one.team)))
    oldest = when(one.oldest, now) if one.oldest else "–"
    cells = (name, _number(one.waiting), _number(one.taken), _number(one.late), oldest)
    return f"<tr>{''.join(f'<td>{escape(cell)}&nbsp;&nbsp;</td>' for cell in cells)}</tr>"


def acts_of(one: Shown | None) -> tuple[tuple[str, str, str], ...]:
    """What can be done: (act, what its button says, tip); the first is the button that stands out.

    Args:
        one: what is chosen; None is the inbox as a whole.
    """
    new = (NEW, tr("New promise …   N"), tr("Write down what you promised (N)"))
    if one is None:
        return (new,)
    opens = (OPEN, tr("Open   Enter"), tr("Its note, or the call (Enter)"))
    if not isinstance(one, Promise):
        return (opens,)
    mark = tr("Not done after all   D") if one.done else tr("Done   D")
    acts = [opens] if one.path or one.run else []
    acts.append((DONE, mark, tr("The customer was told, called, answered (D)")))
    if not one.done:
        acts.append((MOVE, tr("Other time …   T"), tr("The note stays as it is (T)")))
    acts.append(new)
    if one.kind == "own":
        acts.append((DELETE, tr("Delete   Del"), tr("Delete it for good (Delete)")))
    return tuple(acts)


def nothing_words(group: Group, team: Overview, *, ready: bool) -> str:
    """What the page says when its list is empty."""
    if not ready:
        return tr("Looking …")
    if group in ("cases", "team"):
        if team.trouble:
            return team.trouble
        if not team.inbox:
            return tr(
                "No handoff folder was chosen. Choose it in the inbox ({key}).", key=key_of("show_inbox")
            )
        return {
            "cases": tr("No case of the inbox is open."),
            "team": tr("No promise of a note is open."),
        }[group]
    if group == "done":
        return tr("Nothing was done yet.")
    return tr(
        "You promised nothing that is open. What you write under “promised”, “next update” or “next contact” "
        "when you hand over shows here; press N for anything else."
    )


def told_words(mine: Iterable[Promise]) -> str:
    """How many of one's own are late or due today, as a sentence."""
    states = [one.state for one in mine]
    late, today = states.count("late"), states.count("today")
    parts = [
        tr("{n} late", n=late) if late else "",
        tr("{n} due today", n=today) if today else "",
    ]
    words = ", ".join(filter(None, parts))
    return f"{words[:1].upper()}{words[1:]}." if words else tr("Nothing is late or due today.")


def _expected(due: str, now: datetime) -> str:
    if not due:
        return ""
    at = datetime.fromisoformat(due).astimezone(now.tzinfo)
    clock = f"{at:%H:%M}"
    if at.date() == now.date():
        return tr("expected today {clock}", clock=clock)
    return tr("expected {day} {clock}", day=_day(at), clock=clock)


def _day(at: datetime) -> str:
    weekday, month = WEEKDAYS[at.weekday()], MONTHS[at.month - 1]
    return tr("{weekday} {day} {month}", weekday=weekday, day=at.day, month=month)


def _table(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><td><b>{escape(name)}</b>&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"
        for name, text in pairs
        if text
    )
    return f"<table cellpadding='3'>{rows}</table>" if rows else ""


def _number(count: int) -> str:
    return tr("{n:,}", n=count)
