# SPDX-License-Identifier: MIT
"""A segment: documents that never change, ready to be searched (see ``build`` for what it holds)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from kbdesk.model import AUDIENCES, TIERS, HitKind, Leaning, Tier
from kbdesk.search import analysis
from kbdesk.search.arrays import ENCODINGS, Array, ArrayFile, Blob, Strings, distinct
from kbdesk.search.build import CONFIDENCES, KINDS, MOST_PLACE, NOBODYS, PLACE_BITS
from kbdesk.search.facets import Facet, ValueTable
from kbdesk.search.lexicon import Lexicon, edits, shapes, sums

FACETS = ("kind", "tier", "product", "tag", "audience")

Rows = tuple[int, int, float]
"""Rows from the first to before the second, and what they count for a word."""


class Card(NamedTuple):
    """What a hit shows of a document whatever was asked for."""

    path: str
    title: str
    kind: HitKind
    tier: Tier
    confidence: str
    successor: str
    areas: list[int]
    """Where its fields end (see ``entries.Entry``)."""


_CARDS = 3_000
_PIECES_KEPT = 6_000_000
"""Bytes."""


class Segment:
    """Documents and their words.

    Args:
        arrays: as ``build`` makes them.
        file: the file they are mapped from, if they are.
        base: the number of the first document in the whole index.
    """

    def __init__(self, arrays: dict[str, Array], file: ArrayFile | None = None, base: int = 0) -> None:
        self._arrays = arrays
        self.file = file
        self.base = base
        self.size = len(arrays["kinds"])
        self.lexicon = Lexicon(arrays, "terms")
        self._ends = arrays["ends"]
        self._docs = arrays["docs"]
        self._impacts = arrays["impacts"]
        self._group_of_row = np.zeros(self.lexicon.size, np.uint8)
        self._texts = file.blob("texts") if file else Blob(arrays["texts"].data)
        stream = arrays["stream"].reshape(-1).view(np.uint8).data
        self._stream = file.blob("stream") if file else Blob(stream)
        # Single numbers come faster out of a memory view than out of an array.
        self._text_ends = arrays["text_ends"].data
        self._widths = arrays["widths"].data
        self._all_words = file.blob("all_words") if file else Blob(arrays["all_words"].view(np.uint8).data)
        self._all_ends = arrays["all_ends"].data
        self._stream_ends = arrays["stream_ends"].data
        self._section_places = arrays["section_places"].data
        self._section_ends = arrays["section_ends"].data
        self._cards: dict[int, Card] = {}
        self._excerpts: dict[tuple[int, int, int], str] = {}
        self._pieces: dict[tuple[int, int], bytes | memoryview] = {}
        self._pieces_kept = 0
        self._prior: tuple[int, Leaning, Array] | None = None
        self._successors = self._strings("successor")
        self._confidences = arrays["confidences"].data
        self._kinds = arrays["kinds"].data
        self._tiers = arrays["tiers"].data
        self.parents = arrays["parents"].data
        self.areas = arrays["areas"]
        self.paths = Strings(arrays["path.bytes"], arrays["path.ends"])

    @property
    def arrays(self) -> dict[str, Array]:
        """What it is made of."""
        return self._arrays

    def verify(self) -> None:
        """Compare what is mapped with its sums.

        Raises:
            ValueError: an array has another sum.
        """
        if self.file is not None:
            self.file.verify()

    # --- words ---

    def documents(self, row: int) -> int:
        """How many documents have the term of a row."""
        return int(self._ends[row + 1]) - int(self._ends[row])

    def postings(self, first: int, last: int) -> tuple[Array, Array]:
        """Documents (numbers of this segment) and impacts of some rows, one row after another."""
        start, end = self._ends[first], self._ends[last]
        return self._docs[start:end], self._impacts[start:end]

    def counts(self) -> Array:
        """For each row how many documents have its term."""
        found: Array = np.diff(self._ends.astype(np.int64))
        return found

    def of_row(self, row: int) -> Array:
        """The documents that have the term of a row, ascending."""
        return self.postings(row, row + 1)[0]

    def alike(self, word: str) -> list[int]:
        """The rows of the other forms of a word."""
        ends, rows = self._arrays["stem_ends"], self._arrays["stem_rows"]
        found: list[int] = []
        for key in analysis.stem_keys(word):
            if (number := self._stems.find(key)) >= 0:
                found += rows[ends[number] : ends[number + 1]].tolist()
        return found

    @cached_property
    def _stems(self) -> Lexicon:
        return Lexicon(self._arrays, "stems")

    def near(self, word: str) -> list[int]:
        """The rows of terms one slip away from a word."""
        ordered = self._arrays["sums"]
        tried = list(edits(word))
        wanted = sums(tried)
        places = np.searchsorted(ordered, wanted)
        places[places == len(ordered)] = 0
        found = []
        for at in np.flatnonzero(ordered[places] == wanted).tolist() if len(ordered) else ():
            row = self.lexicon.find(tried[at])
            if row >= 0:
                found.append(row)
        return list(dict.fromkeys(found))

    def resembling(self, word: str, slips: int, most: int) -> list[int]:
        """The rows of terms that share most pairs of letters with a word, of two the commoner one first.

        Args:
            word: in lower case.
            slips: how much longer or shorter the terms may be, in letters.
            most: how many.
        """
        lengths = self._arrays["term_lengths"]
        rows = ((lengths >= len(word) - slips) & (lengths <= len(word) + slips)).nonzero()[0]
        there = self._arrays["term_shapes"].take(rows)
        shared = np.bitwise_count(there & shapes([word])[0]).astype(np.float32)
        some = (shared > 1).nonzero()[0]
        rows, there, shared = rows[some], there[some], shared[some]
        having = self._ends[rows + 1] - self._ends[rows]
        likeness = shared * 2 - np.bitwise_count(there) + np.log2(having, dtype=np.float32) / 4
        found: list[int] = rows[np.argsort(-likeness, kind="stable")[:most]].tolist()
        return found

    # --- documents ---

    def find(self, path: str) -> int:
        """The number of the document with a path; -1 if there is none."""
        ordered = self._arrays["path_sums"]
        wanted = sums([path])[0]
        first = int(np.searchsorted(ordered, wanted))
        for at in range(first, len(ordered)):
            if ordered[at] != wanted:
                break
            number = int(self._arrays["path_numbers"][at])
            if self.paths[number] == path:
                return number
        return -1

    def stream(self, numbers: Array, groups: list[tuple[int, list[Rows]]], most: int) -> tuple[Array, ...]:
        """The words of some documents that belong to one of the groups.

        Args:
            numbers: documents of this segment.
            groups: numbers from 1 and their rows; of two groups with the same row the later one counts.
            most: words of a document that are looked at.

        Returns:
            For each word: the place of its document in ``numbers``, its place in the text (characters), its
            length, its group, and its place in the order of words. Then for each document the number of its
            first word; one more at the end.
        """
        table = self._group_of_row
        for group, rows in groups:
            for first, last, _ in rows:
                table[first:last] = group
        ends = self._arrays["stream_ends"]
        starts = ends[numbers].astype(np.int64)
        stops = np.minimum(ends[numbers + 1], starts + most)
        bounds = np.zeros(len(numbers) + 1, np.int64)
        (stops - starts).cumsum(out=bounds[1:])
        pieces = map(self._piece, numbers.tolist(), (starts * 8).tolist(), (stops * 8).tolist())
        there = np.frombuffer(b"".join(pieces), np.uint32).reshape(-1, 2)
        group_there = table.take(there[:, 0])
        found = (group_there != 0).nonzero()[0]
        for _, rows in groups:
            for first, last, _ in rows:
                table[first:last] = 0
        firsts = found.searchsorted(bounds)
        counts = firsts[1:] - firsts[:-1]
        owners = np.arange(len(numbers)).repeat(counts)
        rows, packed = there[found].T
        return (
            owners,
            packed & MOST_PLACE,
            self._arrays["term_lengths"].take(rows),
            group_there.take(found),
            packed >> PLACE_BITS,
            firsts,
        )

    def exactly(self, name: str, text: str) -> list[int]:
        """The documents and steps that have just this title, or the documents with this code.

        Args:
            name: ``title`` or ``code``.
            text: as ``as_typed`` gives it.
        """
        ordered, wanted = self._arrays[f"{name}_sums"], sums([text])[0]
        first = int(ordered.searchsorted(wanted))
        if first == len(ordered) or ordered[first] != wanted:
            return []
        found: list[int] = self._arrays[f"{name}_numbers"][
            first : ordered.searchsorted(wanted, "right")
        ].tolist()
        return found

    def _piece(self, number: int, first: int, last: int) -> bytes | memoryview:
        """A document's words; kept, as the next keystroke looks at most documents again."""
        key = number, last
        found = self._pieces.get(key)
        if found is None:
            found = self._stream.read(first, last)
            if self._pieces_kept > _PIECES_KEPT:
                self._pieces.clear()
                self._pieces_kept = 0
            self._pieces[key] = found
            self._pieces_kept += last - first
        return found

    def words_in_order(self, numbers: Array) -> tuple[Array, Array]:
        """All words of some documents, one document after another.

        Returns:
            For each term its row, with ``NEW_WORD_BIT`` where a word begins, and one more, which is nobody's;
            then where each document ends.
        """
        ends = self._all_ends
        spans = [(ends[number], ends[number + 1]) for number in numbers.tolist()]
        data = b"".join([*(self._all_words.read(first * 4, last * 4) for first, last in spans), NOBODYS])
        return np.frombuffer(data, np.uint32), np.cumsum([last - first for first, last in spans])

    def length(self, number: int) -> int:
        """The words of a document, without little ones."""
        return int(self._stream_ends[number + 1] - self._stream_ends[number])

    def card(self, number: int) -> Card:
        """What a hit shows of a document whatever was asked for; kept for the last ones."""
        found = self._cards.get(number)
        if found is None:
            if len(self._cards) >= _CARDS:
                self._cards.clear()
            areas: list[int] = self.areas[number].tolist()
            found = self._cards[number] = Card(
                self.paths[number],
                self.text(number, 0, areas[0]),
                KINDS[self._kinds[number]],
                TIERS[self._tiers[number]],
                CONFIDENCES[self._confidences[number]],
                self._successors[number],
                areas,
            )
        return found

    def _words(self, number: int) -> Array:
        data = self._stream.read(self._stream_ends[number] * 8, self._stream_ends[number + 1] * 8)
        return np.frombuffer(data, np.uint32).reshape(-1, 2)

    def words_of(self, number: int) -> Array:
        """The rows of the words of a document, each once, ascending."""
        return distinct(np.sort(self._words(number)[:, 0]))

    def impact(self, row: int, number: int) -> int:
        """The impact of a term in a document that has it."""
        docs, impacts = self.postings(row, row + 1)
        return int(impacts[docs.searchsorted(number)])

    def text(self, number: int, start: int, end: int) -> str:
        """A piece of a document's text, in characters."""
        width = self._widths[number]
        base = self._text_ends[number]
        first = base + start * width
        last = min(base + end * width, self._text_ends[number + 1])
        return str(self._texts.read(first, last), ENCODINGS[width], "replace")

    def excerpt(self, number: int, start: int, end: int) -> str:
        """The same; kept for the last ones, as the next keystroke mostly shows the same places."""
        key = number, start, end
        found = self._excerpts.get(key)
        if found is None:
            if len(self._excerpts) >= _CARDS:
                self._excerpts.clear()
            found = self._excerpts[key] = self.text(number, start, end)
        return found

    def anchor_at(self, number: int, place: int) -> str:
        """The anchor of the section of a document in which a place of its text is; "" before the first."""
        first, last = self._section_ends[number], self._section_ends[number + 1]
        at = bisect_right(self._section_places, place, first, last) - 1
        return self._section_anchors[at] if at >= first else ""

    @cached_property
    def _section_anchors(self) -> Strings:
        return self._strings("anchors")

    def _strings(self, name: str) -> Strings:
        return Strings(self._arrays[f"{name}.bytes"], self._arrays[f"{name}.ends"])

    @cached_property
    def blobs(self) -> Strings:
        """The blob id of each document; "" for steps."""
        return self._strings("blob")

    @cached_property
    def anchors(self) -> Strings:
        """The anchor of each step; "" for documents."""
        return self._strings("anchor")

    def prior(self, today: int, leaning: Leaning, make: Callable[[Segment, int, Leaning], Array]) -> Array:
        """What ``make`` gives for this segment, day and person; kept, as a view is made with each change."""
        if self._prior is None or self._prior[:2] != (today, leaning):
            self._prior = today, leaning, make(self, today, leaning)
        return self._prior[2]

    def column(self, name: str) -> Array:
        """A value for each document: kinds, tiers, confidences, audiences, changed, review_by, parents."""
        return self._arrays[name]

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The values that can be filtered by: kind, tier, audience, product, tag, by."""
        found = {
            "kind": Facet(None, self._arrays["kinds"], list(KINDS)),
            "tier": Facet(None, self._arrays["tiers"], list(TIERS)),
            "audience": Facet(None, self._arrays["audiences"], list(AUDIENCES)),
        }
        for name in ("product", "tag", "by"):
            values = self._strings(name).all()
            found[name] = Facet(self._arrays[f"{name}.owners"], self._arrays[f"{name}.numbers"], values)
        return found

    @cached_property
    def _table(self) -> ValueTable:
        return ValueTable(self.size, [self.facets[name] for name in FACETS])

    def value_counts(self, numbers: Array) -> Array:
        """How many of some documents, ascending, have each value of all of FACETS, one after another."""
        return self._table.counts(numbers)
