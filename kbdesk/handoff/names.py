# SPDX-License-Identifier: MIT
"""What a blank is called in a sentence, as in "sent back: since when it happens is missing"."""

from __future__ import annotations

from typing import Final

from kbdesk.handoff.escape import one_line

FIELDS: Final[dict[str, str]] = {
    "ask": "what is wanted",
    "since": "since when it happens",
    "errors": "the exact error text",
    "environment": "device, system and versions",
    "changed_recently": "what changed before it began",
    "customer_words": "the customer's own words",
    "impact_who": "whom it hits",
    "told": "what the customer was told",
    "promised": "what was promised",
    "contact": "how to reach the customer",
    "repro_steps": "the steps to reproduce it",
    "expected": "what was expected",
    "actual": "what came instead",
    "reproduced": "whether it was reproduced",
    "attachments": "the files that go with it",
    "issue": "the issue in one line",
    "ticket": "the ticket",
    "workaround": "a workaround",
    "due": "by when it is needed",
    "assessment": "a guess",
    "ruled_out": "what is ruled out",
    "if": "what to do if it changes",
    "stop_if": "when to stop",
    "next_update_due": "when the customer hears from us",
    "owner_of_contact": "who talks to the customer",
    "account_name": "the account",
    "contract_impact": "what it means for the contract",
    "sentiment": "how the customer feels about us",
    "next_contact": "when somebody speaks with the customer next",
}
"""By blank what may be missing in a note; those that are missing most stand first."""


def key_of(line: str) -> str:
    """The blank that a line of ``received.missing`` means; "" if it is a sentence of somebody's own."""
    text = one_line(line).rstrip(".").casefold()
    return next((key for key, name in FIELDS.items() if text in (key, name.casefold())), "")


def name_of(line: str) -> str:
    """A line of ``received.missing`` for people."""
    return FIELDS.get(key_of(line), line)
