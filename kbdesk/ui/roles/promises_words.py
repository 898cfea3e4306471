# SPDX-License-Identifier: MIT
"""What the page of promises says: a promise or an open case as a row, its facts, the inbox as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape
from typing import Final, Literal

from kbdesk.model.promises import OpenCase, Overview, Promise, PromiseKind, Queue
from kbdesk.ui.cases.inbox_words import InboxRow
from kbdesk.ui.key_map import key_of
from kbdesk.ui.team.words import when

Shown = Promise | OpenCase
"""What a row may stand for."""
Group = Literal["mine", "cases", "team", "done"]
GROUPS: Final[tuple[tuple[Group, str], ...]] = (
    ("mine", "Mine"),
    ("cases", "Open cases"),
    ("team", "All promises"),
    ("done", "Done"),
)
WHOLE: Final = "whole"
"""The value of the row that stands for the inbox as a whole."""
OPEN, DONE, MOVE, NEW, DELETE = "open", "done", "move", "new", "delete"
"""What can be done: to a promise, and (``NEW``) at any time."""

_KINDS: Final[dict[PromiseKind, str]] = {
    "update": "Next update to the customer",
    "contact": "Next contact with the account",
}
_STATES: Final = {"waits": "Waits", "taken": "Taken on", "returned": "Sent back"}


def promise_row(one: Promise, now: datetime, *, whose: bool) -> InboxRow:
    """The row of a promise; its value is the id.

    Args:
        one: the promise.
        now: the time, in the zone in which it is told.
        whose: whether it says who has to keep it.
    """
    colour = {"late": "danger", "today": "warn", "done": "ok"}.get(one.state, "muted")
    icon = {"late": "warning", "done": "check", "open": "question"}.get(one.state, "clock")
    mark = " · ".join(filter(None, (due_words(one, now), "case is solved" if one.solved else "")))
    keeper = f"{one.by or 'nobody'} keeps it" if whose else ""
    more = " · ".join(filter(None, (one.account, one.case, keeper))) or "Written down by hand"
    return InboxRow(
        one.id, title_of(one), f"{mark} · {more}", icon, colour, mark=mark, mark_colour=colour, more=more
    )


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
        "hierarchic" if one.hierarchic else "",
        "presses" if one.presses else "",
        f"overdue since {when(one.due, now)}" if one.late else _expected(one.due, now),
    )
    mark = " · ".join(filter(None, parts))
    more = " · ".join(filter(None, (one.to, one.account, f"since {when(one.since, now)}")))
    return InboxRow(
        one.path, one.title, f"{mark} · {more}", icon, colour, mark=mark, mark_colour=colour, more=more
    )


def whole_row(team: Overview, now: datetime) -> InboxRow:
    """The row that stands for the inbox as a whole."""
    late = sum(case.late for case in team.cases)
    mark = f"{_count(late, 'is', 'are')} overdue" if late else "Nothing is overdue"
    more = f"{team.solved:,} solved · {_times(team.returned)} sent back in 30 days"
    del now
    colour = "danger" if late else "ok"
    title = f"The inbox as a whole: {len(team.cases):,} open"
    return InboxRow(
        WHOLE, title, f"{mark} · {more}", "list", colour, mark=mark, mark_colour=colour, more=more
    )


def due_words(one: Promise, now: datetime) -> str:
    """By when, or how long ago that was: "late by 2 h", "today 14:00", "done 3 Nov 10:12"."""
    if one.done:
        return f"Done {when(one.done, now)}"
    try:
        due = datetime.fromisoformat(one.due).astimezone(now.tzinfo)
    except ValueError:
        return "No time is known: press T to set one"
    if due < now:
        return f"Late by {span(now - due)}"
    days = (due.date() - now.date()).days
    clock = "" if due.hour == 23 and due.minute == 59 else f" {due:%H:%M}"
    if days < 2:
        return f"{'Tomorrow' if days else 'Today'}{clock}"
    return f"{due:%a} {due.day} {due:%b}{clock}"


def span(time: timedelta) -> str:
    """How long: "5 min", "2 h 10 min", "3 days"."""
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes and hours < 6 else f"{hours} h"
    days = hours // 24
    return "1 day" if days == 1 else f"{days} days"


def promise_html(one: Promise, now: datetime) -> str:
    """What is known of a promise, as safe HTML."""
    pairs = (
        ("Customer", one.account),
        ("Reach them", one.contact),
        ("Case", one.case),
        ("Who keeps it", "you" if one.mine else one.by),
        ("Given", when(one.at, now) if one.at else ""),
        ("Note", "The case is solved; the customer may not know it yet." if one.solved else ""),
    )
    return _table(pairs)


def case_html(one: OpenCase, now: datetime) -> str:
    """What is known of an open case, as safe HTML."""
    pairs = (
        ("Asked for", one.ask),
        ("Customer", one.account),
        ("With", one.to),
        ("Since", when(one.since, now)),
    )
    return _table(pairs)


def whole_html(team: Overview, now: datetime) -> str:
    """The queues and what notes were sent back for, as safe HTML."""
    late = sum(one.state == "late" for one in team.promises)
    head = (
        f"<p>{len(team.cases):,} open · {team.solved:,} solved · {len(team.promises):,} promises, "
        f"{late:,} of them late.</p>"
    )
    queues = "".join(_queue(one, now) for one in team.queues)
    parts = [head]
    if queues:
        cells = "".join(
            f"<th align='left'>{name}&nbsp;&nbsp;</th>"
            for name in ("Queue", "Wait", "Taken on", "Overdue", "Oldest")
        )
        parts.append(f"<h3>Queues</h3><table cellpadding='4'><tr>{cells}</tr>{queues}</table>")
    if team.reasons:
        rows = "".join(f"<li>{escape(reason)}: {count:,}</li>" for reason, count in team.reasons)
        parts.append(f"<h3>Sent back in the last 30 days: {_times(team.returned)}</h3><ul>{rows}</ul>")
    return "".join(parts)


def _queue(one: Queue, now: datetime) -> str:
    tier = "Specialist" if one.tier == "specialist" else f"Tier {one.tier}"
    name = ", ".join(filter(None, (tier, one.team)))
    oldest = when(one.oldest, now) if one.oldest else "–"
    cells = (name, f"{one.waiting:,}", f"{one.taken:,}", f"{one.late:,}", oldest)
    return f"<tr>{''.join(f'<td>{escape(cell)}&nbsp;&nbsp;</td>' for cell in cells)}</tr>"


def acts_of(one: Shown | None) -> tuple[tuple[str, str, str], ...]:
    """What can be done: (act, what its button says, tip); the first is the button that stands out.

    Args:
        one: what is chosen; None is the inbox as a whole.
    """
    new = (NEW, "New promise …   N", "Write down what you promised (N)")
    if one is None:
        return (new,)
    opens = (OPEN, "Open   Enter", "Its note, or the call (Enter)")
    if not isinstance(one, Promise):
        return (opens,)
    mark = "Not done after all   D" if one.done else "Done   D"
    acts = [opens] if one.path or one.run else []
    acts.append((DONE, mark, "The customer was told, called, answered (D)"))
    if not one.done:
        acts.append((MOVE, "Other time …   T", "The note stays as it is (T)"))
    acts.append(new)
    if one.kind == "own":
        acts.append((DELETE, "Delete   Del", "Delete it for good (Delete)"))
    return tuple(acts)


def nothing_words(group: Group, team: Overview, *, ready: bool) -> str:
    """What the page says when its list is empty."""
    if not ready:
        return "Looking …"
    if group in ("cases", "team"):
        if team.trouble:
            return team.trouble
        if not team.inbox:
            return f"No handoff folder was chosen. Choose it in the inbox ({key_of('show_inbox')})."
        return {"cases": "No case of the inbox is open.", "team": "No note of the inbox promises anything."}[
            group
        ]
    if group == "done":
        return "Nothing was done yet."
    return (
        "You promised nothing that is open. What you write under “promised”, “next update” or “next contact” "
        "when you hand over shows here; press N for anything else."
    )


def told_words(mine: Iterable[Promise]) -> str:
    """How many of one's own are late or due today, as a sentence."""
    states = [one.state for one in mine]
    late, today = states.count("late"), states.count("today")
    parts = [f"{late} late" if late else "", f"{today} due today" if today else ""]
    words = ", ".join(filter(None, parts))
    return f"{words[:1].upper()}{words[1:]}." if words else "Nothing is late or due today."


def _expected(due: str, now: datetime) -> str:
    if not due:
        return ""
    at = datetime.fromisoformat(due).astimezone(now.tzinfo)
    day = "today" if at.date() == now.date() else f"{at:%a} {at.day} {at:%b}"
    return f"expected {day} {at:%H:%M}"


def _table(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><td><b>{escape(name)}</b>&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"
        for name, text in pairs
        if text
    )
    return f"<table cellpadding='3'>{rows}</table>" if rows else ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"
