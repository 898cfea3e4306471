# SPDX-License-Identifier: MIT
"""A case told from its beginning to where it stands, as Markdown for its owner to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from kbdesk.handoff.escape import block, clean, code, inline
from kbdesk.model import CaseRow, HandoffNote, Run, Visit


def told(run: Run, row: CaseRow, now: datetime) -> str:
    """A case as it went: the customer's words, each step with its answer, how it ended, what was read.

    Nothing is taken out: the text is for the window of the person whose case it is.

    Args:
        run: the case.
        row: its line in the list.
        now: the time, with the zone in which times are told.
    """
    lines = [f"## {inline(row.issue or run.title).replace('#', chr(92) + '#') or 'Case'}", ""]
    lines += [f"> “{inline(words)}”\n>" for words in run.customer_words if words != row.issue]
    lines += ["", *_section("How it ended", _end(run.brought)), *_section("How it went", _visits(run, now))]
    lines += _section("What it came with", _brought(run.brought, now))
    read = (f"- {inline(one.title) or code(one.path)}, {_time(one.at, now)}" for one in run.articles)
    lines += _section("Articles read", read)
    lines += _section("Searched for", (f"- {inline(query)}" for query in run.queries if query.strip()))
    lines += _section("Flagged as wrong or unclear", (f"- {inline(text)}" for text in run.flagged))
    place = f"Library {code(run.library)}" + (f", playbook {code(run.playbook)}" if run.playbook else "")
    return "\n".join([*lines, place, ""])


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return [f"### {title}", "", *found, ""] if found else []


def _visits(run: Run, now: datetime) -> Iterator[str]:
    before: datetime | None = None
    for number, visit in enumerate(run.visits, 1):
        lead = f"{number}. "
        indent = " " * len(lead)
        at = _local(visit.at, now)
        same_day = before is not None and at is not None and at.date() == before.date()
        before = at or before
        title = f"**{inline(visit.title) or '(no title)'}** {_outcome(visit, run, number)}".rstrip()
        when = _time(visit.at, now, day=not same_day)
        yield lead + " · ".join(filter(None, (title, when, _spent(visit.seconds), _other(visit, run))))
        for name, value in visit.recorded:
            yield from _item(name.replace("_", " "), value, indent)
        if visit.note:
            yield from _item("Note", visit.note, indent)


def _outcome(visit: Visit, run: Run, number: int) -> str:
    if visit.skipped:
        return "(skipped)"
    if visit.answer:
        return f"→ {inline(visit.answer)}{' (taken back)' if visit.undone else ''}"
    if visit.undone:
        return "(taken back)"
    ends = {
        "running": "← here it stands",
        "paused": "← here it stands, on hold",
        "escalated": "→ handed over here",
        "returned": "→ sent back here",
        "closed": "→ closed here",
    }
    return ends.get(run.status, "") if number == len(run.visits) else "(no answer)"


def _other(visit: Visit, run: Run) -> str:
    return inline(visit.by) if visit.by and any(one.by != visit.by for one in run.visits) else ""


def _item(name: str, value: str, indent: str = "") -> list[str]:
    label = f"{indent}- **{inline(name) or '(no name)'}:**"
    value = clean(value).strip("\n")
    if "\n" in value:
        return [label, *block(value, f"{indent}  ")]
    return [f"{label} {inline(value)}".rstrip()]


def _brought(note: HandoffNote | None, now: datetime) -> Iterator[str]:
    if note is None:
        return
    by = ", ".join(filter(None, (note.sender.name, note.sender.team))) or f"tier {note.sender.tier}"
    yield f"- **Handed over by:** {inline(by)}, {_time(note.created, now)}"
    texts = (
        ("Ticket", note.ticket),
        ("Ask", note.ask),
        ("Guess", note.assessment),
        ("Told the customer", note.customer.told),
        ("Promised", note.customer.promised),
        ("Errors", "\n".join(note.errors)),
        ("Read back", note.received.read_back if note.received is not None else ""),
        ("Missing", "\n".join(note.received.missing) if note.received is not None else ""),
    )
    for name, text in texts:
        if text.strip():
            yield from _item(name, text)


def _end(note: HandoffNote | None) -> Iterator[str]:
    if note is not None and note.outcome is not None:
        yield from _item("What it was", note.outcome.cause)
        yield from _item("What fixed it", note.outcome.fix)


def _spent(seconds: int) -> str:
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
    return clock if seconds > 0 else ""


def _local(iso: str, now: datetime) -> datetime | None:
    try:
        return datetime.fromisoformat(iso).astimezone(now.tzinfo)
    except ValueError:
        return None


def _time(iso: str, now: datetime, *, day: bool = True) -> str:
    """A time in the zone of ``now``; the text itself if it is none."""
    at = _local(iso, now)
    if at is None:
        return inline(iso, 40)
    return f"{at.day} {at:%b %Y %H:%M}" if day else f"{at:%H:%M}"
