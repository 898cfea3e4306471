# SPDX-License-Identifier: MIT
"""Documents to the arrays of a segment, thousands at a time.

A segment has a *lexicon* (the terms in order; a term's number is its row), for each row its *postings*
(documents and one byte of BM25F weight), for each document its *stream* (the row of every word in it, in
order, with its place in the text), its *text*, and *columns* (kind, tier, dates, products …).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from kbdesk.model import AUDIENCES, TIERS, HitKind, SearchDoc
from kbdesk.search import analysis
from kbdesk.search.arrays import Array, encoded_text, strings
from kbdesk.search.entries import Entry, entries
from kbdesk.search.lexicon import BEGINNING, lexicon_arrays, shapes, sums
from kbdesk.search.marks import as_typed
from kbdesk.search.schema import WEIGHTS, Field, days

KINDS: tuple[HitKind, ...] = ("article", "playbook", "step")
CONFIDENCES = ("", "draft", "not-validated", "validated", "archived")
LEAST_IMPACT, IMPACT_STEP = 0.002, 1e6 ** (1 / 254)
"""A weight is kept as the power of a step: within 3 %, from 0.002 to 2,000."""
IMPACTS = np.concatenate(([0.0], LEAST_IMPACT * IMPACT_STEP ** np.arange(255))).astype(np.float32)
"""The weight that each byte stands for."""

NEW_WORD_BIT = 31
"""Of the rows of all words in their order, which phrases need: set where a word begins, not for its parts."""
NOBODYS = b"\xff" * 4
"""A word in that order which is of no document and has no term."""
PLACE_BITS = 20
MOST_PLACE, MOST_ORDER = (1 << PLACE_BITS) - 1, (1 << (32 - PLACE_BITS)) - 1
"""A word of a stream is its row and, in one number, its place in the text and in the order of words."""

_TOGETHER = 32
"""Texts whose words are found at once; one after another they fit the processor's cache."""
_FEW = 4_000
_AREAS = (Field.TITLE, Field.SAYS, Field.ERROR, Field.TAG, Field.TEXT)
_BEGINNING_WEIGHT = WEIGHTS[Field.TITLE].weight / 2


def build(docs: Sequence[SearchDoc]) -> dict[str, Array]:
    """The arrays of a segment with these documents, each of which must have a path of its own."""
    made = list(entries(docs))
    return arrays_of(made, words_of(made))


def arrays_of(made: list[Entry], words: Words) -> dict[str, Array]:
    """The arrays of a segment with these entries and their words."""
    arrays = _columns(made)
    arrays.update(_texts(made))
    fields, weights = _event_weights(made, words)
    arrays.update(term_arrays(words.terms))
    arrays.update(_postings(words, weights, len(made)))
    arrays.update(_streams(words, fields, len(made)))
    return arrays


# --- words ------------------------------------------------------------------------------------------------


class Words(NamedTuple):
    """All words of all texts. A token may stand for several terms: each is an event."""

    token_ends: Array
    """For each entry the number of the token after its last; the first number is 0."""
    token_places: Array
    """Characters from the beginning of all texts."""
    text_ends: Array
    rows: Array
    """The row of each event."""
    places: Array
    """Where each event stands in its text, in characters."""
    owners: Array
    """The entry of each event."""
    tokens_of: Array
    """The token of each event."""
    terms: list[str]
    """The lexicon."""
    beginnings: tuple[Array, Array]
    """Rows that stand for the first letters of words in titles, and their entries."""


