# SPDX-License-Identifier: MIT
"""The top of a note: at most twelve lines that say what the next tier needs first."""

from __future__ import annotations

from typing import Final

from kbdesk.handoff.escape import inline, one_line
from kbdesk.handoff.known import SAME
from kbdesk.handoff.names import name_of
from kbdesk.handoff.phrases import clock, if_then, party, plain_name, when
from kbdesk.handoff.redact import redact
from kbdesk.model import HandoffNote, Pairs, Tried

BRIEF: Final = 200
"""Characters of one value in the brief; the record has it whole."""
WORDS: Final = 140
_SEVERITY: Final = {"stable": "stable", "watch": "watch", "unstable": "**UNSTABLE**"}


def brief(note: HandoffNote) -> list[str]:
    """Title, route and at most ten lines; a line that would say nothing is left out.

    The ask stands first, but how the case ended or why the note was sent back wins over it, and takes the
    place of the guess. What is said of an account takes the place of the recorded values, which the record
    has anyway.
    """
    route = " · ".join(
        filter(
            None,
            (
                f"**{party(note.sender)} → {party(note.to)}**",
                f"ticket {inline(note.ticket)}" if note.ticket else "",
                when(note.created),
                "hierarchic" if note.kind == "hierarchic" else "",
            ),
        )
    )
    answer = _answer(note)
    account = _account(note)
    items = (
        *answer,
        ("Ask", inline(note.ask, BRIEF) or "(not written yet)"),
        ("Account", account),
        ("How bad", _impact(note)),
        ("Customer says", _words(note)),
        ("Since", _since(note)),
        ("Told", _told(note)),
        ("Known", "" if account else _known(note)),
        ("Tried", _tried_brief(note)),
        *((("Guess", inline(note.assessment, BRIEF)),) if not answer else ()),
        ("If", _plan(note)),
        ("Contact", _contact(note)),
    )
    title = inline(_issue(note), BRIEF).replace("#", r"\#") or "Handoff"
    return [f"# {title}", "", route, "", *(f"- **{label}:** {text}" for label, text in items if text), ""]


def has_answer(note: HandoffNote) -> bool:
    """Whether the brief begins with how the case ended or why the note was sent back."""
    return bool(_answer(note))


def _answer(note: HandoffNote) -> Pairs:
    """(Solved | Sent back, what), or nothing."""
    outcome, received = note.outcome, note.received
    if outcome is not None:
        cause = (
            f"it was: {inline(outcome.cause, BRIEF)}" if outcome.cause.strip() else "the cause is not written"
        )
        fix = f"fixed by: {inline(outcome.fix, BRIEF)}" if outcome.fix.strip() else ""
        return (("Solved", "; ".join(filter(None, (cause, fix)))),)
    if received is None or received.accepted:
        return ()
    named = [inline(name_of(line), 80) for line in received.missing if line.strip()]
    more = f" (+{len(named) - 3})" if len(named) > 3 else ""
    verb = "is" if len(named) == 1 else "are"
    what = f"{'; '.join(named[:3])}{more} {verb} missing" if named else "nobody said what is missing"
    by = f" (asked by {inline(received.by, 80)})" if received.by.strip() else ""
    return (("Sent back", f"{what}{by}"),)


def _issue(note: HandoffNote) -> str:
    """The issue without the customer's words at its end: they have their own line."""
    words = f" (“{one_line(note.customer_words[0])}”)" if note.customer_words else ""
    return one_line(note.issue).removesuffix(words)


def _impact(note: HandoffNote) -> str:
    stopped = "**work has stopped**" if note.impact.work_stopped else "work goes on"
    parts = (
        _SEVERITY[note.severity],
        inline(note.impact.who, WORDS),
        stopped,
        f"workaround: {inline(note.impact.workaround, WORDS)}" if note.impact.workaround else "",
        f"needed by {inline(note.due, 60)}" if note.due else "",
    )
    return "; ".join(filter(None, parts))


def _account(note: HandoffNote) -> str:
    account = note.account
    feeling = "**leaving**" if account.sentiment == "leaving" else account.sentiment
    parts = (
        inline(account.name, 80),
        feeling,
        f"contract: {inline(account.contract, WORDS)}" if account.contract.strip() else "",
        f"next contact: {inline(account.next_contact, 80)}" if account.next_contact.strip() else "",
    )
    return "; ".join(filter(None, parts))


def _words(note: HandoffNote) -> str:
    return " ".join(f"“{inline(words, WORDS)}”" for words in note.customer_words[:2])


def _since(note: HandoffNote) -> str:
    errors = ", ".join(inline(error, 80) for error in note.errors[:3])
    more = f" (+{len(note.errors) - 3})" if len(note.errors) > 3 else ""
    changed = inline(note.changed_recently, WORDS)
    parts = (
        inline(note.since, 80) or ("not known" if errors or changed else ""),
        f"changed before: {changed}" if changed else "",
        f"error: {errors}{more}" if errors else "",
    )
    return "; ".join(filter(None, parts))


def _told(note: HandoffNote) -> str:
    promised = inline(note.customer.promised, BRIEF)
    told = inline(note.customer.told, BRIEF) or ("nothing yet" if promised else "")
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
    spent = f" in {clock(seconds)}" if seconds else ""
    return f"{count}{spent}; last: {inline(done[-1].step, 80)} → {inline(done[-1].answer, 80)}"


def _known(note: HandoffNote) -> str:
    """The recorded values as far as one line goes, but those that another line says; the record has all."""
    elsewhere = _elsewhere(note)
    text = ""
    for name, value in note.environment:
        if value and one_line(value) in elsewhere.get(name, ""):
            continue
        part = f"{plain_name(name)} {one_line(value)}"
        if len(text) + len(part) > BRIEF - 2:
            return f"{inline(text)} …" if text else inline(part, BRIEF)
        text = f"{text}; {part}" if text else part
    return inline(text)


def _plan(note: HandoffNote) -> str:
    stop = f"**Stop if:** {inline(note.stop_if, WORDS)}" if note.stop_if else ""
    if not note.contingency:
        return f"nothing planned. {stop}" if stop else ""
    first, more = if_then(note.contingency[0], WORDS), len(note.contingency) - 1
    return "; ".join(filter(None, (first, f"{more} more below" if more else "", stop)))


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
        f"reach them: {inline(note.customer.contact, WORDS)}" if note.customer.contact else "",
        f"next update: {inline(due, 80)}" if due else "",
    )
    return "; ".join(filter(None, parts))
