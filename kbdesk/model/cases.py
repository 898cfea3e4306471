# SPDX-License-Identifier: MIT
"""Cases between tiers: notes that came in, the inbox, what several cases have in common, one's own cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbdesk.model.files import Rendered
from kbdesk.model.handoff import HandoffNote
from kbdesk.model.history import Comparison
from kbdesk.model.roles import Role
from kbdesk.model.words import RunStatus, Tier

PlaybookState = Literal["same", "changed", "other-version", "gone", "none"]
"""Of the playbook that a note was made with, in the receiver's own library: ``same``: it says the same now.
``changed``: it changed since, and the version that was used is at hand. ``other-version``: that version is
not at hand, the one of now takes its place. ``gone``: it is not in the library. ``none``: there was none."""


InboxState = Literal["waits", "taken", "returned", "solved"]
"""How far a note in the inbox is. ``waits``: for whom it was handed to. ``taken``: they accepted it and work
on it. ``returned``: it was sent back and waits for who sent it. ``solved``: it waits for the front line."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a person works: whose notes wait for them, and where."""

    tier: Tier = "1"
    team: str = ""
    inbox: str = ""
    """The folder in which notes are handed over; "" if none was chosen."""
    keep_days: int = 30
    """After how many days cases and notes are removed; 0: when the window closes."""
    role: Role | Literal[""] = ""
    """What this person does here; "" if nobody was asked: nothing is folded then, and no start page shown."""
    audience: str = ""
    """Which documents are searched at first (``READABLE``); "" for all. It is no access control."""
    products: tuple[str, ...] = ()
    """The products that the team looks after: between equals they come first."""
    limit: int = 280
    """How many characters public wording may have where it is posted."""
    second_eyes: bool = True
    """Whether a colleague reads public wording before it is copied."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who took a note on, so that nobody else does."""

    by: str
    at: str
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """A handoff note that was opened: read and looked up, nothing was taken on or changed."""

    note: HandoffNote
    text: str
    """The whole text as it was opened."""
    page: Rendered
    """The note to read: safe HTML, links inert, no pictures."""
    path: str = ""
    """The file it came from; "" if it was pasted."""
    playbook: PlaybookState = "none"
    notice: str = ""
    """What to know of the playbook, as a sentence; "" if it says the same."""
    difference: Comparison | None = None
    """What changed in the playbook since."""
    run_id: str = ""
    """The receiver's own run of this case, if there is one: it is gone on with."""
    warnings: tuple[str, ...] = ()
    """Other things to know, as sentences (a newer format, another library)."""


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A file of the handoff folder."""

    path: str
    note: HandoffNote | None
    """None if it cannot be read; ``trouble`` says why."""
    since: str
    """Since when it waits, ISO 8601: when it was handed over."""
    claim: Claim | None = None
    for_me: bool = False
    """Whether it waits for the tier and team of this seat, or for this person."""
    trouble: str = ""
    state: InboxState = "waits"
    needed_by: str = ""
    """When an answer is needed, ISO 8601; "" if the note names no time that can be told."""
    update_due: str = ""
    """When the customer expects the next update, likewise."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What several notes of the last days have in common: an outage shows as one line."""

    sentence: str
    """"5 cases since 09:10: E-809 on X200"."""
    since: str
    paths: tuple[str, ...]
    """The files of the notes, oldest first."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of one's own, as the list of cases shows it."""

    run_id: str
    title: str
    issue: str
    """The customer's first words, or what it was handed over as; "" if neither is known."""
    status: RunStatus
    step: str
    started: str
    at: str
    """When it was last gone on with."""
    library: str
    """The folder of the library it is of."""
    steps: int = 0
    seconds: int = 0
    others: tuple[str, ...] = ()
    """Who else worked on it."""
    at_hand: bool = True
    """Whether its library is open now, or searched beside the open one."""
