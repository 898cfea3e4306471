# SPDX-License-Identifier: MIT
"""What wants a curator's attention: one row for each thing, and what rows are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kbdesk.model.words import Pairs, RunStatus
from kbdesk.model.writing import Author

ME: Final = "me"
"""As an owner: whoever writes on this computer, by name or mail."""
NOBODY: Final = "nobody"
"""As an owner: what nobody looks after."""

CurateKind = Literal["review", "check", "flag", "returned", "gap", "due", "escalates"]
"""``review``: a change waits for a maintainer, or came back. ``check``: the checker found something.
``flag``: a step was flagged in calls or in notes, or feedback says that a text is wrong, out of date or did
not help. ``returned``: notes were sent back for one reason. ``gap``:
searches that found nothing. ``due``: a review date is near or past, or nobody owns a validated text.
``escalates``: many calls end in handing over at a step."""

CURATE_KINDS: tuple[CurateKind, ...] = ("review", "check", "flag", "returned", "gap", "due", "escalates")


@dataclass(frozen=True, slots=True)
class CurateRow:
    """One thing that wants attention."""

    kind: CurateKind
    path: str
    """The document that it is about; of a ``gap`` the one that comes nearest; "" if there is none."""
    anchor: str
    """The step that it is about; "" if it is about the whole."""
    title: str
    owner: str
    """Who looks after it: the owner of the document, or whom a review waits for; "" if nobody does."""
    why: str
    """One sentence."""
    since: str
    """Since when, ISO 8601 (a day or a time); "" if nothing tells."""
    weight: int
    """The higher, the sooner; see ``kbdesk.playbook.attention``."""
    action: str
    """What Enter does, as a button says it."""
    more: Pairs = ()
    """Details in order: (what or when, text)."""
    count: int = 1
    """How many calls, notes, searches, findings … it stands for."""
    refs: tuple[str, ...] = ()
    """What its action works on: the branch of a review; the ids of the searches of a ``gap``."""
    words: tuple[str, ...] = ()
    """The customers' words of a ``gap``, one wording for each set of words, without secrets."""
    playbook: bool = False
    """Whether ``path`` is a playbook."""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from all other rows, however often the list is made."""
        return (self.kind, self.path, self.anchor, *(self.refs[:1] or (self.title,)))

    def is_owned(self, owner: str, me: Author | None) -> bool:
        """Whether somebody looks after it: a person or team, ``ME``, or ``NOBODY``; "" is anybody."""
        if not owner:
            return True
        if owner == NOBODY:
            return not self.owner
        names = {owner.casefold()}
        if owner == ME:
            names = {me.name.casefold(), me.email.casefold()} if me is not None else set()
        return self.owner.casefold() in names


@dataclass(frozen=True, slots=True)
class FlagNote:
    """A flag that one call set: what the playbook was then, and what the agent noted at that step."""

    playbook: str
    anchor: str
    """"" if the flag names no step; ``playbook`` is then its text."""
    run: str
    at: str
    by: str
    blob: str = ""
    """Blob id of the playbook as the call used it; "" if it does not say."""
    title: str = ""
    """What the step was called; "" if the call never stood there."""
    note: str = ""
    kind: str = ""
    """What feedback said (see ``FeedbackKind``); "" if the step was flagged."""


@dataclass(frozen=True, slots=True)
class RunSigns:
    """What a curator wants to know of one call, out of all that is kept of it."""

    run: str
    at: str
    """When it was last gone on with."""
    status: RunStatus
    playbook: str
    """Where it stood last."""
    anchor: str
    title: str
    """The title of the step where it stood last."""
    flags: tuple[FlagNote, ...] = ()
    missing: tuple[str, ...] = ()
    """For what its note was sent back; () if it was not."""
    sent_by: str = ""
    """Who sent it back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search that found nothing."""

    id: str
    words: str
    at: str
