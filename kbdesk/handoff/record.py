# SPDX-License-Identifier: MIT
"""The record of a note: everything that its brief had no room for."""

from __future__ import annotations

from kbdesk.handoff.brief import BRIEF, WORDS, has_answer
from kbdesk.handoff.escape import block, clean, code, inline, one_line
from kbdesk.handoff.names import name_of
from kbdesk.handoff.phrases import clock, if_then, party, plain_name, when
from kbdesk.model import HandoffNote, Leg, Outcome, Pairs, Provenance, Received, Reproduction, Tried


def record(note: HandoffNote) -> list[str]:
    """The lines under the brief, a section for each thing that there is something to say about."""
    attachments = [f"- {code(name)}" for name in note.attachments if name.strip()]
    redacted = tuple((kind, str(count)) for kind, count in note.redacted)
    return [
        *_section("Outcome", _ended(note.outcome)),
        *_section("Handovers", _handovers(note)),
        *_section("What was tried", _tried(note)),
        *_section("Known", _values(note.environment)),
        *_section("Reproduction", _reproduction(note.reproduction)),
        *_section("Attachments", attachments),
        *_section("In full", _whole(note)),
        *_section("Where this comes from", _provenance(note.provenance)),
        *_section("Taken out before export", _values(redacted)),
    ]


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"## {title}", "", *lines, ""] if lines else []


def _ended(outcome: Outcome | None) -> list[str]:
    if outcome is None:
        return []
    lines = [*_item("It was", outcome.cause), *_item("Fixed by", outcome.fix)]
    lines += [f"- **Changed:** {code(path)}" for path in outcome.changed if path.strip()]
    who = " · ".join(filter(None, (inline(outcome.by), when(outcome.at))))
    return [*lines, f"- **By:** {who}"] if who else lines


def _handovers(note: HandoffNote) -> list[str]:
    """Who gave it to whom before, and what the next tier said to each."""
    legs = list(note.earlier)
    if note.received is not None:
        legs.append(Leg(note.sender, note.to, note.created, received=note.received))  # its ask is on top
    lines: list[str] = []
    for number, leg in enumerate(legs, start=1):
        lead = f"{number}. "
        indent = " " * len(lead)
        lines.append(f"{lead}**{party(leg.sender)} → {party(leg.to)}** {when(leg.at)}".rstrip())
        for name, text in (("Ask", leg.ask), ("Guess", leg.assessment)):
            lines += _item(name, text, indent) if text.strip() else []
        lines += _said(leg.received, indent) if leg.received is not None else []
    return lines


def _said(received: Received, indent: str) -> list[str]:
    by = f" by {one_line(received.by)}" if received.by.strip() else ""
    at = f"{indent}- **At:** {when(received.at)}" if received.at.strip() else ""
    if received.accepted:
        lines = _item(f"Read back{by}", received.read_back, indent)
    else:
        missing = (
            "; ".join(one_line(name_of(line)) for line in received.missing) or "nobody said what is missing"
        )
        lines = _item(f"Sent back{by}", missing, indent)
        lines += _item("Read back", received.read_back, indent) if received.read_back.strip() else []
    return [*lines, at] if at else lines


def _reproduction(seen: Reproduction) -> list[str]:
    steps = ((f"Step {number}", step or "(empty)") for number, step in enumerate(seen.steps, start=1))
    texts = (("Expected", seen.expected), ("Actual", seen.actual), ("Reproduced", seen.reproduced))
    told = (*steps, *(pair for pair in texts if pair[1].strip()))
    return [line for name, text in told for line in _item(name, text)]


def _tried(note: HandoffNote) -> list[str]:
    lines: list[str] = []
    home = note.provenance.playbook if note.provenance else ""
    ending = "→ handed over here" if note.outcome is None else "→ solved here"
    for number, one in enumerate(note.tried, start=1):
        lead = f"{number}. "
        indent = " " * len(lead)
        unanswered = ending if number == len(note.tried) else "(no answer)"
        lines.append(f"{lead}**{inline(one.step) or '(no title)'}** {_outcome(one, unanswered)}")
        if one.playbook and one.playbook != home:
            lines.append(f"{indent}- in {code(one.playbook)}")
        if one.by and one.by != note.sender.name:
            lines.append(f"{indent}- by {inline(one.by)}")
        lines += [line for pair in one.recorded for line in _item(*pair, indent=indent)]
        lines += _item("Note", one.note, indent=indent) if one.note.strip() else []
    return lines


