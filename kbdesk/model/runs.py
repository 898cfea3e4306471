# SPDX-License-Identifier: MIT
"""Calls through playbooks: a run and its visits."""

from __future__ import annotations

from dataclasses import dataclass

from kbdesk.model.handoff import ArticleRead, HandoffNote
from kbdesk.model.words import Pairs, RunStatus, Tier


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay at one step: what was recorded there and how it was left.

    ``answer`` is "" while the step is current, was skipped or was left without an answer. ``undone`` visits
    were taken back and stay in the record; ``skipped`` ones were jumped over. ``seconds`` counts the stay.
    """

    playbook: str
    anchor: str
    title: str
    tier: Tier
    at: str
    by: str
    answer: str = ""
    recorded: Pairs = ()
    note: str = ""
    seconds: int = 0
    skipped: bool = False
    undone: bool = False
    since: str = ""
    """Since when the stay's clock runs; "" while it stands still (left, paused, skipped)."""


@dataclass(frozen=True, slots=True)
class Run:
    """One call through a playbook. ``visits[-1]`` is the current step.

    ``recorded`` (property) joins what all standing visits recorded, the latest value of a name winning.
    """

    id: str
    library: str
    commit: str
    playbook: str
    playbook_blob: str
    title: str
    started: str
    by: str
    tier: Tier
    customer_words: tuple[str, ...]
    visits: tuple[Visit, ...]
    status: RunStatus = "running"
    articles: tuple[ArticleRead, ...] = ()
    queries: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()
    blobs: Pairs = ()
    """Other playbooks that the run went into, as (path, blob)."""
    brought: HandoffNote | None = None
    """The note that the run was taken over with, its ``tried`` left out: that is in ``visits``."""
    held: bool = False
    """Whether it stays in the version of the playbook that it began in, as one that was taken over does."""
    note_file: str = ""
    """The file that the note came in; "" if it was pasted."""
    asked: Pairs = ()
    """(blank, text) of what was typed into a form of the call, until it is handed over or solved."""

    @property
    def current(self) -> Visit:
        """The step the run stands at."""
        return self.visits[-1]

    @property
    def recorded(self) -> Pairs:
        """Every recorded value of the standing visits, in the order first recorded; the latest value wins."""
        values: dict[str, str] = {}
        for visit in self.visits:
            if not visit.undone:
                values.update(visit.recorded)
        return tuple(values.items())
