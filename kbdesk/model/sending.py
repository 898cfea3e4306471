# SPDX-License-Identifier: MIT
"""Sending a handoff note: what is sent, through what, and where it ended up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbdesk.model.handoff import Party

OutletKind = Literal["smtp", "webhook", "zammad"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A handoff note on its way: the text that was exported, and what an envelope needs."""

    note_id: str
    created: str
    """ISO 8601 with an offset."""
    subject: str
    """The issue in one line."""
    text: str
    """The whole note as Markdown, as it was copied and saved."""
    json: str
    """The machine's copy alone (``formats.md`` §3)."""
    file_name: str
    """The name of the note's file, ``NAME.handoff.md``."""
    sender: Party
    to: Party
    ticket: str = ""
    """The ticket that the note is about, as people write it; "" if it has none yet."""
    severity: str = "stable"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a note went."""

    where: str
    """As part of a sentence: "Ticket 1024", "mail to network@example.com"."""
    address: str = ""
    """Where it can be looked at (https); "" if that is not known."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A password or token, held in memory only."""

    value: str

    def __repr__(self) -> str:
        """Never the value: this may end in a log."""
        return "Secret(…)"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A way to send notes, as the window offers it."""

    name: str
    kind: OutletKind
    automatic: bool = False
    """Whether every note goes this way without being asked; only if the settings say so."""
    wants: str = ""
    """What must be asked before it can be used ("Password of desk@example.com"); "" if nothing."""
    server: str = ""
    """Whose server it is, to tell whoever is asked."""
