# SPDX-License-Identifier: MIT
"""Sharing a library with a team: where it stands, what it asks, what waits for review, what is approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Channel = Literal["latest", "approved"]

TeamPhase = Literal["alone", "current", "waiting", "offline", "refused", "asking", "sign-in", "failed"]
"""``alone``: no shared copy. ``current``: all sent and got. ``waiting``: changes wait to be sent.
``offline``: the shared copy was not reached. ``refused``: it takes no change from this person. ``asking``: a
question must be answered first. ``sign-in``: it wants a name and password. ``failed``: something else, said
in ``trouble``."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the person must decide before updates are taken."""

    kind: Literal["mass-deletion", "rewritten"]
    sentence: str
    incoming: str
    """The commit it is about; the answer names it, so that another one asks again."""
    paths: tuple[str, ...] = ()
    """Files that would go (mass deletion)."""


@dataclass(frozen=True, slots=True)
class TeamState:
    """Where sharing stands after a round, or without one."""

    phase: TeamPhase
    waiting: int = 0
    """Saves that were not sent yet."""
    at: str = ""
    """When the shared copy was last reached, ISO 8601; "" if never."""
    trouble: str = ""
    """Why it is not current, as a sentence with what to do; "" if it is."""
    arrived: tuple[str, ...] = ()
    """Files that this round changed in the library folder."""
    parked: tuple[str, ...] = ()
    """Files of this round whose own version was set aside as a conflict draft."""
    question: Question | None = None
    head: str = ""
    channel: Channel = "latest"
    notes: tuple[str, ...] = ()
    """What this round decided or could not do for single files, as sentences."""
    left_lock: str = ""
    """A file that a program left in the shared copy more than ten minutes ago and that stops everybody; it
    may be removed. "" if there is none."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Name and password (or token) for a server, held in memory only."""

    user: str
    password: str
    address: str = ""
    """The https address it is for: no other server is told. "": the one that is asked, but none that it sends
    us on to."""

    def __repr__(self) -> str:
        """Never the password: this may end in a log."""
        return f"SignIn({self.user!r}, …)"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a team works on a library: ``kbdesk.toml`` at its top."""

    review: bool = False
    """Whether a save goes to a review first."""
    maintainers: tuple[str, ...] = ()
    """Mail addresses of those who accept and approve; () if everyone may."""
    problems: tuple[tuple[int, str], ...] = ()
    """(line, sentence) of what could not be read."""
    maintainers_known: bool = True
    """False if the list of maintainers could not be read: then nobody is known to be one."""

    def is_maintainer(self, email: str) -> bool:
        """Tell whether the team lets the person with this mail address accept and approve."""
        if not self.maintainers_known:
            return False
        return not self.maintainers or email.casefold() in {mail.casefold() for mail in self.maintainers}


@dataclass(frozen=True, slots=True)
class Review:
    """A change that waits for a maintainer, or was returned."""

    branch: str
    commit: str
    title: str
    by: str
    email: str
    at: str
    paths: tuple[str, ...]
    base: str
    """The commit of the team's text that it started from."""
    returned: str = ""
    """The maintainer's comment; "" if it was not returned."""
    returned_by: str = ""
    mine: bool = False
    sent: bool = True
    """Whether the shared copy has it already."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A state of the library that maintainers approved."""

    name: str
    commit: str
    by: str
    at: str
    notes: str
    """The list of what changed, as Markdown."""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Backup:
    """A tip of the history that was moved away from, kept for 90 days."""

    ref: str
    commit: str
    at: str
    why: str
