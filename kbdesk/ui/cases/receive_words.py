# SPDX-License-Identifier: MIT
"""What the page of a handoff note says: where it comes from, what was tried, what may be missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape

from kbdesk.desk.dates import moment
from kbdesk.language import tag, tr, trn, trp
from kbdesk.model import HandoffNote, Incoming, Leg, Tried
from kbdesk.ui.brief import party_words, tier_words, when
from kbdesk.ui.mirror import arrow

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
"""What notes usually lack: a name, the words that stand in the note, and the blanks that fill it."""

_SAID = {
    "what is wanted of us": tr("What is wanted of us"),
    "what the customer was told": tr("What the customer was told"),
    "what was promised, and by when": tr("What was promised, and by when"),
    "the exact error text": tr("The exact error text"),
    "device, system, versions": tr("Device, system, versions"),
    "since when": tr("Since when"),
    "how to reach the customer": tr("How to reach the customer"),
    "what was tried is not clear": tr("What was tried is not clear"),
}
"""The words of ``LACKS`` in the language of the window; those of notes stay English."""

_MOST_TRIED = 400
"""Steps that are shown as a list; the whole note has all."""


def source_words(incoming: Incoming) -> str:
    """Who it is from and for, since when it waits, and that nobody vouches for the name."""
    note = incoming.note
    parts = [
        tr("From {sender}, not verified", sender=party_words(note.sender)),
        tr("for {whom}", whom=note.to.name or tier_words(note.to)),
        tr("ticket {ticket}", ticket=note.ticket) if note.ticket else "",
        when(note.created),
        tr("for a decision of the line") if note.kind == "hierarchic" else "",
    ]
    return "  ·  ".join(filter(None, parts))


def answer_words(incoming: Incoming) -> tuple[str, str, str]:
    """What was answered to the note, as (heading, sentence, colour token); all "" if nothing was."""
    received, outcome = incoming.note.received, incoming.note.outcome
    if outcome is not None:
        told = ((tr("It was"), outcome.cause), (tr("Fixed by"), outcome.fix))
        lines = [f"{name}: {text}" for name, text in told if text]
        if outcome.changed:
            lines.append(tr("Written or changed: {files}", files=", ".join(outcome.changed)))
        return tr("Solved by {who}", who=_by(outcome.by, outcome.at)), "\n".join(lines), "ok"
    if received is None:
        return "", "", ""
    if received.accepted:
        said = tr("“{words}”", words=received.read_back) if received.read_back else ""
        return tr("Taken on by {who}", who=_by(received.by, received.at)), said, "ok"
    lacking = "\n".join(f"•  {said_of(line)}" for line in received.missing)
    heading = tr("Sent back by {who}; missing:", who=_by(received.by, received.at))
    return heading, lacking or tr("They did not say what."), "danger"


def warnings_of(incoming: Incoming) -> tuple[str, ...]:
    """What to know besides, but for what the answer to the note says anyway."""
    answer = incoming.note.outcome or incoming.note.received
    told = f"{answer.by} " if answer is not None and answer.by else ""
    return tuple(one for one in incoming.warnings if not (told and one.startswith(told)))


def _by(name: str, at: str) -> str:
    who = name or trp("by …", "somebody")
    return tr("{who} on {when}", who=who, when=moment(at)) if at else who


def said_of(missing: str) -> str:
    """A line of what is missing in the language of the window, if it is one of ``LACKS``; else as it is."""
    return _SAID.get(missing.strip().casefold(), missing)


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
    line = said_of(line.strip())
    if tag() == "en":  # others write nouns with a capital, too
        line = line[:1].lower() + line[1:]
    return tr("They miss: {things}", things=line if line.endswith((".", "?", "!")) else f"{line}.")


# --- what was tried ---------------------------------------------------------------------------------------


def tried_html(note: HandoffNote) -> str:
    """The steps in order with answers, times and authors, and the handings over before; safe HTML."""
    parts = [*_chain(note.earlier)]
    if not note.tried:
        told = tr("No step was tried; the note tells what is known.")
        parts.append(f"<p>{escape(told)}</p>")
    shown = note.tried[:_MOST_TRIED]
    for number, one in enumerate(shown, 1):
        parts.append(_step(number, one, tr("solved here") if note.outcome is not None else tr("stands here")))
    if len(shown) < len(note.tried):
        told = trn(
            "{n:,} more step is in the whole note.",
            "{n:,} more steps are in the whole note.",
            len(note.tried) - len(shown),
        )
        parts.append(f"<p>{escape(told)}</p>")
    if note.provenance is not None and note.provenance.articles:
        titles = ", ".join(escape(one.title or one.path) for one in note.provenance.articles[:20])
        read = trp("what was read", "Read")
        parts.append(f"<p><b>{escape(read)}</b>: {titles}</p>")
    return "".join(parts)


def _step(number: int, one: Tried, unanswered: str) -> str:
    title = f"<b>{escape(one.step)}</b>"
    if one.undone:
        title = f"<s>{escape(one.step)}</s>"
    answer = f" {arrow()} {escape(one.answer)}" if one.answer else ""
    state = "" if one.answer else unanswered
    if one.undone or one.skipped:
        state = tr("taken back") if one.undone else tr("skipped")
    meta = "  ·  ".join(filter(None, (state, _clock(one.at), _seconds(one.seconds), one.by)))
    lines = [
        f"{number}.&nbsp; {title}{answer}",
        f'<span class="meta">{escape(meta)}</span>' if meta else "",
    ]
    recorded = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in one.recorded if value)
    lines += [escape(recorded), escape(tr("“{words}”", words=one.note)) if one.note else ""]
    return f"<p>{'<br>'.join(line for line in lines if line)}</p>"


def _chain(earlier: tuple[Leg, ...]) -> Iterator[str]:
    for leg in earlier:
        head = f"{party_words(leg.sender)} {arrow()} {party_words(leg.to)}"
        meta = " · ".join(filter(None, (when(leg.at), tr("asked: {what}", what=leg.ask) if leg.ask else "")))
        lines = [f"<b>{escape(head)}</b>", f'<span class="meta">{escape(meta)}</span>']
        received = leg.received
        if received is not None and not received.accepted:
            missing = "; ".join(map(said_of, received.missing))
            who = received.by or trp("by …", "somebody")
            lines.append(escape(tr("Sent back by {who}: {missing}", who=who, missing=missing)))
        elif received is not None and received.read_back:
            lines.append(escape(tr("Read back: “{words}”", words=received.read_back)))
        yield f"<p>{'<br>'.join(lines)}</p>"


def _clock(at: str) -> str:
    try:
        return f"{datetime.fromisoformat(at).astimezone():%H:%M}"
    except (ValueError, OverflowError):
        return at


def _seconds(seconds: int) -> str:
    if seconds <= 0:
        return ""
    return tr("{n} s", n=seconds) if seconds < 100 else tr("{n} min", n=round(seconds / 60))
