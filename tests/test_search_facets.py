# SPDX-License-Identifier: MIT
"""Counting the values of documents."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np

from kbdesk.search.facets import Facet, ValueTable

TAGS = [f"tag {number}" for number in range(40)]


def test_each_value_is_counted_once_for_each_document_that_has_it():
    """Also of documents with many values and with none, for any choice of documents."""
    chance = random.Random(5)
    size = 60
    kinds = [chance.randrange(3) for _ in range(size)]
    tags = [sorted(chance.sample(range(40), chance.choice((0, 1, 3, 8, 9, 30)))) for _ in range(size)]
    pairs = [(number, tag) for number, held in enumerate(tags) for tag in held]
    table = ValueTable(
        size,
        [
            Facet(None, np.array(kinds, np.uint8), ["article", "playbook", "step"]),
            Facet(np.array([one for one, _ in pairs]), np.array([tag for _, tag in pairs]), TAGS),
        ],
    )
    for many in (0, 1, 7, size):
        chosen = sorted(chance.sample(range(size), many))
        wanted = Counter(kinds[number] for number in chosen)
        wanted.update(3 + tag for number in chosen for tag in tags[number])
        found = table.counts(np.array(chosen, np.int64))
        assert found.tolist() == [wanted[number] for number in range(3 + len(TAGS))]


def test_nothing_is_counted_where_there_is_nothing():
    """An index without documents has no values."""
    assert ValueTable(0, []).counts(np.zeros(0, np.int64)).tolist() == []
