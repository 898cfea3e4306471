# SPDX-License-Identifier: MIT
"""What a field of a document counts, and how a document is kept in the index of record.

A term has one weight per document, in which its fields are already joined (BM25F: Robertson and Zaragoza,
*The Probabilistic Relevance Framework*, 2009, section 3.5): each field's count is divided by the field's
length and multiplied by the field's weight *before* saturation, so that a long query is not drowned by one
word of a title.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

from kbdesk.model import SearchDoc, Section

_EPOCH = date(1970, 1, 1).toordinal()

FORMAT_VERSION = 5
"""Part of the index's folder and stamp: raise it when the files mean something else than before."""


def days(day: date) -> int:
    """The days from 1970-01-01 to a day: how dates are kept, and compared."""
    return day.toordinal() - _EPOCH


class Field(IntEnum):
    """The fields of a document in the order in which its text has them."""

    TITLE = 0
    SAYS = 1
    ERROR = 2
    TAG = 3
    TEXT = 4
    HEADING = 5
    """Headings stand inside the text and count in addition to it."""


class FieldWeight(NamedTuple):
    """How a field counts: ``tokens`` is a usual length, ``by_length`` (0–1) how much length matters."""

    weight: float
    tokens: int
    by_length: float


WEIGHTS: dict[Field, FieldWeight] = {
    Field.TITLE: FieldWeight(8.0, 8, 0.3),
    Field.SAYS: FieldWeight(5.0, 30, 0.3),
    Field.ERROR: FieldWeight(6.0, 10, 0.0),
    Field.TAG: FieldWeight(1.5, 10, 0.0),
    Field.TEXT: FieldWeight(1.0, 400, 0.9),
    Field.HEADING: FieldWeight(1.5, 30, 0.5),
}

_NAMES = tuple(field.name for field in fields(SearchDoc))
_SECTIONS = _NAMES.index("sections")


def packed(doc: SearchDoc) -> bytes:
    """A document as bytes, for the index of record."""
    values: list[Any] = [getattr(doc, name) for name in _NAMES]
    values[_SECTIONS] = [(section.heading, section.anchor, section.text) for section in doc.sections]
    return zlib.compress(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"), 1)


def unpacked(data: bytes) -> SearchDoc:
    """The document in these bytes."""
    values: dict[str, Any] = dict(zip(_NAMES, json.loads(zlib.decompress(data)), strict=True))
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    values["sections"] = tuple(Section(*section) for section in values["sections"])
    return SearchDoc(**values)
