# SPDX-License-Identifier: MIT
"""The escalation form: what the run lacks, what no run can know, the rest as far as known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, Literal

from kbdesk.handoff.escape import one_line
from kbdesk.handoff.known import filled_in, is_returned, words_to_say
from kbdesk.handoff.names import key_of
from kbdesk.language import tr
from kbdesk.model import TIERS, Blank, Party, Run, Step, Tier, ValueField

ACCOUNT: Final = ("account_name", "contract_impact", "sentiment", "next_contact")
"""The blanks of a hierarchic escalation."""
SENTIMENTS: Final = ("positive", "neutral", "negative", "leaving")
SEVERITIES: Final = ("stable", "watch", "unstable")
KINDS: Final = ("functional", "hierarchic")
_PAIRS: Final = 3
_MOST: Final = 20
_QUESTION: Final = 120
_Group = Literal["ask", "missing", "more"]

_NO_ASK = re.compile(
    r"(?:(?:hi|hello|please|pls|plz|kindly|can you|could you|would you|and|just|only|need you to)\b[\s,]*)*"
    r"(?:(?:re-?)?check|have a look|take a look|look(?: into| at)?|look into|investigate|review|help|advise|"
    r"assist|fix|handle|take over|see|do the needful|resolve|escalat\w+|fyi|tbd|n/?a|urgent|asap)?"
    r"(?:[\s,]*\b(?:it|this|that|on|with|the|issue|problem|case|ticket|further|asap|urgently|please|thanks|"
    r"thank you|above|below|notes?|me|us|for|and|advise|help|into|soon)\b)*[\s.!?…-]*",
    re.IGNORECASE,
)


def blanks(run: Run, step: Step | None, to: Party | None = None) -> tuple[Blank, ...]:
    """What the escalation form asks, in order: ``missing`` values, the ``ask``, and ``more`` to fold away.

    A run that brings a note (it was taken over, or sent back) has it filled in from there. What a note was
    sent back for is required; a line of the reviewer that names no blank is one of its own, ``answer_1`` on.

    Args:
        run: the run as it stands.
        step: the Escalate step that was reached; None when the agent hands over from anywhere.
        to: whom to, when that is known already, as when a case is handed back down.
    """
    missing = _missing(run, step)
    known = filled_in(run, step)
    receiver = _receiver(run, step, to)
    rest = (
        *_to(receiver, known=to is not None or (step is not None and step.kind == "escalate")),
        *_ask(known, step),
        *_for_developers(known, "ask" if receiver.tier in ("3", "specialist") else "more"),
        *_account(known),
        *_more(run, known, receiver),
    )
    taken = {blank.key for blank in missing}
    form = (*missing, *(blank for blank in rest if blank.key not in taken))
    return _marked(run, form) if is_returned(run) else form


def is_ask(text: str) -> bool:
    """Whether a sentence says what is wanted; "please check" and its like do not."""
    line = one_line(text, 400)
    return bool(line) and _NO_ASK.fullmatch(line) is None


def missing_fields(run: Run, step: Step | None) -> tuple[ValueField, ...]:
    """The values that the Escalate step needs and the run lacks, in the step's order."""
    if step is None or step.kind != "escalate":
        return ()
    known = {name for name, value in run.recorded if value.strip()}
    return tuple(value for value in step.values if not value.optional and value.name not in known)


def next_tier(tier: Tier) -> Tier:
    """The tier above; the last one stays."""
    return TIERS[min(TIERS.index(tier) + 1, len(TIERS) - 1)]


def questions(run: Run) -> dict[str, str]:
    """What a note was sent back for that no blank asks: the reviewer's lines by key, ``answer_1`` on."""
    note = run.brought
    if note is None or note.received is None or not is_returned(run):
        return {}
    lines = [one_line(line, _QUESTION) for line in note.received.missing if not key_of(line)]
    return {f"answer_{number}": line for number, line in enumerate(filter(None, lines[:_MOST]), start=1)}


