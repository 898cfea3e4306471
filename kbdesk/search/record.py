# SPDX-License-Identifier: MIT
"""What the index of record keeps of documents: their words with places, their values, and themselves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from kbdesk.model import SearchDoc
from kbdesk.search.arrays import Array
from kbdesk.search.build import Words, day
from kbdesk.search.conditions import level
from kbdesk.search.entries import Entry
from kbdesk.search.schema import packed

PLACES = np.dtype("<u4")
"""How the place of a word is kept: its number among the words of the document, from 0."""


class Postings(NamedTuple):
    """The words of some documents, as arrays turned into lists: they are walked through once."""

    terms: list[str]
    """In order."""
    ends: list[int]
    """For each term the number of the posting after its last; the first number is 0."""
    documents: list[int]
    """For each posting a document."""
    places: list[bytes]
    """For each posting where its term stands, ascending (see ``PLACES``)."""


class Record(NamedTuple):
    """Documents as the index of record keeps them."""

    fields: list[dict[str, Any]]
    """For each document everything but its words."""
    words: Postings


def record(docs: Sequence[SearchDoc], made: list[Entry], words: Words) -> Record:
    """What to keep of documents, from what was made of them for searching (see ``build.made``)."""
    return Record([_fields(doc) for doc in docs], _postings(made, words))


def _fields(doc: SearchDoc) -> dict[str, Any]:
    return {
        "path": doc.path,
        "kind": [doc.kind],
        "tier": [doc.tier],
        "audience": [doc.audience],
        "product": list(map(level, doc.products)),
        "tag": list(map(level, doc.tags)),
        "by": [level(value) for value in (doc.owner, doc.by) if value],
        "state": [doc.confidence] if doc.confidence else [],
        "changed": day(doc.changed),
        "review_by": day(doc.review_by),
        "document": packed(doc),
    }


def _postings(made: list[Entry], words: Words) -> Postings:
    """The words of the documents; steps, whose words their documents have too, are left out."""
    is_document = np.array([entry.parent < 0 for entry in made], bool)
    numbers = np.cumsum(is_document) - 1
    kept = is_document[words.owners].nonzero()[0]
    rows, owners = words.rows[kept].astype(np.int64), words.owners[kept]
    key = rows * len(made) + owners
    order = np.argsort(key, kind="stable")
    key = key[order]
    places = (words.tokens_of[kept] - words.token_ends[owners])[order]
    # A word may be twice in one token.
    fresh = _changes(key) | _changes(places)
    key, places = key[fresh], places[fresh]
    firsts = _changes(key).nonzero()[0]
    found = key[firsts] // max(len(made), 1)
    data = places.astype(PLACES).tobytes()
    size = PLACES.itemsize
    starts = [*(firsts * size).tolist(), len(data)]
    return Postings(
        words.terms,
        np.searchsorted(found, np.arange(len(words.terms) + 1)).tolist(),
        numbers[key[firsts] % max(len(made), 1)].tolist(),
        [data[start:end] for start, end in pairwise(starts)],
    )


def _changes(values: Array) -> Array:
    """Where a value is not the one before it."""
    changed = np.ones(len(values), bool)
    changed[1:] = values[1:] != values[:-1]
    return changed
