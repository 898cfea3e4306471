# SPDX-License-Identifier: MIT
"""The note as Markdown: a brief of at most twelve lines, the full record, and the machine's copy at the end.

No value can change the structure: what stands on one line is escaped, what has several lines stands in a
fence longer than any run of backticks in it, control and bidi characters are removed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from kbdesk.handoff.blanks import SAME
from kbdesk.handoff.escape import block, clean, code, inline, one_line
from kbdesk.handoff.redact import redact
from kbdesk.handoff.schema import to_json
from kbdesk.model import HandoffNote, Pairs, Party, Provenance, Tried

_BRIEF: Final = 200
"""Characters of one value in the brief; the record has it whole."""
_WORDS: Final = 140
_SEVERITY: Final = {"stable": "stable", "watch": "watch", "unstable": "**UNSTABLE**"}


def to_markdown(note: HandoffNote) -> str:
    """The whole note as one Markdown text that reads well on a git host, in a ticket and as plain text."""
    lines = [
        *_brief(note),
        *_section("What was tried", _tried(note)),
        *_section("Known", _values(note.environment)),
        *_section("In full", _whole(note)),
        *_section("Where this comes from", _source(note)),
        *_section(
            "Taken out before export", _values(tuple((kind, str(count)) for kind, count in note.redacted))
        ),
        "## For kbdesk",
        "",
        "All of the above for programs, with the playbook, its version and the step to go on at.",
        "",
        "```json",
        to_json(note),
        "```",
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"## {title}", "", *lines, ""] if lines else []


# --- the brief --------------------------------------------------------------------------------------------


def _brief(note: HandoffNote) -> list[str]:
    """Title, route and at most ten lines, the ask first; a line that would say nothing is left out."""
    route = " · ".join(
        filter(
            None,
            (
                f"**{_party(note.sender)} → {_party(note.to)}**",
                f"ticket {inline(note.ticket)}" if note.ticket else "",
                _when(note.created),
                "hierarchic" if note.kind == "hierarchic" else "",
            ),
        )
    )
    items = (
        ("Ask", inline(note.ask, _BRIEF) or "(not written yet)"),
        ("How bad", _impact(note)),
        ("Customer says", _words(note)),
        ("Since", _since(note)),
        ("Told", _told(note)),
        ("Known", _known(note)),
        ("Tried", _tried_brief(note)),
        ("Guess", inline(note.assessment, _BRIEF)),
        ("If", _plan(note)),
        ("Contact", _contact(note)),
    )
    title = inline(_issue(note), _BRIEF).replace("#", r"\#") or "Handoff"
    return [f"# {title}", "", route, "", *(f"- **{label}:** {text}" for label, text in items if text), ""]


def _party(party: Party) -> str:
    tier = "Specialist" if party.tier == "specialist" else f"Tier {party.tier}"
    return ", ".join(filter(None, (tier, inline(party.team), inline(party.name))))


def _issue(note: HandoffNote) -> str:
    """The issue without the customer's words at its end: they have their own line."""
    words = f" (“{one_line(note.customer_words[0])}”)" if note.customer_words else ""
    return one_line(note.issue).removesuffix(words)


def _when(moment: str) -> str:
    try:
        time = datetime.fromisoformat(moment)
    except ValueError:
        return inline(moment, 40)
    offset = time.utcoffset()
    zone = "" if offset is None else "UTC" if offset == timedelta() else time.strftime("UTC%z")
    return f"{time:%Y-%m-%d %H:%M} {zone}".strip()


def _impact(note: HandoffNote) -> str:
    stopped = "**work has stopped**" if note.impact.work_stopped else "work goes on"
    parts = (
        _SEVERITY[note.severity],
        inline(note.impact.who, _WORDS),
        stopped,
        f"workaround: {inline(note.impact.workaround, _WORDS)}" if note.impact.workaround else "",
        f"needed by {inline(note.due, 60)}" if note.due else "",
    )
    return "; ".join(filter(None, parts))


def _words(note: HandoffNote) -> str:
    return " ".join(f"“{inline(words, _WORDS)}”" for words in note.customer_words[:2])


