# SPDX-License-Identifier: MIT
"""How far down the nodes of each layer stand, so that arrows are short and nothing overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Pull = tuple[int, int, float, float]
"""(node, node of the next layer, how much lower than the first it wants to stand, how strongly)."""

SWEEPS: Final = 6


def placed(
    layers: Sequence[Sequence[int]], pulls: Sequence[Pull], heights: Sequence[float], gap: float
) -> list[float]:
    """The upper edge of each node, from 0 on.

    Each sweep puts a layer where its neighbours pull it, as the least squares that keep its order and gaps
    (pool adjacent violators).
    """
    left: list[list[tuple[int, float, float]]] = [[] for _ in heights]
    right: list[list[tuple[int, float, float]]] = [[] for _ in heights]
    for source, target, lower, weight in pulls:
        left[target].append((source, lower, weight))
        right[source].append((target, -lower, weight))
    top = [0.0] * len(heights)
    for layer in layers:
        down = 0.0
        for node in layer:
            top[node] = down
            down += heights[node] + gap
    both = [one + other for one, other in zip(left, right, strict=True)]
    for sweep in range(SWEEPS):
        last = sweep >= SWEEPS - 2
        for layer in layers[1:] if sweep % 2 == 0 else layers[-2::-1]:
            _settle(layer, both if last else left if sweep % 2 == 0 else right, top, heights, gap)
    highest = min(top, default=0.0)
    return [one - highest for one in top]


def _settle(
    layer: Sequence[int],
    pulled: Sequence[Sequence[tuple[int, float, float]]],
    top: list[float],
    heights: Sequence[float],
    gap: float,
) -> None:
    """Put one layer where it is pulled to."""
    pools: list[tuple[float, float, int]] = []  # (sum of weighted places, weight, how many nodes)
    offset, offsets = 0.0, []
    for node in layer:
        wanted, weight = 0.0, 0.0
        for other, lower, strength in pulled[node]:
            wanted += (top[other] + lower) * strength
            weight += strength
        if not weight:
            wanted, weight = top[node] * 0.01, 0.01
        offsets.append(offset)
        total, count = wanted - offset * weight, 1
        offset += heights[node] + gap
        while pools and pools[-1][0] * weight > total * pools[-1][1]:
            before, more, others = pools.pop()
            total, weight, count = total + before, weight + more, count + others
        pools.append((total, weight, count))
    number = 0
    for total, weight, count in pools:
        for _ in range(count):
            top[layer[number]] = total / weight + offsets[number]
            number += 1