class _Numbers(dict[str, int]):
    """Numbers for strings, in the order in which they are first seen."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number


def words_of(made: list[Entry]) -> Words:
    """All words of the texts of entries."""
    text_ends = np.cumsum([0, *(len(entry.text) + 1 for entry in made)], dtype=np.int64)
    numbers, token_ids, token_places = _tokens(made)
    token_ends = token_places.searchsorted(text_ends)
    owners = np.arange(len(made)).repeat(token_ends[1:] - token_ends[:-1])

    terms = _Numbers()
    # Of few tokens most were seen before.
    terms_at = analysis.terms_at if len(numbers) < _FEW else analysis.terms_at.__wrapped__
    forms = [_in_order(terms_at(token)) for token in numbers]
    counts = np.array([len(form) for form in forms], np.int32)
    form_terms = np.array([terms[term] for form in forms for term, _, _ in form], np.int64)
    form_moves = np.array([start for form in forms for _, start, _ in form], np.int64)
    begun = [(terms[BEGINNING + letters], number) for number, letters in _beginnings(made)]
    ordered = sorted(terms)
    rank = np.empty(len(ordered), np.uint32)
    rank[[terms[term] for term in ordered]] = np.arange(len(ordered), dtype=np.uint32)

    many = counts.take(token_ids)
    # The forms of a token stand one after another: an event's is one more than that before it, but for jumps.
    which = (counts.cumsum().take(token_ids) - many.cumsum()).repeat(many) + np.arange(int(many.sum()))
    tokens_of = np.arange(len(token_ids)).repeat(many)
    owners_of = owners.take(tokens_of)
    starts = token_places - text_ends.take(owners)
    return Words(
        token_ends=token_ends,
        token_places=token_places,
        text_ends=text_ends,
        rows=rank[form_terms].take(which),
        places=(starts.repeat(many) + form_moves.take(which)).astype(np.uint32),
        owners=owners_of,
        tokens_of=tokens_of,
        terms=ordered,
        beginnings=(rank[[row for row, _ in begun]], np.array([number for _, number in begun], np.int64)),
    )


def _tokens(made: list[Entry]) -> tuple[_Numbers, Array, Array]:
    """All different tokens; the number of each token of all texts; and where it stands among all texts."""
    numbers = _Numbers()
    found: list[Array] = []
    places: list[Array] = []
    base = 0
    for start in range(0, len(made), _TOGETHER):
        text = "\n".join(analysis.fold(entry.text) for entry in made[start : start + _TOGETHER])
        tokens, begins = analysis.split_long(text)
        found.append(np.fromiter(map(numbers.__getitem__, tokens), np.intp, len(tokens)))
        places.append(begins + base)
        base += len(text) + 1
    nothing = np.zeros(0, np.int64)
    return numbers, np.concatenate([nothing, *found]), np.concatenate([nothing, *places])


def _in_order(placed: tuple[analysis.Placed, ...]) -> Sequence[analysis.Placed]:
    return placed if len(placed) == 1 else sorted(placed, key=itemgetter(1))


def _beginnings(made: list[Entry]) -> Iterator[tuple[int, str]]:
    """The first letter and the first two of every word in titles and in what customers say."""
    for number, entry in enumerate(made):
        tokens, _ = analysis.split(analysis.fold(entry.text[: entry.area_ends[Field.SAYS]]))
        words = {term for token in tokens for term in analysis.terms(token)}
        for letters in {word[:1] for word in words} | {word[:2] for word in words}:
            yield number, letters


def _event_weights(made: list[Entry], words: Words) -> tuple[Array, Array]:
    """The field of each event, and what it counts: the weight of its field, by the field's length."""
    ends = np.array([entry.area_ends for entry in made], np.int64).reshape(len(made), len(_AREAS))
    bounds = np.searchsorted(words.token_places, ends + words.text_ends[:-1, None])
    lengths = np.diff(bounds, axis=1, prepend=words.token_ends[:-1, None])
    for number, entry in enumerate(made):
        if entry.parent >= 0:
            # A step is no better a match because it is shorter than its playbook.
            lengths[number, Field.TEXT] = max(lengths[number, Field.TEXT], lengths[entry.parent, Field.TEXT])
    factors = np.empty(lengths.shape)
    for area in _AREAS:
        factors[:, area] = _factor(area, lengths[:, area])
    counts = np.diff(bounds, axis=1, prepend=words.token_ends[:-1, None]).ravel()
    fields = np.repeat(np.tile(np.array(_AREAS, np.uint8), len(made)), counts)
    per_token = np.repeat(factors.ravel(), counts)
    starts, stops, owners = _headings(made, words)
    if len(starts):
        last = np.searchsorted(starts, words.token_places, "right") - 1
        inside = (last >= 0) & (words.token_places < stops[last])
        extra = _factor(Field.HEADING, np.bincount(owners[last[inside]], minlength=len(made)))
        per_token[inside] += extra[owners[last[inside]]]
    return fields[words.tokens_of], per_token[words.tokens_of]


def _factor(field: Field, lengths: Array) -> Array:
    weight, usual, by_length = WEIGHTS[field]
    factors: Array = weight / np.maximum(1 - by_length + by_length * lengths / usual, 0.1)
    return factors


def _headings(made: list[Entry], words: Words) -> tuple[Array, Array, Array]:
    """Where headings start and end among all texts, and their entries."""
    found = [
        (base + start, base + end, number)
        for number, (entry, base) in enumerate(zip(made, words.text_ends.tolist(), strict=False))
        for start, end, _ in entry.sections
        if end > start
    ]
    starts, stops, owners = np.array(found, np.int64).reshape(-1, 3).T
    return starts, stops, owners


# --- arrays -----------------------------------------------------------------------------------------------


