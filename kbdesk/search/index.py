# SPDX-License-Identifier: MIT
"""The index of a library, open for searching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from time import perf_counter

from kbdesk.model import Filters, Hit, Results
from kbdesk.search import folder as folders
from kbdesk.search import query, rank, snippet, store
from kbdesk.search.look import Ranked
from kbdesk.search.schema import Card
from kbdesk.search.view import View

FACETS = ("kind", "tier", "product", "tag")

_NO_FILTERS = Filters()


class Index:
    """Searches one index folder. Not for several threads at a time.

    Args:
        folder: as ``index_folder`` gave it; it may still be empty.

    Raises:
        IndexDamaged: the index could not be read; it is gone and must be built again.
        KbError: the folder is not private.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._set(View(store.Store()))
        self._load()

    @classmethod
    def open(cls, folder: Path) -> Index:
        """The index in a folder, as the constructor opens it."""
        return cls(folder)

    def _load(self) -> None:
        folders.refuse_strangers(self._folder)
        self._commit = store.latest_commit(self._folder)
        self._set(View(store.Store()))
        if not store.stamped(self._folder):
            # Another version's index, or none yet: it holds nothing for us, and that is no damage.
            store.discard_foreign(self._folder)
            return
        with self._damage():
            self._set(View(store.Store.open(self._folder)))

    def _set(self, view: View) -> None:
        self._view = view
        self._ranker = rank.Ranker(view)
        self._columns = _columns(view.cards)

    @contextmanager
    def _damage(self) -> Iterator[None]:
        def let_go() -> None:
            self._set(View(store.Store()))

        with folders.damage(self._folder, let_go):
            yield

    def search(self, text: str, filters: Filters = _NO_FILTERS, limit: int = 30) -> Results:
        """The documents that answer a text, best first.

        Every text is allowed. A text without words gives nothing, or, if there are filters, all documents
        that pass them in the order of their titles.

        Raises:
            IndexDamaged: the index could not be read; it is gone and must be built again.
        """
        began = perf_counter()
        with self._damage():
            asked = query.parse(text)
            if not asked.words:
                return self._listed(text, filters, limit, began)
            ranking = self._ranker.rank(asked, self._accept(filters), limit)
            matches = ranking.matches
            total = len(self._passing(matches, filters))
            return Results(
                query=text,
                hits=tuple(self._hit(ranked, ranking) for ranked in ranking.best),
                total=total,
                facets=self._facets(matches, filters),
                took_ms=(perf_counter() - began) * 1000,
                words=rank.words(ranking),
                left_out=ranking.left_out,
            )

    def _listed(self, text: str, filters: Filters, limit: int, began: float) -> Results:
        if filters == _NO_FILTERS:
            return Results(query=text)
        everything = [number for number, card in enumerate(self._view.cards) if card is not None]
        passing = self._passing(everything, filters)
        titled = sorted((card.title.casefold(), n, card) for n in passing if (card := self._view.cards[n]))
        hits = []
        for _, number, card in titled[:limit]:
            piece, _spans = snippet.excerpt(self._view.text(number)[0], [], {})
            hits.append(Hit(card.path, card.title, card.kind, card.tier, 0.0, piece, (), (), card.confidence))
        facets = self._facets(everything, filters)
        took_ms = (perf_counter() - began) * 1000
        return Results(query=text, hits=tuple(hits), total=len(passing), facets=facets, took_ms=took_ms)

    def _hit(self, ranked: Ranked, ranking: rank.Ranking) -> Hit:
        card = self._view.cards[ranked.number]
        if card is None:
            raise LookupError(ranked.number)
        text, levelled = self._view.text(ranked.number)
        worth = {group.order: group.worth for group in ranking.groups}
        places = snippet.places(levelled, ranking.marks) if ranked.places is None else ranked.places
        # The customer's phrase says why a playbook is a hit; a late step would not say what it is for.
        early = bool(ranked.said) and card.kind == "playbook"
        piece, spans = snippet.excerpt(text, places, worth, early=early)
        return Hit(
            card.path,
            card.title,
            card.kind,
            card.tier,
            ranked.score,
            piece,
            spans,
            ranked.title_spans,
            card.confidence,
            ranked.said,
        )

    # --- filters and facets ---

    def _accept(self, filters: Filters) -> rank.Accept:
        chosen = self._chosen(filters)
        if not chosen:
            return lambda _: True
        return lambda number: all(value in column[number] for column, value in chosen)

    def _chosen(self, filters: Filters, but: str = "") -> list[tuple[list[tuple[str, ...]], str]]:
        """The columns that filters look at, with the wanted value; without the facet ``but``."""
        values = {facet: getattr(filters, facet) for facet in FACETS if facet != but}
        return [(self._columns[facet], value) for facet, value in values.items() if value]

    def _passing(self, numbers: list[int], filters: Filters, but: str = "") -> list[int]:
        for column, value in self._chosen(filters, but):
            numbers = [number for number in numbers if value in column[number]]
        return numbers

    def _facets(
        self, matches: list[int], filters: Filters
    ) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """Counts over all matches; each facet as if it were not filtered itself."""
        found = []
        for facet in FACETS:
            column = self._columns[facet]
            numbers = self._passing(matches, filters, facet)
            counts = Counter(chain.from_iterable(map(column.__getitem__, numbers)))
            found.append((facet, tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))))
        return tuple(found)

    # --- state ---

    def known(self) -> dict[str, str]:
        """The blob id of each document, by path."""
        return {card.path: card.blob for card in self._view.cards if card is not None}

    def doc_count(self) -> int:
        """How many documents can be found."""
        return self._view.count

    def refresh(self) -> bool:
        """Take up what another process has committed since; whether there was anything.

        Raises:
            IndexDamaged: the index could not be read; it is gone and must be built again.
        """
        if store.latest_commit(self._folder) == self._commit:
            return False
        self._load()
        return True

    def close(self) -> None:
        """Let go of the files. The index is empty from then on."""
        self._set(View(store.Store()))


def _columns(cards: Iterable[Card | None]) -> dict[str, list[tuple[str, ...]]]:
    """For each facet the values of every document."""
    columns: dict[str, list[tuple[str, ...]]] = {facet: [] for facet in FACETS}
    for card in cards:
        columns["kind"].append((card.kind,) if card else ())
        columns["tier"].append((card.tier,) if card else ())
        columns["product"].append(tuple(dict.fromkeys(card.products)) if card else ())
        columns["tag"].append(tuple(dict.fromkeys(card.tags)) if card else ())
    return columns
