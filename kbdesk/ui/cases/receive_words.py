# SPDX-License-Identifier: MIT
"""What the page of a handoff note says: where it comes from, what was tried, what may be missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape

from kbdesk.desk.dates import moment
from kbdesk.model import HandoffNote, Incoming, Leg, Tried
from kbdesk.ui.brief import party_words, tier_words, when

LACKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("ask", "What is wanted of us", ("ask",)),
    ("told", "What the customer was told", ("told",)),
    ("promised", "What was promised, and by when", ("promised",)),
    ("errors", "The exact error text", ("errors",)),
    ("environment", "Device, system, versions", ("environment",)),
    ("since", "Since when", ("since", "changed_recently")),
    ("contact", "How to reach the customer", ("contact",)),
    ("tried", "What was tried is not clear", ()),
)
"""What notes usually lack: a name, the words that the sender reads, and the blanks that fill it."""

_MOST_TRIED = 400
"""Steps that are shown as a list; the whole note has all."""


def source_words(incoming: Incoming) -> str:
    """Who it is from and for, since when it waits, and that nobody vouches for the name."""
    note = incoming.note
    parts = [
        f"From {party_words(note.sender)}, not verified",
        f"for {note.to.name or tier_words(note.to)}",
        f"ticket {note.ticket}" if note.ticket else "",
        when(note.created),
        "for a decision of the line" if note.kind == "hierarchic" else "",
    ]
    return "  ·  ".join(filter(None, parts))


def answer_words(incoming: Incoming) -> tuple[str, str, str]:
    """What was answered to the note, as (heading, sentence, colour token); all "" if nothing was."""
    received, outcome = incoming.note.received, incoming.note.outcome
    if outcome is not None:
        told = (("It was", outcome.cause), ("Fixed by", outcome.fix))
        lines = [f"{name}: {text}" for name, text in told if text]
        if outcome.changed:
            lines.append(f"Written or changed: {', '.join(outcome.changed)}")
        return f"Solved by {_by(outcome.by, outcome.at)}", "\n".join(lines), "ok"
    if received is None:
        return "", "", ""
    if received.accepted:
        said = f"“{received.read_back}”" if received.read_back else ""
        return f"Taken on by {_by(received.by, received.at)}", said, "ok"
    lacking = "\n".join(f"•  {line}" for line in received.missing)
    heading = f"Sent back by {_by(received.by, received.at)}; missing:"
    return heading, lacking or "They did not say what.", "danger"


def warnings_of(incoming: Incoming) -> tuple[str, ...]:
    """What to know besides, but for what the answer to the note says anyway."""
    answer = incoming.note.outcome or incoming.note.received
    told = f"{answer.by} " if answer is not None and answer.by else ""
    return tuple(one for one in incoming.warnings if not (told and one.startswith(told)))


def _by(name: str, at: str) -> str:
    return " on ".join(filter(None, (name or "somebody", moment(at) if at else "")))


def is_lacking(note: HandoffNote, name: str) -> bool:
    """Whether the note has nothing for one of ``LACKS``."""
    values: dict[str, object] = {
        "ask": note.ask,
        "told": note.customer.told,
        "promised": note.customer.promised,
        "errors": note.errors,
        "environment": note.environment,
        "since": note.since,
        "contact": note.customer.contact,
        "tried": any(one.answer for one in note.tried),
    }
    return not values.get(name, True)


def marks_of(missing: tuple[str, ...]) -> dict[str, str]:
    """What to say under which blank of the escalation form, by key; a line of one's own by itself."""
    marks: dict[str, str] = {}
    for line in missing:
        keys = next((keys for _, words, keys in LACKS if words.casefold() == line.strip().casefold()), ())
        key = keys[0] if keys else line.strip()
        marks[key] = f"{marks[key]} {_asked(line)}" if key in marks else _asked(line)
    return marks


def _asked(line: str) -> str:
    line = line.strip()
    return f"They miss: {line[:1].lower()}{line[1:]}{'' if line.endswith(('.', '?', '!')) else '.'}"


# --- what was tried ---------------------------------------------------------------------------------------


def tried_html(note: HandoffNote) -> str:
    """The steps in order with answers, times and authors, and the handings over before; safe HTML."""
    parts = [*_chain(note.earlier)]
    if not note.tried:
        parts.append("<p>No step was tried; the note tells what is known.</p>")
    shown = note.tried[:_MOST_TRIED]
    for number, one in enumerate(shown, 1):
        parts.append(_step(number, one, "solved here" if note.outcome is not None else "stands here"))
    if len(shown) < len(note.tried):
        parts.append(f"<p>{len(note.tried) - len(shown):,} more steps are in the whole note.</p>")
    if note.provenance is not None and note.provenance.articles:
        titles = ", ".join(escape(one.title or one.path) for one in note.provenance.articles[:20])
        parts.append(f"<p><b>Read</b>: {titles}</p>")
    return "".join(parts)


def _step(number: int, one: Tried, unanswered: str) -> str:
    title = f"<b>{escape(one.step)}</b>"
    if one.undone:
        title = f"<s>{escape(one.step)}</s>"
    answer = f" → {escape(one.answer)}" if one.answer else ""
    state = "taken back" if one.undone else "skipped" if one.skipped else "" if one.answer else unanswered
    meta = "  ·  ".join(filter(None, (state, _clock(one.at), _seconds(one.seconds), one.by)))
    lines = [f"{number}.&nbsp; {title}{answer}", f'<span class="meta">{escape(meta)}</span>' if meta else ""]
    recorded = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in one.recorded if value)
    lines += [escape(recorded), f"“{escape(one.note)}”" if one.note else ""]
    return f"<p>{'<br>'.join(line for line in lines if line)}</p>"


def _chain(earlier: tuple[Leg, ...]) -> Iterator[str]:
    for leg in earlier:
        head = f"{party_words(leg.sender)} → {party_words(leg.to)}"
        meta = " · ".join(filter(None, (when(leg.at), f"asked: {leg.ask}" if leg.ask else "")))
        lines = [f"<b>{escape(head)}</b>", f'<span class="meta">{escape(meta)}</span>']
        received = leg.received
        if received is not None and not received.accepted:
            missing = "; ".join(received.missing)
            lines.append(escape(f"Sent back by {received.by or 'somebody'}: {missing}"))
        elif received is not None and received.read_back:
            lines.append(f"Read back: “{escape(received.read_back)}”")
        yield f"<p>{'<br>'.join(lines)}</p>"


def _clock(at: str) -> str:
    try:
        return f"{datetime.fromisoformat(at).astimezone():%H:%M}"
    except (ValueError, OverflowError):
        return at


def _seconds(seconds: int) -> str:
    if seconds <= 0:
        return ""
    return f"{seconds} s" if seconds < 100 else f"{round(seconds / 60)} min"
