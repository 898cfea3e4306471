# SPDX-License-Identifier: MIT
"""A case told from its beginning to where it stands, as Markdown for its owner to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from kbdesk.desk.dates import day_of
from kbdesk.handoff.escape import block, clean, code, inline
from kbdesk.language import tr, trp
from kbdesk.model import CaseRow, HandoffNote, Run, Visit


def told(run: Run, row: CaseRow, now: datetime) -> str:
    """A case as it went: the customer's words, each step with its answer, how it ended, what was read.

    Nothing is taken out: the text is for the window of the person whose case it is.

    Args:
        run: the case.
        row: its line in the list.
        now: the time, with the zone in which times are told.
    """
    title = inline(row.issue or run.title).replace("#", r"\#") or tr("Case")
    lines = [f"## {title}", ""]
    lines += [f"> “{inline(words)}”\n>" for words in run.customer_words if words != row.issue]
    lines += ["", *_section(tr("How it ended"), _end(run.brought))]
    lines += _section(tr("How it went"), _visits(run, now))
    lines += _section(tr("What it came with"), _brought(run.brought, now))
    read = (f"- {inline(one.title) or code(one.path)}, {_time(one.at, now)}" for one in run.articles)
    lines += _section(tr("Articles read"), read)
    lines += _section(tr("Searched for"), (f"- {inline(query)}" for query in run.queries if query.strip()))
    lines += _section(tr("Flagged as wrong or unclear"), (f"- {inline(text)}" for text in run.flagged))
    place = tr("Library {library}", library=code(run.library))
    if run.playbook:
        place = tr("{library}, playbook {path}", library=place, path=code(run.playbook))
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
        name = inline(visit.title) or tr("(no title)")
        title = f"**{name}** {_outcome(visit, run, number)}".rstrip()
        when = _time(visit.at, now, day=not same_day)
        yield lead + " · ".join(filter(None, (title, when, _spent(visit.seconds), _other(visit, run))))
        for name, value in visit.recorded:
            yield from _item(name.replace("_", " "), value, indent)
        if visit.note:
            yield from _item(trp("of a step", "Note"), visit.note, indent)


def _outcome(visit: Visit, run: Run, number: int) -> str:
    if visit.skipped:
        return tr("(skipped)")
    if visit.answer:
        answer = f"→ {inline(visit.answer)}"
        return tr("{answer} (taken back)", answer=answer) if visit.undone else answer
    if visit.undone:
        return tr("(taken back)")
    ends = {
        "running": tr("← here it stands"),
        "paused": tr("← here it stands, on hold"),
        "escalated": tr("→ handed over here"),
        "returned": tr("→ sent back here"),
        "closed": tr("→ closed here"),
    }
    return ends.get(run.status, "") if number == len(run.visits) else tr("(no answer)")


def _other(visit: Visit, run: Run) -> str:
    return inline(visit.by) if visit.by and any(one.by != visit.by for one in run.visits) else ""


def _item(name: str, value: str, indent: str = "") -> list[str]:
    called = inline(name) or tr("(no name)")
    label = f"{indent}- **{called}:**"
    value = clean(value).strip("\n")
    if "\n" in value:
        return [label, *block(value, f"{indent}  ")]
    return [f"{label} {inline(value)}".rstrip()]


def _brought(note: HandoffNote | None, now: datetime) -> Iterator[str]:
    if note is None:
        return
    sender = note.sender
    by = ", ".join(filter(None, (sender.name, sender.team))) or tr("tier {tier}", tier=sender.tier)
    yield tr("- **Handed over by:** {name}, {when}", name=inline(by), when=_time(note.created, now))
    texts = (
        (tr("Ticket"), note.ticket),
        (tr("Ask"), note.ask),
        (tr("Guess"), note.assessment),
        (tr("Told the customer"), note.customer.told),
        (tr("Promised"), note.customer.promised),
        (tr("Errors"), "\n".join(note.errors)),
        (tr("Read back"), note.received.read_back if note.received is not None else ""),
        (tr("Missing"), "\n".join(note.received.missing) if note.received is not None else ""),
    )
    for name, text in texts:
        if text.strip():
            yield from _item(name, text)


def _end(note: HandoffNote | None) -> Iterator[str]:
    if note is not None and note.outcome is not None:
        yield from _item(tr("What it was"), note.outcome.cause)
        yield from _item(tr("What fixed it"), note.outcome.fix)


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
    return f"{day_of(at)} {at:%H:%M}" if day else f"{at:%H:%M}"
