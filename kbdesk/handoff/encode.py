# SPDX-License-Identifier: MIT
"""A note as JSON: the machine's copy, as the published schema has it."""

from __future__ import annotations

import json

from kbdesk.handoff.escape import escape_hidden
from kbdesk.handoff.schema import SCHEMA, Json
from kbdesk.model import (
    Account,
    ArticleRead,
    HandoffNote,
    Leg,
    Outcome,
    Pairs,
    Party,
    Provenance,
    Received,
    Reproduction,
    Tried,
)


def to_json(note: HandoffNote) -> str:
    """The machine's copy: keys in the order of the schema, one value a line, no hidden characters."""
    return dump(_note(note))


def dump(data: Json) -> str:
    """JSON as it stands in a note."""
    return escape_hidden(json.dumps(data, ensure_ascii=False, indent=1))


def _note(note: HandoffNote) -> Json:
    return {
        "schema": SCHEMA,
        "id": note.id,
        "created": note.created,
        "ticket": note.ticket,
        "from": _party(note.sender),
        "to": _party(note.to),
        "kind": note.kind,
        "severity": note.severity,
        "impact": {
            "who": note.impact.who,
            "work_stopped": note.impact.work_stopped,
            "workaround": note.impact.workaround,
        },
        "due": note.due,
        "issue": note.issue,
        "customer_words": list(note.customer_words),
        "environment": _values(note.environment),
        "since": note.since,
        "changed_recently": note.changed_recently,
        "errors": list(note.errors),
        "tried": [_tried(one) for one in note.tried],
        "ruled_out": list(note.ruled_out),
        "assessment": note.assessment,
        "ask": note.ask,
        "contingency": [{"if": if_, "then": then} for if_, then in note.contingency],
        "stop_if": note.stop_if,
        "customer": {
            "told": note.customer.told,
            "promised": note.customer.promised,
            "next_update_due": note.customer.next_update_due,
            "contact": note.customer.contact,
        },
        "owner_of_contact": note.owner_of_contact,
        **({} if note.provenance is None else {"provenance": _provenance(note.provenance)}),
        "redacted": [{"kind": kind, "count": count} for kind, count in note.redacted],
        **_later(note),
    }


def _later(note: HandoffNote) -> Json:
    """What many notes do not have: left out where there is nothing."""
    parts: Json = {}
    if note.reproduction != Reproduction():
        parts["reproduction"] = {
            "steps": list(note.reproduction.steps),
            "expected": note.reproduction.expected,
            "actual": note.reproduction.actual,
            "reproduced": note.reproduction.reproduced,
        }
    if note.attachments:
        parts["attachments"] = list(note.attachments)
    if note.account != Account():
        parts["account"] = {
            "name": note.account.name,
            "contract": note.account.contract,
            "sentiment": note.account.sentiment,
            "next_contact": note.account.next_contact,
        }
    if note.earlier:
        parts["earlier"] = [_leg(leg) for leg in note.earlier]
    if note.received is not None:
        parts["received"] = received_json(note.received)
    if note.outcome is not None:
        parts["outcome"] = outcome_json(note.outcome)
    return parts


def received_json(received: Received) -> Json:
    """What the next tier said, as the schema has it."""
    return {
        "by": received.by,
        "at": received.at,
        "accepted": received.accepted,
        "read_back": received.read_back,
        "missing": list(received.missing),
    }


def outcome_json(outcome: Outcome) -> Json:
    """How the case ended, as the schema has it."""
    return {
        "by": outcome.by,
        "at": outcome.at,
        "cause": outcome.cause,
        "fix": outcome.fix,
        "changed": list(outcome.changed),
    }


def _leg(leg: Leg) -> Json:
    return {
        "from": _party(leg.sender),
        "to": _party(leg.to),
        "at": leg.at,
        "ask": leg.ask,
        "assessment": leg.assessment,
        **({} if leg.received is None else {"received": received_json(leg.received)}),
    }


def _party(party: Party) -> Json:
    return {"tier": party.tier, "name": party.name, "team": party.team}


def _values(pairs: Pairs) -> Json:
    return dict(pairs)


def _tried(one: Tried) -> Json:
    """A step without the fields that hold nothing: a note has many, and people scroll past them."""
    whole: Json = {
        "step": one.step,
        "anchor": one.anchor,
        "playbook": one.playbook,
        "answer": one.answer,
        "recorded": _values(one.recorded),
        "note": one.note,
        "seconds": one.seconds,
        "at": one.at,
        "by": one.by,
        "skipped": one.skipped,
        "undone": one.undone,
        "tier": "" if one.tier == "1" else one.tier,
    }
    return {key: value for key, value in whole.items() if value or key == "step"}


def _provenance(source: Provenance) -> Json:
    whole: Json = {
        "library": source.library,
        "commit": source.commit,
        "playbook": source.playbook,
        "playbook_blob": source.playbook_blob,
        "step": source.step,
        "articles": [_article(one) for one in source.articles],
        "queries": list(source.queries),
        "app": source.app,
    }
    rest: Json = {
        "title": source.title,
        "began": source.began,
        "started": source.started,
        "versions": [{"playbook": path, "blob": blob} for path, blob in source.versions],
        "flagged": list(source.flagged),
    }
    return whole | {key: value for key, value in rest.items() if value}


def _article(one: ArticleRead) -> Json:
    return {"path": one.path, "blob": one.blob, "title": one.title, "at": one.at}