def _outcome(one: Tried, unanswered: str) -> str:
    if one.skipped:
        return "(skipped)"
    answer = f"→ {inline(one.answer)}" if one.answer else unanswered
    back = " (taken back)" if one.undone else ""
    return f"{answer}{back} · {clock(one.seconds)}" if one.seconds else f"{answer}{back}"


def _values(pairs: Pairs) -> list[str]:
    return [line for name, value in pairs for line in _item(name, value)]


def _item(name: str, value: str, indent: str = "") -> list[str]:
    """A list item with a label; a value of several lines stands in a fence under it."""
    label = f"{indent}- **{inline(plain_name(name))}:**"
    value = clean(value)
    if "\n" in value.strip():
        return [label, *block(value.strip("\n"), f"{indent}  ")]
    return [f"{label} {inline(value)}".rstrip()]


def _whole(note: HandoffNote) -> list[str]:
    """What the brief had no room for."""
    texts = (
        ("Issue", note.issue, BRIEF),
        ("Ask", note.ask, BRIEF),
        ("Told the customer", note.customer.told, BRIEF),
        ("Promised", note.customer.promised, BRIEF),
        ("Guess", note.assessment, BRIEF),
        ("Account", note.account.name, 80),
        ("Contract", note.account.contract, WORDS),
        ("Next contact", note.account.next_contact, 80),
        ("Stop if", note.stop_if, WORDS),
        ("Whom it hits", note.impact.who, WORDS),
        ("Workaround", note.impact.workaround, WORDS),
        ("Needed by", note.due, 60),
        ("Since", note.since, 80),
        ("Changed before", note.changed_recently, WORDS),
        ("Contact", note.customer.contact, WORDS),
        ("Next update", note.customer.next_update_due, 80),
    )
    lines = [line for name, text, limit in texts if _is_cut(text, limit) for line in _item(name, text)]
    if has_answer(note) and note.assessment.strip() and not _is_cut(note.assessment, BRIEF):
        lines += _item("Guess", note.assessment)
    if len(note.customer_words) > 2 or any(_is_cut(words, WORDS) for words in note.customer_words):
        lines += [line for words in note.customer_words for line in _item("Customer says", words)]
    if len(note.errors) > 3 or any(_is_cut(error, 80) for error in note.errors):
        lines += [line for error in note.errors for line in _item("Error", error)]
    if len(note.contingency) > 1 or any(_is_cut(part, WORDS) for pair in note.contingency for part in pair):
        lines += [f"- **If:** {if_then(pair)}" for pair in note.contingency]
    steps = {f"{one.step}: {one.answer}" for one in note.tried}
    beside = [line for line in note.ruled_out if line.strip() and line not in steps]
    return [*lines, *(line for text in beside for line in _item("Ruled out", text))]


def _is_cut(text: str, limit: int) -> bool:
    return "\n" in clean(text).strip() or len(one_line(text)) > limit


def _provenance(source: Provenance | None) -> list[str]:
    if source is None:
        return []
    version = f" at {code(source.playbook_blob[:12])}" if source.playbook_blob else ""
    commit = f" at commit {code(source.commit[:12])}" if source.commit else ""
    lines = [
        f"- Playbook {code(source.playbook) or '(none)'}{version}, step {code(source.step) or '(none)'}",
        f"- Library {code(source.library) or '(not named)'}{commit}",
    ]
    for path, blob in source.versions:
        if (path, blob) != (source.playbook, source.playbook_blob) and path:
            lines.append(f"- By way of {code(path)}{f' at {code(blob[:12])}' if blob else ''}")
    for one in source.articles:
        title = f"{inline(one.title)}, " if one.title else ""
        read_at = f", {when(one.at)}" if one.at else ""
        lines.append(f"- Read: {title}{code(one.path)}{read_at}")
    lines += [f"- Searched: {inline(query)}" for query in source.queries if query.strip()]
    lines += [f"- Flagged as wrong or unclear: {inline(step)}" for step in source.flagged if step.strip()]
    began = f"- Began {when(source.started)}" if source.started.strip() else ""
    app = f"- Written with {inline(source.app)}" if source.app else ""
    return [*lines, *filter(None, (began, app))]
