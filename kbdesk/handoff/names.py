# SPDX-License-Identifier: MIT
"""What a blank is called in a sentence, as in "sent back: since when it happens is missing"."""

from __future__ import annotations

from typing import Final

from kbdesk.handoff.escape import one_line
from kbdesk.language import english, tr


def _names() -> dict[str, str]:
    return {
        "ask": tr("what is wanted"),
        "since": tr("since when it happens"),
        "errors": tr("the exact error text"),
        "environment": tr("device, system and versions"),
        "changed_recently": tr("what changed before it began"),
        "customer_words": tr("the customer's own words"),
        "impact_who": tr("whom it hits"),
        "told": tr("what the customer was told"),
        "promised": tr("what was promised"),
        "contact": tr("how to reach the customer"),
        "repro_steps": tr("the steps to reproduce it"),
        "expected": tr("what was expected"),
        "actual": tr("what came instead"),
        "reproduced": tr("whether it was reproduced"),
        "attachments": tr("the files that go with it"),
        "issue": tr("the issue in one line"),
        "ticket": tr("the ticket"),
        "workaround": tr("a workaround"),
        "due": tr("by when it is needed"),
        "assessment": tr("a guess"),
        "ruled_out": tr("what is ruled out"),
        "if": tr("what to do if it changes"),
        "stop_if": tr("when to stop"),
        "next_update_due": tr("when the customer hears from us"),
        "owner_of_contact": tr("who talks to the customer"),
        "account_name": tr("the account"),
        "contract_impact": tr("what it means for the contract"),
        "sentiment": tr("how the customer feels about us"),
        "next_contact": tr("when somebody speaks with the customer next"),
    }


with english():
    FIELDS: Final = _names()
"""By blank what may be missing in a note; those that are missing most stand first."""


def key_of(line: str) -> str:
    """The blank that a line of ``received.missing`` means; "" if it is a sentence of somebody's own."""
    text = one_line(line).rstrip(".").casefold()
    return next((key for key, name in FIELDS.items() if text in (key, name.casefold())), "")


def name_of(line: str) -> str:
    """A line of ``received.missing`` as notes say it."""
    return FIELDS.get(key_of(line), line)


def shown_name_of(line: str) -> str:
    """A line of ``received.missing`` as the window says it; notes say it in English."""
    return _names().get(key_of(line), line)