def _missing(run: Run, step: Step | None) -> tuple[Blank, ...]:
    return tuple(
        Blank(
            key=value.name,
            label=value.label or value.name.replace("_", " "),
            required=True,
            kind=value.kind,
            choices=value.choices,
            group="missing",
        )
        for value in missing_fields(run, step)
    )


def _receiver(run: Run, step: Step | None, to: Party | None) -> Party:
    """Whom the form shows at first: who is given, who a note that was sent back went to, or the next tier."""
    if to is not None:
        return to
    if run.brought is not None and is_returned(run):
        return run.brought.to
    if step is not None and step.to_tier is not None:
        return Party(step.to_tier, team=step.to_team)
    return Party(next_tier(max(run.tier, run.current.tier, key=TIERS.index)))


def _to(receiver: Party, *, known: bool) -> tuple[Blank, ...]:
    """Who it goes to: asked openly only when nothing says it."""
    group: _Group = "more" if known else "ask"
    return (
        Blank(
            "to_tier", tr("Hand over to tier"), kind="choice", choices=TIERS, value=receiver.tier, group=group
        ),
        Blank("to_team", tr("Team"), value=receiver.team, group=group),
    )


def _ask(known: Mapping[str, str], step: Step | None) -> tuple[Blank, ...]:
    said = known.get("told", "")
    told_hint = tr("The words of this step; change them if you said something else.")
    told_hint = told_hint if said and said == words_to_say(step) else ""
    return (
        Blank(
            "ask",
            tr("What do you need from them, in one sentence?"),
            tr("A deed or a decision: “Swap the router, or say why not.” “Please check” is no ask."),
            required=True,
            value=known.get("ask", ""),
        ),
        Blank("told", tr("What have you told the customer?"), told_hint, value=known.get("told", "")),
        Blank(
            "promised",
            tr("What did you promise, and by when?"),
            tr("Leave it empty if nothing was promised."),
            value=known.get("promised", ""),
        ),
        Blank(
            "if",
            tr("If …"),
            tr("What may happen before they answer: “the light turns red”."),
            value=known.get("if", ""),
        ),
        Blank(
            "then",
            tr("… then"),
            tr("What they, or you, should do about it: “call the site at once”."),
            value=known.get("then", ""),
        ),
    )


def _for_developers(known: Mapping[str, str], group: _Group) -> tuple[Blank, ...]:
    """What tier 3 misses most."""

    def blank(key: str, label: str, hint: str = "", *choices: str) -> Blank:
        value = known.get(key, "")
        kind: Literal["choice", "text"] = "choice" if choices else "text"
        return Blank(key, label, hint, kind=kind, choices=choices, value=value, group=group)

    return (
        blank("repro_steps", tr("Steps to reproduce it"), tr("One line each.")),
        blank("expected", tr("What should happen?")),
        blank("actual", tr("What happens instead?")),
        blank("reproduced", tr("Could you reproduce it?"), "", "yes", "no", "sometimes"),
        blank(
            "attachments",
            tr("Files that go with it"),
            tr("Names, one line each; the files are not in the note."),
        ),
    )


def _account(known: Mapping[str, str]) -> tuple[Blank, ...]:
    """What whoever decides asks first of an account; a form shows it for a hierarchic escalation only."""
    group: _Group = "ask" if known.get("kind") == "hierarchic" else "more"
    texts = (
        ("account_name", tr("Which account?"), tr("The customer as the contract names them.")),
        (
            "contract_impact",
            tr("What does it mean for the contract?"),
            tr("Renewal, service level, a penalty."),
        ),
        ("sentiment", tr("How do they feel about us?"), tr("Leaving: they say that they will go.")),
        ("next_contact", tr("When do we speak with them next?"), tr("A day or time; it becomes a promise.")),
    )
    return tuple(
        Blank(
            key,
            label,
            hint,
            kind="choice" if key == "sentiment" else "text",
            choices=SENTIMENTS if key == "sentiment" else (),
            value=known.get(key, ""),
            group=group,
        )
        for key, label, hint in texts
    )


