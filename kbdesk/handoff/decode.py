# SPDX-License-Identifier: MIT
"""A note of JSON that fits the schema; nothing in it is looked up or followed."""

from __future__ import annotations

from typing import Final

from kbdesk.handoff.schema import Json
from kbdesk.model import (
    Account,
    ArticleRead,
    Customer,
    HandoffNote,
    Impact,
    Leg,
    Outcome,
    Pairs,
    Party,
    Provenance,
    Received,
    Reproduction,
    Tried,
)

_PLACE: Final = ("library", "commit", "playbook", "playbook_blob", "step")
_MOST: Final = 999_999_999
"""No count or stay is longer (32 years in seconds): 4,000 digits can neither be shown nor kept."""


def note_of(data: Json) -> HandoffNote:
    """The note that JSON fitted to the schema tells."""
    impact, customer = data.get("impact", {}), data.get("customer", {})
    account = data.get("account", {})
    return HandoffNote(
        id=data["id"],
        created=data["created"],
        sender=_party(data["from"]),
        to=_party(data["to"]),
        issue=data["issue"],
        kind=data.get("kind", "functional"),
        ticket=data.get("ticket", ""),
        severity=data.get("severity", "stable"),
        impact=Impact(impact.get("who", ""), impact.get("work_stopped", False), impact.get("workaround", "")),
        due=data.get("due", ""),
        customer_words=tuple(data.get("customer_words", ())),
        environment=_pairs(data.get("environment", {})),
        since=data.get("since", ""),
        changed_recently=data.get("changed_recently", ""),
        errors=tuple(data.get("errors", ())),
        tried=tuple(_tried(one) for one in data.get("tried", ())),
        ruled_out=tuple(data.get("ruled_out", ())),
        assessment=data.get("assessment", ""),
        ask=data.get("ask", ""),
        contingency=tuple((one.get("if", ""), one.get("then", "")) for one in data.get("contingency", ())),
        stop_if=data.get("stop_if", ""),
        customer=Customer(
            *(customer.get(key, "") for key in ("told", "promised", "next_update_due", "contact"))
        ),
        owner_of_contact=data.get("owner_of_contact", ""),
        provenance=_provenance(data["provenance"]) if "provenance" in data else None,
        redacted=tuple((one["kind"], min(one["count"], _MOST)) for one in data.get("redacted", ())),
        reproduction=_reproduction(data.get("reproduction", {})),
        attachments=tuple(data.get("attachments", ())),
        earlier=tuple(_leg(one) for one in data.get("earlier", ())),
        received=_received(data.get("received", {})),
        outcome=_outcome(data["outcome"]) if "outcome" in data else None,
        account=Account(*(account.get(key, "") for key in ("name", "contract", "sentiment", "next_contact"))),
    )


def _pairs(values: Json) -> Pairs:
    return tuple(values.items())


def _party(data: Json) -> Party:
    return Party(data["tier"], data.get("name", ""), data.get("team", ""))


def _tried(data: Json) -> Tried:
    return Tried(
        step=data["step"],
        **{key: data.get(key, "") for key in ("anchor", "playbook", "answer", "at", "by", "note")},
        recorded=_pairs(data.get("recorded", {})),
        seconds=min(data.get("seconds", 0), _MOST),
        skipped=data.get("skipped", False),
        undone=data.get("undone", False),
        tier=data.get("tier", "1"),
    )


def _provenance(data: Json) -> Provenance:
    return Provenance(
        **{key: data.get(key, "") for key in (*_PLACE, "app", "title", "began", "started")},
        articles=tuple(
            ArticleRead(one["path"], *(one.get(key, "") for key in ("blob", "title", "at")))
            for one in data.get("articles", ())
        ),
        queries=tuple(data.get("queries", ())),
        versions=tuple((one["playbook"], one.get("blob", "")) for one in data.get("versions", ())),
        flagged=tuple(data.get("flagged", ())),
    )


def _received(data: Json) -> Received | None:
    """What the next tier said; None without a verdict: who did not say yes or no said nothing."""
    if "accepted" not in data:
        return None
    return Received(
        data.get("by", ""),
        data.get("at", ""),
        data["accepted"],
        data.get("read_back", ""),
        tuple(data.get("missing", ())),
    )


def _outcome(data: Json) -> Outcome:
    return Outcome(
        data.get("by", ""),
        data.get("at", ""),
        data.get("cause", ""),
        data.get("fix", ""),
        tuple(data.get("changed", ())),
    )


def _leg(data: Json) -> Leg:
    return Leg(
        sender=_party(data["from"]),
        to=_party(data["to"]),
        at=data.get("at", ""),
        ask=data.get("ask", ""),
        assessment=data.get("assessment", ""),
        received=_received(data.get("received", {})),
    )


def _reproduction(data: Json) -> Reproduction:
    return Reproduction(
        tuple(data.get("steps", ())),
        data.get("expected", ""),
        data.get("actual", ""),
        data.get("reproduced", ""),
    )
