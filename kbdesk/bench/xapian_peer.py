# SPDX-License-Identifier: MIT
"""Xapian, set up as it is fastest with the same output. Standard library and xapian only.

Its own query parser with the English stemmer, partial matching of the unfinished word and phrases; facets by
its match spies (all values of a facet in one slot, split after counting); its own snippets; words as
its spelling table has them where nothing matches.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from kbdesk.bench.engine import FACETS, LIMIT, SNIPPET, Answer, Doc, Engine, asked, body, values

_BETWEEN = "\x1f"


class Xapian(Engine):
    """Xapian through its own Python binding."""

    def __init__(self) -> None:
        self._lib: Any = import_module("xapian")
        self.version = self._lib.version_string()
        self._stem = self._lib.Stem("en")
        self._writer: Any = None

    def build(self, folder: Path, docs: Sequence[Doc]) -> None:
        """Index all documents and put the file in its tightest form."""
        base = self._lib.WritableDatabase(str(folder / "new"), self._lib.DB_CREATE_OR_OPEN)
        for doc in docs:
            base.add_document(self._document(base, doc))
        base.commit()
        base.compact(str(folder / "base"))
        base.close()
        for file in (folder / "new").iterdir():
            file.unlink()
        (folder / "new").rmdir()

    def _document(self, base: Any, doc: Doc) -> Any:
        made, generator, text = self._lib.Document(), self._lib.TermGenerator(), body(doc)
        generator.set_document(made)
        generator.set_stemmer(self._stem)
        generator.set_database(base)
        generator.set_flags(self._lib.TermGenerator.FLAG_SPELLING)
        generator.index_text(doc["title"], 5)
        generator.increase_termpos()
        generator.index_text(text)
        for slot, given in enumerate(values(doc)):
            made.add_value(slot, _BETWEEN.join(given))
        made.add_boolean_term("Q" + doc["path"][:200])
        made.set_data(json.dumps([doc["path"], doc["title"], text], ensure_ascii=False))
        return made

    def open(self, folder: Path) -> None:
        """Open the index."""
        self._folder = folder
        self._base = self._lib.Database(str(folder / "base"))
        parser = self._parser = self._lib.QueryParser()
        parser.set_stemmer(self._stem)
        parser.set_stemming_strategy(parser.STEM_SOME)
        parser.set_database(self._base)
        # Counts over all matches need all words that the unfinished one may become.
        parser.set_max_expansion(0, self._lib.Query.WILDCARD_LIMIT_ERROR, parser.FLAG_PARTIAL)

    def _parse(self, text: str, operator: int) -> Any:
        flags = self._lib.QueryParser.FLAG_PHRASE
        if asked(text).last:
            flags |= self._lib.QueryParser.FLAG_PARTIAL
        self._parser.set_default_op(operator)
        return self._parser.parse_query(text, flags)

    def _corrected(self, text: str) -> str:
        """The text with words as the spelling table has them; "" if it knows no better."""
        self._parser.parse_query(text, self._lib.QueryParser.FLAG_SPELLING_CORRECTION)
        corrected = self._parser.get_corrected_query_string()
        return str(corrected.decode() if isinstance(corrected, bytes) else corrected)

    def search(self, text: str) -> Answer:
        """The answer to a keystroke; spelling put right, then any word, if no document has all."""
        answer = self._answer(self._parse(text, self._lib.Query.OP_AND))
        # Asked always, it would change good words into more frequent ones.
        if not answer.total and (corrected := self._corrected(text)):
            answer = self._answer(self._parse(corrected, self._lib.Query.OP_AND))
        return answer if answer.total else self._answer(self._parse(text, self._lib.Query.OP_OR))

    def _answer(self, query: Any) -> Answer:
        enquire = self._lib.Enquire(self._base)
        enquire.set_query(query)
        spies = [self._lib.ValueCountMatchSpy(slot) for slot in range(len(FACETS))]
        for spy in spies:
            enquire.add_matchspy(spy)
        matches = enquire.get_mset(0, LIMIT, self._base.get_doccount())
        hits = []
        for match in matches:
            path, title, text = json.loads(match.document.get_data())
            snippet = matches.snippet(text, SNIPPET, self._stem, self._lib.MSet.SNIPPET_BACKGROUND_MODEL)
            hits.append((path, title, snippet.decode() if isinstance(snippet, bytes) else snippet))
        facets = {facet: _counts(spy) for facet, spy in zip(FACETS, spies, strict=True)}
        return Answer(sum(facets["tier"].values()), hits, facets)

    def ranked(self, text: str) -> list[str]:
        """Any of the words, which ranks plain questions best."""
        enquire = self._lib.Enquire(self._base)
        enquire.set_query(self._parse(text, self._lib.Query.OP_OR))
        return [json.loads(match.document.get_data())[0] for match in enquire.get_mset(0, LIMIT)]

    def put(self, doc: Doc) -> None:
        """Replace one document and commit."""
        if self._writer is None:
            self._writer = self._lib.WritableDatabase(str(self._folder / "base"), self._lib.DB_OPEN)
        self._writer.replace_document("Q" + doc["path"][:200], self._document(self._writer, doc))
        self._writer.commit()
        self._base.reopen()


def _counts(spy: Any) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for item in spy.values():
        term = item.term.decode() if isinstance(item.term, bytes) else item.term
        for value in term.split(_BETWEEN):
            counts[value] += item.termfreq
    return counts