def _since(note: HandoffNote) -> str:
    errors = ", ".join(inline(error, 80) for error in note.errors[:3])
    more = f" (+{len(note.errors) - 3})" if len(note.errors) > 3 else ""
    changed = inline(note.changed_recently, _WORDS)
    parts = (
        inline(note.since, 80) or ("not known" if errors or changed else ""),
        f"changed before: {changed}" if changed else "",
        f"error: {errors}{more}" if errors else "",
    )
    return "; ".join(filter(None, parts))


def _told(note: HandoffNote) -> str:
    promised = inline(note.customer.promised, _BRIEF)
    told = inline(note.customer.told, _BRIEF) or ("nothing yet" if promised else "")
    end = "" if told.endswith((".", "!", "?", "…")) else "."
    return f"{told}{end} **Promised:** {promised}" if promised else told


def _done(note: HandoffNote) -> list[Tried]:
    return [one for one in note.tried if one.answer and not one.undone]


def _tried_brief(note: HandoffNote) -> str:
    done = _done(note)
    if not done:
        return "no step was finished"
    skipped = sum(one.skipped and not one.undone for one in note.tried)
    back = sum(one.undone and bool(one.answer) for one in note.tried)
    extra = [f"{skipped} skipped" if skipped else "", f"{back} taken back" if back else ""]
    count = ", ".join(filter(None, (f"{len(done)} step{'' if len(done) == 1 else 's'}", *extra)))
    seconds = sum(one.seconds for one in note.tried)
    spent = f" in {_clock(seconds)}" if seconds else ""
    return f"{count}{spent}; last: {inline(done[-1].step, 80)} → {inline(done[-1].answer, 80)}"


def _known(note: HandoffNote) -> str:
    """The recorded values as far as one line goes, but those that another line says; the record has all."""
    elsewhere = _elsewhere(note)
    text = ""
    for name, value in note.environment:
        if value and one_line(value) in elsewhere.get(name, ""):
            continue
        part = f"{_readable(name)} {one_line(value)}"
        if len(text) + len(part) > _BRIEF - 2:
            return f"{inline(text)} …" if text else inline(part, _BRIEF)
        text = f"{text}; {part}" if text else part
    return inline(text)


def _readable(name: str) -> str:
    return one_line(name.replace("_", " ")) or "(no name)"


def _plan(note: HandoffNote) -> str:
    stop = f"**Stop if:** {inline(note.stop_if, _WORDS)}" if note.stop_if else ""
    if not note.contingency:
        return f"nothing planned. {stop}" if stop else ""
    first, more = _if_then_text(note.contingency[0], _WORDS), len(note.contingency) - 1
    return "; ".join(filter(None, (first, f"{more} more below" if more else "", stop)))


def _if_then_text(pair: tuple[str, str], limit: int = 0) -> str:
    if_, then = inline(pair[0], limit), inline(pair[1], limit)
    return f"{if_ or 'in any case'} **then:** {then or '(not written)'}"


def _elsewhere(note: HandoffNote) -> dict[str, str]:
    """What lines of the brief say of values that a playbook may have recorded, by the value's name."""
    said = {
        "ticket": note.ticket,
        "impact_who": note.impact.who,
        "workaround": note.impact.workaround,
        "since": note.since,
        "changed_recently": note.changed_recently,
        "errors": " ".join(note.errors),
        "contact": redact(note.customer.contact)[0],  # only there an address stays as it is
        "due": note.due,
        "promised": note.customer.promised,
        "told": note.customer.told,
    }
    return {name: one_line(text) for key, text in said.items() for name in SAME[key]}


def _contact(note: HandoffNote) -> str:
    due = note.customer.next_update_due
    parts = (
        f"{inline(note.owner_of_contact, 80)} talks to the customer" if note.owner_of_contact else "",
        f"reach them: {inline(note.customer.contact, _WORDS)}" if note.customer.contact else "",
        f"next update: {inline(due, 80)}" if due else "",
    )
    return "; ".join(filter(None, parts))


# --- the record -------------------------------------------------------------------------------------------


