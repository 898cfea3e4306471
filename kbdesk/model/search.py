# SPDX-License-Identifier: MIT
"""Questions to the index and its answers."""

from __future__ import annotations

from dataclasses import dataclass

from kbdesk.model.words import Kind, Tier


@dataclass(frozen=True, slots=True)
class SearchDoc:
    """What search indexes of a document: plain words only, never raw Markdown."""

    path: str
    blob: str
    kind: Kind
    title: str
    headings: str
    body: str
    says: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    tier: Tier = "1"
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What results must match; "" means any."""

    kind: str = ""
    tier: str = ""
    product: str = ""
    tag: str = ""


Spans = tuple[tuple[int, int], ...]
"""Highlights as (start, end) character offsets, ascending and not overlapping."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result, with what made it one."""

    path: str
    title: str
    kind: Kind
    tier: Tier
    score: float
    snippet: str
    snippet_spans: Spans = ()
    title_spans: Spans = ()
    confidence: str = ""
    matched_says: str = ""
    """The customer phrase that matched; "" if none did."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query: hits best first; facets count all matches, not only those shown.

    ``facets`` holds (facet, ((value, count), …)) with the largest count first; facets are ``kind``,
    ``tier``, ``product`` and ``tag``.
    """

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    took_ms: float = 0.0
    words: tuple[str, ...] = ()
    """The words to mark in an opened article, lower case."""
    left_out: tuple[str, ...] = ()
    """Words that no document has, left out so that the others could match; () if all counted."""