def term_arrays(terms: list[str]) -> dict[str, Array]:
    """What is kept of terms, which must be in order."""
    arrays = lexicon_arrays(terms, "terms")
    arrays["term_lengths"] = np.fromiter(map(len, terms), np.uint8, len(terms))
    found = sums(terms)
    order = np.argsort(found, kind="stable")
    arrays["term_shapes"] = shapes(terms)
    arrays["sums"], arrays["sum_rows"] = found[order], order.astype(np.uint32)
    stems = analysis.stems(terms)
    classes: dict[str, list[int]] = {}
    for row, stem in enumerate(stems):
        if stem:
            classes.setdefault(stem, []).append(row)
    ordered = sorted(classes)
    arrays.update(lexicon_arrays(ordered, "stems"))
    arrays["stem_ends"] = np.cumsum([0, *(len(classes[stem]) for stem in ordered)]).astype(np.uint32)
    arrays["stem_rows"] = np.array([row for stem in ordered for row in classes[stem]], np.uint32)
    return arrays


def _postings(words: Words, weights: Array, count: int) -> dict[str, Array]:
    rows, owners, total = _summed(
        np.concatenate((words.rows, words.beginnings[0])),
        np.concatenate((words.owners, words.beginnings[1])),
        np.concatenate((weights, np.full(len(words.beginnings[0]), _BEGINNING_WEIGHT))),
        count,
    )
    return _in_rows(rows, owners, impacts(total), terms=len(words.terms), count=count)


def posting_arrays(rows: Array, docs: Array, found: Array, *, terms: int, count: int) -> dict[str, Array]:
    """Postings in any order: rows, documents and impacts, none twice, of so many terms and documents."""
    order = np.argsort(rows.astype(np.uint64) * np.uint64(count) + docs.astype(np.uint64))
    return _in_rows(rows.take(order), docs.take(order), found.take(order), terms=terms, count=count)


def _in_rows(rows: Array, docs: Array, found: Array, *, terms: int, count: int) -> dict[str, Array]:
    return {
        "ends": np.searchsorted(rows, np.arange(terms + 1)).astype(np.uint32),
        "docs": docs.astype(np.uint16 if count <= 0xFFFF else np.uint32),
        "impacts": found,
    }


def _streams(words: Words, fields: Array, count: int) -> dict[str, Array]:
    """The words of each document in order, but for the little ones of its text, which tell nothing."""
    little = np.zeros(len(words.terms) + 1, bool)
    little[[row for row, term in enumerate(words.terms) if term in analysis.STOP_WORDS]] = True
    kept = np.flatnonzero((fields != Field.TEXT) | ~little[words.rows])
    owners, tokens = words.owners[kept], words.tokens_of[kept]
    ends = np.searchsorted(owners, np.arange(count + 1))
    telling = ~little[words.rows[kept]]
    order = np.cumsum(
        telling & (np.diff(np.maximum.accumulate(np.where(telling, tokens, -1)), prepend=-1) > 0)
    )
    first = order[np.minimum(ends[:-1], max(len(order) - 1, 0))] if len(order) else ends[:-1]
    # Only the distance between two words is of interest; a text of a million characters is looked at so far.
    distance = (order - first[owners]) & MOST_ORDER
    stream = np.empty((len(kept), 2), np.uint32)
    stream[:, 0] = words.rows[kept]
    stream[:, 1] = (distance << PLACE_BITS) | np.minimum(words.places[kept], MOST_PLACE)
    first_of_token = np.diff(words.tokens_of, prepend=-1) > 0
    return {
        "stream_ends": ends.astype(np.uint32),
        "stream": stream,
        "all_ends": np.searchsorted(words.owners, np.arange(count + 1)).astype(np.uint32),
        "all_words": words.rows | (first_of_token.astype(np.uint32) << NEW_WORD_BIT),
    }


def _summed(rows: Array, owners: Array, weights: Array, count: int) -> tuple[Array, Array, Array]:
    """The weights of the same row in the same entry joined, in order of rows and entries."""
    if not len(rows):
        return rows, owners, weights
    key = rows.astype(np.uint64) * np.uint64(count) + owners.astype(np.uint64)
    order = np.argsort(key)
    key = key[order]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    total = np.add.reduceat(weights[order], first)
    key = key[first]
    return key // np.uint64(count), key % np.uint64(count), total


def impacts(weights: Array) -> Array:
    """Weights as bytes (see ``IMPACTS``)."""
    steps = np.rint(np.log(np.maximum(weights, LEAST_IMPACT) / LEAST_IMPACT) / np.log(IMPACT_STEP)) + 1
    found: Array = np.clip(steps, 1, 255).astype(np.uint8)
    return found


