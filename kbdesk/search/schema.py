# SPDX-License-Identifier: MIT
"""What the index holds of a document: its terms with their weights, its card and its text.

A term has one weight per document, in which its fields are already joined (BM25F: Robertson and Zaragoza,
*The Probabilistic Relevance Framework*, 2009, section 3.5): each field's count is divided by the field's
length and multiplied by the field's weight *before* saturation, so that a long query is not drowned by one
word of a title.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Iterable
from typing import NamedTuple, cast

from kbdesk.model import Kind, SearchDoc, Tier
from kbdesk.search import analysis

FORMAT_VERSION = 1
"""Part of the index's folder and stamp: raise it when the files mean something else than before."""

MAX_TEXT = 200_000
"""Characters of a text that are looked at for snippets; all of the text can be found."""


class FieldWeight(NamedTuple):
    """How a field counts: ``tokens`` is a usual length, ``by_length`` (0–1) how much length matters."""

    weight: float
    tokens: int
    by_length: float


TITLE = FieldWeight(8.0, 8, 0.3)
SAYS = FieldWeight(5.0, 30, 0.3)
ERRORS = FieldWeight(6.0, 10, 0.0)
HEADINGS = FieldWeight(1.5, 30, 0.5)
TAGS = FieldWeight(1.5, 10, 0.0)
BODY = FieldWeight(1.0, 400, 0.9)


class Card(NamedTuple):
    """What a result shows and what facets count; kept in memory for every document."""

    path: str
    blob: str
    kind: Kind
    title: str
    tier: Tier
    confidence: str
    says: tuple[str, ...]
    errors: tuple[str, ...]
    tags: tuple[str, ...]
    products: tuple[str, ...]


def weights(doc: SearchDoc) -> dict[str, float]:
    """The weight of each of a document's terms, all fields joined."""
    total: dict[str, float] = {}
    for text, field in _fields(doc):
        count, length = analysis.counted(text)
        usual = 1 - field.by_length + field.by_length * length / field.tokens
        factor = field.weight / max(usual, 0.1)
        for term, times in count.items():
            total[term] = total.get(term, 0.0) + times * factor
    return total


def _fields(doc: SearchDoc) -> Iterable[tuple[str, FieldWeight]]:
    """The texts of a document with their weights; lists are joined by a sign that no token spans."""
    return (
        (doc.title, TITLE),
        (" | ".join(doc.says), SAYS),
        (" | ".join(doc.errors), ERRORS),
        (doc.headings, HEADINGS),
        (" | ".join((*doc.tags, *doc.products)), TAGS),
        (doc.body, BODY),
    )


def card_bytes(doc: SearchDoc) -> bytes:
    """A document's card as bytes."""
    fields = (doc.path, doc.blob, doc.kind, doc.title, doc.tier, doc.confidence)
    lists = (doc.says, doc.errors, doc.tags, doc.products)
    return json.dumps([*fields, *lists], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def card(data: bytes) -> Card:
    """The card in these bytes."""
    values = json.loads(data)
    path, blob, kind, title, tier, confidence = (str(value) for value in values[:6])
    says, errors, tags, products = (tuple(map(str, value)) for value in values[6:10])
    return Card(
        path, blob, cast("Kind", kind), title, cast("Tier", tier), confidence, says, errors, tags, products
    )


def text_bytes(doc: SearchDoc) -> bytes:
    """The words of a document on one line, packed, for snippets."""
    line = unicodedata.normalize("NFC", " ".join(doc.body[: 2 * MAX_TEXT].split()))
    return zlib.compress(line[:MAX_TEXT].encode("utf-8", "replace"), 3)


def text(data: bytes) -> str:
    """The text in these bytes."""
    return zlib.decompress(data).decode("utf-8") if data else ""
