# SPDX-License-Identifier: MIT
"""What a run knows of the note before anybody is asked: what was recorded, and the note it came with.

A run that was taken over or sent back brings a note. What that note says fills the form, so that nobody types
twice; a value that was recorded since then wins over it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from kbdesk.handoff.escape import clean, one_line
from kbdesk.handoff.redact import redact
from kbdesk.model import HandoffNote, Leg, Pairs, Run, Step, Visit

SAME: Final[dict[str, tuple[str, ...]]] = {
    "ticket": ("ticket", "ticket_id", "ticket_number", "case", "incident"),
    "impact_who": ("impact_who", "impact", "who", "affected", "users_affected", "scope"),
    "workaround": ("workaround",),
    "since": ("since", "started", "first_seen", "start"),
    "changed_recently": ("changed_recently", "changed", "change", "recent_change", "last_change"),
    "errors": ("errors", "error", "error_code", "error_message", "error_text", "code"),
    "contact": ("contact", "callback", "callback_number", "call_back", "phone", "reach"),
    "due": ("due", "deadline"),
    "promised": ("promised",),
    "told": ("told",),
    "account_name": ("account_name", "key_account", "company"),
    "contract_impact": ("contract_impact",),
    "sentiment": ("sentiment",),
    "next_contact": ("next_contact",),
}
"""By blank the names under which playbooks record the same."""
_ENVIRONMENT_NAMES: Final = """
    account account_number customer_number device model router_model make serial serial_number asset os
    os_version operating_system version app app_version application browser product site location building
    network connection host hostname computer user username printer phone_model firmware carrier
"""
_ENVIRONMENT: Final = frozenset(_ENVIRONMENT_NAMES.split())
_ISSUE_LIMIT: Final = 160
_ESCALATE = re.compile(r"^\s*escalate\b[^:]{0,80}:\s*", re.IGNORECASE)
_ENVIRONMENT_LINE = re.compile(r"([^\W\d_][\w .()/-]{0,60}?)\s{0,3}[:=](?!//)\s{0,3}(.*)", re.DOTALL)
_HIERARCHIC = re.compile(r"\bhierarchic\b", re.IGNORECASE)
_NEXT_PAIR = re.compile(r";\s{0,3}(?=[^\W\d_][\w .()/-]{0,60}:(?!//))")


def filled_in(run: Run, step: Step | None) -> dict[str, str]:
    """What each blank of the form is filled with, by its key; one that is not in it is empty."""
    note = run.brought
    values = {} if note is None else _said(note)
    for key in SAME:
        found = _recorded_as(run, key)
        if found:
            known = values.get(key, "") if key == "errors" else ""
            values[key] = "\n".join(dict.fromkeys(filter(None, (*known.split("\n"), *found.split("\n")))))
    values.setdefault("issue", issue_of(run, step))
    if is_hierarchic(step):
        values.setdefault("kind", "hierarchic")
    if not values.get("told"):
        values["told"] = words_to_say(step)
    values["customer_words"] = customer_words(run)
    values["environment"] = _environment(run)
    values["ruled_out"] = _ruled_out(run)
    return values


def words_to_say(step: Step | None) -> str:
    """What an Escalate step has the customer told; "" if nothing, or if a part of it is left open."""
    says = step.says if step is not None and step.kind == "escalate" else ()
    words = " ".join(one_line(say) for say in says)
    return "" if "{{" in words else words


def is_hierarchic(step: Step | None) -> bool:
    """Whether an Escalate step says that it is for a decision, not for skill: its text says "hierarchic"."""
    return step is not None and step.kind == "escalate" and _HIERARCHIC.search(step.body) is not None


def is_returned(run: Run) -> bool:
    """Whether it brings a note that was sent back to its sender."""
    note = run.brought
    return note is not None and note.received is not None and not note.received.accepted


def earlier(run: Run) -> tuple[Leg, ...]:
    """The handings over before the next one, oldest first."""
    note = run.brought
    if note is None:
        return ()
    last = Leg(note.sender, note.to, note.created, note.ask, note.assessment, note.received)
    return (*note.earlier, last)


def environment_pairs(text: str) -> Pairs:
    """The values that the form's lines say, as (name, value); what has no name is called "also"."""
    pieces = [piece.strip() for line in text.split("\n") for piece in _NEXT_PAIR.split(line)]
    found = [(_ENVIRONMENT_LINE.fullmatch(piece), piece) for piece in pieces if piece]
    return tuple((pair[1], pair[2].strip()) if pair else ("also", piece) for pair, piece in found)


def unwritten(run: Run) -> Pairs:
    """Values of the brought note that no line of the form can say: they are passed on as they are."""
    return tuple(pair for pair in _brought_environment(run) if not _fits_a_line(pair))