def _more(run: Run, known: Mapping[str, str], receiver: Party) -> tuple[Blank, ...]:
    def more(key: str, label: str, hint: str = "", value: str = "", *choices: str) -> Blank:
        return Blank(
            key,
            label,
            hint,
            kind="choice" if choices else "text",
            choices=choices,
            value=known.get(key, "") or value,
            group="more",
        )

    return (
        *_pairs(known),
        more("to_name", tr("Person"), tr("Leave it empty for anybody of the team."), receiver.name),
        more("issue", tr("The issue in one line")),
        more("customer_words", tr("In the customer's own words"), tr("One line each.")),
        more("ticket", tr("Ticket")),
        more(
            "kind",
            tr("What are they asked for?"),
            tr("Functional: skill. Hierarchic: a decision."),
            KINDS[0],
            *KINDS,
        ),
        more("severity", tr("How is it going?"), tr("Watch: it may get worse."), SEVERITIES[0], *SEVERITIES),
        more("impact_who", tr("Whom does it hit?"), tr("One person, a team, the whole site.")),
        more("work_stopped", tr("Has work stopped?"), "", "no", "yes", "no"),
        more("workaround", tr("Workaround")),
        more("due", tr("Needed by")),
        more("since", tr("Since when?")),
        more("changed_recently", tr("What changed before it began?")),
        more("errors", tr("Exact error texts or codes"), tr("One line each.")),
        more("environment", tr("Device, system, versions"), tr("One “name: value” a line.")),
        more(
            "ruled_out",
            tr("What else is ruled out?"),
            tr("One line each; the steps are in the note already."),
        ),
        more("assessment", tr("Your guess"), _guess_before(run)),
        more("stop_if", tr("Stop and call me if …")),
        more("contact", tr("How to reach the customer"), tr("Stays in the note as you write it.")),
        more("next_update_due", tr("Next update to the customer")),
        more("owner_of_contact", tr("Who talks to the customer now?"), "", one_line(run.by)),
    )


def _pairs(known: Mapping[str, str]) -> Iterator[Blank]:
    """More plans: as many as are written, and room for another."""
    written = sum(f"if_{number}" in known or f"then_{number}" in known for number in range(2, 100))
    for number in range(2, max(_PAIRS, written + 2) + 1):
        yield Blank(f"if_{number}", tr("If …"), value=known.get(f"if_{number}", ""), group="more")
        yield Blank(f"then_{number}", tr("… then"), value=known.get(f"then_{number}", ""), group="more")


def _guess_before(run: Run) -> str:
    guess = one_line(run.brought.assessment, 120) if run.brought is not None else ""
    return (
        tr("It is marked as a guess. Theirs was: “{guess}”", guess=guess)
        if guess
        else tr("It is marked as a guess.")
    )


def _marked(run: Run, form: tuple[Blank, ...]) -> tuple[Blank, ...]:
    """The form with what the note was sent back for required and in the open."""
    received = run.brought.received if run.brought is not None else None
    if received is None:
        return form
    by = one_line(received.by, 60) or tr("The next tier")
    keys = {key for line in received.missing if (key := key_of(line))}
    known = dict(run.brought.environment) if run.brought is not None else {}
    asked = tuple(
        Blank(key, line, tr("{name} asks for this.", name=by), required=True, value=known.get(line, ""))
        for key, line in questions(run).items()
    )
    named = [blank for blank in form if blank.key in keys]
    marked = tuple(
        replace(
            blank,
            hint=tr("{name} asks for this. {hint}", name=by, hint=blank.hint).strip(),
            required=True,
            group="ask" if blank.group == "more" else blank.group,
        )
        for blank in named
    )
    return (*asked, *marked, *(blank for blank in form if blank.key not in keys))
