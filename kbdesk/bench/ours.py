# SPDX-License-Identifier: MIT
"""kbdesk's own search, through what it offers to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import kbdesk
from kbdesk.bench.engine import FACETS, LIMIT, Answer, Doc, Engine
from kbdesk.model import Results, SearchDoc, Section
from kbdesk.search import Index, index_folder, update

_FIELDS = {field.name for field in fields(SearchDoc)} - {"sections"}


class Kbdesk(Engine):
    """The index as the desk makes and opens it."""

    version = kbdesk.__version__

    def build(self, folder: Path, docs: Sequence[Doc]) -> None:
        """Index all documents."""
        update(_place(folder), map(search_doc, docs), ())

    def open(self, folder: Path) -> None:
        """Open the index."""
        self._index = Index.open(_place(folder))

    def search(self, text: str) -> Results:
        """The answer to a keystroke."""
        return self._index.search(text, limit=LIMIT)

    def put(self, doc: Doc) -> None:
        """Replace one document in memory."""
        self._index.put((search_doc(doc),), ())

    def paths(self, answer: Results) -> list[str]:
        """The paths of hits, and of what comes nearest if there are none."""
        return [hit.path for hit in answer.hits or answer.nearest]

    def shown(self, answer: Results) -> Answer:
        """The answer in the form that all engines share."""
        hits = [(hit.path, hit.title, _marked(hit.snippet, hit.snippet_spans)) for hit in answer.hits]
        facets = {facet: dict(counts) for facet, counts in answer.facets if facet in FACETS}
        return Answer(answer.total, hits, facets)

    def close(self) -> None:
        """Let go of the index."""
        if hasattr(self, "_index"):
            self._index.close()


def _place(folder: Path) -> Path:
    return index_folder(folder / "cache", str(folder / "library"))


def search_doc(doc: Doc) -> SearchDoc:
    """A line of the corpus as what search indexes."""
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in doc.items()
        if name in _FIELDS
    }
    return SearchDoc(sections=tuple(Section(**section) for section in doc["sections"]), **given)


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}<b>{text[start:end]}</b>{text[end:]}"
    return text