def _texts(made: list[Entry]) -> dict[str, Array]:
    data = []
    widths = []
    for entry in made:
        encoded, width = encoded_text(entry.text)
        data.append(encoded)
        widths.append(width)
    places = [place for entry in made for place, _, _ in entry.sections]
    anchors = strings([anchor for entry in made for _, _, anchor in entry.sections])
    return {
        "texts": np.frombuffer(b"".join(data), np.uint8),
        "text_ends": np.cumsum([0, *map(len, data)], dtype=np.int64).astype(np.uint64),
        "widths": np.array(widths, np.uint8),
        "areas": np.array([entry.area_ends for entry in made], np.uint32).reshape(len(made), len(_AREAS)),
        "section_ends": np.cumsum([0, *(len(entry.sections) for entry in made)]).astype(np.uint32),
        "section_places": np.array(places, np.uint32),
        "anchors.bytes": anchors["bytes"],
        "anchors.ends": anchors["ends"],
    }


# --- columns ----------------------------------------------------------------------------------------------


def _columns(made: list[Entry]) -> dict[str, Array]:
    docs = [entry.doc for entry in made]
    arrays: dict[str, Array] = {
        "kinds": np.array([KINDS.index(entry.kind) for entry in made], np.uint8),
        "parents": np.array([entry.parent for entry in made], np.int32),
        "tiers": np.array([TIERS.index(doc.tier) for doc in docs], np.uint8),
        "confidences": np.array(
            [CONFIDENCES.index(doc.confidence) if doc.confidence in CONFIDENCES else 0 for doc in docs],
            np.uint8,
        ),
        "audiences": np.array([AUDIENCES.index(doc.audience) for doc in docs], np.uint8),
        "changed": np.array([day(doc.changed) for doc in docs], np.int32),
        "review_by": np.array([day(doc.review_by) for doc in docs], np.int32),
    }
    lists = {
        "path": [doc.path for doc in docs],
        "blob": ["" if entry.parent >= 0 else entry.doc.blob for entry in made],
        "anchor": [entry.anchor for entry in made],
        "successor": [doc.successor for doc in docs],
    }
    for name, values in lists.items():
        made_strings = strings(values)
        arrays[f"{name}.bytes"], arrays[f"{name}.ends"] = made_strings["bytes"], made_strings["ends"]
    numbers = np.array([number for number, entry in enumerate(made) if entry.parent < 0], np.uint32)
    arrays.update(by_path(lists["path"], numbers))
    arrays.update(_exactly("title", enumerate((entry.title,) for entry in made)))
    arrays.update(_exactly("code", ((number, docs[number].errors) for number in numbers.tolist())))
    arrays.update(_facet("product", [doc.products for doc in docs]))
    arrays.update(_facet("tag", [doc.tags for doc in docs]))
    arrays.update(_facet("by", [tuple(filter(None, (doc.owner, doc.by))) for doc in docs]))
    return arrays


def _exactly(name: str, values: Iterable[tuple[int, Sequence[str]]]) -> dict[str, Array]:
    """The sums of names in their order, and the entry of each: who types a name as it is wants just that."""
    pairs = [(number, as_typed(text)) for number, held in values for text in held]
    found = sums(text for _, text in pairs)
    order = np.argsort(found, kind="stable")
    numbers = np.array([number for number, _ in pairs], np.uint32)
    return {f"{name}_sums": found[order], f"{name}_numbers": numbers[order]}


def by_path(paths: Sequence[str], numbers: Array) -> dict[str, Array]:
    """The sums of the paths of these entries in order, and the entry of each."""
    found = sums(paths[number] for number in numbers.tolist())
    order = np.argsort(found, kind="stable")
    return {"path_sums": found[order], "path_numbers": numbers[order]}


def _facet(name: str, values: list[tuple[str, ...]]) -> dict[str, Array]:
    pairs = ((owner, value) for owner, held in enumerate(values) for value in dict.fromkeys(held))
    return facet_arrays(name, pairs)


def facet_arrays(name: str, values: Iterable[tuple[int, str]]) -> dict[str, Array]:
    """The values of a facet, each with its entry: the table of values, and who has which number of it."""
    table = _Numbers()
    pairs = [(owner, table[value]) for owner, value in values]
    owners, numbers = np.array(pairs, np.uint32).reshape(-1, 2).T
    made = strings(list(table))
    return {
        f"{name}.owners": owners,
        f"{name}.numbers": numbers,
        f"{name}.bytes": made["bytes"],
        f"{name}.ends": made["ends"],
    }


def day(text: str) -> int:
    """The days since 1970 of a date such as ``2026-10-01``; 0 if it is none."""
    try:
        return days(date.fromisoformat(text[:10]))
    except ValueError:
        return 0