def customer_words(run: Run) -> str:
    """What the customer said, a line each; what was searched for first counts as said."""
    words = run.customer_words if run.brought else (*run.customer_words, *run.queries[:1])
    lines = [line.strip() for text in words for line in clean(text).split("\n") if line.strip()]
    kept: list[str] = []
    for line in lines:
        if not any(line.casefold() in other.casefold() for other in kept):
            kept.append(line)
    return "\n".join(kept)


def issue_of(run: Run, step: Step | None) -> str:
    """The issue in one line, from the playbook, the step and the customer's words."""
    title = step.title if step is not None else run.current.title
    topic = step_topic(title)
    issue = one_line(run.title)
    if topic and topic.casefold() != issue.casefold():
        issue = f"{issue}: {topic}"
    words = redact(customer_words(run).split("\n")[0])[0]  # before the cut: half a card is still a card
    if words and words.casefold() not in issue.casefold():
        issue = f"{issue} (“{words}”)"
    return one_line(issue, _ISSUE_LIMIT)


def step_topic(title: str) -> str:
    """What an Escalate step is about: "radio fault" of "Escalate to tier 2: radio fault"."""
    return _ESCALATE.sub("", one_line(title))


# --- what the functions above are made of -----------------------------------------------------------------


def _said(note: HandoffNote) -> dict[str, str]:
    """What a note says, by the blanks that asked for it. The ask and the guess are another's: asked anew."""
    values = {
        "issue": note.issue,
        "ticket": note.ticket,
        "severity": note.severity,
        "impact_who": note.impact.who,
        "work_stopped": "yes" if note.impact.work_stopped else "no",
        "workaround": note.impact.workaround,
        "due": note.due,
        "since": note.since,
        "changed_recently": note.changed_recently,
        "errors": "\n".join(note.errors),
        "stop_if": note.stop_if,
        "told": note.customer.told,
        "promised": note.customer.promised,
        "next_update_due": note.customer.next_update_due,
        "contact": note.customer.contact,
        "owner_of_contact": note.owner_of_contact,
        "repro_steps": "\n".join(note.reproduction.steps),
        "expected": note.reproduction.expected,
        "actual": note.reproduction.actual,
        "reproduced": note.reproduction.reproduced,
        "attachments": "\n".join(note.attachments),
        "account_name": note.account.name,
        "contract_impact": note.account.contract,
        "sentiment": note.account.sentiment,
        "next_contact": note.account.next_contact,
    }
    for number, (if_, then) in enumerate(note.contingency, start=1):
        end = "" if number == 1 else f"_{number}"
        values |= {f"if{end}": if_, f"then{end}": then}
    if note.received is not None and not note.received.accepted:  # one's own note: all of it stands
        values |= {"ask": note.ask, "assessment": note.assessment, "kind": note.kind}
    return {key: value for key, value in values.items() if value}


def _recorded_as(run: Run, key: str) -> str:
    """What was recorded under a name of this blank (errors: each on a line); "" if nothing."""
    recorded = dict(_since_brought(run))
    found = [recorded[name].strip() for name in SAME[key] if recorded.get(name, "").strip()]
    return "\n".join(dict.fromkeys(found)) if key == "errors" else (found or [""])[0]


def _since_brought(run: Run) -> Pairs:
    """What was recorded since the run came with its note; all of it, if it came with none."""
    note = run.brought
    if note is None:
        return run.recorded
    known = dict(note.environment)
    values: dict[str, str] = {}
    for visit in run.visits:
        if not visit.undone and (visit is run.current or _is_later(visit, note.created)):
            values |= {name: value for name, value in visit.recorded if known.get(name) != value}
    return tuple(values.items())


def _is_later(visit: Visit, moment: str) -> bool:
    try:
        return datetime.fromisoformat(visit.at) > datetime.fromisoformat(moment)
    except (ValueError, TypeError):  # no time, or one of them without an offset
        return False


def _brought_environment(run: Run) -> Pairs:
    """Values that stand in the note and, as the note has them, in no step."""
    if run.brought is None:
        return ()
    recorded, new = dict(run.recorded), dict(_since_brought(run))
    return tuple(
        (name, value)
        for name, value in run.brought.environment
        if name not in new and recorded.get(name) != value
    )


def _environment(run: Run) -> str:
    values = {name: clean(value).strip() for name, value in run.recorded if name in _ENVIRONMENT}
    values |= {name: value for name, value in _brought_environment(run) if value}
    return "\n".join(f"{name}: {value}" for name, value in values.items() if _fits_a_line((name, value)))


def _fits_a_line(pair: tuple[str, str]) -> bool:
    return environment_pairs(f"{pair[0]}: {pair[1]}") == (pair,)


def _ruled_out(run: Run) -> str:
    """What was ruled out beside the steps, a line each."""
    if run.brought is None:
        return ""
    steps = {f"{visit.title}: {visit.answer}" for visit in run.visits}
    return "\n".join(line for line in run.brought.ruled_out if line not in steps)
