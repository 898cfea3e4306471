# SPDX-License-Identifier: MIT
"""The vocabulary of kbdesk: frozen values that every floor of the house shares.

Values are valid once built and replaced, never edited. Paths inside a library are strings relative to its
root with ``/`` between parts. Times are ISO 8601 strings with an offset (``2026-11-22T10:12:00+00:00``), so
that a note is the same to the byte wherever it is written. Lines count from 1.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbdesk.model.cases import CaseRow, Claim, InboxEntry, Incoming, Pattern, PlaybookState, Seat
    from kbdesk.model.files import (
        Answer,
        Article,
        Document,
        Finding,
        Heading,
        Link,
        Meta,
        Playbook,
        Problem,
        Rendered,
        Section,
        SourceFile,
        Step,
        ValueField,
    )
    from kbdesk.model.handoff import (
        Account,
        ArticleRead,
        Blank,
        Customer,
        HandoffNote,
        Impact,
        Leg,
        Outcome,
        Party,
        Preview,
        Provenance,
        Received,
        Reproduction,
        Tried,
    )
    from kbdesk.model.history import BlockChange, ComparedBlock, Comparison, LineAuthor, PastPage, Version
    from kbdesk.model.library import Companion, FileEntry, GitState, LibraryInfo, Revision
    from kbdesk.model.roles import AUDIENCES, ROLE_NAMES, ROLES, Leaning, Role, Start, StartItem, StartRow
    from kbdesk.model.runs import Run, Visit
    from kbdesk.model.search import Filters, Hit, Results, SearchDoc, Spans, SynonymGroup
    from kbdesk.model.team import (
        Approval,
        Backup,
        Channel,
        Question,
        Review,
        Rules,
        SignIn,
        TeamPhase,
        TeamState,
    )
    from kbdesk.model.views import CallTab, Page, RunView
    from kbdesk.model.words import (
        TIERS,
        HitField,
        HitKind,
        Kind,
        Pairs,
        Reproduced,
        RunStatus,
        Sentiment,
        Severity,
        StepKind,
        Tier,
        ValueKind,
    )
    from kbdesk.model.writing import Author, Change, Clash, Draft, DraftKind, Plan, Saved

__all__ = [
    "AUDIENCES",
    "ROLES",
    "ROLE_NAMES",
    "TIERS",
    "Account",
    "Answer",
    "Approval",
    "Article",
    "ArticleRead",
    "Author",
    "Backup",
    "Blank",
    "BlockChange",
    "CallTab",
    "CaseRow",
    "Change",
    "Channel",
    "Claim",
    "Clash",
    "Companion",
    "ComparedBlock",
    "Comparison",
    "Customer",
    "Document",
    "Draft",
    "DraftKind",
    "FileEntry",
    "Filters",
    "Finding",
    "GitState",
    "HandoffNote",
    "Heading",
    "Hit",
    "HitField",
    "HitKind",
    "Impact",
    "InboxEntry",
    "Incoming",
    "Kind",
    "Leaning",
    "Leg",
    "LibraryInfo",
    "LineAuthor",
    "Link",
    "Meta",
    "Outcome",
    "Page",
    "Pairs",
    "Party",
    "PastPage",
    "Pattern",
    "Plan",
    "Playbook",
    "PlaybookState",
    "Preview",
    "Problem",
    "Provenance",
    "Question",
    "Received",
    "Rendered",
    "Reproduced",
    "Reproduction",
    "Results",
    "Review",
    "Revision",
    "Role",
    "Rules",
    "Run",
    "RunStatus",
    "RunView",
    "Saved",
    "SearchDoc",
    "Seat",
    "Section",
    "Sentiment",
    "Severity",
    "SignIn",
    "SourceFile",
    "Spans",
    "Start",
    "StartItem",
    "StartRow",
    "Step",
    "StepKind",
    "SynonymGroup",
    "TeamPhase",
    "TeamState",
    "Tier",
    "Tried",
    "ValueField",
    "ValueKind",
    "Version",
    "Visit",
]

_NAMES = {
    "cases": "CaseRow Claim InboxEntry Incoming Pattern PlaybookState Seat",
    "files": (
        "Answer Article Document Finding Heading Link Meta Playbook Problem Rendered Section "
        "SourceFile Step ValueField"
    ),
    "handoff": (
        "Account ArticleRead Blank Customer HandoffNote Impact Leg Outcome Party Preview Provenance "
        "Received Reproduction Tried"
    ),
    "history": "BlockChange ComparedBlock Comparison LineAuthor PastPage Version",
    "library": "Companion FileEntry GitState LibraryInfo Revision",
    "roles": "AUDIENCES ROLE_NAMES ROLES Leaning Role Start StartItem StartRow",
    "runs": "Run Visit",
    "search": "Filters Hit Results SearchDoc Spans SynonymGroup",
    "team": "Approval Backup Channel Question Review Rules SignIn TeamPhase TeamState",
    "views": "CallTab Page RunView",
    "words": (
        "TIERS HitField HitKind Kind Pairs Reproduced RunStatus Sentiment Severity StepKind Tier ValueKind"
    ),
    "writing": "Author Change Clash Draft DraftKind Plan Saved",
}
"""The names of each module: a module is imported when one of its names is first asked for.

Making all the values takes a third of the time in which a window is on the screen.
"""
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}

if not TYPE_CHECKING:  # else a name that does not exist would be an object to the type checker

    def __getattr__(name: str) -> object:
        """A value, brought from its module when it is first asked for."""
        module = _HOMES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
        return value
