# SPDX-License-Identifier: MIT
"""The documents nearest to another one, by the words that tell most about it."""

from __future__ import annotations

import numpy as np

from kbdesk.search.build import CONFIDENCES, IMPACTS, KINDS
from kbdesk.search.groups import SATURATION
from kbdesk.search.segment import Segment
from kbdesk.search.view import View

_TELLING = 25
"""Words of a document that are compared."""
_HEAVIEST = 100
"""Words of a document that are looked up in other segments."""
_MOST = 2_000
_LEAST = 0.12
"""The share of what a document has in common with itself that another must have."""


def nearest(view: View, number: int, limit: int) -> list[int]:
    """The documents that have most in common with one, best first; no steps, nothing archived."""
    segment, local = view.locate(number)
    rows = segment.words_of(local)[:_MOST]
    weights = IMPACTS[[segment.impact(row, local) for row in rows.tolist()]]
    having = segment.counts()[rows]
    if len(view.segments) > 1:
        heaviest = np.argsort(-weights / having, kind="stable")[:_HEAVIEST]
        rows, weights, having = rows[heaviest], weights[heaviest], having[heaviest]
        having = having + [_elsewhere(view, segment, segment.lexicon[row]) for row in rows.tolist()]
    # A word that no other document has tells nothing about likeness.
    worths = np.log(1 + view.total / having) * weights / (SATURATION + weights) * (having > 1)
    best = np.argsort(-worths, kind="stable")[:_TELLING]
    scores = np.zeros(view.total)
    for row, worth in zip(rows[best].tolist(), worths[best].tolist(), strict=True):
        term = segment.lexicon[row]
        for other in view.segments:
            found = row if other is segment else other.lexicon.find(term)
            if found >= 0:
                docs, impacts = other.postings(found, found + 1)
                held = IMPACTS[impacts]
                scores[other.base + docs.astype(np.intp)] += worth * held / (SATURATION + held)
    least = _LEAST * scores[number]
    scores[number] = 0
    scores[~view.alive | (view.column("kinds") == KINDS.index("step"))] = 0
    scores[view.column("confidences") == CONFIDENCES.index("archived")] = 0
    order = np.argsort(-scores, kind="stable")[:limit]
    return [int(at) for at in order if scores[at] > least]


def _elsewhere(view: View, segment: Segment, term: str) -> int:
    """How many documents of the other segments have a term."""
    others = (other for other in view.segments if other is not segment)
    return sum(other.documents(row) for other in others if (row := other.lexicon.find(term)) >= 0)
