# SPDX-License-Identifier: MIT
"""The escalation form: what the run lacks, what no run can know, the rest as far as known."""

from __future__ import annotations

import re
from typing import Final, Literal

from kbdesk.handoff.escape import clean, one_line
from kbdesk.handoff.redact import redact
from kbdesk.model import TIERS, Blank, Run, Step, Tier, ValueField

SEVERITIES: Final = ("stable", "watch", "unstable")
_ISSUE_LIMIT: Final = 160
_Group = Literal["ask", "missing", "more"]

_ESCALATE = re.compile(r"^\s*escalate\b[^:]{0,80}:\s*", re.IGNORECASE)
_NO_ASK = re.compile(
    r"(?:(?:hi|hello|please|pls|plz|kindly|can you|could you|would you|and|just|only|need you to)\b[\s,]*)*"
    r"(?:(?:re-?)?check|have a look|take a look|look(?: into| at)?|look into|investigate|review|help|advise|"
    r"assist|fix|handle|take over|see|do the needful|resolve|escalat\w+|fyi|tbd|n/?a|urgent|asap)?"
    r"(?:[\s,]*\b(?:it|this|that|on|with|the|issue|problem|case|ticket|further|asap|urgently|please|thanks|"
    r"thank you|above|below|notes?|me|us|for|and|advise|help|into|soon)\b)*[\s.!?…-]*",
    re.IGNORECASE,
)
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
}
"""By blank the names under which playbooks record the same."""
_ENVIRONMENT_NAMES: Final = """
    account account_number customer_number device model router_model make serial serial_number asset os
    os_version operating_system version app app_version application browser product site location building
    network connection host hostname computer user username printer phone_model firmware carrier
"""
_ENVIRONMENT: Final = frozenset(_ENVIRONMENT_NAMES.split())


def blanks(run: Run, step: Step | None) -> tuple[Blank, ...]:
    """What the escalation form asks, in order: ``missing`` values, the ``ask``, and ``more`` to fold away.

    Args:
        run: the run as it stands.
        step: the Escalate step that was reached; None when the agent hands over from anywhere.
    """
    missing = _missing(run, step)
    taken = {blank.key for blank in missing}
    rest = (*_to(run, step), *_ask(run), *_more(run, step))
    return (*missing, *(blank for blank in rest if blank.key not in taken))


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


def step_topic(title: str) -> str:
    """What an Escalate step is about: "radio fault" of "Escalate to tier 2: radio fault"."""
    return _ESCALATE.sub("", one_line(title))


def recorded_as(run: Run, key: str) -> str:
    """What the run recorded under a name of this blank (errors: each on a line); "" if nothing."""
    recorded = dict(run.recorded)
    found = [recorded[name].strip() for name in SAME[key] if recorded.get(name, "").strip()]
    return "\n".join(dict.fromkeys(found)) if key == "errors" else (found or [""])[0]


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


def _to(run: Run, step: Step | None) -> tuple[Blank, ...]:
    """Who it goes to: asked openly only when no Escalate step says it."""
    known = step is not None and step.kind == "escalate"
    group: _Group = "more" if known else "ask"
    tier = (step.to_tier if step is not None else None) or next_tier(run.current.tier)
    team = step.to_team if step is not None else ""
    return (
        Blank("to_tier", "Hand over to tier", kind="choice", choices=TIERS, value=tier, group=group),
        Blank("to_team", "Team or person", value=team, group=group),
    )


def _ask(run: Run) -> tuple[Blank, ...]:
    return (
        Blank(
            "ask",
            "What do you need from them, in one sentence?",
            "A deed or a decision: “Swap the router, or say why not.” “Please check” is no ask.",
            required=True,
        ),
        Blank("told", "What have you told the customer?", value=recorded_as(run, "told")),
        Blank(
            "promised",
            "What did you promise, and by when?",
            "Leave it empty if nothing was promised.",
            value=recorded_as(run, "promised"),
        ),
        Blank("if", "If …", "What may happen before they answer: “the light turns red”."),
        Blank("then", "… then", "What they, or you, should do about it: “call the site at once”."),
    )


def _more(run: Run, step: Step | None) -> tuple[Blank, ...]:
    def more(key: str, label: str, hint: str = "", value: str = "", *choices: str) -> Blank:
        known = value or (recorded_as(run, key) if key in SAME else "")
        return Blank(
            key, label, hint, kind="choice" if choices else "text", choices=choices, value=known, group="more"
        )

    return (
        more("issue", "The issue in one line", value=_issue(run, step)),
        more("customer_words", "In the customer's own words", "One line each.", _customer_words(run)),
        more("ticket", "Ticket"),
        more("severity", "How is it going?", "Watch: it may get worse.", "stable", *SEVERITIES),
        more("impact_who", "Whom does it hit?", "One person, a team, the whole site."),
        more("work_stopped", "Has work stopped?", "", "no", "yes", "no"),
        more("workaround", "Workaround"),
        more("due", "Needed by"),
        more("since", "Since when?"),
        more("changed_recently", "What changed before it began?"),
        more("errors", "Exact error texts or codes", "One line each."),
        more("environment", "Device, system, versions", "One “name: value” a line.", _environment(run)),
        more("assessment", "Your guess", "It is marked as a guess."),
        more("stop_if", "Stop and call me if …"),
        more("contact", "How to reach the customer", "Stays in the note as you write it."),
        more("next_update_due", "Next update to the customer"),
        more("owner_of_contact", "Who talks to the customer now?", value=one_line(run.by)),
    )


def _issue(run: Run, step: Step | None) -> str:
    title = step.title if step is not None else run.current.title
    topic = step_topic(title)
    issue = one_line(run.title)
    if topic and topic.casefold() != issue.casefold():
        issue = f"{issue}: {topic}"
    words = redact(_customer_words(run).split("\n")[0])[0]  # before the cut: half a card is still a card
    if words and words.casefold() not in issue.casefold():
        issue = f"{issue} (“{words}”)"
    return one_line(issue, _ISSUE_LIMIT)


def _customer_words(run: Run) -> str:
    words = (*run.customer_words, *run.queries[:1])
    lines = [line.strip() for text in words for line in clean(text).split("\n") if line.strip()]
    kept: list[str] = []
    for line in lines:
        if not any(line.casefold() in other.casefold() for other in kept):
            kept.append(line)
    return "\n".join(kept)


def _environment(run: Run) -> str:
    lines = [(name, clean(value).strip()) for name, value in run.recorded if name in _ENVIRONMENT]
    return "\n".join(f"{name}: {value}" for name, value in lines if value and not re.search("[\n;]", value))
