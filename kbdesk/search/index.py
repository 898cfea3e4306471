# SPDX-License-Identifier: MIT
"""The index of a library, open for searching."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from kbdesk.language import tr
from kbdesk.model import Filters, Hit, Leaning, Results, SearchDoc, SynonymGroup
from kbdesk.search import analysis, manifest, query, rank
from kbdesk.search import folder as folders
from kbdesk.search.arrays import Array
from kbdesk.search.build import build
from kbdesk.search.hits import hits, listed, titled
from kbdesk.search.restrict import Restrictions
from kbdesk.search.segment import FACETS, Segment
from kbdesk.search.similar import nearest
from kbdesk.search.synonyms import Synonyms
from kbdesk.search.view import View

_NO_FILTERS = Filters()
_REST_AFTER = 16
"""Searches after which memory is given back: of what is mapped, 64 kB count for each page that is read."""
_TOO_SLOW = tr("This search took too long: only its first words count.")
_NEAREST = 5
_NOT_MEANT = 40
"""Steps and archived documents that may stand before what is near to a text."""
_WORD = re.compile(r"[^\W_]+")
_FRESH_SEGMENTS = 24
"""Changed documents are kept one by one up to here (each makes a search some 20 µs longer), then in pairs."""


class Index:
    """Searches one index folder. Not for several threads at a time.

    Args:
        folder: as ``index_folder`` gave it; it may still be empty.

    Raises:
        IndexDamaged: the index could not be read; it must be built again.
        KbError: the folder is not private.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state = manifest.NOTHING
        self._saved: list[Segment] = []
        self._fresh: list[tuple[Segment, dict[str, SearchDoc]]] = []
        self._gone: set[str] = set()
        self._synonyms = Synonyms()
        self._leaning = Leaning()
        self._set()
        self._load()

    @classmethod
    def open(cls, folder: Path) -> Index:
        """The index in a folder, as the constructor opens it."""
        return cls(folder)

    def _load(self) -> None:
        folders.refuse_strangers(self._folder)
        with folders.damage(self._folder, self._let_go):
            self._state, self._saved = manifest.load(self._folder)
            self._set()

    def _let_go(self) -> None:
        self._saved = []
        self._set()

    def _set(self) -> None:
        segments = [*self._saved, *(segment for segment, _ in self._fresh)]
        waiting = {path for _, docs in self._fresh for path in docs}  # gone on disk, maybe, and here again
        removed = (self._state.removed - waiting) | self._gone
        self._view = View(segments, removed, self._leaning)
        self._ranker = rank.Ranker(self._view, self._synonyms)
        self._restrictions = Restrictions(self._view)
        self._asked = 0

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Tell damage from a mistake of ours: if something goes wrong, look at the files."""
        try:
            yield
        except Exception:
            self.verify()
            raise

    # --- searching ---

    def search(self, text: str, filters: Filters = _NO_FILTERS, limit: int = 30) -> Results:
        """The documents that answer a text, best first.

        Every text is allowed. A text without words gives nothing, or, if there are filters or conditions,
        all documents that pass them in the order of their titles.

        Raises:
            IndexDamaged: the index could not be read; it must be built again.
        """
        began = perf_counter()
        with self._watched():
            asked = query.parse(text)
            allowed, not_there = self._restrictions.asked(asked)
            passing = self._restrictions.filters(filters)
            if not asked.words:
                if allowed is None and passing is None:
                    return Results(query=text, problem=asked.problem)
                listing = self._listed(text, asked, allowed, passing, filters, limit)
                return replace(listing, took_ms=(perf_counter() - began) * 1000)
            ranking = self._ranker.rank(asked, allowed, passing, limit)
            if asked.without and not len(ranking.matches):
                ranking = self._with_excluded(asked, passing, limit) or ranking
            found = hits(self._view, ranking)
            self._rest()
            matches = ranking.matches
            return Results(
                query=text,
                hits=found,
                total=len(matches) if passing is None else int(np.count_nonzero(passing[matches])),
                facets=self._facets(matches, filters),
                words=rank.words(ranking),
                left_out=(*not_there, *ranking.left_out),
                unfiltered=len(matches),
                problem=asked.problem or (_TOO_SLOW if ranking.cut else ""),
                meant=_meant(text, ranking),
                nearest=() if len(matches) else self._nearest(asked, allowed),
                took_ms=(perf_counter() - began) * 1000,
            )

    def _with_excluded(self, asked: query.Query, passing: Array | None, limit: int) -> rank.Ranking | None:
        """The ranking without the exclusions, which left nothing; None if it is nothing either."""
        allowed, _ = self._restrictions.asked(replace(asked, without=()))
        ranking = self._ranker.rank(asked, allowed, passing, limit)
        if not len(ranking.matches):
            return None
        not_excluded = (f'-"{one}"' if " " in one else f"-{one}" for one in asked.without)
        return replace(ranking, left_out=(*not_excluded, *ranking.left_out))

    def _nearest(self, asked: query.Query, allowed: Array | None) -> tuple[Hit, ...]:
        for permitted in (allowed, None):
            if found := hits(self._view, self._ranker.nearest(asked, permitted, _NEAREST)):
                return found
        return ()

    def _listed(
        self,
        text: str,
        asked: query.Query,
        allowed: Array | None,
        passing: Array | None,
        filters: Filters,
        limit: int,
    ) -> Results:
        everything = np.flatnonzero(self._view.alive if allowed is None else self._view.alive & allowed)
        numbers = everything if passing is None else everything[passing[everything]]
        return Results(
            query=text,
            hits=listed(self._view, titled(self._view, numbers)[:limit]),
            total=len(numbers),
            facets=self._facets(everything, filters),
            unfiltered=len(everything),
            problem=asked.problem,
        )

    def _rest(self) -> None:
        """Now and then, let the system have the pages of the files."""
        self._asked += 1
        if self._asked % _REST_AFTER == 0:
            for segment in self._saved:
                if segment.file is not None:
                    segment.file.rest()

    def _facets(
        self, matches: Array, filters: Filters
    ) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """Counts over all matches; each facet as if it were not filtered itself."""
        found = self._view.counts(matches)
        for facet in FACETS if filters is not _NO_FILTERS else ():
            if (passing := self._restrictions.filters(filters, facet)) is not None:
                found[facet] = self._view.counts(matches[passing[matches]])[facet]
        return tuple(found.items())

    def values(self, facet: str) -> tuple[str, ...]:
        """All values of a facet (kind, tier, product, tag, by), in order."""
        return tuple(self._view.values[facet][0]) if facet in self._view.values else ()

    def has_phrase(self, phrase: str) -> bool:
        """Whether a document has a phrase, as ``Results.left_out`` names it, word for word."""
        with self._watched():
            return bool(self._restrictions.phrase(phrase).any())

    def use_synonyms(self, groups: Iterable[SynonymGroup]) -> None:
        """Let these words mean the same from now on."""
        self._synonyms = Synonyms(groups)
        self._ranker.synonyms = self._synonyms

    def lean(self, leaning: Leaning) -> None:
        """Let what is near to this person come first among equals from now on."""
        if leaning != self._leaning:
            self._leaning = leaning
            with self._watched():
                self._set()

    # --- changes ---

    def put(self, docs: Iterable[SearchDoc], removed: Iterable[str] = ()) -> None:
        """Let changed documents be found at once, until a commit has them too."""
        new = {doc.path: doc for doc in docs}
        self._gone = (self._gone | set(removed)) - new.keys()
        self._drop(self._gone)
        if new:
            self._fresh = [kept for kept in self._fresh if not kept[1].keys() <= new.keys()]
            self._fresh.append(_fresh(new))
            if len(self._fresh) > _FRESH_SEGMENTS:
                self._join_two()
        with self._watched():
            self._set()

    def forget(self, paths: Iterable[str]) -> None:
        """Of these documents let only what is committed be found, as what was put is older than the disk."""
        told = set(paths)
        self._gone -= told
        self._drop(told)
        with self._watched():
            self._set()

    def _drop(self, paths: set[str]) -> None:
        """Keep these documents in memory no longer: a refresh would take them for ones that wait."""
        kept: list[tuple[Segment, dict[str, SearchDoc]]] = []
        for segment, docs in self._fresh:
            if docs.keys().isdisjoint(paths):
                kept.append((segment, docs))
            elif rest := {path: doc for path, doc in docs.items() if path not in paths}:
                kept.append(_fresh(rest))
        self._fresh = kept

    def _join_two(self) -> None:
        """Put the two smallest neighbours together: all at once would take long, and their order counts."""
        sizes = [len(docs) for _, docs in self._fresh]
        at = min(range(len(sizes) - 1), key=lambda number: sizes[number] + sizes[number + 1])
        (_, older), (_, newer) = self._fresh[at : at + 2]
        self._fresh[at : at + 2] = [_fresh(older | newer)]

    def refresh(self) -> bool:
        """Take up what another process has committed since; whether there was anything.

        Raises:
            IndexDamaged: the index could not be read; it must be built again.
        """
        if manifest.is_current(self._folder, self._state):
            return False
        self._load()
        if not self._fresh and not self._gone:
            return True
        saved = View(self._saved, self._state.removed).blobs()
        waiting = {path: doc for _, docs in self._fresh for path, doc in docs.items()}
        waiting = {path: doc for path, doc in waiting.items() if saved.get(path) != doc.blob}
        self._gone &= saved.keys()
        self._fresh.clear()
        self.put(waiting.values())
        return True

    # --- state ---

    def known(self) -> dict[str, str]:
        """The blob id of each document, by path."""
        return self._view.blobs()

    def doc_count(self) -> int:
        """How many documents can be found."""
        return self._view.count

    def verify(self) -> None:
        """Compare all files with their sums; takes a tenth of a second for a hundred megabytes.

        Raises:
            IndexDamaged: one is damaged; the index must be built again.
        """
        with folders.damage(self._folder, self._let_go):
            for segment in self._saved:
                segment.verify()

    def similar(self, text_or_path: str, limit: int = 5) -> tuple[Hit, ...]:
        """The documents nearest to a document of the index, or to a text such as a draft's title, best first.

        No steps and nothing archived is among them.

        Raises:
            IndexDamaged: the index could not be read; it must be built again.
        """
        with self._watched():
            number = self._view.find(text_or_path)
            if number < 0:
                found = self.search(text_or_path + " ", limit=limit + _NOT_MEANT).hits
                return tuple(hit for hit in found if _is_meant(hit))[:limit]
            return listed(self._view, nearest(self._view, number, limit))

    def close(self) -> None:
        """Let go of the files. The index is empty from then on."""
        self._saved, self._fresh = [], []
        self._set()


def _fresh(docs: dict[str, SearchDoc]) -> tuple[Segment, dict[str, SearchDoc]]:
    return Segment(build(list(docs.values()))), docs


def _is_meant(hit: Hit) -> bool:
    return hit.kind != "step" and hit.confidence != "archived"


def _meant(text: str, ranking: rank.Ranking) -> str:
    """The query with mistyped words put right; "" if there are none."""
    guesses = {group.word.text: group.guess for group in ranking.groups if group.guess}
    if not guesses:
        return ""
    low = text.lower()
    right = _WORD.sub(lambda found: _put_right(found[0], guesses), low)
    return "" if right == low else " ".join(right.split())


def _put_right(word: str, guesses: Mapping[str, str]) -> str:
    """What was meant by a word, or by its runs of one writing (``offceの``)."""
    return "".join(guesses.get(run, run) for run in analysis.runs(word))
