# SPDX-License-Identifier: MIT
"""What every engine is asked for, and the answer it has to give. Standard library only."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

Doc = dict[str, Any]
"""A line of the shared corpus: the fields of ``SearchDoc`` as JSON."""

LIMIT = 20
"""Hits that a keystroke shows."""
SNIPPET = 160
"""Characters of a snippet, about."""
FACETS = ("product", "tag", "tier")


class Answer(NamedTuple):
    """What a keystroke shows: the total, hits as (path, title, snippet) and the counts of each facet."""

    total: int
    hits: list[tuple[str, str, str]]
    facets: dict[str, dict[str, int]]


class Asked(NamedTuple):
    """A query taken apart: its finished words, the word being typed ("" if none), whether it is a phrase."""

    words: list[str]
    last: str
    is_phrase: bool


class Engine(ABC):
    """One search engine over one folder of its own; it lives in a process of its own."""

    version = ""

    @abstractmethod
    def build(self, folder: Path, docs: Sequence[Doc]) -> None:
        """Index all documents into an empty folder."""

    @abstractmethod
    def open(self, folder: Path) -> None:
        """Open what ``build`` made."""

    @abstractmethod
    def search(self, text: str) -> Any:
        """The answer to a keystroke; the last word is unfinished unless a space follows."""

    @abstractmethod
    def put(self, doc: Doc) -> None:
        """Replace one document; the next search finds it."""

    def shown(self, answer: Any) -> Answer:
        """What ``search`` gave, in the form that all engines share."""
        whole: Answer = answer
        return whole

    def paths(self, answer: Any) -> list[str]:
        """The paths of an answer's hits, best first."""
        return [hit[0] for hit in answer.hits]

    def ranked(self, text: str) -> list[str]:
        """Paths for a question in plain words, best first, as the engine ranks best."""
        return self.paths(self.search(text))

    def close(self) -> None:  # noqa: B027 - most have nothing to do
        """Let go of the files."""


def asked(text: str) -> Asked:
    """A query taken apart."""
    if text.startswith('"'):
        return Asked(text.strip('" ').split(), "", is_phrase=True)
    words = text.split()
    last = words.pop() if words and not text[-1].isspace() else ""
    return Asked(words, last, is_phrase=False)


def body(doc: Doc) -> str:
    """All words of a document but its title."""
    parts = [part for section in doc["sections"] for part in (section["heading"], section["text"])]
    return "\n".join(part for part in (*parts, *doc["says"], *doc["errors"]) if part)


def values(doc: Doc) -> tuple[list[str], list[str], list[str]]:
    """A document's values of each of FACETS."""
    return list(dict.fromkeys(doc["products"])), list(dict.fromkeys(doc["tags"])), [doc["tier"]]


def mark_prefix(text: str, prefix: str) -> str:
    """A piece of text with the words that begin with a prefix in ``<b>``; tags in it stay whole."""
    return re.sub(rf"(?<![\w<&/]){re.escape(prefix)}\w*", r"<b>\g<0></b>", text, flags=re.IGNORECASE)


def cut_at_prefix(text: str, prefix: str) -> str:
    """A snippet around the first word that begins with a prefix; the beginning if there is none."""
    found = re.search(rf"\b{re.escape(prefix)}", text, re.IGNORECASE)
    start = max(found.start() - SNIPPET // 3, 0) if found else 0
    return mark_prefix(text[start : start + SNIPPET], prefix)
