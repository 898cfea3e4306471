# SPDX-License-Identifier: MIT
"""Segments put together without looking at a text again: what ``build`` gives for their documents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

import numpy as np

from kbdesk.search.arrays import Array, Arrays, Strings, strings
from kbdesk.search.build import NEW_WORD_BIT, by_path, facet_arrays, posting_arrays, term_arrays
from kbdesk.search.lexicon import Lexicon

_PLAIN = ("kinds", "tiers", "confidences", "audiences", "changed", "review_by", "widths", "areas")
_NAMES = ("path", "blob", "anchor", "successor")
_LISTS = (
    ("stream_ends", "stream"),
    ("all_ends", "all_words"),
    ("section_ends", "section_places"),
    ("text_ends", "texts"),
)
"""For each list that documents have: where each document's ends, and all of them."""


def joined(parts: Sequence[tuple[Arrays, Array]]) -> dict[str, Array]:
    """The arrays of one segment with the living documents of several.

    Args:
        parts: for each segment, from the oldest, its arrays and which of its documents live. A step lives as
            long as its playbook.
    """
    made = [_Part(arrays, alive) for arrays, alive in parts]
    base = 0
    for part in made:
        part.numbers += base
        base += int(part.alive.sum())
    terms = sorted(set().union(*(part.terms() for part in made)))
    places = {term: row for row, term in enumerate(terms)}
    for part in made:
        part.place(places)
    arrays = {name: np.concatenate([part.arrays[name][part.alive] for part in made]) for name in _PLAIN}
    arrays["parents"] = np.concatenate([part.parents() for part in made])
    arrays.update(term_arrays(terms))
    columns = zip(*(part.postings() for part in made), strict=True)
    arrays.update(posting_arrays(*map(np.concatenate, columns), terms=len(terms), count=base))
    for ends, name in _LISTS:
        arrays[ends], arrays[name] = _lists(made, ends, name)
    anchors = [anchor for part in made for anchor in part.anchors()]
    for name, values in (("anchors", anchors), *((name, _each(made, name)) for name in _NAMES)):
        found = strings(values)
        arrays[f"{name}.bytes"], arrays[f"{name}.ends"] = found["bytes"], found["ends"]
    arrays.update(by_path(_each(made, "path"), np.flatnonzero(arrays["parents"] < 0).astype(np.uint32)))
    for name in ("title", "code"):
        arrays.update(_exactly(made, name))
    for name in ("product", "tag", "by"):
        arrays.update(facet_arrays(name, [pair for part in made for pair in part.values(name)]))
    return arrays


class _Part:
    """A segment, and where its documents and terms go."""

    def __init__(self, arrays: Arrays, alive: Array) -> None:
        self.arrays, self.alive = arrays, alive
        self.numbers = np.cumsum(alive) - 1
        """The new number of each document that lives."""
        self._terms = list(Lexicon(dict(arrays), "terms"))
        rows = np.arange(len(self._terms)).repeat(_lengths(arrays["ends"]))
        kept = alive[arrays["docs"]]
        self._postings = rows[kept], arrays["docs"][kept], arrays["impacts"][kept]
        self.rows = np.zeros(len(self._terms), np.uint32)

    def terms(self) -> list[str]:
        """The terms that living documents have."""
        self._used = np.zeros(len(self._terms), bool)
        self._used[self._postings[0]] = True
        return list(compress(self._terms, self._used.tolist()))

    def place(self, places: dict[str, int]) -> None:
        """Take the new row of each term."""
        found = [places[term] for term in compress(self._terms, self._used.tolist())]
        self.rows[self._used] = np.array(found, np.uint32)

    def postings(self) -> tuple[Array, Array, Array]:
        """Rows, documents and impacts, with new numbers."""
        rows, docs, impacts = self._postings
        return self.rows[rows], self.numbers[docs], impacts

    def parents(self) -> Array:
        """The playbooks of steps, with new numbers."""
        old = self.arrays["parents"][self.alive]
        return np.where(old >= 0, self.numbers[old], -1).astype(np.int32)

    def list_of(self, ends: str, name: str) -> tuple[Array, Array]:
        """How long each document's part of a list is, and all of them."""
        lengths = _lengths(self.arrays[ends])
        held = self.arrays[name]
        if not self.alive.all():
            held = held[self.alive.repeat(lengths)]
        if name == "stream":
            held = np.stack((self.rows[held[:, 0]], held[:, 1]), axis=1)
        elif name == "all_words":
            begins = held & np.uint32(1 << NEW_WORD_BIT)
            held = self.rows[held ^ begins] | begins
        return lengths[self.alive], held

    def names(self, name: str) -> list[str]:
        """A name of each living document."""
        return list(compress(self._strings(name), self.alive.tolist()))

    def anchors(self) -> list[str]:
        """The anchors of the sections of living documents."""
        lengths = _lengths(self.arrays["section_ends"])
        return list(compress(self._strings("anchors"), self.alive.repeat(lengths).tolist()))

    def values(self, name: str) -> list[tuple[int, str]]:
        """The values of a facet, each with its document's new number."""
        owners, values = self.arrays[f"{name}.owners"], self._strings(name)
        kept = self.alive[owners]
        numbers = self.arrays[f"{name}.numbers"][kept].tolist()
        new = self.numbers[owners[kept]].tolist()
        return list(zip(new, map(values.__getitem__, numbers), strict=True))

    def _strings(self, name: str) -> list[str]:
        return Strings(self.arrays[f"{name}.bytes"], self.arrays[f"{name}.ends"]).all()


def _lengths(ends: Array) -> Array:
    ends = ends.astype(np.int64)
    lengths: Array = ends[1:] - ends[:-1]
    return lengths


def _each(made: list[_Part], name: str) -> list[str]:
    return [value for part in made for value in part.names(name)]


def _lists(made: list[_Part], ends: str, name: str) -> tuple[Array, Array]:
    found = [part.list_of(ends, name) for part in made]
    lengths = np.concatenate([np.zeros(1, np.int64), *(lengths for lengths, _ in found)])
    # Texts may be 4 GB and more.
    kind = np.uint64 if name == "texts" else np.uint32
    return lengths.cumsum().astype(kind), np.concatenate([held for _, held in found])


def _exactly(made: list[_Part], name: str) -> dict[str, Array]:
    kept = [part.alive[part.arrays[f"{name}_numbers"]] for part in made]
    pairs = list(zip(made, kept, strict=True))
    found = np.concatenate([part.arrays[f"{name}_sums"][mask] for part, mask in pairs])
    numbers = np.concatenate([part.numbers[part.arrays[f"{name}_numbers"][mask]] for part, mask in pairs])
    order = np.lexsort((numbers, found))
    return {f"{name}_sums": found[order], f"{name}_numbers": numbers[order].astype(np.uint32)}
