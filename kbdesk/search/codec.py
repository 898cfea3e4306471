# SPDX-License-Identifier: MIT
# mypy: disallow-untyped-calls=False
# (Whoosh says that it is typed, but half of its functions are not.)
"""The fields of the index of record, and how its words are written: in Whoosh's file format, but faster.

Whoosh counts the words of a document, sorts them with those of all others and writes them one by one. For
searching all that has been done already (see ``build``), so that here whole lists are written. Any Whoosh
reads them; a test holds its own searcher against ours.
"""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter, W3Segment
from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, ID, NUMERIC, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Existence, Positions

from kbdesk.search.record import PLACES, Postings

WORDS = "text"
"""The field that has the words."""


class Places(Positions):
    """Positions as plain numbers (see ``record.PLACES``): Whoosh's own are pickled one by one."""

    def encode(self, poslist: Iterable[int]) -> bytes:
        """Places as bytes."""
        return np.array(list(poslist), PLACES).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Places from bytes."""
        found: list[int] = np.frombuffer(valuestring, PLACES).tolist()
        return found

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many places there are."""
        return len(valuestring) // PLACES.itemsize


class PlacedWords(FieldType):
    """A Whoosh field for the words of a document and their places, which ``_Fields`` writes."""

    def __init__(self) -> None:
        super().__init__(Places(), None)  # type: ignore[arg-type]


class Values(FieldType):
    """A Whoosh field whose value is a list of terms that are kept as they are."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)  # type: ignore[arg-type]

    def index(
        self, value: Iterable[str], **_: object
    ) -> Generator[tuple[bytes, int, float, bytes], None, None]:
        """The postings of one document."""
        for term in dict.fromkeys(value):
            yield term.encode("utf-8", "replace"), 1, 1.0, b""


def schema() -> Schema:
    """The fields of the index of record: what can be asked for, and the document itself."""
    return Schema(
        path=ID(unique=True),
        text=PlacedWords(),
        kind=Values(),
        tier=Values(),
        audience=Values(),
        product=Values(),
        tag=Values(),
        by=Values(),
        state=Values(),
        changed=NUMERIC(int, shift_step=8),
        review_by=NUMERIC(int, shift_step=8),
        document=COLUMN(VarBytesColumn()),
    )


class _Postings(W3PostingsWriter):
    """Writes the postings of a term a block at a time; Whoosh's own way is a call for each."""

    def add_all(self, documents: list[int], places: list[bytes]) -> None:
        """Add all documents that have the term, ascending, with its places in each."""
        for start in range(0, len(documents), self._blocklimit):
            if start:
                self._write_block()
            self._ids = array("I", documents[start : start + self._blocklimit])
            self._weights = array("f", (1.0,)) * len(self._ids)
            self._values = places[start : start + self._blocklimit]
            self._maxweight = 1.0


class _Fields(W3FieldWriter):
    """Writes the words of all documents in one go, between the fields before and after theirs."""

    words: Postings | None = None

    def add_postings(self, schema: Schema, lengths: object, items: Iterable[tuple[Any, ...]]) -> None:
        """Write the postings of a segment, which Whoosh gives in order."""
        if self.words is None:
            super().add_postings(schema, lengths, items)
            return
        others = list(items)
        super().add_postings(schema, lengths, (item for item in others if item[0] < WORDS))
        self._add_words(schema, self.words)
        super().add_postings(schema, lengths, (item for item in others if item[0] > WORDS))

    def _add_words(self, schema: Schema, words: Postings) -> None:
        self.start_field(WORDS, schema[WORDS])
        postings = self._postwriter
        assert isinstance(postings, _Postings)  # noqa: S101 - what our codec gives
        for term, (first, last) in zip(words.terms, pairwise(words.ends), strict=True):
            if last > first:
                self.start_term(term.encode())
                postings.add_all(words.documents[first:last], words.places[first:last])
                self.finish_term()
        self.finish_field()


class Codec(W3Codec):
    """Whoosh's file format, written faster; any Whoosh reads it."""

    def __init__(self) -> None:
        super().__init__(compression=0)

    def field_writer(self, storage: FileStorage, segment: W3Segment) -> _Fields:
        """What writes the postings of a segment."""
        return _Fields(self, storage, segment)

    def postings_writer(self, dbfile: StructFile, byteids: bool = False) -> _Postings:
        """What writes the postings of a field."""
        return _Postings(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)