def _tried(note: HandoffNote) -> list[str]:
    lines: list[str] = []
    home = note.provenance.playbook if note.provenance else ""
    for number, one in enumerate(note.tried, start=1):
        lead = f"{number}. "
        indent = " " * len(lead)
        lines.append(
            f"{lead}**{inline(one.step) or '(no title)'}** {_outcome(one, number == len(note.tried))}"
        )
        if one.playbook and one.playbook != home:
            lines.append(f"{indent}- in {code(one.playbook)}")
        if one.by and one.by != note.sender.name:
            lines.append(f"{indent}- by {inline(one.by)}")
        lines += [line for pair in one.recorded for line in _item(*pair, indent=indent)]
        lines += _item("Note", one.note, indent=indent) if one.note else []
    return lines


def _outcome(one: Tried, last: bool) -> str:
    if one.skipped:
        return "(skipped)"
    answer = f"→ {inline(one.answer)}" if one.answer else "→ handed over here" if last else "(no answer)"
    back = " (taken back)" if one.undone else ""
    return f"{answer}{back} · {_clock(one.seconds)}" if one.seconds else f"{answer}{back}"


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def _values(pairs: Pairs) -> list[str]:
    return [line for name, value in pairs for line in _item(name, value)]


def _item(name: str, value: str, indent: str = "") -> list[str]:
    """A list item with a label; a value of several lines stands in a fence under it."""
    label = f"{indent}- **{inline(_readable(name))}:**"
    value = clean(value)
    if "\n" in value.strip():
        return [label, *block(value.strip("\n"), f"{indent}  ")]
    return [f"{label} {inline(value)}".rstrip()]


def _whole(note: HandoffNote) -> list[str]:
    """What the brief had no room for."""
    texts = (
        ("Issue", note.issue, _BRIEF),
        ("Ask", note.ask, _BRIEF),
        ("Told the customer", note.customer.told, _BRIEF),
        ("Promised", note.customer.promised, _BRIEF),
        ("Guess", note.assessment, _BRIEF),
        ("Stop if", note.stop_if, _WORDS),
        ("Whom it hits", note.impact.who, _WORDS),
        ("Workaround", note.impact.workaround, _WORDS),
        ("Needed by", note.due, 60),
        ("Since", note.since, 80),
        ("Changed before", note.changed_recently, _WORDS),
        ("Contact", note.customer.contact, _WORDS),
        ("Next update", note.customer.next_update_due, 80),
    )
    lines = [line for name, text, limit in texts if _is_cut(text, limit) for line in _item(name, text)]
    if len(note.customer_words) > 2 or any(_is_cut(words, _WORDS) for words in note.customer_words):
        lines += [line for words in note.customer_words for line in _item("Customer says", words)]
    if len(note.errors) > 3 or any(_is_cut(error, 80) for error in note.errors):
        lines += [line for error in note.errors for line in _item("Error", error)]
    if len(note.contingency) > 1 or any(_is_cut(part, _WORDS) for pair in note.contingency for part in pair):
        lines += [f"- **If:** {_if_then_text(pair)}" for pair in note.contingency]
    return lines


def _is_cut(text: str, limit: int) -> bool:
    return "\n" in clean(text).strip() or len(one_line(text)) > limit


def _source(note: HandoffNote) -> list[str]:
    source = note.provenance
    return _provenance(source) if source else []


def _provenance(source: Provenance) -> list[str]:
    version = f" at {code(source.playbook_blob[:12])}" if source.playbook_blob else ""
    commit = f" at commit {code(source.commit[:12])}" if source.commit else ""
    lines = [
        f"- Playbook {code(source.playbook) or '(none)'}{version}, step {code(source.step) or '(none)'}",
        f"- Library {code(source.library) or '(not named)'}{commit}",
    ]
    for one in source.articles:
        title = f"{inline(one.title)}, " if one.title else ""
        read_at = f", {_when(one.at)}" if one.at else ""
        lines.append(f"- Read: {title}{code(one.path)}{read_at}")
    lines += [f"- Searched: {inline(query)}" for query in source.queries if query.strip()]
    return [*lines, f"- Written with {inline(source.app)}"] if source.app else lines
