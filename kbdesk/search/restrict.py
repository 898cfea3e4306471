# SPDX-License-Identifier: MIT
"""Which documents may be results at all: filters, conditions, phrases and what must not be there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import reduce
from operator import and_, or_

import numpy as np

from kbdesk.model import Filters
from kbdesk.model.roles import READABLE
from kbdesk.search import analysis, conditions
from kbdesk.search.arrays import Array
from kbdesk.search.build import CONFIDENCES
from kbdesk.search.conditions import Condition
from kbdesk.search.phrases import following
from kbdesk.search.query import Query
from kbdesk.search.segment import FACETS
from kbdesk.search.view import View

_KEPT_BYTES = 4_000_000


class Restrictions:
    """Sets of documents of one view, each as a truth for every document; the last ones are kept."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._kept: OrderedDict[Hashable, Array] = OrderedDict()
        self._most = max(16, _KEPT_BYTES // (view.total + 100))

    def _once(self, key: Hashable, make: Callable[[], Array]) -> Array:
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= self._most:
                self._kept.popitem(last=False)
            found = self._kept[key] = make()
        return found

    def filters(self, chosen: Filters, but: str = "") -> Array | None:
        """The documents that pass the filters, without the facet ``but``; None: all."""
        wanted = [(facet, getattr(chosen, facet)) for facet in FACETS if facet != but]
        found = [self._value(facet, value) for facet, value in wanted if value]
        return reduce(and_, found) if found else None

    def _value(self, facet: str, value: str) -> Array:
        values = self._view.values[facet][0]
        wanted = READABLE.get(value, ()) if facet == "audience" else (value,)
        places = [values.index(one) for one in wanted if one in values]
        return self._once((facet, value), lambda: self._view.having(facet, places))

    def asked(self, query: Query) -> tuple[Array | None, tuple[str, ...]]:
        """The documents that a query allows (None: all), and the phrases that no document has.

        Such a phrase does not count, so that its words can still be found.
        """
        found = [reduce(or_, map(self._condition, group)) for group in conditions.groups(query.conditions)]
        found += [~self.phrase(phrase) for phrase in query.without]
        left_out = []
        for phrase in query.phrases:
            having = self.phrase(phrase)
            if having.any():
                found.append(having)
            else:
                left_out.append(f'"{phrase}"')
        return (reduce(and_, found) if found else None), tuple(left_out)

    # --- conditions ---

    def _condition(self, condition: Condition) -> Array:
        return self._once(condition, lambda: self._evaluated(condition))

    def _evaluated(self, condition: Condition) -> Array:
        view = self._view
        if condition.op == "days":
            days = view.column(condition.facet)
            found = (days >= max(condition.first, 1)) & (days <= condition.last)
        elif condition.facet == "state":
            found = view.column("confidences") == CONFIDENCES.index(condition.value)
        else:
            values = view.values[condition.facet][0]
            found = view.having(
                condition.facet,
                [at for at, value in enumerate(values) if conditions.matches(condition, value)],
            )
        return ~found if condition.negated else found

    # --- phrases ---

    def phrase(self, phrase: str) -> Array:
        """The documents in which the words of a phrase follow each other."""
        return self._once(phrase, lambda: self._having(phrase))

    def _having(self, phrase: str) -> Array:
        tokens = [conditions.phrase_terms(token) for token in analysis.tokens(phrase)]
        in_order = all(len(terms) == 1 for terms in tokens)
        terms = [term for found in tokens for term in found]
        having = np.zeros(self._view.total, bool)
        for segment in self._view.segments:
            rows = [segment.lexicon.find(term) for term in terms]
            if rows and min(rows) >= 0:
                numbers = _with_all(map(segment.of_row, rows))
                if in_order and len(rows) > 1 and len(numbers):
                    numbers = following(segment, numbers, terms)
                having[segment.base + numbers.astype(np.intp)] = True
        return having & self._view.alive


def _with_all(lists: Iterable[Array]) -> Array:
    ordered = sorted(lists, key=len)
    found = ordered[0]
    for other in ordered[1:]:
        found = np.intersect1d(found, other, assume_unique=True)
    return found
