# SPDX-License-Identifier: MIT
"""The note as a strip to read out on the phone: Situation, Background, Assessment, Recommendation (SBAR)."""

from __future__ import annotations

from typing import Final

from kbdesk.handoff.escape import one_line
from kbdesk.model import HandoffNote, Pairs, Party

_LIMIT: Final = 220


def spoken(note: HandoffNote) -> Pairs:
    """The four parts in order, each a few short sentences without any markup."""
    return (
        ("Situation", _situation(note)),
        ("Background", _background(note)),
        ("Assessment", _assessment(note)),
        ("Recommendation", _recommendation(note)),
    )


def party_name(party: Party) -> str:
    """How a party is called in a sentence: "tier 2, network team"."""
    tier = party.tier if party.tier == "specialist" else f"tier {party.tier}"
    return ", ".join(filter(None, (tier, one_line(party.team), one_line(party.name))))


def sentence(text: str) -> str:
    """The text as one sentence with a full stop; "" for an empty one."""
    line = one_line(text, _LIMIT)
    return line if not line or line[-1] in ".!?…" else f"{line}."


def _join(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _situation(note: HandoffNote) -> str:
    state = {"stable": "It is stable", "watch": "Watch it", "unstable": "It is unstable"}[note.severity]
    stopped = "work has stopped" if note.impact.work_stopped else ""
    return _join(
        f"From {party_name(note.sender)} to {party_name(note.to)}.",
        sentence(f"Ticket {note.ticket}" if note.ticket else ""),
        sentence(note.issue),
        sentence(", ".join(filter(None, (state, stopped)))),
        sentence(f"It hits {note.impact.who}" if note.impact.who else ""),
    )


def _background(note: HandoffNote) -> str:
    done = [one for one in note.tried if one.answer and not one.undone]
    last = f"The last, {one_line(done[-1].step)}, gave: {one_line(done[-1].answer)}" if done else ""
    steps = f"{len(done)} step{'' if len(done) == 1 else 's'} tried." if done else "No step was finished."
    return _join(
        sentence(
            f"The customer says: “{one_line(note.customer_words[0], 120)}”" if note.customer_words else ""
        ),
        sentence(f"Since {note.since}" if note.since else ""),
        sentence(f"Changed before: {note.changed_recently}" if note.changed_recently else ""),
        sentence(f"Error: {', '.join(note.errors)}" if note.errors else ""),
        steps,
        sentence(last),
    )


def _assessment(note: HandoffNote) -> str:
    guess = (
        sentence(f"My guess, not proven: {note.assessment}") if note.assessment else "I have no guess yet."
    )
    return _join(guess, sentence(f"Workaround: {note.impact.workaround}" if note.impact.workaround else ""))


def _recommendation(note: HandoffNote) -> str:
    return _join(
        sentence(f"I need: {note.ask}" if note.ask else "The ask is still missing"),
        sentence(f"Needed by {note.due}" if note.due else ""),
        *(sentence(_contingency(if_, then)) for if_, then in note.contingency),
        sentence(f"Stop if {note.stop_if}" if note.stop_if else ""),
        sentence(f"The customer was promised: {note.customer.promised}" if note.customer.promised else ""),
        sentence(f"{note.owner_of_contact} talks to the customer" if note.owner_of_contact else ""),
        "Please read back the ask.",
    )


def _contingency(if_: str, then: str) -> str:
    return (
        f"If {if_}, then {then}" if if_ and then else f"If {if_}: say so" if if_ else f"In any case: {then}"
    )
