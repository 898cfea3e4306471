# SPDX-License-Identifier: MIT
"""Stock Whoosh as its documentation uses it, in its fastest form: one segment, pinpoint fragments.

Not run unless it is asked for: it takes seconds for some keystrokes.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from kbdesk.bench.engine import FACETS, LIMIT, SNIPPET, Answer, Doc, Engine, asked, body, values


class Whoosh(Engine):
    """Whoosh's writer, parser, searcher, facets and highlights."""

    def __init__(self) -> None:
        self._lib: Any = import_module("whoosh")
        self._qparser: Any = import_module("whoosh.qparser")
        self._sorting: Any = import_module("whoosh.sorting")
        self._highlight: Any = import_module("whoosh.highlight")
        self._files: Any = import_module("whoosh.index")
        self.version = ".".join(map(str, self._lib.__version__))

    def build(self, folder: Path, docs: Sequence[Doc]) -> None:
        """Index all documents into one segment."""
        fields: Any = import_module("whoosh.fields")
        analysis: Any = import_module("whoosh.analysis")
        text = fields.TEXT(analysis.StemmingAnalyzer(), stored=True, chars=True)
        schema = fields.Schema(
            path=fields.ID(unique=True, stored=True),
            title=text,
            body=text,
            product=fields.KEYWORD(commas=True),
            tag=fields.KEYWORD(commas=True),
            tier=fields.ID,
        )
        writer = self._files.create_in(str(folder), schema).writer(limitmb=256)
        for doc in docs:
            writer.add_document(**_fields(doc))
        writer.commit(optimize=True)

    def open(self, folder: Path) -> None:
        """Open the index."""
        self._index: Any = self._files.open_dir(str(folder))
        self._use(self._index.searcher())

    def _use(self, searcher: Any) -> None:
        self._searcher = searcher
        self._all = self._parser(self._qparser.AndGroup)
        self._any = self._parser(self._qparser.OrGroup)

    def _parser(self, group: Any) -> Any:
        parts, names, boosts = self._qparser, ["title", "body"], {"title": 3.0}
        plugins = [parts.WhitespacePlugin(), parts.PrefixPlugin(), parts.PhrasePlugin()]
        return parts.MultifieldParser(names, self._index.schema, boosts, plugins=plugins, group=group)

    def search(self, text: str) -> Answer:
        """The answer to a keystroke; any word if no document has all."""
        text = f"{text}*" if asked(text).last else text
        answer = self._answer(self._all.parse(text))
        return answer if answer.total else self._answer(self._any.parse(text))

    def _answer(self, query: Any) -> Answer:
        by = {facet: self._sorting.FieldFacet(facet, allow_overlap=True) for facet in FACETS}
        made = self._sorting.Facets()
        for facet, field in by.items():
            made.add_facet(facet, field)
        found = self._searcher.search(query, limit=LIMIT, groupedby=made, maptype=self._sorting.Count)
        found.fragmenter = self._highlight.PinpointFragmenter(maxchars=SNIPPET)
        hits = [(hit["path"], hit["title"], hit.highlights("body", top=1)) for hit in found[:LIMIT]]
        facets = {
            facet: {str(value): count for value, count in found.groups(facet).items() if value}
            for facet in FACETS
        }
        return Answer(len(found), hits, facets)

    def ranked(self, text: str) -> list[str]:
        """Any of the words."""
        found = self._searcher.search(self._any.parse(text), limit=LIMIT)
        return [hit["path"] for hit in found]

    def put(self, doc: Doc) -> None:
        """Replace one document and commit."""
        writer = self._index.writer()
        writer.update_document(**_fields(doc))
        writer.commit(merge=False)
        self._use(self._searcher.refresh())

    def close(self) -> None:
        """Close the files."""
        if hasattr(self, "_searcher"):
            self._searcher.close()


def _fields(doc: Doc) -> dict[str, str]:
    product, tag, tier = (",".join(value.replace(",", " ") for value in given) for given in values(doc))
    given = {"path": doc["path"], "title": doc["title"], "body": body(doc)}
    return {**given, "product": product, "tag": tag, "tier": tier}
