# SPDX-License-Identifier: MIT
"""The vocabulary of kbdesk: frozen values that every floor of the house shares.

Values are valid once built and replaced, never edited. Paths inside a library are strings relative to its
root with ``/`` between parts. Times are ISO 8601 strings with an offset (``2026-11-22T10:12:00+00:00``), so
that a note is the same to the byte wherever it is written. Lines count from 1.
"""

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
from kbdesk.model.handoff import Blank, Customer, HandoffNote, Impact, Party, Preview, Provenance, Tried
from kbdesk.model.library import Companion, FileEntry, GitState, LibraryInfo, Revision
from kbdesk.model.runs import ArticleRead, Run, Visit
from kbdesk.model.search import Filters, Hit, Results, SearchDoc, Spans, SynonymGroup
from kbdesk.model.views import CallTab, Page, RunView
from kbdesk.model.words import (
    TIERS,
    HitField,
    HitKind,
    Kind,
    Pairs,
    RunStatus,
    Severity,
    StepKind,
    Tier,
    ValueKind,
)

__all__ = [
    "TIERS",
    "Answer",
    "Article",
    "ArticleRead",
    "Blank",
    "CallTab",
    "Companion",
    "Customer",
    "Document",
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
    "Kind",
    "LibraryInfo",
    "Link",
    "Meta",
    "Page",
    "Pairs",
    "Party",
    "Playbook",
    "Preview",
    "Problem",
    "Provenance",
    "Rendered",
    "Results",
    "Revision",
    "Run",
    "RunStatus",
    "RunView",
    "SearchDoc",
    "Section",
    "Severity",
    "SourceFile",
    "Spans",
    "Step",
    "StepKind",
    "SynonymGroup",
    "Tier",
    "Tried",
    "ValueField",
    "ValueKind",
    "Visit",
]
