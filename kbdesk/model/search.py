# SPDX-License-Identifier: MIT
"""Questions to the index and its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kbdesk.model.files import Section
from kbdesk.model.roles import Audience
from kbdesk.model.words import HitField, HitKind, Kind, Tier


@dataclass(frozen=True, slots=True)
class SearchDoc:
    """What search indexes of a document: plain words only, never raw Markdown.

    ``steps`` are the anchors of the sections that are steps of a playbook; each is a result of its own.
    """

    path: str
    blob: str
    kind: Kind
    title: str
    sections: tuple[Section, ...] = ()
    says: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    tier: Tier = "1"
    confidence: str = ""
    steps: tuple[str, ...] = ()
    owner: str = ""
    by: str = ""
    """Who changed it last; "" if the library has no history."""
    changed: str = ""
    """The day of its last change, ``2026-10-01``; "" if unknown."""
    review_by: str = ""
    """The day by which it is to be reviewed, ``2027-03-31``; "" if there is none."""
    successor: str = ""
    """The path of the document that takes the place of an archived one."""
    audience: Audience = "internal"
    """Who may read it."""


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words, or phrases of up to four words, that mean the same.

    If ``one_way``, who types the first finds the others too, but not the other way round.
    """

    words: tuple[str, ...]
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What results must match; "" means any."""

    kind: str = ""
    tier: str = ""
    product: str = ""
    tag: str = ""
    library: str = ""
    audience: str = ""
    """What is shown to whom (``roles.READABLE``): "partner" lets what is public pass, too."""


Spans = tuple[tuple[int, int], ...]
"""Highlights as (start, end) character offsets, ascending and not overlapping."""


class Hit(NamedTuple):
    """One result, with what made it one (a named tuple, because a keystroke makes thirty)."""

    path: str
    title: str
    kind: HitKind
    tier: Tier
    score: float
    snippet: str
    snippet_spans: Spans = ()
    title_spans: Spans = ()
    confidence: str = ""
    matched_says: str = ""
    """The customer phrase that matched; "" if none did."""
    field: HitField = "text"
    """Where the query matched best."""
    anchor: str = ""
    """The heading of the best passage, where opening lands; "" is the top."""
    of: str = ""
    """For a step: the title of its playbook."""
    successor: str = ""
    """For an archived document: the path of what takes its place."""
    library: str = ""
    """The badge of the library it comes from; "" is the open one."""
    news: bool = False
    """Whether the document says something else than when this user read it last."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query: hits best first; facets count all matches, not only those shown.

    ``facets`` holds (facet, ((value, count), …)) with the largest count first; facets are ``kind``,
    ``tier``, ``product``, ``tag`` and ``audience``, and ``library`` if several are searched.
    """

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    took_ms: float = 0.0
    words: tuple[str, ...] = ()
    """The words to mark in an opened article, lower case."""
    left_out: tuple[str, ...] = ()
    """Words left out so that the others could match; () if all counted."""
    unfiltered: int = 0
    """How many would match without filters."""
    meant: str = ""
    """The query with mistyped words put right; "" if it was good as it is."""
    nearest: tuple[Hit, ...] = ()
    """If nothing matched: what comes closest; it is not counted."""
    problem: str = ""
    """Why a part of the query did not count, as a sentence for the person; "" if all did."""
