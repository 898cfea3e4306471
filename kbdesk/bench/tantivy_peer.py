# SPDX-License-Identifier: MIT
"""tantivy, set up as it is fastest with the same output.

Words are looked up in one stemmed field of title and text, and documents with them in the title are lifted.
An unfinished word is looked up in an unstemmed field with a fuzzy prefix query of distance 0, the fastest of
its queries that leave no match out (a regular expression takes half as long again, a phrase prefix stops at
50 terms); titles that match come first. Facets are one aggregation over fast fields. Words that it does not
know are looked up at distance 1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from kbdesk.bench.engine import (
    FACETS,
    LIMIT,
    SNIPPET,
    Answer,
    Asked,
    Doc,
    Engine,
    asked,
    body,
    cut_at_prefix,
    mark_prefix,
    values,
)

_ALL_VALUES = 65_000
_TITLES = "titles.json"
_TITLE_BOOST, _PREFIX_BOOST = 0.4, 3.0
"""The best of several by the known-item queries that they were tried on."""


class Tantivy(Engine):
    """tantivy with its own snippets."""

    def __init__(self) -> None:
        self._lib: Any = import_module("tantivy")
        self.version = self._lib.__version__.split(",")[0].split("v")[-1]
        self._query, occur = self._lib.Query, self._lib.Occur
        self._must, self._should = occur.Must, occur.Should
        self._stemmed, self._plain = self._analyser(stem=True), self._analyser(stem=False)
        self._writer: Any = None
        self._aggregation = {
            facet: {"terms": {"field": facet, "size": _ALL_VALUES, "segment_size": _ALL_VALUES}}
            for facet in FACETS
        }

    def _analyser(self, *, stem: bool) -> Any:
        made = self._lib.TextAnalyzerBuilder(self._lib.Tokenizer.simple())
        made = made.filter(self._lib.Filter.remove_long(64)).filter(self._lib.Filter.lowercase())
        return (made.filter(self._lib.Filter.stemmer("english")) if stem else made).build()

    def _schema_of_all(self) -> Any:
        made = self._lib.SchemaBuilder()
        made.add_integer_field("id", fast=True)
        made.add_text_field("path", stored=True, tokenizer_name="raw", index_option="basic")
        made.add_text_field("title", stored=True, tokenizer_name="stemmed")
        made.add_text_field("body", stored=True, tokenizer_name="stemmed", index_option="basic")
        made.add_text_field("all", tokenizer_name="stemmed")
        made.add_text_field("plain", tokenizer_name="plain", index_option="basic")
        made.add_text_field("plain_title", tokenizer_name="plain", index_option="basic")
        for facet in FACETS:
            made.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        return made.build()

    def _index_in(self, folder: Path) -> None:
        self._schema = self._schema_of_all()
        self._index = self._lib.Index(self._schema, str(folder))
        self._index.register_tokenizer("stemmed", self._stemmed)
        self._index.register_tokenizer("plain", self._plain)

    def build(self, folder: Path, docs: Sequence[Doc]) -> None:
        """Index all documents with one thread into one segment."""
        self._index_in(folder)
        writer = self._index.writer(256_000_000, 1)
        for number, doc in enumerate(docs):
            writer.add_document(self._document(number, doc))
        writer.commit()
        writer.wait_merging_threads()
        titles = [(doc["path"], doc["title"]) for doc in docs]
        (folder / _TITLES).write_text(json.dumps(titles), encoding="utf-8")

    def _document(self, number: int, doc: Doc) -> Any:
        text, title = body(doc), doc["title"]
        whole = f"{title}\n{text}"
        facets = dict(zip(FACETS, values(doc), strict=True))
        fields = {"path": doc["path"], "title": title, "body": text, "all": whole, "plain": whole}
        return self._lib.Document(id=number, plain_title=title, **fields, **facets)

    def open(self, folder: Path) -> None:
        """Open the index."""
        self._index_in(folder)
        self._searcher = self._index.searcher()

    def search(self, text: str) -> Answer:
        """The answer to a keystroke; any word if no document has all."""
        query = asked(text)
        words = self._words(query)
        prefix = words.pop() if query.last and words else ""
        found, counts = self._both(query, words, prefix, self._must)
        if not counts["tier"] and not query.is_phrase:
            found, counts = self._both(query, words, prefix, self._should)
        return Answer(sum(counts["tier"].values()), self._hits(found, words, prefix), counts)

    def _words(self, query: Asked) -> list[str]:
        return [word for given in (*query.words, query.last) for word in self._plain.analyze(given)]

    def _both(self, query: Asked, words: list[str], prefix: str, occur: Any) -> tuple[Any, Any]:
        """The best hits and the counts of all matches; two passes, as its Python offers nothing else."""
        matching = self._matching(words, prefix, occur, is_phrase=query.is_phrase)
        ranking = matching
        if not query.is_phrase:
            ranking = self._query.boolean_query([(self._must, matching), *self._in_titles(words, prefix)])
        found = self._searcher.search(ranking, LIMIT, count=False).hits
        counts = self._searcher.aggregate(matching, self._aggregation)
        return found, {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in counts[facet]["buckets"]}
            for facet in FACETS
        }

    def _matching(self, words: list[str], prefix: str, occur: Any, *, is_phrase: bool) -> Any:
        if is_phrase and len(words) > 1:
            stems = [stem for word in words for stem in self._stemmed.analyze(word)]
            return self._query.phrase_query(self._schema, "all", stems)
        parts = [(occur, self._word(word)) for word in words]
        if prefix:
            parts.append((occur, self._prefix(prefix)))
        return self._query.boolean_query(parts)

    def _in_titles(self, words: list[str], prefix: str) -> list[Any]:
        """What lifts documents that have words in their titles."""
        stems = [stem for word in words for stem in self._stemmed.analyze(word)]
        parts = [self._query.boost_query(self._term("title", stem), _TITLE_BOOST) for stem in stems]
        if prefix:
            parts.append(self._prefix(prefix, "plain_title"))
        return [(self._should, part) for part in parts]

    def _term(self, field: str, word: str) -> Any:
        return self._query.term_query(self._schema, field, word)

    def _prefix(self, prefix: str, field: str = "plain") -> Any:
        return self._query.fuzzy_term_query(self._schema, field, prefix, 0, True, True)

    def _word(self, word: str) -> Any:
        stems = self._stemmed.analyze(word)
        if len(word) > 3 and not any(self._searcher.doc_freq("all", stem) for stem in stems):
            return self._query.fuzzy_term_query(self._schema, "plain", word, 1, True, False)
        return self._term("all", stems[0]) if stems else self._query.empty_query()

    def _hits(self, found: Any, words: list[str], prefix: str) -> list[tuple[str, str, str]]:
        generator = self._generator(words) if words and found else None
        hits = []
        for _score, address in found:
            doc = self._searcher.doc(address)
            text = doc.get_first("body") or ""
            snippet = generator.snippet_from_doc(doc).to_html() if generator else ""
            if prefix:
                snippet = mark_prefix(snippet, prefix) if snippet else cut_at_prefix(text, prefix)
            hits.append((doc.get_first("path"), doc.get_first("title"), snippet or text[:SNIPPET]))
        return hits

    def _generator(self, words: list[str]) -> Any:
        stems = [stem for word in words for stem in self._stemmed.analyze(word)]
        marked = self._query.boolean_query([(self._should, self._term("body", stem)) for stem in stems])
        made = self._lib.SnippetGenerator.create(self._searcher, marked, self._schema, "body")
        made.set_max_num_chars(SNIPPET)
        return made

    def ranked(self, text: str) -> list[str]:
        """Any of the words in title and text, which ranks plain questions best."""
        words = self._words(asked(text))
        stems = [stem for word in words for stem in self._stemmed.analyze(word)]
        parts = [(self._should, self._term("all", stem)) for stem in stems] + self._in_titles(words, "")
        if words and asked(text).last:
            last = self._query.boost_query(self._prefix(words[-1]), _PREFIX_BOOST)
            parts.append((self._should, last))
        found = self._searcher.search(self._query.boolean_query(parts), LIMIT, count=False).hits
        return [self._searcher.doc(address).get_first("path") for _score, address in found]

    def put(self, doc: Doc) -> None:
        """Replace one document and commit."""
        if self._writer is None:
            self._writer = self._index.writer(32_000_000, 1)
        self._writer.delete_documents_by_term("path", doc["path"])
        self._writer.add_document(self._document(0, doc))
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()


class TantivyWithoutSnippets(Tantivy):
    """tantivy that makes no snippets, with paths and titles at hand in memory."""

    def open(self, folder: Path) -> None:
        """Open the index and the titles."""
        super().open(folder)
        self._titles = json.loads((folder / _TITLES).read_text(encoding="utf-8"))

    def _hits(self, found: Any, words: list[str], prefix: str) -> list[tuple[str, str, str]]:
        numbers = self._searcher.fast_field_values("id", [address for _score, address in found])
        return [(*self._titles[number], "") for number in numbers]
