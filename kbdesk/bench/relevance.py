# SPDX-License-Identifier: MIT
"""How right an order of results is: success at rank 1, MRR@10 and nDCG@10."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import log2

DEPTH = 10

_KIND = re.compile(r"([A-Za-z]+)-")


def kind_of(name: str) -> str:
    """The kind of a query by its id: ``typo`` of ``typo-017``; "" if the id names none."""
    found = _KIND.match(name)
    return found[1] if found else ""


def judged(
    orders: Mapping[str, Sequence[str]], answers: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """The figures by kind and for ``all``; queries without a right answer do not count.

    Args:
        orders: paths by query, best first; a path that comes again does not count again.
        answers: grades of the right paths by query.
    """
    by_kind: dict[str, list[tuple[float, float, float]]] = {"all": []}
    for name, paths in orders.items():
        grades = {path: grade for path, grade in answers.get(name, {}).items() if grade > 0}
        if grades:
            figures = _figures(list(dict.fromkeys(paths))[:DEPTH], grades)
            by_kind["all"].append(figures)
            if kind := kind_of(name):
                by_kind.setdefault(kind, []).append(figures)
    return {kind: _mean(figures) for kind, figures in by_kind.items() if figures}


def _figures(paths: Sequence[str], grades: Mapping[str, float]) -> tuple[float, float, float]:
    ranks = [rank for rank, path in enumerate(paths, 1) if path in grades]
    first = ranks[0] if ranks else 0
    gained = _gain(grades.get(path, 0.0) for path in paths)
    best = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    return float(first == 1), 1 / first if first else 0.0, gained / best


def _gain(grades: Iterable[float]) -> float:
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades, 1))


def _mean(figures: Sequence[tuple[float, float, float]]) -> dict[str, float]:
    count = len(figures)
    success, mrr, ndcg = (round(sum(column) / count, 4) for column in zip(*figures, strict=True))
    return {"queries": count, "success_at_1": success, "mrr_at_10": mrr, "ndcg_at_10": ndcg}
